"""Laboratory limits where two data meet: what is said of both, and what the lack of one leaves open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.protocol.criteria.e11_urine_protein import urine_protein_low
from ucbnk_desktop.protocol.criteria.e23_virology import hepatitis_b_clear
from ucbnk_desktop.protocol.criteria.i12_creatinine import creatinine_within
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Answer, Facts, Source
from ucbnk_desktop.protocol.findings import Conclusion
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import Rule
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, State, Verdict

Child = Any

PACK = read_pack(places.resources("protocol"))
LAB, DIAGNOSIS = "laboratory", "diagnosis"


def lab(child: Child, **values: str) -> Child:
    return child.but(LAB, **values)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def shown(verdict: Verdict) -> list[str]:
    return [datum.source.field for datum in verdict.evidence]


def missing(verdict: Verdict) -> list[str]:
    return [ref.field for ref in verdict.missing]


# I12.1 and I12.2


@pytest.mark.parametrize(("segmented", "band", "state"), [
    ("60", "5", State.MET), ("100", "0", State.MET), ("100", "1", State.INCOMPLETE), ("-1", "60", State.INCOMPLETE),
    ("101", "-2", State.INCOMPLETE), ("60", "", State.INCOMPLETE), ("", "60", State.INCOMPLETE),
])
def test_that_a_differential_adds_up_to_a_hundred_at_most(
    eligible: Child, segmented: str, band: str, state: State
) -> None:
    child = lab(
        eligible, anc="[not_done]", wbc="4.0", wbc_unit="10⁹/L", neutrophil_segmented_percent=segmented,
        neutrophil_band_percent=band,
    )
    assert child.state("I12.1") is state


MARROW = {"marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-12"}


def test_that_a_count_that_waits_for_the_marrow_shows_the_count_and_the_answer(eligible: Child) -> None:
    low = lab(eligible, plt="60").but(DIAGNOSIS, **{**MARROW, "marrow_evidence": "none"}).verdict("I12.2")
    assert low.state is State.INCOMPLETE
    assert codes(low) == ["why_below_needs_marrow", "why_no_evidence"]
    assert missing(low) == ["marrow_evidence"]
    unset = lab(eligible, plt="60").but(DIAGNOSIS, **MARROW).set(validity_days_marrow="").verdict("I12.2")
    assert unset.state is State.NEEDS_PI
    assert "plt" in shown(unset)


def test_that_a_count_over_the_limit_that_the_marrow_opens_shows_sample_and_examination(eligible: Child) -> None:
    verdict = lab(eligible, plt="60").but(DIAGNOSIS, **MARROW).verdict("I12.2")
    assert verdict.state is State.MET
    assert codes(verdict) == ["why_at_least_marrow", "why_marrow", "why_sampled"]
    assert shown(verdict) == ["plt", "marrow_examined_on"]


@pytest.mark.parametrize(("criterion", "values"), [
    ("I12.1", {"anc": "0.4"}), ("I12.2", {"plt": "20"}), ("I12.3", {"tbil": "80"}), ("I12.4", {"crea": "90"}),
    ("I12.5", {"alt": "400"}),
])
def test_that_the_day_of_the_sample_is_said_of_what_holds_and_of_what_does_not(
    eligible: Child, criterion: str, values: dict[str, str]
) -> None:
    low = lab(eligible, **values).verdict(criterion)
    assert low.state is State.NOT_MET
    assert "why_sampled" in codes(low)
    assert "why_sampled" in codes(eligible.verdict(criterion))
    [key] = values
    absent = eligible.but(LAB, **{key: "", **({"ast": ""} if key == "alt" else {})}).verdict(criterion)
    assert absent.state is State.INCOMPLETE
    assert "why_sampled" not in codes(absent)


def test_that_a_count_opened_by_the_marrow_holds_as_long_as_the_examination(eligible: Child) -> None:
    child = lab(eligible, plt="60").but(DIAGNOSIS, **{**MARROW, "marrow_examined_on": "2025-03-18"})
    valid = child.set(validity_days_lab="7", validity_days_marrow="4").verdict("I12.2").valid_until
    assert str(valid) == "2025-03-22"
    assert str(child.set(validity_days_lab="5", validity_days_marrow="9").verdict("I12.2").valid_until) == "2025-03-23"


# I12.3


def test_that_direct_bilirubin_is_asked_for_only_by_its_ruling(eligible: Child) -> None:
    child = lab(eligible, dbil="")
    assert child.state("I12.3") is State.MET
    both = child.ruled(R_BILI="both_total_and_direct").verdict("I12.3")
    assert both.state is State.INCOMPLETE
    assert missing(both) == ["dbil"]


# I12.4


@pytest.mark.parametrize("rule", ["scr_or_clearance(10)", "scr_and_clearance(10)", "scr_only"])
@pytest.mark.parametrize("values", [{"crea_uln": ""}, {"crea": ""}, {"crea": "<30", "crea_uln": "15"}])
def test_that_a_clearance_never_stands_in_for_a_creatinine_that_cannot_be_judged(
    eligible: Child, rule: str, values: dict[str, str]
) -> None:
    verdict = lab(eligible, **values).ruled(R_CREA=rule).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert not {"why_clearance", "why_clearance_shown"} & set(codes(verdict))


@pytest.mark.parametrize(("rule", "high", "low"), [
    ("scr_only", State.NOT_MET, State.MET), ("scr_or_clearance(10)", State.MET, State.MET),
    ("scr_or_clearance(900)", State.NOT_MET, State.MET), ("scr_and_clearance(10)", State.NOT_MET, State.MET),
    ("scr_and_clearance(900)", State.NOT_MET, State.NOT_MET),
])
def test_that_creatinine_and_clearance_meet_as_ruled(eligible: Child, rule: str, high: State, low: State) -> None:
    assert lab(eligible, crea="67").ruled(R_CREA=rule).state("I12.4") is high
    assert lab(eligible, crea="66").ruled(R_CREA=rule).state("I12.4") is low


@pytest.mark.parametrize(("form", "key"), [
    ("demographics", "birth_date"), ("demographics", "sex"), ("vital_signs", "weight_kg"), ("vital_signs", "height_cm"),
])
def test_that_what_a_clearance_lacks_is_named(eligible: Child, form: str, key: str) -> None:
    child = eligible.but(form, **{key: ""})
    assert key in missing(child.ruled(R_CREA="scr_and_clearance(10)").verdict("I12.4"))
    assert child.ruled(R_CREA="scr_only").state("I12.4") is State.MET


def test_that_a_clearance_is_computed_from_an_exact_creatinine_alone(eligible: Child) -> None:
    child = lab(eligible, crea="<30").ruled(R_CREA="scr_and_clearance(10)")
    verdict = child.verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert [f"{ref.form}.{ref.field}" for ref in verdict.missing] == ["laboratory.crea"]
    straddles = next(reason for reason in verdict.reasons if reason.code == "why_straddles")
    assert dict(straddles.arguments) == {"name": "SCr", "value": "<30", "limit": "—"}
    assert child.ruled(R_CREA="scr_only").state("I12.4") is State.MET


@pytest.mark.parametrize(("rule", "crea", "code", "limit"), [
    ("scr_and_clearance(80)", "29", "why_clearance", "80"), ("scr_or_clearance(20)", "90", "why_clearance", "20"),
    ("scr_and_clearance(900)", "29", "why_clearance_low", "900"),
])
def test_that_both_clearances_stand_beside_the_limit_of_the_ruling(
    eligible: Child, rule: str, crea: str, code: str, limit: str
) -> None:
    verdict = lab(eligible, crea=crea).ruled(R_CREA=rule).verdict("I12.4")
    said = next(dict(reason.arguments) for reason in verdict.reasons if reason.code == code)
    assert set(said) == {"cg", "schwartz", "limit"}
    assert said["limit"] == limit
    assert "crea" in shown(verdict)


# I12.5


def test_that_a_transaminase_within_the_plain_limit_asks_nothing_of_the_liver(eligible: Child) -> None:
    child = lab(eligible, alt="90", ast="132").but(DIAGNOSIS, liver_metastasis="")
    verdict = child.verdict("I12.5")
    assert verdict.state is State.MET
    assert "why_no_liver" not in codes(verdict)


def test_that_one_between_both_limits_says_what_it_is_over_and_what_the_liver_lacks(eligible: Child) -> None:
    verdict = lab(eligible, alt="91").but(DIAGNOSIS, liver_metastasis="").verdict("I12.5")
    assert verdict.state is State.INCOMPLETE
    assert codes(verdict)[:2] == ["why_above_uln", "why_missing"]
    assert missing(verdict) == ["liver_metastasis"]
    assert "alt" in shown(verdict)
    none = lab(eligible, alt="91").verdict("I12.5")
    assert none.state is State.NOT_MET
    assert {"why_above_uln", "why_no_liver"} <= set(codes(none))


LIVER = {"liver_metastasis": "yes", "liver_evidence": "ct_mri", "liver_examined_on": "2025-03-12"}


@pytest.mark.parametrize(("alt", "state", "said"), [
    ("91", State.MET, {"why_at_most_uln", "why_liver", "why_sampled"}),
    ("<150", State.MET, {"why_at_most_uln", "why_liver", "why_sampled"}),
    ("<151", State.INCOMPLETE, {"why_straddles", "why_liver"}),
    (">90", State.INCOMPLETE, {"why_straddles", "why_liver"}),
    (">150", State.NOT_MET, {"why_above_uln", "why_sampled"}),
])
def test_that_the_liver_widens_the_limit_and_never_replaces_it(
    eligible: Child, alt: str, state: State, said: set[str]
) -> None:
    verdict = lab(eligible, alt=alt).but(DIAGNOSIS, **LIVER).verdict("I12.5")
    assert verdict.state is state
    assert said <= set(codes(verdict))
    assert "alt" in shown(verdict)


@pytest.mark.parametrize("involved", ["", "[unknown]", "[pending]"])
def test_that_a_result_beyond_the_wider_limit_waits_for_no_evidence(eligible: Child, involved: str) -> None:
    child = eligible.but(DIAGNOSIS, liver_metastasis=involved, marrow_involved=involved)
    assert lab(child, alt="151").state("I12.5") is State.NOT_MET
    assert lab(child, plt="19").state("I12.2") is State.NOT_MET
    assert lab(child, alt="150", plt="20").state("I12.5") is State.INCOMPLETE
    assert lab(child, alt="150", plt="20").state("I12.2") is State.INCOMPLETE


# E4


@pytest.mark.parametrize(("inr", "bleeding", "either", "both"), [
    ("1.04", "no", State.ABSENT, State.ABSENT), ("1.6", "yes", State.PRESENT, State.PRESENT),
    ("1.6", "no", State.PRESENT, State.ABSENT), ("1.04", "yes", State.PRESENT, State.ABSENT),
    ("1.6", "", State.PRESENT, State.INCOMPLETE), ("", "yes", State.PRESENT, State.INCOMPLETE),
])
def test_that_one_limb_of_e4_excludes_alone_only_by_ruling(
    eligible: Child, inr: str, bleeding: str, either: State, both: State
) -> None:
    child = lab(eligible, inr=inr).but("medical_history", bleeding_tendency=bleeding)
    assert child.ruled(R_COAG="either").state("E4") is either
    assert child.ruled(R_COAG="both").state("E4") is both
    if either is State.PRESENT and both is State.ABSENT:
        assert child.ruled(R_COAG="both").but("judgements", judgement_e4="").state("E4") is State.NEEDS_PI


@pytest.mark.parametrize("ruling", ["either", "both", ""])
def test_that_a_limb_of_e4_that_is_not_known_is_missing_beside_one_that_excludes_nothing(
    eligible: Child, ruling: str
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
    eligible: Child, values: dict[str, str], history: dict[str, str], code: str
) -> None:
    verdict = lab(eligible, **values).but("medical_history", **history).ruled(R_COAG="both").verdict("E4")
    assert verdict.state is State.ABSENT
    assert codes(verdict)[:3] == ["why_judged_absent", "why_one_limb", code]
    assert set(shown(verdict)) >= {"judgement_e4", "inr", "pt", "aptt", "bleeding_tendency", "anticoagulant_therapy"}


@pytest.mark.parametrize("given", ["", "[unknown]", "[pending]"])
@pytest.mark.parametrize("kind", ["", "line_lock", "therapeutic"])
def test_that_a_kind_of_treatment_does_not_answer_whether_it_is_given(eligible: Child, given: str, kind: str) -> None:
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
    eligible: Child, given: str, kind: str, state: State, said: str
) -> None:
    ref, also = (FieldRef("medical_history", f"anticoagulant_{part}") for part in ("therapy", "kind"))
    child = eligible.but("medical_history", anticoagulant_therapy=given, anticoagulant_kind=kind)
    verdict = child.ruled(R_LOCK="not_therapy", R_COAG="either").verdict("E4")
    assert (verdict.state, verdict.missing) == (state, (ref, also) if said == "why_contradiction" else ())
    named: dict[str, object] = {"fields": (ref, also)} if said == "why_contradiction" else {"field": ref}
    named = {} if said == "why_line_lock" else named
    assert named in [reason.arguments for reason in verdict.reasons if reason.code == said]
    assert ("anticoagulant_kind" in shown(verdict)) is (given == "yes")


def test_that_both_limbs_of_e4_are_named_where_both_exclude(eligible: Child) -> None:
    child = lab(eligible, inr="1.6").but("medical_history", bleeding_tendency="yes").ruled(R_COAG="both")
    assert {"inr", "bleeding_tendency"} <= set(shown(child.verdict("E4")))


@pytest.mark.parametrize(("pt", "state"), [
    ("17.5", State.ABSENT), ("17.6", State.PRESENT), ("<17", State.ABSENT), ("<30", State.INCOMPLETE),
    (">12", State.INCOMPLETE), (">17.5", State.PRESENT),
])
def test_that_a_prothrombin_time_with_a_qualifier_is_judged_only_where_all_its_values_agree(
    eligible: Child, pt: str, state: State
) -> None:
    verdict = lab(eligible, pt=pt).verdict("E4")
    assert verdict.state is state
    assert ("why_straddles" in codes(verdict)) is (state is State.INCOMPLETE)


def test_that_values_that_let_a_tendency_through_do_so_while_they_are_valid(eligible: Child) -> None:
    child = eligible.but("medical_history", bleeding_tendency="yes").ruled(R_COAG="both")
    verdict = child.set(validity_days_coag="5").verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-23")


# E11


@pytest.mark.parametrize(("dip", "day", "state"), [
    ("neg", "", State.ABSENT), ("trace", "", State.ABSENT), ("1", "", State.INCOMPLETE), ("4", "", State.INCOMPLETE),
    ("1", "0.99", State.ABSENT), ("1", "1.0", State.PRESENT), ("3", "1.0", State.PRESENT), ("neg", "3", State.ABSENT),
    ("", "0.1", State.INCOMPLETE), ("[unknown]", "0.1", State.INCOMPLETE), ("[pending]", "0.1", State.INCOMPLETE),
])
def test_that_the_24_hour_protein_decides_from_one_plus_on(
    eligible: Child, dip: str, day: str, state: State
) -> None:
    child = lab(eligible, upro_dip=dip, upro_24h=day, upro_24h_unit="g/24 h")
    assert child.state("E11") is state


@pytest.mark.parametrize(("day", "ratio", "state"), [
    ("1.5", "0.1", State.PRESENT), ("0.5", "0.9", State.ABSENT), ("[pending]", "0.1", State.INCOMPLETE),
    ("[unknown]", "0.1", State.INCOMPLETE), ("-1", "0.1", State.INCOMPLETE), ("<1.5", "0.1", State.INCOMPLETE),
    ("[not_done]", "0.1", State.ABSENT), ("[not_applicable]", "0.1", State.ABSENT), ("", "0.1", State.ABSENT),
    ("[not_done]", "0.5", State.PRESENT), ("", "", State.INCOMPLETE), ("", "[pending]", State.INCOMPLETE),
])
def test_that_a_ratio_is_asked_only_where_no_24_hours_were_collected(
    eligible: Child, day: str, ratio: str, state: State
) -> None:
    child = lab(eligible, upro_dip="2", upro_24h=day, upro_24h_unit="g/24 h", upcr=ratio, upcr_unit="g/g")
    verdict = child.ruled(R_UPCR="upcr_limit(0.5)").verdict("E11")
    assert verdict.state is state
    if state in (State.ABSENT, State.PRESENT):
        assert ("upcr" in shown(verdict)) is (not day or day.startswith("["))


def test_that_a_ratio_stands_in_for_no_24_hours_in_a_unit_that_is_not_known(eligible: Child) -> None:
    child = lab(eligible, upro_dip="2", upro_24h="0.1", upro_24h_unit="?", upcr="0.1", upcr_unit="g/g")
    assert child.ruled(R_UPCR="upcr_limit(0.5)").state("E11") is State.INCOMPLETE


def test_that_a_ratio_stands_in_for_no_24_hours_whose_day_is_not_known(eligible: Child) -> None:
    child = lab(eligible, upro_dip="2", upcr="0.1", upcr_unit="g/g").ruled(R_UPCR="upcr_limit(0.5)")
    assert child.state("E11") is State.ABSENT
    for told in ("5", "0.1", "[pending]", "[unknown]"):
        undated = child.also(LAB, upro_24h=told, upro_24h_unit="g/24 h")
        verdict = undated.verdict("E11")
        assert (verdict.state, missing(verdict)) == (State.INCOMPLETE, ["sampled_on"])
        for day in ("[not_done]", "[not_applicable]", "2025-03-21", "2020-05-31"):
            assert undated.but(LAB, sampled_on=day).state("E11") is State.INCOMPLETE
    dated = child.also(LAB, sampled_on="2025-03-17", upro_24h="[not_done]")
    assert dated.state("E11") is State.ABSENT


# E23


@pytest.mark.parametrize(("antibody", "confirmed", "acid", "state"), [
    ("negative", "", "", State.ABSENT), ("negative", "positive", "", State.INCOMPLETE),
    ("negative", "[pending]", "", State.INCOMPLETE), ("negative", "", "[pending]", State.INCOMPLETE),
    ("negative", "", "positive", State.PRESENT), ("reactive", "negative", "positive", State.PRESENT),
    ("reactive", "", "negative", State.INCOMPLETE), ("reactive", "negative", "[pending]", State.INCOMPLETE),
    ("reactive", "positive", "negative", State.PRESENT), ("reactive", "negative", "", State.ABSENT),
    ("", "negative", "negative", State.INCOMPLETE), ("negative", "[not_done]", "[not_done]", State.ABSENT),
])
def test_that_the_tests_for_hiv_are_read_together(
    eligible: Child, antibody: str, confirmed: str, acid: str, state: State
) -> None:
    child = lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmed, hiv_nat=acid)
    assert child.state("E23.3") is state
    if acid == "positive":
        assert shown(child.verdict("E23.3")) == ["hiv_nat"]


@pytest.mark.parametrize(("antibody", "confirmed", "acid", "said", "key"), [
    ("negative", "", "", "why_test_negative", "hiv_ab"), ("negative", "", "positive", "why_test_positive", "hiv_nat"),
    ("reactive", "positive", "", "why_test_positive", "hiv_confirmation"),
    ("reactive", "negative", "", "why_test_negative", "hiv_confirmation"),
    ("negative", "negative", "negative", "why_test_negative", "hiv_ab"),
])
def test_that_the_test_for_hiv_that_settles_it_is_named(
    eligible: Child, *, antibody: str, confirmed: str, acid: str, said: str, key: str
) -> None:
    verdict = lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmed, hiv_nat=acid).verdict("E23.3")
    assert [(reason.code, reason.arguments) for reason in verdict.reasons] == [(said, {"field": FieldRef(LAB, key)})]
    assert str(verdict.valid_until) == ("2025-04-07" if said == "why_test_negative" else "None")


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
def test_that_a_valid_negative_test_for_hiv_stands_in_for_one_too_long_ago(eligible: Child, test: str) -> None:
    long_ago = eligible.also(LAB, sampled_on="2025-02-19", **{test: "positive"})
    assert long_ago.state("E23.3") is State.INCOMPLETE
    assert long_ago.also(LAB, sampled_on="2025-03-19", **{test: "negative"}).state("E23.3") is State.ABSENT


def test_that_a_negative_antibody_and_its_positive_confirmation_contradict_each_other(eligible: Child) -> None:
    verdict = lab(eligible, hiv_confirmation="positive").verdict("E23.3")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef(LAB, "hiv_ab"), FieldRef(LAB, "hiv_confirmation"))


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
@pytest.mark.parametrize("day", ["", "[unknown]", "2025-03-21", "2020-05-31", "2025-02-19"])
@pytest.mark.parametrize(("text", "state"), [
    ("positive", State.INCOMPLETE), ("[pending]", State.INCOMPLETE), ("negative", State.ABSENT),
    ("[unknown]", State.ABSENT), ("[not_done]", State.ABSENT),
])
def test_that_a_test_for_hiv_whose_day_does_not_count_is_passed_over_only_where_it_found_nothing(
    eligible: Child, test: str, day: str, text: str, state: State
) -> None:
    """Her antibody is negative; the other test is undated, impossibly dated, or 29 days old."""
    verdict = eligible.also(LAB, sampled_on=day, **{test: text}).verdict("E23.3")
    assert verdict.state is state
    assert (missing(verdict) == ["sampled_on"]) is (state is State.INCOMPLETE)


@pytest.mark.parametrize("test", ["hiv_nat", "hiv_confirmation"])
@pytest.mark.parametrize(("texts", "state"), [
    (("positive", "[unknown]"), State.INCOMPLETE), (("[pending]", "[unknown]"), State.INCOMPLETE),
    (("negative", "[unknown]"), State.ABSENT), (("negative", "[pending]"), State.INCOMPLETE),
    (("[unknown]", "[not_done]"), State.ABSENT),
])
@pytest.mark.parametrize("turned", [False, True])
def test_that_no_unknown_test_for_hiv_hides_another_one_in_whatever_order_they_were_entered(
    eligible: Child, test: str, texts: tuple[str, str], state: State, *, turned: bool
) -> None:
    child = eligible
    for day, text in zip(("2025-03-18", "2025-03-19"), reversed(texts) if turned else texts, strict=True):
        child = child.also(LAB, sampled_on=day, **{test: text})
    assert child.state("E23.3") is state


@pytest.mark.parametrize(("second", "state"), [("2025-03-18", State.ABSENT), ("2025-03-19", State.PRESENT)])
def test_that_the_nucleic_acid_decides_only_while_no_antibody_was_taken_at_18_months(
    eligible: Child, second: str, state: State
) -> None:
    """Eighteen months old on 2025-03-19; her antibody was confirmed, the nucleic acid is negative."""
    child = eligible.but("demographics", birth_date="2023-09-19").ruled(R_MATERNAL="nat_decides")
    child = lab(child, sampled_on="2025-03-17", hiv_ab="reactive", hiv_confirmation="positive", hiv_nat="negative")
    both = child.also(LAB, sampled_on=second, hiv_ab="reactive")
    assert child.state("E23.3") is State.ABSENT
    assert both.state("E23.3") is state
    assert both.ruled(R_SAMPLE="worst_in_window").state("E23.3") is state


@pytest.mark.parametrize(("dna", "uln", "rule", "state"), [
    ("20", "20", "above_printed_limit", State.ABSENT), ("21", "20", "above_printed_limit", State.PRESENT),
    ("21", "", "above_printed_limit", State.INCOMPLETE), ("21", "", "number(2000)", State.ABSENT),
    ("2000", "", "number(2000)", State.ABSENT), ("2001", "20", "number(2000)", State.PRESENT),
    ("", "20", "number(2000)", State.INCOMPLETE), ("<20", "20", "above_printed_limit", State.ABSENT),
])
def test_that_the_dna_of_a_carrier_is_held_against_the_limit_of_its_ruling(
    eligible: Child, dna: str, uln: str, rule: str, state: State
) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_uln=uln, hbv_dna_unit="IU/mL").ruled(R_DNA=rule)
    verdict = child.verdict("E23.1")
    assert verdict.state is state
    assert state is State.INCOMPLETE or shown(verdict) == ["hbv_dna", "hbsag"]


POSITIVE = {
    "hbsag": "positive", "hbv_dna": "20", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20", "hcv_ab": "positive",
    "hcv_rna": "negative", "hiv_ab": "reactive", "hiv_confirmation": "negative",
}


@pytest.mark.parametrize(("key", "criterion"), [
    ("hbsag", "E23.1"), ("hbv_dna", "E23.1"), ("hcv_ab", "E23.2"), ("hcv_rna", "E23.2"), ("hiv_ab", "E23.3"),
])
def test_that_every_test_for_a_virus_is_valid_for_the_days_of_virology(
    eligible: Child, key: str, criterion: str
) -> None:
    """One of the tests is four days older than the others."""
    child = lab(eligible, **{**POSITIVE, key: ""}, sampled_on="2025-03-18").set(validity_days_lab="3")
    own = {name: text for name, text in POSITIVE.items() if name == key or name.startswith(f"{key}_")}
    child = child.also(LAB, sampled_on="2025-03-14", **own)
    for days, state in (("6", State.ABSENT), ("5", State.INCOMPLETE)):
        assert child.set(validity_days_virology=days).state(criterion) is state
    assert child.set(validity_days_virology="5", validity_days_lab="28").state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("days", "state"), [("6", State.ABSENT), ("5", State.INCOMPLETE)])
def test_that_a_confirmation_of_hiv_is_valid_for_the_days_of_virology(
    eligible: Child, days: str, state: State
) -> None:
    child = lab(eligible, hiv_ab="reactive", sampled_on="2025-03-18").set(validity_days_virology=days)
    assert child.also(LAB, sampled_on="2025-03-14", hiv_ab="reactive", hiv_confirmation="negative").state(
        "E23.3") is state


@pytest.mark.parametrize(("days", "state"), [("6", State.PRESENT), ("5", State.INCOMPLETE)])
def test_that_a_nucleic_acid_test_for_hiv_is_valid_for_the_days_of_virology(
    eligible: Child, days: str, state: State
) -> None:
    """Found positive six days ago; all other results are of two days ago."""
    child = eligible.also(LAB, sampled_on="2025-03-14", hiv_nat="positive").set(validity_days_lab="3")
    assert child.set(validity_days_virology=days).state("E23.3") is state


# What is said


@pytest.mark.parametrize(("rule", "ruling", "value", "values"), [
    (creatinine_within, "R-CREA", "scr_and_clearance(?)", {}),
    (urine_protein_low, "R-UPCR", "upcr_limit(?)", {"upro_dip": "2", "upcr": "0.1", "upcr_unit": "g/g"}),
    (hepatitis_b_clear, "R-DNA", "number(?)", {"hbsag": "positive", "hbv_dna": "1", "hbv_dna_unit": "IU/mL"}),
])
def test_that_a_limit_that_nobody_named_yet_is_asked_for_by_its_ruling(
    eligible: Child, rule: Rule, ruling: str, value: str, values: dict[str, str]
) -> None:
    child = lab(eligible, **values).ruled(**{ruling: ""})
    case = RuleContext.of(
        child.facts, day=child.day, pack=PACK, settings=Settings(child.settings), rulings=Rulings(child.rulings)
    )
    found = rule(case.trying(ruling, value))
    assert found.conclusion is Conclusion.NEEDS_INVESTIGATOR
    [asked] = [reason for reason in found.reasons if reason.code == "why_number_open"]
    assert asked.arguments == {"ruling": ruling}


@pytest.mark.parametrize(("criterion", "values", "evidence", "key"), [
    ("I12.2", {"plt": "60"}, {"marrow_involved": "yes", "marrow_evidence": "none"}, "marrow_evidence"),
    ("I12.5", {"alt": "120"}, {"liver_metastasis": "yes", "liver_evidence": "none"}, "liver_evidence"),
])
def test_that_evidence_that_there_is_none_of_is_named(
    eligible: Child, criterion: str, values: dict[str, str], evidence: dict[str, str], key: str
) -> None:
    verdict = lab(eligible, **values).but(DIAGNOSIS, **evidence).verdict(criterion)
    ref = FieldRef(DIAGNOSIS, key)
    assert verdict.missing == (ref,)
    [none] = [reason for reason in verdict.reasons if reason.code == "why_no_evidence"]
    assert none.arguments == {"field": ref}


@pytest.mark.parametrize(("criterion", "values", "involved", "key"), [
    ("I12.2", {"plt": "60"}, {"marrow_involved": "yes", "marrow_evidence": "marrow"}, "marrow_examined_on"),
    ("I12.5", {"alt": "120"}, {"liver_metastasis": "yes", "liver_evidence": "ct_mri"}, "liver_examined_on"),
])
def test_that_an_examination_without_a_day_or_of_one_to_come_is_named(
    eligible: Child, criterion: str, values: dict[str, str], involved: dict[str, str], key: str
) -> None:
    child = lab(eligible, **values).but(DIAGNOSIS, **involved)
    for day in ("", "[unknown]", "2025-03-21"):
        verdict = child.but(DIAGNOSIS, **{key: day}).verdict(criterion)
        assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef(DIAGNOSIS, key),))


@pytest.mark.parametrize("key", ["bleeding_tendency", "anticoagulant_therapy"])
def test_that_a_tendency_to_bleed_that_nobody_asked_about_is_named(eligible: Child, key: str) -> None:
    verdict = eligible.but("medical_history", **{key: ""}).verdict("E4")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("medical_history", key),))


def test_that_a_ratio_is_called_by_its_short_name(eligible: Child) -> None:
    child = lab(eligible, upro_dip="2", upcr="0.1", upcr_unit="g/g").ruled(R_UPCR="upcr_limit(0.5)")
    [low] = [reason for reason in child.verdict("E11").reasons if reason.code == "why_protein_low"]
    assert low.arguments == {"name": "UPCR", "value": "0.1", "limit": "0.5", "unit": "g/g"}


@pytest.mark.parametrize(("form", "key", "code", "criterion"), [
    ("demographics", "sex", "unknown", "I12.4"), (LAB, "upro_dip", "5", "E11"), (LAB, "upro_dip", "0", "E11"),
])
def test_that_a_code_that_no_form_offers_decides_nothing(
    eligible: Child, form: str, key: str, code: str, criterion: str
) -> None:
    child = eligible.ruled(R_CREA="scr_and_clearance(10)")
    [entry] = child.facts.all(form)
    odd = replace(entry, answers={**entry.answers, key: Answer(code, Source(form, 1, key))})
    found = assess(
        Facts({**child.facts.entries, form: (odd,)}), day=child.day, pack=PACK,
        settings=Settings(child.settings), rulings=Rulings(child.rulings),
    ).verdict(criterion)
    assert found.state is State.INCOMPLETE
    assert missing(found) == [key]
