from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any


def born(child: Child, day: str, **more: str) -> Child:
    return child.but("demographics", birth_date=day, **more)


def consent(child: Child, **values: str) -> Child:
    return child.but("consent", **values)


# I1


@pytest.mark.parametrize("key", [
    "form_version", "obtained_by", "guardian_signed_at", "witness_needed", "copy_given",
])
@pytest.mark.parametrize("text", ["", "[unknown]"])
def test_that_consent_is_incomplete_without_each_of_its_parts(eligible: Child, key: str, text: str) -> None:
    verdict = consent(eligible, **{key: text}).verdict("I1")
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize(("signed", "judgement", "state"), [
    ("2025-03-10 09:59", "", State.MET), ("2025-03-10 10:00", "", State.NEEDS_PI),
    ("2025-03-10 10:00", "met", State.MET), ("2025-03-10 10:00", "not_met", State.NOT_MET),
    ("2025-03-10 10:01", "met", State.NOT_MET), ("2025-03-21 09:00", "met", State.INCOMPLETE),
    ("2020-05-01 09:00", "met", State.INCOMPLETE),
])
def test_that_consent_is_signed_before_the_first_procedure(
    eligible: Child, signed: str, judgement: str, state: State
) -> None:
    child = consent(eligible, guardian_signed_at=signed).but("judgements", judgement_i1=judgement)
    assert child.state("I1") is state


def test_that_without_the_first_procedure_the_order_is_unknown(eligible: Child) -> None:
    assert eligible.but("screening", first_procedure_at="").state("I1") is State.INCOMPLETE


def test_that_the_investigators_objection_is_heard(eligible: Child) -> None:
    assert eligible.but("judgements", judgement_i1="not_met").state("I1") is State.NOT_MET


@pytest.mark.parametrize(("forms", "state"), [
    ('[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-10"}]', State.MET),
    ('[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]', State.NOT_MET),
    ('[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2020-01-01", "valid_to": "2025-03-09"}]',
     State.NOT_MET),
    ('[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2020-01-01", "valid_to": "2025-03-10"}]',
     State.MET),
    ('[{"type": "consent", "version": "ICF DEMO 2.0", "valid_from": "2020-01-01"}]', State.INCOMPLETE),
    ('[{"type": "assent", "version": "ICF DEMO 1.0", "valid_from": "2020-01-01"}]', State.INCOMPLETE),
    ('{"nonsense": 1}', State.INCOMPLETE), ("", State.NEEDS_PI), ("[", State.NEEDS_PI),
])
def test_that_the_version_signed_was_in_force(eligible: Child, forms: str, state: State) -> None:
    assert eligible.set(consent_forms=forms).state("I1") is state


@pytest.mark.parametrize("matrix", ["", "[]", "{}", '{"child_signs_from": 18, "participant_signs_from": 8}'])
def test_that_an_unset_matrix_asks_the_study(eligible: Child, matrix: str) -> None:
    verdict = eligible.set(consent_matrix=matrix).verdict("I1")
    assert verdict.state is State.NEEDS_PI
    assert verdict.reasons[0].arguments["setting"] == "setting:consent_matrix"


@pytest.mark.parametrize("number", ["", "0", "3", "one"])
def test_that_only_one_or_two_guardians_are_a_decision(eligible: Child, number: str) -> None:
    assert eligible.set(guardians_required=number).state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.INCOMPLETE), ({"second_guardian_signed": ""}, State.INCOMPLETE),
    ({"second_guardian_signed": "yes"}, State.INCOMPLETE),
    ({"second_guardian_signed": "yes", "second_guardian_signed_at": "2025-03-10 09:12"}, State.MET),
    ({"second_guardian_signed": "yes", "second_guardian_signed_at": "2025-03-10 10:12"}, State.NOT_MET),
])
def test_that_two_guardians_may_be_needed(eligible: Child, values: dict[str, str], state: State) -> None:
    assert consent(eligible, **values).set(guardians_required="2").state("I1") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"witness_needed": "yes"}, State.INCOMPLETE),
    ({"witness_needed": "yes", "witness_signed_at": "2025-03-10 09:15"}, State.MET),
    ({"witness_needed": "yes", "witness_signed_at": "2025-03-10 10:15"}, State.NOT_MET),
])
def test_that_a_witness_signs_where_one_is_needed(eligible: Child, values: dict[str, str], state: State) -> None:
    assert consent(eligible, **values).state("I1") is state


