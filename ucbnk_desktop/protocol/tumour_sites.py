"""Marrow and liver involvement with its evidence, which opens the lower or wider limits of I12."""

from __future__ import annotations

from .findings import Finding, holds, lacking, lacks, seen
from .rule_context import RuleContext, day_of
from .samples import valid_until
from .verdicts import FieldRef


def marrow_evidence(case: RuleContext) -> Finding | None:
    """Whether marrow involvement opens the lower limits: holds, what is missing for it, or None where it does not."""
    involved = case.yes("diagnosis", "marrow_involved")
    if isinstance(involved, Finding):
        return involved
    if not involved:
        return None
    evidence = case.code("diagnosis", "marrow_evidence")
    if isinstance(evidence, Finding):
        return evidence
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
    until = valid_until(case, ref, on, validity)
    return until if isinstance(until, Finding) else holds(code, *seen(entry, key), valid_until=until, on=on)


def liver_evidence(case: RuleContext) -> Finding | None:
    """Whether liver metastasis widens the limit: holds, what is missing for it, or None where there is none."""
    involved = case.yes("diagnosis", "liver_metastasis")
    if isinstance(involved, Finding):
        return involved
    if not involved:
        return None
    evidence = case.code("diagnosis", "liver_evidence")
    if isinstance(evidence, Finding):
        return evidence
    if evidence == "none":
        ref = FieldRef("diagnosis", "liver_evidence")
        return lacks("why_no_evidence", ref, field=ref)
    validity = "validity_days_mibg_pet" if evidence == "mibg_pet" else "validity_days_ct_mri"
    return _examined(case, "liver_examined_on", validity, "why_liver")
