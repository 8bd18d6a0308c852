"""The editor of one choice among a few, or of yes or no: segments side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import BODY, FIELD_HEIGHT, FIELD_RADIUS
from ucbnk_desktop.wording import Language

from .editor import Editor
from .editors_keys import meant
from .entry_services import EntryServices

SEGMENTS_AT_MOST, SEGMENTS_WIDTH = 5, 420


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
