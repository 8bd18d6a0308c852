"""The eight infusions of a participant in a row, each with its day and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ucbnk_desktop.casebook import GivenInfusion, InfusionState, InfusionStatus
from ucbnk_desktop.casebook.infusion_schedule import NUMBERS
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

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
        self._given: GivenInfusion | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_state(self, state: InfusionState, given: GivenInfusion | None = None) -> None:
        """Show `state`; `given` is the record of an infusion that was given."""
        self._state, self._given = state, given
        name = labels.filled(self.tr("Infusion %1"), state.number)
        filled = f" {given.answered}/{given.asked}" if given is not None and given.answered < given.asked else ""
        words = f"{name}, {self._word(state)}{filled}"
        unmet = given.unmet if given is not None else ()
        against = "\n".join(self._app.say(precondition.words) for precondition in unmet)
        self.setAccessibleName("\n".join(filter(None, (words, against))))
        window = f"{labels.day(state.earliest)} – {labels.day(state.latest)}" if state.earliest else ""
        self.setToolTip("\n".join(filter(None, ("  ".join(filter(None, (words, window))), against))))
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
            InfusionStatus.CLOSED: self.tr("no further infusion"),
        }[state.state]

    def _line(self, state: InfusionState) -> str:
        if state.state is InfusionStatus.GIVEN:
            open_record = self._given is not None and self._given.answered < self._given.asked
            filled = f" · {self._given.answered}/{self._given.asked}" if self._given and open_record else ""
            return labels.short_day(state.given_on) + filled
        if state.state is InfusionStatus.CLOSED:
            return labels.NOTHING
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
        tone, given = self.tone, self._state.state is InfusionStatus.GIVEN
        self._ground(painter, tone, palette, given=given)
        painter.setFont(sized(self.font(), 14, bold=True))
        strong = palette.accent if self.isChecked() else palette.ink
        painter.setPen(QColor(strong))
        sign = " ◆" if given and tone is Tone.WAIT else _SIGNS.get(self._state.state, "")
        head = f"{self._state.number}{sign}"
        painter.drawText(QRectF(11, 6, self.width() - 14, 20), Qt.AlignmentFlag.AlignVCenter, head)
        painter.setFont(sized(self.font(), 12))
        colour = QColor(palette.soft_ink) if tone in (None, Tone.MET) else marks.ink(palette, tone)
        painter.setPen(colour)
        text = QFontMetrics(painter.font()).elidedText(
            self._line(self._state), Qt.TextElideMode.ElideRight, self.width() - 16
        )
        painter.drawText(QRectF(11, 27, self.width() - 14, 18), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    @property
    def tone(self) -> Tone | None:
        """Green only for a complete record against which nothing stood; amber for any other that says "given"."""
        if self._state is None:
            return None
        unsound = self._given is not None and not self._given.sound
        return Tone.WAIT if unsound else _TONES.get(self._state.state)

    def _ground(self, painter: QPainter, tone: Tone | None, palette: Colours, *, given: bool) -> None:
        ground = marks.wash(palette, tone) if given and tone is not None else QColor(palette.card)
        plain = tone is None or (tone is Tone.WAIT and not given)
        edge = QColor(palette.line) if tone is None or plain else marks.ink(palette, tone)
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
        self._boxes = [InfusionBox(app, self) for _ in NUMBERS]
        for number, box in enumerate(self._boxes, start=1):
            if number == 5:
                self._row.addSpacing(12)
            box.clicked.connect(self._clicked)
            self._row.addWidget(box, 1)
        app.theme_changed.connect(self.update)

    def show_schedule(
        self, schedule: Sequence[InfusionState], current: int, given: Mapping[int, GivenInfusion]
    ) -> None:
        """Show `schedule`, the infusion `current` (counted from 1) open; `given` are the records of those given."""
        for box, state in zip(self._boxes, schedule, strict=False):
            box.show_state(state, given.get(state.number))
            box.setChecked(state.number == current)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, InfusionBox):
            self.chosen.emit(self._boxes.index(sender) + 1)
