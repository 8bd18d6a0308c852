"""E13: Active infection; E19: Infection treated i.v."""

from __future__ import annotations

import pytest

from tests.helpers.participants import CHECKED, Participant, history, judged
from ucbnk_desktop.protocol.verdicts import State


@pytest.mark.parametrize(("infected", "purpose", "kinds", "state"), [
    ("yes", "treatment", "antibacterial", State.PRESENT), ("yes", "treatment", "antifungal", State.PRESENT),
    ("no", "treatment", "antibacterial", State.INCOMPLETE), ("no", "prophylaxis", "antifungal", State.ABSENT),
    ("yes", "prophylaxis", "antibacterial", State.ABSENT), ("no", "chronic_hepatitis_b", "antiviral", State.ABSENT),
    ("no", "chronic_hepatitis_b", "antiviral antibacterial", State.INCOMPLETE),
    ("no", "prophylaxis", "", State.INCOMPLETE),
    ("yes", "", "antibacterial", State.INCOMPLETE), ("yes", "chronic_hepatitis_b", "antiviral", State.ABSENT),
])
def test_that_treatment_of_an_infection_excludes_and_prophylaxis_does_not(
    eligible: Participant, infected: str, purpose: str, kinds: str, state: State
) -> None:
    child = history(
        eligible, active_infection=infected, antimicrobial_treatment="yes", antimicrobial_purpose=purpose,
        antimicrobial_kind=kinds,
    )
    assert child.state("E13") is state


def test_that_antifungals_are_excepted_only_by_ruling(eligible: Participant) -> None:
    child = history(
        eligible, active_infection="yes", antimicrobial_treatment="yes", antimicrobial_purpose="treatment",
        antimicrobial_kind="antifungal",
    ).ruled(R_ANTIFUNGAL="hbv_and_antifungal")
    assert child.state("E13") is State.ABSENT
    assert judged(child, e13="").state("E13") is State.NEEDS_PI


def test_that_an_untreated_infection_is_for_the_investigator(eligible: Participant) -> None:
    child = history(eligible, active_infection="yes")
    assert child.state("E13") is State.ABSENT
    assert judged(child, e13="").state("E13") is State.NEEDS_PI


@pytest.mark.parametrize(("infected", "intravenous", "state"), [
    ("no", "no", State.ABSENT), ("yes", "no", State.ABSENT), ("yes", "yes", State.PRESENT),
    ("no", "yes", State.INCOMPLETE), ("", "no", State.INCOMPLETE), ("no", "", State.INCOMPLETE),
])
def test_that_intravenous_treatment_of_an_infection_excludes(
    eligible: Participant, infected: str, intravenous: str, state: State
) -> None:
    child = history(eligible, active_infection=infected, intravenous_treatment=intravenous)
    assert child.state("E19") is state


INFECTION = {
    "active_infection": "yes", "antimicrobial_treatment": "yes", "antimicrobial_purpose": "treatment",
    "infection_detail": "肺部感染",
}


@pytest.mark.parametrize(("kind", "state"), [
    ("antifungal", State.ABSENT), ("antibacterial", State.PRESENT), ("antiviral", State.PRESENT),
    ("antibacterial antifungal", State.PRESENT),
])
def test_that_antifungals_alone_are_let_through_by_their_ruling(eligible: Participant, kind: str, state: State) -> None:
    child = history(eligible, **INFECTION, antimicrobial_kind=kind).ruled(R_ANTIFUNGAL="hbv_and_antifungal")
    assert child.state("E13") is state
    assert child.ruled(R_ANTIFUNGAL="hbv_only").state("E13") is State.PRESENT


@pytest.mark.parametrize("purpose", ["prophylaxis", "chronic_hepatitis_b"])
def test_that_an_infection_beside_drugs_that_are_no_treatment_is_for_the_investigator(
    eligible: Participant, purpose: str
) -> None:
    child = history(eligible, **{**INFECTION, "antimicrobial_purpose": purpose}, antimicrobial_kind="antiviral")
    assert child.but("judgements", judgement_e13="").state("E13") is State.NEEDS_PI
    assert child.but("judgements", judgement_e13="present").state("E13") is State.PRESENT
    without = history(child, active_infection="no", infection_detail="").but("judgements", judgement_e13="")
    assert without.state("E13") is State.ABSENT


@pytest.mark.parametrize("kind", ["", "[unknown]"])
def test_that_the_kind_of_antimicrobial_must_be_known(eligible: Participant, kind: str) -> None:
    verdict = history(eligible, **INFECTION, antimicrobial_kind=kind).verdict("E13")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["antimicrobial_kind"]


def test_that_treatment_of_no_infection_names_both_answers(eligible: Participant) -> None:
    values = {**INFECTION, "active_infection": "no", "infection_detail": ""}
    verdict = history(eligible, **values, antimicrobial_kind="antibacterial").verdict("E13")
    assert verdict.state is State.INCOMPLETE
    assert [f"{ref.form}.{ref.field}" for ref in verdict.missing] == [
        "medical_history.active_infection", "medical_history.antimicrobial_purpose",
    ]


@pytest.mark.parametrize("day", ["", "2025-03-29"])
def test_that_of_two_checks_of_one_day_the_worse_counts(treated: Participant, day: str) -> None:
    ill = {**CHECKED, "infection_treatment_today": "yes", "intravenous_infection_today": "yes"}
    for checks in ((ill, CHECKED), (CHECKED, ill)):
        child = treated
        for check in checks:
            child = child.also("infusion", infused_on=day, **check)
        assert [child.gate()[criterion].state for criterion in ("E13", "E19")] == [State.PRESENT] * 2
