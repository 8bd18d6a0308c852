"""Everything that comes from or goes to other programs."""