ASSENT = {
    "assent_capable": "yes", "assent_outcome": "agrees", "assent_form_version": "ASSENT DEMO 1.0",
    "assent_signed_at": "2025-03-10 09:20",
}


@pytest.mark.parametrize(("birth", "values", "state"), [
    ("2017-03-11", {"assent_capable": "no"}, State.MET),
    ("2017-03-10", ASSENT, State.MET),
    ("2017-03-10", {**ASSENT, "assent_signed_at": ""}, State.INCOMPLETE),
    ("2017-03-10", {**ASSENT, "assent_form_version": ""}, State.INCOMPLETE),
    ("2017-03-10", {**ASSENT, "assent_form_version": "?"}, State.INCOMPLETE),
    ("2017-03-10", {**ASSENT, "assent_signed_at": "2025-03-10 11:00"}, State.NOT_MET),
    ("2017-03-10", {"assent_capable": ""}, State.INCOMPLETE),
])
def test_that_a_child_of_eight_signs_too(
    eligible: Child, birth: str, values: dict[str, str], state: State
) -> None:
    assert consent(born(eligible, birth), **values).state("I1") is state


def test_that_a_child_of_eight_who_cannot_assent_is_for_the_investigator(eligible: Child) -> None:
    child = born(eligible, "2015-03-10")
    assert child.state("I1") is State.MET
    assert child.but("judgements", judgement_i1="").state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("birth", "state"), [("2007-03-10", State.MET), ("2007-03-11", State.INCOMPLETE)])
def test_that_from_18_the_participant_signs_alone(eligible: Child, birth: str, state: State) -> None:
    child = born(eligible, birth)
    child = consent(child, guardian_signed_at="", participant_signed_at="2025-03-10 09:10", witness_needed="")
    assert child.state("I1") is state


@pytest.mark.parametrize(("earns", "ruling", "state"), [
    ("no", "signs_alone", State.INCOMPLETE), ("yes", "as_minor", State.INCOMPLETE), ("yes", "signs_alone", State.MET),
    ("", "signs_alone", State.INCOMPLETE), ("yes", "", State.NEEDS_PI),
])
def test_that_a_working_minor_signs_alone_only_by_ruling(
    eligible: Child, earns: str, ruling: str, state: State
) -> None:
    child = consent(
        born(eligible, "2009-03-10"), guardian_signed_at="", participant_signed_at="2025-03-10 09:10",
        own_earnings=earns,
    )
    assert child.ruled(R_WORKING16=ruling).state("I1") is state


# I2


@pytest.mark.parametrize(("day", "top", "state"), [
    ("2024-11-21", "through_18th_birthday", State.MET), ("2026-11-22", "through_18th_birthday", State.MET),
    ("2026-11-23", "through_18th_birthday", State.NOT_MET), ("2027-11-21", "through_18th_birthday", State.NOT_MET),
    ("2026-11-23", "completed_years_le_18", State.MET), ("2027-11-21", "completed_years_le_18", State.MET),
    ("2027-11-22", "completed_years_le_18", State.NOT_MET), ("2026-11-22", "", State.MET),
    ("2026-11-23", "", State.NEEDS_PI), ("2027-11-22", "", State.NOT_MET),
])
def test_that_18_or_under_ends_where_the_ruling_says(eligible: Child, day: str, top: str, state: State) -> None:
    child = born(eligible, "2008-11-22").on(day).planned(day)
    assert child.ruled(R_AGE_TOP=top, R_AGE_REF="enrolment").state("I2") is state


