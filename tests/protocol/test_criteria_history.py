from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any


def history(child: Child, **values: str) -> Child:
    return child.but("medical_history", **values)


def judged(child: Child, **values: str) -> Child:
    return child.but("judgements", **{f"judgement_{key}": value for key, value in values.items()})


# Judgements

PURE = {"i4": "I4", "i5": "I5", "i6": "I6", "i13": "I13", "e3": "E3", "e6": "E6", "e7": "E7", "e9": "E9",
        "e14": "E14", "e22": "E22", "e25": "E25"}


@pytest.mark.parametrize(("key", "criterion"), PURE.items())
@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]", "[not_applicable]", "[not_done]"])
def test_that_an_unanswered_judgement_is_asked_for(eligible: Child, key: str, criterion: str, text: str) -> None:
    verdict = judged(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.NEEDS_PI
    assert "why_judgement" in [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize("key", [
    "i1", "i4", "i5", "i6", "i8", "i13", "e1", "e2", "e3", "e4", "e6", "e7", "e9", "e12", "e13", "e14", "e17", "e18",
    "e21", "e22", "e25",
])
def test_that_a_judgement_against_the_child_stops(eligible: Child, key: str) -> None:
    against = "not_met" if key.startswith("i") else "present"
    assert judged(eligible, **{key: against}).state(key.upper()).stops


# Questions whose yes excludes


@pytest.mark.parametrize(("key", "criterion"), [
    ("arrhythmia_uncontrolled", "E2"), ("hereditary_bleeding", "E6"), ("unhealed_wound", "E7"),
    ("absorption_impaired", "E9"), ("substance_abuse_or_mental", "E14"),
])
def test_that_yes_excludes_and_unknown_is_incomplete(eligible: Child, key: str, criterion: str) -> None:
    assert history(eligible, **{key: "yes"}).state(criterion) is State.PRESENT
    for text in ("", "[unknown]", "[pending]", "[not_applicable]"):
        verdict = history(eligible, **{key: text}).verdict(criterion)
        assert verdict.state is State.INCOMPLETE
        assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize(("key", "criterion"), [
    ("interstitial_lung_disease", "E3"), ("bleeding_tendency", "E4"), ("anticoagulant_therapy", "E4"),
    ("splenomegaly", "E6"), ("hypersplenism", "E6"), ("effusion", "E12"), ("active_infection", "E13"),
    ("antimicrobial_treatment", "E13"), ("active_infection", "E19"), ("intravenous_treatment", "E19"),
    ("autoimmune_disease", "E17"), ("il2_contraindication", "E18"), ("other_malignancy", "E21"),
    ("other_condition", "E22"), ("ischaemia_grade", "E2"), ("thromboembolism", "E5"), ("abdominal_event", "E10"),
])
@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]"])
def test_that_an_unanswered_question_is_incomplete(eligible: Child, key: str, criterion: str, text: str) -> None:
    verdict = history(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [key]


# I4


@pytest.mark.parametrize("key", ["diagnosed_on", "basis", "risk_group", "risk_system", "disease_status", "mycn"])
def test_that_the_diagnosis_must_be_complete(eligible: Child, key: str) -> None:
    verdict = eligible.but("diagnosis", **{key: ""}).verdict("I4")
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize("on", ["2025-03-21", "2025-04", "2019", "2020-05-31"])
def test_that_a_diagnosis_in_the_future_or_before_birth_is_none(eligible: Child, on: str) -> None:
    assert eligible.but("diagnosis", diagnosed_on=on).state("I4") is State.INCOMPLETE
    relapse = {"relapsed_on": "2019"}
    assert eligible.having("diagnosis", "relapses", relapse).state("I4") is State.INCOMPLETE


def test_that_one_staging_system_is_enough(eligible: Child) -> None:
    assert eligible.but("diagnosis", inss="", inrgss="M").state("I4") is State.MET
    assert eligible.but("diagnosis", inss="").state("I4") is State.INCOMPLETE


def test_that_mycn_may_be_untested(eligible: Child) -> None:
    assert eligible.but("diagnosis", mycn="[not_done]").state("I4") is State.MET


@pytest.mark.parametrize("gate", [
    "surgery_done", "chemotherapy_given", "radiotherapy_given", "stem_cells_given", "anticancer_given",
])
def test_that_the_treatments_must_be_known(eligible: Child, gate: str) -> None:
    assert eligible.but("prior_therapy", **{gate: "[unknown]"}).state("I4") is State.INCOMPLETE


def test_that_a_relapse_is_dated(eligible: Child) -> None:
    assert eligible.having("diagnosis", "relapses").state("I4") is State.INCOMPLETE
    assert eligible.having("diagnosis", "relapses", {"site": "骨"}).state("I4") is State.INCOMPLETE
    refractory = eligible.having("diagnosis", "relapses").but("diagnosis", disease_status="refractory")
    assert refractory.state("I4") is State.MET


@pytest.mark.parametrize(("risk", "status", "both", "either", "undecided"), [
    ("high", "relapsed", State.MET, State.MET, State.MET),
    ("high", "remission", State.NOT_MET, State.MET, State.NEEDS_PI),
    ("intermediate", "relapsed", State.NOT_MET, State.MET, State.NEEDS_PI),
    ("low", "newly_diagnosed", State.NOT_MET, State.NOT_MET, State.NOT_MET),
])
def test_that_high_risk_and_relapse_meet_as_ruled(
    eligible: Child, *, risk: str, status: str, both: State, either: State, undecided: State
) -> None:
    child = eligible.but("diagnosis", risk_group=risk, disease_status=status)
    assert child.state("I4") is both
    assert child.ruled(R_HRRR="either").state("I4") is either
    assert child.ruled(R_HRRR="").state("I4") is undecided


@pytest.mark.parametrize(("gate", "table"), [
    ("surgery_done", "surgery"), ("chemotherapy_given", "chemotherapy"), ("radiotherapy_given", "radiotherapy"),
])
def test_that_each_treatment_is_needed_by_ruling(eligible: Child, gate: str, table: str) -> None:
    child = eligible.but("prior_therapy", **{gate: "no"}).having("prior_therapy", table)
    assert child.state("I4") is State.NOT_MET
    assert child.ruled(R_MODALITIES="investigator_judges").state("I4") is State.MET


# I5


@pytest.mark.parametrize(("weeks", "state"), [
    ("11", State.NOT_MET), ("12", State.MET), ("13", State.MET), ("", State.INCOMPLETE),
    ("[unknown]", State.INCOMPLETE),
])
def test_that_twelve_weeks_pass(eligible: Child, weeks: str, state: State) -> None:
    assert eligible.but("judgements", survival_weeks=weeks).state("I5") is state


# I6


def toxicity(child: Child, **values: str) -> Child:
    row = {"term": "口腔黏膜炎", "grade": "2", "cause": "chemotherapy", **values}
    return child.but("toxicities", any_toxicity="yes").having("toxicities", "toxicities", row)


@pytest.mark.parametrize(("values", "state"), [
    ({"grade": "1"}, State.MET), ({"grade": "2"}, State.NOT_MET), ({"cause": "disease", "grade": "3"}, State.MET),
    ({"grade": ""}, State.INCOMPLETE), ({"cause": ""}, State.INCOMPLETE), ({"term": ""}, State.INCOMPLETE),
])
def test_that_a_judgement_of_recovery_does_not_stand_against_the_list(
    eligible: Child, values: dict[str, str], state: State
) -> None:
    assert toxicity(eligible, **values).state("I6") is state


def test_that_what_is_listed_stands_beside_the_open_question(eligible: Child) -> None:
    verdict = judged(toxicity(eligible, term="中性粒细胞计数降低", grade="3"), i6="").verdict("I6")
    assert [reason.code for reason in verdict.reasons] == ["why_judgement", "why_toxicity_listed"]


def test_that_counts_never_fail_while_their_ruling_is_open(eligible: Child) -> None:
    child = toxicity(eligible, term="血小板计数降低", grade="4")
    assert child.state("I6") is State.NOT_MET
    assert child.ruled(R_RECOVERY="counts_by_I12").state("I6") is State.MET
    assert child.ruled(R_RECOVERY="").state("I6") is State.NEEDS_PI


def test_that_exempt_toxicities_are_those_of_the_ruling(eligible: Child) -> None:
    child = toxicity(eligible, term="听力下降")
    assert child.ruled(R_TOX_EXEMPT="听力下降；脱发").state("I6") is State.MET
    assert child.ruled(R_TOX_EXEMPT="脱发").state("I6") is State.NOT_MET
    assert child.ruled(R_TOX_EXEMPT="all").state("I6") is State.MET
    assert child.ruled(R_TOX_EXEMPT="").state("I6") is State.NEEDS_PI


def test_that_counts_of_grade_2_stand_beside_the_question_and_decide_nothing(eligible: Child) -> None:
    child = eligible.but("laboratory", anc="0.92", plt="48", anc_lln="1.2", plt_lln="188")
    verdict = judged(child, i6="").verdict("I6")
    listed = [reason.arguments for reason in verdict.reasons if reason.code == "why_count_listed"]
    assert listed == [{"name": "ANC", "value": "0.92", "grade": "3"}, {"name": "PLT", "value": "48", "grade": "3"}]
    assert child.state("I6") is State.MET
    assert [reason.code for reason in child.set(ctcae_version="").verdict("I6").reasons] == ["why_judged_met"]


@pytest.mark.parametrize("text", ["", "[unknown]"])
def test_that_the_list_of_toxicities_must_be_answered(eligible: Child, text: str) -> None:
    assert eligible.but("toxicities", any_toxicity=text).state("I6") is State.INCOMPLETE


# E1

BRAIN = {
    "brain_metastasis": "yes", "brain_symptomatic": "no", "brain_treated": "yes", "brain_stable_since": "2025-01-01",
    "brain_imaging": "mri", "brain_imaging_on": "2025-03-12", "brain_haemorrhage": "no",
}


def brain(child: Child, **values: str) -> Child:
    return child.but("diagnosis", **{**BRAIN, **values})


@pytest.mark.parametrize(("since", "day", "state", "first_ok"), [
    ("2025-12-31", "2026-02-28", State.PENDING_DATE, date(2026, 3, 1)),
    ("2025-12-31", "2026-03-01", State.ABSENT, None),
    ("2026-01-15", "2026-03-15", State.PENDING_DATE, date(2026, 3, 16)),
    ("2026-01-15", "2026-03-16", State.ABSENT, None),
])
def test_that_exactly_two_months_are_not_enough(
    eligible: Child, since: str, day: str, state: State, first_ok: date | None
) -> None:
    child = brain(eligible, brain_stable_since=since, brain_imaging_on=day).on(day)
    child = child.but("screening", first_procedure_at=f"{day} 10:00")
    verdict = child.verdict("E1")
    assert (verdict.state, verdict.first_ok) == (state, first_ok)


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.ABSENT), ({"brain_symptomatic": "yes"}, State.PRESENT), ({"brain_haemorrhage": "yes"}, State.PRESENT),
    ({"brain_symptomatic": ""}, State.INCOMPLETE), ({"brain_treated": ""}, State.INCOMPLETE),
    ({"brain_stable_since": ""}, State.INCOMPLETE), ({"brain_imaging": ""}, State.INCOMPLETE),
    ({"brain_imaging": "none"}, State.INCOMPLETE), ({"brain_imaging_on": ""}, State.INCOMPLETE),
    ({"brain_haemorrhage": "[unknown]"}, State.INCOMPLETE), ({"brain_stable_since": "2025-01"}, State.INCOMPLETE),
    ({"brain_stable_since": "2024"}, State.ABSENT), ({"brain_metastasis": "[unknown]"}, State.INCOMPLETE),
    ({"brain_treated": "no"}, State.PRESENT),
])
def test_that_a_brain_metastasis_must_be_quiet(eligible: Child, values: dict[str, str], state: State) -> None:
    assert brain(eligible, **values).state("E1") is state


