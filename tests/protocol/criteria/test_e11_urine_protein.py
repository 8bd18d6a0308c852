"""E11: Urine protein."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, lab
from tests.helpers.verdict_readings import missing, said, shown, shown_beside_limits
from ucbnk_desktop.protocol.verdicts import FieldRef, State

LAB = "laboratory"


@pytest.mark.parametrize(("dip", "grams", "state"), [
    ("neg", "", State.ABSENT), ("trace", "5", State.ABSENT), ("1", "0.99", State.ABSENT), ("1", "1.0", State.PRESENT),
    ("4", "1.1", State.PRESENT), ("1", "", State.INCOMPLETE), ("2", "[pending]", State.INCOMPLETE),
    ("2", "<1.0", State.ABSENT), ("2", "<1.5", State.INCOMPLETE), ("", "2.0", State.INCOMPLETE),
])
def test_that_dipstick_and_24_hour_protein_exclude_together(
    eligible: Participant, dip: str, grams: str, state: State
) -> None:
    child = lab(eligible, upro_dip=dip, upro_24h=grams, upro_24h_unit="g/24 h")
    assert child.state("E11") is state


def test_that_milligrams_are_converted(eligible: Participant) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="1000", upro_24h_unit="mg/24h")
    assert child.state("E11") is State.PRESENT
    assert lab(eligible, upro_dip="1", upro_24h="1", upro_24h_unit="苹果").state("E11") is State.INCOMPLETE


@pytest.mark.parametrize(("upcr", "ruling", "state"), [
    ("1.9", "upcr_limit(2)", State.ABSENT), ("2", "upcr_limit(2)", State.PRESENT),
    ("1.9", "24h_required", State.INCOMPLETE), ("", "upcr_limit(2)", State.INCOMPLETE),
    ("1.9", "", State.NEEDS_PI),
])
def test_that_a_ratio_stands_in_for_24_hours_only_by_ruling(
    eligible: Participant, upcr: str, ruling: str, state: State
) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="[not_done]", upcr=upcr, upcr_unit="g/g")
    assert child.ruled(R_UPCR=ruling).state("E11") is state


def test_that_a_ratio_does_not_replace_a_24_hour_result_that_is_pending(eligible: Participant) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="[pending]", upcr="0.1", upcr_unit="g/g")
    assert child.ruled(R_UPCR="upcr_limit(2)").state("E11") is State.INCOMPLETE


@pytest.mark.parametrize(("dip", "day", "state"), [
    ("neg", "", State.ABSENT), ("trace", "", State.ABSENT), ("1", "", State.INCOMPLETE), ("4", "", State.INCOMPLETE),
    ("1", "0.99", State.ABSENT), ("1", "1.0", State.PRESENT), ("3", "1.0", State.PRESENT), ("neg", "3", State.ABSENT),
    ("", "0.1", State.INCOMPLETE), ("[unknown]", "0.1", State.INCOMPLETE), ("[pending]", "0.1", State.INCOMPLETE),
])
def test_that_the_24_hour_protein_decides_from_one_plus_on(
    eligible: Participant, dip: str, day: str, state: State
) -> None:
    child = lab(eligible, upro_dip=dip, upro_24h=day, upro_24h_unit="g/24 h")
    assert child.state("E11") is state


@pytest.mark.parametrize(("day", "ratio", "state"), [
    ("1.5", "0.1", State.PRESENT), ("0.5", "0.9", State.ABSENT), ("[pending]", "0.1", State.INCOMPLETE),
    ("[unknown]", "0.1", State.INCOMPLETE), ("-1", "0.1", State.INCOMPLETE), ("<1.5", "0.1", State.INCOMPLETE),
    ("[not_done]", "0.1", State.ABSENT), ("[not_applicable]", "0.1", State.ABSENT), ("", "0.1", State.ABSENT),
    ("[not_done]", "0.5", State.PRESENT), ("", "", State.INCOMPLETE), ("", "[pending]", State.INCOMPLETE),
])
def test_that_a_ratio_is_asked_only_where_no_24_hours_were_collected(
    eligible: Participant, day: str, ratio: str, state: State
) -> None:
    child = lab(eligible, upro_dip="2", upro_24h=day, upro_24h_unit="g/24 h", upcr=ratio, upcr_unit="g/g")
    verdict = child.ruled(R_UPCR="upcr_limit(0.5)").verdict("E11")
    assert verdict.state is state
    if state in (State.ABSENT, State.PRESENT):
        assert ("upcr" in shown(verdict)) is (not day or day.startswith("["))


def test_that_a_ratio_stands_in_for_no_24_hours_in_a_unit_that_is_not_known(eligible: Participant) -> None:
    child = lab(eligible, upro_dip="2", upro_24h="0.1", upro_24h_unit="?", upcr="0.1", upcr_unit="g/g")
    assert child.ruled(R_UPCR="upcr_limit(0.5)").state("E11") is State.INCOMPLETE


def test_that_a_ratio_stands_in_for_no_24_hours_whose_day_is_not_known(eligible: Participant) -> None:
    child = lab(eligible, upro_dip="2", upcr="0.1", upcr_unit="g/g").ruled(R_UPCR="upcr_limit(0.5)")
    assert child.state("E11") is State.ABSENT
    for told in ("5", "0.1", "[pending]", "[unknown]"):
        undated = child.also(LAB, upro_24h=told, upro_24h_unit="g/24 h")
        verdict = undated.verdict("E11")
        assert (verdict.state, missing(verdict)) == (State.INCOMPLETE, ["sampled_on"])
        for day in ("[not_done]", "[not_applicable]", "2025-03-21", "2020-05-31"):
            assert undated.but(LAB, sampled_on=day).state("E11") is State.INCOMPLETE
    dated = child.also(LAB, sampled_on="2025-03-17", upro_24h="[not_done]")
    assert dated.state("E11") is State.ABSENT


def test_that_a_ratio_is_called_by_its_short_name(eligible: Participant) -> None:
    child = lab(eligible, upro_dip="2", upcr="0.1", upcr_unit="g/g").ruled(R_UPCR="upcr_limit(0.5)")
    [low] = [reason for reason in child.verdict("E11").reasons if reason.code == "why_protein_low"]
    assert low.arguments == {"name": "UPCR", "value": "0.1", "limit": "0.5", "unit": "g/g"}


@pytest.mark.parametrize("dip", ["neg", "trace"])
def test_that_a_low_dipstick_is_shown_and_holds_as_long_as_its_sample(eligible: Participant, dip: str) -> None:
    verdict = eligible.but(LAB, upro_dip=dip).verdict("E11")
    assert said(verdict, "why_dip_low") == [{"field": FieldRef(LAB, "upro_dip")}]
    assert shown_beside_limits(verdict) == [("upro_dip", dip, "", "2025-03-18")]
    assert str(verdict.valid_until) == "2025-03-25"


@pytest.mark.parametrize(("grams", "state", "code", "unit"), [
    ("0.4", State.ABSENT, "why_protein_low", True), ("1.4", State.PRESENT, "why_protein_high", True),
    ("<1.4", State.INCOMPLETE, "why_straddles", False),
])
def test_that_the_24_hour_protein_is_told_beside_the_dipstick(
    eligible: Participant, *, grams: str, state: State, code: str, unit: bool
) -> None:
    child = eligible.but(LAB, upro_dip="2", upro_24h=grams, upro_24h_unit="g/24 h")
    verdict = child.verdict("E11")
    assert verdict.state is state
    told = {"name": "24 h", "value": grams, "limit": "1.0"}
    assert said(verdict, code) == [{**told, "unit": "g/24 h"} if unit else told]
    assert said(verdict, "why_dip") == [{"grade": "2"}]
    assert sorted(shown_beside_limits(verdict)) == [
        ("upro_24h", grams, "< 1.0" if unit else "", "2025-03-18"), ("upro_dip", "2", "", "2025-03-18"),
    ]


def test_that_two_results_of_protein_hold_until_the_first_of_them_expires(eligible: Participant) -> None:
    child = eligible.but(LAB, upro_dip="2")
    for day, until in (("2025-03-16", "2025-03-23"), ("2025-03-19", "2025-03-25")):
        both = child.also(LAB, sampled_on=day, upro_24h="0.4", upro_24h_unit="g/24 h")
        assert str(both.verdict("E11").valid_until) == until
