"""How far an entry is filled in: what is asked, what is answered, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .definition import Condition, Field, FormDefinition, Kind, asked_fields

_Rows = Mapping[str, Sequence[Mapping[str, str]]]


def completeness(definition: FormDefinition, values: Mapping[str, str], rows: _Rows) -> tuple[int, int]:
    """How many of the fields asked are answered, and how many are asked; a reason for absence is an answer.

    A table of rows counts as one field: it is answered when it has a row and every required column of every row is.
    """
    shown = asked_fields(definition.fields, values)
    return sum(_answered(field, values, rows) for field in shown), len(shown)


def required_completeness(definition: FormDefinition, values: Mapping[str, str], rows: _Rows) -> tuple[int, int]:
    """The same, of the required fields only: the entry is complete when both numbers are equal."""
    needed = [
        field for field, conditions in definition.cached(_required)
        if not conditions or all(values.get(condition.field, "") in condition.codes for condition in conditions)
    ]
    return sum(_answered(field, values, rows) for field in needed), len(needed)


def is_complete(definition: FormDefinition, values: Mapping[str, str], rows: _Rows) -> bool:
    """Whether nothing that is required is open."""
    answered, asked = required_completeness(definition, values, rows)
    return answered == asked


def open_fields(definition: FormDefinition, values: Mapping[str, str], rows: _Rows) -> tuple[str, ...]:
    """The keys of what is required and still open, in form order; inside a table `chemotherapy[0].drug`."""
    return tuple(_open(asked_fields(definition.fields, values), values, rows))


def _required(definition: FormDefinition) -> tuple[tuple[Field, tuple[Condition, ...]], ...]:
    """The required fields, each with every condition under which it is asked: its own and those of its parents."""
    under: dict[str, tuple[Condition, ...]] = {}
    for field in definition.fields:
        if field.when is None:
            under[field.key] = ()
        elif field.when.field in under:
            under[field.key] = (field.when, *under[field.when.field])
    return tuple((field, under[field.key]) for field in definition.fields if field.required and field.key in under)


def _answered(field: Field, values: Mapping[str, str], rows: _Rows) -> bool:
    if field.kind is Kind.ROWS:
        filled = rows.get(field.key, ())
        return bool(filled) and all(not tuple(_open(asked_fields(field.columns, row), row, {})) for row in filled)
    return bool(values.get(field.key, "").strip())


def _open(fields: Iterable[Field], values: Mapping[str, str], rows: _Rows, within: str = "") -> Iterator[str]:
    for field in fields:
        if field.required and not _answered(field, values, rows) and not rows.get(field.key):
            yield within + field.key
        for position, row in enumerate(rows.get(field.key, ())):
            yield from _open(asked_fields(field.columns, row), row, {}, f"{within}{field.key}[{position}].")
