"""The versions of the protocol that the study knows: since when, for how many participants, on what ground."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Action, PackProblem, Version, allows
from ucbnk_desktop.casebook.roles import refusal
from ucbnk_desktop.protocol.pack import PackError
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar
from ucbnk_desktop.wording import Language, say

from .adopt_dialog import AdoptAmendmentDialog
from .move_dialog import MoveDialog

_COLUMNS = 5
_LARGEST = 1_000_000
"""Bytes beyond which a file is no amendment and is not read."""


class ProtocolsCard(QFrame):
    """One row a version, the newest first; adopting and moving for those whose role allows it.

    `kept` comes after an amendment was adopted or somebody was moved.
    """

    kept = Signal()

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.setProperty("role", "card")
        self._title, self.hint = QLabel(self), QLabel(self)
        self._title.setProperty("role", "cardtitle")
        self.hint.setProperty("role", "secondary")
        self.add, self.move_people = QPushButton(self), QPushButton(self)
        self.notice = NoticeBar(app, self)
        self._rows: list[QLabel] = []
        self._grid = QGridLayout()
        self._lay_out()
        self.add.clicked.connect(self.add_amendment)
        self.move_people.clicked.connect(self.move_participants)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addSpacing(8)
        head.addWidget(self.hint, 1)
        for button in (self.move_people, self.add):
            button.setAutoDefault(False)
            head.addWidget(button)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(_COLUMNS - 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(self.notice)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Protocol versions"))
        self.add.setText(self.tr("Add amendment…"))
        self.move_people.setText(self.tr("Move participants…"))
        self.notice.still()

    def refresh(self) -> None:
        """Show every version anew, and what this user may do."""
        for label in self._rows:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._rows.clear()
        book, user = self._app.casebook, self._app.user
        versions, judged = book.protocols().versions, list(book.judged_by().values())
        self._row(0, (self.tr("Version"), self.tr("Dated"), self.tr("In force from"), self.tr("Participants"),
                      self.tr("Source")), role="secondary")
        for place, version in enumerate(reversed(versions), 1):
            self._row(place, self._cells(version, judged.count(version.name)))
        self.add.setEnabled(allows(user, Action.ADOPT))
        self.move_people.setVisible(len(versions) > 1)
        self.move_people.setEnabled(allows(user, Action.TRANSFER))
        self.hint.setText(self._refusal(several=len(versions) > 1))

    def _row(self, place: int, cells: tuple[str, ...], *, role: str = "") -> None:
        for column, text in enumerate(cells):
            label = QLabel(text, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role or ("strong" if column == 0 else ""))
            label.setToolTip(text if column == _COLUMNS - 1 and not role else "")
            self._grid.addWidget(label, place, column)
            self._rows.append(label)

    def _cells(self, version: Version, count: int) -> tuple[str, ...]:
        amendment = version.amendment
        since, source = self.tr("the beginning"), self.tr("the program's own protocol pack")
        if amendment is not None:
            since = amendment.in_force_from.isoformat()
            source = f"{amendment.source} · {amendment.adopted_by} · {labels.moment(amendment.adopted_at)}"
        return version.name, version.pack.dated.isoformat(), since, str(count), source

    def _refusal(self, *, several: bool) -> str:
        asked = (Action.ADOPT, Action.TRANSFER) if several else (Action.ADOPT,)
        refusals = (self._app.say(refusal(self._app.user, action)) for action in asked)
        return ("" if self._app.language is Language.ZH else " ").join(filter(None, refusals))

    # -- adopting and moving

    def add_amendment(self) -> None:
        """Choose an amendment's file and ask whether it is adopted."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose an amendment"), str(places.documents()),
            self.tr("Amendments (*.toml);;All files (*)"),
        )
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Read the amendment in `path` and open it for adoption; what is wrong with it is said here."""
        self.notice.still()
        language = self._app.language
        try:
            text = _text(path)
            pack = self._app.casebook.protocols().read(text, path.name)
        except (OSError, ValueError):
            self.notice.tell(say("amendment_unreadable", language, file=path), Tone.STOP)
        except PackError as error:
            self.notice.tell(PackProblem(error).words(language), Tone.STOP)
        else:
            self._ask(AdoptAmendmentDialog(self._app, pack, text, path.name, self))

    def move_participants(self) -> None:
        """Ask who is to be moved to which version."""
        self.notice.still()
        self._ask(MoveDialog(self._app, self))

    def _ask(self, dialog: AdoptAmendmentDialog | MoveDialog) -> None:
        if dialog.exec():
            self.refresh()
            self.kept.emit()
        dialog.deleteLater()


def _text(path: Path) -> str:
    """The file's text; ValueError where it is too large to be one, or no UTF-8."""
    if path.stat().st_size > _LARGEST:
        raise ValueError(path)
    return path.read_text(encoding="utf-8-sig")
