"""Why a value is absent: the answers a field offers, whether a text is one, and where its reason is typed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.field_kinds import read
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.screens.theme import set_role
from ucbnk_desktop.wording import Text

_PROBE = Field("probe", Kind.NOTE, Text("缺失原因", "Reason for absence"))


def offered(field: Field) -> tuple[Missing, ...]:
    """The reasons for absence `field` offers, in the order of the keys Ctrl+1 to Ctrl+4."""
    return tuple(missing for missing in Missing if missing in field.missing)


def split(text: str) -> tuple[Missing, str] | None:
    """The reason for absence kept in `text` and its explanation; None where `text` is not such an answer."""
    reading = read(_PROBE, text, today=date.min)
    return None if reading.missing is None else (reading.missing, reading.reason)


class ReasonPopup(QFrame):
    """Enter gives the reason, Escape or a click elsewhere leaves the answer as it was."""

    given = Signal(str)

    def __init__(self, parent: QWidget, reason: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_role(self, "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(reason, self)
        self.line.setMinimumWidth(240)
        self.line.returnPressed.connect(self._give)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        label = QLabel(self.tr("Reason"), self)
        set_role(label, "label")
        row.addWidget(label)
        row.addWidget(self.line)

    def open_below(self, widget: QWidget) -> None:
        """Show the line below `widget` and put the cursor into it."""
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 3)))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _give(self) -> None:
        self.given.emit(" ".join(self.line.text().split()))
        self.close()
