"""What is typed in one entry and what was kept before: the one holder of both, without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records.model import RowDraft

RowsTyped: TypeAlias = Mapping[str, tuple[RowDraft, ...]]
"""The rows of every rows-field, in order."""


class EntryModel:
    """The text of every column and the rows of every rows-field; editors show them and tell of every change.

    Everything that follows from typing (checks, grades, hints, the board, the draft, the entry that is saved) reads
    here. A field that is not asked keeps its text while the form is open, and has none in `values`.
    """

    def __init__(self, definition: FormDefinition) -> None:
        self._stored_keys = {field.key: field.stored_keys for field in definition.fields}
        self.asked: frozenset[str] = frozenset(self._stored_keys)
        self._text: dict[str, str] = {}
        self._rows: dict[str, tuple[RowDraft, ...]] = {}
        # Cache: 0.17 of 5.5 ms, a key until the board is painted; dropped by whatever changes the model.
        self._values_cache: dict[str, str] | None = None
        self._kept: tuple[dict[str, str], dict[str, tuple[RowDraft, ...]]] = ({}, {})

    # -- what changes it

    def show(self, text: Mapping[str, str], rows: RowsTyped) -> None:
        """Hold what all editors show."""
        self._text, self._rows, self._values_cache = dict(text), dict(rows), None

    def set(self, changed: Mapping[str, str]) -> None:
        """Hold the text that was typed into some columns."""
        self._text |= changed
        self._values_cache = None

    def set_rows(self, key: str, rows: tuple[RowDraft, ...]) -> None:
        """Hold the rows of the rows-field `key` as they are typed."""
        self._rows[key] = rows

    def ask(self, asked: frozenset[str]) -> None:
        """From now on these fields are asked, and no others."""
        if asked != self.asked:
            self.asked, self._values_cache = asked, None

    def keep(self) -> None:
        """Take what is typed for what is kept: nothing differs from it any more."""
        self._kept = self.values(), self.rows()

    # -- what is read of it

    def typed_values(self) -> dict[str, str]:
        """Every column as it would be kept, those of hidden fields too: what a draft holds."""
        return dict(self._text)

    def typed_rows(self) -> dict[str, tuple[RowDraft, ...]]:
        """The rows of every rows-field, those of hidden ones too: what a draft holds."""
        return dict(self._rows)

    def values(self) -> dict[str, str]:
        """Every column as it would be kept; "" for fields that are not asked."""
        if self._values_cache is None:
            unasked = (keys for field, keys in self._stored_keys.items() if field not in self.asked)
            hidden = {key for keys in unasked for key in keys}
            self._values_cache = {key: "" if key in hidden else text for key, text in self._text.items()}
        return dict(self._values_cache)

    def rows(self) -> dict[str, tuple[RowDraft, ...]]:
        """The rows to be kept of every rows-field; none of one that is not asked, unless it was kept before."""
        return {
            key: rows if key in self.asked else tuple(row for row in rows if row.number is not None)
            for key, rows in self._rows.items()
        }

    def kept(self, key: str) -> str:
        """The text that is kept in the column `key`."""
        return self._kept[0].get(key, "")

    @property
    def is_new(self) -> bool:
        """Whether nothing is kept yet."""
        return not any(self._kept[0].values())

    def is_dirty(self) -> bool:
        """Whether anything typed differs from what is kept."""
        return (self.values(), self.rows()) != self._kept
