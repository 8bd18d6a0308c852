"""E16: Steroids."""

from __future__ import annotations

import pytest

from tests.helpers.participants import CHECKED, Participant, treated_with
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"
RECENT = "2025-03-15"


def steroid(child: Participant, **values: str) -> Participant:
    row = {"drug": "地塞米松", "category": "systemic_steroid", "route": "oral", "ongoing": "no"}
    return child.but(FORM, immunosuppression_given="yes").having(FORM, "immunosuppression", {**row, **values})


@pytest.mark.parametrize(("last", "edge", "state"), [
    ("2025-03-07", "within", State.ABSENT), ("2025-03-08", "within", State.PENDING_DATE),
    ("2025-03-08", "clear", State.ABSENT), ("2025-03-09", "clear", State.PENDING_DATE),
])
def test_that_steroids_count_back_14_days_from_the_first_infusion(
    eligible: Participant, last: str, edge: str, state: State
) -> None:
    assert steroid(eligible, last_dose_on=last).ruled(R_EDGE=edge).state("E16") is state


def test_that_an_ongoing_steroid_is_not_cured_by_waiting(eligible: Participant) -> None:
    assert steroid(eligible, ongoing="yes").state("E16") is State.PRESENT


@pytest.mark.parametrize("category", ["inhaled_topical", "replacement", "antiemetic", "premedication"])
def test_that_exempt_steroids_are_those_of_the_ruling(eligible: Participant, category: str) -> None:
    route = "inhaled" if category == "inhaled_topical" else "oral"
    child = steroid(eligible, category=category, route=route, ongoing="yes")
    assert child.ruled(R_STEROID="none").state("E16") is State.PRESENT
    assert child.ruled(R_STEROID=category).state("E16") is State.ABSENT


@pytest.mark.parametrize("category", ["systemic_steroid", "immunosuppressant"])
def test_that_no_ruling_exempts_systemic_treatment(eligible: Participant, category: str) -> None:
    child = steroid(eligible, category=category, ongoing="yes").ruled(R_STEROID="all")
    assert child.state("E16") is State.PRESENT


@pytest.mark.parametrize("key", ["category", "ongoing", "last_dose_on"])
def test_that_a_steroid_row_must_be_complete(eligible: Participant, key: str) -> None:
    assert steroid(eligible, **{"last_dose_on": "2024-01-01", key: ""}).state("E16") is State.INCOMPLETE


def steroid_elsewhere(child: Participant, on: str, **infusion: str) -> State:
    """E16 of 29 March where a steroid of the day `on` is told at another infusion."""
    told = {**CHECKED, "steroid_since": "yes", "steroid_last_on": on}
    state: State = child.also("infusion", **told, **infusion).also("infusion", **CHECKED).gate()["E16"].state
    return state


@pytest.mark.parametrize(("infusion", "on", "state"), [
    ({"given": "no"}, "2025-03-29", State.PENDING_DATE), ({"given": "no"}, "2025-03-30", State.ABSENT),
    ({"given": "no", "infused_on": "2025-03-29"}, "2025-03-28", State.PENDING_DATE),
    ({"given": "no", "infused_on": "2025-03-30"}, "2025-03-28", State.ABSENT),
])
def test_that_what_another_check_told_counts_up_to_the_day_and_no_further(
    treated: Participant, infusion: dict[str, str], on: str, state: State
) -> None:
    assert steroid_elsewhere(treated, on, **infusion) is state


@pytest.mark.parametrize("route", ["oral", "intravenous"])
def test_that_a_steroid_that_is_swallowed_or_infused_is_not_taken_for_an_inhaled_one(
    eligible: Participant, route: str
) -> None:
    row = {"drug": "布地奈德", "category": "inhaled_topical", "route": route, "ongoing": "yes"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    assert child.having("prior_therapy", "immunosuppression", row).state("E16") is State.INCOMPLETE


def test_that_what_is_told_at_a_later_check_says_nothing_of_an_earlier_day(treated: Participant) -> None:
    child = treated.also("infusion", given="yes", infused_on="2025-03-29", **CHECKED)
    later = {**CHECKED, "steroid_since": "yes", "steroid_last_on": "2025-04-10"}
    gate = child.also("infusion", given="yes", infused_on="2025-04-12", **later).gate()
    assert gate["E16"].state is State.ABSENT


def test_that_what_was_told_without_its_day_is_asked_for(treated: Participant) -> None:
    told = {"given": "yes", "infused_on": "2025-03-22", "steroid_since": "yes"}
    gate = treated.also("infusion", **told).also("infusion", **CHECKED).gate()
    assert gate["E16"].state is State.INCOMPLETE


@pytest.mark.parametrize(("category", "rulings"), [
    ("systemic_steroid", ("R-EDGE",)), ("immunosuppressant", ("R-EDGE",)), ("replacement", ("R-STEROID", "R-EDGE")),
])
def test_that_no_ruling_is_asked_about_treatment_that_none_can_exempt(
    eligible: Participant, category: str, rulings: tuple[str, ...]
) -> None:
    row = {"category": category, "route": "oral", "ongoing": "no", "last_dose_on": RECENT}
    child = treated_with(eligible, "immunosuppression_given", "immunosuppression", row).ruled(R_STEROID="none")
    verdict = child.verdict("E16")
    assert verdict.state is State.PENDING_DATE
    assert set(verdict.rulings) == set(rulings)
