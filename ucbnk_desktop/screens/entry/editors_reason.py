"""A small line below a field in which the reason for an absent answer is written."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from ucbnk_desktop.screens.theme import set_role


class ReasonPopup(QFrame):
    """Enter gives the reason, Escape or a click elsewhere leaves the answer as it was."""

    given = Signal(str)

    def __init__(self, parent: QWidget, reason: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_role(self, "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(reason, self)
        self.line.setMinimumWidth(240)
        self.line.returnPressed.connect(self._give)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        label = QLabel(self.tr("Reason"), self)
        set_role(label, "label")
        row.addWidget(label)
        row.addWidget(self.line)

    def open_below(self, widget: QWidget) -> None:
        """Show the line below `widget` and put the cursor into it."""
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 3)))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _give(self) -> None:
        self.given.emit(" ".join(self.line.text().split()))
        self.close()
