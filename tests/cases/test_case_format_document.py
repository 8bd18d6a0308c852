"""docs/case-format.md says what the program reads and writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ucbnk_desktop.cases import Case, Library
from ucbnk_desktop.cases.expecting import ASPECTS
from ucbnk_desktop.cases.layer import KEYS
from ucbnk_desktop.protocol.verdicts import Outcome, State

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "case-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_that_every_example_can_be_read(read: Callable[..., tuple[Case, ...]], example: str) -> None:
    assert read(example if "base =" in example else f'base = "eligible"\n{example}')


@pytest.mark.parametrize("word", ["id", "name", "title", *KEYS, "expected", *ASPECTS, *State, *Outcome])
def test_that_every_key_and_code_is_named(word: str) -> None:
    assert f"`{word}`" in DOCUMENT


def test_that_every_base_is_named(library: Library) -> None:
    for base in library.bases:
        assert f"`{base}`" in DOCUMENT
