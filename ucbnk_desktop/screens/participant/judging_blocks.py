"""What stands between the questions to the investigator: the facts of each row, and how many questions are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from ucbnk_desktop.casebook import EnteredFact, JudgementQuestion
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.protocol.judgement_basis import BASIS, judgement_fields, judgement_key
from ucbnk_desktop.screens import labels, theme
from ucbnk_desktop.screens.entry.blocks import MARGIN, DrawnText, height_of, width_of
from ucbnk_desktop.screens.entry.companions import Companion, CompanionPlace
from ucbnk_desktop.screens.entry.entry_services import EntryServices
from ucbnk_desktop.screens.entry.form_body import FormBody
from ucbnk_desktop.screens.theme import SECONDARY, Colours
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import Tone

Page = Callable[[], Mapping[str, JudgementQuestion]]
"""The questions of the page by their field."""

AGAINST = frozenset({"not_met", "present"})
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_LINE, _BETWEEN, _PAD, _AFTER_LABEL = 20, 20, 8, 6
_BAR = 120


def places(page: Page, say: Callable[[JudgementQuestion], str]) -> Iterator[CompanionPlace]:
    """The blocks of the page: the count above everything, the facts of each row behind its question.

    `say` gives the sentence of a void answer.
    """
    yield CompanionPlace("investigator", lambda services, parent: CountBlock(page, services, parent), before=True)
    for criterion in BASIS:
        section = "inclusion" if criterion.startswith("I") else "exclusion"
        key = judgement_key(criterion)
        yield CompanionPlace(section, _facts(key, page, say), behind=f"{key}_reason")


def _facts(
    key: str, page: Page, say: Callable[[JudgementQuestion], str]
) -> Callable[[EntryServices, QWidget], Companion]:
    return lambda services, parent: FactsBlock(key, page, say, services, parent)


class FactsBlock(Companion):
    """The facts of one row as the coordinator entered them, and whether they changed since the answer."""

    def __init__(
        self, key: str, page: Page, say: Callable[[JudgementQuestion], str], services: EntryServices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, parent)
        self.key = key
        self._page, self._say = page, say
        self._asking: JudgementQuestion | None = None
        self._void = False
        self._mark: QRectF | None = None

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:  # noqa: ARG002  # the page has no rows
        """Take up the facts, and whether the kept answer that stands in the field is void."""
        asking = self._page().get(self.key)
        answer = values.get(self.key, "")
        void = asking is not None and bool(asking.changed) and answer == asking.answer
        if (asking, void) == (self._asking, self._void):
            return False
        self._asking, self._void = asking, void
        self.setAccessibleName(self.text)
        return True

    def questioned(self) -> frozenset[str]:
        """The question whose kept answer is void."""
        asking = self._page().get(self.key)
        return frozenset({self.key}) if asking is not None and asking.changed else frozenset()

    @property
    def silent(self) -> bool:
        """Whether the question is not shown, or rests on no facts."""
        body = self.parentWidget()
        withheld = isinstance(body, FormBody) and self.key not in body.asked
        return withheld or not (self._told or self._void or self._is_bare)

    @property
    def text(self) -> str:
        """Everything that is said, in one line a fact."""
        language = self.services.language
        lines = [f"{fact.label.in_(language)} {fact.value.in_(language)} {fact.on}".strip() for fact in self._told]
        return "\n".join([*self._warnings(), *lines])

    @property
    def _told(self) -> tuple[EnteredFact, ...]:
        return () if self._asking is None else self._asking.told

    @property
    def _is_bare(self) -> bool:
        return self._asking is not None and self._asking.bare

    def _warnings(self) -> list[str]:
        lines = [self._say(self._asking)] if self._asking is not None and self._void else []
        return [*lines, *([self.tr("The facts of this row are not entered yet.")] if self._is_bare else [])]

    def retranslate(self) -> None:
        """Say it in the language of now."""
        super().retranslate()
        self.setAccessibleName(self.text)

    # -- placing

    def arrange(self, width: int) -> int:
        """As many lines as the facts need, a warning above them."""
        self.clear_drawn()
        left, right = MARGIN + _PAD + 4, width - MARGIN - _PAD
        top = self._place_warnings(left, right - left, _PAD - 2)
        at = left
        for fact in self._told:
            at, top = self._place_fact(fact, at, top, (left, right))
        return top + (_LINE if at > left else 0) + _PAD - 2

    def _place_warnings(self, left: int, room: int, top: int) -> int:
        self._mark = None
        for words in self._warnings():
            tall = max(_LINE, height_of(words, room - 20, SECONDARY) + 4)
            self._mark = self._mark or QRectF(left, top + 3, 14, 14)
            rect = QRect(left + 20, top + 2, room - 20, tall)
            self.words.append(DrawnText(rect, words, "wait", SECONDARY, flags=_WRAPPED))
            top += tall
        return top

    def _place_fact(self, one: EnteredFact, at: int, top: int, edges: tuple[int, int]) -> tuple[int, int]:
        """Place one fact from `at`; where the next one begins."""
        left, right = edges
        label, value = one.label.in_(self.services.language), self._value(one)
        wide = width_of(label, SECONDARY) + _AFTER_LABEL
        width = wide + width_of(value, SECONDARY)
        if at > left and at + width > right:
            at, top = left, top + _LINE
        self.words.append(DrawnText(QRect(at, top, wide, _LINE), label, "soft_ink", SECONDARY))
        if at + width <= right:
            self.words.append(DrawnText(QRect(at + wide, top, width - wide + 2, _LINE), value, "ink", SECONDARY))
            return at + width + _BETWEEN, top
        room = max(80, right - at - wide)
        tall = height_of(value, room, SECONDARY)
        self.words.append(DrawnText(QRect(at + wide, top + 2, room, tall + 2), value, "ink", SECONDARY, flags=_WRAPPED))
        return left, top + max(_LINE, tall + 4)

    def _value(self, one: EnteredFact) -> str:
        value = one.value.in_(self.services.language)
        return f"{value} · {one.on}" if one.on else value

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the soft ground, in amber where the answer is void."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(marks.wash(shades, Tone.WAIT) if self._void else QColor(shades.ground))
        painter.drawRoundedRect(QRectF(MARGIN, 0, self.width() - 2 * MARGIN, self.height()), 6, 6)
        if self._mark is not None:
            marks.draw(painter, Tone.WAIT, self._mark, shades)


class CountBlock(Companion):
    """How many questions are answered, and the fold over those that computation has decided."""

    withholding = True

    def __init__(self, page: Page, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._page = page
        self._counts = (0, 0, 0)
        self._decided = 0
        self._unfolded = False
        self.fold = QPushButton(self)
        theme.set_role(self.fold, "link")
        self.fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fold.clicked.connect(self.toggle)
        key = QShortcut(QKeySequence("F3"), parent or self, self.toggle)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def toggle(self) -> None:
        """Show the questions that computation has decided, or fold them again; one that is answered stays."""
        if not self._decided:
            return
        self._unfolded = not self._unfolded
        self._say_fold()
        self.asked_anew.emit()

    def withholds(self, values: Mapping[str, str]) -> frozenset[str]:
        """Questions that computation decides or the protocol does not ask, and grounds that no answer needs.

        Never what holds something.
        """
        page = self._page()
        gone = [criterion for criterion in BASIS if page and judgement_key(criterion) not in page]
        shown = {key for criterion in gone for key in judgement_fields(criterion) if not values.get(key, "")}
        for key, asking in page.items():
            answer, grounds = values.get(key, ""), f"{key}_reason"
            if values.get(grounds, ""):
                continue
            if not (answer or asking.asked or self._unfolded):
                shown |= {key, grounds}
            elif answer not in AGAINST and not (answer and asking.weighs):
                shown.add(grounds)
        return frozenset(shown)

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:  # noqa: ARG002  # the page has no rows
        """Count anew."""
        page = self._page()
        asked = [key for key, asking in page.items() if asking.asked or values.get(key, "")]
        void = [key for key in asked if page[key].changed and values.get(key, "") == page[key].answer]
        counts = sum(bool(values.get(key, "")) for key in asked) - len(void), len(asked), len(void)
        if (counts, len(page) - len(asked)) == (self._counts, self._decided):
            return False
        self._counts, self._decided = counts, len(page) - len(asked)
        self._say_fold()
        self.setAccessibleName(self.text)
        return True

    @property
    def silent(self) -> bool:
        """Whether there are no questions."""
        return not self._page()

    @property
    def text(self) -> str:
        """How many questions are answered, in words."""
        answered, asked, void = self._counts
        parts = [labels.filled(self.tr("%1 of %2 answered"), answered, asked)]
        if void:
            parts.append(labels.filled(self.tr("%1 to be judged anew"), void))
        return "   ".join(parts)

    def retranslate(self) -> None:
        """Say it in the language of now."""
        super().retranslate()
        self._say_fold()
        self.setAccessibleName(self.text)

    def _say_fold(self) -> None:
        if self._unfolded:
            words = labels.filled(self.tr("Hide the %1 that the data decide (F3)"), self._decided)
        else:
            words = labels.filled(self.tr("%1 more are decided by the data, without a question (F3)"), self._decided)
        self.fold.setText(words)

    def arrange(self, width: int) -> int:
        """One line: bar, count, key; the fold at the right, or below where there is no room."""
        self.clear_drawn()
        at = MARGIN + _BAR + 12
        wide = width_of(self.text, SECONDARY) + 2
        self.words.append(DrawnText(QRect(at, 0, wide, 24), self.text, "wait" if self._counts[2] else "ink", SECONDARY))
        at += wide + 16
        key = self.tr("F2 next open question") if self._counts[0] < self._counts[1] else ""
        self.words.append(DrawnText(QRect(at, 0, width_of(key, SECONDARY) + 2, 24), key, "soft_ink", SECONDARY))
        at += width_of(key, SECONDARY) + 16
        liked = self.fold.sizeHint().width()
        beside = at + liked <= width - MARGIN
        left = width - MARGIN - liked if beside else MARGIN - 4
        self.fold.setGeometry(left, 0 if beside else 26, liked, 24)
        self.fold.setVisible(bool(self._decided))
        return 24 if beside or not self._decided else 50

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw how far the answers have come."""
        answered, asked, void = self._counts
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(MARGIN, 9, _BAR, 6)
        parts = ((asked, shades.line), (answered + void, shades.wait), (answered, shades.accent))
        for count, shade in parts:
            if count:
                painter.setBrush(QColor(shade))
                painter.drawRoundedRect(QRectF(bar.left(), bar.top(), _BAR * count / max(1, asked), 6), 3, 3)
