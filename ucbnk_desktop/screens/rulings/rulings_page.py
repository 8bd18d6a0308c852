"""The page on which the principal investigator decides how the protocol is read, once for the whole study."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.casebook import Action, allows
from ucbnk_desktop.casebook.roles import refusal
from ucbnk_desktop.records.changes import Change, ChangeKind
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.widgets.page_widget import PageWidget

from .adopt_dialog import AdoptProposalsDialog
from .known_rulings import KnownRuling, known
from .print_dialog import PrintRulingsDialog
from .ruling_card import RulingCard
from .rulings_list import RulingsList, RulingsModel

_LIST_WIDTH = 468


class RulingsPage(PageWidget):
    """The list on the left, the chosen ruling on the right. `opened` asks for a participant."""

    opened = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._rulings: tuple[KnownRuling, ...] = ()
        self._title, self._progress = QLabel(self), QLabel(self)
        self._empty, self._hint = QLabel(self), QLabel(self)
        self.meter = QProgressBar(self)
        self.adopt_button, self.print_button = QPushButton(self), QPushButton(self)
        self.search = QLineEdit(self)
        self.model = RulingsModel(app, self)
        self.list = RulingsList(app, self.model, self)
        self.card = RulingCard(app, self.list, self)
        self.adoption: AdoptProposalsDialog | None = None
        self.printing: PrintRulingsDialog | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        for widget, role in (
            (self._title, "title"), (self._progress, "soft"), (self._empty, "soft"), (self._hint, "secondary"),
        ):
            widget.setProperty("role", role)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.meter.setTextVisible(False)
        self.meter.setFixedWidth(140)
        self.search.setClearButtonEnabled(True)
        head = QHBoxLayout()
        head.setSpacing(12)
        shown: tuple[QWidget, ...] = (self._title, self.meter, self._progress)
        for part in shown:
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch()
        head.addWidget(self.print_button)
        head.addWidget(self.adopt_button)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._left())
        columns.addWidget(self.card, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addLayout(columns, 1)
        self.setFocusProxy(self.list)

    def _left(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        card.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 12, 1, 10)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._hint)
        for label in (self._empty, self._hint):
            label.setContentsMargins(14, 0, 14, 0)
        return card

    def _connect(self) -> None:
        self.search.textChanged.connect(self._seek)
        self.search.returnPressed.connect(self._to_list)
        self.list.chosen.connect(self._show_chosen)
        self.list.entered.connect(self.card.take_focus)
        self.card.back.connect(self._to_list)
        self.card.next_asked.connect(self.next_open)
        self.card.decided.connect(self.select)
        self.card.opened.connect(self.opened)
        self.adopt_button.clicked.connect(self.adopt)
        self.print_button.clicked.connect(self.print_rulings)
        self._app.language_changed.connect(self.retranslate)
        self._app.theme_changed.connect(self._repaint)
        self._app.changed.connect(self._changed)
        self._app.day_changed.connect(self._begin_day)
        self._app.study_changed.connect(self._forget)
        for keys, slot in (
            ("Ctrl+Return", self.card.decide), ("Ctrl+Enter", self.card.decide), ("Ctrl+F", self._find),
            ("Ctrl+P", self.print_rulings),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def retranslate(self) -> None:
        """Say everything in the language shown; what is chosen and typed stays."""
        self._title.setText(self.tr("Protocol rulings"))
        self.search.setPlaceholderText(self.tr("Search: words, or a criterion such as E4  (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search rulings"))
        self.list.setAccessibleName(self.tr("Rulings"))
        self._empty.setText(self.tr("No ruling matches the search."))
        self._hint.setText(self.tr("↑↓ choose · Enter readings · Ctrl+Enter decide · Esc back"))
        self.adopt_button.setText(self.tr("&Adopt all proposals …"))
        self.print_button.setText(self.tr("&Print …"))
        self.print_button.setToolTip("Ctrl+P")
        self.meter.setAccessibleName(self.tr("Rulings decided"))
        self.card.retranslate()
        if self._rulings:
            self._take_anew()

    # -- what is shown

    def renew(self) -> None:
        """Show everything as it is kept now, from the first ruling to be read."""
        self.search.clear()
        self._take_anew()
        self.card.look_again()

    def _take_anew(self) -> None:
        """Take the decisions anew; the ruling chosen stays chosen, and what is typed on its card stays typed."""
        if not self._app.has_study:
            return
        app = self._app
        self._rulings = known(app.casebook.pack_of(), app.study.decisions())
        decided = sum(ruling.decided for ruling in self._rulings)
        still = len(self._rulings) - decided
        self.card.more_open = bool(still)
        self.meter.setRange(0, len(self._rulings))
        self.meter.setValue(decided)
        self._progress.setText(
            labels.filled(self.tr("%1 of %2 open"), still, len(self._rulings)) if still else self.tr("all decided"))
        may = allows(app.user, Action.DECIDE_RULING)
        self.adopt_button.setEnabled(may and bool(still))
        self.adopt_button.setToolTip(app.say(refusal(app.user, Action.DECIDE_RULING)))
        self._seek(self.search.text())

    def _seek(self, words: str) -> None:
        chosen = self.card.ruling
        matching = tuple(ruling for ruling in self._rulings if ruling.matches(words))
        self.list.blockSignals(True)
        self.model.show_rulings(matching)
        index = self.model.index_of(chosen.id) if chosen is not None else QModelIndex()
        self.list.setCurrentIndex(index)
        self.list.blockSignals(False)
        self.list.setVisible(bool(matching))
        self._empty.setVisible(not matching)
        if matching and not index.isValid():
            self.list.setCurrentIndex(self.model.first())
        elif index.isValid() and self.model.ruling(index) != chosen:
            self._show_chosen()

    def _show_chosen(self) -> None:
        ruling = self.model.ruling(self.list.currentIndex())
        if ruling is not None:
            self.card.show_ruling(ruling)

    def select(self, identifier: str) -> None:
        """Show the ruling `identifier`."""
        if not self.model.index_of(identifier).isValid():
            self.search.clear()
        index = self.model.index_of(identifier)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        self._show_chosen()

    def next_open(self) -> None:
        """Show the next ruling that is open."""
        following = next((ruling for ruling in self._rulings if not ruling.decided), None)
        if following is not None:
            self.select(following.id)
        self._to_list()

    def _changed(self, change: object) -> None:
        """After a decision the list is taken anew."""
        if self._rulings and isinstance(change, Change) and change.kind is ChangeKind.DECIDED:
            self._take_anew()

    def _begin_day(self) -> None:
        """On another day another version of the protocol may be in force, with other rulings."""
        if self._rulings:
            self._take_anew()

    def _forget(self) -> None:
        """Another study: what was known is not of it, and is taken when the page is shown."""
        self._rulings = ()
        self.card.forget()
        self.model.show_rulings(())

    def _repaint(self) -> None:
        self.list.viewport().update()

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- all at once, and on paper

    def adopt(self) -> None:
        """Offer the proposals of all open rulings for one signature."""
        if not allows(self._app.user, Action.DECIDE_RULING) or self.adoption is not None:
            return
        self.adoption = AdoptProposalsDialog(self._app, self._rulings, self)
        self.adoption.finished.connect(self._adopted)
        self.adoption.open()

    def _adopted(self, result: int) -> None:
        dialog, self.adoption = self.adoption, None
        if dialog is not None:
            dialog.deleteLater()
        if result and self.card.ruling is not None:
            self.select(self.card.ruling.id)
        self._to_list()

    def print_rulings(self) -> None:
        """Show the sheet of all rulings, to be saved or printed."""
        if self.printing is None and self._app.has_study:
            self.printing = PrintRulingsDialog(self._app, self)
            self.printing.finished.connect(self._printed)
            self.printing.open()

    def _printed(self, _result: int) -> None:
        dialog, self.printing = self.printing, None
        if dialog is not None:
            dialog.deleteLater()
