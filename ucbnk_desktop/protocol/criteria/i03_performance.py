"""I3  Karnofsky (16 years and over) or Lansky (under 16) of at least 50."""

from __future__ import annotations

from ucbnk_desktop.protocol.findings import (
    Conclusion,
    Finding,
    compared,
    contradiction,
    given,
    held,
    holds,
    lacks,
    seen,
    stops,
)
from ucbnk_desktop.protocol.rule_context import RuleContext, answered, code_in
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import sampled
from ucbnk_desktop.protocol.scales import SCORES, scale_at
from ucbnk_desktop.protocol.verdicts import Limit, LimitComparison, Reason

from .criterion import INCLUSION, Criterion

SCALE = Series("performance", ("scale", "lansky_score", "karnofsky_score"), "validity_days_scale", timed="")


def score_at_least(case: RuleContext) -> Finding:
    """I3: the last valid score, on the scale that belongs to the age on the day of assessment.

    An infant to whom no scale applies needs no assessment, until the first birthday.
    """
    born = case.born
    if born is not None and born <= case.judged_on and _unscored(case, case.age(born, case.judged_on)):
        reason = Reason.of("why_infant_score")
        return Finding(Conclusion.NOT_APPLICABLE, (reason,), valid_until=case.infant_until(born))
    return sampled(SCALE, _score)(case)


def _unscored(case: RuleContext, age: int) -> bool:
    return age < case.limits.infant_below_years and case.ruling("R-INFANT-PS") == "not_applicable"


def _score(case: RuleContext, sample: Sample) -> Finding:
    return given(case.birth()).then(lambda born: _at_age(case, sample, case.age(born, sample.on)))


def _at_age(case: RuleContext, sample: Sample, age: int) -> Finding:
    if _unscored(case, age):
        return lacks("why_infant_then", sample.ref("scale"), on=sample.on)
    return given(code_in(sample.entry, sample.ref("scale"), ("lansky", "karnofsky"))).then(
        lambda used: _on_scale(case, sample, age, used)
    )


def _on_scale(case: RuleContext, sample: Sample, age: int, used: str) -> Finding:
    scale = scale_at(age, karnofsky_from=case.limits.karnofsky_from_years)
    if used != scale:
        return lacks(
            "why_wrong_scale", sample.ref(f"{scale}_score"), evidence=seen(sample.entry, f"{used}_score", on=sample.on),
            used=used.capitalize(), wanted=scale.capitalize(), age=age, on=sample.on,
        )
    return _scored(case, sample, scale, age)


def _scored(case: RuleContext, sample: Sample, scale: str, age: int) -> Finding:
    other = "karnofsky" if scale == "lansky" else "lansky"
    if answered(sample.entry, f"{other}_score"):
        return contradiction(sample.ref("scale"), sample.ref(f"{other}_score"))
    return given(code_in(sample.entry, sample.ref(f"{scale}_score"), tuple(SCORES))).then(
        lambda score: _at_least(case, sample, scale, score, age=age)
    )


def _at_least(case: RuleContext, sample: Sample, scale: str, score: str, *, age: int) -> Finding:
    limit, name = case.limits.score_min, scale.capitalize()
    data = seen(sample.entry, f"{scale}_score", on=sample.on)
    evidence = held(data, compared(int(score), limit), *_ages(case, age), limit=Limit("≥", limit))
    if int(score) < limit:
        return stops("why_score_low", *evidence, name=name, score=score, limit=limit, on=sample.on)
    return holds(
        "why_score", *evidence, valid_until=sample.valid_until, name=name, score=score, limit=limit, on=sample.on
    )


def _ages(case: RuleContext, age: int) -> tuple[LimitComparison, ...]:
    """The completed years beside the ages that say which scale applies, and whether any does."""
    return compared(age, case.limits.karnofsky_from_years), compared(age, case.limits.infant_below_years)


I3 = Criterion(
    "I3", INCLUSION, form="performance",
    limits=("karnofsky_from_years", "infant_below_years", "score_min"),
    rulings=("R-INFANT-PS", "R-LEAPDAY"),
    settings=("screening_window_days", "validity_days_scale"),
    rule=score_at_least,
)