def test_that_brain_imaging_is_valid_for_its_days(eligible: Child) -> None:
    child = eligible.set(routine_results_before_consent="accepted")
    assert brain(child, brain_imaging_on="2025-02-20").state("E1") is State.ABSENT
    assert brain(child, brain_imaging_on="2025-02-19").state("E1") is State.INCOMPLETE


def test_that_a_quiet_lesion_is_still_for_the_investigator(eligible: Child) -> None:
    assert judged(brain(eligible), e1="").state("E1") is State.NEEDS_PI
    assert judged(eligible, e1="").state("E1") is State.ABSENT


def test_that_an_untreated_quiet_lesion_follows_its_ruling(eligible: Child) -> None:
    child = brain(eligible, brain_treated="no", brain_stable_since="")
    assert child.ruled(R_BRAIN_ASYMP="absent").state("E1") is State.ABSENT
    assert child.ruled(R_BRAIN_ASYMP="").state("E1") is State.NEEDS_PI


def test_that_stability_needs_the_definition_of_enrolment(eligible: Child) -> None:
    assert brain(eligible).set(enrol_definition="").state("E1") is State.NEEDS_PI


def test_that_skull_disease_counts_by_ruling(eligible: Child) -> None:
    child = eligible.but("diagnosis", skull_or_dural="yes")
    assert child.state("E1") is State.PRESENT
    assert child.ruled(R_SKULL="does_not_count").state("E1") is State.ABSENT
    assert eligible.but("diagnosis", skull_or_dural="").state("E1") is State.INCOMPLETE


