"""E21: Other malignancy."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, history, judged
from ucbnk_desktop.protocol.verdicts import State


@pytest.mark.parametrize(("kind", "cured", "ruling", "state"), [
    ("basal_cell", "yes", "three_excepted_others_present", State.ABSENT),
    ("other", "yes", "three_excepted_others_present", State.PRESENT),
    ("other", "yes", "three_excepted_others_absent", State.ABSENT),
    ("cervical_in_situ", "yes", "literal", State.PRESENT), ("other", "yes", "literal", State.ABSENT),
    ("superficial_bladder", "no", "three_excepted_others_present", State.PRESENT),
    ("", "no", "three_excepted_others_present", State.PRESENT), ("", "yes", "literal", State.INCOMPLETE),
    ("other", "", "literal", State.INCOMPLETE), ("other", "yes", "", State.NEEDS_PI),
    ("other", "no", "", State.PRESENT),
])
def test_that_other_malignancies_are_read_as_ruled(
    eligible: Participant, kind: str, cured: str, ruling: str, state: State
) -> None:
    child = history(eligible, other_malignancy="yes", malignancy_type=kind, malignancy_cured=cured)
    assert child.ruled(R_CURED=ruling).state("E21") is state


def test_that_a_cured_malignancy_is_still_for_the_investigator(eligible: Participant) -> None:
    child = history(eligible, other_malignancy="yes", malignancy_type="basal_cell", malignancy_cured="yes")
    assert judged(child, e21="").state("E21") is State.NEEDS_PI


@pytest.mark.parametrize("kind", ["basal_cell", "cervical_in_situ", "superficial_bladder"])
@pytest.mark.parametrize(("ruling", "state"), [
    ("three_excepted_others_present", State.ABSENT), ("literal", State.PRESENT),
])
def test_that_each_of_the_three_cured_tumours_is_excepted(
    eligible: Participant, kind: str, ruling: str, state: State
) -> None:
    cured = history(eligible, other_malignancy="yes", malignancy_type=kind, malignancy_cured="yes")
    assert cured.ruled(R_CURED=ruling).state("E21") is state
    assert history(cured, malignancy_type="other").ruled(R_CURED=ruling).state("E21") is (
        State.PRESENT if ruling == "three_excepted_others_present" else State.ABSENT
    )
    assert history(cured, malignancy_cured="no").ruled(R_CURED=ruling).state("E21") is State.PRESENT
