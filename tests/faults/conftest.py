"""A study with the real forms, and programs that are started to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records import Store, User

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="session")
def forms() -> Mapping[str, FormDefinition]:
    return read_forms(places.forms())


@pytest.fixture
def reopen(path: Path, forms: Mapping[str, FormDefinition]) -> Callable[..., Store]:
    """Opens the study as the next start of the program does; another user may be given."""

    def again(user: User | None = None) -> Store:
        return Store.open(path, forms, user=user or User("李", "investigator"), now=lambda: datetime.now(UTC))

    return again


@pytest.fixture
def path(tmp_path: Path, forms: Mapping[str, FormDefinition]) -> Path:
    """A closed study with one participant."""
    file = tmp_path / "断电 #1.ucbnk"
    user = User("王", "coordinator")
    with Store.create(file, forms, title="演示", user=user, now=lambda: datetime.now(UTC)) as store:
        store.screen("P1")
    return file


@pytest.fixture
def start(path: Path) -> Iterator[Start]:
    """Starts `saving.py` on the study; whatever still runs afterwards is killed."""
    running: list[subprocess.Popen[str]] = []
    program = Path(__file__).with_name("saving.py")

    def run(*arguments: object) -> subprocess.Popen[str]:
        verb, *rest = map(str, arguments)
        process = subprocess.Popen(
            [sys.executable, str(program), verb, str(path), *rest], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()
