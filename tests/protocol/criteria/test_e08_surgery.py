"""E8: Recent surgery or injury."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, enrolled, holding, surgery, treated_with
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"
RECENT = "2025-03-15"


@pytest.mark.parametrize("category", ["major_surgery", "severe_injury", "fracture", "ulcer"])
@pytest.mark.parametrize(("on", "state", "first_ok"), [
    ("2025-02-19", State.ABSENT, None), ("2025-02-20", State.PENDING_DATE, date(2025, 3, 21)),
    ("2025-02-21", State.PENDING_DATE, date(2025, 3, 22)),
])
def test_that_surgery_within_28_days_of_enrolment_waits(
    eligible: Participant, category: str, on: str, state: State, first_ok: date | None
) -> None:
    verdict = surgery(eligible, category, on).verdict("E8")
    assert (verdict.state, verdict.first_ok) == (state, first_ok)


def test_that_day_28_is_clear_where_the_ruling_says_so(eligible: Participant) -> None:
    assert surgery(eligible, "major_surgery", "2025-02-20").ruled(R_EDGE="clear").state("E8") is State.ABSENT


@pytest.mark.parametrize(("procedure", "state"), [
    ("骨髓穿刺", State.ABSENT), ("腰穿", State.ABSENT), ("PICC置管", State.ABSENT), ("输液港植入", State.PENDING_DATE),
])
def test_that_minor_procedures_are_those_of_the_ruling(eligible: Participant, procedure: str, state: State) -> None:
    child = surgery(eligible, "minor_procedure", "2025-03-18", procedure)
    assert child.state("E8") is state
    assert child.ruled(R_MINOR_OPS="all").state("E8") is State.ABSENT
    assert child.ruled(R_MINOR_OPS="none").state("E8") is State.PENDING_DATE


@pytest.mark.parametrize(("definition", "state"), [
    ("eligibility_signed", State.ABSENT), ("slot", State.ABSENT), ("consent", State.PRESENT),
    ("first_infusion", State.ABSENT), ("", State.NEEDS_PI), ("whenever", State.NEEDS_PI),
])
def test_that_the_day_of_enrolment_is_what_the_study_defines(
    eligible: Participant, definition: str, state: State
) -> None:
    child = surgery(eligible, "major_surgery", "2025-02-15").set(enrol_definition=definition)
    assert child.state("E8") is state


@pytest.mark.parametrize(("category", "state"), [
    ("minor_procedure", State.ABSENT), ("major_surgery", State.PENDING_DATE), ("ulcer", State.PENDING_DATE),
])
def test_that_a_name_makes_nothing_minor_that_is_called_major(
    eligible: Participant, category: str, state: State
) -> None:
    row = {"procedure": "骨髓穿刺", "category": category, "performed_on": "2025-03-15"}
    assert holding(eligible, FORM, "surgery_done", "surgery", row).state("E8") is state


def test_that_recording_the_enrolment_moves_no_look_back_from_the_consent(eligible: Participant) -> None:
    row = {"procedure": "肿瘤切除术", "category": "major_surgery", "performed_on": "2025-02-15"}
    child = eligible.set(enrol_definition="consent").having(FORM, "surgery", row)
    assert [child.state("E8"), enrolled(child).state("E8")] == [State.PRESENT] * 2


@pytest.mark.parametrize(("procedure", "exempt", "state"), [
    ("骨髓穿刺+腰穿", "marrow_puncture lumbar_puncture", State.ABSENT),
    ("骨髓穿刺+腰穿", "marrow_puncture", State.PENDING_DATE), ("骨髓穿刺+腰穿", "picc", State.PENDING_DATE),
    ("骨髓穿刺、肝活检", "marrow_puncture", State.PENDING_DATE), ("", "marrow_puncture", State.PENDING_DATE),
    ("骨髓穿刺、肝活检", "marrow_puncture other_minor", State.ABSENT), ("", "other_minor", State.ABSENT),
])
def test_that_every_procedure_of_a_row_must_be_a_minor_one_that_does_not_count(
    eligible: Participant, procedure: str, exempt: str, state: State
) -> None:
    row = {"procedure": procedure, "category": "minor_procedure", "performed_on": RECENT}
    assert treated_with(eligible, "surgery_done", "surgery", row).ruled(R_MINOR_OPS=exempt).state("E8") is state
