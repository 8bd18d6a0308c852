"""What the store gives out and takes in: users, participants, entries, rows, decisions, amendments, drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class User:
    """Who acts; `role` is coordinator, investigator, pi, monitor or administrator."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant by the study's code, never by name."""

    code: str
    screened_at: datetime
    screened_by: str


@dataclass(frozen=True, slots=True)
class Strike:
    """Why, by whom and when (UTC) an entry or a row was struck; what is struck stays readable."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of a rows-field; its number is permanent within the entry and never used again."""

    number: int
    values: Mapping[str, str]
    struck: Strike | None = None


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One row as typed; `number` None for a row that is not kept yet."""

    values: Mapping[str, str]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry of a form: every column with its text, "" where nothing is entered yet.

    `version` is that of the form definition it was made under, `recorded_at` (UTC) and `recorded_by` its beginning.
    """

    participant: str
    form: str
    number: int
    version: str
    values: Mapping[str, str]
    rows: Mapping[str, tuple[StoredRow, ...]]
    struck: Strike | None
    recorded_at: datetime
    recorded_by: str

    def row(self, key: str, number: int) -> StoredRow | None:
        """The row `number` of the rows-field `key`, None where there is none."""
        return next((row for row in self.rows.get(key, ()) if row.number == number), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """A study setting or ruling in one version; the value is text, its meaning is the protocol pack's."""

    id: str
    value: str
    version: int
    source: str
    decided_by: str
    decided_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amendment of the protocol that the study adopted, with its whole text; `number` counts them from 1.

    It is in force for whoever consents on `in_force_from` or later; `source` is what it rests on, an ethics approval.
    """

    number: int
    version: str
    text: str
    in_force_from: date
    source: str
    adopted_by: str
    adopted_at: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    """One participant moved from the protocol version `before` to `version`; a later one takes its place."""

    participant: str
    number: int
    before: str
    version: str
    reason: str
    moved_by: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody had typed and not saved; no part of the record, and nobody else's.

    `slot` tells several drafts of one entry, or of new entries, from each other. `base` is what stood there when the
    typing began, by path as in `rebase.flat`; None in a draft kept before that was remembered.
    """

    participant: str
    form: str
    entry: int | None
    values: Mapping[str, str]
    rows: Mapping[str, tuple[RowDraft, ...]]
    kept_at: datetime
    kept_by: str
    slot: int = 0
    base: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DraftSlot:
    """Where the user's draft of one entry of a form is kept; `entry` None among those of new entries."""

    entry: int | None
    slot: int = 0


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """The study file itself."""

    path: Path
    title: str
    demonstration: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Prompted:
    """A value that was typed first and then changed because a check asked about it."""

    value: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A departure from the protocol that is kept with the entry it is about, in one act.

    `noted` are sentences for the history of `field`, a row each: what stood against it, who decided and why. `form` is
    the form of the entry opened for the departure, `values` what is known of it already.
    """

    field: str
    noted: tuple[str, ...]
    form: str
    values: Mapping[str, str]


def changed_answers(
    saved: StoredEntry, values: Mapping[str, str], rows: Mapping[str, Sequence[RowDraft]]
) -> tuple[str, ...]:
    """The keys whose saved, not empty, value would change, in the order of the form: these need a reason.

    Keys are columns (`anc`) or `chemotherapy[3].drug`, 3 being the number of the row. What is not named in `values`
    or `rows` stays as it is.
    """
    return (*_changed(saved.values, values), *_changed_in_rows(saved, rows))


def _changed(saved: Mapping[str, str], values: Mapping[str, str]) -> Iterator[str]:
    for key, old in saved.items():
        if old and values.get(key, old) != old:
            yield key


def _changed_in_rows(saved: StoredEntry, rows: Mapping[str, Sequence[RowDraft]]) -> Iterator[str]:
    for key, drafts in rows.items():
        for draft in drafts:
            kept = None if draft.number is None else saved.row(key, draft.number)
            if kept is not None:
                yield from (f"{key}[{kept.number}].{column}" for column in _changed(kept.values, draft.values))
