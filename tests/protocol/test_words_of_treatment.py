"""What is told of treatments and events: their names, what a verdict rests on, which answers cannot both be right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, Named, Reason, State, Verdict

Child = Any
Row = dict[str, str]
FORM = "prior_therapy"


def having(child: Child, gate: str, table: str, *rows: Row) -> Child:
    return child.but(FORM, **{gate: "yes"}).having(FORM, table, *rows)


def rested_on(verdict: Verdict) -> set[str]:
    return {datum.source.field for datum in verdict.evidence}


def named(verdict: Verdict) -> dict[str, object]:
    return {reason.code: reason.arguments["what"] for reason in verdict.reasons if "what" in reason.arguments}


RECENT = "2025-03-15"
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
    eligible: Child, *, gate: str, table: str, name: str, row: Row, rulings: Row, criterion: str, code: str, datum: str
) -> None:
    child = eligible.ruled(**rulings)
    for typed, what in (("某名", "某名"), ("", FieldRef(FORM, table))):
        verdict = having(child, gate, table, {**row, name: typed}).verdict(criterion)
        assert named(verdict)[code] == what
        assert f"{table}[0].{datum}" in rested_on(verdict)


@pytest.mark.parametrize(("criterion", "gate", "table", "row"), [
    ("I7", "chemotherapy_given", "chemotherapy",
     {"myelosuppressive": "yes", "nitrosourea": "no", "started_on": "2025-03-25"}),
    ("I8", "anticancer_given", "anticancer", ANTIBODY),
])
def test_that_study_treatment_after_the_first_infusion_is_named_and_rested_on(
    eligible: Child, criterion: str, gate: str, table: str, row: Row
) -> None:
    given = {**row, "drug": "某药", "last_dose_on": "2025-03-28", "protocol_combination": "yes"}
    child = having(eligible, gate, table, given).ruled(R_COMBO="none").but("enrolment", enrolled_on="2025-03-20")
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
    eligible: Child, *, gate: str, table: str, row: Row, criterion: str, code: str, column: str
) -> None:
    verdict = having(eligible, gate, table, row).verdict(criterion)
    assert verdict.state in (State.NOT_MET, State.PRESENT)
    assert Reason.of(code, field=FieldRef(FORM, f"{table}.{column}")) in verdict.reasons
    assert f"{table}[0].{column}" in rested_on(verdict)


def test_that_a_graft_that_does_not_count_is_said_not_to_count(eligible: Child) -> None:
    child = having(eligible, "allogeneic_transplant", "transplants", {"what": "tissue_graft"}).ruled(R_ALLO="none")
    verdict = child.verdict("E24")
    assert verdict.reasons == (Reason.of("why_not_counted", what=FieldRef(FORM, "transplants.what")),)
    assert rested_on(verdict) == {"transplants[0].what"}


@pytest.mark.parametrize(("criterion", "gate", "state"), [
    ("I11", "stem_cells_given", State.NOT_APPLICABLE), ("E24", "allogeneic_transplant", State.ABSENT),
])
def test_that_where_nothing_was_given_the_answer_no_is_told_and_rested_on(
    eligible: Child, criterion: str, gate: str, state: State
) -> None:
    verdict = eligible.verdict(criterion)
    assert (verdict.state, verdict.reasons) == (state, (Reason.of("why_no", field=FieldRef(FORM, gate)),))
    assert rested_on(verdict) == {gate}


def test_that_allogeneic_stem_cells_exclude_though_the_question_for_transplants_is_open(eligible: Child) -> None:
    child = having(eligible, "stem_cells_given", "stem_cells", CELLS).but(FORM, allogeneic_transplant="")
    assert child.state("E24") is State.PRESENT
    assert child.ruled(R_ALLO="tissue_graft").state("E24") is State.INCOMPLETE


# Answers that cannot both be right

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
    eligible: Child, *, criterion: str, gate: str, tables: tuple[tuple[str, Row], ...], columns: tuple[str, str]
) -> None:
    child = eligible.but(FORM, **{gate: "yes"})
    for table, row in tables:
        child = child.having(FORM, table, row)
    verdict = child.verdict(criterion)
    fields = tuple(FieldRef(FORM, column) for column in columns)
    assert verdict.state is State.INCOMPLETE
    assert verdict.reasons == (Reason.of("why_contradiction", fields=fields),)
    assert verdict.missing == fields


# Treatments that stand in two tables


@pytest.mark.parametrize(("on", "state"), [
    ("2025-01-23", State.MET), ("2025-01-24", State.PENDING_DATE), ("", State.MET), ("[unknown]", State.MET),
])
def test_that_a_transplant_counts_56_days_where_it_is_dated(eligible: Child, on: str, state: State) -> None:
    child = having(eligible, "stem_cells_given", "stem_cells", CELLS)
    child = having(child, "allogeneic_transplant", "transplants", {"what": "allogeneic_hsct", "transplanted_on": on})
    assert child.state("I11") is state
    assert child.set(enrol_definition="").state("I11") is State.NEEDS_PI


@pytest.mark.parametrize(("last", "state"), [
    ("2025-02-21", State.MET), ("2025-02-22", State.NEEDS_PI), ("2025-03-15", State.NEEDS_PI), ("", State.NEEDS_PI),
    ("[unknown]", State.NEEDS_PI), ("[pending]", State.NEEDS_PI), ("[not_applicable]", State.MET),
    ("[not_done]", State.MET),
])
def test_that_a_recent_drug_of_a_trial_is_put_to_the_investigator_under_i8(
    eligible: Child, last: str, state: State
) -> None:
    row = {"trial": "试验", "antitumour": "no", "last_dose_on": last}
    child = having(eligible, "trial_taken_part", "trials", row).but("judgements", judgement_i8="")
    assert child.state("I8") is state
    assert child.but("judgements", judgement_i8="met").state("I8") is State.MET
    undated = State.MET if last in ("[not_applicable]", "[not_done]") else State.NEEDS_PI
    assert child.planned("").state("I8") is undated
    if state is State.NEEDS_PI:
        assert child.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET


@pytest.mark.parametrize(("given", "rulings", "first_ok"), [
    ("2025-01-31", {"R_ONE_MONTH": "calendar_month", "R_EDGE": "within"}, date(2025, 3, 1)),
    ("2025-01-31", {"R_ONE_MONTH": "30_days", "R_EDGE": "within"}, date(2025, 3, 3)),
    ("2025-01-31", {"R_ONE_MONTH": "stricter_of_both", "R_EDGE": "within"}, date(2025, 3, 3)),
    ("2025-03-01", {"R_ONE_MONTH": "calendar_month", "R_EDGE": "clear"}, date(2025, 4, 1)),
    ("2025-03-01", {"R_ONE_MONTH": "30_days", "R_EDGE": "clear"}, date(2025, 3, 31)),
    ("2025-03-01", {"R_ONE_MONTH": "stricter_of_both", "R_EDGE": "clear"}, date(2025, 4, 1)),
])
def test_that_the_first_day_a_month_after_a_vaccine_is_told_whichever_way_a_month_is_longer(
    eligible: Child, given: str, rulings: Row, first_ok: date
) -> None:
    child = having(eligible, "live_vaccine_given", "vaccines", {"live": "yes", "given_on": given})
    child = child.planned("2025-02-20" if given < "2025-02-20" else "2025-03-22").ruled(**rulings)
    verdict = child.verdict("E20")
    assert (verdict.state, verdict.first_ok) == (State.PENDING_DATE, first_ok)
    assert verdict.reasons[0].arguments["span"] == Named("1 个月", "1 month")


def test_that_a_transplant_of_which_nothing_is_said_is_asked_for(eligible: Child) -> None:
    verdict = having(eligible, "allogeneic_transplant", "transplants", {}).verdict("E24")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef(FORM, "transplants.what"),))


def test_that_a_catheter_thrombosis_that_does_not_count_is_told_and_rested_on(eligible: Child) -> None:
    events = FieldRef("medical_history", "thromboembolic_events")
    child = eligible.but(events.form, thromboembolism="yes").ruled(R_CATHETER="does_not_count")
    verdict = child.having(events.form, events.field, {"event": "catheter", "occurred_on": "2025-03-01"}).verdict("E5")
    assert (verdict.state, verdict.reasons) == (State.ABSENT, (Reason.of("why_not_counted", what=events),))
    assert rested_on(verdict) == {"thromboembolic_events[0].event"}


@pytest.mark.parametrize(("procedure", "exempt", "state"), [
    ("骨髓穿刺+腰穿", "marrow_puncture lumbar_puncture", State.ABSENT),
    ("骨髓穿刺+腰穿", "marrow_puncture", State.PENDING_DATE), ("骨髓穿刺+腰穿", "picc", State.PENDING_DATE),
    ("骨髓穿刺、肝活检", "marrow_puncture", State.PENDING_DATE), ("", "marrow_puncture", State.PENDING_DATE),
    ("骨髓穿刺、肝活检", "marrow_puncture other_minor", State.ABSENT), ("", "other_minor", State.ABSENT),
])
def test_that_every_procedure_of_a_row_must_be_a_minor_one_that_does_not_count(
    eligible: Child, procedure: str, exempt: str, state: State
) -> None:
    row = {"procedure": procedure, "category": "minor_procedure", "performed_on": RECENT}
    assert having(eligible, "surgery_done", "surgery", row).ruled(R_MINOR_OPS=exempt).state("E8") is state


@pytest.mark.parametrize(("category", "rulings"), [
    ("systemic_steroid", ("R-EDGE",)), ("immunosuppressant", ("R-EDGE",)), ("replacement", ("R-STEROID", "R-EDGE")),
])
def test_that_no_ruling_is_asked_about_treatment_that_none_can_exempt(
    eligible: Child, category: str, rulings: tuple[str, ...]
) -> None:
    row = {"category": category, "route": "oral", "ongoing": "no", "last_dose_on": RECENT}
    child = having(eligible, "immunosuppression_given", "immunosuppression", row).ruled(R_STEROID="none")
    verdict = child.verdict("E16")
    assert verdict.state is State.PENDING_DATE
    assert set(verdict.rulings) == set(rulings)
