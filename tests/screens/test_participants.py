"""The list of participants: there at once, searched, sorted, opened and added to by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.helpers.participants_model import fetch_all
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.participants import NewParticipantDialog, ParticipantsPage, proposed_code
from ucbnk_desktop.screens.participants_model import Column, ListRole, ParticipantsModel, _runs
from ucbnk_desktop.screens.window import MainWindow


@pytest.fixture
def page(qtbot: QtBot, app: AppState) -> ParticipantsPage:
    model = ParticipantsModel(app)
    page = ParticipantsPage(app, model)
    qtbot.addWidget(page)
    model.reload()
    return page


def _shown(page: ParticipantsPage) -> list[str]:
    return [str(page.order.index(row, Column.CODE).data()) for row in range(page.order.rowCount())]


def test_that_every_participant_is_listed_before_any_is_judged(page: ParticipantsPage) -> None:
    assert _shown(page) == ["D-001", "D-003", "D-004", "D-005", "D-010", "D-017"]
    assert page.order.index(0, Column.STATUS).data(ListRole.SUMMARY) is None


def test_that_the_summaries_come_while_nobody_waits(page: ParticipantsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(page.model.summaries) == 6)
    waiting, ready = page.model.row_of("D-005"), page.model.row_of("D-001")
    assert page.model.index(waiting, Column.OUTCOME).data() == "待日期满足"
    assert page.model.index(waiting, Column.PERSON).data() == "男 · 3岁"
    assert page.model.index(ready, Column.OUTCOME).data() == "待签字"


def test_that_the_search_looks_into_every_column(page: ParticipantsPage) -> None:
    fetch_all(page.model)
    page.search.setText("筛选失败")
    assert _shown(page) == ["D-004"]
    page.search.setText("d-010")
    assert _shown(page) == ["D-010"]
    page.search.clear()
    assert len(_shown(page)) == 6


def test_that_the_list_sorts_by_the_planned_day_with_open_ones_last(page: ParticipantsPage, app: AppState) -> None:
    app.casebook.store.screen("D-099")
    page.model.reload()
    fetch_all(page.model)
    page.table.sortByColumn(Column.PLANNED, Qt.SortOrder.AscendingOrder)
    days = [str(page.order.index(row, Column.PLANNED).data()) for row in range(page.order.rowCount())]
    assert days[:-1] == sorted(days[:-1])
    assert days[-1] == "—"


def test_that_enter_opens_the_selected_participant(page: ParticipantsPage, qtbot: QtBot) -> None:
    page.table.selectRow(3)
    with qtbot.waitSignal(page.opened) as opened:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == ["D-005"]


def test_that_enter_in_the_search_box_opens_the_only_match(page: ParticipantsPage, qtbot: QtBot) -> None:
    page.search.setText("D-003")
    with qtbot.waitSignal(page.opened) as opened:
        QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert opened.args == ["D-003"]


def test_that_control_f_goes_to_the_search_box(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("participants")
    QTest.keyClick(window.participants.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.participants.search.hasFocus()


def test_that_a_change_is_shown_in_its_row(window: MainWindow, qtbot: QtBot) -> None:
    fetch_all(window.model)
    store = window.app.casebook.store
    entry = store.entries("D-005", "screening")[-1]
    store.correct("D-005", "screening", entry.number, {"planned_first_infusion_on": "2026-12-05"}, reason="改期")
    fetch_all(window.model)
    row = window.model.row_of("D-005")
    assert window.model.index(row, Column.PLANNED).data() == "2026-12-05"


def test_that_the_next_free_code_is_proposed_by_the_pattern_of_the_study(app: AppState) -> None:
    assert proposed_code(app) == "D-018"
    app.casebook.store.screen("D-042")
    app.casebook.store.screen("X-900")
    assert proposed_code(app) == "D-043"


def test_that_no_code_is_proposed_while_the_pattern_is_not_decided(
    workstation: AppState, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workstation.create_study(tmp_path_factory.mktemp("new") / "new.ucbnk", title="UCBNK01", user=User("李", "pi"))
    assert proposed_code(workstation) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [("", "请填写编号"), ("d-005", "已被使用"), ("张三", "编号由字母"), ("D 012", "编号由字母"), ("-D", "编号由字母")],
)
def test_that_a_code_that_cannot_be_taken_is_refused_in_words_and_stays(
    app: AppState, qtbot: QtBot, code: str, said: str
) -> None:
    dialog = NewParticipantDialog(app)
    qtbot.addWidget(dialog)
    dialog.edit.setText(code)
    dialog.show()
    dialog.accept()
    assert said in dialog.notice.text
    assert dialog.edit.text() == code
    assert dialog.isVisible()


def test_that_a_new_participant_is_opened_at_her_consent(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def type_and_accept(dialog: NewParticipantDialog) -> int:
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(NewParticipantDialog, "exec", type_and_accept)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.page == "participant"
    assert window.participant.code == "D-018"
    assert window.participant.panel.entry_ref is not None
    assert window.participant.panel.entry_ref.form == "consent"


def test_that_what_is_painted_without_a_summary_is_fetched_first(page: ParticipantsPage, app: AppState) -> None:
    page.model.index(4, Column.STATUS).data(ListRole.SUMMARY)
    page.model._timer.stop()
    assert page.model._next() == page.model.code(4)


def test_that_rows_that_follow_one_another_are_told_together() -> None:
    assert list(_runs([])) == []
    assert list(_runs([0, 1, 2, 7, 9, 10])) == [(0, 2), (7, 7), (9, 10)]


def test_that_rows_of_a_study_that_was_left_are_no_summaries(
    page: ParticipantsPage, app: AppState, tmp_path: Path
) -> None:
    fetch_all(page.model)
    app.create_study(tmp_path / "other.ucbnk", title="UCBNK01", user=User("张丽", "coordinator"))
    assert page.model.summaries == ()
    assert page.model.complete
