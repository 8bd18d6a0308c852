"""I9: Growth factor wash-out."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, holding
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"


def growth_factor(child: Participant, kind: str, on: str) -> Participant:
    row = {"drug": "G-CSF", "duration_class": kind, "last_dose_on": on}
    return child.but(FORM, growth_factor_given="yes").having(FORM, "growth_factors", row)


@pytest.mark.parametrize(("kind", "last", "day", "state"), [
    ("long_acting", "2024-02-15", "2024-02-28", State.PENDING_DATE),
    ("long_acting", "2024-02-15", "2024-02-29", State.MET),
    ("short_acting", "2025-03-18", "2025-03-20", State.PENDING_DATE),
    ("short_acting", "2025-03-17", "2025-03-20", State.MET),
    ("other", "2025-03-07", "2025-03-20", State.PENDING_DATE),
    ("other", "2025-03-06", "2025-03-20", State.MET),
])
def test_that_growth_factors_have_their_own_days(
    eligible: Participant, kind: str, last: str, day: str, state: State
) -> None:
    assert growth_factor(eligible, kind, last).on(day).state("I9") is state


@pytest.mark.parametrize(("ruling", "last", "state"), [
    ("3_days", "2025-03-17", State.MET), ("3_days", "2025-03-18", State.PENDING_DATE),
    ("14_days", "2025-03-17", State.PENDING_DATE), ("not_counted", "2025-03-20", State.MET),
])
def test_that_other_growth_factors_follow_their_ruling(
    eligible: Participant, ruling: str, last: str, state: State
) -> None:
    assert growth_factor(eligible, "other", last).ruled(R_GF_OTHER=ruling).state("I9") is state


@pytest.mark.parametrize("ruling", ["14_days", "3_days", "not_counted"])
def test_that_a_long_acting_growth_factor_counts_14_days_whatever_others_count(
    eligible: Participant, ruling: str
) -> None:
    row = {"drug": "PEG-G-CSF", "duration_class": "long_acting", "last_dose_on": "2025-03-10"}
    child = holding(eligible, FORM, "growth_factor_given", "growth_factors", row).ruled(R_GF_OTHER=ruling)
    assert child.state("I9") is State.PENDING_DATE
    short = holding(child, FORM, "growth_factor_given", "growth_factors", {**row, "duration_class": "short_acting"})
    assert short.state("I9") is State.MET
