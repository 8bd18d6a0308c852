"""The allowed readings of one ruling as lines to choose from, with the one proposed and the one in force marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.protocol.rulings import ALL, NONE, RulingDefinition
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours
from ucbnk_desktop.screens.widgets.inputs import TickBox

from .known_rulings import both

LISTED = "listed"
"""The line of a free set under which its terms are written."""
_NUMBER_WIDTH = 88
_RADIO = 18


class ReadingRow(QWidget):
    """One line: a button with its words beside it, a field where the reading needs one, marks at the end."""

    def __init__(self, app: AppState, button: QAbstractButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self.button, self.field = button, QLineEdit(self)
        self.words, self.mark = QLabel(self), QLabel(self)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.mark.setProperty("role", "chip")
        self.mark.setProperty("state", "judge")
        self.field.hide()
        button.setParent(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(8)
        for widget, stretch in ((button, 0), (self.words, 1), (self.field, 0), (self.mark, 0)):
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)

    def say(self, words: str, mark: str) -> None:
        """Show `words`, and `mark` at the end."""
        self.words.setText(words)
        self.mark.setText(mark)
        self.mark.setVisible(bool(mark))
        self.button.setAccessibleName(" · ".join(filter(None, (words, mark))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a soft ground behind what is chosen."""
        if not self.button.isChecked():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours(self._app.dark).accent_soft))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on the words chooses the line."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.button.click()
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)


class Readings(QWidget):
    """Asks for the value of one ruling; `changed` with every other choice. Nothing chosen here decides anything."""

    changed = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._definition: RulingDefinition | None = None
        self._in_force = ""
        self._group = QButtonGroup(self)
        self.lines: dict[str, ReadingRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_ruling(self, definition: RulingDefinition, in_force: str) -> None:
        """Show the readings of `definition`; the value in force is chosen, else the proposal, which decides nothing."""
        self._clear()
        self._definition, self._in_force = definition, in_force
        single = definition.kind != "set" or definition.free
        for code in _codes(definition):
            button = QRadioButton() if single else TickBox(self._app)
            line = ReadingRow(self._app, button, self)
            if single:
                button.setFixedSize(_RADIO, _RADIO)
                self._group.addButton(button)
            button.toggled.connect(self._toggled)
            line.field.textEdited.connect(self._typed)
            self.lines[code] = line
            self._column.addWidget(line)
            line.show()
        self.retranslate()
        self.choose(in_force or definition.proposed)

    def retranslate(self) -> None:
        """Say everything in the language shown; what is chosen and typed stays."""
        definition = self._definition
        if definition is None:
            return
        for code, line in self.lines.items():
            line.say(self._words(definition, code), self._mark(definition, code))
            line.field.setPlaceholderText(self.tr("terms, with semicolons between") if code == LISTED else "x")
            line.field.setAccessibleName(self.tr("Number for x") if code != LISTED else self.tr("Terms"))

    def _words(self, definition: RulingDefinition, code: str) -> str:
        if definition.kind == "set":
            named = {LISTED: self.tr("these:"), ALL: self.tr("all of them"), NONE: self.tr("none of them")}
            return named.get(code) or both(definition.labels[code], self._app.language)
        return both(definition.label(code), self._app.language)

    def _mark(self, definition: RulingDefinition, code: str) -> str:
        marks = []
        if _holds(definition, self._in_force, code):
            marks.append(self.tr("in force"))
        if _holds(definition, definition.proposed, code):
            marks.append(self.tr("proposed"))
        return " · ".join(marks)

    # -- what is chosen

    def choose(self, value: str) -> None:
        """Choose `value`."""
        definition = self._definition
        assert definition is not None
        if definition.kind == "set" and not definition.free:
            for code, line in self.lines.items():
                line.button.setChecked(_holds(definition, value, code))
            return
        for code, line in self.lines.items():
            if _holds(definition, value, code):
                line.button.setChecked(True)
                line.field.setText(_typed_part(code, value))

    def text(self) -> str:
        """The value as it would be kept; empty while none is chosen."""
        chosen = [code for code, line in self.lines.items() if line.button.isChecked()]
        if self._definition is not None and self._definition.kind == "set" and not self._definition.free:
            return ALL if len(chosen) == len(self.lines) else " ".join(chosen) or NONE
        if not chosen:
            return ""
        typed = self.lines[chosen[0]].field.text().strip()
        if chosen[0] == LISTED:
            return typed
        return chosen[0].replace("(x)", f"({typed})") if chosen[0].endswith("(x)") else chosen[0]

    def permitted(self) -> bool:
        """Whether what is chosen is an answer to the question."""
        return self._definition is not None and self._definition.permits(self.text())

    @property
    def stops(self) -> list[QWidget]:
        """What Tab stops at, in its order."""
        return [stop for line in self.lines.values() for stop in (line.button, line.field)]

    def take_focus(self) -> None:
        """Go to the line that is chosen, else to the first."""
        lines = list(self.lines.values())
        chosen = next((line for line in lines if line.button.isChecked()), lines[0])
        chosen.button.setFocus(Qt.FocusReason.TabFocusReason)

    def _toggled(self, checked: bool) -> None:
        for code, line in self.lines.items():
            line.field.setVisible(line.button.isChecked() and (code.endswith("(x)") or code == LISTED))
            line.update()
            if code.endswith("(x)"):
                line.field.setFixedWidth(_NUMBER_WIDTH)
        if checked or not self._group.buttons():
            self.changed.emit()

    def _typed(self, _text: str) -> None:
        self.changed.emit()

    def _clear(self) -> None:
        for line in self.lines.values():
            self._group.removeButton(line.button)
            line.button.toggled.disconnect(self._toggled)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = {}


def _codes(definition: RulingDefinition) -> tuple[str, ...]:
    return (NONE, LISTED, ALL) if definition.free else definition.allowed


def _holds(definition: RulingDefinition, value: str, code: str) -> bool:
    """Whether the line `code` is part of `value`."""
    if not value:
        return False
    if definition.free:
        return value == code or (code == LISTED and value not in (ALL, NONE))
    if definition.kind == "set":
        return value == ALL or code in value.split()
    return value == code or (code.endswith("(x)") and value.partition("(")[0] == code.removesuffix("(x)"))


def _typed_part(code: str, value: str) -> str:
    """What stands in the field of a line: the number of `upcr_limit(0.5)`, the terms of a free set."""
    if code == LISTED:
        return value
    return value.partition("(")[2].rstrip(")") if code.endswith("(x)") else ""
