"""Asks who is at the keyboard, where nobody has said so before the first thing is to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from . import labels
from .app_state import AppState
from .labels import ROLES
from .widgets.buttons import dialog_buttons
from .widgets.inputs import Combo
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from ucbnk_desktop.records.model import User


class NameDialog(QDialog):
    """Name and role, as on the first page."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setWindowTitle(self.tr("Who is working here?"))
        self.setMinimumWidth(460)
        self.name, self.role = QLineEdit(self), Combo(app, self)
        self.name.setPlaceholderText(self.tr("as on the delegation log"))
        self.role.addItems([labels.role_word(role) for role in ROLES])
        self.role.setCurrentIndex(ROLES.index(app.user.role))
        self.notice = NoticeBar(app, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        words = self.tr("Your name stands beside everything you save. What you typed stays, and is saved after this.")
        column.addWidget(self._label(words, "secondary"))
        for label, widget in ((self.tr("Your &name"), self.name), (self.tr("&Role"), self.role)):
            shown = self._label(label, "label")
            shown.setBuddy(widget)
            widget.setAccessibleName(label.replace("&", ""))
            column.addWidget(shown)
            column.addWidget(widget)
        column.addWidget(self.notice)
        column.addWidget(dialog_buttons(self, self.tr("Go on")))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def user(self) -> User:
        """Who was typed."""
        return self._app.person(" ".join(self.name.text().split()), ROLES[max(self.role.currentIndex(), 0)])

    def accept(self) -> None:
        """Go on only with a name."""
        if self._app.opening.is_named(self.user()):
            super().accept()
        else:
            self.notice.tell(self.tr("Enter your name first."), Tone.WAIT)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_user(app: AppState, parent: QWidget | None) -> User | None:
    """Who says to be at the keyboard; None where that was turned down."""
    dialog = NameDialog(app, parent)
    user = dialog.user() if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return user
