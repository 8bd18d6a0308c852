"""Consent, age, performance score, assent: I1, I2, I3 and I13."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from .consent import ConsentMatrix, Signatures, in_force, legible, required_signatures
from .dates import plus_days
from .facts import Entry
from .findings import NOTHING, Conclusion, Finding, contradiction, holds, lacking, lacks, seen, stops, worst
from .rule_context import BORN, GUARDIAN, PARTICIPANT, PROCEDURE, Anchor, RuleContext, answered, code_in, day_of
from .rules import judgement, sampled
from .samples import Sample, Series
from .scales import SCORES, scale_at
from .verdicts import Evidence, FieldRef, Reason

SCALE = Series("performance", ("scale", "lansky_score", "karnofsky_score"), "validity_days_scale", "assessed_on", "")
ASSENT = FieldRef("consent", "assent_signed_at")
CAPABLE = FieldRef("consent", "assent_capable")
OUTCOME = FieldRef("consent", "assent_outcome")


# I1


def consent_signed(case: RuleContext) -> Finding:
    """I1: every signature that the age asks for, on versions in force, before the first protocol procedure."""
    signatures = signatures_needed(case)
    if isinstance(signatures, Finding):
        return signatures
    moments = list(_signing(case, signatures))
    return worst((*_documents(case, signatures), *(_before_procedure(case, ref) for ref in moments)))


def signatures_needed(case: RuleContext) -> Signatures | Finding:
    """Who has to sign, by the age on the day of signing and the study's matrix."""
    born, matrix, guardians = case.birth(), _matrix(case), _guardians(case)
    signed = case.consent()
    known = [part for part in (born, matrix, guardians, signed) if isinstance(part, Finding)]
    if isinstance(born, Finding) or isinstance(matrix, Finding) or isinstance(guardians, Finding) \
            or isinstance(signed, Finding):
        return worst(known)
    age = case.age(born, signed.day)
    alone = _signs_alone(case, age, matrix)
    if isinstance(alone, Finding):
        return alone
    return required_signatures(age, matrix=matrix, guardians=guardians, signs_alone=alone)


def _guardians(case: RuleContext) -> int | Finding:
    """How many guardians sign: one or two; no other number is a decision."""
    number = case.days("guardians_required")
    return number if isinstance(number, Finding) or number in (1, 2) else case.unset("guardians_required")


def _matrix(case: RuleContext) -> ConsentMatrix | Finding:
    table = case.table("consent_matrix")
    if isinstance(table, Finding):
        return table
    return ConsentMatrix.of(table) or case.unset("consent_matrix")


def _signs_alone(case: RuleContext, age: int, matrix: ConsentMatrix) -> bool | Finding:
    if not 16 <= age < matrix.participant_signs_from:
        return False
    earns = case.yes("consent", "own_earnings")
    if earns is False or case.ruling("R-WORKING16") == "as_minor":
        return False
    return earns


def _signing(case: RuleContext, signatures: Signatures) -> Iterator[FieldRef]:
    """The fields that must hold a signature's moment."""
    if signatures.guardians:
        yield GUARDIAN
    if signatures.guardians > 1:
        yield FieldRef("consent", "second_guardian_signed_at")
    if signatures.participant:
        yield PARTICIPANT
    if case.yes("consent", "witness_needed") is True:
        yield FieldRef("consent", "witness_signed_at")
    if signatures.child and case.yes("consent", "assent_capable") is True:
        yield ASSENT


def _documents(case: RuleContext, signatures: Signatures) -> Iterator[Finding]:
    """What must be right besides the moments: version, who obtained it, the copy, the witness."""
    entry = case.entry("consent")
    yield _version_in_force(case, "consent", FieldRef("consent", "form_version"), case.consented)
    yield _given(entry, FieldRef("consent", "obtained_by"))
    yield _copy(case)
    if signatures.guardians:
        needed = case.yes("consent", "witness_needed")
        yield needed if isinstance(needed, Finding) else NOTHING
    if signatures.guardians > 1:
        yield _second_guardian(case)
    if signatures.child:
        yield from _childs_form(case)


def _childs_form(case: RuleContext) -> Iterator[Finding]:
    capable = case.yes("consent", "assent_capable")
    if isinstance(capable, Finding):
        yield capable
    elif capable:
        signed = day_of(case.entry("consent").value(ASSENT.field))
        yield _version_in_force(case, "assent", FieldRef("consent", "assent_form_version"), signed)
    else:
        yield judgement(case, "I1")


def _second_guardian(case: RuleContext) -> Finding:
    signed = case.yes("consent", "second_guardian_signed")
    ref = FieldRef("consent", "second_guardian_signed")
    if isinstance(signed, Finding):
        return signed
    return NOTHING if signed else lacks("why_second_guardian", ref, field=ref)


