"""The tables of a study file: made from the form definitions, compared with them at every opening."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import Field, FormDefinition

from .create_statement import CreateStatement
from .driver import Connection, Database, database
from .faults import Discrepancy, StoreBug

APPLICATION_ID = int.from_bytes(b"UCBN", "big")
VERSION = 2
"""The version of the tables that do not come from the form definitions; raised together with a migration."""

META = "meta"
PARTICIPANT = "participant"
HISTORY = "history"
DECISION = "decision"
AMENDMENT = "amendment"
TRANSFER = "transfer"
DRAFT = "draft"

_NAME = re.compile(r"_?[a-z][a-z0-9_]*")
_TYPES = {"TEXT": str, "INTEGER": int}
_STRUCK = {"_struck_reason": "TEXT", "_struck_by": "TEXT", "_struck_at": "TEXT"}
_APPEND_ONLY = (META, PARTICIPANT, HISTORY, DECISION, AMENDMENT, TRANSFER)


@dataclass(frozen=True)
class Table:
    """One table: columns with their types, the key, the columns that may be NULL, and what it refers to."""

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    refers: tuple[tuple[str, ...], str, tuple[str, ...]] | None = None
    defaults: frozenset[str] = frozenset()

    @property
    def sql(self) -> str:
        """The statement that makes it, as sqlite-utils writes it today."""
        filled = frozenset(self.filled)
        lines = [f'"{name}" {" ".join(self._column(name, filled=name in filled))}' for name in self.columns]
        if self.refers and len(self.refers[0]) > 1:
            lines.append(f"FOREIGN KEY ({quoted(self.refers[0])}) {self._reference}")
        if len(self.key) > 1:
            lines.append(f"PRIMARY KEY ({quoted(self.key)})")
        return f'CREATE TABLE "{self.name}" (\n   ' + ",\n   ".join(lines) + "\n) STRICT"

    @property
    def statement(self) -> CreateStatement:
        """The parts of `sql`: what the table in a file must consist of, whoever wrote it there."""
        return CreateStatement.parsed(self.sql)

    @property
    def filled(self) -> list[str]:
        """The columns that may not be NULL; SQLite says so itself of an INTEGER key."""
        return [
            name
            for name, kind in self.columns.items()
            if name not in self.optional and not (kind == "INTEGER" and self.key == (name,))
        ]

    def _column(self, name: str, *, filled: bool) -> Iterator[str]:
        """Type and constraints of one column."""
        yield self.columns[name]
        if self.key == (name,):
            yield "PRIMARY KEY"
        if filled:
            yield "NOT NULL"
        if name in self.defaults:
            yield "DEFAULT ''"
        if self.refers and self.refers[0] == (name,):
            yield self._reference

    @property
    def _reference(self) -> str:
        assert self.refers is not None
        return f'REFERENCES "{self.refers[1]}"({quoted(self.refers[2])})'


def form_table(form: str) -> str:
    """The table that holds the entries of `form`."""
    return f"form_{form}"


def rows_table(form: str, field: str) -> str:
    """The table that holds the rows of the rows-field `field` of `form`."""
    return f"rows_{form}__{field}"


def quoted(names: Iterable[str]) -> str:
    """Column names as SQL wants them: `"a", "b"`."""
    return ", ".join(f'"{name}"' for name in names)


def may_be_updated(table: str) -> bool:
    """Whether current values stand in `table`: only these are ever updated, and only beside a history row."""
    return table.startswith(("form_", "rows_")) or table == DRAFT


def tables(forms: Mapping[str, FormDefinition]) -> tuple[Table, ...]:
    """Every table of a study with these definitions, each after those it refers to."""
    found = (*_OWN, *(table for form in forms.values() for table in _of_form(form)))
    names = [table.name for table in found]
    wrong = [name for table in found for name in (table.name, *table.columns) if not _NAME.fullmatch(name)]
    if wrong or len(set(names)) != len(names):
        raise StoreBug(f"names that cannot be tables or columns: {wrong or names}")
    return found


def create(connection: Connection, forms: Mapping[str, FormDefinition]) -> None:
    """Make every table and trigger, inside the caller's unit of work."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={VERSION}")
    db = database(connection)
    for table in tables(forms):
        make(db, table)


