"""The window: what stands around the pages, and how one gets from page to page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ucbnk_desktop.records.changes import Change

from .frame_bars import FootLine, TopBar
from .marks import Tone
from .notices import Notice
from .participant.participant_page import ParticipantPage
from .participants import ParticipantsPage
from .participants_model import ParticipantsModel
from .print_page import PrintPage
from .rail import KEYS, PAGES, Rail
from .session import Session
from .study_page import StudyPage
from .today_page import TodayPage
from .welcome import MakeDemonstration, WelcomePage

MINIMUM = (1180, 680)
USUAL = (1366, 768)


class MainWindow(QMainWindow):
    """The one window. It is shown first; a study is opened when the event loop turns."""

    def __init__(self, session: Session, demonstration: MakeDemonstration) -> None:
        super().__init__()
        self.session = session
        self.setMinimumSize(*MINIMUM)
        self.setStyleSheet("QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }")
        self.model = ParticipantsModel(session, self)
        self.rail, self.top, self.foot = Rail(session, self), TopBar(session, self), FootLine(session, self)
        self.notice = Notice(session, self)
        self.stack = QStackedWidget(self)
        self.welcome = WelcomePage(session, demonstration, self)
        self.today = TodayPage(session, self.model, self)
        self.participants = ParticipantsPage(session, self.model, self)
        self.participant = ParticipantPage(session, self)
        self.printing = PrintPage(session, self)
        self.study = StudyPage(session, self)
        self._pages: dict[str, QWidget] = {
            "welcome": self.welcome, "today": self.today, "participants": self.participants,
            "participant": self.participant, "print": self.printing, "study": self.study,
        }
        self._lay_out()
        self._connect()
        self._set_keys()
        self._restore_place()
        self.show_page("welcome")

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self.stack.addWidget(page)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.notice)
        middle.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(middle, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addLayout(row, 1)
        whole.addWidget(self.foot)
        centre = QWidget(self)
        centre.setProperty("role", "page")
        centre.setLayout(whole)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        session = self.session
        session.study_changed.connect(self.study_was_opened)
        session.changed.connect(self._changed)
        session.language_changed.connect(self._name_window)
        self.rail.chosen.connect(self.show_page)
        self.participants.opened.connect(self.open_participant)
        self.today.opened.connect(self._open_todo)
        self.participant.print_asked.connect(self._print_form)
        self.participant.left.connect(self._back_to_list)
        self.participant.drafted.connect(self._tell_draft)
        self.study.closed.connect(self.close_study)
        self.notice.first.connect(self.notice.still)

    def _set_keys(self) -> None:
        for key, page in zip(KEYS, PAGES, strict=True):
            shortcut = QShortcut(QKeySequence(key), self, self._page_key)
            shortcut.setProperty("page", page)
        QShortcut(QKeySequence("Ctrl+N"), self, self._new_participant)
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, self.top.switch_language)

    # -- pages

    @property
    def page(self) -> str:
        """The name of the page on show."""
        return next(name for name, page in self._pages.items() if page is self.stack.currentWidget())

    def show_page(self, name: str) -> None:
        """Show the page `name`; leaving a participant keeps what is typed as a draft."""
        if name not in ("welcome",) and not self.session.has_study:
            return
        if self.page == "participant" and name != "participant":
            self.printing.prefer(self.participant.code)
            self.participant.close_participant()
        self.rail.setVisible(name != "welcome")
        self.rail.show_page("participants" if name == "participant" else name)
        self.foot.show_keys(name == "participant")
        if name == "print":
            self.printing.refresh()
        if name == "study":
            self.study.refresh()
        self.stack.setCurrentWidget(self._pages[name])
        if name == "participants":
            self.participants.take_focus()
        elif name == "welcome":
            self.welcome.take_focus()
        elif name in ("today", "study"):
            self._pages[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def open_participant(self, code: str) -> None:
        """Show participant `code`."""
        self.show_page("participant")  # first, so that the field to begin with can take the focus
        self.participant.show_participant(code)

    def _open_todo(self, code: str, form: str, entry: object) -> None:
        self.open_participant(code)
        if form == "infusion" and entry is None:
            self.participant.open_form(form)
        elif form:
            self.participant.open_spot(form, entry if isinstance(entry, int) else None)

    def _print_form(self, code: str, form: str) -> None:
        self.printing.choose(code, (form,))
        self.show_page("print")

    def _back_to_list(self) -> None:
        code = self.participant.code
        self.show_page("participants")
        self.participants.select(code)

    def _new_participant(self) -> None:
        if self.session.has_study:
            self.show_page("participants")
            self.participants.add()

    def _page_key(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.show_page(str(sender.property("page")))

    # -- the study

    def open_later(self, study: Path | None) -> None:
        """Open `study`, else the one opened last, once the window stands."""
        self._wanted = study
        QTimer.singleShot(0, self._open_wanted)

    _wanted: Path | None = None

    def _open_wanted(self) -> None:
        study = self._wanted
        last = self.session.preferences.last_study
        user = self.session.user
        if study is None and last and user.name and Path(last).is_file():
            study = Path(last)
        if study is None:
            return
        self.welcome.open_at(study, user if user.name else self.welcome.unnamed_user())

    def close_study(self) -> None:
        """Close the study and go back to the first page."""
        self.participant.forget()
        self.session.close_study()

    def study_was_opened(self) -> None:
        """Show the study that is open now, or the first page where none is."""
        self.participant.forget()
        self.model.reload()
        self._name_window()
        self.notice.still()
        if not self.session.has_study:
            self.welcome.retranslate()
            self.show_page("welcome")
            return
        self._tell_notices()
        self.show_page("today")

    def _tell_notices(self) -> None:
        store, language = self.session.store, self.session.language
        lines = [notice.words(language) for notice in store.notices]
        if store.limited is not None:
            lines.insert(0, store.limited.words(language))
        if lines:
            tone = Tone.STOP if store.limited is not None else Tone.WAIT
            self.notice.tell("\n".join(lines), tone, self.tr("Understood"))

    def _tell_draft(self) -> None:
        self.foot.tell(self.tr("What was typed is kept as a draft."))

    def _changed(self, change: object) -> None:
        if isinstance(change, Change):
            self.participants.note(change)

    def _name_window(self) -> None:
        title = self.session.store.study.title if self.session.has_study else ""
        self.setWindowTitle(" · ".join(part for part in (title, "UCBNK01") if part and part != "UCBNK01") or "UCBNK01")

    # -- its place on the screen

    def _restore_place(self) -> None:
        self._name_window()
        self.resize(*USUAL)
        place = self.session.preferences.window
        if place is not None and _is_seen(QRect(*place)):
            self.setGeometry(*place)
        if self.session.preferences.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: keep drafts, remember the place, let the study file go."""
        self.participant.close_participant()
        place = self.normalGeometry()
        self.session.prefer(replace(
            self.session.preferences, maximised=self.isMaximized(),
            window=(place.x(), place.y(), place.width(), place.height()),
        ))
        self.session.close_study(quietly=True)
        super().closeEvent(event)


def _is_seen(place: QRect) -> bool:
    return any(screen.availableGeometry().intersects(place) for screen in QGuiApplication.screens())
