"""Shows the sheet of all rulings as it goes to paper, to be saved as a PDF or printed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QDialog, QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop import places
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.sheet import Decided, Languages, Receipt, Stamp
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens import texts
from ucbnk_desktop.screens.marks import Tone
from ucbnk_desktop.screens.notices import Notice
from ucbnk_desktop.screens.participant.chips import Chip
from ucbnk_desktop.screens.session import BEIJING, Session
from ucbnk_desktop.screens.tasks import Progress, TaskBar, Work
from ucbnk_desktop.screens.theme import colours

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ucbnk_desktop.screens.preview import Preview

_LANGUAGES: tuple[Languages, ...] = ("both", "zh", "en")
_SIZE = (760, 680)


@dataclass(frozen=True, slots=True)
class RulingsJob:
    """Everything the sheet needs, read from the store before: it is made into pages in any thread."""

    pack: ProtocolPack
    decisions: Mapping[str, Decided]
    stamp: Stamp
    language: Languages

    def content(self, _progress: Progress) -> bytes:
        """The PDF; PaperFault in words."""
        from ucbnk_desktop.paper.rulings import rulings_bytes

        return rulings_bytes(self.pack, self.decisions, self.stamp, self.language)

    def written(self, path: Path, _progress: Progress) -> Receipt:
        """The PDF as a file at `path`; PaperFault in words."""
        from ucbnk_desktop.paper.rulings import print_rulings

        return print_rulings(self.pack, self.decisions, self.stamp, self.language, path)

    def printed(self, printer: QPrinter, progress: Progress) -> Receipt:
        """The pages on `printer`; PaperFault in words."""
        from ucbnk_desktop.screens.preview import paint_pages

        content = self.content(progress)
        pages = paint_pages(content, printer, progress)
        return Receipt(Path(printer.printerName()), pages, hashlib.sha256(content).hexdigest())


class PrintRulingsDialog(QDialog):
    """The language above, the pages in the middle, what to do with them below."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.resize(*_SIZE)
        self.languages = [Chip(session, "", self) for _ in _LANGUAGES]
        self._group = QButtonGroup(self)
        self._sheet = QFrame(self)
        self.preview: Preview | None = None
        self.notice, self.bar = Notice(session, self), TaskBar(session, self)
        self.save_button, self.print_button, self.close_button = (QPushButton(self) for _ in range(3))
        self._content = b""
        self._saved: Path | None = None
        self._lay_out()
        self._group.buttonClicked.connect(self._chosen)
        self.save_button.clicked.connect(self.ask_and_save)
        self.print_button.clicked.connect(self.print_pages)
        self.close_button.clicked.connect(self.reject)
        self.notice.first.connect(self._open_saved)
        self.retranslate()
        self.show_pages()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        chips = QHBoxLayout()
        for number, chip in enumerate(self.languages):
            self._group.addButton(chip, number)
            chips.addWidget(chip)
        self.languages[0].setChecked(True)
        chips.addStretch()
        column.addLayout(chips)
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sheet, 1)
        column.addWidget(self.notice)
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addStretch()
        self.save_button.setProperty("role", "primary")
        for button in (self.print_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self.setWindowTitle(self.tr("Print the rulings"))
        for chip, word in zip(self.languages, (self.tr("Both"), "中文", "English"), strict=True):
            chip.describe(word)
        self.save_button.setText(self.tr("&Save PDF …"))
        self.print_button.setText(self.tr("&Print …"))
        self.close_button.setText(self.tr("&Close"))

    @property
    def language(self) -> Languages:
        """The language of the sheet."""
        return _LANGUAGES[max(self._group.checkedId(), 0)]

    def job(self) -> RulingsJob:
        """What would be printed now."""
        session, casebook = self._session, self._session.casebook
        stamp = casebook.stamp("", at=session.now().astimezone(BEIJING), by=session.user.name)
        return RulingsJob(casebook.pack_of(), casebook.rulings_decided(), stamp, self.language)

    # -- pages

    def show_pages(self) -> None:
        """Make the pages; they are shown when they are made."""
        self._content = b""
        self._offer()
        self.bar.run(self.tr("Making the pages …"), self.job().content, self._show_content, self._told_fault)

    def _show_content(self, content: bytes) -> None:
        self._content = content
        self._view().show_pdf(content)
        self._offer()

    def _view(self) -> Preview:
        if self.preview is None:
            from ucbnk_desktop.screens.preview import Preview

            self.preview = Preview(self._sheet)
            layout = self._sheet.layout()
            assert layout is not None
            layout.addWidget(self.preview)
            self.preview.set_ground(QColor(colours(self._session.dark).ground))
        return self.preview

    def _chosen(self, _button: object) -> None:
        self.notice.still()
        self.show_pages()

    def _offer(self) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(bool(self._content) and not self.bar.busy)

    def _told_fault(self, error: Exception) -> bool:
        if not isinstance(error, PaperFault | StoreFault):
            return False
        self.notice.tell(error.words(self._session.language), Tone.STOP)
        self._offer()
        return True

    # -- out

    def proposed_name(self) -> str:
        """A file name for the sheet."""
        return f"UCBNK01_rulings_{self._session.today():%Y%m%d}.pdf"

    def ask_and_save(self) -> None:
        """Ask where the PDF goes and save it."""
        proposed = places.documents() / self.proposed_name()
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save PDF"), str(proposed), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Save the PDF at `path`, and say where it is; in words where it could not be saved."""
        self._keep(self.tr("Saving the pages …"), partial(self.job().written, path), self._saved_one)

    def _keep(self, words: str, work: Work[Receipt], then: Callable[[Receipt], None]) -> None:
        self.bar.run(words, work, then, self._told_fault)
        self._offer()

    def _saved_one(self, receipt: Receipt) -> None:
        if self._noted(receipt):
            self._saved = Path(receipt.path)
            notes = [self._session.say(note) for note in receipt.notes]
            said = texts.filled(self.tr("Saved: %1 (%2 pages)"), self._saved.name, receipt.pages)
            self.notice.tell("\n".join([said, *notes]), Tone.WAIT if notes else Tone.MET, self.tr("Open"))
        self._offer()

    def _noted(self, receipt: Receipt) -> bool:
        try:
            self._session.casebook.printed("", receipt)
        except StoreFault as fault:
            self._told_fault(fault)
            return False
        return True

    def _open_saved(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    def print_pages(self) -> None:
        """Print the sheet; without a printer say so, and what to do."""
        from ucbnk_desktop.screens.preview import ask_printer, has_printer

        if not has_printer():
            self.notice.tell(
                self.tr("This computer knows no printer. Save the PDF and print it from another computer."), Tone.WAIT
            )
            return
        printer = ask_printer(self)
        if printer is not None:
            self._keep(self.tr("Printing …"), partial(self.job().printed, printer), self._printed_one)

    def _printed_one(self, receipt: Receipt) -> None:
        if self._noted(receipt):
            said = texts.filled(self.tr("Sent to %1 (%2 pages)"), receipt.path.name, receipt.pages)
            self.notice.tell(said, Tone.MET)
        self._offer()

    def done(self, result: int) -> None:
        """Qt: what is being saved is saved and noted before the dialog goes."""
        if self.bar.busy:
            self._session.tasks.wait()
        super().done(result)
