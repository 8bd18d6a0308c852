"""One participant's entries as they stand: what is struck left out, what is only typed laid over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.facts import Entry, Facts
from ucbnk_desktop.records.model import StoredEntry, StoredRow
from ucbnk_desktop.site_time import SITE_ZONE

from .model import EntryDraft


@dataclass(frozen=True, slots=True)
class Chart:
    """One participant: entries that are not struck, by form, oldest first, and the facts they state.

    Forms that identify a person are in `entries` and never in `facts`.
    """

    code: str
    entries: Mapping[str, tuple[StoredEntry, ...]]
    facts: Facts
    forms: Mapping[str, FormDefinition]

    def all(self, form: str) -> tuple[StoredEntry, ...]:
        """Every entry of `form`."""
        return self.entries.get(form, ())

    def one(self, form: str) -> StoredEntry | None:
        """The entry of a form that is filled once."""
        entries = self.entries.get(form, ())
        return entries[-1] if entries else None

    def text(self, form: str, key: str) -> str:
        """The text kept in a field of a form that is filled once, "" where there is none."""
        entry = self.one(form)
        return "" if entry is None else entry.values.get(key, "")

    def dated(self, entry: StoredEntry) -> date:
        """The day `entry` is about; the day of its recording where it says none."""
        return day_in(entry.values.get(self.forms[entry.form].dated_by, "")) or recorded_on(entry)


def gather(
    code: str, stored: Mapping[str, tuple[StoredEntry, ...]], forms: Mapping[str, FormDefinition], *, today: date
) -> Chart:
    """The chart of `code` from everything the store keeps."""
    entries = {form: tuple(_standing(stored.get(form, ()))) for form in forms}
    facts = {
        form: tuple(_entry(forms[form], entry, today) for entry in standing)
        for form, standing in entries.items()
        if standing and not forms[form].identifying
    }
    return Chart(code, entries, Facts(facts), forms)


def laid_over(chart: Chart, draft: EntryDraft, forms: Mapping[str, FormDefinition], *, today: date) -> Facts:
    """The facts as they would be if `draft` were saved now."""
    definition = forms.get(draft.form)
    if definition is None or definition.identifying:
        return chart.facts
    typed = entry_of(definition, draft.entry, draft.values, draft.rows, today=today)
    saved = chart.facts.all(draft.form)
    if draft.entry is None or all(entry.number != draft.entry for entry in saved):
        changed: tuple[Entry, ...] = (*saved, typed)
    else:
        changed = tuple(typed if entry.number == draft.entry else entry for entry in saved)
    return Facts({**chart.facts.entries, draft.form: changed})


def day_in(text: str) -> date | None:
    """The day that a date or moment as kept begins with; None where there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def recorded_on(entry: StoredEntry) -> date:
    """The day of recording at the study site."""
    return entry.recorded_at.astimezone(SITE_ZONE).date()


def _standing(entries: Iterable[StoredEntry]) -> Iterator[StoredEntry]:
    for entry in entries:
        if entry.struck is None:
            struck = any(row.struck is not None for rows in entry.rows.values() for row in rows)
            yield replace(entry, rows={key: _unstruck(rows) for key, rows in entry.rows.items()}) if struck else entry


def _unstruck(rows: tuple[StoredRow, ...]) -> tuple[StoredRow, ...]:
    return tuple(row for row in rows if row.struck is None)


def _entry(definition: FormDefinition, entry: StoredEntry, today: date) -> Entry:
    rows = {key: tuple(row.values for row in rows) for key, rows in entry.rows.items()}
    return entry_of(definition, entry.number, entry.values, rows, today=today)
