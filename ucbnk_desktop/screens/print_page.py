"""Choose what goes to paper, see it, save it as a PDF or print it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop import places
from ucbnk_desktop.casebook import SITE_ZONE
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.sheet import Languages, Sheet, Stamp
from ucbnk_desktop.records.faults import StoreFault

from . import texts
from .combo import Combo
from .marks import Tone
from .notices import Notice
from .participant.chips import Chip
from .session import Session
from .theme import colours

if TYPE_CHECKING:
    from .preview import Preview

_LANGUAGES: tuple[Languages, ...] = ("both", "zh", "en")
_CALM = 250


class PrintPage(QWidget):
    """Choices on the left, pages on the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = QLabel(self)
        self._labels = [QLabel(self) for _ in range(4)]
        self.participants, self.forms = Combo(session, self), QListWidget(self)
        self.filled, self.blank = Chip(session, "", self), Chip(session, "", self)
        self.languages = [Chip(session, "", self) for _ in _LANGUAGES]
        self._all, self._none = QPushButton(self), QPushButton(self)
        self.save_button, self.print_button = QPushButton(self), QPushButton(self)
        self.notice = Notice(session, self)
        self._count = QLabel(self)
        self._groups = [QButtonGroup(self), QButtonGroup(self)]
        self._sheet = QFrame(self)
        self.preview: Preview | None = None
        self._content = b""
        self._saved: Path | None = None
        self._preferred = ""
        self._loading = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "title")
        self._count.setProperty("role", "secondary")
        self.save_button.setProperty("role", "primary")
        for label in self._labels:
            label.setProperty("role", "label")
        for button in (self._all, self._none):
            button.setProperty("role", "link")
        for group, radios in zip(self._groups, ([self.filled, self.blank], self.languages), strict=True):
            for radio in radios:
                group.addButton(radio)
            radios[0].setChecked(True)
        self.forms.setObjectName("forms_to_print")
        self._sheet.setProperty("role", "card")
        pages = QVBoxLayout(self._sheet)
        pages.setContentsMargins(1, 1, 1, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(16)
        side = QWidget(self)
        side.setFixedWidth(340)
        side.setLayout(self._choices())
        whole.addWidget(side)
        whole.addWidget(self._sheet, 1)

    def _choices(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        groups: tuple[list[QWidget], ...] = ([self.participants], [self.filled, self.blank], [*self.languages])
        for label, widgets in zip(self._labels[:3], groups, strict=True):
            column.addSpacing(4)
            column.addWidget(label)
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget)
            if len(widgets) > 1:
                row.addStretch()
            column.addLayout(row)
        column.addSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._labels[3])
        head.addStretch()
        head.addWidget(self._all)
        head.addWidget(self._none)
        column.addLayout(head)
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.forms)
        column.addWidget(card, 1)
        column.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        return column

    def _connect(self) -> None:
        self._calm.timeout.connect(self.show_pages)
        self.participants.currentIndexChanged.connect(self._participant_chosen)
        self.forms.itemChanged.connect(self._choice_made)
        for group in self._groups:
            group.buttonClicked.connect(self._choice_made)
        self._all.clicked.connect(self._check_all)
        self._none.clicked.connect(self._check_none)
        self.save_button.clicked.connect(self.ask_and_save)
        self.print_button.clicked.connect(self.print_pages)
        self.notice.first.connect(self._open_saved)
        self._session.language_changed.connect(self.retranslate)
        self._session.theme_changed.connect(self._recolour)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Print"))
        words = (self.tr("Participant"), self.tr("Content"), self.tr("Language"), self.tr("Forms"))
        for label, word in zip(self._labels, words, strict=True):
            label.setText(word)
        self.filled.describe(self.tr("Completed"))
        self.blank.describe(self.tr("Blank"))
        for button, word in zip(self.languages, (self.tr("Both"), "中文", "English"), strict=True):
            button.describe(word)
        self._all.setText(self.tr("All"))
        self._none.setText(self.tr("None"))
        self.save_button.setText(self.tr("Save PDF …"))
        self.print_button.setText(self.tr("Print …"))
        self.participants.setAccessibleName(self.tr("Participant"))
        self.forms.setAccessibleName(self.tr("Forms"))
        if self._session.has_study and self.isVisible():
            self.refresh()

    # -- what is chosen

    @property
    def code(self) -> str:
        """The participant chosen, empty where none is."""
        return str(self.participants.currentData() or "")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The forms chosen, in path order."""
        items = (self.forms.item(row) for row in range(self.forms.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    @property
    def language(self) -> Languages:
        """The language of the pages."""
        return next(code for code, button in zip(_LANGUAGES, self.languages, strict=True) if button.isChecked())

    def prefer(self, code: str) -> None:
        """Begin with participant `code`, who was open last."""
        self._preferred = code

    def refresh(self) -> None:
        """Take participants and forms anew, keeping what was chosen."""
        code = self._preferred or self.code
        chosen = frozenset(self.chosen) if self.forms.count() else None
        self._fill(code, chosen)

    def choose(self, code: str, forms: Iterable[str]) -> None:
        """Choose `forms` of participant `code`."""
        self.filled.setChecked(True)
        self._fill(code, frozenset(forms))

    def _fill(self, code: str, chosen: frozenset[str] | None) -> None:
        self._loading = True
        self._preferred = ""
        self.participants.clear()
        for participant in self._session.store.participants():
            self.participants.addItem(participant.code, participant.code)
        self.participants.setCurrentIndex(max(self.participants.findData(code), 0))
        self._fill_forms(chosen)
        self._loading = False
        self._calm.start()

    def _fill_forms(self, chosen: frozenset[str] | None) -> None:
        self.forms.clear()
        for key, definition in self._session.forms.items():
            if definition.identifying:
                continue
            count = self._count_of(key)
            title = self._session.say(definition.title)
            item = QListWidgetItem(f"{title}  ({count})" if count > 1 else title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, 30))
            on = key in chosen if chosen is not None else bool(count)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            if not count and not self.blank.isChecked():
                item.setForeground(QColor(colours(self._session.dark).soft_ink))
            self.forms.addItem(item)

    def _count_of(self, form: str) -> int:
        return len(self._session.store.entries(self.code, form)) if self.code else 0

    def _participant_chosen(self, _index: int) -> None:
        if not self._loading:
            self._loading = True
            self._fill_forms(frozenset(self.chosen))
            self._loading = False
            self._calm.start()

    def _choice_made(self, _what: object) -> None:
        if not self._loading:
            self._calm.start()

    def _check_all(self) -> None:
        self._check(Qt.CheckState.Checked)

    def _check_none(self) -> None:
        self._check(Qt.CheckState.Unchecked)

    def _check(self, state: Qt.CheckState) -> None:
        for row in range(self.forms.count()):
            self.forms.item(row).setCheckState(state)

    # -- pages

    def _sheets(self) -> tuple[Sheet, ...]:
        if not self.chosen or not (self.code or self.blank.isChecked()):
            return ()
        return self._session.casebook.sheets(self.code, self.chosen, blank=self.blank.isChecked())

    def show_pages(self) -> None:
        """Make the pages of what is chosen and show them."""
        if not self._session.has_study or not self.isVisible():
            return
        self.notice.still()
        self._saved = None
        self._content = self._made()
        view = self._view()
        if self._content:
            view.show_pdf(self._content)
            self._count.setText(texts.filled(self.tr("%1 pages"), view.pages))
        else:
            view.clear()
            self._count.setText(self.tr("Nothing to print"))
        for button in (self.save_button, self.print_button):
            button.setEnabled(bool(self._content))

    def _made(self) -> bytes:
        from ucbnk_desktop.paper.printing import print_bytes

        sheets = self._sheets()
        if not sheets:
            return b""
        try:
            return print_bytes(sheets, self._stamp(), self.language, forms=self._session.forms,
                               pack=self._session.pack, contents=len(sheets) > 6)
        except PaperFault as fault:
            self.notice.tell(fault.words(self._session.language), Tone.STOP)
            return b""

    def _stamp(self) -> Stamp:
        code = "" if self.blank.isChecked() else self.code
        at = self._session.now().astimezone(SITE_ZONE)
        return self._session.casebook.stamp(code, at=at, by=self._session.user.name)

    def _view(self) -> Preview:
        if self.preview is None:
            from .preview import Preview

            self.preview = Preview(self._sheet)
            layout = self._sheet.layout()
            assert layout is not None
            layout.addWidget(self.preview)
            self._recolour()
        return self.preview

    def _recolour(self) -> None:
        if self.preview is not None:
            self.preview.set_ground(QColor(colours(self._session.dark).ground))

    # -- out

    def proposed_name(self) -> str:
        """A file name for what is chosen."""
        what = self.chosen[0] if len(self.chosen) == 1 else "forms"
        whose = "blank" if self.blank.isChecked() else self.code
        return f"UCBNK01_{whose}_{what}_{self._session.today():%Y%m%d}.pdf"

    def ask_and_save(self) -> None:
        """Ask where the PDF goes and save it."""
        proposed = places.documents() / self.proposed_name()
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save PDF"), str(proposed), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Save the PDF at `path`, and say where it is; in words where it could not be saved."""
        from ucbnk_desktop.paper.printing import print_forms

        sheets = self._sheets()
        try:
            receipt = print_forms(sheets, self._stamp(), self.language, path, forms=self._session.forms,
                                  pack=self._session.pack, contents=len(sheets) > 6)
        except PaperFault as fault:
            self.notice.tell(fault.words(self._session.language), Tone.STOP)
            return
        self._saved = Path(receipt.path)
        self._note(receipt.pages)
        notes = [self._session.say(note) for note in receipt.notes]
        said = texts.filled(self.tr("Saved: %1 (%2 pages)"), self._saved.name, receipt.pages)
        self.notice.tell("\n".join([said, *notes]), Tone.WAIT if notes else Tone.MET, self.tr("Open"))

    def _note(self, pages: int) -> None:
        """Keep in the history what went to paper; a store that cannot is said in words."""
        detail = f"{' '.join(self.chosen)} · {self.language} · {pages}"
        try:
            self._session.store.note("printed", participant="" if self.blank.isChecked() else self.code, detail=detail)
        except StoreFault as fault:
            self.notice.tell(fault.words(self._session.language), Tone.STOP)

    def _open_saved(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    def print_pages(self) -> None:
        """Print what is shown; without a printer say so, and what to do."""
        from .preview import ask_and_print, has_printer

        if self.preview is None or not self._content:
            return
        if not has_printer():
            self.notice.tell(
                self.tr("This computer knows no printer. Save the PDF and print it from another computer."), Tone.WAIT
            )
        elif ask_and_print(self.preview.document, self):
            self._note(self.preview.pages)
