"""E13  Active infection under treatment.  E19  Active infection that needs intravenous treatment."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import (
    Conclusion,
    Finding,
    contradiction,
    given,
    holds,
    lacking,
    seen,
    stops,
    worst,
)
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, left_standing, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def no_infection(case: RuleContext) -> Finding:
    """E13: no active infection under antimicrobials; prophylaxis and hepatitis B antivirals are no treatment."""
    return given(case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "antimicrobial_treatment")).then(
        lambda infected, drugs: _infection(case, infected=infected, drugs=drugs)
    )


def _infection(case: RuleContext, *, infected: bool, drugs: bool) -> Finding:
    kept = _infection_left_standing(case, infected=infected, drugs=drugs)
    if kept:
        return kept
    return _with_drugs(case, infected=infected) if drugs else _without_drugs(case, infected=infected)


def _with_drugs(case: RuleContext, *, infected: bool) -> Finding:
    return given(case.code(HISTORY, "antimicrobial_purpose")).then(
        lambda purpose: _under_treatment(case, purpose, infected=infected)
    )


def _without_drugs(case: RuleContext, *, infected: bool) -> Finding:
    shown = Finding(Conclusion.HOLDS, evidence=seen(case.entry(HISTORY), "antimicrobial_treatment"))
    known = said_no(case.entry(HISTORY), FieldRef(HISTORY, "active_infection"))
    return worst((judgement(case, "E13") if infected else known, shown))


def _infection_left_standing(case: RuleContext, *, infected: bool, drugs: bool) -> Finding | None:
    entry = case.entry(HISTORY)
    kept = None if infected else left_standing(entry, FieldRef(HISTORY, "active_infection"), "infection_detail")
    if kept or drugs:
        return kept
    ref = FieldRef(HISTORY, "antimicrobial_treatment")
    return left_standing(entry, ref, "antimicrobial_purpose", "antimicrobial_kind")


def _under_treatment(case: RuleContext, purpose: str, *, infected: bool) -> Finding:
    entry = case.entry(HISTORY)
    ref = FieldRef(HISTORY, "antimicrobial_kind")
    kinds = entry.value(ref.field)
    if not isinstance(kinds, frozenset) or not kinds:
        return lacking(ref, entry.answer(ref.field))
    evidence = (*seen(entry, "antimicrobial_purpose"), *seen(entry, ref.field))
    if purpose == "treatment":
        return _treated_infection(case, kinds, evidence, infected=infected)
    if purpose == "chronic_hepatitis_b" and kinds != {"antiviral"}:
        return contradiction(FieldRef(HISTORY, "antimicrobial_purpose"), ref)
    harmless = holds("why_not_treatment", *evidence, field=FieldRef(HISTORY, "antimicrobial_purpose"))
    return worst((judgement(case, "E13"), harmless)) if infected else harmless


def _treated_infection(
    case: RuleContext, kinds: frozenset[str], evidence: tuple[Evidence, ...], *, infected: bool
) -> Finding:
    if not infected:
        return contradiction(FieldRef(HISTORY, "active_infection"), FieldRef(HISTORY, "antimicrobial_purpose"))
    if kinds == {"antifungal"} and case.ruling("R-ANTIFUNGAL") == "hbv_and_antifungal":
        return judgement(case, "E13")
    return stops("why_infection", *evidence)


def no_intravenous_infection(case: RuleContext) -> Finding:
    """E19: no active infection that needs intravenous treatment."""
    return given(case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "intravenous_treatment")).then(
        lambda infected, intravenous: _intravenous(case, infected=infected, intravenous=intravenous)
    )


def _intravenous(case: RuleContext, *, infected: bool, intravenous: bool) -> Finding:
    if intravenous and not infected:
        return contradiction(FieldRef(HISTORY, "active_infection"), FieldRef(HISTORY, "intravenous_treatment"))
    return said_no(case.entry(HISTORY), FieldRef(HISTORY, "intravenous_treatment"))


E13 = Criterion(
    "E13", EXCLUSION, form="medical_history",
    rulings=("R-ANTIFUNGAL",),
    rule=unless_judged_against("E13", no_infection),
)
E19 = Criterion("E19", EXCLUSION, form="medical_history", rule=no_intravenous_infection)
