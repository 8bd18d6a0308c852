"""I11: Stem cells ≥ 56 days."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, stem_cells, treated_with
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"


def test_that_no_stem_cells_make_i11_not_applicable(eligible: Participant) -> None:
    assert eligible.state("I11") is State.NOT_APPLICABLE


@pytest.mark.parametrize(("day", "state"), [("2025-03-21", State.PENDING_DATE), ("2025-03-22", State.MET)])
def test_that_day_56_after_stem_cells_passes(eligible: Participant, day: str, state: State) -> None:
    assert stem_cells(eligible, "2025-01-25").on(day).state("I11") is state


def test_that_active_gvhd_fails_i11(eligible: Participant) -> None:
    assert stem_cells(eligible, "2024-01-25", active_gvhd="yes").state("I11") is State.NOT_MET


def test_that_total_body_irradiation_follows_its_ruling(eligible: Participant) -> None:
    child = stem_cells(eligible, "2024-01-25", total_body_irradiation="yes")
    assert child.state("I11") is State.NOT_MET
    assert child.ruled(R_TBI="56_days_as_without").state("I11") is State.MET


@pytest.mark.parametrize("key", ["infused_on", "total_body_irradiation", "active_gvhd", "transplant_type"])
def test_that_a_stem_cell_row_must_be_complete(eligible: Participant, key: str) -> None:
    assert stem_cells(eligible, "2024-01-25", **{key: ""}).state("I11") is State.INCOMPLETE




@pytest.mark.parametrize(("what", "types", "state"), [
    ("allogeneic_hsct", ("autologous",), State.INCOMPLETE), ("allogeneic_hsct", ("allogeneic",), State.MET),
    ("allogeneic_hsct", ("autologous", "allogeneic"), State.MET), ("allogeneic_hsct", (), State.INCOMPLETE),
    ("organ", ("autologous",), State.MET), ("organ", (), State.NOT_APPLICABLE),
])
def test_that_an_allogeneic_transplant_stands_in_both_tables(
    eligible: Participant, what: str, types: tuple[str, ...], state: State
) -> None:
    row = {"infused_on": "2024-01-01", "total_body_irradiation": "no", "active_gvhd": "no"}
    child = eligible.but(FORM, stem_cells_given="yes" if types else "no", allogeneic_transplant="yes")
    child = child.having(FORM, "stem_cells", *({**row, "transplant_type": one} for one in types))
    child = child.having(FORM, "transplants", {"what": what, "transplanted_on": "2024-01-01"})
    assert child.state("I11") is state


CELLS = {"transplant_type": "allogeneic", "infused_on": "2024-01-01", "total_body_irradiation": "no",
         "active_gvhd": "no"}


@pytest.mark.parametrize(("on", "state"), [
    ("2025-01-23", State.MET), ("2025-01-24", State.PENDING_DATE), ("", State.MET), ("[unknown]", State.MET),
])
def test_that_a_transplant_counts_56_days_where_it_is_dated(eligible: Participant, on: str, state: State) -> None:
    child = treated_with(eligible, "stem_cells_given", "stem_cells", CELLS)
    transplant = {"what": "allogeneic_hsct", "transplanted_on": on}
    child = treated_with(child, "allogeneic_transplant", "transplants", transplant)
    assert child.state("I11") is state
    assert child.set(enrol_definition="").state("I11") is State.NEEDS_PI
