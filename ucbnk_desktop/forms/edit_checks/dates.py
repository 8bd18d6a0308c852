"""Dates as kept, and the checks of single ones: in the future, before birth, before consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.forms.entry_values import EntryValues
from ucbnk_desktop.protocol.dates import completed_years

from .result import CheckContext, CheckResult, query

_OLDEST = 25
"""A participant is 18 at most when enrolled; an older age than this is asked about."""


def date_findings(typed: EntryValues, field: Field, context: CheckContext) -> Iterator[CheckResult]:
    """What is strange in the date of `field`."""
    days = typed.days(field.key)
    key = typed.within + field.key
    if days is not None and field.past and days.first > context.today:
        yield query(key, "field_future", on=context.today)
    elif days is not None and field.key == "birth_date":
        age = completed_years(days.first, context.today)
        if age > _OLDEST:
            yield query(key, "field_age_strange", age=age)
    elif days is not None and context.born is not None and days.last < context.born:
        yield query(key, "field_before_birth", born=context.born)
    elif field.after_consent and _before_consent(typed, field, context):
        assert context.consented_at is not None
        yield query(key, "field_before_consent", at=f"{context.consented_at:%Y-%m-%d %H:%M}")


def _before_consent(typed: EntryValues, field: Field, context: CheckContext) -> bool:
    if context.consented_at is None:
        return False
    consent = context.consented_at.replace(tzinfo=None)
    moment = typed.moment(field.key) or _sampled_that_day(typed, field, consent)
    if moment is not None:
        return moment < consent
    days = typed.days(field.key)
    return days is not None and days.last < consent.date()


def _sampled_that_day(typed: EntryValues, field: Field, consent: datetime) -> datetime | None:
    """The moment of a sample taken on the day of consent; on any other day its time says nothing."""
    at, days = typed.clock(field.key), typed.days("sampled_on")
    if at is None or days is None or days.known != consent.date():
        return None
    return datetime.combine(days.known, at)


def day_kept(text: str) -> date | None:
    """The day that was kept as `text`; None where there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_kept(text: str) -> datetime | None:
    """The moment that was kept as `text`; None where there is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
