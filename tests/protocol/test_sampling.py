"""Samples that may not decide, and which of several does: none is ever taken for a good one."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, twice_tested
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import QualitativeResults, any_sample, negative_result, results_of, sampled
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, State

COUNTS = Series("laboratory", ("anc",), "validity_days_lab")


def case_of(child: Participant, pack: ProtocolPack) -> RuleContext:
    settings, rulings = Settings(child.settings), Rulings(child.rulings)
    return RuleContext.of(child.facts, day=child.day, pack=pack, settings=settings, rulings=rulings)


def known(results: QualitativeResults | Finding) -> QualitativeResults:
    assert isinstance(results, QualitativeResults)
    return results


def drawn_about_consent(child: Participant) -> Participant:
    child = child.but("laboratory", sampled_on="2025-03-10", sampled_at="08:10")
    return child.also("laboratory", sampled_on="2025-03-10", anc="2.31", anc_unit="10⁹/L")


@pytest.mark.parametrize("every_first", [True, False])
def test_that_a_sample_before_consent_is_heard_beside_one_whose_time_is_unknown(
    eligible: Participant, pack: ProtocolPack, *, every_first: bool
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
    eligible: Participant, pack: ProtocolPack
) -> None:
    child = eligible.set(routine_results_before_consent="not_accepted", validity_days_lab="14")
    valid = COUNTS.deciding(case_of(drawn_about_consent(child), pack), every=True)
    assert not isinstance(valid, Finding)
    assert max(sample.valid_until for sample in valid) == date(2025, 3, 24)


def test_that_an_open_setting_is_asked_for_beside_an_expired_and_a_valid_sample(
    eligible: Participant, pack: ProtocolPack
) -> None:
    child = eligible.set(routine_results_before_consent="", validity_days_lab="7")
    child = child.also("laboratory", sampled_on="2025-03-11", anc="2.31", anc_unit="10⁹/L")
    valid = COUNTS.deciding(case_of(child, pack), every=True)
    assert not isinstance(valid, Finding)
    assert [sample.on for sample in valid] == [date(2025, 3, 18)]
    child = child.also("laboratory", sampled_on="2025-03-01", anc="2.31", anc_unit="10⁹/L")
    assert isinstance(COUNTS.deciding(case_of(child, pack), every=True), Finding)


def test_that_an_older_bad_sample_excludes_where_any_may(eligible: Participant, pack: ProtocolPack) -> None:
    child = eligible.set(validity_days_lab="14")
    child = child.also("laboratory", sampled_on="2025-03-12", anc="0.1", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        return Finding(Conclusion.FAILS if sample.on == date(2025, 3, 12) else Conclusion.HOLDS)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).conclusion is Conclusion.FAILS
    assert sampled(COUNTS, judge)(case_of(child, pack)).conclusion is Conclusion.HOLDS


@pytest.mark.parametrize(("criterion", "screening", "second"), [
    ("E23.2", {"hcv_ab": "positive"}, {"hcv_rna": "negative"}),
    ("E23.3", {"hiv_ab": "reactive"}, {"hiv_confirmation": "negative"}),
    ("E23.1", {"hbsag": "positive"}, {"hbv_dna": "5", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20"}),
    ("E11", {"upro_dip": "2"}, {"upro_24h": "0.4", "upro_24h_unit": "g/24h"}),
])
def test_that_a_cleared_screening_test_is_valid_no_longer_than_the_older_of_its_two_results(
    eligible: Participant, criterion: str, screening: dict[str, str], second: dict[str, str]
) -> None:
    validity = {"validity_days_virology": "10", "validity_days_lab": "10"}
    child = eligible.set(**validity, screening_window_days="60").but(
        "laboratory", sampled_on="2025-03-12", **screening).also("laboratory", sampled_on="2025-03-18", **second)
    verdict = child.verdict(criterion)
    assert (verdict.state, verdict.valid_until) == (State.ABSENT, date(2025, 3, 22))
    assert child.on("2025-03-22").state(criterion) is State.ABSENT
    assert child.on("2025-03-23").state(criterion) is State.INCOMPLETE


HCV_AB, HCV_RNA = (Series("laboratory", (key,), "validity_days_virology") for key in ("hcv_ab", "hcv_rna"))


@pytest.mark.parametrize(("earlier", "later", "found"), [
    ("negative", "negative", False), ("positive", "negative", True), ("negative", "positive", True),
    ("positive", "positive", True), ("negative", "[pending]", None), ("[pending]", "negative", None),
    ("[unknown]", "positive", None),
])
def test_that_any_valid_result_that_is_not_negative_counts(
    eligible: Participant, pack: ProtocolPack, earlier: str, later: str, *, found: bool | None
) -> None:
    results = results_of(case_of(twice_tested(eligible, "hcv_ab", earlier, later), pack), HCV_AB)
    assert isinstance(results, Finding) if found is None else known(results).positive is found


def test_that_a_negative_result_lasts_as_long_as_the_last_of_its_tests(
    eligible: Participant, pack: ProtocolPack
) -> None:
    case = case_of(twice_tested(eligible, "hcv_ab", "negative", "negative"), pack)
    results = known(results_of(case, HCV_AB))
    found = negative_result(results)
    assert found.valid_until == results.valid_until == date(2025, 3, 28)
    assert {datum.on for datum in found.evidence} == {date(2025, 3, 12), date(2025, 3, 18)}


def test_that_what_clears_is_named_by_the_last_of_the_tests(eligible: Participant, pack: ProtocolPack) -> None:
    child = twice_tested(eligible, "hcv_ab", "negative", "negative").but("laboratory", hcv_rna="negative")
    found = negative_result(*(known(results_of(case_of(child, pack), test)) for test in (HCV_AB, HCV_RNA)))
    assert found.reasons[0].arguments["field"] == FieldRef("laboratory", "hcv_rna")


def test_that_what_holds_for_every_sample_holds_until_the_last_of_them_expires(
    eligible: Participant, pack: ProtocolPack
) -> None:
    child = eligible.set(validity_days_lab="10").also(
        "laboratory", sampled_on="2025-03-12", anc="2.31", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        return Finding(Conclusion.HOLDS, valid_until=sample.valid_until)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).valid_until == date(2025, 3, 28)


@pytest.mark.parametrize(("ends", "until"), [("2025-03-20", "2025-03-20"), ("2025-03-22", "2025-03-28")])
def test_that_it_ends_sooner_where_something_else_that_a_sample_rests_on_does(
    eligible: Participant, pack: ProtocolPack, ends: str, until: str
) -> None:
    child = eligible.set(validity_days_lab="10").also(
        "laboratory", sampled_on="2025-03-12", anc="2.31", anc_unit="10⁹/L")

    def judge(_: RuleContext, sample: Sample) -> Finding:
        older = sample.on == date(2025, 3, 12)
        return Finding(Conclusion.HOLDS, valid_until=date.fromisoformat(ends) if older else sample.valid_until)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).valid_until == date.fromisoformat(until)
