"""I9  14 days since a long-acting haematopoietic growth factor, 3 days since a short-acting one."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, given, holds
from ucbnk_desktop.protocol.lookback import Event, days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, column, wash_out

from .criterion import INCLUSION, Criterion


def _growth_factor(case: RuleContext, row: Entry) -> Finding:
    """I9 of one growth factor: 14 days after a long-acting, 3 after a short-acting one; all that were given."""
    return given(
        code_in(row, column("growth_factors", "duration_class")),
        event_in(case, row, "growth_factors", dated="last_dose_on", named="drug"),
    ).then(lambda kind, last_dose: _washed_out(case, last_dose, _days(case, kind)))


def _washed_out(case: RuleContext, last_dose: Event, days: int | None) -> Finding:
    if days is None:
        return holds("why_not_counted", *last_dose.evidence, what=last_dose.what)
    return given(wash_out(case)).then(lambda anchor: days_since(last_dose, days, anchor))


def _days(case: RuleContext, kind: str) -> int | None:
    """As many days as must have passed; None where R-GF-OTHER does not count this kind."""
    long, short = case.limits.growth_factor_long_days, case.limits.growth_factor_short_days
    if kind == "short_acting":
        return short
    if kind == "long_acting":
        return long
    return {"3_days": short, "not_counted": None}.get(case.ruling("R-GF-OTHER"), long)


I9 = Criterion(
    "I9", INCLUSION, form="prior_therapy", rows="growth_factors",
    limits=("growth_factor_long_days", "growth_factor_short_days"),
    anchor="R-WASH-ANCHOR",
    rulings=("R-WASH-ANCHOR", "R-GF-OTHER"),
    settings=("enrol_definition",),
    rule=each_row(FORM, "growth_factor_given", "growth_factors", _growth_factor),
)
