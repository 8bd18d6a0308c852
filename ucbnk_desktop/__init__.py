"""The desktop program for the coordinators of clinical trial UCBNK01 (NCT06631391)."""

__version__ = "0.1.0"
