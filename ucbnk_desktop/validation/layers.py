"""What one table of a case file states: entries, dates and decisions, laid over what stood there before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TypeAlias

from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Named
from ucbnk_desktop.toml_positions import Path as Where
from ucbnk_desktop.wording import text

from .decisions import Decisions, rulings_in, settings_in
from .document import Document
from .faults import FilePosition

KEYS = (
    "base", "day", "planned_start", "enrolled_on", "infusion_day", "without", "forms", "also", "settings", "rulings",
)
"""What every layer may hold."""

_ANCHORS = {
    "planned_start": ("screening", "planned_first_infusion_on"),
    "enrolled_on": ("enrolment", "enrolled_on"),
}
"""Short names of two dates, and where they stand in the forms."""


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """One answer as text, and where it is written; `own` is false for what a base brought along."""

    text: str
    place: FilePosition
    own: bool = True


StatedAnswers: TypeAlias = Mapping[str, StatedAnswer]


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """One entry of a form: answers by column key, rows by rows-field."""

    place: FilePosition
    values: StatedAnswers = field(default_factory=dict)
    rows: Mapping[str, tuple[StatedAnswers, ...]] = field(default_factory=dict)

    def laid_over(self, before: StatedEntry) -> StatedEntry:
        """These answers over earlier ones; a table of rows takes the place of the earlier one."""
        return StatedEntry(self.place, {**before.values, **self.values}, {**before.rows, **self.rows})

    def inherited(self) -> StatedEntry:
        """The same as what a base brings along."""
        values = {key: replace(value, own=False) for key, value in self.values.items()}
        rows = {
            key: tuple({column: replace(value, own=False) for column, value in row.items()} for row in table)
            for key, table in self.rows.items()
        }
        return StatedEntry(self.place, values, rows)


Entries: TypeAlias = Mapping[str, tuple[StatedEntry, ...]]


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case in the making; what is None is not stated yet."""

    entries: Entries = field(default_factory=dict)
    day: date | None = None
    infusion_day: date | None = None
    settings: Mapping[str, str] | None = None
    rulings: Mapping[str, str] | None = None

    def inherited(self) -> CaseDraft:
        """The same as a base."""
        entries = {form: tuple(entry.inherited() for entry in stated) for form, stated in self.entries.items()}
        return replace(self, entries=entries)


@dataclass(frozen=True, slots=True)
class Layer:
    """What one table states. `whole` entries take the place of all earlier ones, `changed` are laid over the last."""

    day: date | None = None
    infusion_day: date | None = None
    without: tuple[str, ...] = ()
    whole: Entries = field(default_factory=dict)
    changed: Mapping[str, StatedEntry] = field(default_factory=dict)
    also: Entries = field(default_factory=dict)
    settings: Decisions | None = None
    rulings: Decisions | None = None

    def laid_over(self, before: CaseDraft) -> CaseDraft:
        """The case with this layer over `before`: first what is left out, then what is changed, then what is added."""
        entries = {form: stated for form, stated in before.entries.items() if form not in self.without}
        entries |= self.whole
        for form, entry in self.changed.items():
            *earlier, last = entries.get(form) or (StatedEntry(entry.place),)
            entries[form] = (*earlier, entry.laid_over(last))
        for form, more in self.also.items():
            entries[form] = (*entries.get(form, ()), *more)
        return CaseDraft(
            entries, self.day or before.day, self.infusion_day or before.infusion_day,
            before.settings if self.settings is None else self.settings.laid_over(before.settings),
            before.rulings if self.rulings is None else self.rulings.laid_over(before.rulings),
        )


def layer_in(
    document: Document, where: Where, table: Mapping[str, Any], forms: Mapping[str, FormDefinition],
    pack: ProtocolPack,
) -> Layer:
    """The layer that `table` states; what is wrong in it is noted in the document."""
    reader = _Reader(document, forms)
    replaced, changed = reader.forms_in((*where, "forms"), table.get("forms", {}))
    for name, (form, key) in _ANCHORS.items():
        if name in table and (day := document.day((*where, name), table[name])):
            stated = StatedEntry(
                document.place(where), {key: StatedAnswer(day.isoformat(), document.place((*where, name)))}
            )
            changed[form] = stated.laid_over(changed[form]) if form in changed else stated
    day, infusion_day = (
        document.day((*where, key), table[key]) if key in table else None for key in ("day", "infusion_day")
    )
    return Layer(
        day, infusion_day,
        tuple(reader.known_forms((*where, "without"), table.get("without", []))),
        replaced, changed, reader.also((*where, "also"), table.get("also", {})),
        settings_in(document, (*where, "settings"), table["settings"], pack) if "settings" in table else None,
        rulings_in(document, (*where, "rulings"), table["rulings"], pack) if "rulings" in table else None,
    )


