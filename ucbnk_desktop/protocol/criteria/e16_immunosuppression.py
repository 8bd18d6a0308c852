"""E16  Systemic steroids or immunosuppressants within 14 days before the first infusion."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, contradiction, given, holds, seen, stops
from ucbnk_desktop.protocol.lookback import Event, event_in, not_within_days
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in, yes_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, among, column, named_in

from .criterion import EXCLUSION, Criterion


def _immunosuppression(case: RuleContext, row: Entry) -> Finding:
    """E16 of one drug: its kind must be known, and of one that counts whether it goes on."""
    return given(code_in(row, column("immunosuppression", "category"))).then(
        lambda category: _of_category(case, row, category)
    )


def _of_category(case: RuleContext, row: Entry, category: str) -> Finding:
    what = named_in(row, "immunosuppression", "drug")
    if category == "inhaled_topical" and row.value("route") in ("oral", "intravenous"):
        return contradiction(column("immunosuppression", "category"), column("immunosuppression", "route"))
    if _exempt(case, category):
        return holds("why_not_counted", *seen(row, "category"), what=what)
    return given(yes_in(row, column("immunosuppression", "ongoing"))).then(
        lambda ongoing: stops("why_ongoing", *seen(row, "ongoing"), what=what) if ongoing else _stopped(case, row)
    )


def _stopped(case: RuleContext, row: Entry) -> Finding:
    return given(event_in(case, row, "immunosuppression", dated="last_dose_on", named="drug")).then(
        lambda last_dose: steroid_over(case, last_dose)
    )


def steroid_over(case: RuleContext, event: Event) -> Finding:
    """The last dose must lie more than 14 days before the first infusion."""
    return given(case.start()).then(lambda start: not_within_days(case, event, case.limits.steroid_days, start))


def _exempt(case: RuleContext, category: str) -> bool:
    return category in case.pack.rulings["R-STEROID"].allowed and among(case, "R-STEROID", category)


E16 = Criterion(
    "E16", EXCLUSION, form="prior_therapy", rows="immunosuppression",
    limits=("steroid_days",),
    anchor="start",
    rulings=("R-EDGE", "R-STEROID"),
    rule=each_row(FORM, "immunosuppression_given", "immunosuppression", _immunosuppression),
)
