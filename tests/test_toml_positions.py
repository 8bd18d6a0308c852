"""The line of everything in a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.toml_positions import line_numbers, line_of

SOURCE = '''a = 1  # one
b.c."d.e" = [ # a list
  { q = 1, r = "}" },
  "z]", 'it''s',
]
[[case]]
n = """x
y = 2 \\""" [no] """
on = 2025-03-10 09:10:00
[case.forms.lab]
anc = "1"
[[case]]
forms.x.y = { z = [1,
2] }
'''.replace("'it''s'", "'its'")


@pytest.mark.parametrize(("where", "line"), [
    (("a",), 1), (("b",), 2), (("b", "c", "d.e"), 2), (("b", "c", "d.e", 0), 3), (("b", "c", "d.e", 0, "r"), 3),
    (("b", "c", "d.e", 1), 4), (("b", "c", "d.e", 2), 4), (("case", 0), 6), (("case", 0, "n"), 7),
    (("case", 0, "on"), 9), (("case", 0, "forms", "lab"), 10), (("case", 0, "forms", "lab", "anc"), 11),
    (("case", 1), 12), (("case", 1, "forms", "x", "y", "z"), 13), (("case", 1, "forms", "x", "y", "z", 1), 14),
])
def test_that_a_thing_is_found_on_its_line(where: tuple[str | int, ...], line: int) -> None:
    assert line_numbers(SOURCE)[where] == line


def test_that_what_is_not_there_lies_in_the_nearest_table() -> None:
    lines = line_numbers(SOURCE)
    assert line_of(lines, ("case", 0, "forms", "lab", "plt")) == 10
    assert line_of(lines, ("nothing",)) == 1


def _paths(data: Any, within: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        yield (*within, key)
        yield from _paths(value, (*within, key))


@pytest.mark.parametrize("path", sorted([*places.forms().glob("*.toml"), *places.resources().rglob("*.toml")]),
                         ids=lambda path: path.name)
def test_that_everything_in_a_shipped_file_has_a_line(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    lines = line_numbers(source)
    assert [where for where in _paths(tomllib.loads(source)) if where not in lines] == []
