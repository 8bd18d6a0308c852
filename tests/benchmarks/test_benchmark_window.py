"""The window against an empty one in whole processes; opening a participant against a bare form of as many widgets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.window import MainWindow

EMPTY = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, stop)

def stop():
    os._exit(0)

application = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
application.exec()
"""
"""An empty window, ended by the first timer after it was painted."""

OURS = """
import gc, os, sys
gc.disable()  # as __main__ does before it loads the window
import ucbnk_desktop.__main__, ucbnk_desktop.app
from ucbnk_desktop.screens.window import MainWindow

def stop(*_):
    os._exit(0)

MainWindow.{moment} = stop
ucbnk_desktop.__main__.main(sys.argv[1:])
"""
SHOWN = OURS.format(moment="_load_next")
"""Ended by the first timer after our window was painted."""

READY = OURS.format(moment="_tell_notices")
"""Ended when everything is loaded and the study is open."""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., None]:
    """Runs a program in a process of its own, from compiled modules, as it is installed."""
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(program: str, *arguments: str) -> None:
        subprocess.run([sys.executable, "-c", program, *arguments], check=True, capture_output=True, env=compiled)

    return run


def test_that_the_window_shown_is_measured_against_an_empty_one(
    against: Callable[..., None], run: Callable[..., None]
) -> None:
    against("window shown, a whole process", lambda: run(SHOWN), lambda: run(EMPTY), rounds=15)


def test_that_the_study_on_the_screen_is_measured_against_an_empty_window(
    against: Callable[..., None], run: Callable[..., None], demo_study: Path
) -> None:
    against("study open, a whole process", lambda: run(READY, str(demo_study)), lambda: run(EMPTY), rounds=7)


@pytest.fixture
def window(qapp: QApplication, demo_study: Path, tmp_path: Path) -> Iterator[MainWindow]:
    study = tmp_path / "demo.ucbnk"
    shutil.copy(demo_study, study)
    app = AppState(qapp, tmp_path / "workstation.json")

    window = MainWindow(app, lambda *_: None)
    window.show()
    app.open_study(study, User("基准", "coordinator"))
    yield window
    app.close_study()
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
    codes = [participant.code for participant in window.app.casebook.store.participants()][:2]
    in_turn = cycle(codes)

    def ours() -> None:
        window.open_participant(next(in_turn))
        QApplication.processEvents()

    def widgets() -> int:
        ours()
        return sum(widget.isVisible() for widget in window.participant.findChildren(QWidget))

    most = max(widgets() for _ in codes)
    against(f"participant, {most} widgets", ours, lambda: bare_form(most), rounds=20)


def test_that_a_change_of_colours_is_measured_against_bare_widgets(
    against: Callable[..., None], window: MainWindow
) -> None:
    code = next(participant.code for participant in window.app.casebook.store.participants())
    window.open_participant(code)
    for station in window.participant.path:
        window.participant.open_step(station.step)
    QApplication.processEvents()
    dark = cycle((True, False))
    widgets = len(window.findChildren(QWidget))
    bare = QWidget()
    for _ in range(widgets):
        QLabel("血小板计数", bare)
    bare.show()
    QApplication.processEvents()
    sheets = cycle((theme.sheet(theme.DARK), theme.sheet(theme.LIGHT)))

    def ours() -> None:
        window.app.set_dark(next(dark))

    against(f"dark and light, {widgets} widgets", ours, lambda: bare.setStyleSheet(next(sheets)), rounds=10)
    bare.close()