class _Reader:
    """Reads entries in the forms' own keys."""

    def __init__(self, document: Document, forms: Mapping[str, FormDefinition]) -> None:
        self.document = document
        self.forms = {key: form for key, form in forms.items() if not form.identifying}
        self.identifying = {key for key, form in forms.items() if form.identifying}

    def known_forms(self, where: Where, raw: Any) -> Iterator[str]:
        """The forms named in a list."""
        for n, form in enumerate(self.document.texts(where, raw)):
            if form and self._knows((*where, n), form):
                yield form

    def forms_in(self, where: Where, raw: Any) -> tuple[dict[str, tuple[StatedEntry, ...]], dict[str, StatedEntry]]:
        """Entries in a list take the place of all earlier ones, a single table is laid over the last."""
        replaced: dict[str, tuple[StatedEntry, ...]] = {}
        changed: dict[str, StatedEntry] = {}
        for form, stated in self.document.table(where, raw).items():
            if not self._knows((*where, form), form):
                continue
            if isinstance(stated, list):
                replaced[form] = self._entries((*where, form), form, stated)
            else:
                changed[form] = self._entry((*where, form), self.forms[form], stated)
        return replaced, changed

    def also(self, where: Where, raw: Any) -> Entries:
        """Entries that are added; a single table is one entry."""
        return {
            form: self._entries((*where, form), form, stated)
            for form, stated in self.document.table(where, raw).items() if self._knows((*where, form), form)
        }

    def _knows(self, where: Where, form: str) -> bool:
        if form in self.identifying:
            self.document.fault(where, "case_identifying", form=form)
        elif form not in self.forms:
            self.document.unknown(where, form, self.forms)
        return form in self.forms

    def _entries(self, where: Where, form: str, raw: Any) -> tuple[StatedEntry, ...]:
        definition = self.forms[form]
        if not isinstance(raw, list):
            return (self._entry(where, definition, raw),)
        return tuple(self._entry((*where, n), definition, table) for n, table in enumerate(raw))

    def _entry(self, where: Where, definition: FormDefinition, raw: Any) -> StatedEntry:
        tables = {rows_field.key: rows_field for rows_field in definition.rows_fields}
        table = self.document.table(where, raw, (*definition.stored_keys, *tables))
        columns = _by_column(definition.fields)
        values = {
            key: self._stated((*where, key), columns[key], value) for key, value in table.items() if key in columns
        }
        rows = {key: self._rows((*where, key), tables[key], value) for key, value in table.items() if key in tables}
        return StatedEntry(self.document.place(where), values, rows)

    def _rows(self, where: Where, rows_field: Field, raw: Any) -> tuple[StatedAnswers, ...]:
        columns = _by_column(rows_field.columns)
        return tuple(
            {
                key: self._stated((*at, key), columns[key], value)
                for key, value in self.document.table(at, row, columns).items() if key in columns
            }
            for at, row in self.document.tables(where, raw)
        )

    def _stated(self, where: Where, asked: Field, raw: Any) -> StatedAnswer:
        typed = _typed(raw, several=asked.kind is Kind.CHOICES)
        if typed is None:
            written, wanted = text(_WRITTEN[type(raw)]), text(f"case_wanted_{_WANTED.get(asked.kind, 'text')}")
            self.document.fault(
                where, "case_wrong_type", written=Named(written.zh, written.en), wanted=Named(wanted.zh, wanted.en)
            )
        return StatedAnswer(typed or "", self.document.place(where))


def _by_column(fields: Any) -> dict[str, Field]:
    return {key: form_field for form_field in fields for key in form_field.stored_keys}


_WRITTEN = {
    bool: "case_written_bool", dict: "case_written_dict", list: "case_written_list",
    datetime: "case_written_datetime", time: "case_written_time",
}
_WANTED = {
    Kind.YES_NO: "yes_no", Kind.INTEGER: "number", Kind.DECIMAL: "number", Kind.LAB: "number", Kind.DATE: "date",
    Kind.PARTIAL_DATE: "date", Kind.MOMENT: "moment", Kind.TIME: "time", Kind.CHOICE: "choice",
    Kind.CHOICES: "choices",
}
"""What is to be written into a field of each kind (`case_wanted_…` of the wording); text for all others."""


def _typed(raw: Any, *, several: bool) -> str | None:
    """A TOML value as the text that would be typed; None for what no field can take."""
    match raw:
        case bool():
            return None
        case str() | int():
            return str(raw)
        case datetime():
            return None if raw.tzinfo or raw.second or raw.microsecond else f"{raw:%Y-%m-%d %H:%M}"
        case date():
            return raw.isoformat()
        case time():
            return None if raw.second or raw.microsecond else f"{raw:%H:%M}"
        case list() if several and all(isinstance(part, str) for part in raw):
            return " ".join(raw)
        case _:
            return None
