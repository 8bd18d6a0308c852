"""E22  Any other condition that the investigator finds to stand against taking part."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Finding, given, holds, seen
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import all_of, judged, left_standing
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"


def other_conditions_known(case: RuleContext) -> Finding:
    """E22: the question about anything else is answered; what it means is the investigator's."""
    return given(case.yes(HISTORY, "other_condition")).then(lambda other: _condition(case, other=other))


def _condition(case: RuleContext, *, other: bool) -> Finding:
    entry, ref = case.entry(HISTORY), FieldRef(HISTORY, "other_condition")
    kept = None if other else left_standing(entry, ref, "other_condition_detail")
    evidence = (*seen(entry, ref.field), *seen(entry, "other_condition_detail"))
    return kept or holds("why_yes" if other else "why_no", *evidence, field=ref)


E22 = Criterion("E22", EXCLUSION, form="medical_history", rule=all_of(other_conditions_known, judged("E22")))
