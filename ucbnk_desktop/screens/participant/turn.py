"""What is said above a form before it is filled: that it is not its turn yet, or what stands against it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.forms.display import criterion_name, outcome_word
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.participant.draft_offers import CONFIRMATION, INFUSION, EntryRef
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets.marks import OUTCOME_TONES, Tone

from .infusion_stop import against_words


def turn_words(app: AppState, entry_ref: EntryRef, values: Mapping[str, str]) -> tuple[str, Tone]:
    """What comes before the form at `entry_ref`, or stands against `values` typed in it; empty for nothing."""
    if entry_ref.form == INFUSION and not app.study.standing_entries(entry_ref.code, "enrolment"):
        words = QCoreApplication.translate("EntryPanel", "Not enrolled yet: an infusion is recorded after enrolment.")
        return words, Tone.WAIT
    if app.forms[entry_ref.form].step != "consent" and not app.study.standing_entries(entry_ref.code, "consent"):
        words = QCoreApplication.translate(
            "EntryPanel", "No consent is recorded yet: before it, nothing is collected but the screening log.")
        return words, Tone.WAIT
    return (against_words(app, entry_ref, values) if entry_ref.form == INFUSION else ""), Tone.STOP


def outcome_words(app: AppState, entry_ref: EntryRef, explainer: Explainer, *, transcribed: bool) -> tuple[str, Tone]:
    """What eligibility and enrolment rest on now; `transcribed` where somebody enters what an investigator signs."""
    book = app.casebook
    against, stale = book.refusals(entry_ref.code), book.confirmation_stale(entry_ref.code)
    outcome = book.assessment(entry_ref.code).outcome
    sentences = [
        labels.filled(QCoreApplication.translate("EntryPanel", "Outcome now: %1"), app.say(outcome_word(outcome)))
    ]
    if stale:
        sentences.append(QCoreApplication.translate(
            "EntryPanel", "Changed after the confirmation: to be confirmed anew."))
    if against:
        listed = "   ".join(
            f"{app.say(criterion_name(verdict.criterion))} {explainer.short(verdict.criterion)}" for verdict in against)
        sentences.append(labels.filled(QCoreApplication.translate("EntryPanel", "Not satisfied: %1"), listed))
    if transcribed and entry_ref.form == CONFIRMATION:
        sentences.append(QCoreApplication.translate(
            "EntryPanel",
            "An investigator signs. You may enter it; the investigator's own name goes into the field below."))
    return "\n".join(sentences), Tone.WAIT if stale else OUTCOME_TONES[outcome]
