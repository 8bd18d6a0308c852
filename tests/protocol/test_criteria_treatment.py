from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.procedures import procedure_codes
from ucbnk_desktop.protocol.verdicts import Limit, State

Child = Any
FORM = "prior_therapy"


def chemotherapy(child: Child, *doses: dict[str, str]) -> Child:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "no"}
    return child.having(FORM, "chemotherapy", *({**row, **dose} for dose in doses))


def anticancer(child: Child, **values: str) -> Child:
    row = {
        "drug": "达妥昔单抗β", "drug_class": "anti_gd2", "investigational": "no", "last_dose_on": "2025-01-01",
        "toxicity_recovered": "yes", "protocol_combination": "no",
    }
    return child.but(FORM, anticancer_given="yes").having(FORM, "anticancer", {**row, **values})


def growth_factor(child: Child, kind: str, on: str) -> Child:
    row = {"drug": "G-CSF", "duration_class": kind, "last_dose_on": on}
    return child.but(FORM, growth_factor_given="yes").having(FORM, "growth_factors", row)


def radiotherapy(child: Child, extent: str, on: str, modality: str = "external") -> Child:
    row = {"modality": modality, "extent": extent, "site": "腹部", "ended_on": on}
    return child.having(FORM, "radiotherapy", row)


def stem_cells(child: Child, on: str, **values: str) -> Child:
    row = {
        "transplant_type": "autologous", "infused_on": on, "total_body_irradiation": "no", "active_gvhd": "no",
    }
    return child.but(FORM, stem_cells_given="yes").having(FORM, "stem_cells", {**row, **values})


def surgery(child: Child, category: str, on: str, procedure: str = "手术") -> Child:
    return child.having(FORM, "surgery", {"procedure": procedure, "category": category, "performed_on": on})


def steroid(child: Child, **values: str) -> Child:
    row = {"drug": "地塞米松", "category": "systemic_steroid", "route": "oral", "ongoing": "no"}
    return child.but(FORM, immunosuppression_given="yes").having(FORM, "immunosuppression", {**row, **values})


def vaccine(child: Child, on: str, live: str = "yes") -> Child:
    row = {"vaccine": "麻腮风疫苗", "live": live, "given_on": on}
    return child.but(FORM, live_vaccine_given="yes").having(FORM, "vaccines", row)


def trial(child: Child, **values: str) -> Child:
    row = {"trial": "虚构试验", "antitumour": "yes", "last_dose_on": "2024-01-01", "ended_on": "2024-02-01"}
    return child.but(FORM, trial_taken_part="yes").having(FORM, "trials", {**row, **values})


