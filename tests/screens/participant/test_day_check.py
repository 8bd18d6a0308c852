"""Whose verdict an explanation is of: a line of the board explains the board, a chip of an infusion's day that day."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog
from ucbnk_desktop.screens.participant.participant_page import ParticipantPage
from ucbnk_desktop.screens.window import MainWindow

ASKED_ANEW = ("E13", "E16", "E19", "E20")
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Said:
    """What an explanation said: of which criterion in which state, and under which day."""

    criterion: str
    state: State
    words: str


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Said]:
    """Every explanation that was opened."""
    found: list[Said] = []

    def note(dialog: WhyDialog) -> None:
        words = " ".join(label.text() for label in dialog.findChildren(QLabel))
        found.append(Said(dialog._verdict.criterion, dialog._verdict.state, words))

    monkeypatch.setattr(WhyDialog, "exec", note)
    return found


@pytest.fixture
def page(window: MainWindow) -> ParticipantPage:
    """The page of D-010 at her fourth infusion, which is not given yet; D-099 has nothing but her code."""
    window.app.casebook.store.screen("D-099")
    window.open_participant("D-010")
    window.participant.open_infusion(4)
    return window.participant


def _type(page: ParticipantPage, key: str, text: str) -> None:
    assert page.panel.page is not None
    page.panel.page.go_to(key)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused, text)
    QApplication.processEvents()
    QApplication.processEvents()


def _with_an_infection(page: ParticipantPage) -> None:
    """The day of the infusion is against her; the board, judged for the day of enrolment, is not."""
    for key, text in (("given", "y"), ("infused_on", "2026-11-22"), ("infection_treatment_today", "y")):
        _type(page, key, text)
    assert page.day_check.verdicts["E13"].state is State.PRESENT
    assert _board(page, "E13") is State.ABSENT


def _board(page: ParticipantPage, criterion: str) -> State:
    assert page.board.assessment is not None
    return page.board.assessment.verdict(criterion).state


def _f1_on(page: ParticipantPage, criterion: str) -> None:
    page.board.list.select(criterion)
    assert page.board.list.selected() == criterion
    page.board.list.setFocus()
    QTest.keyClick(page.board.list, Qt.Key.Key_F1)


@pytest.mark.parametrize("criterion", ASKED_ANEW)
def test_that_another_child_is_never_explained_by_the_infusion_looked_at_before(
    window: MainWindow, page: ParticipantPage, said: list[Said], criterion: str
) -> None:
    page.open_infusion(1)
    assert page.day_check.verdicts[criterion].state is State.ABSENT
    window.open_participant("D-099")
    assert _board(page, criterion) is State.INCOMPLETE
    _f1_on(page, criterion)
    page.board.why_asked.emit(criterion)
    assert [(one.criterion, one.state) for one in said] == [(criterion, State.INCOMPLETE)] * 2


@pytest.mark.parametrize("leaving", ["participants", "today"])
def test_that_what_was_typed_for_one_child_and_not_saved_is_in_no_explanation_of_another(
    window: MainWindow, page: ParticipantPage, said: list[Said], leaving: str
) -> None:
    _with_an_infection(page)
    window.show_page(leaving)
    window.open_participant("D-001")
    page.explain("E13")
    assert said[-1].state is _board(page, "E13") is State.ABSENT


def test_that_the_line_of_the_board_explains_the_board_beside_the_infusion_too(
    page: ParticipantPage, said: list[Said]
) -> None:
    _with_an_infection(page)
    _f1_on(page, "E13")
    page.board.why_asked.emit("E13")
    assert [one.state for one in said] == [State.ABSENT] * 2
    assert all("当日复核" not in one.words for one in said)


@pytest.mark.parametrize("how", ["click", "F1"])
def test_that_a_chip_explains_the_day_of_the_infusion_and_says_which_day(
    page: ParticipantPage, said: list[Said], how: str
) -> None:
    _with_an_infection(page)
    chip = page.day_check._chips[0]
    chip.setFocus()
    if how == "click":
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(chip, Qt.Key.Key_F1)
    assert [(one.criterion, one.state) for one in said] == [("E13", State.PRESENT)]
    assert "2026-11-22 当日复核" in said[0].words


@pytest.mark.parametrize("how", ["form", "child", "list", "not given"])
def test_that_the_day_is_forgotten_when_it_is_no_longer_on_show(
    window: MainWindow, page: ParticipantPage, said: list[Said], how: str
) -> None:
    assert page.day_check.verdicts
    if how == "form":
        page.open_step("laboratory")
    elif how == "child":
        window.open_participant("D-001")
    elif how == "list":
        window.show_page("participants")
    else:
        _type(page, "given", "n")
    assert not page.day_check.verdicts
    page.explain_day("E13")
    page.day_check._chips[0].clicked.emit()
    assert not said
