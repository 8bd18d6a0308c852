"""The small editors beside a laboratory result: its unit, and its reference limits with an offered value."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.screens.theme import set_role

from .editors_line import LineEditor
from .editors_segments import SegmentEditor
from .entry_services import EntryServices


class UnitEditor(LineEditor):
    """The unit as printed: one of the usual ones from a menu, or any other typed."""

    natural_width = (60, 84)

    def __init__(self, field: Field, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(field, services, parent)
        set_role(self, "unit")
        if len(field.units) > 1:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def open_menu(self) -> None:
        """Offer the usual units."""
        if self.locked or not self.field.units:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, unit in enumerate(self.field.units, start=1):
            menu.addAction(f"&{number}  {unit}").setData(unit)
        menu.triggered.connect(self._chosen)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _chosen(self, action: QAction) -> None:
        self.choose(str(action.data()))

    def choose(self, unit: str) -> None:
        """Take `unit`, as the user does."""
        if not self.locked and unit != self.text():
            self.setText(unit)
            self._typed_over()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click offers the usual units where there are several."""
        super().mouseReleaseEvent(event)
        if len(self.field.units) > 1 and not self.hasSelectedText():
            self.open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 and Alt with the down arrow offer the usual units."""
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_down or event.key() == Qt.Key.Key_F8:
            self.open_menu()
            return
        super().keyPressEvent(event)


class QuietSegments(SegmentEditor):
    """Segments without a frame until they have the focus or a choice."""

    def paint_frame(self, painter: QPainter, rects: list[QRectF]) -> None:
        """Draw the frame only where there is something to see."""
        if self.hasFocus() or self.typed() or self.wrong:
            super().paint_frame(painter, rects)


class LimitEditor(LineEditor):
    """A lower or upper limit; a limit offered from the last report is grey until the key = takes it."""

    accepted = Signal(str)
    natural_width = (52, 60)

    def set_offer(self, offer: str) -> None:
        """Offer a value; nothing is kept by that."""
        self.offer = offer
        self.restate()

    def take_offer(self) -> None:
        """Take the offered value, as the user does."""
        if self.offer and not self.text() and not self.locked:
            self.setText(self.offer)
            self._typed_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key = takes what is offered."""
        if event.text() == "=" and not self.text() and self.offer and not self.locked:
            self.accepted.emit(self.key)
            return
        super().keyPressEvent(event)
