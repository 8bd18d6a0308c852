"""Draws the marks of a verdict: shape and colour always together, so that neither carries the meaning alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from ucbnk_desktop.screens.theme import Colours


class Tone(StrEnum):
    """The six meanings that have a shape and a colour of their own; the names are those of the colours."""

    MET = "met"
    STOP = "stop"
    WAIT = "wait"
    JUDGE = "judge"
    GAP = "gap"
    PLAIN = "soft_ink"


TONES: Mapping[str, Tone] = {
    "met": Tone.MET,
    "absent": Tone.MET,
    "not_applicable": Tone.PLAIN,
    "not_met": Tone.STOP,
    "present": Tone.STOP,
    "pending_date": Tone.WAIT,
    "needs_pi": Tone.JUDGE,
    "incomplete": Tone.GAP,
}
"""By the value of a `State`: the frame of the window draws marks before the rules are loaded."""

OUTCOME_TONES: Mapping[str, Tone] = {
    "not_eligible": Tone.STOP,
    "incomplete": Tone.GAP,
    "needs_pi": Tone.JUDGE,
    "pending_date": Tone.WAIT,
    "ready_to_sign": Tone.MET,
    "eligible": Tone.MET,
}
"""By the value of an `Outcome`, the worst first."""


def ink(colours: Colours, tone: Tone) -> QColor:
    """The strong colour of `tone`, for words and marks."""
    return QColor(getattr(colours, tone.value))


def wash(colours: Colours, tone: Tone) -> QColor:
    """The soft colour of `tone`, for grounds."""
    return QColor(colours.ground if tone is Tone.PLAIN else getattr(colours, f"{tone.value}_soft"))


def draw(painter: QPainter, tone: Tone, box: QRectF, colours: Colours) -> None:
    """Draw the mark of `tone` into the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _MARKS[tone](painter, box, ink(colours, tone), QColor(colours.card))
    painter.restore()


def _tick(painter: QPainter, box: QRectF, colour: QColor, paper: QColor) -> None:
    _disc(painter, box, colour)
    stroke = QPainterPath(_at(box, 0.29, 0.52))
    stroke.lineTo(_at(box, 0.44, 0.67))
    stroke.lineTo(_at(box, 0.72, 0.36))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(paper, box.width() * 0.11))
    painter.drawPath(stroke)


def _lozenge(painter: QPainter, box: QRectF, colour: QColor, paper: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([_at(box, 0.5, 0), _at(box, 1, 0.5), _at(box, 0.5, 1), _at(box, 0, 0.5)]))
    painter.setPen(_pen(paper, box.width() * 0.1))
    painter.drawLine(_at(box, 0.37, 0.37), _at(box, 0.63, 0.63))
    painter.drawLine(_at(box, 0.63, 0.37), _at(box, 0.37, 0.63))


def _clock(painter: QPainter, box: QRectF, colour: QColor, _paper: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = box.width() * 0.1
    painter.setPen(_pen(colour, width))
    painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    painter.drawPolyline(QPolygonF([_at(box, 0.5, 0.24), _at(box, 0.5, 0.53), _at(box, 0.68, 0.63)]))


def _question(painter: QPainter, box: QRectF, colour: QColor, paper: QColor) -> None:
    _disc(painter, box, colour)
    font = QFont(painter.font())
    font.setPixelSize(max(7, round(box.height() * 0.72)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(paper)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def _dashed(painter: QPainter, box: QRectF, colour: QColor, _paper: QColor) -> None:
    pen = _pen(colour, box.width() * 0.1)
    pen.setDashPattern([2.0, 1.7])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = box.width() * 0.1
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 2.5, 2.5)


def _dash(painter: QPainter, box: QRectF, colour: QColor, _paper: QColor) -> None:
    painter.setPen(_pen(colour, box.width() * 0.1))
    painter.drawLine(_at(box, 0.25, 0.5), _at(box, 0.75, 0.5))


def _disc(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(box)


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, math.ceil(width * 10) / 10)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _at(box: QRectF, across: float, down: float) -> QPointF:
    return QPointF(box.left() + box.width() * across, box.top() + box.height() * down)


_MARKS: Mapping[Tone, Callable[[QPainter, QRectF, QColor, QColor], None]] = {
    Tone.MET: _tick,
    Tone.STOP: _lozenge,
    Tone.WAIT: _clock,
    Tone.JUDGE: _question,
    Tone.GAP: _dashed,
    Tone.PLAIN: _dash,
}
