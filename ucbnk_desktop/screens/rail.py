"""The slim rail on the left: the pages of the program, each with its picture and its word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ucbnk_desktop.wording import Language

from .app_state import AppState
from .theme import colours
from .widgets import icons

WIDTH = {Language.ZH: 68, Language.EN: 90}
PAGES = ("today", "participants", "print", "study", "rulings")
"""The pages, in order."""
KEYS = ("F5", "F6", "F7", "F9", "F10")
"""The key of each page; digits with Ctrl belong to the fields, F8 too."""


class Rail(QFrame):
    """The pages one under the other; the one on show is marked."""

    chosen = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setProperty("role", "rail")
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 10, 5, 10)
        column.setSpacing(6)
        for number, page in enumerate(PAGES):
            button = self._button(page)
            self._group.addButton(button, number)
            column.addWidget(button)
        column.addStretch()
        self._group.idClicked.connect(self._choose)
        app.language_changed.connect(self.retranslate)
        app.theme_changed.connect(self._tint)
        self.retranslate()
        self._tint()

    def _button(self, page: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"rail_{page}")
        button.setProperty("role", "rail")
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(20, 20))
        button.setFixedHeight(54)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self.setFixedWidth(WIDTH[self._app.language])
        words = (self.tr("Today"), self.tr("Participants"), self.tr("Print"), self.tr("Study"), self.tr("Rulings"))
        for number, word in enumerate(words):
            button = self._group.button(number)
            button.setText(word)
            button.setToolTip(f"{word}  {KEYS[number]}")

    def show_page(self, page: str) -> None:
        """Mark `page`."""
        if page in PAGES:
            self._group.button(PAGES.index(page)).setChecked(True)

    def _tint(self) -> None:
        shade = colours(self._app.dark).rail_ink
        for number, page in enumerate(PAGES):
            self._group.button(number).setIcon(icons.icon(page, shade))

    def _choose(self, number: int) -> None:
        self.chosen.emit(PAGES[number])