@pytest.mark.parametrize(("day", "leap", "state"), [
    ("2026-02-28", "mar1", State.MET), ("2026-03-01", "mar1", State.MET), ("2026-03-02", "mar1", State.NOT_MET),
    ("2026-02-28", "feb28", State.MET), ("2026-03-01", "feb28", State.NOT_MET), ("2026-03-01", "", State.NEEDS_PI),
    ("2026-02-28", "", State.MET),
])
def test_that_the_birthday_of_29_february_follows_its_ruling(
    eligible: Child, day: str, leap: str, state: State
) -> None:
    child = born(eligible, "2008-02-29").on(day).ruled(R_LEAPDAY=leap, R_AGE_REF="enrolment")
    assert child.state("I2") is state


@pytest.mark.parametrize(("reference", "state"), [
    ("all_three", State.NOT_MET), ("consent", State.MET), ("enrolment", State.MET), ("planned_start", State.NOT_MET),
    ("", State.NEEDS_PI),
])
def test_that_the_age_is_that_of_the_ruled_day(eligible: Child, reference: str, state: State) -> None:
    child = born(eligible, "2007-03-21").ruled(R_AGE_REF=reference)
    assert child.state("I2") is state


def test_that_age_needs_the_days_it_is_counted_on(eligible: Child) -> None:
    assert eligible.planned("").state("I2") is State.INCOMPLETE
    assert consent(eligible, guardian_signed_at="").state("I2") is State.INCOMPLETE
    assert eligible.ruled(R_AGE_REF="enrolment").planned("").state("I2") is State.MET
    assert born(eligible, "").state("I2") is State.INCOMPLETE
    assert born(eligible, "2025-03-21").state("I2") is State.INCOMPLETE


def test_that_a_plan_gone_by_does_not_keep_a_child_young(eligible: Child) -> None:
    child = born(eligible, "2007-04-01").ruled(R_AGE_REF="planned_start").on("2025-04-02")
    assert child.state("I2") is State.NOT_MET


def test_that_a_newborn_waits_for_her_first_day(eligible: Child) -> None:
    verdict = born(eligible, "2025-03-20").ruled(R_AGE_REF="enrolment").verdict("I2")
    assert (verdict.state, verdict.first_ok) == (State.PENDING_DATE, date(2025, 3, 21))
    assert born(eligible, "2025-03-19").ruled(R_AGE_REF="enrolment").state("I2") is State.MET
    assert born(eligible, "2025-03-10").ruled(R_AGE_REF="consent").state("I2") is State.NOT_MET


def test_that_the_18th_birthday_limits_the_start(eligible: Child) -> None:
    assert born(eligible, "2007-03-25").verdict("I2").valid_until == date(2025, 3, 25)


# I3


def scored(child: Child, scale: str, score: str, **more: str) -> Child:
    empty = {"lansky_score": "", "karnofsky_score": ""}
    return child.but("performance", **{**empty, "scale": scale, f"{scale}_score": score, **more})


@pytest.mark.parametrize(("score", "state"), [
    ("100", State.MET), ("60", State.MET), ("50", State.MET), ("40", State.NOT_MET), ("0", State.NOT_MET),
    ("", State.INCOMPLETE), ("[pending]", State.INCOMPLETE), ("55", State.INCOMPLETE),
])
def test_that_a_score_of_50_passes(eligible: Child, score: str, state: State) -> None:
    assert scored(eligible, "lansky", score).state("I3") is state
    older = born(eligible, "2009-03-18")
    assert scored(older, "karnofsky", score).state("I3") is state


@pytest.mark.parametrize(("birth", "scale", "state"), [
    ("2009-03-19", "lansky", State.MET), ("2009-03-19", "karnofsky", State.INCOMPLETE),
    ("2009-03-18", "karnofsky", State.MET), ("2009-03-18", "lansky", State.INCOMPLETE),
])
def test_that_the_scale_belongs_to_the_age_on_the_day_of_assessment(
    eligible: Child, birth: str, scale: str, state: State
) -> None:
    assert scored(born(eligible, birth), scale, "80").state("I3") is state


