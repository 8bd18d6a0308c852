"""E6: Bleeding disorder."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, history
from ucbnk_desktop.protocol.verdicts import State


@pytest.mark.parametrize(("ruling", "spleen", "hypersplenism"), [
    ("either", State.PRESENT, State.PRESENT), ("splenomegaly", State.PRESENT, State.ABSENT),
    ("hypersplenism", State.ABSENT, State.PRESENT), ("", State.NEEDS_PI, State.NEEDS_PI),
])
def test_that_the_spleen_is_read_as_ruled(
    eligible: Participant, ruling: str, spleen: State, hypersplenism: State
) -> None:
    child = eligible.ruled(R_SPLEEN=ruling)
    assert history(child, splenomegaly="yes").state("E6") is spleen
    assert history(child, hypersplenism="yes").state("E6") is hypersplenism
