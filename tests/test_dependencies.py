"""What the program needs: nothing declared that nothing imports, and a lock that agrees with what is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import ucbnk_desktop

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(ucbnk_desktop.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
IMPORTED_AS = {"pyside6-essentials": "PySide6", "pyside6-pdf": "PySide6", "sqlite-utils": "sqlite_utils"}
RUN_TIME = [Requirement(text) for text in PROJECT["dependencies"]]
DECLARED = [*RUN_TIME, *(Requirement(text) for text in PROJECT["optional-dependencies"]["test"])]


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _imported() -> set[str]:
    """The packages of others that the program imports."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"ucbnk_desktop"}


def _locked() -> dict[str, str]:
    return dict(re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^ \\;]+)", LOCK))


def test_that_every_dependency_declared_is_imported_and_none_is_imported_undeclared() -> None:
    declared = {IMPORTED_AS.get(_name(need.name), need.name) for need in RUN_TIME}
    assert _imported() - {"shiboken6"} == declared  # shiboken6 comes with PySide6


@pytest.mark.parametrize("need", DECLARED, ids=str)
def test_that_the_lock_holds_a_version_that_is_allowed(need: Requirement) -> None:
    versions = {_name(name): version for name, version in _locked().items()}
    assert need.specifier.contains(versions[_name(need.name)], prereleases=True)


def test_that_every_package_of_the_lock_has_the_hashes_of_its_files() -> None:
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", LOCK)[1:]
    assert len(blocks) == len(_locked())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)


def test_that_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert "index" not in LOCK
