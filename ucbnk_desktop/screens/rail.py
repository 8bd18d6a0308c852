"""The slim rail on the left: the pages of the program, each with its picture and its word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ucbnk_desktop.wording import Language

from .app_state import AppState
from .pages import PAGES, RailPage
from .theme import colours
from .widgets import icons

WIDTH = {Language.ZH: 68, Language.EN: 90}


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

    def _button(self, page: RailPage) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"rail_{page.name}")
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
        for number, page in enumerate(PAGES):
            button, word = self._group.button(number), page.title()
            button.setText(word)
            button.setToolTip(f"{word}  {page.key}")

    def show_page(self, name: str) -> None:
        """Mark the page `name`; one that does not stand here leaves the mark where it is."""
        for number, page in enumerate(PAGES):
            if page.name == name:
                self._group.button(number).setChecked(True)

    def _tint(self) -> None:
        shade = colours(self._app.dark).rail_ink
        for number, page in enumerate(PAGES):
            self._group.button(number).setIcon(icons.icon(page.icon, shade))

    def _choose(self, number: int) -> None:
        self.chosen.emit(PAGES[number].name)
