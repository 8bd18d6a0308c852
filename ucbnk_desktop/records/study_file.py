"""The study file on the disk: created once, opened in a fixed order that refuses before it can do harm.

The order of opening: it exists; a journal left by a crash is tried on a copy; the first page is ours and not newer; the
whole file is sound, asked over fresh connections before the lock; it is brought up to date after a copy; the
exclusive lock; tables and triggers as they must be; the values as the history says. Only then is anything written.
"""

from __future__ import annotations

import filecmp
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import TypeVar

from ucbnk_desktop.forms.definition import FormDefinition

from . import authorizer, migrations, open_marker, schema, verify
from .audit_trail import GENESIS, ChainHead, utc_text
from .driver import Connection, Mode, connect, database, faults, harden, hold, unit_of_work
from .faults import StoreFault, StoreNotice
from .held_file import HeldFile
from .model import User
from .transaction import Transaction

_PATIENCE = 5.0
_PATIENCE_WITH_NOTE = 2.0
_PAUSE = 0.05, 0.15
_PAGE = 4096
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")

Forms = Mapping[str, FormDefinition]
T = TypeVar("T")


def create(path: Path, forms: Forms, *, title: str, user: User, at: datetime, demonstration: bool) -> Connection:
    """Make the new study file `path` and hold it; StoreFault where there is one already, or no room for one."""
    _refuse_network(path)
    _reserve(path)
    try:
        with faults(path):
            return _filled(path, forms, title=title, user=user, at=at, demonstration=demonstration)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def open_file(path: Path, forms: Forms, *, user: User, at: datetime) -> tuple[Connection, tuple[StoreNotice, ...]]:
    """The study file `path`, sound and held, with what the user should know; StoreFault where it is refused."""
    _refuse_network(path)
    if not path.is_file():
        raise StoreFault("records_missing", path=path)
    notices = tuple(_recover(path, at))
    _look_at_first_page(path)
    _patiently(path, lambda: _check_whole(path))
    notices += tuple(_bring_up_to_date(path, forms, user, at))
    file = HeldFile(path)
    connection = _patiently(path, lambda: _held(path))
    try:
        with faults(path):
            _compare(connection, forms, path)
        file.check()
        authorizer.guard(connection)
    except BaseException:
        connection.close()
        raise
    open_marker.leave(path, user.name, at)
    return connection, notices


