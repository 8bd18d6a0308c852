from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Source, Value
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import day_of
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Outcome, State

CHEMOTHERAPY = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no"}


def treated(child: Participant, last: str) -> Participant:
    return child.having("prior_therapy", "chemotherapy", {**CHEMOTHERAPY, "last_dose_on": last})


def test_that_verdicts_stand_in_the_order_of_the_protocol(eligible: Participant, pack: ProtocolPack) -> None:
    assert [verdict.criterion for verdict in eligible.assessment().verdicts] == list(pack.criteria)


def test_that_every_verdict_has_reasons_and_settled_ones_evidence(eligible: Participant) -> None:
    for verdict in eligible.assessment().verdicts:
        assert verdict.reasons, verdict.criterion
        assert verdict.evidence, verdict.criterion


def test_that_nothing_known_is_nothing_good(eligible: Participant) -> None:
    assessment = replace(eligible, entries={}).assessment()
    assert assessment.outcome is Outcome.INCOMPLETE
    assert {verdict.state for verdict in assessment.verdicts} == {State.INCOMPLETE, State.NEEDS_PI}
    assert assessment.queries == ()


def test_that_without_settings_and_rulings_a_good_child_needs_the_investigator(eligible: Participant) -> None:
    assessment = replace(eligible, settings={}, rulings={}).assessment()
    assert assessment.outcome is Outcome.NEEDS_PI
    assert "validity_days_lab" in assessment.verdict("I12.1").settings


@pytest.mark.parametrize(("change", "outcome"), [
    ({}, Outcome.READY_TO_SIGN), ({"last": "2025-03-15"}, Outcome.PENDING_DATE),
    ({"last": "2025-03-15", "judgement": ""}, Outcome.NEEDS_PI),
    ({"last": "2025-03-15", "judgement": "", "ast": ""}, Outcome.INCOMPLETE),
    ({"last": "2025-03-15", "judgement": "", "ast": "", "plt": "9"}, Outcome.NOT_ELIGIBLE),
])
def test_that_the_worst_open_state_is_the_outcome(
    eligible: Participant, change: dict[str, str], outcome: Outcome
) -> None:
    child = treated(eligible, change.get("last", "2025-01-01"))
    child = child.but("judgements", judgement_i5=change.get("judgement", "met"))
    child = child.but("laboratory", ast=change.get("ast", "31"), plt=change.get("plt", "214"))
    assert child.assessment().outcome is outcome


@pytest.mark.parametrize(("judgement", "answer"), [("judgement_i5", "not_met"), ("judgement_e25", "present")])
def test_that_one_criterion_against_her_is_enough(eligible: Participant, judgement: str, answer: str) -> None:
    assert eligible.but("judgements", **{judgement: answer}).assessment().outcome is Outcome.NOT_ELIGIBLE


def test_that_the_earliest_day_is_that_of_the_slowest_criterion(eligible: Participant) -> None:
    growth = {"drug": "G-CSF", "duration_class": "long_acting", "last_dose_on": "2025-03-18"}
    child = treated(eligible, "2025-03-03").but("prior_therapy", growth_factor_given="yes")
    assessment = child.having("prior_therapy", "growth_factors", growth).assessment()
    assert (assessment.earliest, assessment.earliest_by) == (date(2025, 4, 1), ("I9",))


def test_that_the_latest_day_is_that_of_the_first_result_to_expire(eligible: Participant) -> None:
    assessment = eligible.assessment()
    assert assessment.latest == date(2025, 3, 25)
    assert assessment.latest_by == ("I12.1", "I12.2", "I12.3", "I12.4", "I12.5", "E4", "E11")


def test_that_there_may_be_no_day_that_fits(eligible: Participant) -> None:
    assessment = treated(eligible, "2025-03-10").assessment()
    assert (assessment.earliest, assessment.latest) == (date(2025, 3, 31), date(2025, 3, 25))


def test_that_the_planner_may_ask_about_another_start(eligible: Participant) -> None:
    child = treated(eligible, "2025-03-10").ruled(R_WASH_ANCHOR="planned_start")
    assert child.state("I7") is State.PENDING_DATE
    asked = replace(child, planned_start=date(2025, 3, 31)).assessment()
    assert asked.verdict("I7").state is State.MET
    assert asked.planned_start == date(2025, 3, 31)


def test_that_the_first_infusion_takes_the_place_of_the_plan(eligible: Participant) -> None:
    child = treated(eligible, "2025-03-01").ruled(R_WASH_ANCHOR="planned_start").on("2025-03-30")
    child = child.but("enrolment", enrolled_on="2025-03-20")
    assert child.but("infusion", given="yes", infused_on="2025-03-22").state("I7") is State.MET
    assert child.but("infusion", given="yes", infused_on="2025-03-21").state("I7") is State.NOT_MET
    assert child.but("infusion", given="no", infused_on="2025-03-21").state("I7") is State.MET


