"""E23.1: Hepatitis B; E23.2: Hepatitis C; E23.3: HIV."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, lab, twice_tested
from tests.helpers.verdict_readings import distinct_codes, missing, said, shown, shown_beside_limits
from ucbnk_desktop.protocol.verdicts import FieldRef, State

LAB = "laboratory"


@pytest.mark.parametrize(("dna", "uln", "state"), [
    ("<20", "20", State.ABSENT), ("20", "20", State.ABSENT), ("20.1", "20", State.PRESENT),
    (">1000", "20", State.PRESENT), ("", "20", State.INCOMPLETE), ("[pending]", "20", State.INCOMPLETE),
    ("5", "", State.INCOMPLETE), ("<100", "20", State.INCOMPLETE),
])
def test_that_hepatitis_b_needs_antigen_and_dna(eligible: Participant, dna: str, uln: str, state: State) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_unit="IU/mL", hbv_dna_uln=uln)
    assert child.state("E23.1") is state
    assert child.but("laboratory", hbsag="negative").state("E23.1") is State.ABSENT


@pytest.mark.parametrize(("unit", "dna", "ruling", "state"), [
    ("IU/mL", "100", "number(100)", State.ABSENT), ("IU/mL", "101", "number(100)", State.PRESENT),
    ("copies/mL", "1", "number(100)", State.INCOMPLETE), ("IU/mL", "1", "", State.NEEDS_PI),
])
def test_that_the_limit_of_dna_follows_its_ruling(
    eligible: Participant, unit: str, dna: str, ruling: str, state: State
) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_unit=unit, hbv_dna_uln="20")
    assert child.ruled(R_DNA=ruling).state("E23.1") is state


@pytest.mark.parametrize(("antibody", "rna", "state"), [
    ("negative", "", State.ABSENT), ("positive", "negative", State.ABSENT), ("positive", "positive", State.PRESENT),
    ("positive", "", State.INCOMPLETE), ("positive", "[pending]", State.INCOMPLETE), ("", "negative", State.INCOMPLETE),
])
def test_that_hepatitis_c_needs_antibody_and_rna(eligible: Participant, antibody: str, rna: str, state: State) -> None:
    assert lab(eligible, hcv_ab=antibody, hcv_rna=rna).state("E23.2") is state


@pytest.mark.parametrize(("antibody", "confirmation", "state"), [
    ("negative", "", State.ABSENT), ("reactive", "positive", State.PRESENT), ("reactive", "negative", State.ABSENT),
    ("reactive", "", State.INCOMPLETE), ("reactive", "[pending]", State.INCOMPLETE),
])
def test_that_hiv_must_be_confirmed(eligible: Participant, antibody: str, confirmation: str, state: State) -> None:
    assert lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmation).state("E23.3") is state


@pytest.mark.parametrize(("born", "nat", "state"), [
    ("2023-09-19", "negative", State.ABSENT), ("2023-09-18", "negative", State.PRESENT),
    ("2023-09-19", "positive", State.PRESENT), ("2023-09-19", "", State.INCOMPLETE),
])
def test_that_under_18_months_the_nucleic_acid_test_decides_by_ruling(
    eligible: Participant, born: str, nat: str, state: State
) -> None:
    child = lab(eligible, hiv_ab="reactive", hiv_confirmation="positive", hiv_nat=nat)
    child = child.but("demographics", birth_date=born)
    assert child.state("E23.3") is State.PRESENT
    assert child.ruled(R_MATERNAL="nat_decides").state("E23.3") is state
    unborn = State.PRESENT if nat == "positive" else State.INCOMPLETE
    assert child.but("demographics", birth_date="").state("E23.3") is unborn


def test_that_e23_is_as_bad_as_its_worst_part(eligible: Participant) -> None:
    assert eligible.state("E23") is State.ABSENT
    assert lab(eligible, hbsag="").state("E23") is State.INCOMPLETE
    assert lab(eligible, hbsag="", hiv_ab="reactive", hiv_confirmation="positive").state("E23") is State.PRESENT


@pytest.mark.parametrize(("antibodies", "confirmations", "state"), [
    ({"2025-03-11": "negative", "2025-03-18": "reactive"}, ("2025-03-12",), State.INCOMPLETE),
    ({"2025-03-11": "reactive", "2025-03-18": "reactive"}, ("2025-03-12",), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-12", "2025-03-19"), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-19", "2025-03-12"), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-18",), State.ABSENT),
])
def test_that_a_confirmation_belongs_to_the_first_reactive_antibody_before_it(
    eligible: Participant, antibodies: dict[str, str], confirmations: tuple[str, ...], state: State
) -> None:
    child = eligible.but("laboratory", hiv_ab="")
    for day, result in antibodies.items():
        child = child.also("laboratory", sampled_on=day, hiv_ab=result)
    for day in confirmations:
        child = child.also("laboratory", sampled_on=day, hiv_confirmation="negative")
    assert child.state("E23.3") is state


def test_that_a_confirmation_of_before_is_shown_beside_the_antibody(eligible: Participant) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive")
    verdict = child.also("laboratory", sampled_on="2025-03-12", hiv_confirmation="negative").verdict("E23.3")
    assert verdict.missing == (FieldRef("laboratory", "hiv_confirmation"),)
    assert {"hiv_ab", "hiv_confirmation"} <= {datum.source.field for datum in verdict.evidence}


@pytest.mark.parametrize(("antibody", "confirmed", "acid", "state"), [
    ("negative", "", "", State.ABSENT), ("negative", "positive", "", State.INCOMPLETE),
    ("negative", "[pending]", "", State.INCOMPLETE), ("negative", "", "[pending]", State.INCOMPLETE),
    ("negative", "", "positive", State.PRESENT), ("reactive", "negative", "positive", State.PRESENT),
    ("reactive", "", "negative", State.INCOMPLETE), ("reactive", "negative", "[pending]", State.INCOMPLETE),
    ("reactive", "positive", "negative", State.PRESENT), ("reactive", "negative", "", State.ABSENT),
    ("", "negative", "negative", State.INCOMPLETE), ("negative", "[not_done]", "[not_done]", State.ABSENT),
])
def test_that_the_tests_for_hiv_are_read_together(
    eligible: Participant, antibody: str, confirmed: str, acid: str, state: State
) -> None:
    child = lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmed, hiv_nat=acid)
    assert child.state("E23.3") is state
    if acid == "positive":
        assert shown(child.verdict("E23.3")) == ["hiv_nat"]


@pytest.mark.parametrize(("antibody", "confirmed", "acid", "said", "key"), [
    ("negative", "", "", "why_test_negative", "hiv_ab"), ("negative", "", "positive", "why_test_positive", "hiv_nat"),
    ("reactive", "positive", "", "why_test_positive", "hiv_confirmation"),
    ("reactive", "negative", "", "why_test_negative", "hiv_confirmation"),
    ("negative", "negative", "negative", "why_test_negative", "hiv_ab"),
])
def test_that_the_test_for_hiv_that_settles_it_is_named(
    eligible: Participant, *, antibody: str, confirmed: str, acid: str, said: str, key: str
) -> None:
    verdict = lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmed, hiv_nat=acid).verdict("E23.3")
    assert [(reason.code, reason.arguments) for reason in verdict.reasons] == [(said, {"field": FieldRef(LAB, key)})]
    assert str(verdict.valid_until) == ("2025-04-07" if said == "why_test_negative" else "None")


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
def test_that_a_valid_negative_test_for_hiv_stands_in_for_one_too_long_ago(eligible: Participant, test: str) -> None:
    long_ago = eligible.also(LAB, sampled_on="2025-02-19", **{test: "positive"})
    assert long_ago.state("E23.3") is State.INCOMPLETE
    assert long_ago.also(LAB, sampled_on="2025-03-19", **{test: "negative"}).state("E23.3") is State.ABSENT


def test_that_a_negative_antibody_and_its_positive_confirmation_contradict_each_other(eligible: Participant) -> None:
    verdict = lab(eligible, hiv_confirmation="positive").verdict("E23.3")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef(LAB, "hiv_ab"), FieldRef(LAB, "hiv_confirmation"))


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
@pytest.mark.parametrize("day", ["", "[unknown]", "2025-03-21", "2020-05-31", "2025-02-19"])
@pytest.mark.parametrize(("text", "state"), [
    ("positive", State.INCOMPLETE), ("[pending]", State.INCOMPLETE), ("negative", State.ABSENT),
    ("[unknown]", State.ABSENT), ("[not_done]", State.ABSENT),
])
def test_that_a_test_for_hiv_whose_day_does_not_count_is_passed_over_only_where_it_found_nothing(
    eligible: Participant, test: str, day: str, text: str, state: State
) -> None:
    """Her antibody is negative; the other test is undated, impossibly dated, or 29 days old."""
    verdict = eligible.also(LAB, sampled_on=day, **{test: text}).verdict("E23.3")
    assert verdict.state is state
    assert (missing(verdict) == ["sampled_on"]) is (state is State.INCOMPLETE)


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
@pytest.mark.parametrize(("texts", "state"), [
    (("positive", "[unknown]"), State.INCOMPLETE), (("[pending]", "[unknown]"), State.INCOMPLETE),
    (("negative", "[unknown]"), State.ABSENT), (("negative", "[pending]"), State.INCOMPLETE),
    (("[unknown]", "[not_done]"), State.ABSENT),
])
@pytest.mark.parametrize("turned", [False, True])
def test_that_no_unknown_test_for_hiv_hides_another_one_in_whatever_order_they_were_entered(
    eligible: Participant, test: str, texts: tuple[str, str], state: State, *, turned: bool
) -> None:
    child = eligible
    for day, text in zip(("2025-03-18", "2025-03-19"), reversed(texts) if turned else texts, strict=True):
        child = child.also(LAB, sampled_on=day, **{test: text})
    assert child.state("E23.3") is state


@pytest.mark.parametrize(("second", "state"), [("2025-03-18", State.ABSENT), ("2025-03-19", State.PRESENT)])
def test_that_the_nucleic_acid_decides_only_while_no_antibody_was_taken_at_18_months(
    eligible: Participant, second: str, state: State
) -> None:
    """Eighteen months old on 2025-03-19; her antibody was confirmed, the nucleic acid is negative."""
    child = eligible.but("demographics", birth_date="2023-09-19").ruled(R_MATERNAL="nat_decides")
    child = lab(child, sampled_on="2025-03-17", hiv_ab="reactive", hiv_confirmation="positive", hiv_nat="negative")
    both = child.also(LAB, sampled_on=second, hiv_ab="reactive")
    assert child.state("E23.3") is State.ABSENT
    assert both.state("E23.3") is state
    assert both.ruled(R_SAMPLE="worst_in_window").state("E23.3") is state


@pytest.mark.parametrize(("dna", "uln", "rule", "state"), [
    ("20", "20", "above_printed_limit", State.ABSENT), ("21", "20", "above_printed_limit", State.PRESENT),
    ("21", "", "above_printed_limit", State.INCOMPLETE), ("21", "", "number(2000)", State.ABSENT),
    ("2000", "", "number(2000)", State.ABSENT), ("2001", "20", "number(2000)", State.PRESENT),
    ("", "20", "number(2000)", State.INCOMPLETE), ("<20", "20", "above_printed_limit", State.ABSENT),
])
def test_that_the_dna_of_a_carrier_is_held_against_the_limit_of_its_ruling(
    eligible: Participant, dna: str, uln: str, rule: str, state: State
) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_uln=uln, hbv_dna_unit="IU/mL").ruled(R_DNA=rule)
    verdict = child.verdict("E23.1")
    assert verdict.state is state
    assert state is State.INCOMPLETE or shown(verdict) == ["hbv_dna", "hbsag"]


POSITIVE = {
    "hbsag": "positive", "hbv_dna": "20", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20", "hcv_ab": "positive",
    "hcv_rna": "negative", "hiv_ab": "reactive", "hiv_confirmation": "negative",
}


@pytest.mark.parametrize(("key", "criterion"), [
    ("hbsag", "E23.1"), ("hbv_dna", "E23.1"), ("hcv_ab", "E23.2"), ("hcv_rna", "E23.2"), ("hiv_ab", "E23.3"),
])
def test_that_every_test_for_a_virus_is_valid_for_the_days_of_virology(
    eligible: Participant, key: str, criterion: str
) -> None:
    """One of the tests is four days older than the others."""
    child = lab(eligible, **{**POSITIVE, key: ""}, sampled_on="2025-03-18").set(validity_days_lab="3")
    own = {name: text for name, text in POSITIVE.items() if name == key or name.startswith(f"{key}_")}
    child = child.also(LAB, sampled_on="2025-03-14", **own)
    for days, state in (("6", State.ABSENT), ("5", State.INCOMPLETE)):
        assert child.set(validity_days_virology=days).state(criterion) is state
    assert child.set(validity_days_virology="5", validity_days_lab="28").state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("days", "state"), [("6", State.ABSENT), ("5", State.INCOMPLETE)])
def test_that_a_confirmation_of_hiv_is_valid_for_the_days_of_virology(
    eligible: Participant, days: str, state: State
) -> None:
    child = lab(eligible, hiv_ab="reactive", sampled_on="2025-03-18").set(validity_days_virology=days)
    assert child.also(LAB, sampled_on="2025-03-14", hiv_ab="reactive", hiv_confirmation="negative").state(
        "E23.3") is state


@pytest.mark.parametrize(("days", "state"), [("6", State.PRESENT), ("5", State.INCOMPLETE)])
def test_that_a_nucleic_acid_test_for_hiv_is_valid_for_the_days_of_virology(
    eligible: Participant, days: str, state: State
) -> None:
    """Found positive six days ago; all other results are of two days ago."""
    child = eligible.also(LAB, sampled_on="2025-03-14", hiv_nat="positive").set(validity_days_lab="3")
    assert child.set(validity_days_virology=days).state("E23.3") is state


CARRIER = {"hbsag": "positive", "hbv_dna_unit": "IU/mL"}


@pytest.mark.parametrize(("values", "rule", "code", "told"), [
    ({"hbv_dna": "20", "hbv_dna_uln": "20"}, "above_printed_limit", "why_at_most", ("20", "20")),
    ({"hbv_dna": "21", "hbv_dna_uln": "20"}, "above_printed_limit", "why_above", ("21", "20")),
    ({"hbv_dna": "2000"}, "number(2000)", "why_at_most", ("2000", "2000")),
    ({"hbv_dna": "2001"}, "number(2000)", "why_above", ("2001", "2000")),
])
def test_that_the_dna_is_told_beside_the_limit_of_its_ruling(
    eligible: Participant, values: dict[str, str], rule: str, code: str, told: tuple[str, str]
) -> None:
    verdict = eligible.but(LAB, **CARRIER, **values).ruled(R_DNA=rule).verdict("E23.1")
    assert said(verdict, code) == [{"name": "HBV DNA", "value": told[0], "limit": told[1]}]
    assert shown_beside_limits(verdict) == [
        ("hbv_dna", told[0], f"≤ {told[1]}", "2025-03-18"), ("hbsag", "positive", "", "2025-03-18"),
    ]


def test_that_dna_without_the_limit_of_its_report_names_it(eligible: Participant) -> None:
    verdict = eligible.but(LAB, **CARRIER, hbv_dna="21").verdict("E23.1")
    assert said(verdict, "why_no_uln") == [{"name": "HBV DNA", "value": "21"}]
    assert verdict.missing == (FieldRef(LAB, "hbv_dna_uln"),)


@pytest.mark.parametrize(("antigen", "dna", "until"), [
    ("2025-03-12", "2025-03-18", "2025-03-22"), ("2025-03-18", "2025-03-13", "2025-03-23"),
])
def test_that_a_cleared_carrier_is_clear_until_the_first_of_both_results_expires(
    eligible: Participant, antigen: str, dna: str, until: str
) -> None:
    child = eligible.but(LAB, hbsag="").also(LAB, sampled_on=antigen, hbsag="positive")
    child = child.also(LAB, sampled_on=dna, hbv_dna="20", hbv_dna_unit="IU/mL", hbv_dna_uln="20")
    verdict = child.set(validity_days_virology="10").verdict("E23.1")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, until)


def test_that_a_confirmed_infection_is_shown_with_both_of_its_tests(eligible: Participant) -> None:
    child = eligible.but(LAB, hiv_ab="reactive", hiv_confirmation="positive")
    assert shown_beside_limits(child.verdict("E23.3")) == [
        ("hiv_ab", "reactive", "", "2025-03-18"), ("hiv_confirmation", "positive", "", "2025-03-18"),
    ]


def test_that_an_older_confirmation_does_not_clear_a_later_reactive_antibody(eligible: Participant) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive")
    older = child.also("laboratory", sampled_on="2025-03-12", hiv_confirmation="negative")
    newer = child.also("laboratory", sampled_on="2025-03-19", hiv_confirmation="negative")
    same = child.but("laboratory", hiv_confirmation="negative")
    assert [one.state("E23.3") for one in (older, newer, same)] == [State.INCOMPLETE, State.ABSENT, State.ABSENT]
    assert distinct_codes(older.verdict("E23.3")) == {"why_confirmed_before"}


@pytest.mark.parametrize(("key", "before", "asked"), [
    ("hiv_confirmation", "positive", True), ("hiv_nat", "positive", True), ("hiv_nat", "negative", False),
])
def test_that_a_proof_of_hiv_from_before_is_asked_about(
    eligible: Participant, key: str, before: str, *, asked: bool
) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive", hiv_confirmation="negative", hiv_nat="negative")
    found = child.also("laboratory", sampled_on="2025-02-01", **{key: before}).assessment()
    assert found.verdict("E23.3").state is State.ABSENT
    fields = [query.arguments["field"] for query in found.queries if query.code == "why_query_hiv_before"]
    assert fields == [FieldRef("laboratory", key)] * asked


def test_that_a_proof_of_hiv_that_counts_is_no_question(eligible: Participant) -> None:
    found = eligible.but("laboratory", hiv_ab="reactive", hiv_confirmation="positive").assessment()
    assert found.verdict("E23.3").state is State.PRESENT
    assert "why_query_hiv_before" not in {query.code for query in found.queries}


@pytest.mark.parametrize(("earlier", "later"), [("positive", "negative"), ("negative", "positive")])
def test_that_an_antibody_once_positive_asks_for_the_virus_and_a_virus_once_found_excludes(
    eligible: Participant, earlier: str, later: str
) -> None:
    waiting = twice_tested(eligible, "hcv_ab", earlier, later)
    assert waiting.state("E23.2") is State.INCOMPLETE
    found = twice_tested(eligible, "hcv_rna", earlier, later).but("laboratory", hcv_ab="positive")
    verdict = found.verdict("E23.2")
    assert verdict.state is State.PRESENT
    assert sorted(datum.shown for datum in verdict.evidence) == ["negative", "positive", "positive"]
