"""The list of all rulings, the open ones before the decided: question, criteria, value and day of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ucbnk_desktop.forms.decision_display import decision_answer
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.row_table import AnyIndex

from .known_rulings import KnownRuling, both, criteria_words

ROW, HEADING = 58, 32
_LEFT, _TEXT, _RIGHT = 14, 40, 14


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group."""

    words: str


class RulingRole(IntEnum):
    """What a row hands to who paints it."""

    ROW = Qt.ItemDataRole.UserRole + 1


class RulingsModel(QAbstractListModel):
    """The rulings in their groups, each under its heading; headings cannot be chosen."""

    def __init__(self, app: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._rows: list[Heading | KnownRuling] = []

    def show_rulings(self, rulings: tuple[KnownRuling, ...]) -> None:
        """Show `rulings`, which stand in their order already."""
        self.beginResetModel()
        open_ones = [ruling for ruling in rulings if not ruling.decided]
        decided = [ruling for ruling in rulings if ruling.decided]
        groups = (
            (labels.filled(self.tr("Open (%1)"), len(open_ones)), open_ones),
            (labels.filled(self.tr("Decided (%1)"), len(decided)), decided),
        )
        self._rows = []
        for words, group in groups:
            if group:
                self._rows += [Heading(words), *group]
        self.endResetModel()

    def ruling(self, index: AnyIndex) -> KnownRuling | None:
        """The ruling at `index`, None for a heading."""
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, KnownRuling) else None

    def index_of(self, identifier: str) -> QModelIndex:
        """Where the ruling stands; invalid where it is not shown."""
        places = (n for n, row in enumerate(self._rows) if isinstance(row, KnownRuling) and row.id == identifier)
        number = next(places, -1)
        return self.index(number) if number >= 0 else QModelIndex()

    def first(self) -> QModelIndex:
        """The first ruling; invalid where none is shown."""
        return self.index(1) if self._rows else QModelIndex()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Qt: only rulings can be chosen."""
        return super().flags(index) if self.ruling(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the row itself, and its words for a reader."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == RulingRole.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.words if isinstance(row, Heading) else self._said(row)
        return None

    def _said(self, ruling: KnownRuling) -> str:
        language = self._app.language
        question, criteria = both(ruling.definition.question, language), criteria_words(ruling, language)
        return " · ".join(filter(None, (question, criteria, self.state_words(ruling))))

    def state_words(self, ruling: KnownRuling) -> str:
        """The value in force and its day, or that it is open."""
        return "".join(self.state_parts(ruling))

    def state_parts(self, ruling: KnownRuling) -> tuple[str, str]:
        """The value, which may be cut where there is no room, and the day, which may not."""
        decision = ruling.decision
        if decision is None or not ruling.decided:
            return self.tr("not decided"), ""
        value = decision_answer(ruling.definition, decision.value, self._app.language)
        return value, f" · {labels.moment(decision.decided_at)[:10]}"


class RulingDelegate(QStyledItemDelegate):
    """Paints a ruling in two lines: mark and question, then criteria, state, value and day."""

    def __init__(self, app: AppState, model: RulingsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._model = app, model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Qt: every ruling is of one height."""
        return QSize(option.rect.width(), ROW if self._model.ruling(index) is not None else HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Qt: paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        row = index.data(RulingRole.ROW)
        if isinstance(row, Heading):
            painter.setFont(sized(option.font, 12, bold=True))
            painter.setPen(QColor(palette.soft_ink))
            painter.drawText(option.rect.adjusted(_LEFT, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, row.words)
        elif isinstance(row, KnownRuling):
            self._ruling(painter, option, row, palette)
        painter.restore()

    def _ruling(self, painter: QPainter, option: QStyleOptionViewItem, row: KnownRuling, palette: Colours) -> None:
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.accent_soft))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(rect.left() + _LEFT, rect.bottom(), rect.right() - _RIGHT, rect.bottom())
        tone = Tone.MET if row.decided else Tone.JUDGE
        marks.draw(painter, tone, QRectF(rect.left() + _LEFT, rect.top() + 10, 16, 16), palette)
        room = rect.adjusted(_TEXT, 8, -_RIGHT, 0)
        if row.first:
            room.setRight(self._read_first(painter, option, room, palette) - 8)
        painter.setFont(sized(option.font, 13))
        painter.setPen(QColor(palette.ink))
        self._line(painter, QRect(room.left(), room.top(), room.width(), 20),
                   both(row.definition.question, self._app.language))
        below = QRect(rect.left() + _TEXT, rect.top() + 31, rect.width() - _TEXT - _RIGHT, 18)
        self._below(painter, option, row, below, palette)

    def _read_first(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, palette: Colours) -> int:
        """The chip of those to be read first; its left edge."""
        painter.setFont(sized(option.font, 12))
        words = self.tr("† read first")
        width = QFontMetrics(painter.font()).horizontalAdvance(words) + 16
        box = QRectF(room.right() - width, room.top(), width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(marks.wash(palette, Tone.WAIT))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(marks.ink(palette, Tone.WAIT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return round(box.left())

    def _below(
        self, painter: QPainter, option: QStyleOptionViewItem, row: KnownRuling, box: QRect, palette: Colours
    ) -> None:
        """Chips of the criteria from the left, the state at the right."""
        painter.setFont(sized(option.font, 12))
        metrics = QFontMetrics(painter.font())
        value, day = self._model.state_parts(row)
        room = round(box.width() * 0.6) - metrics.horizontalAdvance(day)
        state = metrics.elidedText(value, Qt.TextElideMode.ElideRight, room) + day
        width = metrics.horizontalAdvance(state) + 2
        place = QRect(box.right() - width, box.top(), width, box.height())
        painter.setPen(marks.ink(palette, Tone.JUDGE) if not row.decided else QColor(palette.ink))
        self._line(painter, place, state)
        left, end = box.left(), place.left() - 10
        for number, criterion in enumerate(row.criteria):
            word = self._app.say(criterion_name(criterion))
            wide = metrics.horizontalAdvance(word) + 12
            rest = len(row.criteria) - number - 1
            if left + wide > end - (34 if rest else 0):
                painter.setPen(QColor(palette.soft_ink))
                painter.drawText(QRect(left, box.top(), 40, box.height()), Qt.AlignmentFlag.AlignVCenter,
                                 f"+{rest + 1}")
                break
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.gap_soft))
            painter.drawRoundedRect(QRectF(left, box.top(), wide, box.height()), 5, 5)
            painter.setPen(QColor(palette.soft_ink))
            painter.drawText(QRectF(left, box.top(), wide, box.height()), Qt.AlignmentFlag.AlignCenter, word)
            left += wide + 5

    def _line(self, painter: QPainter, box: QRect, words: str) -> None:
        cut = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, cut)


class RulingsList(QListView):
    """The list: arrows choose, Enter goes to the card."""

    entered = Signal()
    chosen = Signal()

    def __init__(self, app: AppState, model: RulingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(RulingDelegate(app, model, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._enter)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Qt: another ruling is chosen."""
        super().currentChanged(current, previous)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes to the card."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a new width cuts anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _enter(self) -> None:
        self.entered.emit()
