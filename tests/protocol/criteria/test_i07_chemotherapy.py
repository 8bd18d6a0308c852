"""I7: Chemotherapy wash-out."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, chemotherapy, enrolled, holding
from tests.helpers.verdict_readings import distinct_codes
from ucbnk_desktop.protocol.verdicts import FieldRef, Limit, State

FORM = "prior_therapy"


@pytest.mark.parametrize(
    ("dose", "day", "state", "first_ok"),
    [
        ("2025-03-01", "2025-03-21", State.PENDING_DATE, "2025-03-22"),
        ("2025-03-01", "2025-03-22", State.MET, None),
        ("2025-03-01", "2025-03-23", State.MET, None),
    ],
)
def test_that_day_21_after_chemotherapy_passes(
    eligible: Participant, dose: str, day: str, state: State, first_ok: str | None
) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": dose}).on(day).verdict("I7")
    assert verdict.state is state
    assert verdict.first_ok == (date.fromisoformat(first_ok) if first_ok else None)


@pytest.mark.parametrize(("day", "state"), [("2025-03-21", State.PENDING_DATE), ("2025-03-22", State.MET)])
def test_that_day_42_after_a_nitrosourea_passes(eligible: Participant, day: str, state: State) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-02-08", "nitrosourea": "yes"}).on(day)
    assert child.state("I7") is state


def test_that_an_old_nitrosourea_lengthens_every_clock_only_by_ruling(eligible: Participant) -> None:
    child = chemotherapy(
        eligible, {"last_dose_on": "2025-02-15"}, {"last_dose_on": "2023-05-01", "nitrosourea": "yes"}
    )
    assert child.verdict("I7").first_ok == date(2025, 3, 29)
    assert child.ruled(R_NITRO="nitrosourea_only").state("I7") is State.MET


def test_that_the_sentence_tells_the_arithmetic(eligible: Participant) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2025-03-01"}).verdict("I7")
    assert [reason.code for reason in verdict.reasons] == ["why_days_short", "why_days_needed"]
    assert verdict.reasons[0].arguments == {"what": "环磷酰胺", "event": date(2025, 3, 1), "short": 2}
    assert verdict.reasons[1].arguments["first_ok"] == date(2025, 3, 22)
    assert verdict.evidence[0].limit == Limit("≥", 21, "d")


def test_that_the_wash_out_may_be_counted_to_the_planned_start(eligible: Participant) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-01"})
    assert child.state("I7") is State.PENDING_DATE
    assert child.ruled(R_WASH_ANCHOR="planned_start").state("I7") is State.MET
    assert child.ruled(R_WASH_ANCHOR="planned_start").planned("").state("I7") is State.INCOMPLETE


@pytest.mark.parametrize("key", ["myelosuppressive", "nitrosourea", "last_dose_on"])
@pytest.mark.parametrize("text", ["", "[unknown]", "[not_applicable]"])
def test_that_a_dose_without_class_or_date_is_incomplete(eligible: Participant, key: str, text: str) -> None:
    verdict = chemotherapy(eligible, {"last_dose_on": "2024-01-01", key: text}).verdict("I7")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [f"chemotherapy.{key}"]


def test_that_a_drug_that_spares_the_marrow_does_not_count(eligible: Participant) -> None:
    spared = {"last_dose_on": "2025-03-19", "myelosuppressive": "no"}
    assert chemotherapy(eligible, spared).state("I7") is State.MET
    assert chemotherapy(eligible, {**spared, "nitrosourea": "yes"}).state("I7") is State.PENDING_DATE


@pytest.mark.parametrize(("ruling", "state"), [
    ("none", State.PENDING_DATE), ("anti_gd2", State.PENDING_DATE), ("chemo", State.MET), ("both", State.MET),
])
def test_that_the_protocols_own_chemotherapy_follows_its_ruling(
    eligible: Participant, ruling: str, state: State
) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-19", "protocol_combination": "yes"})
    assert child.ruled(R_COMBO=ruling).state("I7") is state


def test_that_a_dose_after_the_anchor_is_not_reached_and_asked_about(eligible: Participant) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-25"})
    assert child.state("I7") is State.PENDING_DATE
    assert "why_query_after" in [query.code for query in child.assessment().queries]


@pytest.mark.parametrize(("dose", "state"), [
    ("2025-01", State.MET), ("2025-02", State.INCOMPLETE), ("2025-03", State.PENDING_DATE), ("2024", State.MET),
    ("2025", State.INCOMPLETE),
])
def test_that_a_partial_date_decides_only_where_both_its_ends_agree(
    eligible: Participant, dose: str, state: State
) -> None:
    assert chemotherapy(eligible, {"last_dose_on": dose}).state("I7") is state


@pytest.mark.parametrize("dose", ["9999-12-31", "0001-01-01", "1025"])
def test_that_a_year_that_cannot_be_meant_is_no_date(eligible: Participant, dose: str) -> None:
    assert chemotherapy(eligible, {"last_dose_on": dose}).state("I7") is State.INCOMPLETE


def test_that_a_first_dose_after_the_last_one_is_a_contradiction(eligible: Participant) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2024-12", "started_on": "2025-01-01"})
    assert child.state("I7") is State.INCOMPLETE
    assert chemotherapy(eligible, {"last_dose_on": "2024-12", "started_on": "2024-12-31"}).state("I7") is State.MET


def test_that_a_partial_date_waits_for_its_latest_day(eligible: Participant) -> None:
    assert chemotherapy(eligible, {"last_dose_on": "2025-03"}).verdict("I7").first_ok == date(2025, 4, 21)


def test_that_after_enrolment_waiting_no_longer_helps(eligible: Participant) -> None:
    child = chemotherapy(eligible, {"last_dose_on": "2025-03-01"}).but("enrolment", enrolled_on="2025-03-20")
    assert child.state("I7") is State.NOT_MET
    assert child.on("2025-05-01").state("I7") is State.NOT_MET


def test_that_study_treatment_after_the_first_infusion_is_no_fact_of_eligibility(eligible: Participant) -> None:
    child = chemotherapy(
        eligible, {"last_dose_on": "2025-01-15"},
        {"started_on": "2025-03-24", "last_dose_on": "2025-03-28", "protocol_combination": "yes"},
    ).but("enrolment", enrolled_on="2025-03-20").on("2025-04-01")
    given = child.but("infusion", infusion_number="1", given="yes", infused_on="2025-03-22")
    assert child.state("I7") is State.NOT_MET
    assert given.state("I7") is State.MET


@pytest.mark.parametrize(("began", "code"), [
    ("2025-03-18", "why_course_begun_before"), ("[unknown]", "why_unknown"), ("", "why_missing"),
])
def test_that_the_beginning_of_a_course_is_what_is_missing(eligible: Participant, began: str, code: str) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": began, "last_dose_on": "2025-04-20"}
    child = eligible.but("enrolment", enrolled_on="2025-03-20", dose_level="1").ruled(R_COMBO="none")
    child = child.having("prior_therapy", "chemotherapy", row)
    verdict = child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-25").verdict("I7")
    assert distinct_codes(verdict) == {code}
    assert verdict.missing == (FieldRef("prior_therapy", "chemotherapy.started_on"),)
    assert ("last_dose_on" in str(verdict.evidence)) is (code == "why_course_begun_before")


@pytest.mark.parametrize(("ruled", "nitrosourea", "other", "state"), [
    ("nitrosourea_only", "2025-02-08", "2025-03-01", State.MET),
    ("nitrosourea_only", "2025-02-09", "2025-01-01", State.PENDING_DATE),
    ("nitrosourea_only", "2025-02-08", "2025-03-02", State.PENDING_DATE),
    ("any_myelosuppressive", "2025-02-08", "2025-02-08", State.MET),
    ("any_myelosuppressive", "2025-02-09", "2025-02-08", State.PENDING_DATE),
    ("any_myelosuppressive", "2025-02-08", "2025-02-09", State.PENDING_DATE),
])
def test_that_a_nitrosourea_waits_for_itself_and_as_ruled_for_the_others(
    eligible: Participant, ruled: str, nitrosourea: str, other: str, state: State
) -> None:
    """The first infusion is planned on 22 March: 42 days after 8 February, 21 after 1 March."""
    child = eligible.ruled(R_NITRO=ruled, R_WASH_ANCHOR="planned_start")
    row = {"drug": "药", "myelosuppressive": "yes"}
    slow = {**row, "nitrosourea": "yes", "last_dose_on": nitrosourea}
    fast = {**row, "nitrosourea": "no", "last_dose_on": other}
    assert child.having("prior_therapy", "chemotherapy", slow, fast).state("I7") is state


def test_that_no_day_is_promised_while_another_answer_is_missing(eligible: Participant) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-10"}
    waiting = eligible.having("prior_therapy", "chemotherapy", row).verdict("I7")
    assert (waiting.state, waiting.first_ok is None) == (State.PENDING_DATE, False)
    verdict = eligible.having("prior_therapy", "chemotherapy", row, {**row, "last_dose_on": ""}).verdict("I7")
    assert (verdict.state, verdict.first_ok) == (State.INCOMPLETE, None)


@pytest.mark.parametrize(("last", "state"), [
    ("2025-03-23", State.MET), ("2025-03-22", State.NOT_MET), ("2025-03-10", State.NOT_MET),
])
def test_that_study_chemotherapy_after_the_first_infusion_only_is_no_fact_of_eligibility(
    eligible: Participant, last: str, state: State
) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "started_on": last, "last_dose_on": last,
           "protocol_combination": "yes"}
    child = holding(eligible, FORM, "chemotherapy_given", "chemotherapy", row).ruled(R_COMBO="none")
    child = child.but("enrolment", enrolled_on="2025-03-20", dose_level="1")
    child = child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-20")
    assert child.state("I7") is state


def test_that_a_first_dose_after_the_last_names_both_dates(eligible: Participant) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "started_on": "2025-02-01",
           "last_dose_on": "2025-01-15"}
    verdict = eligible.having(FORM, "chemotherapy", row).verdict("I7")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (
        FieldRef(FORM, "chemotherapy.started_on"), FieldRef(FORM, "chemotherapy.last_dose_on"),
    )


@pytest.mark.parametrize(("drug", "what"), [("环磷酰胺", "环磷酰胺"), ("", FieldRef(FORM, "chemotherapy"))])
def test_that_what_is_let_through_is_named_and_shown(eligible: Participant, drug: str, what: str | FieldRef) -> None:
    row = {"drug": drug, "myelosuppressive": "no", "nitrosourea": "no", "last_dose_on": "2025-03-15"}
    verdict = eligible.having(FORM, "chemotherapy", row).verdict("I7")
    assert verdict.state is State.MET
    assert [(reason.code, reason.arguments["what"]) for reason in verdict.reasons] == [
        ("why_not_myelosuppressive", what),
    ]
    assert [datum.shown for datum in verdict.evidence] == ["2025-03-15"]


def test_that_no_chemotherapy_is_the_answer_no_and_not_silence(eligible: Participant) -> None:
    child = eligible.but("prior_therapy", chemotherapy_given="no").having("prior_therapy", "chemotherapy")
    verdict = child.verdict("I7")
    assert verdict.state is State.MET
    assert [reason.code for reason in verdict.reasons] == ["why_no"]
    assert [datum.source.field for datum in verdict.evidence] == ["chemotherapy_given"]


def test_that_recording_the_enrolment_moves_no_wash_out_from_the_first_infusion(eligible: Participant) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-03"}
    child = eligible.set(enrol_definition="first_infusion").planned("2025-03-25").having(FORM, "chemotherapy", row)
    assert [child.state("I7"), enrolled(child).state("I7")] == [State.MET] * 2


def test_that_an_enrolment_to_come_is_none_yet(eligible: Participant) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-03"}
    child = eligible.having(FORM, "chemotherapy", row)
    assert [child.state("I7"), enrolled(child, "2025-03-24").state("I7")] == [State.PENDING_DATE] * 2
    assert enrolled(child, "2025-03-24").on("2025-03-24").state("I7") is State.MET


@pytest.mark.parametrize(("began", "state"), [
    ("2025-03-18", State.INCOMPLETE), ("2025-03-22", State.INCOMPLETE), ("", State.INCOMPLETE),
    ("2025-03", State.INCOMPLETE), ("2025-03-23", State.MET),
])
def test_that_a_course_of_the_combination_is_left_out_only_if_it_began_after_the_infusion(
    eligible: Participant, began: str, state: State
) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": began, "last_dose_on": "2025-04-20"}
    child = enrolled(eligible).ruled(R_COMBO="none").having(FORM, "chemotherapy", row)
    assert child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-25").state("I7") is state


def test_that_an_infusion_before_consent_is_no_first_infusion(eligible: Participant) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": "2025-03-15", "last_dose_on": "2025-03-18"}
    child = enrolled(eligible).ruled(R_COMBO="none").having(FORM, "chemotherapy", row)
    assert child.also("infusion", given="yes", infused_on="2025-03-05").state("I7") is State.NOT_MET


GIVEN = FieldRef("prior_therapy", "chemotherapy.last_dose_on")


def test_that_an_event_of_the_day_of_birth_counts_and_one_before_is_a_slip(eligible: Participant) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "no"}
    born = eligible.having("prior_therapy", "chemotherapy", {**row, "last_dose_on": "2020-06-01"})
    assert born.state("I7") is State.MET
    unborn = eligible.having("prior_therapy", "chemotherapy", {**row, "last_dose_on": "2020-05-31"}).verdict("I7")
    assert (unborn.state, unborn.missing) == (State.INCOMPLETE, (GIVEN,))


def test_that_an_event_is_counted_while_the_birth_is_not_entered(eligible: Participant) -> None:
    assert eligible.but("demographics", birth_date="").state("I7") is State.MET


def test_that_an_event_is_shown_with_its_day_in_its_evidence(eligible: Participant) -> None:
    verdict = eligible.verdict("I7")
    assert "2025-01-15" in [one.shown for one in verdict.evidence if one.source.field.endswith("last_dose_on")]
    assert [one.arguments["event"] for one in verdict.reasons if "event" in one.arguments] == [date(2025, 1, 15)]
