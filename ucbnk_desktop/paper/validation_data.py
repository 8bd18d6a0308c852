"""What is given to the printer of a validation: cases, what they expected, what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.wording import Text


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation: what of, what was expected, what was found."""

    subject: Text
    expected: Text
    found: Text
    agrees: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One case; `number` counts through the whole report."""

    number: int
    id: str
    name: Text
    file: str
    line: int
    found: tuple[ExpectationResult, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything was found as expected."""
        return all(result.agrees for result in self.found)


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one title."""

    title: Text
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """One criterion, and how many cases expect which state of it."""

    criterion: str
    name: Text
    counts: Counter[State]


@dataclass(frozen=True, slots=True)
class Report:
    """A validation as it goes to paper.

    `digest` is the SHA-256 of the case files, `program` and `pack` are versions; `refused` are the faults of files that
    could not be used.
    """

    folder: str
    files: int
    digest: str
    program: str
    pack: str
    groups: tuple[Group, ...]
    coverage: tuple[CriterionCoverage, ...]
    refused: tuple[Text, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """All cases."""
        return tuple(result for group in self.groups for result in group.results)

    @property
    def agrees(self) -> bool:
        """Whether nothing was refused and everything was found as expected."""
        return not self.refused and bool(self.groups) and all(result.agrees for result in self.results)
