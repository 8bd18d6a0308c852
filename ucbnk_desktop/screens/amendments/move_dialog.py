"""Moves participants to another version of the protocol, each with a row of its own in the history."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop.casebook import Effect, Refused, steps
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import framed
from ucbnk_desktop.screens.widgets.buttons import dialog_buttons
from ucbnk_desktop.screens.widgets.inputs import CheckList, Combo
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar

from .version_changes import VersionEffects

_CODE = Qt.ItemDataRole.UserRole
_HIGH = 240


class MoveDialog(QDialog):
    """Whoever is judged by another version than the chosen one; who is ticked is moved, for one reason."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setWindowTitle(self.tr("Move participants"))
        self.resize(760, 660)
        self.version, self.people = Combo(app, self), CheckList(app, self)
        self.reason = QLineEdit(self)
        self.effects = VersionEffects(app, self)
        self.notice = NoticeBar(app, self)
        for version in reversed(app.casebook.protocols().versions):
            self.version.addItem(labels.filled(self.tr("Protocol %1"), version.name), version.name)
        self._lay_out()
        self.version.currentIndexChanged.connect(self._list)
        self.people.itemChanged.connect(self._work_out)
        self._list()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        words = self.tr("Whoever is moved is judged by the other version from now on; a confirmation of eligibility "
                        "has to be given anew.")
        for text, role in ((self.tr("Move participants to another version"), "cardtitle"), (words, "secondary")):
            label = QLabel(text, self)
            label.setProperty("role", role)
            label.setWordWrap(True)
            column.addWidget(label)
        self._labelled(column, self.tr("Judged from now on &by"), self.version)
        self._labelled(column, self.tr("&Participants judged by another version"), self.people)
        column.setStretchFactor(self.people, 3)
        self._labelled(column, self.tr("&Reason, the same for all who are ticked"), self.reason)
        column.addWidget(framed(self.effects, self, _HIGH), 2)
        column.addWidget(self.notice)
        column.addWidget(dialog_buttons(self, self.tr("Move")))

    def _labelled(self, column: QVBoxLayout, words: str, widget: QWidget) -> None:
        label = QLabel(words, self)
        label.setProperty("role", "label")
        label.setBuddy(widget)
        widget.setAccessibleName(words.replace("&", ""))
        column.addWidget(label)
        column.addWidget(widget)

    def chosen_version(self) -> str:
        """The version to move to."""
        return str(self.version.currentData())

    def ticked(self) -> list[str]:
        """The codes of who is to be moved."""
        items = (self.people.item(row) for row in range(self.people.count()))
        return [str(item.data(_CODE)) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _list(self) -> None:
        self.people.blockSignals(True)
        self.people.clear()
        for code, version in sorted(self._app.casebook.judged_by().items()):
            if version != self.chosen_version():
                item = QListWidgetItem(labels.filled(self.tr("%1 · protocol %2"), code, version), self.people)
                item.setData(_CODE, code)
                item.setCheckState(Qt.CheckState.Unchecked)
        self.people.blockSignals(False)
        self._work_out()

    def _work_out(self) -> None:
        """What would change for whoever is ticked."""
        self.notice.still()
        version, ticked, book = self.chosen_version(), self.ticked(), self._app.casebook

        def asked(code: str) -> Effect:
            return book.transfer_effect(code, version)

        if ticked:
            self.effects.show_version(version, ticked, asked)
        else:
            self.effects.stop()

    def accept(self) -> None:
        """Move whoever is ticked."""
        reason = " ".join(self.reason.text().split())
        if not self.ticked():
            self.notice.tell(self.tr("Tick at least one participant."), Tone.WAIT)
        elif not reason:
            self.notice.tell(self.tr("Say why they are moved."), Tone.WAIT)
            self.reason.setFocus()
        elif self._moved(reason):
            super().accept()

    def _moved(self, reason: str) -> bool:
        app, version = self._app, self.chosen_version()
        try:
            app.do(lambda book: steps.transfer(book, self.ticked(), version, reason=reason))
        except Refused as refused:
            self.notice.tell("\n".join(refused.words(app.language)), Tone.WAIT)
            return False
        except StoreFault as fault:
            self.notice.tell(fault.words(app.language), Tone.STOP)
            return False
        return True
