"""Asks the board about another day: a date field, what is to happen on it, and the answer in a sentence."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import DayAnswer, DayQuery
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.field_kinds import ParsedText, read
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.editors_line import TodayEditor
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.widgets.chips import Chip
from ucbnk_desktop.screens.widgets.marks import OUTCOME_TONES
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar
from ucbnk_desktop.wording import Text

_FIELD = Field(
    "asked_on", Kind.DATE, Text("预判日期", "Day to judge"), missing=(), past=False,
    hint=Text("如 03-12", "e.g. 03-12"),
)
_WITH_YEAR = re.compile(r"[0-9０-９]{4}")
HEAD = 46
"""The height of the head of the board, which the banner takes without moving anything."""
_WHOLE = 8
"""Characters from which a text can be a whole date: 20270312."""


class DayField(TodayEditor):
    """A day ahead, typed as on every form; without its year it is the next one to come."""

    def reading(self) -> ParsedText:
        """What stands in the field."""
        today = self.services.today()
        reading = read(_FIELD, self.text(), today=today)
        past = isinstance(reading.value, date) and reading.value < today
        if past and not _WITH_YEAR.match(self.text().strip()):
            return read(_FIELD, self.text(), today=date(today.year + 1, 1, 1))
        return reading

    def settle(self) -> None:
        """Show the day that is meant."""
        reading = self.reading()
        if reading.problem is None and reading.text != self.text():
            self.put(reading.text)

    def add_own_actions(self, menu: QMenu) -> None:
        """Nothing is kept here: there is no history, and no absent answer."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks and goes nowhere; Escape is the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
            self.left.emit(self.key)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class AskedBanner(QFrame):
    """Says above the whole board that it shows another day, and leads back to today."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "asked")
        self._words, self._back = QLabel(self), QPushButton(self)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "small")
        self._back.setProperty("role", "link")
        self._back.setAutoDefault(False)
        self._back.setToolTip("Esc")
        self._back.clicked.connect(self.ended)
        self.setFixedHeight(HEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 8, 2)
        row.addWidget(self._words, 1)
        row.addWidget(self._back)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty while hidden."""
        return "" if self.isHidden() else self._words.text()

    def tell(self, question: DayQuery | None) -> None:
        """Say which day is asked about; nothing where none is."""
        self.setVisible(question is not None)
        if question is None:
            return
        self._back.setText(self.tr("Esc back to today"))
        if question.planned_start is None:
            words = self.tr("Asked: %1 · nothing is recorded")
        else:
            words = self.tr("Asked: first infusion on %1 · nothing is recorded")
        self._words.setText(labels.filled(words, question.about.isoformat()))
        self.setAccessibleName(self._words.text())


