"""When an answer of the investigator counts, what contradicts a no, and what an event is counted from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Answer, Entry, Missing, Source
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.judgement_basis import KEPT, grounds_digest, grounds_text
from ucbnk_desktop.protocol.lookback import Event, days_since, stable_for
from ucbnk_desktop.protocol.rule_context import INFUSED, PLANNED, Anchor
from ucbnk_desktop.protocol.rules import left_standing
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Named, Reason, State, Verdict

Child = Any

BY, ON = FieldRef("judgements", "judged_by"), FieldRef("judgements", "judged_on")
CONSENTED, TODAY = date(2025, 3, 10), date(2025, 3, 20)
GIVEN = FieldRef("prior_therapy", "chemotherapy.last_dose_on")


def waiting(verdict: Verdict) -> tuple[State, tuple[Reason, ...], tuple[FieldRef, ...]]:
    return verdict.state, verdict.reasons, verdict.missing


def signed(child: Child, **values: str) -> Child:
    return child.but("judgements", **values)


# Judgements


@pytest.mark.parametrize("criterion", ["I4", "E22", "E25"])
@pytest.mark.parametrize(("text", "code"), [("", "why_missing"), ("[unknown]", "why_unknown")])
def test_that_an_answer_in_favour_waits_for_the_name_of_who_gave_it_and_for_its_day(
    eligible: Child, criterion: str, text: str, code: str
) -> None:
    for key, ref in (("judged_by", BY), ("judged_on", ON)):
        state, reasons, missing = waiting(signed(eligible, **{key: text}).verdict(criterion))
        assert (state, missing) == (State.INCOMPLETE, (ref,))
        assert reasons[0] == Reason.of(code, fields=(ref,))
    both = signed(eligible, judged_by=text, judged_on=text).verdict(criterion)
    assert both.missing == (BY, ON)


@pytest.mark.parametrize("criterion", ["I4", "E22", "E25"])
@pytest.mark.parametrize(("day", "state"), [
    ("2025-03-09", State.INCOMPLETE), ("2025-03-10", None), ("2025-03-20", None), ("2025-03-21", State.INCOMPLETE),
])
def test_that_an_answer_in_favour_is_of_a_day_between_consent_and_today(
    eligible: Child, criterion: str, day: str, state: State | None
) -> None:
    verdict = signed(eligible, judged_on=day).verdict(criterion)
    good = State.MET if criterion == "I4" else State.ABSENT
    assert verdict.state is (state or good)
    assert verdict.missing == ((ON,) if state else ())


def test_that_a_day_of_judging_that_cannot_be_is_named(eligible: Child) -> None:
    late = signed(eligible, judged_on="2025-03-21").verdict("E25")
    assert late.reasons == (Reason.of("why_future", field=ON, on=date(2025, 3, 21)),)
    early = signed(eligible, judged_on="2025-03-09").verdict("E25")
    assert early.reasons == (Reason.of("why_judged_early", on=date(2025, 3, 9), consented=CONSENTED),)


def test_that_an_answer_counts_while_the_day_of_consent_is_not_entered(eligible: Child) -> None:
    assert eligible.but("consent", guardian_signed_at="").state("E25") is State.ABSENT


@pytest.mark.parametrize(("answer", "state"), [("present", State.PRESENT), ("absent", State.INCOMPLETE)])
def test_that_an_answer_against_counts_without_name_and_day(eligible: Child, answer: str, state: State) -> None:
    assert signed(eligible, judgement_e25=answer, judged_by="", judged_on="").state("E25") is state


@pytest.mark.parametrize(("criterion", "key", "answer", "state"), [
    ("I1", "judgement_i1", "not_met", State.NOT_MET), ("I8", "judgement_i8", "not_met", State.NOT_MET),
    ("E1", "judgement_e1", "present", State.PRESENT), ("E17", "judgement_e17", "present", State.PRESENT),
])
def test_that_an_objection_stops_beside_a_rule_that_holds_and_a_rule_that_stops_beside_none(
    eligible: Child, criterion: str, key: str, answer: str, state: State
) -> None:
    assert eligible.verdict(criterion).state.settled
    against = signed(eligible, **{key: answer}).verdict(criterion)
    assert against.state is state
    assert key in [one.source.field for one in against.evidence]


def test_that_a_void_answer_says_what_changed_of_which_day(eligible: Child) -> None:
    marks = {"E7": grounds_digest(eligible.facts, "E7")}
    child = signed(eligible, **{KEPT: grounds_text(marks)})
    assert child.state("E7") is State.ABSENT
    verdict = child.but("medical_history", unhealed_wound="[unknown]").but(
        "medical_history", unhealed_wound="no", wound_detail="骶部"
    ).verdict("E7")
    void = next(reason for reason in verdict.reasons if reason.code == "why_judged_void")
    assert void.arguments["on"] == "2025-03-19"
    assert void.arguments["fields"] == (FieldRef("medical_history", "wound_detail"),)
    assert "judgement_e7" in [one.source.field for one in verdict.evidence]


# Questions answered with no


@pytest.mark.parametrize(("criterion", "gate", "detail"), [
    ("E7", "unhealed_wound", "wound_detail"), ("E9", "absorption_impaired", "absorption_detail"),
])
def test_that_a_detail_left_standing_contradicts_the_no_before_it(
    eligible: Child, criterion: str, gate: str, detail: str
) -> None:
    both = (FieldRef("medical_history", gate), FieldRef("medical_history", detail))
    verdict = eligible.but("medical_history", **{detail: "骶部"}).verdict(criterion)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, both)
    assert verdict.reasons[0] == Reason.of("why_contradiction", fields=both)
    assert eligible.but("medical_history", **{detail: "[unknown]"}).state(criterion) is State.ABSENT


@pytest.mark.parametrize(("key", "value", "tells"), [
    ("detail", None, False), ("detail", "no", False), ("detail", "none", False), ("detail", "x", True),
    ("detail", "yes", True), ("malignancy_cured", None, False), ("malignancy_cured", "no", True),
    ("malignancy_cured", "yes", True),
])
def test_that_a_no_beside_a_no_tells_of_nothing_but_a_tumour_that_is_not_cured(
    key: str, value: str | None, *, tells: bool
) -> None:
    ref, source = FieldRef("medical_history", "other_malignancy"), Source("medical_history", 1, key)
    beside = Answer(value, source) if value else Answer(None, source, Missing.UNKNOWN)
    found = left_standing(Entry("medical_history", 1, {key: beside}), ref, key)
    assert (found is not None) is tells


@pytest.mark.parametrize(("criterion", "where", "row"), [
    ("E15", ("prior_therapy", "trial_taken_part", "trials"), {"trial": "虚构试验", "ended_on": "2024-01-01"}),
    ("E20", ("prior_therapy", "live_vaccine_given", "vaccines"), {"vaccine": "麻腮风疫苗", "live": "yes"}),
    ("I7", ("prior_therapy", "chemotherapy_given", "chemotherapy"), {"drug": "环磷酰胺"}),
    ("I6", ("toxicities", "any_toxicity", "toxicities"), {"term": "脱发"}),
])
def test_that_rows_beside_a_no_contradict_it_and_a_yes_waits_for_rows(
    eligible: Child, criterion: str, where: tuple[str, str, str], row: dict[str, str]
) -> None:
    form, gate, table = where
    no = eligible.but(form, **{gate: "no"}).having(form, table, row).verdict(criterion)
    both = (FieldRef(form, gate), FieldRef(form, table))
    assert (no.state, no.missing[:2]) == (State.INCOMPLETE, both)
    assert Reason.of("why_contradiction", fields=both) in no.reasons
    yes = eligible.but(form, **{gate: "yes"}).having(form, table).verdict(criterion)
    assert (yes.state, yes.missing[:1]) == (State.INCOMPLETE, (FieldRef(form, table),))


# Events


def event(on: str) -> Event:
    evidence = Evidence(Source("prior_therapy", 1, "last_dose_on"), on)
    return Event(PartialDate.parse(on), GIVEN, "虚构药", (evidence,))


def planned(day: date, *, been: bool = False) -> Anchor:
    return Anchor(day, INFUSED if been else PLANNED, fixed=been)


def test_that_an_event_of_the_day_of_birth_counts_and_one_before_is_a_slip(eligible: Child) -> None:
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "no"}
    born = eligible.having("prior_therapy", "chemotherapy", {**row, "last_dose_on": "2020-06-01"})
    assert born.state("I7") is State.MET
    unborn = eligible.having("prior_therapy", "chemotherapy", {**row, "last_dose_on": "2020-05-31"}).verdict("I7")
    assert (unborn.state, unborn.missing) == (State.INCOMPLETE, (GIVEN,))


def test_that_an_event_is_counted_while_the_birth_is_not_entered(eligible: Child) -> None:
    assert eligible.but("demographics", birth_date="").state("I7") is State.MET


def test_that_an_event_is_shown_with_its_day_in_its_evidence(eligible: Child) -> None:
    verdict = eligible.verdict("I7")
    assert "2025-01-15" in [one.shown for one in verdict.evidence if one.source.field.endswith("last_dose_on")]
    assert [one.arguments["event"] for one in verdict.reasons if "event" in one.arguments] == [date(2025, 1, 15)]


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
    eligible: Child, criterion: str, where: tuple[str, str, str], row: dict[str, str], span: Named
) -> None:
    form, gate, table = where
    verdict = eligible.but(form, **{gate: "yes"}).having(form, table, row).verdict(criterion)
    assert span in [reason.arguments.get("span") for reason in verdict.reasons]
