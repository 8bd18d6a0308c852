"""E18: IL-2 contraindication."""

from __future__ import annotations

from tests.helpers.participants import Participant, history, judged
from ucbnk_desktop.protocol.verdicts import State


def test_that_a_contraindication_to_interleukin_is_for_the_investigator(eligible: Participant) -> None:
    child = history(eligible, il2_contraindication="yes")
    assert child.state("E18") is State.ABSENT
    assert judged(child, e18="").state("E18") is State.NEEDS_PI
    assert judged(eligible, e18="").state("E18") is State.ABSENT
