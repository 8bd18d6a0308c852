"""Derived figures of an infusion inside its form: each with its unit, how it came about, and the limit it keeps to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.casebook import Figure, WithinLimit
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.screens.entry.blocks import MARGIN, DrawnText, height_of, width_of
from ucbnk_desktop.screens.entry.companions import Companion
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.theme import BODY, SECONDARY, Colours
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

Told = Callable[[Mapping[str, str], Rows], Sequence[Figure]]

TONES: Mapping[WithinLimit, Tone] = {
    WithinLimit.YES: Tone.MET, WithinLimit.NO: Tone.STOP, WithinLimit.OPEN: Tone.GAP, WithinLimit.PLAIN: Tone.PLAIN
}
_TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
_LINE, _MARK, _GAP, _PAD = 24, 14, 14, 12
_TILE, _TILE_HEIGHT = 148, 62


class FigureBlock(Companion):
    """Read-only figures on a soft ground: lines at the left, the results as tiles at the right."""

    def __init__(self, told: Told, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._told = told
        self.figures: tuple[Figure, ...] = ()
        self._marks: list[tuple[QRectF, Tone]] = []
        self._tiles: list[tuple[QRect, Tone]] = []

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:
        """Work out anew what follows."""
        now = tuple(self._told(values, rows))
        if now == self.figures:
            return False
        self.figures = now
        self._name()
        return True

    @property
    def silent(self) -> bool:
        """Whether nothing follows yet."""
        return not self.figures

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        super().retranslate()
        self._name()

    def _name(self) -> None:
        language = self.services.language
        self.setAccessibleName("\n".join(
            "  ".join(part.in_(language) for part in (figure.label, figure.value, figure.note) if part.zh)
            for figure in self.figures
        ))

    # -- placing

    def arrange(self, width: int) -> int:
        """Lines and tiles for `width`."""
        self.clear_drawn()
        self._marks, self._tiles = [], []
        lines = [figure for figure in self.figures if not figure.strong]
        tiles = [figure for figure in self.figures if figure.strong]
        beside = (_TILE + 8) * len(tiles) if width > 720 else 0
        room = width - 2 * MARGIN
        if not tiles:
            return self._columns(lines, room) + _PAD - 4
        bottom = self._lines(lines, MARGIN, room - beside)
        if beside:
            self._row_of_tiles(tiles, width - MARGIN - _PAD - beside + 8, _PAD)
            return max(bottom, _PAD + _TILE_HEIGHT) + _PAD - 2
        self._row_of_tiles(tiles, MARGIN + _PAD, bottom + 6)
        return bottom + 6 + _TILE_HEIGHT + _PAD

    def _columns(self, figures: Sequence[Figure], room: int) -> int:
        """Two columns where there is room for them; the height used."""
        half = -(-len(figures) // 2) if room > 640 else len(figures)
        wide = room // 2 if half < len(figures) else room
        return max(self._lines(figures[:half], MARGIN, wide), self._lines(figures[half:], MARGIN + wide, wide))

    def _lines(self, figures: Sequence[Figure], left: int, room: int) -> int:
        """The figures one below the other from `left`; where the last one ends."""
        language, top, right = self.services.language, _PAD - 2, left + room - _PAD
        label = max((width_of(figure.label.in_(language), 13) for figure in figures), default=0) + 2
        value = max((width_of(figure.value.in_(language)) for figure in figures), default=0) + 2
        left += _PAD
        for figure in figures:
            if figure.held is not WithinLimit.PLAIN:
                self._marks.append((QRectF(left, top + 5, _MARK, _MARK), TONES[figure.held]))
            at = left + _MARK + 8
            self._put(QRect(at, top, label, _LINE), figure.label.in_(language), "soft_ink", 13)
            at += label + _GAP
            self._put(QRect(at, top, value, _LINE), figure.value.in_(language), "ink", BODY)
            at += value + _GAP
            top += self._note(figure, QRect(at, top, right - at, _LINE))
        return top

    def _put(self, rect: QRect, text: str, shade: str, pixels: int) -> None:
        self.words.append(DrawnText(rect, text, shade, pixels))

    def _note(self, figure: Figure, rect: QRect) -> int:
        """The note, wrapped where it is long; how high the line becomes."""
        text = figure.note.in_(self.services.language)
        tall = height_of(text, rect.width(), SECONDARY) if text else 0
        shade = "stop" if figure.held is WithinLimit.NO else "soft_ink"
        area = QRect(rect.left(), rect.top() + 4, max(60, rect.width()), max(tall, _LINE - 4))
        self.words.append(DrawnText(area, text, shade, SECONDARY, flags=_TOP))
        return max(_LINE, tall + 8)

    def _row_of_tiles(self, figures: Sequence[Figure], left: int, top: int) -> None:
        language = self.services.language
        for figure in figures:
            tone = TONES[figure.held]
            box = QRect(left, top, _TILE, _TILE_HEIGHT)
            self._tiles.append((box, tone))
            shade = "ink" if tone in (Tone.PLAIN, Tone.GAP) else tone.value
            value = QRect(left, top + 7, _TILE, 24)
            self.words.append(DrawnText(value, figure.value.in_(language), shade, 17, bold=True, flags=_MIDDLE))
            under = " · ".join(part for part in (figure.label.in_(language), figure.note.in_(language)) if part)
            pixels = SECONDARY if width_of(under, SECONDARY) <= _TILE - 8 else 11
            flags = _MIDDLE | int(Qt.TextFlag.TextWordWrap)
            self.words.append(
                DrawnText(QRect(left + 4, top + 31, _TILE - 8, 29), under, "soft_ink", pixels, flags=flags)
            )
            left += _TILE + 8

    # -- drawing

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the ground, the tiles and the marks."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.ground))
        painter.drawRoundedRect(QRectF(MARGIN, 0, self.width() - 2 * MARGIN, self.height()), 8, 8)
        for box, tone in self._tiles:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades.gap_soft) if tone is Tone.PLAIN else marks.wash(shades, tone))
            painter.drawRoundedRect(QRectF(box), 6, 6)
        for at, tone in self._marks:
            marks.draw(painter, tone, at, shades)
