"""Where one entry is typed: the form, what is said about it, and the way of what was typed into the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import EntryDraft, Refused
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.verdicts import Verdict
from ucbnk_desktop.records.entries import Draft, RowDraft, StoredEntry, changed_answers
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens import shown, texts
from ucbnk_desktop.screens.criteria.board_model import Explainer
from ucbnk_desktop.screens.entry.editors_choice import SegmentEditor
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.marks import OUTCOME_TONES, Tone
from ucbnk_desktop.screens.notices import Notice
from ucbnk_desktop.screens.reason_dialog import ask_reason
from ucbnk_desktop.screens.session import Session

from .following import companions
from .services import SIGNING_ROLES, ParticipantServices

DRAFT_AFTER = 900
"""Milliseconds of quiet after which what is typed is kept as a draft."""
CONFIRMATION = "eligibility"
"""The form of the investigator's confirmation."""
READ_ONLY_ROLES = frozenset({"monitor", "administrator"})


@dataclass(frozen=True, slots=True)
class Spot:
    """Which entry of which form of whom; `entry` None is a new one."""

    code: str
    form: str
    entry: int | None


class EntryDesk(QWidget):
    """One open entry. Pages are made once a form and used again.

    `typed` tells of every edit, `saved` carries the store's change, `moved` asks for the next form (1) or the one
    before (-1), `history_asked` for the history of a field, `drafted` tells that a draft was kept on leaving.
    """

    typed = Signal()
    saved = Signal(object)
    moved = Signal(int)
    history_asked = Signal(str)
    print_asked = Signal()
    drafted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.services = ParticipantServices(session)
        self._pages: dict[str, FormPage] = {}
        self.page: FormPage | None = None
        self.spot: Spot | None = None
        self.stored: StoredEntry | None = None
        self._offered: Draft | None = None
        self._touched = False
        self.locked = False
        self.notice, self.offer, self.gate = Notice(session, self), Notice(session, self), Notice(session, self)
        self._state = QLabel(self)
        self._strike, self._history, self._print = QPushButton(self), QPushButton(self), QPushButton(self)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(DRAFT_AFTER)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._state.setProperty("role", "secondary")
        self._state.setObjectName("entry_state")
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4, 0)
        foot.setSpacing(4)
        foot.addWidget(self._state, 1)
        for button in (self._strike, self._history, self._print):
            button.setProperty("role", "link")
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for notice in (self.gate, self.offer, self.notice):
            column.addWidget(notice)
        column.addLayout(self._place, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._quiet.timeout.connect(self.keep_draft)
        self._strike.clicked.connect(self.strike)
        self._history.clicked.connect(self._ask_history)
        self._print.clicked.connect(self.print_asked)
        self.offer.first.connect(self.restore)
        self.offer.second.connect(self.discard)
        self._session.language_changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Say everything in the language shown; what is typed stays."""
        self._strike.setText(self.tr("Strike out …"))
        self._history.setText(self.tr("History"))
        self._history.setToolTip("F4")
        self._print.setText(self.tr("Print"))
        self._print.setToolTip("Ctrl+P")
        if self.spot is not None:
            self._say_all()

    # -- opening and leaving

    def open(self, spot: Spot, *, preset: Mapping[str, str] | None = None, locked: bool = False) -> None:
        """Show the entry at `spot`; `preset` are values to begin a new entry with."""
        self.leave()
        self.spot = spot
        self.notice.still()
        self.stored = self._stored(spot)
        self.locked = locked or self._session.user.role in READ_ONLY_ROLES or (
            self.stored is not None and self.stored.struck is not None
        )
        self.services.open(spot.code, spot.form, spot.entry)
        self._put(self._page(spot.form))
        self._offered = self._kept_draft(spot)
        begun = Draft(spot.code, spot.form, None, preset, {}, self._session.now(), "") if preset else None
        self._show(begun)
        if begun is not None and self.page is not None:
            self.page.head.draft = False
            self.page.head.retranslate()
        self._say_all()

    def leave(self) -> None:
        """Let the open entry go; what is typed and not saved stays as a draft."""
        if self.spot is None:
            return
        if self.unsaved:
            self.keep_draft()
            self.drafted.emit()
        self._quiet.stop()
        self._touched = False
        self.spot = None

    def close_all(self) -> None:
        """Forget every page: another study is open now, or none."""
        self.leave()
        for page in self._pages.values():
            page.hide()
            page.deleteLater()
        self._pages, self.page = {}, None

    @property
    def unsaved(self) -> bool:
        """Whether the user typed something that is not saved."""
        return self.page is not None and self._touched and not self.locked and self.page.is_dirty()

    @property
    def definition(self) -> FormDefinition:
        """The form on show."""
        assert self.spot is not None
        return self._session.forms[self.spot.form]

    @property
    def can_print(self) -> bool:
        """Whether the form may go to paper from here: one that identifies a person may not."""
        return self.spot is not None and not self.definition.identifying

    def focus_order(self) -> tuple[QWidget | None, ...]:
        """What Tab goes through, in the order it is read."""
        notices = (button for notice in (self.gate, self.offer, self.notice) for button in notice.buttons)
        return (*notices, self.page, self._strike, self._history, self._print)

    def draft(self) -> EntryDraft | None:
        """What is typed and not saved, as the casebook lays it over the record; None where nothing is."""
        if self.spot is None or self.page is None or not self.unsaved:
            return None
        rows = {key: tuple(row.values for row in each) for key, each in self.page.rows().items()}
        return EntryDraft(self.spot.form, self.spot.entry, self.page.values(), rows)

    def _stored(self, spot: Spot) -> StoredEntry | None:
        entries = self._session.store.entries(spot.code, spot.form)
        return next((entry for entry in entries if entry.number == spot.entry), None)

    def _page(self, form: str) -> FormPage:
        if form not in self._pages:
            page = FormPage(
                self._session.forms[form], self.services, self, companions=companions(form, self.services)
            )
            page.edited.connect(self._edited)
            page.save_asked.connect(self._save_asked)
            page.strike_asked.connect(self.strike_row)
            page.next_asked.connect(self._next)
            page.back_asked.connect(self._back)
            page.history_asked.connect(self.history_asked)
            page.hide()
            self._place.addWidget(page)
            self._pages[form] = page
        return self._pages[form]

    def _put(self, page: FormPage) -> None:
        if self.page is not None and self.page is not page:
            self.page.hide()
        self.page = page
        page.show()

    def _show(self, draft: Draft | None) -> None:
        assert self.spot is not None
        assert self.page is not None
        spot = self.spot
        previous = self._session.casebook.previous(spot.code, spot.form, spot.entry)
        with QSignalBlocker(self.page):
            self.page.show_entry(self.stored, draft, previous, self.locked)
            self.page.mark_corrected(self._corrected())
            self._keep_to_itself()

    def _keep_to_itself(self) -> None:
        """The digest of a confirmation is filled in by the casebook, never by hand; no yes where it is refused."""
        block = self.page.body.block_of("assessment_digest") if self.page is not None else None
        if block is None or self.spot is None:
            return
        block.editors["assessment_digest"].set_locked(True)
        confirmed = block.editors["confirmed"]
        if isinstance(confirmed, SegmentEditor):
            barred = self._session.casebook.against_confirmation(self.spot.code)
            confirmed.bar(frozenset({"yes"}) if barred else frozenset())

    def _corrected(self) -> frozenset[str]:
        """The fields of the open entry whose first value was changed."""
        spot = self.spot
        if spot is None or spot.entry is None:
            return frozenset()
        rows = self._session.store.history(participant=spot.code, form=spot.form, entry=spot.entry)
        return frozenset(row.field for row in rows if row.operation == "correct" and row.old)

    # -- drafts

    def _kept_draft(self, spot: Spot) -> Draft | None:
        if self.locked:
            return None
        me = self._session.user.name
        for draft in self._session.store.drafts():
            if (draft.participant, draft.form, draft.entry, draft.kept_by) == (spot.code, spot.form, spot.entry, me):
                return draft
        return None

    def keep_draft(self) -> None:
        """Keep what is typed as a draft; a store that cannot is said in words, and the typing stays on screen."""
        if self.spot is None or self.page is None or not self.unsaved:
            return
        try:
            self._session.store.keep_draft(
                self.spot.code, self.spot.form, self.spot.entry, self.page.typed_values(), self.page.typed_rows()
            )
        except StoreFault as fault:
            self.tell_fault(fault)

    def restore(self) -> None:
        """Show the draft that was offered."""
        if self._offered is None:
            return
        self._show(self._offered)
        self._offered = None
        self._touched = True
        self.offer.still()
        self._say_state()
        self.typed.emit()

    def discard(self) -> None:
        """Throw the offered draft away."""
        if self._offered is not None and self.spot is not None:
            self._discard_kept()
        self._offered = None
        self.offer.still()

    def _discard_kept(self) -> None:
        assert self.spot is not None
        try:
            self._session.store.discard_draft(self.spot.code, self.spot.form, self.spot.entry)
        except StoreFault as fault:
            self.tell_fault(fault)

    # -- saving

    def ask_save(self) -> None:
        """Let the form check itself and, if nothing stands open, keep it."""
        if self.page is not None:
            self.page.ask_save()

    def save(self) -> bool:
        """Keep what is typed; False where it was not kept, with the reason on screen and the typing untouched."""
        if self.page is None or self.spot is None or self.locked:
            return False
        self.notice.still()
        if not self._is_to_be_kept():
            return True
        values, rows = dict(self.page.values()), self.page.rows()
        reason = self._reason(values, rows)
        return reason is not None and self._keep(values, rows, reason)

    def _is_to_be_kept(self) -> bool:
        """Whether saving would keep anything: something typed, a value confirmed, a confirmation that is void."""
        assert self.page is not None
        assert self.spot is not None
        if self.stored is None or self.page.is_dirty() or self.page.confirmations():
            return True
        return self.spot.form == CONFIRMATION and self._session.casebook.confirmation_stale(self.spot.code)

    def _reason(self, values: Mapping[str, str], rows: Mapping[str, tuple[RowDraft, ...]]) -> str | None:
        """The reason of the change; "" where none is needed, None where the user turned back."""
        if self.stored is None or self.definition.key == CONFIRMATION:
            return ""  # a confirmation is never changed: a new one supersedes it
        keys = changed_answers(self.stored, values, rows)
        if not keys:
            return ""
        lines = shown.changes(self.definition, self.stored.values, values, keys, self._session.language)
        return ask_reason(self._session, self.tr("Reason for the change"), lines, self) or None

    def _keep(self, values: Mapping[str, str], rows: Mapping[str, tuple[RowDraft, ...]], reason: str) -> bool:
        assert self.spot is not None
        assert self.page is not None
        spot = self.spot
        typed = EntryDraft(spot.form, spot.entry, values)
        said = self.page.remarks()
        try:
            change = self._session.casebook.save(
                spot.code, typed, rows, reason=reason, confirmations=said.confirmed, prompted=said.corrected
            )
        except StoreFault as fault:
            self.tell_fault(fault)
            return False
        except Refused as refused:
            self.tell_refused(refused)
            return False
        self._after_save(change.entry)
        self.saved.emit(change)
        return True

    def _after_save(self, entry: int | None) -> None:
        assert self.spot is not None
        self._quiet.stop()
        self._discard_kept()
        self._touched = False
        self._offered = None
        if entry is not None:
            self.spot = replace(self.spot, entry=entry)
        self.services.open(self.spot.code, self.spot.form, self.spot.entry)
        self.stored = self._stored(self.spot)
        self._show(None)
        self._say_all()

    def strike(self) -> None:
        """Strike the open entry out, with a reason; it stays readable."""
        if self.spot is None or self.stored is None or self.stored.struck is not None or self.spot.entry is None:
            return
        title = texts.filled(self.tr("Strike out: %1"), self._session.say(self.definition.title))
        reason = ask_reason(self._session, title, (), self)
        if not reason:
            return
        spot = self.spot
        try:
            change = self._session.store.strike(spot.code, spot.form, self.spot.entry, reason=reason)
        except StoreFault as fault:
            self.tell_fault(fault)
            return
        self._touched = False
        self.open(spot)
        self.saved.emit(change)

    def strike_row(self, field: str, number: int) -> None:
        """Strike one kept row of the open entry out, with a reason; what else is typed stays a draft on screen."""
        if self.spot is None or self.spot.entry is None or self.locked:
            return
        name = self._session.say(self.definition.field(field).label)
        reason = ask_reason(self._session, texts.filled(self.tr("Strike out: %1"), f"{name} ({number})"), (), self)
        if not reason:
            return
        spot = self.spot
        self.keep_draft()
        try:
            change = self._session.store.strike(
                spot.code, spot.form, self.spot.entry, reason=reason, row=(field, number)
            )
        except StoreFault as fault:
            self.tell_fault(fault)
            return
        self.stored = self._stored(spot)
        draft = self._kept_draft(spot)
        self._show(replace(draft, rows=_without(draft, field, number)) if draft else None)
        self._say_all()
        self.saved.emit(change)

    # -- what is said

    def tell_fault(self, fault: StoreFault) -> None:
        """Say in words why the store could not; the input stays."""
        kept = self.tr("What you typed is still here.")
        self.notice.tell(f"{fault.words(self._session.language)} {kept}", Tone.STOP)

    def tell_refused(self, refused: Refused) -> None:
        """Say which criteria and which other reasons stand against the step."""
        words = (*refused.words(self._session.language), *self._against(refused.verdicts))
        self.notice.tell("\n".join(words), Tone.STOP)

    def _against(self, verdicts: tuple[Verdict, ...]) -> list[str]:
        explainer = self._explainer()
        rows = [explainer.row(verdict) for verdict in verdicts]
        lines = [f"{row.code}  {row.word}  {row.main}" for row in rows[:8]]
        if len(rows) > 8:
            lines.append(texts.filled(self.tr("and %1 more"), len(rows) - 8))
        return lines

    def _say_all(self) -> None:
        self._say_offer()
        self._say_state()
        self._say_gate()
        kept = self.stored is not None and self.stored.struck is None and not self.locked
        self._strike.setVisible(kept)
        self._history.setVisible(self.stored is not None)
        self._print.setVisible(self.can_print)

    def _say_offer(self) -> None:
        if self._offered is None:
            self.offer.still()
            return
        words = texts.filled(self.tr("Typed on %1 and not saved."), texts.moment(self._offered.kept_at))
        self.offer.tell(words, Tone.WAIT, self.tr("Restore"), self.tr("Discard"))

    def _say_state(self) -> None:
        self._state.setText(self._state_words())

    def _state_words(self) -> str:
        if self.unsaved:
            return self.tr("Not saved yet. A draft is kept while you type.")
        if self.stored is None:
            return self.tr("New entry")
        if self.stored.struck is not None:
            struck = self.stored.struck
            return texts.filled(self.tr("Struck out %1 by %2: %3"), texts.moment(struck.at), struck.by, struck.reason)
        return texts.filled(self.tr("Entered %1 by %2"), texts.moment(self.stored.recorded_at), self.stored.recorded_by)

    def _say_gate(self) -> None:
        """What a form that is itself a step says before it is filled: eligibility, enrolment."""
        assert self.spot is not None
        if self.spot.form not in (CONFIRMATION, "enrolment"):
            self._say_order()
            return
        book, code = self._session.casebook, self.spot.code
        against = book.refusals(code)
        assessment = book.assessment(code)
        words = [texts.filled(self.tr("Outcome now: %1"), texts.outcome_word(assessment.outcome))]
        stale = book.confirmation_stale(code)
        if stale:
            words.append(self.tr("Changed after the confirmation: to be confirmed anew."))
        if against:
            listed = "   ".join(f"{texts.criterion(v.criterion)} {self._short(v)}" for v in against)
            words.append(texts.filled(self.tr("Not satisfied: %1"), listed))
        if self.spot.form == CONFIRMATION and self._session.user.role not in SIGNING_ROLES:
            words.append(self.tr(
                "An investigator signs. You may enter it; the investigator's own name goes into the field below."
            ))
        self.gate.tell("\n".join(words), Tone.WAIT if stale else OUTCOME_TONES[assessment.outcome])

    def _say_order(self) -> None:
        """What comes first where this form is opened before its turn."""
        assert self.spot is not None
        store, code = self._session.store, self.spot.code
        if self.spot.form == "infusion" and not _stands(store.entries(code, "enrolment")):
            self.gate.tell(self.tr("Not enrolled yet: an infusion is recorded after enrolment."), Tone.WAIT)
        elif self.definition.step != "consent" and not _stands(store.entries(code, "consent")):
            words = self.tr("No consent is recorded yet: before it, nothing is collected but the screening log.")
            self.gate.tell(words, Tone.WAIT)
        else:
            self.gate.still()

    def _short(self, verdict: Verdict) -> str:
        return self._explainer().short(verdict.criterion)

    def _explainer(self) -> Explainer:
        session = self._session
        pack = session.casebook.pack_of(self.spot.code) if self.spot else session.pack
        return Explainer(session.forms, pack, session.language)

    # -- signals

    def _edited(self) -> None:
        self._touched = True
        self._quiet.start()
        self._say_state()
        self.typed.emit()

    def _save_asked(self) -> None:
        self.save()

    def _next(self) -> None:
        self.moved.emit(1)

    def _back(self) -> None:
        self.moved.emit(-1)

    def _ask_history(self) -> None:
        self.history_asked.emit("")


def _stands(entries: tuple[StoredEntry, ...]) -> bool:
    return any(entry.struck is None for entry in entries)


def _without(draft: Draft, field: str, number: int) -> dict[str, tuple[RowDraft, ...]]:
    """The rows of `draft` without the row that was struck."""
    return {key: tuple(row for row in rows if (key, row.number) != (field, number)) for key, rows in draft.rows.items()}
