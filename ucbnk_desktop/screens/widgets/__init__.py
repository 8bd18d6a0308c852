"""What every page uses: marks, chips, buttons, inputs, tables, notices, and what a page is to the window."""
