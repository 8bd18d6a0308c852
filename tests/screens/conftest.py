"""A workstation with an open demonstration study, of a few invented children, at one fixed moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import no_demonstration, now
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.window import MainWindow

CHILDREN = ("D-001", "D-003", "D-004", "D-005", "D-010", "D-017")
"""Ready to sign, results pending, screen failure, waiting for a date, on treatment, changed
after the confirmation."""


@pytest.fixture(scope="session")
def demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "demo.ucbnk"
    demonstration.build(
        path, read_forms(places.forms()), read_pack(places.resources("protocol")), today=date(2026, 11, 22),
        codes=CHILDREN,
    )
    return path


@pytest.fixture
def study_file(demonstration_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demonstration_file, tmp_path / "研究 #1.ucbnk"))


def _refuse_to_wait(dialog: QDialog) -> NoReturn:
    raise AssertionError(f"{type(dialog).__name__} waits for somebody")


@pytest.fixture
def workstation(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppState]:
    monkeypatch.setattr(QDialog, "exec", _refuse_to_wait)
    app = AppState(qapp, tmp_path / "workstation.json", now=now)
    yield app
    app.close_study(quietly=True)
    app.translations.remove()


@pytest.fixture
def app(workstation: AppState, study_file: Path) -> AppState:
    workstation.open_study(study_file, User("张丽", "coordinator"))
    return workstation


@pytest.fixture
def window(qtbot: QtBot, app: AppState) -> MainWindow:
    window = MainWindow(app, no_demonstration)
    qtbot.addWidget(window)
    window.study_was_opened()
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def participant(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with D-005 open at her laboratory results."""
    window.open_participant("D-005")
    window.participant.open_step("laboratory")
    qtbot.waitUntil(lambda: window.focusWidget() is not None)
    return window
