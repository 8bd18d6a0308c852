"""Typing into each editor: what is kept, what is shown, and what never happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.form_world import World
from tests.helpers.hand import Hand
from ucbnk_desktop.forms.definition import Choice, Field, Kind
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.editor_factory import CELL_EDITORS, make_editor
from ucbnk_desktop.screens.entry.editors import EDITORS
from ucbnk_desktop.screens.entry.editors_choice import ChecksEditor, ListEditor
from ucbnk_desktop.screens.entry.editors_keys import initials, meant
from ucbnk_desktop.screens.entry.editors_segments import SegmentEditor
from ucbnk_desktop.wording import Language, Text

YES_NO = (Choice("yes", Text("是", "Yes")), Choice("no", Text("否", "No")))
GROUPS = (
    Choice("low", Text("低危", "Low")), Choice("intermediate", Text("中危", "Intermediate")),
    Choice("high", Text("高危", "High")),
)
SCORES = tuple(Choice(str(score), Text(f"{score} 分", f"{score}")) for score in range(100, -10, -10))
CHOICES = {Kind.YES_NO: YES_NO, Kind.CHOICE: GROUPS, Kind.CHOICES: GROUPS}
Edit = Callable[..., Any]
"""Makes an editor of a kind in a shown window and gives it the focus."""
POPUPS = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
SINGLE = [kind for kind in Kind if kind is not Kind.ROWS]


def field(kind: Kind, choices: tuple[Choice, ...] | None = None) -> Field:
    return Field("it", kind, Text("项目", "Item"), choices=choices if choices is not None else CHOICES.get(kind, ()))


@pytest.fixture
def edit(qtbot: QtBot, world: World, looks: None) -> Edit:
    hosts: list[QWidget] = []

    def made(kind: Kind, choices: tuple[Choice, ...] | None = None, *, compact: bool = False) -> Editor:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        host.resize(500, 120)
        editor = make_editor(field(kind, choices), world, host, compact=compact)
        editor.setGeometry(10, 10, 400, editor.height_at(400))
        with qtbot.waitExposed(host):
            host.show()
        host.activateWindow()
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        return editor

    return made


def leave(editor: Editor) -> None:
    editor.clearFocus()


def test_that_the_editors_are_exactly_those_of_the_list_of_kinds() -> None:
    assert set(EDITORS) == set(Kind)
    assert set(CELL_EDITORS) == set(Kind) - {Kind.ROWS}


@pytest.mark.parametrize("kind", SINGLE)
def test_that_the_wheel_changes_no_editor_whether_it_has_the_focus_or_not(edit: Edit, hand: Hand, kind: Kind) -> None:
    editor = edit(kind, SCORES if kind is Kind.CHOICE else None)
    editor.set_value({Kind.CHOICE: "80", Kind.YES_NO: "yes", Kind.CHOICES: "low"}.get(kind, "5"))
    before = editor.value()
    target = editor.viewport() if isinstance(editor, QPlainTextEdit) else editor
    hand.scrolls(target)
    leave(editor)
    hand.scrolls(target)
    assert editor.value() == before != ""


@pytest.mark.parametrize("kind", SINGLE)
def test_that_escape_takes_nothing_away(edit: Edit, hand: Hand, kind: Kind) -> None:
    editor = edit(kind)
    editor.set_value({Kind.CHOICE: "low", Kind.YES_NO: "yes", Kind.CHOICES: "low"}.get(kind, "5"))
    hand.presses(Qt.Key.Key_Escape)
    assert editor.value()


@pytest.mark.parametrize("kind", SINGLE)
@pytest.mark.parametrize(("key", "missing"), [
    (Qt.Key.Key_1, Missing.NOT_DONE), (Qt.Key.Key_2, Missing.UNKNOWN),
    (Qt.Key.Key_3, Missing.NOT_APPLICABLE), (Qt.Key.Key_4, Missing.PENDING),
])
def test_that_control_and_a_digit_answer_why_there_is_no_value(
    edit: Edit, hand: Hand, kind: Kind, key: Qt.Key, missing: Missing
) -> None:
    editor = edit(kind)
    hand.presses(key, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == f"[{missing}]"
    assert editor.state == "answered"
    assert editor.absent_words()
    hand.presses(Qt.Key.Key_Backspace)
    assert editor.value() == ""
    assert editor.state == "rest"


def test_that_typing_takes_the_place_of_an_absent_answer(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.DECIMAL)
    hand.presses(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    hand.types("0.92")
    assert editor.value() == "0.92"


def test_that_a_laboratory_test_is_not_tested_and_a_date_is_not_done(edit: Edit, world: World) -> None:
    world.language = Language.EN
    lab, date = edit(Kind.LAB), edit(Kind.DATE)
    for editor in (lab, date):
        editor.answer_absent(Missing.NOT_DONE)
    assert (lab.absent_words(), date.absent_words()) == ("Not tested", "Not done")


@POPUPS
def test_that_a_reason_is_kept_with_an_absent_answer_and_shown(edit: Edit, qtbot: QtBot) -> None:
    editor = edit(Kind.DATE)
    editor.answer_absent(Missing.UNKNOWN)
    popup = editor.ask_reason()
    popup.line.setText(" 外院  资料 ")
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert editor.value() == "[unknown] 外院 资料"
    assert editor.absent_words().endswith("外院 资料")


def test_that_the_menu_offers_only_the_reasons_of_the_field(edit: Edit) -> None:
    editor = edit(Kind.TEXT)
    object.__setattr__(editor.field, "missing", ("unknown",))
    assert [action.data() for action in editor.absent_menu().actions()] == [Missing.UNKNOWN]
    editor.answer_absent(Missing.PENDING)
    assert editor.value() == ""


@pytest.mark.parametrize(("kind", "typed", "kept"), [
    (Kind.DATE, "20261122", "2026-11-22"), (Kind.DATE, "11-22", "2026-11-22"), (Kind.DATE, "2026.1.5", "2026-01-05"),
    (Kind.PARTIAL_DATE, "2024", "2024"), (Kind.PARTIAL_DATE, "2024.3", "2024-03"),
    (Kind.TIME, "0840", "08:40"), (Kind.MOMENT, "11-22 840", "2026-11-22 08:40"),
    (Kind.MOMENT, "202611220840", "2026-11-22 08:40"), (Kind.DECIMAL, "0.50", "0.50"), (Kind.INTEGER, "12", "12"),
    (Kind.LAB, "<0.5", "<0.5"),
])
def test_that_shorthand_is_put_into_its_written_order_on_leaving(
    edit: Edit, hand: Hand, kind: Kind, typed: str, kept: str
) -> None:
    editor = edit(kind)
    hand.types(typed)
    assert editor.text() == typed
    leave(editor)
    assert editor.text() == kept == editor.value()


def test_that_full_width_digits_of_an_input_method_become_figures_only_on_leaving(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.DECIMAL)
    hand.composes("１．５")
    assert editor.text() == "１．５"
    assert editor.state == "rest"
    leave(editor)
    assert editor.text() == "1.5"


@pytest.mark.parametrize("kind", [kind for kind in SINGLE if kind is not Kind.CHOICES])
def test_that_the_input_method_is_on_only_where_words_are_typed(edit: Edit, kind: Kind) -> None:
    editor = edit(kind)
    assert editor.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) == (kind in (Kind.TEXT, Kind.NOTE))


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.NOTE])
def test_that_composed_chinese_arrives_whole_and_is_told_once(edit: Edit, hand: Hand, qtbot: QtBot, kind: Kind) -> None:
    editor = edit(kind)
    told: list[str] = []
    editor.edited.connect(told.append)
    hand.composes("欧阳修")
    assert editor.value() == "欧阳修"
    assert told == ["it"]


def test_that_what_cannot_be_read_stays_and_is_known_as_a_problem(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.DATE)
    hand.types("2026-02-30")
    leave(editor)
    assert editor.text() == "2026-02-30"
    assert editor.problem().code == "field_impossible_date"


@pytest.mark.parametrize(("kind", "typed", "state"), [
    (Kind.DECIMAL, "0.", "rest"), (Kind.DECIMAL, "0,", "wrong"), (Kind.INTEGER, "1.", "wrong"), (Kind.LAB, "<", "rest"),
    (Kind.DATE, "2026-1", "rest"), (Kind.DATE, "x", "wrong"), (Kind.TIME, "8:", "rest"),
    (Kind.MOMENT, "11-22 0", "rest"),
])
def test_that_only_a_shape_that_cannot_become_a_value_is_marked_while_typing(
    edit: Edit, hand: Hand, kind: Kind, typed: str, state: str
) -> None:
    editor = edit(kind)
    hand.types(typed)
    assert editor.state == state


@pytest.mark.parametrize(("kind", "today"), [
    (Kind.DATE, "2026-11-22"), (Kind.PARTIAL_DATE, "2026-11-22"), (Kind.MOMENT, "2026-11-22 "),
])
def test_that_the_key_t_writes_today(edit: Edit, hand: Hand, kind: Kind, today: str) -> None:
    editor = edit(kind)
    hand.types("t")
    assert editor.text() == today
    editor.set_value("")
    hand.presses(Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == today


@pytest.mark.parametrize(("typed", "chosen"), [
    ("1", "yes"), ("2", "no"), ("y", "yes"), ("n", "no"), ("s", "yes"), ("f", "no"),
])
def test_that_yes_and_no_are_chosen_by_place_letter_or_pinyin(edit: Edit, hand: Hand, typed: str, chosen: str) -> None:
    editor = edit(Kind.YES_NO)
    assert isinstance(editor, SegmentEditor)
    hand.types(typed)
    assert editor.value() == chosen


def test_that_the_arrows_walk_along_the_segments_and_stop_at_the_ends(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.CHOICE)
    seen = []
    for key in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Left,) * 3:
        hand.presses(key)
        seen.append(editor.value())
    assert seen == ["low", "intermediate", "high", "high", "intermediate", "low", "low"]


def test_that_a_click_chooses_the_segment_under_the_pointer(edit: Edit, qtbot: QtBot) -> None:
    editor = edit(Kind.CHOICE)
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=editor.segments()[2].center().toPoint())
    assert editor.value() == "high"


def test_that_many_choices_become_a_list_with_type_ahead_over_several_letters(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.CHOICE, SCORES)
    assert isinstance(editor, ListEditor)
    hand.types("80")
    assert editor.value() == "80"
    hand.presses(Qt.Key.Key_Delete)
    assert editor.value() == ""


def test_that_a_choice_in_a_table_is_a_list(edit: Edit) -> None:
    assert isinstance(edit(Kind.CHOICE, compact=True), ListEditor)


@POPUPS
def test_that_the_arrows_open_the_list_and_change_nothing_unseen(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.CHOICE, SCORES)
    hand.presses(Qt.Key.Key_Down)
    assert editor.view().isVisible()
    assert editor.value() == ""
    editor.hidePopup()


def test_that_check_boxes_are_toggled_by_place_and_by_space_and_kept_in_order(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.CHOICES)
    assert isinstance(editor, ChecksEditor)
    hand.types("3")
    hand.presses(Qt.Key.Key_Left)
    hand.presses(Qt.Key.Key_Left)
    hand.presses(Qt.Key.Key_Space)
    assert editor.value() == "low high"
    hand.types("3")
    assert editor.value() == "low"


@pytest.mark.parametrize("kind", SINGLE)
def test_that_a_locked_editor_takes_nothing(edit: Edit, hand: Hand, kind: Kind) -> None:
    editor = edit(kind)
    editor.set_value({Kind.CHOICE: "low", Kind.YES_NO: "yes", Kind.CHOICES: "low"}.get(kind, "5"))
    before = editor.value()
    editor.set_locked(True)
    hand.types("2")
    hand.presses(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    hand.presses(Qt.Key.Key_Space)
    hand.presses(Qt.Key.Key_Backspace)
    assert editor.value() == before
    assert editor.state == "locked"


@pytest.mark.parametrize("kind", SINGLE)
def test_that_the_language_changes_around_what_is_typed(edit: Edit, hand: Hand, world: World, kind: Kind) -> None:
    editor = edit(kind)
    hand.types("1")
    before = editor.value()
    world.language = Language.EN
    editor.retranslate()
    assert editor.accessibleName() == "Item"
    assert editor.value() == before != ""


def test_that_a_note_grows_with_its_lines_and_control_enter_begins_one(edit: Edit, hand: Hand) -> None:
    editor = edit(Kind.NOTE)
    before = editor.height_at(400)
    for _ in range(4):
        hand.types("line")
        hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.typed().count("\n") == 4
    assert editor.height_at(400) > before


def test_that_the_context_menu_shows_absent_answers_and_history(edit: Edit, qtbot: QtBot) -> None:
    editor = edit(Kind.DATE)
    asked: list[str] = []
    editor.history_asked.connect(asked.append)
    menu = editor.standard_menu()
    editor.add_own_actions(menu)
    actions: list[QAction] = menu.actions()
    actions[-1].trigger()
    next(action for action in actions if action.data() == Missing.UNKNOWN).trigger()
    assert asked == ["it"]
    assert editor.value() == "[unknown]"


@pytest.mark.parametrize(("typed", "place"), [
    ("h", 2), ("z", 1), ("dw", 0), ("高", 2), ("INT", 1), ("2", 1), ("9", None), ("", None), ("q", None),
])
def test_that_a_typed_key_means_a_choice_by_code_label_initials_or_place(typed: str, place: int | None) -> None:
    assert meant(typed, GROUPS) == place


def test_that_a_code_of_a_digit_is_meant_before_a_place() -> None:
    grades = tuple(Choice(str(grade), Text(f"{grade}级", f"Grade {grade}")) for grade in range(5))
    assert meant("1", grades) == 1


def test_that_initials_are_those_of_pinyin_and_leave_letters_alone() -> None:
    assert initials("神经母细胞瘤") == "sjmxbl"
    assert initials("GD2单抗") == "gd2dk"


def test_that_no_editor_is_left_with_the_focus(qtbot: QtBot) -> None:
    assert not isinstance(QApplication.focusWidget(), Editor)


def test_that_an_absent_answer_is_drawn_where_the_choices_leave_no_room_beside_them(edit: Edit) -> None:
    editor = edit(Kind.YES_NO)
    assert isinstance(editor, SegmentEditor)
    narrow = editor.widths()[0]
    editor.setGeometry(10, 10, narrow, editor.height_at(narrow))
    before = editor.grab().toImage()
    editor.answer_absent(Missing.UNKNOWN)
    unknown = editor.grab().toImage()
    editor.answer_absent(Missing.PENDING)
    assert unknown != before
    assert editor.grab().toImage() != unknown
