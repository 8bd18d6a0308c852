"""A text that is no TOML is refused with line, key and cause, wholly in the user's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.case_texts import Refuse
from ucbnk_desktop.protocol.verdicts import Named
from ucbnk_desktop.validation import Library, read_cases, validate
from ucbnk_desktop.validation.faults import CaseFaults
from ucbnk_desktop.wording import Language, text

BASE = 'base = "eligible"\n'
BROKEN = [
    ('name = "abc', 2, "name", "quote"),
    ("name = 'abc", 2, "name", "quote"),
    ('name = """abc', 2, "name", "quote"),
    ('name = "a\x00b"', 2, "name", "character"),
    ("day = 2025-03-20\nday = 2025-03-21", 3, "day", "twice"),
    ('[settings]\nfrom = "unset"\n[settings]\nfrom = "unset"', 4, "settings", "twice"),
    ('expected = { I7 = "met", I7 = "not_met" }', 2, "expected", "twice"),
    ("forms.diagnosis.other_sites = [", 2, "forms.diagnosis.other_sites", "array"),
    ('expected = { I7 = "met"', 2, "expected", "braces"),
    ('expected = {\n I7 = "met"\n}', 2, "expected", "braces"),
    ("[expected\n", 2, "", "header"),
    ('[[case]\nid = "x"', 2, "case[1]", "header"),
    ('name = "C:\\数据"', 2, "name", "escape"),
    ('name = "\\ud800"', 2, "name", "escape"),
    ("forms.screening.first_procedure_at = 2025-03-10 25:00:00", 2, "forms.screening.first_procedure_at", "date"),
    ("[settings]\nvalidity_days_lab 5", 3, "", "pair"),
    ('{"base": "eligible"}', 2, "", "pair"),
    ("[[case]]\n[[case]]\nforms.laboratory.plt = 075", 4, "case[2].forms.laboratory.plt", "more"),
    ("forms.demographics.sex = male", 2, "forms.demographics.sex", "value"),
    ("day =", 2, "day", "empty"),
    ("name = “血小板”", 2, "name", "wide"),
    ("name ＝ 'x'", 2, "", "wide"),
    ("x = " + "[" * 3000, 2, "x", "deep"),
    ("forms.laboratory.plt = " + "9" * 5000, 2, "forms.laboratory.plt", "digits"),
]


@pytest.mark.parametrize(("written", "line", "key", "cause"), BROKEN)
def test_that_a_slip_of_the_pen_is_named_with_line_key_and_cause(
    refused: Refuse, written: str, line: int, key: str, cause: str
) -> None:
    [fault] = refused(f"{BASE}{written}\n")
    said = fault.reason.arguments["cause"]
    assert isinstance(said, Named)
    assert (fault.place.line, fault.place.key, said.zh) == (line, key, text(f"case_toml_{cause}").zh)


@pytest.mark.parametrize("broken", BROKEN)
def test_that_the_chinese_sentence_holds_no_english_but_what_was_written(
    refused: Refuse, library: Library, broken: tuple[str, int, str, str]
) -> None:
    written, line, key, _ = broken
    [fault] = refused(f"{BASE}{written}\n")
    message = fault.message(library.forms, Language.ZH)
    told, _, shown = message.partition("。原文：")
    assert re.findall(r"[A-Za-z]{5,}", told) == []
    assert shown
    assert len(shown) <= 61
    assert str(line) in fault.words(library.forms, Language.ZH)
    assert key in fault.words(library.forms, Language.EN)


def test_that_a_file_of_another_encoding_is_refused_with_what_to_do(tmp_path: Path, library: Library) -> None:
    for encoding in ("gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.toml"
        path.write_text(f'{BASE}name = "血小板计数"\n', encoding=encoding)
        with pytest.raises(CaseFaults) as caught:
            read_cases(path, library)
        [fault] = caught.value.faults
        assert fault.reason.code == "case_not_utf8"
        assert "UTF-8" in fault.message(library.forms, Language.ZH)


def test_that_a_file_of_more_than_ten_million_bytes_is_refused_unread(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"#" * 10_000_001)
    with pytest.raises(CaseFaults) as caught:
        read_cases(path, library)
    assert caught.value.faults[0].reason.code == "case_too_long"


def test_that_a_folder_named_like_a_case_and_a_file_that_is_gone_do_not_stop_a_validation(
    tmp_path: Path, library: Library
) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "a.TOML").write_text(f'{BASE}expected.I7 = "met"\n', encoding="utf-8")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    found = validate(tmp_path, library)
    assert (found.files, len(found.tried)) == (2, 1)
    assert [fault.reason.code for fault in found.refused] == ["case_no_such_file"]


@given(st.text(alphabet='ab=[]{}"\'\\#.,\n\r \t0123456789-:“＝\x00', max_size=80))
def test_that_no_mix_of_signs_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, library: Library, source: str
) -> None:
    path = tmp_path_factory.mktemp("signs") / "x.toml"
    path.write_bytes((BASE + source).encode())
    try:
        read_cases(path, library)
    except CaseFaults as faults:
        for fault in faults.faults:
            assert fault.words(library.forms, Language.ZH)
