"""Questions between forms and criteria: what is asked about and, of its nearest neighbour, what is not."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import FieldRef, State

THERAPY, LAB = "prior_therapy", "laboratory"


def asked(child: Participant) -> list[tuple[str, dict[str, object]]]:
    """The questions of the day with what they name."""
    return [(query.code, {name: str(value) for name, value in query.arguments.items()})
            for query in child.assessment().queries]


def codes(child: Participant) -> list[str]:
    return [code for code, _ in asked(child)]


def fields(child: Participant, code: str) -> list[str]:
    found = (query.arguments["field"] for query in child.assessment().queries if query.code == code)
    return [f"{ref.form}.{ref.field}" for ref in found if isinstance(ref, FieldRef)]


# Dates


@pytest.mark.parametrize(("form", "key"), [
    (LAB, "sampled_on"), ("ecg_echo", "ecg_on"), ("ecg_echo", "echo_on"), ("performance", "assessed_on"),
    ("vital_signs", "measured_at"),
])
def test_that_a_result_of_tomorrow_or_from_before_birth_is_asked_about(
    eligible: Participant, form: str, key: str
) -> None:
    at = " 08:00" if key == "measured_at" else ""
    assert fields(eligible.but(form, **{key: f"2025-03-21{at}"}), "why_query_future") == [f"{form}.{key}"]
    assert fields(eligible.but(form, **{key: f"2020-05-31{at}"}), "why_query_before_birth") == [f"{form}.{key}"]
    for day in ("2025-03-20", "2020-06-01"):
        found = codes(eligible.but(form, **{key: f"{day}{at}"}))
        assert not {"why_query_future", "why_query_before_birth"} & set(found)


@pytest.mark.parametrize(("can_be", "cannot", "code"), [
    ("2025-03-20", "2025-03-21", "why_query_future"), ("2020-06-01", "2020-05-31", "why_query_before_birth"),
])
def test_that_of_two_dates_of_an_entry_only_the_one_that_cannot_be_is_asked_about(
    eligible: Participant, can_be: str, cannot: str, code: str
) -> None:
    child = eligible.but("ecg_echo", ecg_on=can_be, echo_on=cannot)
    [arguments] = [query.arguments for query in child.assessment().queries if query.code == code]
    assert arguments == {"field": FieldRef("ecg_echo", "echo_on"), "on": cannot}


def test_that_without_a_birth_date_nothing_lies_before_birth(eligible: Participant) -> None:
    assert "why_query_before_birth" not in codes(eligible.but("demographics", birth_date=""))


@pytest.mark.parametrize(("form", "key"), [
    (LAB, "sampled_on"), ("ecg_echo", "ecg_on"), ("ecg_echo", "echo_on"), ("performance", "assessed_on"),
])
@pytest.mark.parametrize(("day", "late"), [("2025-03-19", False), ("2025-03-20", True), ("2025-03-21", False)])
def test_that_a_result_after_the_judgement_is_asked_about(
    eligible: Participant, form: str, key: str, day: str, *, late: bool
) -> None:
    child = eligible.but(form, **{key: day})
    assert ("why_query_judged_early" in codes(child)) is late
    assert "why_query_judged_early" not in codes(child.but("judgements", judged_on=""))


def test_that_one_undated_result_does_not_hide_the_last_one(eligible: Participant) -> None:
    child = eligible.also(LAB, anc="2.0", anc_unit="10⁹/L").but("ecg_echo", ecg_on="2025-03-20")
    assert ("why_query_judged_early", {"on": "2025-03-19", "latest": "2025-03-20"}) in asked(child)
    bare = eligible.without(LAB).without("ecg_echo").without("performance")
    assert "why_query_judged_early" not in codes(bare)


# Consent


def test_that_the_procedure_is_held_against_the_first_signature_there_is(eligible: Participant) -> None:
    early = eligible.but("screening", first_procedure_at="2025-03-10 08:00")
    both = early.but("consent", participant_signed_at="2025-03-10 07:00")
    assert ("why_query_procedure", {"on": "2025-03-10 08:00", "consented": "2025-03-10 09:10"}) in asked(both)
    alone = early.but("consent", guardian_signed_at="", participant_signed_at="2025-03-10 08:30")
    assert ("why_query_procedure", {"on": "2025-03-10 08:00", "consented": "2025-03-10 08:30"}) in asked(alone)
    assert "why_query_procedure" not in codes(alone.but("consent", participant_signed_at="2025-03-10 07:00"))


def test_that_without_signature_or_procedure_their_order_is_not_asked_about(eligible: Participant) -> None:
    assert "why_query_procedure" not in codes(eligible.but("consent", guardian_signed_at=""))
    assert "why_query_procedure" not in codes(eligible.but("screening", first_procedure_at=""))


# Treatment


def anticancer(child: Participant, *rows: dict[str, str]) -> Participant:
    full = {"drug_class": "other", "toxicity_recovered": "yes", "last_dose_on": "2024-01-01"}
    child = child.but(THERAPY, anticancer_given="yes", trial_taken_part="no")
    return child.having(THERAPY, "anticancer", *({**full, **row} for row in rows))


def test_that_investigational_drugs_are_named_and_others_are_not(eligible: Participant) -> None:
    child = anticancer(
        eligible, {"drug": "甲药", "investigational": "yes"}, {"drug": "乙药", "investigational": "no"},
        {"drug": "", "investigational": "yes"}, {"drug": "丙药", "investigational": "yes"},
    )
    assert ("why_query_trial_drug", {"drug": "甲药、丙药"}) in asked(child)
    assert "why_query_trial_drug" not in codes(anticancer(eligible, {"drug": "乙药", "investigational": "no"}))


@pytest.mark.parametrize(("cause", "question"), [("chemotherapy", True), ("disease", False)])
def test_that_only_a_toxicity_of_chemotherapy_tells_of_chemotherapy(
    eligible: Participant, cause: str, *, question: bool
) -> None:
    child = eligible.but(THERAPY, chemotherapy_given="no").but("toxicities", any_toxicity="yes").having(
        "toxicities", "toxicities", {"term": "恶心", "grade": "1", "cause": cause},
    )
    assert ("why_query_toxicity_cause" in codes(child)) is question


def test_that_a_listed_count_is_asked_about_only_where_recovery_was_judged(eligible: Participant) -> None:
    child = eligible.but(LAB, anc="1.2", anc_lln="1.8", anc_uln="6.3").ruled(R_RECOVERY="grade1_all")
    assert "why_query_recovery" in codes(child)
    open_question = child.but("judgements", judgement_i6="")
    assert open_question.state("I6") is State.NEEDS_PI
    assert "why_query_recovery" not in codes(open_question)
    both = child.but(LAB, plt="60", plt_lln="150", plt_uln="400")
    assert ("why_query_recovery", {"counts": "ANC 1.2、PLT 60"}) in asked(both)


@pytest.mark.parametrize(("extents", "told", "question"), [
    (("total_body",), ("no",), True), (("other", "total_body"), ("no",), True), (("other",), ("no",), False),
    (("total_body",), ("no", "yes"), False), (("total_body",), ("no", "no"), True), (("total_body",), (), False),
])
def test_that_total_body_irradiation_is_looked_for_among_the_stem_cells(
    eligible: Participant, extents: tuple[str, ...], told: tuple[str, ...], *, question: bool
) -> None:
    child = eligible.having(
        THERAPY, "radiotherapy", *({"modality": "external", "extent": one, "ended_on": "2024-01-01"} for one in extents)
    )
    cells = ({"transplant_type": "autologous", "infused_on": "2024-02-01", "total_body_irradiation": one,
              "active_gvhd": "no"} for one in told)
    child = child.but(THERAPY, stem_cells_given="yes" if told else "no").having(THERAPY, "stem_cells", *cells)
    assert ("why_query_irradiation" in codes(child)) is question


@pytest.mark.parametrize(("kinds", "listed", "question"), [
    (("allogeneic",), (), True), (("autologous", "allogeneic"), (), True), (("autologous",), (), False),
    ((), (), False),
    (("allogeneic",), ("allogeneic_hsct",), False), (("allogeneic",), ("tissue_graft",), True),
    (("autologous",), ("tissue_graft",), False), ((), ("tissue_graft", "allogeneic_hsct"), True),
    (("autologous",), ("allogeneic_hsct",), True),
])
def test_that_an_allogeneic_transplant_stands_in_both_tables_or_in_none(
    eligible: Participant, kinds: tuple[str, ...], listed: tuple[str, ...], *, question: bool
) -> None:
    cells = ({"transplant_type": kind, "infused_on": "2024-02-01", "total_body_irradiation": "no", "active_gvhd": "no"}
             for kind in kinds)
    grafts = ({"what": what, "transplanted_on": "2024-02-01"} for what in listed)
    child = eligible.but(
        THERAPY, stem_cells_given="yes" if kinds else "no", allogeneic_transplant="yes" if listed else "no",
    ).having(THERAPY, "stem_cells", *cells).having(THERAPY, "transplants", *grafts)
    assert ("why_query_allogeneic" in codes(child)) is question


@pytest.mark.parametrize(("first", "question"), [("2025-01-15", False), ("2025-01-16", True), ("2025-01", False)])
def test_that_a_first_dose_after_the_last_is_asked_about(eligible: Participant, first: str, *, question: bool) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-01-15"}
    undated = {**row, "last_dose_on": "", "started_on": "2025-02-01"}
    child = eligible.having(THERAPY, "chemotherapy", undated, {**row, "started_on": first})
    assert (("why_query_dose_order", {"first": first, "last": "2025-01-15"}) in asked(child)) is question
    assert ("why_query_dose_order" in codes(child)) is question


@pytest.mark.parametrize(("last", "question"), [("2023-03-31", True), ("2023-04-01", False), ("2023", False)])
def test_that_a_treatment_before_the_diagnosis_is_asked_about(
    eligible: Participant, last: str, *, question: bool
) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": last}
    child = eligible.having(THERAPY, "chemotherapy", row)
    assert (("why_query_before_diagnosis", {"on": last, "diagnosed": "2023-04"}) in asked(child)) is question
    assert ("why_query_before_diagnosis" in codes(child)) is question
    assert "why_query_before_diagnosis" not in codes(child.but("diagnosis", diagnosed_on=""))


# Results


@pytest.mark.parametrize(("values", "found"), [
    ({"hcv_ab": "negative", "hcv_rna": "positive"}, ["laboratory.hcv_rna"]),
    ({"hcv_ab": "positive", "hcv_rna": "positive"}, []), ({"hcv_ab": "negative", "hcv_rna": "negative"}, []),
    ({"hbsag": "negative", "hbv_dna": "21"}, ["laboratory.hbv_dna"]), ({"hbsag": "negative", "hbv_dna": "20"}, []),
    ({"hbsag": "negative", "hbv_dna": "<20"}, []), ({"hbsag": "positive", "hbv_dna": "21"}, []),
    ({"hbsag": "negative", "hbv_dna": "21", "hbv_dna_uln": ""}, []), ({"hbsag": "negative", "hbv_dna": ""}, []),
])
def test_that_a_virus_without_its_screening_test_is_asked_about(
    eligible: Participant, values: dict[str, str], found: list[str]
) -> None:
    child = eligible.but(LAB, **{"hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20", **values})
    assert fields(child, "why_query_virus") == found


def test_that_a_virus_in_a_later_sample_is_found_behind_a_clean_one(eligible: Participant) -> None:
    later = {"sampled_on": "2025-03-19", "hbsag": "negative", "hbv_dna": "500", "hbv_dna_unit": "IU/mL",
             "hbv_dna_uln": "20"}
    assert fields(eligible.but(LAB, hbsag="positive").also(LAB, **later), "why_query_virus") == ["laboratory.hbv_dna"]


@pytest.mark.parametrize(("printed", "question"), [
    ("2.00", False), ("2.10", False), ("1.90", False), ("2.11", True), ("1.89", True), (">2.5", False),
])
def test_that_a_count_and_its_differential_agree_within_a_tenth(
    eligible: Participant, printed: str, *, question: bool
) -> None:
    child = eligible.but(
        LAB, anc=printed, wbc="4.0", wbc_unit="10⁹/L", neutrophil_segmented_percent="45", neutrophil_band_percent="5",
    )
    assert ("why_query_anc" in codes(child)) is question
    if question:
        assert ("why_query_anc", {"printed": printed, "computed": "2.000"}) in asked(child)
    assert "why_query_anc" not in codes(child.but(LAB, anc=""))
    assert "why_query_anc" not in codes(child.but(LAB, anc_unit="?"))
    assert "why_query_anc" not in codes(child.but(LAB, wbc="<4.0"))


@pytest.mark.parametrize(("printed", "question"), [
    ("410", False), ("430", False), ("409.9", True), ("430.1", True), ("1", True),
])
def test_that_the_machines_qtc_agrees_within_ten(eligible: Participant, printed: str, *, question: bool) -> None:
    """At 60 a minute every formula gives the QT itself."""
    child = eligible.but("ecg_echo", qt_ms="420", heart_rate_per_min="60", qtc_printed_ms=printed, qtc_formula="bazett")
    assert ("why_query_qtc" in codes(child)) is question
    for key in ("qt_ms", "heart_rate_per_min", "qtc_printed_ms", "qtc_formula"):
        for text in ("", "0"):
            without = child.but("ecg_echo", **{key: text})
            assert "why_query_qtc" not in codes(without), key


def test_that_every_ecg_is_asked_about(eligible: Participant) -> None:
    odd = {"ecg_on": "2025-03-18", "qt_ms": "420", "heart_rate_per_min": "60", "qtc_printed_ms": "480",
           "qtc_formula": "fridericia"}
    child = eligible.also("ecg_echo", ecg_on="2025-03-18").also("ecg_echo", **odd)
    assert ("why_query_qtc", {"printed": "480", "computed": "420.0"}) in asked(child)


# The plan


@pytest.mark.parametrize(("planned", "found"), [
    ("2025-03-19", ["why_query_plan_past"]), ("2025-03-20", []),
    ("2025-03-25", []), ("2025-03-26", ["why_query_plan_late"]),
])
def test_that_the_plan_lies_between_today_and_the_last_valid_day(
    eligible: Participant, planned: str, found: list[str]
) -> None:
    assert codes(eligible.planned(planned)) == found


def test_that_without_a_last_valid_day_no_plan_is_late(eligible: Participant) -> None:
    expired = eligible.but("demographics", birth_date="").on("2025-12-01").planned("2025-12-05")
    assert expired.assessment().latest is None
    assert codes(expired) == []


def test_that_the_plan_may_be_the_day_of_consent_and_none_before(eligible: Participant) -> None:
    assert "why_query_plan_before_consent" not in codes(eligible.planned("2025-03-10"))
    assert "why_query_plan_before_consent" in codes(eligible.planned("2025-03-09"))
    assert "why_query_plan_before_consent" not in codes(eligible.planned("2025-03-09").but(
        "consent", guardian_signed_at=""
    ))


@pytest.mark.parametrize(("planned", "code", "named"), [
    ("2025-03-19", "why_query_plan_past", {"planned": "2025-03-19"}),
    ("2025-03-09", "why_query_plan_before_consent", {"planned": "2025-03-09", "consented": "2025-03-10"}),
    ("2025-03-26", "why_query_plan_late", {"planned": "2025-03-26", "latest": "2025-03-25"}),
])
def test_that_a_plan_that_does_not_fit_is_named_with_the_day_it_misses(
    eligible: Participant, planned: str, code: str, named: dict[str, object]
) -> None:
    assert (code, named) in asked(eligible.planned(planned))


# Medication


def taking(child: Participant, drug: str, **values: str) -> Participant:
    return child.also("concomitant_medication", drug=drug, **values)


@pytest.mark.parametrize(("values", "question"), [
    ({"started_on": "2025-03-22"}, True), ({"started_on": "2025-03-23"}, False), ({}, True),
    ({"ended_on": "2025-03-08"}, True), ({"ended_on": "2025-03-07"}, False),
    ({"started_on": "2025-03", "ended_on": "2025-03"}, True),
])
def test_that_a_drug_counts_in_the_two_weeks_before_the_start(
    eligible: Participant, values: dict[str, str], *, question: bool
) -> None:
    child = taking(taking(eligible, "某药"), "地塞米松", **values)
    assert ("why_query_medication_steroid" in codes(child)) is question
    given = child.but("infusion", given="yes", infused_on="2025-03-22").planned("2025-12-01").on("2025-03-22")
    assert ("why_query_medication_steroid" in codes(given)) is question


@pytest.mark.parametrize(("drug", "code"), [
    ("环孢素", "why_query_medication_steroid"), ("地塞米松", "why_query_medication_steroid"),
    ("华法林", "why_query_medication_anticoagulant"), ("万古霉素", "why_query_medication_antimicrobial"),
])
def test_that_every_drug_of_a_class_is_named(eligible: Participant, drug: str, code: str) -> None:
    assert asked(taking(eligible, drug)) == [(code, {"drug": drug})]


def test_that_a_drug_the_criteria_know_of_is_not_asked_about(eligible: Participant) -> None:
    child = eligible.but("medical_history", anticoagulant_therapy="yes", anticoagulant_kind="systemic")
    assert child.state("E4") is not State.ABSENT
    assert "why_query_medication_anticoagulant" not in codes(taking(child, "华法林"))


@pytest.mark.parametrize("plan", ['[{"drug": "甲", "steroid": "true"}]', '["甲"]', "[]", '[{"drug": "甲"}]'])
def test_that_only_a_stated_steroid_of_the_premedication_is_asked_about(eligible: Participant, plan: str) -> None:
    child = eligible.ruled(R_STEROID="none")
    assert "why_query_premedication" not in codes(child.set(premedication_plan=plan))
    several = '[{"drug": "甲", "steroid": true}, {"drug": "乙", "steroid": false}, {"steroid": true}]'
    assert ("why_query_premedication", {"drug": "甲、?"}) in asked(child.set(premedication_plan=several))
