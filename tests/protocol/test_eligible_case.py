from __future__ import annotations

from typing import Any

from ucbnk_desktop.protocol.verdicts import Outcome


def test_that_a_complete_child_is_ready_to_sign(eligible: Any) -> None:
    assessment = eligible.assessment()
    open_rows = {verdict.criterion: verdict.reasons for verdict in assessment.verdicts if not verdict.state.settled}
    assert open_rows == {}
    assert assessment.outcome is Outcome.READY_TO_SIGN
    assert assessment.queries == ()
