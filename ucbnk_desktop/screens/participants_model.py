"""The participants as rows: their summaries come a few at a time, so that a long list is there at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from itertools import chain, groupby, islice
from time import perf_counter

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer

from ucbnk_desktop.casebook import InfusionState, Study, Summary
from ucbnk_desktop.forms.display import outcome_word
from ucbnk_desktop.protocol.verdicts import Outcome
from ucbnk_desktop.records.changes import Change

from . import labels
from .app_state import AppState
from .widgets.row_table import AnyIndex

_FAR = "9999-12-31"
_SLICE = 0.004
"""Seconds that fetching takes at a time before keys are heard again."""
_TOGETHER = 8
"""Participants that are read together."""


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
    """One row a participant. Summaries are fetched when the event loop is idle, anew after a change.

    Each time for a few milliseconds only, and first those of the rows that were painted without one.
    """

    def __init__(self, app: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._study: Study | None = None
        self._codes: list[str] = []
        self._rows: dict[str, int] = {}
        self._summaries: dict[str, Summary] = {}
        self._schedules: dict[str, tuple[InfusionState, ...]] = {}
        self._waiting: dict[str, None] = {}
        self._painted: dict[str, None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)
        app.day_changed.connect(self.forget)

    def reload(self) -> None:
        """Take the participants of the open study anew."""
        self.beginResetModel()
        self._study = self._app.study if self._app.has_study else None
        codes = [] if self._study is None else [participant.code for participant in self._study.participants()]
        self._codes, self._waiting = codes, dict.fromkeys(codes)
        self._rows = {code: row for row, code in enumerate(codes)}
        self._summaries, self._schedules, self._painted = {}, {}, {}
        self.endResetModel()
        self._timer.start()

    def note(self, change: Change) -> None:
        """Fetch what `change` touched."""
        if change.participant is None:
            self.refresh()
        elif change.participant in self._rows:
            self._waiting[change.participant] = None
            self._timer.start()
        else:
            self.reload()

    def refresh(self) -> None:
        """Fetch every summary anew, keeping the old ones on show meanwhile."""
        self._waiting = dict.fromkeys(self._codes)
        self._timer.start()

    def forget(self) -> None:
        """Fetch every summary anew and show none meanwhile: on another day the old ones say what is no longer so."""
        self._summaries, self._schedules = {}, {}
        self.refresh()
        if self._codes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._codes) - 1, len(Column) - 1))

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """The summaries fetched so far, in the order of the codes."""
        if not self._is_of_the_study:
            return ()
        return tuple(self._summaries[code] for code in self._codes if code in self._summaries)

    def schedule(self, code: str) -> tuple[InfusionState, ...]:
        """The infusions of a participant whose summary is fetched."""
        return self._schedules[code]

    @property
    def complete(self) -> bool:
        """Whether every participant has a summary, be it an earlier one."""
        return len(self._summaries) == len(self._codes) or not self._is_of_the_study

    @property
    def _is_of_the_study(self) -> bool:
        """Whether the rows are those of the study that is open now, which another may have taken the place of."""
        return self._app.has_study and self._app.study is self._study

    def code(self, row: int) -> str:
        """The participant in `row`."""
        return self._codes[row]

    def row_of(self, code: str) -> int:
        """The row of participant `code`, -1 where there is none."""
        return self._rows.get(code, -1)

    def _fetch(self) -> None:
        if not self._waiting or not self._is_of_the_study:
            self._timer.stop()
            return
        ends = perf_counter() + _SLICE
        fetched = [self._fetch_next()]
        while self._waiting and perf_counter() < ends:
            fetched.append(self._fetch_next())
        for first, last in _runs(sorted(fetched)):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _fetch_next(self) -> int:
        """Fetch one summary; the row it belongs to."""
        code = self._next()
        del self._waiting[code]
        self._summaries[code] = self._app.casebook.summary(code)
        self._schedules[code] = self._app.casebook.schedule(code)
        return self._rows[code]

    def _next(self) -> str:
        """The participant to be fetched next: one on show, else the first; read together with those that follow."""
        self._painted = {code: None for code in self._painted if code in self._waiting}
        order = chain(self._painted, self._waiting)
        self._app.casebook.read_ahead(islice(order, _TOGETHER))
        return next(chain(self._painted, self._waiting))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of participants."""
        return 0 if parent.isValid() else len(self._codes)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
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

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the words of a cell, the summary for who paints, a key for who sorts."""
        if not index.isValid():
            return None
        code = self._codes[index.row()]
        summary = self._summaries.get(code)
        if role == ListRole.SUMMARY:
            if summary is None:
                self._painted[code] = None
            return summary
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _CELLS[Column(index.column())](self._app, code, summary)
        if role == ListRole.SORT:
            return _sort_key(Column(index.column()), self._app, code, summary)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.NEXT and summary is not None:
            return self._app.say(summary.next_step)
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

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        """Qt: whether the row is shown."""
        if not self._sought:
            return True
        model = self.sourceModel()
        cells = (str(model.index(row, column, parent).data()) for column in Column)
        return any(self._sought in cell.casefold() for cell in cells)


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of every run of rows that follow one another."""
    for _, run in groupby(enumerate(rows), lambda numbered: numbered[1] - numbered[0]):
        together = [row for _, row in run]
        yield together[0], together[-1]


def person(app: AppState, summary: Summary) -> str:
    """Sex and age in a few words."""
    field = app.forms["demographics"].field("sex")
    choice = field.choice(summary.sex)
    sex = app.say(choice.label) if choice else ""
    return " · ".join(part for part in (sex, app.say(summary.age_text)) if part) or labels.NOTHING


def _code(_app: AppState, code: str, _summary: Summary | None) -> str:
    return code


def _person(app: AppState, _code: str, summary: Summary | None) -> str:
    return person(app, summary) if summary else ""


def _status(app: AppState, _code: str, summary: Summary | None) -> str:
    return app.say(summary.status_text) if summary else ""


def _outcome(app: AppState, _code: str, summary: Summary | None) -> str:
    return app.say(outcome_word(summary.outcome)) if summary else ""


def _next(app: AppState, _code: str, summary: Summary | None) -> str:
    return app.say(summary.next_step) if summary else ""


def _planned(_app: AppState, _code: str, summary: Summary | None) -> str:
    return labels.day(summary.first_infusion or summary.planned_start) if summary else ""


def _earliest(_app: AppState, _code: str, summary: Summary | None) -> str:
    return labels.day(summary.earliest) if summary else ""


_CELLS: dict[Column, Callable[[AppState, str, Summary | None], str]] = {
    Column.CODE: _code,
    Column.PERSON: _person,
    Column.STATUS: _status,
    Column.OUTCOME: _outcome,
    Column.NEXT: _next,
    Column.PLANNED: _planned,
    Column.EARLIEST: _earliest,
}
_ORDER = tuple(Outcome)


def _sort_key(column: Column, app: AppState, code: str, summary: Summary | None) -> str:
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
            text = _CELLS[column](app, code, summary)
            return _FAR if text == labels.NOTHING else text
        case _:
            return _CELLS[column](app, code, summary)
