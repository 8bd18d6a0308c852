"""I9  14 days since a long-acting haematopoietic growth factor, 3 days since a short-acting one."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, holds, worst
from ucbnk_desktop.protocol.lookback import days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, column, wash_out

from .criterion import INCLUSION, Criterion


def growth_factors_over(case: RuleContext) -> Finding:
    """I9: 14 days after a long-acting, 3 after a short-acting growth factor; all that were given."""
    return each_row(FORM, "growth_factor_given", "growth_factors", _growth_factor)(case)


def _growth_factor(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, column("growth_factors", "duration_class"))
    event = event_in(case, row, "growth_factors", dated="last_dose_on", named="drug")
    if isinstance(kind, Finding) or isinstance(event, Finding):
        return worst([part for part in (kind, event) if isinstance(part, Finding)])
    days = _growth_factor_days(case, kind)
    if days is None:
        return holds("why_not_counted", *event.evidence, what=event.what)
    anchor = wash_out(case)
    return anchor if isinstance(anchor, Finding) else days_since(event, days, anchor)


def _growth_factor_days(case: RuleContext, kind: str) -> int | None:
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
    rule=growth_factors_over,
)
