"""What a case report form is: sections, fields, choices, and the conditions under which a field is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from ucbnk_desktop.wording import Text

Made = TypeVar("Made")


class Kind(StrEnum):
    """The closed list of field kinds; every layer has exactly one entry for each."""

    TEXT = "text"
    NOTE = "note"
    INTEGER = "integer"
    DECIMAL = "decimal"
    LAB = "lab"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    TIME = "time"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    ROWS = "rows"


CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO})
"""The kinds whose answers are codes of the form's choices."""

MISSING_CODES = ("not_done", "unknown", "not_applicable", "pending")
"""Every reason for absence that a field may offer, in the order in which they are offered."""

LAB_PARTS = ("unit", "lln", "uln", "significance")
"""What a laboratory result carries besides the value as printed, in the order of typing."""


_ROW_PATH = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


class RowPath(NamedTuple):
    """A value in a row of an entry, as drafts, corrections and evidence name it: `chemotherapy[3].drug`."""

    table: str
    number: int
    column: str


def row_path(path: str) -> RowPath | None:
    """The place of a value in a row; None for a column of the entry itself."""
    match = _ROW_PATH.fullmatch(path)
    return None if match is None else RowPath(match[1], int(match[2]), match[3])


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed answer: a permanent code, and its label."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """A field is asked only while another field of the same entry (or row) has one of these codes."""

    field: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; the single definition of its screen editor, column, printed line and export.

    `usual` is the range outside which a value is asked about once, never refused. `missing` are the reasons for
    absence that the field offers besides being empty. `columns` are the fields of one row of a rows-field.
    `width` is a share of the form's width, 1 to 12. `dated_by` is the field that says of which day a value is, as the
    section or the form states it. `after_consent`: a date of a procedure of the study, which may not lie before it.
    """

    key: str
    kind: Kind
    label: Text
    short: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool = False
    usual: tuple[Decimal, Decimal] | None = None
    missing: tuple[str, ...] = MISSING_CODES
    cdash: str = ""
    help: Text | None = None
    hint: Text | None = None
    when: Condition | None = None
    columns: tuple[Field, ...] = ()
    width: int = 12
    past: bool = True
    dated_by: str = ""
    after_consent: bool = False
    # Cache: 48 of 205 ms, 18 participants judged for the list; lives as long as the field, which is frozen.
    _cache: dict[object, Any] = attribute(default_factory=dict, init=False, repr=False, compare=False)

    def cached(self, make: Callable[[Field], Made]) -> Made:
        """What `make` makes of this field, made on first asking: a definition never changes."""
        if make not in self._cache:
            self._cache[make] = make(self)
        made: Made = self._cache[make]
        return made

    @property
    def stored_keys(self) -> tuple[str, ...]:
        """The columns in which the field is kept: one, five for a laboratory result, none for rows."""
        if self.kind is Kind.ROWS:
            return ()
        if self.kind is Kind.LAB:
            return (self.key, *(f"{self.key}_{part}" for part in LAB_PARTS))
        return (self.key,)

    def choice(self, code: str) -> Choice | None:
        """The choice with `code`."""
        return self.cached(_by_code).get(code)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields, on screen and on paper."""

    key: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One case report form in one version.

    `code` is the short name printed beside the version (LB), `step` the station of the path it belongs to.
    `repeats`: several entries are allowed, at most `at_most` of them. `identifying`: never on a case report form.
    `dated_by` is the field of the day that an entry is about; without one it is that of its recording. `screening`: its
    answers are facts of eligibility.
    """

    key: str
    version: str
    code: str
    step: str
    title: Text
    sections: tuple[Section, ...]
    repeats: bool = False
    at_most: int | None = None
    identifying: bool = False
    titled_by: tuple[str, ...] = ()
    dated_by: str = ""
    screening: bool = False
    # Cache: 9.5 of 164 ms, 18 participants judged for the list; lives as long as the form, which is frozen.
    _cache: dict[object, Any] = attribute(default_factory=dict, init=False, repr=False, compare=False)

    def cached(self, make: Callable[[FormDefinition], Made]) -> Made:
        """What `make` makes of this form, made on first asking: a definition never changes."""
        if make not in self._cache:
            self._cache[make] = make(self)
        made: Made = self._cache[make]
        return made

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of screen and paper."""
        return self.cached(_fields)

    def field(self, key: str) -> Field:
        """The field `key`; a key of a row column is written `rows.column`. KeyError where there is none."""
        outer, _, inner = key.partition(".")
        for field in self.fields:
            if field.key == outer or outer in field.stored_keys:
                return field if not inner else next(c for c in field.columns if inner in c.stored_keys)
        raise KeyError(f"{self.key}.{key}")

    @property
    def stored_keys(self) -> tuple[str, ...]:
        """The columns of the form's own table."""
        return self.cached(_stored_keys)

    @property
    def rows_fields(self) -> tuple[Field, ...]:
        """The fields that are tables of rows."""
        return self.cached(_rows_fields)


def _by_code(field: Field) -> Mapping[str, Choice]:
    return {choice.code: choice for choice in reversed(field.choices)}


def _fields(form: FormDefinition) -> tuple[Field, ...]:
    return tuple(field for section in form.sections for field in section.fields)


def _stored_keys(form: FormDefinition) -> tuple[str, ...]:
    return tuple(key for field in form.fields for key in field.stored_keys)


def _rows_fields(form: FormDefinition) -> tuple[Field, ...]:
    return tuple(field for field in form.fields if field.kind is Kind.ROWS)


def without(form: FormDefinition, keys: Collection[str]) -> FormDefinition:
    """`form` as if it had no fields called `keys`; itself where it has none of them."""
    if not any(field.key in keys for field in form.fields):
        return form
    return replace(form, sections=tuple(
        replace(section, fields=tuple(field for field in section.fields if field.key not in keys))
        for section in form.sections
    ))


def asked_fields(fields: Iterable[Field], values: Mapping[str, str]) -> tuple[Field, ...]:
    """Those of `fields` that are asked beside `values`; a field whose own parent is not asked is not asked either.

    A condition names a field that stands before its own, so one passage is enough.
    """
    shown: dict[str, Field] = {}
    for field in fields:
        if asked(field, values) and (field.when is None or field.when.field in shown):
            shown[field.key] = field
    return tuple(shown.values())


def asked(field: Field, values: Mapping[str, str]) -> bool:
    """Whether the condition of `field` holds beside `values` (of its own entry or row, by field key)."""
    return field.when is None or values.get(field.when.field, "") in field.when.codes
