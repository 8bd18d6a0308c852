"""E15: Other trial."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"


def trial(child: Participant, **values: str) -> Participant:
    row = {"trial": "虚构试验", "antitumour": "yes", "last_dose_on": "2024-01-01", "ended_on": "2024-02-01"}
    return child.but(FORM, trial_taken_part="yes").having(FORM, "trials", {**row, **values})


def test_that_a_trial_dose_after_the_end_of_the_trial_is_a_contradiction(eligible: Participant) -> None:
    assert trial(eligible, last_dose_on="2024-02-02").state("E15") is State.INCOMPLETE
    assert trial(eligible, last_dose_on="2024-02").state("E15") is State.ABSENT


@pytest.mark.parametrize(("ended", "state"), [
    ("2025-02-19", State.ABSENT), ("2025-02-20", State.PENDING_DATE), ("", State.INCOMPLETE),
])
def test_that_another_trial_must_be_28_days_over(eligible: Participant, ended: str, state: State) -> None:
    assert trial(eligible, ended_on=ended).state("E15") is state


def test_that_the_end_of_a_trial_may_be_its_last_dose(eligible: Participant) -> None:
    child = trial(eligible, ended_on="2025-03-10", last_dose_on="2025-01-01")
    assert child.state("E15") is State.PENDING_DATE
    assert child.ruled(R_TRIAL_END="last_dose").state("E15") is State.ABSENT


def test_that_a_trial_of_another_kind_does_not_count(eligible: Participant) -> None:
    assert trial(eligible, ended_on="2025-03-10", antitumour="no").state("E15") is State.ABSENT
    assert trial(eligible, antitumour="[unknown]").state("E15") is State.INCOMPLETE
