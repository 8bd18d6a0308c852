"""What an expectation means: an empty list is exactly none, and what is printed as found is what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.case_texts import Judge, Refuse
from tests.helpers.pdf_text import pdf_words
from ucbnk_desktop import commands
from ucbnk_desktop.protocol.amendment import amended
from ucbnk_desktop.protocol.criteria import table
from ucbnk_desktop.protocol.criteria.criterion import EXCLUSION, Criterion
from ucbnk_desktop.protocol.rules import absent
from ucbnk_desktop.validation import JudgedCase, Library, read_cases
from ucbnk_desktop.validation.comparison import Comparison, compared
from ucbnk_desktop.validation.expectations import Expectation, value_words
from ucbnk_desktop.validation.faults import CaseFaults

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))
LISTS = [("I7", "open"), ("I7", "missing"), ("I7", "rulings"), ("I7", "settings"), ("earliest_by", ""),
         ("latest_by", ""), ("notes", "")]
NO_LABORATORY = (
    'base = "eligible"\nwithout = ["laboratory"]\n[expected]\n"I12.1" = { missing = [], open = [], rulings = [] }\n'
    "earliest_by = []\nlatest_by = []\nnotes = []\n"
)
CODES = st.lists(st.sampled_from(["I7", "I9", "I10", "I12.1", "E8"])).map(tuple)



def _run(*arguments: object) -> int:
    return int(commands.main([str(one) for one in arguments], show_window=lambda _: 0, now=lambda: NOW))


def _by_subject(judged: JudgedCase) -> dict[str, Comparison]:
    return {f"{one.expectation.subject} {one.expectation.aspect}".strip(): one for one in compared(judged)}


@pytest.mark.parametrize(("subject", "aspect"), LISTS)
@given(wanted=CODES, found=CODES)
def test_that_an_empty_list_is_exactly_none_and_any_other_wants_what_it_names(
    subject: str, aspect: str, wanted: tuple[str, ...], found: tuple[str, ...]
) -> None:
    agrees = Comparison(Expectation(subject, aspect, wanted), found).agrees
    assert agrees is (all(one in found for one in wanted) if wanted else not found)


def test_that_nothing_missing_is_not_found_where_the_laboratory_was_left_out(judged: Judge) -> None:
    found = _by_subject(judged(NO_LABORATORY))
    assert "laboratory.anc" in found["I12.1 missing"].found
    assert not found["I12.1 missing"].agrees
    assert found["I12.1 open"].agrees  # it waits for the laboratory, not for the investigator


def test_that_an_empty_list_agrees_where_there_is_none(judged: Judge) -> None:
    found = compared(judged('base = "eligible"\nexpected = { "I12.1" = { missing = [], open = [] }, notes = [] }\n'))
    assert [(one.found, one.agrees) for one in found] == [((), True)] * 3


def test_that_everything_found_is_kept_once_beside_the_part_that_was_expected(judged: Judge) -> None:
    found = judged(
        'base = "eligible"\nforms.laboratory.anc = "2310"\nforms.laboratory.plt = 75000\n'
        'forms.laboratory.crea_uln = 104\nexpected.notes = "field_absurd"\n'
    )
    [one] = compared(found)
    assert one.agrees
    assert {"field_absurd", "field_adult_limit"} <= set(one.found)
    assert set(one.found) == {remark.code for remark in found.remarks}
    assert len(one.found) == len(set(one.found)) < len(found.remarks)


def test_that_validate_tells_what_was_found_on_the_screen_and_on_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.toml").write_text(NO_LABORATORY, encoding="utf-8")
    out = tmp_path / "r.pdf"
    assert _run("validate", tmp_path, "--out", out, "--language", "en") == 1
    said = capsys.readouterr().out
    assert "[DIFFERS] b" in said
    missing = re.search(r"  ✗ I12\.1 missing: expected none, found (.*)\n", said)
    assert missing is not None
    assert missing.group(1) != "none"
    paper = pdf_words(out)
    assert re.sub(r"\s", "", missing.group(1)) in paper


def test_that_validate_shows_what_was_found_beyond_what_a_list_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.toml").write_text('base = "eligible"\nexpected.latest_by = "I12.1"\n', encoding="utf-8")
    assert _run("validate", tmp_path, "--language", "en") == 0
    said = capsys.readouterr().out
    assert re.search(r"expected I12\.1, found I12\.1, I12\.2, ", said) is not None


@pytest.mark.parametrize(("aspect", "values", "words"), [
    ("rulings", ("R-EDGE", "R-QTC"), ("R-EDGE, R-QTC", "R-EDGE, R-QTC")),  # once on paper in both languages
    ("open", ("R-EDGE", "judgement"), ("R-EDGE、研究者判定", "R-EDGE, the investigator's judgement")),
    ("missing", (), ("无", "none")),
])
def test_that_ids_alone_are_written_the_same_in_both_languages(
    library: Library, aspect: str, values: tuple[str, ...], words: tuple[str, str]
) -> None:
    found = value_words(Expectation("I7", aspect, values), values, library.forms, library.pack)
    assert (found.zh, found.en) == words


@pytest.mark.parametrize(("line", "key", "code"), [
    ('expected."I12.1" = {}', "expected.I12.1", "case_expectation_empty"),
    ('[expected]\n"I12.1" = {}\nI7 = "met"', "expected.I12.1", "case_expectation_empty"),
    ("[expected.I7]", "expected.I7", "case_expectation_empty"),
    ("expected.infusion_day = {}", "expected.infusion_day", "case_expectation_empty"),
    ("expected.infusion_day.E13 = {}", "expected.infusion_day.E13", "case_expectation_empty"),
    ('expected.I7 = ["met", "not_met"]', "expected.I7", "case_not_text"),
    ("expected.I7 = []", "expected.I7", "case_not_text"),
    ("expected.I7.state = []", "expected.I7.state", "case_not_text"),
    ("expected.outcome = []", "expected.outcome", "case_not_text"),
    ('expected.outcome = ""', "expected.outcome", "case_unknown_code"),
    ('expected.I7.missing = ""', "expected.I7.missing", "case_unknown_code"),
    ('expected.I7.open = ["judgement", ""]', "expected.I7.open", "case_unknown_code"),
])
def test_that_an_expectation_that_expects_nothing_is_refused_with_its_key(
    refused: Refuse, line: str, key: str, code: str
) -> None:
    [fault] = refused(f'base = "eligible"\ninfusion_day = 2025-03-22\n{line}\n')
    assert (fault.place.key, fault.reason.code) == (key, code)


@pytest.mark.parametrize("command", ["assess", "validate"])
@pytest.mark.parametrize(("language", "words"), [("zh", "这里没有写明预期"), ("en", "nothing is expected")])
def test_that_an_empty_expectation_beside_others_is_named_with_file_line_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, language: str, words: str
) -> None:
    path = tmp_path / "空.toml"
    path.write_text('base = "eligible"\n[expected]\nI7 = "met"\n"I12.1" = {}\n', encoding="utf-8")
    assert _run(command, path if command == "assess" else tmp_path, "--language", language) == 2
    said = "".join(capsys.readouterr())
    place = f"{path}：第 4 行：expected.I12.1：" if language == "zh" else f"{path}: line 4: expected.I12.1: "
    assert place + words in said


COME_AND_GO = Path(__file__).parents[1] / "fixtures" / "amendments" / "criteria-come-and-go.toml"


@pytest.fixture
def _e26_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = absent("medical_history", "other_condition")
    monkeypatch.setitem(table.CRITERIA, "E26", Criterion("E26", EXCLUSION, form="medical_history", rule=rule))


@pytest.mark.usefixtures("_e26_is_known")
@pytest.mark.parametrize(("criterion", "tried", "version"), [
    ("E25", True, "2.0"), ("I12.5", True, "2.0"), ("E26", False, "1.0"),
])
def test_that_a_case_that_expects_a_criterion_this_version_does_not_have_is_refused_in_these_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], criterion: str, tried: bool, version: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f'base = "eligible"\nexpected."{criterion}" = "absent"\n', encoding="utf-8")
    amendment = ("--amendment", COME_AND_GO)
    for language, words in (
        ("zh", f"方案 {version} 版没有标准 {criterion}。"),
        ("en", f"version {version} of the protocol has no criterion {criterion}."),
    ):
        assert _run("assess", path, "--language", language, *(amendment if tried else ())) == 2
        assert words in capsys.readouterr().err
    assert _run("assess", path, *(() if tried else amendment)) == 0


@pytest.mark.parametrize(("line", "key"), [
    ('expected.infusion_day.E13 = "absent"', "expected.infusion_day.E13"),
    ('expected.earliest_by = ["I7", "E13"]', "expected.earliest_by"),
    ('expected.E13.state = "absent"', "expected.E13"),
])
def test_that_an_absent_criterion_is_named_wherever_it_is_expected(
    library: Library, tmp_path: Path, line: str, key: str
) -> None:
    text = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n[[criterion]]\nid = "E13"\ndropped = true\n'
    less = replace(library, pack=amended(library.pack, text, "less.toml"))
    path = tmp_path / "a.toml"
    path.write_text(f'base = "eligible"\ninfusion_day = 2025-03-22\n{line}\n', encoding="utf-8")
    assert read_cases(path, library)
    with pytest.raises(CaseFaults) as refused:
        read_cases(path, less)
    [fault] = refused.value.faults
    assert (fault.place.key, fault.reason.code) == (key, "case_no_such_criterion")


def test_that_a_sum_whose_parts_are_all_gone_is_named_like_any_criterion(library: Library, tmp_path: Path) -> None:
    text = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n[[criterion]]\nid = "E23"\ndropped = true\n'
    less = replace(library, pack=amended(library.pack, text, "less.toml"))
    path = tmp_path / "a.toml"
    path.write_text('base = "eligible"\nexpected.E23 = "absent"\n', encoding="utf-8")
    with pytest.raises(CaseFaults) as refused:
        read_cases(path, less)
    assert [fault.reason.code for fault in refused.value.faults] == ["case_no_such_criterion"]
