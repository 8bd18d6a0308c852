from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any


def lab(child: Child, **values: str) -> Child:
    return child.but("laboratory", **values)


MARROW = {"marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-12"}
LIVER = {"liver_metastasis": "yes", "liver_evidence": "ct_mri", "liver_examined_on": "2025-03-12"}

# I12.1, I12.2


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
    eligible: Child, *, key: str, criterion: str, value: str, plain: State, marrow: State
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
def test_that_counts_are_converted_only_by_the_table(eligible: Child, unit: str, value: str, state: State) -> None:
    assert lab(eligible, anc=value, anc_unit=unit).state("I12.1") is state


@pytest.mark.parametrize("involved", ["", "[unknown]", "[pending]"])
def test_that_a_low_count_with_unknown_marrow_is_incomplete(eligible: Child, involved: str) -> None:
    verdict = lab(eligible, anc="0.8").but("diagnosis", marrow_involved=involved).verdict("I12.1")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["marrow_involved"]
    assert eligible.but("diagnosis", marrow_involved=involved).state("I12.1") is State.MET


def test_that_imaging_opens_the_lower_limit_only_by_ruling(eligible: Child) -> None:
    imaging = {**MARROW, "marrow_evidence": "imaging"}
    child = lab(eligible, anc="0.92").but("diagnosis", **imaging)
    assert child.state("I12.1") is State.NOT_MET
    assert child.ruled(R_MARROW="marrow_or_imaging").state("I12.1") is State.MET
    assert child.ruled(R_MARROW="").state("I12.1") is State.NEEDS_PI


@pytest.mark.parametrize("change", [
    {"marrow_evidence": ""}, {"marrow_evidence": "none"}, {"marrow_examined_on": ""},
    {"marrow_examined_on": "2025-02-19"}, {"marrow_examined_on": "2025-03-21"},
])
def test_that_marrow_without_valid_evidence_opens_nothing(eligible: Child, change: dict[str, str]) -> None:
    child = lab(eligible, anc="0.92").set(routine_results_before_consent="accepted")
    assert child.but("diagnosis", **{**MARROW, **change}).state("I12.1") is State.INCOMPLETE


def test_that_the_sentence_names_the_marrow(eligible: Child) -> None:
    reasons = lab(eligible, anc="0.92").but("diagnosis", **MARROW).verdict("I12.1").reasons
    assert reasons[0].code == "why_at_least_marrow"
    assert reasons[0].arguments == {"name": "ANC", "value": "0.92", "limit": "0.5"}


DIFFERENTIAL = {
    "anc": "", "wbc": "2.0", "wbc_unit": "10⁹/L", "neutrophil_segmented_percent": "45",
    "neutrophil_band_percent": "5",
}


def test_that_neutrophils_may_come_from_the_differential(eligible: Child) -> None:
    assert lab(eligible, **DIFFERENTIAL).state("I12.1") is State.MET
    assert lab(eligible, **{**DIFFERENTIAL, "neutrophil_band_percent": "4.9"}).state("I12.1") is State.NOT_MET


@pytest.mark.parametrize("change", [
    {"wbc": ""}, {"neutrophil_band_percent": ""}, {"neutrophil_segmented_percent": "120"}, {"anc": "[pending]"},
    {"neutrophil_segmented_percent": "-5"}, {"neutrophil_band_percent": "60"},
])
def test_that_half_a_differential_is_no_count(eligible: Child, change: dict[str, str]) -> None:
    assert lab(eligible, **{**DIFFERENTIAL, **change}).state("I12.1") is State.INCOMPLETE


def test_that_a_printed_count_wins_and_a_difference_is_asked_about(eligible: Child) -> None:
    child = lab(eligible, **{**DIFFERENTIAL, "anc": "1.11"})
    assert child.state("I12.1") is State.MET
    assert "why_query_anc" in [query.code for query in child.assessment().queries]
    agreeing = lab(eligible, **{**DIFFERENTIAL, "anc": "1.10"}).assessment()
    assert "why_query_anc" not in [query.code for query in agreeing.queries]


# Samples


