"""The other way round: a child whom the protocol lets in is not kept out by a slip of the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import Outcome, State

Grace = tuple[str, Callable[[Participant], Participant]]
THERAPY, HISTORY, LAB = "prior_therapy", "medical_history", "laboratory"


def rows(child: Participant, gate: str, table: str, *entries: dict[str, str], form: str = THERAPY) -> Participant:
    return child.but(form, **{gate: "yes"}).having(form, table, *entries)


def born(child: Participant, day: str) -> Participant:
    return child.but("demographics", birth_date=day)


def lab(**values: str) -> Callable[[Participant], Participant]:
    return lambda child: child.but(LAB, **values)


def history(**values: str) -> Callable[[Participant], Participant]:
    return lambda child: child.but(HISTORY, **values)


def chemotherapy(child: Participant, last: str, **more: str) -> Participant:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": last, **more}
    return child.having(THERAPY, "chemotherapy", row)


def steroid(**more: str) -> Callable[[Participant], Participant]:
    row = {"drug": "药", "category": "systemic_steroid", "route": "oral", "ongoing": "no", **more}
    return lambda child: rows(child, "immunosuppression_given", "immunosuppression", row)


def signing(child: Participant, birth: str, **values: str) -> Participant:
    return born(child, birth).but("consent", **values)


ASSENT = {"assent_capable": "yes", "assent_outcome": "agrees", "assent_form_version": "ASSENT DEMO 1.0",
          "assent_signed_at": "2025-03-10 09:20"}
ALONE = {"guardian_signed_at": "", "participant_signed_at": "2025-03-10 09:10"}
TEEN = {"scale": "karnofsky", "lansky_score": "", "karnofsky_score": "50"}


def teen(child: Participant, birth: str, **values: str) -> Participant:
    return signing(child, birth, **{**ASSENT, **values}).but("performance", **TEEN)


EDGES: tuple[Grace, ...] = (
    ("a score of exactly 50", lambda c: c.but("performance", lansky_score="50")),
    ("exactly twelve weeks", lambda c: c.but("judgements", survival_weeks="12")),
    ("day 21", lambda c: chemotherapy(c, "2025-02-27")),
    ("day 42 after a nitrosourea", lambda c: chemotherapy(c, "2025-02-06", nitrosourea="yes")),
    ("a month that ends before day 21", lambda c: chemotherapy(c, "2025-01")),
    ("a drug that spares the marrow, yesterday", lambda c: chemotherapy(c, "2025-03-19", myelosuppressive="no")),
    ("day 3 after a short-acting factor", lambda c: rows(c, "growth_factor_given", "growth_factors", {
        "drug": "G-CSF", "duration_class": "short_acting", "last_dose_on": "2025-03-17"})),
    ("day 14 after a small field", lambda c: c.having(THERAPY, "radiotherapy", {
        "modality": "external", "extent": "local_palliative_small", "ended_on": "2025-03-06"})),
    ("day 42 after MIBG", lambda c: c.having(THERAPY, "radiotherapy", {
        "modality": "mibg", "activity_gbq": "3.7", "ended_on": "2025-02-06"})),
    ("day 56 after her own stem cells", lambda c: rows(c, "stem_cells_given", "stem_cells", {
        "transplant_type": "autologous", "infused_on": "2025-01-23", "total_body_irradiation": "no",
        "active_gvhd": "no"})),
    ("day 29 after surgery", lambda c: c.having(THERAPY, "surgery", {
        "procedure": "术", "category": "major_surgery", "performed_on": "2025-02-19"})),
    ("a marrow puncture and biopsy two days ago", lambda c: c.having(THERAPY, "surgery", {
        "procedure": "肿瘤切除术", "category": "major_surgery", "performed_on": "2023-08-01"}, {
        "procedure": "双侧髂骨骨髓穿刺及活检", "category": "minor_procedure", "performed_on": "2025-03-18",
    }).but(THERAPY, surgery_done="yes")),
    ("day 15 after a steroid", steroid(last_dose_on="2025-03-07")),
    ("an inhaled steroid, still taken", steroid(category="inhaled_topical", route="inhaled", ongoing="yes")),
    ("an inactivated vaccine yesterday", lambda c: rows(c, "live_vaccine_given", "vaccines", {
        "vaccine": "流感灭活疫苗", "live": "no", "given_on": "2025-03-19"})),
    ("a transfusion is no transplant", lambda c: c.but("concomitant_medication", drug="红细胞悬液")),
    ("ANC of exactly 1.0", lab(anc="1.0")),
    ("platelets of exactly 75", lab(plt="75")),
    ("1.5 times the upper limit", lab(tbil="31.5", tbil_uln="21", crea="66", crea_uln="44")),
    ("3 times the upper limit", lab(alt="90", alt_uln="30")),
    ("INR 1.5, PT four seconds over, APTT 1.5 times", lab(inr="1.5", pt="17.5", aptt="57")),
    ("INR with its own name as unit", lab(inr="1.2", inr_unit="INR")),
    ("below the limit of detection", lab(tbil="<2.0", alt="<5")),
    ("proteinuria below one gram", lab(upro_dip="3", upro_24h="0.99", upro_24h_unit="g/24 h")),
    ("no proteinuria measured as zero", lab(upro_dip="1", upro_24h="0", upro_24h_unit="g/24 h")),
    ("HBsAg without virus", lab(hbsag="positive", hbv_dna="0", hbv_dna_unit="IU/mL", hbv_dna_uln="20")),
    ("the antibody of hepatitis C without virus", lab(hcv_ab="positive", hcv_rna="negative")),
    ("an HIV screen that was not confirmed", lab(hiv_ab="reactive", hiv_confirmation="negative")),
    ("QTc of 449.9 in a boy", lambda c: c.but("ecg_echo", qt_ms="449.9", heart_rate_per_min="60")),
    ("an ejection fraction of 50", lambda c: c.but("ecg_echo", lvef_percent="50")),
    ("the last valid day of a sample", lab(sampled_on="2025-03-13")),
    ("a symptom-free effusion", history(effusion="yes", effusion_site="pleural", effusion_symptomatic="no")),
    ("prophylaxis", history(antimicrobial_treatment="yes", antimicrobial_purpose="prophylaxis",
                            antimicrobial_kind="antibacterial")),
    ("a line lock", history(anticoagulant_therapy="yes", anticoagulant_kind="line_lock")),
    ("MYCN never tested", lambda c: c.but("diagnosis", mycn="[not_done]")),
)
PEOPLE: tuple[Grace, ...] = (
    ("the day before her eighth birthday a guardian alone signs", lambda c: signing(c, "2017-03-11")),
    ("from eight on with her assent", lambda c: signing(c, "2017-03-10", **ASSENT)),
    ("sixteen, who lives on nobody's earnings we asked about", lambda c: teen(c, "2009-03-01", own_earnings="")),
    ("sixteen and working, signing alone by ruling", lambda c: teen(
        c, "2009-03-01", own_earnings="yes", **ALONE).ruled(R_WORKING16="signs_alone")),
    ("her 18th birthday is the planned day", lambda c: teen(c, "2007-03-22")),
    ("a teenager born on 29 February", lambda c: teen(c, "2008-02-29")),
    ("born on 29 February", lambda c: born(c, "2020-02-29")),
    ("a refusal nobody wrote, a child too young to say", lambda c: c.but("consent", assent_capable="no")),
    ("a second guardian who need not sign", lambda c: c.but("consent", second_guardian_signed="no")),
    ("re-consent after the first procedure", lambda c: c.but("consent", participant_signed_at="2025-03-19 09:00")),
    ("a sample of the morning of consent without a time", lambda c: c.but(
        LAB, sampled_on="2025-03-10", sampled_at="").set(validity_days_lab="28", validity_days_coag="28")),
    ("a sample just after consent", lambda c: c.but(
        LAB, sampled_on="2025-03-10", sampled_at="09:11").set(validity_days_lab="28", validity_days_coag="28")),
)
SAMPLES: tuple[Grace, ...] = (
    ("a later entry in which the count was not done",
     lambda c: c.also(LAB, sampled_on="2025-03-19", anc="[not_done]", plt="[not_done]", nse="20")),
    ("a later ECG without an echo", lambda c: c.also(
        "ecg_echo", ecg_on="2025-03-19", qt_ms="320", heart_rate_per_min="100", echo_on="[not_done]",
        lvef_percent="[not_done]")),
    ("neutrophils not printed but counted", lab(
        anc="[not_done]", wbc="4.0", wbc_unit="10⁹/L", neutrophil_segmented_percent="50", neutrophil_band_percent="2")),
    ("an older worse sample", lambda c: c.also(LAB, sampled_on="2025-03-14", plt="10")),
    ("an expired worse sample, the worst in the window deciding", lambda c: c.also(
        LAB, sampled_on="2025-03-12", plt="10").ruled(R_SAMPLE="worst_in_window")),
    ("an older sample that is good, the worst in the window deciding", lambda c: c.also(
        LAB, sampled_on="2025-03-14", plt="200", plt_unit="10⁹/L").ruled(R_SAMPLE="worst_in_window")),
    ("two samples of one minute that agree", lambda c: c.also(LAB, **c.entries[LAB][0][0])),
    ("struck rows leave no trace", lambda c: c.having(THERAPY, "vaccines")),
)
GRACES = (*EDGES, *PEOPLE, *SAMPLES)


@pytest.mark.parametrize("change", [one[1] for one in GRACES], ids=[one[0] for one in GRACES])
def test_that_she_stays_ready_to_sign(eligible: Participant, change: Callable[[Participant], Participant]) -> None:
    assessment = change(eligible).assessment()
    assert [(one.criterion, one.state) for one in assessment.verdicts if not one.state.settled] == []
    assert assessment.outcome is Outcome.READY_TO_SIGN


def test_that_the_worst_in_the_window_holds_as_long_as_the_newest(eligible: Participant) -> None:
    child = eligible.also(LAB, sampled_on="2025-03-14", plt="200", plt_unit="10⁹/L").ruled(R_SAMPLE="worst_in_window")
    assert child.verdict("I12.2").valid_until == date(2025, 3, 25)


def test_that_an_infant_without_a_scale_needs_no_score(eligible: Participant) -> None:
    infant = born(eligible, "2024-06-01").without("performance").ruled(R_INFANT_PS="not_applicable")
    assert infant.state("I3") is State.NOT_APPLICABLE
    assert infant.ruled(R_INFANT_PS="investigator_scores_lansky").state("I3") is State.INCOMPLETE


def test_that_heart_failure_of_infants_follows_its_ruling(eligible: Participant) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-21")
    assert history(nyha_class="[not_applicable]", ross_class="II")(infant).state("E2") is State.ABSENT
    child = history(nyha_class="[not_applicable]", ross_class="IV")(infant).ruled(R_HF_INFANT="investigator_judges")
    assert child.state("E2") is State.ABSENT
    assert child.but("judgements", judgement_e2="").state("E2") is State.NEEDS_PI
    assert child.but("demographics", birth_date="2024-03-20").state("E2") is State.INCOMPLETE
    assert child.but("demographics", birth_date="").state("E2") is State.INCOMPLETE


@pytest.mark.parametrize("term", [
    "中性粒细胞计数降低", "血小板减少", "贫血", "骨髓抑制", "Neutrophil count decreased", "Thrombocytopenia",
])
def test_that_a_count_is_no_toxicity_where_i12_rules_it(eligible: Participant, term: str) -> None:
    row = {"term": term, "grade": "3", "cause": "chemotherapy"}
    child = rows(eligible, "any_toxicity", "toxicities", row, form="toxicities")
    assert child.state("I6") is State.NOT_MET
    assert child.ruled(R_RECOVERY="counts_by_I12").state("I6") is State.MET


def test_that_a_trial_long_over_asks_nobody(eligible: Participant) -> None:
    for last in ("2024-01-01", "[not_applicable]", "[not_done]"):
        row = {"trial": "某试验", "antitumour": "no", "last_dose_on": last, "ended_on": "2024-01-01"}
        child = rows(eligible, "trial_taken_part", "trials", row).but("judgements", judgement_i8="")
        assert child.state("I8") is State.MET


def test_that_a_trial_without_a_planned_start_is_for_the_investigator(eligible: Participant) -> None:
    row = {"trial": "某试验", "antitumour": "no", "last_dose_on": "2024-01-01", "ended_on": "2024-01-01"}
    child = rows(eligible, "trial_taken_part", "trials", row).planned("")
    assert child.state("I8") is State.MET
    assert child.but("judgements", judgement_i8="").state("I8") is State.NEEDS_PI


def test_that_a_graft_told_in_both_tables_counts_from_its_day(eligible: Participant) -> None:
    cells = {"transplant_type": "allogeneic", "infused_on": "2024-01-01", "total_body_irradiation": "no",
             "active_gvhd": "no"}
    graft = {"what": "allogeneic_hsct", "transplanted_on": "2024-01-01"}
    child = rows(eligible, "stem_cells_given", "stem_cells", cells).ruled(R_ALLO="tissue_graft")
    both = rows(child, "allogeneic_transplant", "transplants", graft)
    assert both.state("I11") is State.MET
    assert both.state("E24") is State.ABSENT
    undated = rows(child, "allogeneic_transplant", "transplants", {**graft, "transplanted_on": ""})
    assert undated.state("I11") is State.MET


def test_that_irradiation_told_beside_the_stem_cells_is_asked_about(eligible: Participant) -> None:
    cells = {"transplant_type": "autologous", "infused_on": "2024-01-01", "total_body_irradiation": "no",
             "active_gvhd": "no"}
    child = rows(eligible, "stem_cells_given", "stem_cells", cells).having(
        THERAPY, "radiotherapy", {"modality": "external", "extent": "total_body", "ended_on": "2023-12-28"}
    )
    assert [query.code for query in child.assessment().queries] == ["why_query_irradiation"]


@pytest.mark.parametrize("values", [
    {"hcv_rna": "positive"}, {"hbv_dna": "500", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20"},
])
def test_that_a_virus_without_its_screening_test_is_asked_about(eligible: Participant, values: dict[str, str]) -> None:
    assessment = eligible.but(LAB, **values).assessment()
    assert assessment.outcome is Outcome.READY_TO_SIGN
    assert [query.code for query in assessment.queries] == ["why_query_virus"]
    within = eligible.but(LAB, hbv_dna="10", hbv_dna_uln="20").assessment()
    assert within.queries == ()


def test_that_consent_without_a_known_first_procedure_is_complete_with_the_last_signature(
    eligible: Participant
) -> None:
    child = eligible.but("screening", first_procedure_at="")
    assert child.state("I1") is State.INCOMPLETE
    assert child.state("I12.1") is State.MET


def test_that_the_plan_of_another_day_keeps_everything_else(eligible: Participant) -> None:
    child = replace(eligible, planned_start=date(2025, 3, 24))
    assert child.assessment().outcome is Outcome.READY_TO_SIGN
    assert child.assessment().digest == eligible.assessment().digest


@pytest.mark.parametrize("absent", ["qt_ms", "heart_rate_per_min"])
def test_that_the_machines_qtc_needs_no_formula_beside_it(eligible: Participant, absent: str) -> None:
    verdict = eligible.but("ecg_echo", qtc_printed_ms="449", **{absent: ""}).ruled(R_QTC="machine").verdict("E2")
    assert verdict.state is State.ABSENT
    assert not any(reason.code.startswith("why_qtc_formulas") for reason in verdict.reasons)
