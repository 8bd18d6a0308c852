"""E23  Hepatitis B, hepatitis C and HIV."""

from __future__ import annotations

from dataclasses import replace

from ucbnk_desktop.protocol.dates import days_between, plus_months
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
    worst,
)
from ucbnk_desktop.protocol.laboratory_limits import Measured, at_most, quantity_in, result_in, without_uln
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.pack import name_of
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import (
    QualitativeResults,
    any_sample,
    both_positive,
    negative_result,
    positive_result,
    results_of,
)
from ucbnk_desktop.protocol.verdicts import LimitComparison

from .criterion import EXCLUSION, Criterion

HBSAG, HBV_DNA = lab("hbsag", validity="virology"), lab("hbv_dna", validity="virology")
HCV_AB, HCV_RNA = lab("hcv_ab", validity="virology"), lab("hcv_rna", validity="virology")
HIV_AB, HIV_CONFIRMED = lab("hiv_ab", validity="virology"), lab("hiv_confirmation", validity="virology")
HIV_NAT = lab("hiv_nat", validity="virology")


def hepatitis_b_clear(case: RuleContext) -> Finding:
    """E23.1: HBsAg positive and HBV DNA over the limit that R-DNA names."""
    return given(results_of(case, HBSAG)).then(
        lambda antigen: _with_antigen(case, antigen) if antigen.positive else negative_result(antigen)
    )


def _with_antigen(case: RuleContext, antigen: QualitativeResults) -> Finding:
    viral_load = any_sample(HBV_DNA, _hbv_dna)(case)
    shown = Finding(Conclusion.HOLDS, evidence=antigen.evidence, valid_until=antigen.valid_until)
    return worst((viral_load, shown))


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
    acid, antibody = results_of(case, HIV_NAT), results_of(case, HIV_AB)
    infected = given(acid).if_known(lambda acid: positive_result(acid) if acid.positive else None)
    if infected:
        return infected
    return given(antibody).then(
        lambda antibody: worst((
            _untold(case, HIV_NAT, acid),
            _reactive(case, antibody) if antibody.positive else _not_reactive(case, antibody),
        ))
    )


def _not_reactive(case: RuleContext, antibody: QualitativeResults) -> Finding:
    """A negative antibody settles it, unless its confirmation says otherwise or may do so yet."""
    confirmation = results_of(case, HIV_CONFIRMED)
    if given(confirmation).if_known(lambda confirmation: confirmation.positive):
        return contradiction(HIV_AB.field, HIV_CONFIRMED.field)
    return worst((_untold(case, HIV_CONFIRMED, confirmation), negative_result(antibody)))


def _untold(case: RuleContext, series: Series, answer: QualitativeResults | Finding) -> Finding:
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


def _reactive(case: RuleContext, antibody: QualitativeResults) -> Finding:
    """The mother's own antibody may still be found where every sample was taken before the age up to which it may."""
    return given(_ages(case, antibody)).then(lambda ages: _to_be_confirmed(
        case, replace(antibody, comparisons=ages), maternal=all(age.side == "below" for age in ages)
    ))


def _to_be_confirmed(case: RuleContext, antibody: QualitativeResults, *, maternal: bool) -> Finding:
    by_nat = maternal and case.ruling("R-MATERNAL") == "nat_decides"
    return given(results_of(case, HIV_NAT if by_nat else HIV_CONFIRMED)).then(
        lambda second: positive_result(antibody, second) if second.positive
        else _not_asked_since(antibody, second) or negative_result(antibody, second)
    )


def _not_asked_since(antibody: QualitativeResults, second: QualitativeResults) -> Finding | None:
    """The finding that the antibody became reactive after the test that is to confirm it was last done."""
    reactive = [sample for sample in antibody.samples if sample.entry.value(HIV_AB.keys[0]) != "negative"]
    first, last = min(sample.on for sample in reactive), max(sample.on for sample in second.samples)
    if last >= first:
        return None
    ref, evidence = second.test.field, (*antibody.evidence, *second.evidence)
    return lacks("why_confirmed_before", ref, evidence=evidence, field=ref, told=last, on=first)


def _ages(case: RuleContext, antibody: QualitativeResults) -> tuple[LimitComparison, ...] | Finding:
    """The age in days at each sample, beside the one up to which the mother's own antibody may be found."""
    months = case.limits.maternal_antibody_months
    return given(case.birth()).then(lambda born: tuple(
        LimitComparison(
            name_of(months), days_between(born, sample.on), days_between(born, plus_months(born, months))
        ) for sample in antibody.samples
    ))


E23_1 = Criterion(
    "E23.1", EXCLUSION, form="laboratory",
    rulings=("R-DNA",),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=hepatitis_b_clear,
)
E23_2 = Criterion(
    "E23.2", EXCLUSION, form="laboratory",
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=both_positive(HCV_AB, HCV_RNA),
)
E23_3 = Criterion(
    "E23.3", EXCLUSION, form="laboratory",
    limits=("maternal_antibody_months",),
    rulings=("R-MATERNAL",),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_virology"),
    rule=hiv_clear,
)
