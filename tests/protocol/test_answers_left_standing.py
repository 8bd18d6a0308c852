"""Answers that still tell of something behind a question that was answered with no: both are named."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State

Child = Any
DIAGNOSIS, HISTORY = "diagnosis", "medical_history"

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
    eligible: Child, *, criterion: str, form: str, gate: str, key: str, value: str
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
def test_that_a_no_behind_a_no_contradicts_nothing(eligible: Child, criterion: str, form: str, key: str) -> None:
    assert eligible.but(form, **{key: "no"}).state(criterion) is State.ABSENT


@pytest.mark.parametrize("treatment", ["none", "replacement"])
@pytest.mark.parametrize(("key", "value"), [
    ("autoimmune_ongoing", "yes"), ("autoimmune_last_treated_on", "2022-08-01"),
])
def test_that_systemic_treatment_cannot_be_ongoing_or_dated_where_there_was_none(
    eligible: Child, treatment: str, key: str, value: str
) -> None:
    child = eligible.but(
        HISTORY, autoimmune_disease="yes", autoimmune_kind="other", autoimmune_treatment=treatment
    )
    assert child.state("E17") is State.ABSENT
    verdict = child.but(HISTORY, **{key: value}).verdict("E17")
    assert verdict.missing == (FieldRef(HISTORY, "autoimmune_treatment"), FieldRef(HISTORY, key))
