"""Events counted back from a day: what is asked about, what time cures, how a span is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.lookback import Event, days_since, stable_for
from ucbnk_desktop.protocol.rule_context import INFUSED, PLANNED, Anchor
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Named, Reason

CONSENTED, TODAY = date(2025, 3, 10), date(2025, 3, 20)
GIVEN = FieldRef("prior_therapy", "chemotherapy.last_dose_on")


def event(on: str) -> Event:
    evidence = Evidence(Source("prior_therapy", 1, "last_dose_on"), on)
    return Event(PartialDate.parse(on), GIVEN, "虚构药", (evidence,))


def planned(day: date, *, been: bool = False) -> Anchor:
    return Anchor(day, INFUSED if been else PLANNED, fixed=been)


@pytest.mark.parametrize(("on", "says"), [
    ("2025-02-27", Conclusion.HOLDS), (
        "2025-02-28", Conclusion.NOT_YET
    ), ("2025-03-20", Conclusion.NOT_YET), ("2025-03-21", Conclusion.NOT_YET),
])
def test_that_only_an_event_after_the_day_it_is_counted_to_is_asked_about(on: str, says: Conclusion) -> None:
    found = days_since(event(on), 21, planned(TODAY))
    assert found.conclusion is says
    assert [query.code for query in found.queries] == (["why_query_after"] if on == "2025-03-21" else [])


def test_that_the_question_about_a_late_event_names_it_and_the_day_it_is_counted_to() -> None:
    late = Reason.of("why_query_after", what="虚构药", event=date(2025, 3, 21), anchor=PLANNED, on=TODAY)
    assert days_since(event("2025-03-21"), 21, planned(TODAY)).queries == (late,)


@pytest.mark.parametrize("on", ["2025-02-27", "2025-03-20"])
def test_that_the_evidence_of_an_event_keeps_its_day_beside_the_limit(on: str) -> None:
    told = Evidence(Source("prior_therapy", 1, "last_dose_on"), on, on=CONSENTED)
    found = days_since(replace(event(on), evidence=(told,)), 21, planned(TODAY))
    assert found.evidence == (replace(told, limit=Limit("≥", 21, "d")),)


def looked(on: str, anchor: Anchor) -> Finding:
    return stable_for(event(on), 2, anchor)


def test_that_time_cures_only_what_is_still_planned() -> None:
    waits, stopped = looked("2025-02-01", planned(TODAY)), looked("2025-02-01", planned(TODAY, been=True))
    assert (waits.conclusion, waits.first_ok, waits.clears_on) == (Conclusion.NOT_YET, date(2025, 4, 2), None)
    assert (stopped.conclusion, stopped.first_ok, stopped.clears_on) == (Conclusion.FAILS, None, date(2025, 4, 2))
    late = days_since(event("2025-03-10"), 21, planned(TODAY, been=True))
    assert (late.conclusion, late.first_ok) == (Conclusion.FAILS, None)


@pytest.mark.parametrize("been", [False, True])
def test_that_a_look_back_asks_about_an_event_after_its_day(been: bool) -> None:
    assert [query.code for query in looked("2025-03-21", planned(TODAY, been=been)).queries] == ["why_query_after"]
    assert looked("2025-03-20", planned(TODAY, been=been)).queries == ()


def test_that_a_span_is_told_in_both_languages() -> None:
    span = looked("2024-12-01", planned(TODAY)).reasons[0].arguments["span"]
    assert span == Named("2 个月", "2 months")


@pytest.mark.parametrize(("criterion", "where", "row", "span"), [
    ("E8", ("prior_therapy", "surgery_done", "surgery"),
     {"procedure": "切除", "category": "major_surgery", "performed_on": "2025-03-10"}, Named("28 天", "28 days")),
    ("E5", ("medical_history", "thromboembolism", "thromboembolic_events"),
     {"event": "dvt", "occurred_on": "2025-01-10"}, Named("12 个月", "12 months")),
])
def test_that_a_span_of_the_protocol_is_told_in_both_languages(
    eligible: Participant, criterion: str, where: tuple[str, str, str], row: dict[str, str], span: Named
) -> None:
    form, gate, table = where
    verdict = eligible.but(form, **{gate: "yes"}).having(form, table, row).verdict(criterion)
    assert span in [reason.arguments.get("span") for reason in verdict.reasons]
