"""Buttons that Enter presses: one that paints itself, and the two at the foot of a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QPushButton, QSizePolicy, QWidget

from ucbnk_desktop.screens.app_state import AppState


class EnterButton(QAbstractButton):
    """As wide as its place and `high` pixels; what it looks like is up to who derives from it."""

    def __init__(self, app: AppState, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter does what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def dialog_buttons(dialog: QDialog, word: str) -> QDialogButtonBox:
    """A row with the button `word`, which accepts `dialog`, and "cancel", which rejects it."""
    boxes = QDialogButtonBox(dialog)
    onward = QPushButton(word, dialog)
    onward.setProperty("role", "primary")
    onward.setDefault(True)
    boxes.addButton(onward, QDialogButtonBox.ButtonRole.AcceptRole)
    boxes.addButton(QDialogButtonBox.StandardButton.Cancel)
    boxes.accepted.connect(dialog.accept)
    boxes.rejected.connect(dialog.reject)
    return boxes
