"""The line above and the line below every page: which study and who, what was saved and which keys there are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ucbnk_desktop.wording import Language, say

from . import labels
from .app_state import AppState
from .theme import colours, set_state
from .widgets import icons


class Elided(QLabel):
    """A label that gives way where there is no room, and says the rest in its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show `text`, as much of it as fits."""
        self._whole = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: fit again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(cut)
        self.setToolTip(self._whole if cut != self._whole else "")


class TopBar(QFrame):
    """Protocol and short title, the mark of a demonstration, site and user, language and light."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._named = app, False
        self.setProperty("role", "bar")
        self.setFixedHeight(44)
        self._protocol, self._title, self._demo = QLabel("UCBNK01", self), Elided(self), QLabel(self)
        self._site, self._user = QLabel(self), QLabel(self)
        self._languages = QToolButton(self)
        self._light = QToolButton(self)
        self._lay_out()
        app.language_changed.connect(self.refresh)
        app.theme_changed.connect(self.refresh)
        app.study_changed.connect(self.refresh)
        app.user_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        self._protocol.setProperty("role", "cardtitle")
        self._title.setProperty("role", "soft")
        self._site.setProperty("role", "soft")
        self._demo.setProperty("role", "chip")
        self._demo.setProperty("state", "wait")
        for button in (self._languages, self._light):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._light.setIconSize(QSize(18, 18))
        self._languages.setObjectName("languages")
        self._light.setObjectName("light")
        self._languages.clicked.connect(self.switch_language)
        self._light.clicked.connect(self._switch_light)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self._protocol)
        row.addWidget(self._title, 1)
        for widget in (self._demo, self._site, self._user, self._languages, self._light):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def refresh(self) -> None:
        """Say everything anew."""
        app = self._app
        shade = colours(app.dark)
        if self._named or app.has_study:
            self.name_protocol()
        self._demo.setText(self.tr("Demonstration data"))
        self._demo.setVisible(app.has_study and app.study.info.demonstration)
        self._user.setVisible(app.has_study)
        if app.has_study:
            self._user.setText(f"{app.user.name} · {labels.role_word(app.user.role)}")
        self._languages.setText("EN" if app.language is Language.ZH else "中文")
        self._languages.setStyleSheet(f"color: {shade.accent}")
        self._languages.setToolTip(self.tr("Show everything in Chinese"))
        if app.language is Language.ZH:
            self._languages.setToolTip(self.tr("Show everything in English"))
        self._light.setIcon(icons.icon("sun" if app.dark else "moon", shade.soft_ink))
        self._light.setToolTip(self.tr("Light") if app.dark else self.tr("Dark"))
        self._light.setAccessibleName(self._light.toolTip())

    def name_protocol(self) -> None:
        """Say title and site; their texts are read once the window stands."""
        self._named = True
        self._title.say(say("book_protocol_title", self._app.language).removeprefix("UCBNK01 · "))
        self._site.setText(say("book_site", self._app.language))

    def switch_language(self) -> None:
        """Show the other language."""
        other = Language.EN if self._app.language is Language.ZH else Language.ZH
        self._app.set_language(other)

    def _switch_light(self) -> None:
        self._app.set_dark(not self._app.dark)


class FootLine(QFrame):
    """When was saved last, the keys that help, how many records there are and the head of their chain."""

    history_asked = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._entering = False
        self.setProperty("role", "foot")
        self.setFixedHeight(30)
        self._saved, self._records = QLabel(self), QLabel(self)
        self._saved.setObjectName("saved")
        self._records.setObjectName("records")
        for label in (self._saved, self._records):
            label.setProperty("role", "secondary")
        self._keys = [(QLabel(key, self), QLabel(self)) for key in ("Enter", "Ctrl+S", "PgDn", "F1", "F4")]
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(self._saved)
        for key, word in self._keys:
            key.setProperty("role", "key")
            word.setProperty("role", "secondary")
            row.addSpacing(8)
            row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(word)
        row.addStretch()
        row.addWidget(self._records)
        app.language_changed.connect(self.refresh)
        app.study_changed.connect(self.refresh)
        app.changed.connect(self._changed)
        self.refresh()

    def show_keys(self, entering: bool) -> None:
        """Show the keys of an entry form, or none."""
        self._entering = entering
        for key, word in self._keys:
            key.setVisible(entering)
            word.setVisible(entering)

    def tell(self, text: str) -> None:
        """Say something about what is kept, in place of the time of the last save."""
        self._saved.setText(text)

    def refresh(self) -> None:
        """Say everything anew."""
        words = (self.tr("next field"), self.tr("save"), self.tr("next form"), self.tr("why"), self.tr("history"))
        for (_, label), word in zip(self._keys, words, strict=True):
            label.setText(word)
        self.show_keys(self._entering)
        at = self._app.saved_at
        self._saved.setText(labels.filled(self.tr("Saved %1"), labels.clock(at)) if at else "")
        self._records.setVisible(self._app.has_study)
        if self._app.has_study:
            head = self._app.study.head
            self._records.setText(labels.filled(self.tr("Records %1 · %2"), f"{head.sequence:,}", head.short[:9]))
            self._records.setToolTip(labels.filled(self.tr("Head of the chain: %1"), head.short))

    def _changed(self, _change: object) -> None:
        self.refresh()


def chip(label: QLabel, text: str, state: str) -> None:
    """Say `text` in the chip `label` in the colours of `state`."""
    label.setText(text)
    set_state(label, state)
