"""The tables of earlier treatment: gates, rows, columns left open, and what is said of each."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, chemotherapy, holding, stem_cells, surgery, treated_with
from tests.helpers.verdict_readings import rested_on
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State, Verdict

FORM = "prior_therapy"
Row = dict[str, str]
HISTORY = "medical_history"
RECENT = "2025-03-15"
GATES = (
    ("chemotherapy_given", "chemotherapy", "I7"),
    ("anticancer_given", "anticancer", "I8"),
    ("growth_factor_given", "growth_factors", "I9"),
    ("radiotherapy_given", "radiotherapy", "I10"),
    ("stem_cells_given", "stem_cells", "I11"),
    ("surgery_done", "surgery", "E8"),
    ("trial_taken_part", "trials", "E15"),
    ("immunosuppression_given", "immunosuppression", "E16"),
    ("live_vaccine_given", "vaccines", "E20"),
    ("allogeneic_transplant", "transplants", "E24"),
)


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
@pytest.mark.parametrize("text", ["", "[unknown]", "[not_done]", "[pending]", "[not_applicable]"])
def test_that_an_unanswered_gate_is_incomplete(
    eligible: Participant, gate: str, table: str, criterion: str, text: str
) -> None:
    verdict = eligible.having(FORM, table).but(FORM, **{gate: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [gate]


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_yes_without_rows_is_incomplete(eligible: Participant, gate: str, table: str, criterion: str) -> None:
    assert eligible.having(FORM, table).but(FORM, **{gate: "yes"}).state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_no_beside_rows_is_incomplete_and_asked_about(
    eligible: Participant, gate: str, table: str, criterion: str
) -> None:
    child = eligible.but(FORM, **{gate: "no"}).having(FORM, table, {})
    assert child.state(criterion) is State.INCOMPLETE
    assert "why_query_contradiction" in [query.code for query in child.assessment().queries]


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_an_empty_row_is_incomplete(eligible: Participant, gate: str, table: str, criterion: str) -> None:
    child = eligible.but(FORM, **{gate: "yes"}).having(FORM, table, {})
    assert child.state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_no_without_rows_settles(eligible: Participant, gate: str, table: str, criterion: str) -> None:
    assert eligible.having(FORM, table).but(FORM, **{gate: "no"}).verdict(criterion).state.settled


def test_that_a_dose_before_birth_is_a_slip_and_not_long_ago(eligible: Participant) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2015-03-15"}).verdict("I7")
    assert (verdict.state, verdict.reasons[0].code) == (State.INCOMPLETE, "why_before_birth")
    assert surgery(eligible, "major_surgery", "2020-05").state("E8") is State.INCOMPLETE
    assert surgery(eligible, "major_surgery", "2020").state("E8") is State.ABSENT


def test_that_allogeneic_stem_cells_are_heard_in_e24_though_the_question_says_no(eligible: Participant) -> None:
    child = stem_cells(eligible, "2024-01-25", transplant_type="allogeneic")
    assert child.state("I11") is State.MET
    assert child.state("E24") is State.PRESENT
    assert "why_query_allogeneic" in [query.code for query in child.assessment().queries]
    assert child.ruled(R_ALLO="tissue_graft").state("E24") is State.ABSENT


# Form, question, table, criterion, a row that is long over, and the columns that are asked of every such row.
TABLES: tuple[tuple[str, str, str, str, Row, tuple[str, ...]], ...] = (
    (FORM, "chemotherapy_given", "chemotherapy", "I7",
     {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2023-01-01"},
     ("myelosuppressive", "nitrosourea", "last_dose_on")),
    (FORM, "anticancer_given", "anticancer", "I8",
     {"drug": "药", "drug_class": "retinoid", "investigational": "no", "last_dose_on": "2023-01-01",
      "toxicity_recovered": "yes"}, ("drug_class", "investigational", "last_dose_on")),
    (FORM, "growth_factor_given", "growth_factors", "I9",
     {"drug": "药", "duration_class": "long_acting", "last_dose_on": "2023-01-01"},
     ("duration_class", "last_dose_on")),
    (FORM, "radiotherapy_given", "radiotherapy", "I10",
     {"modality": "external", "extent": "local_palliative_small", "ended_on": "2023-01-01"},
     ("modality", "extent", "ended_on")),
    (FORM, "stem_cells_given", "stem_cells", "I11",
     {"transplant_type": "autologous", "infused_on": "2023-01-01", "total_body_irradiation": "no",
      "active_gvhd": "no"}, ("transplant_type", "infused_on", "total_body_irradiation", "active_gvhd")),
    (FORM, "surgery_done", "surgery", "E8",
     {"procedure": "术", "category": "major_surgery", "performed_on": "2023-01-01"}, ("category", "performed_on")),
    (FORM, "live_vaccine_given", "vaccines", "E20",
     {"vaccine": "疫苗", "live": "yes", "given_on": "2023-01-01"}, ("live", "given_on")),
    (FORM, "trial_taken_part", "trials", "E15",
     {"trial": "试验", "antitumour": "yes", "ended_on": "2023-01-01", "last_dose_on": "2023-01-01"},
     ("antitumour", "ended_on")),
    (FORM, "immunosuppression_given", "immunosuppression", "E16",
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


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), TABLES)
def test_that_a_row_that_is_long_over_stands_in_nobodys_way(
    eligible: Participant, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    assert holding(eligible, form, gate, table, row).state(criterion) in (State.MET, State.ABSENT)


@pytest.mark.parametrize("text", ["", "[unknown]", "[pending]"])
@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "column"), COLUMNS)
def test_that_each_column_left_open_is_the_datum_that_is_missing(
    eligible: Participant, *, form: str, gate: str, table: str, criterion: str, row: Row, column: str, text: str
) -> None:
    verdict = holding(eligible, form, gate, table, {**row, column: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"{table}.{column}"]


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), TABLES)
def test_that_all_columns_left_open_are_asked_for_together(
    eligible: Participant, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    verdict = holding(eligible, form, gate, table, {}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    asked = columns if table in TOGETHER else columns[:1]
    assert {ref.field for ref in verdict.missing} == {f"{table}.{column}" for column in asked}


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), [
    one for one in TABLES if one[3] in ("I7", "I8", "I9", "I10", "I11", "E16", "E20")
])
def test_that_what_is_counted_to_the_first_infusion_needs_its_planned_day(
    eligible: Participant, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    child = holding(eligible, form, gate, table, row).ruled(R_WASH_ANCHOR="planned_start").planned("")
    verdict = child.verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["planned_first_infusion_on"]


@pytest.mark.parametrize(("form", "gate", "table", "criterion", "row", "columns"), [
    one for one in TABLES if one[3] in ("I7", "I9", "I10", "I11", "E5", "E8", "E10", "E15")
])
def test_that_what_is_counted_to_enrolment_needs_to_know_what_enrolment_is(
    eligible: Participant, *, form: str, gate: str, table: str, criterion: str, row: Row, columns: tuple[str, ...]
) -> None:
    child = holding(eligible, form, gate, table, row).ruled(R_WASH_ANCHOR="enrolment").set(enrol_definition="")
    verdict = child.verdict(criterion)
    assert verdict.state is State.NEEDS_PI
    assert [reason.code for reason in verdict.reasons] == ["why_setting"]


COMBINED = {
    "drug": "达妥昔单抗β",
    "drug_class": "anti_gd2",
    "investigational": "no",
    "last_dose_on": "2025-03-01",
    "toxicity_recovered": "yes",
    "protocol_combination": "yes",
}
CHEMOTHERAPY = {
    "drug": "环磷酰胺",
    "myelosuppressive": "yes",
    "nitrosourea": "no",
    "last_dose_on": "2025-03-12",
    "protocol_combination": "yes",
}


@pytest.mark.parametrize(
    ("criterion", "table", "row", "ruling"),
    [
        ("I7", "chemotherapy", CHEMOTHERAPY, "chemo"),
        ("I8", "anticancer", COMBINED, "anti_gd2"),
    ],
)
def test_that_a_partner_of_the_cells_is_named_and_rested_on(
    eligible: Participant, criterion: str, table: str, row: dict[str, str], ruling: str
) -> None:
    child = eligible if criterion == "I7" else eligible.but("prior_therapy", anticancer_given="yes")
    verdict = child.having("prior_therapy", table, row).ruled(R_COMBO=ruling).verdict(criterion)
    assert verdict.state is State.MET
    told = {reason.code: reason.arguments["what"] for reason in verdict.reasons if "what" in reason.arguments}
    assert told["why_combination"] == row["drug"]
    assert row["last_dose_on"] in [datum.shown for datum in verdict.evidence]


def named(verdict: Verdict) -> dict[str, object]:
    return {reason.code: reason.arguments["what"] for reason in verdict.reasons if "what" in reason.arguments}


ANTIBODY = {"drug_class": "anti_gd2", "investigational": "no", "last_dose_on": RECENT, "toxicity_recovered": "yes"}

# Question, table, column of the name, row, rulings, criterion, what is said of the row, what the verdict rests on.
TOLD: tuple[tuple[str, str, str, Row, Row, str, str, str], ...] = (
    ("chemotherapy_given", "chemotherapy", "drug",
     {"myelosuppressive": "no", "nitrosourea": "no", "last_dose_on": RECENT}, {},
     "I7", "why_not_myelosuppressive", "last_dose_on"),
    ("chemotherapy_given", "chemotherapy", "drug",
     {"myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": RECENT, "protocol_combination": "yes"},
     {"R_COMBO": "chemo"}, "I7", "why_combination", "last_dose_on"),
    ("anticancer_given", "anticancer", "drug", {**ANTIBODY, "protocol_combination": "yes"}, {"R_COMBO": "anti_gd2"},
     "I8", "why_combination", "last_dose_on"),
    ("anticancer_given", "anticancer", "drug", {**ANTIBODY, "drug_class": "retinoid"}, {"R_ANTICANCER": "none"},
     "I8", "why_not_counted", "last_dose_on"),
    ("anticancer_given", "anticancer", "drug",
     {**ANTIBODY, "last_dose_on": "2024-01-01", "toxicity_recovered": "no"}, {},
     "I8", "why_not_recovered", "toxicity_recovered"),
    ("growth_factor_given", "growth_factors", "drug", {"duration_class": "other", "last_dose_on": RECENT},
     {"R_GF_OTHER": "not_counted"}, "I9", "why_not_counted", "last_dose_on"),
    ("surgery_done", "surgery", "procedure", {"category": "minor_procedure", "performed_on": RECENT},
     {"R_MINOR_OPS": "all"}, "E8", "why_not_counted", "performed_on"),
    ("trial_taken_part", "trials", "trial", {"antitumour": "no"}, {}, "E15", "why_not_antitumour", "antitumour"),
    ("immunosuppression_given", "immunosuppression", "drug", {"category": "inhaled_topical", "route": "inhaled"}, {},
     "E16", "why_not_counted", "category"),
    ("immunosuppression_given", "immunosuppression", "drug",
     {"category": "systemic_steroid", "route": "oral", "ongoing": "yes"}, {}, "E16", "why_ongoing", "ongoing"),
    ("live_vaccine_given", "vaccines", "vaccine", {"live": "no"}, {}, "E20", "why_not_live", "live"),
)


@pytest.mark.parametrize(("gate", "table", "name", "row", "rulings", "criterion", "code", "datum"), TOLD)
def test_that_a_treatment_is_told_by_its_name_or_by_its_table_and_rests_on_its_answer(
    eligible: Participant, *, gate: str, table: str, name: str, row: Row, rulings: Row, criterion: str,
    code: str, datum: str
) -> None:
    child = eligible.ruled(**rulings)
    for typed, what in (("某名", "某名"), ("", FieldRef(FORM, table))):
        verdict = treated_with(child, gate, table, {**row, name: typed}).verdict(criterion)
        assert named(verdict)[code] == what
        assert f"{table}[0].{datum}" in rested_on(verdict)


@pytest.mark.parametrize(("criterion", "gate", "table", "row"), [
    ("I7", "chemotherapy_given", "chemotherapy",
     {"myelosuppressive": "yes", "nitrosourea": "no", "started_on": "2025-03-25"}),
    ("I8", "anticancer_given", "anticancer", ANTIBODY),
])
def test_that_study_treatment_after_the_first_infusion_is_named_and_rested_on(
    eligible: Participant, criterion: str, gate: str, table: str, row: Row
) -> None:
    given = {**row, "drug": "某药", "last_dose_on": "2025-03-28", "protocol_combination": "yes"}
    child = treated_with(eligible, gate, table, given).ruled(R_COMBO="none").but("enrolment", enrolled_on="2025-03-20")
    verdict = child.but("infusion", given="yes", infused_on="2025-03-22").on("2025-04-01").verdict(criterion)
    assert verdict.state is State.MET
    assert named(verdict) == {"why_combination": "某药"}
    assert [datum.shown for datum in verdict.evidence] == ["2025-03-28"]


CELLS = {"transplant_type": "allogeneic", "infused_on": "2024-01-01", "total_body_irradiation": "no",
         "active_gvhd": "no"}


@pytest.mark.parametrize(("gate", "table", "row", "criterion", "code", "column"), [
    ("stem_cells_given", "stem_cells", {**CELLS, "active_gvhd": "yes"}, "I11", "why_yes", "active_gvhd"),
    ("stem_cells_given", "stem_cells", {**CELLS, "total_body_irradiation": "yes"}, "I11", "why_yes",
     "total_body_irradiation"),
    ("stem_cells_given", "stem_cells", CELLS, "E24", "why_transplant", "transplant_type"),
    ("allogeneic_transplant", "transplants", {"what": "organ"}, "E24", "why_transplant", "what"),
    ("allogeneic_transplant", "transplants", {"what": "donor_cells"}, "E24", "why_transplant", "what"),
])
def test_that_what_excludes_for_good_names_its_column_and_rests_on_it(
    eligible: Participant, *, gate: str, table: str, row: Row, criterion: str, code: str, column: str
) -> None:
    verdict = treated_with(eligible, gate, table, row).verdict(criterion)
    assert verdict.state in (State.NOT_MET, State.PRESENT)
    assert Reason.of(code, field=FieldRef(FORM, f"{table}.{column}")) in verdict.reasons
    assert f"{table}[0].{column}" in rested_on(verdict)


@pytest.mark.parametrize(("criterion", "gate", "state"), [
    ("I11", "stem_cells_given", State.NOT_APPLICABLE), ("E24", "allogeneic_transplant", State.ABSENT),
])
def test_that_where_nothing_was_given_the_answer_no_is_told_and_rested_on(
    eligible: Participant, criterion: str, gate: str, state: State
) -> None:
    verdict = eligible.verdict(criterion)
    assert (verdict.state, verdict.reasons) == (state, (Reason.of("why_no", field=FieldRef(FORM, gate)),))
    assert rested_on(verdict) == {gate}


APART: tuple[tuple[str, str, tuple[tuple[str, Row], ...], tuple[str, str]], ...] = (
    ("I7", "chemotherapy_given",
     (("chemotherapy", {"myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2024-12-01",
                        "started_on": "2024-12-02"}),),
     ("chemotherapy.started_on", "chemotherapy.last_dose_on")),
    ("I10", "radiotherapy_given",
     (("radiotherapy", {"modality": "external", "extent": "other", "activity_gbq": "5", "ended_on": "2024-01-01"}),),
     ("radiotherapy.modality", "radiotherapy.activity_gbq")),
    ("I11", "stem_cells_given",
     (("stem_cells", {**CELLS, "transplant_type": "autologous"}), ("transplants", {"what": "allogeneic_hsct"})),
     ("stem_cells.transplant_type", "transplants.what")),
    ("E15", "trial_taken_part",
     (("trials", {"antitumour": "yes", "last_dose_on": "2024-02-02", "ended_on": "2024-02-01"}),),
     ("trials.last_dose_on", "trials.ended_on")),
    ("E16", "immunosuppression_given",
     (("immunosuppression", {"category": "inhaled_topical", "route": "oral", "ongoing": "no"}),),
     ("immunosuppression.category", "immunosuppression.route")),
)


@pytest.mark.parametrize(("criterion", "gate", "tables", "columns"), APART)
def test_that_two_answers_that_cannot_both_be_right_are_both_named(
    eligible: Participant, *, criterion: str, gate: str, tables: tuple[tuple[str, Row], ...], columns: tuple[str, str]
) -> None:
    child = eligible.but(FORM, **{gate: "yes"})
    for table, row in tables:
        child = child.having(FORM, table, row)
    verdict = child.verdict(criterion)
    fields = tuple(FieldRef(FORM, column) for column in columns)
    assert verdict.state is State.INCOMPLETE
    assert verdict.reasons == (Reason.of("why_contradiction", fields=fields),)
    assert verdict.missing == fields
