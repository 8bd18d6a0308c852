"""The editor of every kind of field; the list is the same in every layer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.definition import Kind

from .editor_factory import CELL_EDITORS
from .rows_table import RowsTable

EDITORS: Mapping[Kind, type[QWidget]] = {**CELL_EDITORS, Kind.ROWS: RowsTable}
