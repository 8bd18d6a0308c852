"""The pages of an open study and what leads from one to the other. Imported after the window stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ucbnk_desktop.records.changes import Change

from .app_state import AppState
from .participant.participant_page import ParticipantPage
from .participants import ParticipantsPage
from .participants_model import ParticipantsModel
from .print_page import PrintPage
from .rulings.rulings_page import RulingsPage
from .study_page import StudyPage
from .today_page import TodayPage


class StudyPages(QObject):
    """Today, participants, one participant, print, study and rulings, standing in the window's stack."""

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
        self.today = TodayPage(app, self.model, stack)
        self.participants = ParticipantsPage(app, self.model, stack)
        self.participant = ParticipantPage(app, stack)
        self.printing = PrintPage(app, stack)
        self.study = StudyPage(app, stack)
        self.rulings = RulingsPage(app, stack)
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

    @property
    def by_name(self) -> dict[str, QWidget]:
        """The pages by the names the rail knows them by."""
        return {
            "today": self.today, "participants": self.participants, "participant": self.participant,
            "print": self.printing, "study": self.study, "rulings": self.rulings,
        }

    def refresh(self, name: str) -> None:
        """Show on page `name` what is kept now."""
        if name == "print":
            self.printing.refresh()
        elif name == "study":
            self.study.refresh()
        elif name == "rulings":
            self.rulings.refresh()

    def _changed(self, change: object) -> None:
        if isinstance(change, Change):
            self.participants.note(change)
