"""The board of criteria: every verdict, live, and why it is so."""
