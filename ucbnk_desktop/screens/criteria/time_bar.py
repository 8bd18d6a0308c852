"""The days ahead as a bar: when an infusion is possible, when it is planned, and the day that is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

HEIGHT = 40
_EDGE = 8
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_STEPS = {
    Qt.Key.Key_Left: -_DAY, Qt.Key.Key_Right: _DAY, Qt.Key.Key_Down: -_DAY, Qt.Key.Key_Up: _DAY,
    Qt.Key.Key_PageUp: -_WEEK, Qt.Key.Key_PageDown: _WEEK,
}
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """What the time bar shows: from today, the days on which an infusion is possible, the planned and the asked day."""

    today: date
    earliest: date | None
    latest: date | None
    planned: date | None
    asked: date | None = None

    def ends(self) -> tuple[date, date]:
        """First and last day of the bar: four weeks, more where a date needs it."""
        known = [on for on in (self.earliest, self.latest, self.planned, self.asked) if on is not None]
        last = max([self.today + timedelta(days=28), *(on + timedelta(days=3) for on in known)])
        return min(self.today, self.planned or self.today), last


class TimeBar(QAbstractSlider):
    """A thin bar of days: the possible stretch in green, the planned day as a stroke, the asked day as a handle.

    `chosen` carries the day that the mouse or the keys went to: a day by the arrows, a week by the page keys, today by
    Home, the last day on which the results are valid by End. The wheel does nothing.
    """

    chosen = Signal(object)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._span: DaySpan | None = None
        self._held: tuple[date, date] | None = None
        self._askable = True
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFixedHeight(HEIGHT)
        self.let_ask(False)

    @property
    def span(self) -> DaySpan | None:
        """What is shown."""
        return self._span

    def let_ask(self, askable: bool) -> None:
        """Whether another day may be asked about here."""
        if askable is self._askable:
            return
        self._askable = askable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if askable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if askable else Qt.CursorShape.ArrowCursor)
        self.update()

    def show_span(self, span: DaySpan | None) -> None:
        """Show `span`."""
        if span == self._span:
            return
        self._span = span
        if span is not None:
            with QSignalBlocker(self):
                self.setRange(0, (span.ends()[1] - span.today).days)
                self.setValue(((span.asked or span.today) - span.today).days)
            self.setAccessibleDescription(labels.day(span.asked or span.today))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as wide as it is given."""
        return QSize(200, HEIGHT)

    # -- the hand on it

    def event(self, event: QEvent) -> bool:
        """Qt: the keys of the bar are the bar's, not the page's."""
        if self._askable and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if alone and event.key() in (*_STEPS, *_ENDS):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: move the asked day."""
        key = event.key()
        if self._span is None or not self._askable or key not in (*_STEPS, *_ENDS):
            event.ignore()
        elif key in _STEPS:
            self._choose((self._span.asked or self._span.today) + _STEPS[Qt.Key(key)])
        else:
            self._choose(self._span.today if key == Qt.Key.Key_Home else self._end(self._span))

    def _end(self, span: DaySpan) -> date:
        return span.latest if span.latest is not None and span.latest >= span.today else span.ends()[1]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the day under the mouse; the scale stands still until the button is let go."""
        if self._span is None or not self._askable or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._held = self._span.ends()
        self._choose(self._day_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: drag the asked day."""
        if self._held is not None:
            self._choose(self._day_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Qt: the scale may move again."""
        self._held = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel never changes the day."""
        event.ignore()

    def _choose(self, on: date) -> None:
        if self._span is not None and (on := max(on, self._span.today)) != (self._span.asked or self._span.today):
            self.chosen.emit(on)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the bar."""
        if self._span is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.gap_soft))
        painter.drawRoundedRect(QRectF(_EDGE - 4, 6, self.width() - 2 * _EDGE + 8, 8), 4, 4)
        self._possible(painter, self._span)
        self._words(painter, self._span, palette)
        if self._askable:
            self._handle(painter, self._span, palette)
        painter.end()

    def _possible(self, painter: QPainter, span: DaySpan) -> None:
        earliest = max(span.earliest or span.today, span.today)
        latest = span.latest
        if latest is None or latest < earliest:
            return
        left, right = self._x(earliest), self._x(latest)
        green = marks.ink(colours(self._app.dark), Tone.MET)
        green.setAlphaF(0.5)
        painter.setBrush(green)
        painter.drawRoundedRect(QRectF(left - 3, 6, right - left + 6, 8), 4, 4)

    def _words(self, painter: QPainter, span: DaySpan, palette: Colours) -> None:
        first, last = self._ends(span)
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(palette.soft_ink))
        line = QRectF(0, 22, self.width(), 18)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, labels.short_day(first))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, labels.short_day(last))
        if span.planned is None:
            return
        x = self._x(span.planned)
        label = labels.filled(self.tr("Planned %1"), labels.short_day(span.planned))
        width = QFontMetrics(painter.font()).horizontalAdvance(label)
        left = min(max(x - width / 2, 44), self.width() - width - 44)
        painter.drawText(QRectF(left, 22, width + 2, 18), Qt.AlignmentFlag.AlignLeft, label)
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.drawLine(round(x), 1, round(x), 19)

    def _handle(self, painter: QPainter, span: DaySpan, palette: Colours) -> None:
        """A disc on the asked day; while none is asked, a hollow one on today."""
        centre = QPointF(self._x(span.asked or span.today), 10)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            halo = QColor(palette.accent)
            halo.setAlphaF(0.25)
            painter.setBrush(halo)
            painter.drawEllipse(centre, 9.5, 9.5)
        painter.setPen(QPen(QColor(palette.card if span.asked else palette.accent), 2))
        painter.setBrush(QColor(palette.accent if span.asked else palette.card))
        painter.drawEllipse(centre, 6.5 if span.asked else 5, 6.5 if span.asked else 5)

    def _ends(self, span: DaySpan) -> tuple[date, date]:
        return self._held or span.ends()

    def _x(self, on: date) -> float:
        assert self._span is not None
        first, last = self._ends(self._span)
        share = (on - first).days / max((last - first).days, 1)
        return min(max(share, 0.0), 1.0) * (self.width() - 2 * _EDGE) + _EDGE

    def _day_at(self, x: float) -> date:
        assert self._span is not None
        first, last = self._ends(self._span)
        share = min(max((x - _EDGE) / max(self.width() - 2 * _EDGE, 1), 0.0), 1.0)
        return first + timedelta(days=round(share * (last - first).days))
