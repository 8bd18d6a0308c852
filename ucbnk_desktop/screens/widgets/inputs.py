"""What one chooses with: a box to tick, lines to tick, a list; each in the colours of now, its edge seen on a card."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours

from . import icons

_HIGH, _SIDE = 30, 18
_TICK = ((0.25, 0.53), (0.43, 0.71), (0.77, 0.31))


def draw_tick(
    painter: QPainter, box: QRectF, palette: Colours, *, on: bool, focused: bool = False, wrong: bool = False
) -> None:
    """Draw the square `box`, ticked where it is `on`."""
    edge = palette.stop if wrong else palette.accent if on or focused else palette.gap
    painter.setPen(QPen(QColor(edge), 2 if focused else 1))
    painter.setBrush(QColor(palette.accent if on else palette.card))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if on:
        painter.setPen(QPen(QColor(palette.on_accent), 1.8))
        points = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in _TICK]
        painter.drawPolyline(QPolygonF(points))


class CheckDelegate(QStyledItemDelegate):
    """Paints the box of each line over the plain one of the style sheet, which has no tick."""

    def __init__(self, app: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt: a line that is easily hit."""
        return super().sizeHint(option, index).expandedTo(QSize(0, _HIGH))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: paint the line and its box."""
        super().paint(painter, option, index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        box = option.widget.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = shown.checkState is Qt.CheckState.Checked
        draw_tick(painter, QRectF(box), colours(self._app.dark), on=on)
        painter.restore()


class CheckList(QListWidget):
    """Lines to tick."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(CheckDelegate(app, self))


class TickBox(QCheckBox):
    """The box alone; its words stand beside it as its accessible name."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setFixedSize(_SIDE, _SIDE)

    def sizeHint(self) -> QSize:
        """Qt: the box."""
        return QSize(_SIDE, _SIDE)

    def hitButton(self, position: object) -> bool:  # noqa: ARG002 - Qt's own signature
        """Qt: all of it answers to the mouse."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the box, its tick, and the edge of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        draw_tick(painter, box, colours(self._app.dark), on=self.isChecked(), focused=self.hasFocus())
        painter.end()


class Combo(QComboBox):
    """A combo box in the look of the program: its arrow in the colours of now, and the wheel leaves it alone."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the box, and the arrow the style sheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        shade = colours(self._app.dark).soft_ink
        arrow = icons.pixmap("chevron_down", shade, 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 22, (self.height() - 14) // 2, arrow)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page, it never changes a value."""
        event.ignore()
