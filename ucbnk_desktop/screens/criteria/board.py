"""The criterion board: where a participant stands with every criterion, live while the user types."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import DayAnswer, DayQuery
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.protocol.verdicts import Assessment, State, Tally
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.theme import colours, sized
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

from .board_model import BoardModel
from .board_rows import CriterionList
from .day_question import HEAD, AskedBanner, DayQuestion
from .time_bar import DaySpan, TimeBar

__all__ = ["WIDTH", "CountTiles", "CriterionBoard", "DaySpan", "LimitCard", "TimeBar"]

WIDTH = 344
_NAMED = 3


class CountTiles(QWidget):
    """Four tiles: satisfied, stopping, waiting for a date, open."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._counts = Tally(0, 0, 0, 0)
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Tally) -> None:
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
        palette = colours(self._app.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(marks.wash(palette, tone) if count else QColor(palette.gap_soft))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(marks.ink(palette, tone if count else Tone.PLAIN))
        painter.setFont(sized(self.font(), 20, bold=True))
        painter.drawText(box.adjusted(0, 3, 0, -20), Qt.AlignmentFlag.AlignCenter, str(count))
        painter.setFont(sized(self.font(), 12))
        painter.drawText(box.adjusted(2, 28, -2, -4), Qt.AlignmentFlag.AlignCenter, word)


class LimitCard(QFrame):
    """Earliest possible infusion and how long the results are valid, each with what limits it; and the day asked."""

    def __init__(self, app: AppState, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setProperty("role", "card")
        self._labels = [QLabel(self) for _ in range(2)]
        self._days = [QLabel(self) for _ in range(2)]
        self._limits = [QLabel(self) for _ in range(2)]
        self.bar, self.question = TimeBar(app, self), DayQuestion(app, services, self)
        self.bar.chosen.connect(self.question.ask)
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
        grid.addWidget(self.bar, 5, 0, 1, 2)
        grid.addWidget(self.question, 6, 0, 1, 2)
        self.let_ask(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._labels[0].setText(self.tr("Earliest first infusion"))
        self._labels[1].setText(self.tr("Screening valid until"))
        self.bar.setAccessibleName(self.tr("Day to judge"))
        self.question.retranslate()

    def let_ask(self, askable: bool) -> None:
        """Whether another day may be asked about."""
        self.question.setVisible(askable)
        self.bar.let_ask(askable)

    def show_answer(self, answer: DayAnswer | None) -> None:
        """Show what would be on the day asked about; None where none is."""
        self.question.show_answer(answer)
        if self.bar.span is not None:
            self.bar.show_span(replace(self.bar.span, asked=answer.question.about if answer else None))

    def show_assessment(self, assessment: Assessment, explainer: Explainer) -> None:
        """Show the dates of `assessment`."""
        # each label is told once: a label that changes to and fro lays the whole page out anew
        earliest = labels.day(assessment.earliest) if assessment.earliest else self._without_a_date(assessment)
        pairs = ((earliest, assessment.earliest_by), (labels.day(assessment.latest), assessment.latest_by))
        for shown, limit, (words, by) in zip(self._days, self._limits, pairs, strict=True):
            shown.setText(words)
            limit.setText(self._limited(by, explainer))
            limit.setVisible(bool(by))
        self._say_none(assessment, explainer)
        asked = self.question.question
        self.bar.show_span(DaySpan(
            assessment.as_of, assessment.earliest, assessment.latest, assessment.planned_start,
            asked.about if asked else None,
        ))

    def _without_a_date(self, assessment: Assessment) -> str:
        """What stands where no date is waited for: today only where nothing else stands in the way either."""
        states = {verdict.state for verdict in assessment.verdicts}
        if any(state.stops for state in states):
            return labels.NOTHING
        if states & {State.PENDING_DATE, State.INCOMPLETE}:
            return self.tr("not known yet")
        if assessment.as_of == self._app.today():
            return self.tr("from today")
        return labels.filled(self.tr("from %1"), labels.day(assessment.as_of))

    def _say_none(self, assessment: Assessment, explainer: Explainer) -> None:
        """No day is both late enough and early enough: what has to be repeated."""
        earliest, latest = assessment.earliest or assessment.as_of, assessment.latest
        none_fits = latest is not None and earliest > latest
        self._none.setVisible(none_fits)
        if none_fits:
            repeated = [explainer.short(criterion) for criterion in assessment.latest_by[:_NAMED]]
            sign = self.tr(", ", "between items of a list")
            words = sign.join(repeated) + (" …" if len(assessment.latest_by) > _NAMED else "")
            self._none.setText(labels.filled(self.tr("No day fits · repeat %1"), words))

    def _limited(self, by: tuple[str, ...], explainer: Explainer) -> str:
        if not by:
            return ""
        first = f"{criterion_name(by[0]).in_(explainer.language)} · {explainer.short(by[0])}"
        return first if len(by) == 1 else labels.filled(self.tr("%1, %2 more"), first, len(by) - 1)


class CriterionBoard(QFrame):
    """The right side of a participant: counts, limiting dates, and every criterion with its state.

    `asked` tells that another day is asked about, or none any more; `plan_asked` carries a day for the first infusion.
    """

    field_asked = Signal(str)
    why_asked = Signal(str)
    asked = Signal()
    plan_asked = Signal(object)

    def __init__(self, app: AppState, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._assessment: Assessment | None = None
        self._standing: Assessment | None = None
        self._answer: DayAnswer | None = None
        self._closed: str | None = None
        self.setProperty("role", "side")
        self.setFixedWidth(WIDTH)
        self._title, self._basis = QLabel(self), QLabel(self)
        self._title.setProperty("role", "cardtitle")
        self._basis.setProperty("role", "secondary")
        self.banner = AskedBanner(self)
        self._tiles = CountTiles(app, self)
        self.card = LimitCard(app, services, self)
        self.model = BoardModel(self)
        self.list = CriterionList(app, self.model, self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.list.field_asked.connect(self.field_asked)
        self.list.why_asked.connect(self.why_asked)
        self.card.question.asked.connect(self.asked)
        self.card.question.plan_asked.connect(self.plan_asked)
        self.banner.ended.connect(self.back_to_today)
        self._app.language_changed.connect(self.retranslate)
        self._app.theme_changed.connect(self.update)

    def _lay_out(self) -> None:
        self._head = QWidget(self)
        self._head.setFixedHeight(HEAD)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(14, 8, 14, 0)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._basis)
        top = QVBoxLayout()
        top.setContentsMargins(14, 6, 14, 8)
        top.setSpacing(10)
        top.addWidget(self._tiles)
        top.addWidget(self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.banner)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)

    @property
    def assessment(self) -> Assessment | None:
        """What the rows show: the present state, or that of the day asked about."""
        return self._assessment

    @property
    def question(self) -> DayQuery | None:
        """The day asked about, None while the board shows the present state."""
        return self.card.question.question

    def focus_order(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in the order it is read."""
        return self.card.bar, *self.card.question.focus_order(), self.list

    def explainer(self) -> Explainer:
        """The words of the board in the language shown."""
        app, shown = self._app, self._assessment
        pack = app.pack if shown is None else app.pack_named(shown.pack_version)
        return Explainer(app.forms, pack, app.language)

    # -- another day

    def let_ask(self, askable: bool, *, can_plan: bool = True, closed: str | None = None) -> None:
        """Whether another day may be asked about, and the first infusion be planned on it.

        `closed` is the form whose day everything is judged for, None while that is today.
        """
        self._closed = closed
        self.card.question.can_plan = can_plan
        self.card.let_ask(askable)
        if self.question is not None and (not askable or self._is_past(self.question)):
            self.end_question()

    def _is_past(self, question: DayQuery) -> bool:
        """Whether midnight has come and gone since it was asked."""
        return min(question.day, question.about) < self._app.today()

    def end_question(self) -> None:
        """Ask about no other day; nobody is told."""
        self.card.question.end()
        self._answer = None
        self._mark(None)

    def back_to_today(self) -> None:
        """Show the present state again."""
        if self.question is not None:
            self.end_question()
            self.asked.emit()

    # -- showing

    def show_assessment(self, assessment: Assessment) -> None:
        """Show `assessment` as the present state; the selected criterion stays selected."""
        self._standing = assessment
        self._show(assessment, None)

    def show_answer(self, standing: Assessment, answer: DayAnswer) -> None:
        """Show `answer` under its banner; the limiting dates stay those of the present state, `standing`."""
        self._standing = standing
        self._show(standing, answer)

    def _show(self, standing: Assessment, answer: DayAnswer | None) -> None:
        self._answer = answer
        self._assessment = assessment = standing if answer is None else answer.assessment
        selected = self.list.selected()
        explainer = self.explainer()
        self._tiles.show_counts(assessment.tally())
        self.card.show_assessment(standing, explainer)
        self.card.show_answer(answer)
        self._mark(None if answer is None else answer.question)
        self.model.show_assessment(assessment, explainer)
        if selected and self.list.selected() != selected:
            self.list.select(selected)
        self._basis.setText(self._based(assessment))

    def _mark(self, question: DayQuery | None) -> None:
        """The banner in place of the head, and the stripe along the rows, while another day is shown."""
        self._head.setVisible(question is None)
        self.banner.tell(question)
        self.list.mark_asked(question is not None)

    def _based(self, assessment: Assessment) -> str:
        version, day = assessment.pack_version, labels.day(assessment.as_of)
        if self._closed == "enrolment":
            return labels.filled(self.tr("v%1 · enrolled %2"), version, day)
        if self._closed is not None:
            return labels.filled(self.tr("v%1 · ended %2"), version, day)
        if assessment.as_of == self._app.today():
            return labels.filled(self.tr("Protocol %1 · today"), version)
        return labels.filled(self.tr("Protocol %1 · %2"), version, day)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Inclusion / exclusion"))
        self.list.setAccessibleName(self.tr("Criteria"))
        self.card.retranslate()
        self.list.forget_sizes()
        if self._standing is not None:
            self._show(self._standing, self._answer)