@pytest.mark.parametrize("text", ["", "[pending]", "[not_done]", "[unknown]", "[not_applicable]"])
@pytest.mark.parametrize(("key", "criterion"), [
    ("anc", "I12.1"), ("plt", "I12.2"), ("tbil", "I12.3"), ("crea", "I12.4"), ("alt", "I12.5"), ("ast", "I12.5"),
    ("inr", "E4"), ("pt", "E4"), ("aptt", "E4"), ("upro_dip", "E11"), ("hbsag", "E23.1"), ("hcv_ab", "E23.2"),
    ("hiv_ab", "E23.3"),
])
def test_that_a_missing_result_is_incomplete_and_named(
    eligible: Child, key: str, criterion: str, text: str
) -> None:
    verdict = lab(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


def test_that_an_older_number_never_stands_in_for_a_pending_one(eligible: Child) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-19", anc="[pending]")
    verdict = child.verdict("I12.1")
    assert verdict.state is State.INCOMPLETE
    assert verdict.reasons[0].code == "why_pending"
    assert child.state("I12.2") is State.MET


def test_that_the_latest_sample_decides_and_the_worst_by_ruling(eligible: Child) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-16", anc="0.4", anc_unit="10⁹/L")
    assert child.state("I12.1") is State.MET
    assert child.ruled(R_SAMPLE="worst_in_window").state("I12.1") is State.NOT_MET
    assert child.ruled(R_SAMPLE="").state("I12.1") is State.NEEDS_PI
    assert eligible.ruled(R_SAMPLE="").state("I12.1") is State.MET


def test_that_an_expired_sample_is_not_the_worst_in_the_window(eligible: Child) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-12", anc="0.4", anc_unit="10⁹/L")
    assert child.ruled(R_SAMPLE="worst_in_window").state("I12.1") is State.MET


def test_that_the_later_time_of_one_day_decides(eligible: Child) -> None:
    late = {"sampled_on": "2025-03-18", "anc": "0.4", "anc_unit": "10⁹/L"}
    assert eligible.also("laboratory", **late, sampled_at="16:00").state("I12.1") is State.NOT_MET
    assert eligible.also("laboratory", **late, sampled_at="07:00").state("I12.1") is State.MET
    assert eligible.also("laboratory", **late).state("I12.1") is State.NOT_MET


def test_that_samples_of_unknown_order_decide_together(eligible: Child) -> None:
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
    eligible: Child, sampled: str, state: State, code: str
) -> None:
    verdict = lab(eligible, sampled_on=sampled).verdict("I12.1")
    assert verdict.state is state
    assert verdict.reasons[0].code == code


def test_that_an_undated_sample_hides_no_dated_one_and_is_not_hidden_by_it(eligible: Child) -> None:
    child = eligible.also("laboratory", anc="0.2", anc_unit="10⁹/L")
    assert child.state("I12.1") is State.INCOMPLETE


def test_that_the_last_valid_day_is_told(eligible: Child) -> None:
    assert eligible.verdict("I12.1").valid_until == date(2025, 3, 25)


def test_that_an_unset_validity_never_means_valid(eligible: Child) -> None:
    for settings in ({"validity_days_lab": ""}, {"screening_window_days": ""}):
        verdict = eligible.set(**settings).verdict("I12.1")
        assert verdict.state is State.NEEDS_PI
        assert verdict.reasons[0].code == "why_setting"
        assert next(iter(settings)) in verdict.settings


def test_that_the_screening_window_ends(eligible: Child) -> None:
    child = eligible.set(screening_window_days="9")
    assert child.state("I12.1") is State.INCOMPLETE
    assert eligible.set(screening_window_days="10").verdict("I12.1").valid_until == date(2025, 3, 20)


@pytest.mark.parametrize(("setting", "state"), [
    ("accepted", State.MET), ("not_accepted", State.INCOMPLETE), ("", State.NEEDS_PI),
])
def test_that_a_sample_from_before_consent_needs_the_studys_leave(
    eligible: Child, setting: str, state: State
) -> None:
    child = lab(eligible, sampled_on="2025-03-15").but("consent", guardian_signed_at="2025-03-16 09:00")
    child = child.but("screening", first_procedure_at="2025-03-16 10:00")
    assert child.set(routine_results_before_consent=setting).state("I12.1") is state


def test_that_samples_after_enrolment_are_no_facts_of_eligibility(eligible: Child) -> None:
    child = eligible.but("enrolment", enrolled_on="2025-03-20").on("2025-05-01")
    later = child.also("laboratory", sampled_on="2025-04-20", anc="0.1", anc_unit="10⁹/L")
    assert later.state("I12.1") is State.MET
    assert later.assessment().digest == child.assessment().digest


def test_that_an_echo_after_enrolment_in_an_entry_begun_before_does_not_count(eligible: Child) -> None:
    child = eligible.but("ecg_echo", echo_on="2025-04-20").but("enrolment", enrolled_on="2025-03-20").on("2025-05-01")
    assert child.state("E2") is State.INCOMPLETE


