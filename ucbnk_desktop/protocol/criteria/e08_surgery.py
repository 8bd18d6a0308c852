"""E8  Major surgery, open biopsy or significant injury within 28 days before enrolment."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, given, holds
from ucbnk_desktop.protocol.lookback import Event, event_in, not_within_days
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, among, column

from .criterion import EXCLUSION, Criterion


def _surgery(case: RuleContext, row: Entry) -> Finding:
    """E8 of one operation, injury, fracture or ulcer: its kind and its day must be known."""
    return given(
        code_in(row, column("surgery", "category")),
        event_in(case, row, "surgery", dated="performed_on", named="procedure"),
    ).then(lambda category, operation: _long_ago(case, row, category, operation))


def _long_ago(case: RuleContext, row: Entry, category: str, operation: Event) -> Finding:
    if category == "minor_procedure" and _let_through(case, row):
        return holds("why_not_counted", *operation.evidence, what=operation.what)
    return given(case.enrolment()).then(
        lambda enrolled: not_within_days(case, operation, case.limits.surgery_days, enrolled)
    )


def _let_through(case: RuleContext, row: Entry) -> bool:
    """Whether everything that was done is one of the minor procedures that R-MINOR-OPS names."""
    done = case.pack.procedures.codes(str(row.value("procedure") or ""))
    return all(among(case, "R-MINOR-OPS", code) for code in done)


E8 = Criterion(
    "E8", EXCLUSION, form="prior_therapy", rows="surgery",
    limits=("surgery_days",),
    anchor="enrolment",
    rulings=("R-EDGE", "R-MINOR-OPS"),
    settings=("enrol_definition",),
    rule=each_row(FORM, "surgery_done", "surgery", _surgery),
)
