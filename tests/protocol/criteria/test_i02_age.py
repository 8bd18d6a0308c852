"""I2: Age 18 or under."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, born, consent
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State


@pytest.mark.parametrize(("day", "top", "state"), [
    ("2024-11-21", "through_18th_birthday", State.MET), ("2026-11-22", "through_18th_birthday", State.MET),
    ("2026-11-23", "through_18th_birthday", State.NOT_MET), ("2027-11-21", "through_18th_birthday", State.NOT_MET),
    ("2026-11-23", "completed_years_le_18", State.MET), ("2027-11-21", "completed_years_le_18", State.MET),
    ("2027-11-22", "completed_years_le_18", State.NOT_MET), ("2026-11-22", "", State.MET),
    ("2026-11-23", "", State.NEEDS_PI), ("2027-11-22", "", State.NOT_MET),
])
def test_that_18_or_under_ends_where_the_ruling_says(eligible: Participant, day: str, top: str, state: State) -> None:
    child = born(eligible, "2008-11-22").on(day).planned(day)
    assert child.ruled(R_AGE_TOP=top, R_AGE_REF="enrolment").state("I2") is state


@pytest.mark.parametrize(("day", "leap", "state"), [
    ("2026-02-28", "mar1", State.MET), ("2026-03-01", "mar1", State.MET), ("2026-03-02", "mar1", State.NOT_MET),
    ("2026-02-28", "feb28", State.MET), ("2026-03-01", "feb28", State.NOT_MET), ("2026-03-01", "", State.NEEDS_PI),
    ("2026-02-28", "", State.MET),
])
def test_that_the_birthday_of_29_february_follows_its_ruling(
    eligible: Participant, day: str, leap: str, state: State
) -> None:
    child = born(eligible, "2008-02-29").on(day).ruled(R_LEAPDAY=leap, R_AGE_REF="enrolment")
    assert child.state("I2") is state


@pytest.mark.parametrize(("reference", "state"), [
    ("all_three", State.NOT_MET), ("consent", State.MET), ("enrolment", State.MET), ("planned_start", State.NOT_MET),
    ("", State.NEEDS_PI),
])
def test_that_the_age_is_that_of_the_ruled_day(eligible: Participant, reference: str, state: State) -> None:
    child = born(eligible, "2007-03-21").ruled(R_AGE_REF=reference)
    assert child.state("I2") is state


def test_that_age_needs_the_days_it_is_counted_on(eligible: Participant) -> None:
    assert eligible.planned("").state("I2") is State.INCOMPLETE
    assert consent(eligible, guardian_signed_at="").state("I2") is State.INCOMPLETE
    assert eligible.ruled(R_AGE_REF="enrolment").planned("").state("I2") is State.MET
    assert born(eligible, "").state("I2") is State.INCOMPLETE
    assert born(eligible, "2025-03-21").state("I2") is State.INCOMPLETE


def test_that_a_plan_gone_by_does_not_keep_a_child_young(eligible: Participant) -> None:
    child = born(eligible, "2007-04-01").ruled(R_AGE_REF="planned_start").on("2025-04-02")
    assert child.state("I2") is State.NOT_MET


def test_that_a_newborn_waits_for_her_first_day(eligible: Participant) -> None:
    verdict = born(eligible, "2025-03-20").ruled(R_AGE_REF="enrolment").verdict("I2")
    assert (verdict.state, verdict.first_ok) == (State.PENDING_DATE, date(2025, 3, 21))
    assert born(eligible, "2025-03-19").ruled(R_AGE_REF="enrolment").state("I2") is State.MET
    assert born(eligible, "2025-03-10").ruled(R_AGE_REF="consent").state("I2") is State.NOT_MET


def test_that_the_18th_birthday_limits_the_start(eligible: Participant) -> None:
    assert born(eligible, "2007-03-25").verdict("I2").valid_until == date(2025, 3, 25)


@pytest.mark.parametrize("signed", ["guardian_signed_at", "participant_signed_at"])
def test_that_a_signature_on_a_day_to_come_is_called_by_its_name(eligible: Participant, signed: str) -> None:
    child = eligible.but("consent", guardian_signed_at="").but("consent", **{signed: "2052-03-10 09:10"})
    assert child.verdict("I2").missing == (FieldRef("consent", signed),)


def consent_field(key: str) -> FieldRef:
    return FieldRef("consent", key)


def test_that_somebody_enrolled_in_time_stays_young_enough_on_that_day(eligible: Participant) -> None:
    child = eligible.but("demographics", birth_date="2007-03-21").ruled(R_AGE_REF="enrolment")
    enrolled = child.also("enrolment", enrolled_on="2025-03-20")
    assert enrolled.on("2025-06-01").state("I2") is State.MET
    assert child.on("2025-06-01").state("I2") is State.NOT_MET


def test_that_a_child_who_was_no_day_old_at_consent_stands_with_her_days(eligible: Participant) -> None:
    born = date(2025, 3, 10)
    child = eligible.but("demographics", birth_date="2025-03-10").ruled(R_AGE_REF="consent")
    verdict = child.verdict("I2")
    assert verdict.state is State.NOT_MET
    assert verdict.reasons == (Reason.of(
        "why_too_young", born=born, first_ok=date(2025, 3, 11), anchor=consent_field("guardian_signed_at"), on=born,
    ),)
    assert [(one.source.field, one.shown, one.on) for one in verdict.evidence] == [("birth_date", "2025-03-10", born)]


@pytest.mark.parametrize(("form", "field", "day"), [
    ("consent", "guardian_signed_at", "2052-03-10 09:10"), ("consent", "guardian_signed_at", "2015-03-10 09:10"),
    ("enrolment", "enrolled_on", "2005-03-20"),
])
def test_that_a_day_that_cannot_be_refuses_nobody_for_her_age(
    eligible: Participant, form: str, field: str, day: str
) -> None:
    verdict = eligible.but(form, **{field: day}).verdict("I2")
    assert verdict.state is State.INCOMPLETE
    assert (form, field) in {(ref.form, ref.field) for ref in verdict.missing}
