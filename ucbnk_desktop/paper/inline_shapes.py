"""What is drawn rather than written inside a line: check boxes, write-on lines, boxes for digits, verdict shapes."""

from __future__ import annotations

from dataclasses import dataclass

from ucbnk_desktop.protocol.verdicts import State

from .fonts import BOLD, face
from .styles import (
    FAINT,
    GAP,
    GAP_SOFT,
    HAIRLINE,
    INK,
    JUDGE,
    JUDGE_SOFT,
    MET,
    MET_SOFT,
    SMALL,
    SOFT,
    STOP,
    STOP_SOFT,
    WAIT,
    WAIT_SOFT,
    Colour,
    Style,
)
from .typeset import CanvasLike


@dataclass(frozen=True, slots=True)
class CheckBox:
    """A box to tick, 8 pt square; a `void` tick is drawn struck out."""

    ticked: bool = False
    void: bool = False
    width: float = 12
    height: float = 8
    depth: float = 1

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """The box, and its tick."""
        canvas.box(x, y - 0.6, 8, 8, colour=INK, thickness=0.7)
        if self.ticked:
            canvas.path(((x + 1.6, y + 3.4), (x + 3.4, y + 1.4), (x + 6.6, y + 5.9)), colour=INK, thickness=1.2)
        if self.void:
            canvas.line(x - 1.5, y + 3.4, x + 9.5, y + 3.4, colour=SOFT, thickness=0.8)


@dataclass(frozen=True, slots=True)
class Spacer:
    """Nothing: keeps what follows at its distance."""

    width: float
    height: float = 0
    depth: float = 0

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """Leave the paper as it is."""


@dataclass(frozen=True, slots=True)
class WriteLine:
    """A line to write on."""

    width: float
    height: float = 10
    depth: float = 4

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """The line, a little under the base line."""
        canvas.line(x, y - 2.2, x + self.width - 3, y - 2.2, colour=FAINT, thickness=0.6)


@dataclass(frozen=True, slots=True)
class DigitBoxes:
    """One box a digit: a group is a number of boxes, text between groups is printed (`4`, `年`, `2`, `月`)."""

    groups: tuple[int | str, ...]
    height: float = 13
    depth: float = 5
    cell: float = 11

    @property
    def width(self) -> float:
        """All boxes and the signs between them."""
        return sum(self._advance(group) for group in self.groups) + 2

    def _advance(self, group: int | str) -> float:
        if isinstance(group, int):
            return group * self.cell
        return 3.0 + sum(4.6 if character.isascii() else 8.0 for character in group)

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """Boxes from left to right."""
        for group in self.groups:
            if isinstance(group, int):
                for n in range(group):
                    canvas.box(x + n * self.cell, y - 2.6, self.cell, 13, colour=FAINT, thickness=0.5)
            else:
                canvas.text(x + 1.5, y + 0.4, group, SMALL)
            x += self._advance(group)


@dataclass(frozen=True, slots=True)
class CodeBoxes:
    """A code in boxes, one character each; empty boxes where there is none yet."""

    code: str
    style: Style
    cell: float = 15
    height: float = 14
    depth: float = 4
    places: int = 4

    @property
    def width(self) -> float:
        """All boxes."""
        return max(len(self.code), self.places if not self.code else 1) * (self.cell + 1.8)

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """Boxes from left to right, each character in the middle of its own."""
        for character in self.code or " " * self.places:
            canvas.box(x, y - 3.4, self.cell, 17, colour=INK, thickness=0.8)
            if not character.isspace():
                canvas.text(x + (self.cell - _breadth(character, self.style)) / 2, y + 1, character, self.style)
            x += self.cell + 1.8


def _breadth(character: str, style: Style) -> float:
    return face(style.face).width(character, style.size)


_TICK, _CROSS, _CLOCK, _QUESTION, _GAP, _DASH = "tick", "cross", "clock", "question", "gap", "dash"
SHAPES: dict[State, str] = {
    State.MET: _TICK, State.ABSENT: _TICK, State.NOT_MET: _CROSS, State.PRESENT: _CROSS,
    State.PENDING_DATE: _CLOCK, State.NEEDS_PI: _QUESTION, State.INCOMPLETE: _GAP, State.NOT_APPLICABLE: _DASH,
}
COLOURS: dict[str, tuple[Colour, Colour]] = {
    _TICK: (MET, MET_SOFT), _CROSS: (STOP, STOP_SOFT), _CLOCK: (WAIT, WAIT_SOFT), _QUESTION: (JUDGE, JUDGE_SOFT),
    _GAP: (GAP, GAP_SOFT), _DASH: (GAP, GAP_SOFT),
}


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """The shape of a verdict; tells the states apart without colour."""

    state: State
    width: float = 15
    height: float = 9
    depth: float = 3

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """Disc with tick, lozenge with cross, clock, disc with question mark, dashed square, disc with a dash."""
        colour, soft = COLOURS[SHAPES[self.state]]
        _DRAWN[SHAPES[self.state]](canvas, x + 5.5, y + 3.6, colour, soft)


def _tick(canvas: CanvasLike, x: float, y: float, colour: Colour, soft: Colour) -> None:
    canvas.circle(x, y, 5.2, colour=colour, fill=soft)
    canvas.path(((x - 2.5, y - 0.1), (x - 0.7, y - 2.0), (x + 2.7, y + 2.1)), colour=colour, thickness=1.3)


def _cross(canvas: CanvasLike, x: float, y: float, colour: Colour, soft: Colour) -> None:
    canvas.path(((x - 6.2, y), (x, y + 6.2), (x + 6.2, y), (x, y - 6.2)), colour=colour, thickness=0.9, fill=soft,
             closed=True)
    for sign in (1, -1):
        canvas.path(((x - 1.9, y - 1.9 * sign), (x + 1.9, y + 1.9 * sign)), colour=colour, thickness=1.4)


def _clock(canvas: CanvasLike, x: float, y: float, colour: Colour, soft: Colour) -> None:
    canvas.circle(x, y, 5.2, colour=colour, fill=soft)
    canvas.path(((x, y + 3.3), (x, y), (x + 2.4, y - 1.4)), colour=colour, thickness=1.1)


def _question(canvas: CanvasLike, x: float, y: float, colour: Colour, soft: Colour) -> None:
    canvas.circle(x, y, 5.2, colour=colour, fill=soft)
    canvas.text(x - 2.1, y - 3.0, "?", Style(face=BOLD, size=8.5, colour=colour))


def _gap(canvas: CanvasLike, x: float, y: float, colour: Colour, _: Colour) -> None:
    canvas.box(x - 4.6, y - 4.6, 9.2, 9.2, colour=colour, thickness=0.9, dash=(1.9, 1.5))


def _dash(canvas: CanvasLike, x: float, y: float, colour: Colour, _: Colour) -> None:
    canvas.circle(x, y, 5.2, colour=HAIRLINE)
    canvas.line(x - 2.4, y, x + 2.4, y, colour=colour, thickness=1.1)


_DRAWN = {_TICK: _tick, _CROSS: _cross, _CLOCK: _clock, _QUESTION: _question, _GAP: _gap, _DASH: _dash}
