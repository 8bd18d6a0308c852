"""E23  Hepatitis B, hepatitis C and HIV."""

from __future__ import annotations

from ucbnk_desktop.protocol.dates import plus_months
from ucbnk_desktop.protocol.facts import LabResult, Missing
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    asks,
    contradiction,
    given,
    lacks,
    required,
    stops,
    worst,
)
from ucbnk_desktop.protocol.laboratory_limits import Measured, at_most, quantity_in, result_in, without_uln
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import (
    BothPositive,
    any_sample,
    evidence_of,
    last_valid_day,
    negative_result,
    positive,
    valid_samples,
)

from .criterion import EXCLUSION, Criterion

HBSAG, HBV_DNA = lab("hbsag", validity="virology"), lab("hbv_dna", validity="virology")
HCV_AB, HCV_RNA = lab("hcv_ab", validity="virology"), lab("hcv_rna", validity="virology")
HIV_AB, HIV_CONFIRMED = lab("hiv_ab", validity="virology"), lab("hiv_confirmation", validity="virology")
HIV_NAT = lab("hiv_nat", validity="virology")


def hepatitis_b_clear(case: RuleContext) -> Finding:
    """E23.1: HBsAg positive and HBV DNA over the limit that R-DNA names."""
    return given(positive(case, HBSAG)).then(
        lambda antigen: _antigen_positive(case) if antigen else negative_result(case, HBSAG)
    )


def _antigen_positive(case: RuleContext) -> Finding:
    viral_load = any_sample(HBV_DNA, _hbv_dna)(case)
    until = last_valid_day(case, HBSAG)
    return worst((viral_load, Finding(Conclusion.HOLDS, evidence=evidence_of(case, HBSAG), valid_until=until)))


def _hbv_dna(case: RuleContext, sample: Sample) -> Finding:
    return given(result_in(sample.entry, sample.ref("hbv_dna"))).then(lambda result: _as_ruled(case, sample, result))


def _as_ruled(case: RuleContext, sample: Sample, result: LabResult) -> Finding:
    rule = case.choice("R-DNA")
    if rule.word == "above_printed_limit":
        if result.uln is None:
            return without_uln(sample, "hbv_dna", "HBV DNA")
        return at_most(Measured(sample, "hbv_dna", "HBV DNA", result.quantity), result.uln)
    if rule.number is None:
        return asks("why_number_open", ruling="R-DNA")
    limit = rule.number
    return given(quantity_in(sample.entry, sample.ref("hbv_dna"), "IU/mL")).then(
        lambda value: at_most(Measured(sample, "hbv_dna", "HBV DNA", value), limit)
    )


def hiv_clear(case: RuleContext) -> Finding:
    """E23.3: reactive and confirmed excludes; below 18 months R-MATERNAL may let the nucleic acid test decide.

    A positive nucleic acid test excludes whatever the antibody says, which it may be too early to show.
    """
    acid, reactive = positive(case, HIV_NAT), positive(case, HIV_AB)
    if acid is True:
        return stops("why_test_positive", *evidence_of(case, HIV_NAT), field=HIV_NAT.field)
    return given(reactive).then(
        lambda reactive: worst((
            _untold(case, HIV_NAT, acid), _reactive(case) if reactive else _antibody_negative(case),
        ))
    )


def _antibody_negative(case: RuleContext) -> Finding:
    """A negative antibody settles it, unless its confirmation says otherwise or may do so yet."""
    confirmed = positive(case, HIV_CONFIRMED)
    if confirmed is True:
        return contradiction(HIV_AB.field, HIV_CONFIRMED.field)
    return worst((_untold(case, HIV_CONFIRMED, confirmed), negative_result(case, HIV_AB)))


def _untold(case: RuleContext, series: Series, answer: bool | Finding) -> Finding:
    """What a test that nobody needs lacks, where it may exclude yet; any other absence of it says nothing.

    It may while a result is pending, or while one that is not negative does not count: its day is not known, cannot
    be or lies too far back, or another result of the test is not known.
    """
    results = (entry.answer(series.keys[0]) for entry in case.facts.all(series.form))
    open_yet = any(
        result is not None and (result.missing is Missing.PENDING or result.code not in (None, "negative"))
        for result in results
    )
    return required(answer) if open_yet else NOTHING


def _reactive(case: RuleContext) -> Finding:
    return given(_infant(case)).then(lambda infant: _to_be_confirmed(case, infant=infant))


def _to_be_confirmed(case: RuleContext, *, infant: bool) -> Finding:
    by_nat = infant and case.ruling("R-MATERNAL") == "nat_decides"
    second = HIV_NAT if by_nat else HIV_CONFIRMED
    return given(positive(case, second)).then(lambda confirmed: _confirmed(case, second, confirmed=confirmed))


def _confirmed(case: RuleContext, second: Series, *, confirmed: bool) -> Finding:
    if not confirmed:
        return _not_asked_since(case, second) or negative_result(case, HIV_AB, second)
    return stops("why_test_positive", *evidence_of(case, HIV_AB, second), field=second.field)


def _not_asked_since(case: RuleContext, second: Series) -> Finding | None:
    """The finding that the antibody became reactive after the test that is to confirm it was last done."""
    reactive = [sample for sample in valid_samples(case, HIV_AB) if sample.entry.value(HIV_AB.keys[0]) != "negative"]
    first, told = min(sample.on for sample in reactive), max(sample.on for sample in valid_samples(case, second))
    if told >= first:
        return None
    ref = second.field
    return lacks(
        "why_confirmed_before", ref, evidence=evidence_of(case, HIV_AB, second), field=ref, told=told, on=first,
    )


def _infant(case: RuleContext) -> bool | Finding:
    """Whether every antibody was taken before the age up to which the mother's own may be found; there is one."""
    months = case.limits.maternal_antibody_months
    return given(case.birth()).then(
        lambda born: all(sample.on < plus_months(born, months) for sample in valid_samples(case, HIV_AB))
    )


E23_1 = Criterion(
    "E23.1", EXCLUSION, form="laboratory",
    rulings=("R-DNA",),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=hepatitis_b_clear,
)
E23_2 = Criterion(
    "E23.2", EXCLUSION, form="laboratory",
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=BothPositive(HCV_AB, HCV_RNA),
)
E23_3 = Criterion(
    "E23.3", EXCLUSION, form="laboratory",
    limits=("maternal_antibody_months",),
    rulings=("R-MATERNAL",),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=hiv_clear,
)
