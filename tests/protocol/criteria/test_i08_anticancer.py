"""I8: Other anticancer therapy."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, holding, treated_with
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"


def anticancer(child: Participant, **values: str) -> Participant:
    row = {
        "drug": "达妥昔单抗β", "drug_class": "anti_gd2", "investigational": "no", "last_dose_on": "2025-01-01",
        "toxicity_recovered": "yes", "protocol_combination": "no",
    }
    return child.but(FORM, anticancer_given="yes").having(FORM, "anticancer", {**row, **values})


@pytest.mark.parametrize(("last", "edge", "state"), [
    ("2025-02-23", "within", State.PENDING_DATE), ("2025-02-22", "within", State.PENDING_DATE),
    ("2025-02-22", "clear", State.MET), ("2025-02-21", "within", State.MET), ("2025-02-21", "clear", State.MET),
])
def test_that_day_28_before_the_planned_start_is_the_edge_of_i8(
    eligible: Participant, last: str, edge: str, state: State
) -> None:
    assert anticancer(eligible, last_dose_on=last).ruled(R_EDGE=edge).state("I8") is state


@pytest.mark.parametrize(("anchor", "first_ok"), [("2025-03-21", "2025-03-23"), ("2025-03-22", "2025-03-23")])
def test_that_i8_says_when_the_planned_start_would_be_clear(eligible: Participant, anchor: str, first_ok: str) -> None:
    verdict = anticancer(eligible, last_dose_on="2025-02-22").planned(anchor).verdict("I8")
    assert verdict.first_ok == date.fromisoformat(first_ok)
    assert verdict.rulings == ("R-ANTICANCER", "R-EDGE")


def test_that_i8_counts_to_the_plan_and_not_to_enrolment(eligible: Participant) -> None:
    child = anticancer(eligible, last_dose_on="2025-02-25")
    assert child.planned("2025-04-20").state("I8") is State.MET
    assert child.planned("").state("I8") is State.INCOMPLETE


@pytest.mark.parametrize("kind", [
    "anti_gd2", "kinase_inhibitor", "retinoid", "cytokine", "cell_therapy", "vaccine", "traditional",
])
def test_that_a_class_counts_as_the_ruling_says(eligible: Participant, kind: str) -> None:
    child = anticancer(eligible, drug_class=kind, last_dose_on="2025-03-15")
    assert child.state("I8") is State.PENDING_DATE
    assert child.ruled(R_ANTICANCER="none").state("I8") is State.MET
    assert child.ruled(R_ANTICANCER=kind).state("I8") is State.PENDING_DATE


@pytest.mark.parametrize("values", [
    {"drug_class": "investigational"}, {"drug_class": "other"}, {"drug_class": "retinoid", "investigational": "yes"},
])
def test_that_trial_and_unclassed_drugs_always_count(eligible: Participant, values: dict[str, str]) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-15", **values).ruled(R_ANTICANCER="none")
    assert child.state("I8") is State.PENDING_DATE


@pytest.mark.parametrize(("ruling", "state"), [
    ("none", State.PENDING_DATE), ("chemo", State.PENDING_DATE), ("anti_gd2", State.MET), ("both", State.MET),
])
def test_that_the_protocols_own_antibody_follows_its_ruling(eligible: Participant, ruling: str, state: State) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-15", protocol_combination="yes")
    assert child.ruled(R_COMBO=ruling).state("I8") is state


@pytest.mark.parametrize("key", ["drug_class", "investigational", "last_dose_on", "toxicity_recovered"])
def test_that_an_anticancer_row_must_be_complete(eligible: Participant, key: str) -> None:
    verdict = anticancer(eligible, **{key: ""}).verdict("I8")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"anticancer.{key}"]


def test_that_unrecovered_toxicity_fails_i8(eligible: Participant) -> None:
    assert anticancer(eligible, toxicity_recovered="no").state("I8") is State.NOT_MET


def test_that_recovery_needs_the_investigators_word_only_where_something_was_given(eligible: Participant) -> None:
    unsaid = eligible.but("judgements", judgement_i8="")
    assert unsaid.state("I8") is State.MET
    assert anticancer(unsaid).state("I8") is State.NEEDS_PI
    assert eligible.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET


def test_that_the_antibody_after_the_first_infusion_is_no_fact_of_eligibility(eligible: Participant) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-28", protocol_combination="yes").on("2025-04-01")
    child = child.but("enrolment", enrolled_on="2025-03-20").but("infusion", given="yes", infused_on="2025-03-22")
    assert child.state("I8") is State.MET
    assert anticancer(child, last_dose_on="2025-03-28").state("I8") is State.NOT_MET


def test_that_the_exempt_part_of_the_combination_exempts_no_other(eligible: Participant) -> None:
    row = {"drug": "药", "drug_class": "retinoid", "investigational": "no", "last_dose_on": "2025-03-15",
           "toxicity_recovered": "yes", "protocol_combination": "yes"}
    for ruling, state in (("anti_gd2", State.PENDING_DATE), ("both", State.PENDING_DATE)):
        child = holding(eligible, FORM, "anticancer_given", "anticancer", row).ruled(R_COMBO=ruling)
        assert child.state("I8") is state
        antibody = holding(child, FORM, "anticancer_given", "anticancer", {**row, "drug_class": "anti_gd2"})
        assert antibody.state("I8") is State.MET


@pytest.mark.parametrize(("last", "state"), [
    ("2025-03-01", State.NEEDS_PI), ("2025-03", State.NEEDS_PI), ("", State.NEEDS_PI), ("2024-03-01", State.MET),
    ("[not_applicable]", State.MET), ("[not_done]", State.MET), ("[unknown]", State.NEEDS_PI),
])
def test_that_a_recent_drug_of_a_trial_is_for_the_investigator_of_i8(
    eligible: Participant, last: str, state: State
) -> None:
    trial = {"trial": "某试验", "antitumour": "no", "last_dose_on": last, "ended_on": "2025-03-01"}
    child = eligible.but(FORM, trial_taken_part="yes").having(FORM, "trials", trial)
    assert child.state("I8") is State.MET
    assert child.but("judgements", judgement_i8="").state("I8") is state
    assert child.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET


@pytest.mark.parametrize(("last", "state"), [
    ("2025-02-21", State.MET), ("2025-02-22", State.NEEDS_PI), ("2025-03-15", State.NEEDS_PI), ("", State.NEEDS_PI),
    ("[unknown]", State.NEEDS_PI), ("[pending]", State.NEEDS_PI), ("[not_applicable]", State.MET),
    ("[not_done]", State.MET),
])
def test_that_a_recent_drug_of_a_trial_is_put_to_the_investigator_under_i8(
    eligible: Participant, last: str, state: State
) -> None:
    row = {"trial": "试验", "antitumour": "no", "last_dose_on": last}
    child = treated_with(eligible, "trial_taken_part", "trials", row).but("judgements", judgement_i8="")
    assert child.state("I8") is state
    assert child.but("judgements", judgement_i8="met").state("I8") is State.MET
    undated = State.MET if last in ("[not_applicable]", "[not_done]") else State.NEEDS_PI
    assert child.planned("").state("I8") is undated
    if state is State.NEEDS_PI:
        assert child.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET
