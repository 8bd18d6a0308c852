"""E1: Brain metastasis."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, judged
from ucbnk_desktop.protocol.verdicts import State

BRAIN = {
    "brain_metastasis": "yes", "brain_symptomatic": "no", "brain_treated": "yes", "brain_stable_since": "2025-01-01",
    "brain_imaging": "mri", "brain_imaging_on": "2025-03-12", "brain_haemorrhage": "no",
}


def brain(child: Participant, **values: str) -> Participant:
    return child.but("diagnosis", **{**BRAIN, **values})


@pytest.mark.parametrize(("since", "day", "state", "first_ok"), [
    ("2025-12-31", "2026-02-28", State.PENDING_DATE, date(2026, 3, 1)),
    ("2025-12-31", "2026-03-01", State.ABSENT, None),
    ("2026-01-15", "2026-03-15", State.PENDING_DATE, date(2026, 3, 16)),
    ("2026-01-15", "2026-03-16", State.ABSENT, None),
])
def test_that_exactly_two_months_are_not_enough(
    eligible: Participant, since: str, day: str, state: State, first_ok: date | None
) -> None:
    child = brain(eligible, brain_stable_since=since, brain_imaging_on=day).on(day)
    child = child.but("screening", first_procedure_at=f"{day} 10:00")
    verdict = child.verdict("E1")
    assert (verdict.state, verdict.first_ok) == (state, first_ok)


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.ABSENT), ({"brain_symptomatic": "yes"}, State.PRESENT), ({"brain_haemorrhage": "yes"}, State.PRESENT),
    ({"brain_symptomatic": ""}, State.INCOMPLETE), ({"brain_treated": ""}, State.INCOMPLETE),
    ({"brain_stable_since": ""}, State.INCOMPLETE), ({"brain_imaging": ""}, State.INCOMPLETE),
    ({"brain_imaging": "none"}, State.INCOMPLETE), ({"brain_imaging_on": ""}, State.INCOMPLETE),
    ({"brain_haemorrhage": "[unknown]"}, State.INCOMPLETE), ({"brain_stable_since": "2025-01"}, State.INCOMPLETE),
    ({"brain_stable_since": "2024"}, State.ABSENT), ({"brain_metastasis": "[unknown]"}, State.INCOMPLETE),
    ({"brain_treated": "no"}, State.PRESENT),
])
def test_that_a_brain_metastasis_must_be_quiet(eligible: Participant, values: dict[str, str], state: State) -> None:
    assert brain(eligible, **values).state("E1") is state


def test_that_brain_imaging_is_valid_for_its_days(eligible: Participant) -> None:
    child = eligible.set(routine_results_before_consent="accepted")
    assert brain(child, brain_imaging_on="2025-02-20").state("E1") is State.ABSENT
    assert brain(child, brain_imaging_on="2025-02-19").state("E1") is State.INCOMPLETE


def test_that_a_quiet_lesion_is_still_for_the_investigator(eligible: Participant) -> None:
    assert judged(brain(eligible), e1="").state("E1") is State.NEEDS_PI
    assert judged(eligible, e1="").state("E1") is State.ABSENT


def test_that_an_untreated_quiet_lesion_follows_its_ruling(eligible: Participant) -> None:
    child = brain(eligible, brain_treated="no", brain_stable_since="")
    assert child.ruled(R_BRAIN_ASYMP="absent").state("E1") is State.ABSENT
    assert child.ruled(R_BRAIN_ASYMP="").state("E1") is State.NEEDS_PI


def test_that_stability_needs_the_definition_of_enrolment(eligible: Participant) -> None:
    assert brain(eligible).set(enrol_definition="").state("E1") is State.NEEDS_PI


def test_that_skull_disease_counts_by_ruling(eligible: Participant) -> None:
    child = eligible.but("diagnosis", skull_or_dural="yes")
    assert child.state("E1") is State.PRESENT
    assert child.ruled(R_SKULL="does_not_count").state("E1") is State.ABSENT
    assert eligible.but("diagnosis", skull_or_dural="").state("E1") is State.INCOMPLETE


@pytest.mark.parametrize("kind", ["mri", "ct", "venography"])
def test_that_each_kind_of_brain_imaging_will_do_and_none_will_not(severe: Participant, kind: str) -> None:
    assert severe.but("diagnosis", brain_imaging=kind).state("E1") is State.ABSENT
    assert severe.but("diagnosis", brain_imaging="none").state("E1") is State.INCOMPLETE


def test_that_results_behind_a_waiting_criterion_end_the_days_too(eligible: Participant) -> None:
    brain = {"brain_metastasis": "yes", "brain_symptomatic": "no", "brain_treated": "yes",
             "brain_stable_since": "2025-01-25", "brain_imaging": "mri", "brain_imaging_on": "2025-03-12",
             "brain_haemorrhage": "no"}
    found = eligible.but("diagnosis", **brain).set(validity_days_ct_mri="10").assessment()
    assert found.verdict("E1").state is State.PENDING_DATE
    assert (str(found.earliest), str(found.latest)) == ("2025-03-26", "2025-03-22")
