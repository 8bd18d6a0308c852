"""What every page uses: marks, chips, buttons, tables, notices, colours."""
