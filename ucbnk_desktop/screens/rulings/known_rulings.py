"""The rulings as the page shows them: in groups, found by words or by criterion, and who may decide them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.records.model import Decision
from ucbnk_desktop.screens import labels
from ucbnk_desktop.wording import Language

_CRITERION = re.compile(r"([IEie入排])\s*(\d+(?:\.\d+)?)")
_LETTERS = {"入": "I", "排": "E"}


@dataclass(frozen=True, slots=True)
class KnownRuling:
    """One ruling with the criteria it touches (lines of the board, in protocol order) and its decision, if any."""

    definition: RulingDefinition
    criteria: tuple[str, ...]
    decision: Decision | None

    @property
    def id(self) -> str:
        """The ruling's id."""
        return self.definition.id

    @property
    def decided(self) -> bool:
        """Whether a value that the protocol knows is in force."""
        return self.decision is not None and self.definition.permits(self.decision.value)

    @property
    def first(self) -> bool:
        """Whether it is to be read first: open, and what is proposed is not the stricter reading."""
        return self.definition.lenient and not self.decided

    @property
    def adoptable(self) -> bool:
        """Whether the proposal is complete; one that lacks its number is decided by itself."""
        return self.definition.permits(self.definition.proposed)

    def matches(self, words: str) -> bool:
        """Whether all of `words` are found in it; a criterion (`E4`, `入 12.1`) only among those it touches."""
        named = [f"{_LETTERS.get(sort, sort.upper())}{number}" for sort, number in _CRITERION.findall(words)]
        if not all(
            any(criterion == name or criterion.startswith(f"{name}.") for criterion in self.criteria) for name in named
        ):
            return False
        definition = self.definition
        labels = " ".join(" ".join(both) for both in definition.labels.values())
        searched = f"{definition.id} {' '.join(definition.question)} {labels}".casefold()
        return all(word in searched for word in _CRITERION.sub(" ", words).casefold().split())


def known(pack: ProtocolPack, decisions: Mapping[str, Decision]) -> tuple[KnownRuling, ...]:
    """Every ruling of `pack`: the open ones first, among them those to be read first; then the order of the pack."""
    touched = _touched(pack)
    rulings = [
        KnownRuling(ruling, touched.get(ruling.id, ()), decisions.get(ruling.id)) for ruling in pack.rulings.values()
    ]
    return tuple(sorted(rulings, key=lambda one: (one.decided, not one.first)))


def _touched(pack: ProtocolPack) -> dict[str, tuple[str, ...]]:
    touched: dict[str, list[str]] = {}
    for criterion in pack.lines:
        for ruling in pack.criteria[criterion].rulings:
            touched.setdefault(ruling, []).append(criterion)
    return {ruling: tuple(criteria) for ruling, criteria in touched.items()}


def criteria_words(ruling: KnownRuling, language: Language) -> str:
    """The criteria a ruling touches: 排 4 · 排 16."""
    return "  ".join(criterion_name(criterion).in_(language) for criterion in ruling.criteria)


def both(words: tuple[str, str], language: Language) -> str:
    """One of (zh, en)."""
    return words[0] if language is Language.ZH else words[1]


def signature(decision: Decision) -> Iterator[tuple[str, str]]:
    """Who decided, when, on what ground and why, each with its label."""
    yield QCoreApplication.translate("Rulings", "Version"), str(decision.version)
    yield QCoreApplication.translate("Rulings", "Decided by"), decision.decided_by
    yield QCoreApplication.translate("Rulings", "Decided on"), labels.moment(decision.decided_at)
    yield QCoreApplication.translate("Rulings", "Source"), decision.source
    if decision.reason:
        yield QCoreApplication.translate("Rulings", "Reason for the change"), decision.reason
