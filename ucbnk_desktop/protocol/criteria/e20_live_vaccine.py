"""E20  A live vaccine within one month before the first infusion."""

from __future__ import annotations

from datetime import date

from ucbnk_desktop.protocol.dates import plus_days, plus_months
from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, given, holds, seen
from ucbnk_desktop.protocol.lookback import (
    Clear,
    Event,
    clear_days,
    clear_months,
    event_in,
    in_days,
    in_months,
    looked_back,
)
from ucbnk_desktop.protocol.rule_context import Anchor, RuleContext, yes_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, column, named_in
from ucbnk_desktop.protocol.verdicts import Named

from .criterion import EXCLUSION, Criterion


def _vaccine(case: RuleContext, row: Entry) -> Finding:
    """E20 of one vaccine: whether it was a live one must be known."""
    return given(yes_in(row, column("vaccines", "live"))).then(lambda live: _live(case, row, live=live))


def _live(case: RuleContext, row: Entry, *, live: bool) -> Finding:
    if not live:
        return holds("why_not_live", *seen(row, "live"), what=named_in(row, "vaccines", "vaccine"))
    return given(event_in(case, row, "vaccines", dated="given_on", named="vaccine")).then(
        lambda vaccination: vaccine_over(case, vaccination)
    )


def vaccine_over(case: RuleContext, event: Event) -> Finding:
    """The vaccine must lie more than a month before the first infusion, as R-ONE-MONTH counts it."""
    return given(case.start()).then(lambda start: _clear_by(case, event, start))


def _clear_by(case: RuleContext, event: Event, start: Anchor) -> Finding:
    months, days = case.limits.live_vaccine_months, case.limits.live_vaccine_days
    since = min(plus_months(event.on.last, months), plus_days(event.on.last, days))
    event = event.held(in_months(event, start, months), in_days(event, start, days))
    return looked_back(
        event, start, _one_month(case), since=since, waits=True, span=Named("1 个月", "1 month")
    )


def _one_month(case: RuleContext) -> Clear:
    month = clear_months(case, case.limits.live_vaccine_months)
    days = clear_days(case, case.limits.live_vaccine_days)

    def clear(on: date, at: date) -> bool:
        if month(on, at) == days(on, at):
            return month(on, at)
        return {"calendar_month": month, "30_days": days}.get(case.ruling("R-ONE-MONTH"), _neither)(on, at)

    return clear


def _neither(_: date, __: date) -> bool:
    return False


E20 = Criterion(
    "E20", EXCLUSION, form="prior_therapy", rows="vaccines",
    limits=("live_vaccine_months", "live_vaccine_days"),
    anchor="start",
    rulings=("R-EDGE", "R-ONE-MONTH"),
    rule=each_row(FORM, "live_vaccine_given", "vaccines", _vaccine),
)
