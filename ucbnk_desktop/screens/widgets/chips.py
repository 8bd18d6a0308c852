"""Small rounded buttons in rows that wrap: forms of a station, entries of a form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

HEIGHT = 30
_PAD = 12
_MARK = 13


class Chip(QAbstractButton):
    """One rounded button with an optional mark before its words and a note after them."""

    def __init__(self, app: AppState, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.tone: Tone | None = None
        self.note = self.sign = ""
        self.locked = False
        self.struck = False
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def describe(
        self, text: str, *, tone: Tone | None = None, note: str = "", sign: str = "", locked: bool = False,
        struck: bool = False,
    ) -> None:
        """Say `text`, and after it `note`; a mark in `tone` or a `sign` before it, a lock where it is kept apart."""
        self.setText(text)
        self.tone, self.note, self.sign, self.locked, self.struck = tone, note, sign, locked, struck
        self.setAccessibleName(" ".join(part for part in (text, note) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as wide as mark, words and note."""
        text = QFontMetrics(self._font(bold=True)).horizontalAdvance(self.text())
        note = QFontMetrics(sized(self.font(), 12)).horizontalAdvance(self.note) + 7 if self.note else 0
        return QSize(_PAD * 2 + self._lead() + text + note, HEIGHT)

    def _lead(self) -> int:
        return _MARK + 6 if self.tone is not None or self.locked or self.sign else 0

    def _font(self, *, bold: bool) -> QFont:
        font = sized(self.font(), 13, bold=bold)
        font.setStrikeOut(self.struck)
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint ground, mark, words and note."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        self._ground(painter, box, palette)
        left = float(_PAD)
        place = QRectF(left, (self.height() - _MARK) / 2, _MARK, _MARK)
        if self.locked:
            lock(painter, place, QColor(palette.soft_ink))
        elif self.tone is not None:
            marks.draw(painter, self.tone, place, palette)
        elif self.sign:
            painter.setPen(marks.ink(palette, Tone.WAIT))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.sign)
        left += self._lead()
        self._words(painter, left, palette)
        painter.end()

    def _ground(self, painter: QPainter, box: QRectF, palette: Colours) -> None:
        on = self.isChecked()
        ground = palette.accent_soft if on else palette.ground if self.underMouse() else palette.card
        edge = palette.accent if on or self.hasFocus() else palette.line
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def _words(self, painter: QPainter, left: float, palette: Colours) -> None:
        on = self.isChecked()
        font = self._font(bold=on)
        painter.setFont(font)
        painter.setPen(QColor(palette.accent if on else palette.soft_ink if self.struck else palette.ink))
        width = QFontMetrics(font).horizontalAdvance(self.text())
        painter.drawText(QRectF(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.note:
            painter.setFont(sized(self.font(), 12))
            painter.setPen(QColor(palette.soft_ink))
            rest = QRectF(left + width + 7, 0, self.width(), self.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self.note)


def lock(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Draw a small closed lock into `box`."""
    width, height = box.width(), box.height()
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bow = QPainterPath()
    bow.moveTo(box.left() + width * 0.3, box.top() + height * 0.45)
    bow.arcTo(QRectF(box.left() + width * 0.3, box.top() + height * 0.08, width * 0.4, height * 0.5), 180, -180)
    bow.lineTo(box.left() + width * 0.7, box.top() + height * 0.45)
    painter.drawPath(bow)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    body = QRectF(box.left() + width * 0.16, box.top() + height * 0.44, width * 0.68, height * 0.5)
    painter.drawRoundedRect(body, 2, 2)


class WrappingRow(QLayout):
    """Lays widgets from left to right and goes on in the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: take one more item."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt: the item at `index`."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt: give the item at `index` away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def order(self, widgets: Sequence[QWidget]) -> None:
        """Put the items in the order of `widgets`."""
        places = {id(widget): number for number, widget in enumerate(widgets)}
        self._items.sort(key=lambda item: places.get(id(item.widget()), len(places)))
        self.invalidate()

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height at `width`."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Qt: one line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Qt: the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Qt: place the items in `rect`."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.y()
