"""Asks for the value of one study setting or ruling, where it is written, and why it changes."""

from __future__ import annotations

import json

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.protocol.rulings import ALL, NONE, RulingDefinition
from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.records.entries import Decision
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.wording import Language

from . import texts
from .combo import Combo
from .dialog_buttons import dialog_buttons
from .marks import Tone
from .notices import Notice
from .session import Session

Definition = SettingDefinition | RulingDefinition


class DecisionDialog(QDialog):
    """One decision: the question, the answers it may have, its source; a reason where it was decided before."""

    def __init__(
        self, session: Session, definition: Definition, before: Decision | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._definition, self._before = session, definition, before
        self.setWindowTitle(definition.id)
        self.setMinimumWidth(560)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._add_head()
        self.value: QWidget = self._made_value()
        self.number = QLineEdit(self)
        self.source, self.reason = QLineEdit(self), QLineEdit(self)
        self.notice = Notice(session, self)
        self._add_fields()
        self._set_value(before.value if before else self._proposed())

    def _add_head(self) -> None:
        head = QLabel(question(self._definition, self._session.language), self)
        head.setProperty("role", "cardtitle")
        head.setWordWrap(True)
        self._column.addWidget(head)
        if isinstance(self._definition, RulingDefinition):
            zh, en = self._definition.label(self._definition.proposed)
            proposed = zh if self._session.language is Language.ZH else en
            self._soft(texts.filled(self.tr("Proposed, decides nothing by itself: %1"), proposed))
        elif self._definition.frozen:
            self._soft(self.tr("Fixed after the first infusion; then only an amendment changes it."))

    def _soft(self, text: str) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "secondary")
        label.setWordWrap(True)
        self._column.addWidget(label)

    def _add_fields(self) -> None:
        self._column.addWidget(self.value)
        needs_number = isinstance(self._definition, RulingDefinition) and self._definition.kind == "number"
        self.number.setPlaceholderText(self.tr("number for x"))
        self.number.setVisible(needs_number)
        self._column.addWidget(self.number)
        self._labelled(self.tr("&Source: protocol section, letter, meeting"), self.source)
        self._labelled(self.tr("&Reason for the change"), self.reason, shown=self._before is not None)
        self.source.setText(self._before.source if self._before else "")
        self._column.addWidget(self.notice)
        self._column.addWidget(dialog_buttons(self, self.tr("Decide")))

    def _labelled(self, words: str, edit: QLineEdit, *, shown: bool = True) -> None:
        label = QLabel(words, self)
        label.setProperty("role", "label")
        label.setBuddy(edit)
        edit.setAccessibleName(words.replace("&", ""))
        for widget in (label, edit):
            widget.setVisible(shown)
            self._column.addWidget(widget)

    # -- the value

    def _made_value(self) -> QWidget:
        definition = self._definition
        if isinstance(definition, RulingDefinition) and definition.kind == "set" and not definition.free:
            return self._boxes(definition)
        choices = self._choices()
        if choices:
            combo = Combo(self._session, self)
            for code, words in choices:
                combo.addItem(words, code)
            return combo
        if isinstance(definition, SettingDefinition) and definition.kind == "table":
            text = QPlainTextEdit(self)
            text.setMinimumHeight(160)
            return text
        return QLineEdit(self)

    def _boxes(self, definition: RulingDefinition) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for code in definition.allowed:
            box = QCheckBox(_said(definition.labels[code], self._session.language), inside)
            box.setProperty("code", code)
            column.addWidget(box)
        return inside

    def _choices(self) -> list[tuple[str, str]]:
        definition, language = self._definition, self._session.language
        if isinstance(definition, RulingDefinition):
            if definition.kind == "set":
                return []
            return [(code, _said(definition.label(code), language)) for code in definition.allowed]
        if definition.kind == "yes_no":
            return [("yes", self.tr("Yes")), ("no", self.tr("No"))]
        return [(code, _said((zh, en), language)) for code, zh, en in definition.choices]

    def _proposed(self) -> str:
        return self._definition.proposed if isinstance(self._definition, RulingDefinition) else ""

    def _set_value(self, value: str) -> None:
        word, _, number = value.partition("(")
        if number and isinstance(self._definition, RulingDefinition):
            self.number.setText(number.rstrip(")").replace("?", "").replace("x", ""))
            value = f"{word}(x)"
        if isinstance(self.value, Combo):
            self.value.setCurrentIndex(max(self.value.findData(value), 0))
        elif isinstance(self.value, QPlainTextEdit):
            self.value.setPlainText(value)
        elif isinstance(self.value, QLineEdit):
            self.value.setText(value)
        else:
            for box in self.value.findChildren(QCheckBox):
                box.setChecked(value == ALL or str(box.property("code")) in value.split())

    def text(self) -> str:
        """The value as it would be kept."""
        if isinstance(self.value, Combo):
            value = str(self.value.currentData())
            return value.replace("(x)", f"({self.number.text().strip()})") if value.endswith("(x)") else value
        if isinstance(self.value, QPlainTextEdit):
            return self.value.toPlainText().strip()
        if isinstance(self.value, QLineEdit):
            return self.value.text().strip()
        chosen = [str(box.property("code")) for box in self.value.findChildren(QCheckBox) if box.isChecked()]
        return " ".join(chosen) or NONE

    def problem(self) -> str:
        """Why the value cannot be kept; empty where it can."""
        if isinstance(self._definition, RulingDefinition):
            allowed = self._definition.permits(self.text())
        else:
            allowed = _fits(self._definition, self.text())
        if not allowed:
            return self.tr("This is not a value of the kind that is asked for.")
        if not self.source.text().strip():
            return self.tr("Say where this is written or who decided it.")
        if self._before is not None and not self.reason.text().strip():
            return self.tr("A decision that changes needs a reason.")
        return ""

    def accept(self) -> None:
        """Keep the decision."""
        problem = self.problem()
        if problem:
            self.notice.tell(problem, Tone.WAIT)
            return
        try:
            self._session.store.decide(
                self._definition.id, self.text(), source=self.source.text().strip(), reason=self.reason.text().strip()
            )
        except StoreFault as fault:
            self.notice.tell(fault.words(self._session.language), Tone.STOP)
            return
        super().accept()


def question(definition: Definition, language: Language) -> str:
    """What is asked, in `language`."""
    if isinstance(definition, RulingDefinition):
        return _said(definition.question, language)
    unit = f" ({definition.unit})" if definition.unit else ""
    return _said((definition.zh, definition.en), language) + unit


def answer(definition: Definition, value: str, language: Language) -> str:
    """What `value` says, in `language`."""
    if isinstance(definition, RulingDefinition):
        return _said(definition.label(value), language)
    labels = {code: (zh, en) for code, zh, en in definition.choices}
    if definition.kind == "yes_no":
        labels = {"yes": ("是", "Yes"), "no": ("否", "No")}
    return _said(labels[value], language) if value in labels else value


def _fits(definition: SettingDefinition, value: str) -> bool:
    if not value:
        return False
    match definition.kind:
        case "integer":
            return value.isascii() and value.isdecimal()
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
