"""E5  Thromboembolism within 12 months.  E10  Fistula, perforation or abscess of the abdomen within 6 months."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, given, holds, required, seen, worst
from ucbnk_desktop.protocol.lookback import event_in, not_within_months
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def _thromboembolism(case: RuleContext, row: Entry) -> Finding:
    """E5 of one arterial or venous event: its kind must be known, for R-CATHETER may exempt one."""
    return given(code_in(row, FieldRef(HISTORY, "thromboembolic_events.event"))).then(
        lambda kind: _vessel_closed(case, row, kind)
    )


def _vessel_closed(case: RuleContext, row: Entry, kind: str) -> Finding:
    if kind == "catheter" and case.ruling("R-CATHETER") == "does_not_count":
        return holds("why_not_counted", *seen(row, "event"), what=FieldRef(HISTORY, "thromboembolic_events"))
    return _months_ago(case, row, "thromboembolic_events", case.limits.thromboembolism_months)


def _abdominal_event(case: RuleContext, row: Entry) -> Finding:
    """E10 of one fistula, perforation or abscess: each kind counts alike, but it must be known."""
    kind = code_in(row, FieldRef(HISTORY, "abdominal_events.event"))
    return worst((required(kind), _months_ago(case, row, "abdominal_events", case.limits.abdominal_months)))


def _months_ago(case: RuleContext, row: Entry, table: str, months: int) -> Finding:
    return given(event_in(case, row, table, dated="occurred_on"), case.enrolment()).then(
        lambda event, enrolled: not_within_months(case, event, months, enrolled)
    )


E5 = Criterion(
    "E5", EXCLUSION, form="medical_history", rows="thromboembolic_events",
    limits=("thromboembolism_months",),
    anchor="enrolment",
    rulings=("R-EDGE", "R-CATHETER"),
    settings=("enrol_definition",),
    rule=each_row(HISTORY, "thromboembolism", "thromboembolic_events", _thromboembolism),
)
E10 = Criterion(
    "E10", EXCLUSION, form="medical_history", rows="abdominal_events",
    limits=("abdominal_months",),
    anchor="enrolment",
    rulings=("R-EDGE",),
    settings=("enrol_definition",),
    rule=each_row(HISTORY, "abdominal_event", "abdominal_events", _abdominal_event),
)
