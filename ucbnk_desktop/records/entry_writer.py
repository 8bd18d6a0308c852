"""Writes one entry of one form inside an act: its values, its rows, and a history row for each of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ucbnk_desktop.forms.definition import FormDefinition

from .faults import StoreBug
from .model import Deviation, Prompted, RowDraft, StoredEntry, StoredRow
from .schema import columns_of, form_table, rows_table
from .transaction import Transaction

_KEY = re.compile(r"(\w+)(?:\[(\d+)\]\.(\w+))?")

Values: TypeAlias = Mapping[str, str]
RowDrafts: TypeAlias = Mapping[str, Sequence[RowDraft]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A form as far as keeping it goes: its key, its version, and its columns while they are empty.

    `columns` has those of the entry itself under "", those of each rows-field under its key.
    """

    form: str
    version: str
    columns: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, definition: FormDefinition) -> Layout:
        """The layout of a definition."""
        return cls(definition.key, definition.version, columns_of(definition))

    def check(self, values: Values, rows: RowDrafts) -> None:
        """StoreBug for a column the form does not have, or for a value that is no text the file can keep."""
        _check_values(self.form, values, self.columns[""])
        for key, drafts in rows.items():
            if not key or key not in self.columns:
                raise StoreBug(f"{self.form} has no rows called {key}")
            for draft in drafts:
                _check_values(f"{self.form}.{key}", draft.values, self.columns[key])


def would_change(saved: StoredEntry, values: Values, rows: RowDrafts) -> bool:
    """Whether anything typed differs from what is kept."""
    if any(saved.values[key] != value for key, value in values.items()):
        return True
    return any(_row_changes(saved, key, draft) for key, drafts in rows.items() for draft in drafts)


