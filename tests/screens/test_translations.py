"""The interface texts: all translated, built, and free of the wrong translations the trial's words list names."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication

from ucbnk_desktop import places
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.wording import Language

ROOT = Path(__file__).resolve().parents[2]
REFUSED = (
    "审判", "国防部", "先证者", "辍学", "电子病历表", "监视器", "显示器", "审计踪迹", "审核线索", "网站", "赞助商",
    "盲人", "冲刷", "荷尔蒙",
)


def _messages(path: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield str(context.findtext("name")), str(message.findtext("source")), translation


@pytest.fixture(scope="module")
def texts_file() -> Path:
    return places.resources("i18n", "ucbnk_zh_CN.ts")


def _tool(name: str) -> str:
    found = [path for path in Path(sys.executable).parent.glob(f"{name}*") if path.is_file()]
    assert found, name
    return str(found[0])


def test_that_every_text_belongs_to_a_class_or_function(texts_file: Path) -> None:
    """A function within a function before the first class makes the collector lose the class's name."""
    assert "" not in {context for context, _, _ in _messages(texts_file)}


def test_that_no_text_is_untranslated(texts_file: Path) -> None:
    open_ones = [
        (context, source) for context, source, translation in _messages(texts_file)
        if translation.get("type") == "unfinished" or not translation.text
    ]
    assert open_ones == []


def test_that_every_text_of_the_screens_stands_in_the_file(texts_file: Path, tmp_path: Path) -> None:
    sources = [ROOT / "ucbnk_desktop/app.py", *sorted((ROOT / "ucbnk_desktop/screens").rglob("*.py"))]
    fresh = tmp_path / "fresh.ts"
    subprocess.run(
        [_tool("pyside6-lupdate"), "-locations", "none", *map(str, sources), "-ts", str(fresh)],
        check=True, capture_output=True,
    )
    assert {m[:2] for m in _messages(fresh)} == {m[:2] for m in _messages(texts_file)}


def test_that_the_built_texts_are_those_of_the_file(texts_file: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.qm"
    subprocess.run(
        [_tool("pyside6-lrelease"), str(texts_file), "-qm", str(built)], check=True, capture_output=True
    )
    assert built.read_bytes() == texts_file.with_suffix(".qm").read_bytes()


def test_that_every_place_and_every_named_place_is_in_both_languages(texts_file: Path) -> None:
    places_of = re.compile(r"%\d|\{\w*\}")
    for context, source, translation in _messages(texts_file):
        assert sorted(places_of.findall(source)) == sorted(places_of.findall(translation.text or "")), (context, source)


def test_that_no_wrong_translation_of_the_words_list_is_used(texts_file: Path) -> None:
    for context, source, translation in _messages(texts_file):
        for word in REFUSED:
            assert word not in (translation.text or ""), (context, source)


def test_that_no_text_is_an_f_string_or_glued_to_a_variable() -> None:
    for path in sorted((ROOT / "ucbnk_desktop/screens").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\btr\(\s*f[\"']", code), path.name
        assert not re.search(r"\{self\.tr\(", code), path.name
        assert not re.search(r"\.tr\(\w+\)", code), path.name


def test_that_qts_own_texts_are_chinese_too(workstation: AppState) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    workstation.set_language(Language.EN)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_that_every_station_state_and_role_has_a_word(workstation: AppState) -> None:
    for language in Language:
        workstation.set_language(language)
        words = [labels.step_word(step) for step in ("consent", "history", "performance", "laboratory", "criteria",
                                                    "enrolment", "infusions", "follow_up")]
        words += [labels.role_word(role) for role in ("coordinator", "investigator", "pi", "monitor", "administrator")]
        assert len(set(words)) == len(words)
        assert all(word.isascii() is (language is Language.EN) for word in words)


def test_that_places_are_filled_from_the_last_to_the_first() -> None:
    assert labels.filled("%1 %2 %10", *"abcdefghij") == "a b j"
