"""The small closed set of rule kinds that the criteria are composed of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from .dates import PartialDate, days_between, first_day, plus_days, plus_months
from .facts import Entry, LabResult
from .findings import (
    NOTHING,
    Conclusion,
    Finding,
    asks,
    contradiction,
    earliest,
    holds,
    impossible,
    lacking,
    lacks,
    latest,
    seen,
    shown,
    stops,
    worst,
)
from .judgement_basis import changed_grounds, judgement_key, kept_grounds
from .plausibility import BOUNDS, UPPER_LIMITS, absurd
from .quantity import Quantity
from .rule_context import Anchor, RuleContext, code_in, day_of, field_ref, span_in, yes_in
from .samples import Sample, Series
from .units import to_unit
from .verdicts import Evidence, FieldRef, Named, Reason

Rule: TypeAlias = Callable[[RuleContext], Finding]
"""A criterion or a part of one: it answers for a case and changes nothing."""

Clear: TypeAlias = Callable[[date, date], bool]
"""Whether an event of the first day lies far enough before the second."""


def all_of(*rules: Rule) -> Rule:
    """Every rule must hold."""
    return lambda case: worst(rule(case) for rule in rules)


# Judged by the investigator


def judged(criterion: str) -> Rule:
    """The investigator's answer to `criterion` on the form of judgements."""
    return lambda case: judgement(case, criterion)


def judgement(case: RuleContext, criterion: str) -> Finding:
    """What the investigator answered to `criterion`; an unanswered judgement is asked for.

    An answer in favour counts only with the name of who gave it and the day, and while the facts of its row are those
    it was given on; one against counts without.
    """
    return case.recall((judgement, criterion), _judgement, criterion)


def _judgement(case: RuleContext, criterion: str) -> Finding:
    case.used.asked.append(("judgement", criterion))
    key = judgement_key(criterion)
    entry = case.entry("judgements")
    evidence = seen(entry, key)
    match entry.value(key):
        case "met":
            return _unsigned(case, entry) or _void(case, entry, criterion) or holds("why_judged_met", *evidence)
        case "absent":
            return _unsigned(case, entry) or _void(case, entry, criterion) or holds("why_judged_absent", *evidence)
        case "not_met":
            return stops("why_judged_not_met", *evidence, grounds=_grounds(entry, key))
        case "present":
            return stops("why_judged_present", *evidence, grounds=_grounds(entry, key))
        case _:
            return asks("why_judgement", field=FieldRef("judgements", key))


def unless_judged_against(criterion: str, rule: Rule) -> Rule:
    """`rule` decides, but an investigator who found against the participant is heard."""
    return lambda case: worst((rule(case), objection(case, criterion)))


def objection(case: RuleContext, criterion: str) -> Finding:
    """The investigator's answer where it is against the participant, nothing otherwise."""
    said = case.entry("judgements").value(f"judgement_{criterion.lower()}")
    return judgement(case, criterion) if said in ("not_met", "present") else NOTHING


def _unsigned(case: RuleContext, entry: Entry) -> Finding | None:
    """What all judgements lack to count: who gave them, and on which day between consent and today."""
    return case.recall(_unsigned, _without_signature, entry)


def _without_signature(case: RuleContext, entry: Entry) -> Finding | None:
    by, on = FieldRef("judgements", "judged_by"), FieldRef("judgements", "judged_on")
    day = day_of(entry.value(on.field))
    lacked = [lacking(by, entry.answer(by.field))] if entry.value(by.field) is None else []
    if day is None:
        lacked.append(lacking(on, entry.answer(on.field)))
    elif day > case.day:
        lacked.append(lacks("why_future", on, field=on, on=day))
    elif case.consented is not None and day < case.consented:
        lacked.append(lacks("why_judged_early", on, on=day, consented=case.consented))
    return worst(lacked) if lacked else None


