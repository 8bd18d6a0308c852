"""The words in which the rules answer: states, reasons, evidence, verdicts, and the assessment they make up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

from .facts import Source
from .quantity import Quantity


class State(StrEnum):
    """The state of one criterion (docs/domain/eligibility.md, States and outcomes)."""

    MET = "met"
    NOT_MET = "not_met"
    ABSENT = "absent"
    PRESENT = "present"
    INCOMPLETE = "incomplete"
    PENDING_DATE = "pending_date"
    NEEDS_PI = "needs_pi"
    NOT_APPLICABLE = "not_applicable"

    @property
    def settled(self) -> bool:
        """Whether the criterion stands in nobody's way."""
        return self in (State.MET, State.ABSENT, State.NOT_APPLICABLE)

    @property
    def stops(self) -> bool:
        """Whether the criterion alone makes the participant not eligible."""
        return self in (State.NOT_MET, State.PRESENT)


class Outcome(StrEnum):
    """The outcome of all criteria together; the order is that of `worst`."""

    NOT_ELIGIBLE = "not_eligible"
    INCOMPLETE = "incomplete"
    NEEDS_PI = "needs_pi"
    PENDING_DATE = "pending_date"
    READY_TO_SIGN = "ready_to_sign"
    ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of a form, to be named to the user by its label."""

    form: str
    field: str


@dataclass(frozen=True, slots=True)
class Named:
    """Words that stand in the protocol pack, not in the wording catalogue: a ruling's question, a setting's name."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


ReasonArgument: TypeAlias = str | int | Decimal | Quantity | date | FieldRef | tuple[FieldRef, ...] | Named


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an explanation, as a code of the wording catalogue with its arguments: no language yet."""

    code: str
    arguments: Mapping[str, ReasonArgument] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, **arguments: ReasonArgument) -> Reason:
        """`Reason.of("days_short", days=2)`."""
        return cls(code, arguments)


Sign: TypeAlias = Literal["≥", "≤", "<"]
"""On which side of a limit the good values lie."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a datum was held against: `≥ 75`, `≤ 31.5`, `≥ 21 d`, `QTc < 450 ms`.

    `sign` is that of the good side, `unit` is `d` for days. `of` names what was computed from the datum, where that
    and not the datum itself is held against the limit.
    """

    sign: Sign
    number: Decimal | int | date
    unit: Literal["", "d", "ms"] = ""
    of: str = ""

    def __str__(self) -> str:
        parts = (self.of, self.sign, str(self.number), self.unit)
        return " ".join(part for part in parts if part)


Side: TypeAlias = Literal["below", "at", "above"]
"""On which side of a limit a number lies."""


class LimitComparison(NamedTuple):
    """A number of the participant's and the limit it was held against, both in the same unit.

    `name` is the limit's in the pack (`surgery_days`), "" for one that is not the pack's: of the laboratory's report,
    of a ruling. `limit` is that limit as it applies here: a multiple of an upper limit of normal multiplied out, months
    and years in days. A look-back measures the days from the event to the day it counts to, so what lies longer ago is
    above its limit; an age is measured in days. `reason` is the sentence that says this of the very number that was
    entered; None where it was computed or converted first.
    """

    name: str
    measured: Quantity | Decimal | int
    limit: Decimal | int
    reason: Reason | None = None

    @property
    def side(self) -> Side | None:
        """Where the number lies; None for one with a qualifier that may lie on either side."""
        measured, limit = self.measured, Decimal(self.limit)
        if not isinstance(measured, Quantity):
            measured = Quantity(Decimal(measured))
        if measured.exact == limit:
            return "at"
        return "below" if measured.below(limit) else "above" if measured.above(limit) else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One datum a verdict rests on, as it was entered, with the limit it was held against.

    `limit` is what is shown beside it. `comparisons` are the numbers themselves, of look-backs too, which show none.
    They are no part of what makes two equal: a datum is shown once, with all that any reading held it against.

    Which of the pack's limits a verdict tests, and from which side:
    `{(held.name, held.side) for datum in verdict.evidence for held in datum.comparisons if held.name}`.
    """

    source: Source
    shown: str
    limit: Limit | None = None
    on: date | None = None
    comparisons: tuple[LimitComparison, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one criterion says on one day, and everything it rests on.

    `first_ok` is the first day on which a PENDING_DATE holds; `clears_on` informs when a look-back of months
    would end; `valid_until` is the last day on which the results used are still valid; `rulings` and `settings`
    name the study decisions that were used, or that are still open when the state is NEEDS_PI.
    """

    criterion: str
    state: State
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[FieldRef, ...] = ()
    first_ok: date | None = None
    clears_on: date | None = None
    valid_until: date | None = None
    rulings: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


class Tally(NamedTuple):
    """How many criteria are satisfied, stand against the participant, wait for a date, and are still open."""

    settled: int
    against: int
    waiting: int
    open: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """All criteria of one participant judged for one day.

    `verdicts` are in protocol order, the parts of I12 and E23 before their sum. `earliest` is the first day on which
    every waiting criterion holds, `latest` the last day on which every result used is valid; `*_by` name the
    criteria that limit them. `digest` changes when any fact, ruling or verdict changes, not when a day passes.
    """

    verdicts: tuple[Verdict, ...]
    outcome: Outcome
    as_of: date
    planned_start: date | None
    pack_version: str
    digest: str
    earliest: date | None = None
    earliest_by: tuple[str, ...] = ()
    latest: date | None = None
    latest_by: tuple[str, ...] = ()
    queries: tuple[Reason, ...] = ()

    def tally(self) -> Tally:
        """The criteria counted, I12 and E23 once each."""
        states = [verdict.state for verdict in self.verdicts if "." not in verdict.criterion]
        return Tally(
            sum(state.settled for state in states), sum(state.stops for state in states),
            states.count(State.PENDING_DATE), states.count(State.INCOMPLETE) + states.count(State.NEEDS_PI),
        )

    def verdict(self, criterion: str) -> Verdict:
        """The verdict of `criterion`, KeyError for an unknown id."""
        for verdict in self.verdicts:
            if verdict.criterion == criterion:
                return verdict
        raise KeyError(criterion)


def open_and_settled(verdicts: Iterable[Verdict]) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...]]:
    """`verdicts` in their order, those that are not settled and those that are."""
    parted: tuple[list[Verdict], list[Verdict]] = [], []
    for verdict in verdicts:
        parted[verdict.state.settled].append(verdict)
    return tuple(parted[0]), tuple(parted[1])
