"""What is to be done today: the next step of each participant, infusions of the coming days, unsaved input."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import InfusionState, InfusionStatus, Status, Summary
from ucbnk_desktop.records.model import Draft

from . import labels
from .app_state import AppState
from .participant.draft_offers import title_of
from .participants_model import ParticipantsModel
from .theme import colours, sized
from .widgets import marks
from .widgets.buttons import EnterButton
from .widgets.marks import OUTCOME_TONES, Tone
from .widgets.page_widget import PageWidget

AHEAD = timedelta(days=14)
MOST = 100
"""Lines that a card shows; the list of participants has them all."""
_CALM, _MEANWHILE = 150, 1000
"""Milliseconds until what has changed is shown; longer while a long list is still being fetched."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of a list: what it is about, where it leads; `decision` is a ruling or setting that is waited for."""

    code: str
    words: str
    tone: Tone
    aside: str = ""
    form: str = ""
    entry: int | Draft | None = None
    decision: str = ""


class TodoRow(EnterButton):
    """One line one can open."""

    def __init__(self, app: AppState, parent: QWidget) -> None:
        super().__init__(app, 40, parent)
        self.todo = Todo("", "", Tone.PLAIN)

    def show_todo(self, todo: Todo) -> None:
        """Show `todo`."""
        self.todo = todo
        words = " ".join(part for part in (todo.code, todo.words, todo.aside) if part)
        self.setAccessibleName(words)
        self.setToolTip(todo.words)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: one line."""
        return QSize(240, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent_soft if self.hasFocus() else palette.ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), 6, 6)
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(10, self.height() - 1, self.width() - 10, self.height() - 1)
        marks.draw(painter, self.todo.tone, QRectF(12, 12, 15, 15), palette)
        painter.setFont(sized(self.font(), 14, bold=True))
        painter.setPen(QColor(palette.ink))
        painter.drawText(QRectF(38, 0, 84, self.height()), Qt.AlignmentFlag.AlignVCenter, self.todo.code)
        painter.setFont(sized(self.font(), 13))
        aside = QFontMetrics(painter.font()).horizontalAdvance(self.todo.aside)
        room = self.width() - 118 - aside - 26
        painter.drawText(
            QRectF(118, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter,
            QFontMetrics(painter.font()).elidedText(self.todo.words, Qt.TextElideMode.ElideRight, room),
        )
        painter.setPen(QColor(palette.soft_ink))
        right = QRectF(self.width() - aside - 14, 0, aside + 2, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, self.todo.aside)
        painter.end()


class TodoCard(QFrame):
    """A titled card of lines, with a sentence where there is none."""

    opened = Signal(str, str, object)
    decision_asked = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setProperty("role", "card")
        self._title, self._count, self._none = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "cardtitle")
        self._count.setProperty("role", "secondary")
        self._none.setProperty("role", "soft")
        self._none.setWordWrap(True)
        self._rows: list[TodoRow] = []
        inside = QWidget(self)
        inside.setProperty("role", "body")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 10, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._none)
        layout.addWidget(scroll, 1)

    def show_todos(self, title: str, none: str, todos: Iterable[Todo], *, total: int | None = None) -> None:
        """Show `todos` under `title`, the sentence `none` where there are none; at most `MOST` of `total`."""
        lines = list(islice(todos, MOST))
        total = len(lines) if total is None else total
        self._title.setText(title)
        self._count.setText(f"{len(lines)} / {total}" if total > len(lines) else str(total) if lines else "")
        self._none.setText(none)
        self._none.setVisible(not lines)
        while len(self._rows) < len(lines):
            row = TodoRow(self._app, self)
            row.clicked.connect(self._clicked)
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(lines))
            if number < len(lines):
                row.show_todo(lines[number])

    @property
    def todos(self) -> list[Todo]:
        """The lines on show."""
        return [row.todo for row in self._rows if not row.isHidden()]

    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, TodoRow) and row.todo.decision:
            self.decision_asked.emit(row.todo.decision)
        elif isinstance(row, TodoRow):
            self.opened.emit(row.todo.code, row.todo.form, row.todo.entry)


class TodayPage(PageWidget):
    """The first page of an open study."""

    opened = Signal(str, str, object)
    decision_asked = Signal(str)

    def __init__(self, app: AppState, model: ParticipantsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._model = app, model
        self._title, self._day = QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._day.setProperty("role", "soft")
        self.steps, self.coming, self.unsaved = (TodoCard(app, self) for _ in range(3))
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self.refresh)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._lay_out()
        for card in (self.steps, self.coming, self.unsaved):
            card.opened.connect(self.opened)
            card.decision_asked.connect(self.decision_asked)
        model.dataChanged.connect(self._later)
        model.modelReset.connect(self._later)
        app.language_changed.connect(self.refresh)
        app.day_changed.connect(self.refresh)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._day)
        head.addStretch()
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.coming, 3)
        right.addWidget(self.unsaved, 2)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.steps, 3)
        columns.addLayout(right, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addLayout(columns, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is shown is of now."""
        super().showEvent(event)
        self.refresh()

    def _later(self) -> None:
        if not self._calm.isActive():
            self._calm.start(_CALM if self._model.complete else _MEANWHILE)
        elif self._model.complete:
            self._calm.start(_CALM)

    def refresh(self) -> None:
        """Show everything anew."""
        today = self._app.today()
        self._title.setText(self.tr("Today"))
        self._day.setText(f"{today.isoformat()}  {self._weekday(today)}")
        if not self._app.has_study:
            return
        known = self._model.summaries
        summaries = [summary for summary in known if not summary.status.finished]
        nothing = self.tr("Nothing waits. New participants are added in the list, Ctrl+N.")
        none = self.tr("None is planned.")
        if not self._model.complete:  # not all are fetched: nobody can say yet that there is nothing
            nothing = none = ""
        self.steps.show_todos(
            self.tr("Next steps"), nothing,
            (self._step(summary) for summary in sorted(summaries, key=_urgency)), total=len(summaries),
        )
        coming = sorted(self._coming(summaries, today), key=_aside)
        self.coming.show_todos(self.tr("Infusions of the next 14 days"), none, coming, total=len(coming))
        self.unsaved.show_todos(
            self.tr("Typed and not saved"), self.tr("Everything is saved."), (self._draft(d) for d in self._drafts())
        )

    def _weekday(self, day: date) -> str:
        return (
            self.tr("Monday"), self.tr("Tuesday"), self.tr("Wednesday"), self.tr("Thursday"), self.tr("Friday"),
            self.tr("Saturday"), self.tr("Sunday"),
        )[day.weekday()]

    def _step(self, summary: Summary) -> Todo:
        words = self._app.say(summary.next_step)
        return Todo(summary.code, words, OUTCOME_TONES[summary.outcome], self._app.say(summary.status_text),
                    decision=summary.decision)

    def _coming(self, summaries: Iterable[Summary], today: date) -> Iterable[Todo]:
        for summary in summaries:
            if summary.first_infusion is None and summary.planned_start is None:
                continue
            for infusion in self._model.schedule(summary.code):
                planned = infusion.planned
                open_one = infusion.state in (InfusionStatus.PLANNED, InfusionStatus.DUE, InfusionStatus.OVERDUE)
                if planned is None or not open_one or planned > today + AHEAD:
                    continue
                yield self._infusion(summary, infusion)

    def _infusion(self, summary: Summary, infusion: InfusionState) -> Todo:
        words = labels.filled(self.tr("Infusion %1"), infusion.number)
        tone = Tone.STOP if infusion.state is InfusionStatus.OVERDUE else Tone.WAIT
        if summary.status not in (Status.ENROLLED, Status.ON_TREATMENT):
            words = f"{words}  ({self._app.say(summary.status_text)})"
            tone = Tone.PLAIN
        return Todo(summary.code, words, tone, labels.day(infusion.planned), "infusion", infusion.entry)

    def _drafts(self) -> list[Draft]:
        return list(self._app.study.own_drafts())

    def _draft(self, draft: Draft) -> Todo:
        form = self._app.say(self._app.forms[draft.form].title)
        title = " · ".join(part for part in (form, title_of(self._app, draft)) if part)
        return Todo(draft.participant, title, Tone.WAIT, labels.moment(draft.kept_at), draft.form, draft)


def _urgency(summary: Summary) -> tuple[int, str]:
    order = ("on_treatment", "enrolled", "screening", "candidate")
    return (order.index(summary.status) if summary.status in order else len(order)), summary.code


def _aside(todo: Todo) -> tuple[str, str]:
    return todo.aside, todo.code
