"""What an investigator signs, in full above the signature: every criterion, the study's decisions, the version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QPushButton, QWidget

from ucbnk_desktop.casebook import lines
from ucbnk_desktop.forms.decision_display import Decidable, decision_answer, decision_question
from ucbnk_desktop.forms.display import criterion_name, state_word
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.blocks import MARGIN, DrawnText, height_of, width_of
from ucbnk_desktop.screens.entry.companions import Companion
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.theme import BODY, SECONDARY, Colours
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import TONES, Tone

_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_MARK, _AFTER, _LEAST, _HEAD = 14, 8, 22, 30
_STEPS = {
    Qt.Key.Key_Down: 60, Qt.Key.Key_Up: -60, Qt.Key.Key_Space: 240, Qt.Key.Key_Home: -100_000,
}
"""Pixels that a key scrolls down."""


@dataclass(frozen=True, slots=True)
class SignedLine:
    """One criterion as it is signed: its mark, number, name, verdict and grounds."""

    tone: Tone
    code: str
    name: str
    word: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Everything a signature covers, in words; `decided` are questions of the study with their answers.

    `barred` says why nobody can confirm now; empty where an investigator can.
    """

    lines: tuple[SignedLine, ...]
    decided: tuple[tuple[str, str], ...]
    version: str
    digest: str
    barred: str = ""


def signing(app: AppState, code: str) -> Signing:
    """What the signature of now on `code` would cover, in the language shown."""
    book = app.casebook
    assessment = book.assessment(code)
    explainer = Explainer(app.forms, book.pack_of(code), app.language)
    return Signing(
        tuple(_lines(assessment, explainer)), tuple(_decided(app, assessment, explainer)),
        assessment.pack_version, _in_fours(assessment.digest[:16]),
        "\n".join(reason.in_(app.language) for reason in book.against_confirmation(code)),
    )


def _lines(assessment: Assessment, explainer: Explainer) -> Iterator[SignedLine]:
    for verdict in lines(assessment):
        yield SignedLine(
            TONES[verdict.state], criterion_name(verdict.criterion).in_(explainer.language),
            explainer.short(verdict.criterion), state_word(verdict.state).in_(explainer.language),
            "\n".join(explainer.reasons(verdict)),
        )


def _decided(app: AppState, assessment: Assessment, explainer: Explainer) -> Iterator[tuple[str, str]]:
    """The rulings and settings that the verdicts rest on, each once, in the order of the criteria."""
    used = dict.fromkeys(name for verdict in assessment.verdicts for name in (*verdict.rulings, *verdict.settings))
    known: Mapping[str, Decidable] = {**explainer.pack.rulings, **explainer.pack.settings}
    decisions = app.study.decisions()
    for name in used:
        definition, decision = known.get(name), decisions.get(name)
        if definition is not None and decision is not None:
            yield decision_question(definition, app.language), decision_answer(definition, decision.value, app.language)


def _in_fours(digits: str) -> str:
    return " ".join(digits[at:at + 4] for at in range(0, len(digits), 4))


