"""I8  28 days since any other anticancer treatment, and recovered from it."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry, Missing
from ucbnk_desktop.protocol.findings import NOTHING, Conclusion, Finding, given, holds, seen, stops, worst
from ucbnk_desktop.protocol.lookback import Event, event_in, not_within_days
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in, yes_in
from ucbnk_desktop.protocol.rules import each_row, judgement, unless_judged_against
from ucbnk_desktop.protocol.treatment_form import FORM, after_first_infusion, among, column, combined

from .criterion import INCLUSION, Criterion


def no_other_anticancer(case: RuleContext) -> Finding:
    """I8: nothing that counts in the 28 days before the planned start, and its toxicity recovered.

    A drug of another trial may be an investigational one: the investigator says, where it is that recent.
    """
    trials = (_trial_drug(case, row) for row in case.facts.rows(FORM, "trials"))
    return worst((each_row(FORM, "anticancer_given", "anticancer", _anticancer)(case), *trials))


def _anticancer(case: RuleContext, row: Entry) -> Finding:
    return given(
        code_in(row, column("anticancer", "drug_class")),
        yes_in(row, column("anticancer", "investigational")),
        event_in(case, row, "anticancer", dated="last_dose_on", named="drug"),
    ).then(lambda kind, trial, last_dose: _drug(case, row, kind, last_dose, trial=trial))


def _drug(case: RuleContext, row: Entry, kind: str, event: Event, *, trial: bool) -> Finding:
    if after_first_infusion(case, row, event):
        return holds("why_combination", *event.evidence, what=event.what)
    if kind == "anti_gd2" and combined(case, row, "anti_gd2"):
        return worst((holds("why_combination", *event.evidence, what=event.what), _recovered(case, row, event)))
    if not trial and not _counts(case, kind):
        return holds("why_not_counted", *event.evidence, what=event.what)
    days = case.limits.anticancer_days
    return given(case.start()).then(
        lambda start: worst((not_within_days(case, event, days, start), _recovered(case, row, event)))
    )


def _trial_drug(case: RuleContext, row: Entry) -> Finding:
    answer = row.answer("last_dose_on")
    if answer is not None and answer.missing in (Missing.NOT_APPLICABLE, Missing.NOT_DONE):
        return NOTHING
    distance = given(event_in(case, row, "trials", dated="last_dose_on"), case.start()).then(
        lambda last_dose, start: not_within_days(case, last_dose, case.limits.anticancer_days, start)
    )
    return NOTHING if distance.conclusion is Conclusion.HOLDS else judgement(case, "I8")


def _counts(case: RuleContext, kind: str) -> bool:
    return kind not in case.pack.rulings["R-ANTICANCER"].allowed or among(case, "R-ANTICANCER", kind)


def _recovered(case: RuleContext, row: Entry, event: Event) -> Finding:
    """The toxicity must have recovered, and the investigator must have said so."""
    return given(yes_in(row, column("anticancer", "toxicity_recovered"))).then(
        lambda recovered: judgement(case, "I8") if recovered
        else stops("why_not_recovered", *seen(row, "toxicity_recovered"), what=event.what)
    )


I8 = Criterion(
    "I8", INCLUSION, form="prior_therapy", rows="anticancer",
    limits=("anticancer_days",),
    anchor="start",
    rulings=("R-EDGE", "R-COMBO", "R-ANTICANCER"),
    rule=unless_judged_against("I8", no_other_anticancer),
)
