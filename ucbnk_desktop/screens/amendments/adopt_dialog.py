"""Adopts an amendment: what it changes, from when it is in force and on what ground, whose verdicts would change."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import Effect, Refused, steps
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.forms.field_kinds import read
from ucbnk_desktop.protocol.amendment import Difference, differences, left_behind
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import framed
from ucbnk_desktop.screens.widgets.buttons import dialog_buttons
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.widgets.notice_bar import NoticeBar
from ucbnk_desktop.wording import Language, Text

from .version_changes import DifferencesView, VersionEffects

_DAY = Field("in_force_from", Kind.DATE, Text("生效日期", "In force from"), missing=(), past=False)
_HIGH = 240


class AdoptAmendmentDialog(QDialog):
    """One amendment, read and found sound; nothing is kept until it is adopted."""

    def __init__(
        self, app: AppState, pack: ProtocolPack, text: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app, self._pack, self._text, self._name = app, pack, text, name
        before = app.casebook.protocols().newest.pack
        self.setWindowTitle(labels.filled(self.tr("Adopt protocol %1"), pack.version))
        self.resize(820, 660)
        self.changes = DifferencesView(app, differences(before, pack), self)
        self.day, self.source = QLineEdit(self), QLineEdit(self)
        self.effects = VersionEffects(app, self)
        self.remark, self.notice = NoticeBar(app, self), NoticeBar(app, self)
        self._lay_out(before)
        self.day.textChanged.connect(self._work_out)
        self.day.editingFinished.connect(self._settle)
        self.day.setFocus()

    def _lay_out(self, before: ProtocolPack) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self._label(self._title(), "cardtitle"))
        column.addWidget(self._label(labels.filled(
            self.tr("Protocol %1 of %2 changes protocol %3; everything else stays as it is."),
            self._pack.version, self._pack.dated.isoformat(), before.version,
        ), "secondary"))
        column.addWidget(self.changes, 2)
        column.addWidget(self.remark)
        old = left_behind(before, self._pack)
        if old:
            words = self.tr("Texts that still say the old number:")
            self.remark.tell("\n".join((words, *map(self._quoted, old))), Tone.WAIT)
        for words, edit, hint in (
            (self.tr("In &force for whoever consents from"), self.day, self.tr("for example 2026-12-01")),
            (self.tr("&Source: ethics approval, its number and date"), self.source, ""),
        ):
            label = self._label(words, "label")
            label.setBuddy(edit)
            edit.setPlaceholderText(hint)
            edit.setAccessibleName(words.replace("&", ""))
            column.addWidget(label)
            column.addWidget(edit)
        column.addWidget(framed(self.effects, self, _HIGH), 2)
        column.addWidget(self.notice)
        column.addWidget(dialog_buttons(self, self.tr("Adopt")))

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _title(self) -> str:
        zh, en = self._pack.title
        title = zh if self._app.language is Language.ZH else en
        return title or labels.filled(self.tr("Amendment to protocol %1"), self._pack.version)

    def in_force_from(self) -> date | None:
        """The day typed; None while there is none."""
        value = read(_DAY, self.day.text(), today=self._app.today()).value
        return value if isinstance(value, date) else None

    def _settle(self) -> None:
        day = self.in_force_from()
        if day is not None and self.day.text() != day.isoformat():
            self.day.setText(day.isoformat())

    def _work_out(self) -> None:
        """Whose verdicts would change, for the day typed so far."""
        self.notice.still()
        day = self.in_force_from()
        if day is None:
            self.effects.stop()
            return
        book, pack = self._app.casebook, self._pack

        def asked(code: str) -> Effect | None:
            return book.adoption_effect(code, pack, day)

        codes = (participant.code for participant in self._app.study.participants())
        self.effects.show_version(pack.version, codes, asked)

    def accept(self) -> None:
        """Adopt the amendment."""
        day = self.in_force_from()
        if day is None:
            self.notice.tell(self.tr("Type the day from which it is in force."), Tone.WAIT)
            self.day.setFocus()
        elif self.effects.busy:
            self.notice.tell(self.tr("It is still being worked out whose verdicts would change."), Tone.WAIT)
        elif self._adopted(day):
            super().accept()

    def _adopted(self, day: date) -> bool:
        app = self._app
        try:
            app.do(lambda book: steps.adopt(
                book, self._text, self._name, in_force_from=day, source=self.source.text().strip()
            ))
        except Refused as refused:
            self.notice.tell("\n".join(refused.words(app.language)), Tone.WAIT)
            return False
        except StoreFault as fault:
            self.notice.tell(fault.words(app.language), Tone.STOP)
            return False
        return True

    def _quoted(self, difference: Difference) -> str:
        return f"{self._app.say(criterion_name(difference.criterion))}  {difference.after}"
