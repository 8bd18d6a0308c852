"""E17  Autoimmune disease under systemic treatment within the past two years."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, given, seen, stops, worst
from ucbnk_desktop.protocol.lookback import event_at, not_within_months
from ucbnk_desktop.protocol.rule_context import Anchor, RuleContext
from ucbnk_desktop.protocol.rules import judgement, left_standing, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"

_AUTOIMMUNE = ("autoimmune_kind", "autoimmune_treatment", "autoimmune_ongoing", "autoimmune_last_treated_on")


def no_autoimmune_disease(case: RuleContext) -> Finding:
    """E17: no autoimmune disease under systemic treatment in the past 24 months."""
    disease = said_no(case.entry(HISTORY), FieldRef(HISTORY, "autoimmune_disease"), *_AUTOIMMUNE)
    if disease.conclusion is not Conclusion.FAILS:
        return disease
    return given(
        case.code(HISTORY, "autoimmune_kind"),
        case.code(HISTORY, "autoimmune_treatment", ("systemic", "replacement", "none")),
    ).then(lambda kind, treatment: _treated(case, kind, treatment))


def _treated(case: RuleContext, kind: str, treatment: str) -> Finding:
    if treatment != "systemic":
        return _not_systemically(case)
    if kind == "opsoclonus_myoclonus" and case.ruling("R-OMS") == "does_not_count":
        return judgement(case, "E17")
    return given(case.yes(HISTORY, "autoimmune_ongoing")).then(lambda ongoing: _systemically(case, ongoing=ongoing))


def _not_systemically(case: RuleContext) -> Finding:
    entry, ref = case.entry(HISTORY), FieldRef(HISTORY, "autoimmune_treatment")
    kept = left_standing(entry, ref, "autoimmune_ongoing", "autoimmune_last_treated_on")
    return kept or worst((judgement(case, "E17"), Finding(Conclusion.HOLDS, evidence=seen(entry, ref.field))))


def _systemically(case: RuleContext, *, ongoing: bool) -> Finding:
    entry = case.entry(HISTORY)
    if ongoing:
        ref = FieldRef(HISTORY, "autoimmune_treatment")
        return stops("why_ongoing", *seen(entry, "autoimmune_ongoing"), what=ref)
    ref = FieldRef(HISTORY, "autoimmune_last_treated_on")
    return given(event_at(case, entry, ref, ref), _counted_to(case)).then(
        lambda last_treated, anchor: worst((
            not_within_months(case, last_treated, case.limits.autoimmune_months, anchor), judgement(case, "E17"),
        ))
    )


def _counted_to(case: RuleContext) -> Anchor | Finding:
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
