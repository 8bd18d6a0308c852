"""The tumour, its course and other conditions: I4, I5, E1, E3, E5, E6, E10, E12, E13, E17 to E19, E21 and E22."""

from __future__ import annotations

from collections.abc import Iterator

from .facts import Entry, Missing
from .findings import NOTHING, Conclusion, Finding, contradiction, holds, lacking, lacks, seen, stops, worst
from .rule_context import Anchor, RuleContext, answered, code_in, day_of, field_ref, yes_in
from .rules import (
    Event,
    each_row,
    event_at,
    event_in,
    judgement,
    left_standing,
    not_within_months,
    said_no,
    stable_for,
)
from .samples import valid_until
from .verdicts import Evidence, FieldRef

HISTORY = "medical_history"
DIAGNOSIS = "diagnosis"


# I4


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
    event = event_at(case, case.entry(DIAGNOSIS), ref, ref)
    if isinstance(event, Finding):
        return event
    return _not_ahead(case, event)


def _not_ahead(case: RuleContext, event: Event) -> Finding:
    late = event.on.first > case.day
    return lacks("why_future", event.ref, field=event.ref, on=event.shown) if late else NOTHING


def _relapses_dated(case: RuleContext) -> Finding:
    ref = FieldRef(DIAGNOSIS, "relapses")
    relapses = list(case.facts.rows(DIAGNOSIS, "relapses"))
    if not relapses:
        return lacks("why_no_rows", ref, field=ref)
    dates = [event_in(case, row, "relapses", dated="relapsed_on") for row in relapses]
    return worst(event if isinstance(event, Finding) else _not_ahead(case, event) for event in dates)


def _valued(entry: Entry, ref: FieldRef) -> Finding:
    return NOTHING if answered(entry, ref.field) else lacking(ref, entry.answer(ref.field))


_MODALITIES = ("surgery_done", "chemotherapy_given", "radiotherapy_given")


def _treatments_known(case: RuleContext) -> Iterator[Finding]:
    for gate in (*_MODALITIES, "stem_cells_given", "anticancer_given"):
        given = case.yes("prior_therapy", gate)
        yield given if isinstance(given, Finding) else NOTHING
    for row in case.facts.rows("prior_therapy", "surgery"):
        category = code_in(row, field_ref("prior_therapy", "surgery.category"))
        yield category if isinstance(category, Finding) else NOTHING


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
    given = {gate for gate in _MODALITIES if entry.value(gate) == "yes"}
    if all(row.value("category") != "major_surgery" for row in case.facts.rows("prior_therapy", "surgery")):
        given -= {"surgery_done"}
    without = tuple(FieldRef("prior_therapy", gate) for gate in _MODALITIES if gate not in given)
    if not without or case.ruling("R-MODALITIES") == "investigator_judges":
        return NOTHING
    return stops("why_not_treated", *(datum for ref in without for datum in seen(entry, ref.field)), fields=without)


# I5


def survival_long_enough(case: RuleContext) -> Finding:
    """I5: the investigator's estimate, at least 12 weeks."""
    ref, entry = FieldRef("judgements", "survival_weeks"), case.entry("judgements")
    weeks, limit = entry.value(ref.field), case.limits.survival_weeks_min
    if not isinstance(weeks, int):
        return lacking(ref, entry.answer(ref.field))
    evidence = seen(entry, ref.field, f"≥ {limit}")
    if weeks < limit:
        return stops("why_survival_short", *evidence, weeks=weeks, limit=limit)
    return holds("why_survival", *evidence, weeks=weeks, limit=limit)


# E1


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


# E3


def lungs_clear(case: RuleContext) -> Finding:
    """E3: no interstitial lung disease; R-ILD says whether radiation or infection counts."""
    found = said_no(case.entry(HISTORY), FieldRef(HISTORY, "interstitial_lung_disease"), "ild_cause")
    if found.conclusion is not Conclusion.FAILS:
        return worst((found, judgement(case, "E3")))
    cause = case.code(HISTORY, "ild_cause")
    if isinstance(cause, Finding):
        return cause
    if cause == "radiation_or_infection" and case.ruling("R-ILD") == "does_not_count":
        return judgement(case, "E3")
    return found


