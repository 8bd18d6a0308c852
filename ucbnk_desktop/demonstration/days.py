"""Days written relative to another day, so that the demonstration is alive on whatever day it is built."""

from __future__ import annotations

import re
from datetime import date, datetime

from ucbnk_desktop.protocol.dates import plus_days, plus_months

_RELATIVE = re.compile(r"@([+-]\d+y)?([+-]\d+m)?([+-]\d+)?(/month|/year)?( \d\d:\d\d)?")
_MOMENT = re.compile(r"@.* \d\d:\d\d")
_SHAPES = {"/month": "%Y-%m", "/year": "%Y", None: "%Y-%m-%d"}


def resolved(text: str, zero: date) -> str:
    """`text` with a relative day written out; any other text as it is.

    `@-28` is 28 days before `zero`, `@-4y-62` four calendar years and 62 days, `@-14m/month` a month without its day,
    `@-6 09:10` a day with a time. ValueError for a text that begins like a day and is none.
    """
    if not text.startswith("@"):
        return text
    match = _RELATIVE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    years, months, days, shape, time = match.groups()
    whole = int(years[:-1] if years else 0) * 12 + int(months[:-1] if months else 0)
    day = plus_days(plus_months(zero, whole), int(days or 0))
    return f"{day:{_SHAPES[shape]}}{time or ''}"


def moment(text: str, zero: date) -> datetime:
    """The moment written as `@-6 09:10`, without a zone; ValueError for any other text."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(resolved(text, zero))
