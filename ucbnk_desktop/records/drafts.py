"""Drafts: what a user has typed and not saved, kept against a crash; no part of the record and of no history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from .driver import Connection
from .entries import Draft, RowDraft
from .history import moment_of, utc_text

_NEW_ENTRY = 0


def draft(
    participant: str, form: str, entry: int | None, values: Mapping[str, str],
    rows: Mapping[str, Sequence[RowDraft]], *, at: datetime, by: str,
) -> Draft:  # fmt: skip
    """The draft of an entry as it stands on the screen."""
    return Draft(participant, form, entry, values, {key: tuple(typed) for key, typed in rows.items()}, at, by)


def keep(connection: Connection, typed: Draft) -> None:
    """Keep the draft in place of the same user's earlier one, inside the caller's unit of work."""
    discard(connection, typed.participant, typed.form, typed.entry, typed.kept_by)
    rows = {key: [(row.number, dict(row.values)) for row in of_field] for key, of_field in typed.rows.items()}
    content = json.dumps({"values": dict(typed.values), "rows": rows}, ensure_ascii=False)
    connection.execute(
        "INSERT INTO draft (participant, form, entry, kept_by, kept_at, content) VALUES (?, ?, ?, ?, ?, ?)",
        (typed.participant, typed.form, typed.entry or _NEW_ENTRY, typed.kept_by, utc_text(typed.kept_at), content),
    )


def discard(connection: Connection, participant: str, form: str, entry: int | None, kept_by: str) -> None:
    """Forget one user's draft, inside the caller's unit of work."""
    connection.execute(
        "DELETE FROM draft WHERE participant = ? AND form = ? AND entry = ? AND kept_by = ?",
        (participant, form, entry or _NEW_ENTRY, kept_by),
    )


def all_of(connection: Connection) -> tuple[Draft, ...]:
    """Every draft, oldest first; one that cannot be read any more is left out."""
    query = "SELECT participant, form, entry, content, kept_at, kept_by FROM draft ORDER BY kept_at, rowid"
    return tuple(_read(connection.execute(query)))


def _read(kept: Any) -> Iterator[Draft]:
    for participant, form, entry, content, kept_at, kept_by in kept:
        with suppress(ValueError, KeyError, TypeError):
            data = json.loads(content)
            rows = {
                key: tuple(RowDraft(values, number) for number, values in of_field)
                for key, of_field in data["rows"].items()
            }
            yield Draft(participant, form, entry or None, data["values"], rows, moment_of(kept_at), kept_by)
