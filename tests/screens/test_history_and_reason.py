"""The history of a field, and the reason that every change has to carry."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.history_dialog import HistoryDialog, HistoryModel, HistoryScope
from ucbnk_desktop.screens.reason_dialog import ReasonDialog
from ucbnk_desktop.screens.window import MainWindow


@pytest.fixture
def corrected(app: AppState) -> AppState:
    app.casebook.store.correct("D-005", "laboratory", 1, {"plt": "205"}, reason="原始资料更正")
    return app


def _cells(model: HistoryModel) -> list[list[str]]:
    return [[str(model.index(row, column).data()) for column in range(7)] for row in range(model.rowCount())]


def test_that_the_history_of_a_field_says_when_who_from_to_and_why(corrected: AppState, qtbot: QtBot) -> None:
    dialog = HistoryDialog(corrected, HistoryScope("D-005", "laboratory", 1, "plt"))
    qtbot.addWidget(dialog)
    latest = _cells(dialog.model)[0]
    assert latest[0] == "2026-11-22 18:02"
    assert latest[1] == "张丽 · 研究协调员"
    assert latest[2] == "更正"
    assert "血小板" in latest[3]
    assert latest[5] == "205"
    assert latest[6] == "原始资料更正"


def test_that_a_limit_belongs_to_the_history_of_its_result(corrected: AppState, qtbot: QtBot) -> None:
    dialog = HistoryDialog(corrected, HistoryScope("D-005", "laboratory", 1, "plt"))
    qtbot.addWidget(dialog)
    assert any("上限" in row[3] for row in _cells(dialog.model))


def test_that_the_history_widens_from_field_to_entry_to_participant(corrected: AppState, qtbot: QtBot) -> None:
    dialog = HistoryDialog(corrected, HistoryScope("D-005", "laboratory", 1, "plt"))
    qtbot.addWidget(dialog)
    counts = []
    for button in dialog._scopes.buttons():
        button.click()
        counts.append(dialog.model.rowCount())
    assert counts[0] < counts[1] < counts[2]
    assert counts[2] == len(corrected.casebook.store.history(participant="D-005"))


def test_that_f4_shows_the_history_of_the_focused_field(
    participant: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[HistoryScope] = []
    monkeypatch.setattr(HistoryDialog, "exec", lambda self: places.append(self._place))
    page = participant.participant.panel.page
    assert page is not None
    page.go_to("anc_uln")
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_F4)
    assert places == [HistoryScope("D-005", "laboratory", 1, "anc_uln")]


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
