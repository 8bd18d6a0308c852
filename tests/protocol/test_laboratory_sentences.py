"""What is said of a laboratory value beside its limit, what it is shown with, and how long the verdict holds."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, State, Verdict

Child = Any

LAB = "laboratory"
CARRIER = {"hbsag": "positive", "hbv_dna_unit": "IU/mL"}


def said(verdict: Verdict, code: str) -> list[dict[str, object]]:
    return [dict(reason.arguments) for reason in verdict.reasons if reason.code == code]


def shown(verdict: Verdict) -> list[tuple[str, str, str, str]]:
    return [(datum.source.field, datum.shown, str(datum.limit or ""), str(datum.on)) for datum in verdict.evidence]


@pytest.mark.parametrize(("values", "code", "numbers"), [
    ({"inr": "1.5"}, "why_at_most", ("INR", "1.5", "1.5")), ({"inr": "1.6"}, "why_above", ("INR", "1.6", "1.5")),
    ({"pt": "17.5"}, "why_at_most_plus", ("PT", "17.5", "17.5")),
    ({"pt": "17.6"}, "why_above_plus", ("PT", "17.6", "17.5")),
    ({"aptt": "57"}, "why_at_most_uln", ("APTT", "57", "57")), ({"aptt": "58"}, "why_above_uln", ("APTT", "58", "57")),
])
def test_that_a_clotting_value_is_told_beside_its_limit(
    eligible: Child, values: dict[str, str], code: str, numbers: tuple[str, str, str]
) -> None:
    verdict = eligible.but(LAB, **values).verdict("E4")
    more = {"PT": {"uln": "13.5", "plus": "4"}, "APTT": {"times": "1.5", "uln": "38"}}.get(numbers[0], {})
    assert {**dict(zip(("name", "value", "limit"), numbers, strict=True)), **more} in said(verdict, code)
    [key] = values
    assert (key, numbers[1], f"≤ {numbers[2]}", "2025-03-18") in shown(verdict)
    assert str(verdict.valid_until) == ("2025-03-25" if verdict.state is State.ABSENT else "None")


@pytest.mark.parametrize(("key", "name", "value"), [("pt", "PT", "12.1"), ("aptt", "APTT", "29.5")])
def test_that_a_clotting_value_without_its_upper_limit_names_it(
    eligible: Child, key: str, name: str, value: str
) -> None:
    verdict = eligible.but(LAB, **{f"{key}_uln": ""}).verdict("E4")
    assert said(verdict, "why_no_uln") == [{"name": name, "value": value}]
    assert verdict.missing == (FieldRef(LAB, f"{key}_uln"),)


@pytest.mark.parametrize("dip", ["neg", "trace"])
def test_that_a_low_dipstick_is_shown_and_holds_as_long_as_its_sample(eligible: Child, dip: str) -> None:
    verdict = eligible.but(LAB, upro_dip=dip).verdict("E11")
    assert said(verdict, "why_dip_low") == [{"field": FieldRef(LAB, "upro_dip")}]
    assert shown(verdict) == [("upro_dip", dip, "", "2025-03-18")]
    assert str(verdict.valid_until) == "2025-03-25"


@pytest.mark.parametrize(("grams", "state", "code", "unit"), [
    ("0.4", State.ABSENT, "why_protein_low", True), ("1.4", State.PRESENT, "why_protein_high", True),
    ("<1.4", State.INCOMPLETE, "why_straddles", False),
])
def test_that_the_24_hour_protein_is_told_beside_the_dipstick(
    eligible: Child, *, grams: str, state: State, code: str, unit: bool
) -> None:
    child = eligible.but(LAB, upro_dip="2", upro_24h=grams, upro_24h_unit="g/24 h")
    verdict = child.verdict("E11")
    assert verdict.state is state
    told = {"name": "24 h", "value": grams, "limit": "1.0"}
    assert said(verdict, code) == [{**told, "unit": "g/24 h"} if unit else told]
    assert said(verdict, "why_dip") == [{"grade": "2"}]
    assert sorted(shown(verdict)) == [
        ("upro_24h", grams, "< 1.0" if unit else "", "2025-03-18"), ("upro_dip", "2", "", "2025-03-18"),
    ]


def test_that_two_results_of_protein_hold_until_the_first_of_them_expires(eligible: Child) -> None:
    child = eligible.but(LAB, upro_dip="2")
    for day, until in (("2025-03-16", "2025-03-23"), ("2025-03-19", "2025-03-25")):
        both = child.also(LAB, sampled_on=day, upro_24h="0.4", upro_24h_unit="g/24 h")
        assert str(both.verdict("E11").valid_until) == until


@pytest.mark.parametrize(("values", "rule", "code", "told"), [
    ({"hbv_dna": "20", "hbv_dna_uln": "20"}, "above_printed_limit", "why_at_most", ("20", "20")),
    ({"hbv_dna": "21", "hbv_dna_uln": "20"}, "above_printed_limit", "why_above", ("21", "20")),
    ({"hbv_dna": "2000"}, "number(2000)", "why_at_most", ("2000", "2000")),
    ({"hbv_dna": "2001"}, "number(2000)", "why_above", ("2001", "2000")),
])
def test_that_the_dna_is_told_beside_the_limit_of_its_ruling(
    eligible: Child, values: dict[str, str], rule: str, code: str, told: tuple[str, str]
) -> None:
    verdict = eligible.but(LAB, **CARRIER, **values).ruled(R_DNA=rule).verdict("E23.1")
    assert said(verdict, code) == [{"name": "HBV DNA", "value": told[0], "limit": told[1]}]
    assert shown(verdict) == [
        ("hbv_dna", told[0], f"≤ {told[1]}", "2025-03-18"), ("hbsag", "positive", "", "2025-03-18"),
    ]


def test_that_dna_without_the_limit_of_its_report_names_it(eligible: Child) -> None:
    verdict = eligible.but(LAB, **CARRIER, hbv_dna="21").verdict("E23.1")
    assert said(verdict, "why_no_uln") == [{"name": "HBV DNA", "value": "21"}]
    assert verdict.missing == (FieldRef(LAB, "hbv_dna_uln"),)


@pytest.mark.parametrize(("anc", "plt"), [("0.4", "19"), ("0.8", "60"), ("2.31", "214")])
def test_that_counts_are_told_by_their_names(eligible: Child, anc: str, plt: str) -> None:
    child = eligible.but(LAB, anc=anc, plt=plt)
    for criterion, name, value in (("I12.1", "ANC", anc), ("I12.2", "PLT", plt)):
        first = child.verdict(criterion).reasons[0].arguments
        assert (first["name"], first["value"]) == (name, value)


@pytest.mark.parametrize(("antigen", "dna", "until"), [
    ("2025-03-12", "2025-03-18", "2025-03-22"), ("2025-03-18", "2025-03-13", "2025-03-23"),
])
def test_that_a_cleared_carrier_is_clear_until_the_first_of_both_results_expires(
    eligible: Child, antigen: str, dna: str, until: str
) -> None:
    child = eligible.but(LAB, hbsag="").also(LAB, sampled_on=antigen, hbsag="positive")
    child = child.also(LAB, sampled_on=dna, hbv_dna="20", hbv_dna_unit="IU/mL", hbv_dna_uln="20")
    verdict = child.set(validity_days_virology="10").verdict("E23.1")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, until)


def test_that_a_confirmed_infection_is_shown_with_both_of_its_tests(eligible: Child) -> None:
    child = eligible.but(LAB, hiv_ab="reactive", hiv_confirmation="positive")
    assert shown(child.verdict("E23.3")) == [
        ("hiv_ab", "reactive", "", "2025-03-18"), ("hiv_confirmation", "positive", "", "2025-03-18"),
    ]
