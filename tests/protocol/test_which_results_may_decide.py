"""Results that cannot be true and samples that may not decide: none of them is ever taken for a good one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult, Source
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.laboratory_limits import beyond_possible, plain, result_in
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import QualitativeResults, any_sample, negative_result, results_of, sampled
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, State

Child = Any

COUNTS = Series("laboratory", ("anc",), "validity_days_lab")


def case_of(child: Child, pack: ProtocolPack) -> RuleContext:
    settings, rulings = Settings(child.settings), Rulings(child.rulings)
    return RuleContext.of(child.facts, day=child.day, pack=pack, settings=settings, rulings=rulings)


def known(results: QualitativeResults | Finding) -> QualitativeResults:
    assert isinstance(results, QualitativeResults)
    return results


def code_of(found: LabResult | Finding) -> str:
    return found.reasons[0].code if isinstance(found, Finding) else ""


def result(value: str, *, low: str = "", high: str = "", key: str = "hbv_dna", unit: str = "IU/mL") -> str:
    """The reason for which a result does not count, empty where it does."""
    lower, upper = (Decimal(limit) if limit else None for limit in (low, high))
    lab = LabResult(Quantity(Decimal(value)), unit, lln=lower, uln=upper)
    answer = Answer(lab, Source("laboratory", 1, key))
    return code_of(result_in(Entry("laboratory", 1, {key: answer}), FieldRef("laboratory", key)))


@pytest.mark.parametrize(("key", "unit", "code"), [
    ("alt", "", "why_no_unit"), ("alt", " ", "why_no_unit"), ("alt", "U/L", ""), ("hbv_dna", "", "why_no_unit"),
    ("inr", "", ""), ("vma", "", ""),
])
def test_that_a_result_without_its_unit_counts_only_where_there_is_none_or_no_bound_to_hold_it_to(
    key: str, unit: str, code: str
) -> None:
    assert result("5", key=key, unit=unit, high="40") == code


@pytest.mark.parametrize(("value", "code"), [("-5", "why_impossible"), ("-0.5", "why_impossible"), ("0", "")])
def test_that_less_than_nothing_is_no_result(value: str, code: str) -> None:
    assert result(value) == code


@pytest.mark.parametrize(
    ("low", "high", "right"),
    [
        ("", "", True),
        ("0", "", True),
        ("0.5", "", True),
        ("20", "", True),
        ("-0.5", "", False),
        ("", "20", True),
        ("", "0.5", True),
        ("", "0", False),
        ("", "-0.5", False),
        ("", "-2", False),
        ("0", "20", True),
        ("5", "20", True),
        ("0.5", "0.6", True),
        ("20", "20", False),
        ("21", "20", False),
        ("-0.5", "20", False),
    ],
)
def test_that_limits_are_not_negative_nor_nothing_nor_crossed(low: str, high: str, *, right: bool) -> None:
    assert result("5", low=low, high=high) == ("" if right else "why_limits_impossible")


@pytest.mark.parametrize(("unit", "high", "right"), [
    ("mg/dL", "1.2", True), ("mg/dL", "200", False), ("µmol/L", "1.2", False), ("µmol/L", "200", True),
])
def test_that_a_limit_is_held_to_what_can_be_in_its_own_unit(unit: str, high: str, *, right: bool) -> None:
    code = result("20" if unit == "µmol/L" else "0.2", key="crea", unit=unit, high=high)
    assert code == ("" if right else "why_limit_unit")


@pytest.mark.parametrize("unit", ["U/L", ""])
@pytest.mark.parametrize("key", ["tbil", "alt", "ast", "crea", "inr", "pt", "aptt"])
def test_that_a_zero_is_no_measurement_where_it_would_pass_every_limit(key: str, unit: str) -> None:
    assert result("0", key=key, unit=unit) == "why_impossible"


def test_that_a_value_that_cannot_be_is_told_in_the_unit_it_was_typed_in() -> None:
    found = beyond_possible(FieldRef("laboratory", "crea"), Quantity(Decimal(200)), "mg/dL")
    assert found is not None
    assert found.reasons[0].arguments["value"] == "200 mg/dL"
    found = beyond_possible(FieldRef("ecg_echo", "qt_ms"), Quantity(Decimal(5000)))
    assert found is not None
    assert found.reasons[0].arguments["value"] == "5000 ms"


@pytest.mark.parametrize(("number", "text"), [
    ("66.0", "66"), ("1.50", "1.5"), ("100", "100"), ("1E+2", "100"), ("0.05", "0.05"), ("5E-8", "0.00000005"),
])
def test_that_a_computed_limit_is_written_without_exponent_and_without_added_zeros(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


# Two sheets of the day of consent: one drawn before the signature, one at a time that nobody wrote down


def drawn_about_consent(child: Child) -> Child:
    child = child.but("laboratory", sampled_on="2025-03-10", sampled_at="08:10")
    return child.also("laboratory", sampled_on="2025-03-10", anc="2.31", anc_unit="10⁹/L")


@pytest.mark.parametrize("every_first", [True, False])
def test_that_a_sample_before_consent_is_heard_beside_one_whose_time_is_unknown(
    eligible: Child, pack: ProtocolPack, *, every_first: bool
) -> None:
    child = eligible.set(routine_results_before_consent="not_accepted", validity_days_lab="14")
    case = case_of(drawn_about_consent(child), pack)
    found = {every: COUNTS.deciding(case, every=every) for every in (every_first, not every_first)}
    latest, valid = found[False], found[True]
    assert isinstance(latest, Finding)
    assert (latest.conclusion, latest.reasons[0].code) == (Conclusion.MISSING, "why_before_consent")
    assert not isinstance(valid, Finding)
    assert [sample.entry.value("sampled_at") for sample in valid] == [None]


def test_that_a_valid_result_lasts_although_another_of_its_day_was_before_consent(
    eligible: Child, pack: ProtocolPack
) -> None:
    child = eligible.set(routine_results_before_consent="not_accepted", validity_days_lab="14")
    valid = COUNTS.deciding(case_of(drawn_about_consent(child), pack), every=True)
    assert not isinstance(valid, Finding)
    assert max(sample.valid_until for sample in valid) == date(2025, 3, 24)


def test_that_an_open_setting_is_asked_for_beside_an_expired_and_a_valid_sample(
    eligible: Child, pack: ProtocolPack
) -> None:
    child = eligible.set(routine_results_before_consent="", validity_days_lab="7")
    child = child.also("laboratory", sampled_on="2025-03-11", anc="2.31", anc_unit="10⁹/L")
    valid = COUNTS.deciding(case_of(child, pack), every=True)
    assert not isinstance(valid, Finding)
    assert [sample.on for sample in valid] == [date(2025, 3, 18)]
    child = child.also("laboratory", sampled_on="2025-03-01", anc="2.31", anc_unit="10⁹/L")
    assert isinstance(COUNTS.deciding(case_of(child, pack), every=True), Finding)


def test_that_an_older_bad_sample_excludes_where_any_may(eligible: Child, pack: ProtocolPack) -> None:
    child = eligible.set(validity_days_lab="14")
    child = child.also("laboratory", sampled_on="2025-03-12", anc="0.1", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        return Finding(Conclusion.FAILS if sample.on == date(2025, 3, 12) else Conclusion.HOLDS)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).conclusion is Conclusion.FAILS
    assert sampled(COUNTS, judge)(case_of(child, pack)).conclusion is Conclusion.HOLDS


# A sheet that holds a tracing of before enrolment and an echo of after it


@pytest.mark.parametrize(("first", "second", "state"), [
    ("66", "40", State.ABSENT), ("40", "66", State.PRESENT), ("", "66", State.INCOMPLETE), ("", "40", State.INCOMPLETE),
])
def test_that_an_echo_of_after_enrolment_decides_nothing_though_its_tracing_was_before(
    eligible: Child, first: str, second: str, state: State
) -> None:
    child = eligible.but("ecg_echo", lvef_percent=first, echo_on="2025-03-17" if first else "")
    child = child.also("ecg_echo", ecg_on="2025-03-18", heart_rate_per_min="100", qt_ms="320", echo_on="2025-03-21",
                       lvef_percent=second)
    child = child.but("enrolment", enrolled_on="2025-03-20").on("2025-03-25")
    assert child.state("E2") is state


@pytest.mark.parametrize(("criterion", "screening", "second"), [
    ("E23.2", {"hcv_ab": "positive"}, {"hcv_rna": "negative"}),
    ("E23.3", {"hiv_ab": "reactive"}, {"hiv_confirmation": "negative"}),
    ("E23.1", {"hbsag": "positive"}, {"hbv_dna": "5", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20"}),
    ("E11", {"upro_dip": "2"}, {"upro_24h": "0.4", "upro_24h_unit": "g/24h"}),
])
def test_that_a_cleared_screening_test_is_valid_no_longer_than_the_older_of_its_two_results(
    eligible: Child, criterion: str, screening: dict[str, str], second: dict[str, str]
) -> None:
    validity = {"validity_days_virology": "10", "validity_days_lab": "10"}
    child = eligible.set(**validity, screening_window_days="60").but(
        "laboratory", sampled_on="2025-03-12", **screening).also("laboratory", sampled_on="2025-03-18", **second)
    verdict = child.verdict(criterion)
    assert (verdict.state, verdict.valid_until) == (State.ABSENT, date(2025, 3, 22))
    assert child.on("2025-03-22").state(criterion) is State.ABSENT
    assert child.on("2025-03-23").state(criterion) is State.INCOMPLETE


# Of several valid results of a qualitative test any one may exclude

HCV_AB, HCV_RNA = (Series("laboratory", (key,), "validity_days_virology") for key in ("hcv_ab", "hcv_rna"))


def twice_tested(child: Child, key: str, earlier: str, later: str) -> Child:
    """With a test of 12 and one of 18 March."""
    child = child.set(validity_days_virology="10", validity_days_lab="10", screening_window_days="60")
    child = child.but("laboratory", hcv_ab="", hcv_rna="").but("laboratory", **{key: later})
    return child.also("laboratory", sampled_on="2025-03-12", **{key: earlier})


@pytest.mark.parametrize(("earlier", "later", "found"), [
    ("negative", "negative", False), ("positive", "negative", True), ("negative", "positive", True),
    ("positive", "positive", True), ("negative", "[pending]", None), ("[pending]", "negative", None),
    ("[unknown]", "positive", None),
])
def test_that_any_valid_result_that_is_not_negative_counts(
    eligible: Child, pack: ProtocolPack, earlier: str, later: str, *, found: bool | None
) -> None:
    results = results_of(case_of(twice_tested(eligible, "hcv_ab", earlier, later), pack), HCV_AB)
    assert isinstance(results, Finding) if found is None else known(results).positive is found


@pytest.mark.parametrize(("earlier", "later"), [("positive", "negative"), ("negative", "positive")])
def test_that_an_antibody_once_positive_asks_for_the_virus_and_a_virus_once_found_excludes(
    eligible: Child, earlier: str, later: str
) -> None:
    waiting = twice_tested(eligible, "hcv_ab", earlier, later)
    assert waiting.state("E23.2") is State.INCOMPLETE
    found = twice_tested(eligible, "hcv_rna", earlier, later).but("laboratory", hcv_ab="positive")
    verdict = found.verdict("E23.2")
    assert verdict.state is State.PRESENT
    assert sorted(datum.shown for datum in verdict.evidence) == ["negative", "positive", "positive"]


def test_that_a_negative_result_lasts_as_long_as_the_last_of_its_tests(eligible: Child, pack: ProtocolPack) -> None:
    case = case_of(twice_tested(eligible, "hcv_ab", "negative", "negative"), pack)
    results = known(results_of(case, HCV_AB))
    found = negative_result(results)
    assert found.valid_until == results.valid_until == date(2025, 3, 28)
    assert {datum.on for datum in found.evidence} == {date(2025, 3, 12), date(2025, 3, 18)}


def test_that_what_clears_is_named_by_the_last_of_the_tests(eligible: Child, pack: ProtocolPack) -> None:
    child = twice_tested(eligible, "hcv_ab", "negative", "negative").but("laboratory", hcv_rna="negative")
    found = negative_result(*(known(results_of(case_of(child, pack), test)) for test in (HCV_AB, HCV_RNA)))
    assert found.reasons[0].arguments["field"] == FieldRef("laboratory", "hcv_rna")


def test_that_what_holds_for_every_sample_holds_until_the_last_of_them_expires(
    eligible: Child, pack: ProtocolPack
) -> None:
    child = eligible.set(validity_days_lab="10").also(
        "laboratory", sampled_on="2025-03-12", anc="2.31", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        return Finding(Conclusion.HOLDS, valid_until=sample.valid_until)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).valid_until == date(2025, 3, 28)


@pytest.mark.parametrize(("ends", "until"), [("2025-03-20", "2025-03-20"), ("2025-03-22", "2025-03-28")])
def test_that_it_ends_sooner_where_something_else_that_a_sample_rests_on_does(
    eligible: Child, pack: ProtocolPack, ends: str, until: str
) -> None:
    child = eligible.set(validity_days_lab="10").also(
        "laboratory", sampled_on="2025-03-12", anc="2.31", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        older = sample.on == date(2025, 3, 12)
        return Finding(Conclusion.HOLDS, valid_until=date.fromisoformat(ends) if older else sample.valid_until)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).valid_until == date.fromisoformat(until)
