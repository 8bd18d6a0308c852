"""Lays a draft over an entry as it is now: only what was typed goes over it, and what changed since is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .audit_trail import VALUE_OPERATIONS, HistoryRow
from .model import Draft, RowDraft, StoredEntry, StoredRow


@dataclass(frozen=True, slots=True)
class MergedDraft:
    """A draft over an entry; the paths are those of `changed_answers` (`anc`, `chemotherapy[3].drug`).

    `draft` holds what was `typed` and nothing else; `changed` was changed in the record since the typing began, `both`
    by the record and the typing to different values; `struck` was typed in rows that were struck since.
    """

    draft: Draft
    typed: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()


def flat(values: Mapping[str, str], rows: Mapping[str, Sequence[RowDraft | StoredRow]]) -> dict[str, str]:
    """Every value by its path; rows that were never kept have none, and struck ones are no longer part of it."""
    found = dict(values)
    for key, of_field in rows.items():
        for row in of_field:
            if row.number is not None and not (isinstance(row, StoredRow) and row.struck):
                found |= {_path(key, row.number, column): text for column, text in row.values.items()}
    return found


def rebased(draft: Draft, stored: StoredEntry | None, base: Mapping[str, str]) -> MergedDraft:
    """`draft`, begun where the entry was as in `base`, over the entry `stored`; all of it where that is a new one."""
    if stored is None:
        return MergedDraft(replace(draft, rows={key: _unnumbered(rows) for key, rows in draft.rows.items()}))
    now, all_typed = flat(stored.values, stored.rows), flat(draft.values, draft.rows)
    typed = {path: text for path, text in all_typed.items() if text != base.get(path, "")}
    changed = tuple(path for path, text in now.items() if text != base.get(path, ""))
    both = tuple(path for path in changed if path in typed and typed[path] != now[path])
    return MergedDraft(
        replace(draft, values={key: text for key, text in draft.values.items() if key in typed},
                rows={key: _typed_in(key, rows, typed, now) for key, rows in draft.rows.items()}),
        typed, changed, both, tuple(path for path in typed if path not in now),
    )  # fmt: skip


def begun_from(draft: Draft, entry: StoredEntry | None, history: Iterable[HistoryRow]) -> Mapping[str, str]:
    """The values as they were when the typing of `draft` began: as kept with it, else read back from the history."""
    if draft.base is not None:
        return draft.base
    if entry is None:
        return {}
    found = flat(entry.values, entry.rows)
    since = [row for row in history if row.operation in VALUE_OPERATIONS and row.at > draft.kept_at]
    for row in reversed(since):
        found[path_of(row)] = row.old
    return found


def writers(history: Iterable[HistoryRow], paths: Iterable[str]) -> tuple[HistoryRow, ...]:
    """Who wrote what stands in `paths` now: of each user the last row, oldest first."""
    wanted = frozenset(paths)
    standing = {path_of(row): row for row in history if row.operation in VALUE_OPERATIONS and path_of(row) in wanted}
    last = {row.user: row for row in sorted(standing.values(), key=lambda row: row.sequence)}
    return tuple(sorted(last.values(), key=lambda row: row.sequence))


def path_of(row: HistoryRow) -> str:
    """The path of the value a history row is about."""
    outer, _, inner = row.field.partition(".")
    return row.field if row.row is None else _path(outer, row.row, inner)


def _path(key: str, number: int, column: str) -> str:
    return f"{key}[{number}].{column}"


def _typed_in(
    key: str, rows: Sequence[RowDraft], typed: Mapping[str, str], now: Mapping[str, str]
) -> tuple[RowDraft, ...]:
    """The rows of `key` with what was typed in them: all of a new row, of a kept one what differs."""
    found = []
    for row in rows:
        if row.number is None:
            found.append(row)
            continue
        paths = {column: _path(key, row.number, column) for column in row.values}
        values = {column: typed[path] for column, path in paths.items() if path in typed and path in now}
        found += [RowDraft(values, row.number)] if values else []
    return tuple(found)


def _unnumbered(rows: Sequence[RowDraft]) -> tuple[RowDraft, ...]:
    """The rows as those of a new entry, where none is kept yet."""
    return tuple(RowDraft(row.values) for row in rows)