# I12.3 to I12.5


@pytest.mark.parametrize(("value", "uln", "state"), [
    ("31.4", "21", State.MET), ("31.5", "21", State.MET), ("31.6", "21", State.NOT_MET), ("61.65", "41.1", State.MET),
    ("<5", "21", State.MET), ("<40", "21", State.INCOMPLETE), (">31.5", "21", State.NOT_MET),
    ("9.8", "", State.INCOMPLETE), ("9.8", "0", State.INCOMPLETE), ("-1", "21", State.INCOMPLETE),
])
@pytest.mark.parametrize(("key", "criterion"), [("tbil", "I12.3"), ("crea", "I12.4")])
def test_that_one_and_a_half_times_the_upper_limit_passes(
    eligible: Child, *, key: str, criterion: str, value: str, uln: str, state: State
) -> None:
    assert lab(eligible, **{key: value, f"{key}_uln": uln}).state(criterion) is state


def test_that_a_lower_limit_above_the_upper_one_is_never_computed_from(eligible: Child) -> None:
    assert lab(eligible, tbil_lln="30").state("I12.3") is State.INCOMPLETE


def test_that_direct_bilirubin_counts_only_by_ruling(eligible: Child) -> None:
    child = lab(eligible, dbil="30")
    assert child.state("I12.3") is State.MET
    assert child.ruled(R_BILI="both_total_and_direct").state("I12.3") is State.NOT_MET


def test_that_the_sentence_shows_the_product(eligible: Child) -> None:
    reasons = lab(eligible, tbil="31.5", tbil_uln="21.0").verdict("I12.3").reasons
    assert reasons[0].arguments == {"name": "TBIL", "value": "31.5", "times": "1.5", "uln": "21.0", "limit": "31.5"}


@pytest.mark.parametrize(("crea", "ruling", "state"), [
    ("29", "scr_only", State.MET), ("29", "scr_and_clearance(60)", State.MET),
    ("29", "scr_and_clearance(300)", State.NOT_MET), ("29", "scr_and_clearance(100)", State.NEEDS_PI),
    ("67", "scr_and_clearance(10)", State.NOT_MET), ("67", "scr_or_clearance(30)", State.MET),
    ("67", "scr_or_clearance(300)", State.NOT_MET), ("29", "scr_or_clearance(300)", State.MET),
    ("29", "", State.NEEDS_PI), ("67", "", State.NEEDS_PI), ("29", "scr_and_clearance(x)", State.NEEDS_PI),
])
def test_that_creatinine_follows_its_ruling(eligible: Child, crea: str, ruling: str, state: State) -> None:
    assert lab(eligible, crea=crea).ruled(R_CREA=ruling).state("I12.4") is state


@pytest.mark.parametrize(("form", "key"), [
    ("vital_signs", "weight_kg"), ("vital_signs", "height_cm"), ("demographics", "sex"),
])
def test_that_a_clearance_needs_its_parts(eligible: Child, form: str, key: str) -> None:
    verdict = eligible.ruled(R_CREA="scr_and_clearance(60)").but(form, **{key: ""}).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


def test_that_the_last_measured_weight_makes_the_clearance(eligible: Child) -> None:
    child = eligible.ruled(R_CREA="scr_and_clearance(120)").but("vital_signs", weight_kg="30")
    older = child.also("vital_signs", measured_at="2025-03-11 09:00", weight_kg="3", height_cm="50")
    assert older.state("I12.4") is child.state("I12.4") is State.MET
    assert child.also("vital_signs", weight_kg="3", height_cm="50").state("I12.4") is State.MET


@pytest.mark.parametrize(("values", "state"), [
    ({"crea": "<10"}, State.INCOMPLETE), ({"crea_unit": "苹果"}, State.INCOMPLETE),
    ({"crea": "0"}, State.INCOMPLETE),
])
def test_that_a_clearance_needs_an_exact_creatinine(eligible: Child, values: dict[str, str], state: State) -> None:
    assert lab(eligible, **values).ruled(R_CREA="scr_and_clearance(60)").state("I12.4") is state


@pytest.mark.parametrize("key", ["alt", "ast"])
@pytest.mark.parametrize(("value", "plain", "liver"), [
    ("90", State.MET, State.MET), ("90.1", State.NOT_MET, State.MET), ("150", State.NOT_MET, State.MET),
    ("150.1", State.NOT_MET, State.NOT_MET), ("<100", State.INCOMPLETE, State.MET),
])
def test_that_transaminases_have_a_wider_limit_with_liver_metastasis(
    eligible: Child, key: str, value: str, plain: State, liver: State
) -> None:
    child = lab(eligible, **{key: value, f"{key}_uln": "30"})
    assert child.state("I12.5") is plain
    assert child.but("diagnosis", **LIVER).state("I12.5") is liver


