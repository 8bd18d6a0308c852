"""A case as it was read, and as it was judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ucbnk_desktop.protocol.eligibility import assess, infusion_day
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Reason, Verdict
from ucbnk_desktop.wording import Text

from .entry_checks import Note
from .expectations import Expectation
from .faults import FilePosition

_SIGNATURE = "eligibility"
"""The form of the investigator's confirmation: no fact of eligibility."""


@dataclass(frozen=True, slots=True)
class Case:
    """An invented participant on a day, under settings and rulings, with the verdicts that are expected.

    `title` is what the cases of one file have in common. `confirmation` is the investigator's confirmation as kept.
    `infusion_day` is the day of an infusion for which E13, E16, E19 and E20 are judged anew, None where none is asked.
    """

    id: str
    name: Text
    title: Text
    place: FilePosition
    day: date
    facts: Facts
    settings: Mapping[str, str]
    rulings: Mapping[str, str]
    confirmation: Mapping[str, str]
    expected: tuple[Expectation, ...] = ()
    notes: tuple[Note, ...] = ()
    infusion_day: date | None = None


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case with its assessment, and what the criteria asked anew say on the day of its infusion."""

    case: Case
    assessment: Assessment
    at_infusion: tuple[Verdict, ...] = ()

    @property
    def remarks(self) -> tuple[Reason, ...]:
        """Everything strange: what the forms ask about, then what the criteria do."""
        reasons: list[Reason] = []
        for reason in (*(note.reason for note in self.case.notes), *self.assessment.queries):
            if reason not in reasons:
                reasons.append(reason)
        return tuple(reasons)


def judge(case: Case, pack: ProtocolPack) -> JudgedCase:
    """The case put to the protocol, as the casebook would: ELIGIBLE only where exactly this was confirmed."""
    facts = Facts({form: entries for form, entries in case.facts.entries.items() if form != _SIGNATURE})
    settings, rulings = Settings(case.settings), Rulings(case.rulings)
    assessment = assess(facts, day=case.day, pack=pack, settings=settings, rulings=rulings)
    confirmed, digest = case.confirmation.get("confirmed"), case.confirmation.get("assessment_digest")
    signed = confirmed == "yes" and digest == assessment.digest
    if signed and assessment.outcome is Outcome.READY_TO_SIGN:
        assessment = replace(assessment, outcome=Outcome.ELIGIBLE)
    if case.infusion_day is None:
        return JudgedCase(case, assessment)
    return JudgedCase(
        case, assessment, infusion_day(facts, day=case.infusion_day, pack=pack, settings=settings, rulings=rulings)
    )
