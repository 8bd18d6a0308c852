"""Breaks mixed Chinese and Latin text into lines of a given width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol, TypeAlias

from .fonts import face
from .styles import BODY, Style


class Ink(Protocol):
    """Something drawn inside a line of text: a check box, a line to write on. Sizes in points."""

    @property
    def width(self) -> float:
        """How much of the line it takes."""

    @property
    def height(self) -> float:
        """How high above the base line it reaches."""

    @property
    def depth(self) -> float:
        """How far below the base line it reaches, with the room it wants there."""

    def draw(self, canvas: CanvasLike, x: float, y: float) -> None:
        """Draw it with its left foot on the base line at `x`, `y`."""


class CanvasLike(Protocol):
    """What an ink needs of a pen; `paper.pen.Pen` is one."""

    def line(self, x: float, y: float, x2: float, y2: float, *, colour: tuple[float, float, float],
             thickness: float = 0.5, dash: tuple[float, float] | None = None) -> None:
        """A straight line."""

    def box(self, x: float, y: float, width: float, height: float, *, colour: tuple[float, float, float],
            thickness: float = 0.6, fill: tuple[float, float, float] | None = None,
            dash: tuple[float, float] | None = None, radius: float = 0) -> None:
        """A rectangle with its lower left corner at `x`, `y`."""

    def circle(self, x: float, y: float, radius: float, *, colour: tuple[float, float, float],
               fill: tuple[float, float, float] | None = None, thickness: float = 0.8) -> None:
        """A circle around `x`, `y`."""

    def path(self, points: tuple[tuple[float, float], ...], *, colour: tuple[float, float, float],
             thickness: float = 1, fill: tuple[float, float, float] | None = None, closed: bool = False) -> None:
        """Straight lines through `points`."""

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One run of text on the base line."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style, after its `ink` if it has one.

    A `whole` run is kept in one line where it fits; a `glued` one also stays with the word before it.
    """

    text: str
    style: Style = BODY
    ink: Ink | None = None
    whole: bool = False
    glued: bool = False


