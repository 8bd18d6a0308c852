"""One user's time with an open study: acts one after the other, the clock they go by, the head of their chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from .audit_trail import ChainHead, utc_text
from .driver import Connection, database, faults, unit_of_work
from .faults import StoreFault, StoreNotice
from .held_file import HeldFile
from .model import User
from .transaction import Transaction

Clock: TypeAlias = Callable[[], datetime]

_BACK = timedelta(minutes=2)
_AHEAD = timedelta(hours=24)
_NO_ROOM = ("records_disk_full", "records_disk_error")


class Transactions:
    """Makes acts; `head` is the last link, `limited` the fault that keeps it from writing, `notices` what to tell."""

    def __init__(
        self, path: Path, connection: Connection, user: User, now: Clock, *, head: ChainHead, last_act: datetime | None
    ) -> None:
        self._path = path
        self._file = HeldFile(path)
        self._connection = connection
        self._db = database(connection)
        self._user = user
        self._last_act = last_act
        self.now = now
        self.head = head
        self.announced = self._another = False
        self.notices: tuple[StoreNotice, ...] = ()
        self.limited: StoreFault | None = None

    def sign_in(self, user: User) -> None:
        """The acts from now on are those of `user`, and the first of them says so."""
        self._user, self._another = user, True

    def announce(self) -> None:
        """Write who opened the study; a disk without room still lets it be read, and the row is written later."""
        try:
            with self.act():
                pass
        except StoreFault as fault:
            if fault.code not in _NO_ROOM:
                raise
            self.limited = fault

    @contextmanager
    def act(self) -> Iterator[Transaction]:
        """One act: history, values and chain link are written together when the block ends, or not at all."""
        at = self.now()
        jump = self._jump(at)
        act = Transaction(self._db, head=self.head, user=self._user, at=at)
        with self.writing():
            if self._another or not self.announced:
                act.note("open")
            if jump:
                act.note(jump.removeprefix("records_"), old=utc_text(self._last_act or at), new=utc_text(at))
            yield act
            act.finish()
        self.head, self._last_act = act.head, at
        self.announced, self._another, self.limited = True, False, None
        if jump:
            self.notices = (*self.notices, StoreNotice(jump, {"at": at.isoformat(" ", "minutes")}))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written inside is kept in the study file, whole or not at all; the file must still be the one held.

        Asked before anything is written, before it is committed, and again before it is acknowledged.
        """
        self._file.check()
        with faults(self._path), unit_of_work(self._connection, self._file.check_name):
            yield
        self._file.written()

    def _jump(self, at: datetime) -> str | None:
        """A clock that went back is noted, and one that leapt ahead; neither keeps anybody from saving."""
        if self._last_act is None or at.utcoffset() is None:
            return None
        if at < self._last_act - _BACK:
            return "records_clock_back"
        return "records_clock_ahead" if self.announced and at > self._last_act + _AHEAD else None
