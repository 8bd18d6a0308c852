"""I10  14 days since small palliative fields, 42 days since radiotherapy of much marrow or 131I-MIBG."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import Finding, contradiction, given
from ucbnk_desktop.protocol.lookback import Event, days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import each_row
from ucbnk_desktop.protocol.treatment_form import FORM, column, wash_out

from .criterion import INCLUSION, Criterion


def _radiotherapy(case: RuleContext, row: Entry) -> Finding:
    """I10 of one course: 14 days after small palliative fields; 42 after much marrow, 131I-MIBG, TBI, craniospinal."""
    modality = code_in(row, column("radiotherapy", "modality"))
    extent = modality if modality == "mibg" else code_in(row, column("radiotherapy", "extent"))
    return given(modality, extent, event_in(case, row, "radiotherapy", dated="ended_on")).then(
        lambda modality, extent, end: _washed_out(case, row, modality, extent, end)
    )


def _washed_out(case: RuleContext, row: Entry, modality: str, extent: str, end: Event) -> Finding:
    if modality == "external" and row.value("activity_gbq") is not None:
        return contradiction(column("radiotherapy", "modality"), column("radiotherapy", "activity_gbq"))
    return given(wash_out(case)).then(lambda anchor: days_since(end, _days(case, extent), anchor))


def _days(case: RuleContext, extent: str) -> int:
    small, much = case.limits.radiotherapy_palliative_days, case.limits.radiotherapy_marrow_days
    if extent == "local_palliative_small":
        return small
    if extent == "other" and case.ruling("R-RT-OTHER") == "14_days":
        return small
    return much


I10 = Criterion(
    "I10", INCLUSION, form="prior_therapy", rows="radiotherapy",
    limits=("radiotherapy_palliative_days", "radiotherapy_marrow_days"),
    anchor="R-WASH-ANCHOR",
    rulings=("R-WASH-ANCHOR", "R-RT-OTHER"),
    settings=("enrol_definition",),
    rule=each_row(FORM, "radiotherapy_given", "radiotherapy", _radiotherapy),
)
