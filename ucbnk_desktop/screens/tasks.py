"""Work that takes its time, off the main thread: how far it is, how it ends, and a calm bar that lets one stop it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from .app_state import AppState

T = TypeVar("T")
BUSY_AFTER, BAR_AFTER = 300, 600
"""Milliseconds until the pointer says that something is done, and until the bar does."""


class Stopped(Exception):
    """Nobody wants the result any more."""


class Progress:
    """What work is given to tell how far it is; there it hears, too, that it was stopped. Used in any thread."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stop = Event()

    def __call__(self, done: int, whole: int) -> None:
        """So many of so many parts are done; raises Stopped where the work is to end."""
        if self._stop.is_set():
            raise Stopped
        self._tell(done, whole)

    def stop(self) -> None:
        """Ask the work to end."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the work was asked to end."""
        return self._stop.is_set()


Work: TypeAlias = Callable[[Progress], T]
"""Takes values, gives a value, knows no widget and no open store."""


class Tasks(QObject):
    """One thread for everything that takes its time, so that one piece of work follows the other.

    What comes of it is told on the main thread; of work that was stopped nothing is told.
    """

    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ucbnk-task")
        self._running: list[Progress] = []
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def run(
        self, work: Work[T], then: Callable[[T], None], failed: Callable[[Exception], None],
        went: Callable[[int, int], None],
    ) -> Progress:
        """Do `work`, then tell `then` its value or `failed` its exception; `went` hears how far it is."""

        def tell(done: int, whole: int) -> None:
            self._told.emit(partial(self._unless_stopped, progress, partial(went, done, whole)))

        progress = Progress(tell)
        self._running.append(progress)
        self._pool.submit(self._do, work, progress, then, failed)
        return progress

    def stop(self) -> None:
        """Ask everything to end."""
        for progress in self._running:
            progress.stop()

    def wait(self) -> None:
        """Come back when everything is done and told: before the study it belongs to is closed."""
        self._pool.submit(bool).result()  # nothing to do; it is the last in the row
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def _do(
        self, work: Work[T], progress: Progress, then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """In the thread: nothing here touches a widget."""
        try:
            told: Callable[[], None] = partial(then, work(progress))
        except Exception as error:
            told = partial(failed, error)
        self._told.emit(partial(self._end, progress, told))

    def _end(self, progress: Progress, told: Callable[[], None]) -> None:
        self._running.remove(progress)
        self._unless_stopped(progress, told)

    def _unless_stopped(self, progress: Progress, told: Callable[[], None]) -> None:
        if not progress.stopped:
            told()

    @Slot(object)
    def _hear(self, told: object) -> None:
        assert callable(told)
        told()


class TaskBar(QWidget):
    """Says what is being done, how far it is, and lets one stop it; hidden while nothing takes long.

    One piece of work at a time: a new one takes the place of the one before.
    """

    ended = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._progress: Progress | None = None
        self._waiting = self._going_on = False
        self._words, self._meter, self.stop_button = QLabel(self), QProgressBar(self), QPushButton(self)
        self._pointer, self._late = QTimer(self), QTimer(self)
        for timer, delay, due in (
            (self._pointer, BUSY_AFTER, self._show_pointer), (self._late, BAR_AFTER, self.show),
        ):
            timer.setSingleShot(True)
            timer.setInterval(delay)
            timer.timeout.connect(due)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setWordWrap(True)
        self._meter.setTextVisible(False)
        self._meter.setFixedWidth(120)
        self.stop_button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for widget in (self._words, self._meter, self.stop_button):
            row.addWidget(widget)
        self.stop_button.clicked.connect(self.stop)
        app.language_changed.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self.stop_button.setText(self.tr("Stop"))
        self._meter.setAccessibleName(self.tr("Progress"))

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._progress is not None

    def run(
        self, words: str, work: Work[T], then: Callable[[T], None], failed: Callable[[Exception], bool]
    ) -> None:
        """Do `work`, which `words` describe; `then` gets its value, `failed` tells whether it knew the exception.

        What `failed` does not know is raised here, on the main thread. Where `then` runs the next piece, the bar stays.
        """
        if self._progress is not None:
            self._progress.stop()
        elif not self._going_on:
            self._pointer.start()
            self._late.start()
        self._words.setText(words)
        self._meter.setRange(0, 0)
        self._progress = self._app.tasks.run(
            work, partial(self._done, then), partial(self._went_wrong, failed), self.show_progress
        )

    def stop(self) -> None:
        """Stop what is being done; nothing more is heard of it."""
        if self._progress is not None:
            self._progress.stop()
            self._rest()

    def show_progress(self, done: int, whole: int) -> None:
        """So many of so many parts are done."""
        self._meter.setRange(0, whole)
        self._meter.setValue(done)

    def _done(self, then: Callable[[T], None], value: T) -> None:
        self._progress, self._going_on = None, True
        try:
            then(value)
        finally:
            self._going_on = False
            if self._progress is None:
                self._rest()

    def _went_wrong(self, failed: Callable[[Exception], bool], error: Exception) -> None:
        self._rest()
        if not failed(error):
            raise error

    def _show_pointer(self) -> None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        self._waiting = True

    def _rest(self) -> None:
        self._progress = None
        self._pointer.stop()
        self._late.stop()
        if self._waiting:
            QGuiApplication.restoreOverrideCursor()
            self._waiting = False
        self.hide()
        self.ended.emit()