def test_that_a_score_stays_valid_over_the_16th_birthday(eligible: Child) -> None:
    child = scored(born(eligible, "2009-03-19"), "lansky", "80")
    assert child.state("I3") is State.MET


@pytest.mark.parametrize(("assessed", "state"), [
    ("2025-03-06", State.MET), ("2025-03-05", State.INCOMPLETE), ("", State.INCOMPLETE),
    ("2025-03-21", State.INCOMPLETE),
])
def test_that_a_score_is_valid_for_its_days(eligible: Child, assessed: str, state: State) -> None:
    child = eligible.set(routine_results_before_consent="accepted")
    assert child.but("performance", assessed_on=assessed).state("I3") is state


def test_that_a_score_on_the_other_scale_as_well_is_a_contradiction(eligible: Child) -> None:
    child = eligible.but("performance", karnofsky_score="30")
    assert child.state("I3") is State.INCOMPLETE


def test_that_below_one_year_the_ruling_decides(eligible: Child) -> None:
    infant = born(eligible, "2024-03-19")
    assert infant.state("I3") is State.MET
    assert infant.ruled(R_INFANT_PS="not_applicable").state("I3") is State.INCOMPLETE
    assert infant.on("2025-03-18").ruled(R_INFANT_PS="not_applicable").state("I3") is State.NOT_APPLICABLE
    assert born(eligible, "2024-03-18").ruled(R_INFANT_PS="not_applicable").state("I3") is State.MET
    assert born(eligible, "").state("I3") is State.INCOMPLETE


def test_that_a_leap_day_infant_turns_one_as_ruled(eligible: Child) -> None:
    child = born(eligible, "2024-02-29").but("performance", assessed_on="2025-02-28")
    child = child.but("consent", guardian_signed_at="2025-02-27 09:00").ruled(R_INFANT_PS="not_applicable")
    child = child.set(validity_days_scale="28").on("2025-02-28")
    assert child.state("I3") is State.NOT_APPLICABLE
    assert child.ruled(R_LEAPDAY="feb28").state("I3") is State.MET
    assert child.ruled(R_LEAPDAY="").state("I3") is State.NEEDS_PI


# I13


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.MET), ({"guardian_understood": "no"}, State.NOT_MET), ({"guardian_understood": ""}, State.INCOMPLETE),
    ({"guardian_relation": ""}, State.INCOMPLETE), ({"guardian_proof": ""}, State.INCOMPLETE),
    ({"assent_capable": ""}, State.INCOMPLETE), ({"assent_capable": "yes"}, State.INCOMPLETE),
    ({"assent_capable": "yes", "assent_outcome": "agrees"}, State.MET),
    ({"assent_capable": "yes", "assent_outcome": "refuses"}, State.NOT_MET),
    ({"assent_capable": "no", "assent_outcome": "refuses"}, State.NOT_MET),
])
def test_that_i13_needs_understanding_proof_and_the_childs_own_will(
    eligible: Child, values: dict[str, str], state: State
) -> None:
    assert consent(eligible, **values).state("I13") is state


def test_that_compliance_is_the_investigators(eligible: Child) -> None:
    assert eligible.but("judgements", judgement_i13="").state("I13") is State.NEEDS_PI
    assert eligible.but("judgements", judgement_i13="not_met").state("I13") is State.NOT_MET
    assert eligible.but("judgements", judgement_i13="[unknown]").state("I13") is State.NEEDS_PI


def test_that_an_adult_needs_no_guardian_for_i13(eligible: Child) -> None:
    child = consent(born(eligible, "2007-03-10"), guardian_signed_at="", participant_signed_at="2025-03-10 09:10")
    assert consent(child, guardian_proof="").state("I13") is State.MET
    assert consent(eligible, guardian_signed_at="").state("I13") is State.INCOMPLETE
