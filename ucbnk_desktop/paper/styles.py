"""The few sizes, weights and colours of a printed page; nothing below 8 pt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from .fonts import BOLD, FAMILY

Colour: TypeAlias = tuple[float, float, float]


def _colour(code: str) -> Colour:
    red, green, blue = (int(code[n:n + 2], 16) / 255 for n in (1, 3, 5))
    return round(red, 3), round(green, 3), round(blue, 3)


INK = _colour("#14181d")
SOFT = _colour("#55606d")
FAINT = _colour("#8a94a0")
HAIRLINE = _colour("#b9c0c8")
ACCENT = _colour("#0b6e6e")
STAMP = _colour("#8a5a00")
MET = _colour("#1f7a4d")
STOP = _colour("#b3261e")
WAIT = _colour("#8a5a00")
JUDGE = _colour("#5b4bb5")
GAP = _colour("#5f6b77")
MET_SOFT = _colour("#e6f4ec")
STOP_SOFT = _colour("#fbeae8")
WAIT_SOFT = _colour("#fdf3dd")
JUDGE_SOFT = _colour("#eeebfa")
GAP_SOFT = _colour("#eef1f4")


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks; sizes in points."""

    face: str = FAMILY
    size: float = 10
    colour: Colour = INK
    struck: bool = False

    @property
    def leading(self) -> float:
        """The height of a line."""
        return self.size * 1.36

    @property
    def strike(self) -> Style:
        """The same, struck through: no longer valid but still readable."""
        return replace(self, face=FAMILY, colour=SOFT, struck=True)

    @property
    def plain(self) -> Style:
        """The same in the regular weight."""
        return replace(self, face=FAMILY)


BODY = Style()
VALUE = Style(face=BOLD)
RESULT = Style(face=BOLD, size=11)
LABEL = Style()
UNIT = Style(size=9, colour=SOFT)
SMALL = Style(size=8, colour=SOFT)
SMALL_ACCENT = Style(size=8, colour=ACCENT)
EMPTY = Style(size=9, colour=FAINT)
HEAD = Style(size=8.5, colour=SOFT)
TITLE = Style(face=BOLD, size=15.5)
SUBTITLE = Style(size=9, colour=SOFT)
SECTION = Style(face=BOLD, size=11)
SECTION_SECOND = Style(size=9, colour=SOFT)
PROTOCOL = Style(face=BOLD, size=10)
CODE = Style(size=11)
STAMPED = Style(size=9, colour=STAMP)
RUNNING = Style(face=BOLD, size=9, colour=SOFT)