# E5 and E10


def no_thromboembolism(case: RuleContext) -> Finding:
    """E5: no arterial or venous event in the 12 months before enrolment."""
    return each_row(HISTORY, "thromboembolism", "thromboembolic_events", _thromboembolism)(case)


def _thromboembolism(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, FieldRef(HISTORY, "thromboembolic_events.event"))
    if isinstance(kind, Finding):
        return kind
    if kind == "catheter" and case.ruling("R-CATHETER") == "does_not_count":
        return holds("why_not_counted", *seen(row, "event"), what=FieldRef(HISTORY, "thromboembolic_events"))
    return _months_ago(case, row, "thromboembolic_events", case.limits.thromboembolism_months)


def no_abdominal_event(case: RuleContext) -> Finding:
    """E10: no fistula, perforation or abscess in the 6 months before enrolment."""
    return each_row(HISTORY, "abdominal_event", "abdominal_events", _abdominal)(case)


def _abdominal(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, FieldRef(HISTORY, "abdominal_events.event"))
    found = _months_ago(case, row, "abdominal_events", case.limits.abdominal_months)
    return worst((kind, found)) if isinstance(kind, Finding) else found


def _months_ago(case: RuleContext, row: Entry, table: str, months: int) -> Finding:
    event, anchor = event_in(case, row, table, dated="occurred_on"), case.enrolment()
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst(part for part in (event, anchor) if isinstance(part, Finding))
    return not_within_months(case, event, months, anchor)


# E6


def no_bleeding_disorder(case: RuleContext) -> Finding:
    """E6: known disorders and the spleen as R-SPLEEN reads the text; never a platelet count."""
    which = case.ruling("R-SPLEEN")
    spleen = ("splenomegaly", "hypersplenism") if which == "either" else (which,)
    entry = case.entry(HISTORY)
    known = said_no(entry, FieldRef(HISTORY, "hereditary_bleeding"), "bleeding_diagnosis")
    questions = [said_no(entry, FieldRef(HISTORY, key)) for key in spleen]
    return worst((known, *questions, judgement(case, "E6")))


# E12


_EFFUSION = (
    "effusion_site", "effusion_symptomatic", "effusion_treated", "effusion_anticancer_drug", "effusion_result",
)


def effusion_harmless(case: RuleContext) -> Finding:
    """E12: no effusion, or a symptom-free one; settled without anticancer drugs the investigator judges."""
    entry = case.entry(HISTORY)
    none = said_no(entry, FieldRef(HISTORY, "effusion"), *_EFFUSION)
    if none.conclusion is not Conclusion.FAILS:
        return none
    silent = said_no(entry, FieldRef(HISTORY, "effusion_symptomatic"))
    if silent.conclusion is not Conclusion.FAILS:
        return silent
    treated = case.yes(HISTORY, "effusion_treated")
    if isinstance(treated, Finding):
        return treated
    if not treated:
        return stops("why_effusion_untreated", *seen(entry, "effusion_symptomatic"), *seen(entry, "effusion_treated"))
    drug = said_no(entry, FieldRef(HISTORY, "effusion_anticancer_drug"))
    result = case.code(HISTORY, "effusion_result", ("settled", "persisting"))
    return worst((drug, result if isinstance(result, Finding) else NOTHING, judgement(case, "E12")))


# E13 and E19


