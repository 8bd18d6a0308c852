"""What is asked anew before every infusion: E13, E16, E19 and E20 (docs/domain/infusion.md, The day of an infusion)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from .criteria.e16_immunosuppression import E16, steroid_over
from .criteria.e20_live_vaccine import E20, vaccine_over
from .facts import Entry, Facts
from .findings import Finding, given, worst
from .lookback import Event, event_at
from .rule_context import INFUSED, Anchor, RuleContext, day_of, span_of, yes_in
from .rules import Rule, said_no
from .verdicts import FieldRef

FORM = "infusion"
Over: TypeAlias = Callable[[RuleContext, Event], Finding]


def infection_today(case: RuleContext) -> Finding:
    """E13 on the day: no infection under treatment."""
    return _no_today(case, "infection_treatment_today")


def intravenous_infection_today(case: RuleContext) -> Finding:
    """E19 on the day: no infection under intravenous treatment."""
    return _no_today(case, "intravenous_infection_today")


def immunosuppression_today(case: RuleContext) -> Finding:
    """E16 on the day: what the treatment form holds, and steroids since."""
    return worst((E16.rule(case), _since(case, "steroid_since", "steroid_last_on", steroid_over)))


def vaccine_today(case: RuleContext) -> Finding:
    """E20 on the day: what the treatment form holds, and live vaccines since."""
    return worst((E20.rule(case), _since(case, "live_vaccine_since", "live_vaccine_on", vaccine_over)))


GATE: Mapping[str, Rule] = {
    "E13": infection_today,
    "E16": immunosuppression_today,
    "E19": intravenous_infection_today,
    "E20": vaccine_today,
}
"""The rule of each criterion that is asked anew."""


def anchor(facts: Facts, day: date) -> Anchor:
    """The day of an infusion on `day`; fixed where cells were given on it: no waiting cures that any more."""
    infusions = (entry for entry in facts.all(FORM) if entry.value("given") == "yes")
    return Anchor(day, INFUSED, fixed=any(day_of(entry.value("infused_on")) == day for entry in infusions))


def _checks(case: RuleContext) -> tuple[Entry, ...]:
    """The infusions of the day, else those that are not yet dated; an empty one where there is neither.

    One that was not given was asked about on a day gone by: what was answered then says nothing of today.
    """
    entries = [entry for entry in case.facts.all(FORM) if entry.value("given") != "no"]
    of_day = [entry for entry in entries if day_of(entry.value("infused_on")) == case.day]
    undated = [entry for entry in entries if entry.answer("infused_on") is None]
    return tuple(of_day or undated or [Entry(FORM, None)])


def _no_today(case: RuleContext, asked: str) -> Finding:
    return worst(said_no(entry, FieldRef(FORM, asked)) for entry in _checks(case))


def _since(case: RuleContext, asked: str, dated: str, over: Over) -> Finding:
    """What is told at the check of the day, and what was told at every earlier one: each asks since the last."""
    checks = _checks(case)
    before = [entry for entry in case.facts.all(FORM) if entry not in checks and entry.value(asked) == "yes"]
    return worst((
        *(_told(case, entry, asked, dated, over) for entry in checks),
        *(_told(case, entry, asked, dated, over) for entry in before if not _later(case, entry, dated)),
    ))


def _told(case: RuleContext, entry: Entry, asked: str, dated: str, over: Over) -> Finding:
    ref = FieldRef(FORM, asked)
    if yes_in(entry, ref) is not True:
        return said_no(entry, ref, dated)
    day = FieldRef(FORM, dated)
    return given(event_at(case, entry, day, day)).then(lambda event: over(case, event))


def _later(case: RuleContext, entry: Entry, dated: str) -> bool:
    """Whether an infusion, or what is told at it, lies after the day: nothing of it was there to be asked yet."""
    infused, happened = day_of(entry.value("infused_on")), span_of(entry.value(dated))
    return (infused is not None and infused > case.day) or (happened is not None and happened.first > case.day)
