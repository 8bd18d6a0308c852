"""Replays the history and compares: the record equals its history, or it is said where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.wording import Text

from . import schema
from .audit_trail import COLUMNS, GENESIS, VALUE_OPERATIONS, digest_of
from .driver import Connection
from .faults import Discrepancy

Key: TypeAlias = tuple[str, tuple[Any, ...]]
"""A table and the key of one of its rows."""

_HISTORY = f"SELECT {schema.quoted(COLUMNS)} FROM history ORDER BY sequence"
_SEQUENCE, _AT, _USER, _OPERATION, _PARTICIPANT, _FORM, _ENTRY, _ROW, _FIELD, _OLD, _NEW, _REASON = (
    COLUMNS.index(name)
    for name in ("sequence", "at", "user", "operation", "participant", "form", "entry", "row", "field", "old", "new",
                 "reason")
)  # fmt: skip


def discrepancies(connection: Connection, forms: Mapping[str, FormDefinition]) -> tuple[Discrepancy, ...]:
    """Everything in the file that is not as its history says, in the order: history, then table by table."""
    replay = _Replay(forms)
    found = list(_walked(connection, replay))
    for table in schema.tables(forms):
        if table.name not in (schema.HISTORY, schema.DRAFT):
            found += _compared(connection, table, replay, forms)
    return tuple(found)


def damages(connection: Connection) -> Iterator[Discrepancy]:
    """What SQLite itself finds wrong with the pages of the file, over the connection that holds it."""
    for pragma, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        found = connection.execute(f"PRAGMA {pragma}").fetchall()
        if found != sound:
            yield Discrepancy("records_page_damaged", {"name": str(found[0][0])})


def _walked(connection: Connection, replay: _Replay) -> Iterator[Discrepancy]:
    """Follow the chain and replay each row on the way."""
    sequence, digest = 0, GENESIS
    for columns in connection.execute(_HISTORY):
        if columns[_SEQUENCE] != sequence + 1:
            yield Discrepancy("records_history_removed", {"sequence": sequence + 1, "last": columns[_SEQUENCE] - 1})
        elif columns[-1] != digest_of(digest, columns[:-1]):
            yield Discrepancy("records_history_edited", _named(columns))
        if not replay.take(columns):
            yield Discrepancy("records_history_disagrees", _named(columns))
        sequence, digest = columns[_SEQUENCE], columns[-1]


def _named(columns: tuple[Any, ...]) -> dict[str, object]:
    names = ("sequence", "participant", "form", "entry", "row", "field")
    return {"table": schema.HISTORY, **{name: columns[COLUMNS.index(name)] for name in names}}


class _Replay:
    """What every table must hold, as the history tells it: column values with the history row they come from."""

    def __init__(self, forms: Mapping[str, FormDefinition]) -> None:
        self.rows: dict[Key, dict[str, Any]] = {}
        self.sequences: dict[tuple[Key, str], int] = {}
        self._columns = {table.name: tuple(table.columns) for table in schema.tables(forms)}
        self._defaults = {table.name: dict.fromkeys(table.defaults, "") for table in schema.tables(forms)}

    def take(self, columns: tuple[Any, ...]) -> bool:
        """Apply one history row; False where it contradicts the rows before it."""
        operation = columns[_OPERATION]
        if operation in VALUE_OPERATIONS:
            return self._value(columns)
        if operation == "strike":
            return self._strike(columns)
        study = {
            "create": self._create, "screen": self._screen, "decide": self._decide, "decide_source": self._source,
            "adopt": self._adopt, "adopt_from": self._adopt_rest, "adopt_source": self._adopt_rest,
            "transfer": self._transfer,
        }  # fmt: skip
        return study[operation](columns) if operation in study else True

    def _create(self, columns: tuple[Any, ...]) -> bool:
        return self._add(columns, (schema.META, (columns[_FIELD],)), value=columns[_NEW])

    def _screen(self, columns: tuple[Any, ...]) -> bool:
        key = (schema.PARTICIPANT, (columns[_PARTICIPANT],))
        return self._add(columns, key, screened_at=columns[_AT], screened_by=columns[_USER])

    def _decide(self, columns: tuple[Any, ...]) -> bool:
        id, version = columns[_FIELD], columns[_ENTRY]  # noqa: A001 - the word of the protocol pack
        before = self.rows.get((schema.DECISION, (id, version - 1)), {}).get("value", "")
        added = self._add(
            columns, (schema.DECISION, (id, version)), value=columns[_NEW], source="", decided_by=columns[_USER],
            decided_at=columns[_AT], reason=columns[_REASON],
        )  # fmt: skip
        return added and before == columns[_OLD]

    def _source(self, columns: tuple[Any, ...]) -> bool:
        return self._set(columns, (schema.DECISION, (columns[_FIELD], columns[_ENTRY])), "source", columns[_NEW])

    def _adopt(self, columns: tuple[Any, ...]) -> bool:
        return self._add(
            columns, (schema.AMENDMENT, (columns[_ENTRY],)), version=columns[_FIELD], text=columns[_NEW],
            in_force_from="", source="", adopted_by=columns[_USER], adopted_at=columns[_AT],
        )  # fmt: skip

    def _adopt_rest(self, columns: tuple[Any, ...]) -> bool:
        key = (schema.AMENDMENT, (columns[_ENTRY],))
        column = {"adopt_from": "in_force_from", "adopt_source": "source"}[columns[_OPERATION]]
        agrees = self.rows.get(key, {}).get("version") == columns[_FIELD]
        return self._set(columns, key, column, columns[_NEW]) and agrees

    def _transfer(self, columns: tuple[Any, ...]) -> bool:
        participant, number = columns[_PARTICIPANT], columns[_ENTRY]
        earlier = self.rows.get((schema.TRANSFER, (participant, number - 1)))
        added = self._add(
            columns, (schema.TRANSFER, (participant, number)), before=columns[_OLD], version=columns[_NEW],
            reason=columns[_REASON], moved_by=columns[_USER], moved_at=columns[_AT],
        )  # fmt: skip
        return added and (earlier is not None or number == 1)

    def _value(self, columns: tuple[Any, ...]) -> bool:
        key, column = self._place(columns)
        if column:
            row = self.rows.get(key, {})
            agrees = row.get(column) == columns[_OLD] and row.get("_struck_at") is None
            return self._set(columns, key, column, columns[_NEW]) and agrees
        if columns[_ROW] is not None:
            return self._add(columns, key, **_UNSTRUCK)
        begun = {"_version": columns[_NEW], "_recorded_at": columns[_AT], "_recorded_by": columns[_USER]}
        return self._add(columns, key, **begun, **_UNSTRUCK)

    def _strike(self, columns: tuple[Any, ...]) -> bool:
        key, _ = self._place(columns)
        if self.rows.get(key, {}).get("_struck_at", "") is not None:
            return False
        struck = {
            "_struck_reason": columns[_REASON], "_struck_by": columns[_USER], "_struck_at": columns[_AT],
        }  # fmt: skip
        for column, value in struck.items():
            self._set(columns, key, column, value)
        return True

    def _place(self, columns: tuple[Any, ...]) -> tuple[Key, str]:
        """The table row a history row is about, and its column, "" where it is about the whole row."""
        form, field = columns[_FORM], columns[_FIELD]
        entry = (columns[_PARTICIPANT], columns[_ENTRY])
        if columns[_ROW] is None:
            return (schema.form_table(form), entry), field
        outer, _, column = field.partition(".")
        return (schema.rows_table(form, outer), (*entry, columns[_ROW])), column

    def _add(self, columns: tuple[Any, ...], key: Key, **values: Any) -> bool:
        if key in self.rows or key[0] not in self._columns:
            return False
        self.rows[key] = {**self._defaults[key[0]], **values}
        for column in ("", *values):
            self.sequences[key, column] = columns[_SEQUENCE]
        return True

    def _set(self, columns: tuple[Any, ...], key: Key, column: str, value: Any) -> bool:
        if key not in self.rows or column not in self._columns[key[0]]:
            return False
        self.rows[key][column] = value
        self.sequences[key, column] = columns[_SEQUENCE]
        return True


_UNSTRUCK = {"_struck_reason": None, "_struck_by": None, "_struck_at": None}


def _compared(
    connection: Connection, table: schema.Table, replay: _Replay, forms: Mapping[str, FormDefinition]
) -> Iterator[Discrepancy]:
    """Where the rows of `table` are not those that the history gives."""
    expected = {key: row for key, row in replay.rows.items() if key[0] == table.name}
    names = tuple(table.columns)
    depth = len(table.key)
    positions = [names.index(name) for name in table.key]
    query = f'SELECT {schema.quoted(names)} FROM "{table.name}"'
    for columns in connection.execute(query):
        key = (table.name, tuple(columns[position] for position in positions))
        row = expected.pop(key, None)
        if row is None:
            yield _located("records_row_added", key, "", None, forms)
            continue
        for name, value in zip(names[depth:], columns[depth:], strict=True):
            if row[name] != value:
                sequence = replay.sequences.get((key, name), replay.sequences[key, ""])
                yield _located("records_value_changed", key, name, sequence, forms)
    for key in expected:
        yield _located("records_row_missing", key, "", replay.sequences[key, ""], forms)


def _located(
    code: str, key: Key, field: str, sequence: int | None, forms: Mapping[str, FormDefinition]
) -> Discrepancy:
    """The discrepancy with every name that tells where it is; entries and rows have words of their own."""
    table, parts = key
    arguments: dict[str, object] = {"table": table, "field": field, "sequence": sequence, "name": str(parts[0])}
    for form in forms.values():
        if table == schema.form_table(form.key):
            place = {"participant": parts[0], "form": form.key, "entry": parts[1], "title": form.title}
            return Discrepancy(f"{code}_in_entry", {**arguments, **place, "label": _label(form, field)})
        for rows in form.rows_fields:
            if table == schema.rows_table(form.key, rows.key):
                column = f"{rows.key}.{field}" if field else rows.key
                place = {
                    "participant": parts[0], "form": form.key, "entry": parts[1], "row": parts[2],
                    "title": form.title, "rows": rows.label, "field": column, "label": _label(form, column),
                }  # fmt: skip
                return Discrepancy(f"{code}_in_row", {**arguments, **place})
    if table == schema.PARTICIPANT:
        arguments["participant"] = parts[0]
    return Discrepancy(code, arguments)


def _label(form: FormDefinition, field: str) -> Text:
    try:
        return form.field(field).label
    except (KeyError, StopIteration):
        return Text(field, field)