def _void(case: RuleContext, entry: Entry, criterion: str) -> Finding | None:
    """The finding that facts of the row changed after the answer; nothing where no facts were kept with it."""
    changed = changed_grounds(case.facts, criterion, kept_grounds(entry).get(criterion))
    if not changed:
        return None
    on = str(day_of(entry.value("judged_on")))
    return asks("why_judged_void", *seen(entry, judgement_key(criterion)), on=on, fields=changed)


def _grounds(entry: Entry, key: str) -> str:
    return shown(entry.answer(f"{key}_reason"))


# Answered with yes or no


def absent(form: str, key: str, *beside: str) -> Rule:
    """The answer in `form.key` must be no, and nothing in `beside` may say otherwise."""
    return lambda case: said_no(case.entry(form), FieldRef(form, key), *beside)


def said_no(entry: Entry, ref: FieldRef, *beside: str) -> Finding:
    """The finding of a question whose yes excludes; what a no leaves standing in `beside` contradicts it."""
    answer = yes_in(entry, ref)
    if isinstance(answer, Finding):
        return answer
    evidence = seen(entry, ref.field)
    if answer:
        return stops("why_yes", *evidence, field=ref)
    return left_standing(entry, ref, *beside) or holds("why_no", *evidence, field=ref)


def left_standing(entry: Entry, ref: FieldRef, *beside: str) -> Finding | None:
    """The contradiction of `ref`, answered with no, with fields in `beside` that still tell of something."""
    kept = tuple(FieldRef(ref.form, key) for key in beside if entry.value(key) not in _HARMLESS.get(key, _NOTHING_TOLD))
    return contradiction(ref, *kept) if kept else None


_NOTHING_TOLD = (None, "no", "none")
_HARMLESS = {"malignancy_cured": (None,)}
"""Answers that tell of nothing; whether a tumour is cured or not, there was one."""


def rows(case: RuleContext, form: str, gate: str, table: str) -> tuple[Entry, ...] | Finding:
    """The rows of `table` behind the question `gate`: none where it is answered with no.

    An unanswered question, a yes without rows and a no beside rows are findings, never an empty table.
    """
    answer = case.yes(form, gate)
    if isinstance(answer, Finding):
        return answer
    found = tuple(case.facts.rows(form, table))
    if answer and not found:
        return lacks("why_no_rows", FieldRef(form, table), field=FieldRef(form, table))
    if found and not answer:
        return contradiction(FieldRef(form, gate), FieldRef(form, table))
    return found


def each_row(form: str, gate: str, table: str, judge: Callable[[RuleContext, Entry], Finding]) -> Rule:
    """Every row of `table` must pass `judge`."""

    def rule(case: RuleContext) -> Finding:
        found = rows(case, form, gate, table)
        if isinstance(found, Finding):
            return found
        if not found:
            return said_no(case.entry(form), FieldRef(form, gate))
        return worst(judge(case, row) for row in found)

    return rule


# Dates


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, perhaps only partly known; `what` names it to the reader."""

    on: PartialDate
    ref: FieldRef
    what: str | FieldRef
    evidence: tuple[Evidence, ...] = ()

    @property
    def shown(self) -> date | str:
        """The day, or as much of it as is known."""
        return self.on.known or str(self.on)


def event_in(case: RuleContext, row: Entry, table: str, *, dated: str, named: str | None = None) -> Event | Finding:
    """The event that `row` of `table` tells of: dated by `dated`, named by what was typed in `named`."""
    name = row.value(named) if named else None
    what = name if isinstance(name, str) else field_ref(row.form, table)
    return event_at(case, row, field_ref(row.form, f"{table}.{dated}"), what)


def event_at(case: RuleContext, entry: Entry, ref: FieldRef, what: str | FieldRef) -> Event | Finding:
    """The event dated in `ref`; one before birth is a slip of the pen, from which nothing is counted."""
    span = span_in(entry, ref)
    if isinstance(span, Finding):
        return span
    if case.born is not None and span.last < case.born:
        return lacks("why_before_birth", ref, field=ref, on=str(span))
    return entry.cached(_event, span, ref, what)


def _event(entry: Entry, span: PartialDate, ref: FieldRef, what: str | FieldRef) -> Event:
    return Event(span, ref, what, seen(entry, ref.field.rpartition(".")[2]))


def days_since(event: Event, days: int, anchor: Anchor) -> Finding:
    """At least `days` days must have passed since the event; day `days` itself passes."""
    return _waited(event, days, anchor, lambda on, at: days_between(on, at) >= days)


def not_within_days(case: RuleContext, event: Event, days: int, anchor: Anchor) -> Finding:
    """The event must lie more than `days` days back; the boundary day is R-EDGE's. Time cures it."""
    since, span = plus_days(event.on.last, days), Named(f"{days} 天", f"{days} days")
    return looked_back(event, anchor, clear_days(case, days), since=since, waits=True, span=span)


