"""The tables of a study file: made from the form definitions, compared with them at every opening."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import Field, FormDefinition

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
    def shape(self) -> frozenset[tuple[str, str, bool, str | None, int]]:
        """What SQLite tells of the columns: name, type, NOT NULL, default, place in the key."""
        filled = frozenset(self.filled)
        return frozenset(
            (name, kind, name in filled, "''" if name in self.defaults else None, self._place(name))
            for name, kind in self.columns.items()
        )

    @property
    def filled(self) -> list[str]:
        """The columns that may not be NULL; SQLite says so itself of an INTEGER key."""
        return [
            name
            for name, kind in self.columns.items()
            if name not in self.optional and not (kind == "INTEGER" and self.key == (name,))
        ]

    def _place(self, name: str) -> int:
        return self.key.index(name) + 1 if name in self.key else 0


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


def add_columns(db: Database, table: Table, columns: tuple[str, ...]) -> None:
    """Add columns of a newer form definition; unlike a transformed table, this one keeps its triggers."""
    for column in columns:
        db.table(table.name).add_column(column, str, not_null_default="")


def own(name: str) -> Table:
    """The table `name` of those that do not come from the form definitions."""
    return next(table for table in _OWN if table.name == name)


def missing_columns(connection: Connection, table: Table) -> tuple[str, ...] | None:
    """The columns `table` lacks in the file; None where the table itself is not there."""
    present = {column[0] for column in _shape(connection, table.name)}
    return tuple(name for name in table.columns if name not in present) if present else None


def newer_names(connection: Connection, forms: Mapping[str, FormDefinition]) -> tuple[str, ...]:
    """Tables and columns in the file that these definitions do not know: they come from a newer program."""
    known = {table.name: table for table in tables(forms)}
    present = _tables_present(connection)
    extra = [name for name in present if name not in known]
    for name in present.keys() & known.keys():
        columns = {column[0] for column in _shape(connection, name)}
        extra += [f"{name}.{column}" for column in columns - known[name].columns.keys()]
    return tuple(sorted(extra))


def differences(connection: Connection, forms: Mapping[str, FormDefinition]) -> Iterator[Discrepancy]:
    """Where tables, columns, keys and triggers of the file differ from what the definitions ask for."""
    present = _tables_present(connection)
    for table in tables(forms):
        if table.name not in present:
            yield Discrepancy("records_schema_missing", {"name": table.name, "table": table.name})
        elif not present[table.name]:
            yield Discrepancy("records_schema_missing", {"name": f"{table.name} STRICT", "table": table.name})
        else:
            yield from _column_differences(connection, table)
            yield from _reference_differences(connection, table)
    yield from _attachment_differences(connection, forms)


def _column_differences(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    odd = table.shape ^ _shape(connection, table.name)
    for name in sorted({column[0] for column in odd}):
        yield Discrepancy("records_schema_missing", {"name": f"{table.name}.{name}", "table": table.name})


def _reference_differences(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    rows = connection.execute(f"SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('{table.name}')")
    found = {tuple(row) for row in rows}
    wanted = set[tuple[str, ...]]()
    if table.refers:
        columns, other, others = table.refers
        wanted = {(other, here, there) for here, there in zip(columns, others, strict=True)}
    if found != wanted:
        yield Discrepancy("records_schema_missing", {"name": f"{table.name} REFERENCES", "table": table.name})


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


def _tables_present(connection: Connection) -> dict[str, bool]:
    rows = connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name: bool(strict) for name, strict in rows}


def _shape(connection: Connection, table: str) -> frozenset[tuple[str, str, bool, str | None, int]]:
    rows = connection.execute(f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo('{table}')")
    return frozenset((name, kind, bool(filled), default, place) for name, kind, filled, default, place in rows)


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
