"""Which of several dated results decides, and how long it stays valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import TypeAlias

from .dates import plus_days
from .facts import Entry, Missing
from .findings import NOTHING, Conclusion, Finding, given, lacking, lacks, worst
from .result_dates import RESULT_DATES, date_of_result
from .rule_context import PROCEDURE, RuleContext, day_of, misdated
from .verdicts import FieldRef


@dataclass(frozen=True, slots=True)
class Sample:
    """An entry of dated results, and the last day on which they are valid."""

    entry: Entry
    on: date
    valid_until: date

    def ref(self, key: str) -> FieldRef:
        """One of its fields."""
        return FieldRef(self.entry.form, key)


Dated: TypeAlias = tuple[Entry, date]
"""An entry with the day it is of."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The results that answer one question: those entries of `form` that hold one of `keys`.

    `timed` is the field of their time, "" where they have none. `validity` is the setting that says for how many days
    such a result holds.
    """

    form: str
    keys: tuple[str, ...]
    validity: str
    timed: str = "sampled_at"

    @property
    def dated(self) -> str:
        """The field of their date."""
        return date_of_result(self.form, self.keys[0])

    @property
    def field(self) -> FieldRef:
        """The field of its first result, by which it is called."""
        return FieldRef(self.form, self.keys[0])

    def deciding(self, case: RuleContext, *, every: bool = False) -> tuple[Sample, ...] | Finding:
        """The samples that decide: the latest, or `every` valid one; a finding where none can.

        A sample without a date, or with an impossible one, hides nothing: it must be put right first. Several samples
        of the latest day decide together where their order is not known. An entry in which the test was not done is
        no sample of it, while there is another.
        """
        ref = FieldRef(self.form, self.dated)
        dated = [(entry, days.get(ref.field)) for entry, days in self._entries(case)]
        born = case.born or date.min
        wrong = [_wrong(case, ref, entry, on) for entry, on in dated if on is None or not born <= on <= case.day]
        if wrong:
            return worst(wrong)
        day = case.judged_on
        before = [(entry, on) for entry, on in dated if on is not None and on <= day]
        if not before:
            return lacks("why_missing", self.field, fields=(self.field,))
        chosen = before if every else self._latest(before)
        key = self.form, ref.field, self.validity, self.timed, every, *(id(entry) for entry, _ in chosen)
        return case.cached(key, partial(self._valid, case, ref, chosen, every=every))

    def several(self, case: RuleContext) -> bool:
        """Whether more than one sample could decide."""
        return len(self._entries(case)) > 1

    def _entries(self, case: RuleContext) -> list[tuple[Entry, Mapping[str, date]]]:
        """The entries that hold a result, with the days they state; where there is none, those that say why."""
        entries, keys = case.cached((_read_all, self.form), partial(_read_all, case, self.form)), self.keys
        tested = [(entry, days) for entry, fields, days in entries if not fields.isdisjoint(keys)]
        return tested or [(entry, days) for entry, _, days in entries if not entry.answers.keys().isdisjoint(keys)]

    def _latest(self, before: list[Dated]) -> list[Dated]:
        last = max(on for _, on in before)
        that_day = [(entry, on) for entry, on in before if on == last]
        times = [self._time(entry) for entry, _ in that_day]
        known = [at for at in times if at is not None]
        if len(known) < len(times):
            return that_day
        return [dated for dated, at in zip(that_day, times, strict=True) if at == max(known)]

    def _valid(
        self, case: RuleContext, ref: FieldRef, dated: list[Dated], *, every: bool
    ) -> tuple[Sample, ...] | Finding:
        consented = date.min if case.signed is None else case.signed.date()
        samples: list[Sample] = []
        findings: list[Finding] = []
        period = None
        for entry, on in dated:
            early = None if on > consented else _before_consent(case, ref, on, self._time(entry))
            if early is not None:
                findings.append(early)
                continue
            period = period or _period(case, self.validity)
            until = period if isinstance(period, Finding) else period.last_day(case, ref, on)
            if isinstance(until, Finding):
                findings.append(until)
            else:
                samples.append(Sample(entry, on, until))
        asked = any(finding.conclusion is Conclusion.NEEDS_INVESTIGATOR for finding in findings)
        if findings and (asked or not (every and samples)):
            return worst(findings)
        return tuple(samples)

    def _time(self, entry: Entry) -> time | None:
        at = entry.value(self.timed)
        return at if isinstance(at, time) else None


_UNTESTED = frozenset((Missing.NOT_DONE, Missing.NOT_APPLICABLE))


def _read(entry: Entry) -> tuple[frozenset[str], Mapping[str, date]]:
    """The fields answered otherwise than that the test was not done, and the days by the fields that state them."""
    tested = frozenset(key for key, answer in entry.answers.items() if answer.missing not in _UNTESTED)
    stated = ((key, day_of(entry.value(key))) for key in RESULT_DATES[entry.form])
    return tested, {key: day for key, day in stated if day is not None}


def _read_all(case: RuleContext, form: str) -> list[tuple[Entry, frozenset[str], Mapping[str, date]]]:
    return [(entry, *entry.cached(_read)) for entry in case.facts.all(form)]


def _wrong(case: RuleContext, ref: FieldRef, entry: Entry, on: date | None) -> Finding:
    """What is wrong with the day `on` of `entry`."""
    absent = lacking(ref, entry.answer(ref.field)) if on is None else misdated(case, ref, on)
    return absent or NOTHING


def valid_until(case: RuleContext, ref: FieldRef, on: date, validity: str) -> date | Finding:
    """The last day on which a result of the day `on` is valid; a finding where it is not, or where that is open."""
    wrong = misdated(case, ref, on) or _before_consent(case, ref, on, None)
    if wrong is not None:
        return wrong
    return given(_period(case, validity)).then(lambda period: period.last_day(case, ref, on))


@dataclass(frozen=True, slots=True)
class _Period:
    """How long results hold: each for so many `days`, none after the `end` of screening; `over` once that is past."""

    days: int
    end: date
    over: Finding | None

    def last_day(self, case: RuleContext, ref: FieldRef, on: date) -> date | Finding:
        """The last day on which a result of the day `on` holds."""
        until = plus_days(on, self.days)
        if until < case.judged_on:
            return lacks("why_expired", ref, on=on, days=self.days, until=until)
        return self.over or min(until, self.end)


def _period(case: RuleContext, validity: str) -> _Period | Finding:
    return given(case.days(validity), case.days("screening_window_days")).then(partial(_screening, case))


def _screening(case: RuleContext, days: int, window: int) -> _Period:
    if case.screened is None:
        return _Period(days, date.max, None)
    end = plus_days(case.screened, window)
    over = lacks("why_screening_over", PROCEDURE, on=case.screened, days=window, until=end)
    return _Period(days, end, over if end < case.judged_on else None)


def _before_consent(case: RuleContext, ref: FieldRef, on: date, at: time | None) -> Finding | None:
    """`at` is the time of day, where it is known: on the day of consent it says which of the two was first."""
    signed = case.signed
    if signed is None or datetime.combine(on, at or signed.time()) >= signed:
        return None
    taken, consented = str(on) if at is None else f"{on} {at:%H:%M}", f"{signed:%Y-%m-%d %H:%M}"
    return given(case.text("routine_results_before_consent")).then(
        lambda allowed: None if allowed == "accepted"
        else lacks("why_before_consent", ref, on=taken, consented=consented)
    )
