"""Where the window stands: on any screen, small or large, and after a screen is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ucbnk_desktop import settings
from ucbnk_desktop.screens import window_geometry
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.window import MINIMUM, MainWindow
from ucbnk_desktop.screens.window_geometry import TITLE_BAR, fitted, is_small, nearest, usual_place
from ucbnk_desktop.settings import Preferences

NOTEBOOK = QRect(0, 0, 1366, 728)
"""A screen of 1366 x 768 with a task bar."""

DESK = QRect(0, 0, 1920, 1040)
rectangles = st.builds(
    QRect, st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(1, 4000), st.integers(1, 4000)
)


def test_that_the_window_may_be_as_small_as_a_notebook_needs() -> None:
    assert MINIMUM[0] <= 1280
    assert MINIMUM[1] <= 640
    assert MINIMUM[1] + TITLE_BAR <= NOTEBOOK.height()


def test_that_a_notebook_screen_is_small_and_a_desk_screen_is_not() -> None:
    assert is_small(NOTEBOOK)
    assert is_small(QRect(0, 0, 1440, 860))
    assert not is_small(QRect(0, 0, 1440, 900))
    assert not is_small(DESK)


def test_that_the_usual_place_is_the_middle_of_the_screen_title_bar_counted() -> None:
    place = usual_place(DESK)
    assert place.size() == QSize(1440, 868)
    assert abs(place.center().x() - DESK.center().x()) <= 1
    assert abs((place.top() - TITLE_BAR - DESK.top()) - (DESK.bottom() - place.bottom())) <= 1


@given(rectangles, rectangles.filter(lambda screen: screen.height() > TITLE_BAR))
def test_that_a_place_always_ends_up_on_the_screen_with_its_title_bar(place: QRect, screen: QRect) -> None:
    assert screen.contains(fitted(place, screen).adjusted(0, -TITLE_BAR, 0, 0))


def test_that_a_place_that_fits_stays_as_it_was() -> None:
    place = QRect(100, 80, 1300, 800)
    assert fitted(place, DESK) == place


def test_that_the_screen_is_taken_on_which_most_of_the_window_lies() -> None:
    right = QRect(1920, 0, 1366, 728)
    assert nearest(QRect(1800, 50, 1000, 600), [DESK, right]) == right
    assert nearest(QRect(9000, 9000, 1000, 600), [DESK, right]) == DESK


def _opened(qtbot: QtBot, app: AppState, preferences: Preferences) -> MainWindow:
    app.prefer(preferences)
    window = MainWindow(app, lambda _app, _user: None)
    qtbot.addWidget(window)
    return window


def test_that_the_window_fills_a_small_screen_at_the_first_start(qtbot: QtBot, workstation: AppState) -> None:
    screen = QApplication.primaryScreen().availableGeometry()
    assert _opened(qtbot, workstation, Preferences()).isMaximized() is window_geometry.is_small(screen)


def test_that_a_window_left_unmaximised_comes_back_so(qtbot: QtBot, workstation: AppState) -> None:
    window = _opened(qtbot, workstation, Preferences(window=(5, 40, 1200, 650)))
    assert not window.isMaximized()


def test_that_a_window_left_on_a_screen_that_is_gone_is_seen_again(qtbot: QtBot, workstation: AppState) -> None:
    window = _opened(qtbot, workstation, Preferences(window=(7000, 7000, 1200, 650)))
    available = QApplication.primaryScreen().availableGeometry()
    assert available.contains(window.geometry().topLeft())


def test_that_the_place_before_maximising_is_remembered(
    qtbot: QtBot, workstation: AppState
) -> None:
    window = _opened(qtbot, workstation, Preferences(window=(5, 40, 1200, 650), maximised=True))
    window.show()
    window.close()
    kept = workstation.preferences
    assert kept.maximised
    assert kept.window is not None
    assert settings.load(workstation._file) == kept
