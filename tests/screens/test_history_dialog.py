"""The history of a field, widened to its entry and its participant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.history_dialog import HistoryDialog, HistoryModel, HistoryScope
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
