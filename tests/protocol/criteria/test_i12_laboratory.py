"""I12.1: Neutrophils; I12.2: Platelets; I12.3: Bilirubin; I12.5: ALT and AST."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import LIVER, MARROW, Participant, lab
from tests.helpers.verdict_readings import codes, distinct_codes, missing, shown
from ucbnk_desktop.protocol.verdicts import FieldRef, State

DIAGNOSIS = "diagnosis"
LAB = "laboratory"


def differential(child: Participant, segmented: str, band: str, anc: str = "") -> Participant:
    return child.but(
        "laboratory", anc=anc, wbc="2.0", wbc_unit="10⁹/L", neutrophil_segmented_percent=segmented,
        neutrophil_band_percent=band,
    )


@pytest.mark.parametrize(("segmented", "band", "state"), [
    ("100", "0", State.MET), ("0", "100", State.MET), ("99.5", "0.5", State.MET), ("50", "0", State.MET),
    ("49.9", "0", State.NOT_MET), ("0", "0", State.NOT_MET), ("99.5", "0.6", State.INCOMPLETE),
    ("100", "0.5", State.INCOMPLETE), ("100.5", "0", State.INCOMPLETE), ("-0.5", "60", State.INCOMPLETE),
    ("60", "-0.5", State.INCOMPLETE), ("60", "", State.INCOMPLETE), ("", "60", State.INCOMPLETE),
])
def test_that_neutrophils_are_computed_from_a_differential_that_can_be(
    eligible: Participant, segmented: str, band: str, state: State
) -> None:
    assert differential(eligible, segmented, band).state("I12.1") is state


@pytest.mark.parametrize(("anc", "computed"), [
    ("[not_done]", True), ("[not_applicable]", True), ("", True), ("[pending]", False), ("[unknown]", False),
])
def test_that_a_count_that_is_awaited_is_not_replaced_by_the_differential(
    eligible: Participant, anc: str, computed: bool
) -> None:
    verdict = differential(eligible, "80", "5", anc).verdict("I12.1")
    assert verdict.state is (State.MET if computed else State.INCOMPLETE)
    assert ("why_anc_computed" in distinct_codes(verdict)) is computed
    assert "why_anc_computed" not in distinct_codes(eligible.verdict("I12.1"))


@pytest.mark.parametrize(("evidence", "setting"), [
    ("marrow", "validity_days_marrow"), ("imaging", "validity_days_mibg_pet"),
])
def test_that_marrow_evidence_is_valid_as_long_as_its_own_kind(
    eligible: Participant, evidence: str, setting: str
) -> None:
    child = eligible.but("laboratory", plt="40").but(
        "diagnosis", marrow_involved="yes", marrow_evidence=evidence, marrow_examined_on="2025-03-12"
    ).ruled(R_MARROW="marrow_or_imaging")
    assert child.state("I12.2") is State.MET
    assert child.set(**{setting: "7"}).state("I12.2") is State.INCOMPLETE
    others = {"validity_days_marrow", "validity_days_mibg_pet", "validity_days_ct_mri"} - {setting}
    assert child.set(**dict.fromkeys(others, "7")).state("I12.2") is State.MET
    waiting = child.set(**{setting: ""}).verdict("I12.2")
    assert waiting.state is State.NEEDS_PI
    assert distinct_codes(waiting) == {"why_below_needs_marrow", "why_setting"}
    assert {datum.source.field for datum in waiting.evidence} >= {"plt"}


@pytest.mark.parametrize(("evidence", "setting"), [
    ("ct_mri", "validity_days_ct_mri"), ("ultrasound", "validity_days_ct_mri"), ("biopsy", "validity_days_ct_mri"),
    ("mibg_pet", "validity_days_mibg_pet"),
])
def test_that_liver_evidence_is_valid_as_long_as_its_own_kind(
    eligible: Participant, evidence: str, setting: str
) -> None:
    child = eligible.but("laboratory", alt="120").but(
        "diagnosis", liver_metastasis="yes", liver_evidence=evidence, liver_examined_on="2025-03-12")
    assert child.state("I12.5") is State.MET
    assert child.set(**{setting: "7"}).state("I12.5") is State.INCOMPLETE
    others = {"validity_days_ct_mri", "validity_days_mibg_pet"} - {setting}
    assert child.set(**dict.fromkeys(others, "7")).state("I12.5") is State.MET


def test_that_a_count_below_its_limit_says_that_the_marrow_is_not_involved(eligible: Participant) -> None:
    verdict = eligible.but("laboratory", plt="40").verdict("I12.2")
    assert (verdict.state, distinct_codes(verdict)) == (State.NOT_MET, {"why_below", "why_no_marrow", "why_sampled"})
    liver = eligible.but("laboratory", alt="120").verdict("I12.5")
    assert (liver.state, "why_no_liver" in distinct_codes(liver)) == (State.NOT_MET, True)


@pytest.mark.parametrize(("criterion", "key", "unit"), [
    ("I12.3", "tbil", "nmol/dL"), ("I12.4", "crea", "nmol/dL"), ("I12.5", "alt", "µkat/L"), ("I12.5", "ast", "µkat/L"),
    ("E4", "pt", "min"), ("E4", "aptt", "min"),
])
def test_that_of_an_unknown_unit_nobody_knows_whether_the_upper_limit_is_in_it(
    eligible: Participant, criterion: str, key: str, unit: str
) -> None:
    verdict = eligible.but("laboratory", **{f"{key}_unit": unit}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert "why_unit" in distinct_codes(verdict)
    assert [ref.field for ref in verdict.missing] == [key]


@pytest.mark.parametrize(("key", "criterion", "value", "plain", "marrow"), [
    ("anc", "I12.1", "1.01", State.MET, State.MET),
    ("anc", "I12.1", "1.0", State.MET, State.MET),
    ("anc", "I12.1", "0.999", State.NOT_MET, State.MET),
    ("anc", "I12.1", "0.5", State.NOT_MET, State.MET),
    ("anc", "I12.1", "0.499", State.NOT_MET, State.NOT_MET),
    ("anc", "I12.1", ">1.0", State.MET, State.MET),
    ("anc", "I12.1", "<0.5", State.NOT_MET, State.NOT_MET),
    ("anc", "I12.1", "<1.0", State.NOT_MET, State.INCOMPLETE),
    ("anc", "I12.1", "<1.2", State.INCOMPLETE, State.INCOMPLETE),
    ("anc", "I12.1", ">0.5", State.INCOMPLETE, State.MET),
    ("plt", "I12.2", "75", State.MET, State.MET),
    ("plt", "I12.2", "74.9", State.NOT_MET, State.MET),
    ("plt", "I12.2", "20", State.NOT_MET, State.MET),
    ("plt", "I12.2", "19.9", State.NOT_MET, State.NOT_MET),
])
def test_that_counts_are_held_against_the_limit_that_the_marrow_opens(
    eligible: Participant, *, key: str, criterion: str, value: str, plain: State, marrow: State
) -> None:
    child = lab(eligible, **{key: value})
    assert child.state(criterion) is plain
    assert child.but("diagnosis", **MARROW).state(criterion) is marrow


@pytest.mark.parametrize(("unit", "value", "state"), [
    ("/µL", "1000", State.MET), ("/µL", "999", State.NOT_MET), ("10^3/µL", "1.0", State.MET),
    ("G/L", "1.0", State.MET), ("万/µL", "0.1", State.MET), ("", "2.3", State.INCOMPLETE),
    ("%", "60", State.INCOMPLETE),
    ("苹果", "2.3", State.INCOMPLETE),
])
def test_that_counts_are_converted_only_by_the_table(
    eligible: Participant, unit: str, value: str, state: State
) -> None:
    assert lab(eligible, anc=value, anc_unit=unit).state("I12.1") is state


@pytest.mark.parametrize("involved", ["", "[unknown]", "[pending]"])
def test_that_a_low_count_with_unknown_marrow_is_incomplete(eligible: Participant, involved: str) -> None:
    verdict = lab(eligible, anc="0.8").but("diagnosis", marrow_involved=involved).verdict("I12.1")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["marrow_involved"]
    assert eligible.but("diagnosis", marrow_involved=involved).state("I12.1") is State.MET


def test_that_imaging_opens_the_lower_limit_only_by_ruling(eligible: Participant) -> None:
    imaging = {**MARROW, "marrow_evidence": "imaging"}
    child = lab(eligible, anc="0.92").but("diagnosis", **imaging)
    assert child.state("I12.1") is State.NOT_MET
    assert child.ruled(R_MARROW="marrow_or_imaging").state("I12.1") is State.MET
    assert child.ruled(R_MARROW="").state("I12.1") is State.NEEDS_PI


@pytest.mark.parametrize("change", [
    {"marrow_evidence": ""}, {"marrow_evidence": "none"}, {"marrow_examined_on": ""},
    {"marrow_examined_on": "2025-02-19"}, {"marrow_examined_on": "2025-03-21"},
])
def test_that_marrow_without_valid_evidence_opens_nothing(eligible: Participant, change: dict[str, str]) -> None:
    child = lab(eligible, anc="0.92").set(routine_results_before_consent="accepted")
    assert child.but("diagnosis", **{**MARROW, **change}).state("I12.1") is State.INCOMPLETE


def test_that_the_sentence_names_the_marrow(eligible: Participant) -> None:
    reasons = lab(eligible, anc="0.92").but("diagnosis", **MARROW).verdict("I12.1").reasons
    assert reasons[0].code == "why_at_least_marrow"
    assert reasons[0].arguments == {"name": "ANC", "value": "0.92", "limit": "0.5"}


DIFFERENTIAL = {
    "anc": "", "wbc": "2.0", "wbc_unit": "10⁹/L", "neutrophil_segmented_percent": "45",
    "neutrophil_band_percent": "5",
}


def test_that_neutrophils_may_come_from_the_differential(eligible: Participant) -> None:
    assert lab(eligible, **DIFFERENTIAL).state("I12.1") is State.MET
    assert lab(eligible, **{**DIFFERENTIAL, "neutrophil_band_percent": "4.9"}).state("I12.1") is State.NOT_MET


@pytest.mark.parametrize("change", [
    {"wbc": ""}, {"neutrophil_band_percent": ""}, {"neutrophil_segmented_percent": "120"}, {"anc": "[pending]"},
    {"neutrophil_segmented_percent": "-5"}, {"neutrophil_band_percent": "60"},
])
def test_that_half_a_differential_is_no_count(eligible: Participant, change: dict[str, str]) -> None:
    assert lab(eligible, **{**DIFFERENTIAL, **change}).state("I12.1") is State.INCOMPLETE


def test_that_a_printed_count_wins_and_a_difference_is_asked_about(eligible: Participant) -> None:
    child = lab(eligible, **{**DIFFERENTIAL, "anc": "1.11"})
    assert child.state("I12.1") is State.MET
    assert "why_query_anc" in [query.code for query in child.assessment().queries]
    agreeing = lab(eligible, **{**DIFFERENTIAL, "anc": "1.10"}).assessment()
    assert "why_query_anc" not in [query.code for query in agreeing.queries]


def test_that_an_older_number_never_stands_in_for_a_pending_one(eligible: Participant) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-19", anc="[pending]")
    verdict = child.verdict("I12.1")
    assert verdict.state is State.INCOMPLETE
    assert verdict.reasons[0].code == "why_pending"
    assert child.state("I12.2") is State.MET


def test_that_the_latest_sample_decides_and_the_worst_by_ruling(eligible: Participant) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-16", anc="0.4", anc_unit="10⁹/L")
    assert child.state("I12.1") is State.MET
    assert child.ruled(R_SAMPLE="worst_in_window").state("I12.1") is State.NOT_MET
    assert child.ruled(R_SAMPLE="").state("I12.1") is State.NEEDS_PI
    assert eligible.ruled(R_SAMPLE="").state("I12.1") is State.MET


def test_that_an_expired_sample_is_not_the_worst_in_the_window(eligible: Participant) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-12", anc="0.4", anc_unit="10⁹/L")
    assert child.ruled(R_SAMPLE="worst_in_window").state("I12.1") is State.MET


def test_that_the_later_time_of_one_day_decides(eligible: Participant) -> None:
    late = {"sampled_on": "2025-03-18", "anc": "0.4", "anc_unit": "10⁹/L"}
    assert eligible.also("laboratory", **late, sampled_at="16:00").state("I12.1") is State.NOT_MET
    assert eligible.also("laboratory", **late, sampled_at="07:00").state("I12.1") is State.MET
    assert eligible.also("laboratory", **late).state("I12.1") is State.NOT_MET


def test_that_samples_of_unknown_order_decide_together(eligible: Participant) -> None:
    child = lab(eligible, anc="0.4", sampled_at="").also(
        "laboratory", sampled_on="2025-03-18", sampled_at="23:00", anc="3", anc_unit="10⁹/L"
    )
    assert child.state("I12.1") is State.NOT_MET


@pytest.mark.parametrize(("sampled", "state", "code"), [
    ("2025-03-13", State.MET, "why_at_least"), ("2025-03-12", State.INCOMPLETE, "why_expired"),
    ("2025-03-21", State.INCOMPLETE, "why_future"), ("", State.INCOMPLETE, "why_missing"),
    ("2019-01-01", State.INCOMPLETE, "why_before_birth"),
])
def test_that_a_sample_is_used_only_while_it_can_be_and_is_valid(
    eligible: Participant, sampled: str, state: State, code: str
) -> None:
    verdict = lab(eligible, sampled_on=sampled).verdict("I12.1")
    assert verdict.state is state
    assert verdict.reasons[0].code == code


def test_that_an_undated_sample_hides_no_dated_one_and_is_not_hidden_by_it(eligible: Participant) -> None:
    child = eligible.also("laboratory", anc="0.2", anc_unit="10⁹/L")
    assert child.state("I12.1") is State.INCOMPLETE


def test_that_the_last_valid_day_is_told(eligible: Participant) -> None:
    assert eligible.verdict("I12.1").valid_until == date(2025, 3, 25)


def test_that_an_unset_validity_never_means_valid(eligible: Participant) -> None:
    for settings in ({"validity_days_lab": ""}, {"screening_window_days": ""}):
        verdict = eligible.set(**settings).verdict("I12.1")
        assert verdict.state is State.NEEDS_PI
        assert verdict.reasons[0].code == "why_setting"
        assert next(iter(settings)) in verdict.settings


def test_that_the_screening_window_ends(eligible: Participant) -> None:
    child = eligible.set(screening_window_days="9")
    assert child.state("I12.1") is State.INCOMPLETE
    assert eligible.set(screening_window_days="10").verdict("I12.1").valid_until == date(2025, 3, 20)


@pytest.mark.parametrize(("setting", "state"), [
    ("accepted", State.MET), ("not_accepted", State.INCOMPLETE), ("", State.NEEDS_PI),
])
def test_that_a_sample_from_before_consent_needs_the_studys_leave(
    eligible: Participant, setting: str, state: State
) -> None:
    child = lab(eligible, sampled_on="2025-03-15").but("consent", guardian_signed_at="2025-03-16 09:00")
    child = child.but("screening", first_procedure_at="2025-03-16 10:00")
    assert child.set(routine_results_before_consent=setting).state("I12.1") is state


def test_that_samples_after_enrolment_are_no_facts_of_eligibility(eligible: Participant) -> None:
    child = eligible.but("enrolment", enrolled_on="2025-03-20").on("2025-05-01")
    later = child.also("laboratory", sampled_on="2025-04-20", anc="0.1", anc_unit="10⁹/L")
    assert later.state("I12.1") is State.MET
    assert later.assessment().digest == child.assessment().digest


def test_that_a_lower_limit_above_the_upper_one_is_never_computed_from(eligible: Participant) -> None:
    assert lab(eligible, tbil_lln="30").state("I12.3") is State.INCOMPLETE


def test_that_direct_bilirubin_counts_only_by_ruling(eligible: Participant) -> None:
    child = lab(eligible, dbil="30")
    assert child.state("I12.3") is State.MET
    assert child.ruled(R_BILI="both_total_and_direct").state("I12.3") is State.NOT_MET


def test_that_the_sentence_shows_the_product(eligible: Participant) -> None:
    reasons = lab(eligible, tbil="31.5", tbil_uln="21.0").verdict("I12.3").reasons
    assert reasons[0].arguments == {"name": "TBIL", "value": "31.5", "times": "1.5", "uln": "21.0", "limit": "31.5"}


@pytest.mark.parametrize("key", ["alt", "ast"])
@pytest.mark.parametrize(("value", "plain", "liver"), [
    ("90", State.MET, State.MET), ("90.1", State.NOT_MET, State.MET), ("150", State.NOT_MET, State.MET),
    ("150.1", State.NOT_MET, State.NOT_MET), ("<100", State.INCOMPLETE, State.MET),
])
def test_that_transaminases_have_a_wider_limit_with_liver_metastasis(
    eligible: Participant, key: str, value: str, plain: State, liver: State
) -> None:
    child = lab(eligible, **{key: value, f"{key}_uln": "30"})
    assert child.state("I12.5") is plain
    assert child.but("diagnosis", **LIVER).state("I12.5") is liver


@pytest.mark.parametrize("change", [
    {"liver_metastasis": ""}, {"liver_evidence": ""}, {"liver_evidence": "none"}, {"liver_examined_on": ""},
    {"liver_examined_on": "2025-02-01"},
])
def test_that_liver_metastasis_needs_valid_evidence(eligible: Participant, change: dict[str, str]) -> None:
    child = lab(eligible, alt="100").set(routine_results_before_consent="accepted")
    assert child.but("diagnosis", **{**LIVER, **change}).state("I12.5") is State.INCOMPLETE


def test_that_both_transaminases_are_needed(eligible: Participant) -> None:
    verdict = lab(eligible, ast="").verdict("I12.5")
    assert (verdict.state, [ref.field for ref in verdict.missing]) == (State.INCOMPLETE, ["ast"])
    assert lab(eligible, alt="850", ast="").state("I12.5") is State.NOT_MET
    assert lab(eligible, alt_uln="").state("I12.5") is State.INCOMPLETE


def test_that_i12_is_as_bad_as_its_worst_part(eligible: Participant) -> None:
    assert eligible.state("I12") is State.MET
    assert lab(eligible, ast="", alt="9").state("I12") is State.INCOMPLETE
    assert lab(eligible, ast="", plt="10").state("I12") is State.NOT_MET


@pytest.mark.parametrize(("uln", "code", "field"), [
    ("0", "why_limits_impossible", "tbil"), ("1.2", "why_limit_unit", "tbil_uln"),
])
def test_that_a_limit_that_cannot_be_is_asked_for_where_it_stands(
    eligible: Participant, uln: str, code: str, field: str
) -> None:
    verdict = eligible.but("laboratory", tbil_uln=uln).verdict("I12.3")
    assert code in distinct_codes(verdict)
    assert verdict.missing == (FieldRef("laboratory", field),)


@pytest.mark.parametrize(("segmented", "band", "state"), [
    ("60", "5", State.MET), ("100", "0", State.MET), ("100", "1", State.INCOMPLETE), ("-1", "60", State.INCOMPLETE),
    ("101", "-2", State.INCOMPLETE), ("60", "", State.INCOMPLETE), ("", "60", State.INCOMPLETE),
])
def test_that_a_differential_adds_up_to_a_hundred_at_most(
    eligible: Participant, segmented: str, band: str, state: State
) -> None:
    child = lab(
        eligible, anc="[not_done]", wbc="4.0", wbc_unit="10⁹/L", neutrophil_segmented_percent=segmented,
        neutrophil_band_percent=band,
    )
    assert child.state("I12.1") is state


def test_that_a_count_that_waits_for_the_marrow_shows_the_count_and_the_answer(eligible: Participant) -> None:
    low = lab(eligible, plt="60").but(DIAGNOSIS, **{**MARROW, "marrow_evidence": "none"}).verdict("I12.2")
    assert low.state is State.INCOMPLETE
    assert codes(low) == ["why_below_needs_marrow", "why_no_evidence"]
    assert missing(low) == ["marrow_evidence"]
    unset = lab(eligible, plt="60").but(DIAGNOSIS, **MARROW).set(validity_days_marrow="").verdict("I12.2")
    assert unset.state is State.NEEDS_PI
    assert "plt" in shown(unset)


def test_that_a_count_over_the_limit_that_the_marrow_opens_shows_sample_and_examination(eligible: Participant) -> None:
    verdict = lab(eligible, plt="60").but(DIAGNOSIS, **MARROW).verdict("I12.2")
    assert verdict.state is State.MET
    assert codes(verdict) == ["why_at_least_marrow", "why_marrow", "why_sampled"]
    assert shown(verdict) == ["plt", "marrow_examined_on"]


def test_that_a_count_opened_by_the_marrow_holds_as_long_as_the_examination(eligible: Participant) -> None:
    child = lab(eligible, plt="60").but(DIAGNOSIS, **{**MARROW, "marrow_examined_on": "2025-03-18"})
    valid = child.set(validity_days_lab="7", validity_days_marrow="4").verdict("I12.2").valid_until
    assert str(valid) == "2025-03-22"
    assert str(child.set(validity_days_lab="5", validity_days_marrow="9").verdict("I12.2").valid_until) == "2025-03-23"


def test_that_direct_bilirubin_is_asked_for_only_by_its_ruling(eligible: Participant) -> None:
    child = lab(eligible, dbil="")
    assert child.state("I12.3") is State.MET
    both = child.ruled(R_BILI="both_total_and_direct").verdict("I12.3")
    assert both.state is State.INCOMPLETE
    assert missing(both) == ["dbil"]


def test_that_a_transaminase_within_the_plain_limit_asks_nothing_of_the_liver(eligible: Participant) -> None:
    child = lab(eligible, alt="90", ast="132").but(DIAGNOSIS, liver_metastasis="")
    verdict = child.verdict("I12.5")
    assert verdict.state is State.MET
    assert "why_no_liver" not in codes(verdict)


def test_that_one_between_both_limits_says_what_it_is_over_and_what_the_liver_lacks(eligible: Participant) -> None:
    verdict = lab(eligible, alt="91").but(DIAGNOSIS, liver_metastasis="").verdict("I12.5")
    assert verdict.state is State.INCOMPLETE
    assert codes(verdict)[:2] == ["why_above_uln", "why_missing"]
    assert missing(verdict) == ["liver_metastasis"]
    assert "alt" in shown(verdict)
    none = lab(eligible, alt="91").verdict("I12.5")
    assert none.state is State.NOT_MET
    assert {"why_above_uln", "why_no_liver"} <= set(codes(none))


@pytest.mark.parametrize(("alt", "state", "said"), [
    ("91", State.MET, {"why_at_most_uln", "why_liver", "why_sampled"}),
    ("<150", State.MET, {"why_at_most_uln", "why_liver", "why_sampled"}),
    ("<151", State.INCOMPLETE, {"why_straddles", "why_liver"}),
    (">90", State.INCOMPLETE, {"why_straddles", "why_liver"}),
    (">150", State.NOT_MET, {"why_above_uln", "why_sampled"}),
])
def test_that_the_liver_widens_the_limit_and_never_replaces_it(
    eligible: Participant, alt: str, state: State, said: set[str]
) -> None:
    verdict = lab(eligible, alt=alt).but(DIAGNOSIS, **LIVER).verdict("I12.5")
    assert verdict.state is state
    assert said <= set(codes(verdict))
    assert "alt" in shown(verdict)


@pytest.mark.parametrize("involved", ["", "[unknown]", "[pending]"])
def test_that_a_result_beyond_the_wider_limit_waits_for_no_evidence(eligible: Participant, involved: str) -> None:
    child = eligible.but(DIAGNOSIS, liver_metastasis=involved, marrow_involved=involved)
    assert lab(child, alt="151").state("I12.5") is State.NOT_MET
    assert lab(child, plt="19").state("I12.2") is State.NOT_MET
    assert lab(child, alt="150", plt="20").state("I12.5") is State.INCOMPLETE
    assert lab(child, alt="150", plt="20").state("I12.2") is State.INCOMPLETE


@pytest.mark.parametrize(("criterion", "values", "evidence", "key"), [
    ("I12.2", {"plt": "60"}, {"marrow_involved": "yes", "marrow_evidence": "none"}, "marrow_evidence"),
    ("I12.5", {"alt": "120"}, {"liver_metastasis": "yes", "liver_evidence": "none"}, "liver_evidence"),
])
def test_that_evidence_that_there_is_none_of_is_named(
    eligible: Participant, criterion: str, values: dict[str, str], evidence: dict[str, str], key: str
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
    eligible: Participant, criterion: str, values: dict[str, str], involved: dict[str, str], key: str
) -> None:
    child = lab(eligible, **values).but(DIAGNOSIS, **involved)
    for day in ("", "[unknown]", "2025-03-21"):
        verdict = child.but(DIAGNOSIS, **{key: day}).verdict(criterion)
        assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef(DIAGNOSIS, key),))


@pytest.mark.parametrize(("anc", "plt"), [("0.4", "19"), ("0.8", "60"), ("2.31", "214")])
def test_that_counts_are_told_by_their_names(eligible: Participant, anc: str, plt: str) -> None:
    child = eligible.but(LAB, anc=anc, plt=plt)
    for criterion, name, value in (("I12.1", "ANC", anc), ("I12.2", "PLT", plt)):
        first = child.verdict(criterion).reasons[0].arguments
        assert (first["name"], first["value"]) == (name, value)


@pytest.mark.parametrize(("key", "low", "criterion"), [("plt", "40", "I12.2"), ("anc", "0.7", "I12.1")])
def test_that_several_samples_hide_no_end_of_the_marrows_evidence(
    eligible: Participant, key: str, low: str, criterion: str
) -> None:
    marrow = {"marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-11"}
    child = eligible.but("diagnosis", **marrow).set(validity_days_marrow="10", validity_days_lab="7")
    values = dict(child.entries["laboratory"][-1][0])
    child = child.but("laboratory", sampled_at="").also("laboratory", **{**values, "sampled_at": "", key: low})
    verdict = child.verdict(criterion)
    assert (verdict.state, str(verdict.valid_until)) == (State.MET, "2025-03-21")
    assert child.on("2025-03-22").state(criterion) is State.INCOMPLETE
