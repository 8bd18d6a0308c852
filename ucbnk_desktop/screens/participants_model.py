"""The participants as rows: their summaries come one by one, so that a long list is there at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer

from ucbnk_desktop.casebook import Summary
from ucbnk_desktop.protocol.verdicts import Outcome
from ucbnk_desktop.records.changes import Change

from . import texts
from .criteria.board_model import ANY_INDEX
from .session import Session

_FAR = "9999-12-31"


class Column(IntEnum):
    """The columns of the list."""

    CODE = 0
    PERSON = 1
    STATUS = 2
    OUTCOME = 3
    NEXT = 4
    PLANNED = 5
    EARLIEST = 6


class ListRole(IntEnum):
    """What a cell hands to who paints or sorts."""

    SUMMARY = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


class ParticipantsModel(QAbstractTableModel):
    """One row a participant. A summary is fetched when the event loop is idle, anew after a change."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._codes: list[str] = []
        self._summaries: dict[str, Summary] = {}
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def reload(self) -> None:
        """Take the participants of the open study anew."""
        self.beginResetModel()
        codes = [p.code for p in self._session.store.participants()] if self._session.has_study else []
        self._codes, self._waiting = codes, list(codes)
        self._summaries = {}
        self.endResetModel()
        self._timer.start()

    def note(self, change: Change) -> None:
        """Fetch what `change` touched."""
        if change.participant is None:
            self.refresh()
        elif change.participant in self._codes:
            self._waiting.append(change.participant)
            self._timer.start()
        else:
            self.reload()

    def refresh(self) -> None:
        """Fetch every summary anew, keeping the old ones on show meanwhile."""
        self._waiting = list(self._codes)
        self._timer.start()

    def fetch_all(self) -> None:
        """Fetch what is still waiting now."""
        while self._waiting:
            self._fetch()

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """The summaries fetched so far, in the order of the codes."""
        return tuple(self._summaries[code] for code in self._codes if code in self._summaries)

    def code(self, row: int) -> str:
        """The participant in `row`."""
        return self._codes[row]

    def row_of(self, code: str) -> int:
        """The row of participant `code`, -1 where there is none."""
        return self._codes.index(code) if code in self._codes else -1

    def _fetch(self) -> None:
        if not self._waiting or not self._session.has_study:
            self._timer.stop()
            return
        code = self._waiting.pop(0)
        self._summaries[code] = self._session.casebook.summary(code)
        row = self._codes.index(code)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of participants."""
        return 0 if parent.isValid() else len(self._codes)

    def columnCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt: the names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.CODE: self.tr("Participant"),
            Column.PERSON: self.tr("Sex / age"),
            Column.STATUS: self.tr("Status"),
            Column.OUTCOME: self.tr("Criteria"),
            Column.NEXT: self.tr("Next step"),
            Column.PLANNED: self.tr("Planned first infusion"),
            Column.EARLIEST: self.tr("Earliest"),
        }[Column(section)]

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the words of a cell, the summary for who paints, a key for who sorts."""
        if not index.isValid():
            return None
        code = self._codes[index.row()]
        summary = self._summaries.get(code)
        if role == ListRole.SUMMARY:
            return summary
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _CELLS[Column(index.column())](self._session, code, summary)
        if role == ListRole.SORT:
            return _sort_key(Column(index.column()), self._session, code, summary)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.NEXT and summary is not None:
            return self._session.say(summary.next_step)
        return None


class ParticipantsOrder(QSortFilterProxyModel):
    """The list as it is shown: what the search box asks for, in the order the user chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sought = ""
        self.setSortRole(ListRole.SORT)
        self.setDynamicSortFilter(True)

    def seek(self, text: str) -> None:
        """Show only rows in which `text` stands in some cell."""
        self._sought = text.strip().casefold()
        self.beginFilterChange()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: ANY_INDEX) -> bool:
        """Qt: whether the row is shown."""
        if not self._sought:
            return True
        model = self.sourceModel()
        cells = (str(model.index(row, column, parent).data()) for column in Column)
        return any(self._sought in cell.casefold() for cell in cells)


def person(session: Session, summary: Summary) -> str:
    """Sex and age in a few words."""
    field = session.forms["demographics"].field("sex")
    choice = field.choice(summary.sex)
    sex = session.say(choice.label) if choice else ""
    return " · ".join(part for part in (sex, session.say(summary.age_text)) if part) or texts.NOTHING


def _code(_session: Session, code: str, _summary: Summary | None) -> str:
    return code


def _person(session: Session, _code: str, summary: Summary | None) -> str:
    return person(session, summary) if summary else ""


def _status(session: Session, _code: str, summary: Summary | None) -> str:
    return session.say(summary.status_text) if summary else ""


def _outcome(_session: Session, _code: str, summary: Summary | None) -> str:
    return texts.outcome_word(summary.outcome) if summary else ""


def _next(session: Session, _code: str, summary: Summary | None) -> str:
    return session.say(summary.next_step) if summary else ""


def _planned(_session: Session, _code: str, summary: Summary | None) -> str:
    return texts.day(summary.first_infusion or summary.planned_start) if summary else ""


def _earliest(_session: Session, _code: str, summary: Summary | None) -> str:
    return texts.day(summary.earliest) if summary else ""


_CELLS: dict[Column, Callable[[Session, str, Summary | None], str]] = {
    Column.CODE: _code,
    Column.PERSON: _person,
    Column.STATUS: _status,
    Column.OUTCOME: _outcome,
    Column.NEXT: _next,
    Column.PLANNED: _planned,
    Column.EARLIEST: _earliest,
}
_ORDER = tuple(Outcome)


def _sort_key(column: Column, session: Session, code: str, summary: Summary | None) -> str:
    if column is Column.CODE:
        return code
    if summary is None:
        return ""
    match column:
        case Column.PERSON:
            return summary.birth_date.isoformat() if summary.birth_date else _FAR
        case Column.STATUS:
            return f"{list(type(summary.status)).index(summary.status):02}{code}"
        case Column.OUTCOME:
            return f"{_ORDER.index(summary.outcome):02}{code}"
        case Column.PLANNED | Column.EARLIEST:
            text = _CELLS[column](session, code, summary)
            return _FAR if text == texts.NOTHING else text
        case _:
            return _CELLS[column](session, code, summary)