# E2


def ecg(child: Child, **values: str) -> Child:
    return child.but("ecg_echo", **values)


@pytest.mark.parametrize(("qt", "sex", "state"), [
    ("449.9", "male", State.ABSENT), ("450", "male", State.PRESENT), ("450", "female", State.ABSENT),
    ("469.9", "female", State.ABSENT), ("470", "female", State.PRESENT), ("449.9", "", State.INCOMPLETE),
])
def test_that_qtc_excludes_at_its_limit(eligible: Child, qt: str, sex: str, state: State) -> None:
    child = ecg(eligible, qt_ms=qt, heart_rate_per_min="60").but("demographics", sex=sex)
    assert child.state("E2") is state


@pytest.mark.parametrize(("ruling", "state"), [
    ("worse_of_bazett_fridericia", State.PRESENT), ("bazett", State.PRESENT), ("fridericia", State.PRESENT),
    ("framingham", State.PRESENT), ("hodges", State.PRESENT), ("machine", State.INCOMPLETE), ("", State.NEEDS_PI),
])
def test_that_the_vector_of_400_ms_at_100_excludes_a_boy(eligible: Child, ruling: str, state: State) -> None:
    child = ecg(eligible, qt_ms="400", heart_rate_per_min="100").ruled(R_QTC=ruling)
    assert child.state("E2") is state


