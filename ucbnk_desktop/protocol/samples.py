"""Which of several dated results decides, and how long it stays valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from .case import PROCEDURE, Case, day_of
from .dates import plus_days
from .facts import Answer, Entry, Missing
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
        of the latest day decide together where their order is not known. An entry in which the test was not done is
        no sample of it, while there is another.
        """
        entries = self._entries(case)
        if not entries:
            return lacks("why_missing", *self._refs(), fields=self._refs())
        taken = [(day_of(entry.value(self.dated)), entry) for entry in entries]
        wrong = [found for on, entry in taken if (found := self._misdated(case, entry, on))]
        if wrong:
            return worst(wrong)
        before = [(on, entry) for on, entry in taken if on is not None and on <= case.judged_on]
        if not before:
            return lacks("why_missing", *self._refs(), fields=self._refs())
        return self._valid(case, before if every else self._latest(before), every=every)

    def several(self, case: Case) -> bool:
        """Whether more than one sample could decide."""
        return len(self._entries(case)) > 1

    def _entries(self, case: Case) -> list[Entry]:
        answered = [entry for entry in case.facts.all(self.form) if any(key in entry.answers for key in self.keys)]
        if len(answered) < 2:
            return answered
        return [entry for entry in answered if not all(map(_not_tested, self._answers(entry)))] or answered

    def _answers(self, entry: Entry) -> list[Answer]:
        return [entry.answers[key] for key in self.keys if key in entry.answers]

    def _refs(self) -> tuple[FieldRef, ...]:
        return tuple(FieldRef(self.form, key) for key in self.keys[:1])

    def _misdated(self, case: Case, entry: Entry, on: date | None) -> Finding | None:
        ref = FieldRef(self.form, self.dated)
        return lacking(ref, entry.answer(self.dated)) if on is None else misdated(case, ref, on)

    def _latest(self, dated: list[tuple[date, Entry]]) -> list[tuple[date, Entry]]:
        if len(dated) == 1:
            return dated
        last = max(on for on, _ in dated)
        that_day = [(on, entry) for on, entry in dated if on == last]
        times = [at for at in (entry.value(self.timed) for _, entry in that_day) if isinstance(at, time)]
        if len(times) < len(that_day):
            return that_day
        return [(on, entry) for on, entry in that_day if entry.value(self.timed) == max(times)]

    def _valid(
        self, case: Case, dated: list[tuple[date, Entry]], *, every: bool
    ) -> tuple[Sample, ...] | Finding:
        found = [self._sample(case, on, entry) for on, entry in dated]
        samples = tuple(sample for sample in found if isinstance(sample, Sample))
        findings = [finding for finding in found if isinstance(finding, Finding)]
        asked = any(finding.says is Says.ASKS for finding in findings)
        if asked or (findings and not (every and samples)):
            return worst(findings)
        return samples

    def _sample(self, case: Case, on: date, entry: Entry) -> Sample | Finding:
        at = entry.value(self.timed)
        ref = FieldRef(self.form, self.dated)
        until = valid_until(case, ref, on, self.validity, at=at if isinstance(at, time) else None)
        return until if isinstance(until, Finding) else Sample(entry, on, until)


def _not_tested(answer: Answer) -> bool:
    return answer.missing in (Missing.NOT_DONE, Missing.NOT_APPLICABLE)


def valid_until(
    case: Case, ref: FieldRef, on: date, validity: str, *, at: time | None = None
) -> date | Finding:
    """The last day on which a result of the day `on` is valid; a finding where it is not, or where that is open.

    `at` is the time of day, where it is known: on the day of consent it says which of the two was first.
    """
    wrong = misdated(case, ref, on) or _before_consent(case, ref, on, at)
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


def _before_consent(case: Case, ref: FieldRef, on: date, at: time | None) -> Finding | None:
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