def not_within_months(case: RuleContext, event: Event, months: int, anchor: Anchor) -> Finding:
    """The event must lie more than `months` calendar months back; the boundary day is R-EDGE's."""
    since, span = plus_months(event.on.last, months), Named(f"{months} 个月", f"{months} months")
    return looked_back(event, anchor, clear_months(case, months), since=since, waits=False, span=span)


def clear_days(case: RuleContext, days: int) -> Clear:
    """More than `days` days back."""
    return lambda on, at: days_between(on, at) > days or (days_between(on, at) == days and _edge_clears(case))


def clear_months(case: RuleContext, months: int) -> Clear:
    """Before the day that lies `months` calendar months back."""

    def clear(on: date, at: date) -> bool:
        limit = plus_months(at, -months)
        return on < limit or (on == limit and _edge_clears(case))

    return clear


def stable_for(event: Event, months: int, anchor: Anchor) -> Finding:
    """The event must lie strictly before the day that lies `months` calendar months back. Time cures it."""
    return looked_back(
        event, anchor, lambda on, at: on < plus_months(at, -months), since=plus_months(event.on.last, months),
        waits=True, span=Named(f"{months} 个月", f"{months} months"),
        codes=("why_stable", "why_not_stable_yet", "why_stable_from"),
    )


def _edge_clears(case: RuleContext) -> bool:
    return case.ruling("R-EDGE") == "clear"


def _waited(event: Event, days: int, anchor: Anchor, passed: Clear) -> Finding:
    first_ok = plus_days(event.on.last, days)
    if passed(event.on.last, anchor.day):
        reason = Reason.of(
            "why_days_passed", what=event.what, event=event.shown, days=days_between(event.on.last, anchor.day),
            limit=days, on=anchor.day,
        )
        return Finding(Conclusion.HOLDS, (reason,), _limited(event, f"≥ {days} d"))
    if passed(event.on.first, anchor.day):
        return _unprecise(event, anchor)
    reasons = (
        Reason.of("why_days_short", what=event.what, event=event.shown, short=days_between(anchor.day, first_ok)),
        Reason.of("why_days_needed", limit=days, first_ok=first_ok, anchor=anchor.name, on=anchor.day),
    )
    says = Conclusion.FAILS if anchor.fixed else Conclusion.NOT_YET
    return Finding(
        says, reasons, _limited(event, f"≥ {days} d"), first_ok=None if anchor.fixed else first_ok,
        queries=_late(event, anchor),
    )


def looked_back(
    event: Event, anchor: Anchor, clear: Clear, *, since: date, waits: bool, span: Named,
    codes: tuple[str, str, str] = ("why_long_ago", "why_too_recent", "why_clears"),
) -> Finding:
    """What a look-back of `span` from the anchor finds; `since` is a day on or shortly before the first clear one.

    Where the event is too recent, time either cures it (`waits`) or the day on which it would is only shown.
    """
    passed, too_recent, from_then = codes
    if clear(event.on.last, anchor.day):
        days = days_between(event.on.last, anchor.day)
        reason = Reason.of(passed, what=event.what, event=event.shown, on=anchor.day, days=days, span=span)
        return Finding(Conclusion.HOLDS, (reason,), event.evidence)
    if clear(event.on.first, anchor.day):
        return _unprecise(event, anchor)
    clears = first_day(lambda day: clear(event.on.last, day), since=since, within_days=62)
    assert clears is not None
    reasons = (
        Reason.of(too_recent, what=event.what, event=event.shown, span=span),
        Reason.of(
            from_then, first_ok=clears, anchor=anchor.name, on=anchor.day, short=days_between(anchor.day, clears)
        ),
    )
    queries = _late(event, anchor)
    if waits and not anchor.fixed:
        return Finding(Conclusion.NOT_YET, reasons, event.evidence, first_ok=clears, queries=queries)
    return Finding(Conclusion.FAILS, reasons, event.evidence, clears_on=clears, queries=queries)


