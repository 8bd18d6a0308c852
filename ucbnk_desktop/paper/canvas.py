"""Draws text, lines and small shapes on one PDF canvas, with as few operators as will do."""

from __future__ import annotations

from typing import Any

from .fonts import face, show_operator
from .styles import Colour, Style
from .typeset import Line


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _colour(colour: Colour) -> str:
    return " ".join(_number(part) for part in colour)


class PdfCanvas:
    """Draws on the current page of `canvas`; origin at the lower left corner, all measures in points."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._emit = canvas.addLiteral

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One run of text on the base line `y`; a struck style gets its line through the middle."""
        font = face(style.face)
        shown = show_operator(font, self.canvas._doc, text)
        name = font.font.getSubsetInternalName(0, self.canvas._doc)
        self._emit(f"{_colour(style.colour)} rg BT {name} {_number(style.size)} Tf "
                   f"{_number(x)} {_number(y)} Td {shown} ET")
        if style.struck and text.strip():
            middle = y + style.size * 0.34
            self.line(x - 0.6, middle, x + font.width(text, style.size) + 0.6, middle, colour=style.colour,
                      thickness=max(0.7, style.size * 0.075))

    def typeset(self, x: float, top: float, line: Line) -> None:
        """One broken line whose upper edge is at `top`."""
        base = top - line.rise
        for piece in line.pieces:
            if piece.ink is not None:
                piece.ink.draw(self, x + piece.x, base)
            else:
                self.text(x + piece.x, base, piece.text, piece.style)

    def line(self, x: float, y: float, x2: float, y2: float, *, colour: Colour, thickness: float = 0.5,
             dash: tuple[float, float] | None = None) -> None:
        """A straight line."""
        self.path(((x, y), (x2, y2)), colour=colour, thickness=thickness, dash=dash)

    def path(self, points: tuple[tuple[float, float], ...], *, colour: Colour, thickness: float = 1,
             fill: Colour | None = None, closed: bool = False, dash: tuple[float, float] | None = None) -> None:
        """Straight lines through `points`, filled and closed if asked."""
        first, *others = points
        steps = [f"{_number(first[0])} {_number(first[1])} m"]
        steps += [f"{_number(x)} {_number(y)} l" for x, y in others]
        if closed:
            steps.append("h")
        self._stroke(" ".join(steps), colour, thickness, fill, dash)

    def box(self, x: float, y: float, width: float, height: float, *, colour: Colour, thickness: float = 0.6,
            fill: Colour | None = None, dash: tuple[float, float] | None = None, radius: float = 0) -> None:
        """A rectangle with its lower left corner at `x`, `y`, rounded where `radius` is given."""
        if radius:
            self._stroke(_rounded(x, y, width, height, radius), colour, thickness, fill, dash)
            return
        corners = " ".join(_number(part) for part in (x, y, width, height))
        self._stroke(f"{corners} re", colour, thickness, fill, dash)

    def bar(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle without an outline."""
        corners = " ".join(_number(part) for part in (x, y, width, height))
        self._emit(f"{_colour(colour)} rg {corners} re f")

    def circle(self, x: float, y: float, radius: float, *, colour: Colour, fill: Colour | None = None,
               thickness: float = 0.8) -> None:
        """A circle around `x`, `y`."""
        self._stroke(_rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius), colour, thickness, fill, None)

    def _stroke(self, path: str, colour: Colour, thickness: float, fill: Colour | None,
                dash: tuple[float, float] | None) -> None:
        dashes = f"[{dash[0]} {dash[1]}] 0 d" if dash else "[] 0 d"
        paint = f"{_colour(fill)} rg {path} B" if fill else f"{path} S"
        self._emit(f"{_colour(colour)} RG {_number(thickness)} w {dashes} {paint}")


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    k = radius * 0.4477  # control points of a quarter circle, measured from the corner
    right, top = x + width, y + height

    def pairs(*values: float) -> str:
        return " ".join(_number(value) for value in values)

    return " ".join([
        f"{pairs(x + radius, y)} m", f"{pairs(right - radius, y)} l",
        f"{pairs(right - k, y, right, y + k, right, y + radius)} c", f"{pairs(right, top - radius)} l",
        f"{pairs(right, top - k, right - k, top, right - radius, top)} c", f"{pairs(x + radius, top)} l",
        f"{pairs(x + k, top, x, top - k, x, top - radius)} c", f"{pairs(x, y + radius)} l",
        f"{pairs(x, y + k, x + k, y, x + radius, y)} c h",
    ])
