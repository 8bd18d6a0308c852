"""The checks of what is typed in a form: shape, plausibility, dates, consistency."""
