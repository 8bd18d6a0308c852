"""I11  56 days since stem cells were given, without total body irradiation and without active GVHD."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    contradiction,
    given,
    required,
    seen,
    stops,
    worst,
)
from ucbnk_desktop.protocol.lookback import days_since, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in, yes_in
from ucbnk_desktop.protocol.rules import rows
from ucbnk_desktop.protocol.treatment_form import FORM, column, wash_out
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .criterion import INCLUSION, Criterion


def stem_cells_over(case: RuleContext) -> Finding:
    """I11: 56 days since the last stem cells, none with TBI unless R-TBI allows it, no active GVHD."""
    return given(rows(case, FORM, "stem_cells_given", "stem_cells")).then(lambda table: _transfusions(case, table))


def _transfusions(case: RuleContext, table: tuple[Entry, ...]) -> Finding:
    grafts = [row for row in case.facts.rows(FORM, "transplants") if row.value("what") == "allogeneic_hsct"]
    if grafts and all(row.value("transplant_type") != "allogeneic" for row in table):
        return contradiction(column("stem_cells", "transplant_type"), column("transplants", "what"))
    if not table:
        gate = FieldRef(FORM, "stem_cells_given")
        reason = Reason.of("why_no", field=gate)
        return Finding(Conclusion.NOT_APPLICABLE, (reason,), seen(case.entry(FORM), gate.field))
    return worst((*(_stem_cells(case, row) for row in table), *(_graft(case, row) for row in grafts)))


def _graft(case: RuleContext, row: Entry) -> Finding:
    """An allogeneic transplant that stands in E24's table: where it is dated there, the same 56 days count."""
    return given(event_in(case, row, "transplants", dated="transplanted_on"), wash_out(case)).if_known(
        lambda graft, anchor: days_since(graft, case.limits.stem_cells_days, anchor)
    ) or NOTHING


def _stem_cells(case: RuleContext, row: Entry) -> Finding:
    parts = (_no_gvhd(row), _not_irradiated(case, row), required(code_in(row, column("stem_cells", "transplant_type"))))
    infused, anchor = event_in(case, row, "stem_cells", dated="infused_on"), wash_out(case)
    since = given(infused).if_known(
        lambda event: given(anchor).then(lambda anchor: days_since(event, case.limits.stem_cells_days, anchor))
    )
    return worst((since or NOTHING, *parts, required(infused)))


def _no_gvhd(row: Entry) -> Finding:
    ref = column("stem_cells", "active_gvhd")
    return given(yes_in(row, ref)).then(
        lambda active: stops("why_yes", *seen(row, "active_gvhd"), field=ref) if active else NOTHING
    )


def _not_irradiated(case: RuleContext, row: Entry) -> Finding:
    ref = column("stem_cells", "total_body_irradiation")
    return given(yes_in(row, ref)).then(
        lambda irradiated: stops("why_yes", *seen(row, "total_body_irradiation"), field=ref)
        if irradiated and case.ruling("R-TBI") != "56_days_as_without" else NOTHING
    )


I11 = Criterion(
    "I11", INCLUSION, form="prior_therapy", rows="stem_cells",
    limits=("stem_cells_days",),
    anchor="R-WASH-ANCHOR",
    rulings=("R-WASH-ANCHOR", "R-TBI"),
    settings=("enrol_definition",),
    rule=stem_cells_over,
)
