"""Who has to sign, at which age (docs/domain/eligibility.md, Who signs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConsentMatrix:
    """The completed ages from which the child signs beside the guardian, and from which the child signs alone."""

    child_signs_from: int
    participant_signs_from: int

    @classmethod
    def of(cls, table: object) -> ConsentMatrix | None:
        """The matrix that the setting writes, None where it is not one."""
        if not isinstance(table, Mapping):
            return None
        ages = [table.get(key) for key in ("child_signs_from", "participant_signs_from")]
        child, alone = (age if type(age) is int else None for age in ages)
        if child is None or alone is None or not 0 <= child <= alone:
            return None
        return cls(child, alone)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Whose signatures a valid consent needs. `willingness`: the child's own will is recorded if able to say it."""

    guardians: int
    child: bool
    participant: bool
    willingness: bool


def required_signatures(
    age: int, *, matrix: ConsentMatrix, guardians: int, signs_alone: bool = False
) -> Signatures:
    """Who must sign at the completed `age`; `signs_alone` for a working minor whom R-WORKING16 lets sign alone."""
    if age >= matrix.participant_signs_from or signs_alone:
        return Signatures(0, child=False, participant=True, willingness=False)
    child = age >= matrix.child_signs_from
    return Signatures(guardians, child=child, participant=False, willingness=not child)


def legible(forms: object) -> bool:
    """Whether every consent form that the setting lists says from which day it is valid, and a day where it ends."""
    days = ((_day(form, "valid_from"), not form.get("valid_to") or _day(form, "valid_to")) for form in _forms(forms))
    return all(first and last for first, last in days)


def in_force(forms: object, kind: str, version: str, on: date) -> bool | None:
    """Whether consent form `version` of `kind` (consent, assent) was in force on `on`; None for an unknown version."""
    known = [form for form in _forms(forms) if form.get("type") == kind and form.get("version") == version]
    return any(_covers(form, on) for form in known) if known else None


def _forms(forms: object) -> Iterator[Mapping[str, object]]:
    if isinstance(forms, list):
        yield from (form for form in forms if isinstance(form, Mapping))


def _covers(form: Mapping[str, object], on: date) -> bool:
    first, last = _day(form, "valid_from"), _day(form, "valid_to")
    return first is not None and first <= on and (last is None or on <= last)


def _day(form: Mapping[str, object], key: str) -> date | None:
    try:
        return date.fromisoformat(str(form.get(key) or ""))
    except ValueError:
        return None
