"""Paints the rows of the criterion board and makes them answer to keyboard and mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.verdict_words import BoardRow
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.row_table import AnyIndex

from .board_model import BoardModel, BoardRole

_MARK = 16
_LEFT: Final = 14
_CODE: Final = 40
_TEXT: Final = 96
_RIGHT: Final = 14
_WORDS = Qt.TextFlag.TextWordWrap
_ANYWHERE = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


@dataclass(frozen=True, slots=True)
class TextLayout:
    """A text laid into a width: how high it is, and how it wraps."""

    height: int
    wrap: Qt.TextFlag

    @classmethod
    def of(cls, text: str, font: QFont, width: int) -> TextLayout:
        """`text` in `font`: wrapped between words, and inside a word only where one is longer than the line."""
        box = QRect(0, 0, max(width, 40), 4000)
        metrics = QFontMetrics(font)
        needed = metrics.boundingRect(box, _WORDS, text)
        if needed.width() <= width:
            return cls(needed.height() if text else 0, _WORDS)
        return cls(metrics.boundingRect(box, _ANYWHERE, text).height(), _ANYWHERE)


class BoardDelegate(QStyledItemDelegate):
    """Mark, code, main line and second line of one row; both lines wrap, nothing is cut."""

    def __init__(self, app: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        # Cache: 1.3 of 6.1 ms, a board of 44 lines painted; dropped with the font or the language.
        self._layout_cache: dict[tuple[str, str, int], tuple[TextLayout, TextLayout]] = {}

    def forget(self) -> None:
        """Measure again: the font or the language changed."""
        self._layout_cache.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Qt: as high as the wrapped lines need."""
        row = index.data(BoardRole.ROW)
        width = _width(option)
        if not isinstance(row, BoardRow):
            return QSize(width, 34)
        if not row.criterion:
            return QSize(width, 36)
        main, sub = self._measure(row, width - _TEXT - _RIGHT, option.font)
        return QSize(width, main.height + sub.height + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Qt: paint one row."""
        row = index.data(BoardRole.ROW)
        if not isinstance(row, BoardRow):
            return
        painter.save()
        palette = colours(self._app.dark)
        rect: QRect = option.rect
        _ground(painter, option, rect, palette)
        if row.criterion:
            self._row(painter, option, row, palette)
        else:
            painter.setFont(sized(option.font, 13))
            painter.setPen(QColor(palette.accent))
            painter.drawText(rect.adjusted(_TEXT, 0, -_RIGHT, 0), Qt.AlignmentFlag.AlignVCenter, row.main)
        painter.restore()

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, row: BoardRow, palette: Colours) -> None:
        rect: QRect = option.rect
        top = rect.top() + 6
        main, sub = self._measure(row, rect.width() - _TEXT - _RIGHT, option.font)
        marks.draw(painter, row.tone, QRectF(rect.left() + _LEFT, top + 2, _MARK, _MARK), palette)
        painter.setFont(sized(option.font, 13, bold=True))
        painter.setPen(QColor(palette.soft_ink))
        code = QRect(rect.left() + _CODE, top, _TEXT - _CODE - 4, 20)
        painter.drawText(code, Qt.AlignmentFlag.AlignVCenter, row.code)
        text = QRect(rect.left() + _TEXT, top, rect.width() - _TEXT - _RIGHT, main.height)
        painter.setFont(sized(option.font, 13))
        painter.setPen(QColor(palette.ink))
        painter.drawText(text, main.wrap, row.main)
        painter.setFont(sized(option.font, 12))
        painter.setPen(QColor(palette.soft_ink))
        painter.drawText(QRect(text.left(), text.bottom() + 1, text.width(), sub.height), sub.wrap, row.sub)

    def _measure(self, row: BoardRow, width: int, font: QFont) -> tuple[TextLayout, TextLayout]:
        key = (row.main, row.sub, width)
        laid = self._layout_cache.get(key)
        if laid is None:
            if len(self._layout_cache) > 2000:
                self._layout_cache.clear()
            laid = TextLayout.of(row.main, sized(font, 13), width), TextLayout.of(row.sub, sized(font, 12), width)
            self._layout_cache[key] = laid
        return laid


def _ground(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, palette: Colours) -> None:
    state = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(palette.accent_soft))
    painter.setPen(QPen(QColor(palette.line), 1))
    painter.drawLine(rect.left() + _LEFT, rect.bottom(), rect.right() - _RIGHT, rect.bottom())


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QListView) else option.rect.width()


class CriterionList(QListView):
    """The rows of the board. Enter and double click ask for the field, F1 for the explanation."""

    field_asked = Signal(str)
    why_asked = Signal(str)

    def __init__(self, app: AppState, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._model = app, model
        self._delegate = BoardDelegate(app, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setObjectName("criteria")
        self._asked = False

    def mark_asked(self, asked: bool) -> None:
        """Carry the stripe of another day than today, or no longer."""
        if asked != self._asked:
            self._asked = asked
            self.viewport().update()

    def forget_sizes(self) -> None:
        """Lay all rows out anew."""
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()

    def selected(self) -> str:
        """The criterion of the selected row, empty where none is."""
        row = self._model.row(self.currentIndex())
        return row.criterion if row is not None else ""

    def select(self, criterion: str) -> None:
        """Select the row of `criterion` where it is shown."""
        number = self._model.row_of(criterion)
        if criterion and number >= 0:
            self.setCurrentIndex(self._model.index(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes to the field, F1 explains."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
        elif event.key() == Qt.Key.Key_F1 and self.selected():
            self.why_asked.emit(self.selected())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a double click goes to the field."""
        row = self._model.row(self.indexAt(event.position().toPoint()))
        if row is not None and row.criterion:
            self.field_asked.emit(row.criterion)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: one click on the last row folds or unfolds."""
        super().mouseReleaseEvent(event)
        row = self._model.row(self.indexAt(event.position().toPoint()))
        if row is not None and not row.criterion:
            self._model.fold()

    def dataChanged(
        self, first: AnyIndex, last: AnyIndex, roles: Sequence[int] = ()
    ) -> None:
        """Qt: a row that is as high as before is painted alone; only another height lays the list out anew."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        if first == last and self._delegate.sizeHint(option, first).height() == self._laid_height(first):
            self.update(first)
        else:
            super().dataChanged(first, last, list(roles))

    def _laid_height(self, index: AnyIndex) -> int:
        """The room the row was given when the list was laid out; Qt's own rectangle has the height of now."""
        below = self._model.index(index.row() + 1)
        return self.visualRect(below).top() - self.visualRect(index).top() if below.isValid() else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the rows, and the stripe along them."""
        super().paintEvent(event)
        if self._asked:
            painter = QPainter(self.viewport())
            painter.fillRect(QRect(0, 0, 4, self.viewport().height()), QColor(colours(self._app.dark).accent))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a new width wraps anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _activate(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = self._model.row(index)
        if row is None:
            return
        if row.criterion:
            self.field_asked.emit(row.criterion)
        else:
            self._model.fold()
