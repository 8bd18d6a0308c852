"""Where the window stands: as it was left, wholly on a screen that is there, maximised where the screen is small."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

USUAL = QSize(1440, 900)
"""As large as the window likes to be, its title bar counted."""

TITLE_BAR = 32
"""Pixels above the content that belong to the title bar, more or less, on any desktop."""


def is_small(available: QRect) -> bool:
    """Whether the window had better fill the screen."""
    return available.width() < USUAL.width() or available.height() < USUAL.height()


def usual_place(available: QRect) -> QRect:
    """The usual size in the middle of the screen."""
    place = QRect(QPoint(0, 0), QSize(USUAL.width(), USUAL.height() - TITLE_BAR))
    place.moveCenter(available.center() + QPoint(0, TITLE_BAR // 2))
    return fitted(place, available)


def fitted(place: QRect, available: QRect) -> QRect:
    """`place`, without its title bar, moved and if need be shrunk until all of it is on the screen."""
    room = available.adjusted(0, TITLE_BAR, 0, 0)
    area = QRect(place.topLeft(), place.size().boundedTo(room.size()))
    area.moveLeft(min(max(area.left(), room.left()), room.right() - area.width() + 1))
    area.moveTop(min(max(area.top(), room.top()), room.bottom() - area.height() + 1))
    return area


def nearest(place: QRect, screens: list[QRect]) -> QRect:
    """The screen on which most of `place` lies; the first one where it lies on none."""
    return max(screens, key=lambda screen: _area(screen.intersected(place)))


def _area(place: QRect) -> int:
    return max(place.width(), 0) * max(place.height(), 0)
