"""How the verdicts that a case expects compare with those that were found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ucbnk_desktop.protocol.verdicts import Verdict

from .case import JudgedCase
from .expectations import NOTHING, OUTCOME_DAYS, OUTCOME_LISTS, VERDICT_DAYS, VERDICT_LISTS, Expectation


@dataclass(frozen=True, slots=True)
class Comparison:
    """An expectation beside everything that was found, each once."""

    expectation: Expectation
    found: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether what was found is what was expected."""
        wanted = self.expectation.wanted
        among = self.expectation.is_list and wanted
        return set(wanted) <= set(self.found) if among else wanted == self.found


def compared(judged: JudgedCase) -> tuple[Comparison, ...]:
    """Everything that the case expects, beside what was found."""
    return tuple(
        Comparison(expectation, tuple(dict.fromkeys(_found(expectation, judged))))
        for expectation in judged.case.expected
    )


def _found(expectation: Expectation, judged: JudgedCase) -> tuple[str, ...]:
    subject, assessment = expectation.subject, judged.assessment
    if subject == "outcome":
        return (assessment.outcome,)
    if subject in OUTCOME_DAYS:
        return (_day(OUTCOME_DAYS[subject](assessment)),)
    if subject in OUTCOME_LISTS:
        return OUTCOME_LISTS[subject](assessment)
    if subject == "notes":
        return tuple(reason.code for reason in judged.remarks)
    verdict = _verdict(expectation, judged)
    if expectation.aspect == "state":
        return (verdict.state,)
    if expectation.aspect in VERDICT_DAYS:
        return (_day(VERDICT_DAYS[expectation.aspect](verdict)),)
    return VERDICT_LISTS[expectation.aspect](verdict)


def _verdict(expectation: Expectation, judged: JudgedCase) -> Verdict:
    if not expectation.at_infusion:
        return judged.assessment.verdict(expectation.subject)
    return next(verdict for verdict in judged.at_infusion if verdict.criterion == expectation.subject)


def _day(day: date | None) -> str:
    return NOTHING if day is None else day.isoformat()
