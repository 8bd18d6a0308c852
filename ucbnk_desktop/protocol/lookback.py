"""Dated events and how far they must lie back: wash-outs, look-backs in days and in calendar months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from .dates import PartialDate, days_between, first_day, plus_days, plus_months
from .facts import Entry
from .findings import Conclusion, Finding, compared, given, held, lacks, seen
from .pack import name_of
from .rule_context import Anchor, RuleContext, span_in
from .verdicts import Evidence, FieldRef, Limit, LimitComparison, Named, Reason

Clear: TypeAlias = Callable[[date, date], bool]
"""Whether an event of the first day lies far enough before the second."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, perhaps only partly known; `what` names it to the reader."""

    on: PartialDate
    ref: FieldRef
    what: str | FieldRef
    evidence: tuple[Evidence, ...] = ()

    @property
    def shown(self) -> date | str:
        """The day, or as much of it as is known."""
        return self.on.known or str(self.on)

    def held(self, *comparisons: LimitComparison, limit: Limit | None = None) -> Event:
        """The same event, held against limits; a day that is known only in part tests none of them."""
        exact = comparisons if self.on.known else ()
        return Event(self.on, self.ref, self.what, held(self.evidence, *exact, limit=limit))


def in_days(event: Event, anchor: Anchor, days: int) -> LimitComparison:
    """How many days the event lies before the anchor, beside the `days` of a look-back."""
    return compared(days_between(event.on.last, anchor.day), days)


def in_months(event: Event, anchor: Anchor, months: int) -> LimitComparison:
    """How many days the event lies before the anchor, beside those of a look-back of so many calendar months."""
    edge = plus_months(anchor.day, -months)
    return LimitComparison(name_of(months), days_between(event.on.last, anchor.day), days_between(edge, anchor.day))


def event_in(case: RuleContext, row: Entry, table: str, *, dated: str, named: str | None = None) -> Event | Finding:
    """The event that `row` of `table` tells of: dated by `dated`, named by what was typed in `named`."""
    name = row.value(named) if named else None
    what = name if isinstance(name, str) else FieldRef(row.form, table)
    return event_at(case, row, FieldRef(row.form, f"{table}.{dated}"), what)


def event_at(case: RuleContext, entry: Entry, ref: FieldRef, what: str | FieldRef) -> Event | Finding:
    """The event dated in `ref`; one before birth is a slip of the pen, from which nothing is counted."""
    born = case.born
    return given(span_in(entry, ref)).then(
        lambda span: entry.cached(_event, span, ref, what) if born is None or span.last >= born
        else lacks("why_before_birth", ref, field=ref, on=str(span))
    )


def _event(entry: Entry, span: PartialDate, ref: FieldRef, what: str | FieldRef) -> Event:
    return Event(span, ref, what, seen(entry, ref.field.rpartition(".")[2]))


def days_since(event: Event, days: int, anchor: Anchor) -> Finding:
    """At least `days` days must have passed since the event; day `days` itself passes."""
    return _waited(event, days, anchor, lambda on, at: days_between(on, at) >= days)


def not_within_days(case: RuleContext, event: Event, days: int, anchor: Anchor) -> Finding:
    """The event must lie more than `days` days back; the boundary day is R-EDGE's. Time cures it."""
    since, span = plus_days(event.on.last, days), Named(f"{days} 天", f"{days} days")
    event = event.held(in_days(event, anchor, days))
    return looked_back(event, anchor, clear_days(case, days), since=since, waits=True, span=span)


def not_within_months(case: RuleContext, event: Event, months: int, anchor: Anchor) -> Finding:
    """The event must lie more than `months` calendar months back; the boundary day is R-EDGE's."""
    since, span = plus_months(event.on.last, months), Named(f"{months} 个月", f"{months} months")
    event = event.held(in_months(event, anchor, months))
    return looked_back(event, anchor, clear_months(case, months), since=since, waits=False, span=span)


def clear_days(case: RuleContext, days: int) -> Clear:
    """More than `days` days back."""
    return lambda on, at: days_between(on, at) > days or (days_between(on, at) == days and _edge_clears(case))


