"""A small demonstration study for the commands, and a way to call them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.command_line import Answered, Call
from tests.helpers.study_clock import NOW, TODAY
from ucbnk_desktop import commands, demonstration, places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "demo.ucbnk"
    forms, pack = read_forms(places.forms()), read_pack(places.resources("protocol"))
    demonstration.build(path, forms, pack, today=TODAY, codes=("D-001", "D-004", "D-015"))
    return path


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    """A study file of the test's own, in a folder as users have them."""
    folder = tmp_path / "研究 #1"
    folder.mkdir()
    return Path(shutil.copyfile(built, folder / "研究.ucbnk"))


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls a command in this process, with a window that only notes that it was asked for."""

    def called(*arguments: object) -> Answered:
        windows: list[Path | None] = []

        def window(path: Path | None) -> int:
            windows.append(path)
            return 0

        code = commands.main([str(argument) for argument in arguments], show_window=window, now=lambda: NOW)
        said = capsys.readouterr()
        return Answered(int(code), said.out, said.err, tuple(windows))

    return called
