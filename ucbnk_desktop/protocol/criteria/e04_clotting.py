"""E4  Disturbed clotting, with a bleeding tendency or under anticoagulation."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ucbnk_desktop.protocol.findings import Conclusion, Finding, earliest, given, holds, seen, stops, worst
from ucbnk_desktop.protocol.laboratory_limits import (
    Measured,
    at_most,
    at_most_times_uln,
    plain,
    quantity_in,
    result_in,
    without_uln,
)
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.samples import Sample
from ucbnk_desktop.protocol.sampling import sampled
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion


def clotting_safe(case: RuleContext) -> Finding:
    """E4: A any value over its limit, B bleeding tendency or treatment; R-COAG says whether one of them excludes."""
    values = worst(_clotting(case, key, judge) for key, judge in _CLOTTING.items())
    tendency = worst((said_no(case.entry("medical_history"), _TENDENCY), _treatment(case)))
    over = [finding.conclusion is Conclusion.FAILS for finding in (values, tendency)]
    if all(over) or not any(over):
        return worst((values, tendency))
    if case.ruling("R-COAG") == "either":
        return worst((values, tendency))
    breached, kept = (values, tendency) if over[0] else (tendency, values)
    if kept.conclusion is not Conclusion.HOLDS:
        return kept
    until = earliest((breached.valid_until, kept.valid_until))
    alone = holds("why_one_limb", *breached.evidence, *kept.evidence, valid_until=until)
    return worst((judgement(case, "E4"), alone, Finding(Conclusion.HOLDS, breached.reasons)))


_TENDENCY = FieldRef("medical_history", "bleeding_tendency")
_THERAPY = FieldRef("medical_history", "anticoagulant_therapy")


def _treatment(case: RuleContext) -> Finding:
    if case.yes(_THERAPY.form, _THERAPY.field) is not True:
        return said_no(case.entry(_THERAPY.form), _THERAPY, "anticoagulant_kind")
    return given(case.code(_THERAPY.form, "anticoagulant_kind")).then(lambda kind: _anticoagulated(case, kind))


def _anticoagulated(case: RuleContext, kind: str) -> Finding:
    evidence = seen(case.entry(_THERAPY.form), "anticoagulant_kind")
    if kind == "line_lock" and case.ruling("R-LOCK") == "not_therapy":
        return holds("why_line_lock", *evidence)
    return stops("why_yes", *evidence, field=_THERAPY)


def _clotting(case: RuleContext, key: str, judge: Callable[[RuleContext, Sample], Finding]) -> Finding:
    return sampled(lab(key, validity="coag"), judge)(case)


def _inr(case: RuleContext, sample: Sample) -> Finding:
    return given(quantity_in(sample.entry, sample.ref("inr"), "")).then(
        lambda ratio: at_most(Measured(sample, "inr", "INR", ratio), case.limits.inr_max)
    )


def _prothrombin(case: RuleContext, sample: Sample) -> Finding:
    ref, plus = sample.ref("pt"), case.limits.pt_over_uln_seconds
    return given(quantity_in(sample.entry, ref, "s"), result_in(sample.entry, ref)).then(
        lambda seconds, result: without_uln(sample, "pt", "PT") if result.uln is None
        else _at_most_plus(Measured(sample, "pt", "PT", seconds), result.uln, plus)
    )


def _at_most_plus(measured: Measured, uln: Decimal, plus: Decimal) -> Finding:
    """`value <= ULN + plus`, with the sum shown."""
    limit = plain(uln + plus)
    within = measured.value.at_most(uln + plus)
    if within is None:
        return measured.straddles(limit)
    arguments = {"uln": str(uln), "plus": str(plus)}
    if within:
        return measured.holds("why_at_most_plus", "≤", limit, plus, **arguments)
    return measured.stops("why_above_plus", "≤", limit, plus, **arguments)


def _aptt(case: RuleContext, sample: Sample) -> Finding:
    return at_most_times_uln(sample, "aptt", "APTT", case.limits.aptt_max_uln)


_CLOTTING = {"inr": _inr, "pt": _prothrombin, "aptt": _aptt}


E4 = Criterion(
    "E4", EXCLUSION, form="laboratory",
    limits=("inr_max", "pt_over_uln_seconds", "aptt_max_uln"),
    rulings=("R-COAG", "R-LOCK"),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_coag"),
    rule=unless_judged_against("E4", clotting_safe),
)