@pytest.mark.parametrize(("ruling", "state"), [
    ("worse_of_bazett_fridericia", State.PRESENT), ("bazett", State.PRESENT), ("fridericia", State.PRESENT),
    ("framingham", State.ABSENT), ("hodges", State.PRESENT),
])
def test_that_the_same_vector_excludes_a_girl_by_most_formulas(eligible: Child, ruling: str, state: State) -> None:
    child = ecg(eligible, qt_ms="400", heart_rate_per_min="100").but("demographics", sex="female")
    assert child.ruled(R_QTC=ruling).state("E2") is state


@pytest.mark.parametrize(("printed", "state"), [
    ("449", State.ABSENT), ("450", State.PRESENT), ("", State.INCOMPLETE),
])
def test_that_the_machines_qtc_decides_by_ruling(eligible: Child, printed: str, state: State) -> None:
    assert ecg(eligible, qtc_printed_ms=printed).ruled(R_QTC="machine").state("E2") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"qt_ms": ""}, State.INCOMPLETE), ({"heart_rate_per_min": "[not_done]"}, State.INCOMPLETE),
    ({"heart_rate_per_min": "0"}, State.INCOMPLETE), ({"qt_ms": "-300"}, State.INCOMPLETE),
    ({"ecg_on": ""}, State.INCOMPLETE), ({"ecg_on": "2025-02-19"}, State.INCOMPLETE),
    ({"lvef_percent": "50"}, State.ABSENT), ({"lvef_percent": "49.9"}, State.PRESENT),
    ({"lvef_percent": ""}, State.INCOMPLETE), ({"lvef_percent": "120"}, State.INCOMPLETE),
    ({"echo_on": ""}, State.INCOMPLETE), ({"echo_on": "2025-02-19"}, State.INCOMPLETE),
])
def test_that_ecg_and_echo_must_be_whole_and_valid(eligible: Child, values: dict[str, str], state: State) -> None:
    assert ecg(eligible.set(routine_results_before_consent="accepted"), **values).state("E2") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"ischaemia_grade": "1"}, State.ABSENT), ({"ischaemia_grade": "2"}, State.PRESENT),
    ({"nyha_class": "II"}, State.ABSENT), ({"nyha_class": "III"}, State.PRESENT), ({"nyha_class": "IV"}, State.PRESENT),
    ({"nyha_class": ""}, State.INCOMPLETE), ({"nyha_class": "[not_applicable]"}, State.INCOMPLETE),
    ({"nyha_class": "[not_applicable]", "ross_class": "II"}, State.INCOMPLETE),
    ({"nyha_class": "", "ross_class": "II"}, State.INCOMPLETE),
    ({"nyha_class": "[unknown]", "ross_class": "I"}, State.INCOMPLETE),
    ({"ross_class": "III"}, State.PRESENT),
])
def test_that_the_heart_must_be_sound(eligible: Child, values: dict[str, str], state: State) -> None:
    assert history(eligible, **values).state("E2") is state


