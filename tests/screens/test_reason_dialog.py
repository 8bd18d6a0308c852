"""The reason that every change has to carry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.reason_dialog import ReasonDialog


def test_that_the_reasons_are_the_coded_list_of_the_trial(app: AppState) -> None:
    assert [word for _, word in labels.change_reasons()] == [
        "录入错误", "原始资料更正", "单位错误", "漏填补录", "日期错误", "质疑答复", "研究者复核", "其他（说明）",
    ]


def _dialog(qtbot: QtBot, app: AppState) -> ReasonDialog:
    dialog = ReasonDialog(app, "修改原因", ["血小板:  214 → 205"])
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_a_digit_chooses_a_reason_and_words_may_be_added(qtbot: QtBot, app: AppState) -> None:
    dialog = _dialog(qtbot, app)
    QTest.keyClick(dialog, Qt.Key.Key_2)
    assert dialog.reason() == "原始资料更正"
    dialog._words.setText("见  11-20 报告")
    assert dialog.reason() == "原始资料更正 · 见 11-20 报告"
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_that_without_a_reason_one_cannot_go_on(qtbot: QtBot, app: AppState) -> None:
    dialog = _dialog(qtbot, app)
    dialog.accept()
    assert dialog.isVisible()
    assert "请选择原因" in dialog._notice.text


def test_that_other_needs_the_users_own_words(qtbot: QtBot, app: AppState) -> None:
    dialog = _dialog(qtbot, app)
    QTest.keyClick(dialog, Qt.Key.Key_8)
    dialog.accept()
    assert dialog.isVisible()
    dialog._words.setText("监护人来电更正")
    assert dialog.reason() == "监护人来电更正"


def test_that_digits_typed_into_the_words_choose_no_reason(qtbot: QtBot, app: AppState) -> None:
    dialog = _dialog(qtbot, app)
    QTest.keyClick(dialog, Qt.Key.Key_2)
    dialog._words.setFocus()
    QTest.keyClicks(dialog._words, "11-20")
    assert dialog.reason() == "原始资料更正 · 11-20"
