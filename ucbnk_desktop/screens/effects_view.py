"""Says what a decision would change, of every participant, worked out bit by bit while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import Effect
from ucbnk_desktop.forms.display import criterion_name, outcome_word, state_word
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import OUTCOME_TONES, TONES, Tone

_SLICE = 0.008
"""Seconds of work between two turns of the event loop."""
_TELL = 0.15
"""Seconds between two words on how far it is."""
SHOWN = 40
"""So many participants are listed one by one."""


class EffectsView(QWidget):
    """The participants concerned with their verdicts before and after; `finished` once all of them were looked at.

    Nothing is written. A click on a participant asks to open the casebook.
    """

    finished = Signal()
    opened = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._decisions: dict[str, str] = {}
        self._left: list[str] = []
        self._whole = 0
        self._told = 0.0
        self.effects: list[Effect] = []
        self.summary, self.list = QLabel(self), QLabel(self)
        self.summary.setProperty("role", "strong")
        self.list.setTextFormat(Qt.TextFormat.RichText)
        self.list.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        for label in (self.summary, self.list):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.summary)
        column.addWidget(self.list)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self.list.linkActivated.connect(self.opened)
        app.study_changed.connect(self.stop)
        app.day_changed.connect(self._begin_day)
        app.theme_changed.connect(self.retranslate)
        app.language_changed.connect(self.retranslate)

    @property
    def busy(self) -> bool:
        """Whether participants are still to be looked at."""
        return self._timer.isActive()

    @property
    def concerned(self) -> list[Effect]:
        """Those whose verdicts would change or whose confirmation would be void."""
        return [effect for effect in self.effects if effect.changed or effect.confirmation_lost or _turned(effect)]

    def show_effects(self, decisions: Mapping[str, str]) -> None:
        """Begin to work out what `decisions` would change; what was worked out before is forgotten."""
        self._decisions, self.effects = dict(decisions), []
        self._left = [participant.code for participant in self._app.study.participants()][::-1] if decisions else []
        self._whole = len(self._left)
        self._told = perf_counter()
        self._timer.start()
        self.list.clear()
        self.summary.setText("" if not decisions else self.tr("Working out what would change …"))

    def show_again(self) -> None:
        """Work out anew what was asked last."""
        self.show_effects(self._decisions)

    def _begin_day(self) -> None:
        """What is shown was worked out for the day before; on a page that is not shown it is when it comes back."""
        if self._decisions and self.isVisible():
            self.show_again()

    def stop(self) -> None:
        """Say nothing, work no more."""
        self._timer.stop()
        self._decisions, self.effects, self._left = {}, [], []
        self.summary.clear()
        self.list.clear()

    def _effect(self, code: str) -> Effect | None:
        """What would change for one participant; None where that one is not concerned."""
        return self._app.casebook.effect(code, self._decisions)

    def _go_on(self) -> None:
        if not self._app.has_study:
            self.stop()
            return
        end = perf_counter() + _SLICE
        while self._left:
            effect = self._effect(self._left.pop())
            if effect is not None and effect.any:
                self.effects.append(effect)
            if perf_counter() >= end:
                break
        if not self._left:
            self._timer.stop()
            self.retranslate()
            self.finished.emit()
        elif perf_counter() - self._told > _TELL:
            self._told = perf_counter()
            done = self._whole - len(self._left)
            self.summary.setText(labels.filled(self.tr("Worked out: %1 of %2 participants"), done, self._whole))

    # -- words

    def retranslate(self) -> None:
        """Say what was found in the language and the colours shown."""
        if self.busy or not self._decisions:
            return
        self.summary.setText(self.words())
        self.list.setText(self._table())
        self.list.setVisible(bool(self.effects))

    def words(self) -> str:
        """What would change, in a sentence or two."""
        if not self._whole:
            return self.tr("No participant yet: nobody's verdict would change.")
        changed = sum(bool(effect.changed) or _turned(effect) for effect in self.effects)
        lost = sum(effect.confirmation_lost for effect in self.effects)
        parts = [self._changed_words(changed)]
        if lost:
            parts.append(self.tr("1 confirmation of eligibility becomes void.") if lost == 1 else labels.filled(
                self.tr("%1 confirmations of eligibility become void."), lost))
        return "\n".join(parts)

    def _changed_words(self, changed: int) -> str:
        if not changed:
            return labels.filled(self.tr("No verdict would change (%1 participants looked at)."), self._whole)
        if changed == 1:
            return labels.filled(self.tr("1 of %1 participants would change."), self._whole)
        return labels.filled(self.tr("%1 of %2 participants would change."), changed, self._whole)

    def _table(self) -> str:
        rows = "".join(self._rows(effect) for effect in self.effects[:SHOWN])
        rest = len(self.effects) - SHOWN
        left_out = escape(labels.filled(self.tr("and %1 more"), rest))
        more = f'<tr><td colspan="3">{left_out}</td></tr>' if rest > 0 else ""
        return f'<table cellspacing="0" cellpadding="3">{rows}{more}</table>'

    def _rows(self, effect: Effect) -> str:
        palette = colours(self._app.dark)
        code = f'<a style="color:{palette.accent}; text-decoration:none" href="{escape(effect.code)}">' \
               f"{escape(effect.code)}</a>"
        made = []
        for number, (what, change) in enumerate(self._changes(effect)):
            first = code if number == 0 else ""
            made.append(f'<tr><td><b>{first}</b>&nbsp;&nbsp;</td><td><span style="color:{palette.soft_ink}">'
                        f"{escape(what)}</span>&nbsp;&nbsp;</td><td>{change}</td></tr>")
        return "".join(made)

    def _changes(self, effect: Effect) -> Iterator[tuple[str, str]]:
        for criterion, before, after in effect.changed:
            yield self._app.say(criterion_name(criterion)), f"{self._state(before)} → {self._state(after)}"
        if _turned(effect):
            yield self.tr("Outcome"), f"{self._outcome(effect.outcome_before)} → {self._outcome(effect.outcome_after)}"
        for what, (was, would) in (
            (self.tr("Earliest first infusion"), effect.earliest), (self.tr("Screening valid until"), effect.latest),
        ):
            if was != would:
                yield what, f"{labels.day(was)} → {labels.day(would)}"
        if effect.confirmation_lost:
            words = self._toned(self.tr("becomes void, to be signed again"), Tone.WAIT)
            yield self.tr("Confirmation of eligibility"), words

    def _state(self, state: State | None) -> str:
        if state is None:
            return escape(self.tr("not in this version"))
        return self._toned(self._app.say(state_word(state)), TONES[state])

    def _outcome(self, outcome: Outcome) -> str:
        return self._toned(self._app.say(outcome_word(outcome)), OUTCOME_TONES[outcome])

    def _toned(self, word: str, tone: Tone) -> str:
        shade = marks.ink(colours(self._app.dark), Tone.PLAIN if tone is Tone.GAP else tone)
        return f'<span style="color:{shade.name()}">{escape(word)}</span>'


def _turned(effect: Effect) -> bool:
    """Whether the outcome is another one for more than that the signature is void."""
    only_signature = effect.confirmation_lost and effect.outcome_after is Outcome.READY_TO_SIGN
    return effect.outcome_before is not effect.outcome_after and not only_signature


def framed(effects: EffectsView, parent: QWidget, high: int) -> QScrollArea:
    """`effects` in a frame of at most `high` pixels, to be scrolled where there are many."""
    inside = QWidget(parent)
    inside.setProperty("role", "body")
    column = QVBoxLayout(inside)
    column.setContentsMargins(14, 10, 14, 10)
    column.addWidget(effects)
    column.addStretch()
    scroll = QScrollArea(parent)
    scroll.setProperty("role", "card")
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setMinimumHeight(high * 2 // 3)
    scroll.setMaximumHeight(high)
    scroll.setWidget(inside)
    return scroll
