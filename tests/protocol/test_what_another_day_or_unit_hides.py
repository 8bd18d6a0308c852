"""Answers that stand, and a day, a unit or a later check that makes them say something else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ucbnk_desktop.protocol.procedures import procedure_codes
from ucbnk_desktop.protocol.verdicts import State, Verdict

Child = Any
Row = dict[str, str]
FORM = "prior_therapy"
CHECKED = {
    "infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
    "live_vaccine_since": "no",
}


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


def enrolled(child: Child, day: str = "2025-03-20") -> Child:
    return child.but("enrolment", enrolled_on=day, dose_level="1")


# The check before an infusion


@pytest.fixture
def treated(eligible: Child) -> Child:
    """Enrolled, and asked about before the infusion of 29 March."""
    return enrolled(eligible).on("2025-03-29")


@pytest.mark.parametrize("first", [
    {"given": "no"}, {"given": "yes", "infused_on": "2025-03-22"}, {"given": "no", "infused_on": "2025-03-22"},
])
def test_that_a_steroid_or_vaccine_told_at_one_check_counts_at_the_next(treated: Child, first: Row) -> None:
    told = {"steroid_since": "yes", "steroid_last_on": "2025-03-20", "live_vaccine_since": "yes",
            "live_vaccine_on": "2025-03-18"}
    gate = treated.also("infusion", **first, **told).also("infusion", **CHECKED).gate()
    assert [gate[criterion].state for criterion in ("E16", "E20")] == [State.PENDING_DATE] * 2
    assert str(gate["E16"].first_ok) == "2025-04-04"


def test_that_what_is_told_at_a_later_check_says_nothing_of_an_earlier_day(treated: Child) -> None:
    child = treated.also("infusion", given="yes", infused_on="2025-03-29", **CHECKED)
    later = {**CHECKED, "steroid_since": "yes", "steroid_last_on": "2025-04-10"}
    gate = child.also("infusion", given="yes", infused_on="2025-04-12", **later).gate()
    assert gate["E16"].state is State.ABSENT


def test_that_what_was_told_without_its_day_is_asked_for(treated: Child) -> None:
    told = {"given": "yes", "infused_on": "2025-03-22", "steroid_since": "yes"}
    gate = treated.also("infusion", **told).also("infusion", **CHECKED).gate()
    assert gate["E16"].state is State.INCOMPLETE


@pytest.mark.parametrize("day", ["", "2025-03-29"])
def test_that_of_two_checks_of_one_day_the_worse_counts(treated: Child, day: str) -> None:
    ill = {**CHECKED, "infection_treatment_today": "yes", "intravenous_infection_today": "yes"}
    for checks in ((ill, CHECKED), (CHECKED, ill)):
        child = treated
        for check in checks:
            child = child.also("infusion", infused_on=day, **check)
        assert [child.gate()[criterion].state for criterion in ("E13", "E19")] == [State.PRESENT] * 2


# The day of enrolment


def test_that_recording_the_enrolment_moves_no_look_back_from_the_consent(eligible: Child) -> None:
    row = {"procedure": "肿瘤切除术", "category": "major_surgery", "performed_on": "2025-02-15"}
    child = eligible.set(enrol_definition="consent").having(FORM, "surgery", row)
    assert [child.state("E8"), enrolled(child).state("E8")] == [State.PRESENT] * 2


def test_that_recording_the_enrolment_moves_no_wash_out_from_the_first_infusion(eligible: Child) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-03"}
    child = eligible.set(enrol_definition="first_infusion").planned("2025-03-25").having(FORM, "chemotherapy", row)
    assert [child.state("I7"), enrolled(child).state("I7")] == [State.MET] * 2


def test_that_an_enrolment_to_come_is_none_yet(eligible: Child) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-03"}
    child = eligible.having(FORM, "chemotherapy", row)
    assert [child.state("I7"), enrolled(child, "2025-03-24").state("I7")] == [State.PENDING_DATE] * 2
    assert enrolled(child, "2025-03-24").on("2025-03-24").state("I7") is State.MET


@pytest.mark.parametrize(("form", "field", "day"), [
    ("consent", "guardian_signed_at", "2052-03-10 09:10"), ("consent", "guardian_signed_at", "2015-03-10 09:10"),
    ("enrolment", "enrolled_on", "2005-03-20"),
])
def test_that_a_day_that_cannot_be_refuses_nobody_for_her_age(
    eligible: Child, form: str, field: str, day: str
) -> None:
    verdict = eligible.but(form, **{field: day}).verdict("I2")
    assert verdict.state is State.INCOMPLETE
    assert (form, field) in {(ref.form, ref.field) for ref in verdict.missing}


# Treatment


@pytest.mark.parametrize(("began", "state"), [
    ("2025-03-18", State.INCOMPLETE), ("2025-03-22", State.INCOMPLETE), ("", State.INCOMPLETE),
    ("2025-03", State.INCOMPLETE), ("2025-03-23", State.MET),
])
def test_that_a_course_of_the_combination_is_left_out_only_if_it_began_after_the_infusion(
    eligible: Child, began: str, state: State
) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": began, "last_dose_on": "2025-04-20"}
    child = enrolled(eligible).ruled(R_COMBO="none").having(FORM, "chemotherapy", row)
    assert child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-25").state("I7") is state


def test_that_an_infusion_before_consent_is_no_first_infusion(eligible: Child) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": "2025-03-15", "last_dose_on": "2025-03-18"}
    child = enrolled(eligible).ruled(R_COMBO="none").having(FORM, "chemotherapy", row)
    assert child.also("infusion", given="yes", infused_on="2025-03-05").state("I7") is State.NOT_MET


@pytest.mark.parametrize(("category", "state"), [
    ("minor_procedure", State.NOT_MET), ("fracture", State.NOT_MET), ("major_surgery", State.MET),
    ("", State.INCOMPLETE),
])
def test_that_only_major_surgery_is_the_surgery_of_i4(eligible: Child, category: str, state: State) -> None:
    row = {"procedure": "骨髓穿刺", "category": category, "performed_on": "2023-08-01"}
    child = eligible.ruled(R_MODALITIES="all_three").having(FORM, "surgery", row)
    assert child.state("I4") is state
    assert category == "" or child.ruled(R_MODALITIES="investigator_judges").state("I4") is State.MET


@pytest.mark.parametrize("typed", [
    "open lumbar vertebral biopsy", "lumbar sympathectomy", "骨髓穿刺术后切口清创", "PICC相关静脉切开", "腰椎切开减压",
    "骨髓穿刺、开腹探查", "lumbar", "穿刺",
])
def test_that_another_procedure_is_not_exempt_by_a_word_of_an_exempt_one(typed: str) -> None:
    assert "other_minor" in procedure_codes(typed)


@pytest.mark.parametrize("typed", [
    "骨髓穿刺 中心静脉置管术", "腰椎穿刺中心静脉导管置入", "marrow aspiration line placement", "腰椎穿刺置管",
    "PICC置管 左髂骨活检", "腰椎穿刺 胫骨活检", "lumbar puncture bone biopsy", "PICC 穿刺活检",
    "PICC置管、活检", "picc with biopsy", "腰穿+活检", "PICC、鞘注",
])
def test_that_what_goes_with_one_exempt_procedure_exempts_nothing_beside_another(typed: str) -> None:
    assert "other_minor" in procedure_codes(typed)


@pytest.mark.parametrize(("typed", "code"), [
    ("左侧髂后上棘骨髓穿刺术", "marrow_puncture"), ("双侧髂骨骨髓穿刺及活检", "marrow_puncture"),
    ("镇静下骨穿+涂片", "marrow_puncture"), ("bilateral marrow aspirates and biopsies", "marrow_puncture"),
    ("Bone marrow examination (left)", "marrow_puncture"), ("腰椎穿刺+鞘内注射", "lumbar_puncture"),
    ("诊断性腰穿", "lumbar_puncture"), ("Lumbar tap", "lumbar_puncture"), ("右上肢PICC置管", "picc"),
    ("PICC line insertion", "picc"), ("经外周静脉置入中心静脉导管", "picc"),
])
def test_that_an_exempt_procedure_may_be_described(typed: str, code: str) -> None:
    assert procedure_codes(typed) == {code}


# Units


@pytest.mark.parametrize(("criterion", "key", "values"), [
    ("I12.3", "tbil", ("3.0", "mg/dL", "21")), ("I12.3", "tbil", ("20", "µmol/L", "1.2")),
    ("I12.4", "crea", ("1.2", "mg/dL", "44")), ("I12.4", "crea", ("29", "µmol/L", "0.5")),
    ("I12.5", "alt", ("24", "U/L", "4")), ("E4", "pt", ("12.1", "s", "100")), ("E4", "aptt", ("29.5", "s", "380")),
])
def test_that_an_upper_limit_of_another_unit_settles_nothing(
    eligible: Child, criterion: str, key: str, values: tuple[str, str, str]
) -> None:
    value, unit, uln = values
    verdict = eligible.but("laboratory", **{key: value, f"{key}_unit": unit, f"{key}_uln": uln}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert "why_limit_unit" in codes(verdict)


@pytest.mark.parametrize(("key", "unit", "low", "high"), [
    ("tbil", "µmol/L", "5", "250"), ("alt", "U/L", "5", "300"), ("ast", "U/L", "5", "300"),
    ("crea", "µmol/L", "10", "200"), ("pt", "s", "8", "40"), ("aptt", "s", "15", "100"), ("dbil", "µmol/L", "1", "100"),
])
def test_that_an_upper_limit_may_be_that_of_a_newborn_or_of_an_adult(
    eligible: Child, key: str, unit: str, low: str, high: str
) -> None:
    eligible = eligible.ruled(R_BILI="both_total_and_direct")
    criterion = {"tbil": "I12.3", "dbil": "I12.3", "crea": "I12.4", "alt": "I12.5", "ast": "I12.5"}.get(key, "E4")
    for limit, says in ((low, False), (high, False), (f"{high}.1", True), (str(Decimal(low) - Decimal("0.1")), True)):
        values = {key: "5", f"{key}_unit": unit, f"{key}_uln": limit, f"{key}_lln": ""}
        assert ("why_limit_unit" in codes(eligible.but("laboratory", **values).verdict(criterion))) is says, limit


# Infants


def test_that_an_infants_exemption_from_the_score_ends_with_her_first_birthday(eligible: Child) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-22").ruled(R_INFANT_PS="not_applicable")
    verdict = infant.verdict("I3")
    assert (verdict.state, str(verdict.valid_until)) == (State.NOT_APPLICABLE, "2025-03-21")
    for score in ({"scale": "[not_done]"}, {"lansky_score": "30"}, {}):
        assert infant.but("performance", **score).on("2025-03-22").state("I3") is State.INCOMPLETE
    again = infant.on("2025-03-22").planned("2025-03-24").also(
        "performance", assessed_on="2025-03-22", scale="lansky", lansky_score="80")
    assert again.state("I3") is State.MET


def test_that_an_infants_heart_failure_class_ends_with_her_first_birthday(eligible: Child) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-22")
    infant = infant.but("medical_history", nyha_class="[not_applicable]", ross_class="I")
    verdict = infant.verdict("E2")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-21")
    assert infant.on("2025-03-22").state("E2") is State.INCOMPLETE


# How long it holds


def test_that_one_limb_over_its_limit_is_valid_as_long_as_its_sample(eligible: Child) -> None:
    child = eligible.ruled(R_COAG="both").but("laboratory", inr="1.6").set(validity_days_lab="7")
    verdict = child.verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-25")
    assert child.on("2025-03-26").state("E4") is State.INCOMPLETE


@pytest.mark.parametrize(("key", "low", "criterion"), [("plt", "40", "I12.2"), ("anc", "0.7", "I12.1")])
def test_that_several_samples_hide_no_end_of_the_marrows_evidence(
    eligible: Child, key: str, low: str, criterion: str
) -> None:
    marrow = {"marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-11"}
    child = eligible.but("diagnosis", **marrow).set(validity_days_marrow="10", validity_days_lab="7")
    values = dict(child.entries["laboratory"][-1][0])
    child = child.but("laboratory", sampled_at="").also("laboratory", **{**values, "sampled_at": "", key: low})
    verdict = child.verdict(criterion)
    assert (verdict.state, str(verdict.valid_until)) == (State.MET, "2025-03-21")
    assert child.on("2025-03-22").state(criterion) is State.INCOMPLETE


def test_that_results_behind_a_waiting_criterion_end_the_days_too(eligible: Child) -> None:
    brain = {"brain_metastasis": "yes", "brain_symptomatic": "no", "brain_treated": "yes",
             "brain_stable_since": "2025-01-25", "brain_imaging": "mri", "brain_imaging_on": "2025-03-12",
             "brain_haemorrhage": "no"}
    found = eligible.but("diagnosis", **brain).set(validity_days_ct_mri="10").assessment()
    assert found.verdict("E1").state is State.PENDING_DATE
    assert (str(found.earliest), str(found.latest)) == ("2025-03-26", "2025-03-22")


# A test that confirms


def test_that_an_older_confirmation_does_not_clear_a_later_reactive_antibody(eligible: Child) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive")
    older = child.also("laboratory", sampled_on="2025-03-12", hiv_confirmation="negative")
    newer = child.also("laboratory", sampled_on="2025-03-19", hiv_confirmation="negative")
    same = child.but("laboratory", hiv_confirmation="negative")
    assert [one.state("E23.3") for one in (older, newer, same)] == [State.INCOMPLETE, State.ABSENT, State.ABSENT]
    assert codes(older.verdict("E23.3")) == {"why_confirmed_before"}


# Consent


def test_that_a_consent_form_without_its_first_day_is_the_studys_to_complete(eligible: Child) -> None:
    child = eligible.set(consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0"}]')
    verdict = child.verdict("I1")
    assert (verdict.state, verdict.settings) == (State.NEEDS_PI, verdict.settings)
    assert "consent_forms" in verdict.settings


@pytest.mark.parametrize(("born", "planned", "asked"), [
    ("2017-03-15", "2025-03-22", True), ("2017-03-10", "2025-03-22", False), ("2017-03-22", "2025-03-22", True),
    ("2017-03-23", "2025-03-22", False), ("2017-03-23", "2025-03-23", True),
])
def test_that_a_birthday_between_consent_and_infusion_asks_for_consent_anew(
    eligible: Child, born: str, planned: str, *, asked: bool
) -> None:
    child = eligible.but("demographics", birth_date=born).planned(planned)
    queries = {query.code for query in child.assessment().queries}
    assert ("why_query_consent_anew" in queries) is asked
    if asked:
        signed = child.but("consent", assent_signed_at=f"{planned} 08:00").assessment()
        assert "why_query_consent_anew" not in {query.code for query in signed.queries}


@pytest.mark.parametrize("ages", ["", "8", '["8"]', "[0]", "[true]"])
def test_that_ages_that_are_none_ask_for_nothing(eligible: Child, ages: str) -> None:
    child = eligible.but("demographics", birth_date="2017-03-15").set(reconsent_ages=ages)
    assert "why_query_consent_anew" not in {query.code for query in child.assessment().queries}


# A part and its whole


@pytest.mark.parametrize(("white", "asked"), [
    ("2.30", True), ("2.31", False), ("2310", True), ("<2", False), (">2", False), ("", False),
])
def test_that_more_neutrophils_than_white_cells_are_asked_about(eligible: Child, white: str, *, asked: bool) -> None:
    unit = "/µL" if white == "2310" else "10⁹/L"
    printed = {"anc": "2311", "anc_unit": "/µL"} if white == "2310" else {}
    child = eligible.but("laboratory", wbc=white, wbc_unit=unit, **printed)
    assert ("why_query_anc_above_wbc" in {query.code for query in child.assessment().queries}) is asked


# Found before


@pytest.mark.parametrize(("key", "before", "asked"), [
    ("hiv_confirmation", "positive", True), ("hiv_nat", "positive", True), ("hiv_nat", "negative", False),
])
def test_that_a_proof_of_hiv_from_before_is_asked_about(
    eligible: Child, key: str, before: str, *, asked: bool
) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive", hiv_confirmation="negative", hiv_nat="negative")
    found = child.also("laboratory", sampled_on="2025-02-01", **{key: before}).assessment()
    assert found.verdict("E23.3").state is State.ABSENT
    fields = [query.arguments["field"] for query in found.queries if query.code == "why_query_hiv_before"]
    assert [field.field for field in fields] == [key] * asked


def test_that_a_proof_of_hiv_that_counts_is_no_question(eligible: Child) -> None:
    found = eligible.but("laboratory", hiv_ab="reactive", hiv_confirmation="positive").assessment()
    assert found.verdict("E23.3").state is State.PRESENT
    assert "why_query_hiv_before" not in {query.code for query in found.queries}
