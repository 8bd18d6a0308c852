"""The criteria, one declaration each beside its rule: `table` has them in the order of the registry record."""