def _copy(case: RuleContext) -> Finding:
    given = case.yes("consent", "copy_given")
    ref = FieldRef("consent", "copy_given")
    if isinstance(given, Finding):
        return given
    return _shown(case.entry("consent"), ref) if given else lacks("why_no_copy", ref, field=ref)


def _version_in_force(case: RuleContext, kind: str, ref: FieldRef, signed: date | None) -> Finding:
    """The version that was signed must have been in force on the day of signing (setting `consent_forms`)."""
    entry, forms = case.entry("consent"), case.table("consent_forms")
    version = entry.value(ref.field)
    if not isinstance(version, str):
        return lacking(ref, entry.answer(ref.field))
    if isinstance(forms, Finding):
        return forms
    if not legible(forms):
        return case.unset("consent_forms")
    if signed is None:
        return NOTHING
    known = in_force(forms, kind, version, signed)
    if known is None:
        return lacks("why_version_unknown", ref, evidence=seen(entry, ref.field), field=ref, version=version)
    if not known:
        return stops("why_version_not_in_force", *seen(entry, ref.field), field=ref, version=version, on=signed)
    return _shown(entry, ref)


def _given(entry: Entry, ref: FieldRef) -> Finding:
    answer = entry.answer(ref.field)
    return lacking(ref, answer) if answered(entry, ref.field) is None else NOTHING


def _shown(entry: Entry, ref: FieldRef) -> Finding:
    """What was answered as it should be: it stands in the evidence, without a sentence of its own."""
    return Finding(Conclusion.HOLDS, evidence=seen(entry, ref.field))


def _before_procedure(case: RuleContext, ref: FieldRef) -> Finding:
    """A signature must stand before the first protocol procedure; in the same minute the investigator says."""
    entry = case.entry("consent")
    signed, procedure = entry.value(ref.field), case.facts.value(PROCEDURE.form, PROCEDURE.field)
    if not isinstance(signed, datetime):
        return lacking(ref, entry.answer(ref.field))
    if signed.date() > case.day:
        return lacks("why_future", ref, field=ref, on=signed.date())
    if not isinstance(procedure, datetime):
        return lacking(PROCEDURE, case.facts.answer(PROCEDURE.form, PROCEDURE.field))
    if procedure.date() > case.day:
        return lacks("why_future", PROCEDURE, field=PROCEDURE, on=procedure.date())
    evidence = (*seen(entry, ref.field), *seen(case.entry(PROCEDURE.form), PROCEDURE.field))
    arguments: dict[str, str | FieldRef] = {
        "field": ref,
        "signed": f"{signed:%Y-%m-%d %H:%M}",
        "procedure": f"{procedure:%Y-%m-%d %H:%M}",
    }
    if signed == procedure:
        return judgement(case, "I1")
    before = signed < procedure
    reason = Reason("why_signed_before" if before else "why_signed_after", arguments)
    return Finding(Conclusion.HOLDS if before else Conclusion.FAILS, (reason,), evidence)


# I2


def age_within(case: RuleContext) -> Finding:
    """I2: at least one day old, and not over 18 as R-AGE-TOP reads it, on every day of R-AGE-REF."""
    born = case.birth()
    if isinstance(born, Finding):
        return born
    top = _last_day(case, born)
    return worst(_age_on(case, born, top, anchor) for anchor in _age_anchors(case))


def _age_anchors(case: RuleContext) -> Iterator[Anchor | Finding]:
    reference = case.ruling("R-AGE-REF")
    if reference in ("all_three", "consent"):
        yield case.consent()
    if reference in ("all_three", "enrolment"):
        yield _not_in_the_past(case, case.enrolment())
    if reference in ("all_three", "planned_start"):
        yield _not_in_the_past(case, case.start())


def _not_in_the_past(case: RuleContext, anchor: Anchor | Finding) -> Anchor | Finding:
    """A planned day that has gone by without an infusion is counted as today: nobody grows younger."""
    if isinstance(anchor, Finding) or anchor.fixed:
        return anchor
    return Anchor(max(anchor.day, case.day), anchor.name)


def _last_day(case: RuleContext, born: date) -> date:
    """The last day on which the participant is young enough."""
    oldest = case.limits.age_years_max
    if case.ruling("R-AGE-TOP") == "through_18th_birthday":
        return case.birthday(born, oldest)
    return plus_days(case.birthday(born, oldest + 1), -1)


def _age_on(case: RuleContext, born: date, top: date, anchor: Anchor | Finding) -> Finding:
    if isinstance(anchor, Finding):
        return anchor
    evidence = seen(case.entry(BORN.form), BORN.field, f"≤ {top.isoformat()}", anchor.day)
    if anchor.day > top:
        return stops("why_too_old", *evidence, born=born, last=top, anchor=anchor.name, on=anchor.day)
    first = plus_days(born, case.limits.age_days_min)
    if anchor.day < first:
        return _too_young(anchor, born, first, evidence)
    years, until = case.age(born, anchor.day), None if anchor.fixed else top
    return holds(
        "why_age", *evidence, valid_until=until, born=born, years=years, last=top, anchor=anchor.name, on=anchor.day
    )


