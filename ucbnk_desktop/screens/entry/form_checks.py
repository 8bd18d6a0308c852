"""What the checks of a form have said beside its fields, what was confirmed, and what was changed because of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from ucbnk_desktop.forms.edit_checks.judgements import ASKED_ANEW
from ucbnk_desktop.records.model import Prompted

from .blocks import Message
from .entry_model import EntryModel
from .entry_services import CheckResult, EntryServices, Stage
from .form_body import FormBody


class FormChecks:
    """The answers of the checks for one open entry; columns are named as on the page (`chemotherapy[0].drug`).

    `listing` says that the form was checked as a whole: from then on the open problems stand in a list as well.
    """

    def __init__(self, body: FormBody, services: EntryServices, model: EntryModel) -> None:
        self._body, self._services, self._model = body, services, model
        self.begin()

    def begin(self) -> None:
        """Another entry is shown: nothing was checked, nothing confirmed."""
        self._checked: dict[str, str] = {}
        self._said_of: dict[str, str] = {}
        self._confirmed: dict[str, tuple[str, str]] = {}
        self._prompted: dict[str, Prompted] = {}
        self.listing = False

    def begin_listing(self, touched: Iterable[str]) -> None:
        """The form is checked as on saving; leaving a field that was `touched` says nothing less afterwards."""
        self.listing = True
        self._checked = {key: self._value(key) for key in touched}

    def is_due(self, key: str) -> bool:
        """Whether the value in `key` was not checked yet; it counts as checked from now on."""
        value = self._value(key)
        if self._checked.get(key) == value:
            return False
        self._checked[key] = value
        return True

    def forget(self, key: str) -> bool:
        """Take back what was said of the value that is being typed over; whether there was anything."""
        self._checked.pop(key, None)
        block = self._body.block_of(key)
        return block is not None and block.messages.pop(key, None) is not None

    # -- checking

    def run(self, stage: Stage, only: Container[str] | None) -> bool:
        """Check the entry as typed and say it beside its fields, or those of `only`; whether anything changed."""
        body = self._body
        messages = self._messages(self._services.check(
            body.definition, self._model.values(), body.rows_for_checks(), stage
        ))
        for key, editor in body.all_editors():
            if editor.isHidden():
                continue
            problem = editor.problem() if only is None or key in only else None
            if problem is not None:
                messages[key] = Message(self._services.explain(problem), "error")
        return self._show({key: message for key, message in messages.items() if only is None or key in only})

    def _messages(self, results: Iterable[CheckResult]) -> dict[str, Message]:
        messages: dict[str, Message] = {}
        for result in results:
            anew = result.reason.code == ASKED_ANEW
            if result.severity == "query" and not anew and self._unchanged(result.key):
                continue
            text = self._services.explain(result.reason)
            confirmed = self._confirmed.get(result.key) == (self._value(result.key), text)
            if result.key not in messages or result.severity == "error":
                messages[result.key] = Message(text, result.severity, confirmed and result.severity == "query")
        return messages

    def _unchanged(self, key: str) -> bool:
        """Whether `key` holds what was kept before, so that it was asked about then."""
        kept = self._model.kept(key)
        return "[" not in key and bool(kept) and self._value(key) == kept

    def _show(self, messages: Mapping[str, Message]) -> bool:
        before = {key: message for block in self._body.blocks for key, message in block.messages.items()}
        for key in before.keys() | messages.keys():
            block, message = self._body.block_of(key), messages.get(key)
            if block is not None:
                block.show_message(key, message)
            if message is not None:
                self._said_of[key] = self._value(key)
            if message is not None and message.open and message.severity == "query":
                self._prompted.setdefault(key, Prompted(self._value(key), message.text))
        return before != dict(messages)

    # -- what is open

    def open_problems(self) -> list[tuple[str, str]]:
        """What is wrong, or strange and not confirmed, in reading order: the column, and its label with the words."""
        language = self._services.language
        return [
            (key, f"{editor.field.label.in_(language)}  {message.text}")
            for key, editor in self._body.all_editors()
            if (message := self._message(key)) is not None and message.open
        ]

    def listed(self) -> list[tuple[str, str]]:
        """The open problems where they are listed, else none."""
        return self.open_problems() if self.listing else []

    # -- confirming

    def awaits_confirmation(self, key: str) -> bool:
        """Whether a strange value stands in `key` that is still the one spoken of."""
        message = self._message(key)
        return (
            message is not None and message.open and message.severity == "query"
            and self._said_of.get(key) == self._value(key)
        )

    def confirm(self, key: str) -> bool:
        """The strange value in `key` is so; False where none waits for that."""
        block, message = self._body.block_of(key), self._message(key)
        if block is None or message is None or not self.awaits_confirmation(key):
            return False
        self._confirmed[key] = (self._value(key), message.text)
        self._prompted.pop(key, None)
        block.show_message(key, Message(message.text, "query", confirmed=True))
        return True

    def confirmations(self) -> dict[str, str]:
        """The prompts the user confirmed, by column; positions of rows are those of the rows handed over."""
        return {self._position(key): prompt for key, (value, prompt) in self._confirmed.items()
                if self._value(key) == value}

    def prompted(self) -> dict[str, Prompted]:
        """The first values that were changed because a check asked about them; positions of rows are as above."""
        return {
            self._position(key): first for key, first in self._prompted.items() if self._value(key) != first.value
        }

    def _position(self, key: str) -> str:
        table = self._body.tables.get(key.partition("[")[0])
        return table.position(key) if table is not None and "[" in key else key

    def _message(self, key: str) -> Message | None:
        block = self._body.block_of(key)
        return None if block is None else block.messages.get(key)

    def _value(self, key: str) -> str:
        block = self._body.block_of(key)
        editor = None if block is None else block.editors.get(key)
        return "" if editor is None else editor.value()
