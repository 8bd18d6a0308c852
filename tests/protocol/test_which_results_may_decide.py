"""Results that cannot be true and samples that may not decide: none of them is ever taken for a good one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ucbnk_desktop.protocol.case import Case
from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult, Source
from ucbnk_desktop.protocol.findings import Finding, Says
from ucbnk_desktop.protocol.numbers import Quantity
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rules import any_sample, result_in, sampled
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, State

Child = Any

COUNTS = Series("laboratory", ("anc",), "validity_days_lab")


def case_of(child: Child, pack: ProtocolPack) -> Case:
    settings, rulings = Settings(child.settings), Rulings(child.rulings)
    return Case.of(child.facts, day=child.day, pack=pack, settings=settings, rulings=rulings)


def code_of(found: LabResult | Finding) -> str:
    return found.reasons[0].code if isinstance(found, Finding) else ""


def result(value: str, *, low: str = "", high: str = "", key: str = "hbv_dna", unit: str = "IU/mL") -> str:
    """The reason for which a result does not count, empty where it does."""
    lower, upper = (Decimal(limit) if limit else None for limit in (low, high))
    lab = LabResult(Quantity(Decimal(value)), unit, lln=lower, uln=upper)
    answer = Answer(lab, Source("laboratory", 1, key))
    return code_of(result_in(Entry("laboratory", 1, {key: answer}), FieldRef("laboratory", key)))


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
    assert (latest.says, latest.reasons[0].code) == (Says.LACKS, "why_before_consent")
    assert not isinstance(valid, Finding)
    assert [sample.entry.value("sampled_at") for sample in valid] == [None]


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

    def judge(_: Case, sample: Sample) -> Finding:
        return Finding(Says.STOPS if sample.on == date(2025, 3, 12) else Says.HOLDS)

    assert any_sample(COUNTS, judge)(case_of(child, pack)).says is Says.STOPS
    assert sampled(COUNTS, judge)(case_of(child, pack)).says is Says.HOLDS


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
