"""What deciding a ruling or a setting would change: every participant's board before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, State

from .model import lines

Moved: TypeAlias = tuple[str, State | None, State | None]
"""A criterion of the board, its state before and after; None where that version of the protocol does not have it."""
Days: TypeAlias = tuple[date | None, date | None]
"""A day before and after."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be different for one participant.

    `changed` are the lines of the board whose state would be another one, in protocol order. `earliest` and `latest`
    are the first and the last day for the first infusion, each before and after. `confirmation_lost`: the
    investigator's confirmation holds now, and would not any more.
    """

    code: str
    outcome_before: Outcome
    outcome_after: Outcome
    changed: tuple[Moved, ...] = ()
    confirmation_lost: bool = False
    earliest: Days = (None, None)
    latest: Days = (None, None)

    @property
    def any(self) -> bool:
        """Whether anything would be different at all."""
        moved = (self.earliest, self.latest, (self.outcome_before, self.outcome_after))
        return bool(self.changed) or self.confirmation_lost or any(before != after for before, after in moved)


def between(code: str, before: Assessment, after: Assessment, *, confirmation_lost: bool) -> Effect:
    """The difference between two assessments of one participant, of the same day."""
    old, new = ({verdict.criterion: verdict.state for verdict in lines(assessment)} for assessment in (before, after))
    return Effect(
        code, before.outcome, after.outcome,
        tuple((criterion, old.get(criterion), new.get(criterion)) for criterion in {**old, **new}
              if old.get(criterion) is not new.get(criterion)),
        confirmation_lost, (before.earliest, after.earliest), (before.latest, after.latest),
    )
