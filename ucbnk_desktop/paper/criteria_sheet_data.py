"""What is given to the printer of the sheet of criteria: limits, decisions, and the cases that test them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ucbnk_desktop.forms.display import state_word
from ucbnk_desktop.protocol.verdicts import Side, State
from ucbnk_desktop.wording import Language, Text, say, text

from .print_data import Decided

SIDES: tuple[Side, ...] = ("below", "at", "above")
"""Where a number may lie to its limit, in the order of the columns."""

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of a criterion with its number, and how many cases hold a datum below, at and above it."""

    name: Text
    number: str
    cases: Counter[Side]

    @property
    def lacking(self) -> tuple[Side, ...]:
        """Where no case lies: on the limit itself, or on one of its sides."""
        return tuple(side for side in SIDES if not self.cases[side])

    @property
    def untested(self) -> bool:
        """Whether no case stands on the limit itself, or none on one of its sides."""
        return bool(self.lacking)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One ruling or setting that a criterion may ask for; `answer` is None while the study has not decided it.

    `id` is the ruling's, empty for a setting, which is known by its name.
    """

    id: str
    question: Text
    answer: Text | None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: what it says, what it reads and counts, and how many cases expect which state of it.

    `registry` is the sentence of the public record, `approved` the approved Chinese text, empty until it is entered.
    `reads` and `counts_to` are empty for a criterion that is the sum of its parts.
    """

    id: str
    kind: str
    short: Text
    statement: Text
    registry: str
    approved: str
    decided_by: str
    is_sum: bool
    reads: Text = _NOTHING
    counts_to: Text = _NOTHING
    limits: tuple[LimitLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    states: Mapping[State, int] = field(default_factory=dict)

    @property
    def decided_by_words(self) -> Text:
        """Who decides it: `computed`."""
        return text(f"criteria_decided_{self.decided_by.replace('+', '_')}")

    @property
    def is_part(self) -> bool:
        """Whether it is one of the parts of a criterion."""
        return "." in self.id

    @property
    def gaps(self) -> tuple[Text, ...]:
        """What no case tests of it: itself, or `Lowest ANC (10⁹/L): at, above`."""
        if not self.states and not self.is_sum:
            return (_filled("criteria_gap_whole", criterion=self.id, name=self.short),)
        return tuple(
            _filled("criteria_gap", criterion=self.id, limit=limit.name, sides=_sides(limit.lacking))
            for limit in self.limits if limit.untested
        )

    @property
    def expected(self) -> Text:
        """What the cases expect of it: `met 12, not met 7`; a dash where they expect nothing."""
        counted = [(state_word(state), self.states[state]) for state in State if self.states.get(state)]
        if not counted:
            return Text("—", "—")
        return Text(
            "，".join(f"{words.zh} {number}" for words, number in counted),
            ", ".join(f"{words.en.lower()} {number}" for words, number in counted),
        )


@dataclass(frozen=True, slots=True)
class CriteriaSheet:
    """Every criterion of one version of the protocol.

    `study` is the title of the study whose decisions are shown, empty where none was asked; `cases` are how many were
    judged for the numbers, `digest` the SHA-256 of their files, `program` a version. `differing` cases find under this
    version what they do not expect: none do under the version that they were written for.
    """

    version: str
    dated: date
    study: str
    cases: int
    digest: str
    program: str
    criteria: tuple[CriterionLine, ...]
    differing: int = 0

    @property
    def limits(self) -> tuple[LimitLine, ...]:
        """All limits, one after the other."""
        return tuple(limit for criterion in self.criteria for limit in criterion.limits)

    @property
    def decisions(self) -> tuple[DecisionLine, ...]:
        """Every ruling and setting, each once."""
        lines = {line.question: line for criterion in self.criteria for line in criterion.decisions}
        return tuple(lines.values())

    @property
    def findings(self) -> tuple[Text, ...]:
        """What a monitor has to see first: all that no case tests, by name, and how many cases find something else."""
        gaps = tuple(gap for criterion in self.criteria for gap in criterion.gaps)
        remarks = (_filled("criteria_gaps", gaps=_listed(gaps)),) if gaps else ()
        return (*remarks, _filled("criteria_differing", count=self.differing)) if self.differing else remarks

    @property
    def summary(self) -> Text:
        """How many limits, how many of them not tested on all sides, how many decisions, how many of them unset."""
        return _filled(
            "criteria_summary",
            limits=len(self.limits), untested=sum(limit.untested for limit in self.limits),
            decisions=len(self.decisions), unset=sum(line.answer is None for line in self.decisions),
        )


def _sides(sides: Iterable[Side]) -> Text:
    words = [text(f"criteria_head_{side}") for side in sides]
    return Text("、".join(word.zh for word in words), ", ".join(word.en.lower() for word in words))


def _listed(parts: Iterable[Text]) -> Text:
    words = tuple(parts)
    return Text("；".join(part.zh for part in words), "; ".join(part.en for part in words))


def _filled(code: str, **arguments: Text | str | int) -> Text:
    def words(language: Language) -> str:
        given = {name: part.in_(language) if isinstance(part, Text) else part for name, part in arguments.items()}
        return say(code, language, **given)

    return Text(words(Language.ZH), words(Language.EN))
