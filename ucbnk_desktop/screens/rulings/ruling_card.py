"""One ruling whole: the question, where it matters, its readings, what each would change, and every decision so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.casebook import Action, Refused, allows, steps
from ucbnk_desktop.casebook.roles import refusal
from ucbnk_desktop.forms.decision_display import decision_answer
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Decision
from ucbnk_desktop.screens import labels, theme
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import EffectsView
from ucbnk_desktop.screens.theme import Colours, colours
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar
from ucbnk_desktop.wording import Language

from .confirm_dialog import ConfirmDialog
from .known_rulings import KnownRuling, both, signature
from .readings import Readings


class RulingCard(QFrame):
    """The right side of the page, reached by Tab from the widget `before`.

    `decided` comes after a decision is kept; `back` and `next_asked` lead through the list, `opened` to a participant.
    """

    decided = Signal(str)
    back = Signal()
    next_asked = Signal()
    opened = Signal(str)

    def __init__(self, app: AppState, before: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self.before = app, before
        self._ruling: KnownRuling | None = None
        self._last_source = ""
        self._begun: dict[str, str] = {}
        self._typed: dict[str, dict[str, str]] = {}
        self.more_open = False
        self.setProperty("role", "card")
        self._id, self._first, self._state = QLabel(self), QLabel(self), QLabel(self)
        self._question, self._standing, self._criteria = QLabel(self), QLabel(self), QLabel(self)
        self._titles = [QLabel(self) for _ in range(4)]
        self._hint, self._history, self._role = QLabel(self), QLabel(self), QLabel(self)
        self.readings, self.effects = Readings(app, self), EffectsView(app, self)
        self._labels = [QLabel(self), QLabel(self)]
        self.source, self.reason = QLineEdit(self), QLineEdit(self)
        self.notice = NoticeBar(app, self)
        self.decide_button = QPushButton(self)
        self.confirmation: ConfirmDialog | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    # -- how it is laid out

    def _lay_out(self) -> None:
        for widget, role in (
            (self._id, "secondary"), (self._first, "chip"), (self._state, "chip"), (self._question, "cardtitle"),
            (self._hint, "soft"), (self._role, "soft"), (self.decide_button, "primary"),
            *((title, "section") for title in self._titles), *((label, "label") for label in self._labels),
        ):
            widget.setProperty("role", role)
        self._first.setProperty("state", "wait")
        for label in (self._question, self._standing, self._criteria, self._hint, self._history, self._role):
            label.setWordWrap(True)
        for label in (self._standing, self._criteria, self._history):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._foot())

    def _body(self) -> QWidget:
        body = QWidget(self)
        body.setProperty("role", "body")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        for label in (self._id, self._state, self._first):
            head.addWidget(label)
        head.addStretch()
        column.addLayout(head)
        column.addWidget(self._question)
        column.addWidget(self._standing)
        for title, parts in zip(self._titles, (
            (self.readings,), (self._hint, self.effects), (self._criteria,), (self._history,),
        ), strict=True):
            column.addSpacing(6)
            column.addWidget(title)
            for part in parts:
                column.addWidget(part)
        column.addStretch()
        return body

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for number, (label, edit) in enumerate(zip(self._labels, (self.source, self.reason), strict=True)):
            label.setBuddy(edit)
            grid.addWidget(label, number, 0)
            grid.addWidget(edit, number, 1)
        column.addLayout(grid)
        column.addWidget(self.notice)
        row = QHBoxLayout()
        row.addWidget(self._role, 1)
        row.addStretch()
        row.addWidget(self.decide_button)
        column.addLayout(row)
        return foot

    def _connect(self) -> None:
        self.readings.changed.connect(self._chosen)
        self.effects.opened.connect(self.opened)
        self.decide_button.clicked.connect(self.decide)
        self.notice.first.connect(self.next_asked)
        self._app.theme_changed.connect(self.retranslate)
        escape_key = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back.emit)
        escape_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes on to the next field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    # -- what is shown

    @property
    def ruling(self) -> KnownRuling | None:
        """The ruling on show."""
        return self._ruling

    @property
    def may_decide(self) -> bool:
        """Whether this user decides."""
        return self._ruling is not None and allows(self._app.user, Action.DECIDE_RULING)

    def show_ruling(self, ruling: KnownRuling) -> None:
        """Show `ruling` from its beginning; the proposal is chosen while it is open, and decides nothing.

        What was typed and not decided is kept, of each ruling for itself, and stands there again.
        """
        self._remember()
        self._ruling = ruling
        self.notice.still()
        in_force = ruling.decision.value if ruling.decision is not None and ruling.decided else ""
        self.source.setText("" if ruling.decision else self._last_source)
        self.reason.clear()
        self.readings.show_ruling(ruling.definition, in_force)
        self._begun = self._now()
        self._put_back(self._typed.get(ruling.id, {}))
        self._order_keys()
        self.retranslate()
        self._scroll.verticalScrollBar().setValue(0)
        self._chosen()

    def _now(self) -> dict[str, str]:
        return {"reading": self.readings.text(), "source": self.source.text(), "reason": self.reason.text()}

    def _remember(self) -> None:
        """Keep what differs from what the card began with."""
        if self._ruling is None:
            return
        self._typed[self._ruling.id] = {
            part: text for part, text in self._now().items() if text != self._begun.get(part, "")
        }

    def _put_back(self, typed: Mapping[str, str]) -> None:
        if typed.get("reading"):
            self.readings.choose(typed["reading"])
        for part, edit in (("source", self.source), ("reason", self.reason)):
            if part in typed:
                edit.setText(typed[part])

    def _order_keys(self) -> None:
        """Tab goes through the readings on show, then to source, reason and the button: the readings are made anew."""
        order = [self.before, *self.readings.stops, self.source, self.reason, self.decide_button]
        for widget, following in pairwise(order):
            QWidget.setTabOrder(widget, following)

    def retranslate(self) -> None:
        """Say everything in the language and the colours shown; what is chosen and typed stays."""
        words = (self.tr("Readings"), self.tr("What this reading would change"), self.tr("Criteria it decides"),
                 self.tr("Every version"))
        for title, word in zip(self._titles, words, strict=True):
            title.setText(word)
        self._labels[0].setText(self.tr("&Source (section, letter, meeting)"))
        self._labels[1].setText(self.tr("&Reason for the change"))
        for label, edit in zip(self._labels, (self.source, self.reason), strict=True):
            edit.setAccessibleName(label.text().replace("&", ""))
        self.decide_button.setText(self.tr("&Decide"))
        self.decide_button.setToolTip("Ctrl+Enter")
        self.readings.retranslate()
        if self._ruling is not None:
            self._show(self._ruling)
            self._hint.setText(self._hint_words())

    def _show(self, ruling: KnownRuling) -> None:
        language, palette = self._app.language, colours(self._app.dark)
        self._id.setText(ruling.id)
        self._state.setText(self.tr("decided") if ruling.decided else self.tr("open"))
        theme.set_state(self._state, "met" if ruling.decided else "judge")
        self._first.setText(self.tr("† the proposal is not the stricter reading: read this first"))
        self._first.setVisible(ruling.first)
        self._question.setText(both(ruling.definition.question, language))
        self._standing.setText("".join(self._standing_parts(ruling, palette)))
        self._criteria.setText("".join(self._criteria_parts(ruling, palette)))
        versions = self._app.study.decision_history(ruling.id)
        self._history.setText("".join(_versions(ruling.definition, versions, language, palette)))
        self._titles[3].setVisible(len(versions) > 1)
        self._history.setVisible(len(versions) > 1)
        self._labels[1].setVisible(ruling.decision is not None)
        self.reason.setVisible(ruling.decision is not None)
        self._role.setText(self._app.say(refusal(self._app.user, Action.DECIDE_RULING)))
        self._role.setVisible(not self.may_decide)
        for button in (self.decide_button, self.source, self.reason):
            button.setEnabled(self.may_decide)

    def _standing_parts(self, ruling: KnownRuling, palette: Colours) -> Iterator[str]:
        decision = ruling.decision
        if decision is None or not ruling.decided:
            words = self.tr("Not decided: until then the criteria are judged under every reading.")
            yield f'<span style="color:{palette.soft_ink}">{escape(words)}</span>'
            return
        value = decision_answer(ruling.definition, decision.value, self._app.language)
        yield f'<table cellspacing="0" cellpadding="2"><tr><td colspan="2"><b>{escape(value)}</b></td></tr>'
        for label, shown in signature(decision):
            yield (f'<tr><td><span style="color:{palette.soft_ink}">{escape(label)}</span>&nbsp;&nbsp;</td>'
                   f"<td>{escape(shown)}</td></tr>")
        yield "</table>"

    def _criteria_parts(self, ruling: KnownRuling, palette: Colours) -> Iterator[str]:
        yield '<table cellspacing="0" cellpadding="3">'
        for criterion in ruling.criteria:
            text = self._app.casebook.pack_of().criteria[criterion]
            words = text.zh if self._app.language is Language.ZH else text.en
            name = self._app.say(criterion_name(criterion)).replace(" ", "&nbsp;")
            yield (f'<tr><td style="color:{palette.soft_ink}"><b>{name}</b>&nbsp;&nbsp;</td>'
                   f"<td>{escape(words)}</td></tr>")
        yield "</table>"

    # -- choosing

    def take_focus(self) -> None:
        """Go to the readings."""
        self.readings.take_focus()

    def forget(self) -> None:
        """Show no ruling any more: the study is another one."""
        self._ruling, self._last_source, self.more_open = None, "", False
        self._typed, self._begun = {}, {}
        self.effects.stop()

    def look_again(self) -> None:
        """Work out anew what the reading chosen would change: the participants may have changed since."""
        self._chosen()

    def _chosen(self) -> None:
        if self._ruling is None:
            return
        value = self.readings.text()
        new = self.readings.permitted() and value != self._in_force()
        if new:
            self.effects.show_effects({self._ruling.id: value})
        else:
            self.effects.stop()
        self.effects.setVisible(new)
        self._hint.setText(self._hint_words())
        self._hint.setVisible(not new)

    def _hint_words(self) -> str:
        if not self.readings.permitted():
            return self.tr("Fill in what this reading needs; then it is shown what would change.")
        return self.tr("This reading is in force.")

    def _in_force(self) -> str:
        ruling = self._ruling
        return ruling.decision.value if ruling is not None and ruling.decision is not None else ""

    # -- deciding

    def decide(self) -> None:
        """Keep the reading chosen; where anybody's verdict would change, that is shown once more and asked."""
        ruling = self._ruling
        if ruling is None or not self.may_decide or self.confirmation is not None:
            return
        problem, field = self._problem(ruling)
        if problem:
            self.notice.tell(problem, Tone.WAIT)
            if field is not None:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.notice.still()
        if self.effects.busy or self.effects.concerned:
            self._ask(ruling)
        else:
            self._keep()

    def _problem(self, ruling: KnownRuling) -> tuple[str, QWidget | None]:
        """Why it cannot be decided, and where to put that right; empty where it can."""
        if not self.readings.permitted():
            return self.tr("Choose a reading and fill in what it needs."), None
        before, source = ruling.decision, self.source.text().strip()
        if not source:
            return self.tr("Say where this is written or who decided it."), self.source
        if before is not None and (before.value, before.source) == (self.readings.text(), source):
            return self.tr("This is in force already: choose another reading."), None
        if before is not None and not self.reason.text().strip():
            return self.tr("A decision that changes needs a reason."), self.reason
        return "", None

    def _ask(self, ruling: KnownRuling) -> None:
        dialog = ConfirmDialog(self._app, ruling, self.readings.text(), self)
        self.confirmation = dialog
        dialog.finished.connect(self._answered)
        dialog.open()

    def _answered(self, result: int) -> None:
        dialog, self.confirmation = self.confirmation, None
        if dialog is not None:
            dialog.deleteLater()
            if result:
                self._keep()
            else:
                self.decide_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        ruling = self._ruling
        assert ruling is not None
        source = self.source.text().strip()
        try:
            self._app.do(lambda book: steps.decide(
                book, ruling.id, self.readings.text(), source=source, reason=self.reason.text().strip()
            ))
        except (StoreFault, Refused) as fault:
            self.notice.tell(self._app.words_of(fault), Tone.STOP)
            return
        self._last_source = source
        self._begun = self._now()  # it is decided, and no longer something typed
        self.decided.emit(ruling.id)
        following = [self.tr("&Next open ruling")] if self.more_open else []
        self.notice.tell(self.tr("Decided and kept."), Tone.MET, *following)
        for button in self.notice.buttons:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


def _versions(
    definition: RulingDefinition, versions: tuple[Decision, ...], language: Language, palette: Colours
) -> Iterator[str]:
    """Every version, the newest first: value, then who, when, on what ground and why."""
    yield '<table cellspacing="0" cellpadding="3">'
    for decision in reversed(versions):
        value = escape(decision_answer(definition, decision.value, language))
        shown = value if decision is versions[-1] else f"<s>{value}</s>"
        signed = " · ".join(filter(None, (
            decision.decided_by, labels.moment(decision.decided_at), decision.source, decision.reason,
        )))
        yield (f'<tr><td><span style="color:{palette.soft_ink}">v{decision.version}</span>&nbsp;&nbsp;</td>'
               f'<td>{shown}<br><span style="color:{palette.soft_ink}">{escape(signed)}</span></td></tr>')
    yield "</table>"