# Gates

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
    eligible: Child, gate: str, table: str, criterion: str, text: str
) -> None:
    verdict = eligible.having(FORM, table).but(FORM, **{gate: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [gate]


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_yes_without_rows_is_incomplete(eligible: Child, gate: str, table: str, criterion: str) -> None:
    assert eligible.having(FORM, table).but(FORM, **{gate: "yes"}).state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_no_beside_rows_is_incomplete_and_asked_about(
    eligible: Child, gate: str, table: str, criterion: str
) -> None:
    child = eligible.but(FORM, **{gate: "no"}).having(FORM, table, {})
    assert child.state(criterion) is State.INCOMPLETE
    assert "why_query_contradiction" in [query.code for query in child.assessment().queries]


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_an_empty_row_is_incomplete(eligible: Child, gate: str, table: str, criterion: str) -> None:
    child = eligible.but(FORM, **{gate: "yes"}).having(FORM, table, {})
    assert child.state(criterion) is State.INCOMPLETE


@pytest.mark.parametrize(("gate", "table", "criterion"), GATES)
def test_that_no_without_rows_settles(eligible: Child, gate: str, table: str, criterion: str) -> None:
    assert eligible.having(FORM, table).but(FORM, **{gate: "no"}).verdict(criterion).state.settled


# I7


@pytest.mark.parametrize(
    ("dose", "day", "state", "first_ok"),
    [
        ("2025-03-01", "2025-03-21", State.PENDING_DATE, "2025-03-22"),
        ("2025-03-01", "2025-03-22", State.MET, None),
        ("2025-03-01", "2025-03-23", State.MET, None),
    ],
)
def test_that_day_21_after_chemotherapy_passes(
    eligible: Child, dose: str, day: str, state: State, first_ok: str | None
) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": dose}).on(day).verdict("I7")
    assert verdict.state is state
    assert verdict.first_ok == (date.fromisoformat(first_ok) if first_ok else None)


@pytest.mark.parametrize(("day", "state"), [("2025-03-21", State.PENDING_DATE), ("2025-03-22", State.MET)])
def test_that_day_42_after_a_nitrosourea_passes(eligible: Child, day: str, state: State) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-02-08", "nitrosourea": "yes"}).on(day)
    assert child.state("I7") is state


def test_that_an_old_nitrosourea_lengthens_every_clock_only_by_ruling(eligible: Child) -> None:
    child = chemotherapy(
        eligible, {"last_dose_on": "2025-02-15"}, {"last_dose_on": "2023-05-01", "nitrosourea": "yes"}
    )
    assert child.verdict("I7").first_ok == date(2025, 3, 29)
    assert child.ruled(R_NITRO="nitrosourea_only").state("I7") is State.MET


def test_that_the_sentence_tells_the_arithmetic(eligible: Child) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2025-03-01"}).verdict("I7")
    assert [reason.code for reason in verdict.reasons] == ["why_days_short", "why_days_needed"]
    assert verdict.reasons[0].arguments == {"what": "环磷酰胺", "event": date(2025, 3, 1), "short": 2}
    assert verdict.reasons[1].arguments["first_ok"] == date(2025, 3, 22)
    assert verdict.evidence[0].limit == Limit("≥", 21, "d")


def test_that_the_wash_out_may_be_counted_to_the_planned_start(eligible: Child) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-01"})
    assert child.state("I7") is State.PENDING_DATE
    assert child.ruled(R_WASH_ANCHOR="planned_start").state("I7") is State.MET
    assert child.ruled(R_WASH_ANCHOR="planned_start").planned("").state("I7") is State.INCOMPLETE


@pytest.mark.parametrize("key", ["myelosuppressive", "nitrosourea", "last_dose_on"])
@pytest.mark.parametrize("text", ["", "[unknown]", "[not_applicable]"])
def test_that_a_dose_without_class_or_date_is_incomplete(eligible: Child, key: str, text: str) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2024-01-01", key: text}).verdict("I7")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"chemotherapy.{key}"]


def test_that_a_drug_that_spares_the_marrow_does_not_count(eligible: Child) -> None:
    spared = {"last_dose_on": "2025-03-19", "myelosuppressive": "no"}
    assert chemotherapy(eligible, spared).state("I7") is State.MET
    assert chemotherapy(eligible, {**spared, "nitrosourea": "yes"}).state("I7") is State.PENDING_DATE


@pytest.mark.parametrize(("ruling", "state"), [
    ("none", State.PENDING_DATE), ("anti_gd2", State.PENDING_DATE), ("chemo", State.MET), ("both", State.MET),
])
def test_that_the_protocols_own_chemotherapy_follows_its_ruling(eligible: Child, ruling: str, state: State) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-19", "protocol_combination": "yes"})
    assert child.ruled(R_COMBO=ruling).state("I7") is state


def test_that_a_dose_after_the_anchor_is_not_reached_and_asked_about(eligible: Child) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-25"})
    assert child.state("I7") is State.PENDING_DATE
    assert "why_query_after" in [query.code for query in child.assessment().queries]


@pytest.mark.parametrize(("dose", "state"), [
    ("2025-01", State.MET), ("2025-02", State.INCOMPLETE), ("2025-03", State.PENDING_DATE), ("2024", State.MET),
    ("2025", State.INCOMPLETE),
])
def test_that_a_partial_date_decides_only_where_both_its_ends_agree(eligible: Child, dose: str, state: State) -> None:
    assert chemotherapy(eligible, {"last_dose_on": dose}).state("I7") is state


@pytest.mark.parametrize("dose", ["9999-12-31", "0001-01-01", "1025"])
def test_that_a_year_that_cannot_be_meant_is_no_date(eligible: Child, dose: str) -> None:
    assert chemotherapy(eligible, {"last_dose_on": dose}).state("I7") is State.INCOMPLETE


def test_that_a_dose_before_birth_is_a_slip_and_not_long_ago(eligible: Child) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2015-03-15"}).verdict("I7")
    assert (verdict.state, verdict.reasons[0].code) == (State.INCOMPLETE, "why_before_birth")
    assert surgery(eligible, "major_surgery", "2020-05").state("E8") is State.INCOMPLETE
    assert surgery(eligible, "major_surgery", "2020").state("E8") is State.ABSENT


def test_that_a_first_dose_after_the_last_one_is_a_contradiction(eligible: Child) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2024-12", "started_on": "2025-01-01"})
    assert child.state("I7") is State.INCOMPLETE
    assert chemotherapy(eligible, {"last_dose_on": "2024-12", "started_on": "2024-12-31"}).state("I7") is State.MET


def test_that_a_trial_dose_after_the_end_of_the_trial_is_a_contradiction(eligible: Child) -> None:
    assert trial(eligible, last_dose_on="2024-02-02").state("E15") is State.INCOMPLETE
    assert trial(eligible, last_dose_on="2024-02").state("E15") is State.ABSENT


def test_that_a_partial_date_waits_for_its_latest_day(eligible: Child) -> None:
    assert chemotherapy(eligible, {"last_dose_on": "2025-03"}).verdict("I7").first_ok == date(2025, 4, 21)


def test_that_after_enrolment_waiting_no_longer_helps(eligible: Child) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-01"}).but("enrolment", enrolled_on="2025-03-20")
    assert child.state("I7") is State.NOT_MET
    assert child.on("2025-05-01").state("I7") is State.NOT_MET


def test_that_study_treatment_after_the_first_infusion_is_no_fact_of_eligibility(eligible: Child) -> None:
    child = chemotherapy(
        eligible, {"last_dose_on": "2025-01-15"},
        {"started_on": "2025-03-24", "last_dose_on": "2025-03-28", "protocol_combination": "yes"},
    ).but("enrolment", enrolled_on="2025-03-20").on("2025-04-01")
    given = child.but("infusion", infusion_number="1", given="yes", infused_on="2025-03-22")
    assert child.state("I7") is State.NOT_MET
    assert given.state("I7") is State.MET


# I8


@pytest.mark.parametrize(("last", "edge", "state"), [
    ("2025-02-23", "within", State.PENDING_DATE), ("2025-02-22", "within", State.PENDING_DATE),
    ("2025-02-22", "clear", State.MET), ("2025-02-21", "within", State.MET), ("2025-02-21", "clear", State.MET),
])
def test_that_day_28_before_the_planned_start_is_the_edge_of_i8(
    eligible: Child, last: str, edge: str, state: State
) -> None:
    assert anticancer(eligible, last_dose_on=last).ruled(R_EDGE=edge).state("I8") is state


@pytest.mark.parametrize(("anchor", "first_ok"), [("2025-03-21", "2025-03-23"), ("2025-03-22", "2025-03-23")])
def test_that_i8_says_when_the_planned_start_would_be_clear(eligible: Child, anchor: str, first_ok: str) -> None:
    verdict = anticancer(eligible, last_dose_on="2025-02-22").planned(anchor).verdict("I8")
    assert verdict.first_ok == date.fromisoformat(first_ok)
    assert verdict.rulings == ("R-ANTICANCER", "R-EDGE")


def test_that_i8_counts_to_the_plan_and_not_to_enrolment(eligible: Child) -> None:
    child = anticancer(eligible, last_dose_on="2025-02-25")
    assert child.planned("2025-04-20").state("I8") is State.MET
    assert child.planned("").state("I8") is State.INCOMPLETE


@pytest.mark.parametrize("kind", [
    "anti_gd2", "kinase_inhibitor", "retinoid", "cytokine", "cell_therapy", "vaccine", "traditional",
])
def test_that_a_class_counts_as_the_ruling_says(eligible: Child, kind: str) -> None:
    child = anticancer(eligible, drug_class=kind, last_dose_on="2025-03-15")
    assert child.state("I8") is State.PENDING_DATE
    assert child.ruled(R_ANTICANCER="none").state("I8") is State.MET
    assert child.ruled(R_ANTICANCER=kind).state("I8") is State.PENDING_DATE


@pytest.mark.parametrize("values", [
    {"drug_class": "investigational"}, {"drug_class": "other"}, {"drug_class": "retinoid", "investigational": "yes"},
])
def test_that_trial_and_unclassed_drugs_always_count(eligible: Child, values: dict[str, str]) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-15", **values).ruled(R_ANTICANCER="none")
    assert child.state("I8") is State.PENDING_DATE


@pytest.mark.parametrize(("ruling", "state"), [
    ("none", State.PENDING_DATE), ("chemo", State.PENDING_DATE), ("anti_gd2", State.MET), ("both", State.MET),
])
def test_that_the_protocols_own_antibody_follows_its_ruling(eligible: Child, ruling: str, state: State) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-15", protocol_combination="yes")
    assert child.ruled(R_COMBO=ruling).state("I8") is state


@pytest.mark.parametrize("key", ["drug_class", "investigational", "last_dose_on", "toxicity_recovered"])
def test_that_an_anticancer_row_must_be_complete(eligible: Child, key: str) -> None:
    verdict = anticancer(eligible, **{key: ""}).verdict("I8")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"anticancer.{key}"]


def test_that_unrecovered_toxicity_fails_i8(eligible: Child) -> None:
    assert anticancer(eligible, toxicity_recovered="no").state("I8") is State.NOT_MET


def test_that_recovery_needs_the_investigators_word_only_where_something_was_given(eligible: Child) -> None:
    unsaid = eligible.but("judgements", judgement_i8="")
    assert unsaid.state("I8") is State.MET
    assert anticancer(unsaid).state("I8") is State.NEEDS_PI
    assert eligible.but("judgements", judgement_i8="not_met").state("I8") is State.NOT_MET


def test_that_the_antibody_after_the_first_infusion_is_no_fact_of_eligibility(eligible: Child) -> None:
    child = anticancer(eligible, last_dose_on="2025-03-28", protocol_combination="yes").on("2025-04-01")
    child = child.but("enrolment", enrolled_on="2025-03-20").but("infusion", given="yes", infused_on="2025-03-22")
    assert child.state("I8") is State.MET
    assert anticancer(child, last_dose_on="2025-03-28").state("I8") is State.NOT_MET


# I9


@pytest.mark.parametrize(("kind", "last", "day", "state"), [
    ("long_acting", "2024-02-15", "2024-02-28", State.PENDING_DATE),
    ("long_acting", "2024-02-15", "2024-02-29", State.MET),
    ("short_acting", "2025-03-18", "2025-03-20", State.PENDING_DATE),
    ("short_acting", "2025-03-17", "2025-03-20", State.MET),
    ("other", "2025-03-07", "2025-03-20", State.PENDING_DATE),
    ("other", "2025-03-06", "2025-03-20", State.MET),
])
def test_that_growth_factors_have_their_own_days(
    eligible: Child, kind: str, last: str, day: str, state: State
) -> None:
    assert growth_factor(eligible, kind, last).on(day).state("I9") is state


@pytest.mark.parametrize(("ruling", "last", "state"), [
    ("3_days", "2025-03-17", State.MET), ("3_days", "2025-03-18", State.PENDING_DATE),
    ("14_days", "2025-03-17", State.PENDING_DATE), ("not_counted", "2025-03-20", State.MET),
])
def test_that_other_growth_factors_follow_their_ruling(
    eligible: Child, ruling: str, last: str, state: State
) -> None:
    assert growth_factor(eligible, "other", last).ruled(R_GF_OTHER=ruling).state("I9") is state


# I10


@pytest.mark.parametrize(("extent", "last", "state"), [
    ("local_palliative_small", "2025-03-06", State.MET), ("local_palliative_small", "2025-03-07", State.PENDING_DATE),
    *[(extent, "2025-02-06", State.MET) for extent in ("substantial_marrow", "total_body", "craniospinal", "other")],
    *[
        (extent, "2025-02-07", State.PENDING_DATE)
        for extent in ("substantial_marrow", "total_body", "craniospinal", "other")
    ],
])
def test_that_radiotherapy_waits_14_or_42_days(eligible: Child, extent: str, last: str, state: State) -> None:
    assert radiotherapy(eligible, extent, last).state("I10") is state


def test_that_mibg_waits_42_days_whatever_its_extent(eligible: Child) -> None:
    assert radiotherapy(eligible, "", "2025-02-06", "mibg").state("I10") is State.MET
    assert radiotherapy(eligible, "local_palliative_small", "2025-02-07", "mibg").state("I10") is State.PENDING_DATE


@pytest.mark.parametrize("extent", ["total_body", "craniospinal", "substantial_marrow"])
def test_that_the_ruling_on_other_fields_never_shortens_large_ones(eligible: Child, extent: str) -> None:
    child = radiotherapy(eligible, extent, "2025-02-07").ruled(R_RT_OTHER="14_days")
    assert child.state("I10") is State.PENDING_DATE
    assert radiotherapy(eligible, "other", "2025-02-07").ruled(R_RT_OTHER="14_days").state("I10") is State.MET


# I11


def test_that_no_stem_cells_make_i11_not_applicable(eligible: Child) -> None:
    assert eligible.state("I11") is State.NOT_APPLICABLE


@pytest.mark.parametrize(("day", "state"), [("2025-03-21", State.PENDING_DATE), ("2025-03-22", State.MET)])
def test_that_day_56_after_stem_cells_passes(eligible: Child, day: str, state: State) -> None:
    assert stem_cells(eligible, "2025-01-25").on(day).state("I11") is state


def test_that_active_gvhd_fails_i11(eligible: Child) -> None:
    assert stem_cells(eligible, "2024-01-25", active_gvhd="yes").state("I11") is State.NOT_MET


def test_that_total_body_irradiation_follows_its_ruling(eligible: Child) -> None:
    child = stem_cells(eligible, "2024-01-25", total_body_irradiation="yes")
    assert child.state("I11") is State.NOT_MET
    assert child.ruled(R_TBI="56_days_as_without").state("I11") is State.MET


@pytest.mark.parametrize("key", ["infused_on", "total_body_irradiation", "active_gvhd", "transplant_type"])
def test_that_a_stem_cell_row_must_be_complete(eligible: Child, key: str) -> None:
    assert stem_cells(eligible, "2024-01-25", **{key: ""}).state("I11") is State.INCOMPLETE


# E8


@pytest.mark.parametrize("category", ["major_surgery", "severe_injury", "fracture", "ulcer"])
@pytest.mark.parametrize(("on", "state", "first_ok"), [
    ("2025-02-19", State.ABSENT, None), ("2025-02-20", State.PENDING_DATE, date(2025, 3, 21)),
    ("2025-02-21", State.PENDING_DATE, date(2025, 3, 22)),
])
def test_that_surgery_within_28_days_of_enrolment_waits(
    eligible: Child, category: str, on: str, state: State, first_ok: date | None
) -> None:
    verdict = surgery(eligible, category, on).verdict("E8")
    assert (verdict.state, verdict.first_ok) == (state, first_ok)


def test_that_day_28_is_clear_where_the_ruling_says_so(eligible: Child) -> None:
    assert surgery(eligible, "major_surgery", "2025-02-20").ruled(R_EDGE="clear").state("E8") is State.ABSENT


@pytest.mark.parametrize(("procedure", "state"), [
    ("骨髓穿刺", State.ABSENT), ("腰穿", State.ABSENT), ("PICC置管", State.ABSENT), ("输液港植入", State.PENDING_DATE),
])
def test_that_minor_procedures_are_those_of_the_ruling(eligible: Child, procedure: str, state: State) -> None:
    child = surgery(eligible, "minor_procedure", "2025-03-18", procedure)
    assert child.state("E8") is state
    assert child.ruled(R_MINOR_OPS="all").state("E8") is State.ABSENT
    assert child.ruled(R_MINOR_OPS="none").state("E8") is State.PENDING_DATE


def test_that_typed_procedures_are_recognised() -> None:
    typed = ("骨髓活检", "Lumbar puncture", "picc", "")
    known = ("marrow_puncture", "lumbar_puncture", "picc", "other_minor")
    assert [procedure_codes(one) for one in typed] == [frozenset((one,)) for one in known]


@pytest.mark.parametrize(("typed", "codes"), [
    ("双侧髂骨骨髓穿刺及活检", {"marrow_puncture"}), ("骨髓穿刺+腰穿", {"marrow_puncture", "lumbar_puncture"}),
    ("骨髓穿刺、肝活检", {"marrow_puncture", "other_minor"}), ("bone marrow harvest", {"other_minor"}),
    ("bone marrow aspiration and biopsy", {"marrow_puncture"}), ("PICC, tumour resection", {"picc", "other_minor"}),
    ("活检", {"other_minor"}),
])
def test_that_a_procedure_hides_no_other_behind_it(typed: str, codes: set[str]) -> None:
    assert procedure_codes(typed) == codes


# E15


@pytest.mark.parametrize(("ended", "state"), [
    ("2025-02-19", State.ABSENT), ("2025-02-20", State.PENDING_DATE), ("", State.INCOMPLETE),
])
def test_that_another_trial_must_be_28_days_over(eligible: Child, ended: str, state: State) -> None:
    assert trial(eligible, ended_on=ended).state("E15") is state


def test_that_the_end_of_a_trial_may_be_its_last_dose(eligible: Child) -> None:
    child = trial(eligible, ended_on="2025-03-10", last_dose_on="2025-01-01")
    assert child.state("E15") is State.PENDING_DATE
    assert child.ruled(R_TRIAL_END="last_dose").state("E15") is State.ABSENT


def test_that_a_trial_of_another_kind_does_not_count(eligible: Child) -> None:
    assert trial(eligible, ended_on="2025-03-10", antitumour="no").state("E15") is State.ABSENT
    assert trial(eligible, antitumour="[unknown]").state("E15") is State.INCOMPLETE


# E16


@pytest.mark.parametrize(("last", "edge", "state"), [
    ("2025-03-07", "within", State.ABSENT), ("2025-03-08", "within", State.PENDING_DATE),
    ("2025-03-08", "clear", State.ABSENT), ("2025-03-09", "clear", State.PENDING_DATE),
])
def test_that_steroids_count_back_14_days_from_the_first_infusion(
    eligible: Child, last: str, edge: str, state: State
) -> None:
    assert steroid(eligible, last_dose_on=last).ruled(R_EDGE=edge).state("E16") is state


def test_that_an_ongoing_steroid_is_not_cured_by_waiting(eligible: Child) -> None:
    assert steroid(eligible, ongoing="yes").state("E16") is State.PRESENT


@pytest.mark.parametrize("category", ["inhaled_topical", "replacement", "antiemetic", "premedication"])
def test_that_exempt_steroids_are_those_of_the_ruling(eligible: Child, category: str) -> None:
    route = "inhaled" if category == "inhaled_topical" else "oral"
    child = steroid(eligible, category=category, route=route, ongoing="yes")
    assert child.ruled(R_STEROID="none").state("E16") is State.PRESENT
    assert child.ruled(R_STEROID=category).state("E16") is State.ABSENT


@pytest.mark.parametrize("category", ["systemic_steroid", "immunosuppressant"])
def test_that_no_ruling_exempts_systemic_treatment(eligible: Child, category: str) -> None:
    child = steroid(eligible, category=category, ongoing="yes").ruled(R_STEROID="all")
    assert child.state("E16") is State.PRESENT


@pytest.mark.parametrize("key", ["category", "ongoing", "last_dose_on"])
def test_that_a_steroid_row_must_be_complete(eligible: Child, key: str) -> None:
    assert steroid(eligible, **{"last_dose_on": "2024-01-01", key: ""}).state("E16") is State.INCOMPLETE


# E20


@pytest.mark.parametrize(("start", "given", "ruling", "state"), [
    ("2025-03-31", "2025-02-28", "calendar_month", State.PENDING_DATE),
    ("2025-03-31", "2025-02-27", "calendar_month", State.ABSENT),
    ("2025-03-31", "2025-03-01", "30_days", State.PENDING_DATE),
    ("2025-03-31", "2025-02-28", "30_days", State.ABSENT),
    ("2025-03-31", "2025-02-28", "stricter_of_both", State.PENDING_DATE),
    ("2025-03-31", "2025-02-27", "stricter_of_both", State.ABSENT),
    ("2025-03-30", "2025-02-28", "calendar_month", State.PENDING_DATE),
    ("2025-03-30", "2025-02-27", "calendar_month", State.ABSENT),
    ("2025-03-30", "2025-02-28", "30_days", State.PENDING_DATE),
    ("2025-03-30", "2025-02-27", "30_days", State.ABSENT),
    ("2025-03-01", "2025-02-01", "calendar_month", State.PENDING_DATE),
    ("2025-03-01", "2025-01-31", "calendar_month", State.ABSENT),
    ("2025-03-01", "2025-01-30", "30_days", State.PENDING_DATE),
    ("2025-03-01", "2025-01-29", "30_days", State.ABSENT),
    ("2025-03-01", "2025-01-30", "stricter_of_both", State.PENDING_DATE),
])
def test_that_a_month_before_the_first_infusion_is_counted_as_ruled(
    eligible: Child, start: str, given: str, ruling: str, state: State
) -> None:
    child = vaccine(eligible, given).planned(start).ruled(R_ONE_MONTH=ruling)
    assert child.state("E20") is state


def test_that_e20_says_the_first_clear_day(eligible: Child) -> None:
    child = vaccine(eligible, "2025-02-28").planned("2025-03-20")
    assert child.ruled(R_ONE_MONTH="calendar_month").verdict("E20").first_ok == date(2025, 4, 1)
    assert child.ruled(R_ONE_MONTH="30_days").verdict("E20").first_ok == date(2025, 3, 31)
    assert child.ruled(R_ONE_MONTH="stricter_of_both").verdict("E20").first_ok == date(2025, 4, 1)


def test_that_a_vaccine_needs_the_planned_start(eligible: Child) -> None:
    assert vaccine(eligible, "2024-02-28").planned("").state("E20") is State.INCOMPLETE


def test_that_an_inactivated_vaccine_is_allowed(eligible: Child) -> None:
    assert vaccine(eligible, "2025-03-19", live="no").state("E20") is State.ABSENT
    assert vaccine(eligible, "2025-03-19", live="[unknown]").state("E20") is State.INCOMPLETE


# E24


@pytest.mark.parametrize("what", ["allogeneic_hsct", "donor_cells", "tissue_graft"])
def test_that_transplants_are_those_of_the_ruling(eligible: Child, what: str) -> None:
    child = eligible.but(FORM, allogeneic_transplant="yes").having(FORM, "transplants", {"what": what})
    assert child.state("E24") is State.PRESENT
    assert child.ruled(R_ALLO="none").state("E24") is State.ABSENT
    assert child.ruled(R_ALLO=what).state("E24") is State.PRESENT


def test_that_an_organ_is_always_a_transplant(eligible: Child) -> None:
    child = eligible.but(FORM, allogeneic_transplant="yes").having(FORM, "transplants", {"what": "organ"})
    assert child.ruled(R_ALLO="none").state("E24") is State.PRESENT


def test_that_allogeneic_stem_cells_are_heard_in_e24_though_the_question_says_no(eligible: Child) -> None:
    child = stem_cells(eligible, "2024-01-25", transplant_type="allogeneic")
    assert child.state("I11") is State.MET
    assert child.state("E24") is State.PRESENT
    assert "why_query_allogeneic" in [query.code for query in child.assessment().queries]
    assert child.ruled(R_ALLO="tissue_graft").state("E24") is State.ABSENT


# The day of enrolment


@pytest.mark.parametrize(("definition", "state"), [
    ("eligibility_signed", State.ABSENT), ("slot", State.ABSENT), ("consent", State.PRESENT),
    ("first_infusion", State.ABSENT), ("", State.NEEDS_PI), ("whenever", State.NEEDS_PI),
])
def test_that_the_day_of_enrolment_is_what_the_study_defines(
    eligible: Child, definition: str, state: State
) -> None:
    child = surgery(eligible, "major_surgery", "2025-02-15").set(enrol_definition=definition)
    assert child.state("E8") is state
