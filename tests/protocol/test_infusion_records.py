"""Which record of an infusion answers for its day, and what an answer of the day may not leave standing."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any

DAY = "2025-04-01"
CLEAN = {
    "infusion_number": "2", "given": "yes", "infused_on": DAY, "infection_treatment_today": "no",
    "intravenous_infection_today": "no", "steroid_since": "no", "live_vaccine_since": "no",
}
CRITERIA = ("E13", "E16", "E19", "E20")


def states(child: Child) -> set[State]:
    return {verdict.state for verdict in child.on(DAY).gate().values()}


@pytest.mark.parametrize("on", [DAY, ""])
def test_that_an_infusion_that_was_not_given_answers_for_no_day(eligible: Child, on: str) -> None:
    refused = {**CLEAN, "given": "no", "infused_on": on}
    assert states(eligible.also("infusion", **refused)) == {State.INCOMPLETE}
    undecided = {**CLEAN, "given": "", "infused_on": on}
    assert states(eligible.also("infusion", **undecided)) == {State.ABSENT}
    assert states(eligible.also("infusion", **undecided).also("infusion", **refused)) == {State.ABSENT}


def test_that_the_record_of_the_day_answers_before_one_without_a_date(eligible: Child) -> None:
    ill = {**CLEAN, "infection_treatment_today": "yes", "intravenous_infection_today": "yes"}
    undated = {**CLEAN, "infused_on": ""}
    both = eligible.also("infusion", **ill).also("infusion", **undated).on(DAY).gate()
    assert {both[criterion].state for criterion in ("E13", "E19")} == {State.PRESENT}
    other = eligible.also("infusion", **{**ill, "infused_on": "2025-03-25"}).also("infusion", **undated)
    assert states(other) == {State.ABSENT}


@pytest.mark.parametrize("on", ["[unknown]", "[pending]"])
def test_that_an_unknown_date_of_an_infusion_is_no_open_date(eligible: Child, on: str) -> None:
    assert states(eligible.also("infusion", **{**CLEAN, "infused_on": on})) == {State.INCOMPLETE}


@pytest.mark.parametrize(("criterion", "asked", "dated"), [
    ("E16", "steroid_since", "steroid_last_on"), ("E20", "live_vaccine_since", "live_vaccine_on"),
])
def test_that_a_no_beside_a_date_contradicts_it(eligible: Child, criterion: str, asked: str, dated: str) -> None:
    verdict = eligible.also("infusion", **{**CLEAN, dated: "2025-01-01"}).on(DAY).gate()[criterion]
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [asked, dated]


@pytest.mark.parametrize(("criterion", "asked", "dated"), [
    ("E16", "steroid_since", "steroid_last_on"), ("E20", "live_vaccine_since", "live_vaccine_on"),
])
@pytest.mark.parametrize("on", ["", "[unknown]", "2014-01-01"])
def test_that_a_yes_without_a_date_that_can_be_lacks_it(
    eligible: Child, criterion: str, asked: str, dated: str, on: str
) -> None:
    verdict = eligible.also("infusion", **{**CLEAN, asked: "yes", dated: on}).on(DAY).gate()[criterion]
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [dated]
