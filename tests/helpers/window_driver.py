"""What tests of the window do by hand: look at the open page and at what has the focus, at one fixed moment."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QApplication, QWidget

from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.site_time import SITE_ZONE

NOW = datetime(2026, 11, 22, 18, 2, tzinfo=SITE_ZONE)


def now() -> datetime:
    """The moment at which a window of the tests stands."""
    return NOW


def no_demonstration(_app: AppState, _user: User) -> None:
    """Stands where a window makes the demonstration; nobody is to ask for it."""
    raise AssertionError("nobody asked for the demonstration")


def page_of(window: MainWindow) -> FormPage:
    """The form that is open."""
    page = window.participant.panel.page
    assert page is not None
    return page


def focused_widget() -> QWidget:
    """What has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
