"""What a form page asks of the world around it: language, colours, today, checks, derived laboratory results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.edit_checks.result import CheckResult, Rows, Stage
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.records.model import Prompted
from ucbnk_desktop.screens.theme import Colours
from ucbnk_desktop.wording import Language

__all__ = ["CheckResult", "EntryServices", "GradeWords", "Previous", "Remarks", "Rows", "Stage"]

Previous = Mapping[str, tuple[str, date | None]]
"""The last value of each column in an earlier entry, and the day it belongs to."""


class Remarks(NamedTuple):
    """How the user answered the checks, by column: prompts confirmed, and first values changed after a prompt."""

    confirmed: Mapping[str, str]
    corrected: Mapping[str, Prompted]


class GradeWords(NamedTuple):
    """What follows from one laboratory result, in words; "" where it does not.

    `severity` is the colour of the grade: met, wait, stop, judge or gap.
    """

    times_uln: str = ""
    grade: str = ""
    severity: str = "gap"


class EntryServices(Protocol):
    """What a form page needs; the window gives one that knows the participant, tests give a plain object."""

    @property
    def language(self) -> Language:
        """The language of labels and messages now."""

    @property
    def colours(self) -> Colours:
        """The colours in force now."""

    def today(self) -> date:
        """Today at the study site."""

    def explain(self, reason: Reason) -> str:
        """`reason` as a sentence in the language of now."""

    def check(
        self, definition: FormDefinition, values: Mapping[str, str], rows: Rows, stage: Stage
    ) -> Sequence[CheckResult]:
        """What is wrong with, or strange in, an entry as typed."""

    def derive(self, key: str, values: Mapping[str, str]) -> GradeWords:
        """What follows from the laboratory result `key` standing in `values` with its unit and limits."""
