"""The stop before an infusion is recorded as given although something stands against it, and the banner that says so.

The stop is answered by nobody's Enter: the button that goes back has the focus, and to record the infusion as given
the investigator who decided it and the reason have to be typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import EntryDraft, GivenAlthough, InfusionStopped
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.editors_segments import SegmentEditor
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.participant.draft_offers import INFUSION, NUMBER, EntryRef
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar

StopAnswer: TypeAlias = GivenAlthough | Literal["not_given"] | None
"""Who decided to give it and why; that it was not given; or nothing, and the form stays as it is."""


class InfusionStop(QDialog):
    """What stands against the infusion, and the ways on. `answer` is None until one of them was chosen."""

    def __init__(self, app: AppState, against: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Stop"))
        self.setMinimumWidth(640)
        self._app = app
        self.answer: StopAnswer = None
        self.against = NoticeBar(app, self)
        self.against.tell("\n".join(against), Tone.STOP)
        self.investigator, self.reason = QLineEdit(self), QLineEdit(self)
        self.back = QPushButton(self.tr("Back to the form, save nothing"), self)
        self.not_given = QPushButton(self.tr("It was not given …"), self)
        self.although = QPushButton(self.tr("It was given although this stands against it"), self)
        for button in (self.back, self.not_given, self.although):
            button.setAutoDefault(False)
        self._lay_out()
        self.investigator.textChanged.connect(self._typed)
        self.reason.textChanged.connect(self._typed)
        self.back.clicked.connect(self.reject)
        self.not_given.clicked.connect(self._say_not_given)
        self.although.clicked.connect(self._say_although)
        self._typed()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        head = QLabel(self.tr("Stop: this infusion cannot simply be recorded as given"), self)
        head.setProperty("role", "cardtitle")
        column.addWidget(head)
        column.addWidget(self.against)
        safe = QHBoxLayout()
        safe.addWidget(self.back)
        safe.addWidget(self.not_given)
        safe.addStretch()
        column.addLayout(safe)
        column.addSpacing(8)
        words = self.tr("If it was given all the same, type who decided so and why. Both are kept in the history, and "
                        "a protocol deviation is opened.")
        label = QLabel(words, self)
        label.setWordWrap(True)
        label.setProperty("role", "secondary")
        column.addWidget(label)
        for name, line in ((self.tr("Investigator who decided"), self.investigator), (self.tr("Reason"), self.reason)):
            caption = QLabel(name, self)
            caption.setProperty("role", "label")
            caption.setBuddy(line)
            line.setAccessibleName(name)
            column.addWidget(caption)
            column.addWidget(line)
        column.addWidget(self.although, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter presses the button that has the focus, and in a line it only goes on to what comes next."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif focused is self.investigator:
            self.reason.setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is self.reason and self.although.isEnabled():
            self.although.setFocus(Qt.FocusReason.TabFocusReason)

    def _said(self) -> GivenAlthough:
        return GivenAlthough(self.investigator.text(), self.reason.text(), self._app.language)

    def _typed(self) -> None:
        self.although.setEnabled(self._said().complete)

    def _say_not_given(self) -> None:
        self.answer = "not_given"
        self.accept()

    def _say_although(self) -> None:
        self.answer = self._said()
        self.accept()


def ask_about_stop(app: AppState, stopped: InfusionStopped, parent: QWidget) -> StopAnswer:
    """How the user goes on from the stop."""
    dialog = InfusionStop(app, [precondition.words.in_(app.language) for precondition in stopped.unmet], parent)
    answer = dialog.answer if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer


def say_not_given(page: FormPage) -> None:
    """Type for the user that the infusion was not given; why has to be typed, and nothing is saved yet."""
    block = page.body.block_of("given")
    editor = None if block is None else block.editors["given"]
    if isinstance(editor, SegmentEditor):
        editor.choose(next(place for place, choice in enumerate(editor.field.choices) if choice.code == "no"))
        page.go_to("not_given_reason")


def against_words(app: AppState, entry_ref: EntryRef, values: Mapping[str, str]) -> str:
    """What stands against giving the infusion at `entry_ref`: on the day typed, else on the next day it can be given.

    What the form itself still asks is said only of an infusion that is recorded. Empty where nothing stands against it.
    """
    book, day = app.casebook, values.get("infused_on", "")
    if not day:
        planned = [slot.planned for slot in book.schedule(entry_ref.code) if str(slot.number) == values.get(NUMBER)]
        day = max(app.today(), *filter(None, planned)).isoformat()
    gate, draft = book.infusion_gate, EntryDraft(INFUSION, entry_ref.entry, {**values, "infused_on": day})
    unmet = gate.unmet_already(entry_ref.code, draft) if entry_ref.entry is None else gate.unmet(entry_ref.code, draft)
    if not unmet:
        return ""
    head = QCoreApplication.translate("InfusionStop", "Stands against giving it on %1:")
    return "\n".join((labels.filled(head, day), *(precondition.words.in_(app.language) for precondition in unmet)))
