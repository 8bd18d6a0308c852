"""The foot of a dialog: one button that goes on, one that turns back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton


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
