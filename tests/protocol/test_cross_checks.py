from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import State


def codes(child: Participant) -> list[str]:
    return [query.code for query in child.assessment().queries]


CHEMOTHERAPY = {
    "drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-01-15",
}


@pytest.mark.parametrize(("form", "values", "code"), [
    ("judgements", {"judged_on": "2025-03-21"}, "why_query_future"),
    ("diagnosis", {"diagnosed_on": "2019"}, "why_query_before_birth"),
    ("screening", {"first_procedure_at": "2025-03-09 10:00"}, "why_query_procedure"),
    ("screening", {"planned_first_infusion_on": "2025-03-19"}, "why_query_plan_past"),
    ("screening", {"planned_first_infusion_on": "2025-03-09"}, "why_query_plan_before_consent"),
    ("screening", {"planned_first_infusion_on": "2025-03-26"}, "why_query_plan_late"),
    ("judgements", {"judgement_e25": "present"}, "why_query_compliance"),
    ("judgements", {"judgement_i13": "not_met"}, "why_query_compliance"),
    ("judgements", {"judgement_e6": "present"}, "why_query_platelets"),
    ("consent", {"guardian_signed_at": "2025-03-10 10:30"}, "why_query_consent"),
    ("ecg_echo", {"qtc_printed_ms": "430", "qtc_formula": "bazett"}, "why_query_qtc"),
])
def test_that_what_does_not_fit_is_asked_about(
    eligible: Participant, form: str, values: dict[str, str], code: str
) -> None:
    assert code in codes(eligible.but(form, **values))


def test_that_a_partial_date_that_reaches_today_is_not_the_future(eligible: Participant) -> None:
    assert codes(eligible.but("diagnosis", diagnosed_on="2025-03")) == ["why_query_before_diagnosis"]
    assert codes(eligible.but("diagnosis", diagnosed_on="2020")) == []


def test_that_dates_in_rows_are_looked_at(eligible: Participant) -> None:
    child = eligible.having("diagnosis", "relapses", {"relapsed_on": "2026"})
    query = child.assessment().queries[0]
    assert (query.code, query.arguments["on"]) == ("why_query_future", "2026")


@pytest.mark.parametrize(("row", "code"), [
    ({"started_on": "2025-02-01"}, "why_query_dose_order"),
    ({"last_dose_on": "2022-01-15"}, "why_query_before_diagnosis"),
])
def test_that_treatment_dates_agree(eligible: Participant, row: dict[str, str], code: str) -> None:
    assert code in codes(eligible.having("prior_therapy", "chemotherapy", {**CHEMOTHERAPY, **row}))


def test_that_an_infection_by_vein_only_is_an_error(eligible: Participant) -> None:
    child = eligible.but("medical_history", active_infection="yes", intravenous_treatment="yes")
    assert child.state("E19") is State.PRESENT
    assert "why_query_infection" in codes(child)


def test_that_a_qtc_within_ten_ms_is_not_asked_about(eligible: Participant) -> None:
    child = eligible.but("ecg_echo", qtc_printed_ms="413", qtc_formula="bazett")
    assert codes(child) == []
    assert codes(child.but("ecg_echo", qtc_printed_ms="500", qtc_formula="unknown")) == []


@pytest.mark.parametrize(("drug", "code"), [
    ("地塞米松", "why_query_medication_steroid"), ("低分子肝素", "why_query_medication_anticoagulant"),
    ("美罗培南", "why_query_medication_antimicrobial"),
])
def test_that_the_medication_list_is_held_against_the_criteria(eligible: Participant, drug: str, code: str) -> None:
    child = eligible.but("concomitant_medication", drug=drug, started_on="2025-03-10", ongoing="no")
    assert codes(child) == [code]
    assert codes(child.but("concomitant_medication", started_on="2025-03-23")) == []
    assert codes(child.but("concomitant_medication", ended_on="2025-03-07", started_on="2025-03-01")) == []
    assert codes(child.set(drug_classes="")) == []
    assert codes(child.but("concomitant_medication", drug="对乙酰氨基酚")) == []


def test_that_without_a_plan_the_medication_list_says_nothing(eligible: Participant) -> None:
    child = eligible.but("concomitant_medication", drug="地塞米松").planned("")
    assert codes(child) == []


def test_that_after_the_first_infusion_the_plan_is_no_longer_asked_about(eligible: Participant) -> None:
    child = eligible.but("infusion", given="yes", infused_on="2025-03-20").planned("2025-03-01")
    assert codes(child) == []


@pytest.mark.parametrize(("plan", "ruling", "asked"), [
    ('[{"drug": "dexamethasone", "steroid": true}]', "none", True),
    ('[{"drug": "dexamethasone", "steroid": true}]', "premedication", False),
    ('[{"drug": "dexamethasone", "steroid": true}]', "", True),
    ('[{"drug": "antihistamine", "steroid": false}]', "none", False), ("{}", "none", False), ("", "none", False),
])
def test_that_a_steroid_in_the_premedication_plan_is_asked_about(
    eligible: Participant, plan: str, ruling: str, asked: bool
) -> None:
    child = eligible.set(premedication_plan=plan).ruled(R_STEROID=ruling)
    assert ("why_query_premedication" in codes(child)) is asked


