"""Marrow and liver involvement with its evidence, which opens the lower or wider limits of I12."""

from __future__ import annotations

from .findings import Finding, given, holds, lacking, lacks, seen
from .rule_context import RuleContext, day_of
from .samples import valid_until
from .verdicts import FieldRef


def marrow_evidence(case: RuleContext) -> Finding | None:
    """Whether marrow involvement opens the lower limits: holds, what is missing for it, or None where it does not."""
    return given(case.yes("diagnosis", "marrow_involved")).then(
        lambda involved: _marrow_involved(case) if involved else None
    )


def _marrow_involved(case: RuleContext) -> Finding | None:
    return given(case.code("diagnosis", "marrow_evidence")).then(lambda evidence: _marrow_shown(case, evidence))


def _marrow_shown(case: RuleContext, evidence: str) -> Finding | None:
    if evidence == "none":
        ref = FieldRef("diagnosis", "marrow_evidence")
        return lacks("why_no_evidence", ref, field=ref)
    if evidence == "imaging" and case.ruling("R-MARROW") == "marrow_positive":
        return None
    validity = "validity_days_marrow" if evidence == "marrow" else "validity_days_mibg_pet"
    return _examined(case, "marrow_examined_on", validity, "why_marrow")


def _examined(case: RuleContext, key: str, validity: str, code: str) -> Finding:
    ref, entry = FieldRef("diagnosis", key), case.entry("diagnosis")
    on = day_of(entry.value(key))
    if on is None:
        return lacking(ref, entry.answer(key))
    return given(valid_until(case, ref, on, validity)).then(
        lambda until: holds(code, *seen(entry, key), valid_until=until, on=on)
    )


def liver_evidence(case: RuleContext) -> Finding | None:
    """Whether liver metastasis widens the limit: holds, what is missing for it, or None where there is none."""
    return given(case.yes("diagnosis", "liver_metastasis")).then(
        lambda involved: _liver_involved(case) if involved else None
    )


def _liver_involved(case: RuleContext) -> Finding:
    return given(case.code("diagnosis", "liver_evidence")).then(lambda evidence: _liver_shown(case, evidence))


def _liver_shown(case: RuleContext, evidence: str) -> Finding:
    if evidence == "none":
        ref = FieldRef("diagnosis", "liver_evidence")
        return lacks("why_no_evidence", ref, field=ref)
    validity = "validity_days_mibg_pet" if evidence == "mibg_pet" else "validity_days_ct_mri"
    return _examined(case, "liver_examined_on", validity, "why_liver")
