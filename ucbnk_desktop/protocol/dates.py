"""Calendar arithmetic of the protocol: partial dates, completed years, months that clamp to month ends.

See docs/domain/eligibility.md, Dates, and docs/domain/eligibility.md, Age.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown: an interval of calendar days.

    `2024`, `2024-03` and `2024-03-05` are written as they are known and never completed by guessing.
    """

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `yyyy`, `yyyy-mm` or `yyyy-mm-dd`; ValueError for any other shape or an impossible date."""
        match = _PARTIAL.fullmatch(text)
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        end = 12 if month is None else month
        last = date(year, end, monthrange(year, end)[1] if day is None else day)
        return cls(first, last)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The fully known date `day`."""
        return cls(day, day)

    @property
    def known(self) -> date | None:
        """The day itself where it is fully known."""
        return self.first if self.first == self.last else None

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}"


def plus_months(day: date, months: int) -> date:
    """`day` moved by whole calendar months (negative: back), clamped to the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus_days(day: date, days: int) -> date:
    """`day` moved by `days` calendar days (negative: back)."""
    return day + timedelta(days=days)


def days_between(event: date, anchor: date) -> int:
    """Whole days from `event` to `anchor`; the day of the event itself is not counted."""
    return (anchor - event).days


def completed_years(born: date, on: date) -> int:
    """Age in completed years (周岁) on the day `on`: the one age of the whole program."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def completed_months(born: date, on: date) -> int:
    """Age in completed calendar months on the day `on`."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def first_day(holds: Callable[[date], bool], *, since: date, within_days: int) -> date | None:
    """The smallest day from `since` on, at most `within_days` later, on which `holds` is true.

    Adding months is not the inverse of subtracting them, so a first day is looked for, never computed.
    """
    for offset in range(within_days + 1):
        day = since + timedelta(days=offset)
        if holds(day):
            return day
    return None
