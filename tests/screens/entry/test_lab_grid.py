"""The laboratory table: the order of typing, units, limits, ratio and grade."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.helpers.form_world import World
from tests.helpers.hand import Hand
from ucbnk_desktop.screens.entry.editors_lab import LimitEditor, UnitEditor
from ucbnk_desktop.screens.entry.entry_services import GradeWords
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.entry.lab_grid import LabGrid

Show = Callable[..., FormPage]
LAST = {
    "laboratory": ("本院检验科", date(2026, 11, 14)), "alt": ("41", date(2026, 11, 14)),
    "alt_lln": ("7", date(2026, 11, 14)), "alt_uln": ("40", date(2026, 11, 14)),
}


def grid_of(page: FormPage, key: str) -> LabGrid:
    block = page.body.block_of(key)
    assert isinstance(block, LabGrid)
    return block


def test_that_typing_goes_result_lower_limit_upper_limit_next_result(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("tbil")
    hand.enters("31.5", "", "21.0")
    assert hand.at == "dbil"
    values = page.values()
    assert [values[key] for key in ("tbil", "tbil_unit", "tbil_lln", "tbil_uln")] == ["31.5", "µmol/L", "", "21.0"]


def test_that_a_row_without_a_result_is_passed_with_one_key(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("dbil")
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "alt"
    hand.presses(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "ast"
    assert page.values()["alt"] == "[pending]"


def test_that_the_usual_unit_is_shown_and_kept_only_beside_a_result(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    unit = grid_of(page, "alt").editors["alt_unit"]
    assert isinstance(unit, UnitEditor)
    assert unit.text() == "U/L"
    assert page.values()["alt_unit"] == ""
    page.go_to("alt")
    hand.types("30")
    assert page.values()["alt_unit"] == "U/L"
    hand.presses(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.values()["alt_unit"] == ""


def test_that_the_unit_of_an_entry_is_shown_as_it_was_kept(show: Show) -> None:
    page = show("laboratory", {"alt": "30", "alt_unit": ""})
    assert page.values()["alt_unit"] == ""
    assert not page.is_dirty()


def test_that_a_unit_is_chosen_or_typed(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("wbc")
    hand.types("5")
    unit = grid_of(page, "wbc").editors["wbc_unit"]
    assert isinstance(unit, UnitEditor)
    unit.choose("/µL")
    assert page.values()["wbc_unit"] == "/µL"
    unit.setFocus()
    unit.selectAll()
    hand.types("K/uL")
    hand.presses(Qt.Key.Key_Return)
    assert page.values()["wbc_unit"] == "K/uL"
    assert hand.at == "wbc_lln"


def test_that_ratio_and_grade_follow_while_typing(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("alt")
    hand.enters("850", "7", "30")
    texts = {words.text for words in grid_of(page, "alt").words}
    assert {"28.33", "↑"} <= texts
    assert [derived.grade for _, derived in grid_of(page, "alt")._chips] == ["G4"]
    page.go_to("alt")
    hand.types("20")
    assert "0.67" in {words.text for words in grid_of(page, "alt").words}


def test_that_significance_is_asked_only_of_a_result_outside_its_limits(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    significance = grid_of(page, "alt").editors["alt_significance"]
    page.go_to("alt")
    hand.enters("20", "7", "30")
    assert significance.isHidden()
    page.go_to("alt")
    hand.types("31")
    assert significance.isVisible()
    hand.presses(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert hand.at == "alt_significance"
    hand.types("2")
    assert page.values()["alt_significance"] == "no"
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "ast"


def test_that_a_qualified_result_is_flagged_only_when_all_it_means_lies_outside(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("alt")
    hand.enters("<10", "7", "30")
    row = next(row for row in grid_of(page, "alt").rows if row.field.key == "alt")
    assert row.flag == ""
    page.go_to("alt")
    hand.types("<7")
    assert row.flag == "↓"


def test_that_up_and_down_keep_the_column(show: Show, hand: Hand) -> None:
    page = show("laboratory", {"alt": "30", "ast": "31"})
    page.go_to("alt_uln")
    hand.presses(Qt.Key.Key_Down)
    assert hand.at == "ast_uln"
    hand.presses(Qt.Key.Key_Up)
    hand.presses(Qt.Key.Key_Up)
    assert hand.at == "dbil_uln"


def test_that_limits_of_the_same_laboratory_are_offered_and_kept_only_when_taken(show: Show, hand: Hand) -> None:
    page = show("laboratory", {"laboratory": "本院检验科"}, previous=LAST)
    lower = grid_of(page, "alt").editors["alt_lln"]
    assert isinstance(lower, LimitEditor)
    assert lower.placeholderText() == "7"
    page.go_to("alt")
    hand.enters("30")
    assert page.values()["alt_lln"] == ""
    hand.types("=")
    values = page.values()
    assert (values["alt_lln"], values["alt_uln"]) == ("7", "40")
    assert hand.at == "ast"


def test_that_limits_of_another_laboratory_are_not_offered(show: Show, hand: Hand) -> None:
    page = show("laboratory", {"laboratory": "外院"}, previous=LAST)
    lower = grid_of(page, "alt").editors["alt_lln"]
    assert isinstance(lower, LimitEditor)
    assert lower.placeholderText() == ""
    page.go_to("laboratory")
    editor = page.body.block_of("laboratory").editors["laboratory"]  # type: ignore[union-attr]  # it is there
    editor.set_value("")
    hand.composes("本院检验科")
    assert lower.placeholderText() == "7"


def test_that_a_limit_that_is_no_number_is_said_below_its_row(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("alt")
    hand.enters("30", "abc")
    grid = grid_of(page, "alt")
    assert grid.messages["alt_lln"].severity == "error"
    assert any("abc" in words.text for words in grid.words)


def test_that_a_locked_table_shows_no_units_of_rows_without_result(show: Show) -> None:
    page = show("laboratory", {"alt": "30", "alt_unit": "U/L"}, locked=True)
    grid = grid_of(page, "alt")
    assert grid.editors["alt_unit"].value() == "U/L"
    assert grid.editors["ast_unit"].value() == ""


def test_that_other_fields_of_the_section_stand_in_the_table(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("crea")
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "crea_method"
    hand.types("1")
    assert page.values()["crea_method"] == "enzymatic"


def test_that_a_result_without_upper_limit_says_quietly_what_is_lacking(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("alt")
    hand.enters("24")
    assert "no ULN" in {words.text for words in grid_of(page, "alt").words}
    hand.enters("7", "30")
    assert "no ULN" not in {words.text for words in grid_of(page, "alt").words}


def test_that_the_words_of_an_absent_result_are_not_cut(show: Show, hand: Hand) -> None:
    page = show("laboratory")
    page.go_to("inr")
    editor = grid_of(page, "inr").editors["inr"]
    before = editor.width()
    hand.presses(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert editor.width() > before
    assert editor.fontMetrics().horizontalAdvance(editor.absent_words()) + 20 <= editor.width()
    hand.types("1.1")
    assert editor.width() == before


def test_that_a_graded_answer_that_is_no_laboratory_result_has_its_chip_in_the_column_of_the_others(
    show: Show, hand: Hand, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def derive(key: str, values: Mapping[str, str]) -> GradeWords:
        return GradeWords("", values[key], "wait") if key in ("upro_dip", "upro_24h") else GradeWords()

    monkeypatch.setattr(world, "derive", derive)
    page = show("laboratory")
    grid = grid_of(page, "upro_dip")
    assert grid._chips == []
    page.go_to("upro_dip")
    hand.types("4")
    hand.presses(Qt.Key.Key_Return)
    hand.enters("1.2")
    assert page.values()["upro_dip"] == "4"
    (dipstick, dipstick_said), (quantity, quantity_said) = grid._chips
    assert (dipstick_said.grade, quantity_said.grade) == ("G4", "G1.2")
    assert (dipstick.left(), dipstick.size()) == (quantity.left(), quantity.size())
    assert dipstick.top() - grid.editors["upro_dip"].y() == quantity.top() - grid.editors["upro_24h"].y()
    assert dipstick.left() > grid.editors["upro_dip"].geometry().right()
    page.go_to("upro_dip")
    hand.presses(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert len(grid._chips) == 1


def test_that_a_result_is_graded_anew_when_another_it_is_graded_by_is_typed(
    show: Show, hand: Hand, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def derive(key: str, values: Mapping[str, str]) -> GradeWords:
        return GradeWords("", "1" if values["alb"] else "", "wait") if key == "ca" else GradeWords()

    monkeypatch.setattr(world, "derive", derive)
    page = show("laboratory")
    page.go_to("ca")
    hand.enters("1.84")
    grid = grid_of(page, "ca")
    assert grid._chips == []
    page.go_to("alb")
    hand.types("31")
    assert [derived.grade for _, derived in grid._chips] == ["G1"]