def test_that_results_do_not_expire_after_enrolment(eligible: Participant) -> None:
    child = eligible.but("enrolment", enrolled_on="2025-03-20")
    assert child.on("2025-09-01").assessment().outcome is Outcome.READY_TO_SIGN
    assert eligible.on("2025-09-01").assessment().outcome is Outcome.INCOMPLETE


# Digest


def test_that_the_digest_does_not_change_with_the_day(eligible: Participant) -> None:
    assert eligible.assessment().digest == eligible.on("2025-03-21").assessment().digest
    assert len(eligible.assessment().digest) == 64


@pytest.mark.parametrize(("form", "key", "value"), [
    ("consent", "obtained_by", "另一人"), ("demographics", "ethnicity", "汉族"), ("diagnosis", "histology", "x"),
    ("screening", "planned_first_infusion_on", "2025-03-23"), ("medical_history", "infection_detail", "无"),
    ("vital_signs", "pulse_per_min", "100"), ("performance", "assessor", "x"), ("laboratory", "hb", "110"),
    ("laboratory", "anc_uln", "7"), ("laboratory", "anc_significance", "no"), ("laboratory", "upcr", "[not_done] 无尿"),
    ("ecg_echo", "ecg_finding", "x"), ("judgements", "judgement_e25_reason", "x"), ("toxicities", "any_toxicity", ""),
    ("medical_history", "effusion_site", "pleural ascites"),
])
def test_that_every_screening_fact_changes_the_digest(eligible: Participant, form: str, key: str, value: str) -> None:
    assert eligible.but(form, **{key: value}).assessment().digest != eligible.assessment().digest


@pytest.mark.parametrize(("form", "values"), [
    ("eligibility", {"confirmed": "yes"}), ("enrolment", {"enrolled_on": "2025-03-20", "dose_level": "1"}),
    ("concomitant_medication", {"drug": "x"}), ("adverse_event", {"term": "发热"}), ("infusion", {"lot": "1"}),
    ("end_of_study", {"detail": "x"}), ("protocol_deviation", {"action": "x"}),
])
def test_that_what_comes_after_screening_leaves_the_digest(
    eligible: Participant, form: str, values: dict[str, str]
) -> None:
    assert eligible.but(form, **values).assessment().digest == eligible.assessment().digest


def test_that_rows_and_used_decisions_change_the_digest(eligible: Participant) -> None:
    before = eligible.assessment().digest
    assert treated(eligible, "2025-01-02").assessment().digest != before
    assert eligible.ruled(R_WASH_ANCHOR="planned_start").assessment().digest != before
    assert eligible.set(validity_days_lab="8").assessment().digest != before
    assert eligible.ruled(R_OMS="does_not_count").assessment().digest == before
    assert eligible.set(backup_times="[]").assessment().digest == before


def test_that_the_digest_does_not_depend_on_the_order_of_typing(eligible: Participant) -> None:
    turned = {form: tuple((dict(reversed(list(values.items()))), rows) for values, rows in entries)
              for form, entries in eligible.entries.items()}
    assert replace(eligible, entries=turned).assessment().digest == eligible.assessment().digest


def test_that_a_date_of_any_kind_is_a_day_where_it_names_one() -> None:
    known = day_of(PartialDate.parse("2025-03-05")), day_of(datetime(2025, 3, 5, 9, 10))  # noqa: DTZ001
    assert known == (date(2025, 3, 5), date(2025, 3, 5))
    assert day_of(PartialDate.parse("2025-03")) is day_of("2025-03-05") is day_of(date(1825, 3, 5)) is None


def test_that_an_unknown_criterion_has_no_verdict(eligible: Participant) -> None:
    with pytest.raises(KeyError):
        eligible.assessment().verdict("I99")
    assert Facts().one("consent") is None


def test_that_a_complete_child_is_ready_to_sign(eligible: Participant) -> None:
    assessment = eligible.assessment()
    open_rows = {verdict.criterion: verdict.reasons for verdict in assessment.verdicts if not verdict.state.settled}
    assert open_rows == {}
    assert assessment.outcome is Outcome.READY_TO_SIGN
    assert assessment.queries == ()


def test_that_a_confirmation_stored_before_still_covers_the_same_facts(pack: ProtocolPack) -> None:
    facts = Facts({
        "demographics": (_entry("demographics", "birth_date", date(2020, 3, 1)),),
        "laboratory": (_entry("laboratory", "anc", LabResult(Quantity.parse("1.5"), "10^9/L")),),
    })
    judged = assess(facts, day=date(2025, 3, 20), pack=pack, settings=Settings({}), rulings=Rulings({}))
    assert judged.digest == "193df9b3f9cd29a944001fc58212330e011a445b1ac81b46b66aed2bb3e8c8c7"


def _entry(form: str, key: str, value: Value) -> Entry:
    return Entry(form, 1, {key: Answer(value, Source(form, 1, key))})
