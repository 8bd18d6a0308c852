"""Choose what goes to paper, see it, save it as a PDF or print it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop import places
from ucbnk_desktop.paper.print_data import Receipt
from ucbnk_desktop.site_time import SITE_ZONE

from . import labels
from .app_state import AppState
from .casebook_print import CasebookPrint, PrintQueue
from .print_output import PagesFrame, PaperLanguages, PrintOutput
from .theme import colours
from .widgets.chips import Chip
from .widgets.inputs import CheckList, Combo
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar
from .widgets.page_widget import PageWidget
from .widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from .preview import Preview

_CALM = 250
class PrintPage(PageWidget):
    """Choices on the left, pages on the right."""

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._title = QLabel(self)
        self._labels = [QLabel(self) for _ in range(4)]
        self.participants, self.forms = Combo(app, self), CheckList(app, self)
        self.filled, self.blank = Chip(app, "", self), Chip(app, "", self)
        self.languages = PaperLanguages(app, self)
        self._all, self._none = QPushButton(self), QPushButton(self)
        self.save_button, self.print_button = QPushButton(self), QPushButton(self)
        self.everyone_button = QPushButton(self)
        self.notice, self.bar = NoticeBar(app, self), TaskBar(app, self)
        self._count = QLabel(self)
        self._contents, self._pages = QButtonGroup(self), PagesFrame(app, self, margin=1)
        self.out = PrintOutput(app, self, self.notice, self.bar, pages=self._job, name=self.proposed_name)
        self._content = b""
        self._preferred = ""
        self._loading = self._own_choice = False
        self._round: PrintQueue | None = None
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
        for button in (self._all, self._none, self.everyone_button):
            button.setProperty("role", "link")
        for chip in (self.filled, self.blank):
            self._contents.addButton(chip)
        self.filled.setChecked(True)
        self.forms.setObjectName("forms_to_print")
        self._pages.setProperty("role", "card")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(16)
        side = QWidget(self)
        side.setFixedWidth(340)
        side.setLayout(self._choices())
        layout.addWidget(side)
        layout.addWidget(self._pages, 1)

    def _choices(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        groups: tuple[list[QWidget], ...] = ([self.participants], [self.filled, self.blank], [self.languages])
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
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        column.addWidget(self.everyone_button, 0, Qt.AlignmentFlag.AlignRight)
        return column

    def _connect(self) -> None:
        self._calm.timeout.connect(self.show_pages)
        self.participants.currentIndexChanged.connect(self._participant_chosen)
        self.forms.itemChanged.connect(self._form_chosen)
        self._contents.buttonClicked.connect(self._choice_made)
        self.languages.chosen.connect(self._calm.start)
        self._all.clicked.connect(self._check_all)
        self._none.clicked.connect(self._check_none)
        self.save_button.clicked.connect(self.out.ask_and_save)
        self.print_button.clicked.connect(self.out.print_pages)
        self.everyone_button.clicked.connect(self.ask_and_save_everyone)
        self.out.begun.connect(self._begun)
        self.out.done.connect(self._done)
        self.bar.ended.connect(self._ended)
        self._app.language_changed.connect(self.retranslate)
        self._app.day_changed.connect(self._calm.start)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._title.setText(self.tr("Print"))
        words = (self.tr("Participant"), self.tr("Content"), self.tr("Language"), self.tr("Forms"))
        for label, word in zip(self._labels, words, strict=True):
            label.setText(word)
        self.filled.describe(self.tr("Completed"))
        self.blank.describe(self.tr("Blank"))
        self.languages.retranslate()
        self._all.setText(self.tr("All"))
        self._none.setText(self.tr("None"))
        self.save_button.setText(self.tr("Save PDF …"))
        self.print_button.setText(self.tr("Print …"))
        self.everyone_button.setText(self.tr("Save the casebook of every participant …"))
        self.participants.setAccessibleName(self.tr("Participant"))
        self.forms.setAccessibleName(self.tr("Forms"))
        if self._app.has_study and self.isVisible():
            self.renew()

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
    def preview(self) -> Preview | None:
        """The pages on show; None before the first."""
        return self._pages.preview

    def prefer(self, code: str) -> None:
        """Begin with participant `code`, who was open last."""
        self._preferred = code

    def renew(self) -> None:
        """Take participants and forms anew; what the user chose stays, else all is chosen that the participant has."""
        code = self._preferred or self.code
        same = code == self.code and self.forms.count()
        self._fill(code, frozenset(self.chosen) if same or self._own_choice else None)

    def take_focus(self) -> None:
        """The keyboard stays where it was on this page."""

    def choose(self, code: str, forms: Iterable[str]) -> None:
        """Choose `forms` of participant `code`."""
        self.filled.setChecked(True)
        self._own_choice = False
        self._fill(code, frozenset(forms))

    def _fill(self, code: str, chosen: frozenset[str] | None) -> None:
        self._loading = True
        self._preferred = ""
        self.participants.clear()
        for participant in self._app.study.participants():
            self.participants.addItem(participant.code, participant.code)
        self.participants.setCurrentIndex(max(self.participants.findData(code), 0))
        self._fill_forms(chosen)
        self._loading = False
        self._calm.start()

    def _fill_forms(self, chosen: frozenset[str] | None) -> None:
        """The forms with the number of their entries; those that have something to print are chosen by themselves."""
        self.forms.clear()
        sheets = self._app.casebook.sheets(self.code) if self.code else ()
        counts = Counter(sheet.definition.key for sheet in sheets)
        for key, definition in self._app.forms.items():
            if definition.identifying:
                continue
            count = counts[key]
            title = self._app.say(definition.title)
            item = QListWidgetItem(f"{title}  ({count})" if count > 1 else title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, 30))
            on = key in chosen if chosen is not None else bool(count)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            if not count and not self.blank.isChecked():
                item.setForeground(QColor(colours(self._app.dark).soft_ink))
            self.forms.addItem(item)

    def _participant_chosen(self, _index: int) -> None:
        if not self._loading:
            self._loading = True
            self._fill_forms(frozenset(self.chosen) if self._own_choice else None)
            self._loading = False
            self._calm.start()

    def _form_chosen(self, _item: object) -> None:
        if not self._loading:
            self._own_choice = True
            self._calm.start()

    def _choice_made(self, _what: object) -> None:
        self._calm.start()

    def _check_all(self) -> None:
        self._check(Qt.CheckState.Checked)

    def _check_none(self) -> None:
        self._check(Qt.CheckState.Unchecked)

    def _check(self, state: Qt.CheckState) -> None:
        for row in range(self.forms.count()):
            self.forms.item(row).setCheckState(state)

    # -- pages

    def _job(self) -> CasebookPrint | None:
        """What is chosen, as it would be printed now; None where that is nothing."""
        blank = self.blank.isChecked()
        if not self.chosen or not (self.code or blank):
            return None
        return self._job_of("" if blank else self.code, self.chosen, blank=blank)

    def _job_of(self, code: str, forms: Iterable[str] | None = None, *, blank: bool = False) -> CasebookPrint | None:
        app = self._app
        sheets = app.casebook.sheets(code, forms, blank=blank)
        if not sheets:
            return None
        stamp = app.casebook.stamp(code, at=app.now().astimezone(SITE_ZONE), by=app.user.name)
        return CasebookPrint(sheets, stamp, self.languages.language, app.forms, app.casebook.pack_of(code))

    def show_pages(self) -> None:
        """Make the pages of what is chosen; they are shown when they are made."""
        if self._app.has_study and self.isVisible() and not self.out.keeping:
            self.notice.still()
            self._make_pages()

    def _make_pages(self) -> None:
        job = self._job()
        self._content = b""
        self._offer()
        if job is None:
            self.bar.stop()
            self._pages.clear()
            self._count.setText(self.tr("Nothing to print"))
        else:
            self._count.setText(self.tr("Making the pages …"))
            self.bar.run(self.tr("Making the pages …"), job.content, self._show_content, self._no_content)

    def _show_content(self, content: bytes) -> None:
        count = self._pages.show_pdf(content)
        self._content = content
        self._count.setText(labels.filled(self.tr("%1 pages"), count))

    def _no_content(self, error: Exception) -> bool:
        self._count.setText(self.tr("Nothing to print"))
        return self.out.told(error)

    def _offer(self) -> None:
        """Let the user do what can be done now."""
        for button in (self.save_button, self.print_button):
            button.setEnabled(bool(self._content) and not self.out.keeping)
        self.everyone_button.setEnabled(self.participants.count() > 0 and not self.out.keeping)

    # -- out

    def proposed_name(self) -> str:
        """A file name for what is chosen."""
        what = self.chosen[0] if len(self.chosen) == 1 else "forms"
        whose = "blank" if self.blank.isChecked() else self.code
        return f"UCBNK01_{whose}_{what}_{self._app.today():%Y%m%d}.pdf"

    def _begun(self) -> None:
        """Nothing else is done meanwhile."""
        self._calm.stop()
        self._offer()

    def _done(self) -> None:
        """What is printed next is the next copy; a round that does not go on ends with what was told of it."""
        broken_off = self._round is not None and self._round.left and not self.out.keeping
        if self._round is None or broken_off:
            self._round = None
            self._make_pages()

    # -- the casebooks of all participants

    def ask_and_save_everyone(self) -> None:
        """Ask for a folder and save one PDF a participant there."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder for the casebooks"), str(places.documents()))
        if chosen:
            self.save_everyone(Path(chosen))

    def save_everyone(self, folder: Path) -> None:
        """Save the casebook of each participant in `folder`, one after the other."""
        if not self.out.may_print():
            return
        codes = (participant.code for participant in self._app.study.participants())
        jobs = [code for code in codes if self._app.casebook.sheets(code)]
        self._round = PrintQueue(folder, tuple(jobs), len(jobs))
        self._save_next()

    def _save_next(self) -> None:
        """The sheets of one participant are read when their turn comes."""
        round_ = self._round
        job = self._job_of(round_.left[0]) if round_ is not None and round_.left else None
        if round_ is None or job is None:
            return
        code = job.stamp.participant
        path = round_.folder / f"UCBNK01_{code}_{self._app.today():%Y%m%d}_{job.stamp.copy}.pdf"
        words = labels.filled(self.tr("Saving the casebook of %1 …"), code)
        self.out.keep(job, words, partial(job.written, path), self._saved_next)
        self.bar.show_progress(round_.done, round_.whole)

    def _saved_next(self, _receipt: Receipt) -> None:
        if self._round is not None:
            self._round = replace(self._round, left=self._round.left[1:])
            self._save_next()

    def _ended(self) -> None:
        """Nothing is being done any more: finished, stopped or failed."""
        round_, self._round = self._round, None
        if round_ is not None:
            saved = self.tr("%1 of %2 casebooks saved in %3")
            sentence = labels.filled(saved, round_.done, round_.whole, round_.folder)
            self.notice.tell(sentence, Tone.WAIT if round_.left else Tone.MET)
            if self._app.has_study and self.isVisible():
                self._make_pages()
        self._offer()

    def finish(self) -> None:
        """Before the study is closed: what is being saved is saved and noted, everything else is stopped."""
        self._calm.stop()
        self._round = None
        self.out.finish()
        self.bar.stop()