class DayAnswerBar(NoticeBar):
    """The sentence, in the small type of the board."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self._label.setProperty("role", "small")
        self._row.setContentsMargins(38, 6, 8, 6)


class DayQuestion(QWidget):
    """The question and its answer.

    `asked` tells of another question, or of none; `plan_asked` carries the day to which the first infusion is to be
    planned.
    """

    asked = Signal()
    plan_asked = Signal(object)

    def __init__(self, app: AppState, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._services = app, services
        self.question: DayQuery | None = None
        self.can_plan = True
        self._label = QLabel(self)
        self.field = DayField(_FIELD, self._services, self)
        self.field.setFixedWidth(124)
        self.enrolled, self.infused = Chip(app, "", self), Chip(app, "", self)
        self._problem, self._answer = QLabel(self), DayAnswerBar(app, self)
        self.plan = QPushButton(self)
        self._lay_out()
        self.field.edited.connect(self._typed)
        self.field.left.connect(self._left)
        self.enrolled.clicked.connect(self._enrol)
        self.infused.clicked.connect(self._infuse)
        self.plan.clicked.connect(self._plan)
        self.retranslate()

    def _lay_out(self) -> None:
        self._problem.setProperty("role", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.plan.setProperty("role", "link")
        self.plan.setAutoDefault(False)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.field, 0, 1, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self._problem)
        both = QHBoxLayout()
        both.setSpacing(6)
        both.addWidget(self.enrolled)
        both.addWidget(self.infused)
        both.addStretch()
        column.addLayout(both)
        column.addWidget(self.plan)
        column.addWidget(self._answer)

    @property
    def sentence(self) -> str:
        """The answer shown, empty while nothing is asked."""
        return self._answer.text

    @property
    def problem(self) -> str:
        """Why what is typed cannot be asked, empty where it can."""
        return "" if self._problem.isHidden() else self._problem.text()

    def focus_order(self) -> tuple[QWidget, ...]:
        """What Tab goes through."""
        return self.field, self.enrolled, self.infused, self.plan

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._label.setText(self.tr("Judge on another day"))
        self.enrolled.describe(self.tr("Enrolment"))
        self.enrolled.setToolTip(self.tr("Judged as if that day were here; a plan before it moves to it"))
        self.infused.describe(self.tr("First infusion"))
        self.infused.setToolTip(self.tr("Judged as of today, with the first infusion planned on that day"))
        self.plan.setText(self.tr("Plan the first infusion on this day …"))
        self.field.retranslate()

    # -- asking

    def ask(self, on: date) -> None:
        """Ask about `on`; today is no question, unless the infusion alone is moved to it."""
        self.field.put(on.isoformat())
        self._put(on)

    def end(self) -> None:
        """Ask nothing any more; nobody is told."""
        self.question = None
        self.field.set_value("")
        self._say_problem("")
        self._check(infused=False)
        self.show_answer(None)

    def show_answer(self, answer: DayAnswer | None) -> None:
        """Show the answer; None where nothing is asked."""
        asked = answer is not None
        self.enrolled.setVisible(asked)
        self.infused.setVisible(asked)
        self.plan.setVisible(asked and self.can_plan)
        if answer is None and self._answer.text:
            self._answer.still()
        elif answer is not None:
            tone = OUTCOME_TONES[answer.assessment.outcome]
            self._answer.tell(self._app.say(answer.sentence()), tone)

    def _put(self, on: date) -> None:
        today = self._app.today()
        asked = DayQuery(today, on) if self.infused.isChecked() else DayQuery(on) if on > today else None
        self._say_problem("")
        if asked != self.question:
            self.question = asked
            self.asked.emit()

    def _typed(self, _key: str) -> None:
        if not self.field.text().strip():
            self._take(ParsedText(""))
        elif len(self.field.text().strip()) >= _WHOLE:
            reading = self.field.reading()
            if isinstance(reading.value, date) and reading.value >= self._app.today():
                self._put(reading.value)

    def _left(self, _key: str) -> None:
        self._take(self.field.reading())

    def _take(self, found: ParsedText) -> None:
        if isinstance(found.value, date) and found.value >= self._app.today():
            self._put(found.value)
            return
        was_asked = self.question is not None
        self.question = None
        self._say_problem(self._why_not(found))
        if was_asked:
            self.asked.emit()

    def _why_not(self, found: ParsedText) -> str:
        if isinstance(found.value, date):
            return self.tr("Only today and days to come can be asked about.")
        return "" if found.problem is None else self._services.explain(found.problem)

    def _say_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.field.set_wrong(bool(words))

    def _enrol(self) -> None:
        self._switch(infused=False)

    def _infuse(self) -> None:
        self._switch(infused=True)

    def _switch(self, *, infused: bool) -> None:
        self._check(infused=infused)
        if self.question is not None:
            self._put(self.question.about)

    def _check(self, *, infused: bool) -> None:
        self.enrolled.setChecked(not infused)
        self.infused.setChecked(infused)

    def _plan(self) -> None:
        if self.question is not None:
            self.plan_asked.emit(self.question.about)