@pytest.mark.parametrize("change", [
    {"liver_metastasis": ""}, {"liver_evidence": ""}, {"liver_evidence": "none"}, {"liver_examined_on": ""},
    {"liver_examined_on": "2025-02-01"},
])
def test_that_liver_metastasis_needs_valid_evidence(eligible: Child, change: dict[str, str]) -> None:
    child = lab(eligible, alt="100").set(routine_results_before_consent="accepted")
    assert child.but("diagnosis", **{**LIVER, **change}).state("I12.5") is State.INCOMPLETE


def test_that_both_transaminases_are_needed(eligible: Child) -> None:
    verdict = lab(eligible, ast="").verdict("I12.5")
    assert (verdict.state, [ref.field for ref in verdict.missing]) == (State.INCOMPLETE, ["ast"])
    assert lab(eligible, alt="850", ast="").state("I12.5") is State.NOT_MET
    assert lab(eligible, alt_uln="").state("I12.5") is State.INCOMPLETE


def test_that_i12_is_as_bad_as_its_worst_part(eligible: Child) -> None:
    assert eligible.state("I12") is State.MET
    assert lab(eligible, ast="", alt="9").state("I12") is State.INCOMPLETE
    assert lab(eligible, ast="", plt="10").state("I12") is State.NOT_MET


# E4


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
    eligible: Child, values: dict[str, str], state: State
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
    eligible: Child, *, inr: str, tendency: str, either: State, both: State, undecided: State
) -> None:
    child = lab(eligible, inr=inr).but("medical_history", bleeding_tendency=tendency)
    assert child.state("E4") is either
    assert child.ruled(R_COAG="both").state("E4") is both
    assert child.ruled(R_COAG="").state("E4") is undecided


def test_that_one_limb_alone_is_let_through_only_by_the_investigator(eligible: Child) -> None:
    child = lab(eligible, inr="1.6").ruled(R_COAG="both").but("judgements", judgement_e4="")
    assert child.state("E4") is State.NEEDS_PI


@pytest.mark.parametrize(("values", "ruling", "state"), [
    ({"anticoagulant_kind": "therapeutic"}, "not_therapy", State.PRESENT),
    ({"anticoagulant_kind": "line_lock"}, "not_therapy", State.ABSENT),
    ({"anticoagulant_kind": "line_lock"}, "therapy", State.PRESENT),
    ({"anticoagulant_kind": ""}, "not_therapy", State.INCOMPLETE),
])
def test_that_a_line_lock_is_treatment_only_by_ruling(
    eligible: Child, values: dict[str, str], ruling: str, state: State
) -> None:
    child = eligible.but("medical_history", anticoagulant_therapy="yes", **values)
    assert child.ruled(R_LOCK=ruling).state("E4") is state


# E11


@pytest.mark.parametrize(("dip", "grams", "state"), [
    ("neg", "", State.ABSENT), ("trace", "5", State.ABSENT), ("1", "0.99", State.ABSENT), ("1", "1.0", State.PRESENT),
    ("4", "1.1", State.PRESENT), ("1", "", State.INCOMPLETE), ("2", "[pending]", State.INCOMPLETE),
    ("2", "<1.0", State.ABSENT), ("2", "<1.5", State.INCOMPLETE), ("", "2.0", State.INCOMPLETE),
])
def test_that_dipstick_and_24_hour_protein_exclude_together(
    eligible: Child, dip: str, grams: str, state: State
) -> None:
    child = lab(eligible, upro_dip=dip, upro_24h=grams, upro_24h_unit="g/24 h")
    assert child.state("E11") is state


def test_that_milligrams_are_converted(eligible: Child) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="1000", upro_24h_unit="mg/24h")
    assert child.state("E11") is State.PRESENT
    assert lab(eligible, upro_dip="1", upro_24h="1", upro_24h_unit="苹果").state("E11") is State.INCOMPLETE


@pytest.mark.parametrize(("upcr", "ruling", "state"), [
    ("1.9", "upcr_limit(2)", State.ABSENT), ("2", "upcr_limit(2)", State.PRESENT),
    ("1.9", "24h_required", State.INCOMPLETE), ("", "upcr_limit(2)", State.INCOMPLETE),
    ("1.9", "", State.NEEDS_PI),
])
def test_that_a_ratio_stands_in_for_24_hours_only_by_ruling(
    eligible: Child, upcr: str, ruling: str, state: State
) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="[not_done]", upcr=upcr, upcr_unit="g/g")
    assert child.ruled(R_UPCR=ruling).state("E11") is state


