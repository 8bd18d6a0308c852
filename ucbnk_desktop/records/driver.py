"""The one module that names the database driver: connections, pragmas, units of work, faults for its errors."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import sqlcipher3
from sqlcipher3 import dbapi2

from .faults import StoreBug, StoreFault

# sqlite-utils catches the exceptions of the first it finds of pysqlite3, sqlean and sqlite3, and takes no other driver:
# https://github.com/simonw/sqlite-utils/pull/560. Without these two names a good INSERT … RETURNING is answered with an
# error and an open transaction: every later save would be lost. They go when tests/records/test_driver.py says so.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

import sqlite_utils  # noqa: E402 - the aliases come first

Database: TypeAlias = sqlite_utils.Database
DriverError: type[Exception] = dbapi2.Error
ALLOW: int = dbapi2.SQLITE_OK
DENY: int = dbapi2.SQLITE_DENY

_LITTLE_ROOM = 1 << 20
# The driver's cache, once full, forgets the newest statement first: it must hold all that opening a study asks.
_STATEMENTS = 2000
_PRAGMAS = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("fullfsync", "ON", 1),
    ("checkpoint_fullfsync", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
)
"""Name, value set, value that must be read back; in this order, at every opening for writing."""

_FAULTS = (
    ("SQLITE_FULL", "records_disk_full"),
    ("SQLITE_IOERR", "records_disk_error"),
    ("SQLITE_BUSY", "records_locked"),
    ("SQLITE_LOCKED", "records_locked"),
    ("SQLITE_READONLY", "records_read_only"),
    ("SQLITE_CANTOPEN", "records_read_only"),
    ("SQLITE_PERM", "records_read_only"),
    ("SQLITE_NOTADB", "records_foreign"),
    ("SQLITE_CORRUPT", "records_damaged"),
)


class Cursor(Protocol):
    """As much of a driver's cursor as the store uses."""

    def fetchone(self) -> Any:
        """The next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """As much of a driver's connection as the store uses."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, parameters: Sequence[object] = ...) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]]) -> Cursor:
        """Run one statement for many rows."""

    def close(self) -> None:
        """Let the file go."""

    def backup(self, target: Any) -> None:
        """Copy everything into another connection."""

    def set_authorizer(self, authorizer: Callable[..., int] | None) -> None:
        """Ask before every statement that is prepared."""


class StatementAction(IntEnum):
    """What a statement asks leave for, as far as the store ever grants it."""

    READ = dbapi2.SQLITE_READ
    SELECT = dbapi2.SQLITE_SELECT
    RECURSIVE = dbapi2.SQLITE_RECURSIVE
    TRANSACTION = dbapi2.SQLITE_TRANSACTION
    SAVEPOINT = dbapi2.SQLITE_SAVEPOINT
    FUNCTION = dbapi2.SQLITE_FUNCTION
    PRAGMA = dbapi2.SQLITE_PRAGMA
    INSERT = dbapi2.SQLITE_INSERT
    UPDATE = dbapi2.SQLITE_UPDATE
    DELETE = dbapi2.SQLITE_DELETE


class Mode(StrEnum):
    """How a file is opened. `PEEK` reads the first page as it lies there and touches neither lock nor journal."""

    WRITE = "rw"
    LOOK = "ro"
    PEEK = "ro&immutable=1"


def connect(path: Path, mode: Mode, *, patience: float = 0.0) -> Connection:
    """A connection to the existing file `path`; `patience` is how many seconds it waits for a lock."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with faults(path):
        connection: Connection = dbapi2.connect(
            uri, uri=True, isolation_level=None, timeout=patience, cached_statements=_STATEMENTS
        )
    # An encrypted study file takes its key here, before anything else is asked: PRAGMA key, then cipher_log=off.
    return connection


def database(connection: Connection) -> Database:
    """sqlite-utils over our own connection: no plug-ins, no pragmas, no files of its own making."""
    return Database(connection, recursive_triggers=False, execute_plugins=False)  # type: ignore[arg-type]  # not the standard driver's class


def harden(connection: Connection) -> None:
    """Set every pragma of the store and read it back; StoreBug where one did not take."""
    for name, value, expected in _PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise StoreBug(f"PRAGMA {name} is {found!r} after setting it to {value}")


def hold(connection: Connection) -> None:
    """Take the exclusive lock and keep it until the connection closes."""
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


@contextmanager
def unit_of_work(connection: Connection, check: Callable[[], None] | None = None) -> Iterator[None]:
    """Everything inside is written together or not at all; no transaction is left open, whatever happens.

    `check` has the last word before it is committed; what it raises leaves the file as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        if check is not None:
            check()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(DriverError):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise
    finally:
        if connection.in_transaction:
            raise StoreBug("a transaction was left open")


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Errors of the driver leave as StoreFault or StoreBug."""
    try:
        yield
    except DriverError as error:
        raise _translated(error, path) from error
    except UnicodeDecodeError as error:
        # The driver itself stumbles over a message that quotes damaged bytes of the file.
        raise StoreFault("records_damaged", path=path) from error


def copy(source: Connection, target: Path) -> None:
    """A consistent copy of the open database as the new file `target`; FileExistsError where there is one."""
    target.touch(exist_ok=False)
    try:
        with faults(target), closing(connect(target, Mode.WRITE)) as destination:
            source.backup(destination)
    except StoreFault:
        target.unlink(missing_ok=True)
        raise


def _translated(error: Exception, path: Path) -> Exception:
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, code in _FAULTS:
        if name.startswith(prefix):
            return StoreFault(_told_apart(code, path), path=path)
    if "decode" in str(error):
        return StoreFault("records_damaged", path=path)
    return StoreBug(f"{name or type(error).__name__}: {error}")


def _told_apart(code: str, path: Path) -> str:
    """A write that fails for want of room may come as an input-output error."""
    if code == "records_disk_error":
        with suppress(OSError):
            if shutil.disk_usage(path.parent).free < _LITTLE_ROOM:
                return "records_disk_full"
    return code
