"""Every single step to a better grade or score, and every gate left unanswered: what drawing at random may not meet."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import Outcome

STEPS = [
    ("performance", "lansky_score", ["0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]),
    ("medical_history", "ischaemia_grade", ["4", "3", "2", "1", "0"]),
    ("medical_history", "nyha_class", ["IV", "III", "II", "I", "none"]),
    ("laboratory", "upro_dip", ["4", "3", "2", "1", "trace", "neg"]),
]
GATES = [
    ("prior_therapy", key) for key in (
        "chemotherapy_given", "anticancer_given", "growth_factor_given", "radiotherapy_given", "stem_cells_given",
        "surgery_done", "trial_taken_part", "immunosuppression_given", "live_vaccine_given", "allogeneic_transplant",
    )
] + [("medical_history", "thromboembolism"), ("medical_history", "abdominal_event"), ("toxicities", "any_toxicity")]


@pytest.mark.parametrize(("form", "key", "steps"), STEPS, ids=[key for _, key, _ in STEPS])
def test_that_no_step_to_a_better_grade_or_score_makes_the_outcome_worse(
    eligible: Participant, severe: Participant, form: str, key: str, steps: list[str]
) -> None:
    order = list(Outcome)
    for child in (eligible, severe):
        found = [order.index(child.but(form, **{key: step}).assessment().outcome) for step in steps]
        assert all(before <= after for before, after in pairwise(found)), found


@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]"])
@pytest.mark.parametrize(("form", "key"), GATES, ids=[key for _, key in GATES])
def test_that_a_gate_left_open_lets_nobody_through(
    eligible: Participant, severe: Participant, form: str, key: str, text: str
) -> None:
    for child in (eligible, severe):
        assert child.assessment().outcome is Outcome.READY_TO_SIGN
        assert child.but(form, **{key: text}).assessment().outcome is Outcome.INCOMPLETE
