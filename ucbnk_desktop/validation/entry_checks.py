"""Puts the entries of a case through the kinds and checks of the forms: faults, notes, and what the rules read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ucbnk_desktop.forms import field_kinds
from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import Field, FormDefinition, asked_fields
from ucbnk_desktop.forms.edit_checks.check import check
from ucbnk_desktop.forms.edit_checks.dates import day_kept, moment_kept
from ucbnk_desktop.forms.edit_checks.result import CheckContext, CheckResult
from ucbnk_desktop.protocol.facts import Entry, Facts
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .faults import Fault, FilePosition
from .layers import Entries, StatedAnswers, StatedEntry

_CELL = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """Something strange that may be true: the case is judged all the same."""

    place: FilePosition
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """The entries of a case as the rules read them, and what the forms say of them."""

    facts: Facts
    texts: Mapping[str, Values]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """One entry in the texts that a study would keep, and as the rules read it."""

    key: tuple[object, ...]
    values: Values
    rows: Mapping[str, tuple[Values, ...]]
    entry: Entry


class Checker:
    """Looks through entries; what was looked through once, most of it brought along by a base, is remembered."""

    def __init__(self, forms: Mapping[str, FormDefinition]) -> None:
        self.forms = forms
        # Cache: 320 of 992 ms, twelve case files; by all that was stated, and the day.
        self._read_cache: dict[tuple[object, ...], _Kept] = {}
        # Cache: 841 of 1519 ms, twelve case files; as above.
        self._result_cache: dict[tuple[object, ...], tuple[CheckResult, ...]] = {}

    def checked(self, entries: Entries, *, day: date) -> Checked:
        """Every entry of a case on the day of judgement; `texts` are the last entry of each form."""
        kept = {
            form: tuple(self._keep(form, number, entry, day) for number, entry in enumerate(stated, start=1))
            for form, stated in entries.items() if stated
        }
        texts = {form: read[-1].values for form, read in kept.items()}
        context = _context(texts, day)
        faults: list[Fault] = []
        notes: list[Note] = []
        for form, stated in entries.items():
            faults += _too_many(self.forms[form], stated)
            for entry, read in zip(stated, kept.get(form, ()), strict=True):
                for finding in (*self._find(form, read, context), *_unasked(self.forms[form], entry, read, day)):
                    place = _place(entry, finding.key)
                    if finding.severity == "error":
                        faults.append(Fault(place, finding.reason))
                    else:
                        notes.append(Note(place, finding.reason))
        facts = Facts({form: tuple(kept_entry.entry for kept_entry in read) for form, read in kept.items()})
        return Checked(facts, texts, tuple(faults), tuple(notes))

    def _keep(self, form: str, number: int, stated: StatedEntry, day: date) -> _Kept:
        key = (form, number, day, _typed(stated.values), tuple(
            (table, tuple(map(_typed, rows))) for table, rows in sorted(stated.rows.items())
        ))
        if key not in self._read_cache:
            definition = self.forms[form]
            values = _columns(tuple(definition.fields), stated.values, day)
            rows = {
                field.key: tuple(_columns(field.columns, row, day) for row in stated.rows[field.key])
                for field in definition.rows_fields if field.key in stated.rows
            }
            self._read_cache[key] = _Kept(key, values, rows, entry_of(definition, number, values, rows, today=day))
        return self._read_cache[key]

    def _find(self, form: str, kept: _Kept, context: CheckContext) -> tuple[CheckResult, ...]:
        key = (*kept.key, context.born, context.consented_at, context.sex)
        if key not in self._result_cache:
            self._result_cache[key] = check(self.forms[form], kept.values, kept.rows, context)
        return self._result_cache[key]


def _typed(columns: StatedAnswers) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value.text) for key, value in columns.items()))


def _columns(fields: tuple[Field, ...], stated: StatedAnswers, day: date) -> Values:
    """The texts as they would be kept; nothing for what is not stated or left empty."""
    typed = {key: value.text for key, value in stated.items()}
    kept = {key: text for field in fields for key, text in field_kinds.keep(field, typed, today=day).items()}
    return {key: text for key, text in kept.items() if text}


def _context(texts: Mapping[str, Values], day: date) -> CheckContext:
    consent, person = texts.get("consent", {}), texts.get("demographics", {})
    moments = [moment_kept(consent.get(key, "")) for key in ("guardian_signed_at", "participant_signed_at")]
    return CheckContext(
        today=day, born=day_kept(person.get("birth_date", "")),
        consented_at=next((moment for moment in moments if moment is not None), None),
        sex=person.get("sex") if person.get("sex") in ("male", "female") else None,
    )


def _too_many(definition: FormDefinition, stated: tuple[StatedEntry, ...]) -> Iterator[Fault]:
    """A form that is filled once has one entry, any other as many as it allows."""
    most = definition.at_most if definition.repeats else 1
    if most is not None and len(stated) > most:
        yield Fault(stated[most].place, Reason.of("case_too_many", count=len(stated), most=most))


def _unasked(definition: FormDefinition, stated: StatedEntry, kept: _Kept, day: date) -> Iterator[CheckResult]:
    """Answers to questions that are not asked beside the others; those that cannot be read are faults."""
    yield from _unasked_in(_Part(definition.key, "", tuple(definition.fields), kept.values, stated.values), day)
    for field in definition.rows_fields:
        for n, row in enumerate(kept.rows.get(field.key, ())):
            part = _Part(definition.key, f"{field.key}[{n}].", field.columns, row, stated.rows[field.key][n])
            yield from _unasked_in(part, day)


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry without its rows, or one row: its fields, the texts kept, and where they are written."""

    form: str
    within: str
    fields: tuple[Field, ...]
    values: Values
    stated: StatedAnswers


def _unasked_in(part: _Part, day: date) -> Iterator[CheckResult]:
    shown = {field.key for field in asked_fields(part.fields, part.values)}
    for field in part.fields:
        if field.key in shown:
            continue
        for column, problem in field_kinds.problems(field, part.values, today=day):
            yield CheckResult(part.within + column, "error", problem)
        columns = (key for key in field.stored_keys if key in part.stated and part.values.get(key))
        if field.when is not None and any(part.stated[key].own for key in columns):
            refs = FieldRef(part.form, part.within + field.key), FieldRef(part.form, part.within + field.when.field)
            reason = Reason.of("case_not_asked", field=refs[0], other=refs[1])
            yield CheckResult(part.within + field.key, "query", reason)


def _place(stated: StatedEntry, key: str) -> FilePosition:
    """Where the column `key` (`anc`, `chemotherapy[2].drug`) is written; the entry where it is not written at all."""
    cell = _CELL.fullmatch(key)
    if cell is None:
        value = stated.values.get(key)
    else:
        table = stated.rows.get(cell[1], ())
        value = table[int(cell[2])].get(cell[3]) if int(cell[2]) < len(table) else None
    if value is not None:
        return value.place
    return FilePosition(stated.place.file, stated.place.line, f"{stated.place.key}.{key}")
