"""E18  A contraindication to interleukin-2."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def interleukin_tolerated(case: RuleContext) -> Finding:
    """E18: no contraindication ticked; where one is, the investigator judges."""
    contraindicated = said_no(case.entry(HISTORY), FieldRef(HISTORY, "il2_contraindication"), "il2_detail")
    return judgement(case, "E18") if contraindicated.conclusion is Conclusion.FAILS else contraindicated


E18 = Criterion(
    "E18", EXCLUSION, form="medical_history",
    rule=unless_judged_against("E18", interleukin_tolerated),
)
