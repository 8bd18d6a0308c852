"""The way of the keyboard through a form: what is read first, the fields in reading order, the button behind them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from .blocks import neighbour, next_open
from .companions import Companion
from .editor import Editor
from .entry_model import EntryModel
from .form_body import FormBody
from .form_head import FormFoot, FormScroll

_ONWARD, _BACK = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason


class FormFocus:
    """Moves the focus in one form; in a `locked` one there is nothing to save behind the fields."""

    def __init__(self, body: FormBody, scrolled: FormScroll, foot: FormFoot, model: EntryModel) -> None:
        self._body, self._scrolled, self._foot, self._model = body, scrolled, foot, model
        self.locked = False

    def step(self, *, forward: bool) -> bool:
        """Go from the field with the focus to its neighbour; False where the form ends or the focus is elsewhere."""
        focused, stops = QApplication.focusWidget(), self._body.stops()
        if focused is self._foot.save and not forward and stops:
            stops[-1].setFocus(_BACK)
            return True
        if isinstance(focused, Companion) and forward and stops:
            self.to_fields()
            return True
        if not isinstance(focused, Editor):
            return False
        if forward and self._new_row(focused):
            return True
        target = neighbour(stops, focused, forward)
        if target is None and not forward and self._read():
            return True
        if target is not None:
            target.setFocus(_ONWARD if forward else _BACK)
            return True
        if forward and not self.locked:
            self._foot.save.setFocus(_ONWARD)
            return True
        return False

    def _new_row(self, focused: Editor) -> bool:
        for table in self._body.tables.values():
            if focused.parentWidget() is table and table.ends_with(focused):
                table.add_row()
                return True
        return False

    def begin(self) -> None:
        """Put the focus into the first field that is wrong or still to be filled, else into the first one.

        What is to be read before the fields comes first. In an entry that was kept, what may stay empty is not to be
        filled.
        """
        if self._read():
            return
        stops, new = self._body.stops(), self._model.is_new
        wanted = (editor for editor in stops if editor.wrong or (
            not editor.value() and (editor.field.required or new)
        ))
        target = next(wanted, stops[0] if stops else None)
        if target is not None:
            target.setFocus(_ONWARD)

    def _read(self) -> bool:
        """Show the form from its top with the focus on what is to be read before the fields; False where nothing is."""
        block = self._body.to_read
        if block is None:
            return False
        block.setFocus(_ONWARD)
        self._scrolled.verticalScrollBar().setValue(0)
        self._foot.say(block.guide, "")
        return True

    def to_fields(self) -> None:
        """From what was read on to the first field."""
        self._body.stops()[0].setFocus(_ONWARD)

    def next_open(self) -> None:
        """Go on to the next field that is wrong or a question without an answer, from the last one to the first."""
        target = next_open(self._body.stops(), QApplication.focusWidget())
        if target is not None:
            target.setFocus(_ONWARD)

    def enter(self, *, forward: bool) -> None:
        """Take the focus coming from before the form, or from behind it."""
        stops = self._body.stops()
        if forward and self._read():
            return
        if stops and (forward or self.locked):
            stops[0 if forward else -1].setFocus(_ONWARD if forward else _BACK)
        else:
            self._foot.save.setFocus(_BACK)

    def go_to(self, key: str) -> None:
        """Put the focus into the field or column `key`; nothing happens where it is not asked."""
        block = self._body.block_of(key)
        if block is None:
            return
        editor = block.editors.get(key) or next(iter(block.stops()), None)
        if editor is not None and not editor.isHidden():
            editor.setFocus(_ONWARD)
