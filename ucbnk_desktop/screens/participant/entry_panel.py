"""Where one entry is typed: the form, what is said about it, and the way of what was typed into the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import Action, EntryDraft, GivenAlthough, InfusionStopped, Refused, allows, steps
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import changes
from ucbnk_desktop.protocol.verdicts import Verdict
from ucbnk_desktop.records.draft_merge import MergedDraft, flat, rebased
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Draft, DraftSlot, RowDraft, StoredEntry, changed_answers
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.editors_segments import SegmentEditor
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.participant.form_companions import companions
from ucbnk_desktop.screens.participant.infusion_stop import ask_about_stop, say_not_given
from ucbnk_desktop.screens.participant.lose_dialog import LoseDialog
from ucbnk_desktop.screens.participant.services import ParticipantServices
from ucbnk_desktop.screens.participant.turn import outcome_words, turn_words
from ucbnk_desktop.screens.reason_dialog import ask_reason
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar

from . import draft_offers
from .draft_offers import CONFIRMATION, NUMBER, EntryRef
from .draft_report import capped, since_words

DRAFT_AFTER = 900
"""Milliseconds of quiet after which what is typed is kept as a draft."""
_Rows: TypeAlias = Mapping[str, tuple[RowDraft, ...]]


class EntryPanel(QWidget):
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

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.services = ParticipantServices(app)
        self._pages: dict[str, FormPage] = {}
        self.page: FormPage | None = None
        self.entry_ref: EntryRef | None = None
        self.stored: StoredEntry | None = None
        self._offered: tuple[Draft, ...] = ()
        self._draft_slot = DraftSlot(None)
        self._base: Mapping[str, str] = {}
        self._touched = self._earlier = self._unkept = False
        self.locked = self.void = False
        self.notice, self.offer, self.gate = NoticeBar(app, self), NoticeBar(app, self), NoticeBar(app, self)
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
        self._quiet.timeout.connect(self._keep_quietly)
        self._strike.clicked.connect(self.strike)
        self._history.clicked.connect(self._ask_history)
        self._print.clicked.connect(self.print_asked)
        self.offer.first.connect(self.restore)
        self.offer.second.connect(self.discard)
        self._app.language_changed.connect(self.retranslate)
        self._app.user_changed.connect(self._begin_user)

    def retranslate(self) -> None:
        """Say everything in the language shown; what is typed stays."""
        self._strike.setText(self.tr("Strike out …"))
        self._history.setText(self.tr("History"))
        self._history.setToolTip("F4")
        self._print.setText(self.tr("Print"))
        self._print.setToolTip("Ctrl+P")
        if self.entry_ref is not None:
            self._say_all()

    # -- opening and leaving

    def open(self, entry_ref: EntryRef, *, preset: Mapping[str, str] | None = None, locked: bool = False) -> bool:
        """Show the entry at `entry_ref`; `preset` are values to begin a new entry with. False where another stays.

        A form that is filled only once is opened at the entry that stands; a void confirmation can only be read.
        """
        if not self.leave():
            return False
        self.entry_ref = entry_ref = draft_offers.standing_at(self._app, entry_ref)
        self.notice.still()
        self.stored = self._stored(entry_ref)
        self.void = draft_offers.is_void(self._app, self.stored)
        self.locked = locked or self.void or not allows(self._app.user, Action.CORRECT_ENTRY) or (
            self.stored is not None and self.stored.struck is not None
        )
        self.services.open(entry_ref.code, entry_ref.form, entry_ref.entry)
        self._put(self._page(entry_ref.form))
        self._look_for_drafts(preset)
        begun = Draft(entry_ref.code, entry_ref.form, None, preset, {}, self._app.now(), "") if preset else None
        self._show(begun)
        if begun is not None and self.page is not None:
            self.page.head.draft = False
            self.page.head.retranslate()
        self._say_all()
        return True

    def leave(self) -> bool:
        """Let the open entry go; what is typed and not saved stays as a draft.

        Where no draft can be kept it is asked first, and False where the user stays: the entry is still open then.
        """
        if self.entry_ref is None:
            return True
        if self.unsaved:
            if self.keep_draft():
                self.drafted.emit()
            elif not LoseDialog(self.notice.text, self).asks_to_lose():
                return False
        self._quiet.stop()
        self._touched = self._unkept = False
        self.entry_ref = None
        return True

    def close_all(self) -> None:
        """Forget every page: another study is open now, or none, and whoever closed it left the entry before."""
        self._quiet.stop()
        self._touched = self._unkept = False
        self.entry_ref = None
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
        assert self.entry_ref is not None
        return self._app.forms[self.entry_ref.form]

    @property
    def can_print(self) -> bool:
        """Whether the form may go to paper from here: one that identifies a person may not."""
        return self.entry_ref is not None and not self.definition.identifying

    def focus_order(self) -> tuple[QWidget | None, ...]:
        """What Tab goes through, in the order it is read."""
        notices = (button for notice in (self.gate, self.offer, self.notice) for button in notice.buttons)
        return (*notices, self.page, self._strike, self._history, self._print)

    def draft(self) -> EntryDraft | None:
        """What is typed and not saved, as the casebook lays it over the record; None where nothing is."""
        if self.entry_ref is None or self.page is None or not self.unsaved:
            return None
        rows = {key: tuple(row.values for row in table) for key, table in self.page.rows().items()}
        return EntryDraft(self.entry_ref.form, self.entry_ref.entry, self.page.values(), rows)

    def _stored(self, entry_ref: EntryRef) -> StoredEntry | None:
        entries = self._app.study.entries(entry_ref.code, entry_ref.form)
        self._earlier = bool(entries)
        return next((entry for entry in entries if entry.number == entry_ref.entry), None)

    def _page(self, form: str) -> FormPage:
        if form not in self._pages:
            page = FormPage(
                self._app.forms[form], self.services, self, companions=companions(form, self.services)
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
        assert self.entry_ref is not None
        assert self.page is not None
        entry_ref = self.entry_ref
        previous = self._app.casebook.previous(entry_ref.code, entry_ref.form, entry_ref.entry)
        with QSignalBlocker(self.page):
            self.page.show_entry(self.stored, None, previous, self.locked)
            self._base = flat(self.page.typed_values(), self.page.typed_rows())
            if draft is not None:
                self.page.show_entry(self.stored, draft, previous, self.locked)
            self.page.mark_corrected(self._corrected())
            self._keep_to_itself()

    def _keep_to_itself(self) -> None:
        """The digest of a confirmation is filled in by the casebook, never by hand; no yes where it is refused."""
        block = self.page.body.block_of("assessment_digest") if self.page is not None else None
        if block is None or self.entry_ref is None:
            return
        block.editors["assessment_digest"].set_locked(True)
        confirmed = block.editors["confirmed"]
        if isinstance(confirmed, SegmentEditor):
            barred = self._app.casebook.against_confirmation(self.entry_ref.code)
            confirmed.bar(frozenset({"yes"}) if barred else frozenset())

    def _corrected(self) -> frozenset[str]:
        """The fields of the open entry whose first value was changed."""
        entry_ref = self.entry_ref
        if entry_ref is None or entry_ref.entry is None:
            return frozenset()
        rows = self._app.study.history(participant=entry_ref.code, form=entry_ref.form, entry=entry_ref.entry)
        return frozenset(row.field for row in rows if row.operation == "correct" and row.old)

    # -- drafts

    def _look_for_drafts(self, preset: Mapping[str, str] | None = None) -> None:
        """Offer every draft of the open entry; what is typed from now on is kept beside them."""
        assert self.entry_ref is not None
        begun = self.stored.values if self.stored is not None else preset or {}
        offers = draft_offers.offered(self._app, self.entry_ref, begun.get(NUMBER, ""))
        self._offered = () if self.locked else offers
        self._draft_slot = DraftSlot(self.entry_ref.entry, draft_offers.free_slot(self._app, self.entry_ref))

    def offer_first(self, draft: Draft) -> None:
        """Offer `draft` before the others of its entry."""
        place = (draft.entry, draft.slot)
        self._offered = tuple(sorted(self._offered, key=lambda one: (one.entry, one.slot) != place))
        self._say_offer()

    def keep_draft(self, *, again: bool = True) -> bool:
        """Keep what is typed as a draft; where that cannot be it is said in words, and the typing stays on screen.

        Whoever did not want to give a name is asked for it only `again`.
        """
        entry_ref, page = self.entry_ref, self.page
        if entry_ref is None or page is None or not self.unsaved:
            return True
        try:
            self._app.do(
                lambda book: steps.keep_draft(
                    book, entry_ref.code, entry_ref.form, self._draft_slot, page.typed_values(),
                    rows=page.typed_rows(), base=self._base,
                ),
                again=again,
            )
            self._unkept = False
        except (StoreFault, Refused) as fault:
            self._unkept = True
            self.tell_fault(fault)
        self._say_state()
        return not self._unkept

    def _begin_user(self) -> None:
        """Offer the drafts of whoever is at the keyboard now; what is typed is kept beside them from now on."""
        if self.entry_ref is not None and self.page is not None:
            self._look_for_drafts(self.page.values())
            self._say_all()

    def restore(self) -> None:
        """Show the draft that is offered; what was typed in the meantime becomes a draft that is offered in turn."""
        if not self._offered or not self.keep_draft():
            return
        draft, *others = self._offered
        aside = [self._typed_now()] if self.unsaved else []
        offer = draft_offers.over(self._app, draft, self.stored)
        self._offered, self._draft_slot = (*aside, *others), DraftSlot(draft.entry, draft.slot)
        if offer.struck and self.entry_ref is not None:  # not all of it can be shown: it stays as it is, beside what is
            self._offered = (*self._offered, draft)
            self._draft_slot = DraftSlot(self.entry_ref.entry, draft_offers.free_slot(self._app, self.entry_ref))
        self._show(offer.draft)
        self._touched = True
        self.notice.still()
        self._say_since(offer)
        self._drop_what_stands(offer)
        self._say_all()
        self.typed.emit()

    def _drop_what_stands(self, found: MergedDraft) -> None:
        """A draft that changes nothing is done with, unless something of it could not be laid over."""
        if self.unsaved or found.struck or self.stored is None:
            return
        if self._discard_draft(self._draft_slot):
            self.notice.tell(self.tr("All of it is saved already."), Tone.MET)

    def _typed_now(self) -> Draft:
        """What is on the page, as a draft of it is kept."""
        assert self.entry_ref is not None
        assert self.page is not None
        ref, slot = self.entry_ref, self._draft_slot
        return Draft(
            ref.code, ref.form, slot.entry, self.page.typed_values(), self.page.typed_rows(), self._app.now(),
            self._app.user.name, slot.slot, self._base,
        )

    def discard(self) -> None:
        """Throw the offered draft away; the next one is offered."""
        if self._offered and self._discard_draft(DraftSlot(self._offered[0].entry, self._offered[0].slot)):
            self._offered = self._offered[1:]
        self._say_offer()

    def _discard_draft(self, slot: DraftSlot) -> bool:
        assert self.entry_ref is not None
        entry_ref = self.entry_ref
        try:
            self._app.do(lambda book: steps.discard_draft(book, entry_ref.code, entry_ref.form, slot))
        except (StoreFault, Refused) as fault:
            self.tell_fault(fault)
            return False
        return True

    # -- saving

    def ask_save(self) -> None:
        """Let the form check itself and, if nothing stands open, keep it."""
        if self.page is not None:
            self.page.ask_save()

    def save(self) -> bool:
        """Keep what is typed; False where it was not kept, with the reason on screen and the typing untouched."""
        if self.page is None or self.entry_ref is None or self.locked:
            return False
        self.notice.still()
        if draft_offers.is_void(self._app, self.stored):  # it became so while it was on show
            self.notice.tell(self.tr("Changed after the confirmation: to be confirmed anew."), Tone.WAIT)
            return False
        if not self._is_to_be_kept():
            return True
        values, rows = dict(self.page.values()), self.page.rows()
        reason = self._reason(values, rows)
        return reason is not None and self._keep(values, rows, reason)

    def _is_to_be_kept(self) -> bool:
        """Whether saving would keep anything: something typed, or a value confirmed."""
        assert self.page is not None
        return self.stored is None or self.page.is_dirty() or bool(self.page.checks.confirmations())

    def _reason(self, values: Mapping[str, str], rows: _Rows) -> str | None:
        """The reason of the change; "" where none is needed, None where the user turned back."""
        if self.stored is None or self.definition.key == CONFIRMATION:
            return ""  # a confirmation is never changed: a new one supersedes it
        keys = changed_answers(self.stored, values, rows)
        if not keys:
            return ""
        lines = changes(self.definition, self.stored.values, values, keys, self._app.language)
        return ask_reason(self._app, self.tr("Reason for the change"), lines, self) or None

    def _keep(
        self, values: Mapping[str, str], rows: _Rows, reason: str, given_although: GivenAlthough | None = None
    ) -> bool:
        assert self.entry_ref is not None
        assert self.page is not None
        entry_ref = self.entry_ref
        typed, remarks = EntryDraft(entry_ref.form, entry_ref.entry, values), self.page.remarks()
        try:
            change = self._app.do(lambda book: steps.save_entry(
                book, entry_ref.code, typed, rows, reason=reason,
                confirmations=remarks.confirmed, prompted=remarks.corrected,
                given_although=given_although, closes=self._draft_slot,
            ))
        except StoreFault as fault:
            self.tell_fault(fault)
            return False
        except InfusionStopped as stopped:
            return self._stopped(stopped, values, rows, reason)
        except Refused as refused:
            self.tell_refused(refused)
            return False
        self._after_save(change.entry)
        if given_although is not None:
            self.notice.tell(self.tr("A protocol deviation was opened with it: complete it there."), Tone.WAIT)
        self.saved.emit(change)
        return True

    def _stopped(self, stopped: InfusionStopped, values: Mapping[str, str], rows: _Rows, reason: str) -> bool:
        """Keep an infusion that was given all the same, or let it be changed to one not given."""
        answer = ask_about_stop(self._app, stopped, self)
        if isinstance(answer, GivenAlthough):
            return self._keep(values, rows, reason, answer)
        if answer == "not_given" and self.page is not None:
            say_not_given(self.page)
        else:
            self.tell_refused(stopped)
        return False

    def _after_save(self, entry: int | None) -> None:
        assert self.entry_ref is not None
        self._quiet.stop()
        self._touched = self._unkept = False
        if entry is not None:
            self.entry_ref = replace(self.entry_ref, entry=entry)
        self.services.open(self.entry_ref.code, self.entry_ref.form, self.entry_ref.entry)
        self.stored = self._stored(self.entry_ref)
        self._look_for_drafts()
        self._show(None)
        self._say_all()

    def strike(self) -> None:
        """Strike the open entry out, with a reason; it stays readable."""
        if self.entry_ref is None or self.entry_ref.entry is None or self.stored is None:
            return
        if self.stored.struck is not None:
            return
        title = labels.filled(self.tr("Strike out: %1"), self._app.say(self.definition.title))
        reason = ask_reason(self._app, title, (), self)
        if not reason or not self.keep_draft():
            return
        entry_ref, entry = self.entry_ref, self.entry_ref.entry
        try:
            change = self._app.do(
                lambda book: steps.strike_entry(book, entry_ref.code, entry_ref.form, entry, reason=reason)
            )
        except (StoreFault, Refused) as fault:
            self.tell_fault(fault)
            return
        self._touched = False
        self.open(entry_ref)
        self.saved.emit(change)

    def strike_row(self, field: str, number: int) -> None:
        """Strike one kept row of the open entry out, with a reason; what else is typed stays a draft on screen."""
        if self.entry_ref is None or self.entry_ref.entry is None or self.locked:
            return
        name = self._app.say(self.definition.field(field).label)
        reason = ask_reason(self._app, labels.filled(self.tr("Strike out: %1"), f"{name} ({number})"), (), self)
        if not reason:
            return
        entry_ref, entry, typed = self.entry_ref, self.entry_ref.entry, self._typed_now() if self.unsaved else None
        if not self.keep_draft():
            return
        try:
            change = self._app.do(
                lambda book: steps.strike_row(
                    book, entry_ref.code, entry_ref.form, entry, (field, number), reason=reason
                )
            )
        except (StoreFault, Refused) as fault:
            self.tell_fault(fault)
            return
        self.stored = self._stored(entry_ref)
        self._show(rebased(typed, self.stored, self._base).draft if typed else None)
        self._say_all()
        self.saved.emit(change)

    # -- what is said

    def tell_fault(self, fault: StoreFault | Refused) -> None:
        """Say in words why a step could not be done; the input stays."""
        kept = self.tr("What you typed is still here.")
        self.notice.tell(f"{self._app.words_of(fault)} {kept}", Tone.STOP)

    def tell_refused(self, refused: Refused) -> None:
        """Say which criteria and which other reasons stand against the step."""
        words = (*refused.words(self._app.language), *self._against(refused.verdicts))
        self.notice.tell("\n".join(words), Tone.STOP)

    def _against(self, verdicts: tuple[Verdict, ...]) -> list[str]:
        explainer = self._explainer()
        rows = [explainer.row(verdict) for verdict in verdicts]
        return capped([f"{row.code}  {row.word}  {row.main}" for row in rows])

    def _say_all(self) -> None:
        self._say_offer()
        self._say_state()
        self.say_gate()
        void = self.void and allows(self._app.user, Action.STRIKE)
        kept = self.stored is not None and self.stored.struck is None and (void or not self.locked)
        self._strike.setVisible(kept)
        self._history.setVisible(self._earlier)
        self._print.setVisible(self.can_print)

    def _say_offer(self) -> None:
        if not self._offered:
            self.offer.still()
            return
        title = draft_offers.title_of(self._app, self._offered[0])
        words = f"{title} · " if title else ""
        words += labels.filled(self.tr("Typed on %1 and not saved."), labels.moment(self._offered[0].kept_at))
        if len(self._offered) > 1:
            words += " " + labels.filled(self.tr("One of %1."), len(self._offered))
        if self.unsaved:
            words += " " + self.tr("What is typed now stays a draft beside it.")
        self.offer.tell(words, Tone.WAIT, self.tr("Restore"), self.tr("Discard"))

    def _say_since(self, found: MergedDraft) -> None:
        """Say who changed the entry since the draft was begun, and what was typed differently there and here."""
        words = since_words(self._app, self.definition, self.stored, found) if self.stored is not None else ""
        if words:
            self.notice.tell(words, Tone.WAIT)

    def _say_state(self) -> None:
        self._state.setText(self._state_words())

    def _state_words(self) -> str:
        if self.unsaved and self._unkept:
            return self.tr("Not saved, and no draft of it could be kept.")
        if self.unsaved:
            return self.tr("Not saved yet. A draft is kept while you type.")
        if self.stored is None:
            return self.tr("New entry")
        if self.stored.struck is not None:
            struck = self.stored.struck
            return labels.filled(self.tr("Struck out %1 by %2: %3"), labels.moment(struck.at), struck.by, struck.reason)
        return labels.filled(
            self.tr("Entered %1 by %2"), labels.moment(self.stored.recorded_at), self.stored.recorded_by
        )

    def say_gate(self) -> None:
        """What comes before the form, or stands against it: as it is recorded, in an infusion also as it is typed."""
        assert self.entry_ref is not None
        if self.entry_ref.form in (CONFIRMATION, "enrolment"):
            transcribed = not self.locked and not allows(self._app.user, Action.SIGN)
            words, tone = outcome_words(self._app, self.entry_ref, self._explainer(), transcribed=transcribed)
        else:
            words, tone = turn_words(self._app, self.entry_ref, {} if self.page is None else self.page.values())
        if words:
            self.gate.tell(words, tone)
        else:
            self.gate.still()

    def _explainer(self) -> Explainer:
        app = self._app
        pack = app.casebook.pack_of(self.entry_ref.code) if self.entry_ref else app.pack
        return Explainer(app.forms, pack, app.language)

    # -- signals

    def _keep_quietly(self) -> None:
        self.keep_draft(again=False)

    def _edited(self) -> None:
        self._touched = True
        self._quiet.start()
        self._say_offer()
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
