"""I5  An expected survival of at least 12 weeks."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import Finding, compared, held, holds, lacking, seen, stops
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import all_of, judged
from ucbnk_desktop.protocol.verdicts import FieldRef, Limit

from .criterion import INCLUSION, Criterion


def survival_long_enough(case: RuleContext) -> Finding:
    """I5: the investigator's estimate, at least 12 weeks."""
    ref, entry = FieldRef("judgements", "survival_weeks"), case.entry("judgements")
    weeks, limit = entry.value(ref.field), case.limits.survival_weeks_min
    if not isinstance(weeks, int):
        return lacking(ref, entry.answer(ref.field))
    evidence = held(seen(entry, ref.field), compared(weeks, limit), limit=Limit("≥", limit))
    if weeks < limit:
        return stops("why_survival_short", *evidence, weeks=weeks, limit=limit)
    return holds("why_survival", *evidence, weeks=weeks, limit=limit)


I5 = Criterion(
    "I5", INCLUSION, form="judgements",
    limits=("survival_weeks_min",),
    rule=all_of(survival_long_enough, judged("I5")),
)
