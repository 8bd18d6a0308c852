"""The order in which Tab goes through the page of a participant: as it is read, whatever was made first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ucbnk_desktop.screens.entry.form_page import FormPage


def step(ring: Iterable[QWidget | None], *, forward: bool) -> bool:
    """Put the focus on the neighbour in `ring` of what has it; False at either end, or where it is elsewhere."""
    shown = [widget for widget in ring if widget is not None and widget.isVisible() and widget.isEnabled()]
    place = _place(shown, QApplication.focusWidget())
    there = place + (1 if forward else -1)
    if place < 0 or not 0 <= there < len(shown):
        return False
    _enter(shown[there], forward=forward)
    return True


def _place(shown: Sequence[QWidget], focused: QWidget | None) -> int:
    if focused is None:
        return -1
    return next((n for n, widget in enumerate(shown) if widget is focused or widget.isAncestorOf(focused)), -1)


def _enter(widget: QWidget, *, forward: bool) -> None:
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    if isinstance(widget, FormPage):
        widget.enter(forward=forward)
    else:
        widget.setFocus(reason)