def beside(path: Path, purpose: str, at: datetime) -> Path:
    """A name beside `path` that is still free: `study.before-recovery-20261122T040811.ucbnk`."""
    stem = f"{path.stem}.{purpose}-{utc_text(at)[:19].replace('-', '').replace(':', '')}"
    candidates = (path.with_name(f"{stem}{extra}{path.suffix}") for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(candidate for candidate in candidates if not candidate.exists())


def _refuse_network(path: Path) -> None:
    if _drive(path).startswith("\\\\"):
        raise StoreFault("records_network", path=path)


def _drive(path: Path) -> str:
    return path.absolute().drive


def _reserve(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreFault("records_exists", path=path) from None
    except FileNotFoundError:
        raise StoreFault("records_folder_missing", path=path.parent) from None
    except PermissionError:
        raise StoreFault("records_read_only", path=path) from None
    except OSError:
        raise StoreFault("records_disk_error", path=path) from None


def _filled(
    path: Path, forms: Forms, *, title: str, user: User, at: datetime, demonstration: bool
) -> Connection:
    connection = connect(path, Mode.WRITE)
    try:
        harden(connection)
        with unit_of_work(connection):
            schema.create(connection, forms)
            _describe(
                Transaction(database(connection), head=ChainHead(0, GENESIS), user=user, at=at), title, demonstration
            )
        hold(connection)
        authorizer.guard(connection)
    except BaseException:
        connection.close()
        raise
    open_marker.leave(path, user.name, at)
    _sync_folder(path.parent)
    return connection


def _describe(act: Transaction, title: str, demonstration: bool) -> None:
    meta = {
        "title": title, "demonstration": "yes" if demonstration else "no", "created_at": act.at,
        "created_by": act.user.name,
    }  # fmt: skip
    act.insert(schema.META, *({"key": key, "value": value} for key, value in meta.items()))
    for key, value in meta.items():
        act.note("create", field=key, new=value)
    act.finish()


def _sync_folder(folder: Path) -> None:
    """Where the system lets a folder be synchronised, the new name is on the disk afterwards."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _look_at_first_page(path: Path) -> None:
    """Neither lock nor journal is touched: a file of somebody else stays as it is, byte for byte."""
    with faults(path), closing(connect(path, Mode.PEEK)) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if path.stat().st_size == 0:
        raise StoreFault("records_empty", path=path)
    if application != schema.APPLICATION_ID:
        raise StoreFault("records_foreign", path=path)
    if version > schema.VERSION:
        raise StoreFault("records_newer", path=path)


def _recover(path: Path, at: datetime) -> Iterator[StoreNotice]:
    """Undo what a crash left half written - first on a copy, for a journal of another file would destroy this one."""
    if not _is_hot(_journal(path)) or _patiently(path, lambda: _is_readable(path)):
        return
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder:
            refusal = _refusal(path, Path(folder) / path.name)
        kept = _kept_before(path) or beside(path, "before-recovery", at)
        if refusal in (None, "records_foreign_journal") and not kept.exists():
            _copy_with_journal(path, kept)
    except OSError:
        raise StoreFault("records_no_safety_copy", path=path) from None
    if refusal:
        raise StoreFault(refusal, path=path, copy=kept)
    _roll_back(path)
    yield StoreNotice("records_recovered", {"copy": kept})


def _refusal(path: Path, trial: Path) -> str | None:
    """What would speak against undoing the journal of `path`, found out on the copy `trial`."""
    _copy_with_journal(path, trial)
    try:
        _roll_back(trial)
        _check_whole(trial)
    except StoreFault:
        return "records_foreign_journal"
    try:
        _look_at_first_page(trial)
    except StoreFault as fault:
        return fault.code
    return None


def _kept_before(path: Path) -> Path | None:
    """The safety copy of an earlier try, where file and journal are still the same."""
    for kept in path.parent.glob(f"{escape(path.stem)}.before-recovery-*{escape(path.suffix)}"):
        pairs = ((_journal(each) if undo else each for each in (path, kept)) for undo in (False, True))
        with suppress(OSError):
            if all(filecmp.cmp(one, other, shallow=False) for one, other in pairs):
                return kept
    return None


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _is_hot(journal: Path) -> bool:
    """Whether the journal has work to undo: after a clean end it is gone, after a finished save its head is blank."""
    try:
        with journal.open("rb") as file:
            return file.read(8) == _JOURNAL_MAGIC
    except OSError:
        return False


def _is_readable(path: Path) -> bool:
    """False where the journal must be undone first; a lock of another program leaves as a fault."""
    try:
        with faults(path), closing(connect(path, Mode.LOOK)) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except StoreFault as fault:
        if fault.code == "records_locked":
            raise
        return False
    return True


def _copy_with_journal(path: Path, target: Path) -> None:
    """Copy both, the journal first: a copy is complete when the file itself is there."""
    try:
        shutil.copyfile(_journal(path), _journal(target))
        shutil.copyfile(path, target)
    except OSError:
        for part in (target, _journal(target)):
            part.unlink(missing_ok=True)
        raise


def _roll_back(path: Path) -> None:
    with faults(path), closing(connect(path, Mode.WRITE)) as connection:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()


def _check_whole(path: Path) -> None:
    """Each check over a connection of its own: what one finds could poison the next."""
    if path.stat().st_size % _PAGE:
        raise StoreFault("records_damaged", path=path)
    for pragma, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        with faults(path), closing(connect(path, Mode.LOOK)) as connection:
            if connection.execute(f"PRAGMA {pragma}").fetchall() != sound:
                raise StoreFault("records_damaged", path=path)


def _bring_up_to_date(path: Path, forms: Forms, user: User, at: datetime) -> Iterator[StoreNotice]:
    if not _patiently(path, lambda: _is_older(path, forms)):
        return
    kept = beside(path, "before-migration", at)
    with _migration(path, kept) as connection:
        migrations.migrate(connection, forms, user=user, at=at, safety_copy=kept)
    yield StoreNotice("records_migrated", {"copy": kept})


def _is_older(path: Path, forms: Forms) -> bool:
    with faults(path), closing(connect(path, Mode.LOOK)) as connection:
        if schema.newer_names(connection, forms):
            raise StoreFault("records_newer", path=path)
        return migrations.pending(connection, forms)


@contextmanager
def _migration(path: Path, kept: Path) -> Iterator[Connection]:
    try:
        with faults(path), closing(_patiently(path, lambda: _held(path))) as connection:
            yield connection
    except OSError:
        raise StoreFault("records_no_safety_copy", path=kept) from None


def _held(path: Path) -> Connection:
    """A hardened connection with the exclusive lock; nothing stays open where that fails."""
    with faults(path):
        connection = connect(path, Mode.WRITE)
        try:
            harden(connection)
            hold(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _compare(connection: Connection, forms: Forms, path: Path) -> None:
    for difference in schema.differences(connection, forms):
        raise StoreFault("records_schema_changed", path=path, what=difference)
    found = verify.discrepancies(connection, forms)
    if found:
        raise StoreFault("records_tampered", path=path, what=found[0], count=len(found))


def _patiently(path: Path, step: Callable[[], T]) -> T:
    """What `step` gives; while the file is locked it is tried again, shorter where a note says who has it open."""
    started = time.monotonic()
    while True:
        try:
            return step()
        except StoreFault as fault:
            note = open_marker.read(path)
            waited = time.monotonic() - started
            if fault.code != "records_locked":
                raise
            if waited > (_PATIENCE_WITH_NOTE if note else _PATIENCE):
                raise _in_use(path, note) from fault
        # Two programs that start together each hold what the other waits for: unequal pauses part them.
        time.sleep(random.uniform(*_PAUSE))


def _in_use(path: Path, note: open_marker.OpenMarker | None) -> StoreFault:
    if note is None:
        return StoreFault("records_locked", path=path)
    return StoreFault("records_open_elsewhere", path=path, who=note.who, where=note.where, since=note.since)
