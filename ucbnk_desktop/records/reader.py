"""Reads what is kept: participants, entries, history, decisions, all as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from ucbnk_desktop.forms.definition import Field, FormDefinition

from .audit_trail import COLUMNS, GENESIS, ChainHead, HistoryRow, moment_of, row_of
from .driver import Connection, database
from .faults import StoreBug
from .model import Amendment, Decision, Participant, StoredEntry, StoredRow, Strike, StudyInfo, Transfer
from .schema import AMENDMENT, DECISION, META, PARTICIPANT, TRANSFER, form_table, row_keys, rows_table

_HISTORY = ", ".join(f'"{name}"' for name in COLUMNS)
_ENTRY = "_participant", "_entry", "_version", "_recorded_at", "_recorded_by"
_STRUCK = "_struck_reason", "_struck_by", "_struck_at"

_Rows: TypeAlias = Mapping[tuple[str, int], list[StoredRow]]
"""The rows of one rows-field, by participant and entry."""


class Reader:
    """The reading half of the store, over its one connection.

    Lists are read by sqlite-utils. What is read of every participant and for every key goes by own SQL: the laboratory
    entries of one participant take 0.16 ms, by sqlite-utils 0.27 ms.
    """

    def __init__(self, connection: Connection, forms: Mapping[str, FormDefinition]) -> None:
        self._connection = connection
        self._db = database(connection)
        self._forms = forms
        self._queries = {key: _entry_query(form) for key, form in forms.items()}
        self._row_queries = {
            (form.key, field.key): _rows_query(form.key, field) for form in forms.values() for field in form.rows_fields
        }

    def study(self, path: Path) -> StudyInfo:
        """What the file says of itself."""
        meta = {row["key"]: row["value"] for row in self._db.table(META).rows}
        return StudyInfo(path, meta["title"], meta["demonstration"] == "yes", moment_of(meta["created_at"]))

    def head(self) -> ChainHead:
        """The last row of the history."""
        row = self._connection.execute("SELECT sequence, digest FROM history ORDER BY sequence DESC LIMIT 1").fetchone()
        return ChainHead(*row) if row else ChainHead(0, GENESIS)

    def participants(self) -> tuple[Participant, ...]:
        """Everyone screened, in the order of screening."""
        rows = self._db.table(PARTICIPANT).rows_where(order_by="rowid")
        return tuple(Participant(row["code"], moment_of(row["screened_at"]), row["screened_by"]) for row in rows)

    def entries(self, participant: str, form: str) -> tuple[StoredEntry, ...]:
        """Every entry of `form`, struck ones too, oldest first."""
        return self._entries(self._form(form), "_participant = ?", (participant,))

    def entry(self, participant: str, form: str, number: int) -> StoredEntry | None:
        """The entry `number` of `form`, None where there is none."""
        found = self._entries(self._form(form), "_participant = ? AND _entry = ?", (participant, number))
        return next(iter(found), None)

    def last_number(self, participant: str, form: str) -> int:
        """The number of the newest entry of `form`, struck or not; 0 where there is none."""
        self._form(form)
        query = f'SELECT MAX(_entry) FROM "{form_table(form)}" WHERE _participant = ?'
        return self._connection.execute(query, (participant,)).fetchone()[0] or 0

    def unstruck_numbers(self, participant: str, form: str) -> tuple[int, ...]:
        """The numbers of the entries of `form` that are not struck, oldest first."""
        self._form(form)
        query = f'SELECT _entry FROM "{form_table(form)}" WHERE _participant = ? AND _struck_at IS NULL ORDER BY 1'
        return tuple(number for (number,) in self._connection.execute(query, (participant,)))

    def is_screened(self, participant: str) -> bool:
        """Whether there is such a participant."""
        return bool(self._connection.execute("SELECT 1 FROM participant WHERE code = ?", (participant,)).fetchall())

    def all_entries(self, participant: str) -> Mapping[str, tuple[StoredEntry, ...]]:
        """The entries of every form, in the order of the forms."""
        return {form: self.entries(participant, form) for form in self._forms}

    def entries_of_all(self, participants: Sequence[str]) -> Mapping[str, Mapping[str, tuple[StoredEntry, ...]]]:
        """What `all_entries` gives for each of `participants`, every table read once."""
        found: dict[str, dict[str, tuple[StoredEntry, ...]]] = {
            code: dict.fromkeys(self._forms, ()) for code in participants
        }
        where = f"_participant IN ({', '.join('?' * len(participants))})"
        for key, form in self._forms.items():
            for code, entries in groupby(self._entries(form, where, participants), attrgetter("participant")):
                found[code][key] = tuple(entries)
        return found

    def history(
        self, *, participant: str | None = None, form: str | None = None, entry: int | None = None,
        row: int | None = None, field: str | None = None,
    ) -> tuple[HistoryRow, ...]:  # fmt: skip
        """The rows of the history for which every given argument holds, oldest first."""
        given = {"participant": participant, "form": form, "entry": entry, "row": row, "field": field}
        wanted = {name: value for name, value in given.items() if value is not None}
        where = " AND ".join(f'"{name}" = ?' for name in wanted) or "TRUE"
        query = f"SELECT {_HISTORY} FROM history WHERE {where} ORDER BY sequence"
        return tuple(row_of(columns) for columns in self._connection.execute(query, tuple(wanted.values())))

    def last_written(self) -> datetime | None:
        """When the last history row was written, by the clock of that time."""
        row = self._connection.execute("SELECT at FROM history ORDER BY sequence DESC LIMIT 1").fetchone()
        return moment_of(row[0]) if row else None

    def decisions(self) -> Mapping[str, Decision]:
        """The decision in force for each id."""
        rows = self._db.table(DECISION).rows_where(order_by="id, version")
        return {decision.id: decision for decision in map(_decision, rows)}

    def decision_history(self, id: str) -> tuple[Decision, ...]:  # noqa: A002 - the word of the protocol pack
        """Every version of one decision, oldest first."""
        rows = self._db.table(DECISION).rows_where("id = ?", (id,), order_by="version")
        return tuple(map(_decision, rows))

    def amendments(self) -> tuple[Amendment, ...]:
        """The amendments of the protocol in the order in which they were adopted."""
        return tuple(
            Amendment(
                row["number"], row["version"], row["text"], date.fromisoformat(row["in_force_from"]), row["source"],
                row["adopted_by"], moment_of(row["adopted_at"]),
            )
            for row in self._db.table(AMENDMENT).rows_where(order_by="number")
        )

    def transfers(self) -> tuple[Transfer, ...]:
        """Who was moved to another version of the protocol, participant by participant, each oldest first."""
        return tuple(
            Transfer(
                row["participant"], row["number"], row["before"], row["version"], row["reason"], row["moved_by"],
                moment_of(row["moved_at"]),
            )
            for row in self._db.table(TRANSFER).rows_where(order_by="participant, number")
        )

    def _form(self, key: str) -> FormDefinition:
        if key not in self._forms:
            raise StoreBug(f"no form is called {key}")
        return self._forms[key]

    def _entries(self, form: FormDefinition, where: str, key: Sequence[object]) -> tuple[StoredEntry, ...]:
        """The entries of `form` for which `where` holds, by participant, oldest first."""
        query = f"{self._queries[form.key]} WHERE {where} ORDER BY _participant, _entry"
        found = self._connection.execute(query, tuple(key)).fetchall()
        if not found:
            return ()
        rows = {field.key: self._rows(form.key, field, where, key) for field in form.rows_fields}
        return tuple(_entry(form, columns, rows) for columns in found)

    def _rows(self, form: str, field: Field, where: str, key: Sequence[object]) -> _Rows:
        keys = row_keys(field)
        found: dict[tuple[str, int], list[StoredRow]] = {}
        query = f"{self._row_queries[form, field.key]} WHERE {where} ORDER BY _participant, _entry, _row"
        for participant, entry, number, *rest in self._connection.execute(query, tuple(key)):
            values = dict(zip(keys, rest[3:], strict=True))
            found.setdefault((participant, entry), []).append(StoredRow(number, values, _strike(rest[:3])))
        return found


def _entry_query(form: FormDefinition) -> str:
    columns = ", ".join(f'"{name}"' for name in (*_ENTRY, *_STRUCK, *form.stored_keys))
    return f'SELECT {columns} FROM "{form_table(form.key)}"'


def _rows_query(form: str, field: Field) -> str:
    columns = ", ".join(f'"{name}"' for name in ("_participant", "_entry", "_row", *_STRUCK, *row_keys(field)))
    return f'SELECT {columns} FROM "{rows_table(form, field.key)}"'


def _entry(form: FormDefinition, columns: tuple[Any, ...], rows: Mapping[str, _Rows]) -> StoredEntry:
    participant, number, version, recorded_at, recorded_by = columns[:5]
    return StoredEntry(
        participant, form.key, number, version, dict(zip(form.stored_keys, columns[8:], strict=True)),
        {key: tuple(of_field.get((participant, number), ())) for key, of_field in rows.items()},
        _strike(columns[5:8]), moment_of(recorded_at), recorded_by,
    )


def _strike(columns: tuple[Any, ...] | list[Any]) -> Strike | None:
    reason, by, at = columns
    return None if at is None else Strike(reason, by, moment_of(at))


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        row["id"], row["value"], row["version"], row["source"], row["decided_by"], moment_of(row["decided_at"]),
        row["reason"],
    )
