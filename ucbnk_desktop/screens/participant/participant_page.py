"""One participant: how far on the path, the form being filled, and the criteria beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import Action, EntryDraft, InfusionStatus, Refused, StepState, allows, lines, steps
from ucbnk_desktop.casebook.infusion_schedule import NUMBERS
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.protocol.judgement_basis import judged_criterion
from ucbnk_desktop.protocol.rule_context import PLANNED
from ucbnk_desktop.protocol.verdicts import Verdict
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Draft
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.board import WIDTH as BOARD_WIDTH
from ucbnk_desktop.screens.criteria.board import CriterionBoard
from ucbnk_desktop.screens.criteria.why_dialog import About, WhyDialog, target
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.editors_line import LineEditor
from ucbnk_desktop.screens.history_dialog import HistoryDialog, HistoryScope
from ucbnk_desktop.screens.participant.draft_offers import CONFIRMATION, INFUSION, NUMBER, EntryRef, home_of, is_void
from ucbnk_desktop.screens.participant.entry_panel import EntryPanel
from ucbnk_desktop.screens.participants_model import person
from ucbnk_desktop.screens.widgets.chips import Chip
from ucbnk_desktop.screens.widgets.page_widget import PageWidget

from . import focus_ring
from .day_check import DayCheck
from .entry_bar import EntryBar
from .infusion_strip import InfusionBox, InfusionStrip
from .path_strip import PathStrip, Station
from .services import ParticipantServices

INFUSIONS = frozenset(map(str, NUMBERS))
SIGNING = frozenset({CONFIRMATION, "enrolment"})
"""Forms that rest on the present state alone: beside them no other day is asked about."""
ANOTHER_DAY = 2
"""With what an explanation closes when midnight makes it one of yesterday."""


class ParticipantPage(PageWidget):
    """The page on which most of the work is done."""

    print_asked = Signal(str, str)
    ruling_asked = Signal(str)
    left = Signal()
    drafted = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.code = ""
        self.path: tuple[StepState, ...] = ()
        self.strip, self.bar = PathStrip(app, self), EntryBar(app, self)
        self.infusions, self.day_check = InfusionStrip(app, self), DayCheck(app, self)
        self.panel, self.board = EntryPanel(app, self), CriterionBoard(app, ParticipantServices(app), self)
        self._code, self._who = QLabel(self), QLabel(self)
        self._planned, self._planned_day = QLabel(self), QLabel(self)
        self._why_dialog: WhyDialog | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._lay_out()
        self._connect()
        self._set_keys()

    def _lay_out(self) -> None:
        self._code.setProperty("role", "title")
        self._who.setProperty("role", "soft")
        self._planned.setProperty("role", "soft")
        self._planned_day.setProperty("role", "strong")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._code)
        head.addWidget(self._who)
        head.addStretch()
        head.addWidget(self._planned)
        head.addWidget(self._planned_day)
        middle = QVBoxLayout()
        middle.setContentsMargins(20, 12, 20, 10)
        middle.setSpacing(10)
        middle.addLayout(head)
        for widget in (self.strip, self.bar, self.infusions, self.day_check):
            middle.addWidget(widget)
        middle.addWidget(self.panel, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(self.board)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: on a wide screen the board takes its share."""
        super().resizeEvent(event)
        self.board.setFixedWidth(min(max(BOARD_WIDTH, self.width() * 22 // 100), 420))

    def _connect(self) -> None:
        self.strip.chosen.connect(self.open_step)
        self.bar.form_chosen.connect(self.open_form)
        self.bar.entry_chosen.connect(self._open_entry)
        self.infusions.chosen.connect(self.open_infusion)
        self.day_check.why_asked.connect(self.explain_day)
        self.panel.typed.connect(self._soon.start)
        self.panel.saved.connect(self._saved)
        self.panel.moved.connect(self.go)
        self.panel.history_asked.connect(self.show_history)
        self.panel.print_asked.connect(self.print_form)
        self.panel.drafted.connect(self.drafted)
        self._soon.timeout.connect(self.judge)
        self.board.field_asked.connect(self._to_criterion)
        self.board.why_asked.connect(self.explain)
        self.board.asked.connect(self._soon.start)
        self.board.plan_asked.connect(self.plan_first_infusion)
        self._app.language_changed.connect(self._retranslate)
        self._app.day_changed.connect(self._begin_day)
        self._app.user_changed.connect(self.refresh)

    def _set_keys(self) -> None:
        for key, slot in (
            ("Ctrl+S", self.panel.ask_save), ("PgDown", self._forward), ("PgUp", self._backward), ("F1", self._why),
            ("F4", self._history), ("Ctrl+P", self.print_form), ("Alt+Left", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for number in range(8):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self, self._station)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setProperty("station", number)
        self._back = QShortcut(QKeySequence("Esc"), self, self.board.back_to_today)
        self._back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- opening

    def show_participant(self, code: str) -> bool:
        """Open participant `code` at the first form that is not complete; False where the user stays with another."""
        if code == self.code and self.panel.entry_ref is not None:
            self.refresh()
            return True
        if not self.panel.leave():
            return False
        self.board.end_question()
        self.code = code
        self.path = self._app.casebook.path(code)
        step = next((step for step in self.path if step.state not in ("complete", "locked")), self.path[0])
        self.open_step(step.step)
        return True

    def close_participant(self) -> bool:
        """Leave the participant, keeping a draft of what is typed; False where the user stays with it instead."""
        if not self.panel.leave():
            return False
        self._show_nobody()
        return True

    def forget(self) -> None:
        """Another study is open now, or none."""
        self.panel.close_all()
        self._show_nobody()

    def _show_nobody(self) -> None:
        self.board.end_question()
        self.day_check.clear()
        self.code = ""

    def open_step(self, step: str) -> None:
        """Open the station `step` at its first form that is not complete."""
        station = next(station for station in self.path if station.step == step)
        forms = [form for form in station.forms if not self._app.forms[form.form].identifying] or station.forms
        if not forms:
            return
        open_ones = [form.form for form in forms if form.state not in ("complete", "locked")]
        self.open_form(open_ones[0] if open_ones else forms[0].form)

    def open_form(self, form: str) -> None:
        """Open the latest entry of `form`; a new one where there is none, or only a confirmation that is void."""
        if form == INFUSION:
            self.open_infusion(self._next_infusion())
            return
        last = next(reversed(self._app.study.standing_entries(self.code, form)), None)
        anew = is_void(self._app, last) and allows(self._app.user, Action.CONFIRM_ELIGIBILITY)
        self.open_spot(form, last.number if last is not None and not anew else None)

    def open_draft(self, draft: object) -> None:
        """Open the entry that `draft` is of, a new one where it is of none that stands; the draft is offered first."""
        if not isinstance(draft, Draft):
            return
        home, number = home_of(self._app, draft), draft.values.get(NUMBER, "")
        if draft.form != INFUSION or home is not None:
            self.open_spot(draft.form, home)
        elif number in INFUSIONS:
            self.open_infusion(int(number))
        else:
            self.open_form(INFUSION)
        if self.panel.entry_ref is not None and self.panel.entry_ref.form == draft.form:
            self.panel.offer_first(draft)

    def open_spot(self, form: str, entry: int | None) -> None:
        """Open entry `entry` of `form`, None for a new one."""
        identifying = self._app.forms[form].identifying
        if identifying and not self._app.named():
            return
        opened = self.panel.open(EntryRef(self.code, form, entry), locked=self._is_locked(form))
        self.refresh()
        if not opened:
            return
        if identifying:
            self._note_look(form)
        if self.panel.page is not None:
            self.panel.page.focus_first_open()

    def _note_look(self, form: str) -> None:
        """Each look at identifying data is recorded: who, whom, when."""
        try:
            self._app.do(lambda book: steps.note_viewed(book, self.code, form))
        except (StoreFault, Refused) as fault:
            self.panel.tell_fault(fault)

    def open_infusion(self, number: int) -> None:
        """Open the record of infusion `number`, begun with its number where there is none."""
        state = self._app.casebook.schedule(self.code)[number - 1]
        preset = {"infusion_number": str(number)} if state.entry is None else None
        entry_ref, locked = EntryRef(self.code, INFUSION, state.entry), self._is_locked(INFUSION)
        if not self.panel.open(entry_ref, preset=preset, locked=locked):
            self.refresh()
            return
        self.refresh(infusion=number)
        if self.panel.page is not None:
            self.panel.page.focus_first_open()

    def _open_entry(self, entry: object) -> None:
        if self.panel.entry_ref is not None and (entry is None or isinstance(entry, int)):
            self.open_spot(self.panel.entry_ref.form, entry)

    def _is_locked(self, form: str) -> bool:
        forms = (form_state for step in self.path for form_state in step.forms)
        return any(form_state.form == form and form_state.state == "locked" for form_state in forms)

    def _next_infusion(self) -> int:
        """The first that is not recorded; the last recorded one where none follows any more."""
        schedule = self._app.casebook.schedule(self.code)
        recorded = [slot.number for slot in schedule if slot.entry is not None]
        to_come = (slot.number for slot in schedule if slot.entry is None and slot.state is not InfusionStatus.CLOSED)
        return next(to_come, max(recorded, default=1))

    def go(self, by: int) -> None:
        """Go `by` forms forward or back along the path."""
        if self.panel.entry_ref is None:
            return
        forms = self._app.forms
        order = [
            form_state.form for step in self.path for form_state in step.forms
            if not forms[form_state.form].identifying
        ]
        here = order.index(self.panel.entry_ref.form) if self.panel.entry_ref.form in order else -1
        there = here + by
        if 0 <= there < len(order):
            self.open_form(order[there])

    # -- showing

    def take_focus(self) -> None:
        """The participant takes the keyboard to the field to begin with."""

    def refresh(self, *, infusion: int = 0) -> None:
        """Show everything around the form anew."""
        if not self.code or self.panel.entry_ref is None:
            return
        self.path = self._app.casebook.path(self.code)
        form = self.panel.entry_ref.form
        step = self._app.forms[form].step
        self._show_head()
        self.strip.show_path(self.path, step)
        station = next(station for station in self.path if station.step == step)
        self.bar.show_forms(station.forms, form)
        self._show_entries(form)
        self._show_infusions(form, infusion)
        self.bar.setVisible(len(station.forms) > 1 or self.bar.has_entries)
        self.judge()

    def _show_entries(self, form: str) -> None:
        entry_ref = self.panel.entry_ref
        entries = () if form == INFUSION else self._app.study.entries(self.code, form)
        anew = form == CONFIRMATION and (self.panel.void or (entry_ref is not None and entry_ref.entry is None))
        self.bar.show_entries(self._app.forms[form], entries, entry_ref.entry if entry_ref else None, anew=anew)

    def _show_infusions(self, form: str, infusion: int) -> None:
        self.infusions.setVisible(form == INFUSION)
        self.day_check.setVisible(form == INFUSION)
        self.day_check.clear()
        if form == INFUSION:
            number = infusion or self._open_infusion_number()
            book = self._app.casebook
            self.infusions.show_schedule(book.schedule(self.code), number, book.infusion_gate.given(self.code))

    def _open_infusion_number(self) -> int:
        text = self.panel.page.values().get("infusion_number", "") if self.panel.page else ""
        return int(text) if text.isdigit() else 0

    def _show_head(self) -> None:
        app = self._app
        summary = app.casebook.summary(self.code)
        weight = _weight(app.casebook.facts(self.code))
        parts = (person(app, summary), weight, app.say(summary.disease))
        self._code.setText(self.code)
        self._who.setText(" · ".join(part for part in parts if part and part != labels.NOTHING))
        given = summary.first_infusion
        self._planned.setText(self.tr("First infusion") if given else self.tr("Planned first infusion"))
        self._planned_day.setText(labels.day(given or summary.planned_start))

    @property
    def header(self) -> str:
        """What the header says."""
        return f"{self._code.text()}  {self._who.text()}  {self._planned_day.text()}"

    def judge(self) -> None:
        """Put what is saved and what is typed to the protocol, and show it on the board."""
        if not self.code:
            return
        draft = self.panel.draft()
        self._judge_board(draft)
        if self.panel.entry_ref is not None and self.panel.entry_ref.form == INFUSION and self.panel.page is not None:
            self.day_check.show_day(self.code, self.panel.page.values(), draft)
            self.panel.say_gate()

    def _judge_board(self, draft: EntryDraft | None) -> None:
        """The present state on the board, or that of the day asked about; what signs and enrols never asks."""
        book, entry_ref = self._app.casebook, self.panel.entry_ref
        closed, signing = book.judged_for(self.code), entry_ref is not None and entry_ref.form in SIGNING
        writes = allows(self._app.user, Action.CORRECT_ENTRY)
        self.board.let_ask(closed is None and not signing, can_plan=writes, closed=closed)
        standing, question = book.assessment(self.code, draft=draft), self.board.question
        self._back.setEnabled(question is not None)
        if question is None:
            self.board.show_assessment(standing)
        else:
            self.board.show_answer(standing, book.answer(self.code, question, draft=draft))

    def plan_first_infusion(self, on: object) -> None:
        """Type `on` as the planned first infusion for the coordinator to save; the question is answered with it."""
        if not isinstance(on, date):
            return
        self.board.back_to_today()
        self.go_to(PLANNED.form, PLANNED.field)
        editor = QApplication.focusWidget()
        if isinstance(editor, LineEditor) and editor.key == PLANNED.field and not editor.locked:
            editor.selectAll()
            editor.insert(on.isoformat())

    def _retranslate(self) -> None:
        self.refresh()

    def _saved(self, _change: object) -> None:
        self.refresh()

    def _begin_day(self) -> None:
        """Say anew whatever follows from the day; what is typed stays as it is, and so does the place of the cursor."""
        entry_ref, page = self.panel.entry_ref, self.panel.page
        if not self.code or entry_ref is None or page is None:
            return
        self.panel.services.open(
            entry_ref.code, entry_ref.form, entry_ref.entry
        )  # forgets what was derived and asked the day before
        self.refresh()
        page.retranslate()
        self.panel.retranslate()
        if self._why_dialog is not None:
            self._why_dialog.done(ANOTHER_DAY)

    # -- the board

    def explain(self, criterion: str) -> None:
        """Show the whole explanation of `criterion` as it stands on the board."""
        while (verdict := self._verdict(criterion)) is not None and self._why_again(verdict, self.board.banner.text):
            pass

    def explain_day(self, criterion: str) -> None:
        """Show the whole explanation of `criterion` as it was asked anew for the day of the infusion on show."""
        while (verdict := self.day_check.verdicts.get(criterion)) and self._why_again(verdict, self.day_check.note):
            pass

    def _why_again(self, verdict: Verdict, note: str) -> bool:
        """Explain `verdict` under `note`; whether another day began meanwhile and it may be another one now."""
        about = About(self.code, self.panel.draft(), note)
        self._why_dialog = dialog = WhyDialog(self._app, verdict, self.board.explainer(), self, about=about)
        dialog.field_asked.connect(self.go_to)
        dialog.ruling_asked.connect(self.ruling_asked)
        closed = dialog.exec()
        self._why_dialog = None
        dialog.deleteLater()
        return closed == ANOTHER_DAY

    def _verdict(self, criterion: str) -> Verdict | None:
        """What the board says of `criterion`: of the participant shown, today or on the day asked about."""
        assessment = self.board.assessment
        return assessment.verdict(criterion) if assessment is not None and self.code and criterion else None

    def _to_criterion(self, criterion: str) -> None:
        verdict = self._verdict(criterion)
        place = target(verdict) if verdict is not None else None
        if place is None:
            self.explain(criterion)
        else:
            self.go_to(*place)

    def go_to(self, form: str, key: str, entry: object = None) -> None:
        """Open the field `key` of `form`, in `entry` where one is named."""
        if form not in self._app.forms:
            return
        entry_ref = self.panel.entry_ref
        if isinstance(entry, int):
            if entry_ref is None or (entry_ref.form, entry_ref.entry) != (form, entry):
                self.open_spot(form, entry)
        elif entry_ref is None or entry_ref.form != form:
            self.open_form(form)
        if self.panel.page is not None and self.panel.entry_ref is not None and self.panel.entry_ref.form == form:
            self.panel.page.go_to(key)

    # -- keys

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt: Tab goes from the path to the forms, through what is typed, and on to the board."""
        ring = (
            *self.strip.findChildren(Station), *self.bar.form_chips, *self.bar.entry_chips,
            *self.infusions.findChildren(InfusionBox), *self.day_check.findChildren(Chip),
            *self.panel.focus_order(), *self.board.focus_order(),
        )
        return focus_ring.step(ring, forward=forward) or super().focusNextPrevChild(forward)

    def _forward(self) -> None:
        self.go(1)

    def _backward(self) -> None:
        self.go(-1)

    def _station(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.strip.choose(int(sender.property("station")))

    def _why(self) -> None:
        if day := self.day_check.criterion_of(QApplication.focusWidget()):
            self.explain_day(day)
            return
        self.explain(self._of_focus() or self.board.list.selected() or self._first_open_criterion())

    def _of_focus(self) -> str:
        """The criterion that rests on the field being typed, the most urgent where there are several."""
        focused, entry_ref, assessment = QApplication.focusWidget(), self.panel.entry_ref, self.board.assessment
        if not isinstance(focused, Editor) or entry_ref is None or assessment is None:
            return ""
        here = (entry_ref.form, focused.field.key)
        if entry_ref.form == JUDGEMENTS and judged_criterion(focused.field.key):
            return judged_criterion(focused.field.key)
        rows = (self.board.model.row(self.board.model.index(n)) for n in range(self.board.model.rowCount()))
        shown = [row.criterion for row in rows if row is not None and row.criterion]
        order = [*shown, *(verdict.criterion for verdict in lines(assessment))]
        return next((name for name in order if here in _rests_on(assessment.verdict(name))), "")

    def _first_open_criterion(self) -> str:
        row = self.board.model.row(self.board.model.index(0))
        return row.criterion if row is not None else ""

    def _history(self) -> None:
        focused = QApplication.focusWidget()
        typed = isinstance(focused, Editor) and self.panel.isAncestorOf(focused)
        self.show_history(focused.key if typed and isinstance(focused, Editor) else "")

    def show_history(self, key: str) -> None:
        """Show the history of the field `key`, of the entry where no field is named."""
        entry_ref = self.panel.entry_ref
        if entry_ref is None:
            return
        place = HistoryScope(self.code, entry_ref.form, entry_ref.entry, key if entry_ref.entry is not None else "")
        dialog = HistoryDialog(self._app, place, self)
        dialog.exec()
        dialog.deleteLater()

    def print_form(self) -> None:
        """Ask for the preview of the form on show."""
        if self.panel.entry_ref is not None and self.panel.can_print:
            self.print_asked.emit(self.code, self.panel.entry_ref.form)

    def _leave(self) -> None:
        self.left.emit()


def _rests_on(verdict: Verdict) -> set[tuple[str, str]]:
    """Form and field of every datum the verdict rests on or lacks."""
    known = {(evidence.source.form, evidence.source.field) for evidence in verdict.evidence}
    return known | {(ref.form, ref.field) for ref in verdict.missing}


def _weight(facts: Facts) -> str:
    for entry in reversed(facts.all("vital_signs")):
        value = entry.value("weight_kg")
        if value is not None:
            return f"{value} kg"
    return ""