def _too_young(anchor: Anchor, born: date, first: date, evidence: tuple[Evidence, ...]) -> Finding:
    if anchor.fixed or anchor.day < born:
        return stops("why_too_young", *evidence, born=born, first_ok=first, anchor=anchor.name, on=anchor.day)
    young = Reason.of("why_too_young", born=born, first_ok=first, anchor=anchor.name, on=anchor.day)
    return Finding(Conclusion.NOT_YET, (young,), evidence, first_ok=first)


# I3


def score_at_least(case: RuleContext) -> Finding:
    """I3: the last valid score, on the scale that belongs to the age on the day of assessment.

    An infant to whom no scale applies needs no assessment, until her first birthday.
    """
    born = case.born
    if born is not None and born <= case.judged_on and _unscored(case, case.age(born, case.judged_on)):
        reason = Reason.of("why_infant_score")
        return Finding(Conclusion.NOT_APPLICABLE, (reason,), valid_until=case.infant_until(born))
    return sampled(SCALE, _score)(case)


def _unscored(case: RuleContext, age: int) -> bool:
    return age < case.limits.infant_below_years and case.ruling("R-INFANT-PS") == "not_applicable"


def _score(case: RuleContext, sample: Sample) -> Finding:
    born = case.birth()
    if isinstance(born, Finding):
        return born
    age = case.age(born, sample.on)
    if _unscored(case, age):
        return lacks("why_infant_then", sample.ref("scale"), on=sample.on)
    scale = scale_at(age, karnofsky_from=case.limits.karnofsky_from_years)
    used = code_in(sample.entry, sample.ref("scale"), ("lansky", "karnofsky"))
    if isinstance(used, Finding):
        return used
    name = scale.capitalize()
    if used != scale:
        return lacks(
            "why_wrong_scale", sample.ref(f"{scale}_score"), evidence=seen(sample.entry, f"{used}_score", on=sample.on),
            used=used.capitalize(), wanted=name, age=age, on=sample.on,
        )
    return _scored(case, sample, scale, name)


def _scored(case: RuleContext, sample: Sample, scale: str, name: str) -> Finding:
    other = "karnofsky" if scale == "lansky" else "lansky"
    if answered(sample.entry, f"{other}_score"):
        return contradiction(sample.ref("scale"), sample.ref(f"{other}_score"))
    score = code_in(sample.entry, sample.ref(f"{scale}_score"), tuple(SCORES))
    if isinstance(score, Finding):
        return score
    limit = case.limits.score_min
    evidence = seen(sample.entry, f"{scale}_score", f"≥ {limit}", sample.on)
    if Decimal(score) < limit:
        return stops("why_score_low", *evidence, name=name, score=score, limit=limit, on=sample.on)
    return holds(
        "why_score", *evidence, valid_until=sample.valid_until, name=name, score=score, limit=limit, on=sample.on
    )


# I13


def consent_understood(case: RuleContext) -> Finding:
    """I13, the part that can be looked up: guardian's proof and understanding, the child's own will."""
    signatures = signatures_needed(case)
    if isinstance(signatures, Finding):
        return signatures
    if signatures.participant:
        return _refused(case) or NOTHING
    entry = case.entry("consent")
    return worst((
        _given(entry, FieldRef("consent", "guardian_relation")),
        _given(entry, FieldRef("consent", "guardian_proof")),
        _understood(case),
        _assent(case),
    ))


def _understood(case: RuleContext) -> Finding:
    ref = FieldRef("consent", "guardian_understood")
    understood = case.yes(ref.form, ref.field)
    if isinstance(understood, Finding):
        return understood
    evidence = seen(case.entry("consent"), ref.field)
    return holds("why_yes", *evidence, field=ref) if understood else stops("why_no", *evidence, field=ref)


def _assent(case: RuleContext) -> Finding:
    """A recorded refusal stops, whatever else is recorded; a child who can say it must be asked."""
    entry, refused = case.entry("consent"), _refused(case)
    if refused:
        return refused
    capable = case.yes("consent", "assent_capable")
    if isinstance(capable, Finding):
        return capable
    if not capable:
        return holds("why_no", *seen(entry, CAPABLE.field), field=CAPABLE)
    if entry.value(OUTCOME.field) != "agrees":
        return lacking(OUTCOME, entry.answer(OUTCOME.field))
    return holds("why_assents", *seen(entry, OUTCOME.field), field=OUTCOME)


def _refused(case: RuleContext) -> Finding | None:
    entry = case.entry("consent")
    if entry.value(OUTCOME.field) != "refuses":
        return None
    return stops("why_refused", *seen(entry, OUTCOME.field), field=OUTCOME)
