"""Which sample of a series a rule is asked about: the deciding one, every valid one, a test with its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from .findings import Finding, all_known, earliest, given, held, holds, latest, seen, stops, worst
from .rule_context import RuleContext, code_in
from .rules import Rule
from .samples import Sample, Series
from .verdicts import Evidence, LimitComparison

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


@dataclass(frozen=True, slots=True)
class QualitativeResults:
    """Every valid result of one qualitative test, and whether any of them is other than negative.

    `comparisons` say for each sample which limit a rule held it against, where one did.
    """

    test: Series
    samples: tuple[Sample, ...]
    positive: bool
    comparisons: tuple[LimitComparison, ...] = ()

    @property
    def valid_until(self) -> date:
        """The last day on which there still is a valid one."""
        return max(sample.valid_until for sample in self.samples)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All of them."""
        return tuple(
            datum for n, sample in enumerate(self.samples) for key in self.test.keys
            for datum in held(seen(sample.entry, key, on=sample.on), *self.comparisons[n:n + 1])
        )


def results_of(case: RuleContext, test: Series) -> QualitativeResults | Finding:
    """The valid results of a qualitative test in the screening period; a finding where any of them is not known."""
    return given(test.deciding(case, every=True)).then(
        lambda samples: given(all_known(code_in(sample.entry, sample.ref(test.keys[0])) for sample in samples)).then(
            lambda codes: QualitativeResults(test, samples, any(code != "negative" for code in codes))
        )
    )


def negative_result(*tests: QualitativeResults) -> Finding:
    """The finding that the last of `tests` is negative: it stands as long as all that it rests on is valid."""
    until = min(results.valid_until for results in tests)
    return holds("why_test_negative", *_evidence(tests), valid_until=until, field=tests[-1].test.field)


def positive_result(*tests: QualitativeResults) -> Finding:
    """The finding that the last of `tests` is positive, which excludes."""
    return stops("why_test_positive", *_evidence(tests), field=tests[-1].test.field)


def _evidence(tests: tuple[QualitativeResults, ...]) -> tuple[Evidence, ...]:
    return tuple([datum for results in tests for datum in results.evidence])


def both_positive(screening: Series, confirmation: Series) -> Rule:
    """Excludes where a screening test and its confirmation are both positive; negative screening settles it."""

    def confirmed(case: RuleContext, screened: QualitativeResults) -> Finding:
        return given(results_of(case, confirmation)).then(
            lambda second: (positive_result if second.positive else negative_result)(screened, second)
        )

    return lambda case: given(results_of(case, screening)).then(
        lambda screened: confirmed(case, screened) if screened.positive else negative_result(screened)
    )
