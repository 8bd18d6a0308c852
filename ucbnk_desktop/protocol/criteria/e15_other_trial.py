"""E15  Another antitumour trial within 28 days before enrolment."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, contradiction, given, holds, seen
from ucbnk_desktop.protocol.lookback import event_in, not_within_days
from ucbnk_desktop.protocol.rule_context import RuleContext, span_of, yes_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, after, column, named_in

from .criterion import EXCLUSION, Criterion


def _trial(case: RuleContext, row: Entry) -> Finding:
    """E15 of one trial: whether it was an antitumour one must be known."""
    return given(yes_in(row, column("trials", "antitumour"))).then(
        lambda antitumour: _ended(case, row, antitumour=antitumour)
    )


def _ended(case: RuleContext, row: Entry, *, antitumour: bool) -> Finding:
    if not antitumour:
        return holds("why_not_antitumour", *seen(row, "antitumour"), what=named_in(row, "trials", "trial"))
    ended = span_of(row.value("ended_on"))
    if ended is not None and after(row.value("last_dose_on"), ended):
        return contradiction(column("trials", "last_dose_on"), column("trials", "ended_on"))
    dated = "ended_on" if case.ruling("R-TRIAL-END") == "end_of_participation" else "last_dose_on"
    return given(event_in(case, row, "trials", dated=dated, named="trial"), case.enrolment()).then(
        lambda end, enrolled: not_within_days(case, end, case.limits.trial_days, enrolled)
    )


E15 = Criterion(
    "E15", EXCLUSION, form="prior_therapy", rows="trials",
    limits=("trial_days",),
    anchor="enrolment",
    rulings=("R-EDGE", "R-TRIAL-END"),
    settings=("enrol_definition",),
    rule=each_row(FORM, "trial_taken_part", "trials", _trial),
)
