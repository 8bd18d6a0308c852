"""The list of participants: find one, open it, add one."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.casebook import Refused, Summary, steps
from ucbnk_desktop.forms.display import outcome_word
from ucbnk_desktop.protocol.verdicts import Outcome
from ucbnk_desktop.records.changes import Change
from ucbnk_desktop.records.faults import StoreFault

from . import labels
from .app_state import AppState
from .participants_model import Column, ListRole, ParticipantsModel, ParticipantsOrder
from .theme import Colours, colours, sized
from .widgets import marks
from .widgets.buttons import dialog_buttons
from .widgets.marks import OUTCOME_TONES, Tone
from .widgets.notice_bar import NoticeBar
from .widgets.page_widget import PageWidget
from .widgets.row_table import AnyIndex, RowTable

ROW = 44
_PAD = 8
_STATUS_TONES = {
    "enrolled": Tone.MET, "on_treatment": Tone.MET, "completed": Tone.MET,
    "screen_failure": Tone.PLAIN, "withdrawn": Tone.PLAIN, "candidate": Tone.PLAIN, "screening": Tone.WAIT,
}


class ParticipantDelegate(QStyledItemDelegate):
    """Paints one cell: the code strong, the status as a chip, the outcome with its mark."""

    def __init__(self, app: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Qt: a calm row."""
        return QSize(super().sizeHint(option, index).width(), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Qt: paint one cell."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.accent_soft))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = str(index.data() or "")
        summary = index.data(ListRole.SUMMARY)
        box = rect.adjusted(_PAD, 0, -_PAD, -1)
        column = Column(index.column())
        painter.setFont(sized(option.font, 14, bold=column is Column.CODE))
        if column is Column.STATUS and isinstance(summary, Summary):
            self._chip(painter, box, text, _STATUS_TONES.get(summary.status, Tone.PLAIN), palette)
        elif column is Column.OUTCOME and isinstance(summary, Summary):
            self._outcome(painter, box, text, OUTCOME_TONES[summary.outcome], palette)
        else:
            self._text(painter, box, text, column, palette)
        painter.restore()

    def _text(self, painter: QPainter, box: QRect, text: str, column: Column, palette: Colours) -> None:
        faint = text == labels.NOTHING or column is Column.PERSON
        painter.setPen(QColor(palette.soft_ink if faint else palette.ink))
        cut = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, cut)

    def _chip(self, painter: QPainter, box: QRect, text: str, tone: Tone, palette: Colours) -> None:
        painter.setFont(sized(painter.font(), 12))
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 18)
        pill = QRectF(box.left(), box.center().y() - 10, metrics.horizontalAdvance(text) + 18, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.gap_soft) if tone is Tone.PLAIN else marks.wash(palette, tone))
        painter.drawRoundedRect(pill, 6, 6)
        painter.setPen(marks.ink(palette, tone))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _outcome(self, painter: QPainter, box: QRect, text: str, tone: Tone, palette: Colours) -> None:
        marks.draw(painter, tone, QRectF(box.left(), box.center().y() - 7, 15, 15), palette)
        painter.setPen(marks.ink(palette, Tone.PLAIN if tone is Tone.GAP else tone))
        rest = box.adjusted(23, 0, 0, 0)
        cut = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, cut)