def make(db: Database, table: Table) -> None:
    """Make one table with its triggers and its index."""
    types = {name: _TYPES[kind] for name, kind in table.columns.items()}
    db.create_table(
        table.name, types, pk=table.key[0] if len(table.key) == 1 else table.key, not_null=table.filled, strict=True,
        defaults=dict.fromkeys(sorted(table.defaults), ""), foreign_keys=[table.refers] if table.refers else None,
    )  # fmt: skip
    for statement in _attached(table.name).values():
        db.conn.execute(statement)
    _check_written(db, table)


def add_columns(db: Database, table: Table, columns: tuple[str, ...]) -> None:
    """Add columns of a newer form definition; unlike a transformed table, this one keeps its triggers."""
    for column in columns:
        db.table(table.name).add_column(column, str, not_null_default="")
    _check_written(db, table)


def _check_written(db: Database, table: Table) -> None:
    """StoreBug where sqlite-utils made another table than was asked for: what it writes is its own affair, not ours."""
    written = db.table(table.name).schema
    odd = () if written == table.sql else tuple(table.statement.differing(CreateStatement.parsed(written)))
    if odd:
        raise StoreBug(f"sqlite-utils made {table.name} otherwise than asked: {odd}")


def own(name: str) -> Table:
    """The table `name` of those that do not come from the form definitions."""
    return next(table for table in _OWN if table.name == name)


def missing_columns(connection: Connection, table: Table) -> tuple[str, ...] | None:
    """The columns `table` lacks in the file; None where the table itself is not there."""
    present = _columns(connection, table.name)
    return tuple(name for name in table.columns if name not in present) if present else None


def newer_names(connection: Connection, forms: Mapping[str, FormDefinition]) -> tuple[str, ...]:
    """Tables and columns in the file that these definitions do not know: they come from a newer program."""
    known = {table.name: table for table in tables(forms)}
    present = _statements(connection).keys()
    extra = [name for name in present if name not in known]
    for name in present & known.keys():
        extra += [f"{name}.{column}" for column in _columns(connection, name) - known[name].columns.keys()]
    return tuple(sorted(extra))


def differences(connection: Connection, forms: Mapping[str, FormDefinition]) -> Iterator[Discrepancy]:
    """Where tables, triggers and indexes differ from what the definitions ask for, in anything that SQLite reads.

    Only a table whose text is not the very text asked for is taken apart: with all 42 it takes 10 ms instead of 2.
    """
    present = _statements(connection)
    for table in tables(forms):
        sql = present.get(table.name)
        if sql is None:
            yield Discrepancy("records_schema_missing", {"name": table.name, "table": table.name})
        elif sql != table.sql:
            for part in table.statement.differing(CreateStatement.parsed(sql)):
                yield Discrepancy("records_schema_missing", {"name": f"{table.name}{part}", "table": table.name})
    yield from _attachment_differences(connection, forms)