class SigningBlock(Companion):
    """The table of what is signed, drawn above the fields of the signature, and read before them."""

    read_first = True

    def __init__(
        self, told: Callable[[], Signing | None], services: EntryServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self._told = told
        self._signing: Signing | None = None
        self._marks: list[tuple[QRectF, Tone]] = []
        self._rules: list[int] = []
        self._bar = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.onward = QPushButton(self)
        self.onward.setProperty("role", "link")
        self.onward.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.onward.clicked.connect(self.passed)

    @property
    def guide(self) -> str:
        """The keys that scroll and that lead to the signature."""
        return self.tr("↑ ↓ Space scroll · Enter, Tab or End: to the signature")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Space scroll, End leads to the signature; all else belongs to the form."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_End:
            self.passed.emit()
        elif step is not None:
            self.scrolled.emit(step)
        else:
            super().keyPressEvent(event)

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:  # noqa: ARG002  # it rests on the record alone
        """Take up what would be signed now."""
        now = self._told()
        if now == self._signing:
            return False
        self._signing = now
        self.setAccessibleName(self.text)
        return True

    @property
    def silent(self) -> bool:
        """Whether nobody is to sign."""
        return self._signing is None

    @property
    def text(self) -> str:
        """Everything that is shown, one line a criterion or decision."""
        if self._signing is None:
            return ""
        criteria = (f"{line.code} {line.name} {line.word} {line.grounds}" for line in self._signing.lines)
        decided = (f"{asked} {answer}" for asked, answer in self._signing.decided)
        barred = (self._barred_words(self._signing),) if self._signing.barred else ()
        return "\n".join((*criteria, *decided, *barred, self._version_words(self._signing)))

    def _barred_words(self, signed: Signing) -> str:
        return labels.filled(self.tr("Eligibility cannot be confirmed now. %1"), signed.barred)

    def _version_words(self, signed: Signing) -> str:
        return labels.filled(
            self.tr("Protocol version %1 · digest of the assessment %2"), signed.version, signed.digest
        )

    # -- placing

    def arrange(self, width: int) -> int:
        """All lines for `width`: mark, number, name, verdict, grounds; then the decisions in two columns."""
        self.clear_drawn()
        self._marks, self._rules, self._bar = [], [], QRect()
        signed = self._signing
        if signed is None:
            return 0
        self._place_onward(width)
        top = self._head(self.tr("What is signed: the verdict on every criterion"), 0, width)
        top = self._place_lines(signed.lines, top, width)
        if signed.decided:
            top = self._head(self.tr("Study decisions that the verdicts rest on"), top + 14, width)
            for asked, answer in signed.decided:
                top = self._place_decided(asked, answer, top, width)
        version = self._version_words(signed)
        self.words.append(DrawnText(QRect(MARGIN, top + 10, width - 2 * MARGIN, 22), version, "soft_ink", SECONDARY))
        return self._place_barred(signed, top + 38, width)

    def _place_onward(self, width: int) -> None:
        """The way down for the mouse, at the right of the first heading."""
        self.onward.setText(self.tr("To the signature ↓"))
        wide = self.onward.sizeHint().width()
        self.onward.setGeometry(width - MARGIN - wide, 0, wide, _HEAD - 6)

    def _place_barred(self, signed: Signing, top: int, width: int) -> int:
        """Why nobody can confirm now, right above the fields."""
        if not signed.barred:
            return top
        words = self._barred_words(signed)
        room = width - 2 * MARGIN - 54
        tall = height_of(words, room, BODY)
        self._bar = QRect(MARGIN, top + 4, width - 2 * MARGIN, tall + 16)
        self._marks.append((QRectF(MARGIN + 13, top + 4 + tall / 2, 16, 16), Tone.WAIT))
        self.words.append(DrawnText(QRect(MARGIN + 40, top + 12, room, tall), words, "ink", BODY, flags=_WRAPPED))
        return self._bar.bottom() + 8

    def _head(self, text: str, top: int, width: int) -> int:
        self.words.append(DrawnText(QRect(MARGIN, top, width - 2 * MARGIN, _HEAD - 6), text, "ink", BODY, bold=True))
        return top + _HEAD

    def _place_lines(self, signed: tuple[SignedLine, ...], top: int, width: int) -> int:
        code = max(width_of(line.code, SECONDARY) for line in signed) + _AFTER
        word = max(width_of(line.word, SECONDARY) for line in signed) + _AFTER + 2
        at = MARGIN + _MARK + _AFTER
        rest = width - MARGIN - at - code - word
        name = min(rest * 2 // 5, max(width_of(line.name, SECONDARY) for line in signed) + 2 * _AFTER)
        for line in signed:
            self._marks.append((QRectF(MARGIN, top + 3, _MARK, _MARK), line.tone))
            shade = "ink" if line.tone in (Tone.MET, Tone.PLAIN, Tone.GAP) else line.tone.value
            cells = (
                (line.code, code, "ink"), (line.name, name, "ink"), (line.word, word, shade),
                (line.grounds, rest - name, "soft_ink"),
            )
            top = self._place_cells(cells, at, top)
        return top

    def _place_decided(self, asked: str, said: str, top: int, width: int) -> int:
        half = (width - 2 * MARGIN) * 3 // 5
        cells = ((asked, half, "soft_ink"), (said, width - 2 * MARGIN - half, "ink"))
        return self._place_cells(cells, MARGIN, top)

    def _place_cells(self, cells: tuple[tuple[str, int, str], ...], left: int, top: int) -> int:
        """Cells side by side, each as high as its words; a hairline below them."""
        tall = _LEAST
        for words, wide, shade in cells:
            room = wide - _AFTER
            high = height_of(words, room, SECONDARY) + 4
            self.words.append(DrawnText(QRect(left, top + 2, room, high), words, shade, SECONDARY, flags=_WRAPPED))
            left, tall = left + wide, max(tall, high + 2)
        self._rules.append(top + tall)
        return top + tall + 3

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the marks and the hairlines, the ground of why nobody can confirm, and a bar where the focus is."""
        if not self._bar.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(marks.wash(shades, Tone.WAIT))
            painter.drawRoundedRect(self._bar, 6, 6)
        if self.hasFocus():
            painter.fillRect(QRect(4, 2, 3, _HEAD - 10), QColor(shades.accent))
        painter.setPen(QColor(shades.line))
        for at in self._rules:
            painter.drawLine(MARGIN, at, self.width() - MARGIN, at)
        for box, tone in self._marks:
            marks.draw(painter, tone, box, shades)
