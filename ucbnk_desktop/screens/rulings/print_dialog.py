"""Shows the sheet of all rulings as it goes to paper, to be saved as a PDF or printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.paper.print_data import Decided, Languages, Receipt, Stamp
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.print_output import PagesFrame, PaperLanguages, PrintOutput
from ucbnk_desktop.screens.tasks import Progress
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar
from ucbnk_desktop.screens.widgets.task_bar import TaskBar
from ucbnk_desktop.site_time import SITE_ZONE

if TYPE_CHECKING:
    from ucbnk_desktop.screens.preview import Preview

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


class PrintRulingsDialog(QDialog):
    """The language above, the pages in the middle, what to do with them below."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.resize(*_SIZE)
        self.languages, self._pages = PaperLanguages(app, self), PagesFrame(app, self)
        self.notice, self.bar = NoticeBar(app, self), TaskBar(app, self)
        self.out = PrintOutput(app, self, self.notice, self.bar, pages=self.job, name=self.proposed_name)
        self.save_button, self.print_button, self.close_button = (QPushButton(self) for _ in range(3))
        self._content = b""
        self._lay_out()
        self.languages.chosen.connect(self._chosen)
        self.save_button.clicked.connect(self.out.ask_and_save)
        self.print_button.clicked.connect(self.out.print_pages)
        self.close_button.clicked.connect(self.reject)
        for changed in (self.out.begun, self.out.done, self.bar.ended):
            changed.connect(self._offer)
        self.retranslate()
        self.show_pages()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.languages)
        column.addWidget(self._pages, 1)
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
        self.languages.retranslate()
        self.save_button.setText(self.tr("&Save PDF …"))
        self.print_button.setText(self.tr("&Print …"))
        self.close_button.setText(self.tr("&Close"))

    @property
    def preview(self) -> Preview | None:
        """The pages on show; None before the first."""
        return self._pages.preview

    def job(self) -> RulingsJob:
        """What would be printed now."""
        app, casebook = self._app, self._app.casebook
        stamp = casebook.stamp("", at=app.now().astimezone(SITE_ZONE), by=app.user.name)
        return RulingsJob(casebook.pack_of(), casebook.rulings_decided(), stamp, self.languages.language)

    # -- pages

    def show_pages(self) -> None:
        """Make the pages; they are shown when they are made."""
        self._content = b""
        self._offer()
        self.bar.run(self.tr("Making the pages …"), self.job().content, self._show_content, self.out.told)

    def _show_content(self, content: bytes) -> None:
        self._content = content
        self._pages.show_pdf(content)
        self._offer()

    def _chosen(self) -> None:
        self.notice.still()
        self.show_pages()

    def _offer(self) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(bool(self._content) and not self.bar.busy)
        self.languages.setEnabled(not self.out.keeping)

    # -- out

    def proposed_name(self) -> str:
        """A file name for the sheet."""
        return f"UCBNK01_rulings_{self._app.today():%Y%m%d}.pdf"

    def done(self, result: int) -> None:
        """Qt: what is being saved is saved and noted before the dialog goes, everything else is stopped."""
        self.out.finish()
        self.bar.stop()
        super().done(result)
