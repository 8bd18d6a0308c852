"""Which sample of a series a rule is asked about: the deciding one, every valid one, a test with its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from .findings import Finding, all_known, earliest, given, holds, latest, seen, stops, worst
from .rule_context import RuleContext, code_in
from .rules import Rule
from .samples import Sample, Series
from .verdicts import Evidence

SampleRule: TypeAlias = Callable[[RuleContext, Sample], Finding]
"""What a criterion finds of one sample."""


def sampled(series: Series, judge: SampleRule) -> Rule:
    """`judge` on the deciding sample."""
    return lambda case: _each_sample(case, series.deciding(case), judge)


def sampled_as_ruled(series: Series, judge: SampleRule) -> Rule:
    """`judge` on the sample that decides where there are several: R-SAMPLE says which one it is."""

    def rule(case: RuleContext) -> Finding:
        every = series.several(case) and case.ruling("R-SAMPLE") == "worst_in_window"
        return _each_sample(case, series.deciding(case, every=every), judge)

    return rule


def any_sample(series: Series, judge: SampleRule) -> Rule:
    """`judge` on every valid sample of the screening period: any one of them may exclude."""
    return lambda case: _each_sample(case, series.deciding(case, every=True), judge)


def _each_sample(case: RuleContext, samples: tuple[Sample, ...] | Finding, judge: SampleRule) -> Finding:
    """The worst of the samples; what holds for all of them holds until the last of them expires.

    It ends sooner where something else that one of them rests on does: the sample stays, and is not enough any more.
    """
    return given(samples).then(
        lambda samples: judge(case, samples[0]) if len(samples) == 1 else _together(case, samples, judge)
    )


def _together(case: RuleContext, samples: tuple[Sample, ...], judge: SampleRule) -> Finding:
    findings = [judge(case, sample) for sample in samples]
    sooner = (
        finding.valid_until for finding, sample in zip(findings, samples, strict=True)
        if finding.valid_until is not None and finding.valid_until < sample.valid_until
    )
    longest = latest(finding.valid_until for finding in findings)
    return replace(worst(findings), valid_until=earliest((longest, *sooner)))


def positive(case: RuleContext, series: Series, *, negative: str = "negative") -> bool | Finding:
    """Whether any valid result of a qualitative test in the screening period is other than `negative`."""
    return given(series.deciding(case, every=True)).then(
        lambda samples: given(all_known(code_in(sample.entry, sample.ref(series.keys[0])) for sample in samples)).then(
            lambda codes: any(code != negative for code in codes)
        )
    )


@dataclass(frozen=True, slots=True)
class BothPositive:
    """Excludes where a screening test and its confirmation are both positive; negative screening settles it."""

    screening: Series
    confirmation: Series

    def __call__(self, case: RuleContext) -> Finding:
        """The finding for `case`."""
        return given(positive(case, self.screening)).then(
            lambda reactive: self._screened_positive(case) if reactive else negative_result(case, self.screening)
        )

    def _screened_positive(self, case: RuleContext) -> Finding:
        return given(positive(case, self.confirmation)).then(
            lambda confirmed: self._confirmed(case) if confirmed
            else negative_result(case, self.screening, self.confirmation)
        )

    def _confirmed(self, case: RuleContext) -> Finding:
        evidence = evidence_of(case, self.screening, self.confirmation)
        return stops("why_test_positive", *evidence, field=self.confirmation.field)


def negative_result(case: RuleContext, *series: Series) -> Finding:
    """The finding that the last of `series` is negative: it stands as long as all that it rests on is valid."""
    until = min(last_valid_day(case, test) for test in series)
    return holds("why_test_negative", *evidence_of(case, *series), valid_until=until, field=series[-1].field)


def last_valid_day(case: RuleContext, series: Series) -> date:
    """The last day on which `series` still has a valid result; it has one now."""
    return max(sample.valid_until for sample in valid_samples(case, series))


def valid_samples(case: RuleContext, series: Series) -> tuple[Sample, ...]:
    """Every valid sample of `series`; none where that cannot be told."""
    return given(series.deciding(case, every=True)).if_known(tuple) or ()


def evidence_of(case: RuleContext, *series: Series) -> tuple[Evidence, ...]:
    """The valid results of `series` as evidence."""
    return tuple(
        datum for test in series for sample in valid_samples(case, test)
        for key in test.keys for datum in seen(sample.entry, key, on=sample.on)
    )
