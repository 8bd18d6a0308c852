"""The curve of temperature and heart rate over an infusion: drawn by one function, shown by one block.

`draw` needs a painter, a box and words only, so that the same drawing may go to paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.casebook import Curve
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.entry.blocks import MARGIN
from ucbnk_desktop.screens.entry.companions import Companion
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.theme import Colours

HEIGHT = 188
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 54.0, 24.0, 24.0
_WARM, _COLD = 38.5, 36.0
_FAST, _SLOW = 140.0, 60.0


@dataclass(frozen=True, slots=True)
class CurveWords:
    """The words of the drawing in the language shown."""

    temperature: str
    pulse: str
    infusing: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a minute and a value stand in the box of the drawing."""

    box: QRectF
    minutes: tuple[int, int]
    warm: tuple[float, float]
    fast: tuple[float, float]

    @classmethod
    def of(cls, curve: Curve, box: QRectF) -> Scale:
        """The scale that shows every reading, and never less than the usual span of values."""
        inner = box.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        minutes = [reading.minute for reading in curve.readings] + [0] + ([curve.ended] if curve.ended else [])
        warm = [float(reading.temperature) for reading in curve.readings if reading.temperature is not None]
        fast = [float(reading.pulse) for reading in curve.readings if reading.pulse is not None]
        limit = [float(curve.fever) + 0.3] if curve.fever is not None else []
        return cls(
            inner, (min(minutes), max(*minutes, min(minutes) + 1)),
            (min([_COLD, *warm]), max([_WARM, *warm, *limit])), (min([_SLOW, *fast]), max([_FAST, *fast])),
        )

    def x(self, minute: int) -> float:
        """The place of a minute."""
        first, last = self.minutes
        return self.box.left() + self.box.width() * (minute - first) / (last - first)

    def warm_y(self, degrees: float) -> float:
        """The place of a temperature."""
        return _up(self.box, self.warm, degrees)

    def fast_y(self, rate: float) -> float:
        """The place of a heart rate."""
        return _up(self.box, self.fast, rate)


def draw(painter: QPainter, box: QRectF, curve: Curve, shades: Colours, words: CurveWords) -> None:
    """Draw `curve` into `box`: temperature as a full line at the left scale, heart rate broken at the right one."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font(11))
    scale = Scale.of(curve, box)
    _course(painter, scale, curve, shades, words)
    _grid(painter, scale, shades)
    _times(painter, scale, curve, shades)
    if curve.fever is not None:
        _fever(painter, scale, float(curve.fever), shades)
    pulse = [QPointF(scale.x(reading.minute), scale.fast_y(float(reading.pulse)))
             for reading in curve.readings if reading.pulse is not None]
    warm = [QPointF(scale.x(reading.minute), scale.warm_y(float(reading.temperature)))
            for reading in curve.readings if reading.temperature is not None]
    _line(painter, pulse, QColor(shades.accent), dashed=True)
    _line(painter, warm, QColor(shades.stop), dashed=False)
    _legend(painter, box, shades, words)
    painter.restore()


def _course(painter: QPainter, scale: Scale, curve: Curve, shades: Colours, words: CurveWords) -> None:
    if not curve.ended:
        return
    left, right = scale.x(0), scale.x(curve.ended)
    painter.fillRect(QRectF(left, scale.box.top(), right - left, scale.box.height()), QColor(shades.accent_soft))
    painter.setPen(QColor(shades.soft_ink))
    measure = QFontMetricsF(painter.font())
    if measure.horizontalAdvance(words.infusing) + 6 <= right - left:
        painter.drawText(QPointF(left + 4, scale.box.top() + 12), words.infusing)


def _grid(painter: QPainter, scale: Scale, shades: Colours) -> None:
    first, last = scale.warm
    for degrees in range(int(first + 0.999), int(last) + 1):
        y = scale.warm_y(float(degrees))
        painter.setPen(QPen(QColor(shades.line), 1))
        painter.drawLine(QPointF(scale.box.left(), y), QPointF(scale.box.right(), y))
        painter.setPen(QColor(shades.soft_ink))
        box = QRectF(scale.box.left() - _LEFT, y - 9, _LEFT - 8, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(degrees))
    slow, fast = scale.fast
    for rate in range(int(slow + 19) // 20 * 20, int(fast) + 1, 20):
        box = QRectF(scale.box.right() + 8, scale.fast_y(float(rate)) - 9, _RIGHT - 8, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(rate))


def _times(painter: QPainter, scale: Scale, curve: Curve, shades: Colours) -> None:
    """The time of every reading for which there is room."""
    painter.setPen(QColor(shades.soft_ink))
    taken_to = -1e9
    for reading in curve.readings:
        x = scale.x(reading.minute)
        if x - 20 > taken_to:
            box = QRectF(x - 24, scale.box.bottom() + 5, 48, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, reading.clock)
            taken_to = x + 22


def _fever(painter: QPainter, scale: Scale, limit: float, shades: Colours) -> None:
    y = scale.warm_y(limit)
    painter.setPen(QPen(QColor(shades.stop), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(scale.box.left(), y), QPointF(scale.box.right(), y))


def _line(painter: QPainter, points: Sequence[QPointF], colour: QColor, *, dashed: bool) -> None:
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(colour, 1.6, style))
    painter.drawPolyline(QPolygonF(list(points)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for point in points:
        if dashed:
            painter.drawRect(QRectF(point.x() - 2.5, point.y() - 2.5, 5, 5))
        else:
            painter.drawEllipse(point, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _legend(painter: QPainter, box: QRectF, shades: Colours, words: CurveWords) -> None:
    """The names in the colour and at the side of their scales."""
    line = QRectF(box.left() + 6, box.top(), box.width() - 12, 18)
    painter.setPen(QColor(shades.stop))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"●  {words.temperature}")
    painter.setPen(QColor(shades.accent))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{words.pulse}  ■")


def _up(box: QRectF, span: tuple[float, float], value: float) -> float:
    low, high = span
    return box.bottom() - box.height() * (value - low) / max(high - low, 0.1)


class CurveBlock(Companion):
    """The curve below the table of vital signs; no room is taken before there are two readings."""

    def __init__(
        self, told: Callable[[Mapping[str, str], Rows], Curve], services: EntryServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self._told = told
        self.curve = Curve()

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:
        """Draw what is typed now."""
        before, self.curve = self.curve, self._told(values, rows)
        if before != self.curve:
            self.update()
            self.setAccessibleName("\n".join((self.tr("Temperature and heart rate over the infusion"), *self._said())))
        return before.drawn != self.curve.drawn

    def _said(self) -> Iterator[str]:
        for reading in self.curve.readings:
            warm = "" if reading.temperature is None else f"{reading.temperature} ℃"
            fast = "" if reading.pulse is None else str(reading.pulse)
            yield " ".join(part for part in (reading.clock, warm, fast) if part)

    @property
    def silent(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.curve.drawn

    def arrange(self, width: int) -> int:  # noqa: ARG002  # it takes the width it is given
        """One height for every width."""
        self.clear_drawn()
        return HEIGHT

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the curve."""
        words = CurveWords(self.tr("Temperature ℃"), self.tr("Heart rate /min"), self.tr("infusing"))
        box = QRectF(MARGIN, 0, self.width() - 2 * MARGIN, self.height())
        draw(painter, box, self.curve, shades, words)
