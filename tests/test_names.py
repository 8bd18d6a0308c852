"""Names that are found by whoever looks for them: one meaning a class."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import ucbnk_desktop

PACKAGE = Path(ucbnk_desktop.__file__).parent


def _public_names(path: Path) -> Iterator[str]:
    """The classes and the named types that a module defines for others."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            yield ast.unparse(node.target)


def test_that_a_public_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in _public_names(path):
            if not name.startswith("_"):
                places[name].append(path.relative_to(PACKAGE).as_posix())
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_that_a_participant_is_no_she() -> None:
    """Half of the children are boys; and a pronoun makes the reader look for whom it means."""
    words = re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE)
    found = [path.name for path in sorted(PACKAGE.rglob("*.py")) if words.search(path.read_text(encoding="utf-8"))]
    assert found == []


TESTS = Path(__file__).parent
OF_THE_WHOLE = {
    "benchmarks": "measures; each names what it is held against",
    "faults": "whole programs are killed, and disks refuse",
    "journeys": "a visit from the first key to the printed page",
    "protocol/properties": "what holds of every record that can be typed",
}
"""Folders whose tests belong to no module, and why."""

OF_NO_MODULE = {
    "test_caches.py": "every cache of the package",
    "test_dependencies.py": "what pyproject.toml and the lock declare",
    "test_layers.py": "the layers as a running interpreter sees them",
    "test_names.py": "names",
    "test_papers.py": "docs",
    "test_readme.py": "README.md",
    "casebook/test_demonstration.py": "the room `demonstration`, read through the casebook with its fixtures",
    "protocol/test_evidence.py": "the record of all reasons, evidence.txt, over every shipped case",
    "protocol/test_what_each_answer_changes.py": "the record of the same name, over every field",
    "records/test_older_study.py": "a whole file of an older program, opened, judged and printed",
    "screens/test_road_of_a_value.py": "the road of a value through every layer (docs/architecture.md)",
}
"""Files whose tests belong to no module, and why."""


def _is_named_after_a_module(path: Path) -> bool:
    """Whether its folder in the package holds such a module or room, alone or followed by what the tests are about."""
    room = PACKAGE / path.parent.relative_to(TESTS)
    places = [room] if room.is_dir() else [PACKAGE]
    names = {one.stem for place in places for one in place.iterdir() if one.suffix == ".py" or one.is_dir()}
    subject = path.stem.removeprefix("test_")
    return any(subject == name or subject.startswith(f"{name}_") for name in names)


def test_that_every_file_of_tests_is_named_after_a_module_or_stands_above_with_a_reason() -> None:
    files = {path.relative_to(TESTS).as_posix(): path for path in sorted(TESTS.rglob("test_*.py"))}
    astray = {
        name for name, path in files.items()
        if path.parent.relative_to(TESTS).as_posix() not in OF_THE_WHOLE and not _is_named_after_a_module(path)
    }
    assert astray == set(OF_NO_MODULE)
    assert all((TESTS / folder).is_dir() for folder in OF_THE_WHOLE)
