"""The fields of a section in rows of twelve columns: label, editor, unit, and the last value at the row's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.screens.theme import FIELD_HEIGHT, SECONDARY, Colours

from .blocks import MARGIN, Block, DrawnText, height_of, previous_words, width_of
from .editor import Editor
from .editor_factory import make_editor
from .entry_services import EntryServices

COLUMNS = 12
_GAP, _ROW_GAP, _AFTER_LABEL, _AFTER_EDITOR = 24, 8, 16, 8
_SPANS = (2, 3, 4, 5, 6, 8, 12)
_INDENT = 16
_UNIT = 13

LabelWidths = dict[tuple[int, int], int]
"""The width of the labels that begin in a column and span so many: equal everywhere in a form."""


@dataclass(slots=True)
class FieldCell:
    """One field in its place: `depth` counts the questions it hangs on, `asked` tells whether it is shown."""

    field: Field
    editor: Editor
    depth: int
    asked: bool = True
    column: int = 0
    span: int = COLUMNS


class FieldGrid(Block):
    """Fields of a section, flowing into rows; those that are not asked take no room."""

    def __init__(
        self, fields: Sequence[Field], services: EntryServices, depths: Mapping[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, parent)
        self._flowed: list[list[FieldCell]] = []
        self._bars: list[QRect] = []
        self.cells = [self._cell(field, depths.get(field.key, 0)) for field in fields]

    def _cell(self, field: Field, depth: int) -> FieldCell:
        editor = self.adopt(make_editor(field, self.services, self), field.key)
        return FieldCell(field, editor, depth)

    def show_asked(self, asked: frozenset[str]) -> None:
        """Show the fields in `asked` and no others."""
        for cell in self.cells:
            cell.asked = cell.field.key in asked
            cell.editor.setVisible(cell.asked)

    # -- placing

    def flow(self, width: int) -> LabelWidths:
        """Flow the asked fields into rows of `width`, and say how wide their labels want to be."""
        self._flowed = self._flow(width - 2 * MARGIN)
        return self._label_widths(self._flowed, width - 2 * MARGIN)

    def arrange(self, width: int, shared: LabelWidths | None = None) -> int:
        """Place the asked fields for `width`; `shared` are the label widths of all sections of the form."""
        self.clear_drawn()
        self._bars = []
        inner = width - 2 * MARGIN
        labels = shared or self.flow(width)
        top = 0
        for row in self._flowed:
            tall = max(self._place(cell, labels[cell.column, cell.span], top, inner) for cell in row)
            below = top + tall + _ROW_GAP
            for cell in row:
                if cell.field.key in self.messages:
                    left = cell.editor.x() + 1
                    room = max(280, width - left - MARGIN)
                    below = self.place_messages([cell.field.key], left, below - 4, room) + _ROW_GAP // 2
            self._bar(row[0], top, below - top - _ROW_GAP)
            top = below
        return max(0, top - _ROW_GAP)

    def _bar(self, cell: FieldCell, top: int, tall: int) -> None:
        if cell.depth:
            self._bars.append(QRect(MARGIN + _INDENT * (cell.depth - 1) + 4, top - _ROW_GAP // 2, 2, tall + _ROW_GAP))

    def _flow(self, inner: int) -> list[list[FieldCell]]:
        rows: list[list[FieldCell]] = []
        used = COLUMNS
        for cell in (cell for cell in self.cells if cell.asked):
            cell.span = self._span(cell, inner)
            if used + cell.span > COLUMNS or (cell.depth and cell.span == COLUMNS):
                rows.append([])
                used = 0
            cell.column = used
            used += cell.span
            rows[-1].append(cell)
        return rows

    def _span(self, cell: FieldCell, inner: int) -> int:
        least, _ = cell.editor.widths()
        for span in _SPANS:
            if span >= cell.field.width:
                room = self._cell_width(span, inner)
                label = min(self._label_width(cell), self._label_cap(span, inner))
                if label + _AFTER_LABEL + max(least, 88) + self._unit_width(cell) <= room:
                    return span
        return COLUMNS

    def _cell_width(self, span: int, inner: int) -> int:
        return (inner + _GAP) * span // COLUMNS - _GAP

    def _left_of(self, cell: FieldCell, inner: int) -> int:
        return (inner + _GAP) * cell.column // COLUMNS + _INDENT * cell.depth * (cell.column == 0)

    def _label_width(self, cell: FieldCell) -> int:
        return width_of(cell.field.label.in_(self.services.language)) + 2

    def _label_cap(self, span: int, inner: int) -> int:
        return inner * 2 // 5 if span == COLUMNS else self._cell_width(span, inner) * 3 // 5

    def _unit_width(self, cell: FieldCell) -> int:
        return width_of(cell.field.unit, _UNIT) + _AFTER_EDITOR if cell.field.unit else 0

    def _label_widths(self, rows: list[list[FieldCell]], inner: int) -> LabelWidths:
        widths: LabelWidths = {}
        for cell in (cell for row in rows for cell in row):
            place = cell.column, cell.span
            wide = min(self._label_width(cell), self._label_cap(cell.span, inner) - _INDENT * cell.depth)
            widths[place] = max(widths.get(place, 0), wide + _INDENT * cell.depth * (cell.column == 0))
        return widths

    def _place(self, cell: FieldCell, label: int, top: int, inner: int) -> int:
        indent = _INDENT * cell.depth * (cell.column == 0)
        left = MARGIN + self._left_of(cell, inner)
        right = MARGIN + (inner + _GAP) * (cell.column + cell.span) // COLUMNS - _GAP
        label = self._label_beside(cell, label - indent, right - left, inner)
        tall = self._place_label(cell, QRect(left, top, label, FIELD_HEIGHT))
        left += label + _AFTER_LABEL
        editor = cell.editor
        room = right - left - self._unit_width(cell)
        before = self._previous(cell)
        _, liked = editor.widths()
        wide = min(room, liked) if liked else max(120, room - (width_of(before, SECONDARY) + 16 if before else 0))
        high = editor.height_at(wide)
        editor.setGeometry(left, top, wide, high)
        self._place_unit(cell, left + wide + _AFTER_EDITOR)
        self._place_previous(before, left + wide + self._unit_width(cell), right, editor.y())
        return max(tall, high)

    def _label_beside(self, cell: FieldCell, shared: int, room: int, inner: int) -> int:
        """The width of the label in `room`: the shared one, unless that leaves the editor less than it needs."""
        least, _ = cell.editor.widths()
        left_over = room - _AFTER_LABEL - self._unit_width(cell) - least
        own = min(self._label_width(cell), self._label_cap(cell.span, inner) - _INDENT * cell.depth, shared)
        return max(own, min(shared, left_over))

    def _place_label(self, cell: FieldCell, rect: QRect) -> int:
        field = cell.field
        text = field.label.in_(self.services.language)
        room = rect.width() + 2
        tall = max(FIELD_HEIGHT, height_of(text, room) + 6)
        help_ = field.help.in_(self.services.language) if field.help else ""
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        area = QRect(rect.left(), rect.top() + 4, room, tall - 4)
        self.words.append(DrawnText(area, text, "soft_ink", flags=flags, key=field.key, help=help_))
        if field.required:
            self.words.append(DrawnText(QRect(rect.left() - 9, rect.top(), 9, FIELD_HEIGHT), "*", "accent"))
        return tall

    def _place_unit(self, cell: FieldCell, left: int) -> None:
        if cell.field.unit:
            rect = QRect(left, cell.editor.y(), self._unit_width(cell), FIELD_HEIGHT)
            self.words.append(DrawnText(rect, cell.field.unit, "soft_ink", _UNIT, key=cell.field.key))

    def _previous(self, cell: FieldCell) -> str:
        return previous_words(cell.field, self.previous, self.services) if cell.span == COLUMNS else ""

    def _place_previous(self, text: str, left: int, right: int, top: int) -> None:
        wide = width_of(text, SECONDARY)
        if text and right - wide >= left + 12:
            self.words.append(DrawnText(QRect(right - wide, top, wide + 1, FIELD_HEIGHT), text, "soft_ink", SECONDARY))

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the quiet bar beside the fields that hang on another answer."""
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._bars:
            painter.fillRect(bar, QColor(shades.line))
