"""What every screen shares: the open study, the user, the language, light or dark; and who is told when they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from ucbnk_desktop import settings
from ucbnk_desktop.settings import Preferences
from ucbnk_desktop.site_time import SITE_ZONE
from ucbnk_desktop.wording import Language, Text

from . import theme
from .translations import Translations

if TYPE_CHECKING:  # the window is shown first; what opens a study is loaded when the first one is opened
    from ucbnk_desktop.casebook import Casebook, Refused, Study
    from ucbnk_desktop.forms.definition import FormDefinition
    from ucbnk_desktop.protocol.pack import ProtocolPack
    from ucbnk_desktop.records.changes import Change
    from ucbnk_desktop.records.faults import StoreFault
    from ucbnk_desktop.records.model import User

    from .study_opener import StudyOpener
    from .tasks import Tasks

_Written = TypeVar("_Written")



def wall_clock() -> datetime:
    """The time of this computer, with its offset."""
    return datetime.now().astimezone()


def _nobody() -> None:
    """Nobody answers."""


class AppState(QObject):
    """One user at one workstation, with or without an open study.

    `changed` carries the `Change` of a step after it is committed; `study_changed` tells that a study was opened or
    closed; `user_changed` that somebody else is at the keyboard of the open study; `language_changed` comes after
    every translator is in place; `theme_changed` after the colours are. `day_changed` tells that another calendar day
    has begun at the study site, after the casebook let go of the old one. `as_invented` says that the open study is a
    demonstration, opened by its invented coordinator for somebody who gave no name. `ask_user` asks who is at the
    keyboard; the window gives it, and until then nobody is there to answer.
    """

    changed = Signal(object)
    language_changed = Signal()
    theme_changed = Signal()
    study_changed = Signal()
    user_changed = Signal()
    day_changed = Signal()

    def __init__(
        self, app: QApplication, file: Path, *, now: Callable[[], datetime] = wall_clock,
        invented: Callable[[], User] | None = None, parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app, self._file, self._invented = app, file, invented
        self.now = now
        self.ask_user: Callable[[], User | None] = _nobody
        self.preferences: Preferences = settings.load(file)
        self.translations = Translations(app)
        self.saved_at: datetime | None = None
        self._open: Study | None = None
        self._asking = self._declined = self.as_invented = False
        self._day = self.today()
        self.translations.install(self.language)
        theme.prepare(app, self.dark)

    # -- the workstation

    @property
    def language(self) -> Language:
        """The language of every text shown."""
        return self.preferences.language

    @property
    def dark(self) -> bool:
        """Whether the dark colours are on."""
        return self.preferences.dark

    @property
    def user(self) -> User:
        """Who types: of the open study, else who used the workstation last."""
        if self._open is not None:
            return self._open.user
        return self.person(self.preferences.user_name, self.preferences.user_role)

    def person(self, name: str, role: str) -> User:
        """Somebody who may open a study."""
        return self.opening.user(name, role)

    def set_language(self, language: Language) -> None:
        """Show every text in `language` from now on; what is being typed stays."""
        if language != self.language:
            self.prefer(replace(self.preferences, language=language))
            self.translations.install(language)
            self.language_changed.emit()

    def set_dark(self, dark: bool) -> None:
        """Show the dark or the light colours from now on."""
        if dark != self.dark:
            self.prefer(replace(self.preferences, dark=dark))
            theme.prepare(self._app, dark)
            self.theme_changed.emit()

    def prefer(self, preferences: Preferences) -> None:
        """Take and keep `preferences`; that they could not be kept is no fault of the user's work."""
        self.preferences = preferences
        settings.save(preferences, self._file)

    def say(self, text: Text) -> str:
        """`text` in the language shown."""
        return text.in_(self.language)

    def today(self) -> date:
        """Today at the study site."""
        return self.now().astimezone(SITE_ZONE).date()

    def look_at_day(self) -> None:
        """Tell everybody where it is another day than at the last look; what is typed is nobody's concern here."""
        today = self.today()
        if today == self._day:
            return
        self._day = today
        if self.has_study:
            self.casebook.new_day()
        self.day_changed.emit()

    # -- what is loaded when it is first asked for

    @cached_property
    def opening(self) -> StudyOpener:
        """What it takes to open a study."""
        from .study_opener import StudyOpener  # noqa: PLC0415 - store and protocol take longer to load than the window

        return StudyOpener(self.now, self.today, self._invented)

    @cached_property
    def tasks(self) -> Tasks:
        """Where work goes that takes its time."""
        from .tasks import Tasks  # noqa: PLC0415 - threads are loaded with the first work for them

        return Tasks(self)

    @property
    def forms(self) -> Mapping[str, FormDefinition]:
        """Every form definition by key, in path order."""
        return self.opening.forms

    @property
    def pack(self) -> ProtocolPack:
        """The protocol pack of the program: its settings and rulings hold for every version."""
        return self.opening.pack

    def pack_named(self, version: str) -> ProtocolPack:
        """The version of the protocol that an assessment names; KeyError where the open study has none such."""
        return self.casebook.protocols().named(version).pack

    # -- the study

    @property
    def has_study(self) -> bool:
        """Whether a study is open."""
        return self._open is not None

    @property
    def study(self) -> Study:
        """The open study; asking without one is a fault of the program."""
        assert self._open is not None, "no study is open"
        return self._open

    @property
    def casebook(self) -> Casebook:
        """The participants of the open study, put to the protocol."""
        return self.study.book

    def open_study(self, path: Path, user: User) -> None:
        """Open the study file `path`; StoreFault in words, and the study open before stays open."""
        self.take(self.opening.open(path, user), user)

    def create_study(self, path: Path, *, title: str, user: User) -> None:
        """Make a new, empty study file and open it; StoreFault in words."""
        self.take(self.opening.create(path, title, user), user)

    def attempt(self, opening: Callable[[], None]) -> str:
        """Do `opening`, which opens or makes a study; in words what stands in the way, empty where nothing does."""
        try:
            opening()
        except self.opening.faults as fault:
            return self.words_of(fault)
        return ""

    def words_of(self, error: StoreFault | Refused) -> str:
        """Why a study could not be opened, or a step not be done, in the language shown."""
        words = error.words(self.language)
        return words if isinstance(words, str) else "\n".join(words)

    def take(self, study: Study, asked: User) -> None:
        """Go on with `study`, which the session owns from now on; `asked` wanted to open it."""
        self.close_study(quietly=True)
        study.watch(self._tell)
        self._open, self._declined = study, False
        self.as_invented = study.user != asked
        self.saved_at = None
        self.prefer(self.preferences.with_study(study.info.path))
        if not self.as_invented:
            self._remember_user()
        self.study_changed.emit()

    def close_study(self, *, quietly: bool = False) -> None:
        """Close the open study; `quietly` where another is opened in its place."""
        if self._open is None:
            return
        study, self._open = self._open, None
        study.close()
        if not quietly:
            self.study_changed.emit()

    # -- who does a step

    def do(self, step: Callable[[Casebook], _Written], *, again: bool = True) -> _Written:
        """Do one step of the open study.

        Whoever has not given a name is asked for it first, and then the step goes on; where that was turned down
        before, only for what is done `again`. What stands against a step leaves as the step raises it.
        """
        from ucbnk_desktop.casebook import NameNeeded  # noqa: PLC0415 - the window is shown first

        try:
            return step(self.casebook)
        except NameNeeded:
            if (self._declined and not again) or not self._ask_name():
                raise
            return step(self.casebook)

    def named(self) -> bool:
        """Whether somebody has said who is at the keyboard, now that it is asked."""
        return self.opening.is_named(self.user) or self._ask_name()

    def sign_in(self, user: User) -> None:
        """From now on `user` acts in the open study."""
        self.study.sign_in(user)
        self.as_invented = False
        self._remember_user()
        self.user_changed.emit()

    def _ask_name(self) -> bool:
        """Ask who is at the keyboard, and sign that person in."""
        if self._asking:
            return False
        self._asking = True
        try:
            user = self.ask_user()
        finally:
            self._asking = False
        self._declined = user is None
        if user is not None:
            self.sign_in(user)
        return user is not None

    def _remember_user(self) -> None:
        user = self.study.user
        if self.opening.is_named(user):
            self.prefer(replace(self.preferences, user_name=user.name, user_role=user.role))

    def _tell(self, change: Change) -> None:
        self.saved_at = self.now()
        self.changed.emit(change)
