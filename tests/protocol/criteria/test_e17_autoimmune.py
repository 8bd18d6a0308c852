"""E17: Autoimmune disease."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, history, judged
from ucbnk_desktop.protocol.verdicts import FieldRef, State

HISTORY = "medical_history"


@pytest.mark.parametrize("treatment", ["none", "replacement"])
@pytest.mark.parametrize(("key", "value"), [
    ("autoimmune_ongoing", "yes"), ("autoimmune_last_treated_on", "2022-08-01"),
])
def test_that_systemic_treatment_cannot_be_ongoing_or_dated_where_there_was_none(
    eligible: Participant, treatment: str, key: str, value: str
) -> None:
    child = eligible.but(
        HISTORY, autoimmune_disease="yes", autoimmune_kind="other", autoimmune_treatment=treatment
    )
    assert child.state("E17") is State.ABSENT
    verdict = child.but(HISTORY, **{key: value}).verdict("E17")
    assert verdict.missing == (FieldRef(HISTORY, "autoimmune_treatment"), FieldRef(HISTORY, key))


AUTOIMMUNE = {
    "autoimmune_disease": "yes", "autoimmune_kind": "other", "autoimmune_treatment": "systemic",
    "autoimmune_ongoing": "no", "autoimmune_last_treated_on": "2020-08-01",
}
NOT_SYSTEMIC = {"autoimmune_ongoing": "", "autoimmune_last_treated_on": ""}


@pytest.mark.parametrize(("values", "state"), [
    (AUTOIMMUNE, State.ABSENT), ({**AUTOIMMUNE, "autoimmune_ongoing": "yes"}, State.PRESENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-10"}, State.PRESENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-09"}, State.ABSENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03"}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_ongoing": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_kind": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_treatment": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, **NOT_SYSTEMIC, "autoimmune_treatment": "replacement"}, State.ABSENT),
    ({**AUTOIMMUNE, **NOT_SYSTEMIC, "autoimmune_treatment": "none"}, State.ABSENT),
    ({**AUTOIMMUNE, "autoimmune_treatment": "none"}, State.INCOMPLETE),
])
def test_that_autoimmune_disease_looks_back_24_months(
    eligible: Participant, values: dict[str, str], state: State
) -> None:
    assert history(eligible, **values).state("E17") is state


def test_that_e17_shows_when_it_will_clear(eligible: Participant) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_last_treated_on": "2025-05-15"}).on("2025-06-01")
    child = child.ruled(R_AI_ANCHOR="enrolment")
    assert child.verdict("E17").clears_on == date(2027, 5, 16)
    assert child.ruled(R_EDGE="clear").verdict("E17").clears_on == date(2027, 5, 15)


@pytest.mark.parametrize(("anchor", "state"), [
    ("consent", State.PRESENT), ("enrolment", State.PRESENT), ("planned_start", State.ABSENT), ("", State.NEEDS_PI),
])
def test_that_the_anchor_of_e17_is_ruled(eligible: Participant, anchor: str, state: State) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-21"})
    assert child.ruled(R_AI_ANCHOR=anchor).state("E17") is state


def test_that_opsoclonus_counts_by_ruling(eligible: Participant) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_kind": "opsoclonus_myoclonus", "autoimmune_ongoing": "yes"})
    assert child.state("E17") is State.PRESENT
    assert child.ruled(R_OMS="does_not_count").state("E17") is State.ABSENT


def test_that_autoimmune_disease_is_never_cleared_without_the_investigator(eligible: Participant) -> None:
    assert judged(history(eligible, **AUTOIMMUNE), e17="").state("E17") is State.NEEDS_PI
    assert judged(eligible, e17="").state("E17") is State.ABSENT


MYOCLONUS = {
    "autoimmune_disease": "yes", "autoimmune_kind": "opsoclonus_myoclonus", "autoimmune_treatment": "systemic",
    "autoimmune_ongoing": "no", "autoimmune_last_treated_on": "2024-01-01",
}


@pytest.mark.parametrize("ruling", ["does_not_count", "counts"])
def test_that_only_opsoclonus_is_let_through_by_its_ruling(eligible: Participant, ruling: str) -> None:
    ruled = history(eligible, **MYOCLONUS).ruled(R_OMS=ruling)
    assert ruled.state("E17") is (State.ABSENT if ruling == "does_not_count" else State.PRESENT)
    assert history(ruled, autoimmune_kind="other").state("E17") is State.PRESENT


def test_that_a_disease_without_systemic_treatment_that_still_tells_of_one_contradicts(eligible: Participant) -> None:
    values = {**MYOCLONUS, "autoimmune_treatment": "none", "autoimmune_last_treated_on": ""}
    assert history(eligible, **values).state("E17") is State.ABSENT
    ongoing = history(eligible, **{**values, "autoimmune_ongoing": "yes"}).verdict("E17")
    assert ongoing.state is State.INCOMPLETE
    assert [ref.field for ref in ongoing.missing] == ["autoimmune_treatment", "autoimmune_ongoing"]
    dated = history(eligible, **{**values, "autoimmune_last_treated_on": "2025-01"}).verdict("E17")
    assert [ref.field for ref in dated.missing] == ["autoimmune_treatment", "autoimmune_last_treated_on"]


def test_that_e17_without_its_anchor_lacks_the_anchor(eligible: Participant) -> None:
    child = history(eligible, **MYOCLONUS).ruled(R_AI_ANCHOR="consent").but("consent", guardian_signed_at="")
    verdict = child.verdict("E17")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["guardian_signed_at"]
