"""E21  Another malignancy that is not cured."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Conclusion, Finding, given, seen, stops
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def no_other_malignancy(case: RuleContext) -> Finding:
    """E21: no uncured malignancy; cured ones as R-CURED reads the text."""
    entry = case.entry(HISTORY)
    other = said_no(entry, FieldRef(HISTORY, "other_malignancy"), "malignancy_type", "malignancy_cured")
    if other.conclusion is not Conclusion.FAILS:
        return other
    cured, kind = case.yes(HISTORY, "malignancy_cured"), case.code(HISTORY, "malignancy_type")
    evidence = (*seen(entry, "malignancy_type"), *seen(entry, "malignancy_cured"))
    if cured is False:
        return stops("why_not_cured", *evidence)
    return given(cured, kind).then(
        lambda _, kind: judgement(case, "E21") if _excepted(case, kind) else stops("why_cured_counts", *evidence)
    )


def _excepted(case: RuleContext, kind: str) -> bool:
    """Whether a cured malignancy of this kind is let through."""
    rule = case.ruling("R-CURED")
    if kind in ("basal_cell", "cervical_in_situ", "superficial_bladder"):
        return rule != "literal"
    return rule != "three_excepted_others_present"


E21 = Criterion(
    "E21", EXCLUSION, form="medical_history",
    rulings=("R-CURED",),
    rule=unless_judged_against("E21", no_other_malignancy),
)
