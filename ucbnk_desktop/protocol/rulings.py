"""The readings of the protocol that the principal investigator decides once per study (docs/domain/rulings.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

NONE = "none"
ALL = "all"
_NUMBERED = re.compile(r"(\w+)\((\d+(?:\.\d+)?|[?x])\)")


@dataclass(frozen=True, slots=True)
class RulingDefinition:
    """One question about the protocol's text, with the answers it may have.

    `question` and each of `labels` are (zh, en). `kind`: `one_of` the allowed values; `set` of them (written with
    spaces between, `none` for the empty and `all` for the full set; `free` where any term may stand in it, written
    with semicolons between); `number` where an allowed value ends in `(x)` and is decided with a number for x.
    `proposed` is what the set-up form preselects: it never decides by itself. `lenient` marks a proposal that is not
    the stricter reading: it is to be read first. `demonstration` is invented, empty where the ruling stays open.
    """

    id: str
    question: tuple[str, str]
    kind: str
    allowed: tuple[str, ...]
    labels: Mapping[str, tuple[str, str]]
    proposed: str
    lenient: bool = False
    demonstration: str = ""
    free: bool = False

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The values to try while the ruling is open; a number that nobody has named yet is written `(?)`."""
        if self.kind == "set":
            return (ALL, NONE)
        return tuple(value.replace("(x)", "(?)") for value in self.allowed)

    def permits(self, value: str) -> bool:
        """Whether `value` is an answer to the question."""
        if not value.strip():
            return False
        if self.kind == "set":
            return value in (ALL, NONE) or self.free or set(value.split()) <= set(self.allowed)
        if "(" not in value:
            return value in self.allowed
        word, number = _parts(value)
        return number is not None and f"{word}(x)" in self.allowed

    def label(self, value: str) -> tuple[str, str]:
        """How `value` is said, as (zh, en); a number stands in the place of x."""
        if self.kind == "set":
            return _SETS.get(value) or self._joined(value)
        if "(" not in value:
            return self.labels.get(value, (value, value))
        word, number = _parts(value)
        zh, en = self.labels.get(f"{word}(x)", (value, value))
        shown = "x" if number is None else str(number)
        return zh.replace("{x}", shown), en.replace("{x}", shown)

    def _joined(self, value: str) -> tuple[str, str]:
        if self.free:
            return value, value
        labels = [self.labels.get(code, (code, code)) for code in value.split()]
        return "、".join(zh for zh, _ in labels), ", ".join(en for _, en in labels)


_SETS = {ALL: ("全部", "all of them"), NONE: ("无", "none of them")}


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings in force, by id. A value that is not among the allowed ones decides nothing."""

    values: Mapping[str, str] = field(default_factory=dict)

    def decided(self, definition: RulingDefinition) -> str | None:
        """The value in force, None while the ruling is open."""
        value = self.values.get(definition.id, "").strip()
        return value if definition.permits(value) else None


@dataclass(frozen=True, slots=True)
class RulingValue:
    """A ruling's value taken apart: its word, and the number where it carries one that is named."""

    word: str
    number: Decimal | None = None

    @classmethod
    def of(cls, value: str) -> RulingValue:
        """Read `scr_only`, `scr_and_clearance(60)`, `scr_and_clearance(?)`."""
        return cls(*_parts(value))


def members(value: str, definition: RulingDefinition) -> frozenset[str] | None:
    """The members of a set-valued ruling; None for every conceivable one of a free set."""
    if value == NONE:
        return frozenset()
    if value == ALL:
        return None if definition.free else frozenset(definition.allowed)
    if definition.free:
        return frozenset(term.strip() for term in re.split(r"[;；]", value) if term.strip())
    return frozenset(value.split())


def _parts(value: str) -> tuple[str, Decimal | None]:
    match = _NUMBERED.fullmatch(value)
    if match is None:
        return value, None
    return match[1], None if match[2] in "?x" else Decimal(match[2])
