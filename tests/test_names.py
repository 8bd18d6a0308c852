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
