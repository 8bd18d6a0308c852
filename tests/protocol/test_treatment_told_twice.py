"""Treatment that is told in two places of the form: what one table says is heard by the criterion of the other."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, State

Child = Any

FORM = "prior_therapy"


@pytest.mark.parametrize(("last", "state"), [
    ("2025-03-01", State.NEEDS_PI), ("2025-03", State.NEEDS_PI), ("", State.NEEDS_PI), ("2024-03-01", State.MET),
    ("[not_applicable]", State.MET), ("[not_done]", State.MET), ("[unknown]", State.NEEDS_PI),
])
def test_that_a_recent_drug_of_a_trial_is_for_the_investigator_of_i8(
    eligible: Child, last: str, state: State
) -> None:
    trial = {"trial": "某试验", "antitumour": "no", "last_dose_on": last, "ended_on": "2025-03-01"}
    child = eligible.but(FORM, trial_taken_part="yes").having(FORM, "trials", trial)
    assert child.state("I8") is State.MET
    assert child.but("judgements", judgement_i8="").state("I8") is state
    assert child.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET


def test_that_a_first_dose_after_the_last_names_both_dates(eligible: Child) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "started_on": "2025-02-01",
           "last_dose_on": "2025-01-15"}
    verdict = eligible.having(FORM, "chemotherapy", row).verdict("I7")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (
        FieldRef(FORM, "chemotherapy.started_on"), FieldRef(FORM, "chemotherapy.last_dose_on"),
    )


@pytest.mark.parametrize(("drug", "what"), [("环磷酰胺", "环磷酰胺"), ("", FieldRef(FORM, "chemotherapy"))])
def test_that_what_is_let_through_is_named_and_shown(eligible: Child, drug: str, what: str | FieldRef) -> None:
    row = {"drug": drug, "myelosuppressive": "no", "nitrosourea": "no", "last_dose_on": "2025-03-15"}
    verdict = eligible.having(FORM, "chemotherapy", row).verdict("I7")
    assert verdict.state is State.MET
    assert [(reason.code, reason.arguments["what"]) for reason in verdict.reasons] == [
        ("why_not_myelosuppressive", what),
    ]
    assert [datum.shown for datum in verdict.evidence] == ["2025-03-15"]
