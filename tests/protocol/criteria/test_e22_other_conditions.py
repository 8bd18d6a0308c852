"""E22: Other condition."""

from __future__ import annotations

from tests.helpers.participants import Participant, history
from ucbnk_desktop.protocol.verdicts import State


def test_that_another_condition_is_weighed_by_the_investigator(eligible: Participant) -> None:
    assert history(eligible, other_condition="yes").state("E22") is State.ABSENT
