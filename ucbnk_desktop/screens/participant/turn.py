"""What is said above a form before it is filled: that it is not its turn yet, or what stands against it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.draft_offers import INFUSION, EntryRef
from ucbnk_desktop.screens.widgets.marks import Tone

from .infusion_stop import against_words


def turn_words(app: AppState, entry_ref: EntryRef, values: Mapping[str, str]) -> tuple[str, Tone]:
    """What comes before the form at `entry_ref`, or stands against `values` typed in it; empty for nothing."""
    if entry_ref.form == INFUSION and not _stands(app, entry_ref.code, "enrolment"):
        words = QCoreApplication.translate("EntryPanel", "Not enrolled yet: an infusion is recorded after enrolment.")
        return words, Tone.WAIT
    if app.forms[entry_ref.form].step != "consent" and not _stands(app, entry_ref.code, "consent"):
        words = QCoreApplication.translate(
            "EntryPanel", "No consent is recorded yet: before it, nothing is collected but the screening log.")
        return words, Tone.WAIT
    return (against_words(app, entry_ref, values) if entry_ref.form == INFUSION else ""), Tone.STOP


def _stands(app: AppState, code: str, form: str) -> bool:
    return any(entry.struck is None for entry in app.store.entries(code, form))
