"""Promise one: facts for which the protocol says no, not yet or not known never come out as satisfied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.dates import plus_months
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Outcome, State

Attack = tuple[str, Callable[[Participant], Participant], str, State]
THERAPY, HISTORY, LAB = "prior_therapy", "medical_history", "laboratory"
DRUG = {"drug": "药", "investigational": "no", "toxicity_recovered": "yes", "protocol_combination": "no"}
ANTIBODY = {**DRUG, "drug_class": "anti_gd2", "protocol_combination": "yes", "last_dose_on": "2025-03-01"}
TRIAL = {"trial": "某试验", "antitumour": "no", "last_dose_on": "2025-03-15", "ended_on": "2025-03-15"}
STEM = {"transplant_type": "autologous", "infused_on": "2024-01-01", "total_body_irradiation": "no",
        "active_gvhd": "no"}
GRAFT = {"what": "allogeneic_hsct", "transplanted_on": "2025-03-01"}
STEROID = {"drug": "布地奈德", "category": "inhaled_topical", "route": "inhaled", "ongoing": "no",
           "last_dose_on": "2025-03-19"}
FEVER = {"grade": "3", "cause": "chemotherapy"}


def rows(child: Participant, gate: str, table: str, *entries: dict[str, str], form: str = THERAPY) -> Participant:
    return child.but(form, **{gate: "yes"}).having(form, table, *entries)


def born(child: Participant, day: str) -> Participant:
    return child.but("demographics", birth_date=day)


def history(**values: str) -> Callable[[Participant], Participant]:
    return lambda child: child.but(HISTORY, **values)


def lab(**values: str) -> Callable[[Participant], Participant]:
    return lambda child: child.but(LAB, **values)


def later(**values: str) -> Callable[[Participant], Participant]:
    """With one more sample, of the day after the one that stands."""
    return lambda child: child.also(LAB, **{"sampled_on": "2025-03-19", **values})


def toxic(term: str) -> Callable[[Participant], Participant]:
    ruled = {"R_RECOVERY": "counts_by_I12"}
    return lambda child: rows(
        child, "any_toxicity", "toxicities", {**FEVER, "term": term}, form="toxicities"
    ).ruled(**ruled)


CONSENT: tuple[Attack, ...] = (
    ("the day before her eighth birthday a guardian signs alone, on it she signs too",
     lambda c: born(c, "2017-03-10").but("consent", assent_capable="yes"), "I1", State.INCOMPLETE),
    ("a child of eight who cannot assent is for the investigator",
     lambda c: born(c, "2017-03-10").but("judgements", judgement_i1=""), "I1", State.NEEDS_PI),
    ("on her 18th birthday no guardian signs for her",
     lambda c: born(c, "2007-03-10"), "I1", State.INCOMPLETE),
    ("two guardians where the study wants two", lambda c: c.set(guardians_required="2"), "I1", State.INCOMPLETE),
    ("a witness who is needed and did not sign", lambda c: c.but("consent", witness_needed="yes"), "I1",
     State.INCOMPLETE),
    ("a form that was not in force", lambda c: c.set(
        consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]'), "I1",
     State.NOT_MET),
    ("a form nobody knows", lambda c: c.but("consent", form_version="2.0"), "I1", State.INCOMPLETE),
    ("consent after the first procedure",
     lambda c: c.but("consent", guardian_signed_at="2025-03-10 10:01"), "I1", State.NOT_MET),
    ("consent in the minute of the first procedure", lambda c: c.but(
        "consent", guardian_signed_at="2025-03-10 10:00").but("judgements", judgement_i1=""), "I1", State.NEEDS_PI),
    ("a first procedure that is still to come",
     lambda c: c.but("screening", first_procedure_at="2025-05-10 10:00"), "I1", State.INCOMPLETE),
    ("consent still to come", lambda c: c.but(
        "consent", guardian_signed_at="2025-03-21 09:00").but("screening", first_procedure_at="2025-03-21 10:00"),
     "I1", State.INCOMPLETE),
    ("a refusal left behind a child who cannot assent",
     lambda c: c.but("consent", assent_outcome="refuses"), "I13", State.NOT_MET),
    ("a refusal of one who signs herself", lambda c: born(c, "2007-03-10").but(
        "consent", participant_signed_at="2025-03-10 09:00", assent_capable="yes", assent_outcome="refuses"), "I13",
     State.NOT_MET),
)
PERSON: tuple[Attack, ...] = (
    ("the day after the 18th birthday", lambda c: born(c, "2007-03-19").planned("2025-03-20"), "I2", State.NOT_MET),
    ("of age until consent and too old at the infusion", lambda c: born(c, "2007-03-21"), "I2", State.NOT_MET),
    ("a plan gone by keeps nobody young, whatever counts as enrolment",
     lambda c: born(c, "2007-03-15").planned("2025-03-12").set(enrol_definition="first_infusion").ruled(
         R_AGE_REF="enrolment"), "I2", State.NOT_MET),
    ("born on the day of consent", lambda c: born(c, "2025-03-10"), "I2", State.NOT_MET),
    ("born on 29 February, a day too old by 1 March", lambda c: born(c, "2004-02-29").ruled(
        R_AGE_TOP="completed_years_le_18").planned("2025-03-20"), "I2", State.NOT_MET),
    ("16 on the day of assessment and scored by Lansky", lambda c: born(c, "2009-03-18"), "I3", State.INCOMPLETE),
    ("15 and scored by Karnofsky", lambda c: born(c, "2009-03-19").but(
        "performance", scale="karnofsky", lansky_score="", karnofsky_score="80"), "I3", State.INCOMPLETE),
    ("scores on both scales", lambda c: c.but("performance", karnofsky_score="90"), "I3", State.INCOMPLETE),
    ("a score of 40", lambda c: c.but("performance", lansky_score="40"), "I3", State.NOT_MET),
    ("a newer score that is pending", lambda c: c.also(
        "performance", assessed_on="2025-03-19", scale="lansky", lansky_score="[pending]"), "I3", State.INCOMPLETE),
    ("a score from the day before consent", lambda c: c.but("performance", assessed_on="2025-03-09"), "I3",
     State.INCOMPLETE),
)
DISEASE: tuple[Attack, ...] = (
    ("MYCN still awaited", lambda c: c.but("diagnosis", mycn="[pending]"), "I4", State.INCOMPLETE),
    ("a relapse that is still to come", lambda c: c.having(
        "diagnosis", "relapses", {"relapsed_on": "2025-04-01", "site": "骨"}), "I4", State.INCOMPLETE),
    ("an estimate of eleven weeks", lambda c: c.but("judgements", survival_weeks="11"), "I5", State.NOT_MET),
    ("febrile neutropenia is no blood count", toxic("发热性中性粒细胞减少"), "I6", State.NOT_MET),
    ("febrile neutropenia in English", toxic("Febrile neutropenia"), "I6", State.NOT_MET),
    ("a haemolytic anaemia is no blood count", toxic("溶血性贫血"), "I6", State.NOT_MET),
    ("a lesion of the brain left behind a no", lambda c: c.but("diagnosis", brain_symptomatic="yes"), "E1",
     State.INCOMPLETE),
    ("the kind of pneumonitis left behind a no", history(ild_cause="other"), "E3", State.INCOMPLETE),
    ("a diagnosis of bleeding left behind a no", history(bleeding_diagnosis="血友病A"), "E6", State.INCOMPLETE),
    ("a wound described behind a no", history(wound_detail="骶部"), "E7", State.INCOMPLETE),
    ("an obstruction described behind a no", history(absorption_detail="肠梗阻"), "E9", State.INCOMPLETE),
    ("an effusion described behind a no", history(effusion_symptomatic="yes"), "E12", State.INCOMPLETE),
    ("an infection described behind a no", history(infection_detail="肺炎"), "E13", State.INCOMPLETE),
    ("a treatment described behind a no", history(antimicrobial_purpose="treatment"), "E13", State.INCOMPLETE),
    ("a disease described behind a no", history(autoimmune_kind="other"), "E17", State.INCOMPLETE),
    ("systemic treatment dated behind none", history(
        autoimmune_disease="yes", autoimmune_kind="other", autoimmune_treatment="none",
        autoimmune_last_treated_on="2025-01-01"), "E17", State.INCOMPLETE),
    ("a contraindication described behind a no", history(il2_detail="心功能不全"), "E18", State.INCOMPLETE),
    ("a tumour said not to be cured behind a no", history(malignancy_cured="no"), "E21", State.INCOMPLETE),
    ("something else described behind a no", history(other_condition_detail="移民"), "E22", State.INCOMPLETE),
    ("an anticoagulant named behind a no", history(anticoagulant_kind="therapeutic"), "E4", State.INCOMPLETE),
    ("NYHA said not to fit a child of four", history(nyha_class="[not_applicable]", ross_class="I"), "E2",
     State.INCOMPLETE),
    ("Ross class IV judged, NYHA not answered", lambda c: c.but(
        HISTORY, nyha_class="", ross_class="IV").ruled(R_HF_INFANT="investigator_judges"), "E2", State.INCOMPLETE),
)
TREATMENT: tuple[Attack, ...] = (
    ("the protocol's own antibody, exempt from the clock, its toxicity not recovered", lambda c: rows(
        c, "anticancer_given", "anticancer", {**ANTIBODY, "toxicity_recovered": "no"}).ruled(R_COMBO="anti_gd2"),
     "I8", State.NOT_MET),
    ("the same with the recovery unknown", lambda c: rows(
        c, "anticancer_given", "anticancer", {**ANTIBODY, "toxicity_recovered": ""}).ruled(R_COMBO="both"), "I8",
     State.INCOMPLETE),
    ("a drug of another trial five days ago, of which nobody says what it was", lambda c: rows(
        c, "trial_taken_part", "trials", TRIAL).but("judgements", judgement_i8=""), "I8", State.NEEDS_PI),
    ("the same, its last day unknown", lambda c: rows(
        c, "trial_taken_part", "trials", {**TRIAL, "last_dose_on": "[unknown]"}).but("judgements", judgement_i8=""),
     "I8", State.NEEDS_PI),
    ("an allogeneic transplant of three weeks ago that stands in one table only", lambda c: rows(
        c, "allogeneic_transplant", "transplants", GRAFT).ruled(R_ALLO="tissue_graft"), "I11", State.INCOMPLETE),
    ("the same beside autologous cells", lambda c: rows(
        rows(c, "stem_cells_given", "stem_cells", STEM), "allogeneic_transplant", "transplants", GRAFT
    ).ruled(R_ALLO="none"), "I11", State.INCOMPLETE),
    ("an allogeneic transplant dated later in the other table", lambda c: rows(
        rows(c, "stem_cells_given", "stem_cells", {**STEM, "transplant_type": "allogeneic"}),
        "allogeneic_transplant", "transplants", GRAFT).ruled(R_ALLO="none"), "I11", State.PENDING_DATE),
    ("external radiotherapy with an activity", lambda c: c.having(THERAPY, "radiotherapy", {
        "modality": "external", "extent": "local_palliative_small", "activity_gbq": "3.7", "ended_on": "2025-03-01",
    }), "I10", State.INCOMPLETE),
    ("an inhaled steroid that was given by vein", lambda c: rows(
        c, "immunosuppression_given", "immunosuppression", {**STEROID, "route": "intravenous"}), "E16",
     State.INCOMPLETE),
    ("a marrow puncture with something else behind it", lambda c: c.having(THERAPY, "surgery", {
        "procedure": "骨髓穿刺、开腹探查", "category": "minor_procedure", "performed_on": "2025-03-15"}), "E8",
     State.PENDING_DATE),
    ("a marrow harvest is no puncture", lambda c: c.having(THERAPY, "surgery", {
        "procedure": "Bone marrow harvest", "category": "minor_procedure", "performed_on": "2025-03-15"}), "E8",
     State.PENDING_DATE),
    ("chemotherapy after the anchor", lambda c: c.having(THERAPY, "chemotherapy", {
        "drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-25"}), "I7",
     State.PENDING_DATE),
    ("the later of two doses decides", lambda c: c.having(THERAPY, "chemotherapy", *(
        {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": on}
        for on in ("2025-03-01", "2024-01-01"))), "I7", State.PENDING_DATE),
    ("rows beside a no", lambda c: c.having(THERAPY, "vaccines", {
        "vaccine": "麻腮风", "live": "yes", "given_on": "2025-03-15"}), "E20", State.INCOMPLETE),
    ("a row of which nothing is known", lambda c: rows(c, "growth_factor_given", "growth_factors", {}), "I9",
     State.INCOMPLETE),
)
RESULTS: tuple[Attack, ...] = (
    ("a zero that holds a place", lab(inr="0"), "E4", State.INCOMPLETE),
    ("a zero creatinine", lab(crea="0"), "I12.4", State.INCOMPLETE),
    ("a zero that looks below the limit", lab(alt="<0"), "I12.5", State.INCOMPLETE),
    ("an INR in per cent", lab(inr="1.1", inr_unit="%"), "E4", State.INCOMPLETE),
    ("platelets per microlitre", lab(plt="214", plt_unit="/µL"), "I12.2", State.NOT_MET),
    ("below something above the limit", lab(tbil="<40"), "I12.3", State.INCOMPLETE),
    ("above something below the limit", lab(anc=">0.5"), "I12.1", State.INCOMPLETE),
    ("low platelets, the marrow not known", lambda c: c.but(LAB, plt="40").but(
        "diagnosis", marrow_involved="[unknown]"), "I12.2", State.INCOMPLETE),
    ("low platelets, the marrow not examined", lambda c: c.but(LAB, plt="40").but(
        "diagnosis", marrow_involved="yes", marrow_evidence="none"), "I12.2", State.INCOMPLETE),
    ("low platelets, the marrow examined too long ago", lambda c: c.but(LAB, plt="40").but(
        "diagnosis", marrow_involved="yes", marrow_evidence="marrow", marrow_examined_on="2025-02-19",
    ).set(routine_results_before_consent="accepted"), "I12.2", State.INCOMPLETE),
    ("enzymes of four times, the liver examined tomorrow", lambda c: c.but(LAB, alt="120").but(
        "diagnosis", liver_metastasis="yes", liver_evidence="ct_mri", liver_examined_on="2025-03-21"), "I12.5",
     State.INCOMPLETE),
    ("a pending count behind an older good one", later(plt="[pending]"), "I12.2", State.INCOMPLETE),
    ("an unknown count behind an older good one", later(anc="[unknown]"), "I12.1", State.INCOMPLETE),
    ("a worse sample of the same minute entered first", lambda c: c.without(LAB).also(
        LAB, **{**c.entries[LAB][0][0], "plt": "10"}).also(LAB, **c.entries[LAB][0][0]), "I12.2", State.NOT_MET),
    ("a worse sample of the same day without a time", later(
        sampled_on="2025-03-18", plt="10", plt_unit="10⁹/L"), "I12.2", State.NOT_MET),
    ("an undated sample", later(sampled_on="", plt="10"), "I12.2", State.INCOMPLETE),
    ("a sample from the morning before consent was signed", lambda c: c.but(
        LAB, sampled_on="2025-03-10", sampled_at="09:09").set(validity_days_lab="28"), "I12.2", State.INCOMPLETE),
    ("a sample between the guardian's and the child's own signature", lambda c: born(c, "2015-06-01").but(
        "consent", assent_capable="yes", assent_outcome="agrees", assent_form_version="ASSENT DEMO 1.0",
        assent_signed_at="2025-03-19 09:00").but("screening", first_procedure_at="2025-03-19 10:00"), "I12.2",
     State.INCOMPLETE),
    ("the worst sample fails both the creatinine and the clearance", lambda c: c.also(
        LAB, sampled_on="2025-03-16", crea="500", crea_unit="µmol/L", crea_uln="44").ruled(
        R_SAMPLE="worst_in_window", R_CREA="scr_or_clearance(60)"), "I12.4", State.NOT_MET),
    ("a virus found earlier in the screening period", lambda c: c.also(
        LAB, sampled_on="2025-03-12", hiv_ab="reactive", hiv_confirmation="positive"), "E23.3", State.PRESENT),
    ("hepatitis C found earlier in the screening period", lambda c: c.also(
        LAB, sampled_on="2025-03-12", hcv_ab="positive", hcv_rna="positive"), "E23.2", State.PRESENT),
    ("hepatitis B found earlier in the screening period", lambda c: c.also(
        LAB, sampled_on="2025-03-12", hbsag="positive", hbv_dna="900", hbv_dna_unit="IU/mL", hbv_dna_uln="20"),
     "E23.1", State.PRESENT),
    ("HIV RNA before the antibody", lab(hiv_nat="positive"), "E23.3", State.PRESENT),
    ("HIV RNA awaited", lab(hiv_nat="[pending]"), "E23.3", State.INCOMPLETE),
    ("a confirmation awaited beside a negative antibody", lab(hiv_confirmation="[pending]"), "E23.3",
     State.INCOMPLETE),
    ("a confirmation that contradicts the antibody", lab(hiv_confirmation="positive"), "E23.3", State.INCOMPLETE),
    ("18 months by a month that has no such day", lambda c: born(c, "2023-08-31").on("2025-02-28").but(
        LAB, sampled_on="2025-02-28", hiv_ab="reactive", hiv_confirmation="positive", hiv_nat="negative",
    ).set(routine_results_before_consent="accepted").ruled(R_MATERNAL="nat_decides"), "E23.3", State.PRESENT),
    ("QTc at the limit of a boy", lambda c: c.but("ecg_echo", qt_ms="450", heart_rate_per_min="60"), "E2",
     State.PRESENT),
    ("an ejection fraction just below 50", lambda c: c.but("ecg_echo", lvef_percent="49.9"), "E2", State.PRESENT),
    ("an echo that is pending behind an older good one", lambda c: c.also(
        "ecg_echo", echo_on="2025-03-19", lvef_percent="[pending]"), "E2", State.INCOMPLETE),
    ("1+ and no 24 h protein", lab(upro_dip="1"), "E11", State.INCOMPLETE),
)
ATTACKS = (*CONSENT, *PERSON, *DISEASE, *TREATMENT, *RESULTS)
NAMES = [one[0] for one in ATTACKS]


@pytest.mark.parametrize(("change", "criterion", "state"), [one[1:] for one in ATTACKS], ids=NAMES)
def test_that_the_criterion_says_what_the_protocol_says(
    eligible: Participant, change: Callable[[Participant], Participant], criterion: str, state: State
) -> None:
    child = change(eligible)
    assert child.state(criterion) is state
    assert child.assessment().outcome is not Outcome.READY_TO_SIGN


@pytest.mark.parametrize(("change", "criterion"), [one[1:3] for one in ATTACKS], ids=NAMES)
def test_that_open_rulings_let_none_of_them_through(
    eligible: Participant, change: Callable[[Participant], Participant], criterion: str
) -> None:
    assert change(eligible).open().assessment().outcome is not Outcome.READY_TO_SIGN


# Dates: the worked vectors of the specification and the days around them


def _chemotherapy(child: Participant, last: str, **more: str) -> Participant:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": last, **more}
    return child.having(THERAPY, "chemotherapy", row)


WAITS: tuple[tuple[str, Callable[[Participant], Participant], str, str], ...] = (
    ("21 days", lambda c: _chemotherapy(c, "2025-03-01"), "I7", "2025-03-22"),
    ("42 days", lambda c: _chemotherapy(c, "2025-02-08", nitrosourea="yes"), "I7", "2025-03-22"),
    ("56 days", lambda c: rows(c, "stem_cells_given", "stem_cells", {**STEM, "infused_on": "2025-01-25"}), "I11",
     "2025-03-22"),
    ("14 days over a leap day", lambda c: rows(c, "growth_factor_given", "growth_factors", {
        "drug": "PEG-G-CSF", "duration_class": "long_acting", "last_dose_on": "2024-02-15"}), "I9", "2024-02-29"),
    ("28 days, the edge within", lambda c: c.having(THERAPY, "surgery", {
        "procedure": "术", "category": "major_surgery", "performed_on": "2025-02-22"}), "E8", "2025-03-23"),
    ("two months from a 31st", lambda c: _lesion(c, "2025-12-31"), "E1", "2026-03-01"),
    ("two months from a 15th", lambda c: _lesion(c, "2026-01-15"), "E1", "2026-03-16"),
    ("a month of which only the month is known", lambda c: _chemotherapy(c, "2025-02"), "I7", "2025-03-21"),
)


def _lesion(child: Participant, since: str) -> Participant:
    return child.but(
        "diagnosis", brain_metastasis="yes", brain_symptomatic="no", brain_treated="yes", brain_stable_since=since,
        brain_imaging="mri", brain_imaging_on="2026-02-20", brain_haemorrhage="no",
    ).but("judgements", judged_on="2025-03-19").set(screening_window_days="999", validity_days_ct_mri="99")


@pytest.mark.parametrize(("change", "criterion", "first"), [one[1:] for one in WAITS], ids=[one[0] for one in WAITS])
def test_that_the_day_before_the_first_never_holds(
    eligible: Participant, change: Callable[[Participant], Participant], criterion: str, first: str
) -> None:
    child, day = change(eligible), date.fromisoformat(first)
    assert replace(child, day=day - timedelta(days=1)).state(criterion) in (State.PENDING_DATE, State.INCOMPLETE)
    if day >= date(2025, 3, 19):  # before it the judgements lie in the future
        assert replace(child, day=day).state(criterion) in (State.MET, State.ABSENT)


CLEARS = [
    ("abdominal_event", "abdominal_events", "abscess", "E10", 6, "2025-09-22", "2026-03-23", "2026-03-22"),
    ("abdominal_event", "abdominal_events", "abscess", "E10", 6, "2025-08-31", "2026-03-01", "2026-03-01"),
    ("thromboembolism", "thromboembolic_events", "dvt", "E5", 12, "2025-02-28", "2026-03-01", "2026-02-28"),
    ("thromboembolism", "thromboembolic_events", "dvt", "E5", 12, "2024-02-29", "2025-03-01", "2025-03-01"),
]


@pytest.mark.parametrize(("gate", "table", "event", "criterion", "months", "on", "within", "clear"), CLEARS)
def test_that_months_back_never_clear_a_day_early(
    eligible: Participant, *, gate: str, table: str, event: str, criterion: str, months: int, on: str,
    within: str, clear: str
) -> None:
    child = rows(eligible, gate, table, {"event": event, "occurred_on": on}, form=HISTORY)
    for edge, first in (("within", within), ("clear", clear)):
        day = date.fromisoformat(first)
        ruled = child.ruled(R_EDGE=edge)
        assert replace(ruled, day=day - timedelta(days=1)).state(criterion) is State.PRESENT
        assert replace(ruled, day=day).state(criterion) is State.ABSENT
        assert plus_months(day, -months) >= date.fromisoformat(on)


# The study's decisions


def _used(child: Participant) -> set[str]:
    return {setting for verdict in child.assessment().verdicts for setting in verdict.settings}


def test_that_a_used_setting_taken_back_asks_the_principal_investigator(
    eligible: Participant, severe: Participant
) -> None:
    for child in (eligible, severe):
        for setting in _used(child):
            without = child.set(**{setting: ""}).assessment()
            assert without.outcome is Outcome.NEEDS_PI, setting
            asked = {reason.arguments["setting"] for verdict in without.verdicts for reason in verdict.reasons
                     if reason.code == "why_setting"}
            assert asked == {f"setting:{setting}"}


def _almost(child: Participant) -> Iterator[Participant]:
    """Children who are not ready for one reason each."""
    yield from (change(child) for _, change, _, _ in ATTACKS)


def test_that_no_setting_taken_back_makes_anybody_ready(eligible: Participant) -> None:
    for child in _almost(eligible):
        for setting in _used(child):
            assert child.set(**{setting: ""}).assessment().outcome is not Outcome.READY_TO_SIGN


def test_that_a_ruling_left_open_makes_nobody_ready_who_fails_under_one_of_its_values(
    eligible: Participant, severe: Participant, pack: ProtocolPack
) -> None:
    for child in (eligible, severe):
        for ruling, definition in pack.rulings.items():
            opened = replace(child, rulings={**child.rulings, ruling: ""}).assessment()
            values = [value.replace("(x)", "(60)") for value in definition.allowed] if definition.kind != "set" else [
                "all", "none"]
            under = [replace(child, rulings={**child.rulings, ruling: value}).assessment() for value in values]
            if any(one.outcome is not Outcome.READY_TO_SIGN for one in under):
                assert opened.outcome is not Outcome.READY_TO_SIGN, ruling


# The investigator


@pytest.mark.parametrize(("key", "text"), [
    ("judged_by", ""), ("judged_by", "[unknown]"), ("judged_on", ""), ("judged_on", "[pending]"),
    ("judged_on", "2025-03-21"), ("judged_on", "2025-03-09"), ("judged_on", "19"),
])
def test_that_a_judgement_without_a_name_and_a_day_that_can_be_does_not_count(
    eligible: Participant, key: str, text: str
) -> None:
    child = eligible.but("judgements", **{key: text})
    for criterion in ("I4", "I5", "I6", "I13", "E3", "E6", "E7", "E9", "E14", "E22", "E25"):
        verdict = child.verdict(criterion)
        assert verdict.state is State.INCOMPLETE
        assert [ref.field for ref in verdict.missing] == [key]


def test_that_an_objection_counts_without_a_name(eligible: Participant) -> None:
    unsigned = eligible.but("judgements", judged_by="", judged_on="")
    for key in ("i1", "i8", "i13"):
        assert unsigned.but("judgements", **{f"judgement_{key}": "not_met"}).state(key.upper()) is State.NOT_MET
    for key in ("e1", "e2", "e4", "e12", "e13", "e17", "e18", "e21"):
        assert unsigned.but("judgements", **{f"judgement_{key}": "present"}).state(key.upper()) is State.PRESENT


def test_that_results_after_the_judgement_are_asked_about(eligible: Participant) -> None:
    child = eligible.also(LAB, sampled_on="2025-03-20", plt="100")
    assert [query.code for query in child.assessment().queries] == ["why_query_judged_early"]


# What is asked anew before an infusion

ASKED = {"infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
         "live_vaccine_since": "no"}


def test_that_an_infusion_that_was_not_given_answers_for_no_later_day(eligible: Participant) -> None:
    child = eligible.also("infusion", infusion_number="1", given="no", not_given_reason="发热", **ASKED)
    assert {verdict.state for verdict in child.on("2025-04-01").gate().values()} == {State.INCOMPLETE}


@pytest.mark.parametrize(("values", "criterion"), [
    ({"steroid_last_on": "2025-03-31"}, "E16"), ({"live_vaccine_on": "2025-03-31"}, "E20"),
])
def test_that_a_date_left_behind_a_no_is_a_contradiction(
    eligible: Participant, values: dict[str, str], criterion: str
) -> None:
    child = eligible.also("infusion", infusion_number="1", given="yes", infused_on="2025-04-01", **ASKED, **values)
    assert child.on("2025-04-01").gate()[criterion].state is State.INCOMPLETE


# What a confirmation covers


def test_that_every_answer_changes_the_digest(eligible: Participant, severe: Participant) -> None:
    for child in (eligible, severe):
        before = child.assessment().digest
        for form, entries in child.entries.items():
            values, tables = entries[-1]
            for key in (key for key in values if not key.endswith("_unit")):  # none named is the usual one
                assert child.but(form, **{key: ""}).assessment().digest != before, (form, key)
            for table, found in tables.items():
                assert child.having(form, table, *found[1:]).assessment().digest != before, (form, table)


def test_that_used_decisions_change_the_digest_and_a_day_or_an_infusion_does_not(eligible: Participant) -> None:
    before = eligible.assessment()
    for setting in _used(eligible):
        assert eligible.set(**{setting: "9"}).assessment().digest != before.digest, setting
    for ruling in {ruling for verdict in before.verdicts for ruling in verdict.rulings}:
        assert replace(eligible, rulings={**eligible.rulings, ruling: ""}).assessment().digest != before.digest
    after = eligible.but("enrolment", enrolled_on="2025-03-20", dose_level="1").on("2025-03-22")
    after = after.also("infusion", given="yes", infused_on="2025-03-22").also("adverse_event", term="发热")
    assert after.assessment().digest == eligible.on("2025-03-21").assessment().digest == before.digest
