"""Takes pages out of the window: into a file or to a printer, noted in the history, told in words where that fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Refused, steps
from ucbnk_desktop.paper.atomic_write import SUFFIX
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.print_data import Languages, Receipt, Stamp
from ucbnk_desktop.records.faults import StoreFault

from . import labels
from .app_state import AppState
from .tasks import Progress, Work
from .theme import colours
from .widgets.chips import Chip
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar
from .widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from .preview import Preview

_LANGUAGES: tuple[Languages, ...] = ("both", "zh", "en")


class Pages(Protocol):
    """One print with everything it needs, read from the store before: made in any thread."""

    @property
    def stamp(self) -> Stamp:
        """What stands around every page, whose it is among it."""

    def content(self, progress: Progress, /) -> bytes:
        """The PDF; PaperFault in words."""

    def written(self, path: Path, progress: Progress, /) -> Receipt:
        """The PDF as a file at `path`; PaperFault in words."""


def printed(pages: Pages, printer: QPrinter, progress: Progress) -> Receipt:
    """`pages` on `printer`; PaperFault in words."""
    from .preview import paint_pages

    content = pages.content(progress)
    count = paint_pages(content, printer, progress)
    return Receipt(Path(printer.printerName()), count, hashlib.sha256(content).hexdigest())


class PrintOutput(QObject):
    """Saves and prints the pages on show in the widget `parent`, and tells in its notice how that went.

    `pages` gives what would go out now, None where that is nothing; `name` proposes a file name for it. `begun` comes
    when something is being put where it stays, `done` when that is told of; `keeping` says that it is going on.
    """

    begun = Signal()
    done = Signal()

    def __init__(
        self, app: AppState, parent: QWidget, notice: NoticeBar, bar: TaskBar, *,
        pages: Callable[[], Pages | None], name: Callable[[], str],
    ) -> None:
        super().__init__(parent)
        self._app, self._widget, self._notice, self._bar = app, parent, notice, bar
        self._pages, self._name = pages, name
        self.keeping = False
        self._saved: Path | None = None
        notice.first.connect(self._open_saved)
        bar.ended.connect(self._ended)

    # -- into a file

    def ask_and_save(self) -> None:
        """Ask where the PDF goes and save it."""
        proposed = places.documents() / self._name()
        while True:
            chosen, _ = QFileDialog.getSaveFileName(self._widget, self.tr("Save PDF"), str(proposed), "PDF (*.pdf)")
            if not chosen:
                return
            path = _called_pdf(Path(chosen))
            if path == Path(chosen) or not path.exists():
                break
            proposed = path  # the dialog asked whether to replace a file of another name than this
        self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the PDF at `path`, and say where it is; in words where it could not be saved.

        A name that does not say that it is a PDF gets the ending: nothing that is called otherwise is ever replaced.
        """
        if not self.may_print():
            return
        pages = self._pages()
        if pages is not None:
            work = partial(pages.written, _called_pdf(path))
            self.keep(pages, self.tr("Saving the pages …"), work, self._tell_saved)

    def _tell_saved(self, receipt: Receipt) -> None:
        self._saved = Path(receipt.path)
        notes = [self._app.say(note) for note in receipt.notes]
        sentence = labels.filled(self.tr("Saved: %1 (%2 pages)"), self._saved.name, receipt.pages)
        self._notice.tell("\n".join([sentence, *notes]), Tone.WAIT if notes else Tone.MET, self.tr("Open"))

    def _open_saved(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    # -- to a printer

    def print_pages(self) -> None:
        """Print the pages; without a printer say so, and what to do."""
        from .preview import ask_printer, has_printer

        if not has_printer():
            words = self.tr("This computer knows no printer. Save the PDF and print it from another computer.")
            self._notice.tell(words, Tone.WAIT)
            return
        if not self.may_print():
            return
        printer, pages = ask_printer(self._widget), self._pages()
        if printer is not None and pages is not None:
            self.keep(pages, self.tr("Printing …"), partial(printed, pages, printer), self._tell_printed)

    def _tell_printed(self, receipt: Receipt) -> None:
        sentence = labels.filled(self.tr("Sent to %1 (%2 pages)"), receipt.path.name, receipt.pages)
        self._notice.tell(sentence, Tone.MET)

    # -- what both are made of

    def keep(self, pages: Pages, words: str, work: Work[Receipt], tell: Callable[[Receipt], None]) -> None:
        """Do `work`, which `words` describe and which puts `pages` where they stay; note that, then `tell` of it."""
        self.keeping = True
        self._notice.still()
        self._bar.run(words, work, partial(self._kept, pages.stamp.participant, tell), self.told)
        self.begun.emit()

    def told(self, error: Exception) -> bool:
        """Say in words what went wrong; False where it is no fault that has words."""
        if isinstance(error, PaperFault):
            self._notice.tell(error.words(self._app.language), Tone.STOP)
        elif isinstance(error, StoreFault | Refused):
            self._notice.tell(self._app.words_of(error), Tone.STOP)
        else:
            return False
        return True

    def may_print(self) -> bool:
        """Whether this user prints now; what stands against it is said. A name is asked for before the pages leave."""
        try:
            self._app.do(steps.check_print)
        except Refused as refused:
            return not self.told(refused)
        return True

    def finish(self) -> None:
        """Come back when what is being put somewhere lies there and is noted."""
        if self.keeping:
            self._app.tasks.wait()

    def _kept(self, code: str, tell: Callable[[Receipt], None], receipt: Receipt) -> None:
        self.keeping = False
        try:
            self._app.do(lambda book: steps.note_printed(book, code, receipt))
        except (StoreFault, Refused) as fault:
            self.told(fault)
        else:
            tell(receipt)
        self.done.emit()

    def _ended(self) -> None:
        """Stopped or failed, too."""
        self.keeping = False


def _called_pdf(path: Path) -> Path:
    """`path` under a name that says it is a PDF."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


class PaperLanguages(QWidget):
    """In which language the pages are made: both, Chinese or English; `chosen` when the user takes another."""

    chosen = Signal()

    def __init__(self, app: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self.chips = [Chip(app, "", self) for _ in _LANGUAGES]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, chip in enumerate(self.chips):
            self._group.addButton(chip, number)
            row.addWidget(chip)
        row.addStretch()
        self.chips[0].setChecked(True)
        self._group.idClicked.connect(self._clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        for chip, word in zip(self.chips, (self.tr("Both"), "中文", "English"), strict=True):
            chip.describe(word)

    @property
    def language(self) -> Languages:
        """The language of the pages."""
        return _LANGUAGES[self._group.checkedId()]

    def _clicked(self, _number: int) -> None:
        self.chosen.emit()


class PagesFrame(QFrame):
    """Where the pages are shown; what can show a PDF is loaded with the first one."""

    def __init__(self, app: AppState, parent: QWidget, *, margin: int = 0) -> None:
        super().__init__(parent)
        self._app = app
        self.preview: Preview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        app.theme_changed.connect(self._recolour)

    def show_pdf(self, content: bytes) -> int:
        """Show the pages of `content`; how many there are."""
        view = self._view()
        view.show_pdf(content)
        return view.pages

    def clear(self) -> None:
        """Show nothing."""
        self._view().clear()

    def _view(self) -> Preview:
        if self.preview is None:
            from .preview import Preview

            self.preview = Preview(self)
            column = self.layout()
            assert column is not None
            column.addWidget(self.preview)
            self._recolour()
        return self.preview

    def _recolour(self) -> None:
        if self.preview is not None:
            self.preview.set_ground(QColor(colours(self._app.dark).ground))
