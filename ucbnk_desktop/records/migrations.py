"""Brings an older study file to the tables of this program: after a copy, each step whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ucbnk_desktop.forms.definition import FormDefinition

from . import schema
from .driver import Connection, copy, database, unit_of_work
from .model import User
from .reader import Reader
from .transaction import Transaction


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: brings a file of version `to - 1` to `to`, and notes in the act what it did."""

    to: int
    title: str
    migrate: Callable[[Transaction], None]


def _amendments(act: Transaction) -> None:
    """Version 2 keeps amendments of the protocol, and who was moved to which."""
    for name in (schema.AMENDMENT, schema.TRANSFER):
        schema.make(act.db, schema.own(name))


STEPS: tuple[Migration, ...] = (Migration(2, "amendments of the protocol", _amendments),)
"""In order of `to`; the first version needs none."""


def pending(
    connection: Connection, forms: Mapping[str, FormDefinition], steps: tuple[Migration, ...] = STEPS
) -> bool:
    """Whether the file is older than the program, or lacks something the form definitions ask for."""
    return bool(_steps_left(connection, steps)) or any(
        schema.missing_columns(connection, table) != () for table in schema.tables(forms)
    )


def migrate(
    connection: Connection, forms: Mapping[str, FormDefinition], *, user: User, at: datetime,
    safety_copy: Path, steps: tuple[Migration, ...] = STEPS,
) -> None:  # fmt: skip
    """Copy the file to `safety_copy`, then do what is pending; each step leaves a history row."""
    copy(connection, safety_copy)
    for step in _steps_left(connection, steps):
        with unit_of_work(connection):
            act = _act(connection, forms, user, at)
            step.migrate(act)
            act.note("migrate", field="user_version", old=str(step.to - 1), new=str(step.to), reason=step.title)
            connection.execute(f"PRAGMA user_version={step.to}")
            act.finish()
    for table in schema.tables(forms):
        if schema.missing_columns(connection, table) != ():
            with unit_of_work(connection):
                act = _act(connection, forms, user, at)
                _complete(act, table)
                act.finish()


def _steps_left(connection: Connection, steps: tuple[Migration, ...]) -> list[Migration]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return [step for step in steps if step.to > version]


def _act(connection: Connection, forms: Mapping[str, FormDefinition], user: User, at: datetime) -> Transaction:
    return Transaction(database(connection), head=Reader(connection, forms).head(), user=user, at=at)


def _complete(act: Transaction, table: schema.Table) -> None:
    missing = schema.missing_columns(act.db.conn, table)
    if missing is None:
        schema.make(act.db, table)
        act.note("migrate", field=table.name, new="table")
    else:
        schema.add_columns(act.db, table, missing)
        for column in missing:
            act.note("migrate", field=f"{table.name}.{column}", new="column")
