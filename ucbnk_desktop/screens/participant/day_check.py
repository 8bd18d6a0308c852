"""The plan of an infusion and the four criteria that are asked anew on its day: E13, E16, E19, E20."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import EntryDraft
from ucbnk_desktop.forms.display import criterion_name, state_word
from ucbnk_desktop.protocol.eligibility import infusion_day
from ucbnk_desktop.protocol.verdicts import Verdict
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.widgets.chips import Chip, WrappingRow
from ucbnk_desktop.screens.widgets.marks import TONES

CRITERIA = 4


class DayCheck(QWidget):
    """Course, planned day and window in a line; below one chip a criterion, judged for the day. A click explains.

    `verdicts` are those of the chips on show, none while there are none.
    """

    why_asked = Signal(str)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.verdicts: Mapping[str, Verdict] = {}
        self._words = QLabel(self)
        self._words.setProperty("role", "secondary")
        self._plan = QLabel(self)
        self._plan.setProperty("role", "secondary")
        self._plan.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._plan)
        row = WrappingRow()
        column.addLayout(row)
        row.addWidget(self._words)
        self._chips = [Chip(app, "", self) for _ in range(CRITERIA)]
        for chip in self._chips:
            chip.setCheckable(False)
            chip.clicked.connect(self._clicked)
            row.addWidget(chip)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_day(self, code: str, values: Mapping[str, str], draft: EntryDraft | None) -> None:
        """Judge the day the infusion is given (its planned day, or today, while none is typed)."""
        book = self._app.casebook
        day = self._day(code, values)
        verdicts = infusion_day(
            book.facts(code, draft), day=day, pack=book.pack_of(code, draft=draft), settings=book.settings(),
            rulings=book.rulings(),
        )
        plan = self._app.say(book.infusion_figures(code, values, {}).plan)
        self._plan.setText(plan)
        self._plan.setVisible(bool(plan))
        self._words.setText(labels.filled(self.tr("Asked anew for %1"), day.isoformat()))
        self._words.setMinimumHeight(30)
        asked = values.get("given") != "no"  # one that was not given is judged for no day
        self.verdicts = {verdict.criterion: verdict for verdict in verdicts} if asked else {}
        for widget in (self._words, *self._chips):
            widget.setVisible(asked)
        for chip, verdict in zip(self._chips, verdicts, strict=False):
            say = self._app.say
            words = f"{say(criterion_name(verdict.criterion))}  {say(state_word(verdict.state))}"
            chip.describe(words, tone=TONES[verdict.state])

    def clear(self) -> None:
        """Know of no day any more: another form or participant is shown, or none."""
        self.verdicts = {}

    @property
    def note(self) -> str:
        """For which day the verdicts are."""
        return self._words.text()

    def criterion_of(self, widget: QWidget | None) -> str:
        """The criterion of the chip `widget`, empty where it is none of the chips on show."""
        if not isinstance(widget, Chip) or widget not in self._chips or not self.verdicts:
            return ""
        return tuple(self.verdicts)[self._chips.index(widget)]

    def _day(self, code: str, values: Mapping[str, str]) -> date:
        try:
            return date.fromisoformat(values.get("infused_on", ""))
        except ValueError:
            pass
        number = values.get("infusion_number", "")
        schedule = self._app.casebook.schedule(code)
        planned = next((infusion.planned for infusion in schedule if str(infusion.number) == number), None)
        return planned or self._app.today()

    def _clicked(self) -> None:
        sender = self.sender()
        criterion = self.criterion_of(sender if isinstance(sender, Chip) else None)
        if criterion:
            self.why_asked.emit(criterion)
