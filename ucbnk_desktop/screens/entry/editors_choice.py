"""Editors of one choice among many, as a list, and of several choices, as boxes to tick."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import FIELD_HEIGHT
from ucbnk_desktop.screens.widgets import icons
from ucbnk_desktop.screens.widgets.inputs import draw_tick

from .editor import Editor
from .editors_keys import meant
from .entry_services import EntryServices

_PAUSE = 900
"""Milliseconds after which the next letter begins a new word of type-ahead."""


class ListEditor(Editor, QComboBox):
    """One of many choices from a list; typing letters, digits or pinyin initials selects, arrows open the list."""

    def __init__(
        self, field: Field, services: EntryServices, parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        QComboBox.__init__(self, parent)
        self.begin(field, services, compact=compact)
        self._word, self._clock = "", QElapsedTimer()
        self._last = 0
        self.addItem("", "")
        for choice in field.choices:
            self.addItem("", choice.code)
        self.activated.connect(self._activated)
        self.retranslate()

    def typed(self) -> str:
        """The code chosen."""
        return str(self.currentData() or "")

    def put(self, text: str) -> None:
        """Show the choice with the code `text`."""
        self.setCurrentIndex(max(0, self.findData(text)))
        self._last = self.currentIndex()

    def retranslate(self) -> None:
        """Give every choice its label in the language of now."""
        for place, choice in enumerate(self.field.choices, start=1):
            self.setItemText(place, choice.label.in_(self.services.language))
        super().retranslate()
        self.updateGeometry()

    def widths(self) -> tuple[int, int]:
        """As wide as the longest choice, within reason."""
        measure = theme.metrics()
        widest = max(measure.horizontalAdvance(c.label.in_(self.services.language)) for c in self.field.choices)
        wide = max(widest, measure.horizontalAdvance(self.absent_words())) + (34 if self.compact else 56)
        return min(wide, 136 if self.compact else 120), min(max(wide, 112), 360)

    def menu_edge(self) -> int:
        """Before the arrow."""
        return 24

    def choose(self, place: int) -> None:
        """Choose by place, 0 being none, as the user does."""
        if not self.locked:
            self.setCurrentIndex(place)
            self._activated(place)

    def _activated(self, place: int) -> None:
        if place != self._last:
            self._last = place
            self._typed_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type-ahead; the arrows and Space open the list, so that no key changes the choice unseen."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if plain and not self.locked and self._own_key(event):
            return
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or event.modifiers():
            if not self._absent_key(event):
                event.ignore()
            return
        if event.key() == Qt.Key.Key_F8:
            self.open_menu()
            return
        event.ignore()

    def _own_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.showPopup()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.currentIndex() > 0:
            self.choose(0)
            return True
        return event.text().isprintable() and bool(event.text()) and self._type_ahead(event.text())

    def _type_ahead(self, letter: str) -> bool:
        fresh = not self._clock.isValid() or self._clock.elapsed() > _PAUSE
        self._clock.start()
        for word in ((letter,) if fresh else (self._word + letter, letter)):
            place = meant(word, self.field.choices)
            if place is not None:
                self._word = word
                self.choose(place + 1)
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list, unless the field is locked."""
        if not self.locked:
            super().mousePressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame by the style sheet, words and arrow in the colours of now."""
        shades = self.services.colours
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        chosen = self.currentIndex() > 0
        painter.setPen(QColor(shades.ink if chosen else shades.soft_ink))
        painter.setFont(theme.font())
        left, right = (3, 4) if self.locked else (9, 24)
        text = self.currentText() if chosen else self.absent_words()
        text = theme.metrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width() - left - right)
        painter.drawText(self.rect().adjusted(left, 0, -right, 0), Qt.AlignmentFlag.AlignVCenter, text)
        if not self.locked:
            arrow = icons.pixmap("chevron_down", shades.soft_ink, 16, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - 21, (self.height() - 16) // 2, arrow)


class ChecksEditor(Editor, QWidget):
    """Any number of choices with check boxes in columns; arrows walk, Space or the place toggles."""

    def __init__(
        self, field: Field, services: EntryServices, parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        QWidget.__init__(self, parent)
        self.begin(field, services, compact=compact)
        self._codes: set[str] = set()
        self._at = 0
        self.retranslate()

    def typed(self) -> str:
        """The codes chosen, in the order of the definition."""
        return " ".join(choice.code for choice in self.field.choices if choice.code in self._codes)

    def put(self, text: str) -> None:
        """Show the codes in `text`."""
        self._codes = {choice.code for choice in self.field.choices} & set(text.split())

    def toggle(self, place: int) -> None:
        """Check or uncheck by place, as the user does."""
        if self.locked or not 0 <= place < len(self.field.choices):
            return
        self._at = place
        self._codes ^= {self.field.choices[place].code}
        self._typed_over()

    def restate(self) -> None:
        """Look and accessible words."""
        language = self.services.language
        chosen = [c.label.in_(language) for c in self.field.choices if c.code in self._codes]
        self.setAccessibleDescription(", ".join(chosen) or self.absent_words())
        super().restate()

    def _column(self) -> int:
        measure = theme.metrics()
        labels = [choice.label.in_(self.services.language) for choice in self.field.choices]
        return max((measure.horizontalAdvance(label) for label in labels), default=0) + 44

    def widths(self) -> tuple[int, int]:
        """One column at least, all of them side by side at best."""
        return self._column(), self._column() * len(self.field.choices)

    def height_at(self, width: int) -> int:
        """As many lines as the columns need, and one for the words of an absent answer."""
        lines = -(-len(self.field.choices) // max(1, width // self._column()))
        return (lines + bool(self.absent_text)) * FIELD_HEIGHT

    def menu_edge(self) -> int:
        """Behind the boxes."""
        return -24

    def boxes(self) -> list[QRectF]:
        """Where each box with its label stands."""
        column = self._column()
        columns = max(1, self.width() // column)
        return [
            QRectF(place % columns * column, place // columns * FIELD_HEIGHT, column - 12, FIELD_HEIGHT)
            for place in range(len(self.field.choices))
        ]

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw boxes and labels, the walking mark, and the words of an absent answer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        boxes = self.boxes()
        for place, rect in enumerate(boxes):
            self._paint_box(painter, place, rect)
        if self.absent_text:
            painter.setPen(QColor(self.services.colours.soft_ink))
            below = QRectF(4, boxes[-1].bottom(), self.width(), FIELD_HEIGHT)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self.absent_words())

    def _paint_box(self, painter: QPainter, place: int, rect: QRectF) -> None:
        shades, choice = self.services.colours, self.field.choices[place]
        chosen = choice.code in self._codes
        walking = self.hasFocus() and place == self._at
        box = QRectF(rect.left() + 4, rect.top() + 6, 16, 16)
        draw_tick(
            painter, box, shades, on=chosen and not self.locked, focused=walking or (chosen and self.locked),
            wrong=self.wrong,
        )
        if chosen and self.locked:
            painter.drawPixmap(box.topLeft(), icons.pixmap("check", shades.accent, 16, self.devicePixelRatioF()))
        painter.setPen(QColor(shades.ink))
        painter.drawText(
            rect.adjusted(28, 0, 12, 0), Qt.AlignmentFlag.AlignVCenter, choice.label.in_(self.services.language)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle the box under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            for place, rect in enumerate(self.boxes()):
                if rect.contains(event.position()):
                    self.toggle(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, toggle with Space, place or first letter."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if self.locked or not plain or not self._own_key(event):
            super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        last = len(self.field.choices) - 1
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._at = min(last, self._at + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._at = max(0, self._at - 1)
            case Qt.Key.Key_Space:
                self.toggle(self._at)
            case _:
                place = meant(event.text(), self.field.choices)
                if place is None:
                    return False
                self.toggle(place)
        self.update()
        return True
