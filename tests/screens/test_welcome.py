"""The first page: three cards by keyboard, and in words what stands in the way of a study file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ucbnk_desktop import app, demonstration, places
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.tasks import Progress
from ucbnk_desktop.screens.welcome import WelcomePage

ME = User("张丽", "coordinator")


@pytest.fixture
def page(qtbot: QtBot, workstation: AppState) -> WelcomePage:
    page = WelcomePage(workstation, app.open_demonstration)
    qtbot.addWidget(page)
    page.show()
    page.name.setText(ME.name)
    return page


def _choosing(monkeypatch: pytest.MonkeyPatch, method: str, path: Path | None) -> None:
    answer: Callable[..., tuple[str, str]] = lambda *_a, **_k: (str(path) if path else "", "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, method, answer)


def test_that_a_new_study_is_made_by_keyboard_and_opened(
    page: WelcomePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choosing(monkeypatch, "getSaveFileName", tmp_path / "新研究 #1")
    with qtbot.waitSignal(page.opened):
        QTest.keyClick(page.create_card, Qt.Key.Key_Return)
    store = page._app.casebook.store
    assert store.study.path == tmp_path / "新研究 #1.ucbnk"
    assert not store.study.demonstration
    assert store.user == ME


def test_that_a_new_study_is_never_made_over_an_existing_file(page: WelcomePage, tmp_path: Path) -> None:
    there = tmp_path / "old.ucbnk"
    there.write_bytes(b"something of value")
    page.create_at(there, ME)
    assert page.notice.text
    assert there.read_bytes() == b"something of value"


def test_that_without_a_name_nothing_is_opened_and_the_name_is_asked_for(
    page: WelcomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.name.clear()
    page.open_card.click()
    assert "姓名" in page.notice.text


def test_that_a_missing_file_is_said_and_not_created(page: WelcomePage, tmp_path: Path) -> None:
    page.open_at(tmp_path / "gone.ucbnk", ME)
    assert "gone.ucbnk" in page.notice.text
    assert not (tmp_path / "gone.ucbnk").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"SQLite format 3\x00" + b"\x00" * 84])
def test_that_a_foreign_file_is_said_and_left_as_it_is(page: WelcomePage, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.ucbnk"
    path.write_bytes(content)
    page.open_at(path, ME)
    assert page.notice.text
    assert not page._app.has_study
    assert path.read_bytes() == content


def test_that_a_study_open_elsewhere_says_who_has_it(
    page: WelcomePage, study_file: Path, workstation: AppState
) -> None:
    with Store.open(study_file, workstation.forms, user=User("王芳", "coordinator"), now=workstation.now):
        page.open_at(study_file, ME)
        assert "王芳" in page.notice.text
        assert not workstation.has_study
    page.open_at(study_file, ME)
    assert workstation.has_study


def test_that_turning_back_from_the_file_dialog_changes_nothing(
    page: WelcomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choosing(monkeypatch, "getOpenFileName", None)
    page.choose_study()
    assert not page._app.has_study
    assert not page.notice.text


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, demonstration_file: Path) -> list[Path]:
    """Where the demonstration was built, quickly."""
    built: list[Path] = []

    def build(path: Path, *_args: object, told: Progress, **_more: object) -> None:
        assert threading.current_thread() is not threading.main_thread()
        told(0, 1)
        built.append(path)
        path.write_bytes(demonstration_file.read_bytes())

    monkeypatch.setattr(demonstration, "build", build)
    return built


def test_that_the_demonstration_is_made_once_and_marked(page: WelcomePage, qtbot: QtBot, built: list[Path]) -> None:
    with qtbot.waitSignal(page.opened):
        page.demonstration_card.click()
    assert page._app.casebook.store.study.demonstration
    page._app.close_study()
    with qtbot.waitSignal(page.opened):
        page.demonstration_card.click()
    assert built == [places.user_data() / "demonstration.ucbnk"]


def test_that_nothing_else_is_begun_while_the_demonstration_is_made(
    page: WelcomePage, qtbot: QtBot, built: list[Path]
) -> None:
    page.demonstration_card.click()
    assert page.bar.busy
    assert not any(card.isEnabled() for card in page.cards)
    qtbot.waitUntil(lambda: page._app.has_study)
    assert all(card.isEnabled() for card in page.cards)


def test_that_a_demonstration_that_is_stopped_leaves_no_file(page: WelcomePage, qtbot: QtBot) -> None:
    page.demonstration_card.click()
    page.bar.stop_button.click()
    page._app.tasks.wait()
    assert not page._app.has_study
    assert all(card.isEnabled() for card in page.cards)
    assert list(places.user_data().glob("*.ucbnk")) == []


def test_that_a_demonstration_that_cannot_be_made_is_said_in_words(
    page: WelcomePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(path: Path, *_args: object, **_more: object) -> None:
        raise StoreFault("records_exists", path=path)

    monkeypatch.setattr(demonstration, "build", build)
    page.demonstration_card.click()
    qtbot.waitUntil(lambda: not page.bar.busy)
    assert "demonstration.ucbnk" in page.notice.text


def test_that_the_fault_is_said_in_the_language_shown(page: WelcomePage, tmp_path: Path) -> None:
    page.open_at(tmp_path / "gone.ucbnk", ME)
    assert not page.notice.text.isascii()
    page.create_card.setFocus()
    assert page.create_card.accessibleName() == "新建研究文件"


def test_that_the_first_page_remembers_who_worked_here(qtbot: QtBot, workstation: AppState, study_file: Path) -> None:
    workstation.open_study(study_file, User("李静", "investigator"))
    workstation.close_study()
    page = WelcomePage(workstation, app.open_demonstration)
    qtbot.addWidget(page)
    assert page.user() == User("李静", "investigator")
    assert "研究 #1.ucbnk" in page.open_card._sentence
