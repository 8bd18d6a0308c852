"""Reads the form definitions and refuses what is not exactly right, with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ucbnk_desktop.toml_positions import line_numbers, line_of
from ucbnk_desktop.wording import Text

from .definition import MISSING_CODES, Choice, Condition, Field, FormDefinition, Kind, Section

STEPS = ("consent", "history", "performance", "laboratory", "criteria", "enrolment", "infusions", "follow_up")
"""The stations of a participant's path, in order."""

_FORM_KEYS = {"key", "version", "code", "step", "title", "repeats", "at_most", "identifying", "titled_by",
              "order", "section", "choices", "dated_by", "screening"}
_SECTION_KEYS = {"key", "title", "field", "dated_by"}
_SECTION_NEEDS = {"key", "title", "field"}
_FIELD_KEYS = {"key", "kind", "label", "short", "unit", "units", "choices", "required", "usual", "missing", "cdash",
               "help", "hint", "when", "column", "width", "past", "after_consent"}
_PLAIN_KEYS = ("short", "unit", "required", "cdash", "width", "past", "after_consent")
_DATED_KINDS = (Kind.DATE, Kind.PARTIAL_DATE, Kind.MOMENT)
_YES_NO = (Choice("yes", Text("是", "Yes")), Choice("no", Text("否", "No")))
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class DefinitionError(Exception):
    """A form definition that cannot be used; the message names file, line and what is wrong."""


