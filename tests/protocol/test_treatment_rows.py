"""Rows of treatment and events: what of them must be known, what they are counted to and what they contradict."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import State

Child = Any
Row = dict[str, str]
THERAPY, HISTORY = "prior_therapy", "medical_history"

# Form, question, table, criterion, a row that is long over, and the columns that are asked of every such row.
TABLES: tuple[tuple[str, str, str, str, Row, tuple[str, ...]], ...] = (
    (THERAPY, "chemotherapy_given", "chemotherapy", "I7",
     {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2023-01-01"},
     ("myelosuppressive", "nitrosourea", "last_dose_on")),
    (THERAPY, "anticancer_given", "anticancer", "I8",
     {"drug": "药", "drug_class": "retinoid", "investigational": "no", "last_dose_on": "2023-01-01",
      "toxicity_recovered": "yes"}, ("drug_class", "investigational", "last_dose_on")),
    (THERAPY, "growth_factor_given", "growth_factors", "I9",
     {"drug": "药", "duration_class": "long_acting", "last_dose_on": "2023-01-01"},
     ("duration_class", "last_dose_on")),
    (THERAPY, "radiotherapy_given", "radiotherapy", "I10",
     {"modality": "external", "extent": "local_palliative_small", "ended_on": "2023-01-01"},
     ("modality", "extent", "ended_on")),
    (THERAPY, "stem_cells_given", "stem_cells", "I11",
     {"transplant_type": "autologous", "infused_on": "2023-01-01", "total_body_irradiation": "no",
      "active_gvhd": "no"}, ("transplant_type", "infused_on", "total_body_irradiation", "active_gvhd")),
    (THERAPY, "surgery_done", "surgery", "E8",
     {"procedure": "术", "category": "major_surgery", "performed_on": "2023-01-01"}, ("category", "performed_on")),
    (THERAPY, "live_vaccine_given", "vaccines", "E20",
     {"vaccine": "疫苗", "live": "yes", "given_on": "2023-01-01"}, ("live", "given_on")),
    (THERAPY, "trial_taken_part", "trials", "E15",
     {"trial": "试验", "antitumour": "yes", "ended_on": "2023-01-01", "last_dose_on": "2023-01-01"},
     ("antitumour", "ended_on")),
    (THERAPY, "immunosuppression_given", "immunosuppression", "E16",
     {"drug": "药", "category": "systemic_steroid", "route": "oral", "ongoing": "no", "last_dose_on": "2023-01-01"},
     ("category", "ongoing", "last_dose_on")),
    (HISTORY, "thromboembolism", "thromboembolic_events", "E5", {"event": "dvt", "occurred_on": "2020-01-01"},
     ("event", "occurred_on")),
    (HISTORY, "abdominal_event", "abdominal_events", "E10", {"event": "abscess", "occurred_on": "2020-06-01"},
     ("event", "occurred_on")),
    ("toxicities", "any_toxicity", "toxicities", "I6", {"term": "脱发", "grade": "1", "cause": "chemotherapy"},
     ("term", "grade", "cause")),
)
TOGETHER = {"chemotherapy", "anticancer", "growth_factors", "radiotherapy", "stem_cells", "surgery", "toxicities",
            "abdominal_events"}
"""Tables whose columns are asked for together; in the others one answer says whether the next is needed."""
COLUMNS = [(*one[:5], column) for one in TABLES for column in one[5]]


def holding(child: Child, form: str, gate: str, table: str, row: Row) -> Child:
    return child.but(form, **{gate: "yes"}).but("demographics", birth_date="2018-06-01").having(form, table, row)


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), TABLES)
def test_that_a_row_that_is_long_over_stands_in_nobodys_way(
    eligible: Child, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    assert holding(eligible, form, gate, table, row).state(criterion) in (State.MET, State.ABSENT)


@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]"])
@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "column"), COLUMNS)
def test_that_each_column_left_open_is_the_datum_that_is_missing(
    eligible: Child, *, form: str, gate: str, table: str, criterion: str, row: Row, column: str, text: str
) -> None:
    verdict = holding(eligible, form, gate, table, {**row, column: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"{table}.{column}"]


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), TABLES)
def test_that_all_columns_left_open_are_asked_for_together(
    eligible: Child, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    verdict = holding(eligible, form, gate, table, {}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    asked = columns if table in TOGETHER else columns[:1]
    assert {ref.field for ref in verdict.missing} == {f"{table}.{column}" for column in asked}


@pytest.mark.parametrize(("last", "state"), [
    ("2025-03-23", State.MET), ("2025-03-22", State.NOT_MET), ("2025-03-10", State.NOT_MET),
])
def test_that_study_chemotherapy_after_the_first_infusion_only_is_no_fact_of_eligibility(
    eligible: Child, last: str, state: State
) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "started_on": last, "last_dose_on": last,
           "protocol_combination": "yes"}
    child = holding(eligible, THERAPY, "chemotherapy_given", "chemotherapy", row).ruled(R_COMBO="none")
    child = child.but("enrolment", enrolled_on="2025-03-20", dose_level="1")
    child = child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-20")
    assert child.state("I7") is state


def test_that_the_exempt_part_of_the_combination_exempts_no_other(eligible: Child) -> None:
    row = {"drug": "药", "drug_class": "retinoid", "investigational": "no", "last_dose_on": "2025-03-15",
           "toxicity_recovered": "yes", "protocol_combination": "yes"}
    for ruling, state in (("anti_gd2", State.PENDING_DATE), ("both", State.PENDING_DATE)):
        child = holding(eligible, THERAPY, "anticancer_given", "anticancer", row).ruled(R_COMBO=ruling)
        assert child.state("I8") is state
        antibody = holding(child, THERAPY, "anticancer_given", "anticancer", {**row, "drug_class": "anti_gd2"})
        assert antibody.state("I8") is State.MET


@pytest.mark.parametrize("ruling", ["14_days", "3_days", "not_counted"])
def test_that_a_long_acting_growth_factor_counts_14_days_whatever_others_count(eligible: Child, ruling: str) -> None:
    row = {"drug": "PEG-G-CSF", "duration_class": "long_acting", "last_dose_on": "2025-03-10"}
    child = holding(eligible, THERAPY, "growth_factor_given", "growth_factors", row).ruled(R_GF_OTHER=ruling)
    assert child.state("I9") is State.PENDING_DATE
    short = holding(child, THERAPY, "growth_factor_given", "growth_factors", {**row, "duration_class": "short_acting"})
    assert short.state("I9") is State.MET


# What the rows are counted to, and what they contradict


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), [
    one for one in TABLES if one[3] in ("I7", "I8", "I9", "I10", "I11", "E16", "E20")
])
def test_that_what_is_counted_to_the_first_infusion_needs_its_planned_day(
    eligible: Child, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    child = holding(eligible, form, gate, table, row).ruled(R_WASH_ANCHOR="planned_start").planned("")
    verdict = child.verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["planned_first_infusion_on"]


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), [
    one for one in TABLES if one[3] in ("I7", "I9", "I10", "I11", "E5", "E8", "E10", "E15")
])
def test_that_what_is_counted_to_enrolment_needs_to_know_what_enrolment_is(
    eligible: Child, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    child = holding(eligible, form, gate, table, row).ruled(R_WASH_ANCHOR="enrolment").set(enrol_definition="")
    verdict = child.verdict(criterion)
    assert verdict.state is State.NEEDS_PI
    assert [reason.code for reason in verdict.reasons] == ["why_setting"]


@pytest.mark.parametrize(("modality", "state"), [("external", State.INCOMPLETE), ("mibg", State.MET)])
def test_that_external_radiotherapy_has_no_activity(eligible: Child, modality: str, state: State) -> None:
    row = {"modality": modality, "extent": "other", "activity_gbq": "5", "ended_on": "2024-01-01"}
    assert holding(eligible, THERAPY, "radiotherapy_given", "radiotherapy", row).state("I10") is state


@pytest.mark.parametrize(("what", "types", "state"), [
    ("allogeneic_hsct", ("autologous",), State.INCOMPLETE), ("allogeneic_hsct", ("allogeneic",), State.MET),
    ("allogeneic_hsct", ("autologous", "allogeneic"), State.MET), ("allogeneic_hsct", (), State.INCOMPLETE),
    ("organ", ("autologous",), State.MET), ("organ", (), State.NOT_APPLICABLE),
])
def test_that_an_allogeneic_transplant_stands_in_both_tables(
    eligible: Child, what: str, types: tuple[str, ...], state: State
) -> None:
    row = {"infused_on": "2024-01-01", "total_body_irradiation": "no", "active_gvhd": "no"}
    child = eligible.but(THERAPY, stem_cells_given="yes" if types else "no", allogeneic_transplant="yes")
    child = child.having(THERAPY, "stem_cells", *({**row, "transplant_type": one} for one in types))
    child = child.having(THERAPY, "transplants", {"what": what, "transplanted_on": "2024-01-01"})
    assert child.state("I11") is state


@pytest.mark.parametrize(("category", "state"), [
    ("minor_procedure", State.ABSENT), ("major_surgery", State.PENDING_DATE), ("ulcer", State.PENDING_DATE),
])
def test_that_a_name_makes_nothing_minor_that_is_called_major(eligible: Child, category: str, state: State) -> None:
    row = {"procedure": "骨髓穿刺", "category": category, "performed_on": "2025-03-15"}
    assert holding(eligible, THERAPY, "surgery_done", "surgery", row).state("E8") is state
