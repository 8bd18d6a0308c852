"""A list one chooses from, with its arrow drawn in the colours of now; the wheel leaves it alone."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours

from . import icons


class Combo(QComboBox):
    """A combo box in the look of the program."""

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
