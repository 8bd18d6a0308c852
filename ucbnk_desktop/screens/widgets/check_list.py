"""The one box to tick of the program: its edge can be seen on a card, in the light and in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ucbnk_desktop.screens.theme import Colours, colours

if TYPE_CHECKING:
    from ucbnk_desktop.screens.app_state import AppState

_HIGH = 30
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
