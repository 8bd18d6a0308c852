"""The audit trail of a field, an entry or a participant, as it stands in the store: read, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.forms.display import answer, column_label
from ucbnk_desktop.records.audit_trail import HistoryRow

from . import labels
from .app_state import AppState
from .widgets.chips import Chip
from .widgets.row_table import AnyIndex

COLUMNS = 7


@dataclass(frozen=True, slots=True)
class HistoryScope:
    """What a history is asked of: a participant, and there one form, entry and field where they are named."""

    participant: str
    form: str = ""
    entry: int | None = None
    field: str = ""


class HistoryModel(QAbstractTableModel):
    """History rows in words, the latest first."""

    def __init__(self, app: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show_rows(self, rows: Sequence[HistoryRow]) -> None:
        """Show `rows`."""
        self.beginResetModel()
        self._rows = tuple(self._said(row) for row in sorted(rows, key=_sequence, reverse=True))
        self.endResetModel()

    def _said(self, row: HistoryRow) -> tuple[str, ...]:
        language = self._app.language
        definition = self._app.forms.get(row.form)
        title = definition.title.in_(language) if definition else row.form
        where = f"{title} {row.entry}" if row.entry is not None and definition and definition.repeats else title
        number = f" ({row.row})" if row.row is not None else ""
        field = column_label(definition, row.field, language) + number if row.field else ""
        return (
            labels.moment(row.at),
            f"{row.user} · {labels.role_word(row.role)}",
            labels.operation_word(row.operation),
            " · ".join(part for part in (where, field) if part),
            answer(definition, row.field, row.old, language),
            answer(definition, row.field, row.new, language),
            row.reason,
        )

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the words of a cell."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._rows[index.row()][index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt: the names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("When (UTC+8)"), self.tr("Who"), self.tr("What"), self.tr("Where"), self.tr("From"),
            self.tr("To"), self.tr("Reason"),
        )[section]


class HistoryDialog(QDialog):
    """The history of a place, narrowed to its field or widened to the entry and the participant."""

    def __init__(self, app: AppState, place: HistoryScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._place = app, place
        self.setWindowTitle(self.tr("History"))
        self.resize(1060, 560)
        self.model = HistoryModel(app, self)
        self._table = self._made_table()
        self._count = QLabel(self)
        self._count.setProperty("role", "secondary")
        self._scopes = self._made_scopes()
        title = QLabel(labels.filled(self.tr("History of %1"), place.participant), self)
        title.setProperty("role", "cardtitle")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        for chip in self._scopes.buttons():
            head.addWidget(chip)
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._table, 1)
        column.addLayout(foot)
        self._show(next(self._scopes.id(chip) for chip in self._scopes.buttons() if chip.isChecked()))

    def _made_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("History"))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate((136, 196, 100, 210, 116, 116, 140)):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(COLUMNS - 1, QHeaderView.ResizeMode.Stretch)
        return table

    def _made_scopes(self) -> QButtonGroup:
        group = QButtonGroup(self)
        place = self._place
        words = (self.tr("This field"), self.tr("This entry"), self.tr("This participant"))
        there = (bool(place.field), place.entry is not None, True)
        for number, (word, is_there) in enumerate(zip(words, there, strict=True)):
            if is_there:
                group.addButton(Chip(self._app, word, self), number)
        group.buttons()[0].setChecked(True)
        group.idClicked.connect(self._show)
        return group

    def _show(self, scope: int) -> None:
        rows = self._rows(scope)
        self.model.show_rows(rows)
        self._table.resizeRowsToContents()
        many = labels.filled(self.tr("%1 rows, the latest first"), len(rows))
        self._count.setText(many if rows else self.tr("Nothing was entered here yet."))

    def _rows(self, scope: int) -> Sequence[HistoryRow]:
        place, study = self._place, self._app.study
        if scope == 2:
            return study.history(participant=place.participant)
        rows = study.history(participant=place.participant, form=place.form, entry=place.entry)
        if scope == 1:
            return rows
        wanted = place.field.partition("[")[0].partition(".")[0]
        return [row for row in rows if self._is_of(row.field, wanted)]

    def _is_of(self, field: str, wanted: str) -> bool:
        outer = field.partition(".")[0]
        definition = self._app.forms.get(self._place.form)
        if definition is None or not outer:
            return outer == wanted
        try:
            return definition.field(outer).key == definition.field(wanted).key
        except (KeyError, StopIteration):
            return outer == wanted


def _sequence(row: HistoryRow) -> int:
    return row.sequence
