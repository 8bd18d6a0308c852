"""Asks for the value of one study setting, where it is written, and why it changes."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import Action, Refused, allows, steps
from ucbnk_desktop.casebook.roles import refusal
from ucbnk_desktop.forms.decision_display import setting_question
from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Decision
from ucbnk_desktop.wording import Language

from .app_state import AppState
from .effects_view import EffectsView, framed
from .theme import set_state
from .widgets.buttons import dialog_buttons
from .widgets.inputs import Combo
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar

_DIGITS = 5
"""A whole number of more digits is a slip of the hand: no study lasts as long."""
_HIGH = 210
_CALM = 250
"""Milliseconds after the last key until it is worked out what the value would change."""


class DecisionDialog(QDialog):
    """One setting: what it is, its value, its source; a reason where it was decided before.

    What a value would change stands below it before it can be decided. Whoever does not decide settings reads it, and
    is told in one sentence who does.
    """

    def __init__(
        self, app: AppState, definition: SettingDefinition, before: Decision | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app, self._definition, self._before = app, definition, before
        self.setWindowTitle(self.tr("Setting"))
        self.setMinimumWidth(620)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._add_head()
        self.value: QWidget = self._made_value()
        self.source, self.reason = QLineEdit(self), QLineEdit(self)
        self.notice, self.effects = NoticeBar(app, self), EffectsView(app, self)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._add_fields()
        self._set_value(before.value if before else "")
        self._calm.timeout.connect(self.work_out)
        self._listen()
        self._close_to_readers()

    def _add_head(self) -> None:
        head = QLabel(setting_question(self._definition, self._app.language), self)
        head.setProperty("role", "cardtitle")
        head.setWordWrap(True)
        self._column.addWidget(head)
        if self._definition.frozen:
            self._soft(self.tr("Fixed after the first infusion; then only an amendment changes it."))

    def _soft(self, text: str) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "secondary")
        label.setWordWrap(True)
        self._column.addWidget(label)

    def _add_fields(self) -> None:
        self.value.setAccessibleName(setting_question(self._definition, self._app.language))
        self._column.addWidget(self.value)
        self._shown = framed(self.effects, self, _HIGH)
        self._shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown.hide()
        self._column.addWidget(self._shown)
        self._labelled(self.tr("&Source: protocol section, letter, meeting"), self.source)
        self._labelled(self.tr("&Reason for the change"), self.reason, shown=self._before is not None)
        self.source.setText(self._before.source if self._before else "")
        self._column.addWidget(self.notice)
        self.buttons = dialog_buttons(self, self.tr("Decide"))
        self._column.addWidget(self.buttons)

    def _labelled(self, words: str, edit: QLineEdit, *, shown: bool = True) -> None:
        label = QLabel(words, self)
        label.setProperty("role", "label")
        label.setBuddy(edit)
        edit.setAccessibleName(words.replace("&", ""))
        for widget in (label, edit):
            widget.setVisible(shown)
            self._column.addWidget(widget)

    def _close_to_readers(self) -> None:
        """Let those who do not decide read everything, scroll and copy it, and say who decides."""
        if allows(self._app.user, Action.DECIDE_SETTING):
            return
        for widget in (self.value, self.source, self.reason):
            if isinstance(widget, QLineEdit | QPlainTextEdit):
                widget.setReadOnly(True)
                set_state(widget, "answered")
            else:
                widget.setEnabled(False)
        for button in self.buttons.buttons():
            decides = self.buttons.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole
            button.setDisabled(decides)
            if not decides:
                button.setFocus()
        self.notice.tell(self._refusal(), Tone.PLAIN)

    # -- the value

    def _made_value(self) -> QWidget:
        choices = self._choices()
        if choices:
            combo = Combo(self._app, self)
            for code, words in choices:
                combo.addItem(words, code)
            return combo
        if self._definition.kind == "table":
            text = QPlainTextEdit(self)
            text.setMinimumHeight(160)
            return text
        return QLineEdit(self)

    def _choices(self) -> list[tuple[str, str]]:
        if self._definition.kind == "yes_no":
            return [("yes", self.tr("Yes")), ("no", self.tr("No"))]
        return [(code, _said((zh, en), self._app.language)) for code, zh, en in self._definition.choices]

    def _set_value(self, value: str) -> None:
        if isinstance(self.value, Combo):
            self.value.setCurrentIndex(self.value.findData(value))
        elif isinstance(self.value, QPlainTextEdit):
            self.value.setPlainText(value)
        elif isinstance(self.value, QLineEdit):
            self.value.setText(value)

    def text(self) -> str:
        """The value as it would be kept; empty while none is chosen."""
        if isinstance(self.value, Combo):
            return str(self.value.currentData() or "")
        if isinstance(self.value, QPlainTextEdit):
            return self.value.toPlainText().strip()
        assert isinstance(self.value, QLineEdit)
        return self.value.text().strip()

    # -- what it would change

    def _listen(self) -> None:
        if isinstance(self.value, Combo):
            self.value.currentIndexChanged.connect(self._typed)
        elif isinstance(self.value, QLineEdit | QPlainTextEdit):
            self.value.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self.notice.still()
        self.effects.stop()
        self._calm.start()

    def work_out(self) -> None:
        """Work out whose verdicts the value would change; nothing where it is the one in force, or none at all."""
        self._calm.stop()
        value = self.text()
        before = self._before.value if self._before else ""
        another = value != before and _fits(self._definition, value)
        self._shown.setVisible(another)
        if another:
            self.effects.show_effects({self._definition.id: value})
        else:
            self.effects.stop()

    @property
    def working(self) -> bool:
        """Whether it is not known yet what the value would change."""
        return self._calm.isActive() or self.effects.busy

    def problem(self) -> str:
        """Why the value cannot be kept; empty where it can."""
        if refused := self._refusal():
            return refused
        if not _fits(self._definition, self.text()):
            return self.tr("This is not a value of the kind that is asked for.")
        if not self.source.text().strip():
            return self.tr("Say where this is written or who decided it.")
        if self._before is not None and not self.reason.text().strip():
            return self.tr("A decision that changes needs a reason.")
        if self.working:
            return self.tr("One moment: it is still worked out what would change.")
        return ""

    def _refusal(self) -> str:
        """Why this user does not decide settings; empty where it is allowed."""
        return self._app.say(refusal(self._app.user, Action.DECIDE_SETTING))

    def accept(self) -> None:
        """Keep the decision."""
        problem = self.problem()
        if problem:
            self.notice.tell(problem, Tone.WAIT)
            return
        try:
            self._app.do(lambda book: steps.decide(
                book, self._definition.id, self.text(), source=self.source.text().strip(),
                reason=self.reason.text().strip(),
            ))
        except (StoreFault, Refused) as fault:
            self.notice.tell(self._app.words_of(fault), Tone.STOP)
            return
        super().accept()


def _fits(definition: SettingDefinition, value: str) -> bool:
    if not value:
        return False
    match definition.kind:
        case "integer":
            return value.isascii() and value.isdecimal() and len(value) <= _DIGITS
        case "decimal":
            return value.isascii() and value.replace(".", "", 1).isdecimal()
        case "table":
            return _is_table(value)
        case _:
            return True


def _is_table(value: str) -> bool:
    try:
        return isinstance(json.loads(value), (list, dict))
    except ValueError:
        return False


def _said(both: tuple[str, str], language: Language) -> str:
    return both[0] if language is Language.ZH else both[1]