def no_infection(case: RuleContext) -> Finding:
    """E13: no active infection under antimicrobials; prophylaxis and hepatitis B antivirals are no treatment."""
    infected, drugs = case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "antimicrobial_treatment")
    if isinstance(infected, Finding) or isinstance(drugs, Finding):
        return worst(part for part in (infected, drugs) if isinstance(part, Finding))
    kept = _infection_left_standing(case, infected=infected, drugs=drugs)
    if kept:
        return kept
    purpose = case.code(HISTORY, "antimicrobial_purpose") if drugs else ""
    if isinstance(purpose, Finding):
        return purpose
    if purpose:
        return _under_treatment(case, purpose, infected=infected)
    shown = Finding(Conclusion.HOLDS, evidence=seen(case.entry(HISTORY), "antimicrobial_treatment"))
    known = said_no(case.entry(HISTORY), FieldRef(HISTORY, "active_infection"))
    return worst((judgement(case, "E13") if infected else known, shown))


def _infection_left_standing(case: RuleContext, *, infected: bool, drugs: bool) -> Finding | None:
    entry = case.entry(HISTORY)
    found = None if infected else left_standing(entry, FieldRef(HISTORY, "active_infection"), "infection_detail")
    if found or drugs:
        return found
    ref = FieldRef(HISTORY, "antimicrobial_treatment")
    return left_standing(entry, ref, "antimicrobial_purpose", "antimicrobial_kind")


def _under_treatment(case: RuleContext, purpose: str, *, infected: bool) -> Finding:
    entry = case.entry(HISTORY)
    ref = FieldRef(HISTORY, "antimicrobial_kind")
    kinds = entry.value(ref.field)
    if not isinstance(kinds, frozenset) or not kinds:
        return lacking(ref, entry.answer(ref.field))
    evidence = (*seen(entry, "antimicrobial_purpose"), *seen(entry, ref.field))
    if purpose == "treatment":
        return _treated_infection(case, kinds, evidence, infected=infected)
    if purpose == "chronic_hepatitis_b" and kinds != {"antiviral"}:
        return contradiction(FieldRef(HISTORY, "antimicrobial_purpose"), ref)
    found = holds("why_not_treatment", *evidence, field=FieldRef(HISTORY, "antimicrobial_purpose"))
    return worst((judgement(case, "E13"), found)) if infected else found


def _treated_infection(
    case: RuleContext, kinds: frozenset[str], evidence: tuple[Evidence, ...], *, infected: bool
) -> Finding:
    if not infected:
        return contradiction(FieldRef(HISTORY, "active_infection"), FieldRef(HISTORY, "antimicrobial_purpose"))
    if kinds == {"antifungal"} and case.ruling("R-ANTIFUNGAL") == "hbv_and_antifungal":
        return judgement(case, "E13")
    return stops("why_infection", *evidence)


def no_intravenous_infection(case: RuleContext) -> Finding:
    """E19: no active infection that needs intravenous treatment."""
    infected, intravenous = case.yes(HISTORY, "active_infection"), case.yes(HISTORY, "intravenous_treatment")
    if isinstance(infected, Finding) or isinstance(intravenous, Finding):
        return worst(part for part in (infected, intravenous) if isinstance(part, Finding))
    if intravenous and not infected:
        return contradiction(FieldRef(HISTORY, "active_infection"), FieldRef(HISTORY, "intravenous_treatment"))
    return said_no(case.entry(HISTORY), FieldRef(HISTORY, "intravenous_treatment"))


# E17


_AUTOIMMUNE = ("autoimmune_kind", "autoimmune_treatment", "autoimmune_ongoing", "autoimmune_last_treated_on")


