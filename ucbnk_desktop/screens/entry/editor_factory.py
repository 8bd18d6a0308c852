"""One editor for every kind of field that holds a single value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.definition import Field, Kind

from .editor import Editor
from .editors_choice import ChecksEditor, ListEditor
from .editors_line import LineEditor, MomentEditor, NoteEditor, NumberEditor, TimeEditor, TodayEditor
from .editors_segments import SegmentEditor, fits_segments
from .entry_services import EntryServices

CELL_EDITORS: Mapping[Kind, type[Editor]] = {
    Kind.TEXT: LineEditor,
    Kind.NOTE: NoteEditor,
    Kind.INTEGER: NumberEditor,
    Kind.DECIMAL: NumberEditor,
    Kind.LAB: NumberEditor,
    Kind.DATE: TodayEditor,
    Kind.PARTIAL_DATE: TodayEditor,
    Kind.TIME: TimeEditor,
    Kind.MOMENT: MomentEditor,
    Kind.CHOICE: SegmentEditor,
    Kind.CHOICES: ChecksEditor,
    Kind.YES_NO: SegmentEditor,
}


def make_editor(field: Field, services: EntryServices, parent: QWidget, *, compact: bool = False) -> Editor:
    """The editor of `field`; a choice with many or long labels, or in a table, takes a list instead of segments."""
    if field.kind is Kind.CHOICE and (compact or not fits_segments(field)):
        return ListEditor(field, services, parent, compact=compact)
    make: Callable[..., Editor] = CELL_EDITORS[field.kind]
    return make(field, services, parent, compact=compact)
