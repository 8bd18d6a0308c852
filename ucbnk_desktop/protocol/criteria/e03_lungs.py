"""E3  Interstitial lung disease."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, given, worst
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def lungs_clear(case: RuleContext) -> Finding:
    """E3: no interstitial lung disease; R-ILD says whether radiation or infection counts."""
    disease = said_no(case.entry(HISTORY), FieldRef(HISTORY, "interstitial_lung_disease"), "ild_cause")
    if disease.conclusion is not Conclusion.FAILS:
        return worst((disease, judgement(case, "E3")))
    return given(case.code(HISTORY, "ild_cause")).then(
        lambda cause: judgement(case, "E3") if _let_through(case, cause) else disease
    )


def _let_through(case: RuleContext, cause: str) -> bool:
    return cause == "radiation_or_infection" and case.ruling("R-ILD") == "does_not_count"


E3 = Criterion("E3", EXCLUSION, form="medical_history", rulings=("R-ILD",), rule=lungs_clear)
