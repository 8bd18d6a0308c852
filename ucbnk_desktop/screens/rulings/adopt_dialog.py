"""Adopts the proposals of all open rulings with one signature; those to be read first are ticked by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.casebook import Refused, steps
from ucbnk_desktop.forms.decision_display import decision_answer
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import EffectsView, framed
from ucbnk_desktop.screens.widgets.inputs import TickBox
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar

from .confirm_dialog import signed_words
from .known_rulings import KnownRuling, both, criteria_words

_SIZE = (860, 660)
_HIGH = 164


class Proposal(QWidget):
    """One open ruling: a box to tick, the question, its criteria, what is proposed."""

    def __init__(self, app: AppState, ruling: KnownRuling, parent: QWidget) -> None:
        super().__init__(parent)
        self.ruling, self._app = ruling, app
        self.box = TickBox(app, self)
        self._question, self._value, self._criteria = QLabel(self), QLabel(self), QLabel(self)
        self._question.setWordWrap(True)
        self._value.setWordWrap(True)
        self._value.setProperty("role", "accent")
        self._criteria.setProperty("role", "secondary")
        self.box.setEnabled(ruling.adoptable)
        self.box.setChecked(ruling.adoptable and not ruling.first)
        grid = QGridLayout(self)
        grid.setContentsMargins(4, 5, 4, 5)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.box, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._question, 0, 1)
        grid.addWidget(self._criteria, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._value, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.say()

    def say(self) -> None:
        """Say everything in the language shown."""
        definition, language = self.ruling.definition, self._app.language
        question = both(definition.question, language)
        proposed = decision_answer(definition, definition.proposed, language)
        words = labels.filled(self.tr("Proposed: %1"), proposed) if self.ruling.adoptable else self.tr(
            "Stays open: the proposal lacks its number, decide this one by itself")
        self._question.setText(f"† {question}" if self.ruling.first else question)
        self._criteria.setText(criteria_words(self.ruling, language))
        self._value.setText(words)
        self.box.setAccessibleName(f"{question} {words}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on the words ticks the box."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.box.click()


class AdoptProposalsDialog(QDialog):
    """Every open ruling with its proposal; one signature decides those that are ticked, all of them or none."""

    def __init__(self, app: AppState, rulings: Sequence[KnownRuling], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.resize(*_SIZE)
        self._title, self._words, self._signed = QLabel(self), QLabel(self), QLabel(self)
        self._first_title, self._rest_title, self._source_label = QLabel(self), QLabel(self), QLabel(self)
        self.proposals = [Proposal(app, ruling, self) for ruling in rulings if not ruling.decided]
        self.source = QLineEdit(self)
        self.effects = EffectsView(app, self)
        self.notice = NoticeBar(app, self)
        self.adopt_button, self.cancel_button = QPushButton(self), QPushButton(self)
        self._lay_out()
        self._connect()
        self.retranslate()
        app.day_changed.connect(self.retranslate)  # the day of the signature
        self._ticked()
        first = next((proposal.box for proposal in self.proposals if proposal.ruling.adoptable), self.source)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        for widget, role in (
            (self._title, "cardtitle"), (self._words, "soft"), (self._signed, "strong"), (self._first_title, "section"),
            (self._rest_title, "section"), (self._source_label, "label"), (self.adopt_button, "primary"),
        ):
            widget.setProperty("role", role)
        self._words.setWordWrap(True)
        self._source_label.setBuddy(self.source)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(self._list(), 1)
        column.addWidget(framed(self.effects, self, _HIGH))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._source_label)
        row.addWidget(self.source, 1)
        column.addLayout(row)
        column.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addWidget(self._signed, 1)
        for button in (self.adopt_button, self.cancel_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column.addLayout(foot)

    def _list(self) -> QScrollArea:
        inside = QWidget(self)
        inside.setProperty("role", "body")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(0)
        first = [proposal for proposal in self.proposals if proposal.ruling.first]
        rest = [proposal for proposal in self.proposals if not proposal.ruling.first]
        for title, group in ((self._first_title, first), (self._rest_title, rest)):
            title.setVisible(bool(group))
            column.addWidget(title)
            for proposal in group:
                column.addWidget(proposal)
            column.addSpacing(8)
        column.addStretch()
        scroll = QScrollArea(self)
        scroll.setProperty("role", "card")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        return scroll

    def _connect(self) -> None:
        for proposal in self.proposals:
            proposal.box.toggled.connect(self._ticked)
        self.adopt_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self.setWindowTitle(self.tr("Adopt all proposals"))
        self._title.setText(self.tr("Adopt all proposals"))
        self._words.setText(self.tr(
            "Nothing is decided before you sign. What is marked † is not the stricter reading: read it and tick it "
            "yourself. What is not ticked stays open."))
        self._first_title.setText(self.tr("† Read these first"))
        self._rest_title.setText(self.tr("Other proposals"))
        self._source_label.setText(self.tr("&Source (section, letter, meeting)"))
        self.source.setAccessibleName(self._source_label.text().replace("&", ""))
        self._signed.setText(labels.filled(self.tr("Signed by %1"), signed_words(self._app)))
        self.cancel_button.setText(self.tr("&Cancel"))
        for proposal in self.proposals:
            proposal.say()
        self._name_button()

    def _name_button(self) -> None:
        self.adopt_button.setText(labels.filled(self.tr("&Adopt and sign (%1)"), len(self.values())))
        self.adopt_button.setEnabled(bool(self.values()))

    # -- what is ticked

    def values(self) -> dict[str, str]:
        """The proposals that are ticked, by id."""
        return {
            proposal.ruling.id: proposal.ruling.definition.proposed
            for proposal in self.proposals if proposal.box.isChecked()
        }

    def _ticked(self) -> None:
        self._name_button()
        self.notice.still()
        if self.values():
            self.effects.show_effects(self.values())
        else:
            self.effects.stop()

    def accept(self) -> None:
        """Decide what is ticked, all of it or nothing."""
        source = self.source.text().strip()
        if not self.values():
            return
        if self.effects.busy:
            self.notice.tell(self.tr("One moment: it is still worked out what would change."), Tone.WAIT)
            return
        if not source:
            self.notice.tell(self.tr("Say where this is written or who decided it."), Tone.WAIT)
            self.source.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            self._app.do(lambda book: steps.decide_all(book, self.values(), source=source))
        except (StoreFault, Refused) as fault:
            self.notice.tell(self._app.words_of(fault), Tone.STOP)
            return
        super().accept()
