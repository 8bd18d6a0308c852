"""A box to tick whose edge can be seen on a card, in the light and in the dark."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours
from ucbnk_desktop.screens.widgets.check_list import draw_tick

_SIDE = 18


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