def _attachment_differences(connection: Connection, forms: Mapping[str, FormDefinition]) -> Iterator[Discrepancy]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL")
    found = {name: _plain(sql) for name, sql in rows}
    wanted = {
        name: (table.name, _plain(sql)) for table in tables(forms) for name, sql in _attached(table.name).items()
    }
    for name, (table_name, sql) in wanted.items():
        if found.get(name) != sql:
            yield Discrepancy("records_schema_missing", {"name": name, "table": table_name})
    for name in sorted(found.keys() - wanted.keys()):
        yield Discrepancy("records_schema_foreign", {"name": name})


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def _statements(connection: Connection) -> Mapping[str, str]:
    """The text of every table of the file, by its name."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
    return {name: sql for name, sql in rows if not name.startswith("sqlite_")}


def _columns(connection: Connection, table: str) -> frozenset[str]:
    return frozenset(name for (name,) in connection.execute(f"SELECT name FROM pragma_table_xinfo('{table}')"))


def _attached(table: str) -> dict[str, str]:
    """Triggers and indexes that belong to `table`, by name."""
    found = {}
    if table != DRAFT:
        found[f"{table}_no_delete"] = _refusal(table, "DELETE", "nothing is ever deleted")
    if table in _APPEND_ONLY:
        found[f"{table}_no_update"] = _refusal(table, "UPDATE", f"{table} is only ever added to")
    if table == HISTORY:
        found["history_in_order"] = _IN_ORDER
        found["history_place"] = 'CREATE INDEX history_place ON history ("participant", "form", "entry")'
    return found


def _refusal(table: str, action: str, words: str) -> str:
    return (
        f'CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


_IN_ORDER = (
    "CREATE TRIGGER history_in_order BEFORE INSERT ON history "
    "WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM history) "
    "BEGIN SELECT RAISE(ABORT, 'history rows follow each other without a gap'); END"
)


def _text(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "TEXT")


_OWN = (
    Table(META, _text("key", "value"), ("key",)),
    Table(
        PARTICIPANT,
        _text("code", "screened_at", "screened_by"),
        ("code",),
    ),
    Table(
        HISTORY,
        {
            "sequence": "INTEGER", "at": "TEXT", "offset_minutes": "INTEGER",
            **_text("user", "role", "operation", "participant", "form"),
            "entry": "INTEGER", "row": "INTEGER", **_text("field", "old", "new", "reason", "program", "digest"),
        },
        ("sequence",),
        optional=frozenset({"entry", "row"}),
    ),
    Table(
        DECISION,
        {"id": "TEXT", "version": "INTEGER", **_text("value", "source", "decided_by", "decided_at", "reason")},
        ("id", "version"),
    ),
    Table(
        AMENDMENT,
        {"number": "INTEGER", **_text("version", "text", "in_force_from", "source", "adopted_by", "adopted_at")},
        ("number",),
    ),
    Table(
        TRANSFER,
        {"participant": "TEXT", "number": "INTEGER", **_text("before", "version", "reason", "moved_by", "moved_at")},
        ("participant", "number"),
        refers=(("participant",), PARTICIPANT, ("code",)),
    ),
    Table(
        DRAFT,
        {"participant": "TEXT", "form": "TEXT", "entry": "INTEGER", **_text("kept_by", "kept_at", "content")},
        ("participant", "form", "entry", "kept_by"),
    ),
)  # fmt: skip


def _of_form(form: FormDefinition) -> Iterator[Table]:
    name = form_table(form.key)
    yield Table(
        name,
        {"_participant": "TEXT", "_entry": "INTEGER", **_text("_version", "_recorded_at", "_recorded_by"), **_STRUCK,
         **_text(*form.stored_keys)},
        ("_participant", "_entry"),
        optional=frozenset(_STRUCK),
        refers=(("_participant",), PARTICIPANT, ("code",)),
        defaults=frozenset(form.stored_keys),
    )  # fmt: skip
    for field in form.rows_fields:
        keys = row_keys(field)
        yield Table(
            rows_table(form.key, field.key),
            {"_participant": "TEXT", "_entry": "INTEGER", "_row": "INTEGER", **_STRUCK, **_text(*keys)},
            ("_participant", "_entry", "_row"),
            optional=frozenset(_STRUCK),
            refers=(("_participant", "_entry"), name, ("_participant", "_entry")),
            defaults=frozenset(keys),
        )


def row_keys(field: Field) -> tuple[str, ...]:
    """The columns of one row of the rows-field `field`."""
    return tuple(key for column in field.columns for key in column.stored_keys)


def columns_of(form: FormDefinition) -> Mapping[str, Mapping[str, str]]:
    """The columns of values, all empty: of the entry itself under "", of each rows-field under its key."""
    rows = {field.key: dict.fromkeys(row_keys(field), "") for field in form.rows_fields}
    return {"": dict.fromkeys(form.stored_keys, ""), **rows}
