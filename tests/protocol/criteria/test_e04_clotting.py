"""E4: Clotting disorder."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, lab
from tests.helpers.verdict_readings import codes, missing, said, shown, shown_beside_limits
from ucbnk_desktop.protocol.verdicts import FieldRef, State

LAB = "laboratory"


@pytest.mark.parametrize(("values", "state"), [
    ({"inr": "1.5"}, State.ABSENT), ({"inr": "1.51"}, State.PRESENT), ({"pt": "17.5"}, State.ABSENT),
    ({"pt": "17.6"}, State.PRESENT), ({"aptt": "57"}, State.ABSENT), ({"aptt": "57.1"}, State.PRESENT),
    ({"pt_uln": ""}, State.INCOMPLETE), ({"aptt_uln": ""}, State.INCOMPLETE), ({"inr_uln": ""}, State.ABSENT),
    ({"pt_unit": "%"}, State.INCOMPLETE), ({"inr": "<2"}, State.INCOMPLETE), ({"pt": "<18"}, State.INCOMPLETE),
    ({"pt": ">17"}, State.INCOMPLETE), ({"pt": ">17.5"}, State.PRESENT), ({"pt": "<17.6"}, State.INCOMPLETE),
    ({"pt": "<17.5"}, State.ABSENT),
    ({"inr": "2.0", "pt": "[pending]"}, State.PRESENT),
])
def test_that_a_clotting_value_over_its_limit_excludes_where_either_limb_does(
    eligible: Participant, values: dict[str, str], state: State
) -> None:
    assert lab(eligible, **values).state("E4") is state


@pytest.mark.parametrize(("inr", "tendency", "either", "both", "undecided"), [
    ("1.0", "no", State.ABSENT, State.ABSENT, State.ABSENT),
    ("1.6", "yes", State.PRESENT, State.PRESENT, State.PRESENT),
    ("1.6", "no", State.PRESENT, State.ABSENT, State.NEEDS_PI),
    ("1.0", "yes", State.PRESENT, State.ABSENT, State.NEEDS_PI),
    ("[pending]", "yes", State.PRESENT, State.INCOMPLETE, State.NEEDS_PI),
    ("[pending]", "no", State.INCOMPLETE, State.INCOMPLETE, State.INCOMPLETE),
])
def test_that_the_two_limbs_of_e4_meet_as_ruled(
    eligible: Participant, *, inr: str, tendency: str, either: State, both: State, undecided: State
) -> None:
    child = lab(eligible, inr=inr).but("medical_history", bleeding_tendency=tendency)
    assert child.state("E4") is either
    assert child.ruled(R_COAG="both").state("E4") is both
    assert child.ruled(R_COAG="").state("E4") is undecided


def test_that_one_limb_alone_is_let_through_only_by_the_investigator(eligible: Participant) -> None:
    child = lab(eligible, inr="1.6").ruled(R_COAG="both").but("judgements", judgement_e4="")
    assert child.state("E4") is State.NEEDS_PI


@pytest.mark.parametrize(("values", "ruling", "state"), [
    ({"anticoagulant_kind": "therapeutic"}, "not_therapy", State.PRESENT),
    ({"anticoagulant_kind": "line_lock"}, "not_therapy", State.ABSENT),
    ({"anticoagulant_kind": "line_lock"}, "therapy", State.PRESENT),
    ({"anticoagulant_kind": ""}, "not_therapy", State.INCOMPLETE),
])
def test_that_a_line_lock_is_treatment_only_by_ruling(
    eligible: Participant, values: dict[str, str], ruling: str, state: State
) -> None:
    child = eligible.but("medical_history", anticoagulant_therapy="yes", **values)
    assert child.ruled(R_LOCK=ruling).state("E4") is state


def test_that_a_limit_without_bounds_of_its_own_lies_where_the_result_may(eligible: Participant) -> None:
    states = [eligible.but("laboratory", inr_uln=uln).state("E4") for uln in ("50", "51")]
    assert states == [State.ABSENT, State.INCOMPLETE]


def test_that_a_value_over_its_limit_ends_with_its_own_sample(eligible: Participant) -> None:
    child = eligible.ruled(R_COAG="both").set(validity_days_lab="7").but("laboratory", inr="", inr_uln="")
    child = child.also("laboratory", sampled_on="2025-03-14", inr="1.6", inr_uln="1.2")
    verdict = child.verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-21")
    assert child.on("2025-03-22").state("E4") is State.INCOMPLETE


@pytest.mark.parametrize(("inr", "bleeding", "either", "both"), [
    ("1.04", "no", State.ABSENT, State.ABSENT), ("1.6", "yes", State.PRESENT, State.PRESENT),
    ("1.6", "no", State.PRESENT, State.ABSENT), ("1.04", "yes", State.PRESENT, State.ABSENT),
    ("1.6", "", State.PRESENT, State.INCOMPLETE), ("", "yes", State.PRESENT, State.INCOMPLETE),
])
def test_that_one_limb_of_e4_excludes_alone_only_by_ruling(
    eligible: Participant, inr: str, bleeding: str, either: State, both: State
) -> None:
    child = lab(eligible, inr=inr).but("medical_history", bleeding_tendency=bleeding)
    assert child.ruled(R_COAG="either").state("E4") is either
    assert child.ruled(R_COAG="both").state("E4") is both
    if either is State.PRESENT and both is State.ABSENT:
        assert child.ruled(R_COAG="both").but("judgements", judgement_e4="").state("E4") is State.NEEDS_PI


@pytest.mark.parametrize("ruling", ["either", "both", ""])
def test_that_a_limb_of_e4_that_is_not_known_is_missing_beside_one_that_excludes_nothing(
    eligible: Participant, ruling: str
) -> None:
    child = eligible.ruled(R_COAG=ruling)
    assert child.but("judgements", judgement_e4="").state("E4") is State.ABSENT
    unasked = child.but("medical_history", bleeding_tendency="").verdict("E4")
    assert (unasked.state, missing(unasked)) == (State.INCOMPLETE, ["bleeding_tendency"])
    untested = lab(child, inr="").verdict("E4")
    assert (untested.state, missing(untested)) == (State.INCOMPLETE, ["inr"])
    neither = lab(child, inr="").but("medical_history", bleeding_tendency="").verdict("E4")
    assert (neither.state, set(missing(neither))) == (State.INCOMPLETE, {"inr", "bleeding_tendency"})


@pytest.mark.parametrize(("values", "history", "code"), [
    ({"inr": "1.6"}, {}, "why_above"), ({}, {"bleeding_tendency": "yes"}, "why_yes"),
])
def test_that_one_limb_of_e4_alone_is_told_with_both(
    eligible: Participant, values: dict[str, str], history: dict[str, str], code: str
) -> None:
    verdict = lab(eligible, **values).but("medical_history", **history).ruled(R_COAG="both").verdict("E4")
    assert verdict.state is State.ABSENT
    assert codes(verdict)[:3] == ["why_judged_absent", "why_one_limb", code]
    assert set(shown(verdict)) >= {"judgement_e4", "inr", "pt", "aptt", "bleeding_tendency", "anticoagulant_therapy"}


@pytest.mark.parametrize("given", ["", "[unknown]", "[pending]"])
@pytest.mark.parametrize("kind", ["", "line_lock", "therapeutic"])
def test_that_a_kind_of_treatment_does_not_answer_whether_it_is_given(
    eligible: Participant, given: str, kind: str
) -> None:
    child = eligible.but("medical_history", anticoagulant_therapy=given, anticoagulant_kind=kind)
    verdict = child.ruled(R_LOCK="not_therapy").verdict("E4")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef("medical_history", "anticoagulant_therapy"),)


@pytest.mark.parametrize(("given", "kind", "state", "said"), [
    ("yes", "line_lock", State.ABSENT, "why_line_lock"), ("yes", "therapeutic", State.PRESENT, "why_yes"),
    ("no", "line_lock", State.INCOMPLETE, "why_contradiction"), ("no", "", State.ABSENT, "why_no"),
    ("no", "therapeutic", State.INCOMPLETE, "why_contradiction"),
])
def test_that_a_treatment_is_told_with_its_kind(
    eligible: Participant, given: str, kind: str, state: State, said: str
) -> None:
    ref, also = (FieldRef("medical_history", f"anticoagulant_{part}") for part in ("therapy", "kind"))
    child = eligible.but("medical_history", anticoagulant_therapy=given, anticoagulant_kind=kind)
    verdict = child.ruled(R_LOCK="not_therapy", R_COAG="either").verdict("E4")
    assert (verdict.state, verdict.missing) == (state, (ref, also) if said == "why_contradiction" else ())
    named: dict[str, object] = {"fields": (ref, also)} if said == "why_contradiction" else {"field": ref}
    named = {} if said == "why_line_lock" else named
    assert named in [reason.arguments for reason in verdict.reasons if reason.code == said]
    assert ("anticoagulant_kind" in shown(verdict)) is (given == "yes")


def test_that_both_limbs_of_e4_are_named_where_both_exclude(eligible: Participant) -> None:
    child = lab(eligible, inr="1.6").but("medical_history", bleeding_tendency="yes").ruled(R_COAG="both")
    assert {"inr", "bleeding_tendency"} <= set(shown(child.verdict("E4")))


@pytest.mark.parametrize(("pt", "state"), [
    ("17.5", State.ABSENT), ("17.6", State.PRESENT), ("<17", State.ABSENT), ("<30", State.INCOMPLETE),
    (">12", State.INCOMPLETE), (">17.5", State.PRESENT),
])
def test_that_a_prothrombin_time_with_a_qualifier_is_judged_only_where_all_its_values_agree(
    eligible: Participant, pt: str, state: State
) -> None:
    verdict = lab(eligible, pt=pt).verdict("E4")
    assert verdict.state is state
    assert ("why_straddles" in codes(verdict)) is (state is State.INCOMPLETE)


def test_that_values_that_let_a_tendency_through_do_so_while_they_are_valid(eligible: Participant) -> None:
    child = eligible.but("medical_history", bleeding_tendency="yes").ruled(R_COAG="both")
    verdict = child.set(validity_days_coag="5").verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-23")


@pytest.mark.parametrize("key", ["bleeding_tendency", "anticoagulant_therapy"])
def test_that_a_tendency_to_bleed_that_nobody_asked_about_is_named(eligible: Participant, key: str) -> None:
    verdict = eligible.but("medical_history", **{key: ""}).verdict("E4")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("medical_history", key),))


@pytest.mark.parametrize(("values", "code", "numbers"), [
    ({"inr": "1.5"}, "why_at_most", ("INR", "1.5", "1.5")), ({"inr": "1.6"}, "why_above", ("INR", "1.6", "1.5")),
    ({"pt": "17.5"}, "why_at_most_plus", ("PT", "17.5", "17.5")),
    ({"pt": "17.6"}, "why_above_plus", ("PT", "17.6", "17.5")),
    ({"aptt": "57"}, "why_at_most_uln", ("APTT", "57", "57")), ({"aptt": "58"}, "why_above_uln", ("APTT", "58", "57")),
])
def test_that_a_clotting_value_is_told_beside_its_limit(
    eligible: Participant, values: dict[str, str], code: str, numbers: tuple[str, str, str]
) -> None:
    verdict = eligible.but(LAB, **values).verdict("E4")
    more = {"PT": {"uln": "13.5", "plus": "4"}, "APTT": {"times": "1.5", "uln": "38"}}.get(numbers[0], {})
    assert {**dict(zip(("name", "value", "limit"), numbers, strict=True)), **more} in said(verdict, code)
    [key] = values
    assert (key, numbers[1], f"≤ {numbers[2]}", "2025-03-18") in shown_beside_limits(verdict)
    assert str(verdict.valid_until) == ("2025-03-25" if verdict.state is State.ABSENT else "None")


@pytest.mark.parametrize(("key", "name", "value"), [("pt", "PT", "12.1"), ("aptt", "APTT", "29.5")])
def test_that_a_clotting_value_without_its_upper_limit_names_it(
    eligible: Participant, key: str, name: str, value: str
) -> None:
    verdict = eligible.but(LAB, **{f"{key}_uln": ""}).verdict("E4")
    assert said(verdict, "why_no_uln") == [{"name": name, "value": value}]
    assert verdict.missing == (FieldRef(LAB, f"{key}_uln"),)


def test_that_one_limb_over_its_limit_is_valid_as_long_as_its_sample(eligible: Participant) -> None:
    child = eligible.ruled(R_COAG="both").but("laboratory", inr="1.6").set(validity_days_lab="7")
    verdict = child.verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-25")
    assert child.on("2025-03-26").state("E4") is State.INCOMPLETE
