"""The rows of the criterion board: which criteria are shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from ucbnk_desktop.casebook import lines
from ucbnk_desktop.protocol.verdicts import Assessment, Verdict, open_and_settled
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.verdict_words import BoardRow, Explainer, VerdictWords
from ucbnk_desktop.screens.widgets.marks import TONES, Tone
from ucbnk_desktop.screens.widgets.row_table import AnyIndex

_URGENCY = (Tone.STOP, Tone.WAIT, Tone.GAP, Tone.JUDGE, Tone.MET, Tone.PLAIN)


class BoardRole(IntEnum):
    """What a row of the board hands to who paints it."""

    ROW = Qt.ItemDataRole.UserRole + 1


class BoardModel(QAbstractListModel):
    """The rows of the board, those that are not settled first; the settled ones folded unless asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = VerdictWords()
        self._open: tuple[BoardRow, ...] = ()
        self._settled: tuple[Verdict, ...] = ()
        self._count = 0
        self._unfolded = False
        self._rows: tuple[BoardRow, ...] = ()

    def show_assessment(self, assessment: Assessment, explainer: Explainer) -> None:
        """Show `assessment`; only rows that changed are painted again where the order is the same."""
        open_ones, self._settled = open_and_settled(sorted(lines(assessment), key=_urgency))
        self._words.speak(explainer)
        self._open = tuple(self._words.row(verdict) for verdict in open_ones)
        self._count = assessment.tally().settled
        self._update()

    def clear(self) -> None:
        """Show nothing."""
        self._open, self._settled = (), ()
        self._update()

    def fold(self) -> None:
        """Fold the settled rows, or unfold them."""
        self._unfolded = not self._unfolded
        self._update()

    def row_of(self, criterion: str) -> int:
        """The position of `criterion`, -1 where it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.criterion == criterion), -1)

    def row(self, index: AnyIndex) -> BoardRow | None:
        """The row at `index`."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the row for who paints, its words for who listens."""
        row = self.row(index)
        if row is None:
            return None
        if role == BoardRole.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.code, row.word, row.main, row.sub) if part)
        if role == Qt.ItemDataRole.ToolTipRole and row.criterion:
            return f"{row.code} · {row.word}"
        return None

    def _update(self) -> None:
        rows = tuple(self._arranged())
        before = self._rows
        if [row.criterion for row in rows] != [row.criterion for row in before]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        for number in _changed(before, rows):
            self.dataChanged.emit(self.index(number), self.index(number))

    def _arranged(self) -> Iterator[BoardRow]:
        yield from self._open
        if not self._settled:
            return
        if self._unfolded or not self._open:
            yield from map(self._words.row, self._settled)
        if self._open:
            yield self._folding()

    def _folding(self) -> BoardRow:
        if self._unfolded:
            text = self.tr("Hide the settled ones ▴")
        else:
            text = labels.filled(self.tr("%1 more settled ▾"), self._count)
        return BoardRow("", Tone.PLAIN, "", text, "", "")


def _urgency(verdict: Verdict) -> int:
    return _URGENCY.index(TONES[verdict.state])


def _changed(before: Sequence[BoardRow], after: Sequence[BoardRow]) -> Iterator[int]:
    return (number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