def test_that_slight_ischaemia_is_for_the_investigator(eligible: Child) -> None:
    assert judged(history(eligible, ischaemia_grade="1"), e2="").state("E2") is State.NEEDS_PI
    assert judged(eligible, e2="").state("E2") is State.ABSENT


def test_that_a_qtc_at_its_limit_is_never_shown_on_the_wrong_side(eligible: Child) -> None:
    verdict = ecg(eligible, qt_ms="449.999", heart_rate_per_min="60").verdict("E2")
    shown = [reason.arguments["value"] for reason in verdict.reasons if reason.code == "why_qtc"]
    assert shown == ["449.999"]
    tiny = ecg(eligible, qt_ms="449.99999999", heart_rate_per_min="60").verdict("E2")
    assert tiny.state is State.ABSENT


# E3, E6


@pytest.mark.parametrize(("cause", "ruling", "state"), [
    ("radiation_or_infection", "counts", State.PRESENT), ("radiation_or_infection", "does_not_count", State.ABSENT),
    ("other", "does_not_count", State.PRESENT), ("", "counts", State.INCOMPLETE),
])
def test_that_pneumonitis_counts_by_ruling(eligible: Child, cause: str, ruling: str, state: State) -> None:
    child = history(eligible, interstitial_lung_disease="yes", ild_cause=cause)
    assert child.ruled(R_ILD=ruling).state("E3") is state


@pytest.mark.parametrize(("ruling", "spleen", "hypersplenism"), [
    ("either", State.PRESENT, State.PRESENT), ("splenomegaly", State.PRESENT, State.ABSENT),
    ("hypersplenism", State.ABSENT, State.PRESENT), ("", State.NEEDS_PI, State.NEEDS_PI),
])
def test_that_the_spleen_is_read_as_ruled(
    eligible: Child, ruling: str, spleen: State, hypersplenism: State
) -> None:
    child = eligible.ruled(R_SPLEEN=ruling)
    assert history(child, splenomegaly="yes").state("E6") is spleen
    assert history(child, hypersplenism="yes").state("E6") is hypersplenism


# E5, E10