class ParticipantsPage(PageWidget):
    """The page of the list."""

    opened = Signal(str)

    def __init__(self, app: AppState, model: ParticipantsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self.model = app, model
        self.order = ParticipantsOrder(self)
        self.order.setSourceModel(model)
        self.table = RowTable(self)
        self.search = QLineEdit(self)
        self._title, self._count = QLabel(self), QLabel(self)
        self._add = QPushButton(self)
        self._empty = QLabel(self)
        self._lay_out()
        self._set_up_table()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "title")
        self._count.setProperty("role", "secondary")
        self._add.setProperty("role", "primary")
        self._empty.setProperty("role", "soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.search.setFixedWidth(260)
        self.search.setClearButtonEnabled(True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch()
        head.addWidget(self.search)
        head.addWidget(self._add)
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 4, 8, 10)
        inside.addWidget(self.table)
        inside.addWidget(self._empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(card, 1)

    def _set_up_table(self) -> None:
        table = self.table
        table.show_rows(self.order, ParticipantDelegate(self._app, table), ROW)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.CODE, Qt.SortOrder.AscendingOrder)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.NEXT, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._seek)
        self.search.returnPressed.connect(self._first)
        self.table.opened.connect(self.open_selected)
        self.table.doubleClicked.connect(self._open_index)
        self._add.clicked.connect(self.add)
        self._app.language_changed.connect(self.retranslate)
        self._app.theme_changed.connect(self._repaint)
        self.model.modelReset.connect(self._count_rows)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Participants"))
        self.search.setPlaceholderText(self.tr("Search  (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search participants"))
        self._add.setText(self.tr("New participant"))
        self._add.setToolTip("Ctrl+N")
        self.table.setAccessibleName(self.tr("Participants"))
        self._fit_columns()
        self._count_rows()
        self.table.viewport().update()
        self.table.horizontalHeader().viewport().update()

    def _fit_columns(self) -> None:
        metrics = QFontMetrics(sized(self.font(), 14))
        samples = {
            Column.CODE: ("D-0000", self.tr("Participant")),
            Column.PERSON: (self.tr("female · 1 y 11 mo"),),
            Column.STATUS: (self.tr("Screen failure"),),
            Column.OUTCOME: tuple(self._app.say(outcome_word(outcome)) for outcome in Outcome),
            Column.PLANNED: ("2026-11-22", self.tr("Planned first infusion")),
            Column.EARLIEST: ("2026-11-22",),
        }
        extra = {Column.OUTCOME: 23, Column.STATUS: 18}
        for column, words in samples.items():
            width = max(metrics.horizontalAdvance(word) for word in words) + 2 * _PAD + extra.get(column, 0) + 6
            self.table.setColumnWidth(column, width)

    def _count_rows(self) -> None:
        total, shown = self.model.rowCount(), self.order.rowCount()
        self._count.setText(labels.filled(self.tr("%1 in all"), total) if shown == total else f"{shown} / {total}")
        if total:
            self._empty.setText(self.tr("No participant matches the search."))
        else:
            self._empty.setText(self.tr("No participant yet. Ctrl+N adds the first one."))
        self._empty.setVisible(not shown)
        self.table.setVisible(bool(shown))

    def _repaint(self) -> None:
        self.table.viewport().update()

    def note(self, change: Change) -> None:
        """Show what `change` did."""
        self.model.note(change)

    def _seek(self, text: str) -> None:
        self.order.seek(text)
        self._count_rows()

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _first(self) -> None:
        if self.order.rowCount():
            self.table.selectRow(0)
            if self.order.rowCount() == 1:
                self.open_selected()
            else:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_selected(self) -> None:
        """Open the selected participant."""
        self._open_index(self.table.currentIndex())

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.model.code(self.order.mapToSource(index).row()))

    def take_focus(self) -> None:
        """Put the keyboard into the list, on its first row where none is selected."""
        if not self.table.currentIndex().isValid() and self.order.rowCount():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, code: str) -> None:
        """Select participant `code`."""
        row = self.model.row_of(code)
        if row >= 0:
            self.table.selectRow(self.order.mapFromSource(self.model.index(row, 0)).row())
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self) -> None:
        """Ask for the code of a new participant and open the casebook."""
        dialog = NewParticipantDialog(self._app, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.opened.emit(dialog.code())
        dialog.deleteLater()


class NewParticipantDialog(QDialog):
    """Asks for the code of a new participant; the next one by the study's pattern is proposed."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setWindowTitle(self.tr("New participant"))
        self.edit = QLineEdit(proposed_code(app), self)
        self.edit.selectAll()
        self.notice = NoticeBar(app, self)
        label = QLabel(self.tr("Participant &code"), self)
        label.setBuddy(self.edit)
        self.edit.setAccessibleName(self.tr("Participant code"))
        hint = QLabel(self.tr("The code stands on every page. It holds no name and no birth date."), self)
        hint.setProperty("role", "secondary")
        hint.setWordWrap(True)
        boxes = dialog_buttons(self, self.tr("Add"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for widget in (label, self.edit, hint, self.notice, boxes):
            column.addWidget(widget)
        self.setMinimumWidth(420)

    def code(self) -> str:
        """The code typed."""
        return self.edit.text().strip()

    def accept(self) -> None:
        """Add the participant; what stands against it is said here, and the code is kept."""
        problem = self._problem(self.code())
        if problem:
            self.notice.tell(problem, Tone.STOP)
            return
        try:
            self._app.do(lambda book: steps.screen(book, self.code()))
        except (StoreFault, Refused) as fault:
            self.notice.tell(self._app.words_of(fault), Tone.STOP)
            return
        super().accept()

    def _problem(self, code: str) -> str:
        if not code:
            return self.tr("Enter a code.")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}", code):
            return self.tr("A code is made of letters, digits, point, hyphen and underscore, at most 24 of them.")
        taken = {participant.code.casefold() for participant in self._app.study.participants()}
        if code.casefold() in taken:
            return labels.filled(self.tr("%1 is already taken."), code)
        return ""


def proposed_code(app: AppState) -> str:
    """The next free code by the setting `subject_code_pattern` (`D-###`); empty while the pattern is not decided."""
    pattern = app.casebook.settings().text("subject_code_pattern")
    digits = re.search(r"#+", pattern or "")
    if pattern is None or digits is None:
        return ""
    before, width, after = pattern[: digits.start()], len(digits[0]), pattern[digits.end():]
    shape = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    numbers = [int(match[1]) for p in app.study.participants() if (match := shape.fullmatch(p.code))]
    return f"{before}{max(numbers, default=0) + 1:0{width}}{after}"
