"""The README says what the program does: its commands, exit codes and libraries are those of the code."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from ucbnk_desktop.commands import NAME, Exit, parser
from ucbnk_desktop.wording import Language

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
FOLDERS = set(re.findall(r"`((?:forms|resources|ucbnk_desktop|tests)/[\w/]*)`", README))


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(action for action in parser(Language.EN)._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("name", sorted(commands()))
def test_that_the_readme_names_every_command_with_its_options(name: str) -> None:
    lines = [line for line in README.splitlines() if line.startswith(f"| `{NAME} {name}")]
    assert lines
    shown = set(re.findall(r"--[a-z-]+", " ".join(lines)))
    options = {option for action in commands()[name]._actions for option in action.option_strings}
    assert shown == {option for option in options if option.startswith("--")} - {"--help", "--language"}


def test_that_the_readme_names_every_exit_code() -> None:
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == [str(int(code)) for code in Exit]


def test_that_the_readme_names_the_libraries_that_the_check_installs() -> None:
    wanted = re.findall(r"^(?:offscreen|window)=\((.*)\)$", CI, re.MULTILINE)
    told = re.search(r"apt-get install (.*)", README)
    assert told is not None
    assert told.group(1).split() == " ".join(wanted).split()


def test_that_the_check_runs_the_test_command_of_the_readme() -> None:
    line = next(line for line in README.splitlines() if "-m pytest" in line)
    assert line.startswith("python3 -m venv .venv-test && ")
    assert "python=.venv-test/bin/python" in CI


@pytest.mark.parametrize("place", sorted(FOLDERS))
def test_that_every_folder_the_readme_names_is_there(place: str) -> None:
    assert (ROOT / place).is_dir()
