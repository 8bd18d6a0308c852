"""Where the data of a verdict come from: who recorded each of them and when, in which unit, and who judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ucbnk_desktop.forms.definition import row_path
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.records.audit_trail import VALUE_OPERATIONS, HistoryRow
from ucbnk_desktop.records.model import StoredEntry

from .model import EntryDraft


@dataclass(frozen=True, slots=True)
class Origin:
    """One datum's way into the record: who wrote the value that stands, and when; `corrected` after another one.

    `by` is empty while the value is only typed. `unit` is the one the result was reported in.
    """

    by: str
    at: datetime | None
    corrected: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """Who answered a judgement, and on which day; either empty while it is not entered."""

    by: str
    on: date | str


def origin(
    source: Source, entry: StoredEntry | None, history: Iterable[HistoryRow], typed: EntryDraft | None
) -> Origin:
    """The origin of the value in `source`; `entry` is the stored one, `typed` what lies over it unsaved."""
    row, column = _place(source, entry)
    kept = [
        change for change in history
        if change.operation in VALUE_OPERATIONS and (change.row, change.field) == (row, column)
    ]
    standing = _text(source, typed.values, typed.rows) if typed is not None else None
    unit = _unit(source, entry, typed)
    if not kept or (standing is not None and standing != kept[-1].new):
        return Origin("", None, unit=unit)
    last = kept[-1]
    return Origin(last.user, last.at, corrected=last.operation == "correct" and bool(last.old), unit=unit)


def _place(source: Source, entry: StoredEntry | None) -> tuple[int | None, str]:
    """The number of the row and the column as the history names them."""
    place = row_path(source.field)
    if place is None:
        return None, source.field
    rows = entry.rows.get(place.table, ()) if entry is not None else ()
    return (rows[place.number].number if place.number < len(rows) else None), f"{place.table}.{place.column}"


def _text(
    source: Source, values: Mapping[str, str], rows: Mapping[str, tuple[Mapping[str, str], ...]]
) -> str:
    place = row_path(source.field)
    if place is None:
        return values.get(source.field, "")
    table = rows.get(place.table, ())
    return table[place.number].get(place.column, "") if place.number < len(table) else ""


def _unit(source: Source, entry: StoredEntry | None, typed: EntryDraft | None) -> str:
    values = typed.values if typed is not None else entry.values if entry is not None else {}
    unit = values.get(f"{source.field}_unit", "")
    return "" if unit.startswith("[") else unit


def judged(entry: StoredEntry | None, typed: EntryDraft | None) -> JudgedBy:
    """Who answered the judgements that stand in `entry`, or are typed over it."""
    values = typed.values if typed is not None else entry.values if entry is not None else {}
    by, on = (values.get(key, "") for key in ("judged_by", "judged_on"))
    return JudgedBy("" if by.startswith("[") else by, "" if on.startswith("[") else on)
