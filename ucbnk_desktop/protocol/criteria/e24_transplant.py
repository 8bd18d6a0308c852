"""E24  A transplanted organ, tissue or allogeneic cells (R-ALLO)."""

from __future__ import annotations

from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import NOTHING, Finding, given, holds, seen, stops, worst
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import row_findings
from ucbnk_desktop.protocol.treatment_form import FORM, among, column

from .criterion import EXCLUSION, Criterion


def no_transplant(case: RuleContext) -> Finding:
    """E24: no organ, and nothing else that R-ALLO counts; allogeneic stem cells of I11's table are heard too."""
    stem_cells = worst(_donated(case, row) for row in case.facts.rows(FORM, "stem_cells"))
    transplants = row_findings(case, FORM, "allogeneic_transplant", "transplants", _transplant)
    return worst((*transplants, stem_cells))


def _transplant(case: RuleContext, row: Entry) -> Finding:
    return given(code_in(row, column("transplants", "what"))).then(lambda what: _transplanted(case, row, what))


def _transplanted(case: RuleContext, row: Entry, what: str) -> Finding:
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
