"""Editors of one choice among several, as a row of segments or as a list, and of yes or no."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import BODY, FIELD_HEIGHT, FIELD_RADIUS
from ucbnk_desktop.screens.widgets import icons
from ucbnk_desktop.screens.widgets.inputs import draw_tick
from ucbnk_desktop.wording import Language

from .editor import Editor
from .editors_keys import meant
from .entry_services import EntryServices

SEGMENTS_AT_MOST, SEGMENTS_WIDTH = 5, 420
_PAUSE = 900
"""Milliseconds after which the next letter begins a new word of type-ahead."""


def fits_segments(field: Field) -> bool:
    """Whether all choices can stand side by side in both languages."""
    if not 0 < len(field.choices) <= SEGMENTS_AT_MOST:
        return False
    return all(sum(_segment_widths(field, language)) <= SEGMENTS_WIDTH for language in Language)


def _segment_widths(field: Field, language: Language, *, compact: bool = False) -> list[int]:
    measure, side = theme.metrics(BODY, bold=True), 8 if compact else 14
    return [max(32, measure.horizontalAdvance(c.label.in_(language)) + 2 * side) for c in field.choices]


class SegmentEditor(Editor, QWidget):
    """Up to five choices side by side, chosen by arrow, place, first letter or pinyin initial."""

    def __init__(
        self, field: Field, services: EntryServices, parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        QWidget.__init__(self, parent)
        self.begin(field, services, compact=compact)
        self._place: int | None = None
        self.barred: frozenset[str] = frozenset()
        """Codes that cannot be chosen now; whoever bars them says why beside the field."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def typed(self) -> str:
        """The code chosen."""
        return "" if self._place is None else self.field.choices[self._place].code

    def bar(self, codes: frozenset[str]) -> None:
        """From now on `codes` cannot be chosen; one that is kept stays."""
        self.barred = codes
        self.update()

    def put(self, text: str) -> None:
        """Show the choice with the code `text`."""
        self._place = next((n for n, choice in enumerate(self.field.choices) if choice.code == text), None)

    def choose(self, place: int | None) -> None:
        """Choose by place, as the user does."""
        if self.locked or place == self._place or (place is not None and self.field.choices[place].code in self.barred):
            return
        self._place = place
        self._typed_over()

    def restate(self) -> None:
        """Look and accessible words."""
        chosen = "" if self._place is None else self._label(self._place)
        self.setAccessibleDescription(chosen or self.absent_words())
        super().restate()

    def retranslate(self) -> None:
        """Labels have other widths in another language."""
        super().retranslate()
        self.updateGeometry()

    def _label(self, place: int) -> str:
        return self.field.choices[place].label.in_(self.services.language)

    def _widths(self) -> list[int]:
        return _segment_widths(self.field, self.services.language, compact=self.compact)

    def widths(self) -> tuple[int, int]:
        """All segments, and room for the words of an absent answer behind them."""
        wide = sum(self._widths())
        words = theme.metrics().horizontalAdvance(self.absent_words()) + 16 if self.absent_text else 0
        return (wide, wide) if self.compact else (wide, wide + words)

    def menu_edge(self) -> int:
        """Behind the last segment."""
        return -24

    # -- drawing

    def segments(self) -> list[QRectF]:
        """Where the segments stand."""
        widths, left, rects = self._widths(), 0.0, []
        scale = min(1.0, self.width() / max(1, sum(widths)))
        for width in widths:
            rects.append(QRectF(left, 0, width * scale, FIELD_HEIGHT))
            left += width * scale
        return rects

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame, the choices, the chosen one and the words of an absent answer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rects = self.segments()
        if self.locked:
            self._paint_locked(painter)
        elif self.absent_text and not self._room_beside(rects[-1].right()):
            self._paint_absent_alone(painter)
        else:
            self.paint_frame(painter, rects)
            self._paint_segments(painter, rects)
            self._paint_absent(painter, rects[-1].right())

    def _room_beside(self, right: float) -> bool:
        """Whether the words of an absent answer fit behind the choices; else they stand in their place."""
        wide = theme.metrics().horizontalAdvance(self.absent_words())
        return not self.compact and self.width() - right - 10 >= wide

    def _paint_locked(self, painter: QPainter) -> None:
        shades = self.services.colours
        painter.setFont(theme.font())
        painter.setPen(QColor(shades.soft_ink if self._place is None else shades.ink))
        text = self.absent_words() if self._place is None else self._label(self._place)
        painter.drawText(self.rect().adjusted(3, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def paint_frame(self, painter: QPainter, rects: list[QRectF]) -> None:
        """Draw the ground, the chosen segment and the edge."""
        shades = self.services.colours
        frame = QRectF(0, 0, rects[-1].right(), FIELD_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.stop_soft if self.wrong else shades.card))
        painter.drawRoundedRect(frame, FIELD_RADIUS, FIELD_RADIUS)
        if self._place is not None:
            clip = QPainterPath()
            clip.addRoundedRect(frame, FIELD_RADIUS, FIELD_RADIUS)
            painter.save()
            painter.setClipPath(clip)
            rect = rects[self._place]
            painter.fillRect(rect, QColor(shades.accent_soft))
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 3, rect.width(), 3), QColor(shades.accent))
            painter.restore()
        painter.setPen(QPen(QColor(shades.line), 1))
        for rect in rects[1:]:
            painter.drawLine(round(rect.left()), 6, round(rect.left()), FIELD_HEIGHT - 6)
        self._paint_edge(painter, frame)

    def _paint_edge(self, painter: QPainter, frame: QRectF) -> None:
        shades = self.services.colours
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = 2.0 if self.hasFocus() else 1.0
        colour = shades.stop if self.wrong else shades.accent if self.hasFocus() else shades.field_line
        painter.setPen(QPen(QColor(colour), line))
        inset = line / 2
        radius = FIELD_RADIUS - inset
        painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _paint_segments(self, painter: QPainter, rects: list[QRectF]) -> None:
        shades = self.services.colours
        for place, rect in enumerate(rects):
            chosen = place == self._place
            painter.setFont(theme.font(bold=chosen))
            faint = shades.gap if self.field.choices[place].code in self.barred else shades.soft_ink
            painter.setPen(QColor(shades.accent if chosen else shades.ink if self._may_be(place) else faint))
            label = theme.metrics(bold=chosen).elidedText(
                self._label(place), Qt.TextElideMode.ElideRight, round(rect.width()) - 6
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label)

    def _may_be(self, place: int) -> bool:
        """Whether the choice is written as one that can be made."""
        return not self.absent_text and self.field.choices[place].code not in self.barred

    def _paint_absent(self, painter: QPainter, right: float) -> None:
        shades = self.services.colours
        painter.setFont(theme.font())
        painter.setPen(QColor(shades.soft_ink))
        place = QRectF(right + 10, 0, self.width() - right - 10, FIELD_HEIGHT)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.absent_words())

    def _paint_absent_alone(self, painter: QPainter) -> None:
        shades = self.services.colours
        painter.setFont(theme.font())
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(QColor(shades.ground))
        edge, line = (shades.accent, 2) if self.hasFocus() else (shades.field_line, 1)
        painter.setPen(QPen(QColor(edge), line))
        painter.drawRoundedRect(frame, FIELD_RADIUS, FIELD_RADIUS)
        painter.setPen(QColor(shades.soft_ink))
        room = self.width() - 10
        words = theme.metrics().elidedText(self.absent_words(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, words)

    # -- typing and pointing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the segment under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.compact and self.absent_text:
            self.set_value("")
            self.edited.emit(self.key)
            return
        for place, rect in enumerate(self.segments()):
            if rect.contains(event.position()):
                self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along the segments, letters and digits choose, Backspace takes the choice back."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if self.locked or not plain or not self._own_key(event):
            super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        last = len(self.field.choices) - 1
        match event.key():
            case Qt.Key.Key_Right:
                self.choose(0 if self._place is None else min(last, self._place + 1))
            case Qt.Key.Key_Left:
                self.choose(last if self._place is None else max(0, self._place - 1))
            case Qt.Key.Key_Space:
                self.choose(0 if self._place is None else (self._place + 1) % (last + 1))
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete if self._place is not None:
                self.choose(None)
            case _:
                place = meant(event.text(), self.field.choices)
                if place is None:
                    return False
                self.choose(place)
        return True


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
