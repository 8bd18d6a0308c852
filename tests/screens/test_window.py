"""The window: what stands around the pages, how one gets about, and what happens when something goes wrong."""

from __future__ import annotations

import ctypes
import gc
import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from ucbnk_desktop import app, settings
from ucbnk_desktop.__main__ import main as entry
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.pages import PAGES
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language


def _no_demonstration(_app: AppState, _user: User) -> None:
    raise AssertionError


def test_that_the_window_stands_before_the_study_is_opened(
    qtbot: QtBot, workstation: AppState, study_file: Path
) -> None:
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.show()
    window.open_later(study_file)
    assert window.isVisible()
    assert not workstation.has_study
    qtbot.waitUntil(lambda: workstation.has_study)
    assert window.page == "today"


def test_that_the_study_opened_last_is_opened_again_by_itself(
    qtbot: QtBot, workstation: AppState, study_file: Path
) -> None:
    workstation.open_study(study_file, User("张丽", "coordinator"))
    workstation.close_study()
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.open_later(None)
    qtbot.waitUntil(lambda: workstation.has_study)
    assert workstation.user == User("张丽", "coordinator")


def test_that_without_a_study_only_the_first_page_is_there(qtbot: QtBot, workstation: AppState) -> None:
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.show()
    for page in ("today", "participants", "print", "study"):
        window.show_page(page)
        assert window.page == "welcome"
    assert not window.rail.isVisible()


@pytest.mark.parametrize(
    ("key", "page"),
    [(Qt.Key.Key_F5, "today"), (Qt.Key.Key_F6, "participants"), (Qt.Key.Key_F7, "print"), (Qt.Key.Key_F9, "study")],
)
def test_that_a_function_key_opens_a_page(qtbot: QtBot, window: MainWindow, key: Qt.Key, page: str) -> None:
    window.show_page("study" if page != "study" else "today")
    QTest.keyClick(window.focusWidget() or window, key)
    assert window.page == page


@pytest.mark.parametrize("language", Language)
def test_that_every_page_fits_below_a_title_bar_and_above_a_task_bar(window: MainWindow, language: Language) -> None:
    window.app.set_language(language)
    window.showNormal()
    window.resize(1280, 640)
    for page in ("welcome", *(page.name for page in PAGES)):
        window.show_page(page)
        assert window.size().toTuple() == (1280, 640), page
    window.open_participant("D-010")
    for station in window.participant.path:
        window.participant.open_step(station.step)
        QApplication.processEvents()
        assert window.size().toTuple() == (1280, 640), station.step
        assert window.rect().contains(window.foot.geometry())


def test_that_every_page_fits_the_small_screen_in_both_languages(qtbot: QtBot, window: MainWindow) -> None:
    for language in (Language.EN, Language.ZH):
        window.app.set_language(language)
        window.open_participant("D-010")
        for station in window.participant.path:
            window.participant.open_step(station.step)
            assert window.participant.minimumSizeHint().width() <= 1366 - window.rail.width()


def test_that_the_rail_offers_the_pages_there_are_and_no_other(window: MainWindow) -> None:
    names = {button.objectName() for button in window.rail.findChildren(QToolButton)}
    assert names == {f"rail_{page.name}" for page in PAGES}