def clear_months(case: RuleContext, months: int) -> Clear:
    """Before the day that lies `months` calendar months back."""

    def clear(on: date, at: date) -> bool:
        limit = plus_months(at, -months)
        return on < limit or (on == limit and _edge_clears(case))

    return clear


def stable_for(event: Event, months: int, anchor: Anchor) -> Finding:
    """The event must lie strictly before the day that lies `months` calendar months back. Time cures it."""
    return looked_back(
        event.held(in_months(event, anchor, months)), anchor,
        lambda on, at: on < plus_months(at, -months), since=plus_months(event.on.last, months),
        waits=True, span=Named(f"{months} 个月", f"{months} months"),
        codes=("why_stable", "why_not_stable_yet", "why_stable_from"),
    )


def _edge_clears(case: RuleContext) -> bool:
    return case.ruling("R-EDGE") == "clear"


def _waited(event: Event, days: int, anchor: Anchor, passed: Clear) -> Finding:
    first_ok = plus_days(event.on.last, days)
    evidence = event.held(in_days(event, anchor, days), limit=Limit("≥", days, "d")).evidence
    if passed(event.on.last, anchor.day):
        reason = Reason.of(
            "why_days_passed", what=event.what, event=event.shown, days=days_between(event.on.last, anchor.day),
            limit=days, on=anchor.day,
        )
        return Finding(Conclusion.HOLDS, (reason,), evidence)
    if passed(event.on.first, anchor.day):
        return _unprecise(event, anchor)
    reasons = (
        Reason.of("why_days_short", what=event.what, event=event.shown, short=days_between(anchor.day, first_ok)),
        Reason.of("why_days_needed", limit=days, first_ok=first_ok, anchor=anchor.name, on=anchor.day),
    )
    says = Conclusion.FAILS if anchor.fixed else Conclusion.NOT_YET
    return Finding(
        says, reasons, evidence, first_ok=None if anchor.fixed else first_ok, queries=_late(event, anchor),
    )


def looked_back(
    event: Event, anchor: Anchor, clear: Clear, *, since: date, waits: bool, span: Named,
    codes: tuple[str, str, str] = ("why_long_ago", "why_too_recent", "why_clears"),
) -> Finding:
    """What a look-back of `span` from the anchor finds; `since` is a day on or shortly before the first clear one.

    Where the event is too recent, time either cures it (`waits`) or the day on which it would is only shown.
    """
    passed, too_recent, from_then = codes
    if clear(event.on.last, anchor.day):
        days = days_between(event.on.last, anchor.day)
        reason = Reason.of(passed, what=event.what, event=event.shown, on=anchor.day, days=days, span=span)
        return Finding(Conclusion.HOLDS, (reason,), event.evidence)
    if clear(event.on.first, anchor.day):
        return _unprecise(event, anchor)
    clears = first_day(lambda day: clear(event.on.last, day), since=since, within_days=62)
    assert clears is not None
    reasons = (
        Reason.of(too_recent, what=event.what, event=event.shown, span=span),
        Reason.of(
            from_then, first_ok=clears, anchor=anchor.name, on=anchor.day, short=days_between(anchor.day, clears)
        ),
    )
    queries = _late(event, anchor)
    if waits and not anchor.fixed:
        return Finding(Conclusion.NOT_YET, reasons, event.evidence, first_ok=clears, queries=queries)
    return Finding(Conclusion.FAILS, reasons, event.evidence, clears_on=clears, queries=queries)


def _unprecise(event: Event, anchor: Anchor) -> Finding:
    return lacks(
        "why_date_unprecise", event.ref, evidence=event.evidence,
        what=event.what, event=event.shown, field=event.ref, anchor=anchor.name, on=anchor.day,
    )


def _late(event: Event, anchor: Anchor) -> tuple[Reason, ...]:
    if event.on.first <= anchor.day:
        return ()
    query = Reason.of("why_query_after", what=event.what, event=event.shown, anchor=anchor.name, on=anchor.day)
    return (query,)
