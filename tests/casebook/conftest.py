"""The demonstration study, built once for all tests of the casebook; whoever writes gets a copy of the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.study_clock import NOW, TODAY, Ticking
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import Casebook
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import ProtocolPack, read_pack
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store


@pytest.fixture(scope="session")
def forms() -> Mapping[str, FormDefinition]:
    return read_forms(places.forms())


@pytest.fixture(scope="session")
def pack() -> ProtocolPack:
    return read_pack(places.resources("protocol"))


@pytest.fixture(scope="session")
def demo_file(
    tmp_path_factory: pytest.TempPathFactory, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Path:
    path = tmp_path_factory.mktemp("demonstration") / "demo.ucbnk"
    demonstration.build(path, forms, pack, today=TODAY)
    return path


@pytest.fixture
def open_copy(
    demo_file: Path, tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Callable[[], Casebook]]:
    """Opens a copy of the demonstration that the test may write to."""
    stores: list[Store] = []

    def opened() -> Casebook:
        path = tmp_path / f"copy-{len(stores)}.ucbnk"
        shutil.copyfile(demo_file, path)
        clock = Ticking()
        store = Store.open(path, forms, user=User("虚构协调员甲", "coordinator"), now=clock)
        stores.append(store)
        return Casebook(store, forms, pack, clock.today)

    yield opened
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def demo(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Casebook]:
    """The demonstration as it was built; nobody writes to it."""
    path = tmp_path_factory.mktemp("read") / "demo.ucbnk"
    shutil.copyfile(demo_file, path)
    with Store.open(path, forms, user=User("虚构协调员甲", "coordinator"), now=lambda: NOW) as store:
        yield Casebook(store, forms, pack, lambda: TODAY)


@pytest.fixture
def casebook(open_copy: Callable[[], Casebook]) -> Casebook:
    """A copy of the demonstration that the test may write to."""
    return open_copy()


@pytest.fixture
def empty(
    tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Casebook]:
    """A study without participants and without a single decision."""
    clock = Ticking()
    path = tmp_path / "empty.ucbnk"
    with Store.create(path, forms, title="试", user=User("甲", "coordinator"), now=clock) as store:
        yield Casebook(store, forms, pack, clock.today)
