"""I4: High-risk, relapsed/refractory."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from tests.helpers.verdict_readings import arguments
from ucbnk_desktop.protocol.verdicts import FieldRef, State

FORM = "prior_therapy"


@pytest.mark.parametrize("key", ["diagnosed_on", "basis", "risk_group", "risk_system", "disease_status", "mycn"])
def test_that_the_diagnosis_must_be_complete(eligible: Participant, key: str) -> None:
    verdict = eligible.but("diagnosis", **{key: ""}).verdict("I4")
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize("on", ["2025-03-21", "2025-04", "2019", "2020-05-31"])
def test_that_a_diagnosis_in_the_future_or_before_birth_is_none(eligible: Participant, on: str) -> None:
    assert eligible.but("diagnosis", diagnosed_on=on).state("I4") is State.INCOMPLETE
    relapse = {"relapsed_on": "2019"}
    assert eligible.having("diagnosis", "relapses", relapse).state("I4") is State.INCOMPLETE


def test_that_one_staging_system_is_enough(eligible: Participant) -> None:
    assert eligible.but("diagnosis", inss="", inrgss="M").state("I4") is State.MET
    assert eligible.but("diagnosis", inss="").state("I4") is State.INCOMPLETE


def test_that_mycn_may_be_untested(eligible: Participant) -> None:
    assert eligible.but("diagnosis", mycn="[not_done]").state("I4") is State.MET


@pytest.mark.parametrize("gate", [
    "surgery_done", "chemotherapy_given", "radiotherapy_given", "stem_cells_given", "anticancer_given",
])
def test_that_the_treatments_must_be_known(eligible: Participant, gate: str) -> None:
    assert eligible.but("prior_therapy", **{gate: "[unknown]"}).state("I4") is State.INCOMPLETE


def test_that_a_relapse_is_dated(eligible: Participant) -> None:
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
    eligible: Participant, *, risk: str, status: str, both: State, either: State, undecided: State
) -> None:
    child = eligible.but("diagnosis", risk_group=risk, disease_status=status)
    assert child.state("I4") is both
    assert child.ruled(R_HRRR="either").state("I4") is either
    assert child.ruled(R_HRRR="").state("I4") is undecided


@pytest.mark.parametrize(("gate", "table"), [
    ("surgery_done", "surgery"), ("chemotherapy_given", "chemotherapy"), ("radiotherapy_given", "radiotherapy"),
])
def test_that_each_treatment_is_needed_by_ruling(eligible: Participant, gate: str, table: str) -> None:
    child = eligible.but("prior_therapy", **{gate: "no"}).having("prior_therapy", table)
    assert child.state("I4") is State.NOT_MET
    assert child.ruled(R_MODALITIES="investigator_judges").state("I4") is State.MET


@pytest.mark.parametrize(("categories", "state"), [
    (("major_surgery",), State.MET), (("minor_procedure",), State.NOT_MET),
    (("minor_procedure", "major_surgery"), State.MET), (("major_surgery", "fracture"), State.MET),
    (("major_surgery", ""), State.INCOMPLETE),
])
def test_that_one_major_surgery_among_others_is_enough(
    eligible: Participant, categories: tuple[str, ...], state: State
) -> None:
    rows = [{"procedure": "操作", "category": one, "performed_on": "2023-08-01"} for one in categories]
    verdict = eligible.ruled(R_MODALITIES="all_three").having("prior_therapy", "surgery", *rows).verdict("I4")
    assert verdict.state is state
    if state is State.INCOMPLETE:
        assert verdict.missing == (FieldRef("prior_therapy", "surgery.category"),)
    if state is State.NOT_MET:
        assert "surgery_done" in {datum.source.field for datum in verdict.evidence}


def test_that_an_absent_staging_and_an_absent_treatment_are_named(eligible: Participant) -> None:
    unstaged = eligible.but("diagnosis", inss="[unknown]").verdict("I4")
    assert [reason.code for reason in unstaged.reasons if reason.code != "why_judged_met"] == ["why_unknown"]
    untreated = eligible.but("prior_therapy", surgery_done="no").having("prior_therapy", "surgery")
    fields = arguments(untreated.ruled(R_MODALITIES="all_three").verdict("I4"), "why_not_treated")["fields"]
    assert [f"{ref.form}.{ref.field}" for ref in fields] == ["prior_therapy.surgery_done"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("category", "state"), [
    ("minor_procedure", State.NOT_MET), ("fracture", State.NOT_MET), ("major_surgery", State.MET),
    ("", State.INCOMPLETE),
])
def test_that_only_major_surgery_is_the_surgery_of_i4(eligible: Participant, category: str, state: State) -> None:
    row = {"procedure": "骨髓穿刺", "category": category, "performed_on": "2023-08-01"}
    child = eligible.ruled(R_MODALITIES="all_three").having(FORM, "surgery", row)
    assert child.state("I4") is state
    assert category == "" or child.ruled(R_MODALITIES="investigator_judges").state("I4") is State.MET
