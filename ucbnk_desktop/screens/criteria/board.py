"""The criterion board: where a participant stands with every criterion, live while the user types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ucbnk_desktop.protocol.verdicts import Assessment, State
from ucbnk_desktop.screens import marks, texts
from ucbnk_desktop.screens.marks import Tone
from ucbnk_desktop.screens.session import Session
from ucbnk_desktop.screens.theme import colours

from .board_model import BoardModel, Explainer, counted
from .board_rows import CriterionList, sized

WIDTH = 344
_NAMED = 3


class CountTiles(QWidget):
    """Four tiles: satisfied, stopping, waiting for a date, open."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counts = (0, 0, 0, 0)
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: tuple[int, int, int, int]) -> None:
        """Show these four numbers."""
        if counts != self._counts:
            self._counts = counts
            self.update()
        self.setAccessibleName(", ".join(f"{word} {n}" for n, word in zip(counts, self._words(), strict=True)))

    def _words(self) -> tuple[str, str, str, str]:
        return self.tr("satisfied"), self.tr("not met"), self.tr("waiting"), self.tr("open")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 7
        width = (self.width() - 3 * gap) / 4
        tones = (Tone.MET, Tone.STOP, Tone.WAIT, Tone.JUDGE)
        for place, (count, word, tone) in enumerate(zip(self._counts, self._words(), tones, strict=True)):
            self._tile(painter, QRectF(place * (width + gap), 0, width, self.height()), count, word, tone)
        painter.end()

    def _tile(self, painter: QPainter, box: QRectF, count: int, word: str, tone: Tone) -> None:
        palette = colours(self._session.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(marks.wash(palette, tone) if count else QColor(palette.gap_soft))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(marks.ink(palette, tone if count else Tone.PLAIN))
        painter.setFont(sized(self.font(), 20, bold=True))
        painter.drawText(box.adjusted(0, 3, 0, -20), Qt.AlignmentFlag.AlignCenter, str(count))
        painter.setFont(sized(self.font(), 12))
        painter.drawText(box.adjusted(2, 28, -2, -4), Qt.AlignmentFlag.AlignCenter, word)


@dataclass(frozen=True, slots=True)
class Span:
    """What the time bar shows: from today, the days on which an infusion is possible, the planned day."""

    today: date
    earliest: date | None
    latest: date | None
    planned: date | None

    def ends(self) -> tuple[date, date]:
        """First and last day of the bar: four weeks, more where a date needs it."""
        known = [on for on in (self.earliest, self.latest, self.planned) if on is not None]
        last = max([self.today + timedelta(days=28), *(on + timedelta(days=3) for on in known)])
        return min(self.today, self.planned or self.today), last


class TimeBar(QWidget):
    """A thin bar of days: the possible stretch in green, the planned day as a stroke."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._span: Span | None = None
        self.setFixedHeight(38)

    def show_span(self, span: Span | None) -> None:
        """Show `span`."""
        if span != self._span:
            self._span = span
            self.update()

    def sizeHint(self) -> QSize:
        """Qt: as wide as it is given."""
        return QSize(200, 38)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the bar."""
        if self._span is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._session.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.gap_soft))
        painter.drawRoundedRect(QRectF(0, 5, self.width(), 9), 4.5, 4.5)
        self._possible(painter, self._span)
        self._planned(painter, self._span)
        painter.end()

    def _possible(self, painter: QPainter, span: Span) -> None:
        earliest = max(span.earliest or span.today, span.today)
        latest = span.latest
        if latest is None or latest < earliest:
            return
        left, right = self._x(earliest, span), self._x(latest, span)
        green = marks.ink(colours(self._session.dark), Tone.MET)
        green.setAlphaF(0.5)
        painter.setBrush(green)
        painter.drawRoundedRect(QRectF(left, 5, max(right - left, 5), 9), 4.5, 4.5)

    def _planned(self, painter: QPainter, span: Span) -> None:
        palette = colours(self._session.dark)
        first, last = span.ends()
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(palette.soft_ink))
        line = QRectF(0, 20, self.width(), 18)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, texts.short_day(first))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, texts.short_day(last))
        if span.planned is None:
            return
        x = self._x(span.planned, span)
        label = texts.filled(self.tr("Planned %1"), texts.short_day(span.planned))
        width = QFontMetrics(painter.font()).horizontalAdvance(label)
        left = min(max(x - width / 2, 44), self.width() - width - 44)
        painter.drawText(QRectF(left, 20, width + 2, 18), Qt.AlignmentFlag.AlignLeft, label)
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.drawLine(round(x), 0, round(x), 18)

    def _x(self, on: date, span: Span) -> float:
        first, last = span.ends()
        share = (on - first).days / max((last - first).days, 1)
        return min(max(share, 0.0), 1.0) * (self.width() - 2) + 1


