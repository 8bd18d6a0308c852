"""E13  Active infection under treatment.  E19  Active infection that needs intravenous treatment."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, contradiction, holds, lacking, seen, stops, worst
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, left_standing, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def no_infection(case: RuleContext) -> Finding:
    """E13: no active infection under antimicrobials; prophylaxis and hepatitis B antivirals are no treatment."""
    infected, drugs = case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "antimicrobial_treatment")
    if isinstance(infected, Finding) or isinstance(drugs, Finding):
        return worst(part for part in (infected, drugs) if isinstance(part, Finding))
    kept = _infection_left_standing(case, infected=infected, drugs=drugs)
    if kept:
        return kept
    purpose = case.code(HISTORY, "antimicrobial_purpose") if drugs else ""
    if isinstance(purpose, Finding):
        return purpose
    if purpose:
        return _under_treatment(case, purpose, infected=infected)
    shown = Finding(Conclusion.HOLDS, evidence=seen(case.entry(HISTORY), "antimicrobial_treatment"))
    known = said_no(case.entry(HISTORY), FieldRef(HISTORY, "active_infection"))
    return worst((judgement(case, "E13") if infected else known, shown))


def _infection_left_standing(case: RuleContext, *, infected: bool, drugs: bool) -> Finding | None:
    entry = case.entry(HISTORY)
    found = None if infected else left_standing(entry, FieldRef(HISTORY, "active_infection"), "infection_detail")
    if found or drugs:
        return found
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
    found = holds("why_not_treatment", *evidence, field=FieldRef(HISTORY, "antimicrobial_purpose"))
    return worst((judgement(case, "E13"), found)) if infected else found


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
    infected, intravenous = case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "intravenous_treatment")
    if isinstance(infected, Finding) or isinstance(intravenous, Finding):
        return worst(part for part in (infected, intravenous) if isinstance(part, Finding))
    if intravenous and not infected:
        return contradiction(FieldRef(HISTORY, "active_infection"), FieldRef(HISTORY, "intravenous_treatment"))
    return said_no(case.entry(HISTORY), FieldRef(HISTORY, "intravenous_treatment"))


E13 = Criterion(
    "E13", EXCLUSION, form="medical_history",
    rulings=("R-ANTIFUNGAL",),
    rule=unless_judged_against("E13", no_infection),
)
E19 = Criterion("E19", EXCLUSION, form="medical_history", rule=no_intravenous_infection)
