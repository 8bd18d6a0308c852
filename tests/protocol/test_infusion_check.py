from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.helpers.participants import CHECKED, Participant
from ucbnk_desktop.protocol.verdicts import State, Verdict

DAY = "2025-04-01"
Row = dict[str, str]
CLEAN = {
    "infusion_number": "2", "given": "", "infused_on": "2025-04-01", "infection_treatment_today": "no",
    "intravenous_infection_today": "no", "steroid_since": "no", "live_vaccine_since": "no",
}


def gate(child: Participant, **values: str) -> Mapping[str, Verdict]:
    return child.but("infusion", **{**CLEAN, **values}).on("2025-04-01").gate()


def test_that_a_clean_day_is_clear(eligible: Participant) -> None:
    assert {key: verdict.state for key, verdict in gate(eligible).items()} == dict.fromkeys(
        ("E13", "E16", "E19", "E20"), State.ABSENT
    )


@pytest.mark.parametrize(("values", "criterion", "state"), [
    ({"infection_treatment_today": "yes"}, "E13", State.PRESENT),
    ({"infection_treatment_today": ""}, "E13", State.INCOMPLETE),
    ({"intravenous_infection_today": "yes"}, "E19", State.PRESENT),
    ({"intravenous_infection_today": "[unknown]"}, "E19", State.INCOMPLETE),
    ({"steroid_since": ""}, "E16", State.INCOMPLETE), ({"steroid_since": "yes"}, "E16", State.INCOMPLETE),
    ({"steroid_since": "yes", "steroid_last_on": "2025-03-18"}, "E16", State.PENDING_DATE),
    ({"steroid_since": "yes", "steroid_last_on": "2025-03-17"}, "E16", State.ABSENT),
    ({"live_vaccine_since": "[pending]"}, "E20", State.INCOMPLETE),
    ({"live_vaccine_since": "yes", "live_vaccine_on": "2025-03-01"}, "E20", State.PENDING_DATE),
    ({"live_vaccine_since": "yes", "live_vaccine_on": "2025-02-28"}, "E20", State.ABSENT),
])
def test_that_each_answer_of_the_day_is_judged(
    eligible: Participant, values: dict[str, str], criterion: str, state: State
) -> None:
    assert gate(eligible, **values)[criterion].state is state


def test_that_the_day_is_counted_from_itself(eligible: Participant) -> None:
    verdict = gate(eligible, steroid_since="yes", steroid_last_on="2025-03-25")["E16"]
    assert verdict.first_ok == date(2025, 4, 9)


@pytest.mark.parametrize(("values", "criterion", "clears"), [
    ({"steroid_since": "yes", "steroid_last_on": "2025-03-25"}, "E16", date(2025, 4, 9)),
    ({"live_vaccine_since": "yes", "live_vaccine_on": "2025-03-24"}, "E20", date(2025, 4, 25)),
])
def test_that_waiting_cures_nothing_of_an_infusion_that_was_given(
    eligible: Participant, values: dict[str, str], criterion: str, clears: date
) -> None:
    planned, given = (gate(eligible, given=said, **values)[criterion] for said in ("", "yes"))
    assert (planned.state, planned.first_ok, planned.clears_on) == (State.PENDING_DATE, clears, None)
    assert (given.state, given.first_ok, given.clears_on) == (State.PRESENT, None, clears)


def test_that_an_infusion_given_on_another_day_fixes_nothing_of_this_one(eligible: Participant) -> None:
    first = {**CLEAN, "given": "yes", "infused_on": "2025-03-22"}
    second = {**CLEAN, "steroid_since": "yes", "steroid_last_on": "2025-03-25"}
    child = eligible.also("infusion", **first).also("infusion", **second)
    assert child.on("2025-04-01").gate()["E16"].state is State.PENDING_DATE


def test_that_a_steroid_of_the_treatment_form_stands_against_an_infusion_that_was_given(eligible: Participant) -> None:
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "ongoing": "no", "last_dose_on": "2025-03-25"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid)
    assert gate(child, given="yes")["E16"].state is State.PRESENT


def test_that_what_the_treatment_form_holds_is_heard_again(eligible: Participant) -> None:
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "ongoing": "no", "last_dose_on": "2025-03-25"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid)
    assert gate(child)["E16"].state is State.PENDING_DATE


def test_that_a_day_without_an_infusion_record_is_incomplete(eligible: Participant) -> None:
    states = {verdict.state for verdict in eligible.on("2025-04-01").gate().values()}
    assert states == {State.INCOMPLETE}


def test_that_an_undated_infusion_is_taken_for_the_day_and_another_days_is_not(eligible: Participant) -> None:
    assert gate(eligible, infused_on="")["E13"].state is State.ABSENT
    assert gate(eligible, infused_on="2025-03-25")["E13"].state is State.INCOMPLETE


