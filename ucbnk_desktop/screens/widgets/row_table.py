"""A table of whole rows, one of them chosen, that Enter opens."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QTableView, QWidget

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex
"""An index as Qt hands it to models and to those who paint them."""


class RowTable(QTableView):
    """Calm rows without a grid; `opened` comes with Enter on the chosen one."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, model: QAbstractItemModel, delegate: QStyledItemDelegate, high: int) -> None:
        """Show `model`, painted by `delegate`, each row `high` pixels."""
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.verticalHeader().setDefaultSectionSize(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens the chosen row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
