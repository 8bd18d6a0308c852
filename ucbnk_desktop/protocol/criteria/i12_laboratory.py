"""I12  Laboratory limits: I12.1 neutrophils, I12.2 platelets, I12.3 bilirubin, I12.5 transaminases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ucbnk_desktop.protocol.facts import LabResult, Missing
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    given,
    held_also,
    holds,
    lacking,
    seen,
    shown,
    worst,
)
from ucbnk_desktop.protocol.laboratory_limits import (
    Measured,
    at_most_times_uln,
    compared_to_uln,
    quantity_in,
    result_in,
    without_uln,
)
from ucbnk_desktop.protocol.laboratory_results import ANC, CELLS, lab, neutrophils_computed, sample_shown, with_sample
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.samples import Sample
from ucbnk_desktop.protocol.sampling import sampled_as_ruled
from ucbnk_desktop.protocol.tumour_sites import liver_evidence, marrow_evidence
from ucbnk_desktop.protocol.verdicts import Reason

from .criterion import INCLUSION, Criterion


def _anc(case: RuleContext, sample: Sample) -> Finding:
    """I12.1: ANC as printed, else from white cells and differential; the lower limit where the marrow is involved."""
    limits = case.limits
    return given(_neutrophils(sample)).then(lambda value: worst((
        _cells(case, Measured(sample, "anc", "ANC", value), limits.anc_min, limits.anc_min_marrow),
        _computed(sample, value),
    )))


def _computed(sample: Sample, value: Quantity) -> Finding:
    """How a count that the report does not print was computed; nothing of a printed one."""
    if isinstance(sample.entry.value("anc"), LabResult):
        return NOTHING
    keys = ("wbc", "neutrophil_segmented_percent", "neutrophil_band_percent")
    white, segmented, band = (shown(sample.entry.answer(key)) for key in keys)
    reason = Reason.of("why_anc_computed", white=white, segmented=segmented, band=band, value=str(value))
    evidence = tuple(datum for key in keys for datum in seen(sample.entry, key, on=sample.on))
    return Finding(Conclusion.HOLDS, (reason,), evidence)


def _platelets(case: RuleContext, sample: Sample) -> Finding:
    """I12.2: platelets as printed; the lower limit where the marrow is involved."""
    limits = case.limits
    return given(quantity_in(sample.entry, sample.ref("plt"), CELLS)).then(
        lambda value: _cells(case, Measured(sample, "plt", "PLT", value), limits.plt_min, limits.plt_min_marrow)
    )


def _neutrophils(sample: Sample) -> Quantity | Finding:
    printed = sample.entry.answer("anc")
    if printed is not None and printed.missing not in (Missing.NOT_DONE, Missing.NOT_APPLICABLE):
        return quantity_in(sample.entry, sample.ref("anc"), CELLS)
    computed = neutrophils_computed(sample.entry)
    return computed if computed is not None else lacking(sample.ref("anc"), printed)


def _cells(case: RuleContext, count: Measured, limit: Decimal, lower: Decimal) -> Finding:
    """A cell count against its limit, or against the lower one that marrow involvement opens."""
    if count.value.at_least(limit):
        return with_sample(count.holds("why_at_least", "≥", limit), count.sample)
    if count.value.below(lower):
        return with_sample(count.stops("why_below", "≥", lower), count.sample)
    marrow = marrow_evidence(case)
    if marrow is not None:
        return _opened(count, limit, lower, marrow)
    if count.value.below(limit):
        return worst((count.stops("why_below", "≥", limit), holds("why_no_marrow"), sample_shown(count.sample)))
    return count.straddles(limit)


def _opened(count: Measured, limit: Decimal, lower: Decimal, marrow: Finding) -> Finding:
    """What the lower limit gives, once `marrow` opens it; what is missing for that, where it does not yet."""
    if marrow.conclusion is not Conclusion.HOLDS:
        short = Reason.of(
            "why_below_needs_marrow", name=count.name, value=str(count.value), limit=str(limit), lower=str(lower)
        )
        evidence = count.beside("≥", limit, short)
        return Finding(marrow.conclusion, (short, *marrow.reasons), evidence, marrow.missing)
    if count.value.at_least(lower):
        return worst((count.holds("why_at_least_marrow", "≥", lower), marrow, sample_shown(count.sample)))
    return count.straddles(lower)


def bilirubin_within(case: RuleContext) -> Finding:
    """I12.3: total bilirubin, and direct too if R-BILI says so."""
    times = case.limits.bilirubin_max_uln
    both = case.ruling("R-BILI") == "both_total_and_direct"
    wanted = [("tbil", "TBIL"), ("dbil", "DBIL")][: 2 if both else 1]
    return worst(_times_uln(case, key, name, times) for key, name in wanted)


def _times_uln(case: RuleContext, key: str, name: str, times: Decimal) -> Finding:
    def judge(_: RuleContext, sample: Sample) -> Finding:
        return with_sample(at_most_times_uln(sample, key, name, times), sample)

    return sampled_as_ruled(lab(key), judge)(case)


def transaminases_within(case: RuleContext) -> Finding:
    """I12.5: ALT and AST, each against its own upper limit; five times where the liver is involved."""
    return worst(_transaminase(case, key, key.upper()) for key in ("alt", "ast"))


def _transaminase(case: RuleContext, key: str, name: str) -> Finding:
    def judge(_: RuleContext, sample: Sample) -> Finding:
        return with_sample(_transaminase_in(case, sample, key, name), sample)

    return sampled_as_ruled(lab(key), judge)(case)


def _transaminase_in(case: RuleContext, sample: Sample, key: str, name: str) -> Finding:
    return given(result_in(sample.entry, sample.ref(key))).then(
        lambda result: without_uln(sample, key, name) if result.uln is None
        else _within(case, Measured(sample, key, name, result.quantity), result.uln)
    )


def _within(case: RuleContext, measured: Measured, uln: Decimal) -> Finding:
    """Within so many times the upper limit, or within the wider multiple that liver involvement opens."""
    limits = case.limits
    plainly = compared_to_uln(measured, limits.transaminase_max_uln, uln)
    if plainly.conclusion is Conclusion.HOLDS:
        return plainly
    widened = compared_to_uln(measured, limits.transaminase_max_uln_liver, uln)
    if widened.conclusion is Conclusion.FAILS:
        return replace(plainly, evidence=held_also(plainly.evidence, widened.evidence))
    liver = liver_evidence(case)
    if liver is None:
        return worst((plainly, holds("why_no_liver")))
    if liver.conclusion is not Conclusion.HOLDS:
        return Finding(liver.conclusion, (*plainly.reasons, *liver.reasons), plainly.evidence, liver.missing)
    return worst((widened, liver))


I12_1 = Criterion(
    "I12.1", INCLUSION, form="laboratory",
    limits=("anc_min", "anc_min_marrow"),
    rulings=("R-SAMPLE", "R-MARROW"),
    settings=(
        "routine_results_before_consent", "screening_window_days", "validity_days_lab", "validity_days_marrow",
        "validity_days_mibg_pet",
    ),
    rule=sampled_as_ruled(ANC, _anc),
)
I12_2 = Criterion(
    "I12.2", INCLUSION, form="laboratory",
    limits=("plt_min", "plt_min_marrow"),
    rulings=("R-SAMPLE", "R-MARROW"),
    settings=(
        "routine_results_before_consent", "screening_window_days", "validity_days_lab", "validity_days_marrow",
        "validity_days_mibg_pet",
    ),
    rule=sampled_as_ruled(lab("plt"), _platelets),
)
I12_3 = Criterion(
    "I12.3", INCLUSION, form="laboratory",
    limits=("bilirubin_max_uln",),
    rulings=("R-SAMPLE", "R-BILI"),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_lab"),
    rule=bilirubin_within,
)
I12_5 = Criterion(
    "I12.5", INCLUSION, form="laboratory",
    limits=("transaminase_max_uln", "transaminase_max_uln_liver"),
    rulings=("R-SAMPLE",),
    settings=(
        "routine_results_before_consent", "screening_window_days", "validity_days_lab", "validity_days_ct_mri",
        "validity_days_mibg_pet",
    ),
    rule=transaminases_within,
)
