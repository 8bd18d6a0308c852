"""E11  Urine protein of 1+ and more, with 1.0 g or more in 24 hours."""

from __future__ import annotations

from decimal import Decimal

from ucbnk_desktop.protocol.findings import Conclusion, Finding, asks, compared, given, held, holds, seen, worst
from ucbnk_desktop.protocol.laboratory_limits import Measured, quantity_in
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.samples import Sample
from ucbnk_desktop.protocol.sampling import sampled
from ucbnk_desktop.protocol.verdicts import Reason

from .criterion import EXCLUSION, Criterion

DIP, PROTEIN_24H, UPCR = lab("upro_dip"), lab("upro_24h"), lab("upcr")


def urine_protein_low(case: RuleContext) -> Finding:
    """E11: dipstick from 1+ and 24 h protein from 1.0 g together exclude."""
    return given(DIP.deciding(case)).then(lambda samples: worst(_dipstick(case, sample) for sample in samples))


def _dipstick(case: RuleContext, sample: Sample) -> Finding:
    return given(code_in(sample.entry, sample.ref("upro_dip"), ("neg", "trace", "1", "2", "3", "4"))).then(
        lambda code: _with_protein(case, sample, code)
    )


def _with_protein(case: RuleContext, sample: Sample, code: str) -> Finding:
    grade, limit = 0 if code in ("neg", "trace") else int(code), case.limits.urine_dip_from
    evidence = held(seen(sample.entry, "upro_dip", on=sample.on), compared(grade, limit))
    if grade < limit:
        return holds("why_dip_low", *evidence, valid_until=sample.valid_until, field=sample.ref("upro_dip"))
    dip = Finding(Conclusion.HOLDS, (Reason.of("why_dip", grade=code),), evidence, valid_until=sample.valid_until)
    return worst((dip, _protein(case)))


_NOT_COLLECTED = frozenset(("why_missing", "why_not_done", "why_not_answerable"))


def _protein(case: RuleContext) -> Finding:
    finding = sampled(PROTEIN_24H, _protein_24h)(case)
    if not _uncollected(finding):
        return finding
    rule = case.choice("R-UPCR")
    if rule.word == "24h_required":
        return finding
    if rule.number is None:
        return asks("why_number_open", ruling="R-UPCR")
    limit = rule.number
    return sampled(UPCR, lambda _, sample: _protein_below(sample, "upcr", "UPCR", "g/g", limit))(case)


def _uncollected(finding: Finding) -> bool:
    """Whether no 24 hours were collected: a result that lacks only its day, or that is awaited, was."""
    codes = {reason.code for reason in finding.reasons}
    return finding.missing == (PROTEIN_24H.field,) and codes <= _NOT_COLLECTED


def _protein_24h(case: RuleContext, sample: Sample) -> Finding:
    return _protein_below(sample, "upro_24h", "24 h", "g/24 h", case.limits.urine_protein_from)


def _protein_below(sample: Sample, key: str, name: str, unit: str, limit: Decimal) -> Finding:
    return given(quantity_in(sample.entry, sample.ref(key), unit)).then(
        lambda value: _below(Measured(sample, key, name, value), limit, unit)
    )


def _below(measured: Measured, limit: Decimal, unit: str) -> Finding:
    low = measured.value.below(limit)
    if low is None:
        return measured.straddles(limit)
    if low:
        return measured.holds("why_protein_low", "<", limit, unit=unit)
    return measured.stops("why_protein_high", "<", limit, unit=unit)


E11 = Criterion(
    "E11", EXCLUSION, form="laboratory",
    limits=("urine_dip_from", "urine_protein_from"),
    rulings=("R-UPCR",),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_lab"),
    rule=urine_protein_low,
)
