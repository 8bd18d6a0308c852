"""The program's own line icons, tinted by colour; the drawings stand in `resources/icons`."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ucbnk_desktop import places

_FINEST = 2.0
"""Drawn for a screen that comes later, of whatever ratio."""


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """The line icon `name` in `colour` (`#rrggbb`), sharp on every screen; KeyError where there is no such icon."""
    made = QIcon()
    for ratio in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {_FINEST}):
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


# Cache: 11 of 140 ms, four participants opened; a drawing of the program, by its arguments only.
@cache
def pixmap(name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
    """The icon `name` as a picture of `size` device-independent pixels for a screen of `ratio`."""
    return _drawn(_source(name).replace("currentColor", colour), size, ratio)


def _source(name: str) -> str:
    path = places.resources("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")


def _drawn(source: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
