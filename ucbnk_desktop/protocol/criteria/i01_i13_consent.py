"""I1  Written informed consent.  I13  Understood by the guardian, and willed by the child where that can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from ucbnk_desktop.protocol.consent import ConsentMatrix, Signatures, in_force, legible, required_signatures
from ucbnk_desktop.protocol.facts import Entry
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
from ucbnk_desktop.protocol.rule_context import (
    GUARDIAN,
    PARTICIPANT,
    PROCEDURE,
    RuleContext,
    answered,
    code_in,
    day_of,
)
from ucbnk_desktop.protocol.rules import all_of, judged, judgement, unless_judged_against
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .criterion import INCLUSION, Criterion

ASSENT = FieldRef("consent", "assent_signed_at")
CAPABLE = FieldRef("consent", "assent_capable")
OUTCOME = FieldRef("consent", "assent_outcome")


def consent_signed(case: RuleContext) -> Finding:
    """I1: every signature that the age asks for, on versions in force, before the first protocol procedure."""
    return given(signatures_needed(case)).then(lambda signatures: _signed(case, signatures))


def _signed(case: RuleContext, signatures: Signatures) -> Finding:
    moments = list(_signing(case, signatures))
    return worst((*_documents(case, signatures), *(_before_procedure(case, ref) for ref in moments)))


def signatures_needed(case: RuleContext) -> Signatures | Finding:
    """Who has to sign, by the age on the day of signing and the study's matrix."""
    return given(case.birth(), _matrix(case), _guardians(case), case.consent()).then(
        lambda born, matrix, guardians, signed: _signatures(case, case.age(born, signed.day), matrix, guardians)
    )


def _signatures(case: RuleContext, age: int, matrix: ConsentMatrix, guardians: int) -> Signatures | Finding:
    return given(_signs_alone(case, age, matrix)).then(
        lambda alone: required_signatures(age, matrix=matrix, guardians=guardians, signs_alone=alone)
    )


def _guardians(case: RuleContext) -> int | Finding:
    """How many guardians sign: one or two; no other number is a decision."""
    return given(case.days("guardians_required")).then(
        lambda number: number if number in (1, 2) else case.unset("guardians_required")
    )


def _matrix(case: RuleContext) -> ConsentMatrix | Finding:
    return given(case.table("consent_matrix")).then(
        lambda table: ConsentMatrix.of(table) or case.unset("consent_matrix")
    )


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
    yield _answered(entry, FieldRef("consent", "obtained_by"))
    yield _copy(case)
    if signatures.guardians:
        yield required(case.yes("consent", "witness_needed"))
    if signatures.guardians > 1:
        yield _second_guardian(case)
    if signatures.child:
        yield given(case.yes("consent", "assent_capable")).then(
            lambda capable: _assent_form(case) if capable else judgement(case, "I1")
        )


def _assent_form(case: RuleContext) -> Finding:
    signed = day_of(case.entry("consent").value(ASSENT.field))
    return _version_in_force(case, "assent", FieldRef("consent", "assent_form_version"), signed)


def _second_guardian(case: RuleContext) -> Finding:
    ref = FieldRef("consent", "second_guardian_signed")
    return given(case.yes(ref.form, ref.field)).then(
        lambda signed: NOTHING if signed else lacks("why_second_guardian", ref, field=ref)
    )


def _copy(case: RuleContext) -> Finding:
    ref = FieldRef("consent", "copy_given")
    return given(case.yes(ref.form, ref.field)).then(
        lambda handed_over: _shown(case.entry("consent"), ref) if handed_over else lacks("why_no_copy", ref, field=ref)
    )


def _version_in_force(case: RuleContext, kind: str, ref: FieldRef, signed: date | None) -> Finding:
    """The version that was signed must have been in force on the day of signing (setting `consent_forms`)."""
    forms = case.table("consent_forms")
    return given(code_in(case.entry("consent"), ref)).then(
        lambda version: given(forms).then(
            lambda forms: _listed_version(case, kind, ref, version, forms=forms, signed=signed)
        )
    )


def _listed_version(
    case: RuleContext, kind: str, ref: FieldRef, version: str, *, forms: object, signed: date | None
) -> Finding:
    if not legible(forms):
        return case.unset("consent_forms")
    if signed is None:
        return NOTHING
    entry = case.entry("consent")
    known = in_force(forms, kind, version, signed)
    if known is None:
        return lacks("why_version_unknown", ref, evidence=seen(entry, ref.field), field=ref, version=version)
    if not known:
        return stops("why_version_not_in_force", *seen(entry, ref.field), field=ref, version=version, on=signed)
    return _shown(entry, ref)


def _answered(entry: Entry, ref: FieldRef) -> Finding:
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


def consent_understood(case: RuleContext) -> Finding:
    """I13, the part that can be looked up: guardian's proof and understanding, the child's own will."""
    return given(signatures_needed(case)).then(
        lambda signatures: _refused(case) or NOTHING if signatures.participant else _understood_by_both(case)
    )


def _understood_by_both(case: RuleContext) -> Finding:
    entry = case.entry("consent")
    return worst((
        _answered(entry, FieldRef("consent", "guardian_relation")),
        _answered(entry, FieldRef("consent", "guardian_proof")),
        _understood(case),
        _assent(case),
    ))


def _understood(case: RuleContext) -> Finding:
    ref = FieldRef("consent", "guardian_understood")
    evidence = seen(case.entry("consent"), ref.field)
    return given(case.yes(ref.form, ref.field)).then(
        lambda understood: holds("why_yes", *evidence, field=ref) if understood
        else stops("why_no", *evidence, field=ref)
    )


def _assent(case: RuleContext) -> Finding:
    """A recorded refusal stops, whatever else is recorded; a child who can say it must be asked."""
    refused = _refused(case)
    if refused:
        return refused
    return given(case.yes(CAPABLE.form, CAPABLE.field)).then(lambda capable: _agrees(case, capable=capable))


def _agrees(case: RuleContext, *, capable: bool) -> Finding:
    entry = case.entry("consent")
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


I1 = Criterion(
    "I1", INCLUSION, form="consent",
    rulings=("R-WORKING16",),
    settings=("consent_forms", "consent_matrix", "guardians_required"),
    rule=unless_judged_against("I1", consent_signed),
)
I13 = Criterion(
    "I13", INCLUSION, form="consent",
    rulings=("R-WORKING16",),
    settings=("consent_matrix", "guardians_required"),
    rule=all_of(consent_understood, judged("I13")),
)
