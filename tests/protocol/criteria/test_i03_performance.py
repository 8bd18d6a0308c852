"""I3: Performance score ≥ 50."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.participants import Participant, born
from tests.helpers.verdict_readings import distinct_codes, waits_for
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Source
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State, Verdict


def scored(child: Participant, scale: str, score: str, **more: str) -> Participant:
    empty = {"lansky_score": "", "karnofsky_score": ""}
    return child.but("performance", **{**empty, "scale": scale, f"{scale}_score": score, **more})


@pytest.mark.parametrize(("score", "state"), [
    ("100", State.MET), ("60", State.MET), ("50", State.MET), ("40", State.NOT_MET), ("0", State.NOT_MET),
    ("", State.INCOMPLETE), ("[pending]", State.INCOMPLETE), ("55", State.INCOMPLETE),
])
def test_that_a_score_of_50_passes(eligible: Participant, score: str, state: State) -> None:
    assert scored(eligible, "lansky", score).state("I3") is state
    older = born(eligible, "2009-03-18")
    assert scored(older, "karnofsky", score).state("I3") is state


@pytest.mark.parametrize(("birth", "scale", "state"), [
    ("2009-03-19", "lansky", State.MET), ("2009-03-19", "karnofsky", State.INCOMPLETE),
    ("2009-03-18", "karnofsky", State.MET), ("2009-03-18", "lansky", State.INCOMPLETE),
])
def test_that_the_scale_belongs_to_the_age_on_the_day_of_assessment(
    eligible: Participant, birth: str, scale: str, state: State
) -> None:
    assert scored(born(eligible, birth), scale, "80").state("I3") is state


def test_that_a_score_stays_valid_over_the_16th_birthday(eligible: Participant) -> None:
    child = scored(born(eligible, "2009-03-19"), "lansky", "80")
    assert child.state("I3") is State.MET


@pytest.mark.parametrize(("assessed", "state"), [
    ("2025-03-06", State.MET), ("2025-03-05", State.INCOMPLETE), ("", State.INCOMPLETE),
    ("2025-03-21", State.INCOMPLETE),
])
def test_that_a_score_is_valid_for_its_days(eligible: Participant, assessed: str, state: State) -> None:
    child = eligible.set(routine_results_before_consent="accepted")
    assert child.but("performance", assessed_on=assessed).state("I3") is state


def test_that_a_score_on_the_other_scale_as_well_is_a_contradiction(eligible: Participant) -> None:
    child = eligible.but("performance", karnofsky_score="30")
    assert child.state("I3") is State.INCOMPLETE


def test_that_below_one_year_the_ruling_decides(eligible: Participant) -> None:
    infant = born(eligible, "2024-03-19")
    assert infant.state("I3") is State.MET
    assert infant.ruled(R_INFANT_PS="not_applicable").state("I3") is State.INCOMPLETE
    assert infant.on("2025-03-18").ruled(R_INFANT_PS="not_applicable").state("I3") is State.NOT_APPLICABLE
    assert born(eligible, "2024-03-18").ruled(R_INFANT_PS="not_applicable").state("I3") is State.MET
    assert born(eligible, "").state("I3") is State.INCOMPLETE


def test_that_a_leap_day_infant_turns_one_as_ruled(eligible: Participant) -> None:
    child = born(eligible, "2024-02-29").but("performance", assessed_on="2025-02-28")
    child = child.but("consent", guardian_signed_at="2025-02-27 09:00").ruled(R_INFANT_PS="not_applicable")
    child = child.set(validity_days_scale="28").on("2025-02-28")
    assert child.state("I3") is State.NOT_APPLICABLE
    assert child.ruled(R_LEAPDAY="feb28").state("I3") is State.MET
    assert child.ruled(R_LEAPDAY="").state("I3") is State.NEEDS_PI


def test_that_a_test_that_was_not_done_is_called_by_its_name(eligible: Participant) -> None:
    reasons = eligible.without("performance").verdict("I3").reasons
    assert [reason.arguments["fields"] for reason in reasons] == [(FieldRef("performance", "scale"),)]


@pytest.mark.parametrize(("born", "state"), [
    ("2025-03-20", State.NOT_APPLICABLE), ("2025-03-21", State.INCOMPLETE), ("2026-01-01", State.INCOMPLETE),
])
def test_that_one_who_is_not_yet_born_is_no_infant(eligible: Participant, born: str, state: State) -> None:
    verdict = eligible.but("demographics", birth_date=born).ruled(R_INFANT_PS="not_applicable").verdict("I3")
    assert verdict.state is state
    assert ("why_infant_score" in distinct_codes(verdict)) is (state is State.NOT_APPLICABLE)


def test_that_a_score_given_to_an_infant_is_asked_for_anew(eligible: Participant) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-20").ruled(R_INFANT_PS="not_applicable")
    verdict = infant.verdict("I3")
    assert distinct_codes(verdict) == {"why_infant_then"}
    assert verdict.missing == (FieldRef("performance", "scale"),)


def test_that_an_infant_born_today_needs_no_score_where_the_ruling_says_so(eligible: Participant) -> None:
    child = eligible.but("demographics", birth_date="2025-03-20").ruled(R_INFANT_PS="not_applicable")
    assert child.state("I3") is State.NOT_APPLICABLE


def test_that_a_score_without_its_scale_waits_for_the_scale(eligible: Participant) -> None:
    ref = FieldRef("performance", "scale")
    assert waits_for(eligible.but("performance", scale="").verdict("I3"), "why_missing", ref, fields=(ref,))


@pytest.mark.parametrize(("birth", "scale", "other"), [
    ("2020-06-01", "lansky", "karnofsky"), ("2009-03-18", "karnofsky", "lansky"),
])
def test_that_scores_on_both_scales_contradict_the_scale(
    eligible: Participant, birth: str, scale: str, other: str
) -> None:
    child = eligible.but("demographics", birth_date=birth)
    child = child.but("performance", scale=scale, lansky_score="80", karnofsky_score="80")
    fields = (FieldRef("performance", "scale"), FieldRef("performance", f"{other}_score"))
    verdict = child.verdict("I3")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, fields)
    assert verdict.reasons == (Reason.of("why_contradiction", fields=fields),)


def test_that_the_scale_changes_at_the_age_of_the_pack_in_force(eligible: Participant, pack: ProtocolPack) -> None:
    child = eligible.but("demographics", birth_date="2015-03-10").ruled(R_INFANT_PS="score_required")
    later = replace(pack, limits=replace(pack.limits, karnofsky_from_years=9))
    assert child.state("I3") is State.MET
    assert _judged(child, child.facts, later).state is State.INCOMPLETE


@pytest.mark.parametrize(("key", "code"), [("scale", "ecog"), ("lansky_score", "55"), ("lansky_score", "130")])
def test_that_a_code_of_no_scale_is_no_score_wherever_it_comes_from(
    eligible: Participant, pack: ProtocolPack, key: str, code: str
) -> None:
    old = eligible.facts.all("performance")[0]
    strange = Entry("performance", 1, {**old.answers, key: Answer(code, Source("performance", 1, key))})
    facts = Facts({**eligible.facts.entries, "performance": (strange,)})
    verdict = _judged(eligible, facts, pack)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("performance", key),))


def _judged(child: Participant, facts: Facts, pack: ProtocolPack) -> Verdict:
    found = assess(
        facts, day=child.day, pack=pack, settings=Settings(child.settings), rulings=Rulings(child.rulings)
    )
    return found.verdict("I3")


def test_that_an_infants_exemption_from_the_score_ends_with_her_first_birthday(eligible: Participant) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-22").ruled(R_INFANT_PS="not_applicable")
    verdict = infant.verdict("I3")
    assert (verdict.state, str(verdict.valid_until)) == (State.NOT_APPLICABLE, "2025-03-21")
    for score in ({"scale": "[not_done]"}, {"lansky_score": "30"}, {}):
        assert infant.but("performance", **score).on("2025-03-22").state("I3") is State.INCOMPLETE
    again = infant.on("2025-03-22").planned("2025-03-24").also(
        "performance", assessed_on="2025-03-22", scale="lansky", lansky_score="80")
    assert again.state("I3") is State.MET


@pytest.mark.parametrize(("key", "value", "missing"), [
    ("scale", "lansky", "lansky_score"), ("lansky_score", "80", "scale"), ("karnofsky_score", "80", "scale"),
])
def test_that_any_one_answer_makes_a_later_score_the_one_that_decides(
    eligible: Participant, key: str, value: str, missing: str
) -> None:
    verdict = eligible.also("performance", assessed_on="2025-03-19", **{key: value}).verdict("I3")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("performance", missing),))
