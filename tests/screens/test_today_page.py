"""The page of today: next steps, infusions of the coming days, and what is typed and not saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.helpers.participants_model import fetch_all
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.today_page import Todo, TodoRow
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.window import MainWindow


def _show(window: MainWindow) -> None:
    fetch_all(window.model)
    window.show_page("today")
    window.today.refresh()


def test_that_every_participant_with_something_to_do_is_listed(window: MainWindow) -> None:
    _show(window)
    assert {todo.code for todo in window.today.steps.todos} == {"D-001", "D-003", "D-005", "D-010", "D-017"}
    assert window.today.steps.todos[0].code == "D-010"


def test_that_enter_on_a_line_opens_the_participant(window: MainWindow, qtbot: QtBot) -> None:
    _show(window)
    row = next(row for row in window.today.findChildren(TodoRow) if row.todo.code == "D-005")
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert window.page == "participant"
    assert window.participant.code == "D-005"


def test_that_the_infusions_of_two_weeks_are_listed_by_their_day(window: MainWindow) -> None:
    _show(window)
    days = [todo.aside for todo in window.today.coming.todos]
    assert days == sorted(days)
    assert all(day <= "2026-12-06" for day in days)
    assert ("D-010", "infusion") in {(todo.code, todo.form) for todo in window.today.coming.todos}


def test_that_unsaved_input_is_found_again_from_here(window: MainWindow, qtbot: QtBot) -> None:
    window.app.casebook.store.keep_draft("D-005", "laboratory", 1, {"report_number": "LAB-5"}, {})
    _show(window)
    todo = window.today.unsaved.todos[0]
    assert (todo.code, todo.words) == ("D-005", "实验室检查")
    window.today.opened.emit(todo.code, todo.form, todo.entry)
    assert "尚未保存" in window.participant.panel.offer.text


def test_that_an_empty_list_says_so_in_a_sentence(window: MainWindow) -> None:
    _show(window)
    assert window.today.unsaved.todos == []
    assert window.today.unsaved._none.text() == "全部已保存。"


def test_that_nobody_is_told_that_nothing_waits_before_all_is_known(window: MainWindow) -> None:
    window.model.reload()
    window.today.refresh()
    assert window.today.steps._none.text() == ""
    assert window.today.coming._none.text() == ""


def test_that_an_empty_study_says_that_nothing_waits(window: MainWindow, tmp_path: Path) -> None:
    window.app.create_study(tmp_path / "new.ucbnk", title="UCBNK01", user=User("张丽", "coordinator"))
    window.today.refresh()
    assert "没有" in window.today.steps._none.text() or "暂无" in window.today.steps._none.text()


@pytest.mark.parametrize(("decision", "page"), [("R-COAG", "rulings"), ("enrol_definition", "study")])
def test_that_a_step_that_waits_for_the_study_leads_to_where_it_is_decided(
    window: MainWindow, decision: str, page: str
) -> None:
    window.show_page("today")
    window.study._open_only.setChecked(True)
    window.today.steps.show_todos("", "", [Todo("D-003", "主要研究者先定", Tone.JUDGE, decision=decision)])
    row = next(row for row in window.today.steps.findChildren(TodoRow) if row.todo.decision == decision)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert window.page == page
    ruling = window.rulings.card.ruling
    setting = window.study.model.definition(max(0, window.study.table.currentIndex().row()))
    assert decision in (ruling.id if ruling and page == "rulings" else setting.id)


def test_that_a_line_knows_the_decision_it_waits_for(window: MainWindow) -> None:
    fetch_all(window.model)
    summary = next(one for one in window.model.summaries if one.code == "D-003")
    assert window.today._step(summary).decision == ""
    assert window.today._step(replace(summary, decision="R-COAG")).decision == "R-COAG"
