"""E4  Disturbed clotting, with a bleeding tendency or under anticoagulation."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ucbnk_desktop.protocol.findings import Conclusion, Finding, earliest, holds, seen, stops, worst
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
    one, other = (values, tendency) if over[0] else (tendency, values)
    if other.conclusion is not Conclusion.HOLDS:
        return other
    until = earliest((one.valid_until, other.valid_until))
    alone = holds("why_one_limb", *one.evidence, *other.evidence, valid_until=until)
    return worst((judgement(case, "E4"), alone, Finding(Conclusion.HOLDS, one.reasons)))


_TENDENCY = FieldRef("medical_history", "bleeding_tendency")


def _treatment(case: RuleContext) -> Finding:
    ref, entry = FieldRef("medical_history", "anticoagulant_therapy"), case.entry("medical_history")
    given = case.yes(ref.form, ref.field)
    if isinstance(given, Finding) or not given:
        return said_no(entry, ref, "anticoagulant_kind")
    kind = case.code(ref.form, "anticoagulant_kind")
    if isinstance(kind, Finding):
        return kind
    evidence = seen(entry, "anticoagulant_kind")
    if kind == "line_lock" and case.ruling("R-LOCK") == "not_therapy":
        return holds("why_line_lock", *evidence)
    return stops("why_yes", *evidence, field=ref)


def _clotting(case: RuleContext, key: str, judge: Callable[[RuleContext, Sample], Finding]) -> Finding:
    return sampled(lab(key, validity="coag"), judge)(case)


def _inr(case: RuleContext, sample: Sample) -> Finding:
    ratio = quantity_in(sample.entry, sample.ref("inr"), "")
    if isinstance(ratio, Finding):
        return ratio
    return at_most(Measured(sample, "inr", "INR", ratio), case.limits.inr_max)


def _prothrombin(case: RuleContext, sample: Sample) -> Finding:
    seconds = quantity_in(sample.entry, sample.ref("pt"), "s")
    if isinstance(seconds, Finding):
        return seconds
    result = result_in(sample.entry, sample.ref("pt"))
    assert not isinstance(result, Finding)
    if result.uln is None:
        return without_uln(sample, "pt", "PT")
    return _at_most_plus(Measured(sample, "pt", "PT", seconds), result.uln, case.limits.pt_over_uln_seconds)


def _at_most_plus(measured: Measured, uln: Decimal, plus: Decimal) -> Finding:
    """`value <= ULN + plus`, with the sum shown."""
    limit = plain(uln + plus)
    within = measured.value.at_most(uln + plus)
    if within is None:
        return measured.straddles(limit)
    arguments = {"uln": str(uln), "plus": str(plus)}
    if within:
        return measured.holds("why_at_most_plus", "≤", limit, **arguments)
    return measured.stops("why_above_plus", "≤", limit, **arguments)


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
