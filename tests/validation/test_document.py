"""docs/case-format.md and its Chinese version say what the program reads and writes, and say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.validation import Case, JudgedCase, Library, exported, judge, read_cases
from ucbnk_desktop.validation.expectations import ASPECTS
from ucbnk_desktop.validation.layers import KEYS
from ucbnk_desktop.wording import Language

FOLDER = Path(__file__).resolve().parents[2] / "docs"
DOCUMENTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("case-format.md", "case-format.zh.md")}
EXAMPLES = [
    example for document in DOCUMENTS.values() for example in re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_that_every_example_is_read_and_one_that_stands_alone_is_found_as_expected(
    read: Callable[..., tuple[Case, ...]], library: Library, example: str
) -> None:
    cases = read(example if "base =" in example else f'base = "eligible"\n{example}')
    assert cases
    for case in cases if "base =" in example else ():
        for one in case.expected:
            verdicts = judge(case, library.pack)
            found = verdicts.at_infusion if one.at_infusion else verdicts.assessment.verdicts
            states = {verdict.criterion: str(verdict.state) for verdict in found}
            assert one.aspect != "state" or states[one.subject] == one.wanted[0]


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize(
    "word", ["id", "name", "title", *KEYS, "expected", *ASPECTS, *State, *Outcome, *(f'"[{one}]"' for one in Missing)]
)
def test_that_every_key_and_code_is_named(document: str, word: str) -> None:
    assert f"`{word}`" in document


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_that_every_base_and_every_key_of_the_json_is_named(library: Library, document: str) -> None:
    for base in library.bases:
        assert f"`{base}`" in document
    [case] = exported([_judged(library)], [], library, Language.ZH)["cases"]
    criterion = case["criteria"][0]
    for key, value in (*case.items(), *criterion.items()):
        sign = "[]" if isinstance(value, list) else "{}" if isinstance(value, Mapping) and key != "name" else ""
        assert f"`{key}{sign}`" in document


def test_that_both_versions_have_the_same_sections_tables_and_examples() -> None:
    english, chinese = DOCUMENTS.values()
    for pattern in (r"^## \d+", r"^\| *`[^|]*` *\|", r"^```\w*.*$"):
        one, other = (re.findall(pattern, document, re.MULTILINE) for document in (english, chinese))
        assert [_plain(found) for found in one] == [_plain(found) for found in other]


def _plain(found: str) -> str:
    return found.replace("、", ", ")


def _judged(library: Library) -> JudgedCase:
    return judge(read_cases(library.folder / "bases.toml", library)[0], library.pack)
