"""E5: Thromboembolism; E10: Abdominal event."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, history
from tests.helpers.verdict_readings import arguments, rested_on
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State

HISTORY = "medical_history"


def events(child: Participant, gate: str, table: str, **row: str) -> Participant:
    return history(child, **{gate: "yes"}).having("medical_history", table, row)


@pytest.mark.parametrize(("day", "edge", "state"), [
    ("2026-03-22", "within", State.PRESENT), ("2026-03-22", "clear", State.ABSENT),
    ("2026-03-23", "within", State.ABSENT),
    ("2026-03-21", "clear", State.PRESENT),
])
def test_that_an_abdominal_event_is_six_months_away(eligible: Participant, day: str, edge: str, state: State) -> None:
    child = events(eligible, "abdominal_event", "abdominal_events", event="fistula", occurred_on="2025-09-22")
    assert child.on(day).ruled(R_EDGE=edge).state("E10") is state


@pytest.mark.parametrize(("occurred", "within", "clear"), [
    ("2025-09-22", date(2026, 3, 23), date(2026, 3, 22)), ("2025-08-31", date(2026, 3, 1), date(2026, 3, 1)),
])
def test_that_e10_shows_when_it_will_clear(eligible: Participant, occurred: str, within: date, clear: date) -> None:
    child = events(eligible, "abdominal_event", "abdominal_events", event="abscess", occurred_on=occurred)
    child = child.on("2025-12-01")
    for edge, clears in (("within", within), ("clear", clear)):
        verdict = child.ruled(R_EDGE=edge).verdict("E10")
        assert (verdict.state, verdict.clears_on, verdict.first_ok) == (State.PRESENT, clears, None)


@pytest.mark.parametrize(("occurred", "within", "clear"), [
    ("2025-02-28", date(2026, 3, 1), date(2026, 2, 28)), ("2024-02-29", date(2025, 3, 1), date(2025, 3, 1)),
])
def test_that_e5_shows_when_it_will_clear(eligible: Participant, occurred: str, within: date, clear: date) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="dvt", occurred_on=occurred)
    child = child.on("2025-02-28")
    for edge, clears in (("within", within), ("clear", clear)):
        verdict = child.ruled(R_EDGE=edge).verdict("E5")
        assert (verdict.state, verdict.clears_on) == (State.PRESENT, clears)


def test_that_catheter_thrombosis_counts_by_ruling(eligible: Participant) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="catheter", occurred_on="2025-01-01")
    assert child.state("E5") is State.PRESENT
    assert child.ruled(R_CATHETER="does_not_count").state("E5") is State.ABSENT


@pytest.mark.parametrize(("gate", "table", "criterion", "kind"), [
    ("thromboembolism", "thromboembolic_events", "E5", "pe"), ("abdominal_event", "abdominal_events", "E10", "fistula"),
])
def test_that_an_event_must_be_whole(eligible: Participant, gate: str, table: str, criterion: str, kind: str) -> None:
    whole = {"event": kind, "occurred_on": "2020-07-01"}
    assert events(eligible, gate, table, **whole).state(criterion) is State.ABSENT
    for key in whole:
        assert events(eligible, gate, table, **{**whole, key: ""}).state(criterion) is State.INCOMPLETE
    assert history(eligible, **{gate: "yes"}).state(criterion) is State.INCOMPLETE
    recent = events(eligible, gate, table, **whole, ).having("medical_history", table, whole, {})
    assert recent.state(criterion) is State.INCOMPLETE


def test_that_an_event_needs_the_definition_of_enrolment(eligible: Participant) -> None:
    child = events(eligible, "thromboembolism", "thromboembolic_events", event="pe", occurred_on="2024-07-01")
    assert child.set(enrol_definition="").state("E5") is State.NEEDS_PI
    assert eligible.set(enrol_definition="").state("E5") is State.ABSENT


def test_that_only_a_catheter_thrombosis_is_let_through_by_its_ruling(eligible: Participant) -> None:
    for kind, state in (("catheter", State.ABSENT), ("dvt", State.PRESENT), ("pe", State.PRESENT)):
        child = history(eligible, thromboembolism="yes").having(
            HISTORY, "thromboembolic_events", {"event": kind, "occurred_on": "2025-01-10"},
        )
        verdict = child.ruled(R_CATHETER="does_not_count").verdict("E5")
        assert verdict.state is state, kind
        if kind == "catheter":
            what = arguments(verdict, "why_not_counted")["what"]
            assert what == FieldRef(HISTORY, "thromboembolic_events")


def test_that_a_catheter_thrombosis_that_does_not_count_is_told_and_rested_on(eligible: Participant) -> None:
    events = FieldRef("medical_history", "thromboembolic_events")
    child = eligible.but(events.form, thromboembolism="yes").ruled(R_CATHETER="does_not_count")
    verdict = child.having(events.form, events.field, {"event": "catheter", "occurred_on": "2025-03-01"}).verdict("E5")
    assert (verdict.state, verdict.reasons) == (State.ABSENT, (Reason.of("why_not_counted", what=events),))
    assert rested_on(verdict) == {"thromboembolic_events[0].event"}
