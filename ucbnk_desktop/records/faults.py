"""What can go wrong with the study file: faults told in calm words, and bugs, which are ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from ucbnk_desktop.wording import Language, Text, say


@runtime_checkable
class _HasWords(Protocol):
    def words(self, language: Language) -> str: ...


class StoreFault(Exception):
    """The surroundings refuse: a full disk, a missing or damaged file, another program.

    `code` names the words in `resources/wording/records.toml`; they say what is wrong, what is safe and what to do.
    """

    def __init__(self, code: str, /, **arguments: object) -> None:
        super().__init__(code)
        self.code = code
        self.arguments: Mapping[str, object] = arguments

    def words(self, language: Language) -> str:
        """The fault in `language`, to be shown to the user as it is."""
        return _said(self.code, self.arguments, language)


class StoreBug(Exception):
    """The program asked the store for something it must never ask for."""


class ReasonNeeded(StoreBug):
    """A saved value would change and no reason was given; `fields` names the values."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"a reason is needed to change {', '.join(fields)}")
        self.fields = fields


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """Something the user should know although nothing failed: recovered after a crash, the clock went back."""

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: Language) -> str:
        """The notice in `language`."""
        return _said(self.code, self.arguments, language)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing in the file that is not as its history says; `arguments` name where.

    Keys of `arguments`, as far as they apply: sequence, table, participant, form, entry, row, field, name.
    """

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: Language) -> str:
        """The discrepancy in `language`."""
        return _said(self.code, self.arguments, language)


def _said(code: str, arguments: Mapping[str, object], language: Language) -> str:
    return say(code, language, **{name: _shown(value, language) for name, value in arguments.items()})


def _shown(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, _HasWords):
        return value.words(language)
    return value
