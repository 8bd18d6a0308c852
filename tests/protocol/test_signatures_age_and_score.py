"""What I1, I2, I3 and I13 hold against somebody, in which words, and which answer they then wait for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Source
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State, Verdict

Child = Any

ALONE = {"guardian_signed_at": "", "witness_needed": "", "participant_signed_at": "2025-03-10 09:10"}
ASSENT = {
    "assent_capable": "yes", "assent_outcome": "agrees", "assent_form_version": "ASSENT DEMO 1.0",
    "assent_signed_at": "2025-03-10 09:20",
}


def consent(key: str) -> FieldRef:
    return FieldRef("consent", key)


def waits_for(verdict: Verdict, code: str, ref: FieldRef, **arguments: Any) -> bool:
    """Whether the row is incomplete for this reason and no other, and names this field and no other."""
    said = [reason for reason in verdict.reasons if reason.code not in ("why_signed_before", "why_judged_met")]
    return (verdict.state, said, verdict.missing) == (State.INCOMPLETE, [Reason.of(code, **arguments)], (ref,))


# I1


def test_that_a_copy_that_was_not_given_is_missing(eligible: Child) -> None:
    ref = consent("copy_given")
    assert waits_for(eligible.but("consent", copy_given="no").verdict("I1"), "why_no_copy", ref, field=ref)
    assert waits_for(eligible.but("consent", copy_given="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_a_consent_that_nobody_obtained_waits_for_the_name(eligible: Child) -> None:
    ref = consent("obtained_by")
    assert waits_for(eligible.but("consent", obtained_by="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_a_moment_of_the_second_guardian_is_no_signature_while_the_answer_is_no_or_none(eligible: Child) -> None:
    ref = consent("second_guardian_signed")
    two = eligible.set(guardians_required="2").but("consent", second_guardian_signed_at="2025-03-10 09:12")
    assert two.but("consent", second_guardian_signed="yes").state("I1") is State.MET
    refused = two.but("consent", second_guardian_signed="no").verdict("I1")
    assert waits_for(refused, "why_second_guardian", ref, field=ref)
    for text, code in (("", "why_missing"), ("[unknown]", "why_unknown")):
        unknown = two.but("consent", second_guardian_signed=text).verdict("I1")
        assert waits_for(unknown, code, ref, fields=(ref,))


def test_that_a_child_of_eight_of_whom_nobody_knows_whether_she_can_assent_waits_for_that(eligible: Child) -> None:
    child = eligible.but("demographics", birth_date="2017-03-10").but("consent", **ASSENT)
    assert child.state("I1") is State.MET
    unsaid, ref = child.but("consent", assent_capable=""), consent("assent_capable")
    assert waits_for(unsaid.verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_an_unknown_version_is_named_and_shown(eligible: Child) -> None:
    ref = consent("form_version")
    verdict = eligible.but("consent", form_version="ICF 9").verdict("I1")
    assert waits_for(verdict, "why_version_unknown", ref, field=ref, version="ICF 9")
    assert ("form_version", "ICF 9") in [(one.source.field, one.shown) for one in verdict.evidence]


def test_that_a_version_that_is_not_entered_waits_for_that_field(eligible: Child) -> None:
    ref = consent("form_version")
    assert waits_for(eligible.but("consent", form_version="").verdict("I1"), "why_missing", ref, fields=(ref,))


def test_that_consent_and_first_procedure_may_be_of_today(eligible: Child) -> None:
    assert eligible.on("2025-03-10").state("I1") is State.MET


def test_that_a_signature_of_tomorrow_is_none_yet(eligible: Child) -> None:
    ref, day = consent("guardian_signed_at"), date(2025, 3, 21)
    child = eligible.but("consent", guardian_signed_at="2025-03-21 09:00")
    assert waits_for(child.verdict("I1"), "why_future", ref, field=ref, on=day)


def test_that_a_first_procedure_of_tomorrow_has_not_been_yet(eligible: Child) -> None:
    ref, day = FieldRef("screening", "first_procedure_at"), date(2025, 3, 21)
    child = eligible.but("screening", first_procedure_at="2025-03-21 09:00")
    assert waits_for(child.verdict("I1"), "why_future", ref, field=ref, on=day)


def test_that_consent_may_be_signed_on_the_day_of_birth_and_not_before(eligible: Child) -> None:
    ref, day = consent("guardian_signed_at"), date(2025, 3, 10)
    assert eligible.but("demographics", birth_date="2025-03-10").state("I1") is State.MET
    unborn = eligible.but("demographics", birth_date="2025-03-11").verdict("I1")
    assert waits_for(unborn, "why_before_birth", ref, field=ref, on=day)


def test_that_a_minor_without_own_earnings_is_not_asked_about_by_an_open_ruling(eligible: Child) -> None:
    child = eligible.but("demographics", birth_date="2009-03-10").ruled(R_WORKING16="", R_INFANT_PS="")
    child = child.but("consent", **ASSENT)
    assert child.state("I1") is State.MET
    assert "R-WORKING16" not in child.verdict("I1").rulings
    assert child.but("consent", own_earnings="yes").state("I1") is State.NEEDS_PI


@pytest.mark.parametrize(("birth", "asked"), [("2009-03-11", False), ("2009-03-10", True), ("2007-03-11", True),
                                              ("2007-03-10", False)])
def test_that_own_earnings_matter_from_16_until_18(eligible: Child, birth: str, asked: bool) -> None:
    child = eligible.but("demographics", birth_date=birth).but("consent", own_earnings="yes", **ASSENT)
    assert ("R-WORKING16" in child.verdict("I1").rulings) is asked


# I2


def test_that_somebody_enrolled_in_time_stays_young_enough_on_that_day(eligible: Child) -> None:
    child = eligible.but("demographics", birth_date="2007-03-21").ruled(R_AGE_REF="enrolment")
    enrolled = child.also("enrolment", enrolled_on="2025-03-20")
    assert enrolled.on("2025-06-01").state("I2") is State.MET
    assert child.on("2025-06-01").state("I2") is State.NOT_MET


def test_that_a_child_who_was_no_day_old_at_consent_stands_with_her_days(eligible: Child) -> None:
    born = date(2025, 3, 10)
    child = eligible.but("demographics", birth_date="2025-03-10").ruled(R_AGE_REF="consent")
    verdict = child.verdict("I2")
    assert verdict.state is State.NOT_MET
    assert verdict.reasons == (Reason.of(
        "why_too_young", born=born, first_ok=date(2025, 3, 11), anchor=consent("guardian_signed_at"), on=born,
    ),)
    assert [(one.source.field, one.shown, one.on) for one in verdict.evidence] == [("birth_date", "2025-03-10", born)]


# I3


def test_that_an_infant_born_today_needs_no_score_where_the_ruling_says_so(eligible: Child) -> None:
    child = eligible.but("demographics", birth_date="2025-03-20").ruled(R_INFANT_PS="not_applicable")
    assert child.state("I3") is State.NOT_APPLICABLE


def test_that_a_score_without_its_scale_waits_for_the_scale(eligible: Child) -> None:
    ref = FieldRef("performance", "scale")
    assert waits_for(eligible.but("performance", scale="").verdict("I3"), "why_missing", ref, fields=(ref,))


@pytest.mark.parametrize(("birth", "scale", "other"), [
    ("2020-06-01", "lansky", "karnofsky"), ("2009-03-18", "karnofsky", "lansky"),
])
def test_that_scores_on_both_scales_contradict_the_scale(
    eligible: Child, birth: str, scale: str, other: str
) -> None:
    child = eligible.but("demographics", birth_date=birth)
    child = child.but("performance", scale=scale, lansky_score="80", karnofsky_score="80")
    fields = (FieldRef("performance", "scale"), FieldRef("performance", f"{other}_score"))
    verdict = child.verdict("I3")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, fields)
    assert verdict.reasons == (Reason.of("why_contradiction", fields=fields),)


def test_that_the_scale_changes_at_the_age_of_the_pack_in_force(eligible: Child, pack: ProtocolPack) -> None:
    child = eligible.but("demographics", birth_date="2015-03-10").ruled(R_INFANT_PS="score_required")
    later = replace(pack, limits=replace(pack.limits, karnofsky_from_years=9))
    assert child.state("I3") is State.MET
    assert _judged(child, child.facts, later).state is State.INCOMPLETE


@pytest.mark.parametrize(("key", "code"), [("scale", "ecog"), ("lansky_score", "55"), ("lansky_score", "130")])
def test_that_a_code_of_no_scale_is_no_score_wherever_it_comes_from(
    eligible: Child, pack: ProtocolPack, key: str, code: str
) -> None:
    old = eligible.facts.all("performance")[0]
    strange = Entry("performance", 1, {**old.answers, key: Answer(code, Source("performance", 1, key))})
    facts = Facts({**eligible.facts.entries, "performance": (strange,)})
    verdict = _judged(eligible, facts, pack)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("performance", key),))


def _judged(child: Child, facts: Facts, pack: ProtocolPack) -> Verdict:
    found = assess(
        facts, day=child.day, pack=pack, settings=Settings(child.settings), rulings=Rulings(child.rulings)
    )
    return found.verdict("I3")


# I13


def test_that_the_refusal_of_somebody_who_signs_alone_stops(eligible: Child) -> None:
    child = eligible.but("demographics", birth_date="2007-03-10").but("consent", **ALONE)
    assert child.state("I13") is State.MET
    assert child.but("consent", assent_outcome="refuses").state("I13") is State.NOT_MET


def test_that_a_consent_without_the_guardians_relation_waits_for_it(eligible: Child) -> None:
    ref = consent("guardian_relation")
    verdict = eligible.but("consent", guardian_relation="").verdict("I13")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (ref,))


def test_that_an_agreement_does_not_say_whether_the_child_can_assent(eligible: Child) -> None:
    verdict = eligible.but("consent", assent_capable="", assent_outcome="agrees").verdict("I13")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (consent("assent_capable"),))
