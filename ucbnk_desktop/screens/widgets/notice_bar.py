"""A quiet bar that says something in words where it happened, and offers at most two things to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours

from . import marks
from .marks import Tone


class NoticeBar(QWidget):
    """One sentence with its mark; hidden until there is something to say. `first` and `second` are the two doings."""

    first = Signal()
    second = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._tone = Tone.WAIT
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = (QPushButton(self), QPushButton(self))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(40, 7, 10, 7)
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        for button in self._buttons:
            button.setAutoDefault(False)
            button.hide()
            row.addWidget(button)
        self._buttons[0].clicked.connect(self._do_first)
        self._buttons[1].clicked.connect(self._do_second)
        app.theme_changed.connect(self.update)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty while hidden."""
        return self._label.text() if not self.isHidden() else ""

    def tell(self, text: str, tone: Tone, *doings: str) -> None:
        """Say `text` in `tone` and offer `doings`, the words of at most two buttons."""
        self._tone = tone
        self._label.setText(text)
        self.setAccessibleName(text)
        for button, word in zip(self._buttons, (*doings, "", ""), strict=False):
            button.setText(word)
            button.setVisible(bool(word))
        self.show()
        self.update()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons of what can be done now."""
        return tuple(button for button in self._buttons if not button.isHidden())

    def still(self) -> None:
        """Say nothing any more."""
        self._label.clear()
        self.hide()

    def _do_first(self) -> None:
        self.first.emit()

    def _do_second(self) -> None:
        self.second.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the soft ground and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(palette.accent_soft) if self._tone is Tone.PLAIN else marks.wash(palette, self._tone)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        marks.draw(painter, self._tone, QRectF(13, (self.height() - 16) / 2, 16, 16), palette)
        painter.end()
