"""The window: what stands around the pages, and how one gets from page to page."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from . import labels, theme, window_geometry
from .app_state import AppState
from .frame_bars import FootLine, TopBar
from .midnight_timer import MidnightTimer
from .pages import PAGES
from .rail import Rail
from .welcome import MakeDemonstration, WelcomePage
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar
from .widgets.page_widget import PageWidget

if TYPE_CHECKING:
    from ucbnk_desktop.records.model import User

    from .participant.participant_page import ParticipantPage
    from .participants import ParticipantsPage
    from .participants_model import ParticipantsModel
    from .print_page import PrintPage
    from .rulings.rulings_page import RulingsPage
    from .study_page import StudyPage
    from .study_pages import StudyPages
    from .today_page import TodayPage

PROTOCOL = "UCBNK01"
MINIMUM = (1180, 600)
_LATER = (
    "ucbnk_desktop.records", "ucbnk_desktop.casebook", "ucbnk_desktop.screens.study_opener",
    "ucbnk_desktop.screens.criteria.board", "ucbnk_desktop.screens.participant.participant_page",
    "ucbnk_desktop.screens.study_pages",
)
"""What takes longer to load than the window: loaded once it stands, one a turn of the event loop."""


class PageStack(QStackedWidget):
    """The pages one behind the other; on a low screen the largest part of a page gives way, not the line below it."""

    def minimumSizeHint(self) -> QSize:
        """Qt: as wide as the pages need."""
        return QSize(super().minimumSizeHint().width(), 0)


class MainWindow(QMainWindow):
    """The one window. It is shown first, with few imports; the rest is loaded and a study opened once it stands."""

    loaded = Signal()

    def __init__(self, app: AppState, demonstration: MakeDemonstration) -> None:
        super().__init__()
        self.app, self._demonstration = app, demonstration
        self._wanted: tuple[Path, str, str] | None = None
        self._later: list[str] | None = None
        self._painted = False
        self.setMinimumSize(*MINIMUM)
        self._dress()
        self.rail, self.top, self.foot = Rail(app, self), TopBar(app, self), FootLine(app, self)
        self.notice = NoticeBar(app, self)
        self.stack = PageStack(self)
        self._empty = QWidget(self)
        self._empty.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.day = MidnightTimer(app, self)
        self._lay_out()
        self._connect()
        self._set_keys()
        self._name_window()
        self._take_place()

    def _lay_out(self) -> None:
        self.stack.addWidget(self._empty)
        self.foot.show_keys(False)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.notice)
        middle.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(middle, 1)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addLayout(row, 1)
        layout.addWidget(self.foot)
        centre = QWidget(self)
        centre.setProperty("role", "page")
        centre.setLayout(layout)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        app = self.app
        app.theme_changed.connect(self._dress)
        app.study_changed.connect(self.study_was_opened)
        app.language_changed.connect(self._name_window)
        app.language_changed.connect(self._tell_notices_anew)
        app.day_changed.connect(self._tell_day)
        app.user_changed.connect(self._show_user)
        app.ask_user = self._ask_user
        self.rail.chosen.connect(self.show_page)
        self.notice.first.connect(self.notice.still)

    def _set_keys(self) -> None:
        for page in PAGES:
            shortcut = QShortcut(QKeySequence(page.key), self, self._page_key)
            shortcut.setProperty("page", page.name)
        QShortcut(QKeySequence("Ctrl+N"), self, self._new_participant)
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, self.top.switch_language)

    def _dress(self) -> None:
        theme.dress(self, self.app.dark)

    def _ask_user(self) -> User | None:
        """Who says to be at the keyboard; None where that was turned down."""
        from .name_dialog import ask_user  # noqa: PLC0415 - most have given their name before

        return ask_user(self.app, QApplication.activeWindow())

    # -- the pages behind the frame, built when the first of them is asked for

    @cached_property
    def welcome(self) -> WelcomePage:
        """The first page, where no study is open."""
        page = WelcomePage(self.app, self._demonstration, self.stack)
        self.stack.addWidget(page)
        return page

    @cached_property
    def pages(self) -> StudyPages:
        """The pages of an open study."""
        from .study_pages import StudyPages  # noqa: PLC0415 - loaded after the window stands, see _LATER

        pages = StudyPages(self.app, self.stack, self)
        pages.opened.connect(self.open_participant)
        pages.todo_opened.connect(self._open_todo)
        pages.print_asked.connect(self._print_form)
        pages.ruling_asked.connect(self.show_ruling)
        pages.decision_asked.connect(self.show_decision)
        pages.left.connect(self._back_to_list)
        pages.drafted.connect(self._tell_draft)
        pages.closed.connect(self.close_study)
        return pages

    @property
    def model(self) -> ParticipantsModel:
        """The participants in a line each."""
        return self.pages.model

    @property
    def today(self) -> TodayPage:
        """What is to be done today."""
        return self.pages.today

    @property
    def participants(self) -> ParticipantsPage:
        """The list of participants."""
        return self.pages.participants

    @property
    def participant(self) -> ParticipantPage:
        """One participant."""
        return self.pages.participant

    @property
    def printing(self) -> PrintPage:
        """What goes to paper."""
        return self.pages.printing

    @property
    def rulings(self) -> RulingsPage:
        """How the principal investigator reads the protocol."""
        return self.pages.rulings

    @property
    def study(self) -> StudyPage:
        """The study file and its settings."""
        return self.pages.study

    # -- from page to page

    @property
    def page(self) -> str:
        """The name of the page on show, empty while a study is being opened."""
        shown = self.stack.currentWidget()
        if shown is self._empty:
            return ""
        if not self.app.has_study:
            return "welcome"
        return next((name for name, page in self.pages.by_name.items() if page is shown), "welcome")

    def show_page(self, name: str) -> None:
        """Show the page `name`; leaving a participant keeps what is typed as a draft."""
        self.day.look()
        if name == "welcome":
            self._show(name, self.welcome)
            self.welcome.take_focus()
        elif self.app.has_study:
            if self.page == "participant" and name != "participant":
                self.printing.prefer(self.participant.code)
                if not self.participant.close_participant():
                    self.rail.show_page("participants")
                    return
            page = self.pages.by_name[name]
            page.renew()
            self._show(name, page)
            page.take_focus()

    def _show(self, name: str, page: QWidget) -> None:
        self.rail.setVisible(name != "welcome")
        self.rail.show_page("participants" if name == "participant" else name)
        self.foot.show_keys(name == "participant")
        self.stack.setCurrentWidget(page)

    def open_participant(self, code: str) -> bool:
        """Show participant `code`; False where the user stays with another."""
        self.show_page("participant")  # first, so that the field to begin with can take the focus
        return self.participant.show_participant(code)

    def _open_todo(self, code: str, form: str, entry: object) -> None:
        if not self.open_participant(code):
            return
        if form == "infusion" and entry is None:
            self.participant.open_form(form)
        elif form and (entry is None or isinstance(entry, int)):
            self.participant.open_spot(form, entry)
        elif form:
            self.participant.open_draft(entry)

    def _print_form(self, code: str, form: str) -> None:
        self.printing.choose(code, (form,))
        self.show_page("print")

    def show_ruling(self, identifier: str) -> None:
        """Show the ruling `identifier` on its page."""
        self.show_page("rulings")
        self.rulings.select(identifier)

    def show_decision(self, identifier: str) -> None:
        """Show the ruling or the setting `identifier` where it is decided."""
        if identifier in self.app.pack.settings:
            self.show_page("study")
            self.study.select(identifier)
        else:
            self.show_ruling(identifier)

    def _back_to_list(self) -> None:
        code = self.participant.code
        self.show_page("participants")
        self.participants.select(code)

    def _new_participant(self) -> None:
        if self.app.has_study:
            self.show_page("participants")
            if self.page == "participants":
                self.participants.add()

    def _page_key(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.show_page(str(sender.property("page")))

    # -- once the window stands

    def open_later(self, study: Path | None) -> None:
        """Load the rest, and open `study`, else the one opened last, once the window stands."""
        known = self.app.preferences
        if study is None and known.last_study and known.user_name and Path(known.last_study).is_file():
            study = Path(known.last_study)
        if study is not None:
            self._wanted = study, known.user_name, known.user_role
            self.stack.setCurrentWidget(self._empty)
            self._empty.setFocus()
        self._later = list(_LATER)
        if self._painted or not self.isVisible():
            QTimer.singleShot(0, self._load_next)

    def _load_next(self) -> None:
        if self._later:
            importlib.import_module(self._later.pop(0))
            QTimer.singleShot(0, self._load_next)
            return
        self.top.name_protocol()
        self.loaded.emit()
        if self._wanted is not None:
            (study, name, role), self._wanted = self._wanted, None
            self.welcome.open_at(study, self.app.person(name, role) if name else self.welcome.unnamed_user())
            if not self.app.has_study:
                self.show_page("welcome")

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: without a study to open the first page is there at once."""
        super().showEvent(event)
        self.day.look()
        if self._wanted is None and self.stack.currentWidget() is self._empty:
            self.show_page("welcome")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: what was put off until the window stands is begun."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            if self._later is not None:
                QTimer.singleShot(0, self._load_next)

    # -- the study

    def close_study(self) -> None:
        """Close the study and go back to the first page."""
        if self._leave():
            self.app.close_study()

    def study_was_opened(self) -> None:
        """Show the study that is open now, or the first page where none is."""
        self._wanted = None
        self.participant.forget()
        self.model.reload()
        self._name_window()
        self.notice.still()
        if not self.app.has_study:
            self.welcome.retranslate()
            self.show_page("welcome")
            return
        self._tell_notices()
        self.show_page("today")

    def _tell_notices(self) -> None:
        study, language = self.app.study, self.app.language
        lines = [notice.words(language) for notice in study.notices]
        if study.limited is not None:
            lines.insert(0, study.limited.words(language))
        if self.app.as_invented:
            words = self.tr("This is the demonstration: you work as its invented user %1.")
            lines.append(labels.filled(words, self.app.user.name))
        if lines:
            tone = Tone.STOP if study.limited is not None else Tone.WAIT
            self.notice.tell("\n".join(lines), tone, self.tr("Understood"))

    def _tell_notices_anew(self) -> None:
        """In the language that is shown now; what was understood stays away."""
        if not self.notice.isHidden():
            self._tell_notices()

    def _tell_draft(self) -> None:
        self.foot.tell(self.tr("What was typed is kept as a draft."))

    def _show_user(self) -> None:
        """What a page offers depends on the role of whoever is at the keyboard."""
        shown = self.stack.currentWidget()
        if self.app.has_study and isinstance(shown, PageWidget):
            shown.renew()

    def _tell_day(self) -> None:
        if self.app.has_study:
            self.foot.tell(labels.filled(self.tr("A new day has begun: %1"), self.app.today().isoformat()))

    def _name_window(self) -> None:
        title = self.app.study.info.title if self.app.has_study else ""
        self.setWindowTitle(title if PROTOCOL in title else " · ".join(filter(None, (title, PROTOCOL))))

    def _leave(self) -> bool:
        """Keep what is typed as a draft, and wait for what is being saved; False where the user stays with it."""
        if self.app.has_study:
            if not self.participant.close_participant():
                return False
            self.printing.finish()
        return True

    # -- its place on the screen

    def _take_place(self) -> None:
        known = self.app.preferences
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        left = QRect(*known.window) if known.window is not None else None
        available = window_geometry.nearest(left or QRect(), screens)
        self.setGeometry(
            window_geometry.fitted(left, available) if left is not None else window_geometry.usual_place(available)
        )
        if known.maximised or (left is None and window_geometry.is_small(available)):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: keep drafts, remember the place, let the study file go; not while that would lose what is typed."""
        event.ignore()  # also where something goes wrong on the way: nothing can be typed off a window that is gone
        if not self._leave():
            return
        place = self.normalGeometry()
        self.app.prefer(replace(
            self.app.preferences, maximised=self.isMaximized(),
            window=(place.x(), place.y(), place.width(), place.height()),
        ))
        self.app.close_study(quietly=True)
        event.accept()
        super().closeEvent(event)
