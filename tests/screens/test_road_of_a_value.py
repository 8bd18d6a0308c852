"""The road of a typed value from the key to the board, counted: it does not grow long again unnoticed."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ucbnk_desktop
from ucbnk_desktop.screens.window import MainWindow

PACKAGE = Path(ucbnk_desktop.__file__).parent
CROSSINGS = 120
"""Calls from one layer into another for one digit in ANC; it was 472 before the typed entry was a model."""


def _layer(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    return path.relative_to(PACKAGE).parts[0] if path.is_relative_to(PACKAGE) else None


class Road:
    """Counts the calls that go from one layer into another, and those of single functions."""

    def __init__(self) -> None:
        self.crossings = 0
        self.calls: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or (here := _layer(frame)) is None:
            return
        self.calls[frame.f_code.co_qualname] += 1
        caller = frame.f_back
        while caller is not None and _layer(caller) is None:
            caller = caller.f_back
        if caller is not None and _layer(caller) != here:
            self.crossings += 1


def test_that_one_digit_reaches_the_board_by_one_short_road(window: MainWindow, qtbot: QtBot) -> None:
    window.open_participant("D-005")
    page = window.participant
    page.open_form("laboratory")
    assert page.panel.page is not None
    page.panel.page.go_to("anc")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "1")
    qtbot.wait(300)
    road = Road()
    sys.setprofile(road)
    try:
        QTest.keyClicks(field, "2")
        qtbot.wait(300)
    finally:
        sys.setprofile(None)
    assert road.crossings <= CROSSINGS
    assert road.calls["assess"] == 1, "judged once for one key"
    assert road.calls["derived"] == 1, "graded once for one key"