def test_that_a_demonstration_is_marked_and_a_real_study_is_not(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    chips = [label for label in window.top.findChildren(QLabel) if label.property("role") == "chip"]
    assert [chip.text() for chip in chips if chip.isVisible()] == ["演示数据"]
    window.app.create_study(tmp_path / "real.ucbnk", title="UCBNK01", user=User("李", "pi"))
    assert not any(chip.isVisible() for chip in chips)


def test_that_the_switch_of_language_reaches_every_page_at_once(qtbot: QtBot, window: MainWindow) -> None:
    rail = window.rail.findChild(QToolButton, "rail_today")
    assert rail is not None
    assert rail.text() == "今日"
    window.top.switch_language()
    assert rail.text() == "Today"
    assert window.app.language is Language.EN
    window.top.switch_language()
    assert rail.text() == "今日"


def test_that_what_is_being_typed_survives_the_switch_of_language(qtbot: QtBot, participant: MainWindow) -> None:
    page = participant.participant.panel.page
    assert page is not None
    page.go_to("report_number")
    QTest.keyClicks(participant.focusWidget(), "LAB-77")
    participant.top.switch_language()
    QApplication.processEvents()
    assert page.values()["report_number"].endswith("LAB-77")
    assert page.is_dirty()


def test_that_dark_colours_are_taken_at_once_and_kept(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.app.set_dark(True)
    assert window.styleSheet() == theme.sheet(theme.DARK)
    assert window.welcome.name.palette().text().color().name() == theme.DARK.ink
    assert settings.load(tmp_path / "workstation.json").dark
    window.app.set_dark(False)
    assert window.welcome.name.palette().text().color().name() == theme.LIGHT.ink


def test_that_a_change_of_colours_polishes_no_widget_for_each_of_its_ancestors(
    participant: MainWindow, qapp: QApplication
) -> None:
    styles = _Counter(QEvent.Type.StyleChange)
    qapp.installEventFilter(styles)
    participant.app.set_dark(True)
    qapp.removeEventFilter(styles)
    participant.app.set_dark(False)
    assert styles.count < 3 * len(qapp.allWidgets())


class _Counter(QObject):
    """Counts the events of one type that go to anything."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self._kind, self.count = kind, 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        self.count += event.type() == self._kind
        return False


def test_that_the_foot_line_says_when_was_saved_and_the_head_of_the_chain(window: MainWindow) -> None:
    before = window.app.casebook.store.head.sequence
    window.app.casebook.store.screen("D-100")
    saved, records = window.foot.findChild(QLabel, "saved"), window.foot.findChild(QLabel, "records")
    assert saved is not None
    assert records is not None
    assert saved.text() == "已保存 18:02"
    head = window.app.casebook.store.head
    assert head.sequence > before
    assert f"{head.sequence:,}" in records.text()
    assert head.short[:9] in records.text()


def test_that_closing_keeps_what_is_typed_as_a_draft(
    qtbot: QtBot, participant: MainWindow, study_file: Path
) -> None:
    page = participant.participant.panel.page
    assert page is not None
    page.go_to("report_number")
    QTest.keyClicks(participant.focusWidget(), "X")
    participant.closeEvent(QCloseEvent())
    assert not participant.app.has_study
    participant.app.open_study(study_file, User("张丽", "coordinator"))
    drafts = participant.app.casebook.store.drafts()
    assert [(draft.participant, draft.form) for draft in drafts] == [("D-005", "laboratory")]


def test_that_the_place_of_the_window_is_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.closeEvent(QCloseEvent())
    assert settings.load(tmp_path / "workstation.json").window is not None


def test_that_the_wheel_over_a_list_of_choices_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    window.show_page("print")
    before = window.printing.participants.currentIndex()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(window.printing.participants, event)
    assert window.printing.participants.currentIndex() == before



def test_that_a_missing_display_is_said_in_words_with_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert app.run(preferences=tmp_path / "workstation.json") == app.NO_DISPLAY
    assert "没有图形界面" in capsys.readouterr().err


def test_that_an_unforeseen_exception_keeps_the_input_and_logs_no_personal_data(
    qtbot: QtBot, participant: MainWindow, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    resort = app.LastResort(participant)
    monkeypatch.setattr(app.LastResort, "_dialog", lambda _self, kind, *, kept: _Silent(told, f"{kind} {kept}"))
    page = participant.participant.panel.page
    assert page is not None
    page.go_to("report_number")
    QTest.keyClicks(participant.focusWidget(), "Z")
    logging.getLogger("ucbnk_desktop").propagate = True
    try:
        raise ValueError("欧阳小明 13800138000")
    except ValueError as error:
        resort.handle(type(error), error, error.__traceback__)
        resort.handle(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0] == "ValueError True"
    assert "欧阳小明" not in caplog.text
    assert "test_window.py" in caplog.text
    assert participant.app.casebook.store.drafts()
    assert page.values()["report_number"].endswith("Z")


class _Silent:
    """A dialog that is closed at once."""

    def __init__(self, told: list[str], kind: str) -> None:
        self._told, self._kind = told, kind

    def exec(self) -> int:
        self._told.append(self._kind)
        return 0


def test_that_every_focusable_control_of_the_frame_has_a_name(window: MainWindow) -> None:
    for page in ("today", "participants", "print", "study"):
        window.show_page(page)
    for button in window.findChildren(QToolButton):
        if button.isVisible():
            assert button.text() or button.accessibleName() or isinstance(button, Editor), button.objectName()


_SHOWN = """
import os, sys
import ucbnk_desktop.__main__, ucbnk_desktop.app
from ucbnk_desktop.screens.window import MainWindow

def stop(window):
    assert window.isVisible()
    print(*sorted({HEAVY} & set(sys.modules)), flush=True)
    os._exit(0)

MainWindow._load_next = stop
ucbnk_desktop.__main__.main(sys.argv[1:])
"""


@pytest.mark.parametrize("arguments", [(), ("study.ucbnk",)])
def test_that_the_window_stands_before_store_protocol_and_paper_are_loaded(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    for name in arguments:
        (tmp_path / name).touch()
    heavy = {
        "reportlab", "PySide6.QtPdf", "PySide6.QtPrintSupport", "sqlite_utils", "sqlcipher3", "tomllib",
        "ucbnk_desktop.records", "ucbnk_desktop.casebook", "ucbnk_desktop.protocol", "ucbnk_desktop.commands",
        "ucbnk_desktop.screens.study_pages", "ucbnk_desktop.screens.tasks",
    }
    program = _SHOWN.replace("{HEAVY}", repr(heavy))
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == ""


def test_that_the_collector_of_garbage_is_back_once_everything_is_loaded(
    qtbot: QtBot, workstation: AppState, study_file: Path
) -> None:
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.loaded.connect(app.collect_again)
    gc.disable()
    window.open_later(study_file)
    qtbot.waitUntil(lambda: workstation.has_study)
    assert gc.isenabled()
    gc.unfreeze()


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (RuntimeError("?"), 70)])
def test_that_what_keeps_the_window_from_opening_is_answered_as_for_any_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(app, "run", fail)
    assert entry([]) == code
    assert "Traceback" not in capsys.readouterr().err
    assert gc.isenabled()


def test_that_the_program_has_an_icon_for_window_and_task_bar(qapp: QApplication) -> None:
    sizes = {size.width() for size in app.program_icon().availableSizes()}
    assert {16, 32, 64} <= sizes


def test_that_windows_is_told_which_program_this_is_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    shell = SimpleNamespace(shell32=SimpleNamespace(SetCurrentProcessExplicitAppUserModelID=told.append))
    monkeypatch.setattr(ctypes, "windll", shell, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    app.name_for_taskbar()
    assert told == []
    monkeypatch.setattr(sys, "platform", "win32")
    app.name_for_taskbar()
    assert told == [app.NAME]


def test_that_everything_is_loaded_once_the_window_stands(qtbot: QtBot, workstation: AppState) -> None:
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.open_later(None)
    with qtbot.waitSignal(window.loaded):
        window.show()
    assert window.page == "welcome"
    assert not workstation.has_study


def test_that_a_study_that_is_gone_or_foreign_leaves_the_first_page_with_the_reason(
    qtbot: QtBot, workstation: AppState, tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign.ucbnk"
    foreign.write_bytes(b"PK")
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.open_later(foreign)
    window.show()
    assert window.page == ""
    qtbot.waitUntil(lambda: window.page == "welcome")
    assert window.welcome.notice.text


def test_that_the_keyboard_begins_where_it_is_needed_on_the_first_page(qtbot: QtBot, workstation: AppState) -> None:
    window = MainWindow(workstation, _no_demonstration)
    qtbot.addWidget(window)
    window.show()
    assert window.focusWidget() is window.welcome.name
    window.welcome.name.setText("张丽")
    window.show_page("welcome")
    assert window.focusWidget() is window.welcome.create_card
