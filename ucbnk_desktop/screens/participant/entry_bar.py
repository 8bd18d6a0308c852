"""The rows of chips above a form: the forms of the station, and the entries of a form that repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ucbnk_desktop.casebook import FormState
from ucbnk_desktop.forms.definition import FormDefinition, Kind
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import colours
from ucbnk_desktop.screens.widgets.chips import HEIGHT, Chip, WrappingRow
from ucbnk_desktop.screens.widgets.marks import Tone

_DATED = (Kind.DATE, Kind.MOMENT)
_TONES = {"complete": Tone.MET, "started": Tone.GAP}


class Between(QWidget):
    """A short upright line between two groups of chips."""

    def __init__(self, app: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self.setFixedSize(1, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the line."""
        painter = QPainter(self)
        painter.fillRect(0, 6, 1, HEIGHT - 12, QColor(colours(self._app.dark).field_line))
        painter.end()


class EntryBar(QWidget):
    """Forms of the open station, entries of the open form, and "add" where another entry is allowed."""

    form_chosen = Signal(str)
    entry_chosen = Signal(object)

    def __init__(self, app: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._forms: tuple[str, ...] = ()
        self._entries: tuple[int | None, ...] = ()
        self.form_chips: list[Chip] = []
        self.entry_chips: list[Chip] = []
        self._between = Between(app, self)
        self._row = WrappingRow(self)
        self._row.addWidget(self._between)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_forms(self, states: Sequence[FormState], current: str) -> None:
        """Show the forms of the station; nothing where it has only one."""
        self._forms = tuple(state.form for state in states)
        shown = states if len(states) > 1 else ()
        for chip, state in zip(self._lay(self.form_chips, len(shown)), shown, strict=True):
            definition = self._app.forms[state.form]
            partly = f"{state.answered}/{state.asked}" if state.state == "started" and state.asked else ""
            chip.describe(self._app.say(definition.title), tone=_TONES.get(state.state), note=partly,
                          sign="◆" if state.state == "attention" else "",
                          locked=definition.identifying or state.state == "locked")
            chip.setChecked(state.form == current)

    def show_entries(
        self, definition: FormDefinition, entries: Sequence[StoredEntry], current: int | None, *, anew: bool = False
    ) -> None:
        """Show the entries of a form that repeats, or is given `anew` beside a void one; `current` None is new."""
        live = sum(entry.struck is None for entry in entries)
        room = definition.at_most is None or live < definition.at_most
        shown = bool(entries) and (definition.repeats or anew or any(entry.struck for entry in entries))
        room = room and (definition.repeats or anew or not live)
        self._entries = (*(entry.number for entry in entries), *((None,) if room else ())) if shown else ()
        chips = self._lay(self.entry_chips, len(self._entries))
        self._between.setVisible(shown and any(not chip.isHidden() for chip in self.form_chips))
        if not shown:
            return
        for position, (chip, entry) in enumerate(zip(chips, entries, strict=False), start=1):
            title, note = self._title(definition, entry, position)
            chip.describe(title, note=note, struck=entry.struck is not None)
            chip.setChecked(entry.number == current)
        if room:
            chips[-1].describe(self.tr("+ New"))
            chips[-1].setChecked(current is None)

    @property
    def has_entries(self) -> bool:
        """Whether entries are shown."""
        return bool(self._entries)

    def _lay(self, chips: list[Chip], count: int) -> list[Chip]:
        """Make it `count` chips, the old ones used again."""
        while len(chips) < count:
            chip = Chip(self._app, "", self)
            chip.clicked.connect(self._clicked)
            self._row.addWidget(chip)
            chips.append(chip)
        for number, chip in enumerate(chips):
            chip.setVisible(number < count)
        self._row.order([*self.form_chips, self._between, *self.entry_chips])
        return chips[:count]

    def _title(self, definition: FormDefinition, entry: StoredEntry, position: int) -> tuple[str, str]:
        for key in definition.titled_by:
            value = entry.values.get(key, "")
            if value and not value.startswith("["):
                field = definition.field(key)
                if field.kind in _DATED:
                    return labels.filled(self.tr("No. %1"), position), _short(value, self._app.today())
                choice = field.choice(value)
                return f"{position}", self._app.say(choice.label) if choice else value
        return labels.filled(self.tr("No. %1"), position), ""

    def _clicked(self) -> None:
        chip = self.sender()
        if not isinstance(chip, Chip):
            return
        chip.setChecked(True)
        if chip in self.form_chips:
            self.form_chosen.emit(self._forms[self.form_chips.index(chip)])
        else:
            self.entry_chosen.emit(self._entries[self.entry_chips.index(chip)])


def _short(value: str, today: date) -> str:
    on = value.partition(" ")[0]
    return on[5:] if on[:4] == str(today.year) and len(on) == len("2026-11-22") else on