class LimitCard(QFrame):
    """Earliest possible infusion and how long the results are valid, each with what limits it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "card")
        self._labels = [QLabel(self) for _ in range(2)]
        self._days = [QLabel(self) for _ in range(2)]
        self._limits = [QLabel(self) for _ in range(2)]
        self._bar = TimeBar(session, self)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 9, 12, 6)
        grid.setVerticalSpacing(2)
        for row, (label, shown, limit) in enumerate(zip(self._labels, self._days, self._limits, strict=True)):
            shown.setProperty("role", "strong")
            limit.setProperty("role", "secondary")
            limit.setWordWrap(True)
            limit.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, row * 2, 0)
            grid.addWidget(shown, row * 2, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(limit, row * 2 + 1, 0, 1, 2)
        self._none = QLabel(self)
        self._none.setProperty("role", "problemtitle")
        self._none.setWordWrap(True)
        self._none.hide()
        grid.addWidget(self._none, 4, 0, 1, 2)
        grid.addWidget(self._bar, 5, 0, 1, 2)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._labels[0].setText(self.tr("Earliest first infusion"))
        self._labels[1].setText(self.tr("Screening valid until"))

    def show_assessment(self, assessment: Assessment, explainer: Explainer) -> None:
        """Show the dates of `assessment`."""
        pairs = ((assessment.earliest, assessment.earliest_by), (assessment.latest, assessment.latest_by))
        for shown, limit, (on, by) in zip(self._days, self._limits, pairs, strict=True):
            shown.setText(texts.day(on))
            limit.setText(self._limited(by, explainer))
            limit.setVisible(bool(by))
        if assessment.earliest is None:
            self._days[0].setText(self._without_a_date(assessment))
        self._say_none(assessment, explainer)
        self._bar.show_span(Span(assessment.as_of, assessment.earliest, assessment.latest, assessment.planned_start))

    def _without_a_date(self, assessment: Assessment) -> str:
        """What stands where no date is waited for: today only where nothing else stands in the way either."""
        states = {verdict.state for verdict in assessment.verdicts}
        if any(state.stops for state in states):
            return texts.NOTHING
        if states & {State.PENDING_DATE, State.INCOMPLETE}:
            return self.tr("not known yet")
        if assessment.as_of == self._session.today():
            return self.tr("from today")
        return texts.filled(self.tr("from %1"), texts.day(assessment.as_of))

    def _say_none(self, assessment: Assessment, explainer: Explainer) -> None:
        """No day is both late enough and early enough: what has to be repeated."""
        earliest, latest = assessment.earliest or assessment.as_of, assessment.latest
        none_fits = latest is not None and earliest > latest
        self._none.setVisible(none_fits)
        if none_fits:
            repeated = [explainer.short(criterion) for criterion in assessment.latest_by[:_NAMED]]
            sign = self.tr(", ", "between items of a list")
            words = sign.join(repeated) + (" …" if len(assessment.latest_by) > _NAMED else "")
            self._none.setText(texts.filled(self.tr("No day fits · repeat %1"), words))

    def _limited(self, by: tuple[str, ...], explainer: Explainer) -> str:
        if not by:
            return ""
        first = f"{texts.criterion(by[0])} · {explainer.short(by[0])}"
        return first if len(by) == 1 else texts.filled(self.tr("%1, %2 more"), first, len(by) - 1)


class CriterionBoard(QFrame):
    """The right side of a participant: counts, limiting dates, and every criterion with its state."""

    field_asked = Signal(str)
    why_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._assessment: Assessment | None = None
        self.setProperty("role", "side")
        self.setFixedWidth(WIDTH)
        self._title, self._basis = QLabel(self), QLabel(self)
        self._title.setProperty("role", "cardtitle")
        self._basis.setProperty("role", "secondary")
        self._tiles = CountTiles(session, self)
        self._card = LimitCard(session, self)
        self.model = BoardModel(self)
        self.list = CriterionList(session, self.model, self)
        self._lay_out()
        self.list.field_asked.connect(self.field_asked)
        self.list.why_asked.connect(self.why_asked)
        session.language_changed.connect(self.retranslate)
        session.theme_changed.connect(self.update)
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._basis)
        top = QVBoxLayout()
        top.setContentsMargins(14, 14, 14, 8)
        top.setSpacing(10)
        top.addLayout(head)
        top.addWidget(self._tiles)
        top.addWidget(self._card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.list, 1)

    @property
    def assessment(self) -> Assessment | None:
        """What is shown."""
        return self._assessment

    def explainer(self) -> Explainer:
        """The words of the board in the language shown."""
        return Explainer(self._session.forms, self._session.pack, self._session.language)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show `assessment`; the selected criterion stays selected."""
        self._assessment = assessment
        selected = self.list.selected()
        explainer = self.explainer()
        self._tiles.show_counts(counted(assessment))
        self._card.show_assessment(assessment, explainer)
        self.model.show_assessment(assessment, explainer)
        if selected and self.list.selected() != selected:
            self.list.select(selected)
        self._basis.setText(self._based(assessment))

    def _based(self, assessment: Assessment) -> str:
        if assessment.as_of == self._session.today():
            return texts.filled(self.tr("Protocol %1 · today"), assessment.pack_version)
        return texts.filled(self.tr("Protocol %1 · %2"), assessment.pack_version, texts.day(assessment.as_of))

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Inclusion / exclusion"))
        self.list.setAccessibleName(self.tr("Criteria"))
        self._card.retranslate()
        self.list.forget_sizes()
        if self._assessment is not None:
            self.show_assessment(self._assessment)
