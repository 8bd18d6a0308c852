"""Which performance scale belongs to which day (docs/domain/scales.md, Which scale belongs to which day).

Lansky et al. 1987, https://doi.org/10.1002/1097-0142%2819871001%2960:7%3C1651::AID-CNCR2820600738%3E3.0.CO;2-J;
Karnofsky and Burchenal 1949.
"""

from __future__ import annotations

from datetime import date

from .dates import completed_years

KARNOFSKY_FROM = 16
"""Completed years from which Karnofsky is used (registry record, I3).

The forms' own questions say so: it is the pack's `karnofsky_from_years`, which an amendment cannot change.
"""

SCORES = frozenset(str(score) for score in range(0, 101, 10))
"""The scores of both scales, as they are kept."""


def scale_for(born: date, on: date) -> str:
    """`lansky` or `karnofsky`: the scale for an assessment on the day `on`."""
    return scale_at(completed_years(born, on))


def scale_at(age: int, *, karnofsky_from: int = KARNOFSKY_FROM) -> str:
    """The scale at the completed `age`."""
    return "karnofsky" if age >= karnofsky_from else "lansky"