def events(child: Child, gate: str, table: str, **row: str) -> Child:
    return history(child, **{gate: "yes"}).having("medical_history", table, row)


@pytest.mark.parametrize(("day", "edge", "state"), [
    ("2026-03-22", "within", State.PRESENT), ("2026-03-22", "clear", State.ABSENT),
    ("2026-03-23", "within", State.ABSENT),
    ("2026-03-21", "clear", State.PRESENT),
])
def test_that_an_abdominal_event_is_six_months_away(eligible: Child, day: str, edge: str, state: State) -> None:
    child = events(eligible, "abdominal_event", "abdominal_events", event="fistula", occurred_on="2025-09-22")
    assert child.on(day).ruled(R_EDGE=edge).state("E10") is state


@pytest.mark.parametrize(("occurred", "within", "clear"), [
    ("2025-09-22", date(2026, 3, 23), date(2026, 3, 22)), ("2025-08-31", date(2026, 3, 1), date(2026, 3, 1)),
])
def test_that_e10_shows_when_it_will_clear(eligible: Child, occurred: str, within: date, clear: date) -> None:
    child = events(eligible, "abdominal_event", "abdominal_events", event="abscess", occurred_on=occurred)
    child = child.on("2025-12-01")
    for edge, clears in (("within", within), ("clear", clear)):
        verdict = child.ruled(R_EDGE=edge).verdict("E10")
        assert (verdict.state, verdict.clears_on, verdict.first_ok) == (State.PRESENT, clears, None)


@pytest.mark.parametrize(("occurred", "within", "clear"), [
    ("2025-02-28", date(2026, 3, 1), date(2026, 2, 28)), ("2024-02-29", date(2025, 3, 1), date(2025, 3, 1)),
])
def test_that_e5_shows_when_it_will_clear(eligible: Child, occurred: str, within: date, clear: date) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="dvt", occurred_on=occurred)
    child = child.on("2025-02-28")
    for edge, clears in (("within", within), ("clear", clear)):
        verdict = child.ruled(R_EDGE=edge).verdict("E5")
        assert (verdict.state, verdict.clears_on) == (State.PRESENT, clears)


def test_that_catheter_thrombosis_counts_by_ruling(eligible: Child) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="catheter", occurred_on="2025-01-01")
    assert child.state("E5") is State.PRESENT
    assert child.ruled(R_CATHETER="does_not_count").state("E5") is State.ABSENT


@pytest.mark.parametrize(("gate", "table", "criterion", "kind"), [
    ("thromboembolism", "thromboembolic_events", "E5", "pe"), ("abdominal_event", "abdominal_events", "E10", "fistula"),
])
def test_that_an_event_must_be_whole(eligible: Child, gate: str, table: str, criterion: str, kind: str) -> None:
    whole = {"event": kind, "occurred_on": "2020-07-01"}
    assert events(eligible, gate, table, **whole).state(criterion) is State.ABSENT
    for key in whole:
        assert events(eligible, gate, table, **{**whole, key: ""}).state(criterion) is State.INCOMPLETE
    assert history(eligible, **{gate: "yes"}).state(criterion) is State.INCOMPLETE
    recent = events(eligible, gate, table, **whole, ).having("medical_history", table, whole, {})
    assert recent.state(criterion) is State.INCOMPLETE


def test_that_an_event_needs_the_definition_of_enrolment(eligible: Child) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="pe", occurred_on="2024-07-01")
    assert child.set(enrol_definition="").state("E5") is State.NEEDS_PI
    assert eligible.set(enrol_definition="").state("E5") is State.ABSENT


# E12

TREATED = {
    "effusion": "yes", "effusion_symptomatic": "yes", "effusion_treated": "yes", "effusion_anticancer_drug": "no",
    "effusion_result": "settled",
}


