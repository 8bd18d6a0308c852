"""The sections of a form one below the other: headings, grids of fields, laboratory tables, tables of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind, Section, asked
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.protocol.judgement_basis import KEPT
from ucbnk_desktop.screens import theme

from .blocks import MARGIN, Block
from .companions import Companion, CompanionPlace
from .editor import Editor
from .entry_services import EntryServices
from .field_row import FieldGrid, LabelWidths
from .lab_grid import LabGrid
from .rows_table import RowsTable

UNSHOWN = frozenset({KEPT})
"""Fields that the program fills in and nobody reads."""

_TOP, _BETWEEN, _HEADING, _INSIDE, _BOTTOM = 14, 18, 30, 12, 14


class FormBody(QWidget):
    """Every block of a form in the order of its definition; a section's first block carries its heading."""

    def __init__(
        self, definition: FormDefinition, services: EntryServices, parent: QWidget | None = None,
        companions: Sequence[CompanionPlace] = (),
    ) -> None:
        super().__init__(parent)
        self.definition, self.services = definition, services
        self._beside = companions
        self.asked: frozenset[str] = frozenset(field.key for field in definition.fields)
        self._depths = _depths(definition)
        self._headings: list[tuple[QRect, str, bool]] = []
        self.parts: list[tuple[Section, Block, bool]] = []
        many = len(definition.sections) > 1
        for section in definition.sections:
            for place, block in enumerate(self._blocks(section)):
                heads = many and place == 0 and not isinstance(block, LabGrid)
                self.parts.append((section, block, heads))
        self.withholding = any(companion.withholding for companion in self.companions)
        theme.set_role(self, "body")

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks in order."""
        return (block for _, block, _ in self.parts)

    @property
    def tables(self) -> Mapping[str, RowsTable]:
        """The tables of rows by their field."""
        return {block.field.key: block for block in self.blocks if isinstance(block, RowsTable)}

    @property
    def lab_grids(self) -> Iterator[LabGrid]:
        """The laboratory tables."""
        return (block for block in self.blocks if isinstance(block, LabGrid))

    def _blocks(self, section: Section) -> Iterator[Block]:
        laboratory = any(field.kind is Kind.LAB for field in section.fields)
        yield from self._companions(section, before=True)
        shown = (field for field in section.fields if field.key not in UNSHOWN)
        for is_rows, group in groupby(shown, key=lambda field: field.kind is Kind.ROWS):
            fields = list(group)
            if is_rows:
                yield from (RowsTable(field, self.services, self) for field in fields)
            elif laboratory:
                yield LabGrid(section, fields, self.services, self)
            else:
                yield from self._grids(section, fields)
        yield from self._companions(section, before=False)

    def _grids(self, section: Section, fields: list[Field]) -> Iterator[Block]:
        """The fields in one grid, or parted by the companions that stand between them."""
        behind = {place.behind for place in self._beside if place.section == section.key and place.behind}
        part: list[Field] = []
        for field in fields:
            part.append(field)
            if field.key in behind or field is fields[-1]:
                yield FieldGrid(part, self.services, self._depths, self)
                yield from self._companions(section, before=False, behind=field.key)
                part = []

    def _companions(self, section: Section, *, before: bool, behind: str = "") -> Iterator[Companion]:
        for place in self._beside:
            if (place.section, place.before, place.behind) == (section.key, before, behind):
                yield place.make(self.services, self)

    @property
    def companions(self) -> Iterator[Companion]:
        """The parts that hold no field."""
        return (block for block in self.blocks if isinstance(block, Companion))

    def follow(self, values: Callable[[], Mapping[str, str]], rows: Callable[[], Rows]) -> bool:
        """Let the companions take up what is typed; whether any of them may need another height."""
        companions = tuple(self.companions)
        if not companions:
            return False
        typed, kept = values(), rows()
        changed = [companion.follow(typed, kept) for companion in companions]  # every one of them, not to the first
        return any(changed)

    def contradicted(self) -> set[str]:
        """The questions whose answer says that there are no rows while some stand in the record."""
        return {
            table.field.when.field for key, table in self.tables.items()
            if table.field.when is not None and key not in self.asked and table.kept_rows()
        }

    def block_of(self, key: str) -> Block | None:
        """The block in which the field or column `key` stands."""
        outer = key.partition("[")[0].partition(".")[0]
        for block in self.blocks:
            if key in block.editors or (isinstance(block, RowsTable) and block.field.key == outer):
                return block
        return None

    def typed_values(self) -> dict[str, str]:
        """Every column as it would be kept, those of hidden fields too."""
        values: dict[str, str] = {}
        for block in self.blocks:
            if isinstance(block, LabGrid):
                values |= block.values()
            elif not isinstance(block, RowsTable):
                values |= {key: editor.value() for key, editor in block.editors.items()}
        return values

    def rows_for_checks(self) -> dict[str, tuple[dict[str, str], ...]]:
        """The rows of every rows-field as the rules see them; of one that is not asked those that were kept."""
        return {
            key: table.typed_rows() if key in self.asked else table.kept_rows() for key, table in self.tables.items()
        }

    def all_editors(self) -> Iterator[tuple[str, Editor]]:
        """Every editor by its column, without those of tables that are not shown."""
        for block in self.blocks:
            if not isinstance(block, RowsTable) or not block.isHidden():
                yield from list(block.editors.items())

    @property
    def to_read(self) -> Companion | None:
        """What is to be read before the fields; None in most forms."""
        return next((companion for companion in self.companions if companion.read_first and not companion.silent), None)

    def stops(self) -> list[Editor]:
        """The editors the focus goes through, in reading order."""
        shown = (block for block in self.blocks if not isinstance(block, RowsTable) or not block.isHidden())
        return [editor for block in shown for editor in block.stops()]

    def show_asked(self, values: Mapping[str, str]) -> bool:
        """Show the fields that `values` ask for; whether anything changed."""
        withheld = {key for companion in self.companions for key in companion.withholds(values)}
        now = asked_keys(self.definition, values) - (withheld - self._in_use())
        if now == self.asked and all(table.settled for table in self.tables.values()):
            return False
        self.asked = now
        self._apply_asked()
        return True

    def _in_use(self) -> frozenset[str]:
        """The field that has the focus: it is not taken from under the hand."""
        focused = QApplication.focusWidget()
        return frozenset({focused.key}) if isinstance(focused, Editor) and self.isAncestorOf(focused) else frozenset()

    def questioned(self) -> set[str]:
        """The fields whose kept answer is to be looked at at once: contradicted by rows, or void."""
        return self.contradicted() | {key for companion in self.companions for key in companion.questioned()}

    def _apply_asked(self) -> None:
        for block in self.blocks:
            if isinstance(block, RowsTable):
                block.set_asked(block.field.key in self.asked)
            elif isinstance(block, FieldGrid | LabGrid):
                block.show_asked(self.asked)

    def arrange(self, width: int) -> int:
        """Place the blocks for `width` and return the height of all."""
        self._headings = []
        labels: LabelWidths = {}
        for block in self.blocks:
            if isinstance(block, FieldGrid):
                wanted = block.flow(width)
                labels |= {place: max(wide, labels.get(place, 0)) for place, wide in wanted.items()}
        top, first = _TOP, True
        for section, block, heads in self.parts:
            if heads and self._section_shown(section):
                top = self._place_heading(section.title.in_(self.services.language), top, width, first=first)
            if isinstance(block, RowsTable) and block.isHidden():
                continue
            if isinstance(block, Companion):
                block.setVisible(not block.silent and self._section_shown(section))
                if block.isHidden():
                    continue
            if isinstance(block, LabGrid) and not first:
                top += 6
            tall = block.arrange(width, labels) if isinstance(block, FieldGrid) else block.arrange(width)
            block.setGeometry(0, top, width, tall)
            block.update()
            top += tall + (_INSIDE if tall else 0)
            first = False
        self.update()
        return top - _INSIDE + _BOTTOM

    def _section_shown(self, section: Section) -> bool:
        return any(field.key in self.asked for field in section.fields)

    def _place_heading(self, text: str, top: int, width: int, *, first: bool) -> int:
        top += 0 if first else _BETWEEN - _INSIDE
        self._headings.append((QRect(MARGIN, top, width - 2 * MARGIN, _HEADING - 6), text, not first))
        return top + _HEADING

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the headings, each with a hairline from its words to the right edge."""
        painter = QPainter(self)
        shades = self.services.colours
        painter.setFont(theme.font(bold=True))
        for rect, text, _line in self._headings:
            painter.setPen(QColor(shades.ink))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(QColor(shades.line))
            left = rect.left() + theme.metrics(bold=True).horizontalAdvance(text) + 12
            painter.drawLine(left, rect.center().y() + 1, rect.right(), rect.center().y() + 1)


def asked_keys(definition: FormDefinition, values: Mapping[str, str]) -> frozenset[str]:
    """The fields asked beside `values`; what a field that is not asked holds does not ask others."""
    keys: set[str] = set()
    counted: dict[str, str] = {}
    for field in definition.fields:
        if asked(field, counted):
            keys.add(field.key)
            counted[field.key] = values.get(field.key, "")
    return frozenset(keys)


def _depths(definition: FormDefinition) -> dict[str, int]:
    """How many questions of its own section each field hangs on."""
    depths: dict[str, int] = {}
    for section in definition.sections:
        here: dict[str, int] = {}
        for field in section.fields:
            here[field.key] = 1 + here[field.when.field] if field.when and field.when.field in here else 0
        depths |= here
    return depths
