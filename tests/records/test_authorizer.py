"""What the program's own connection refuses, and the pragmas every save stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import Store, StoreBug, driver, schema


@pytest.fixture
def unguarded(store: Store, path: Path) -> Iterator[driver.Connection]:
    """The same file over a connection without the authorizer: only the triggers guard it."""
    store.record("P1", "blood", {"anc": "1"})
    store.close()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        driver.harden(connection)
        yield connection


REWRITING = [
    "UPDATE history SET new = '2'",
    "UPDATE history SET new = new WHERE sequence = 1",
    "DELETE FROM history",
    "DELETE FROM history WHERE sequence = 1",
    "INSERT OR REPLACE INTO history SELECT * FROM history WHERE sequence = 1",
    "REPLACE INTO history SELECT * FROM history ORDER BY sequence DESC LIMIT 1",
    "UPDATE OR REPLACE history SET sequence = 1 WHERE sequence = 2",
    "UPDATE meta SET value = 'x'",
    "DELETE FROM participant",
    "UPDATE participant SET code = 'P9'",
    "DELETE FROM form_blood",
    "REPLACE INTO form_blood SELECT * FROM form_blood",
    "UPDATE decision SET value = 'x'",
]
DANGEROUS = [
    "DROP TABLE history",
    "DROP TRIGGER history_no_update",
    "DROP INDEX history_place",
    "ALTER TABLE history RENAME TO old_history",
    "ALTER TABLE history DROP COLUMN reason",
    "ALTER TABLE form_blood ADD COLUMN more TEXT",
    "CREATE TABLE other (a)",
    "CREATE TEMP TABLE other (a)",
    "CREATE TRIGGER mine AFTER INSERT ON history BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON main.history BEGIN SELECT 1; END",
    "CREATE VIEW v AS SELECT 1",
    "ATTACH ':memory:' AS other",
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "REINDEX",
    "ANALYZE",
    "PRAGMA writable_schema=ON",
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=NORMAL",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA recursive_triggers=OFF",
    "PRAGMA ignore_check_constraints=ON",
    "PRAGMA user_version=99",
    "PRAGMA application_id=1",
    "PRAGMA trusted_schema=ON",
    "PRAGMA max_page_count=1",
    "PRAGMA rekey='x'",
    "PRAGMA key='x'",
    "SELECT load_extension('x')",
    "SELECT sqlcipher_export('main')",
    "UPDATE sqlite_master SET sql = ''",
    "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, '')",
    "DELETE FROM sqlite_master",
]


@pytest.mark.parametrize("statement", [*REWRITING, *DANGEROUS])
def test_that_the_programs_connection_refuses(store: Store, statement: str) -> None:
    store.record("P1", "blood", {"anc": "1"})
    store.decide("x", "1", source="s")
    history = store.history()
    with pytest.raises(driver.DriverError):
        store._connection.execute(statement).fetchall()
    assert not store._connection.in_transaction
    assert (store.history(), store.verify()) == (history, ())


@pytest.mark.parametrize("statement", REWRITING[:-1])
def test_that_the_triggers_alone_refuse(unguarded: driver.Connection, statement: str) -> None:
    before = unguarded.execute("SELECT * FROM history").fetchall()
    with pytest.raises(driver.DriverError):
        unguarded.execute(statement)
    assert unguarded.execute("SELECT * FROM history").fetchall() == before


@pytest.mark.parametrize("sequence", ["NULL", "1", "999", "-1"])
def test_that_a_history_row_out_of_order_is_refused(unguarded: driver.Connection, sequence: str) -> None:
    with pytest.raises(driver.DriverError, match="without a gap"):
        unguarded.execute(
            "INSERT INTO history SELECT " + sequence + ", at, offset_minutes, user, role, operation, participant, form,"
            " entry, row, field, old, new, reason, program, digest FROM history WHERE sequence = 1"
        )


def test_that_every_pragma_is_in_force_while_the_study_is_open(store: Store) -> None:
    expected = {
        "locking_mode": "exclusive", "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1,
        "recursive_triggers": 1, "trusted_schema": 0, "secure_delete": 1,
    }  # fmt: skip
    found = {name: store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    assert found == expected


def test_that_a_pragma_that_does_not_take_is_a_bug(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(driver, "_PRAGMAS", (("synchronous", "NORMAL", 3),))
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection, pytest.raises(StoreBug, match="synchronous"):
        driver.harden(connection)


def test_that_sqlite_utils_speaks_to_the_same_driver() -> None:
    import sqlcipher3
    import sqlite_utils.utils

    names = vars(sqlite_utils.utils)
    assert names["sqlite3"] is sqlcipher3
    assert names["OperationalError"] is sqlcipher3.dbapi2.OperationalError


def test_that_a_strict_table_refuses_text_in_a_number(unguarded: driver.Connection) -> None:
    with pytest.raises(driver.DriverError, match="TEXT value in INTEGER"):
        unguarded.execute("UPDATE form_blood SET _entry = 'one'")


def test_that_an_entry_without_its_participant_is_refused(unguarded: driver.Connection) -> None:
    with pytest.raises(driver.DriverError, match="FOREIGN KEY"):
        unguarded.execute("UPDATE form_blood SET _participant = 'nobody'")


def test_that_a_transformed_table_loses_its_triggers_and_is_noticed(
    unguarded: driver.Connection, forms: Mapping[str, FormDefinition]
) -> None:
    # The reason why migrations add columns and never transform; fails when sqlite-utils keeps triggers one day.
    driver.database(unguarded).table("history").transform()
    missing = {str(found.arguments["name"]) for found in schema.differences(unguarded, forms)}
    assert {"history_no_update", "history_no_delete", "history_in_order"} <= missing


def test_that_no_environment_switches_the_history_off(
    reopen: Callable[[], Store], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    for name in ("UCBNK_NO_HISTORY", "NO_AUDIT", "PYTHONOPTIMIZE", "DEBUG"):
        monkeypatch.setenv(name, "1")
    with reopen() as again:
        before = again.head.sequence
        again.record("P1", "blood", {"anc": "1"})
        assert again.head.sequence == before + 2


def test_that_the_file_says_whose_it_is(unguarded: driver.Connection) -> None:
    assert unguarded.execute("PRAGMA application_id").fetchone()[0].to_bytes(4, "big") == b"UCBN"
    assert unguarded.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION


def test_that_a_second_save_of_a_form_prepares_no_statement_anew(store: Store) -> None:
    # A save costs half as much again where the driver's statement cache is too small for a whole study.
    asked: list[tuple[object, ...]] = []

    def count(*action: object) -> int:
        asked.append(action)
        return driver.ALLOW

    store._connection.set_authorizer(count)
    store.record("P1", "blood", {"anc": "1"})
    assert asked
    asked.clear()
    store.record("P1", "blood", {"anc": "2"})
    assert asked == []
