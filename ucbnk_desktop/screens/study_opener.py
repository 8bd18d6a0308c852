"""What it takes to open a study: the store, the definitions, the casebook. Imported after the window stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook, protocol_versions
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import DefinitionError, read_forms
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack, read_pack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store


class StudyOpener:
    """Opens and makes study files by one clock; definitions are read when first asked for."""

    fault = StoreFault

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

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

    def open(self, path: Path, user: User) -> Store:
        """The study file `path`; StoreFault in words, also where it adopted what this program cannot apply."""
        store = Store.open(path, self._sound_forms(), user=user, now=self._now)
        try:
            protocol_versions.known(self.pack, store.amendments(), store.transfers())
        except StoreFault:
            store.close()
            raise
        return store

    def create(self, path: Path, title: str, user: User) -> Store:
        """A new, empty study file at `path`; StoreFault in words."""
        return Store.create(path, self._sound_forms(), title=title, user=user, now=self._now)

    def casebook(self, store: Store, today: Callable[[], date]) -> Casebook:
        """The participants of `store`, put to the protocol."""
        return Casebook(store, self.forms, self.pack, today)

    def _sound_forms(self) -> Mapping[str, FormDefinition]:
        """The forms, once the pack is known to be sound too: no file is held for definitions that cannot be used."""
        return self.forms if self.pack else {}
