"""Work off the main thread: what it gives, how it is stopped, and what the bar shows of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.tasks import Progress
from ucbnk_desktop.screens.widgets.task_bar import BAR_AFTER, BUSY_AFTER, TaskBar


class Gate:
    """Work that goes on only when the test lets it."""

    def __init__(self) -> None:
        self.begun, self.open = threading.Event(), threading.Event()
        self.thread: threading.Thread | None = None

    def __call__(self, progress: Progress) -> str:
        self.thread = threading.current_thread()
        progress(1, 4)
        self.begun.set()
        self.open.wait(20)
        progress(2, 4)
        return "done"


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
def bar(qtbot: QtBot, workstation: AppState) -> TaskBar:
    bar = TaskBar(workstation)
    qtbot.addWidget(bar)
    return bar


def _known(_error: Exception) -> bool:
    return True


def _now(timer: Callable[[], None], bar: TaskBar) -> None:
    """What happens when the time has come."""
    timer()
    assert bar.busy


def test_that_work_is_done_in_another_thread_and_its_value_told_on_this_one(
    bar: TaskBar, gate: Gate, qtbot: QtBot
) -> None:
    told: list[tuple[str, threading.Thread]] = []
    gate.open.set()
    bar.run("…", gate, lambda value: told.append((value, threading.current_thread())), _known)
    assert bar.busy
    qtbot.waitUntil(lambda: not bar.busy)
    assert told == [("done", threading.main_thread())]
    assert gate.thread is not threading.main_thread()


def test_that_short_work_shows_neither_bar_nor_pointer(bar: TaskBar, gate: Gate, qtbot: QtBot) -> None:
    gate.open.set()
    bar.run("…", gate, lambda _value: None, _known)
    assert (bar._pointer.interval(), bar._late.interval()) == (BUSY_AFTER, BAR_AFTER)
    qtbot.waitUntil(lambda: not bar.busy)
    assert not bar._pointer.isActive()
    assert not bar._late.isActive()
    assert bar.isHidden()
    assert QGuiApplication.overrideCursor() is None


def test_that_long_work_shows_a_busy_pointer_then_its_bar_until_it_is_done(
    bar: TaskBar, gate: Gate, qtbot: QtBot
) -> None:
    bar.run("Preparing", gate, lambda _value: None, _known)
    qtbot.waitUntil(gate.begun.is_set)
    _now(bar._show_pointer, bar)
    _now(bar.show, bar)
    cursor = QGuiApplication.overrideCursor()
    assert cursor is not None
    assert cursor.shape() is Qt.CursorShape.BusyCursor
    qtbot.waitUntil(lambda: (bar._meter.value(), bar._meter.maximum()) == (1, 4))
    gate.open.set()
    qtbot.waitUntil(bar.isHidden)
    assert QGuiApplication.overrideCursor() is None


def test_that_of_stopped_work_nothing_is_told(bar: TaskBar, gate: Gate, qtbot: QtBot) -> None:
    told: list[str] = []
    bar.run("…", gate, told.append, _known)
    qtbot.waitUntil(gate.begun.is_set)
    bar.show()
    with qtbot.waitSignal(bar.ended):
        bar.stop_button.click()
    assert not bar.busy
    assert bar.isHidden()
    gate.open.set()
    bar._app.tasks.wait()
    assert told == []


def test_that_new_work_takes_the_place_of_the_one_before(bar: TaskBar, gate: Gate, qtbot: QtBot) -> None:
    told: list[str] = []
    bar.run("…", gate, told.append, _known)
    bar.run("…", lambda _progress: "second", told.append, _known)
    gate.open.set()
    qtbot.waitUntil(lambda: not bar.busy)
    assert told == ["second"]


def test_that_the_bar_stays_from_one_piece_to_the_next(bar: TaskBar, gate: Gate, qtbot: QtBot) -> None:
    seen: list[bool] = []
    ends: list[None] = []
    bar.ended.connect(lambda: ends.append(None))

    def next_one(value: str) -> None:
        seen.append(bar.isHidden())
        if len(seen) < 3:
            bar.run("…", lambda _progress: value, next_one, _known)

    bar.run("…", gate, next_one, _known)
    bar.show()
    gate.open.set()
    qtbot.waitUntil(lambda: not bar.busy)
    assert seen == [False, False, False]
    assert bar.isHidden()
    assert len(ends) == 1


def test_that_a_fault_is_told_to_who_knows_it(bar: TaskBar, qtbot: QtBot) -> None:
    told: list[str] = []

    def known(error: Exception) -> bool:
        told.append(str(error))
        return True

    bar.run("…", partial(_fail, OSError("full")), lambda _value: None, known)
    qtbot.waitUntil(lambda: not bar.busy)
    assert told == ["full"]


def test_that_an_unknown_exception_is_raised_on_the_main_thread(bar: TaskBar, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as raised:
        bar.run("…", partial(_fail, ValueError("?")), lambda _value: None, lambda _error: False)
        qtbot.waitUntil(lambda: not bar.busy)
    assert [kind for kind, _, _ in raised] == [ValueError]


def _fail(error: Exception, _progress: Progress) -> None:
    raise error


def test_that_waiting_ends_when_all_is_done_and_told(bar: TaskBar, workstation: AppState) -> None:
    told: list[str] = []
    bar.run("…", lambda _progress: "kept", told.append, _known)
    workstation.tasks.wait()
    assert told == ["kept"]


def test_that_leaving_the_program_stops_everything(bar: TaskBar, gate: Gate, qtbot: QtBot) -> None:
    told: list[str] = []
    bar.run("…", gate, told.append, _known)
    qtbot.waitUntil(gate.begun.is_set)
    bar._app.tasks.stop()
    gate.open.set()
    bar._app.tasks.wait()
    assert told == []
