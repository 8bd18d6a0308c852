"""Editors of one line and of several: text, numbers, dates, times, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPlainTextEdit, QWidget

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.field_kinds import read
from ucbnk_desktop.screens.theme import FIELD_HEIGHT, metrics

from .editor import Editor
from .entry_services import EntryServices

_FULL = str.maketrans("０１２３４５６７８９．：－／＜＞＝", "0123456789.:-/<>=")
_SHAPES: Mapping[Kind, re.Pattern[str]] = {
    Kind.INTEGER: re.compile(r"[+-]?\d*"),
    Kind.DECIMAL: re.compile(r"[+-]?\d*\.?\d*"),
    Kind.LAB: re.compile(r"[<>≤≥]?=?\s*[+-]?\d*\.?\d*"),
    Kind.DATE: re.compile(r"[\d\-/.年月日]*"),
    Kind.PARTIAL_DATE: re.compile(r"[\d\-/.年月日]*"),
    Kind.TIME: re.compile(r"\d{0,2}:?\d{0,2}"),
    Kind.MOMENT: re.compile(r"[\d\-/.年月日]*\s*[\d:]*"),
}
"""What a text looks like that may still become a value of its kind while it is being typed."""


class LineEditor(Editor, QLineEdit):
    """One line: the text is kept as typed and put into its written order when the field is left."""

    natural_width = (96, 0)

    def __init__(
        self, field: Field, services: EntryServices, parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        QLineEdit.__init__(self, parent)
        self.begin(field, services, compact=compact)
        self.offer = ""
        self.textEdited.connect(self._typed_over)
        self.retranslate()

    def typed(self) -> str:
        """The text as it stands."""
        return self.text()

    def put(self, text: str) -> None:
        """Show `text` from its beginning."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def misshapen(self) -> bool:
        """Whether a character stands in it that its kind cannot hold."""
        shape = _SHAPES.get(self.field.kind)
        return shape is not None and not shape.fullmatch(self.text().strip().translate(_FULL))

    def restate(self) -> None:
        """Look and placeholder: the words of an absent answer, else an offered value, else the form's hint."""
        self.setReadOnly(self.locked)
        # An input method left on Chinese would swallow figures and the key t, so it is off where no words are typed.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self.field.kind is Kind.TEXT and not self.locked)
        hint = self.field.hint.in_(self.services.language) if self.field.hint and not self.locked else ""
        self.setPlaceholderText(self.absent_words() or self.offer or hint)
        super().restate()

    def standard_menu(self) -> QMenu:
        """Copy and paste."""
        return self.createStandardContextMenu()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A filled line of words is not selected, so that the next key does not replace it."""
        super().focusInEvent(event)
        if self.field.kind is Kind.TEXT and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.deselect()
            self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put what can be read into its written order; what cannot be read stays as typed."""
        self.settle()
        super().focusOutEvent(event)

    def settle(self) -> None:
        """Show the text that will be kept."""
        if self.locked or not self.text():
            return
        reading = read(self.field, self.text(), today=self.services.today())
        if reading.problem is None and reading.text != self.text():
            self.put(reading.text)


class NumberEditor(LineEditor):
    """A whole or decimal number; the unit stands after it on the page."""

    natural_width = (72, 112)


class TodayEditor(LineEditor):
    """A date or what begins with one: the key t, or Ctrl and semicolon, writes today."""

    natural_width = (104, 136)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write today where nothing is typed yet."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        letter = event.text() in ("t", "T") and not self.text()
        if not self.locked and (letter or (control and event.key() == Qt.Key.Key_Semicolon)):
            self.write_today()
            return
        super().keyPressEvent(event)

    def write_today(self) -> None:
        """Write the day of today; a moment still wants its time."""
        self.setText(f"{self.services.today().isoformat()}{' ' if self.field.kind is Kind.MOMENT else ''}")
        self._typed_over()


class MomentEditor(TodayEditor):
    """Day and time; twelve digits in a row are read as both."""

    natural_width = (136, 168)

    def typed(self) -> str:
        """The text, with the space that twelve digits in a row lack."""
        text = self.text().strip().translate(_FULL)
        return f"{text[:8]} {text[8:]}" if re.fullmatch(r"\d{12}", text) else self.text()

    def settle(self) -> None:
        """Show day and time apart."""
        if not self.locked and self.typed() != self.text():
            self.put(self.typed())
        super().settle()


class TimeEditor(LineEditor):
    """Hour and minute, typed as four digits or with a colon."""

    natural_width = (64, 96)


class NoteEditor(Editor, QPlainTextEdit):
    """Several lines; it grows with its text. Enter goes on, Ctrl and Enter begin a new line."""

    natural_width = (160, 0)

    def __init__(
        self, field: Field, services: EntryServices, parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        QPlainTextEdit.__init__(self, parent)
        self.begin(field, services, compact=compact)
        self._lines = 0
        self._known = ""
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self._text_changed)
        self.retranslate()

    def typed(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show `text`."""
        if text != self.toPlainText():
            self._known = text
            self.setPlainText(text)

    def _text_changed(self) -> None:
        if self.toPlainText() == self._known:
            return
        self._known = self.toPlainText()
        self._typed_over()
        if self.document().size().height() != self._lines:
            self.resized.emit()

    def restate(self) -> None:
        """Look and the words of an absent answer."""
        self.setReadOnly(self.locked)
        hint = self.field.hint.in_(self.services.language) if self.field.hint and not self.locked else ""
        self.setPlaceholderText(self.absent_words() or hint)
        super().restate()

    def height_at(self, width: int) -> int:
        """Two lines at least, and as many as the text has."""
        self._lines = round(self.document().size().height())
        lines = self._lines if width == self.width() else self._lines_at(width)
        return max(FIELD_HEIGHT if self.locked else 2 * FIELD_HEIGHT - 4, lines * metrics().lineSpacing() + 12)

    def _lines_at(self, width: int) -> int:
        measure = metrics()
        return sum(
            1 + measure.horizontalAdvance(line) // max(1, width - 24) for line in self.toPlainText().split("\n")
        )

    def standard_menu(self) -> QMenu:
        """Copy and paste."""
        return self.createStandardContextMenu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter and the page keys to the page; a new line is begun with Ctrl."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self.locked:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
            else:
                event.ignore()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go on at the end of the text."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.moveCursor(QTextCursor.MoveOperation.End)
