"""What the criteria share: an answer of the investigator, a question behind a no, rows that contradict it."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, history, judged, signed
from ucbnk_desktop.protocol.facts import Answer, Entry, Missing, Source
from ucbnk_desktop.protocol.rules import left_standing
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State, Verdict

DIAGNOSIS = "diagnosis"
HISTORY = "medical_history"

# Criterion, form, question, and each answer that cannot stand behind its no, with one that tells of something.
LEFT = (
    ("E1", DIAGNOSIS, "brain_metastasis", {
        "brain_symptomatic": "yes", "brain_treated": "yes", "brain_stable_since": "2024-01-01",
        "brain_haemorrhage": "yes"}),
    ("E3", HISTORY, "interstitial_lung_disease", {"ild_cause": "radiation_or_infection"}),
    ("E6", HISTORY, "hereditary_bleeding", {"bleeding_diagnosis": "血友病A"}),
    ("E12", HISTORY, "effusion", {
        "effusion_site": "pleural", "effusion_symptomatic": "yes", "effusion_treated": "yes",
        "effusion_anticancer_drug": "yes", "effusion_result": "settled"}),
    ("E13", HISTORY, "active_infection", {"infection_detail": "肺炎"}),
    ("E13", HISTORY, "antimicrobial_treatment", {
        "antimicrobial_purpose": "prophylaxis", "antimicrobial_kind": "antifungal"}),
    ("E17", HISTORY, "autoimmune_disease", {
        "autoimmune_kind": "other", "autoimmune_treatment": "systemic", "autoimmune_ongoing": "yes",
        "autoimmune_last_treated_on": "2022-08-01"}),
    ("E18", HISTORY, "il2_contraindication", {"il2_detail": "轻度"}),
    ("E21", HISTORY, "other_malignancy", {"malignancy_type": "basal_cell", "malignancy_cured": "no"}),
    ("E22", HISTORY, "other_condition", {"other_condition_detail": "已愈"}),
)


@pytest.mark.parametrize(("criterion", "form", "gate", "key", "value"), [
    (criterion, form, gate, key, value) for criterion, form, gate, left in LEFT for key, value in left.items()
])
def test_that_an_answer_behind_a_no_contradicts_it(
    eligible: Participant, *, criterion: str, form: str, gate: str, key: str, value: str
) -> None:
    both = FieldRef(form, gate), FieldRef(form, key)
    verdict = eligible.but(form, **{key: value}).verdict(criterion)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, both)
    assert Reason.of("why_contradiction", fields=both) in verdict.reasons
    assert eligible.but(form, **{key: "[unknown]"}).state(criterion) is State.ABSENT


@pytest.mark.parametrize(("criterion", "form", "key"), [
    ("E1", DIAGNOSIS, "brain_symptomatic"), ("E1", DIAGNOSIS, "brain_treated"), ("E1", DIAGNOSIS, "brain_haemorrhage"),
    ("E12", HISTORY, "effusion_symptomatic"), ("E12", HISTORY, "effusion_treated"),
    ("E12", HISTORY, "effusion_anticancer_drug"), ("E17", HISTORY, "autoimmune_ongoing"),
])
def test_that_a_no_behind_a_no_contradicts_nothing(eligible: Participant, criterion: str, form: str, key: str) -> None:
    assert eligible.but(form, **{key: "no"}).state(criterion) is State.ABSENT


PURE = {"i4": "I4", "i5": "I5", "i6": "I6", "i13": "I13", "e3": "E3", "e6": "E6", "e7": "E7", "e9": "E9",
        "e14": "E14", "e22": "E22", "e25": "E25"}


@pytest.mark.parametrize(("key", "criterion"), PURE.items())
@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]", "[not_applicable]", "[not_done]"])
def test_that_an_unanswered_judgement_is_asked_for(eligible: Participant, key: str, criterion: str, text: str) -> None:
    verdict = judged(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.NEEDS_PI
    assert "why_judgement" in [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize("key", [
    "i1", "i4", "i5", "i6", "i8", "i13", "e1", "e2", "e3", "e4", "e6", "e7", "e9", "e12", "e13", "e14", "e17", "e18",
    "e21", "e22", "e25",
])
def test_that_a_judgement_against_the_child_stops(eligible: Participant, key: str) -> None:
    against = "not_met" if key.startswith("i") else "present"
    assert judged(eligible, **{key: against}).state(key.upper()).stops


@pytest.mark.parametrize(("key", "criterion"), [
    ("arrhythmia_uncontrolled", "E2"), ("hereditary_bleeding", "E6"), ("unhealed_wound", "E7"),
    ("absorption_impaired", "E9"), ("substance_abuse_or_mental", "E14"),
])
def test_that_yes_excludes_and_unknown_is_incomplete(eligible: Participant, key: str, criterion: str) -> None:
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
def test_that_an_unanswered_question_is_incomplete(eligible: Participant, key: str, criterion: str, text: str) -> None:
    verdict = history(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [key]


BY, ON = FieldRef("judgements", "judged_by"), FieldRef("judgements", "judged_on")


def waiting(verdict: Verdict) -> tuple[State, tuple[Reason, ...], tuple[FieldRef, ...]]:
    return verdict.state, verdict.reasons, verdict.missing


@pytest.mark.parametrize("criterion", ["I4", "E22", "E25"])
@pytest.mark.parametrize(("text", "code"), [("", "why_missing"), ("[unknown]", "why_unknown")])
def test_that_an_answer_in_favour_waits_for_the_name_of_who_gave_it_and_for_its_day(
    eligible: Participant, criterion: str, text: str, code: str
) -> None:
    for key, ref in (("judged_by", BY), ("judged_on", ON)):
        state, reasons, missing = waiting(signed(eligible, **{key: text}).verdict(criterion))
        assert (state, missing) == (State.INCOMPLETE, (ref,))
        assert reasons[0] == Reason.of(code, fields=(ref,))
    both = signed(eligible, judged_by=text, judged_on=text).verdict(criterion)
    assert both.missing == (BY, ON)


@pytest.mark.parametrize("criterion", ["I4", "E22", "E25"])
@pytest.mark.parametrize(("day", "state"), [
    ("2025-03-09", State.INCOMPLETE), ("2025-03-10", None), ("2025-03-20", None), ("2025-03-21", State.INCOMPLETE),
])
def test_that_an_answer_in_favour_is_of_a_day_between_consent_and_today(
    eligible: Participant, criterion: str, day: str, state: State | None
) -> None:
    verdict = signed(eligible, judged_on=day).verdict(criterion)
    good = State.MET if criterion == "I4" else State.ABSENT
    assert verdict.state is (state or good)
    assert verdict.missing == ((ON,) if state else ())


@pytest.mark.parametrize(("criterion", "key", "answer", "state"), [
    ("I1", "judgement_i1", "not_met", State.NOT_MET), ("I8", "judgement_i8", "not_met", State.NOT_MET),
    ("E1", "judgement_e1", "present", State.PRESENT), ("E17", "judgement_e17", "present", State.PRESENT),
])
def test_that_an_objection_stops_beside_a_rule_that_holds_and_a_rule_that_stops_beside_none(
    eligible: Participant, criterion: str, key: str, answer: str, state: State
) -> None:
    assert eligible.verdict(criterion).state.settled
    against = signed(eligible, **{key: answer}).verdict(criterion)
    assert against.state is state
    assert key in [one.source.field for one in against.evidence]


@pytest.mark.parametrize(("key", "value", "tells"), [
    ("detail", None, False), ("detail", "no", False), ("detail", "none", False), ("detail", "x", True),
    ("detail", "yes", True), ("malignancy_cured", None, False), ("malignancy_cured", "no", True),
    ("malignancy_cured", "yes", True),
])
def test_that_a_no_beside_a_no_tells_of_nothing_but_a_tumour_that_is_not_cured(
    key: str, value: str | None, *, tells: bool
) -> None:
    ref, source = FieldRef("medical_history", "other_malignancy"), Source("medical_history", 1, key)
    beside = Answer(value, source) if value else Answer(None, source, Missing.UNKNOWN)
    found = left_standing(Entry("medical_history", 1, {key: beside}), ref, key)
    assert (found is not None) is tells


@pytest.mark.parametrize(("criterion", "where", "row"), [
    ("E15", ("prior_therapy", "trial_taken_part", "trials"), {"trial": "虚构试验", "ended_on": "2024-01-01"}),
    ("E20", ("prior_therapy", "live_vaccine_given", "vaccines"), {"vaccine": "麻腮风疫苗", "live": "yes"}),
    ("I7", ("prior_therapy", "chemotherapy_given", "chemotherapy"), {"drug": "环磷酰胺"}),
    ("I6", ("toxicities", "any_toxicity", "toxicities"), {"term": "脱发"}),
])
def test_that_rows_beside_a_no_contradict_it_and_a_yes_waits_for_rows(
    eligible: Participant, criterion: str, where: tuple[str, str, str], row: dict[str, str]
) -> None:
    form, gate, table = where
    no = eligible.but(form, **{gate: "no"}).having(form, table, row).verdict(criterion)
    both = (FieldRef(form, gate), FieldRef(form, table))
    assert (no.state, no.missing[:2]) == (State.INCOMPLETE, both)
    assert Reason.of("why_contradiction", fields=both) in no.reasons
    yes = eligible.but(form, **{gate: "yes"}).having(form, table).verdict(criterion)
    assert (yes.state, yes.missing[:1]) == (State.INCOMPLETE, (FieldRef(form, table),))
