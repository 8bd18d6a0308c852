"""Turns stored values into what the rules read: answers by field key, entries with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ucbnk_desktop.protocol.facts import Answer, Entry, Source

from . import kinds
from .definition import Field, FormDefinition, Kind


def answers_of(
    fields: Iterable[Field], values: Mapping[str, str], form: str, entry: int | None, *, today: date, within: str = ""
) -> Mapping[str, Answer]:
    """The answers standing in `values`, by field key.

    A field that is empty or that cannot be read has no answer. One that is not asked any more but still holds a value
    has: the rules must see what contradicts. `within` (`chemotherapy[2].`) is set before the field key in the source of
    an answer that stands in a row.
    """
    found: dict[str, Answer] = {}
    for field in fields:
        if field.kind is Kind.ROWS:
            continue
        answer = kinds.answer(field, values, Source(form, entry, within + field.key), today=today)
        if answer is not None:
            found[field.key] = answer
    return found


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
