"""Turns stored values into what the rules read: answers by field key, entries with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult, Missing, Source

from . import kinds
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
    typed = (field for field in fields if field.kind is not Kind.ROWS and values.get(field.key))
    found = ((field.key, _stated(field, values, Source(form, entry, within + field.key), today)) for field in typed)
    return {key: answer for key, answer in found if answer is not None}


def _stated(field: Field, values: Mapping[str, str], source: Source, today: date) -> Answer | None:
    reading = kinds.read(field, values[field.key], today=today)
    if reading.problem is not None:
        return Answer(None, source, Missing.UNKNOWN, reading.text)
    answer = kinds.answer_of(reading, field, values, source)
    if answer is None or not isinstance(answer.value, LabResult):
        return answer
    return replace(answer, value=replace(answer.value, unit=values.get(f"{field.key}_unit", "")))


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
