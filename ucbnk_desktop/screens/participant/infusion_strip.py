"""The eight infusions of a participant in a row, each with its day and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ucbnk_desktop.casebook import InfusionState, InfusionStatus
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.board_rows import sized
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.theme import Colours, colours

HEIGHT = 52
_TONES = {
    InfusionStatus.GIVEN: Tone.MET, InfusionStatus.NOT_GIVEN: Tone.STOP,
    InfusionStatus.DUE: Tone.WAIT, InfusionStatus.OVERDUE: Tone.STOP,
}
_SIGNS = {InfusionStatus.GIVEN: " ✓", InfusionStatus.NOT_GIVEN: " ✕", InfusionStatus.OVERDUE: " ◆"}


class InfusionBox(QAbstractButton):
    """One infusion: its number and sign, below it the day."""

    def __init__(self, app: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self._state: InfusionState | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_state(self, state: InfusionState) -> None:
        """Show `state`."""
        self._state = state
        name = labels.filled(self.tr("Infusion %1"), state.number)
        words = f"{name}, {self._word(state)}"
        self.setAccessibleName(words)
        window = f"{labels.day(state.earliest)} – {labels.day(state.latest)}" if state.earliest else ""
        self.setToolTip("  ".join(part for part in (words, window) if part))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: an eighth of the row."""
        return QSize(90, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Qt: may become narrow."""
        return QSize(54, HEIGHT)

    def _word(self, state: InfusionState) -> str:
        return {
            InfusionStatus.UNPLANNED: self.tr("no date"),
            InfusionStatus.PLANNED: self.tr("planned"),
            InfusionStatus.DUE: self.tr("due"),
            InfusionStatus.OVERDUE: self.tr("overdue"),
            InfusionStatus.GIVEN: self.tr("given"),
            InfusionStatus.NOT_GIVEN: self.tr("not given"),
        }[state.state]

    def _line(self, state: InfusionState) -> str:
        if state.state is InfusionStatus.GIVEN:
            return labels.short_day(state.given_on)
        if state.state in (InfusionStatus.UNPLANNED, InfusionStatus.NOT_GIVEN) or state.planned is None:
            return self._word(state)
        margin = (state.latest - state.planned).days if state.latest else 0
        spread = f" ± {margin}" if margin else ""
        return labels.short_day(state.planned) + spread

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the box."""
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        tone = _TONES.get(self._state.state)
        self._ground(painter, tone, palette)
        painter.setFont(sized(self.font(), 14, bold=True))
        strong = palette.accent if self.isChecked() else palette.ink
        painter.setPen(QColor(strong))
        head = f"{self._state.number}{_SIGNS.get(self._state.state, '')}"
        painter.drawText(QRectF(11, 6, self.width() - 14, 20), Qt.AlignmentFlag.AlignVCenter, head)
        painter.setFont(sized(self.font(), 12))
        colour = QColor(palette.soft_ink) if tone in (None, Tone.MET) else marks.ink(palette, tone)
        painter.setPen(colour)
        text = QFontMetrics(painter.font()).elidedText(
            self._line(self._state), Qt.TextElideMode.ElideRight, self.width() - 16
        )
        painter.drawText(QRectF(11, 27, self.width() - 14, 18), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _ground(self, painter: QPainter, tone: Tone | None, palette: Colours) -> None:
        given = tone is Tone.MET
        ground = marks.wash(palette, Tone.MET) if given else QColor(palette.card)
        edge = QColor(palette.line) if tone in (None, Tone.WAIT) else marks.ink(palette, tone)
        if self.isChecked() or self.hasFocus():
            edge = QColor(palette.accent)
        painter.setBrush(ground)
        painter.setPen(QPen(edge, 2 if self.isChecked() or self.hasFocus() else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)


class InfusionStrip(QWidget):
    """Eight boxes; a wider gap where the second course begins."""

    chosen = Signal(int)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._boxes = [InfusionBox(app, self) for _ in range(8)]
        for number, box in enumerate(self._boxes, start=1):
            if number == 5:
                self._row.addSpacing(12)
            box.clicked.connect(self._clicked)
            self._row.addWidget(box, 1)
        app.theme_changed.connect(self.update)

    def show_schedule(self, schedule: Sequence[InfusionState], current: int) -> None:
        """Show `schedule`, the infusion `current` (counted from 1) open."""
        for box, state in zip(self._boxes, schedule, strict=False):
            box.show_state(state)
            box.setChecked(state.number == current)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, InfusionBox):
            self.chosen.emit(self._boxes.index(sender) + 1)