def read_forms(folder: Path) -> Mapping[str, FormDefinition]:
    """Every definition in `folder` by key, in path order; DefinitionError for the first that is wrong."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DefinitionError(f"{folder}: no form definitions")
    read = [_Reader(path) for path in paths]
    ordered = sorted(read, key=lambda reader: (STEPS.index(reader.form.step), reader.order, reader.form.key))
    forms: dict[str, FormDefinition] = {}
    for reader in ordered:
        if reader.form.key in forms:
            raise reader.error(("key",), f"the key {reader.form.key} is already taken by another form")
        forms[reader.form.key] = reader.form
    return forms


class _Reader:
    """Reads one file; `where` arguments are the path of tables and positions down to the thing named."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.source = path.read_text(encoding="utf-8")
            data = tomllib.loads(self.source)
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(f"{path.name}: cannot be read ({error})") from error
        except tomllib.TOMLDecodeError as error:
            raise DefinitionError(f"{path.name}: {error}") from error
        self.order = int(data.get("order", 0))
        self.lists = {name: self._choices(("choices", name), value) for name, value in data.get("choices", {}).items()}
        self.form = self._form(data)

    def error(self, where: tuple[str | int, ...], message: str) -> DefinitionError:
        """The error `message` at the line of `where`, or of the nearest table around it."""
        line = line_of(line_numbers(self.source), where)
        return DefinitionError(f"{self.path.name}:{line}: {message}")

    def _form(self, data: Mapping[str, Any]) -> FormDefinition:
        self._known((), data, _FORM_KEYS, {"key", "version", "code", "step", "title", "section"})
        if data["step"] not in STEPS:
            raise self.error(("step",), f"unknown step {data['step']}; known are {', '.join(STEPS)}")
        dated_by = str(data.get("dated_by", ""))
        sections = tuple(self._section(("section", n), part, dated_by) for n, part in enumerate(data["section"]))
        form = FormDefinition(
            key=self._key((), data), version=str(data["version"]), code=str(data["code"]), step=data["step"],
            title=self._text(("title",), data["title"]), sections=sections, repeats=bool(data.get("repeats", False)),
            at_most=data.get("at_most"), identifying=bool(data.get("identifying", False)),
            titled_by=tuple(data.get("titled_by", ())), dated_by=dated_by, screening=bool(data.get("screening", False)),
        )
        self._unique(form)
        self._titles(form)
        self._dates(form, data)
        for where, fields in _field_lists(form):
            self._conditions(where, fields)
        return form

    def _titles(self, form: FormDefinition) -> None:
        known = {field.key for field in form.fields if field.kind is not Kind.ROWS}
        for key in form.titled_by:
            if key not in known:
                raise self.error(("titled_by",), f"titled_by names {key}, which is no field of this form")

    def _dates(self, form: FormDefinition, data: Mapping[str, Any]) -> None:
        """Refuse a date named for the form or a section that is no date of it."""
        dates = {field.key for field in form.fields if field.kind in _DATED_KINDS}
        stated: list[tuple[tuple[str | int, ...], str]] = [(("dated_by",), form.dated_by)]
        stated += [(("section", n, "dated_by"), part.get("dated_by", "")) for n, part in enumerate(data["section"])]
        for where, key in stated:
            if key and key not in dates:
                raise self.error(where, f"dated_by names {key}, which is no date of this form")

    def _conditions(self, wheres: tuple[tuple[str | int, ...], ...], fields: tuple[Field, ...]) -> None:
        """Refuse a condition on a field that does not stand before it, or on a code that field cannot have."""
        before: dict[str, Field] = {}
        for where, field in zip(wheres, fields, strict=True):
            if field.when is not None:
                parent = before.get(field.when.field)
                if parent is None:
                    raise self.error((*where, "when"), f"the condition names {field.when.field}, no field before this")
                unknown = field.when.codes - {choice.code for choice in parent.choices}
                if unknown or not field.when.codes:
                    raise self.error((*where, "when"), f"{parent.key} cannot be {', '.join(sorted(unknown)) or 'that'}")
            before[field.key] = field

    def _unique(self, form: FormDefinition) -> None:
        seen: set[str] = set()
        for n, section in enumerate(form.sections):
            for m, field in enumerate(section.fields):
                for key in field.stored_keys or (field.key,):
                    if key in seen:
                        raise self.error(("section", n, "field", m, "key"), f"the key {key} stands twice in this form")
                    seen.add(key)

    def _section(self, where: tuple[str | int, ...], data: Mapping[str, Any], dated_by: str) -> Section:
        self._known(where, data, _SECTION_KEYS, _SECTION_NEEDS)
        day = str(data.get("dated_by", dated_by))
        read = (self._field((*where, "field", n), part) for n, part in enumerate(data["field"]))
        fields = tuple(replace(field, dated_by=day) for field in read)
        return Section(self._key(where, data), self._text((*where, "title"), data["title"]), fields)

    def _field(self, where: tuple[str | int, ...], data: Mapping[str, Any]) -> Field:
        self._known(where, data, _FIELD_KEYS, {"key", "kind", "label"})
        if data["kind"] not in set(Kind):
            raise self.error((*where, "kind"), f"unknown kind {data['kind']}; known are {', '.join(Kind)}")
        kind = Kind(data["kind"])
        optional: dict[str, Any] = {name: data[name] for name in _PLAIN_KEYS if name in data}
        optional |= {name: self._text((*where, name), data[name]) for name in ("help", "hint") if name in data}
        if "missing" in data:
            optional["missing"] = self._missing(where, data["missing"])
        if not 1 <= optional.get("width", 12) <= 12:
            raise self.error((*where, "width"), "a width is a number from 1 to 12")
        return Field(
            key=self._key(where, data), kind=kind, label=self._text((*where, "label"), data["label"]),
            units=tuple(data.get("units", (data["unit"],) if "unit" in data else ())),
            choices=self._field_choices(where, kind, data), usual=self._usual(where, data.get("usual")),
            when=self._when(where, data.get("when")), columns=self._columns(where, kind, data), **optional,
        )

    def _columns(self, where: tuple[str | int, ...], kind: Kind, data: Mapping[str, Any]) -> tuple[Field, ...]:
        raw = data.get("column", [])
        if bool(raw) != (kind is Kind.ROWS):
            raise self.error(where, "a rows field has columns, and only a rows field")
        columns = tuple(self._field((*where, "column", n), part) for n, part in enumerate(raw))
        keys = [key for column in columns for key in column.stored_keys]
        if len(keys) != len(set(keys)) or any(column.kind is Kind.ROWS for column in columns):
            raise self.error(where, "column keys must differ, and rows cannot hold rows")
        return columns

    def _field_choices(self, where: tuple[str | int, ...], kind: Kind, data: Mapping[str, Any]) -> tuple[Choice, ...]:
        raw = data.get("choices")
        if kind is Kind.YES_NO:
            return _YES_NO
        if (raw is not None) != (kind in (Kind.CHOICE, Kind.CHOICES)):
            raise self.error(where, "a choice field has choices, and only a choice field")
        if isinstance(raw, str):
            if raw not in self.lists:
                raise self.error((*where, "choices"), f"no list of choices is called {raw}")
            return self.lists[raw]
        return self._choices((*where, "choices"), raw) if raw else ()

    def _choices(self, where: tuple[str | int, ...], raw: Any) -> tuple[Choice, ...]:
        choices = tuple(Choice(str(code), self._text(where, label)) for code, label in raw.items())
        if any(not re.fullmatch(r"[A-Za-z0-9_.+-]+", choice.code) for choice in choices):
            raise self.error(where, "a choice code is made of letters, digits and _ . + -")
        return choices

    def _when(self, where: tuple[str | int, ...], raw: Any) -> Condition | None:
        if raw is None:
            return None
        if not isinstance(raw, dict) or set(raw) != {"field", "is"}:
            raise self.error((*where, "when"), 'a condition is { field = "…", is = ["…"] }')
        return Condition(raw["field"], frozenset(raw["is"]))

    def _usual(self, where: tuple[str | int, ...], raw: Any) -> tuple[Decimal, Decimal] | None:
        if raw is None:
            return None
        try:
            low, high = (Decimal(part) for part in raw)
        except (InvalidOperation, ValueError, TypeError):
            raise self.error((*where, "usual"), 'a usual range is ["low", "high"], written as text') from None
        if not low < high:
            raise self.error((*where, "usual"), "the low end of a usual range is below its high end")
        return low, high

    def _missing(self, where: tuple[str | int, ...], raw: Any) -> tuple[str, ...]:
        unknown = sorted(set(raw) - set(MISSING_CODES))
        if unknown:
            raise self.error((*where, "missing"), f"unknown reason for absence {', '.join(unknown)}")
        return tuple(code for code in MISSING_CODES if code in raw)

    def _text(self, where: tuple[str | int, ...], raw: Any) -> Text:
        if not isinstance(raw, dict) or set(raw) != {"zh", "en"} or not all(str(part).strip() for part in raw.values()):
            raise self.error(where, 'a text is { zh = "…", en = "…" }, both languages and nothing else')
        return Text(zh=raw["zh"], en=raw["en"])

    def _key(self, where: tuple[str | int, ...], data: Mapping[str, Any]) -> str:
        key = data["key"]
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise self.error((*where, "key"), f"{key!r} is not a key (small letters, digits, underscores)")
        return key

    def _known(self, where: tuple[str | int, ...], data: Mapping[str, Any], known: set[str], needed: set[str]) -> None:
        for key in data:
            if key not in known:
                raise self.error((*where, key), f"unknown key {key}")
        for key in sorted(needed - set(data)):
            raise self.error(where, f"{key} is missing")


def _field_lists(
    form: FormDefinition,
) -> Iterator[tuple[tuple[tuple[str | int, ...], ...], tuple[Field, ...]]]:
    """The form's own fields, then the columns of each of its rows-fields, each field with where it stands."""
    placed = [
        (("section", n, "field", m), field)
        for n, section in enumerate(form.sections) for m, field in enumerate(section.fields)
    ]
    yield tuple(where for where, _ in placed), tuple(field for _, field in placed)
    for where, field in placed:
        if field.columns:
            yield tuple((*where, "column", n) for n in range(len(field.columns))), field.columns
