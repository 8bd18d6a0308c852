"""The study itself: its file, whether the record equals its history, the versions of the protocol, its settings."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.forms.decision_display import decision_answer, decision_question
from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Decision

from . import labels
from .amendments.card import ProtocolsCard
from .app_state import AppState
from .decision_dialog import DecisionDialog
from .theme import colours, sized
from .widgets import marks
from .widgets.chips import Chip
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar
from .widgets.page_widget import PageWidget
from .widgets.row_table import AnyIndex, RowTable

ROW = 40
_COLUMNS = 5


class DecisionRole(IntEnum):
    """What a row of the decisions hands to who paints it."""

    DECIDED = Qt.ItemDataRole.UserRole + 1


class DecisionsModel(QAbstractTableModel):
    """The study's settings, each with its decision where there is one."""

    def __init__(self, app: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._definitions: tuple[SettingDefinition, ...] = ()
        self._decisions: dict[str, Decision] = {}

    def show_decisions(self, definitions: tuple[SettingDefinition, ...], *, only_open: bool) -> None:
        """Show `definitions`, or those of them that are open."""
        self.beginResetModel()
        self._decisions = dict(self._app.study.decisions())
        self._definitions = tuple(d for d in definitions if not only_open or d.id not in self._decisions)
        self.endResetModel()

    def definition(self, row: int) -> SettingDefinition:
        """The setting in `row`."""
        return self._definitions[row]

    def row_of(self, identifier: str) -> int:
        """The row of the setting `identifier`, -1 where it is not shown."""
        return next((row for row, definition in enumerate(self._definitions) if definition.id == identifier), -1)

    def decision(self, row: int) -> Decision | None:
        """The decision in `row`."""
        return self._decisions.get(self._definitions[row].id)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of rows."""
        return 0 if parent.isValid() else len(self._definitions)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of columns."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt: the names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Id"), self.tr("Question"), self.tr("Value"), self.tr("Source"), self.tr("Decided"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the words of a cell."""
        if not index.isValid():
            return None
        decision = self.decision(index.row())
        if role == DecisionRole.DECIDED:
            return decision is not None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(self._definitions[index.row()], decision, index.column())
        return None

    def _cell(self, definition: SettingDefinition, decision: Decision | None, column: int) -> str:
        language = self._app.language
        if column == 0:
            return definition.id
        if column == 1:
            return decision_question(definition, language)
        if decision is None:
            return self.tr("not decided") if column == 2 else ""
        if column == 2:
            return decision_answer(definition, decision.value, language)
        return decision.source if column == 3 else f"{decision.decided_by} · {decision.decided_at:%Y-%m-%d}"


class DecisionDelegate(QStyledItemDelegate):
    """Paints one cell; an open value has its mark and its word."""

    def __init__(self, app: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Qt: paint one cell."""
        painter.save()
        palette = colours(self._app.dark)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.accent_soft))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(10, 0, -10, -1)
        is_open = index.column() == 2 and not index.data(DecisionRole.DECIDED)
        if is_open:
            marks.draw(painter, Tone.JUDGE, QRectF(box.left(), box.center().y() - 7, 14, 14), palette)
            box.adjust(21, 0, 0, 0)
        strong = index.column() == 2
        painter.setFont(sized(option.font, 12 if index.column() in (0, 3, 4) else 13, bold=strong and not is_open))
        shade = marks.ink(palette, Tone.JUDGE) if is_open else QColor(
            palette.ink if index.column() in (1, 2) else palette.soft_ink
        )
        painter.setPen(shade)
        text = QFontMetrics(painter.font()).elidedText(
            str(index.data() or "").replace("\n", " "), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class StudyPage(PageWidget):
    """The page of the study file."""

    closed = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._title, self._demo = QLabel(self), QLabel(self)
        self._names = [QLabel(self) for _ in range(3)]
        self._values = [QLabel(self) for _ in range(3)]
        self.verify_button, self._close = QPushButton(self), QPushButton(self)
        self.notice = NoticeBar(app, self)
        self.protocols = ProtocolsCard(app, self)
        self.model = DecisionsModel(app, self)
        self.table = RowTable(self)
        self._settings, self._open_only = QLabel(self), Chip(app, "", self)
        self._hint = QLabel(self)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._set_up_table()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "title")
        self._demo.setProperty("role", "chip")
        self._demo.setProperty("state", "wait")
        self._hint.setProperty("role", "secondary")
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self._title, self._demo):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch()
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self._file_card())
        layout.addWidget(self.protocols)
        layout.addWidget(self._decisions_card(), 1)

    def _file_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            name.setProperty("role", "label")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setWordWrap(True)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
        grid.addWidget(self.verify_button, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.notice, len(self._names), 0, 1, 3)
        grid.setColumnStretch(1, 1)
        return card

    def _decisions_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self._settings.setProperty("role", "cardtitle")
        bar.addWidget(self._settings)
        bar.addSpacing(8)
        bar.addWidget(self._open_only)
        bar.addStretch()
        bar.addWidget(self._hint)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 10, 1, 10)
        inside.setSpacing(6)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.addLayout(bar)
        inside.addLayout(row)
        inside.addWidget(self.table)
        return card

    def _set_up_table(self) -> None:
        table = self.table
        table.show_rows(self.model, DecisionDelegate(self._app, table), ROW)
        for column, width in enumerate((176, 300, 240, 150, 214)):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self.verify_button.clicked.connect(self.verify)
        self._close.clicked.connect(self.closed)
        self.protocols.kept.connect(self._show_file)
        self._open_only.clicked.connect(self.renew)
        self.table.opened.connect(self.decide)
        self.table.doubleClicked.connect(self._decide_at)
        self._app.language_changed.connect(self.retranslate)
        self._app.day_changed.connect(self._count_anew)
        self._app.theme_changed.connect(self._repaint)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Study"))
        self._demo.setText(self.tr("Demonstration data"))
        self.verify_button.setText(self.tr("Verify"))
        self.verify_button.setToolTip(self.tr("Replays the whole history and compares it with the record"))
        self._close.setText(self.tr("Close study"))
        names = (self.tr("Study file"), self.tr("Begun"), self.tr("Records"))
        for label, name in zip(self._names, names, strict=True):
            label.setText(name)
        self._hint.setText(self.tr("Enter or double click decides"))
        self._settings.setText(self.tr("Settings"))
        self.table.setAccessibleName(self.tr("Settings"))
        self.protocols.retranslate()
        self.renew()

    def renew(self) -> None:
        """Show everything anew."""
        if not self._app.has_study:
            return
        app, study = self._app, self._app.study
        self.protocols.refresh()
        self._show_file()
        definitions = tuple(app.pack.settings.values())
        decided = study.decisions()
        still = sum(definition.id not in decided for definition in definitions)
        note = labels.filled(self.tr("%1 open"), still) if still else ""
        self._open_only.describe(self.tr("Open ones only"), note=note)
        self.model.show_decisions(definitions, only_open=self._open_only.isChecked())

    def _count_anew(self) -> None:
        """On another day another version may be the one that somebody is judged by."""
        if self._app.has_study and self.isVisible():
            self.protocols.refresh()

    def _show_file(self) -> None:
        study = self._app.study
        self._demo.setVisible(study.info.demonstration)
        shown = (
            str(study.info.path), labels.moment(study.info.created_at),
            f"{study.head.sequence:,} · {study.head.short}",
        )
        for label, text in zip(self._values, shown, strict=True):
            label.setText(text)

    def _repaint(self) -> None:
        self.table.viewport().update()

    # -- deciding

    def select(self, identifier: str) -> None:
        """Choose the setting `identifier`; nothing where the list has none of that name."""
        if self._open_only.isChecked():
            self._open_only.setChecked(False)
            self.renew()
        row = self.model.row_of(identifier)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0), RowTable.ScrollHint.PositionAtCenter)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Ask for the value of the selected row."""
        self._decide_at(self.table.currentIndex())

    def _decide_at(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = index.row()
        dialog = DecisionDialog(self._app, self.model.definition(row), self.model.decision(row), self)
        if dialog.exec():
            self.renew()
            self.table.selectRow(min(row, self.model.rowCount() - 1))
        dialog.deleteLater()

    # -- verifying

    def verify(self) -> None:
        """Replay the history and say what does not agree."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        try:
            discrepancies = self._app.study.verify()
        except StoreFault as fault:
            self.notice.tell(fault.words(self._app.language), Tone.STOP)
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        if not discrepancies:
            head = self._app.study.head
            self.notice.tell(
                labels.filled(self.tr("The record equals its history: %1 rows, %2."), f"{head.sequence:,}", head.short),
                Tone.MET,
            )
            return
        lines = [discrepancy.words(self._app.language) for discrepancy in discrepancies[:12]]
        if len(discrepancies) > 12:
            lines.append(labels.filled(self.tr("and %1 more"), len(discrepancies) - 12))
        self.notice.tell("\n".join(lines), Tone.STOP)
