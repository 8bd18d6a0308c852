"""The planned days of the infusions, from the day of the first one (docs/domain/schedule.md, Windows)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .dates import days_between, plus_days


@dataclass(frozen=True, slots=True)
class PlannedInfusion:
    """One infusion of the plan: its day and the window around it, both ends of which are allowed."""

    number: int
    course: int
    planned: date
    earliest: date
    latest: date

    def allows(self, day: date) -> bool:
        """Whether `day` lies in the window."""
        return self.earliest <= day <= self.latest

    def deviation(self, day: date) -> int:
        """Days by which `day` is later (negative: earlier) than planned."""
        return days_between(self.planned, day)


def planned_infusions(first: date, table: Iterable[object]) -> tuple[PlannedInfusion, ...]:
    """The plan counted from the first infusion (day 0), by infusion number.

    A row of the setting is `{"course": 1, "number": 2, "day": 7, "minus": 2, "plus": 2}`. The registry record says
    2 courses and 8 infusions and no more; days and windows are the study's own. ValueError for a row that lacks a key
    or holds anything but whole numbers, for days out of the calendar, and for numbers that are not 1, 2, 3 …
    """
    plan = tuple(sorted((_planned(first, row) for row in _rows(table)), key=lambda infusion: infusion.number))
    if [infusion.number for infusion in plan] != list(range(1, len(plan) + 1)):
        raise ValueError([infusion.number for infusion in plan])
    return plan


def _rows(table: Iterable[object]) -> Iterator[Mapping[str, object]]:
    for row in table:
        if not isinstance(row, Mapping):
            raise ValueError(f"not a row of a schedule: {row!r}")
        yield row


def _planned(first: date, row: Mapping[str, object]) -> PlannedInfusion:
    day, minus, plus = _whole(row, "day"), _whole(row, "minus"), _whole(row, "plus")
    try:
        planned = plus_days(first, day)
        window = plus_days(planned, -minus), plus_days(planned, plus)
    except OverflowError as error:
        raise ValueError(f"no day of the calendar: {row}") from error
    return PlannedInfusion(_whole(row, "number"), _whole(row, "course"), planned, *window)


def _whole(row: Mapping[str, object], key: str) -> int:
    return int(str(row.get(key)))
