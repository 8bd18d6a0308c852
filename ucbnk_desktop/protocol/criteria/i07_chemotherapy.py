"""I7  21 days since myelosuppressive chemotherapy, 42 days since a nitrosourea."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, contradiction, given, holds, lacking, lacks
from ucbnk_desktop.protocol.lookback import Event, days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, span_of, yes_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import (
    FORM,
    after,
    after_first_infusion,
    column,
    combined,
    past_start,
    wash_out,
)

from .criterion import INCLUSION, Criterion


def _chemotherapy(case: RuleContext, row: Entry) -> Finding:
    """I7 of one course: which of the two kinds it is of, and the last dose, must be known."""
    return given(
        yes_in(row, column("chemotherapy", "myelosuppressive")),
        yes_in(row, column("chemotherapy", "nitrosourea")),
        event_in(case, row, "chemotherapy", dated="last_dose_on", named="drug"),
    ).then(lambda myelosuppressive, nitrosourea, last_dose: _course(
        case, row, last_dose, myelosuppressive=myelosuppressive, nitrosourea=nitrosourea,
    ))


def _course(case: RuleContext, row: Entry, event: Event, *, myelosuppressive: bool, nitrosourea: bool) -> Finding:
    if after(row.value("started_on"), event.on):
        return contradiction(column("chemotherapy", "started_on"), column("chemotherapy", "last_dose_on"))
    if not myelosuppressive and not nitrosourea:
        return holds("why_not_myelosuppressive", *event.evidence, what=event.what)
    if combined(case, row, "chemo"):
        return holds("why_combination", *event.evidence, what=event.what)
    if after_first_infusion(case, row, event):
        return _begun_after(case, row, event)
    return given(wash_out(case)).then(
        lambda anchor: days_since(event, _days(case, nitrosourea=nitrosourea), anchor)
    )


def _days(case: RuleContext, *, nitrosourea: bool) -> int:
    """The longer span after a nitrosourea; R-NITRO may ask for it of every course once there was one."""
    if nitrosourea or (_nitrosourea_ever(case) and case.ruling("R-NITRO") == "any_myelosuppressive"):
        return case.limits.nitrosourea_days
    return case.limits.chemotherapy_days


def _nitrosourea_ever(case: RuleContext) -> bool:
    return case.cached(_nitrosourea_ever, lambda: any(
        row.value("nitrosourea") == "yes" for row in case.facts.rows(FORM, "chemotherapy")
    ))


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
    rule=each_row(FORM, "chemotherapy_given", "chemotherapy", _chemotherapy),
)
