"""I7  21 days since myelosuppressive chemotherapy, 42 days since a nitrosourea."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, contradiction, holds, lacking, lacks, worst
from ucbnk_desktop.protocol.lookback import Event, days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, span_of, yes_in
from ucbnk_desktop.protocol.rules import rows, said_no
from ucbnk_desktop.protocol.treatment_form import (
    FORM,
    after,
    after_first_infusion,
    column,
    combined,
    past_start,
    wash_out,
)
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import INCLUSION, Criterion


def chemotherapy_over(case: RuleContext) -> Finding:
    """I7: 21 days since myelosuppressive chemotherapy, 42 where a nitrosourea is in play as R-NITRO reads it."""
    table = rows(case, FORM, "chemotherapy_given", "chemotherapy")
    if isinstance(table, Finding):
        return table
    if not table:
        return said_no(case.entry(FORM), FieldRef(FORM, "chemotherapy_given"))
    ever = any(row.value("nitrosourea") == "yes" for row in table)
    return worst(_chemotherapy(case, row, ever) for row in table)


def _chemotherapy(case: RuleContext, row: Entry, ever: bool) -> Finding:
    known = [yes_in(row, column("chemotherapy", key)) for key in ("myelosuppressive", "nitrosourea")]
    unknown = [answer for answer in known if isinstance(answer, Finding)]
    event = event_in(case, row, "chemotherapy", dated="last_dose_on", named="drug")
    if isinstance(event, Finding) or unknown:
        return worst([*unknown, *([event] if isinstance(event, Finding) else [])])
    if after(row.value("started_on"), event.on):
        return contradiction(column("chemotherapy", "started_on"), column("chemotherapy", "last_dose_on"))
    myelosuppressive, nitrosourea = known
    if not myelosuppressive and not nitrosourea:
        return holds("why_not_myelosuppressive", *event.evidence, what=event.what)
    if combined(case, row, "chemo"):
        return holds("why_combination", *event.evidence, what=event.what)
    if after_first_infusion(case, row, event):
        return _begun_after(case, row, event)
    anchor = wash_out(case)
    if isinstance(anchor, Finding):
        return anchor
    slow = nitrosourea or (ever and case.ruling("R-NITRO") == "any_myelosuppressive")
    days = case.limits.nitrosourea_days if slow else case.limits.chemotherapy_days
    return days_since(event, days, anchor)


def _begun_after(case: RuleContext, row: Entry, event: Event) -> Finding:
    """The course must have begun after the first infusion too; else its doses before that are not known."""
    ref, began = column("chemotherapy", "started_on"), span_of(row.value("started_on"))
    if began is None:
        return lacking(ref, row.answer("started_on"))
    if not past_start(case, began):
        return lacks("why_course_begun_before", ref, evidence=event.evidence, what=event.what, event=event.shown)
    return holds("why_combination", *event.evidence, what=event.what)


I7 = Criterion(
    "I7", INCLUSION, form="prior_therapy", rows="chemotherapy",
    limits=("chemotherapy_days", "nitrosourea_days"),
    anchor="R-WASH-ANCHOR",
    rulings=("R-WASH-ANCHOR", "R-NITRO", "R-COMBO"),
    settings=("enrol_definition",),
    rule=chemotherapy_over,
)