def test_that_a_count_with_a_qualifier_is_not_held_against_the_differential(eligible: Participant) -> None:
    child = eligible.but(
        "laboratory", anc=">5", wbc="2.0", wbc_unit="10⁹/L", neutrophil_segmented_percent="45",
        neutrophil_band_percent="5",
    )
    assert "why_query_anc" not in codes(child)


@pytest.mark.parametrize(("ruling", "asked"), [("grade1_all", True), ("counts_by_I12", False), ("", False)])
def test_that_a_count_of_grade_2_judged_as_recovered_is_asked_about_and_never_failed(
    eligible: Participant, *, ruling: str, asked: bool
) -> None:
    child = eligible.but("laboratory", anc="1.2", anc_lln="1.8", anc_uln="6.3").ruled(R_RECOVERY=ruling)
    assert ("why_query_recovery" in codes(child)) is asked
    assert child.state("I6") is State.MET


def test_that_a_count_of_grade_2_within_its_own_limits_is_said_to_be_so_and_not_asked_about(
    eligible: Participant
) -> None:
    """An infant's lower limit lies below 1.5, where the first grade of CTCAE begins."""
    child = eligible.but("laboratory", anc="1.2", anc_lln="1.0", anc_uln="6.3")
    assert "why_count_listed_within" in [reason.code for reason in child.verdict("I6").reasons]
    assert "why_query_recovery" not in codes(child)


@pytest.mark.parametrize(("taken_part", "asked"), [("no", True), ("yes", False)])
def test_that_an_investigational_drug_without_another_trial_is_asked_about(
    eligible: Participant, *, taken_part: str, asked: bool
) -> None:
    child = eligible.but("prior_therapy", anticancer_given="yes", trial_taken_part=taken_part).having(
        "prior_therapy", "anticancer", {"drug": "在研药", "drug_class": "investigational", "investigational": "yes"},
    )
    assert ("why_query_trial_drug" in codes(child)) is asked


@pytest.mark.parametrize(("given", "asked"), [("no", True), ("yes", False)])
def test_that_a_toxicity_of_chemotherapy_without_chemotherapy_is_asked_about(
    eligible: Participant, *, given: str, asked: bool
) -> None:
    child = eligible.but("prior_therapy", chemotherapy_given=given).but("toxicities", any_toxicity="yes").having(
        "toxicities", "toxicities", {"term": "恶心", "grade": "1", "cause": "chemotherapy"},
    )
    assert ("why_query_toxicity_cause" in codes(child)) is asked


@pytest.mark.parametrize(("at", "asked"), [("2025-03-10 09:09", True), ("2025-03-10 09:10", False)])
def test_that_a_procedure_a_minute_before_consent_is_asked_about(
    eligible: Participant, *, at: str, asked: bool
) -> None:
    child = eligible.but("screening", first_procedure_at=at)
    assert ("why_query_procedure" in codes(child)) is asked


@pytest.mark.parametrize(("born", "ages", "asked"), [
    ("2024-03-15", "[1]", True), ("2025-03-15", "[0]", False), ("2025-03-15", "[-1, 0]", False),
])
def test_that_consent_is_asked_for_anew_from_the_first_birthday(
    eligible: Participant, born: str, ages: str, *, asked: bool
) -> None:
    found = eligible.but("demographics", birth_date=born).set(reconsent_ages=ages).assessment()
    assert ("why_query_consent_anew" in {query.code for query in found.queries}) is asked


@pytest.mark.parametrize(("born", "planned", "asked"), [
    ("2017-03-15", "2025-03-22", True), ("2017-03-10", "2025-03-22", False), ("2017-03-22", "2025-03-22", True),
    ("2017-03-23", "2025-03-22", False), ("2017-03-23", "2025-03-23", True),
])
def test_that_a_birthday_between_consent_and_infusion_asks_for_consent_anew(
    eligible: Participant, born: str, planned: str, *, asked: bool
) -> None:
    child = eligible.but("demographics", birth_date=born).planned(planned)
    queries = {query.code for query in child.assessment().queries}
    assert ("why_query_consent_anew" in queries) is asked
    if asked:
        signed = child.but("consent", assent_signed_at=f"{planned} 08:00").assessment()
        assert "why_query_consent_anew" not in {query.code for query in signed.queries}


@pytest.mark.parametrize("ages", ["", "8", '["8"]', "[0]", "[true]"])
def test_that_ages_that_are_none_ask_for_nothing(eligible: Participant, ages: str) -> None:
    child = eligible.but("demographics", birth_date="2017-03-15").set(reconsent_ages=ages)
    assert "why_query_consent_anew" not in {query.code for query in child.assessment().queries}


@pytest.mark.parametrize(("white", "asked"), [
    ("2.30", True), ("2.31", False), ("2310", True), ("<2", False), (">2", False), ("", False),
])
def test_that_more_neutrophils_than_white_cells_are_asked_about(
    eligible: Participant, white: str, *, asked: bool
) -> None:
    unit = "/µL" if white == "2310" else "10⁹/L"
    printed = {"anc": "2311", "anc_unit": "/µL"} if white == "2310" else {}
    child = eligible.but("laboratory", wbc=white, wbc_unit=unit, **printed)
    assert ("why_query_anc_above_wbc" in {query.code for query in child.assessment().queries}) is asked
