"""The pages of an open study and what leads from one to the other. Imported after the window stands."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from ucbnk_desktop.records.changes import Change

from .app_state import AppState
from .pages import PAGES
from .participant.participant_page import ParticipantPage
from .participants import ParticipantsPage
from .participants_model import ParticipantsModel
from .print_page import PrintPage
from .rulings.rulings_page import RulingsPage
from .study_page import StudyPage
from .today_page import TodayPage
from .widgets.page_widget import PageWidget

_Page = TypeVar("_Page", bound=PageWidget)


class StudyPages(QObject):
    """The pages of the rail and one participant, by name, standing in the window's stack."""

    opened = Signal(str)
    todo_opened = Signal(str, str, object)
    print_asked = Signal(str, str)
    ruling_asked = Signal(str)
    decision_asked = Signal(str)
    left = Signal()
    drafted = Signal()
    closed = Signal()

    def __init__(self, app: AppState, stack: QStackedWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.model = ParticipantsModel(app, self)
        self.participant = ParticipantPage(app, stack)
        self.by_name: dict[str, PageWidget] = {page.name: page.build(app, self.model, stack) for page in PAGES}
        self.by_name["participant"] = self.participant
        self.today, self.participants = self._the(TodayPage), self._the(ParticipantsPage)
        self.printing, self.study, self.rulings = self._the(PrintPage), self._the(StudyPage), self._the(RulingsPage)
        for page in self.by_name.values():
            stack.addWidget(page)
        app.changed.connect(self._changed)
        self.participants.opened.connect(self.opened)
        self.today.opened.connect(self.todo_opened)
        self.today.decision_asked.connect(self.decision_asked)
        self.participant.print_asked.connect(self.print_asked)
        self.participant.ruling_asked.connect(self.ruling_asked)
        self.participant.left.connect(self.left)
        self.participant.drafted.connect(self.drafted)
        self.study.closed.connect(self.closed)
        self.rulings.opened.connect(self.opened)

    def _the(self, kind: type[_Page]) -> _Page:
        """The one page of this `kind`."""
        return next(page for page in self.by_name.values() if isinstance(page, kind))

    def _changed(self, change: object) -> None:
        if isinstance(change, Change):
            self.participants.note(change)