@pytest.mark.parametrize(("values", "state"), [
    (TREATED, State.ABSENT), ({**TREATED, "effusion_symptomatic": "no", "effusion_treated": ""}, State.ABSENT),
    ({**TREATED, "effusion_treated": "no"}, State.PRESENT),
    ({**TREATED, "effusion_anticancer_drug": "yes"}, State.PRESENT),
    ({**TREATED, "effusion_symptomatic": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_treated": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_anticancer_drug": ""}, State.INCOMPLETE),
    ({**TREATED, "effusion_result": ""}, State.INCOMPLETE),
])
def test_that_an_effusion_must_be_harmless(eligible: Child, values: dict[str, str], state: State) -> None:
    assert history(eligible, **values).state("E12") is state


def test_that_a_settled_effusion_is_for_the_investigator(eligible: Child) -> None:
    assert judged(history(eligible, **TREATED), e12="").state("E12") is State.NEEDS_PI
    assert judged(eligible, e12="").state("E12") is State.ABSENT


# E13, E19


@pytest.mark.parametrize(("infected", "purpose", "kinds", "state"), [
    ("yes", "treatment", "antibacterial", State.PRESENT), ("yes", "treatment", "antifungal", State.PRESENT),
    ("no", "treatment", "antibacterial", State.INCOMPLETE), ("no", "prophylaxis", "antifungal", State.ABSENT),
    ("yes", "prophylaxis", "antibacterial", State.ABSENT), ("no", "chronic_hepatitis_b", "antiviral", State.ABSENT),
    ("no", "chronic_hepatitis_b", "antiviral antibacterial", State.INCOMPLETE),
    ("no", "prophylaxis", "", State.INCOMPLETE),
    ("yes", "", "antibacterial", State.INCOMPLETE), ("yes", "chronic_hepatitis_b", "antiviral", State.ABSENT),
])
def test_that_treatment_of_an_infection_excludes_and_prophylaxis_does_not(
    eligible: Child, infected: str, purpose: str, kinds: str, state: State
) -> None:
    child = history(
        eligible, active_infection=infected, antimicrobial_treatment="yes", antimicrobial_purpose=purpose,
        antimicrobial_kind=kinds,
    )
    assert child.state("E13") is state


def test_that_antifungals_are_excepted_only_by_ruling(eligible: Child) -> None:
    child = history(
        eligible, active_infection="yes", antimicrobial_treatment="yes", antimicrobial_purpose="treatment",
        antimicrobial_kind="antifungal",
    ).ruled(R_ANTIFUNGAL="hbv_and_antifungal")
    assert child.state("E13") is State.ABSENT
    assert judged(child, e13="").state("E13") is State.NEEDS_PI


def test_that_an_untreated_infection_is_for_the_investigator(eligible: Child) -> None:
    child = history(eligible, active_infection="yes")
    assert child.state("E13") is State.ABSENT
    assert judged(child, e13="").state("E13") is State.NEEDS_PI


@pytest.mark.parametrize(("infected", "intravenous", "state"), [
    ("no", "no", State.ABSENT), ("yes", "no", State.ABSENT), ("yes", "yes", State.PRESENT),
    ("no", "yes", State.INCOMPLETE), ("", "no", State.INCOMPLETE), ("no", "", State.INCOMPLETE),
])
def test_that_intravenous_treatment_of_an_infection_excludes(
    eligible: Child, infected: str, intravenous: str, state: State
) -> None:
    child = history(eligible, active_infection=infected, intravenous_treatment=intravenous)
    assert child.state("E19") is state


# E17

AUTOIMMUNE = {
    "autoimmune_disease": "yes", "autoimmune_kind": "other", "autoimmune_treatment": "systemic",
    "autoimmune_ongoing": "no", "autoimmune_last_treated_on": "2020-08-01",
}
NOT_SYSTEMIC = {"autoimmune_ongoing": "", "autoimmune_last_treated_on": ""}