def no_autoimmune_disease(case: RuleContext) -> Finding:
    """E17: no autoimmune disease under systemic treatment in the past 24 months."""
    entry = case.entry(HISTORY)
    found = said_no(entry, FieldRef(HISTORY, "autoimmune_disease"), *_AUTOIMMUNE)
    if found.conclusion is not Conclusion.FAILS:
        return found
    kind = case.code(HISTORY, "autoimmune_kind")
    treatment = case.code(HISTORY, "autoimmune_treatment", ("systemic", "replacement", "none"))
    if isinstance(kind, Finding) or isinstance(treatment, Finding):
        return worst(part for part in (kind, treatment) if isinstance(part, Finding))
    if treatment != "systemic":
        ref = FieldRef(HISTORY, "autoimmune_treatment")
        kept = left_standing(entry, ref, "autoimmune_ongoing", "autoimmune_last_treated_on")
        return kept or worst((judgement(case, "E17"), Finding(Conclusion.HOLDS, evidence=seen(entry, ref.field))))
    if kind == "opsoclonus_myoclonus" and case.ruling("R-OMS") == "does_not_count":
        return judgement(case, "E17")
    return _systemic_treatment(case)


def _systemic_treatment(case: RuleContext) -> Finding:
    entry = case.entry(HISTORY)
    ongoing = yes_in(entry, FieldRef(HISTORY, "autoimmune_ongoing"))
    if isinstance(ongoing, Finding):
        return ongoing
    if ongoing:
        ref = FieldRef(HISTORY, "autoimmune_treatment")
        return stops("why_ongoing", *seen(entry, "autoimmune_ongoing"), what=ref)
    ref = FieldRef(HISTORY, "autoimmune_last_treated_on")
    event, anchor = event_at(case, entry, ref, ref), _autoimmune_anchor(case)
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst(part for part in (event, anchor) if isinstance(part, Finding))
    return worst((not_within_months(case, event, case.limits.autoimmune_months, anchor), judgement(case, "E17")))


def _autoimmune_anchor(case: RuleContext) -> Anchor | Finding:
    match case.ruling("R-AI-ANCHOR"):
        case "consent":
            return case.consent()
        case "enrolment":
            return case.enrolment()
        case _:
            return case.start()


# E18


def interleukin_tolerated(case: RuleContext) -> Finding:
    """E18: no contraindication ticked; where one is, the investigator judges."""
    found = said_no(case.entry(HISTORY), FieldRef(HISTORY, "il2_contraindication"), "il2_detail")
    return judgement(case, "E18") if found.conclusion is Conclusion.FAILS else found


# E21


def no_other_malignancy(case: RuleContext) -> Finding:
    """E21: no uncured malignancy; cured ones as R-CURED reads the text."""
    entry = case.entry(HISTORY)
    found = said_no(entry, FieldRef(HISTORY, "other_malignancy"), "malignancy_type", "malignancy_cured")
    if found.conclusion is not Conclusion.FAILS:
        return found
    cured, kind = case.yes(HISTORY, "malignancy_cured"), case.code(HISTORY, "malignancy_type")
    evidence = (*seen(entry, "malignancy_type"), *seen(entry, "malignancy_cured"))
    if cured is False:
        return stops("why_not_cured", *evidence)
    if isinstance(cured, Finding) or isinstance(kind, Finding):
        return worst(part for part in (cured, kind) if isinstance(part, Finding))
    return judgement(case, "E21") if _excepted(case, kind) else stops("why_cured_counts", *evidence)


def _excepted(case: RuleContext, kind: str) -> bool:
    """Whether a cured malignancy of this kind is let through."""
    rule = case.ruling("R-CURED")
    if kind in ("basal_cell", "cervical_in_situ", "superficial_bladder"):
        return rule != "literal"
    return rule != "three_excepted_others_present"


# E22


def other_conditions_known(case: RuleContext) -> Finding:
    """E22: the question about anything else is answered; what it means is the investigator's."""
    other = case.yes(HISTORY, "other_condition")
    ref = FieldRef(HISTORY, "other_condition")
    if isinstance(other, Finding):
        return other
    entry = case.entry(HISTORY)
    kept = None if other else left_standing(entry, ref, "other_condition_detail")
    evidence = (*seen(entry, ref.field), *seen(entry, "other_condition_detail"))
    return kept or holds("why_yes" if other else "why_no", *evidence, field=ref)

