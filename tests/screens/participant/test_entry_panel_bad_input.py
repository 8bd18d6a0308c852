"""What a user types wrong: each slip is answered beside its field in her language, and nothing she typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import focused_widget, page_of
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
CONSENTED_BEFORE, BORN_AFTER = "2026-11-10", "2015-01-01"


def _open(window: MainWindow, form: str, code: str = "D-005", entry: int | None = None) -> FormPage:
    window.open_participant(code)
    window.participant.open_spot(form, entry)
    return page_of(window)


def _type(page: FormPage, key: str, text: str) -> None:
    """Type over what stands in `key`, by keys or, where no key has them, as an input method commits, and go on."""
    page.go_to(key)
    QTest.keyClick(focused_widget(), Qt.Key.Key_A, CONTROL)
    if text.isascii():
        QTest.keyClicks(focused_widget(), text)
    else:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(focused_widget(), event)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Return)


def _said(page: FormPage, key: str) -> str:
    block = page.body.block_of(key)
    assert block is not None
    message = block.messages.get(key)
    return message.text if message else ""


def _shown(page: FormPage, key: str) -> str:
    block = page.body.block_of(key)
    assert block is not None
    return block.editors[key].typed()


SLIPS: Mapping[str, tuple[str, str, str, str, str]] = {
    "impossible date": ("performance", "assessed_on", "2026-02-30", "不存在", "does not exist"),
    "29 February of a common year": ("performance", "assessed_on", "20270229", "不存在", "does not exist"),
    "no date at all": ("performance", "assessed_on", "yesterday", "不是日期", "is not a date"),
    "future": ("performance", "assessed_on", "2026-11-23", "晚于", "after today"),
    "before consent": ("performance", "assessed_on", CONSENTED_BEFORE, "知情同意", "consent"),
    "before birth": ("performance", "assessed_on", BORN_AFTER, "出生", "birth"),
    "text in a number": ("vital_signs", "weight_kg", "16kg", "不是数值", "is not a number"),
    "comma": ("vital_signs", "weight_kg", "16,2", "小数点", "decimal point"),
    "ten times too heavy": ("vital_signs", "weight_kg", "160", "10", "10"),
    "tenth of the weight": ("vital_signs", "weight_kg", "1.6", "10", "10"),
    "negative": ("vital_signs", "height_cm", "-98", "负数", "negative"),
    "above hundred": ("vital_signs", "spo2_percent", "980", "100", "100"),
    "no time": ("laboratory", "sampled_at", "2561", "不是时间", "is not a time"),
    "result with a word": ("laboratory", "plt", "75 low", "不是数值", "is not a number"),
}


@pytest.mark.parametrize("language", [Language.ZH, Language.EN])
@pytest.mark.parametrize("slip", SLIPS)
def test_that_a_slip_is_said_beside_its_field_and_what_was_typed_stays(
    window: MainWindow, slip: str, language: Language
) -> None:
    form, key, typed, zh, en = SLIPS[slip]
    window.app.set_language(language)
    page = _open(window, form)
    _type(page, key, typed)
    assert (zh if language is Language.ZH else en) in _said(page, key), _said(page, key)
    assert _shown(page, key).replace("-", "") == typed.replace("-", "")
    page.ask_save()
    assert window.participant.panel.unsaved
    assert len(window.app.casebook.store.entries("D-005", form)) == 1
    window.participant.panel.keep_draft()
    (draft,) = window.app.casebook.store.drafts()
    assert draft.values[key].replace("-", "") == typed.replace("-", "")


@pytest.mark.parametrize(
    ("form", "key", "typed", "kept"),
    [
        ("vital_signs", "weight_kg", "１６．２", "16.2"),
        ("performance", "assessed_on", "２０２６－１１－２０", "2026-11-20"),
        ("performance", "assessed_on", "2026年11月20日", "2026-11-20"),
        ("laboratory", "sampled_at", "０８：４０", "08:40"),
        ("laboratory", "plt", "＜７５", "<75"),
    ],
)
def test_that_full_width_figures_of_an_input_method_are_understood(
    window: MainWindow, form: str, key: str, typed: str, kept: str
) -> None:
    page = _open(window, form)
    _type(page, key, typed)
    assert page.values()[key] == kept
    assert _shown(page, key) == kept


def test_that_a_strange_weight_that_is_true_is_saved_once_confirmed_and_the_prompt_is_kept(
    window: MainWindow,
) -> None:
    page = _open(window, "vital_signs")
    for key, text in {"measured_at": "20261121 0900", "weight_kg": "160", "height_cm": "101"}.items():
        _type(page, key, text)
    page.go_to("weight_kg")
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert len(window.app.casebook.store.entries("D-005", "vital_signs")) == 1
    page.go_to("weight_kg")
    QTest.keyClick(focused_widget(), Qt.Key.Key_Return)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    entry = window.app.casebook.store.entries("D-005", "vital_signs")[-1]
    assert entry.values["weight_kg"] == "160"
    prompts = [row for row in window.app.casebook.store.history(participant="D-005", form="vital_signs")
               if row.operation == "confirm_value"]
    assert [row.field for row in prompts] == ["weight_kg"]


def _paste(page: FormPage, key: str, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    page.go_to(key)
    QTest.keyClick(focused_widget(), Qt.Key.Key_V, CONTROL)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Return)


def test_that_pasted_control_characters_are_cleaned_out_of_what_is_kept(window: MainWindow) -> None:
    page = _open(window, "adverse_event", "D-010")
    _paste(page, "term", "发\x00热\x07\t伴\u200b寒战\r\n（输注后）")
    kept = page.values()["term"]
    assert all(character.isprintable() for character in kept), repr(kept)
    for word in ("发", "热", "寒战", "输注后"):
        assert word in kept


def test_that_a_pasted_date_with_blanks_around_it_is_a_date(window: MainWindow) -> None:
    page = _open(window, "performance")
    _paste(page, "assessed_on", " 2026-11-20\n")
    assert page.values()["assessed_on"] == "2026-11-20"


NAMES = ("䶮", "𬱖", "欧阳·𠮷野", "Zoë", "👶🏽", "葛󠄀城")


@pytest.mark.parametrize("name", NAMES)
def test_that_rare_characters_and_emoji_are_kept_as_typed(window: MainWindow, name: str) -> None:
    window.app.casebook.store.screen("D-099")
    page = _open(window, "identity", "D-099")
    _type(page, "name", name)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    entry = window.app.casebook.store.entries("D-099", "identity")[-1]
    assert entry.values["name"] == name
    assert window.app.casebook.store.verify() == ()


def test_that_five_thousand_characters_in_a_note_are_kept_or_said_to_be_too_many_and_never_cut(
    window: MainWindow,
) -> None:
    page = _open(window, "protocol_deviation", "D-010")
    text = "化验采样延迟，" * 714 + "完。"
    assert len(text) == 5000
    for key, typed in {"occurred_on": "2026-11-15"}.items():
        _type(page, key, typed)
    page.go_to("category")
    QTest.keyClicks(focused_widget(), "3")
    _paste(page, "description", text)
    assert _shown(page, "description") == text
    page.go_to("description")
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    kept = window.app.casebook.store.entries("D-010", "protocol_deviation")
    if kept:
        assert kept[-1].values["description"] == text
    else:
        assert "最多" in _said(page, "description")
        assert _shown(page, "description") == text
        assert window.participant.panel.unsaved


def test_that_a_note_beyond_its_limit_says_how_long_it_is_and_how_long_it_may_be(window: MainWindow) -> None:
    page = _open(window, "protocol_deviation", "D-010")
    _paste(page, "description", "长" * 20_001)
    said = _said(page, "description")
    assert "20001" in said
    assert len(_shown(page, "description")) == 20_001


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_that_escape_and_help_take_nothing_away(
    window: MainWindow, key: Qt.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ucbnk_desktop.screens.participant.participant_page.WhyDialog.exec", lambda _self: 0)
    page = _open(window, "performance")
    _type(page, "assessor", "Dr Li")
    page.go_to("assessor")
    QTest.keyClick(focused_widget(), key)
    assert page.values()["assessor"] == "Dr Li"


def test_that_what_is_typed_survives_every_way_of_going_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    ways: tuple[Callable[[], object], ...] = (
        lambda: QTest.keyClick(focused_widget(), Qt.Key.Key_PageDown),
        lambda: QTest.keyClick(focused_widget(), Qt.Key.Key_PageUp),
        lambda: QTest.keyClick(focused_widget(), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier),
        lambda: QTest.keyClick(focused_widget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
        lambda: window.open_participant("D-010"),
        lambda: window.show_page("study"),
        window.participant.close_participant,
    )
    for number, leave in enumerate(ways):
        page = _open(window, "performance")
        _type(page, "assessor", f"Dr {number}")
        leave()
        QApplication.processEvents()
        drafts = {draft.values["assessor"] for draft in window.app.casebook.store.drafts()
                  if draft.form == "performance"}
        assert f"Dr {number}" in drafts or window.participant.panel.unsaved, number


def test_that_the_keyboard_goes_from_the_path_through_the_form_to_the_board_and_back(
    qtbot: QtBot, participant: MainWindow
) -> None:
    page = participant.participant
    form = page_of(participant)
    form.foot.save.setFocus()
    QTest.keyClick(form.foot.save, Qt.Key.Key_Tab)
    seen = []
    for _ in range(6):
        seen.append(focused_widget())
        if focused_widget() is page.board.list:
            break
        QTest.keyClick(focused_widget(), Qt.Key.Key_Tab)
    assert seen[-1] is page.board.list
    form.stops()[0].setFocus()
    QTest.keyClick(focused_widget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused_widget() in page.bar.entry_chips
    QTest.keyClick(focused_widget(), Qt.Key.Key_Tab)
    assert focused_widget() is form.stops()[0]


def test_that_a_draft_is_restored_by_keyboard_alone(qtbot: QtBot, window: MainWindow) -> None:
    page = _open(window, "performance")
    _type(page, "assessor", "Dr Li")
    window.open_participant("D-010")
    _open(window, "performance")
    page.stops()[0].setFocus()
    for _ in range(2):
        QTest.keyClick(focused_widget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Space)
    assert page.values()["assessor"] == "Dr Li"


def test_that_access_keys_are_not_left_standing_when_alt_is_let_go_elsewhere(
    qtbot: QtBot, participant: MainWindow
) -> None:
    form = page_of(participant)
    QTest.keyPress(focused_widget(), Qt.Key.Key_Alt)
    assert any(block.access for block in form.body.blocks)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not any(block.access for block in form.body.blocks)
