"""Shows once more what a ruling would change before it is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.forms.decision_display import decision_answer
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import EffectsView, framed

from .known_rulings import KnownRuling, both

_HIGH = 260


class ConfirmDialog(QDialog):
    """The question, the reading before and after, whose verdicts change; accepted where the user decides so."""

    def __init__(self, app: AppState, ruling: KnownRuling, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._ruling, self._value = app, ruling, value
        self.setMinimumWidth(620)
        self._question, self._change, self._signed = QLabel(self), QLabel(self), QLabel(self)
        self._question.setProperty("role", "cardtitle")
        self._change.setProperty("role", "strong")
        self._signed.setProperty("role", "soft")
        for label in (self._question, self._change, self._signed):
            label.setWordWrap(True)
        self.effects = EffectsView(app, self)
        self.decide_button, self.cancel_button = QPushButton(self), QPushButton(self)
        self.decide_button.setProperty("role", "primary")
        self._lay_out()
        self.decide_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.effects.finished.connect(self._ready)
        self.decide_button.setEnabled(False)
        self.retranslate()
        app.day_changed.connect(self.retranslate)  # the day of the signature
        self.effects.show_effects({ruling.id: value})
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(self._question)
        column.addWidget(self._change)
        column.addWidget(framed(self.effects, self, _HIGH))
        column.addWidget(self._signed)
        foot = QHBoxLayout()
        foot.addStretch()
        for button in (self.decide_button, self.cancel_button):
            button.setAutoDefault(True)
            foot.addWidget(button)
        column.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        definition, language = self._ruling.definition, self._app.language
        self.setWindowTitle(self.tr("Decide this ruling?"))
        self._question.setText(both(definition.question, language))
        before = self._ruling.decision
        was = self.tr("not decided") if before is None else decision_answer(definition, before.value, language)
        self._change.setText(f"{was} → {decision_answer(definition, self._value, language)}")
        self._signed.setText(signed_words(self._app))
        self.decide_button.setText(self.tr("&Decide"))
        self.cancel_button.setText(self.tr("&Back"))

    def _ready(self) -> None:
        self.decide_button.setEnabled(True)


def signed_words(app: AppState) -> str:
    """Who signs, in which role, on which day."""
    role = labels.role_word(app.user.role)
    return f"{app.user.name} · {role} · {labels.day(app.today())}"
