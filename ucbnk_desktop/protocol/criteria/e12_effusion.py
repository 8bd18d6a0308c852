"""E12  An effusion with symptoms that needs treatment."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, given, required, seen, stops, worst
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"

_EFFUSION = (
    "effusion_site", "effusion_symptomatic", "effusion_treated", "effusion_anticancer_drug", "effusion_result",
)


def effusion_harmless(case: RuleContext) -> Finding:
    """E12: no effusion, or a symptom-free one; settled without anticancer drugs the investigator judges."""
    entry = case.entry(HISTORY)
    none = said_no(entry, FieldRef(HISTORY, "effusion"), *_EFFUSION)
    if none.conclusion is not Conclusion.FAILS:
        return none
    silent = said_no(entry, FieldRef(HISTORY, "effusion_symptomatic"))
    if silent.conclusion is not Conclusion.FAILS:
        return silent
    return given(case.yes(HISTORY, "effusion_treated")).then(lambda treated: _symptomatic(case, treated=treated))


def _symptomatic(case: RuleContext, *, treated: bool) -> Finding:
    entry = case.entry(HISTORY)
    if not treated:
        return stops("why_effusion_untreated", *seen(entry, "effusion_symptomatic"), *seen(entry, "effusion_treated"))
    drug = said_no(entry, FieldRef(HISTORY, "effusion_anticancer_drug"))
    result = case.code(HISTORY, "effusion_result", ("settled", "persisting"))
    return worst((drug, required(result), judgement(case, "E12")))


E12 = Criterion(
    "E12", EXCLUSION, form="medical_history",
    rule=unless_judged_against("E12", effusion_harmless),
)
