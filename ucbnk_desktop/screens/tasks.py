"""Work that takes its time, off the main thread: how far it is, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

T = TypeVar("T")


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
            callback: Callable[[], None] = partial(then, work(progress))
        except Exception as error:
            callback = partial(failed, error)
        self._told.emit(partial(self._end, progress, callback))

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
