"""A key typed until the board is painted, against an empty list of the board's size painted anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView

from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.participant.participant_page import ParticipantPage
from ucbnk_desktop.screens.window import MainWindow


@pytest.fixture
def page(qapp: QApplication, demo_study: Path, tmp_path: Path, fullest: str) -> Iterator[ParticipantPage]:
    """The page of the fullest child at the laboratory results, on a screen of 1366 by 768."""
    study = tmp_path / "demo.ucbnk"
    shutil.copy(demo_study, study)
    app = AppState(qapp, tmp_path / "workstation.json")
    window = MainWindow(app, lambda *_: None)
    window.resize(1366, 768)
    window.show()
    app.open_study(study, User("基准", "coordinator"))
    window.open_participant(fullest)
    window.participant.open_form("laboratory")
    _settled()
    yield window.participant
    window.participant.forget()
    window.close()
    app.close_study(quietly=True)


def _settled() -> None:
    for _ in range(3):
        QApplication.processEvents()


def _typing(page: ParticipantPage, key: str) -> Callable[[], None]:
    """Types a figure and takes it back in turns; each time until nothing is left to be judged or painted."""
    assert page.panel.page is not None
    page.panel.page.go_to(key)
    editor = page.panel.page.body.block_of(key)
    assert editor is not None
    line = editor.editors[key]
    assert isinstance(line, QLineEdit)
    line.end(False)
    keys = cycle((Qt.Key.Key_1, Qt.Key.Key_Backspace))

    def typed() -> None:
        QTest.keyClick(line, next(keys))
        _settled()

    return typed


def _bare_list(page: ParticipantPage) -> Callable[[], None]:
    bare = QListView()
    bare.setModel(QStringListModel(bare))
    bare.resize(page.board.size())
    bare.show()
    _settled()

    def painted() -> None:
        bare.viewport().repaint()
        _settled()

    return painted


def test_that_a_key_until_the_board_is_painted_is_measured_against_an_empty_list(
    against: Callable[..., None], page: ParticipantPage
) -> None:
    """The screen of the board shows every line: what is judged, worded and painted is the most there can be."""
    if page.board.model.rowCount() < 44:
        page.board.model.fold()
    rows = page.board.model.rowCount()
    against(f"key to painted board, {rows} rows", _typing(page, "plt"), _bare_list(page), rounds=60)


def test_that_a_key_while_another_day_is_asked_is_measured_against_an_empty_list(
    against: Callable[..., None], page: ParticipantPage
) -> None:
    """Twice judged: as it is, and as it would be."""
    page.show_participant("D-005")
    page.open_form("laboratory")
    page.board.card.question.ask(page._app.today() + timedelta(days=3))
    _settled()
    against("key while a day is asked", _typing(page, "plt"), _bare_list(page), rounds=60)


def test_that_a_key_in_an_infusion_is_measured_against_an_empty_list(
    against: Callable[..., None], page: ParticipantPage
) -> None:
    """Plan, dose arithmetic, minutes, the curve and what stands against the infusion follow every key."""
    page.show_participant("D-012")
    page.open_form("infusion")
    _settled()
    against("key in an infusion", _typing(page, "total_cells_e6"), _bare_list(page), rounds=60)


def test_that_another_assessment_shown_is_measured_against_an_empty_list(
    against: Callable[..., None], page: ParticipantPage
) -> None:
    """The board's own share: words and paint, without the judging."""
    code = page.code
    assessments = cycle(
        page._app.casebook.assessment(code, day=page._app.today() + timedelta(days=days)) for days in (0, 400)
    )
    standing = [next(assessments) for _ in range(2)]
    turn = cycle(standing)

    def shown() -> None:
        page.board.show_assessment(next(turn))
        _settled()

    against("board shown another assessment", shown, _bare_list(page), rounds=40)
