"""E3  Interstitial lung disease."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, worst
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def lungs_clear(case: RuleContext) -> Finding:
    """E3: no interstitial lung disease; R-ILD says whether radiation or infection counts."""
    found = said_no(case.entry(HISTORY), FieldRef(HISTORY, "interstitial_lung_disease"), "ild_cause")
    if found.conclusion is not Conclusion.FAILS:
        return worst((found, judgement(case, "E3")))
    cause = case.code(HISTORY, "ild_cause")
    if isinstance(cause, Finding):
        return cause
    if cause == "radiation_or_infection" and case.ruling("R-ILD") == "does_not_count":
        return judgement(case, "E3")
    return found


E3 = Criterion("E3", EXCLUSION, form="medical_history", rulings=("R-ILD",), rule=lungs_clear)
