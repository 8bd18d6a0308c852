"""Puts rows on pages: keeps headings with what follows, repeats table heads, leaves room to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .rows import Row

SIGNING = 74.0
"""The height kept free for signatures at the foot of the last page of a form."""
_TALL = 0.4
_LONELY = 0.4
_CLOSER = (0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row at its place: `top` is the distance from the upper edge of the text area."""

    row: Row
    top: float
    void: bool = False


@dataclass(slots=True)
class Page:
    """One page: its rows, and whether it ends with signatures."""

    placed: list[Placed] = field(default_factory=list)
    filled: float = 0
    signed: bool = False
    carried: int = 0

    def put(self, row: Row, *, void: bool = False) -> None:
        """Place `row` under the last one."""
        self.placed.append(Placed(row, self.filled, void))
        self.filled += row.height


class Flow:
    """Fills pages whose text area is `height` points high."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.pages: list[Page] = []
        self._running: tuple[Row, ...] = ()

    @property
    def room(self) -> float:
        """What is free on the current page."""
        return self.height - self.pages[-1].filled

    def begin(self, running: tuple[Row, ...]) -> None:
        """Start a page for a new form; `running` repeats at the top of the pages that continue it."""
        self._running = running
        self.pages.append(Page())

    def add(self, rows: Sequence[Row], *, void: bool = False) -> None:
        """Put `rows` one under the other, over as many pages as they take; `void` ones are crossed out."""
        start = 0
        for n, row in enumerate(rows):
            if not row.keep or n == len(rows) - 1:
                self._add_group(rows[start:n + 1], void=void)
                start = n + 1

    def fits(self, rows: Sequence[Row]) -> bool:
        """Whether all `rows` and the signatures go on the current page."""
        return sum(row.height for row in rows) + SIGNING <= self.room

    def sign(self) -> None:
        """Keep room for signatures at the foot of this page, moving the last rows to a new one where there is none."""
        if self.room < SIGNING:
            moved = self._taken_back()
            self._turn(moved[0].row if moved else None)
            for placed in moved:
                self.pages[-1].put(placed.row, void=placed.void)
        self.pages[-1].signed = True

    def _add_group(self, rows: Sequence[Row], *, void: bool) -> None:
        needed = sum(row.height for row in rows)
        if needed > self.room and self._worth_turning(rows, needed):
            self._turn(rows[0])
        for row in rows:
            self._place(row, void=void)

    def _worth_turning(self, rows: Sequence[Row], needed: float) -> bool:
        """Whether a new page is better than splitting the last row here."""
        if len(self.pages[-1].placed) <= self.pages[-1].carried:
            return False
        before = needed - rows[-1].height
        return rows[-1].height < self.height * _TALL or rows[-1].split(self.room - before) is None

    def _place(self, row: Row, *, void: bool) -> None:
        page = self.pages[-1]
        if row.gap and len(page.placed) <= page.carried:
            return
        if row.height <= self.room:
            page.put(row, void=void)
            return
        halves = row.split(self.room)
        if halves is None:
            if len(page.placed) > page.carried:
                self._turn(row)
                self._place(row, void=void)
            else:  # higher than a page and not to be split: nothing this program prints
                page.put(row, void=void)
            return
        page.put(halves[0], void=void)
        self._turn(halves[1])
        self._place(halves[1], void=void)

    def _turn(self, following: Row | None) -> None:
        self.pages.append(Page())
        page = self.pages[-1]
        for row in (*self._running, *(following.head if following else ())):
            page.put(row)
        page.carried = len(page.placed)

    def _taken_back(self) -> list[Placed]:
        """The last rows of the page, as few as leave the heading before them with a row of its own."""
        page = self.pages[-1]
        moved: list[Placed] = []
        while len(page.placed) > page.carried + 1:
            moved.insert(0, page.placed.pop())
            if not page.placed[-1].row.keep and sum(placed.row.height for placed in moved) > 40:
                break
        else:
            page.placed.extend(moved)
            return []
        page.filled = moved[0].top
        return moved


def closed_up(rows: Sequence[Row], running: tuple[Row, ...], height: float) -> Sequence[Row]:
    """`rows` of one entry, a little closer together where that spares it a last page that is all but empty."""
    pages = _laid(rows, running, height)
    if len(pages) == 1 or pages[-1].filled > height * _LONELY:
        return rows
    for share in _CLOSER:
        closer = [row.closer(share) for row in rows]
        if len(_laid(closer, running, height)) < len(pages):
            return closer
    return rows


def _laid(rows: Sequence[Row], running: tuple[Row, ...], height: float) -> Sequence[Page]:
    flow = Flow(height)
    flow.begin(running)
    flow.add(rows)
    flow.sign()
    return flow.pages


def anchors(pages: Iterable[Page]) -> dict[str, tuple[int, float]]:
    """Where each anchored row stands: page (0-based) and distance from the upper edge of the text area."""
    return {placed.row.anchor: (number, placed.top)
            for number, page in enumerate(pages) for placed in page.placed if placed.row.anchor}
