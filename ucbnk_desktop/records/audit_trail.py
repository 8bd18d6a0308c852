"""The history: one row for each value written, each row carrying the digest that links it to all before it.

The digest of a row is SHA-256 over the digest of the row before (64 zeros before the first) followed by the canonical
row, both as UTF-8 text. The canonical row is the JSON list of its columns from `sequence` to `program`, without spaces
and without escapes beyond those JSON demands. Anyone can walk the chain again from an exported table. What it proves
and what not: docs/domain/records.md, The chain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
GENESIS = "0" * 64
VALUE_OPERATIONS = frozenset({"record", "correct", "confirm", "enrol"})
"""The operations that write the values of an entry, a history row each; the others of an entry strike it or remark."""

COLUMNS = (
    "sequence", "at", "offset_minutes", "user", "role", "operation", "participant", "form", "entry", "row", "field",
    "old", "new", "reason", "program", "digest",
)  # fmt: skip
"""The columns of the table, in the order of the canonical row; the digest itself is the last."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of the audit trail.

    `at` is UTC; `offset_minutes` is what the clock on the wall was ahead of it. `participant` and `form` are "" on
    rows of the study itself, `entry` and `row` None where the row is not about one. `field` is "" on a row about a
    whole entry, `chemotherapy` on one about a whole row, `chemotherapy.drug` on one about a column of that row.
    """

    sequence: int
    at: datetime
    offset_minutes: int
    user: str
    role: str
    operation: str
    participant: str
    form: str
    entry: int | None
    row: int | None
    field: str
    old: str
    new: str
    reason: str
    program: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last row of the history; printed on every page, it fixes everything up to there."""

    sequence: int
    digest: str

    @property
    def short(self) -> str:
        """The first 16 hexadecimal digits in groups of four, as printed."""
        return " ".join(self.digest[n : n + 4] for n in range(0, 16, 4))


def digest_of(previous: str, columns: tuple[Any, ...]) -> str:
    """The digest of a row given as its columns without the digest."""
    return sha256(f"{previous}{_canonical(columns)}".encode()).hexdigest()


def row_of(columns: tuple[Any, ...]) -> HistoryRow:
    """The row kept as `columns`."""
    return HistoryRow(columns[0], moment_of(columns[1]), *columns[2:])


def utc_text(moment: datetime) -> str:
    """`2026-11-22T04:08:11.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The UTC moment written by `utc_text`."""
    return datetime.fromisoformat(text)
