"""E6  Hereditary or acquired bleeding disorder, splenomegaly with hypersplenism."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Finding, worst
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def no_bleeding_disorder(case: RuleContext) -> Finding:
    """E6: known disorders and the spleen as R-SPLEEN reads the text; never a platelet count."""
    which = case.ruling("R-SPLEEN")
    spleen = ("splenomegaly", "hypersplenism") if which == "either" else (which,)
    entry = case.entry(HISTORY)
    known = said_no(entry, FieldRef(HISTORY, "hereditary_bleeding"), "bleeding_diagnosis")
    questions = [said_no(entry, FieldRef(HISTORY, key)) for key in spleen]
    return worst((known, *questions, judgement(case, "E6")))


E6 = Criterion("E6", EXCLUSION, form="medical_history", rulings=("R-SPLEEN",), rule=no_bleeding_disorder)
