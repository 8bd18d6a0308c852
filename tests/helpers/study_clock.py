"""The day on which the demonstration is looked at, and a clock that goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ucbnk_desktop.site_time import SITE_ZONE

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=SITE_ZONE)


@dataclass
class Ticking:
    """A clock that goes on by a second at every look."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def today(self) -> date:
        return self.at.date()
