"""The preconditions of the infusions of a study's participants, asked before one is given and when it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from ucbnk_desktop.forms.completeness import required_completeness
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.edit_checks.dates import day_kept
from ucbnk_desktop.forms.edit_checks.result import CheckResult, query
from ucbnk_desktop.protocol.eligibility import infusion_day
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.records.model import Deviation, StoredEntry

from . import infusion_schedule, preconditions
from .chart import Chart
from .infusion_preconditions import (
    DAY,
    DAY_QUESTIONS,
    FORM,
    GIVEN,
    NUMBER,
    GivenAlthough,
    InfusionCase,
    InfusionStopped,
    UnmetPrecondition,
    deviation,
    unmet,
)
from .model import EntryDraft, InfusionRefused
from .words import worded


@dataclass(frozen=True, slots=True)
class GivenInfusion:
    """The record of an infusion that was given: how much of it is filled, and what stood against it on its day."""

    answered: int
    asked: int
    unmet: tuple[UnmetPrecondition, ...]

    @property
    def sound(self) -> bool:
        """Whether the record is complete and nothing stood against the infusion."""
        return self.answered == self.asked and not self.unmet


class InfusionBasis(Protocol):
    """What the gate reads of the casebook: who the participant is to the protocol, on which day, as decided how."""

    forms: Mapping[str, FormDefinition]

    def today(self) -> date:
        """Today at the study site."""

    def pack_of(self, code: str) -> ProtocolPack:
        """The version by which the participant is judged."""

    def settings(self) -> Settings:
        """The settings as decided."""

    def rulings(self) -> Rulings:
        """The rulings as decided."""

    def facts(self, code: str, draft: EntryDraft | None) -> Facts:
        """What is known of the participant, with `draft` laid over the record."""

    def assessment(self, code: str) -> Assessment:
        """The verdicts as recorded."""

    def confirmation_stale(self, code: str) -> bool:
        """Whether what was confirmed has changed since."""


class InfusionGate:
    """What stands against the infusions of the participants of `book`; an infusion without a day is judged for today.

    Codes of participants that do not exist raise KeyError.
    """

    def __init__(self, book: InfusionBasis, chart_of: Callable[[str], Chart]) -> None:
        self._book, self._chart_of = book, chart_of

    def unmet(self, code: str, draft: EntryDraft) -> tuple[UnmetPrecondition, ...]:
        """What stands against giving the infusion `draft`; nothing where it says that it was not given."""
        completed = preconditions.completed(self._chart_of(code), draft)
        return () if completed.values.get(GIVEN) == "no" else unmet(self._case(code, completed))

    def unmet_already(self, code: str, draft: EntryDraft) -> tuple[UnmetPrecondition, ...]:
        """What of that stands against it already, whatever the questions that `draft` leaves open will be answered."""
        answers = {key: draft.values.get(key, "") or "no" for key in DAY_QUESTIONS}
        unmet_now = self.unmet(code, replace(draft, values={**draft.values, **answers}))
        return tuple(precondition for precondition in unmet_now if not precondition.kind.asked_in_form)

    def given(self, code: str) -> Mapping[int, GivenInfusion]:
        """The infusions recorded as given, by number."""
        recorded = infusion_schedule.recorded(self._chart_of(code))
        return {number: self._given(code, entry) for number, entry in recorded.items()
                if entry.values.get(GIVEN) == "yes"}

    def asks(self, code: str, draft: EntryDraft) -> tuple[CheckResult, ...]:
        """What is asked, and may be so, of an infusion recorded as given: one on the very day of the end of study."""
        chart, completed = self._chart_of(code), preconditions.completed(self._chart_of(code), draft)
        ended = chart.text("end_of_study", "ended_on")
        if not day_kept(ended) or completed.values.get(GIVEN) != "yes" or completed.values.get(DAY) != ended:
            return ()
        saved = _saved(chart, draft)
        if saved is not None and all(saved.values.get(key) == completed.values.get(key) for key in (GIVEN, DAY)):
            return ()
        return (query(DAY, "book_prompt_infusion_last_day", day=ended),)

    def check(
        self, code: str, draft: EntryDraft, although: GivenAlthough | None, *, confirmed: Container[str]
    ) -> Deviation | None:
        """InfusionRefused where `draft` cannot be recorded as given; the protocol deviation where it is all the same.

        InfusionStopped where that needs somebody who decided it. `confirmed` are the fields whose prompts were.
        """
        if any(finding.key not in confirmed for finding in self.asks(code, draft)):
            raise InfusionRefused(reasons=(worded("book_refused_infusion_last_day"),))
        unmet_new = self._new(code, draft)
        if final := tuple(precondition.words for precondition in unmet_new if precondition.final):
            raise InfusionRefused(reasons=final)
        if not unmet_new:
            return None
        if although is None:
            raise InfusionStopped(unmet_new)
        if not although.complete:
            raise InfusionRefused(reasons=(worded("book_refused_although_unsaid"),))
        case = self._case(code, preconditions.completed(self._chart_of(code), draft))
        return deviation(case, unmet_new, although)

    def _new(self, code: str, draft: EntryDraft) -> tuple[UnmetPrecondition, ...]:
        """What stands against recording `draft` as given and did not before it: all of it for another day or number."""
        chart = self._chart_of(code)
        completed, saved = preconditions.completed(chart, draft), _saved(chart, draft)
        if completed.values.get(GIVEN) != "yes":
            return ()
        unmet_now = unmet(self._case(code, completed))
        if saved is None or any(saved.values.get(key) != completed.values.get(key) for key in (GIVEN, DAY, NUMBER)):
            return unmet_now
        unmet_before = unmet(self._case(code, replace(draft, values=saved.values)))
        before = {precondition.identity for precondition in unmet_before}
        return tuple(precondition for precondition in unmet_now if precondition.identity not in before)

    def _given(self, code: str, entry: StoredEntry) -> GivenInfusion:
        rows = {key: tuple(row.values for row in every) for key, every in entry.rows.items()}
        answered, asked = required_completeness(self._book.forms[FORM], entry.values, rows)
        return GivenInfusion(answered, asked, unmet(self._case(code, EntryDraft(FORM, entry.number, entry.values))))

    def _case(self, code: str, whole: EntryDraft) -> InfusionCase:
        book, chart = self._book, self._chart_of(code)
        day = day_kept(whole.values.get(DAY, "")) or book.today()
        pack, settings = book.pack_of(code), book.settings()
        return InfusionCase(
            chart=chart, draft=whole, day=day, settings=settings, pack=pack, forms=book.forms,
            day_checks=infusion_day(
                book.facts(code, whole), day=day, pack=pack, settings=settings, rulings=book.rulings(),
            ),
            not_standing=preconditions.not_standing(chart, book.assessment(code), stale=book.confirmation_stale(code)),
            planned_start=book.assessment(code).planned_start,
        )


def _saved(chart: Chart, draft: EntryDraft) -> StoredEntry | None:
    return next((entry for entry in chart.all(FORM) if entry.number == draft.entry), None)
