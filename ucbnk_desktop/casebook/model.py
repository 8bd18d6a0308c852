"""What the casebook hands to screens, commands and paper: summaries, stations, infusions, drafts, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, State, Verdict
from ucbnk_desktop.wording import Language, Text

_EMPTY = Text("", "")

"""The zone of the study site; China keeps it all the year."""

SUMS = frozenset({"I12", "E23"})
"""Criteria that are shown by their parts."""


class Status(StrEnum):
    """Where a participant stands in the trial; only what was recorded moves it, never a verdict."""

    CANDIDATE = "candidate"
    SCREENING = "screening"
    SCREEN_FAILURE = "screen_failure"
    ENROLLED = "enrolled"
    ON_TREATMENT = "on_treatment"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"

    @property
    def finished(self) -> bool:
        """Whether nothing more is expected of the participant."""
        return self in (Status.SCREEN_FAILURE, Status.COMPLETED, Status.WITHDRAWN)


class StepStatus(StrEnum):
    """The state of a station of the path, or of one form in it."""

    EMPTY = "empty"
    STARTED = "started"
    COMPLETE = "complete"
    ATTENTION = "attention"
    LOCKED = "locked"


class InfusionStatus(StrEnum):
    """The state of one of the eight infusions on a given day.

    `due` inside its window, `overdue` after it; `unplanned` where no date can be computed yet, `closed` where the
    participant's part in the study ended before it.
    """

    UNPLANNED = "unplanned"
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What is typed but not saved in one entry (`entry` None: a new one); the rows are those shown, none struck."""

    form: str
    entry: int | None
    values: Mapping[str, str]
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """One participant in a line: the state and what is next.

    `counts` is over the lines of the criterion board (I12 and E23 by their parts); `first_infusion` is the day of
    the first infusion given, `planned_start` the day planned for it; `recorded_on` the day of the last entry;
    `decision` the ruling or setting that the next step waits for, where that is one of the study.
    """

    code: str
    status: Status
    status_text: Text
    next_step: Text
    outcome: Outcome
    counts: Mapping[State, int]
    sex: str = ""
    birth_date: date | None = None
    age_text: Text = _EMPTY
    disease: Text = _EMPTY
    planned_start: date | None = None
    first_infusion: date | None = None
    earliest: date | None = None
    latest: date | None = None
    stale: bool = False
    recorded_on: date | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class FormState:
    """One form of one participant: `answered` of `asked` required fields in its latest entry, and how many entries."""

    form: str
    state: StepStatus
    answered: int
    asked: int
    entries: int


@dataclass(frozen=True, slots=True)
class StepState:
    """One station of the path with its note ("✓ 11-18") and its forms."""

    step: str
    state: StepStatus
    note: Text
    forms: tuple[FormState, ...]


@dataclass(frozen=True, slots=True)
class InfusionState:
    """One of the eight infusions: its days where they can be computed, its entry where it is recorded."""

    number: int
    course: int | None
    planned: date | None
    earliest: date | None
    latest: date | None
    entry: int | None
    state: InfusionStatus
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grading:
    """What follows from one laboratory result: `2.48` times its upper limit, grade `1`; "" where it cannot be said.

    `grade` is `≥2` where a clinical part could raise it, `(2)` where the result lies inside the report's own limits,
    `?` where the version defines none; `number` is the grade without its signs. `note` says of what was graded after
    it was computed how that was done, or why it was not graded.
    """

    times_uln: str = ""
    grade: str = ""
    number: int | None = None
    note: Text = _EMPTY


class Refused(Exception):
    """A step that the protocol does not allow now.

    `verdicts` are the criteria that stand against it, `reasons` everything else, in both languages.
    """

    def __init__(self, *, verdicts: tuple[Verdict, ...] = (), reasons: tuple[Text, ...] = ()) -> None:
        self.verdicts = verdicts
        self.reasons = reasons
        super().__init__("; ".join((*self.criteria, *(reason.en for reason in reasons))))

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria that stand against the step, in protocol order."""
        return tuple(verdict.criterion for verdict in self.verdicts)

    def words(self, language: Language) -> tuple[str, ...]:
        """The reasons other than criteria, in `language`."""
        return tuple(reason.in_(language) for reason in self.reasons)


class EnrolmentRefused(Refused):
    """The participant cannot be enrolled now."""


class ConfirmationRefused(Refused):
    """Eligibility cannot be confirmed now."""


class InfusionRefused(Refused):
    """The infusion cannot be recorded as it stands."""


def lines(assessment: Assessment) -> tuple[Verdict, ...]:
    """The verdicts shown on the board: I12 and E23 by their parts."""
    return tuple(verdict for verdict in assessment.verdicts if verdict.criterion not in SUMS)
