"""Wide ranges of weight and height by age, to catch a slip of the decimal point; no growth standard.

They are drawn generously around the smallest and largest children a paediatric ward sees, very ill and very heavy ones
included, and lead to a question only. Own figures: not to be used for anything else.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ucbnk_desktop.protocol.dates import completed_years

_BY_AGE = (
    (0, ("1.5", "15"), ("35", "90")),
    (1, ("4.5", "22"), ("55", "105")),
    (2, ("6", "28"), ("65", "120")),
    (4, ("8", "45"), ("75", "140")),
    (6, ("10", "70"), ("85", "160")),
    (9, ("14", "95"), ("100", "185")),
    (12, ("18", "130"), ("110", "200")),
    (15, ("25", "150"), ("120", "210")),
)
"""From this age in completed years on: weight in kg, height in cm."""

_COLUMN = {"weight_kg": 0, "height_cm": 1}


def usual_for_age(key: str, born: date, on: date) -> tuple[Decimal, Decimal] | None:
    """The range of `weight_kg` or `height_cm` at the age on the day `on`; None for any other key or before birth."""
    age = completed_years(born, on)
    if key not in _COLUMN or age < 0:
        return None
    ranges = next(both for since, *both in reversed(_BY_AGE) if age >= since)
    low, high = ranges[_COLUMN[key]]
    return Decimal(low), Decimal(high)
