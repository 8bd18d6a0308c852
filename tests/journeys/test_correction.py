"""A saved value is corrected and a row struck, by keyboard: both stay in the history and on the printed page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.helpers.pdf_text import pdf_text
from tests.helpers.window_driver import focused_widget
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.history_dialog import HistoryDialog
from ucbnk_desktop.screens.reason_dialog import ReasonDialog
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
CODE = "D-005"


def now() -> datetime:
    return datetime(2026, 11, 22, 18, 2, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "更正.ucbnk"
    demonstration.build(
        path, read_forms(places.forms()), read_pack(places.resources("protocol")), today=date(2026, 11, 22),
        codes=(CODE,),
    )
    app = AppState(qapp, tmp_path / "workstation.json", now=now)
    window = MainWindow(app, lambda _app, _user: None)
    qtbot.addWidget(window)
    app.open_study(path, User("张丽", "coordinator"))
    window.study_was_opened()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    app.close_study(quietly=True)
    app.translations.remove()


def _when_asked(kind: type[QDialog], answer: Callable[[QDialog], None]) -> list[QDialog]:
    """Once a dialog of `kind` stands, `answer` it; tells which was answered."""
    answered: list[QDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            answered.append(dialog)
            answer(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)
    return answered


def _back(window: MainWindow) -> None:
    """A window manager does this when a dialog closes; the offscreen platform has none."""
    window.activateWindow()
    for _ in range(200):
        if window.isActiveWindow():
            return
        QTest.qWait(5)


def _typing_error(dialog: QDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_1)
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def _read_history(window: MainWindow) -> list[tuple[str, ...]]:
    read: list[tuple[str, ...]] = []

    def note(dialog: QDialog) -> None:
        assert isinstance(dialog, HistoryDialog)
        model = dialog.model
        read.extend(
            tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
            for row in range(model.rowCount())
        )
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    answered = _when_asked(HistoryDialog, note)
    QTest.keyClick(focused_widget(), Qt.Key.Key_F4)
    assert answered
    _back(window)
    return read


def _printed(window: MainWindow, form: str) -> str:
    from ucbnk_desktop.paper.printing import print_bytes  # paper is loaded only to print

    app = window.app
    book = app.casebook
    language: Literal["zh", "en"] = "zh" if app.language is Language.ZH else "en"
    pages = print_bytes(
        book.sheets(CODE, [form]), book.stamp(CODE, at=app.now(), by="张丽"), language, forms=app.forms,
        pack=app.pack, contents=False,
    )
    return pdf_text(pages)


@pytest.mark.parametrize(
    ("language", "reason"), [(Language.ZH, "录入错误"), (Language.EN, "Typing error")]
)
def test_that_a_corrected_value_and_a_struck_row_stay_in_the_history_and_on_paper(
    qtbot: QtBot, window: MainWindow, language: Language, reason: str
) -> None:
    window.app.set_language(language)
    window.open_participant(CODE)
    page = window.participant

    page.open_form("vital_signs")
    form = page.panel.page
    assert form is not None
    before = form.values()["weight_kg"]
    assert window.isActiveWindow()
    form.go_to("weight_kg")
    QTest.keyClick(focused_widget(), Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused_widget(), "16.4")
    asked = _when_asked(ReasonDialog, _typing_error)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert asked
    _back(window)
    assert window.app.casebook.store.entries(CODE, "vital_signs")[-1].values["weight_kg"] == "16.4"
    form.go_to("weight_kg")
    rows = _read_history(window)
    assert rows[0][4:] == (before, "16.4", reason)

    page.open_form("prior_therapy")
    form = page.panel.page
    assert form is not None
    form.go_to("growth_factors[0].drug")
    drug = form.values()
    assert drug["growth_factor_given"] == "yes"
    name = window.app.casebook.store.entries(CODE, "prior_therapy")[-1].rows["growth_factors"][0].values["drug"]
    asked = _when_asked(ReasonDialog, _typing_error)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Minus, CONTROL)
    assert asked
    _back(window)
    kept = window.app.casebook.store.entries(CODE, "prior_therapy")[-1].rows["growth_factors"][0]
    assert kept.struck is not None
    assert kept.struck.reason == reason
    form.go_to("growth_factor_given")
    struck = [row for row in window.app.casebook.store.history(participant=CODE, form="prior_therapy")
              if row.operation == "strike"]
    assert struck
    assert struck[-1].reason == reason
    table = form.body.tables["growth_factors"]
    assert name in [words.text for words in table.words if words.struck]

    text = re.sub(r"\s+", "", _printed(window, "vital_signs"))
    assert "16.4" in text
    assert before in text
    assert reason.replace(" ", "") in text
    text = re.sub(r"\s+", "", _printed(window, "prior_therapy"))
    assert re.sub(r"\s+", "", name) in text
    assert reason.replace(" ", "") in text
    assert window.app.casebook.store.verify() == ()
