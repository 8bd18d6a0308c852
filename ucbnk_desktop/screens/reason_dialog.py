"""Asks why a saved value is changed or an entry struck: the coded list, and words of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from . import labels
from .app_state import AppState
from .widgets.buttons import dialog_buttons
from .widgets.chips import Chip
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar

OTHER = "other"


class ReasonDialog(QDialog):
    """One reason for one save. The reason kept is the word in the language shown, and the user's own words after it."""

    def __init__(
        self, app: AppState, title: str, changes: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(500)
        self._app = app
        self._reasons = labels.change_reasons()
        self._group = QButtonGroup(self)
        self._words = QLineEdit(self)
        self._notice = NoticeBar(app, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        head = QLabel(title, self)
        head.setProperty("role", "cardtitle")
        column.addWidget(head)
        for line in changes[:6]:
            column.addWidget(self._line(line))
        if len(changes) > 6:
            column.addWidget(self._line(labels.filled(self.tr("and %1 more"), len(changes) - 6)))
        column.addLayout(self._choices())
        self._words.setPlaceholderText(self.tr("In your own words (needed with “Other”)"))
        self._words.setAccessibleName(self.tr("Explanation"))
        column.addWidget(self._words)
        column.addWidget(self._notice)
        column.addWidget(dialog_buttons(self, self.tr("Save with this reason")))
        self._group.button(0).setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "secondary")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for number, (_, word) in enumerate(self._reasons):
            chip = Chip(self._app, "", self)
            chip.describe(f"{number + 1}  {word}")
            chip.setAccessibleName(word)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(chip, number)
            grid.addWidget(chip, number // 2, number % 2)
        grid.setColumnStretch(2, 1)
        self._group.idClicked.connect(self._chosen)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the digit of a reason chooses it."""
        number = event.key() - Qt.Key.Key_1
        button = self._group.button(number) if not event.modifiers() else None
        if button is None:
            super().keyPressEvent(event)
        else:
            button.click()
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._chosen(number)

    def _chosen(self, number: int) -> None:
        self._notice.still()
        if self._reasons[number][0] == OTHER:
            self._words.setFocus()

    def reason(self) -> str:
        """The reason chosen, with the user's own words; empty while none is complete."""
        number = self._group.checkedId()
        words = " ".join(self._words.text().split())
        if number < 0:
            return ""
        code, word = self._reasons[number]
        if code == OTHER:
            return words
        return f"{word} · {words}" if words else word

    def accept(self) -> None:
        """Go on only with a reason."""
        if self._group.checkedId() < 0:
            self._notice.tell(self.tr("Choose a reason."), Tone.WAIT)
        elif not self.reason():
            self._notice.tell(self.tr("Explain in a few words."), Tone.WAIT)
            self._words.setFocus()
        else:
            super().accept()


def ask_reason(app: AppState, title: str, changes: Sequence[str], parent: QWidget) -> str:
    """The reason the user gives, empty where that was turned down."""
    dialog = ReasonDialog(app, title, changes, parent)
    answer = dialog.reason() if dialog.exec() == QDialog.DialogCode.Accepted else ""
    dialog.deleteLater()
    return answer
