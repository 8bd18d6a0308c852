"""E17  Autoimmune disease under systemic treatment within the past two years."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, seen, stops, worst
from ucbnk_desktop.protocol.lookback import event_at, not_within_months
from ucbnk_desktop.protocol.rule_context import Anchor, RuleContext, yes_in
from ucbnk_desktop.protocol.rules import judgement, left_standing, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"

_AUTOIMMUNE = ("autoimmune_kind", "autoimmune_treatment", "autoimmune_ongoing", "autoimmune_last_treated_on")


def no_autoimmune_disease(case: RuleContext) -> Finding:
    """E17: no autoimmune disease under systemic treatment in the past 24 months."""
    entry = case.entry(HISTORY)
    found = said_no(entry, FieldRef(HISTORY, "autoimmune_disease"), *_AUTOIMMUNE)
    if found.conclusion is not Conclusion.FAILS:
        return found
    kind = case.code(HISTORY, "autoimmune_kind")
    treatment = case.code(HISTORY, "autoimmune_treatment", ("systemic", "replacement", "none"))
    if isinstance(kind, Finding) or isinstance(treatment, Finding):
        return worst(part for part in (kind, treatment) if isinstance(part, Finding))
    if treatment != "systemic":
        ref = FieldRef(HISTORY, "autoimmune_treatment")
        kept = left_standing(entry, ref, "autoimmune_ongoing", "autoimmune_last_treated_on")
        return kept or worst((judgement(case, "E17"), Finding(Conclusion.HOLDS, evidence=seen(entry, ref.field))))
    if kind == "opsoclonus_myoclonus" and case.ruling("R-OMS") == "does_not_count":
        return judgement(case, "E17")
    return _systemic_treatment(case)


def _systemic_treatment(case: RuleContext) -> Finding:
    entry = case.entry(HISTORY)
    ongoing = yes_in(entry, FieldRef(HISTORY, "autoimmune_ongoing"))
    if isinstance(ongoing, Finding):
        return ongoing
    if ongoing:
        ref = FieldRef(HISTORY, "autoimmune_treatment")
        return stops("why_ongoing", *seen(entry, "autoimmune_ongoing"), what=ref)
    ref = FieldRef(HISTORY, "autoimmune_last_treated_on")
    event, anchor = event_at(case, entry, ref, ref), _autoimmune_anchor(case)
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst(part for part in (event, anchor) if isinstance(part, Finding))
    return worst((not_within_months(case, event, case.limits.autoimmune_months, anchor), judgement(case, "E17")))


def _autoimmune_anchor(case: RuleContext) -> Anchor | Finding:
    match case.ruling("R-AI-ANCHOR"):
        case "consent":
            return case.consent()
        case "enrolment":
            return case.enrolment()
        case _:
            return case.start()


E17 = Criterion(
    "E17", EXCLUSION, form="medical_history",
    limits=("autoimmune_months",),
    anchor="R-AI-ANCHOR",
    rulings=("R-EDGE", "R-AI-ANCHOR", "R-OMS"),
    settings=("enrol_definition",),
    rule=unless_judged_against("E17", no_autoimmune_disease),
)
