"""The driver and sqlite-utils over it: what each takes for an error of the database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ucbnk_desktop.records import driver

_RETURNING = "INSERT INTO t (a) VALUES (2) RETURNING a"
_WITHOUT_ALIAS = f"""
import sqlite_utils
from sqlcipher3 import dbapi2
connection = dbapi2.connect(":memory:", isolation_level=None)
connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
connection.execute("INSERT INTO t VALUES (1)")
try:
    list(sqlite_utils.Database(connection, execute_plugins=False).query({_RETURNING!r}))
except dbapi2.Error:
    print("open" if connection.in_transaction else "closed")
"""


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[driver.Connection]:
    """A table with one row."""
    path = tmp_path / "new"
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES (1)")
        yield connection


def test_that_a_returning_clause_answers_and_leaves_no_transaction_open(filled: driver.Connection) -> None:
    assert list(driver.database(filled).query(_RETURNING)) == [{"a": 2}]
    assert not filled.in_transaction


@pytest.mark.parametrize("act", [
    lambda db: db.table("none").drop(ignore=True),
    lambda db: db.table("t").insert({"a": 2, "b": "x"}, alter=True),
])
def test_that_sqlite_utils_knows_the_errors_of_our_driver(
    act: Callable[[driver.Database], object], filled: driver.Connection
) -> None:
    act(driver.database(filled))


def test_that_without_its_alias_sqlite_utils_would_leave_the_transaction_open() -> None:
    # Where this says "closed", sqlite-utils takes any driver's errors: the alias in records/driver.py can go.
    answered = subprocess.run(
        [sys.executable, "-c", _WITHOUT_ALIAS], capture_output=True, text=True, check=True, timeout=60
    )
    assert answered.stdout.strip() == "open"