def _unprecise(event: Event, anchor: Anchor) -> Finding:
    return lacks(
        "why_date_unprecise", event.ref, evidence=event.evidence,
        what=event.what, event=event.shown, field=event.ref, anchor=anchor.name, on=anchor.day,
    )


def _late(event: Event, anchor: Anchor) -> tuple[Reason, ...]:
    if event.on.first <= anchor.day:
        return ()
    query = Reason.of("why_query_after", what=event.what, event=event.shown, anchor=anchor.name, on=anchor.day)
    return (query,)


def _limited(event: Event, limit: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(datum.source, datum.shown, limit, datum.on) for datum in event.evidence)


# Laboratory

_NEVER_ZERO = frozenset(("tbil", "alt", "ast", "crea", "inr", "pt", "aptt"))
"""Results of which a zero is a place held open, not a measurement: it would pass every upper limit."""


def result_in(entry: Entry, ref: FieldRef) -> LabResult | Finding:
    """The laboratory result in `ref`, where it is one that can be."""
    answer = entry.answer(ref.field)
    result = None if answer is None else answer.value
    if not isinstance(result, LabResult):
        return lacking(ref, answer)
    if result.quantity.magnitude < 0 or (ref.field in _NEVER_ZERO and result.quantity.magnitude == 0):
        return impossible(ref, str(result.quantity))
    return (
        _without_unit(ref, result) or beyond_possible(ref, result.quantity, result.unit)
        or _limits_impossible(ref, result) or result
    )


def _without_unit(ref: FieldRef, result: LabResult) -> Finding | None:
    """The finding that the unit was not entered.

    A multiple of the report's own limit needs none, but whether the value can be true at all is not known without it:
    an absurd one must not pass because its unit was left out.
    """
    bounds = BOUNDS.get(ref.field)
    if result.unit.strip() or bounds is None or not bounds.unit:
        return None
    return lacks("why_no_unit", FieldRef(ref.form, f"{ref.field}_unit"), field=ref, value=str(result.quantity))


def beyond_possible(ref: FieldRef, quantity: Quantity, unit: str | None = None) -> Finding | None:
    """The finding that no true value can be as low or as high; `unit` is None where the field has but one."""
    bounds = absurd(ref.field, quantity, unit)
    if bounds is None:
        return None
    value = f"{quantity} {bounds.unit if unit is None else unit}".strip()
    return lacks("why_absurd", ref, field=ref, value=value, low=bounds.low, high=bounds.high, unit=bounds.unit)


def _limits_impossible(ref: FieldRef, result: LabResult) -> Finding | None:
    """The finding that the limits of the report cannot be right: zero, crossed, or printed for another unit."""
    low, high = result.lln, result.uln
    if (low is not None and low < 0) or (high is not None and high <= (low or 0)):
        return lacks("why_limits_impossible", ref, field=ref, lln=_or_dash(low), uln=_or_dash(high))
    return None if high is None else _limit_of_another_unit(ref, result, high)


