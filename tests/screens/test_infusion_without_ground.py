"""The infusion page of somebody whose eligibility does not stand: it says so at once, and asks before it is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def _typed_infusion(window: MainWindow) -> FormPage:
    window.open_participant("D-010")
    window.participant.open_infusion(4)
    page = window.participant.panel.page
    assert page is not None
    for key, text in (("given", "1"), ("infused_on", "20261122")):
        page.go_to(key)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)
    return page


def _fall(window: MainWindow) -> None:
    window.app.store.correct("D-010", "laboratory", 1, {"plt": "10"}, reason="原始资料更正")


def _asked(page: FormPage) -> str:
    block = page.body.block_of("given")
    assert block is not None
    message = block.messages.get("given")
    return message.text if message is not None and message.open else ""


def _save(window: MainWindow) -> int:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_S, CONTROL)
    return len(window.app.store.entries("D-010", "infusion"))


def test_that_nothing_is_said_while_eligibility_stands(window: MainWindow) -> None:
    page = _typed_infusion(window)
    assert window.participant.panel.gate.text == ""
    assert _save(window) == 4, window.participant.panel.notice.text
    assert _asked(page) == ""


def test_that_the_page_names_what_stands_against_it_and_saves_only_what_is_confirmed(window: MainWindow) -> None:
    _fall(window)
    page = _typed_infusion(window)
    assert "12.2" in window.participant.panel.gate.text
    assert _save(window) == 3
    assert "12.2" in _asked(page)
    prompt = _asked(page)
    page.confirm("given")
    assert _save(window) == 4, window.participant.panel.notice.text
    kept = [row for row in window.app.store.history(participant="D-010", form="infusion")
            if row.operation == "confirm_value" and row.field == "given"]
    assert [row.reason for row in kept] == [prompt]
