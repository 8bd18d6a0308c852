"""The sheet of criteria on paper, read back."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from ucbnk_desktop.paper.criteria_sheet_data import SIDES, CriteriaSheet, CriterionLine, DecisionLine, LimitLine
from ucbnk_desktop.paper.print_data import Decided, Languages
from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.wording import Text, text

AT = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)
SURGERY = CriterionLine(
    "E8", "exclusion", Text("大手术", "Surgery"), Text("4周内大手术", "Major surgery within 4 weeks"),
    "Receiving major surgery within 4 weeks before enrollment", "", "C", is_sum=False,
    reads=Text("既往治疗：手术", "Prior therapy: surgery"), counts_to=text("criteria_counts_to_enrolment"),
    limits=(LimitLine(text("limit_surgery_days"), "28", Counter({"below": 13, "at": 7})),),
    decisions=(
        DecisionLine("R-EDGE", Text("恰为第N日？", "Day N exactly?"), Text("不算在内", "clear"),
                     Decided("clear", 2, "陈主任", AT)),
        DecisionLine("", Text("入组日期的定义", "What enrolment is"), None),
    ),
    states={State.PRESENT: 5, State.ABSENT: 3},
)
SHEET = CriteriaSheet("1.0", date(2025, 2, 20), "研究 A", 605, "b418" * 16, "0.1.0", (SURGERY,))


def _printed(sheet: CriteriaSheet, out: Path, languages: Languages = "zh", *, demonstration: bool = False) -> str:
    from ucbnk_desktop.paper.criteria_sheet import print_criteria, program_stamp

    stamp = replace(program_stamp(sheet, at=AT, by="监查员"), demonstration=demonstration)
    receipt = print_criteria(sheet, stamp, languages, out)
    pdf = PdfReader(io.BytesIO(receipt.path.read_bytes()))
    assert len(pdf.pages) == receipt.pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


def test_that_limit_cases_and_decisions_stand_beside_the_criterion(tmp_path: Path) -> None:
    read = _printed(SHEET, tmp_path / "标准 一.pdf")
    assert "大手术或严重外伤回顾期（天）281370" in read
    for words in ("R-EDGE恰为第N日？不算在内v2陈主任2026-11-2214:10", "入组日期的定义未定", "基准日：入组日",
                  "不存在3，存在5", "Receivingmajorsurgerywithin4weeksbeforeenrollment"):
        assert words in read


@pytest.mark.parametrize(("languages", "words"), [
    ("zh", ("监查员签名/日期", "入选/排除标准一览", "判定方式：程序计算")),
    ("en", ("Monitor,signatureanddate", "Sheetoftheeligibilitycriteria", "Decided:computed")),
    ("both", ("监查员签名/日期", "Monitor,signatureanddate", "Dayswithoutmajorsurgeryorsevereinjury")),
])
def test_that_the_sheet_is_printed_in_the_languages_asked_for(
    tmp_path: Path, languages: Languages, words: tuple[str, ...]
) -> None:
    read = _printed(SHEET, tmp_path / "sheet.pdf", languages)
    assert all(word in read for word in words)


def test_that_a_sheet_of_no_study_says_so_and_names_the_cases_it_counted(tmp_path: Path) -> None:
    read = _printed(replace(SHEET, study=""), tmp_path / "sheet.pdf")
    assert "未对应任何研究" in read
    assert "案例b418b418b418b418" in read


@pytest.mark.parametrize(("languages", "words"), [
    ("zh", ("未检验：E8大手术或严重外伤回顾期（天）（高于）", "3个案例与其预期不符")),
    ("en", ("Nottested:E8Dayswithoutmajorsurgeryorsevereinjury:above", "3casesdifferfromwhattheyexpect")),
])
def test_that_what_no_case_tests_is_named_above_everything(
    tmp_path: Path, languages: Languages, words: tuple[str, ...]
) -> None:
    read = _printed(replace(SHEET, differing=3), tmp_path / "sheet.pdf", languages)
    heading = "入选标准" if languages == "zh" else "Inclusioncriteria"
    assert all(word in read.partition(heading)[0] for word in words)
    whole = replace(SURGERY, limits=(replace(SURGERY.limits[0], cases=Counter(SIDES)),))
    tested = _printed(replace(SHEET, criteria=(whole,)), tmp_path / "whole.pdf", languages)
    assert words[0].partition("E8")[0] not in tested


def test_that_a_criterion_without_a_limit_says_so(tmp_path: Path) -> None:
    bare = replace(SURGERY, limits=(), decisions=(), states={})
    read = _printed(replace(SHEET, criteria=(bare,)), tmp_path / "sheet.pdf")
    assert "无数值限值" in read
    assert "案例预期：—" in read


def test_that_the_approved_text_is_printed_where_it_was_entered(tmp_path: Path) -> None:
    approved = replace(SURGERY, approved="入组前4周内接受过大手术")
    assert "批准原文：入组前4周内接受过大手术" in _printed(replace(SHEET, criteria=(approved,)), tmp_path / "sheet.pdf")


def test_that_the_bookmarks_lead_to_every_criterion(tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    _printed(SHEET, out)
    outline = PdfReader(out).outline
    assert [entry.title for entry in outline if isinstance(entry, Destination)] == ["排 8"]
