"""A calm bar that says what takes its time and how far it is, and lets one stop it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.tasks import Progress, Work

T = TypeVar("T")
BUSY_AFTER, BAR_AFTER = 300, 600
"""Milliseconds until the pointer says that something is done, and until the bar does."""


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
