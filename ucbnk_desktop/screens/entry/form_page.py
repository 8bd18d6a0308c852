"""The page of one form: shows an entry, takes what is typed, checks it at three moments, and asks to be saved."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records.model import Draft, RowDraft, StoredEntry
from ucbnk_desktop.screens import theme

from .access_keys import access_keys
from .companions import Companion, CompanionPlace
from .editor import Editor
from .entry_model import EntryModel
from .entry_services import EntryServices, Previous, Remarks, Stage
from .form_body import FormBody
from .form_checks import FormChecks
from .form_focus import FormFocus
from .form_head import FormFoot, FormHead, FormScroll, ProblemList, hairline
from .lab_grid import LabGrid
from .rows_table import RowsTable


class FormPage(QWidget):
    """One form on screen; see the signals for what it asks of the window.

    `save_asked` comes only when nothing is unreadable and every strange value is confirmed. `history_asked` carries a
    column (`anc_uln`) or `chemotherapy[0].drug`; `strike_asked` a rows-field and the number of a kept row.
    """

    edited = Signal()
    save_asked = Signal()
    next_asked = Signal()
    back_asked = Signal()
    history_asked = Signal(str)
    strike_asked = Signal(str, int)

    def __init__(
        self, definition: FormDefinition, services: EntryServices, parent: QWidget | None = None, *,
        companions: Sequence[CompanionPlace] = (),
    ) -> None:
        super().__init__(parent)
        self.definition, self.services = definition, services
        self.previous: Previous = {}
        self.locked = False
        self.model = EntryModel(definition)
        self._touched: set[str] = set()
        self.body = FormBody(definition, services, companions=companions)
        self.checks = FormChecks(self.body, services, self.model)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        theme.set_role(self, "form")
        self.card = QFrame(self)
        theme.set_role(self.card, "card")
        self.head = FormHead(self.definition, self.services, self.card)
        self.problems = ProblemList(self.card)
        self.scrolled = FormScroll(self.body, self.card)
        self.foot = FormFoot(self.services, self.card)
        self.focus = FormFocus(self.body, self.scrolled, self.foot, self.model)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        above, below = hairline(self.card), hairline(self.card)
        for widget in (self.head, above, self.problems.inset(), self.scrolled, below, self.foot):
            column.addWidget(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.card)
        page.addStretch(1)
        self._access = access_keys(self.definition)

    def _connect(self) -> None:
        self.problems.jump_asked.connect(self.go_to)
        self.foot.save.clicked.connect(self._save_clicked)
        for block in self.body.blocks:
            block.edited.connect(self._edited)
            block.entered.connect(self._entered)
            block.left.connect(self._left)
            block.history_asked.connect(self.history_asked)
            block.confirm_asked.connect(self.confirm)
            block.resized.connect(self.scrolled.rearrange)
            if isinstance(block, RowsTable):
                block.strike_asked.connect(self.strike_asked)
        for companion in self.body.companions:
            companion.asked_anew.connect(self._ask_anew)
            companion.passed.connect(self._to_fields)
            companion.scrolled.connect(self.scrolled.go_on)

    # -- what is shown

    def show_entry(
        self, stored: StoredEntry | None, draft: Draft | None = None, previous: Previous | None = None,
        locked: bool = False,
    ) -> None:
        """Show `stored` (nothing for a new entry) with what `draft` holds over it; nothing counts as edited yet."""
        self.locked = self.focus.locked = locked
        self.previous = previous or {}
        self._show_access(False)
        self._touched = set()
        self.checks.begin()
        values = dict(stored.values) if stored else {}
        self._fill(values, stored, None)
        self.model.keep()
        if draft is not None:
            self._fill({**values, **draft.values}, stored, draft)
        self.head.number = stored.number if stored else None
        self.head.version = stored.version if stored else self.definition.version
        self.head.locked, self.head.draft = locked, draft is not None
        self.foot.save.setVisible(not locked)
        self.head.retranslate()
        self._refresh()
        questioned = self.body.questioned()
        if questioned:  # said at once, not on the next save
            self._check("leave", questioned)

    def _fill(self, values: Mapping[str, str], stored: StoredEntry | None, draft: Draft | None) -> None:
        for block in self.body.blocks:
            block.previous = self.previous
            block.messages.clear()
            block.set_locked(self.locked)
            if isinstance(block, RowsTable):
                rows = stored.rows.get(block.field.key, ()) if stored else ()
                block.show_rows(rows, draft.rows.get(block.field.key, ()) if draft else None)
            elif isinstance(block, LabGrid):
                block.show_values(values)
            else:
                for key, editor in block.editors.items():
                    editor.set_value(values.get(key, ""))
        self._take_all()
        self._show_asked()

    def _take_all(self) -> None:
        """Hear what every editor holds: a screen reader or another tool may fill one without a key being pressed."""
        self.model.show(self.body.typed_values(), {key: table.drafts() for key, table in self.body.tables.items()})

    def _take(self, key: str) -> None:
        """Hear what the user typed into the editor of the column `key`."""
        block = self.body.block_of(key)
        if isinstance(block, RowsTable):
            self.model.set_rows(block.field.key, block.drafts())
        elif isinstance(block, LabGrid):
            self.model.set(block.values_beside(key))
        elif block is not None:
            self.model.set({key: block.editors[key].value()})

    def mark_corrected(self, keys: Iterable[str]) -> None:
        """Put the history mark beside fields whose value was corrected."""
        corrected = frozenset(keys)
        for block in self.body.blocks:
            block.corrected = corrected
            block.update()

    # -- values

    def typed_values(self) -> dict[str, str]:
        """Every column as it would be kept, those of hidden fields too: what a draft holds."""
        self._take_all()
        return self.model.typed_values()

    def values(self) -> dict[str, str]:
        """Every column as it would be kept; "" for fields that are not asked."""
        return self.model.values()

    def rows(self) -> dict[str, tuple[RowDraft, ...]]:
        """The rows to be kept of every rows-field; none of one that is not asked, unless it was kept before."""
        return self.model.rows()

    def typed_rows(self) -> dict[str, tuple[RowDraft, ...]]:
        """The rows of every rows-field, those of hidden ones too: what a draft holds."""
        return self.model.typed_rows()

    def is_dirty(self) -> bool:
        """Whether anything typed differs from what is kept."""
        return not self.locked and self.model.is_dirty()

    def remarks(self) -> Remarks:
        """What checks asked about and how it was answered."""
        return Remarks(self.checks.confirmations(), self.checks.prompted())

    def _editor(self, key: str) -> Editor | None:
        block = self.body.block_of(key)
        return None if block is None else block.editors.get(key)

    def _value(self, key: str) -> str:
        editor = self._editor(key)
        return "" if editor is None else editor.value()

    # -- what follows from typing

    def _edited(self, key: str) -> None:
        self._take(key)
        self._touched.add(key)
        changed = self.checks.forget(key)
        if changed:
            self._list_problems()
        changed |= self._show_asked() if self._controls(key) else False
        for grid in self.body.lab_grids:
            if key in grid.editors:
                grid.refresh_derived(self.values(), key)
        if key == "laboratory":
            self._offer_limits()
        changed |= self.body.follow(self.values, self.body.rows_for_checks)
        if changed or "[" in key:
            self.scrolled.rearrange()
        self.edited.emit()

    def _ask_anew(self) -> None:
        """Other fields are withheld now: show the others, without a word of what is typed being touched."""
        self._show_asked()
        self._refresh()

    def _controls(self, key: str) -> bool:
        return self.body.withholding or any(field.when and field.when.field == key for field in self.definition.fields)

    def _show_asked(self) -> bool:
        typed = self.model.typed_values()
        changed = self.body.show_asked(typed)
        self.model.ask(self.body.asked)
        hidden = [
            field.label.in_(self.services.language) for field in self.definition.fields
            if field.key not in self.body.asked and self._holds(field.key, typed)
        ]
        self.foot.hidden_line.setVisible(bool(hidden) and not self.locked)
        self.foot.hidden_line.setText(
            self.tr("No longer asked, kept until saving and then left out: {0}").format(", ".join(hidden))
        )
        return changed

    def _holds(self, key: str, typed: Mapping[str, str]) -> bool:
        table = self.body.tables.get(key)
        if table is not None:
            return any(draft.number is None for draft in table.drafts())
        return bool(typed.get(key, ""))

    def _offer_limits(self) -> None:
        before = self.previous.get("laboratory", ("", None))[0]
        same = not self.locked and self._value("laboratory") == before
        for grid in self.body.lab_grids:
            grid.offer_limits(same)

    def _refresh(self) -> None:
        values = self.values()
        for grid in self.body.lab_grids:
            grid.refresh_derived(values)
        self._offer_limits()
        self.body.follow(self.values, self.body.rows_for_checks)
        self._list_problems()
        self.scrolled.rearrange()

    # -- checking

    def _left(self, key: str) -> None:
        self.foot.say("", "")
        if key in self._touched and self.checks.is_due(key):
            self._check("leave", self._touched)

    def check_all(self) -> bool:
        """Check the whole form as on saving; True when it may be saved, else the first open problem has the focus."""
        self._settle()
        self.checks.begin_listing(self._touched)
        self._check("save", None)
        first = next(iter(self.checks.open_problems()), None)
        if first is not None:
            self.go_to(first[0])
        return first is None

    def ask_save(self) -> None:
        """Check the form and, if nothing is open, ask the window to save it."""
        if not self.locked and self.check_all():
            self.save_asked.emit()

    def _save_clicked(self) -> None:
        self.ask_save()

    def _settle(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, Editor) and self.isAncestorOf(focused):
            settle = getattr(focused, "settle", None)
            if settle is not None:
                settle()
        self._take_all()

    def _check(self, stage: Stage, only: Container[str] | None) -> None:
        changed = self.checks.run(stage, only)
        self._list_problems()
        if changed:
            self.scrolled.rearrange()

    def _list_problems(self) -> None:
        self.problems.show_problems(self.checks.listed())

    def confirm(self, key: str) -> None:
        """Confirm that the strange value in `key` is so."""
        if self.checks.confirm(key):
            self._list_problems()
            self.scrolled.rearrange()
            self.edited.emit()

    # -- the focus

    def stops(self) -> list[Editor]:
        """The editors the focus goes through, in reading order."""
        return self.body.stops()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the fields in reading order, then to the save button."""
        return self.focus.step(forward=forward) or super().focusNextPrevChild(forward)

    def focus_first_open(self) -> None:
        """Put the focus where to begin: on what is to be read, else on the first field that is open."""
        self.focus.begin()

    def next_open(self) -> None:
        """Go on to the next field that is wrong or a question without an answer, from the last one to the first."""
        self.focus.next_open()

    def enter(self, *, forward: bool) -> None:
        """Take the focus coming from before the form, or from behind it."""
        self.focus.enter(forward=forward)

    def go_to(self, key: str) -> None:
        """Put the focus into the field or column `key`; nothing happens where it is not asked."""
        self.focus.go_to(key)

    def _to_fields(self) -> None:
        self.focus.to_fields()

    def _entered(self, key: str) -> None:
        editor = self._editor(key)
        if editor is None:
            return
        self.scrolled.ensureWidgetVisible(editor, 0, 56)
        self.foot.help_of(editor, self.previous, locked=self.locked)

    # -- keys and events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the page; editors pass on what they do not use."""
        if not self._page_key(event):
            super().keyPressEvent(event)

    def _page_key(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not control and not alt:
                self._enter(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            case Qt.Key.Key_S if control:
                self.ask_save()
            case Qt.Key.Key_PageDown if not control:
                self.next_asked.emit()
            case Qt.Key.Key_PageUp if not control:
                self.back_asked.emit()
            case Qt.Key.Key_F2 if not control and not alt:
                self.next_open()
            case Qt.Key.Key_F4 if not alt:
                self._ask_history()
            case Qt.Key.Key_Alt:
                self._show_access(True)
            case _ if alt and not control:
                return self._go_by_access(event)
            case _:
                return False
        return True

    def _enter(self, *, back: bool) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, Editor) and not back and self.checks.awaits_confirmation(focused.key):
            self.confirm(focused.key)
        self.focus.step(forward=not back)

    def _ask_history(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, Editor):
            self.history_asked.emit(focused.key)

    def _go_by_access(self, event: QKeyEvent) -> bool:
        letter = chr(event.key()) if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z else ""
        key = next((key for key, access in self._access.items() if access == letter), None)
        if key is None:
            return False
        self.go_to(key)
        return True

    def _show_access(self, shown: bool) -> None:
        for block in self.body.blocks:
            block.access = self._access if shown else {}
            block.update()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The access keys are shown while Alt is held."""
        if event.key() == Qt.Key.Key_Alt:
            self._show_access(False)
        super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Without access keys when shown again: Alt is let go on another page."""
        super().hideEvent(event)
        self._show_access(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._show_access(False)  # Alt is let go in another window
        elif event.type() == QEvent.Type.StyleChange:
            self.head.retranslate()
            self.scrolled.rearrange()

    def retranslate(self) -> None:
        """Say everything in the language of now; what is typed stays."""
        self.head.retranslate()
        self.foot.retranslate()
        for block in self.body.blocks:
            block.retranslate()
        focused = QApplication.focusWidget()
        if isinstance(focused, Editor) and self.isAncestorOf(focused):
            self.foot.help_of(focused, self.previous, locked=self.locked)
        else:
            self.foot.say(focused.guide if isinstance(focused, Companion) else "", "")
        if self.checks.listing:
            self._check("save", None)
        elif any(block.messages for block in self.body.blocks):
            self._check("leave", self._touched | self.body.questioned())
        self._refresh()
