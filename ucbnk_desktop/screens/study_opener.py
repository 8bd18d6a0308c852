"""What it takes to open a study: the definitions and the casebook. Imported after the window stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Refused, Study, create_study, open_study
from ucbnk_desktop.casebook.roles import is_named
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import DefinitionError, read_forms
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack, read_pack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User


class StudyOpener:
    """Opens and makes study files by one clock; definitions are read when first asked for."""

    faults = (StoreFault, Refused)

    def __init__(
        self, now: Callable[[], datetime], today: Callable[[], date], invented: Callable[[], User] | None = None
    ) -> None:
        self._now, self._today, self._invented = now, today, invented

    @cached_property
    def forms(self) -> Mapping[str, FormDefinition]:
        """Every form definition by key, in path order; StoreFault naming file and line where one is wrong."""
        try:
            return read_forms(places.forms())
        except (DefinitionError, OSError) as error:
            raise StoreFault("command_definitions", message=str(error)) from error

    @cached_property
    def pack(self) -> ProtocolPack:
        """The protocol pack of the program, the first version of every study; StoreFault where it is wrong."""
        try:
            return read_pack(places.resources("protocol"))
        except (PackError, OSError) as error:
            raise StoreFault("command_definitions", message=str(error)) from error

    def user(self, name: str, role: str) -> User:
        """Who acts."""
        return User(name, role)

    def is_named(self, user: User) -> bool:
        """Whether somebody has said who `user` is."""
        return is_named(user.name)

    def open(self, path: Path, user: User) -> Study:
        """The study file `path`; a demonstration, where nobody gave a name, by its invented coordinator.

        StoreFault in words, also where it adopted what this program cannot apply.
        """
        invented = None if self._invented is None or is_named(user.name) else self._invented()
        return open_study(
            path, self._sound_forms(), self.pack, user=user, now=self._now, today=self._today, invented=invented
        )

    def create(self, path: Path, title: str, user: User) -> Study:
        """A new, empty study file at `path`; StoreFault in words."""
        return create_study(
            path, self._sound_forms(), self.pack, title=title, user=user, now=self._now, today=self._today
        )

    def _sound_forms(self) -> Mapping[str, FormDefinition]:
        """The forms, once the pack is known to be sound too: no file is held for definitions that cannot be used."""
        return self.forms if self.pack else {}
