"""E8  Major surgery, open biopsy or significant injury within 28 days before enrolment."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, holds, worst
from ucbnk_desktop.protocol.lookback import event_in, not_within_days
from ucbnk_desktop.protocol.procedures import procedure_codes
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, among, column

from .criterion import EXCLUSION, Criterion


def no_recent_surgery(case: RuleContext) -> Finding:
    """E8: no major surgery, injury, fracture or ulcer in the 28 days before enrolment."""
    return each_row(FORM, "surgery_done", "surgery", _surgery)(case)


def _surgery(case: RuleContext, row: Entry) -> Finding:
    category = code_in(row, column("surgery", "category"))
    event = event_in(case, row, "surgery", dated="performed_on", named="procedure")
    if isinstance(category, Finding) or isinstance(event, Finding):
        return worst([part for part in (category, event) if isinstance(part, Finding)])
    if category == "minor_procedure" and _minor(case, row):
        return holds("why_not_counted", *event.evidence, what=event.what)
    anchor = case.enrolment()
    return anchor if isinstance(anchor, Finding) else not_within_days(case, event, case.limits.surgery_days, anchor)


def _minor(case: RuleContext, row: Entry) -> bool:
    done = procedure_codes(str(row.value("procedure") or ""))
    return all(among(case, "R-MINOR-OPS", code) for code in done)


E8 = Criterion(
    "E8", EXCLUSION, form="prior_therapy", rows="surgery",
    limits=("surgery_days",),
    anchor="enrolment",
    rulings=("R-EDGE", "R-MINOR-OPS"),
    settings=("enrol_definition",),
    rule=no_recent_surgery,
)
