"""Which of several dated results decides, and how long it stays valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from .case import PROCEDURE, Case, day_of
from .dates import plus_days
from .facts import Entry
from .findings import Finding, Says, lacking, lacks, worst
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


@dataclass(frozen=True, slots=True)
class Series:
    """The results that answer one question: those entries of `form` that hold one of `keys`.

    `dated` is the field of their date, `timed` that of their time. `validity` is the setting that says for how many
    days such a result holds.
    """

    form: str
    keys: tuple[str, ...]
    validity: str
    dated: str = "sampled_on"
    timed: str = "sampled_at"

    def deciding(self, case: Case, *, every: bool = False) -> tuple[Sample, ...] | Finding:
        """The samples that decide: the latest, or `every` valid one; a finding where none can.

        A sample without a date, or with an impossible one, hides nothing: it must be put right first. Several samples
        of the latest day decide together where their order is not known.
        """
        entries = [entry for entry in case.facts.all(self.form) if self._answered(entry)]
        if not entries:
            return lacks("why_missing", *self._refs(), fields=self._refs())
        wrong = [finding for finding in (self._misdated(case, entry) for entry in entries) if finding]
        if wrong:
            return worst(wrong)
        entries = [entry for entry in entries if _on(entry, self.dated) <= case.judged_on]
        if not entries:
            return lacks("why_missing", *self._refs(), fields=self._refs())
        return self._valid(case, entries if every else self._latest(entries), every=every)

    def several(self, case: Case) -> bool:
        """Whether more than one sample could decide."""
        return sum(map(self._answered, case.facts.all(self.form))) > 1

    def _answered(self, entry: Entry) -> bool:
        return any(entry.answer(key) is not None for key in self.keys)

    def _refs(self) -> tuple[FieldRef, ...]:
        return tuple(FieldRef(self.form, key) for key in self.keys[:1])

    def _misdated(self, case: Case, entry: Entry) -> Finding | None:
        ref = FieldRef(self.form, self.dated)
        on = day_of(entry.value(self.dated))
        return lacking(ref, entry.answer(self.dated)) if on is None else misdated(case, ref, on)

    def _latest(self, entries: list[Entry]) -> list[Entry]:
        last = max(_on(entry, self.dated) for entry in entries)
        that_day = [entry for entry in entries if _on(entry, self.dated) == last]
        times = [entry.value(self.timed) for entry in that_day]
        if len(that_day) > 1 and not all(isinstance(at, time) for at in times):
            return that_day
        return [max(enumerate(that_day), key=lambda numbered: (_at(numbered[1], self.timed), numbered[0]))[1]]

    def _valid(self, case: Case, entries: list[Entry], *, every: bool) -> tuple[Sample, ...] | Finding:
        found = [self._sample(case, entry) for entry in entries]
        samples = tuple(sample for sample in found if isinstance(sample, Sample))
        findings = [finding for finding in found if isinstance(finding, Finding)]
        asked = any(finding.says is Says.ASKS for finding in findings)
        if asked or (findings and not (every and samples)):
            return worst(findings)
        return samples

    def _sample(self, case: Case, entry: Entry) -> Sample | Finding:
        on = _on(entry, self.dated)
        until = valid_until(case, FieldRef(self.form, self.dated), on, self.validity)
        return until if isinstance(until, Finding) else Sample(entry, on, until)


def valid_until(case: Case, ref: FieldRef, on: date, validity: str) -> date | Finding:
    """The last day on which a result of the day `on` is valid; a finding where it is not, or where that is open."""
    wrong = misdated(case, ref, on) or _before_consent(case, ref, on)
    if wrong:
        return wrong
    days = case.days(validity)
    window = case.days("screening_window_days")
    open_settings = [finding for finding in (days, window) if isinstance(finding, Finding)]
    if isinstance(days, Finding) or isinstance(window, Finding):
        return worst(open_settings)
    until = plus_days(on, days)
    if until < case.judged_on:
        return lacks("why_expired", ref, on=on, days=days, until=until)
    screening = day_of(case.facts.value(PROCEDURE.form, PROCEDURE.field))
    if screening is None:
        return until
    ends = plus_days(screening, window)
    if ends < case.judged_on:
        return lacks("why_screening_over", PROCEDURE, on=screening, days=window, until=ends)
    return min(until, ends)


def misdated(case: Case, ref: FieldRef, on: date) -> Finding | None:
    """The finding that a result cannot be of the day `on`."""
    if on > case.day:
        return lacks("why_future", ref, field=ref, on=on)
    if case.born is not None and on < case.born:
        return lacks("why_before_birth", ref, field=ref, on=on)
    return None


def _before_consent(case: Case, ref: FieldRef, on: date) -> Finding | None:
    if case.consented is None or on >= case.consented:
        return None
    allowed = case.text("routine_results_before_consent")
    if isinstance(allowed, Finding):
        return allowed
    if allowed == "accepted":
        return None
    return lacks("why_before_consent", ref, on=on, consented=case.consented)


def _on(entry: Entry, key: str) -> date:
    on = day_of(entry.value(key))
    assert on is not None
    return on


def _at(entry: Entry, key: str) -> time:
    at = entry.value(key)
    return at if isinstance(at, time) else time.min
