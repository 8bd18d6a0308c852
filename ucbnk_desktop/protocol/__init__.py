"""The trial's rules: pure functions over values and dates, standard library only."""
