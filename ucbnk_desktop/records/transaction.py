"""One act of a user while it is being written: its moment, its history rows, its link in the chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ucbnk_desktop import __version__

from .audit_trail import COLUMNS, ChainHead, digest_of, utc_text
from .driver import Database
from .faults import StoreBug
from .model import User
from .schema import HISTORY, quoted

_INSERT = f"INSERT INTO {HISTORY} ({quoted(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


class Transaction:
    """Collects what one operation writes; `finish` adds its history rows, inside the caller's unit of work."""

    def __init__(self, db: Database, *, head: ChainHead, user: User, at: datetime) -> None:
        offset = at.utcoffset()
        if offset is None:
            raise StoreBug("the clock must say in which time zone it is")
        self.db = db
        self.user = user
        self.at = utc_text(at)
        self._offset_minutes = int(offset.total_seconds() // 60)
        self._sequence, self._digest = head.sequence, head.digest
        self._rows: list[tuple[object, ...]] = []

    @property
    def head(self) -> ChainHead:
        """The last link of the chain with what was noted so far."""
        return ChainHead(self._sequence, self._digest)

    def note(
        self, operation: str, *, participant: str = "", form: str = "", entry: int | None = None,
        row: int | None = None, field: str = "", old: str = "", new: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        """Add one history row."""
        self._sequence += 1
        columns = (
            self._sequence, self.at, self._offset_minutes, self.user.name, self.user.role, operation,
            participant, form, entry, row, field, old, new, reason, __version__,
        )  # fmt: skip
        self._digest = digest_of(self._digest, columns)
        self._rows.append((*columns, self._digest))

    def insert(self, table: str, *rows: dict[str, Any]) -> None:
        """Add rows to `table`; every row names the same columns."""
        # sqlite-utils asks after the whole table before each insert: a third of a save that adds an entry.
        columns = tuple(rows[0])
        statement = f'INSERT INTO "{table}" ({quoted(columns)}) VALUES ({", ".join("?" * len(columns))})'
        self.db.conn.executemany(statement, [tuple(row.values()) for row in rows])

    def update(self, table: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Change the columns in `values` of the one row with `key`."""
        columns = ", ".join(f'"{name}" = ?' for name in values)
        where = " AND ".join(f'"{name}" = ?' for name in key)
        self.db.conn.execute(f'UPDATE "{table}" SET {columns} WHERE {where}', (*values.values(), *key.values()))

    def finish(self) -> None:
        """Write the history rows collected."""
        self.db.conn.executemany(_INSERT, self._rows)
