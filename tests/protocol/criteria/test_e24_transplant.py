"""E24: Allogeneic transplant."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, treated_with
from tests.helpers.verdict_readings import rested_on
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State

FORM = "prior_therapy"


@pytest.mark.parametrize("what", ["allogeneic_hsct", "donor_cells", "tissue_graft"])
def test_that_transplants_are_those_of_the_ruling(eligible: Participant, what: str) -> None:
    child = eligible.but(FORM, allogeneic_transplant="yes").having(FORM, "transplants", {"what": what})
    assert child.state("E24") is State.PRESENT
    assert child.ruled(R_ALLO="none").state("E24") is State.ABSENT
    assert child.ruled(R_ALLO=what).state("E24") is State.PRESENT


def test_that_an_organ_is_always_a_transplant(eligible: Participant) -> None:
    child = eligible.but(FORM, allogeneic_transplant="yes").having(FORM, "transplants", {"what": "organ"})
    assert child.ruled(R_ALLO="none").state("E24") is State.PRESENT


@pytest.mark.parametrize(("kind", "state"), [("autologous", State.ABSENT), ("allogeneic", State.PRESENT)])
def test_that_only_cells_of_another_are_a_transplant_of_another(eligible: Participant, kind: str, state: State) -> None:
    row = {"transplant_type": kind, "infused_on": "2024-06-01", "total_body_irradiation": "no", "active_gvhd": "no"}
    child = eligible.but("prior_therapy", stem_cells_given="yes").having("prior_therapy", "stem_cells", row)
    assert child.state("E24") is state


CELLS = {"transplant_type": "allogeneic", "infused_on": "2024-01-01", "total_body_irradiation": "no",
         "active_gvhd": "no"}


def test_that_a_graft_that_does_not_count_is_said_not_to_count(eligible: Participant) -> None:
    child = treated_with(eligible, "allogeneic_transplant", "transplants", {"what": "tissue_graft"})
    child = child.ruled(R_ALLO="none")
    verdict = child.verdict("E24")
    assert verdict.reasons == (Reason.of("why_not_counted", what=FieldRef(FORM, "transplants.what")),)
    assert rested_on(verdict) == {"transplants[0].what"}


def test_that_allogeneic_stem_cells_exclude_though_the_question_for_transplants_is_open(eligible: Participant) -> None:
    child = treated_with(eligible, "stem_cells_given", "stem_cells", CELLS).but(FORM, allogeneic_transplant="")
    assert child.state("E24") is State.PRESENT
    assert child.ruled(R_ALLO="tissue_graft").state("E24") is State.INCOMPLETE


def test_that_a_transplant_of_which_nothing_is_said_is_asked_for(eligible: Participant) -> None:
    verdict = treated_with(eligible, "allogeneic_transplant", "transplants", {}).verdict("E24")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef(FORM, "transplants.what"),))
