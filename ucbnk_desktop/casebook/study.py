"""One open study file as screens and commands hold it: what it keeps is read here, `steps` alone write to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records.audit_trail import ChainHead, HistoryRow
from ucbnk_desktop.records.changes import Change
from ucbnk_desktop.records.faults import Discrepancy, StoreFault, StoreNotice
from ucbnk_desktop.records.model import Decision, Draft, Participant, StoredEntry, StudyInfo, User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.site_time import SITE_ZONE

from . import roles
from .casebook import Casebook
from .roles import Action

Clock = Callable[[], datetime]


class Study:
    """A study file that is open until `close`; `book` puts its participants to the protocol.

    Readings raise StoreFault where the file cannot be read.
    """

    def __init__(
        self, store: Store, forms: Mapping[str, FormDefinition], pack: ProtocolPack, today: Callable[[], date]
    ) -> None:
        self._store = store
        self.book = Casebook(store, forms, pack, today)

    @property
    def user(self) -> User:
        """Who acts."""
        return self._store.user

    def sign_in(self, user: User) -> None:
        """From now on `user` acts, with the drafts of nobody in particular where no name was given before.

        RoleRefused for a role that the program does not know.
        """
        roles.check(user, Action.READ)
        self._store.sign_in(user, with_drafts=not roles.is_named(self.user.name))

    def watch(self, listener: Callable[[Change], None]) -> None:
        """Tell `listener` of every change once it is safely kept."""
        self._store.watch(listener)

    def close(self) -> None:
        """Let the file go."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the file

    @property
    def info(self) -> StudyInfo:
        """Where it lies, what it is called, whether it is a demonstration."""
        return self._store.study

    @property
    def head(self) -> ChainHead:
        """The last link of the history."""
        return self._store.head

    @property
    def notices(self) -> tuple[StoreNotice, ...]:
        """What the user should know although nothing failed."""
        return self._store.notices

    @property
    def limited(self) -> StoreFault | None:
        """What keeps the study from being written to while it can be read."""
        return self._store.limited

    def verify(self) -> tuple[Discrepancy, ...]:
        """Everything in the file that is not as its history says; empty for a sound file."""
        roles.check(self.user, Action.VERIFY)
        return self._store.verify()

    # -- what it keeps

    def participants(self) -> tuple[Participant, ...]:
        """Everyone screened, in the order of screening."""
        return self._store.participants()

    def entries(self, code: str, form: str) -> tuple[StoredEntry, ...]:
        """Every entry of `form`, oldest first; struck ones too, and marked."""
        return self._store.entries(code, form)

    def standing_entries(self, code: str, form: str) -> tuple[StoredEntry, ...]:
        """The entries of `form` that are not struck, oldest first."""
        return tuple(entry for entry in self._store.entries(code, form) if entry.struck is None)

    def entry(self, code: str, form: str, number: int) -> StoredEntry | None:
        """The entry `number` of `form`, struck or not; None where there is none."""
        return self._store.entry(code, form, number)

    def history(
        self, *, participant: str | None = None, form: str | None = None, entry: int | None = None
    ) -> tuple[HistoryRow, ...]:
        """The history rows for which every given argument holds, oldest first."""
        return self._store.history(participant=participant, form=form, entry=entry)

    def decisions(self) -> Mapping[str, Decision]:
        """The rulings and settings in force, by id."""
        return self._store.decisions()

    def decision_history(self, identifier: str) -> tuple[Decision, ...]:
        """Every version of one decision, oldest first."""
        return self._store.decision_history(identifier)

    def own_drafts(self) -> tuple[Draft, ...]:
        """What the user typed and did not save, oldest first."""
        return tuple(draft for draft in self._store.drafts() if draft.kept_by == self.user.name)


def open_study(
    path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, *, user: User, now: Clock,
    today: Callable[[], date] | None = None, invented: User | None = None,
) -> Study:
    """The study file `path`, a demonstration opened by `invented` where one is given.

    `today` answers the calendar day at the study site; by default it is that of `now`.
    StoreFault in words, also where it adopted what this program cannot apply; RoleRefused for an unknown role.
    """
    roles.check(user, Action.READ)
    store = Store.open(path, forms, user=user, now=now, invented=invented)
    study = Study(store, forms, pack, today or _day_of(now))
    try:
        study.book.protocols()
    except StoreFault:
        study.close()
        raise
    return study


def create_study(
    path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, *, title: str, user: User, now: Clock,
    today: Callable[[], date] | None = None, demonstration: bool = False,
) -> Study:
    """A new, empty study file at `path`, `today` as for `open_study`; StoreFault, RoleRefused for an unknown role."""
    roles.check(user, Action.READ)
    store = Store.create(path, forms, title=title, user=user, now=now, demonstration=demonstration)
    return Study(store, forms, pack, today or _day_of(now))


def _day_of(now: Clock) -> Callable[[], date]:
    return lambda: now().astimezone(SITE_ZONE).date()
