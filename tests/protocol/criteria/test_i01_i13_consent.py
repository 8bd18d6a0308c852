"""I1: Written consent; I13: Compliance and assent."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, born, consent
from tests.helpers.verdict_readings import distinct_codes, waits_for
from ucbnk_desktop.protocol.verdicts import FieldRef, State


@pytest.mark.parametrize("key", [
    "form_version", "obtained_by", "guardian_signed_at", "witness_needed", "copy_given",
])
@pytest.mark.parametrize("text", ["", "[unknown]"])
def test_that_consent_is_incomplete_without_each_of_its_parts(eligible: Participant, key: str, text: str) -> None:
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
    eligible: Participant, signed: str, judgement: str, state: State
) -> None:
    child = consent(eligible, guardian_signed_at=signed).but("judgements", judgement_i1=judgement)
    assert child.state("I1") is state


def test_that_without_the_first_procedure_the_order_is_unknown(eligible: Participant) -> None:
    assert eligible.but("screening", first_procedure_at="").state("I1") is State.INCOMPLETE


def test_that_the_investigators_objection_is_heard(eligible: Participant) -> None:
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
def test_that_the_version_signed_was_in_force(eligible: Participant, forms: str, state: State) -> None:
    assert eligible.set(consent_forms=forms).state("I1") is state


@pytest.mark.parametrize("matrix", ["", "[]", "{}", '{"child_signs_from": 18, "participant_signs_from": 8}'])
def test_that_an_unset_matrix_asks_the_study(eligible: Participant, matrix: str) -> None:
    verdict = eligible.set(consent_matrix=matrix).verdict("I1")
    assert verdict.state is State.NEEDS_PI
    assert verdict.reasons[0].arguments["setting"] == "setting:consent_matrix"


@pytest.mark.parametrize("number", ["", "0", "3", "one"])
def test_that_only_one_or_two_guardians_are_a_decision(eligible: Participant, number: str) -> None:
    assert eligible.set(guardians_required=number).state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.INCOMPLETE), ({"second_guardian_signed": ""}, State.INCOMPLETE),
    ({"second_guardian_signed": "yes"}, State.INCOMPLETE),
    ({"second_guardian_signed": "yes", "second_guardian_signed_at": "2025-03-10 09:12"}, State.MET),
    ({"second_guardian_signed": "yes", "second_guardian_signed_at": "2025-03-10 10:12"}, State.NOT_MET),
])
def test_that_two_guardians_may_be_needed(eligible: Participant, values: dict[str, str], state: State) -> None:
    assert consent(eligible, **values).set(guardians_required="2").state("I1") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"witness_needed": "yes"}, State.INCOMPLETE),
    ({"witness_needed": "yes", "witness_signed_at": "2025-03-10 09:15"}, State.MET),
    ({"witness_needed": "yes", "witness_signed_at": "2025-03-10 10:15"}, State.NOT_MET),
])
def test_that_a_witness_signs_where_one_is_needed(eligible: Participant, values: dict[str, str], state: State) -> None:
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
    eligible: Participant, birth: str, values: dict[str, str], state: State
) -> None:
    assert consent(born(eligible, birth), **values).state("I1") is state


def test_that_a_child_of_eight_who_cannot_assent_is_for_the_investigator(eligible: Participant) -> None:
    child = born(eligible, "2015-03-10")
    assert child.state("I1") is State.MET
    assert child.but("judgements", judgement_i1="").state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("birth", "state"), [("2007-03-10", State.MET), ("2007-03-11", State.INCOMPLETE)])
def test_that_from_18_the_participant_signs_alone(eligible: Participant, birth: str, state: State) -> None:
    child = born(eligible, birth)
    child = consent(child, guardian_signed_at="", participant_signed_at="2025-03-10 09:10", witness_needed="")
    assert child.state("I1") is state


@pytest.mark.parametrize(("earns", "ruling", "state"), [
    ("no", "signs_alone", State.INCOMPLETE), ("yes", "as_minor", State.INCOMPLETE), ("yes", "signs_alone", State.MET),
    ("", "signs_alone", State.INCOMPLETE), ("yes", "", State.NEEDS_PI),
])
def test_that_a_working_minor_signs_alone_only_by_ruling(
    eligible: Participant, earns: str, ruling: str, state: State
) -> None:
    child = consent(
        born(eligible, "2009-03-10"), guardian_signed_at="", participant_signed_at="2025-03-10 09:10",
        own_earnings=earns,
    )
    assert child.ruled(R_WORKING16=ruling).state("I1") is state


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.MET), ({"guardian_understood": "no"}, State.NOT_MET), ({"guardian_understood": ""}, State.INCOMPLETE),
    ({"guardian_relation": ""}, State.INCOMPLETE), ({"guardian_proof": ""}, State.INCOMPLETE),
    ({"assent_capable": ""}, State.INCOMPLETE), ({"assent_capable": "yes"}, State.INCOMPLETE),
    ({"assent_capable": "yes", "assent_outcome": "agrees"}, State.MET),
    ({"assent_capable": "yes", "assent_outcome": "refuses"}, State.NOT_MET),
    ({"assent_capable": "no", "assent_outcome": "refuses"}, State.NOT_MET),
])
def test_that_i13_needs_understanding_proof_and_the_childs_own_will(
    eligible: Participant, values: dict[str, str], state: State
) -> None:
    assert consent(eligible, **values).state("I13") is state


def test_that_compliance_is_the_investigators(eligible: Participant) -> None:
    assert eligible.but("judgements", judgement_i13="").state("I13") is State.NEEDS_PI
    assert eligible.but("judgements", judgement_i13="not_met").state("I13") is State.NOT_MET
    assert eligible.but("judgements", judgement_i13="[unknown]").state("I13") is State.NEEDS_PI


def test_that_an_adult_needs_no_guardian_for_i13(eligible: Participant) -> None:
    child = consent(born(eligible, "2007-03-10"), guardian_signed_at="", participant_signed_at="2025-03-10 09:10")
    assert consent(child, guardian_proof="").state("I13") is State.MET
    assert consent(eligible, guardian_signed_at="").state("I13") is State.INCOMPLETE


@pytest.mark.parametrize(("valid_to", "state"), [
    ("2025-03-10", State.MET), ("2025-03-09", State.NOT_MET), (None, State.MET), ("", State.MET),
])
def test_that_a_consent_form_is_valid_on_its_last_day(
    eligible: Participant, valid_to: str | None, state: State
) -> None:
    form = {"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-10", "valid_to": valid_to}
    assert eligible.set(consent_forms=f"[{form}]".replace("'", '"').replace("None", "null")).state("I1") is state


def test_that_a_consent_form_whose_last_day_cannot_be_read_is_the_studys_to_complete(eligible: Participant) -> None:
    forms = '[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-01-01", "valid_to": "June"}]'
    verdict = eligible.set(consent_forms=forms).verdict("I1")
    assert (verdict.state, "consent_forms" in verdict.settings) == (State.NEEDS_PI, True)


def test_that_a_version_that_was_not_in_force_is_named(eligible: Participant) -> None:
    forms = '[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]'
    verdict = eligible.set(consent_forms=forms).verdict("I1")
    assert "why_version_not_in_force" in distinct_codes(verdict)
    assert "form_version" in {datum.source.field for datum in verdict.evidence}


def test_that_without_a_birth_date_nobody_knows_who_has_to_sign(eligible: Participant) -> None:
    verdict = eligible.but("demographics", birth_date="").verdict("I1")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("demographics", "birth_date"),))


ALONE = {"guardian_signed_at": "", "witness_needed": "", "participant_signed_at": "2025-03-10 09:10"}


def consent_field(key: str) -> FieldRef:
    return FieldRef("consent", key)


def test_that_a_copy_that_was_not_given_is_missing(eligible: Participant) -> None:
    ref = consent_field("copy_given")
    assert waits_for(eligible.but("consent", copy_given="no").verdict("I1"), "why_no_copy", ref, field=ref)
    assert waits_for(eligible.but("consent", copy_given="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_a_consent_that_nobody_obtained_waits_for_the_name(eligible: Participant) -> None:
    ref = consent_field("obtained_by")
    assert waits_for(eligible.but("consent", obtained_by="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_a_moment_of_the_second_guardian_is_no_signature_while_the_answer_is_no_or_none(
    eligible: Participant
) -> None:
    ref = consent_field("second_guardian_signed")
    two = eligible.set(guardians_required="2").but("consent", second_guardian_signed_at="2025-03-10 09:12")
    assert two.but("consent", second_guardian_signed="yes").state("I1") is State.MET
    refused = two.but("consent", second_guardian_signed="no").verdict("I1")
    assert waits_for(refused, "why_second_guardian", ref, field=ref)
    for text, code in (("", "why_missing"), ("[unknown]", "why_unknown")):
        unknown = two.but("consent", second_guardian_signed=text).verdict("I1")
        assert waits_for(unknown, code, ref, fields=(ref,))


def test_that_a_child_of_eight_of_whom_nobody_knows_whether_she_can_assent_waits_for_that(
    eligible: Participant
) -> None:
    child = eligible.but("demographics", birth_date="2017-03-10").but("consent", **ASSENT)
    assert child.state("I1") is State.MET
    unsaid, ref = child.but("consent", assent_capable=""), consent_field("assent_capable")
    assert waits_for(unsaid.verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_an_unknown_version_is_named_and_shown(eligible: Participant) -> None:
    ref = consent_field("form_version")
    verdict = eligible.but("consent", form_version="ICF 9").verdict("I1")
    assert waits_for(verdict, "why_version_unknown", ref, field=ref, version="ICF 9")
    assert ("form_version", "ICF 9") in [(one.source.field, one.shown) for one in verdict.evidence]


def test_that_a_version_that_is_not_entered_waits_for_that_field(eligible: Participant) -> None:
    ref = consent_field("form_version")
    assert waits_for(eligible.but("consent", form_version="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_consent_and_first_procedure_may_be_of_today(eligible: Participant) -> None:
    assert eligible.on("2025-03-10").state("I1") is State.MET


def test_that_a_signature_of_tomorrow_is_none_yet(eligible: Participant) -> None:
    ref, day = consent_field("guardian_signed_at"), date(2025, 3, 21)
    child = eligible.but("consent", guardian_signed_at="2025-03-21 09:00")
    assert waits_for(child.verdict("I1"), "why_future", ref, field=ref, on=day)


def test_that_a_first_procedure_of_tomorrow_has_not_been_yet(eligible: Participant) -> None:
    ref, day = FieldRef("screening", "first_procedure_at"), date(2025, 3, 21)
    child = eligible.but("screening", first_procedure_at="2025-03-21 09:00")
    assert waits_for(child.verdict("I1"), "why_future", ref, field=ref, on=day)


def test_that_consent_may_be_signed_on_the_day_of_birth_and_not_before(eligible: Participant) -> None:
    ref, day = consent_field("guardian_signed_at"), date(2025, 3, 10)
    assert eligible.but("demographics", birth_date="2025-03-10").state("I1") is State.MET
    unborn = eligible.but("demographics", birth_date="2025-03-11").verdict("I1")
    assert waits_for(unborn, "why_before_birth", ref, field=ref, on=day)


def test_that_a_minor_without_own_earnings_is_not_asked_about_by_an_open_ruling(eligible: Participant) -> None:
    child = eligible.but("demographics", birth_date="2009-03-10").ruled(R_WORKING16="", R_INFANT_PS="")
    child = child.but("consent", **ASSENT)
    assert child.state("I1") is State.MET
    assert "R-WORKING16" not in child.verdict("I1").rulings
    assert child.but("consent", own_earnings="yes").state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("birth", "asked"), [("2009-03-11", False), ("2009-03-10", True), ("2007-03-11", True),
                                              ("2007-03-10", False)])
def test_that_own_earnings_matter_from_16_until_18(eligible: Participant, birth: str, asked: bool) -> None:
    child = eligible.but("demographics", birth_date=birth).but("consent", own_earnings="yes", **ASSENT)
    assert ("R-WORKING16" in child.verdict("I1").rulings) is asked


def test_that_the_refusal_of_somebody_who_signs_alone_stops(eligible: Participant) -> None:
    child = eligible.but("demographics", birth_date="2007-03-10").but("consent", **ALONE)
    assert child.state("I13") is State.MET
    assert child.but("consent", assent_outcome="refuses").state("I13") is State.NOT_MET


def test_that_a_consent_without_the_guardians_relation_waits_for_it(eligible: Participant) -> None:
    ref = consent_field("guardian_relation")
    verdict = eligible.but("consent", guardian_relation="").verdict("I13")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (ref,))


def test_that_an_agreement_does_not_say_whether_the_child_can_assent(eligible: Participant) -> None:
    verdict = eligible.but("consent", assent_capable="", assent_outcome="agrees").verdict("I13")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (consent_field("assent_capable"),))


def test_that_a_consent_form_without_its_first_day_is_the_studys_to_complete(eligible: Participant) -> None:
    child = eligible.set(consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0"}]')
    verdict = child.verdict("I1")
    assert (verdict.state, verdict.settings) == (State.NEEDS_PI, verdict.settings)
    assert "consent_forms" in verdict.settings
