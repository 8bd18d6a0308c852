"""Which of several dated results decides, and how long it stays valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from .dates import plus_days
from .facts import Entry, Missing
from .findings import Conclusion, Finding, lacking, lacks, worst
from .result_dates import date_of_result
from .rule_context import PROCEDURE, RuleContext, day_of, field_ref, misdated
from .verdicts import FieldRef


@dataclass(frozen=True, slots=True)
class Sample:
    """An entry of dated results, and the last day on which they are valid."""

    entry: Entry
    on: date
    valid_until: date

    def ref(self, key: str) -> FieldRef:
        """One of its fields."""
        return field_ref(self.entry.form, key)


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """An entry, the day it is of, what is wrong with that day where it cannot be, and the fields tested in it."""

    entry: Entry
    on: date | None
    wrong: Finding | None
    tested: frozenset[str]


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
        return field_ref(self.form, self.keys[0])

    def deciding(self, case: RuleContext, *, every: bool = False) -> tuple[Sample, ...] | Finding:
        """The samples that decide: the latest, or `every` valid one; a finding where none can.

        A sample without a date, or with an impossible one, hides nothing: it must be put right first. Several samples
        of the latest day decide together where their order is not known. An entry in which the test was not done is
        no sample of it, while there is another.
        """
        return case.recall((self, every), lambda asked: self._deciding(asked, every=every))

    def several(self, case: RuleContext) -> bool:
        """Whether more than one sample could decide."""
        return len(self._entries(case)) > 1

    def _deciding(self, case: RuleContext, *, every: bool) -> tuple[Sample, ...] | Finding:
        entries = self._entries(case)
        wrong = [one.wrong for one in entries if one.wrong]
        if wrong:
            return worst(wrong)
        day = case.judged_on
        before = [one for one in entries if one.on is not None and one.on <= day]
        if not before:
            return lacks("why_missing", self.field, fields=(self.field,))
        chosen = tuple(before if every else self._latest(before))
        known = self.validity, self.timed, chosen, every
        return case.recall(known, lambda asked: self._valid(asked, chosen, every=every))

    def _entries(self, case: RuleContext) -> list[Dated]:
        """The entries that hold a result; where there is none, those that say why."""
        entries = _dated(case, self.form, self.dated)
        tested = [one for one in entries if not one.tested.isdisjoint(self.keys)]
        return tested or [one for one in entries if not one.entry.answers.keys().isdisjoint(self.keys)]

    def _latest(self, dated: list[Dated]) -> list[Dated]:
        last = max(one.on for one in dated if one.on)
        that_day = [one for one in dated if one.on == last]
        times = [at for at in (one.entry.value(self.timed) for one in that_day) if isinstance(at, time)]
        if len(times) < len(that_day):
            return that_day
        return [one for one in that_day if one.entry.value(self.timed) == max(times)]

    def _valid(self, case: RuleContext, dated: tuple[Dated, ...], *, every: bool) -> tuple[Sample, ...] | Finding:
        found = [self._sample(case, one) for one in dated]
        samples = tuple([sample for sample in found if isinstance(sample, Sample)])
        if len(samples) == len(found):
            return samples
        findings = [finding for finding in found if isinstance(finding, Finding)]
        asked = any(finding.conclusion is Conclusion.NEEDS_INVESTIGATOR for finding in findings)
        if asked or not (every and samples):
            return worst(findings)
        return samples

    def _sample(self, case: RuleContext, dated: Dated) -> Sample | Finding:
        at, on = dated.entry.value(self.timed), dated.on
        assert on is not None
        ref = field_ref(self.form, self.dated)
        until = _last_day(case, ref, on, self.validity, at=at if isinstance(at, time) else None)
        return until if isinstance(until, Finding) else Sample(dated.entry, on, until)


_UNTESTED = frozenset((Missing.NOT_DONE, Missing.NOT_APPLICABLE))


def _tested(entry: Entry) -> frozenset[str]:
    """The fields that were answered otherwise than that the test was not done."""
    return frozenset(key for key, answer in entry.answers.items() if answer.missing not in _UNTESTED)


def _dated(case: RuleContext, form: str, key: str) -> tuple[Dated, ...]:
    """Every entry of `form` by the day in its field `key`."""
    ref = field_ref(form, key)

    def dated(entry: Entry) -> Dated:
        on = day_of(entry.value(key))
        wrong = lacking(ref, entry.answer(key)) if on is None else misdated(case, ref, on)
        return Dated(entry, on, wrong, entry.cached(_tested))

    return case.recall(ref, lambda asked: tuple(dated(entry) for entry in asked.facts.all(form)))


def valid_until(case: RuleContext, ref: FieldRef, on: date, validity: str) -> date | Finding:
    """The last day on which a result of the day `on` is valid; a finding where it is not, or where that is open."""
    return misdated(case, ref, on) or _last_day(case, ref, on, validity)


def _last_day(case: RuleContext, ref: FieldRef, on: date, validity: str, *, at: time | None = None) -> date | Finding:
    """`at` is the time of day, where it is known: on the day of consent it says which of the two was first."""
    early = _before_consent(case, ref, on, at)
    if early:
        return early
    days, window = case.days(validity), case.days("screening_window_days")
    if isinstance(days, Finding) or isinstance(window, Finding):
        return worst([finding for finding in (days, window) if isinstance(finding, Finding)])
    until = plus_days(on, days)
    if until < case.judged_on:
        return lacks("why_expired", ref, on=on, days=days, until=until)
    if case.screened is None:
        return until
    ends = plus_days(case.screened, window)
    if ends < case.judged_on:
        return lacks("why_screening_over", PROCEDURE, on=case.screened, days=window, until=ends)
    return min(until, ends)


def _before_consent(case: RuleContext, ref: FieldRef, on: date, at: time | None) -> Finding | None:
    signed = case.signed
    if signed is None or datetime.combine(on, at or signed.time()) >= signed:
        return None
    allowed = case.text("routine_results_before_consent")
    if isinstance(allowed, Finding):
        return allowed
    if allowed == "accepted":
        return None
    taken = str(on) if at is None else f"{on} {at:%H:%M}"
    return lacks("why_before_consent", ref, on=taken, consented=f"{signed:%Y-%m-%d %H:%M}")
