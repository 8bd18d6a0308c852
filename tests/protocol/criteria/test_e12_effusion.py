"""E12: Serous effusion."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, history, judged
from ucbnk_desktop.protocol.verdicts import State

TREATED = {
    "effusion": "yes", "effusion_symptomatic": "yes", "effusion_treated": "yes", "effusion_anticancer_drug": "no",
    "effusion_result": "settled",
}


@pytest.mark.parametrize(("values", "state"), [
    (TREATED, State.ABSENT), ({**TREATED, "effusion_symptomatic": "no", "effusion_treated": ""}, State.ABSENT),
    ({**TREATED, "effusion_treated": "no"}, State.PRESENT),
    ({**TREATED, "effusion_anticancer_drug": "yes"}, State.PRESENT),
    ({**TREATED, "effusion_symptomatic": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_treated": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_anticancer_drug": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_result": ""}, State.INCOMPLETE),
])
def test_that_an_effusion_must_be_harmless(eligible: Participant, values: dict[str, str], state: State) -> None:
    assert history(eligible, **values).state("E12") is state


def test_that_a_settled_effusion_is_for_the_investigator(eligible: Participant) -> None:
    assert judged(history(eligible, **TREATED), e12="").state("E12") is State.NEEDS_PI
    assert judged(eligible, e12="").state("E12") is State.ABSENT


@pytest.mark.parametrize("result", ["settled", "persisting"])
def test_that_what_became_of_an_effusion_is_the_investigators(severe: Participant, result: str) -> None:
    child = history(severe, effusion_result=result)
    assert child.state("E12") is State.ABSENT
    assert child.but("judgements", judgement_e12="").state("E12") is State.NEEDS_PI
