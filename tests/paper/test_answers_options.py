"""Choices on paper: one line where they fit, aligned columns where they do not; names, judgements, time points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from tests.helpers.paper import Print, Words
from ucbnk_desktop.forms.definition import Choice, Field, FormDefinition, Kind
from ucbnk_desktop.paper.answers import shown
from ucbnk_desktop.paper.bilingual import PrintLanguage
from ucbnk_desktop.paper.fields import label
from ucbnk_desktop.paper.inline_shapes import CheckBox
from ucbnk_desktop.paper.print_data import Correction, Sheet
from ucbnk_desktop.paper.typeset import Line, broken
from ucbnk_desktop.wording import Text

ZH, BOTH = PrintLanguage("zh"), PrintLanguage("both")


def choice_of(*labels: str) -> Field:
    choices = tuple(Choice(str(n), Text(one, f"Choice number {n}")) for n, one in enumerate(labels))
    return Field("choice", Kind.CHOICE, Text("选项", "Choice"), choices=choices)


def boxes(line: Line) -> list[float]:
    return [piece.x for piece in line.pieces if isinstance(piece.ink, CheckBox)]


def lines(print_language: PrintLanguage, field: Field, width: float) -> list[Line]:
    return list(broken(shown(print_language, field, "1", width), width))


def test_that_short_choices_stay_on_one_line() -> None:
    assert len(lines(ZH, choice_of("是", "否"), 140)) == 1


def test_that_long_choices_stand_one_below_the_other() -> None:
    found = lines(ZH, choice_of("活动完全正常", "剧烈活动轻度受限", "大部分时间卧床", "无反应"), 110)
    assert [len(boxes(line)) for line in found] == [1, 1, 1, 1]
    assert {boxes(line)[0] for line in found} == {0}


@pytest.mark.parametrize("count", range(2, 12))
@pytest.mark.parametrize("width", [120.0, 200.0, 300.0, 390.0])
def test_that_choices_on_several_lines_are_aligned_and_even(count: int, width: float) -> None:
    found = lines(ZH, choice_of(*(f"选项{'长' * (n % 4)}{n}" for n in range(count))), width)
    across = [len(boxes(line)) for line in found]
    assert sum(across) == count
    assert all(line.width <= width + 0.01 for line in found)
    if len(found) > 1:
        assert len(set(across[:-1])) == 1
        assert across[-1] >= across[0] - len(found) + 1  # never a full line above a single straggler
        for line in found:
            assert boxes(line) == pytest.approx(boxes(found[0])[:len(boxes(line))])


def test_that_the_second_language_stands_under_a_choice_too_long_for_both() -> None:
    field = choice_of("可下床走动，很少主动玩耍", "卧床，安静游戏也需帮助")
    found = lines(BOTH, field, 150)
    assert [len(boxes(line)) for line in found] == [1, 0, 1, 0]
    assert found[1].pieces[-1].text == "Choice number 0"
    assert found[1].pieces[-1].x == CheckBox().width


def test_that_a_score_is_not_said_twice() -> None:
    field = Field("score", Kind.CHOICE, Text("评分", "Score"), choices=(
        Choice("80", Text("80 活动正常", "80 Active")), Choice("5", Text("5级", "5 levels"))))
    text = "".join(span.text for span in shown(BOTH, field, "80", 400))
    assert "80 活动正常 Active" in text
    assert "5级 5 levels" in text


def test_that_every_scale_of_the_study_is_printed_in_full(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    field = forms["performance"].field("lansky_score")
    read = words(printed(Sheet(forms["performance"], 1, {"scale": "lansky", "lansky_score": "80"})))
    assert all("".join(choice.label.zh.split()) in read for choice in field.choices)


@pytest.mark.parametrize("case", [
    ("中性粒细胞绝对计数", "Absolute neutrophil count", "ANC", "中性粒细胞绝对计数  ANC"),
    ("INRG分期（INRGSS）", "INRG stage (INRGSS)", "INRGSS", "INRG分期（INRGSS）"),
    ("尿素", "Urea", "Urea", "尿素  Urea"), ("磷", "Phosphate", "P", "磷  P"),
    ("MYCN基因", "MYCN gene", "MYCN", "MYCN基因"),
])
def test_that_an_abbreviation_stands_apart_and_only_where_it_adds_something(
    case: tuple[str, str, str, str], forms: Mapping[str, FormDefinition]
) -> None:
    zh, en, short, expected = case
    field = Field("item", Kind.DECIMAL, Text(zh, en), short=short)
    spans = label(ZH, Sheet(forms["laboratory"]), field, 137)
    assert "".join(span.text for span in spans) == expected
    assert "·" not in "".join(span.text for span in label(BOTH, Sheet(forms["laboratory"]), field, 137))


def test_that_a_judgement_stands_in_one_row_with_its_grounds(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    values = {"judgement_i1": "met", "judgement_i4": "not_met", "judgement_i4_reason": "未经综合治疗"}
    at = datetime(2026, 11, 21, tzinfo=UTC)
    changed = {"judgement_i4_reason": (Correction("无", "未经综合治疗", "李", at, "补充"),)}
    read = words(printed(Sheet(forms["judgements"], 1, values, corrections=changed)))
    assert "入选4：高危、复发/难治神经母细胞瘤，且经综合治疗符合不符合无未经综合治疗" in read
    assert "判定依据：更正2026-11-2108:00李：补充" in read
    assert read.count("判定依据") == 3  # two heads, one correction
    assert "入选1判定依据" not in read


def test_that_the_grounds_keep_their_key_on_an_annotated_form(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    read = words(printed(Sheet(forms["judgements"], blank=True, annotated=True)))
    assert "judgement_i1_reason" in read


def test_that_a_blank_infusion_names_every_planned_time_point(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    points = forms["infusion"].field("vitals.time_point").choices
    read = words(printed(Sheet(forms["infusion"], blank=True)))
    assert all(f"{number}{point.label.zh}" in read for number, point in enumerate(points, start=1))


def significance(words: Words, pdf: PdfReader) -> int:
    return words(pdf).count("有无")


@pytest.mark.parametrize(("values", "asked"), [
    ({"anc": "2.31", "anc_lln": "1.20", "anc_uln": "7.00"}, False),
    ({"anc": "0.92", "anc_lln": "1.20", "anc_uln": "7.00"}, True),
    ({"anc": "7.01", "anc_uln": "7.00"}, True), ({"anc": "7.00", "anc_uln": "7.00"}, False),
    ({"anc": "2.31"}, True), ({"anc": "<0.5", "anc_uln": "7.00"}, True),
    ({"anc": "2.31", "anc_uln": "7.00", "anc_significance": "no"}, True), ({"anc": "[not_done]"}, False),
])
def test_that_significance_is_asked_of_results_outside_their_range(
    values: Mapping[str, str], asked: bool, printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    assert significance(words, printed(Sheet(every_kind, values=values))) == int(asked)


def test_that_a_long_question_takes_the_width_of_the_page(forms: Mapping[str, FormDefinition], printed: Print) -> None:
    text = printed(Sheet(forms["infusion"], 1, {"given": "yes"}), languages="en").pages[0].extract_text()
    assert "Were systemic steroids or immunosuppressants given since the last check?" in text


def test_that_an_entry_named_by_two_equal_dates_names_the_day_once(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    sheet = Sheet(forms["ecg_echo"], 1, {"ecg_on": "2026-11-18", "echo_on": "2026-11-18"})
    assert "第1条记录2026-11-182026-11-18" not in words(printed(sheet))
    other = replace(sheet, values={"ecg_on": "2026-11-18", "echo_on": "2026-11-19"})
    assert "第1条记录2026-11-182026-11-19" in words(printed(other))
