"""Turns stored values into what the rules read: answers by field key, entries with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ucbnk_desktop.protocol.facts import Answer, Entry, Missing, Source
from ucbnk_desktop.protocol.quantity import Quantity

from . import field_kinds
from .definition import Field, FormDefinition, Kind


def answers_of(
    fields: Iterable[Field], values: Mapping[str, str], form: str, entry: int | None, *, today: date, within: str = ""
) -> Mapping[str, Answer]:
    """The answers standing in `values`, by field key.

    A field that is empty has no answer. What cannot be read is unknown: nothing older may stand in for it. A field that
    is not asked any more but still holds a value has an answer: the rules must see what contradicts. A laboratory
    result has the unit that was stored, none where none was. `within` (`chemotherapy[2].`) is set before the field key
    in the source of an answer that stands in a row.
    """
    stated = {}
    for field in fields:
        typed = values.get(field.key)
        if typed and field.kind is not Kind.ROWS:
            reading, source = field_kinds.read(field, typed, today=today), Source(form, entry, within + field.key)
            if field.choices and isinstance(reading.value, str):
                stated[field.key] = Answer(reading.value, source)
            elif (answer := _answer(reading, field, values, source)) is not None:
                stated[field.key] = answer
    return stated


def _answer(reading: field_kinds.ParsedText, field: Field, values: Mapping[str, str], source: Source) -> Answer | None:
    if reading.problem is not None:
        return Answer(None, source, Missing.UNKNOWN, reading.text)
    if isinstance(reading.value, Quantity):
        return Answer(field_kinds.lab_result(field, reading.value, values), source)
    return field_kinds.answer_of(reading, field, values, source)


def entry_of(
    definition: FormDefinition,
    number: int | None,
    values: Mapping[str, str],
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    today: date,
) -> Entry:
    """One entry as the rules see it; `rows` holds the values of the rows that are not struck, by rows-field.

    Rows count even where their question was answered with no since: the rules must see such a contradiction.
    """
    stated = {
        field.key: tuple(
            Entry(definition.key, number, answers_of(
                field.columns, row, definition.key, number, today=today, within=f"{field.key}[{position}].",
            ))
            for position, row in enumerate(rows.get(field.key, ()))
        )
        for field in definition.rows_fields
    }
    answers = answers_of(definition.fields, values, definition.key, number, today=today)
    return Entry(definition.key, number, answers, stated)
