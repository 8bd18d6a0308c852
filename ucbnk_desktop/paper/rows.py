"""The one building stone of a page: a row of cells that knows its height and how to split over two pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .canvas import PdfCanvas
from .styles import ACCENT, HAIRLINE, INK, Colour
from .typeset import Line, Spans, broken

LEFT = 39.0
WIDTH = 517.0
"""The text area: left edge and width in points."""

RuleLine: TypeAlias = Literal["none", "hair", "strong"]
Align: TypeAlias = Literal["left", "right", "centre"]
_RULES: dict[RuleLine, tuple[Colour, float]] = {"hair": (HAIRLINE, 0.5), "strong": (INK, 0.8)}
_LEAST_LINES = 3
_WRITABLE = 0.87


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of text in a column; `x` counts from the left edge of the text area."""

    x: float
    width: float
    lines: tuple[Line, ...]
    align: Align = "left"

    @property
    def height(self) -> float:
        """The height of all lines."""
        return sum(line.leading for line in self.lines)

    @property
    def rise(self) -> float:
        """From the top to the first base line."""
        return self.lines[0].rise if self.lines else 0

    def draw(self, canvas: PdfCanvas, top: float) -> None:
        """Draw every line, the first one's upper edge at `top`."""
        for line in self.lines:
            spare = {"left": 0.0, "centre": (self.width - line.width) / 2, "right": self.width - line.width}[self.align]
            canvas.typeset(LEFT + self.x + spare, top, line)
            top -= line.leading


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side with room above and below, and a rule under them.

    `keep`: stays on the page of the row that follows. `head`: repeated above the row where it begins a page. `bar`: the
    accent bar of a section heading. `gap`: mere space, dropped at the top of a page. `anchor`: the name under which
    contents and bookmarks find the row; `outline`: what its bookmark says, where not the contents name it; `link`: the
    anchor that a click on the row leads to. `least`: height it has at least, to write by hand in it; `stems`: where
    upright lines divide it, for the same purpose.
    """

    cells: tuple[Cell, ...] = ()
    above: float = 5.5
    below: float = 5.5
    rule: RuleLine = "hair"
    keep: bool = False
    head: tuple[Row, ...] = ()
    bar: bool = False
    gap: bool = False
    anchor: str = ""
    outline: str = ""
    link: str = ""
    least: float = 0
    indent: float = 0
    frame: Colour | None = None
    fill: Colour | None = None
    stems: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """With the room above and below."""
        lead = self._lead()
        tallest = max((cell.height + lead - cell.rise for cell in self.cells if cell.lines), default=0)
        return max(self.above + self.below + tallest, self.least)

    def _lead(self) -> float:
        """The first base line of every cell: they stand on one line whatever their sizes."""
        return max((cell.rise for cell in self.cells), default=0)

    def draw(self, canvas: PdfCanvas, top: float) -> None:
        """Draw the row with its upper edge at `top`."""
        foot = top - self.height
        if self.frame:
            canvas.box(LEFT + self.indent, foot, WIDTH - self.indent, self.height, colour=self.frame, fill=self.fill,
                    thickness=0.7, radius=5)
        if self.bar:
            canvas.bar(LEFT, foot + self.below - 1.5, 3, self.height - self.above - self.below + 3, ACCENT)
        lead = self._lead()
        for cell in self.cells:
            cell.draw(canvas, top - self.above - lead + cell.rise)
        for stem in self.stems:
            canvas.line(LEFT + stem, foot, LEFT + stem, top, colour=HAIRLINE, thickness=0.5)
        if self.rule != "none":
            colour, thickness = _RULES[self.rule]
            canvas.line(LEFT + self.indent, foot, LEFT + WIDTH, foot, colour=colour, thickness=thickness)

    def closer(self, share: float) -> Row:
        """The same with `share` of the room above and below; lines to write on keep most of theirs."""
        return replace(self, above=self.above * share, below=self.below * share,
                       least=self.least * max(share, _WRITABLE), head=tuple(row.closer(share) for row in self.head))

    def split(self, room: float) -> tuple[Row, Row] | None:
        """The row in two, the first no higher than `room`; None where too few lines would stand on either side."""
        budget, lead = room - self.above - self.below, self._lead()
        parts = [_divided(cell, budget - lead + cell.rise) for cell in self.cells]
        if any(not first.lines and cell.lines for cell, (first, _) in zip(self.cells, parts, strict=True)):
            return None
        first = tuple(part[0] for part in parts)
        second = tuple(part[1] for part in parts)
        if max((len(cell.lines) for cell in first), default=0) < _LEAST_LINES or not any(c.lines for c in second):
            return None
        return (replace(self, cells=first, rule="none", least=0, keep=False),
                replace(self, cells=second, anchor="", least=0))


def _divided(cell: Cell, budget: float) -> tuple[Cell, Cell]:
    count = 0
    for line in cell.lines:
        budget -= line.leading
        if budget < 0:
            break
        count += 1
    if 0 < len(cell.lines) - count < 2:  # no single line on the next page
        count = max(count - 1, 0)
    return replace(cell, lines=cell.lines[:count]), replace(cell, lines=cell.lines[count:])


def cell(x: float, width: float, spans: Spans, align: Align = "left") -> Cell:
    """`spans` broken into the column from `x`, `width` points wide."""
    return Cell(x, width, broken(spans, width), align)


def space(height: float) -> Row:
    """Room between rows; dropped at the top of a page."""
    return Row(above=height, below=0, rule="none", gap=True, keep=True)
