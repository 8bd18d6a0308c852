"""Everything the user sees: the only part that knows Qt."""
