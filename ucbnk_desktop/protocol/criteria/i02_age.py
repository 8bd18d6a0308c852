"""I2  Age of 18 years or less, of either sex."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ucbnk_desktop.protocol.dates import days_between, plus_days
from ucbnk_desktop.protocol.findings import Conclusion, Finding, compared, given, held, holds, seen, stops, worst
from ucbnk_desktop.protocol.pack import name_of
from ucbnk_desktop.protocol.rule_context import BORN, Anchor, RuleContext
from ucbnk_desktop.protocol.verdicts import Evidence, Limit, LimitComparison, Reason

from .criterion import INCLUSION, Criterion


def age_within(case: RuleContext) -> Finding:
    """I2: at least one day old, and not over 18 as R-AGE-TOP reads it, on every day of R-AGE-REF."""
    return given(case.birth()).then(lambda born: _on_every_day(case, born))


def _on_every_day(case: RuleContext, born: date) -> Finding:
    top = _last_day(case, born)
    return worst(given(anchor).then(lambda day: _age_on(case, born, top, day)) for anchor in _age_anchors(case))


def _age_anchors(case: RuleContext) -> Iterator[Anchor | Finding]:
    reference = case.ruling("R-AGE-REF")
    if reference in ("all_three", "consent"):
        yield case.consent()
    if reference in ("all_three", "enrolment"):
        yield _not_in_the_past(case, case.enrolment())
    if reference in ("all_three", "planned_start"):
        yield _not_in_the_past(case, case.start())


def _not_in_the_past(case: RuleContext, anchor: Anchor | Finding) -> Anchor | Finding:
    """A planned day that has gone by without an infusion is counted as today: nobody grows younger."""
    return given(anchor).then(
        lambda planned: planned if planned.fixed else Anchor(max(planned.day, case.day), planned.name)
    )


def _last_day(case: RuleContext, born: date) -> date:
    """The last day on which the participant is young enough."""
    oldest = case.limits.age_years_max
    if case.ruling("R-AGE-TOP") == "through_18th_birthday":
        return case.birthday(born, oldest)
    return plus_days(case.birthday(born, oldest + 1), -1)


def _age_on(case: RuleContext, born: date, top: date, anchor: Anchor) -> Finding:
    data, age = seen(case.entry(BORN.form), BORN.field, on=anchor.day), days_between(born, anchor.day)
    oldest = LimitComparison(name_of(case.limits.age_years_max), age, days_between(born, top))
    evidence = held(data, oldest, compared(age, case.limits.age_days_min), limit=Limit("≤", top))
    if anchor.day > top:
        return stops("why_too_old", *evidence, born=born, last=top, anchor=anchor.name, on=anchor.day)
    first = plus_days(born, case.limits.age_days_min)
    if anchor.day < first:
        return _too_young(anchor, born, first, evidence)
    years, until = case.age(born, anchor.day), None if anchor.fixed else top
    return holds(
        "why_age", *evidence, valid_until=until, born=born, years=years, last=top, anchor=anchor.name, on=anchor.day
    )


def _too_young(anchor: Anchor, born: date, first: date, evidence: tuple[Evidence, ...]) -> Finding:
    if anchor.fixed or anchor.day < born:
        return stops("why_too_young", *evidence, born=born, first_ok=first, anchor=anchor.name, on=anchor.day)
    young = Reason.of("why_too_young", born=born, first_ok=first, anchor=anchor.name, on=anchor.day)
    return Finding(Conclusion.NOT_YET, (young,), evidence, first_ok=first)


I2 = Criterion(
    "I2", INCLUSION, form="demographics",
    limits=("age_days_min", "age_years_max"),
    anchor="R-AGE-REF",
    rulings=("R-AGE-TOP", "R-AGE-REF", "R-LEAPDAY"),
    settings=("enrol_definition",),
    rule=age_within,
)
