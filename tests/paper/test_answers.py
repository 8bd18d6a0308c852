"""Every kind of field on paper, filled, missing, corrected and blank."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.helpers.paper import Print, Words
from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind
from ucbnk_desktop.paper.answers import DRAWINGS, brief, correction_notes, shown, was, with_corrections
from ucbnk_desktop.paper.bilingual import PrintLanguage
from ucbnk_desktop.paper.inline_shapes import CheckBox, DigitBoxes, WriteLine
from ucbnk_desktop.paper.print_data import Correction, Decided, Sheet, SheetRow
from ucbnk_desktop.paper.typeset import Spans
from ucbnk_desktop.wording import Text

ZH = PrintLanguage("zh")
AT = datetime(2026, 11, 21, 6, 6, tzinfo=UTC)

FILLED = {
    Kind.TEXT: ("site_text", "左股骨", "左股骨"),
    Kind.NOTE: ("long_note", "第一行\n第二行", "第一行\n第二行"),
    Kind.INTEGER: ("count_n", "3", "3 次"),
    Kind.DECIMAL: ("weight_kg", "18.50", "18.50 kg"),
    Kind.LAB: ("anc", "<0.5", "<0.5"),
    Kind.DATE: ("done_on", "2026-11-22", "2026-11-22"),
    Kind.PARTIAL_DATE: ("known_since", "2024-03", "2024-03"),
    Kind.TIME: ("taken_at", "08:40", "08:40"),
    Kind.MOMENT: ("signed_at", "2026-11-22 08:40", "2026-11-22 08:40 UTC+8"),
    Kind.CHOICE: ("route", "oral", "口服   其他"),
    Kind.CHOICES: ("places", "oral other", "口服   其他"),
    Kind.YES_NO: ("treated", "no", "是   否"),
    Kind.ROWS: ("drugs", "2", "2"),
}


def plain(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def ticks(spans: Spans) -> list[bool]:
    return [span.ink.ticked for span in spans if isinstance(span.ink, CheckBox)]


def test_that_every_kind_has_its_drawing_and_no_other() -> None:
    assert set(DRAWINGS) == set(Kind)
    assert set(FILLED) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_that_a_field_of_each_kind_is_shown_as_it_was_typed(kind: Kind, every_kind: FormDefinition) -> None:
    key, text, expected = FILLED[kind]
    assert plain(shown(ZH, every_kind.field(key), text)) == expected


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ROWS])
def test_that_a_field_of_each_kind_stands_on_the_page(
    kind: Kind, every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    key, text, expected = FILLED[kind]
    field = every_kind.field(key)
    read = words(printed(Sheet(every_kind, values={key: text})))
    assert field.label.zh in read
    assert "".join(expected.split()) in read


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ROWS])
def test_that_a_blank_field_of_each_kind_has_room_to_write(kind: Kind, every_kind: FormDefinition) -> None:
    field = every_kind.field(FILLED[kind][0])
    inks = [span.ink for span in DRAWINGS[kind].empty(ZH, field, 300) if span.ink]
    assert inks
    assert all(isinstance(ink, CheckBox | DigitBoxes | WriteLine) for ink in inks)
    assert not any(ink.ticked for ink in inks if isinstance(ink, CheckBox))


def test_that_the_chosen_box_is_ticked_and_no_other(every_kind: FormDefinition) -> None:
    assert ticks(shown(ZH, every_kind.field("route"), "other")) == [False, True]
    assert ticks(shown(ZH, every_kind.field("places"), "oral other")) == [True, True]
    assert ticks(shown(ZH, every_kind.field("treated"), "")) == [False, False]


def test_that_a_code_no_longer_offered_is_still_printed(every_kind: FormDefinition) -> None:
    assert "rectal" in plain(shown(ZH, every_kind.field("route"), "rectal"))


@pytest.mark.parametrize(("text", "words_zh", "words_en"), [
    ("[not_done]", "未做", "Not done"), ("[unknown]", "未知", "Unknown"),
    ("[not_applicable]", "不适用", "Not applicable"), ("[pending]", "结果未出", "Result pending"),
    ("", "未录入", "Not entered"),
])
def test_that_a_missing_answer_is_said_in_words(
    text: str, words_zh: str, words_en: str, every_kind: FormDefinition
) -> None:
    field = every_kind.field("weight_kg")
    assert plain(shown(ZH, field, text)) == words_zh
    assert plain(shown(PrintLanguage("en"), field, text)) == words_en


def test_that_a_laboratory_test_not_done_has_its_own_word_and_its_reason(every_kind: FormDefinition) -> None:
    assert plain(shown(ZH, every_kind.field("anc"), "[not_done] 标本溶血")) == "未查\n标本溶血"


def test_that_a_corrected_value_stands_struck_before_the_new_one(every_kind: FormDefinition) -> None:
    field = every_kind.field("weight_kg")
    changes = (Correction("185", "18.5", "李", AT, "小数点"), Correction("18.5", "18.6", "李", AT, "复测"))
    spans = with_corrections(ZH, field, changes, lambda: shown(ZH, field, "18.6"))
    assert [span.text for span in spans if span.style.struck and span.text.strip(" kg")] == ["185", "18.5"]
    assert [span.text for span in spans if not span.style.struck and "18" in span.text] == ["18.6"]


def test_that_a_correction_names_who_when_and_why_in_chinas_time(every_kind: FormDefinition) -> None:
    notes = correction_notes(ZH, every_kind.field("weight_kg"), (Correction("185", "18.5", "李", AT, "小数点"),))
    assert plain(notes) == "更正 2026-11-21 14:06 李：小数点"


def test_that_a_corrected_choice_says_from_what_to_what(every_kind: FormDefinition) -> None:
    notes = correction_notes(ZH, every_kind.field("route"), (Correction("oral", "other", "李", AT, "抄错"),))
    assert plain(notes).startswith("口服 → 其他")
    assert notes[1].style.struck


def test_that_a_value_filled_in_later_is_not_called_a_correction(every_kind: FormDefinition) -> None:
    notes = correction_notes(ZH, every_kind.field("weight_kg"), (Correction("", "18.5", "李", AT, ""),))
    assert plain(notes) == "补录 2026-11-21 14:06 李"


def test_that_what_was_corrected_is_struck_as_a_whole(every_kind: FormDefinition) -> None:
    assert all(span.style.struck for span in was(ZH, every_kind.field("weight_kg"), "185"))


def test_that_a_choice_in_a_table_is_a_word(every_kind: FormDefinition) -> None:
    assert plain(brief(ZH, every_kind.field("places"), "oral other")) == "口服、其他"


def test_that_corrections_are_read_on_the_page(every_kind: FormDefinition, printed: Print, words: Words) -> None:
    sheet = Sheet(every_kind, values={"anc": "0.92", "anc_uln": "7.00", "weight_kg": "18.5"}, corrections={
        "anc": (Correction("9.2", "0.92", "李医生", AT, "抄写错误"),),
        "anc_uln": (Correction("70", "7.00", "李医生", AT, "单位错误"),),
        "weight_kg": (Correction("185", "18.5", "李医生", AT, "小数点"),),
    })
    read = words(printed(sheet, languages="both"))
    assert "9.20.92" in read
    assert "更正2026-11-2114:06李医生：抄写错误" in read
    assert "Upperlimit:Corrected2026-11-2114:06by李医生:单位错误" in read
    assert "更正2026-11-2114:06李医生：小数点" in read


def test_that_a_struck_row_is_struck_through_with_its_reason(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    rows = {"drugs": (SheetRow({"drug": "环磷酰胺", "by": "oral", "since": "2026-01"}),
                      SheetRow({"drug": "长春新碱"}, struck="重复录入（李 2026-11-21）"))}
    read = words(printed(Sheet(every_kind, rows=rows)))
    assert "环磷酰胺" in read
    assert "长春新碱" in read
    assert "作废：重复录入（李2026-11-21）" in read


def test_that_a_corrected_cell_of_a_row_names_its_column(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    row = SheetRow({"drug": "环磷酰胺", "by": "oral"}, {"by": (Correction("other", "oral", "李", AT, "抄错"),)})
    read = words(printed(Sheet(every_kind, rows={"drugs": (row,)})))
    assert "其他口服" in read
    assert "给药途径：更正2026-11-2114:06李：抄错" in read


def test_that_a_laboratory_line_has_all_its_columns(every_kind: FormDefinition, printed: Print, words: Words) -> None:
    values = {"alt": "38", "alt_unit": "U/L", "alt_lln": "7", "alt_uln": "30", "alt_significance": "no", "anc": "0.9"}
    read = words(printed(Sheet(every_kind, values=values, derived={"alt": ("1.27", "1"), "anc": ("", "≥2")},
                               decisions={"ctcae_version": Decided("5.0")})))
    assert "38U/L7–301.271级有无" in read
    assert "CTCAE5.0" in read
    assert "临床表现可能使分级更高" in read


def test_that_a_result_nobody_asked_for_is_named_in_the_closing_line(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    assert "未录入：丙氨酸氨基转移酶" in words(printed(Sheet(every_kind, values={"anc": "0.9"})))


def test_that_a_field_not_asked_is_left_out_unless_it_holds_something(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    assert "治疗内容" not in words(printed(Sheet(every_kind, values={"treated": "no"})))
    assert "治疗内容" in words(printed(Sheet(every_kind, values={"treated": "yes"})))
    assert "退热" in words(printed(Sheet(every_kind, values={"treated": "no", "treatment": "退热"})))


def test_that_a_blank_form_prints_conditions_hints_and_how_to_correct(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    read = words(printed(Sheet(every_kind, blank=True, values={"site_text": "不应出现"}), languages="both"))
    assert "“是否治疗”为“是”时填写" in read
    assert 'If"Treated"isYes' in read
    assert "按报告抄写" in read
    assert "请勿涂改" in read
    assert "不应出现" not in read
    assert "给药途径：口服/其他" not in read  # two short choices are ticked in the table itself


def test_that_an_annotated_form_names_keys_and_cdash_names(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    assert "done_onPRSTDAT" in words(printed(Sheet(every_kind, blank=True, annotated=True)))


def test_that_a_long_note_is_printed_to_its_last_word(every_kind: FormDefinition, printed: Print, words: Words) -> None:
    note = "".join(f"第{n}句话，体温正常。" for n in range(420))[:5000]
    pdf = printed(Sheet(every_kind, values={"long_note": note}))
    assert len(pdf.pages) > 2
    read = words(pdf)
    for n in range(0, 400, 13):
        assert f"第{n}句话" in read


def test_that_a_note_without_any_spaces_in_latin_wraps_too(
    every_kind: FormDefinition, printed: Print, words: Words
) -> None:
    assert words(printed(Sheet(every_kind, values={"long_note": "Q" * 3000}))).count("Q") == 3000


def test_that_a_unit_is_printed_as_written_with_its_raised_digits() -> None:
    field = Field("x", Kind.DECIMAL, Text("清除率", "Clearance"), unit="mL/(min·1.73 m²)")
    assert plain(shown(ZH, field, "89.1")) == "89.1 mL/(min·1.73 m²)"
