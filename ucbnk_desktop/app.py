"""The one place where the parts of the window are joined: application, state, window, and the last resort."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from . import __version__, places, settings
from .display_server import has_display
from .screens import theme
from .screens.app_state import AppState
from .screens.widgets import icons
from .screens.window import MainWindow
from .wording import say

if TYPE_CHECKING:
    from .records.model import User
    from .screens.tasks import Progress

NAME = "ucbnk_desktop"
NO_DISPLAY = 5
"""Exit code where there is no screen to show a window on."""

_ICON_SIZES = (16, 32, 64)
_log = logging.getLogger(NAME)


def run(study: Path | None = None, *, preferences: Path) -> int:
    """Open the window, with `study` or the study opened last, and stay until it is closed; gives the exit code.

    The workstation's preferences are kept in the file `preferences`.
    """
    if not has_display(os.environ, sys.platform):
        sys.stderr.write(say("command_no_display", settings.load(preferences).language) + "\n")
        return NO_DISPLAY
    app = application()
    keep_log(places.user_data() / "ucbnk_desktop.log")
    app_state = AppState(app, preferences, invented=invented_coordinator)
    window = MainWindow(app_state, open_demonstration)
    resort = LastResort(window)
    resort.take_over()
    window.loaded.connect(collect_again)
    window.open_later(study)
    window.show()
    try:
        return app.exec()
    finally:
        resort.give_back()


def collect_again() -> None:
    """Let the collector of garbage in; it need never look through what was loaded until now."""
    gc.freeze()
    gc.enable()


def application() -> QApplication:
    """The one QApplication, made if it is not there, with the program's name and icon."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    name_for_taskbar()
    app = QApplication([sys.argv[0] if sys.argv else NAME, "-style", theme.STYLE])
    app.setApplicationName(NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(NAME)
    app.setWindowIcon(program_icon())
    return app


def program_icon() -> QIcon:
    """The icon of the window and of the task bar."""
    made = QIcon()
    for size in _ICON_SIZES:
        made.addPixmap(icons.pixmap("app", theme.LIGHT.accent, size))
    return made


def name_for_taskbar() -> None:
    """Tell Windows which program this is: else the task bar shows the icon of Python, and other programs beside it."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only Windows is told

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(NAME)


def invented_coordinator() -> User:
    """By whom a demonstration is opened for somebody who gave no name."""
    from . import demonstration  # noqa: PLC0415 - loaded after the window stands, as below

    return demonstration.coordinator()


def open_demonstration(app_state: AppState, user: User) -> Callable[[Progress], None] | None:
    """Open the demonstration study of this user; where there is none yet, give the work that builds it first.

    StoreFault in words, from here and from the work.
    """
    from . import demonstration  # noqa: PLC0415 - it needs the store, which is loaded after the window stands

    path = places.user_data() / "demonstration.ucbnk"
    if path.exists():
        app_state.open_study(path, user)
        return None
    forms, pack, today, language = app_state.forms, app_state.pack, app_state.today(), app_state.language

    def build(progress: Progress) -> None:
        demonstration.build(path, forms, pack, today=today, language=language, told=progress)

    return build


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
            self._dialog(kind, kept=self._keep_typing()).exec()
        finally:
            self._telling = False

    def _keep_typing(self) -> bool:
        """Whether nothing typed would be lost now."""
        try:
            return not self._window.app.has_study or self._window.participant.panel.keep_draft()
        except Exception as error:
            _log.error("the draft could not be kept: %s", type(error).__name__)
            return False

    def _dialog(self, kind: str, *, kept: bool) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("UCBNK01")
        box.setText(self.tr("Something went wrong in the program."))
        words = (
            self.tr("Everything saved is safe, and what you were typing is kept as a draft. You can go on; if it "
                    "happens again, close the program and start it anew.")
            if kept else
            self.tr("Everything saved is safe, but no draft of what you were typing could be kept. It is still on the "
                    "screen: save it, or write it down, before you close the program and start it anew.")
        )
        box.setInformativeText(f"{words}\n\n{kind} · {places.user_data() / 'ucbnk_desktop.log'}")
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
