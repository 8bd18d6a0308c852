"""Which sample of a series a rule is asked about: the deciding one, every valid one, a test with its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from .findings import Finding, earliest, holds, latest, seen, stops, worst
from .rule_context import RuleContext, code_in
from .rules import Rule
from .samples import Sample, Series
from .verdicts import Evidence


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
