"""Has the session look at the calendar: at midnight of the study site, and whenever somebody comes back to a window."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ucbnk_desktop.site_time import SITE_ZONE

from .app_state import AppState

LOOK = timedelta(seconds=10)
"""The longest time between two looks: a timer sleeps with the machine, and wakes up late by the length of the night."""


class MidnightTimer(QObject):
    """Looks at the day as long as it lives; the session tells everybody where it is another one."""

    def __init__(self, app: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # others may come before midnight
        self._timer.timeout.connect(self.look)
        running = QGuiApplication.instance()
        if isinstance(running, QGuiApplication):
            running.focusWindowChanged.connect(self.look)
        self._aim()

    @property
    def waiting(self) -> int:
        """Milliseconds until the next look."""
        return self._timer.interval()

    def look(self) -> None:
        """Look now."""
        self._app.look_at_day()
        self._aim()

    def _aim(self) -> None:
        self._timer.start(until_look(self._app.now()))


def until_look(now: datetime) -> int:
    """Milliseconds until the next midnight at the study site, at most `LOOK`; never before it."""
    here = now.astimezone(SITE_ZONE)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), SITE_ZONE)
    return -(-min(midnight - here, LOOK) // timedelta(milliseconds=1))