@pytest.mark.parametrize(("values", "state"), [
    (AUTOIMMUNE, State.ABSENT), ({**AUTOIMMUNE, "autoimmune_ongoing": "yes"}, State.PRESENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-10"}, State.PRESENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-09"}, State.ABSENT),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03"}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_last_treated_on": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_ongoing": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_kind": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, "autoimmune_treatment": ""}, State.INCOMPLETE),
    ({**AUTOIMMUNE, **NOT_SYSTEMIC, "autoimmune_treatment": "replacement"}, State.ABSENT),
    ({**AUTOIMMUNE, **NOT_SYSTEMIC, "autoimmune_treatment": "none"}, State.ABSENT),
    ({**AUTOIMMUNE, "autoimmune_treatment": "none"}, State.INCOMPLETE),
])
def test_that_autoimmune_disease_looks_back_24_months(
    eligible: Child, values: dict[str, str], state: State
) -> None:
    assert history(eligible, **values).state("E17") is state


def test_that_e17_shows_when_it_will_clear(eligible: Child) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_last_treated_on": "2025-05-15"}).on("2025-06-01")
    child = child.ruled(R_AI_ANCHOR="enrolment")
    assert child.verdict("E17").clears_on == date(2027, 5, 16)
    assert child.ruled(R_EDGE="clear").verdict("E17").clears_on == date(2027, 5, 15)


@pytest.mark.parametrize(("anchor", "state"), [
    ("consent", State.PRESENT), ("enrolment", State.PRESENT), ("planned_start", State.ABSENT), ("", State.NEEDS_PI),
])
def test_that_the_anchor_of_e17_is_ruled(eligible: Child, anchor: str, state: State) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_last_treated_on": "2023-03-21"})
    assert child.ruled(R_AI_ANCHOR=anchor).state("E17") is state


def test_that_opsoclonus_counts_by_ruling(eligible: Child) -> None:
    child = history(eligible, **{**AUTOIMMUNE, "autoimmune_kind": "opsoclonus_myoclonus", "autoimmune_ongoing": "yes"})
    assert child.state("E17") is State.PRESENT
    assert child.ruled(R_OMS="does_not_count").state("E17") is State.ABSENT


def test_that_autoimmune_disease_is_never_cleared_without_the_investigator(eligible: Child) -> None:
    assert judged(history(eligible, **AUTOIMMUNE), e17="").state("E17") is State.NEEDS_PI
    assert judged(eligible, e17="").state("E17") is State.ABSENT


# E18, E21, E22


def test_that_a_contraindication_to_interleukin_is_for_the_investigator(eligible: Child) -> None:
    child = history(eligible, il2_contraindication="yes")
    assert child.state("E18") is State.ABSENT
    assert judged(child, e18="").state("E18") is State.NEEDS_PI
    assert judged(eligible, e18="").state("E18") is State.ABSENT


@pytest.mark.parametrize(("kind", "cured", "ruling", "state"), [
    ("basal_cell", "yes", "three_excepted_others_present", State.ABSENT),
    ("other", "yes", "three_excepted_others_present", State.PRESENT),
    ("other", "yes", "three_excepted_others_absent", State.ABSENT),
    ("cervical_in_situ", "yes", "literal", State.PRESENT), ("other", "yes", "literal", State.ABSENT),
    ("superficial_bladder", "no", "three_excepted_others_present", State.PRESENT),
    ("", "no", "three_excepted_others_present", State.PRESENT), ("", "yes", "literal", State.INCOMPLETE),
    ("other", "", "literal", State.INCOMPLETE), ("other", "yes", "", State.NEEDS_PI),
    ("other", "no", "", State.PRESENT),
])
def test_that_other_malignancies_are_read_as_ruled(
    eligible: Child, kind: str, cured: str, ruling: str, state: State
) -> None:
    child = history(eligible, other_malignancy="yes", malignancy_type=kind, malignancy_cured=cured)
    assert child.ruled(R_CURED=ruling).state("E21") is state


def test_that_a_cured_malignancy_is_still_for_the_investigator(eligible: Child) -> None:
    child = history(eligible, other_malignancy="yes", malignancy_type="basal_cell", malignancy_cured="yes")
    assert judged(child, e21="").state("E21") is State.NEEDS_PI


def test_that_another_condition_is_weighed_by_the_investigator(eligible: Child) -> None:
    assert history(eligible, other_condition="yes").state("E22") is State.ABSENT
