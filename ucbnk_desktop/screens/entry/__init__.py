"""Typing into forms: one editor a kind of field, the laboratory grid, rows, and the page they make up."""