def test_that_a_vaccine_of_the_treatment_form_is_heard_again(eligible: Participant) -> None:
    vaccine = {"vaccine": "麻腮风疫苗", "live": "yes", "given_on": "2025-03-15"}
    child = eligible.but("prior_therapy", live_vaccine_given="yes").having("prior_therapy", "vaccines", vaccine)
    assert gate(child)["E20"].state is State.PENDING_DATE


@pytest.mark.parametrize(("criterion", "question"), [("E16", "steroid_since"), ("E20", "live_vaccine_since")])
def test_that_an_open_question_of_the_day_is_the_datum_that_is_missing(
    eligible: Participant, criterion: str, question: str
) -> None:
    missing = gate(eligible, **{question: ""})[criterion].missing
    assert [ref.field for ref in missing] == [question]


def test_that_a_question_left_open_at_an_earlier_check_is_not_asked_at_the_next(treated: Participant) -> None:
    child = treated.also("infusion", given="yes", infused_on="2025-03-22").also("infusion", **CHECKED)
    assert {child.gate()[criterion].state for criterion in ("E16", "E20")} == {State.ABSENT}


CLEAN_GIVEN = {
    "infusion_number": "2", "given": "yes", "infused_on": DAY, "infection_treatment_today": "no",
    "intravenous_infection_today": "no", "steroid_since": "no", "live_vaccine_since": "no",
}
CRITERIA = ("E13", "E16", "E19", "E20")


def states(child: Participant) -> set[State]:
    return {verdict.state for verdict in child.on(DAY).gate().values()}


@pytest.mark.parametrize("on", [DAY, ""])
def test_that_an_infusion_that_was_not_given_answers_for_no_day(eligible: Participant, on: str) -> None:
    refused = {**CLEAN_GIVEN, "given": "no", "infused_on": on}
    assert states(eligible.also("infusion", **refused)) == {State.INCOMPLETE}
    undecided = {**CLEAN_GIVEN, "given": "", "infused_on": on}
    assert states(eligible.also("infusion", **undecided)) == {State.ABSENT}
    assert states(eligible.also("infusion", **undecided).also("infusion", **refused)) == {State.ABSENT}


def test_that_the_record_of_the_day_answers_before_one_without_a_date(eligible: Participant) -> None:
    ill = {**CLEAN_GIVEN, "infection_treatment_today": "yes", "intravenous_infection_today": "yes"}
    undated = {**CLEAN_GIVEN, "infused_on": ""}
    both = eligible.also("infusion", **ill).also("infusion", **undated).on(DAY).gate()
    assert {both[criterion].state for criterion in ("E13", "E19")} == {State.PRESENT}
    other = eligible.also("infusion", **{**ill, "infused_on": "2025-03-25"}).also("infusion", **undated)
    assert states(other) == {State.ABSENT}


@pytest.mark.parametrize("on", ["[unknown]", "[pending]"])
def test_that_an_unknown_date_of_an_infusion_is_no_open_date(eligible: Participant, on: str) -> None:
    assert states(eligible.also("infusion", **{**CLEAN_GIVEN, "infused_on": on})) == {State.INCOMPLETE}


@pytest.mark.parametrize(("criterion", "asked", "dated"), [
    ("E16", "steroid_since", "steroid_last_on"), ("E20", "live_vaccine_since", "live_vaccine_on"),
])
def test_that_a_no_beside_a_date_contradicts_it(eligible: Participant, criterion: str, asked: str, dated: str) -> None:
    verdict = eligible.also("infusion", **{**CLEAN_GIVEN, dated: "2025-01-01"}).on(DAY).gate()[criterion]
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [asked, dated]


@pytest.mark.parametrize(("criterion", "asked", "dated"), [
    ("E16", "steroid_since", "steroid_last_on"), ("E20", "live_vaccine_since", "live_vaccine_on"),
])
@pytest.mark.parametrize("on", ["", "[unknown]", "2014-01-01"])
def test_that_a_yes_without_a_date_that_can_be_lacks_it(
    eligible: Participant, criterion: str, asked: str, dated: str, on: str
) -> None:
    verdict = eligible.also("infusion", **{**CLEAN_GIVEN, asked: "yes", dated: on}).on(DAY).gate()[criterion]
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [dated]


@pytest.mark.parametrize("first", [
    {"given": "no"}, {"given": "yes", "infused_on": "2025-03-22"}, {"given": "no", "infused_on": "2025-03-22"},
])
def test_that_a_steroid_or_vaccine_told_at_one_check_counts_at_the_next(treated: Participant, first: Row) -> None:
    told = {"steroid_since": "yes", "steroid_last_on": "2025-03-20", "live_vaccine_since": "yes",
            "live_vaccine_on": "2025-03-18"}
    gate = treated.also("infusion", **first, **told).also("infusion", **CHECKED).gate()
    assert [gate[criterion].state for criterion in ("E16", "E20")] == [State.PENDING_DATE] * 2
    assert str(gate["E16"].first_ok) == "2025-04-04"
