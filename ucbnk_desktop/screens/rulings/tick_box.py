"""A box to tick whose edge can be seen on a card, in the light and in the dark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QWidget

from ucbnk_desktop.screens.session import Session
from ucbnk_desktop.screens.theme import colours

_SIDE = 18


class TickBox(QCheckBox):
    """The box alone; its words stand beside it as its accessible name."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFixedSize(_SIDE, _SIDE)

    def sizeHint(self) -> QSize:
        """Qt: the box."""
        return QSize(_SIDE, _SIDE)

    def hitButton(self, position: object) -> bool:  # noqa: ARG002 - Qt's own signature
        """Qt: all of it answers to the mouse."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the box, its tick, and the edge of the focus."""
        palette = colours(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        edge = palette.accent if on or self.hasFocus() else palette.gap if self.isEnabled() else palette.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(palette.accent if on else palette.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        if on:
            painter.setPen(QPen(QColor(palette.on_accent), 1.8))
            painter.drawPolyline(QPolygonF([QPointF(5, 9.4), QPointF(7.8, 12.2), QPointF(13, 6.2)]))
        painter.end()