def _limit_of_another_unit(ref: FieldRef, result: LabResult, high: Decimal) -> Finding | None:
    """The finding that the upper limit cannot be one in the result's unit, or that this cannot be known."""
    unit, limit, wanted = result.unit, Quantity(high), UPPER_LIMITS.get(ref.field)
    if wanted is not None and to_unit(ref.field, limit, unit, wanted.unit) is None:
        return lacks("why_unit", ref, field=ref, value=str(result.quantity), unit=unit, wanted=wanted.unit)
    bounds = absurd(ref.field, limit, unit, within=UPPER_LIMITS) or absurd(ref.field, limit, unit)
    if bounds is None:
        return None
    uln = FieldRef(ref.form, f"{ref.field}_uln")
    value = f"{high} {unit}".strip()
    return lacks("why_limit_unit", uln, field=ref, value=value, low=bounds.low, high=bounds.high, unit=bounds.unit)


def quantity_in(entry: Entry, ref: FieldRef, unit: str) -> Quantity | Finding:
    """The laboratory result in `ref`, converted to `unit`; a finding where the two cannot be compared."""
    result = result_in(entry, ref)
    if isinstance(result, Finding):
        return result
    quantity = to_unit(ref.field, result.quantity, result.unit, unit)
    if quantity is None:
        return lacks("why_unit", ref, field=ref, value=str(result.quantity), unit=result.unit, wanted=unit)
    return quantity


@dataclass(frozen=True, slots=True)
class Measured:
    """A laboratory value on its way to a limit: where it stands, its short name, and the value to compare."""

    sample: Sample
    key: str
    name: str
    value: Quantity

    def seen(self, limit: str = "") -> tuple[Evidence, ...]:
        """The result as it was entered, beside `limit`."""
        return seen(self.sample.entry, self.key, limit, self.sample.on)

    def holds(self, code: str, sign: str, limit: str, **more: str) -> Finding:
        """The value is on the good side of the limit."""
        until = self.sample.valid_until
        evidence = self.seen(f"{sign} {limit}")
        return holds(code, *evidence, valid_until=until, name=self.name, value=str(self.value), limit=limit, **more)

    def stops(self, code: str, sign: str, limit: str, **more: str) -> Finding:
        """The value is on the other side of the limit, of which `sign` is the good one, as long as it is valid."""
        reason = Reason.of(code, name=self.name, value=str(self.value), limit=limit, **more)
        return Finding(Conclusion.FAILS, (reason,), self.seen(f"{sign} {limit}"), valid_until=self.sample.valid_until)

    def straddles(self, limit: str) -> Finding:
        """A value with a qualifier lies on both sides of the limit."""
        ref = self.sample.ref(self.key)
        return lacks("why_straddles", ref, evidence=self.seen(), name=self.name, value=str(self.value), limit=limit)


def at_most_times_uln(sample: Sample, key: str, name: str, times: Decimal) -> Finding:
    """The result must be at most `times` its own upper limit; compared by multiplying, never by dividing."""
    result = result_in(sample.entry, sample.ref(key))
    if isinstance(result, Finding):
        return result
    if result.uln is None:
        return without_uln(sample, key, name)
    return compared_to_uln(Measured(sample, key, name, result.quantity), times, result.uln)


def without_uln(sample: Sample, key: str, name: str) -> Finding:
    """The finding that the report's upper limit was not entered."""
    ref = sample.ref(f"{key}_uln")
    value = shown(sample.entry.answer(key))
    return lacks("why_no_uln", ref, evidence=seen(sample.entry, key, on=sample.on), name=name, value=value)


def compared_to_uln(measured: Measured, times: Decimal, uln: Decimal) -> Finding:
    """`value <= times * uln`, decided for every value that a qualifier may mean."""
    limit = plain(times * uln)
    within = measured.value.at_most(times * uln)
    if within is None:
        return measured.straddles(limit)
    arguments = {"times": str(times), "uln": str(uln)}
    if within:
        return measured.holds("why_at_most_uln", "≤", limit, **arguments)
    return measured.stops("why_above_uln", "≤", limit, **arguments)


def at_most(measured: Measured, limit: Decimal) -> Finding:
    """`value <= limit`, decided for every value that a qualifier may mean."""
    within = measured.value.at_most(limit)
    if within is None:
        return measured.straddles(plain(limit))
    if within:
        return measured.holds("why_at_most", "≤", plain(limit))
    return measured.stops("why_above", "≤", plain(limit))


