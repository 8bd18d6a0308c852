"""Laboratory results against limits: units, multiples of the upper limit of normal, values with a qualifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .facts import Entry, LabResult
from .findings import Conclusion, Finding, given, held, impossible, lacking, lacks, seen, shown
from .pack import name_of
from .plausibility import BOUNDS, UPPER_LIMITS, absurd
from .quantity import Quantity
from .samples import Sample
from .units import to_unit
from .verdicts import Evidence, FieldRef, Limit, LimitComparison, Reason, Sign

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


def sound_results(entry: Entry, keys: Iterable[str]) -> Mapping[str, LabResult]:
    """The laboratory results in `keys` of `entry` that can be, by key."""
    read = ((key, result_in(entry, FieldRef(entry.form, key))) for key in keys)
    return {key: result for key, result in read if isinstance(result, LabResult)}


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
    return given(result_in(entry, ref)).then(lambda result: _converted(ref, result, unit))


def _converted(ref: FieldRef, result: LabResult, unit: str) -> Quantity | Finding:
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

    def seen(self) -> tuple[Evidence, ...]:
        """The result as it was entered."""
        return seen(self.sample.entry, self.key, on=self.sample.on)

    def beside(self, sign: Sign, limit: Decimal, reason: Reason, of: Decimal | None = None) -> tuple[Evidence, ...]:
        """The result as it was entered, beside the limit that `reason` tells of.

        `of` is the number of the pack that the limit was computed from, where it is not that number itself.
        """
        entered = self.sample.entry.value(self.key)
        as_entered = isinstance(entered, LabResult) and entered.quantity is self.value
        name, sentence = name_of(limit if of is None else of), reason if as_entered else None
        comparison = LimitComparison(name, self.value, limit, sentence)
        return held(self.seen(), comparison, limit=Limit(sign, limit))

    def holds(self, code: str, sign: Sign, limit: Decimal, of: Decimal | None = None, **more: str) -> Finding:
        """The value is on the good side of the limit."""
        return self._held(Conclusion.HOLDS, self._reason(code, limit, more), sign, limit, of)

    def stops(self, code: str, sign: Sign, limit: Decimal, of: Decimal | None = None, **more: str) -> Finding:
        """The value is on the other side of the limit, of which `sign` is the good one, as long as it is valid."""
        return self._held(Conclusion.FAILS, self._reason(code, limit, more), sign, limit, of)

    def _reason(self, code: str, limit: Decimal, more: Mapping[str, str]) -> Reason:
        return Reason(code, {"name": self.name, "value": str(self.value), "limit": written(limit), **more})

    def _held(self, says: Conclusion, reason: Reason, sign: Sign, limit: Decimal, of: Decimal | None) -> Finding:
        evidence = self.beside(sign, limit, reason, of)
        return Finding(says, (reason,), evidence, valid_until=self.sample.valid_until)

    def straddles(self, limit: Decimal) -> Finding:
        """A value with a qualifier lies on both sides of the limit."""
        ref, value = self.sample.ref(self.key), str(self.value)
        return lacks("why_straddles", ref, evidence=self.seen(), name=self.name, value=value, limit=written(limit))


def at_most_times_uln(sample: Sample, key: str, name: str, times: Decimal) -> Finding:
    """The result must be at most `times` its own upper limit; compared by multiplying, never by dividing."""
    return given(result_in(sample.entry, sample.ref(key))).then(
        lambda result: without_uln(sample, key, name) if result.uln is None
        else compared_to_uln(Measured(sample, key, name, result.quantity), times, result.uln)
    )


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
        return measured.holds("why_at_most_uln", "≤", limit, times, **arguments)
    return measured.stops("why_above_uln", "≤", limit, times, **arguments)


def at_most(measured: Measured, limit: Decimal) -> Finding:
    """`value <= limit`, decided for every value that a qualifier may mean."""
    within = measured.value.at_most(limit)
    if within is None:
        return measured.straddles(plain(limit))
    if within:
        return measured.holds("why_at_most", "≤", plain(limit), limit)
    return measured.stops("why_above", "≤", plain(limit), limit)


def plain(number: Decimal) -> Decimal:
    """A computed number without the zeros that multiplying adds."""
    text = written(number)
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def written(number: Decimal) -> str:
    """A number as it is read: without an exponent."""
    return format(number, "f")


def _or_dash(number: Decimal | None) -> str:
    return "—" if number is None else str(number)
