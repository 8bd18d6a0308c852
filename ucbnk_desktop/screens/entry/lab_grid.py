"""The results of one sampling in a table: result, unit, limits, ratio, grade, significance, and the last value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.definition import Choice, Field, Kind, Section
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import BODY, FIELD_HEIGHT, ROW_HEIGHT, SECONDARY, Colours
from ucbnk_desktop.wording import Text

from .blocks import MARGIN, Block, DrawnText, previous_words, width_of
from .editor import Editor
from .editor_factory import make_editor
from .editors_lab import LimitEditor, QuietSegments, UnitEditor
from .entry_services import EntryServices, GradeWords

_SIGNIFICANT = (Choice("yes", Text("有", "Yes")), Choice("no", Text("无", "No")))
_UNIT, _LLN, _ULN = Text("单位", "unit"), Text("下限", "LLN"), Text("上限", "ULN")
_SIGNIFICANCE = Text("临床意义", "clinical significance")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_HEAD = 32
_NOTHING = GradeWords()


@dataclass(frozen=True, slots=True)
class LabColumns:
    """Where the columns stand, from the left of the block."""

    item: int
    item_width: int
    result: int
    unit: int
    lln: int
    uln: int
    times: int
    grade: int
    significance: int
    previous: int
    right: int

    @classmethod
    def at(cls, width: int) -> LabColumns:
        """The columns for a block of `width`; what is left over goes to the item, then to the last value."""
        item = MARGIN
        item_width = max(132, min(280, width - 2 * MARGIN - 624))
        result = item + item_width + 8
        unit = result + 92 + 12
        lln = unit + 84
        uln = lln + 60 + 14
        times = uln + 60 + 8
        grade = times + 56 + 12
        significance = grade + 44 + 8
        previous, right = significance + 76, width - MARGIN
        return cls(item, item_width, result, unit, lln, uln, times, grade, significance, previous, right)


@dataclass(slots=True)
class LabRow:
    """One row: a laboratory result with its parts, or another field of the section (`parts` is empty)."""

    field: Field
    parts: Mapping[str, Editor]
    asked: bool = True
    derived: GradeWords = _NOTHING
    flag: str = ""
    top: int = 0
    unit_touched: bool = False

    def editors(self) -> Iterator[Editor]:
        """The editors of the row from left to right."""
        yield from self.parts.values()


class LabGrid(Block):
    """A laboratory section. Typing goes result, lower limit, upper limit, next result; up and down keep the column."""

    def __init__(
        self, section: Section, fields: Sequence[Field], services: EntryServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self.section = section
        self.rows = [self._row(field) for field in fields]
        self._lines: list[int] = []
        self._chips: list[tuple[QRect, GradeWords]] = []
        self.edited.connect(self._unit_edited)

    def _row(self, field: Field) -> LabRow:
        if field.kind is not Kind.LAB:
            return LabRow(field, {"result": self.adopt(make_editor(field, self.services, self), field.key)})
        unit = replace(_part(field, "unit", Kind.TEXT, _UNIT), unit=field.unit, units=field.units)
        significance = replace(_part(field, "significance", Kind.YES_NO, _SIGNIFICANCE), choices=_SIGNIFICANT)
        parts: dict[str, Editor] = {
            "result": make_editor(field, self.services, self),
            "unit": UnitEditor(unit, self.services, self),
            "lln": LimitEditor(_part(field, "lln", Kind.DECIMAL, _LLN), self.services, self),
            "uln": LimitEditor(_part(field, "uln", Kind.DECIMAL, _ULN), self.services, self),
            "significance": QuietSegments(significance, self.services, self, compact=True),
        }
        for editor in parts.values():
            self.adopt(editor, editor.field.key)
            if isinstance(editor, LimitEditor):
                editor.accepted.connect(self._accept_offers)
        parts["significance"].hide()
        return LabRow(field, parts)

    # -- values

    def values(self) -> dict[str, str]:
        """Every column of the section; a unit is kept only beside a result, or where it was chosen by hand."""
        return {key: text for row in self.rows for key, text in _values_of(row).items()}

    def values_beside(self, key: str) -> dict[str, str]:
        """The columns of the row in which the column `key` stands."""
        return next(_values_of(row) for row in self.rows if any(editor.key == key for editor in row.editors()))

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show what is kept; an empty row shows the usual unit."""
        for row in self.rows:
            for editor in row.editors():
                editor.set_value(values.get(editor.key, ""))
            kept = any(values.get(editor.key, "") for editor in row.editors())
            row.unit_touched = False
            if row.field.kind is Kind.LAB and not kept and not self.locked:
                row.parts["unit"].set_value(row.field.unit)

    def show_asked(self, asked: frozenset[str]) -> None:
        """Show the rows of the fields in `asked` and no others."""
        for row in self.rows:
            row.asked = row.field.key in asked
            for name, editor in row.parts.items():
                editor.setVisible(row.asked and self._part_shown(row, name))

    def refresh_derived(self, values: Mapping[str, str], key: str | None = None) -> None:
        """Bring ratios and grades up to date, and the flag of the row of column `key` or of all rows.

        One result may decide how another is graded: calcium by albumin.
        """
        for row in self.rows:
            row.derived = self.services.derive(row.field.key, values) if _has_result(row) else _NOTHING
            if row.field.kind is Kind.LAB and (key is None or any(e.key == key for e in row.editors())):
                self._refresh(row, values)
        self._draw_derived()
        self.update()

    def _refresh(self, row: LabRow, values: Mapping[str, str]) -> None:
        name = row.field.key
        row.flag = _flag(values.get(name, ""), values.get(f"{name}_lln", ""), values.get(f"{name}_uln", ""))
        for part in ("unit", "lln", "uln", "significance"):
            row.parts[part].setVisible(row.asked and self._part_shown(row, part))
        if hasattr(self, "_columns"):
            self._widen(row)

    def _part_shown(self, row: LabRow, part: str) -> bool:
        result = row.parts["result"]
        if part in ("unit", "lln", "uln") and result.absent_text and not row.parts[part].hasFocus():
            return part != "unit" and bool(row.parts[part].value())
        if part == "unit":
            return bool(row.field.units or row.field.unit or row.parts["unit"].value())
        if part == "significance":
            return bool(row.flag or row.parts["significance"].value())
        return True

    def offer_limits(self, same_laboratory: bool) -> None:
        """Offer the limits of the last entry as grey figures where it came from the same laboratory."""
        for row in self.rows:
            for name in ("lln", "uln"):
                editor = row.parts.get(name)
                if isinstance(editor, LimitEditor):
                    editor.set_offer(self.previous.get(editor.key, ("", None))[0] if same_laboratory else "")

    def _accept_offers(self, key: str) -> None:
        row = next(row for row in self.rows if any(editor.key == key for editor in row.editors()))
        for name in ("lln", "uln"):
            editor = row.parts[name]
            if isinstance(editor, LimitEditor):
                editor.take_offer()
        row.parts["uln"].setFocus(Qt.FocusReason.TabFocusReason)
        row.parts["uln"].focusNextPrevChild(True)

    # -- the focus

    def stops(self) -> Iterator[Editor]:
        """Result, lower limit, upper limit, row by row; limits only where a result stands."""
        for row in (row for row in self.rows if row.asked):
            names = ("result", "lln", "uln") if row.field.kind is Kind.LAB and _wants_limits(row) else ("result",)
            yield from (row.parts[name] for name in names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the same column of the next row; Ctrl+U to the unit, Ctrl+J to the significance."""
        place = self._place_of_focus()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if place is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not control:
            self._to_row(*place, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif control and event.key() == Qt.Key.Key_U:
            self._to_part(place[0], "unit")
        elif control and event.key() == Qt.Key.Key_J:
            self._to_part(place[0], "significance")
        else:
            super().keyPressEvent(event)

    def _place_of_focus(self) -> tuple[LabRow, str] | None:
        for row in self.rows:
            for name, editor in row.parts.items():
                if editor.hasFocus():
                    return row, name
        return None

    def _to_row(self, row: LabRow, part: str, step: int) -> None:
        shown = [row for row in self.rows if row.asked]
        place = shown.index(row) + step
        if 0 <= place < len(shown):
            target = shown[place].parts.get(part, shown[place].parts["result"])
            (target if target.isVisible() else shown[place].parts["result"]).setFocus(Qt.FocusReason.TabFocusReason)

    def _to_part(self, row: LabRow, part: str) -> None:
        editor = row.parts.get(part)
        if editor is not None and editor.isVisible():
            editor.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(editor, UnitEditor):
                editor.open_menu()

    def _unit_edited(self, key: str) -> None:
        row = next((row for row in self.rows if f"{row.field.key}_unit" == key), None)
        if row is not None:
            row.unit_touched = True

    # -- placing and drawing

    def arrange(self, width: int) -> int:
        """Head and rows for `width`."""
        self.clear_drawn()
        self._columns = LabColumns.at(width)
        self._lines = []
        self._head()
        top = _HEAD
        for row in (row for row in self.rows if row.asked):
            self._lines.append(top)
            row.top = top
            self._place(row)
            keys = [editor.key for editor in row.editors()]
            room = self._columns.right - self._columns.item
            top = self.place_messages(keys, self._columns.item, top + ROW_HEIGHT, room)
        self._fixed = len(self.words)
        self._draw_derived()
        return top

    def _head(self) -> None:
        at = self._columns
        title = self.section.title.in_(self.services.language)
        self.words.append(DrawnText(QRect(at.item, 0, at.item_width, _HEAD), title, "ink", BODY, bold=True))
        for left, wide, text, flags in (
            (at.result, 96, self.tr("Result"), None), (at.unit, 80, self.tr("Unit"), None),
            (at.lln, 134, self.tr("Reference range"), None), (at.times, 56, self.tr("×ULN"), _RIGHT),
            (at.grade - 6, 56, self.tr("CTCAE"), _CENTRE), (at.significance, 76, self.tr("Significance"), None),
            (at.previous, at.right - at.previous, self.tr("Last"), None),
        ):
            words = DrawnText(QRect(left, 0, max(0, wide), _HEAD), text, "soft_ink", SECONDARY)
            self.words.append(
                words if flags is None else DrawnText(words.rect, text, "soft_ink", SECONDARY, flags=flags)
            )

    def _place(self, row: LabRow) -> None:
        at, top = self._columns, row.top + (ROW_HEIGHT - FIELD_HEIGHT) // 2
        self._item(row)
        if row.field.kind is not Kind.LAB:
            editor = row.parts["result"]
            _, liked = editor.widths()
            wide = 92 if row.field.unit else min(liked or 9999, at.times - at.result)
            editor.setGeometry(at.result, top, wide, FIELD_HEIGHT)
            if row.field.unit:
                self.words.append(DrawnText(QRect(at.unit, row.top, 80, ROW_HEIGHT), row.field.unit, "soft_ink"))
        else:
            for name, left, wide in (("result", at.result, 92), ("unit", at.unit - 6, 84), ("lln", at.lln, 60),
                                     ("uln", at.uln, 60), ("significance", at.significance, 64)):
                row.parts[name].setGeometry(left, top, wide, FIELD_HEIGHT)
            self._widen(row)
        before = previous_words(row.field, self.previous, self.services)
        room = at.right - at.previous
        if before and room > 24:
            before = theme.metrics(SECONDARY).elidedText(before, Qt.TextElideMode.ElideRight, room)
            self.words.append(DrawnText(QRect(at.previous, row.top, room, ROW_HEIGHT), before, "soft_ink", SECONDARY))

    def _widen(self, row: LabRow) -> None:
        """An absent answer takes the room of the unit, which is not shown then, so that its words are not cut."""
        result = row.parts["result"]
        wide = self._columns.lln - self._columns.result - 8 if result.absent_text else 92
        if result.width() != wide:
            result.resize(wide, FIELD_HEIGHT)

    def _item(self, row: LabRow) -> None:
        at, field = self._columns, row.field
        short = width_of(field.short, SECONDARY) + 8 if field.short else 0
        label = theme.metrics().elidedText(
            field.label.in_(self.services.language), Qt.TextElideMode.ElideRight, at.item_width - short
        )
        wide = width_of(label)
        help_ = field.help.in_(self.services.language) if field.help else ""
        self.words.append(
            DrawnText(QRect(at.item, row.top, wide + 2, ROW_HEIGHT), label, "ink", key=field.key, help=help_)
        )
        if field.required:
            self.words.append(DrawnText(QRect(at.item - 9, row.top, 9, ROW_HEIGHT), "*", "accent"))
        if field.short:
            rect = QRect(at.item + wide + 8, row.top + 1, short, ROW_HEIGHT)
            self.words.append(DrawnText(rect, field.short, "soft_ink", SECONDARY, key=field.key))

    def _draw_derived(self) -> None:
        if not hasattr(self, "_columns"):
            return
        del self.words[self._fixed:]
        self._chips = []
        for row in (row for row in self.rows if row.asked):
            if row.field.kind is Kind.LAB:
                self._draw_parts(row)
            if row.derived.grade:
                grade = row.derived.grade
                words = grade if grade == "?" else self.tr("G{0}").format(grade)
                rect = QRect(self._columns.grade, row.top + 8, 44, 19)
                self._chips.append((rect, row.derived._replace(grade=words)))

    def _draw_parts(self, row: LabRow) -> None:
        """What stands between and behind the parts of a laboratory result."""
        at = self._columns
        if not row.parts["uln"].isHidden():
            self.words.append(DrawnText(QRect(at.lln + 60, row.top, 14, ROW_HEIGHT), "–", "soft_ink", flags=_CENTRE))
        if row.derived.times_uln:
            rect = QRect(at.times, row.top, 56, ROW_HEIGHT)
            self.words.append(DrawnText(rect, row.derived.times_uln, "soft_ink", flags=_RIGHT))
        elif lacking := self._lacking(row):
            rect = QRect(at.times, row.top, 56, ROW_HEIGHT)
            self.words.append(DrawnText(rect, lacking, "wait", SECONDARY, flags=_RIGHT))
        if row.flag:
            rect = QRect(at.result + 92, row.top, 14, ROW_HEIGHT)
            self.words.append(DrawnText(rect, row.flag, "wait", 13, bold=True, flags=_CENTRE))

    def _lacking(self, row: LabRow) -> str:
        """What the report's limits lack for a comparison, said only where a result stands."""
        if not _has_result(row) or self.locked:
            return ""
        return "" if row.parts["uln"].value() else self.tr("no ULN")

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the hairlines between rows and the chips of the grades."""
        painter.setPen(QColor(shades.line))
        for top in self._lines:
            painter.drawLine(MARGIN, top, self.width() - MARGIN, top)
        painter.setFont(theme.font(SECONDARY))
        for rect, derived in self._chips:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(shades, f"{derived.severity}_soft")))
            painter.drawRoundedRect(QRectF(rect), 4, 4)
            shade = shades.soft_ink if derived.severity == "gap" else getattr(shades, derived.severity)
            painter.setPen(QColor(shade))
            painter.drawText(rect, _CENTRE, derived.grade)


def _part(field: Field, part: str, kind: Kind, name: Text) -> Field:
    """A column of the result `field` beside its value, as a field of its own."""
    label = Text(f"{field.label.zh} {name.zh}", f"{field.label.en} {name.en}")
    return Field(f"{field.key}_{part}", kind, label, missing=())


def _values_of(row: LabRow) -> dict[str, str]:
    values = {editor.key: editor.value() for editor in row.editors()}
    if row.field.kind is Kind.LAB and not row.unit_touched and not _has_result(row):
        values[f"{row.field.key}_unit"] = ""
    return values


def _has_result(row: LabRow) -> bool:
    result = row.parts["result"]
    return bool(result.value()) and not result.absent_text


def _wants_limits(row: LabRow) -> bool:
    return _has_result(row) or any(row.parts[name].value() for name in ("lln", "uln"))


def _flag(result: str, lln: str, uln: str) -> str:
    """An arrow where every value meant by `result` lies outside the limits printed beside it."""
    try:
        quantity = Quantity.parse(result)
    except ValueError:
        return ""
    low, high = _limit(lln), _limit(uln)
    if low is not None and quantity.below(low):
        return "↓"
    return "↑" if high is not None and quantity.above(high) else ""


def _limit(text: str) -> Decimal | None:
    try:
        return Quantity.parse(text).exact
    except ValueError:
        return None
