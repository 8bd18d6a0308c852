"""Says who changed an entry since a draft of it was begun, and what was typed differently there and here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import answer, path_label
from ucbnk_desktop.records.draft_merge import MergedDraft, flat
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState

from . import draft_offers

_MOST = 8
"""As many lines as are said of one kind; of the others how many there are."""


def since_words(app: AppState, definition: FormDefinition, stored: StoredEntry, found: MergedDraft) -> str:
    """What is to be said of the draft `found` laid over `stored`; "" where nobody changed anything since."""
    return "\n".join(_lines(app, definition, stored, found))


def _lines(app: AppState, definition: FormDefinition, stored: StoredEntry, found: MergedDraft) -> Iterator[str]:
    def name(path: str) -> str:
        return path_label(definition, path, app.language)

    def said(path: str, text: str) -> str:
        column = re.sub(r"\[\d+\]", "", path)
        return answer(definition, column, text, app.language) or labels.NOTHING

    if found.changed:
        rows = draft_offers.changed_by(app, stored, found)
        people = "; ".join(f"{row.user} ({labels.moment(row.at)})" for row in rows)
        yield labels.filled(
            QCoreApplication.translate("EntryPanel", "Changed since this was typed, by %1:"), people)
        names = capped([name(path) for path in found.changed if path not in found.both])
        if names:
            yield ", ".join(names)
    if found.both:
        now = flat(stored.values, stored.rows)
        yield QCoreApplication.translate("EntryPanel", "Changed there and typed here; saved, and typed:")
        yield from capped([
            f"{name(key)}:  {said(key, now[key])} | {said(key, found.typed[key])}" for key in found.both
        ])
    if found.struck:
        yield QCoreApplication.translate(
            "EntryPanel", "Typed in rows that were struck out since, and not laid over:")
        yield from capped([f"{name(key)}:  {said(key, found.typed[key])}" for key in found.struck])


def capped(lines: Sequence[str]) -> list[str]:
    """The first of `lines`, and how many more there are."""
    left = len(lines) - _MOST
    more = [labels.filled(QCoreApplication.translate("EntryPanel", "and %1 more"), left)] if left > 0 else []
    return [*lines[:_MOST], *more]
