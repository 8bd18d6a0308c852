"""I5: Survival ≥ 12 weeks."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import State


@pytest.mark.parametrize(("weeks", "state"), [
    ("11", State.NOT_MET), ("12", State.MET), ("13", State.MET), ("", State.INCOMPLETE),
    ("[unknown]", State.INCOMPLETE),
])
def test_that_twelve_weeks_pass(eligible: Participant, weeks: str, state: State) -> None:
    assert eligible.but("judgements", survival_weeks=weeks).state("I5") is state
