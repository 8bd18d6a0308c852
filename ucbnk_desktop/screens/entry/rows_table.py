"""The rows of a rows-field: a table of small editors, one blank row ahead, rows struck through and never removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ucbnk_desktop.forms.definition import Field, asked
from ucbnk_desktop.records.model import RowDraft, StoredRow
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import FIELD_HEIGHT, ROW_HEIGHT, SECONDARY, Colours
from ucbnk_desktop.screens.widgets import icons

from .blocks import MARGIN, Block, DrawnText, height_of, value_words, width_of
from .editor import Editor
from .editor_factory import make_editor
from .entry_services import EntryServices

_GAP, _ACTION = 8, 28


@dataclass(slots=True)
class TableRow:
    """One row: its number once it is kept, its editors by column; a struck row has none and shows `values`."""

    number: int | None
    cells: dict[str, Editor]
    button: QToolButton | None
    values: Mapping[str, str]
    struck: bool = False
    unasked: frozenset[str] = frozenset()

    def typed(self) -> dict[str, str]:
        """The values as they would be kept; "" for a column that is not asked."""
        return {name: "" if name in self.unasked else editor.value() for name, editor in self.cells.items()}

    @property
    def blank(self) -> bool:
        """Whether nothing is entered in it."""
        return not any(editor.value() for editor in self.cells.values())

    @property
    def counts(self) -> bool:
        """Whether it is to be kept."""
        return self.number is not None or not self.blank


class RowsTable(Block):
    """Enter in the last cell begins a new row; Enter in the first cell of a blank last row goes on below the table."""

    strike_asked = Signal(str, int)

    def __init__(self, field: Field, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.field = field
        self.rows: list[TableRow] = []
        self.asked = True
        self.settled = False
        self._lines: list[int] = []
        self._add = QPushButton(self)
        theme.set_role(self._add, "link")
        self._add.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._add.clicked.connect(self._add_clicked)
        self.edited.connect(self._refresh_asked)
        self.retranslate()

    # -- values

    def show_rows(self, stored: Sequence[StoredRow], drafts: Sequence[RowDraft] | None = None) -> None:
        """Show the rows kept, with what was typed over them and not kept, and one blank row ahead."""
        for row in list(self.rows):
            self._drop(row)
        typed = {draft.number: draft.values for draft in drafts or () if draft.number is not None}
        for kept in stored:
            self._append(kept.number, {**kept.values, **typed.get(kept.number, {})}, struck=kept.struck is not None)
        for draft in drafts or ():
            if draft.number is None:
                self._append(None, draft.values)
        if not self.locked and all(row.struck for row in self.rows):
            self._append(None, {})
        self._rekey()
        self.settled = False

    def typed_rows(self) -> tuple[dict[str, str], ...]:
        """Every row that is not struck, blank ones too: the positions are those of the keys."""
        return tuple(row.typed() for row in self.live())

    def drafts(self) -> tuple[RowDraft, ...]:
        """The rows to be kept: not struck, not blank unless kept before."""
        return tuple(RowDraft(row.typed(), row.number) for row in self.live() if row.counts)

    def position(self, key: str) -> str:
        """`key` with its position counted among `drafts`, blank rows left out."""
        place = int(key.partition("[")[2].partition("]")[0])
        before = [row for row in self.live()[:place] if row.counts]
        return f"{self.field.key}[{len(before)}].{key.rpartition('.')[2]}"

    def set_asked(self, asked: bool) -> None:
        """Show every row while the question asks for rows; otherwise only rows that were kept, so that none is lost."""
        self.asked, self.settled = asked, True
        self.setVisible(asked or any(row.number is not None for row in self.rows))
        for row in self.live():
            self._show_asked(row)

    def kept_rows(self) -> tuple[dict[str, str], ...]:
        """The rows that stand in the record."""
        return tuple(row.typed() for row in self.live() if row.number is not None)

    def live(self) -> list[TableRow]:
        """The rows that are not struck."""
        return [row for row in self.rows if not row.struck]

    # -- rows

    def _append(self, number: int | None, values: Mapping[str, str], *, struck: bool = False) -> TableRow:
        cells: dict[str, Editor] = {}
        button = None
        if not struck:
            for column in self.field.columns:
                editor = make_editor(column, self.services, self, compact=True)
                self.adopt(editor, f"new.{len(self.rows)}.{column.key}")
                editor.set_value(values.get(column.key, ""))
                editor.set_locked(self.locked)
                cells[column.key] = editor
            button = self._row_button()
        row = TableRow(number, cells, button, values, struck)
        self.rows.append(row)
        self._show_asked(row)
        return row

    def _row_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(self._row_button_clicked)
        return button

    def _drop(self, row: TableRow) -> None:
        for editor in row.cells.values():
            self.release(editor)
        if row.button is not None:
            row.button.hide()
            row.button.deleteLater()
        self.rows.remove(row)

    def _rekey(self) -> None:
        """Give every editor the key of its place, and forget messages of places that changed."""
        for editor in list(self.editors.values()):
            editor.set_wrong(False)
        self.messages.clear()
        self.editors = {}
        for place, row in enumerate(self.live()):
            for name, editor in row.cells.items():
                editor.key = f"{self.field.key}[{place}].{name}"
                self.editors[editor.key] = editor

    def add_row(self) -> None:
        """Begin a new row, or go to the blank one that is there."""
        if self.locked or not self.asked:
            return
        live = self.live()
        blank = live[-1] if live and live[-1].blank else None
        row = blank or self._append(None, {})
        if blank is None:
            kept = dict(self.messages)
            self._rekey()
            for key, message in kept.items():
                self.show_message(key, message)
            self.resized.emit()
        first = next(iter(row.cells.values()))
        first.show()
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def remove_row(self, row: TableRow) -> None:
        """Ask for a kept row to be struck; take away one that is not kept."""
        if self.locked or row.struck:
            return
        if row.number is not None:
            self.strike_asked.emit(self.field.key, row.number)
            return
        had_focus = any(editor.hasFocus() for editor in row.cells.values())
        self._drop(row)
        if not self.live():
            self._append(None, {})
        self._rekey()
        self.resized.emit()
        self.edited.emit(f"{self.field.key}[0].{self.field.columns[0].key}")
        if had_focus:
            next(iter(self.live()[-1].cells.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _add_clicked(self) -> None:
        self.add_row()

    def _row_button_clicked(self) -> None:
        sender = self.sender()
        row = next((row for row in self.rows if row.button is sender), None)
        if row is not None:
            self.remove_row(row)

    def _show_asked(self, row: TableRow) -> None:
        if row.struck:
            return
        values: dict[str, str] = {}
        unasked: set[str] = set()
        for column in self.field.columns:
            shown = asked(column, values)
            unasked |= set() if shown else {column.key}
            row.cells[column.key].setVisible(shown and (self.asked or row.number is not None))
            values[column.key] = row.cells[column.key].value() if shown else ""
        row.unasked = frozenset(unasked)

    def _refresh_asked(self, key: str) -> None:
        row = next((row for row in self.live() if any(editor.key == key for editor in row.cells.values())), None)
        if row is not None:
            self._show_asked(row)

    # -- the focus

    def stops(self) -> Iterator[Editor]:
        """The cells row by row; of a blank last row only the first, and its others once one of them has the focus."""
        live = self.live() if self.asked else [row for row in self.live() if row.number is not None]
        for row in live:
            cells = [editor for editor in row.cells.values() if not editor.isHidden()]
            skipped = row is live[-1] and row.blank and not any(editor.hasFocus() for editor in cells[1:])
            yield from cells[:1] if skipped else cells

    def ends_with(self, editor: Editor) -> bool:
        """Whether `editor` is the last cell of a last row in which something is entered, so that a new row follows."""
        live = self.live()
        if self.locked or not self.asked or not live or live[-1].blank:
            return False
        cells = [cell for cell in live[-1].cells.values() if not cell.isHidden()]
        return bool(cells) and cells[-1] is editor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and Enter add a row, Ctrl and minus strike one, up and down keep the column."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        row = next((r for r in self.live() if any(editor.hasFocus() for editor in r.cells.values())), None)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.add_row()
        elif control and event.key() == Qt.Key.Key_Minus and row is not None:
            self.remove_row(row)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and row is not None:
            self._to_row(row, -1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _to_row(self, row: TableRow, step: int) -> None:
        live = self.live()
        place = live.index(row) + step
        name = next(name for name, editor in row.cells.items() if editor.hasFocus())
        if 0 <= place < len(live) and not live[place].cells[name].isHidden():
            live[place].cells[name].setFocus(Qt.FocusReason.TabFocusReason)

    # -- placing and drawing

    def set_locked(self, locked: bool) -> None:
        """Without buttons where nothing may be changed."""
        super().set_locked(locked)
        self._add.setVisible(not locked)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        super().retranslate()
        self._add.setText(self.tr("+ Add a row"))
        self._add.setToolTip("Ctrl+Enter")

    def arrange(self, width: int) -> int:
        """Label, head, rows, and the way to a new row, for `width`."""
        self.clear_drawn()
        self._lines = []
        lefts = self._columns(width)
        top = self._head(lefts)
        for row in (row for row in self.rows if self.asked or row.number is not None):
            self._lines.append(top)
            self._place(row, lefts, top, width)
            keys = [editor.key for editor in row.cells.values()]
            top = self.place_messages(keys, MARGIN, top + ROW_HEIGHT, width - 2 * MARGIN)
        self._lines.append(top)
        self._add.setVisible(self.asked and not self.locked)
        if self._add.isHidden():
            return top
        self._add.setGeometry(MARGIN - 4, top + 4, self._add.sizeHint().width() + 8, 24)
        return top + 32

    def _columns(self, width: int) -> list[tuple[Field, int, int]]:
        """Each column with its left edge and width: what each needs at least, the rest by the definition's shares."""
        room = width - 2 * MARGIN - _ACTION - _GAP * (len(self.field.columns) - 1)
        wanted = [self._wanted(probe) for probe in self._probes()]
        widths = _shared_out(room, wanted, [column.width for column in self.field.columns])
        places, left = [], MARGIN
        for column, wide in zip(self.field.columns, widths, strict=True):
            places.append((column, left, wide))
            left += wide + _GAP
        return places

    def _wanted(self, probe: Editor) -> tuple[int, int]:
        """The least and the liked width of a column: of its editor, and of the longest word of its head."""
        least, liked = probe.widths()
        words = self._heading(probe.field).split()
        head = max((width_of(word, SECONDARY) for word in words if word.isascii()), default=0) + 4
        return max(least, head), liked and max(liked, head)

    def _heading(self, column: Field) -> str:
        return column.label.in_(self.services.language) + (f" {column.unit}" if column.unit else "")

    def _probes(self) -> list[Editor]:
        live = self.live()
        if live:
            return list(live[0].cells.values())
        row = self._append(None, {})
        probes = list(row.cells.values())
        self._drop(row)
        return probes

    def _head(self, lefts: list[tuple[Field, int, int]]) -> int:
        language = self.services.language
        texts = [self._heading(column) for column, _, _ in lefts]
        tall = max(height_of(text, wide, SECONDARY) for text, (_, _, wide) in zip(texts, lefts, strict=True))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
        for text, (column, left, wide) in zip(texts, lefts, strict=True):
            help_ = column.help.in_(language) if column.help else ""
            rect = QRect(left + 1, 0, wide, tall)
            self.words.append(DrawnText(rect, text, "soft_ink", SECONDARY, flags=flags, key=column.key, help=help_))
        return tall + 6

    def _place(self, row: TableRow, lefts: list[tuple[Field, int, int]], top: int, width: int) -> None:
        inside = top + (ROW_HEIGHT - FIELD_HEIGHT) // 2
        for column, left, wide in lefts:
            if row.struck:
                text = value_words(column, row.values.get(column.key, ""), self.services)
                text = theme.metrics().elidedText(text, Qt.TextElideMode.ElideRight, wide)
                self.words.append(DrawnText(QRect(left + 1, top, wide, ROW_HEIGHT), text, "soft_ink", struck=True))
            else:
                row.cells[column.key].setGeometry(left, inside, wide, FIELD_HEIGHT)
            if not row.struck and row.cells[column.key].isHidden():
                self.words.append(DrawnText(QRect(left + 9, top, wide, ROW_HEIGHT), "–", "field_line"))
        if row.button is not None:
            kept = row.number is not None
            row.button.setGeometry(width - MARGIN - 24, inside + 2, 24, 24)
            row.button.setVisible(not self.locked and (kept or not row.blank))
            row.button.setIcon(icons.icon("strike" if kept else "cross", self.services.colours.soft_ink, 16))
            tip = self.tr("Strike this row (Ctrl and -)") if kept else self.tr("Take this row away (Ctrl and -)")
            row.button.setToolTip(tip)

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the hairlines between the rows."""
        painter.setPen(QColor(shades.line))
        for top in self._lines:
            painter.drawLine(MARGIN, top, self.width() - MARGIN, top)


def _shared_out(room: int, wanted: Sequence[tuple[int, int]], shares: Sequence[int]) -> list[int]:
    """What each column gets of `room`: `wanted` is the least and the liked width (0: as much as there is)."""
    least = [low for low, _ in wanted]
    if sum(least) >= room:
        return [low * room // sum(least) for low in least]
    more = [(liked or low + 80) - low for low, liked in wanted]
    grown = min(sum(more), room - sum(least))
    widths = [low + grown * wish // max(1, sum(more)) for low, wish in zip(least, more, strict=True)]
    spare = room - sum(widths)
    open_ = sum(share for share, (_, liked) in zip(shares, wanted, strict=True) if not liked)
    return [
        wide + (spare * share // open_ if open_ and not liked else 0)
        for wide, share, (_, liked) in zip(widths, shares, wanted, strict=True)
    ]