class EntryWriter:
    """One entry being written; `operation` and `reason` go into every history row it makes."""

    def __init__(
        self, act: Transaction, layout: Layout, participant: str, entry: int, *, operation: str, reason: str = ""
    ) -> None:
        self._act = act
        self._layout = layout
        self._participant = participant
        self._entry = entry
        self._operation = operation
        self._reason = reason
        self._row_numbers: dict[tuple[str, int], int] = {}

    def begin(self, values: Values, rows: RowDrafts) -> None:
        """Write the entry for the first time."""
        form = self._layout
        self._act.insert(form_table(form.form), {
            **self._key, "_version": form.version, "_recorded_at": self._act.at,
            "_recorded_by": self._act.user.name,
            **form.columns[""], **values,
        })  # fmt: skip
        self._note(new=form.version)
        self._note_values(values)
        for key, drafts in rows.items():
            self._add_rows(key, drafts, after=0)

    def amend(self, saved: StoredEntry, values: Values, rows: RowDrafts) -> None:
        """Write what differs from `saved`; what is not named stays."""
        changed = {key: value for key, value in values.items() if saved.values[key] != value}
        if changed:
            self._act.update(form_table(saved.form), self._key, changed)
            self._note_values(changed, old=saved.values)
        for key, drafts in rows.items():
            for position, draft in enumerate(drafts):
                if draft.number is not None:
                    self._row_numbers[key, position] = draft.number
                    self._amend_row(key, _kept_row(saved, key, draft.number), draft)
            self._add_rows(key, drafts, after=max((row.number for row in saved.rows[key]), default=0))

    def strike(self) -> None:
        """Mark the whole entry as struck."""
        self._act.update(form_table(self._layout.form), self._key, self._struck)
        self._note()

    def strike_row(self, field: str, number: int) -> None:
        """Mark one row as struck."""
        self._act.update(rows_table(self._layout.form, field), {**self._key, "_row": number}, self._struck)
        self._note(field=field, row=number)

    def remark(
        self, values: Values, rows: RowDrafts, confirmations: Mapping[str, str], prompted: Mapping[str, Prompted]
    ) -> None:
        """Keep what was asked while typing: prompts that were confirmed, and values changed because of one."""
        for key, prompt in confirmations.items():
            row, field, value = self._placed(key, values, rows)
            self._note(operation="confirm_value", row=row, field=field, new=value, reason=prompt)
        for key, first in prompted.items():
            row, field, value = self._placed(key, values, rows)
            self._note(
                operation="change_value", row=row, field=field, old=first.value, new=value, reason=first.prompt
            )

    def depart(self, deviation: Deviation, values: Values) -> None:
        """Keep in the history what is said of a departure from the protocol."""
        for sentence in deviation.noted:
            self._note(
                operation="given_although", field=deviation.field, new=values.get(deviation.field, ""), reason=sentence
            )

    @property
    def _key(self) -> dict[str, object]:
        return {"_participant": self._participant, "_entry": self._entry}

    @property
    def _struck(self) -> dict[str, str]:
        return {"_struck_reason": self._reason, "_struck_by": self._act.user.name, "_struck_at": self._act.at}

    def _add_rows(self, key: str, drafts: Sequence[RowDraft], *, after: int) -> None:
        """Add the rows that have no number yet; a row in which nothing was typed is none."""
        fresh = [(n, draft) for n, draft in enumerate(drafts) if draft.number is None and any(draft.values.values())]
        blank = self._layout.columns[key]
        kept: list[dict[str, object]] = []
        for number, (position, draft) in enumerate(fresh, start=after + 1):
            self._row_numbers[key, position] = number
            kept.append({**self._key, "_row": number, **blank, **draft.values})
            self._note(field=key, row=number)
            self._note_values(draft.values, row=number, prefix=f"{key}.")
        if kept:
            self._act.insert(rows_table(self._layout.form, key), *kept)

    def _amend_row(self, key: str, kept: StoredRow, draft: RowDraft) -> None:
        changed = {column: value for column, value in draft.values.items() if kept.values[column] != value}
        if changed and kept.struck:
            raise StoreBug(f"{self._layout.form}.{key}[{kept.number}] is struck")
        if changed:
            self._act.update(rows_table(self._layout.form, key), {**self._key, "_row": kept.number}, changed)
            self._note_values(changed, old=kept.values, row=kept.number, prefix=f"{key}.")

    def _note_values(
        self, values: Values, *, old: Values | None = None, row: int | None = None, prefix: str = ""
    ) -> None:
        for key, value in values.items():
            before = old[key] if old else ""
            if value != before:
                self._act.note(
                    self._operation, participant=self._participant, form=self._layout.form, entry=self._entry, row=row,
                    field=prefix + key, old=before, new=value, reason=self._reason,
                )  # fmt: skip

    def _placed(self, key: str, values: Values, rows: RowDrafts) -> tuple[int | None, str, str]:
        """Row number, history field and value of what a check called `key`."""
        match = _KEY.fullmatch(key)
        if match is None:
            raise StoreBug(f"{self._layout.form}.{key} is no key of a value")
        field, position, column = match.groups()
        if column is None:
            return None, field, values.get(field, "")
        number = self._row_numbers.get((field, int(position)))
        if number is None:
            raise StoreBug(f"{self._layout.form}.{key}: no such row was handed over")
        return number, f"{field}.{column}", rows[field][int(position)].values.get(column, "")

    def _note(
        self, *, operation: str = "", row: int | None = None, field: str = "", old: str = "", new: str = "",
        reason: str = "",
    ) -> None:  # fmt: skip
        self._act.note(
            operation or self._operation, participant=self._participant, form=self._layout.form, entry=self._entry,
            row=row, field=field, old=old, new=new, reason=reason or self._reason,
        )  # fmt: skip


def _check_values(place: str, values: Values, columns: Collection[str]) -> None:
    for key, value in values.items():
        if key not in columns:
            raise StoreBug(f"{place} has no column {key}")
        if not is_text(value):
            raise StoreBug(f"{place}.{key}: only text can be kept")


def is_text(value: object) -> bool:
    """Whether `value` is text that can be written and read back unchanged."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _row_changes(saved: StoredEntry, key: str, draft: RowDraft) -> bool:
    if draft.number is None:
        return any(draft.values.values())
    kept = _kept_row(saved, key, draft.number)
    return any(kept.values[column] != value for column, value in draft.values.items())


def _kept_row(saved: StoredEntry, key: str, number: int) -> StoredRow:
    row = saved.row(key, number)
    if row is None:
        raise StoreBug(f"{saved.form}.{key} has no row {number}")
    return row
