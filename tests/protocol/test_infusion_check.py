from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any

CLEAN = {
    "infusion_number": "2", "given": "", "infused_on": "2025-04-01", "infection_treatment_today": "no",
    "intravenous_infection_today": "no", "steroid_since": "no", "live_vaccine_since": "no",
}


def gate(child: Child, **values: str) -> Child:
    return child.but("infusion", **{**CLEAN, **values}).on("2025-04-01").gate()


def test_that_a_clean_day_is_clear(eligible: Child) -> None:
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
    eligible: Child, values: dict[str, str], criterion: str, state: State
) -> None:
    assert gate(eligible, **values)[criterion].state is state


def test_that_the_day_is_counted_from_itself(eligible: Child) -> None:
    verdict = gate(eligible, steroid_since="yes", steroid_last_on="2025-03-25")["E16"]
    assert verdict.first_ok == date(2025, 4, 9)


@pytest.mark.parametrize(("values", "criterion", "clears"), [
    ({"steroid_since": "yes", "steroid_last_on": "2025-03-25"}, "E16", date(2025, 4, 9)),
    ({"live_vaccine_since": "yes", "live_vaccine_on": "2025-03-24"}, "E20", date(2025, 4, 25)),
])
def test_that_waiting_cures_nothing_of_an_infusion_that_was_given(
    eligible: Child, values: dict[str, str], criterion: str, clears: date
) -> None:
    planned, given = (gate(eligible, given=said, **values)[criterion] for said in ("", "yes"))
    assert (planned.state, planned.first_ok, planned.clears_on) == (State.PENDING_DATE, clears, None)
    assert (given.state, given.first_ok, given.clears_on) == (State.PRESENT, None, clears)


def test_that_an_infusion_given_on_another_day_fixes_nothing_of_this_one(eligible: Child) -> None:
    first = {**CLEAN, "given": "yes", "infused_on": "2025-03-22"}
    second = {**CLEAN, "steroid_since": "yes", "steroid_last_on": "2025-03-25"}
    child = eligible.also("infusion", **first).also("infusion", **second)
    assert child.on("2025-04-01").gate()["E16"].state is State.PENDING_DATE


def test_that_a_steroid_of_the_treatment_form_stands_against_an_infusion_that_was_given(eligible: Child) -> None:
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "ongoing": "no", "last_dose_on": "2025-03-25"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid)
    assert gate(child, given="yes")["E16"].state is State.PRESENT


def test_that_what_the_treatment_form_holds_is_heard_again(eligible: Child) -> None:
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "ongoing": "no", "last_dose_on": "2025-03-25"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid)
    assert gate(child)["E16"].state is State.PENDING_DATE


def test_that_a_day_without_an_infusion_record_is_incomplete(eligible: Child) -> None:
    states = {verdict.state for verdict in eligible.on("2025-04-01").gate().values()}
    assert states == {State.INCOMPLETE}


def test_that_an_undated_infusion_is_taken_for_the_day_and_another_days_is_not(eligible: Child) -> None:
    assert gate(eligible, infused_on="")["E13"].state is State.ABSENT
    assert gate(eligible, infused_on="2025-03-25")["E13"].state is State.INCOMPLETE


def test_that_a_vaccine_of_the_treatment_form_is_heard_again(eligible: Child) -> None:
    vaccine = {"vaccine": "麻腮风疫苗", "live": "yes", "given_on": "2025-03-15"}
    child = eligible.but("prior_therapy", live_vaccine_given="yes").having("prior_therapy", "vaccines", vaccine)
    assert gate(child)["E20"].state is State.PENDING_DATE


@pytest.mark.parametrize(("criterion", "question"), [("E16", "steroid_since"), ("E20", "live_vaccine_since")])
def test_that_an_open_question_of_the_day_is_the_datum_that_is_missing(
    eligible: Child, criterion: str, question: str
) -> None:
    missing = gate(eligible, **{question: ""})[criterion].missing
    assert [ref.field for ref in missing] == [question]