def test_that_a_ratio_does_not_replace_a_24_hour_result_that_is_pending(eligible: Child) -> None:
    child = lab(eligible, upro_dip="1", upro_24h="[pending]", upcr="0.1", upcr_unit="g/g")
    assert child.ruled(R_UPCR="upcr_limit(2)").state("E11") is State.INCOMPLETE


# E23


@pytest.mark.parametrize(("dna", "uln", "state"), [
    ("<20", "20", State.ABSENT), ("20", "20", State.ABSENT), ("20.1", "20", State.PRESENT),
    (">1000", "20", State.PRESENT), ("", "20", State.INCOMPLETE), ("[pending]", "20", State.INCOMPLETE),
    ("5", "", State.INCOMPLETE), ("<100", "20", State.INCOMPLETE),
])
def test_that_hepatitis_b_needs_antigen_and_dna(eligible: Child, dna: str, uln: str, state: State) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_unit="IU/mL", hbv_dna_uln=uln)
    assert child.state("E23.1") is state
    assert child.but("laboratory", hbsag="negative").state("E23.1") is State.ABSENT


@pytest.mark.parametrize(("unit", "dna", "ruling", "state"), [
    ("IU/mL", "100", "number(100)", State.ABSENT), ("IU/mL", "101", "number(100)", State.PRESENT),
    ("copies/mL", "1", "number(100)", State.INCOMPLETE), ("IU/mL", "1", "", State.NEEDS_PI),
])
def test_that_the_limit_of_dna_follows_its_ruling(
    eligible: Child, unit: str, dna: str, ruling: str, state: State
) -> None:
    child = lab(eligible, hbsag="positive", hbv_dna=dna, hbv_dna_unit=unit, hbv_dna_uln="20")
    assert child.ruled(R_DNA=ruling).state("E23.1") is state


@pytest.mark.parametrize(("antibody", "rna", "state"), [
    ("negative", "", State.ABSENT), ("positive", "negative", State.ABSENT), ("positive", "positive", State.PRESENT),
    ("positive", "", State.INCOMPLETE), ("positive", "[pending]", State.INCOMPLETE), ("", "negative", State.INCOMPLETE),
])
def test_that_hepatitis_c_needs_antibody_and_rna(eligible: Child, antibody: str, rna: str, state: State) -> None:
    assert lab(eligible, hcv_ab=antibody, hcv_rna=rna).state("E23.2") is state


@pytest.mark.parametrize(("antibody", "confirmation", "state"), [
    ("negative", "", State.ABSENT), ("reactive", "positive", State.PRESENT), ("reactive", "negative", State.ABSENT),
    ("reactive", "", State.INCOMPLETE), ("reactive", "[pending]", State.INCOMPLETE),
])
def test_that_hiv_must_be_confirmed(eligible: Child, antibody: str, confirmation: str, state: State) -> None:
    assert lab(eligible, hiv_ab=antibody, hiv_confirmation=confirmation).state("E23.3") is state


@pytest.mark.parametrize(("born", "nat", "state"), [
    ("2023-09-19", "negative", State.ABSENT), ("2023-09-18", "negative", State.PRESENT),
    ("2023-09-19", "positive", State.PRESENT), ("2023-09-19", "", State.INCOMPLETE),
])
def test_that_under_18_months_the_nucleic_acid_test_decides_by_ruling(
    eligible: Child, born: str, nat: str, state: State
) -> None:
    child = lab(eligible, hiv_ab="reactive", hiv_confirmation="positive", hiv_nat=nat)
    child = child.but("demographics", birth_date=born)
    assert child.state("E23.3") is State.PRESENT
    assert child.ruled(R_MATERNAL="nat_decides").state("E23.3") is state
    unborn = State.PRESENT if nat == "positive" else State.INCOMPLETE
    assert child.but("demographics", birth_date="").state("E23.3") is unborn


def test_that_e23_is_as_bad_as_its_worst_part(eligible: Child) -> None:
    assert eligible.state("E23") is State.ABSENT
    assert lab(eligible, hbsag="").state("E23") is State.INCOMPLETE
    assert lab(eligible, hbsag="", hiv_ab="reactive", hiv_confirmation="positive").state("E23") is State.PRESENT
