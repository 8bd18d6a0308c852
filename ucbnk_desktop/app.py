"""The one place where the parts of the window are joined: application, session, window, and the last resort."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

# Before PySide6, which hooks `import` and would make these slower.
from ucbnk_desktop.records.store import Store

from PySide6.QtCore import QObject, Qt, Signal  # isort: skip
from PySide6.QtWidgets import QApplication, QMessageBox  # isort: skip

from . import demonstration, places, settings  # isort: skip
from .records.entries import User  # isort: skip
from .records.faults import StoreFault  # isort: skip
from .screens.session import Session  # isort: skip
from .screens.window import MainWindow  # isort: skip

NO_DISPLAY = 5
"""Exit code where there is no screen to show a window on."""
_log = logging.getLogger("ucbnk_desktop")


def run(study: Path | None = None, *, preferences: Path | None = None) -> int:
    """Open the window, with `study` or the study opened last, and stay until it is closed; gives the exit code."""
    missing = missing_display(os.environ, sys.platform)
    if missing:
        sys.stderr.write(f"{missing}\n")
        return NO_DISPLAY
    app = application()
    keep_log(places.user_data() / "ucbnk_desktop.log")
    session = Session(app, preferences or settings.default_file())
    window = MainWindow(session, open_demonstration)
    resort = LastResort(window)
    resort.take_over()
    window.show()
    window.open_later(study)
    try:
        return app.exec()
    finally:
        resort.give_back()


def application() -> QApplication:
    """The one QApplication, made if it is not there."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([sys.argv[0] if sys.argv else "ucbnk_desktop"])
    app.setApplicationName("ucbnk_desktop")
    app.setApplicationDisplayName("UCBNK01")
    app.setDesktopFileName("ucbnk_desktop")
    return app


def missing_display(environment: Mapping[str, str], platform: str) -> str:
    """In words what keeps a window from being shown, empty where nothing does.

    Qt aborts the process where it finds no display, so one has to look first.
    """
    if not platform.startswith("linux"):
        return ""
    if environment.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs"):
        return ""
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return ""
    return (
        "没有找到图形显示（DISPLAY 或 WAYLAND_DISPLAY 未设置）。请在桌面会话中启动，或使用命令行子命令。\n"
        "No display was found (neither DISPLAY nor WAYLAND_DISPLAY is set). Start the program in a desktop session, "
        "or use the sub-commands."
    )


def open_demonstration(session: Session, user: User) -> None:
    """Open the demonstration study of this user, made first where there is none; StoreFault in words."""
    path = places.user_data() / "demonstration.ucbnk"
    if not path.exists():
        demonstration.build(path, session.forms, session.pack, today=session.today(), language=session.language)
    session.take(Store.open(path, session.forms, user=user, now=session.now))


# -- when something of ours goes wrong


class LastResort(QObject):
    """Tells the user once, calmly, that something went wrong; everything goes to the log, nothing clinical with it.

    Exceptions of worker threads come to the main thread by the signal.
    """

    happened = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._telling = False
        self._hooks = (sys.excepthook, threading.excepthook)
        self.happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def take_over(self) -> None:
        """From now on unhandled exceptions come here."""
        sys.excepthook = self.handle
        threading.excepthook = self._handle_thread

    def give_back(self) -> None:
        """Unhandled exceptions go where they went before."""
        sys.excepthook, threading.excepthook = self._hooks

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log the places of `error`, keep what is typed, and tell the user once."""
        if issubclass(kind, KeyboardInterrupt):
            self._hooks[0](kind, error, trace)
            return
        _log.error("%s", described(kind, trace))
        self.happened.emit(kind.__name__)

    def _handle_thread(self, args: threading.ExceptHookArgs) -> None:
        self.handle(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def _tell(self, kind: str) -> None:
        if self._telling:
            return
        self._telling = True
        try:
            self._keep_typing()
            self._dialog(kind).exec()
        finally:
            self._telling = False

    def _keep_typing(self) -> None:
        try:
            if self._window.session.has_study:
                self._window.participant.desk.keep_draft()
        except StoreFault:
            _log.error("the draft could not be kept")
        except Exception as error:
            _log.error("the draft could not be kept: %s", type(error).__name__)

    def _dialog(self, kind: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("UCBNK01")
        box.setText(self.tr("Something went wrong in the program."))
        box.setInformativeText(
            self.tr("Everything saved is safe, and what you were typing is kept as a draft. You can go on; if it "
                    "happens again, close the program and start it anew.")
            + f"\n\n{kind} · {places.user_data() / 'ucbnk_desktop.log'}"
        )
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        return box


def described(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Kind and places of an exception; never its message, which may hold what somebody typed."""
    places_of = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return " | ".join([kind.__name__, *places_of])


def keep_log(file: Path) -> None:
    """Write warnings and errors of the program to `file`, at most once; a file that cannot be written is no matter."""
    if _log.handlers:
        return
    try:
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.WARNING)
    _log.propagate = False
