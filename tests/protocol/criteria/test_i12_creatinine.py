"""I12.4: Creatinine."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, lab
from tests.helpers.verdict_readings import codes, distinct_codes, missing, shown
from ucbnk_desktop.protocol.verdicts import FieldRef, State


def creatinine(child: Participant, umol: str, ruling: str, **more: str) -> Participant:
    return child.but("laboratory", crea=umol, crea_uln="20").but("vital_signs", **more).ruled(R_CREA=ruling)


@pytest.mark.parametrize(("limit", "state"), [("89", State.MET), ("90", State.NEEDS_PI), ("125", State.NOT_MET)])
def test_that_both_formulas_must_reach_the_limit_of_a_clearance(
    eligible: Participant, limit: str, state: State
) -> None:
    """A boy of 4 with 31 µmol/L: Cockcroft-Gault 86.2, bedside Schwartz 120.1."""
    low = {"89": "86", "90": "100", "125": "121"}[limit]
    verdict = creatinine(eligible, "31", f"scr_or_clearance({low})").verdict("I12.4")
    assert verdict.state is state
    shown = [reason.arguments for reason in verdict.reasons if reason.code.startswith("why_clearance")]
    assert [(one["cg"], one["schwartz"]) for one in shown] == [("86.2", "120.1")]


@pytest.mark.parametrize(("limit", "state"), [
    ("68", State.MET), ("68.1", State.NEEDS_PI), ("82.6", State.NEEDS_PI), ("82.7", State.NOT_MET),
])
def test_that_a_clearance_exactly_at_the_limit_reaches_it(eligible: Participant, limit: str, state: State) -> None:
    """At 1 mg/dL (88.4 µmol/L), 36 kg and 200 cm Cockcroft-Gault gives 68 and bedside Schwartz 82.6."""
    child = creatinine(eligible, "88.4", f"scr_or_clearance({limit})", weight_kg="36", height_cm="200")
    assert child.state("I12.4") is state


def test_that_a_girl_has_a_lower_clearance_than_a_boy(eligible: Participant) -> None:
    girl = eligible.but("demographics", sex="female")
    assert creatinine(eligible, "31", "scr_or_clearance(86)").state("I12.4") is State.MET
    assert creatinine(girl, "31", "scr_or_clearance(86)").state("I12.4") is State.NEEDS_PI
    assert creatinine(girl, "31", "scr_or_clearance(73)").state("I12.4") is State.MET


def test_that_the_body_is_the_one_measured_last(eligible: Participant) -> None:
    small = {"measured_at": "2025-03-17 09:00", "weight_kg": "8.0", "height_cm": "70"}
    child = creatinine(eligible, "31", "scr_or_clearance(86)").also("vital_signs", **small)
    assert child.state("I12.4") is State.MET
    assert child.but("vital_signs", measured_at="2025-03-19 09:00").state("I12.4") is State.NOT_MET
    unweighed = {"measured_at": "2025-03-20 09:00", "temperature_c": "36.5"}
    assert child.also("vital_signs", **unweighed).state("I12.4") is State.MET


@pytest.mark.parametrize(("values", "missing"), [
    ({"weight_kg": ""}, {"weight_kg", "height_cm"}), ({"height_cm": ""}, {"height_cm"}),
    ({"weight_kg": "900"}, {"weight_kg"}),
])
def test_that_a_clearance_needs_weight_and_height(
    eligible: Participant, values: dict[str, str], missing: set[str]
) -> None:
    verdict = creatinine(eligible, "31", "scr_or_clearance(86)", **values).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert set(verdict.missing) == {FieldRef("vital_signs", key) for key in missing}


def test_that_clearances_are_shown_beside_serum_creatinine_where_they_can_be_computed(eligible: Participant) -> None:
    assert "why_clearance_shown" in distinct_codes(eligible.verdict("I12.4"))
    assert "why_clearance_shown" not in distinct_codes(eligible.but("vital_signs", weight_kg="").verdict("I12.4"))
    assert eligible.but("vital_signs", weight_kg="").state("I12.4") is State.MET


@pytest.mark.parametrize(("form", "key"), [("demographics", "birth_date"), ("demographics", "sex")])
def test_that_a_clearance_needs_age_and_sex(eligible: Participant, form: str, key: str) -> None:
    verdict = creatinine(eligible, "31", "scr_or_clearance(86)").but(form, **{key: ""}).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [key]


@pytest.mark.parametrize("later_first", [False, True])
def test_that_of_two_sizes_of_one_day_the_later_counts_in_whatever_order_they_were_entered(
    eligible: Participant, later_first: bool
) -> None:
    day = [{"measured_at": f"2025-03-19 {hour}", "weight_kg": weight, "height_cm": "70"}
           for hour, weight in (("08:00", "16.0"), ("15:30", "8.0"))]
    child = creatinine(eligible, "31", "scr_or_clearance(86)").without("vital_signs")
    for size in reversed(day) if later_first else day:
        child = child.also("vital_signs", **size)
    assert child.state("I12.4") is State.NOT_MET


def test_that_two_sizes_of_one_moment_contradict_each_other(eligible: Participant) -> None:
    child = creatinine(eligible, "31", "scr_or_clearance(86)")
    twice = child.also("vital_signs", measured_at="2025-03-18 09:00", weight_kg="8.0", height_cm="102")
    verdict = twice.verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef("vital_signs", "weight_kg"),)
    assert child.also("vital_signs", measured_at="2025-03-18 09:00", weight_kg="16.0", height_cm="102").state(
        "I12.4"
    ) is State.MET


@pytest.mark.parametrize(("at", "state"), [
    ("2025-03-20 23:59", State.MET), ("2025-03-21 00:00", State.INCOMPLETE),
    ("2020-06-01 00:00", State.MET), ("2020-05-31 23:59", State.INCOMPLETE),
])
def test_that_nothing_is_computed_from_a_size_of_a_day_that_cannot_be(
    eligible: Participant, at: str, state: State
) -> None:
    child = creatinine(eligible, "31", "scr_or_clearance(86)")
    again = child.also("vital_signs", measured_at=at, weight_kg="16.0", height_cm="102")
    verdict = again.verdict("I12.4")
    assert verdict.state is state
    assert verdict.missing == (() if state is State.MET else (FieldRef("vital_signs", "measured_at"),))
    assert again.ruled(R_CREA="scr_only").but("laboratory", crea_uln="44").state("I12.4") is State.MET


@pytest.mark.parametrize(("ruling", "uln", "state", "codes_said"), [
    ("scr_or_clearance(86)", "20", State.MET, ["why_clearance"]),
    ("scr_or_clearance(121)", "20", State.NOT_MET, ["why_clearance_low"]),
    ("scr_or_clearance(100)", "20", State.NEEDS_PI, ["why_clearance_differs"]),
    ("scr_and_clearance(86)", "44", State.MET, ["why_at_most_uln", "why_sampled", "why_clearance"]),
    ("scr_and_clearance(121)", "44", State.NOT_MET, ["why_clearance_low", "why_at_most_uln", "why_sampled"]),
    ("scr_and_clearance(100)", "44", State.NEEDS_PI, ["why_clearance_differs", "why_at_most_uln", "why_sampled"]),
])
def test_that_a_clearance_says_what_it_rests_on_and_holds_as_long_as_its_sample(
    eligible: Participant, ruling: str, uln: str, state: State, codes_said: list[str]
) -> None:
    verdict = creatinine(eligible, "31", ruling).but("laboratory", crea_uln=uln).verdict("I12.4")
    assert (verdict.state, [reason.code for reason in verdict.reasons]) == (state, codes_said)
    assert {(datum.source.field, datum.shown, datum.on) for datum in verdict.evidence} == {
        ("crea", "31", date(2025, 3, 18))
    }
    assert verdict.valid_until == (date(2025, 3, 25) if state is State.MET else None)


def test_that_both_clearances_are_shown_with_one_decimal(eligible: Participant) -> None:
    verdict = creatinine(eligible, "31", "scr_only").verdict("I12.4")
    [shown] = [reason.arguments for reason in verdict.reasons if reason.code == "why_clearance_shown"]
    assert shown == {"cg": "86.2", "schwartz": "120.1"}


@pytest.mark.parametrize(("crea", "ruling", "state"), [
    ("29", "scr_only", State.MET), ("29", "scr_and_clearance(60)", State.MET),
    ("29", "scr_and_clearance(300)", State.NOT_MET), ("29", "scr_and_clearance(100)", State.NEEDS_PI),
    ("67", "scr_and_clearance(10)", State.NOT_MET), ("67", "scr_or_clearance(30)", State.MET),
    ("67", "scr_or_clearance(300)", State.NOT_MET), ("29", "scr_or_clearance(300)", State.MET),
    ("29", "", State.NEEDS_PI), ("67", "", State.NEEDS_PI), ("29", "scr_and_clearance(x)", State.NEEDS_PI),
])
def test_that_creatinine_follows_its_ruling(eligible: Participant, crea: str, ruling: str, state: State) -> None:
    assert lab(eligible, crea=crea).ruled(R_CREA=ruling).state("I12.4") is state


@pytest.mark.parametrize(("form", "key"), [
    ("vital_signs", "weight_kg"), ("vital_signs", "height_cm"), ("demographics", "sex"),
])
def test_that_a_clearance_needs_its_parts(eligible: Participant, form: str, key: str) -> None:
    verdict = eligible.ruled(R_CREA="scr_and_clearance(60)").but(form, **{key: ""}).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


def test_that_the_last_measured_weight_makes_the_clearance(eligible: Participant) -> None:
    child = eligible.ruled(R_CREA="scr_and_clearance(120)").but("vital_signs", weight_kg="30")
    older = child.also("vital_signs", measured_at="2025-03-11 09:00", weight_kg="3", height_cm="50")
    assert older.state("I12.4") is child.state("I12.4") is State.MET
    assert child.also("vital_signs", weight_kg="3", height_cm="50").state("I12.4") is State.MET


@pytest.mark.parametrize(("values", "state"), [
    ({"crea": "<10"}, State.INCOMPLETE), ({"crea_unit": "苹果"}, State.INCOMPLETE),
    ({"crea": "0"}, State.INCOMPLETE),
])
def test_that_a_clearance_needs_an_exact_creatinine(
    eligible: Participant, values: dict[str, str], state: State
) -> None:
    assert lab(eligible, **values).ruled(R_CREA="scr_and_clearance(60)").state("I12.4") is state


@pytest.mark.parametrize("rule", ["scr_or_clearance(10)", "scr_and_clearance(10)", "scr_only"])
@pytest.mark.parametrize("values", [{"crea_uln": ""}, {"crea": ""}, {"crea": "<30", "crea_uln": "15"}])
def test_that_a_clearance_never_stands_in_for_a_creatinine_that_cannot_be_judged(
    eligible: Participant, rule: str, values: dict[str, str]
) -> None:
    verdict = lab(eligible, **values).ruled(R_CREA=rule).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert not {"why_clearance", "why_clearance_shown"} & set(codes(verdict))


@pytest.mark.parametrize(("rule", "high", "low"), [
    ("scr_only", State.NOT_MET, State.MET), ("scr_or_clearance(10)", State.MET, State.MET),
    ("scr_or_clearance(900)", State.NOT_MET, State.MET), ("scr_and_clearance(10)", State.NOT_MET, State.MET),
    ("scr_and_clearance(900)", State.NOT_MET, State.NOT_MET),
])
def test_that_creatinine_and_clearance_meet_as_ruled(eligible: Participant, rule: str, high: State, low: State) -> None:
    assert lab(eligible, crea="67").ruled(R_CREA=rule).state("I12.4") is high
    assert lab(eligible, crea="66").ruled(R_CREA=rule).state("I12.4") is low


@pytest.mark.parametrize(("form", "key"), [
    ("demographics", "birth_date"), ("demographics", "sex"), ("vital_signs", "weight_kg"), ("vital_signs", "height_cm"),
])
def test_that_what_a_clearance_lacks_is_named(eligible: Participant, form: str, key: str) -> None:
    child = eligible.but(form, **{key: ""})
    assert key in missing(child.ruled(R_CREA="scr_and_clearance(10)").verdict("I12.4"))
    assert child.ruled(R_CREA="scr_only").state("I12.4") is State.MET


def test_that_a_clearance_is_computed_from_an_exact_creatinine_alone(eligible: Participant) -> None:
    child = lab(eligible, crea="<30").ruled(R_CREA="scr_and_clearance(10)")
    verdict = child.verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert [f"{ref.form}.{ref.field}" for ref in verdict.missing] == ["laboratory.crea"]
    straddles = next(reason for reason in verdict.reasons if reason.code == "why_straddles")
    assert dict(straddles.arguments) == {"name": "SCr", "value": "<30", "limit": "—"}
    assert child.ruled(R_CREA="scr_only").state("I12.4") is State.MET


@pytest.mark.parametrize(("rule", "crea", "code", "limit"), [
    ("scr_and_clearance(80)", "29", "why_clearance", "80"), ("scr_or_clearance(20)", "90", "why_clearance", "20"),
    ("scr_and_clearance(900)", "29", "why_clearance_low", "900"),
])
def test_that_both_clearances_stand_beside_the_limit_of_the_ruling(
    eligible: Participant, rule: str, crea: str, code: str, limit: str
) -> None:
    verdict = lab(eligible, crea=crea).ruled(R_CREA=rule).verdict("I12.4")
    said = next(dict(reason.arguments) for reason in verdict.reasons if reason.code == code)
    assert set(said) == {"cg", "schwartz", "limit"}
    assert said["limit"] == limit
    assert "crea" in shown(verdict)