Spans: TypeAlias = tuple[Span, ...]
NEW_LINE = Span("\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or an ink, at its place in a line."""

    x: float
    width: float
    text: str
    style: Style
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One broken line; `leading` is its height, `rise` the distance from its top to the base line."""

    pieces: tuple[Piece, ...]
    width: float
    leading: float
    rise: float


_OPENERS = re.escape("（【《〈“‘「『〔［｛([{<¥$≤≥≈±×")
_CLOSERS = re.escape("），。、；：？！】》〉”’」』〕］｝％…—·")
_HAN = "\u2e80-\u3000\u3003-\u3007\u3012\u3013\u301c-\ufeff\uff05-\uffef\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"\n|[ \u3000]+|[{_OPENERS}]*(?:[^\s\u3000{_HAN}{_OPENERS}{_CLOSERS}]+|[{_HAN}])[{_CLOSERS}]*"
    rf"|[{_OPENERS}]+|[{_CLOSERS}]+|."
)
_HANGING = re.compile(rf"[{_CLOSERS}]+")


@dataclass(frozen=True, slots=True)
class _Word:
    """The smallest unit that goes to a line as one; its parts may differ in style."""

    parts: tuple[Piece, ...]
    width: float


# Cache: 141 of 516 ms, a casebook printed for the first time; depends on its arguments only.
@lru_cache(maxsize=16384)
def broken(spans: Spans, width: float) -> tuple[Line, ...]:
    """`spans` in lines no wider than `width` points.

    Chinese breaks between characters, never before a closing or after an opening mark; Latin words and figures stay
    whole unless one is longer than a line. A closing mark may hang over the edge by its own width.
    """
    setter = _Setter(width)
    for word in _words(spans, width):
        setter.take(word)
    return setter.finished()


def natural_width(spans: Spans) -> float:
    """How wide `spans` run where nothing breaks them, up to the longest of their own lines."""
    lines = broken(spans, 1e6)
    return max((line.width for line in lines), default=0)


def narrowest(spans: Spans) -> float:
    """The width of the widest unbreakable unit."""
    words = (word.width for word in _words(spans, 1e6) if isinstance(word, _Word))
    return max(words, default=0)


class _Setter:
    """Sets words into lines, one after the other."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.lines: list[Line] = []
        self.parts: list[Piece] = []
        self.space: list[Piece] = []
        self.filled = 0.0
        self.style = BODY

    def take(self, word: _Word | Piece | Style) -> None:
        """A word, a space (Piece) or the end of a line (Style of the text it stands in)."""
        if isinstance(word, Style):
            self.style = word
            self._close()
        elif isinstance(word, Piece):
            self.space.append(word)
        else:
            self._word(word)

    def _word(self, word: _Word) -> None:
        gap = sum(piece.width for piece in self.space) if self.parts else 0
        if self.filled + gap + word.width <= self.width + 0.01 or (self.parts and _hangs(word)):
            if self.parts:
                self._append(self.space)
            self._append(word.parts)
            self.space = []
        elif word.width <= self.width or not self.parts:
            self._wrap(word)
        else:
            self._close()
            self._wrap(word)

    def _wrap(self, word: _Word) -> None:
        if self.parts:
            self._close()
        self.space = []
        for part in word.parts:
            for piece in _cut(part, self.width):
                if self.parts and self.filled + piece.width > self.width + 0.01:
                    self._close()
                self._append((piece,))

    def _append(self, pieces: tuple[Piece, ...] | list[Piece]) -> None:
        for piece in pieces:
            last = self.parts[-1] if self.parts else None
            if last and last.ink is None and piece.ink is None and last.style is piece.style:
                self.parts[-1] = Piece(last.x, last.width + piece.width, last.text + piece.text, last.style)
            else:
                self.parts.append(replace(piece, x=self.filled))
            self.filled += piece.width

    def _close(self) -> None:
        styles = [piece.style for piece in self.parts] or [self.style]
        inks = [piece.ink for piece in self.parts if piece.ink]
        leading = max(style.leading for style in styles)
        rise = max(style.size * 1.06 for style in styles)
        if inks:
            high = max(rise, *(ink.height + 2 for ink in inks))
            leading, rise = max(leading + high - rise, *(high + ink.depth for ink in inks)), high
        self.lines.append(Line(tuple(self.parts), self.filled, leading, rise))
        self.parts, self.space, self.filled = [], [], 0.0

    def finished(self) -> tuple[Line, ...]:
        """The lines, the last one included."""
        if self.parts:
            self._close()
        return tuple(self.lines)


def _hangs(word: _Word) -> bool:
    return len(word.parts) == 1 and bool(_HANGING.fullmatch(word.parts[0].text))


def _cut(piece: Piece, width: float) -> Iterator[Piece]:
    """`piece` in stretches of at most `width`, cut between any two characters."""
    if piece.width <= width or len(piece.text) < 2:
        yield piece
        return
    measure = face(piece.style.face)
    start, run = 0, 0.0
    for n, character in enumerate(piece.text):
        step = measure.width(character, piece.style.size)
        if run + step > width and n > start:
            yield replace(piece, text=piece.text[start:n], width=run)
            start, run = n, 0.0
        run += step
    yield replace(piece, text=piece.text[start:], width=run)


def _words(spans: Spans, width: float) -> Iterator[_Word | Piece | Style]:
    """Words, spaces and ends of lines, glued words already joined where they fit on one line."""
    held: _Word | None = None
    for word, glued in _single_words(spans, width):
        if held and glued and isinstance(word, _Word) and held.width + word.width <= width:
            held = _Word((*held.parts, *word.parts), held.width + word.width)
            continue
        if held:
            yield held
        held = word if isinstance(word, _Word) else None
        if held is None:
            yield word
    if held:
        yield held


def _single_words(spans: Spans, width: float) -> Iterator[tuple[_Word | Piece | Style, bool]]:
    for span in spans:
        measure, size = face(span.style.face), span.style.size
        ink = (Piece(0, span.ink.width, "", span.style, span.ink),) if span.ink else ()
        for token in _tokens(span, width):
            if token == "\n":
                yield span.style, False
                continue
            piece = Piece(0, measure.width(token, size), token, span.style)
            if token.isspace():
                yield piece, False
            else:
                parts = (*ink, piece) if token else ink
                yield _Word(parts, sum(part.width for part in parts)), span.glued
                ink = ()
        if ink:
            yield _Word(ink, ink[0].width), span.glued


def _tokens(span: Span, width: float) -> list[str]:
    if span.whole and "\n" not in span.text:
        taken = span.ink.width if span.ink else 0
        if taken + face(span.style.face).width(span.text, span.style.size) <= width:
            return [span.text]
    return _TOKEN.findall(span.text)
