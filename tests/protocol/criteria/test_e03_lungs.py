"""E3: Interstitial lung disease."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, history
from ucbnk_desktop.protocol.verdicts import State


@pytest.mark.parametrize(("cause", "ruling", "state"), [
    ("radiation_or_infection", "counts", State.PRESENT), ("radiation_or_infection", "does_not_count", State.ABSENT),
    ("other", "does_not_count", State.PRESENT), ("", "counts", State.INCOMPLETE),
])
def test_that_pneumonitis_counts_by_ruling(eligible: Participant, cause: str, ruling: str, state: State) -> None:
    child = history(eligible, interstitial_lung_disease="yes", ild_cause=cause)
    assert child.ruled(R_ILD=ruling).state("E3") is state
