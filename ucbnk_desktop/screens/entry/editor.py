"""What every editor of a field has in common: value as text, absent answers, states, keys, and no wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QMenu

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.forms.display import absence, absent_answer
from ucbnk_desktop.forms.field_kinds import absent, read
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.screens.theme import FIELD_HEIGHT, set_state

from . import missing_reasons
from .entry_services import EntryServices
from .missing_reasons import ReasonPopup

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object

_NOT_LEAVING = (
    Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason
)
_NUMBERED = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


class Editor(_Widget):
    """One field on screen; a mixin before the Qt widget that does the typing.

    `key` is the field's whole key in its form (`anc_lln`, `chemotherapy[0].drug`); every signal carries it. The value
    is always the text that would be kept: "" while nothing is entered, `[pending]` and the like for absent answers.
    """

    edited = Signal(str)
    entered = Signal(str)
    left = Signal(str)
    history_asked = Signal(str)
    resized = Signal()
    natural_width: ClassVar[tuple[int, int]] = (80, 120)
    """The least width the editor can be used at, and the width it likes."""

    field: Field
    key: str
    services: EntryServices

    def begin(self, field: Field, services: EntryServices, *, compact: bool = False) -> None:
        """Take the field; to be called once, after the Qt part is constructed."""
        self.field, self.key, self.services, self.compact = field, field.key, services, compact
        self.locked = self.wrong = False
        self.absent_text = ""
        # Cache: 0.26 of 5.9 ms, a key until the board is painted; the last text only, read by the day it was typed on.
        self._read_cache = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- the value

    def typed(self) -> str:
        """What stands in the editor itself, before it is read."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Show `text`, which is no absent answer, without saying that anybody edited it."""
        raise NotImplementedError

    def value(self) -> str:
        """The text that would be kept now."""
        typed = self.typed()
        if not typed:
            return self.absent_text
        if typed != self._read_cache[0]:
            self._read_cache = typed, read(self.field, typed, today=self.services.today()).text
        return self._read_cache[1]

    def set_value(self, text: str) -> None:
        """Show what is kept; nobody is told."""
        self.absent_text = text if missing_reasons.split(text) else ""
        self.put("" if self.absent_text else text)
        self.wrong = False
        self.restate()

    def problem(self) -> Reason | None:
        """Why what was typed cannot be read."""
        return read(self.field, self.typed(), today=self.services.today()).problem

    def answer_absent(self, missing: Missing, reason: str = "") -> None:
        """Answer that there is no value, and why; what was typed gives way to it."""
        if self.locked or missing not in self.field.missing:
            return
        self.set_value(absent(missing, reason))
        self.edited.emit(self.key)

    def _typed_over(self) -> None:
        """To be called when the user changed what stands in the editor."""
        if self.typed():
            self.absent_text = ""
        self.wrong = self.misshapen()
        self.restate()
        self.edited.emit(self.key)

    def misshapen(self) -> bool:
        """Whether what is typed so far can no longer become a value of the field."""
        return False

    # -- its look

    @property
    def state(self) -> str:
        """rest, wrong, answered or locked."""
        if self.locked:
            return "locked"
        if self.wrong:
            return "wrong"
        return "answered" if self.absent_text else "rest"

    def set_wrong(self, wrong: bool) -> None:
        """Mark the field as holding something that cannot stand, or no longer."""
        self.wrong = wrong
        self.restate()

    def set_locked(self, locked: bool) -> None:
        """Show the value without letting it be changed."""
        self.locked = locked
        self.restate()

    def restate(self) -> None:
        """Bring the look up to date with value, state and language."""
        set_state(self, self.state)
        self.update()

    def absent_words(self) -> str:
        """The soft words shown for an absent answer."""
        words = absent_answer(self.field, self.absent_text)
        return "" if words is None else words.in_(self.services.language)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.setAccessibleName(self.field.label.in_(self.services.language))
        self.restate()

    def widths(self) -> tuple[int, int]:
        """The least width the editor can be used at, and the width it likes; 0 for as wide as there is room."""
        return self.natural_width

    def height_at(self, width: int) -> int:  # noqa: ARG002  # only some editors wrap
        """The height needed at `width`."""
        return FIELD_HEIGHT

    def menu_edge(self) -> int:
        """How far from its right edge the mark of the menu of absent answers stands."""
        return 4

    # -- the menu of absent answers

    def absent_menu(self) -> QMenu:
        """The menu of absent answers, with their keys."""
        menu = QMenu(self)
        for number, missing in enumerate(missing_reasons.offered(self.field), start=1):
            action = QAction(f"&{number}  {absence(self.field, missing).in_(self.services.language)}", menu)
            action.setShortcut(f"Ctrl+{number}")
            action.setData(missing)
            menu.addAction(action)
        menu.triggered.connect(self._absent_chosen)
        if self.absent_text:
            menu.addSeparator()
            menu.addAction(QCoreApplication.translate("Editor", "&Reason …"))
        return menu

    def open_menu(self) -> None:
        """Offer the absent answers below the field."""
        if self.locked or not self.field.missing:
            return
        menu = self.absent_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _absent_chosen(self, action: QAction) -> None:
        missing = action.data()
        if missing is not None:
            self.answer_absent(Missing(missing))
        elif not action.isSeparator():
            self.ask_reason()

    def ask_reason(self) -> ReasonPopup | None:
        """Ask in words why there is no value; None where there is one."""
        parts = missing_reasons.split(self.absent_text)
        if parts is None or self.locked:
            return None
        popup = ReasonPopup(self, parts[1])
        popup.given.connect(self._take_reason)
        popup.open_below(self)
        return popup

    def _take_reason(self, reason: str) -> None:
        parts = missing_reasons.split(self.absent_text)
        if parts is not None:
            self.answer_absent(parts[0], reason)

    def _ask_history(self) -> None:
        self.history_asked.emit(self.key)

    def add_own_actions(self, menu: QMenu) -> None:
        """Put the absent answers and the history at the end of a context menu."""
        if not self.locked and self.field.missing:
            menu.addSeparator()
            for action in self.absent_menu().actions():
                menu.addAction(action)
                action.triggered.connect(self._context_chosen)
        menu.addSeparator()
        history = menu.addAction(QCoreApplication.translate("Editor", "History"))
        history.setShortcut("F4")
        history.triggered.connect(self._ask_history)

    def _context_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._absent_chosen(action)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The editor's own menu with absent answers and history."""
        menu = self.standard_menu()
        self.add_own_actions(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def standard_menu(self) -> QMenu:
        """What the widget offers of itself."""
        return QMenu(self)

    # -- events

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page and never changes a value."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell which field is being filled."""
        super().focusInEvent(event)
        self.entered.emit(self.key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left, unless only a menu opened or another window came to the front."""
        super().focusOutEvent(event)
        if event.reason() not in _NOT_LEAVING:
            self.left.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+1 to Ctrl+4 answer with an absence, F8 lists them, Backspace takes one back; Alt belongs to the page."""
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.text():
            event.ignore()
        elif not self._absent_key(event):
            super().keyPressEvent(event)

    def _absent_key(self, event: QKeyEvent) -> bool:
        if self.locked:
            return False
        offered = missing_reasons.offered(self.field)
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
        if control and event.key() in _NUMBERED:
            place = _NUMBERED.index(Qt.Key(event.key()))
            if place < len(offered):
                self.answer_absent(offered[place])
            return True
        if event.key() == Qt.Key.Key_F8:
            self.open_menu()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.absent_text:
            self.set_value("")
            self.edited.emit(self.key)
            return True
        return False
