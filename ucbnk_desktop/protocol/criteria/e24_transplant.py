"""E24  A transplanted organ, tissue or allogeneic cells (R-ALLO)."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import NOTHING, Finding, holds, seen, stops, worst
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import rows, said_no
from ucbnk_desktop.protocol.treatment_form import FORM, among, column
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion


def no_transplant(case: RuleContext) -> Finding:
    """E24: no organ, and nothing else that R-ALLO counts; allogeneic stem cells of I11's table are heard too."""
    table = rows(case, FORM, "allogeneic_transplant", "transplants")
    stem_cells = worst(_donated(case, row) for row in case.facts.rows(FORM, "stem_cells"))
    if isinstance(table, Finding):
        return worst((table, stem_cells))
    own = [_transplant(case, row) for row in table]
    gate = FieldRef(FORM, "allogeneic_transplant")
    return worst([*(own or [said_no(case.entry(FORM), gate)]), stem_cells])


def _transplant(case: RuleContext, row: Entry) -> Finding:
    what = code_in(row, column("transplants", "what"))
    if isinstance(what, Finding):
        return what
    ref = column("transplants", "what")
    if what == "organ" or among(case, "R-ALLO", what):
        return stops("why_transplant", *seen(row, "what"), field=ref)
    return holds("why_not_counted", *seen(row, "what"), what=ref)


def _donated(case: RuleContext, row: Entry) -> Finding:
    if row.value("transplant_type") != "allogeneic" or not among(case, "R-ALLO", "allogeneic_hsct"):
        return NOTHING
    ref = column("stem_cells", "transplant_type")
    return stops("why_transplant", *seen(row, "transplant_type"), field=ref)


E24 = Criterion(
    "E24", EXCLUSION, form="prior_therapy", rows="transplants",
    rulings=("R-ALLO",),
    rule=no_transplant,
)
