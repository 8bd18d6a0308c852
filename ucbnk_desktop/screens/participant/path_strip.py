"""The path of a participant: eight stations, each with its state, one of them open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ucbnk_desktop.casebook import StepState
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours, sized
from ucbnk_desktop.screens.widgets.marks import Tone, ink

HEIGHT = 54
_STATE_TONES = {"complete": Tone.MET, "attention": Tone.WAIT, "started": Tone.PLAIN, "empty": Tone.PLAIN}


class Station(QAbstractButton):
    """One station: its name, and below it what is done there."""

    def __init__(self, app: AppState, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self._state = "empty"
        self._note = labels.NOTHING
        self._number = number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_state(self, name: str, state: str, note: str) -> None:
        """Show the station `name` in `state` with a `note` of a few words."""
        self.setText(name)
        self._state, self._note = state, note or labels.NOTHING
        word = labels.step_state_word(state)
        self.setAccessibleName(f"{name}, {word}")
        shown = note if note and note != labels.NOTHING else ""
        self.setToolTip("  ".join(part for part in (name, word, shown, f"Alt+{self._number}") if part))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a modest width; the row shares out the rest."""
        return QSize(96, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Qt: may become narrow."""
        return QSize(60, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint name and state; the open station has the accent's ground and foot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        if self.isChecked():
            painter.fillRect(self.rect().adjusted(0, 1, 0, -1), QColor(palette.accent_soft))
            painter.fillRect(QRectF(0, self.height() - 4, self.width(), 3), QColor(palette.accent))
        elif self.underMouse():
            painter.fillRect(self.rect().adjusted(0, 1, 0, -1), QColor(palette.ground))
        self._name(painter, palette)
        self._under(painter, palette)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 4, -3, -6), 5, 5)
        painter.end()

    def _name(self, painter: QPainter, palette: Colours) -> None:
        active = self.isChecked()
        painter.setFont(sized(self.font(), 14, bold=active))
        faint = self._state in ("empty", "locked")
        colour = palette.accent if active else palette.soft_ink if faint else palette.ink
        painter.setPen(QColor(colour))
        name = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 8)
        painter.drawText(QRectF(4, 8, self.width() - 8, 20), Qt.AlignmentFlag.AlignCenter, name)

    def _under(self, painter: QPainter, palette: Colours) -> None:
        tone = _STATE_TONES.get(self._state, Tone.PLAIN)
        colour = QColor(palette.accent) if self.isChecked() else ink(palette, tone)
        sign = {"complete": "✓ ", "attention": "◆ "}.get(self._state, "")
        mark = "" if self._note.startswith("✓") else sign
        text = self._fitted(painter, mark)
        painter.setPen(colour)
        painter.drawText(QRectF(2, 29, self.width() - 4, 18), Qt.AlignmentFlag.AlignCenter, text)


    def _fitted(self, painter: QPainter, mark: str) -> str:
        """The note as it fits: without its sign, then smaller, and only then cut."""
        room = self.width() - 6
        for pixels, text in ((12, mark + self._note), (12, self._note), (11, self._note)):
            painter.setFont(sized(self.font(), pixels))
            if QFontMetrics(painter.font()).horizontalAdvance(text) <= room:
                return text
        return QFontMetrics(painter.font()).elidedText(self._note, Qt.TextElideMode.ElideRight, room)


class PathStrip(QWidget):
    """Eight stations side by side in one card."""

    chosen = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._steps: tuple[str, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 0, 1, 0)
        self._row.setSpacing(1)
        self._stations: list[Station] = []
        self.setFixedHeight(HEIGHT)
        app.theme_changed.connect(self.update)

    def show_path(self, path: Sequence[StepState], current: str) -> None:
        """Show the stations of `path`, `current` open."""
        self._steps = tuple(step.step for step in path)
        while len(self._stations) < len(path):
            self._add()
        for station, step in zip(self._stations, path, strict=False):
            station.show_state(labels.step_word(step.step), step.state, self._app.say(step.note))
            station.setChecked(step.step == current)

    def choose(self, number: int) -> None:
        """Ask for the station at `number`, counted from 0; nothing where there is none."""
        if 0 <= number < len(self._steps):
            self.chosen.emit(self._steps[number])

    def _add(self) -> None:
        station = Station(self._app, len(self._stations) + 1, self)
        station.clicked.connect(self._clicked)
        self._row.addWidget(station, 1)
        self._stations.append(station)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Station):
            sender.setChecked(True)
            self.choose(self._stations.index(sender))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the card and the hairlines between the stations."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        card = QPainterPath()
        card.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.fillPath(card, QColor(palette.card))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawPath(card)
        for station in self._stations[:-1]:
            x = station.geometry().right() + 1.5
            painter.drawLine(QPointF(x, 1), QPointF(x, self.height() - 2))
        painter.end()
