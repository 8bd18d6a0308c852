"""The window against an empty one in whole processes; opening a participant against a bare form of as many widgets."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ucbnk_desktop.records.entries import User
from ucbnk_desktop.screens.session import Session
from ucbnk_desktop.screens.window import MainWindow

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QApplication.processEvents()
"""
OURS = """
from ucbnk_desktop import app
from PySide6.QtWidgets import QApplication
QApplication.exec = lambda *_: QApplication.processEvents() or 0
raise SystemExit(app.run(None))
"""


def run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_that_the_window_is_measured_against_an_empty_one(against: Callable[..., None]) -> None:
    against("window, a whole process", lambda: run(OURS), lambda: run(EMPTY), rounds=7)


@pytest.fixture
def window(qapp: QApplication, demo_study: Path, tmp_path: Path) -> Iterator[MainWindow]:
    study = tmp_path / "demo.ucbnk"
    shutil.copy(demo_study, study)
    session = Session(qapp, tmp_path / "workstation.json")

    window = MainWindow(session, lambda *_: None)
    window.show()
    session.open_study(study, User("基准", "coordinator"))
    yield window
    session.close_study()
    window.close()


def bare_form(widgets: int) -> None:
    form = QWidget()
    layout = QFormLayout(form)
    for number in range(widgets // 2):
        layout.addRow(QLabel(f"血小板计数 {number}"), QLineEdit())
    form.show()
    QApplication.processEvents()
    form.close()


def test_that_opening_a_participant_is_measured_against_a_bare_form(
    against: Callable[..., None], window: MainWindow, qtbot: QtBot
) -> None:
    codes = [participant.code for participant in window.session.store.participants()][:2]
    in_turn = cycle(codes)

    def ours() -> None:
        window.open_participant(next(in_turn))
        QApplication.processEvents()

    def widgets() -> int:
        ours()
        return sum(widget.isVisible() for widget in window.participant.findChildren(QWidget))

    most = max(widgets() for _ in codes)
    against(f"participant, {most} widgets", ours, lambda: bare_form(most), rounds=20)
