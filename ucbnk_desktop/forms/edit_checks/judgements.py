"""Checks of the judgements: answers that are void, answers against the participant without grounds, contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from ucbnk_desktop.forms.entry_values import EntryValues
from ucbnk_desktop.protocol.verdicts import FieldRef

from .result import CheckContext, CheckResult, query

FORM = "judgements"
ASKED_ANEW = "field_judged_void"
"""The code of a question about an answer that is kept already: it is asked although nothing was typed."""

_AGAINST = ("not_met", "present")


def judgement_findings(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    """What is to be asked of the investigator before the judgements are kept."""
    if typed.form != FORM:
        return
    for key in typed.fields:
        answer = typed.code(key)
        void = context.void.get(key)
        if void is not None and answer == void.answer:
            yield query(key, ASKED_ANEW, on=void.on, fields=void.changed)
        elif answer in _AGAINST and context.stage == "save" and not typed.code(f"{key}_reason"):
            yield query(key, "field_judged_without_grounds")
    if context.stage == "save":
        yield from _compliance(typed)


def _compliance(typed: EntryValues) -> Iterator[CheckResult]:
    """Able to comply (I13) and poor compliance (E25) are answers to the same question."""
    able, poor = typed.code("judgement_i13"), typed.code("judgement_e25")
    if (able, poor) in (("met", "present"), ("not_met", "absent")):
        yield query("judgement_e25", "field_judged_compliance", other=FieldRef(FORM, "judgement_i13"))
