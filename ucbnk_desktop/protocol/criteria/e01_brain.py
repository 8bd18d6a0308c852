"""E1  Brain metastasis, unless it was treated, is stable for two months and has not bled."""

from __future__ import annotations

from collections.abc import Iterator

from ucbnk_desktop.protocol.findings import NOTHING, Conclusion, Finding, holds, lacking, seen, stops, worst
from ucbnk_desktop.protocol.lookback import event_at, stable_for
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in, day_of
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.samples import valid_until
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

DIAGNOSIS = "diagnosis"


def brain_quiet(case: RuleContext) -> Finding:
    """E1: no brain metastasis, or one that was treated, is stable over two months and has not bled."""
    entry = case.entry(DIAGNOSIS)
    lesion = case.yes(DIAGNOSIS, "brain_metastasis")
    if isinstance(lesion, Finding):
        return lesion
    if not lesion:
        return _without_lesion(case)
    symptomatic = said_no(entry, FieldRef(DIAGNOSIS, "brain_symptomatic"))
    treated = case.yes(DIAGNOSIS, "brain_treated")
    if symptomatic.conclusion is Conclusion.FAILS:
        return symptomatic
    if isinstance(treated, Finding):
        return worst((symptomatic, treated))
    course = _stable(case) if treated else _untreated(case)
    return worst((symptomatic, course, *_brain_imaging(case), judgement(case, "E1")))


_LESION = ("brain_symptomatic", "brain_treated", "brain_stable_since", "brain_haemorrhage")


def _without_lesion(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "skull_or_dural")
    skull = case.yes(DIAGNOSIS, "skull_or_dural")
    none = said_no(case.entry(DIAGNOSIS), FieldRef(DIAGNOSIS, "brain_metastasis"), *_LESION)
    if isinstance(skull, Finding):
        return skull
    if not skull or case.ruling("R-SKULL") == "does_not_count":
        return none
    return stops("why_yes", *seen(case.entry(DIAGNOSIS), ref.field), field=ref)


def _untreated(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "brain_treated")
    evidence = seen(case.entry(DIAGNOSIS), ref.field)
    if case.ruling("R-BRAIN-ASYMP") == "present":
        return stops("why_no", *evidence, field=ref)
    return holds("why_no", *evidence, field=ref)


def _stable(case: RuleContext) -> Finding:
    ref, entry = FieldRef(DIAGNOSIS, "brain_stable_since"), case.entry(DIAGNOSIS)
    event, anchor = event_at(case, entry, ref, ref), case.enrolment()
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst(part for part in (event, anchor) if isinstance(part, Finding))
    return stable_for(event, case.limits.brain_stable_months, anchor)


def _brain_imaging(case: RuleContext) -> Iterator[Finding]:
    entry = case.entry(DIAGNOSIS)
    kind = code_in(entry, FieldRef(DIAGNOSIS, "brain_imaging"), ("mri", "ct", "venography"))
    bled = said_no(entry, FieldRef(DIAGNOSIS, "brain_haemorrhage"))
    ref = FieldRef(DIAGNOSIS, "brain_imaging_on")
    on = day_of(entry.value(ref.field))
    yield kind if isinstance(kind, Finding) else NOTHING
    yield bled
    if on is None:
        yield lacking(ref, entry.answer(ref.field))
        return
    until = valid_until(case, ref, on, "validity_days_ct_mri")
    if isinstance(until, Finding):
        yield until
    else:
        yield holds("why_sampled", *seen(entry, ref.field), valid_until=until, on=on, until=until)


E1 = Criterion(
    "E1", EXCLUSION, form="diagnosis",
    limits=("brain_stable_months",),
    anchor="enrolment",
    rulings=("R-BRAIN-ASYMP", "R-SKULL"),
    settings=("enrol_definition", "screening_window_days", "validity_days_ct_mri"),
    rule=unless_judged_against("E1", brain_quiet),
)
