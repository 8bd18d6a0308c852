"""E5  Thromboembolism within 12 months.  E10  Fistula, perforation or abscess of the abdomen within 6 months."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, holds, seen, worst
from ucbnk_desktop.protocol.lookback import event_in, not_within_months
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def no_thromboembolism(case: RuleContext) -> Finding:
    """E5: no arterial or venous event in the 12 months before enrolment."""
    return each_row(HISTORY, "thromboembolism", "thromboembolic_events", _thromboembolism)(case)


def _thromboembolism(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, FieldRef(HISTORY, "thromboembolic_events.event"))
    if isinstance(kind, Finding):
        return kind
    if kind == "catheter" and case.ruling("R-CATHETER") == "does_not_count":
        return holds("why_not_counted", *seen(row, "event"), what=FieldRef(HISTORY, "thromboembolic_events"))
    return _months_ago(case, row, "thromboembolic_events", case.limits.thromboembolism_months)


def no_abdominal_event(case: RuleContext) -> Finding:
    """E10: no fistula, perforation or abscess in the 6 months before enrolment."""
    return each_row(HISTORY, "abdominal_event", "abdominal_events", _abdominal)(case)


def _abdominal(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, FieldRef(HISTORY, "abdominal_events.event"))
    found = _months_ago(case, row, "abdominal_events", case.limits.abdominal_months)
    return worst((kind, found)) if isinstance(kind, Finding) else found


def _months_ago(case: RuleContext, row: Entry, table: str, months: int) -> Finding:
    event, anchor = event_in(case, row, table, dated="occurred_on"), case.enrolment()
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst(part for part in (event, anchor) if isinstance(part, Finding))
    return not_within_months(case, event, months, anchor)


E5 = Criterion(
    "E5", EXCLUSION, form="medical_history", rows="thromboembolic_events",
    limits=("thromboembolism_months",),
    anchor="enrolment",
    rulings=("R-EDGE", "R-CATHETER"),
    settings=("enrol_definition",),
    rule=no_thromboembolism,
)
E10 = Criterion(
    "E10", EXCLUSION, form="medical_history", rows="abdominal_events",
    limits=("abdominal_months",),
    anchor="enrolment",
    rulings=("R-EDGE",),
    settings=("enrol_definition",),
    rule=no_abdominal_event,
)
