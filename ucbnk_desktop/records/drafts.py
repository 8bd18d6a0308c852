"""Drafts: what a user has typed and not saved, kept against a crash; no part of the record and of no history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeAlias

from .audit_trail import moment_of, utc_text
from .driver import Connection
from .model import Draft, RowDraft

_NEW_ENTRY = 0
_Place: TypeAlias = tuple[str, str, int, str]
_Slots: TypeAlias = dict[int, dict[str, Any]]
"""The drafts of one user at one entry: all new entries of a form share a row of the table, each in its own slot."""


def draft(
    participant: str, form: str, entry: int | None, values: Mapping[str, str],
    rows: Mapping[str, Sequence[RowDraft]], *, at: datetime, by: str, slot: int = 0,
    base: Mapping[str, str] | None = None,
) -> Draft:  # fmt: skip
    """The draft of an entry as it stands on the screen."""
    typed = {key: tuple(of_field) for key, of_field in rows.items()}
    return Draft(participant, form, entry, values, typed, at, by, slot, base)


def keep(connection: Connection, typed: Draft) -> None:
    """Keep the draft in place of the same user's earlier one in its slot, inside the caller's unit of work."""
    place = _place(typed.participant, typed.form, typed.entry, typed.kept_by)
    slots = _kept(connection, place)
    rows = {key: [(row.number, dict(row.values)) for row in of_field] for key, of_field in typed.rows.items()}
    slots[typed.slot] = {
        "at": utc_text(typed.kept_at), "values": dict(typed.values), "rows": rows,
        "base": None if typed.base is None else dict(typed.base),
    }
    _put(connection, place, slots)


def discard(
    connection: Connection, participant: str, form: str, entry: int | None, kept_by: str, *, slot: int = 0
) -> None:
    """Forget one user's draft in one slot, inside the caller's unit of work."""
    place = _place(participant, form, entry, kept_by)
    slots = _kept(connection, place)
    if slots.pop(slot, None) is not None:
        _put(connection, place, slots)


def hand_over(connection: Connection, kept_by: str, to: str) -> None:
    """Make one user's drafts those of another, beside that user's own, inside the caller's unit of work."""
    query = "SELECT participant, form, entry FROM draft WHERE kept_by = ?"
    for participant, form, entry in connection.execute(query, (kept_by,)).fetchall():
        place = (participant, form, entry, to)
        slots = _kept(connection, place)
        for draft in _kept(connection, (participant, form, entry, kept_by)).values():
            slots[next(number for number in range(len(slots) + 1) if number not in slots)] = draft
        _put(connection, place, slots)
        _put(connection, (participant, form, entry, kept_by), {})


def all_of(connection: Connection) -> tuple[Draft, ...]:
    """Every draft, oldest first; one that cannot be read any more is left out."""
    query = "SELECT participant, form, entry, kept_by, kept_at, content FROM draft ORDER BY rowid"
    found: list[Draft] = []
    for participant, form, entry, kept_by, at, content in connection.execute(query):
        found += _read((participant, form, entry, kept_by), _slots(at, content))
    return tuple(sorted(found, key=lambda draft: draft.kept_at))


def _place(participant: str, form: str, entry: int | None, kept_by: str) -> _Place:
    return participant, form, entry or _NEW_ENTRY, kept_by


def _kept(connection: Connection, place: _Place) -> _Slots:
    query = "SELECT kept_at, content FROM draft WHERE participant = ? AND form = ? AND entry = ? AND kept_by = ?"
    row = connection.execute(query, place).fetchone()
    return {} if row is None else _slots(*row)


def _put(connection: Connection, place: _Place, slots: _Slots) -> None:
    connection.execute("DELETE FROM draft WHERE participant = ? AND form = ? AND entry = ? AND kept_by = ?", place)
    if slots:
        latest = max(content["at"] for content in slots.values())
        connection.execute(
            "INSERT INTO draft (participant, form, entry, kept_by, kept_at, content) VALUES (?, ?, ?, ?, ?, ?)",
            (*place, latest, json.dumps({"slots": slots}, ensure_ascii=False)),
        )


def _slots(kept_at: str, content: str) -> _Slots:
    """What one row of the table holds; before there were slots it was one draft, and nothing of where it began."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        data = json.loads(content)
        if "slots" not in data:
            return {0: {"at": kept_at, "values": data["values"], "rows": data["rows"], "base": None}}
        return {int(slot): dict(each) for slot, each in data["slots"].items() if "at" in each}
    return {}


def _read(place: _Place, slots: _Slots) -> Iterator[Draft]:
    participant, form, entry, kept_by = place
    for slot, each in slots.items():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            rows = {
                key: tuple(RowDraft(values, number) for number, values in of_field)
                for key, of_field in each["rows"].items()
            }
            yield Draft(
                participant, form, entry or None, each["values"], rows, moment_of(each["at"]), kept_by, slot,
                each["base"],
            )
