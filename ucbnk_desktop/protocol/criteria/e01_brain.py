"""E1  Brain metastasis, unless it was treated, is stable for two months and has not bled."""

from __future__ import annotations

from collections.abc import Iterator

from ucbnk_desktop.protocol.findings import Conclusion, Finding, given, holds, lacking, required, seen, stops, worst
from ucbnk_desktop.protocol.lookback import event_at, stable_for
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in, day_of
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.samples import valid_until
from ucbnk_desktop.protocol.verdicts import FieldRef

from .criterion import EXCLUSION, Criterion

DIAGNOSIS = "diagnosis"


def brain_quiet(case: RuleContext) -> Finding:
    """E1: no brain metastasis, or one that was treated, is stable over two months and has not bled."""
    return given(case.yes(DIAGNOSIS, "brain_metastasis")).then(
        lambda lesion: _with_lesion(case) if lesion else _without_lesion(case)
    )


def _without_lesion(case: RuleContext) -> Finding:
    return given(case.yes(DIAGNOSIS, "skull_or_dural")).then(lambda skull: _beside_the_brain(case, skull=skull))


_LESION = ("brain_symptomatic", "brain_treated", "brain_stable_since", "brain_haemorrhage")


def _beside_the_brain(case: RuleContext, *, skull: bool) -> Finding:
    entry, ref = case.entry(DIAGNOSIS), FieldRef(DIAGNOSIS, "skull_or_dural")
    if skull and case.ruling("R-SKULL") != "does_not_count":
        return stops("why_yes", *seen(entry, ref.field), field=ref)
    return said_no(entry, FieldRef(DIAGNOSIS, "brain_metastasis"), *_LESION)


def _with_lesion(case: RuleContext) -> Finding:
    symptomatic = said_no(case.entry(DIAGNOSIS), FieldRef(DIAGNOSIS, "brain_symptomatic"))
    if symptomatic.conclusion is Conclusion.FAILS:
        return symptomatic
    treated = case.yes(DIAGNOSIS, "brain_treated")
    course = given(treated).if_known(lambda treated: _course(case, treated=treated)) or ()
    return worst((symptomatic, required(treated), *course))


def _course(case: RuleContext, *, treated: bool) -> Iterator[Finding]:
    """What is asked of a lesion once it is known whether it was treated."""
    yield _stable(case) if treated else _untreated(case)
    entry = case.entry(DIAGNOSIS)
    yield required(code_in(entry, FieldRef(DIAGNOSIS, "brain_imaging"), ("mri", "ct", "venography")))
    yield said_no(entry, FieldRef(DIAGNOSIS, "brain_haemorrhage"))
    yield _imaged(case)
    yield judgement(case, "E1")


def _untreated(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "brain_treated")
    evidence = seen(case.entry(DIAGNOSIS), ref.field)
    if case.ruling("R-BRAIN-ASYMP") == "present":
        return stops("why_no", *evidence, field=ref)
    return holds("why_no", *evidence, field=ref)


def _stable(case: RuleContext) -> Finding:
    ref, entry = FieldRef(DIAGNOSIS, "brain_stable_since"), case.entry(DIAGNOSIS)
    return given(event_at(case, entry, ref, ref), case.enrolment()).then(
        lambda stable, enrolled: stable_for(stable, case.limits.brain_stable_months, enrolled)
    )


def _imaged(case: RuleContext) -> Finding:
    """The day of the imaging, and how long it is valid."""
    entry, ref = case.entry(DIAGNOSIS), FieldRef(DIAGNOSIS, "brain_imaging_on")
    on = day_of(entry.value(ref.field))
    if on is None:
        return lacking(ref, entry.answer(ref.field))
    return given(valid_until(case, ref, on, "validity_days_ct_mri")).then(
        lambda until: holds("why_sampled", *seen(entry, ref.field), valid_until=until, on=on, until=until)
    )


E1 = Criterion(
    "E1", EXCLUSION, form="diagnosis",
    limits=("brain_stable_months",),
    anchor="enrolment",
    rulings=("R-BRAIN-ASYMP", "R-SKULL"),
    settings=("enrol_definition", "screening_window_days", "validity_days_ct_mri"),
    rule=unless_judged_against("E1", brain_quiet),
)
