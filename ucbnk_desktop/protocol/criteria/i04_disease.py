"""I4  High-risk, recurrent or refractory neuroblastoma after combined treatment."""

from __future__ import annotations

from collections.abc import Iterator

from ucbnk_desktop.protocol.facts import Entry, Missing
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    given,
    holds,
    lacking,
    lacks,
    required,
    seen,
    stops,
    worst,
)
from ucbnk_desktop.protocol.lookback import Event, event_at, event_in
from ucbnk_desktop.protocol.rule_context import RuleContext, answered, code_in
from ucbnk_desktop.protocol.rules import all_of, judged
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import INCLUSION, Criterion

DIAGNOSIS = "diagnosis"


def disease_in_scope(case: RuleContext) -> Finding:
    """I4: the diagnosis is complete, and high-risk, recurrent or refractory as R-HRRR and R-MODALITIES read it."""
    parts = [*_diagnosis_complete(case), *_treatments_known(case)]
    if any(part.conclusion is Conclusion.MISSING for part in parts):
        return worst(parts)
    return worst((_high_risk(case), _treated(case)))


def _diagnosis_complete(case: RuleContext) -> Iterator[Finding]:
    entry = case.entry(DIAGNOSIS)
    yield _diagnosed(case)
    for key in ("basis", "risk_group", "risk_system", "disease_status"):
        yield _valued(entry, FieldRef(DIAGNOSIS, key))
    if answered(entry, "inss") is None and answered(entry, "inrgss") is None:
        yield lacking(FieldRef(DIAGNOSIS, "inss"), entry.answer("inss"))
    mycn = entry.answer("mycn")
    if mycn is None or mycn.missing is Missing.PENDING:
        yield lacking(FieldRef(DIAGNOSIS, "mycn"), mycn)
    if entry.value("disease_status") == "relapsed":
        yield _relapses_dated(case)


def _diagnosed(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "diagnosed_on")
    return given(event_at(case, case.entry(DIAGNOSIS), ref, ref)).then(lambda diagnosed: _not_ahead(case, diagnosed))


def _not_ahead(case: RuleContext, event: Event) -> Finding:
    late = event.on.first > case.day
    return lacks("why_future", event.ref, field=event.ref, on=event.shown) if late else NOTHING


def _relapses_dated(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "relapses")
    relapses = list(case.facts.rows(DIAGNOSIS, "relapses"))
    if not relapses:
        return lacks("why_no_rows", ref, field=ref)
    dates = (event_in(case, row, "relapses", dated="relapsed_on") for row in relapses)
    return worst(given(date).then(lambda relapse: _not_ahead(case, relapse)) for date in dates)


def _valued(entry: Entry, ref: FieldRef) -> Finding:
    return NOTHING if answered(entry, ref.field) else lacking(ref, entry.answer(ref.field))


_MODALITIES = ("surgery_done", "chemotherapy_given", "radiotherapy_given")


def _treatments_known(case: RuleContext) -> Iterator[Finding]:
    for gate in (*_MODALITIES, "stem_cells_given", "anticancer_given"):
        yield required(case.yes("prior_therapy", gate))
    for row in case.facts.rows("prior_therapy", "surgery"):
        yield required(code_in(row, FieldRef("prior_therapy", "surgery.category")))


def _high_risk(case: RuleContext) -> Finding:
    entry = case.entry(DIAGNOSIS)
    parts = entry.value("risk_group") == "high", entry.value("disease_status") in ("relapsed", "refractory")
    evidence = (*seen(entry, "risk_group"), *seen(entry, "disease_status"))
    if all(parts) or (any(parts) and case.ruling("R-HRRR") == "either"):
        return holds("why_disease", *evidence)
    return stops("why_not_high_risk" if not parts[0] else "why_not_relapsed", *evidence)


def _treated(case: RuleContext) -> Finding:
    """Surgery, chemotherapy and radiotherapy; a puncture or an injury is no surgery for the tumour."""
    entry = case.entry("prior_therapy")
    received = {gate for gate in _MODALITIES if entry.value(gate) == "yes"}
    if all(row.value("category") != "major_surgery" for row in case.facts.rows("prior_therapy", "surgery")):
        received -= {"surgery_done"}
    without = tuple(FieldRef("prior_therapy", gate) for gate in _MODALITIES if gate not in received)
    if not without or case.ruling("R-MODALITIES") == "investigator_judges":
        return NOTHING
    return stops("why_not_treated", *(datum for ref in without for datum in seen(entry, ref.field)), fields=without)


I4 = Criterion(
    "I4", INCLUSION, form="diagnosis",
    rulings=("R-HRRR", "R-MODALITIES"),
    rule=all_of(disease_in_scope, judged("I4")),
)