def sampled(series: Series, judge: Callable[[RuleContext, Sample], Finding]) -> Rule:
    """`judge` on the deciding sample."""
    return lambda case: _each_sample(case, series.deciding(case), judge)


def sampled_as_ruled(series: Series, judge: Callable[[RuleContext, Sample], Finding]) -> Rule:
    """`judge` on the sample that decides where there are several: R-SAMPLE says which one it is."""

    def rule(case: RuleContext) -> Finding:
        every = series.several(case) and case.ruling("R-SAMPLE") == "worst_in_window"
        return _each_sample(case, series.deciding(case, every=every), judge)

    return rule


def any_sample(series: Series, judge: Callable[[RuleContext, Sample], Finding]) -> Rule:
    """`judge` on every valid sample of the screening period: any one of them may exclude."""
    return lambda case: _each_sample(case, series.deciding(case, every=True), judge)


def _each_sample(
    case: RuleContext, samples: tuple[Sample, ...] | Finding, judge: Callable[[RuleContext, Sample], Finding]
) -> Finding:
    """The worst of the samples; what holds for all of them holds until the last of them expires.

    It ends sooner where something else that one of them rests on does: the sample stays, and is not enough any more.
    """
    if isinstance(samples, Finding):
        return samples
    found = [judge(case, sample) for sample in samples]
    if len(found) == 1:
        return found[0]
    sooner = (
        one.valid_until for one, sample in zip(found, samples, strict=True)
        if one.valid_until is not None and one.valid_until < sample.valid_until
    )
    return replace(worst(found), valid_until=earliest((latest(one.valid_until for one in found), *sooner)))


def positive(case: RuleContext, series: Series, *, negative: str = "negative") -> bool | Finding:
    """Whether any valid result of a qualitative test in the screening period is other than `negative`."""
    samples = series.deciding(case, every=True)
    if isinstance(samples, Finding):
        return samples
    codes = [code_in(sample.entry, sample.ref(series.keys[0])) for sample in samples]
    unknown = [code for code in codes if isinstance(code, Finding)]
    return worst(unknown) if unknown else any(code != negative for code in codes)


@dataclass(frozen=True, slots=True)
class BothPositive:
    """Excludes where a screening test and its confirmation are both positive; negative screening settles it."""

    screening: Series
    confirmation: Series

    def __call__(self, case: RuleContext) -> Finding:
        """The finding for `case`."""
        first = positive(case, self.screening)
        if isinstance(first, Finding):
            return first
        if not first:
            return negative_result(case, self.screening)
        second = positive(case, self.confirmation)
        if isinstance(second, Finding):
            return second
        if not second:
            return negative_result(case, self.screening, self.confirmation)
        evidence = evidence_of(case, self.screening, self.confirmation)
        return stops("why_test_positive", *evidence, field=self.confirmation.field)


def negative_result(case: RuleContext, *series: Series) -> Finding:
    """The finding that the last of `series` is negative: it stands as long as all that it rests on is valid."""
    until = min(last_valid_day(case, one) for one in series)
    return holds("why_test_negative", *evidence_of(case, *series), valid_until=until, field=series[-1].field)


def last_valid_day(case: RuleContext, series: Series) -> date:
    """The last day on which `series` still has a valid result; it has one now."""
    samples = series.deciding(case, every=True)
    assert not isinstance(samples, Finding)
    return max(sample.valid_until for sample in samples)


def evidence_of(case: RuleContext, *series: Series) -> tuple[Evidence, ...]:
    """The valid results of `series` as evidence."""
    found = ((one, one.deciding(case, every=True)) for one in series)
    return tuple(
        datum for one, samples in found if not isinstance(samples, Finding)
        for sample in samples for key in one.keys for datum in seen(sample.entry, key, on=sample.on)
    )


def plain(number: Decimal) -> str:
    """A computed number without the zeros that multiplying adds."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _or_dash(number: Decimal | None) -> str:
    return "—" if number is None else str(number)
