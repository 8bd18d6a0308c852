"""What stands against recording an infusion as given, on its own day, and what it takes to record it all the same.

An infusion that was given has to be recordable whatever stood against it; only silently it is not. Who decided and why
is then kept in its history, and the entry of a protocol deviation is opened with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import criterion_named, explain
from ucbnk_desktop.forms.edit_checks.dates import day_kept
from ucbnk_desktop.protocol.facts import Entry, Missing
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import day_of, span_of
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import State, Verdict
from ucbnk_desktop.records.model import Deviation
from ucbnk_desktop.wording import Language, Text

from . import infusion_schedule, summary, words
from .chart import Chart
from .model import EntryDraft, InfusionRefused
from .words import worded

FORM, DEVIATION = "infusion", "protocol_deviation"
NUMBER, GIVEN, DAY = "infusion_number", "given", "infused_on"
SCHEDULE = "infusion_schedule"

BEDSIDE = ("label_code", "checked_by_1", "checked_at_1", "checked_by_2", "checked_at_2")
"""The fields of the form in which two people say at the bedside whose bag it is."""


DAY_QUESTIONS = ("infection_treatment_today", "intravenous_infection_today", "steroid_since", "live_vaccine_since")
"""The fields of the form in which E13, E19, E16 and E20 are asked anew on the day."""


class PreconditionKind(StrEnum):
    """What an infusion is held to before it is given."""

    DEATH = "death"
    STUDY_ENDED = "study_ended"
    ELIGIBILITY = "eligibility"
    CRITERION = "criterion"
    DAY_CHECK = "day_check"
    DLT = "dlt"
    WINDOW = "window"
    SEQUENCE = "sequence"
    BAG_CHECK = "bag_check"
    SETTING = "setting"

    @property
    def asked_in_form(self) -> bool:
        """Whether the form of the infusion itself asks for it: it is open until that is filled in."""
        return self in (PreconditionKind.DAY_CHECK, PreconditionKind.BAG_CHECK)


@dataclass(frozen=True, slots=True)
class UnmetPrecondition:
    """One thing that stands against an infusion; `subject` tells several of a kind apart, whatever their words.

    `final`: nobody can decide otherwise.
    """

    kind: PreconditionKind
    words: Text
    subject: str = ""
    final: bool = False

    @property
    def identity(self) -> tuple[PreconditionKind, str]:
        """What it is, apart from how it is said."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class GivenAlthough:
    """Who decided to give an infusion although something stood against it, and why; kept in `language`."""

    investigator: str
    reason: str
    language: Language = Language.ZH

    @property
    def complete(self) -> bool:
        """Whether both are there."""
        return bool(self.investigator.strip() and self.reason.strip())


class InfusionStopped(InfusionRefused):
    """The infusion cannot be recorded as given without somebody who decided it: `unmet` stands against it."""

    def __init__(self, unmet: tuple[UnmetPrecondition, ...]) -> None:
        self.unmet = unmet
        super().__init__(reasons=(worded("book_infusion_stopped"), *(precondition.words for precondition in unmet)))


@dataclass(frozen=True, slots=True)
class InfusionCase:
    """One infusion with everything its preconditions are judged by.

    `draft` is the whole entry as it would be kept, `day` its day; `day_checks` are E13, E16, E19 and E20 on it,
    `not_standing` says why eligibility does not stand. `planned_start` is the planned day of the first infusion.
    """

    chart: Chart
    draft: EntryDraft
    day: date
    day_checks: tuple[Verdict, ...]
    not_standing: Text
    planned_start: date | None
    settings: Settings
    pack: ProtocolPack
    forms: Mapping[str, FormDefinition]

    @property
    def number(self) -> int | None:
        """Which of the eight it is, None while that is not said."""
        text = self.draft.values.get(NUMBER, "")
        return int(text) if text.isdigit() and int(text) in infusion_schedule.NUMBERS else None

    @property
    def others(self) -> Chart:
        """The chart without the entry of this infusion."""
        kept = tuple(entry for entry in self.chart.all(FORM) if entry.number != self.draft.entry)
        return replace(self.chart, entries={**self.chart.entries, FORM: kept})


def unmet(case: InfusionCase) -> tuple[UnmetPrecondition, ...]:
    """What stands against giving the infusion on its day, the gravest first; nothing that came later does."""
    return (
        *_death(case), *_study_ended(case), *_eligibility(case), *_dlt(case), *_day_checks(case), *_sequence(case),
        *_window(case), *_bag_check(case),
    )


# -- the participant


def _death(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    """Any day after the death; where that day is not known, any day on which the participant may have been dead."""
    deaths = list(_deaths(case))
    known = [(day, where) for day, where in deaths if day is not None]
    if known:
        day, where = min(known, key=lambda death: death[0])
        if case.day > day:
            reason = worded("book_unmet_death", day=day.isoformat(), where=where)
            yield UnmetPrecondition(PreconditionKind.DEATH, reason, final=True)
    elif deaths:
        reason = worded("book_unmet_death_undated", where=deaths[0][1])
        yield UnmetPrecondition(PreconditionKind.DEATH, reason, final=True)


def _deaths(case: InfusionCase) -> Iterator[tuple[date | None, Text]]:
    """Each day of death that is recorded, None where a death is but not its day, and the form that says so."""
    if case.chart.text("end_of_study", "reason") == "died":
        yield day_kept(case.chart.text("end_of_study", "ended_on")), case.forms["end_of_study"].title
    for event in case.chart.facts.all("adverse_event"):
        seriousness = event.value("seriousness")
        because = isinstance(seriousness, frozenset) and "death" in seriousness
        if because or event.value("grade") == "5" or event.value("outcome") == "fatal":
            started, day = span_of(event.value("started_on")), day_of(event.value("ended_on"))
            if day is not None or started is None or started.first < case.day:
                yield day, case.forms["adverse_event"].title


def _study_ended(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    ended, code = case.chart.one("end_of_study"), case.chart.text("end_of_study", "reason")
    if ended is None or code == "died":
        return
    day = day_kept(ended.values["ended_on"])
    if day is None or day < case.day:
        yield UnmetPrecondition(PreconditionKind.STUDY_ENDED, ended_words(case.chart, case.forms), code)


def ended_words(chart: Chart, forms: Mapping[str, FormDefinition]) -> Text:
    """That the participant's part in the study ended, when and why, and that no infusion follows."""
    choice = forms["end_of_study"].field("reason").choice(chart.text("end_of_study", "reason"))
    day = chart.text("end_of_study", "ended_on")
    return worded(
        "book_unmet_ended", status=worded(f"book_status_{summary.status(chart)}"),
        day=day if day_kept(day) else worded("book_unmet_undated"),
        reason=worded("book_unmet_unsaid") if choice is None else choice.label,
    )


def _eligibility(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    if case.not_standing != words.EMPTY:
        reason = worded("book_unmet_eligibility", against=case.not_standing)
        yield UnmetPrecondition(PreconditionKind.ELIGIBILITY, reason)


def _dlt(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    """Every adverse event before the infusion of which it is not decided whether it is a dose-limiting toxicity."""
    for event in case.chart.facts.all("adverse_event"):
        answer = event.answer("dlt_candidate")
        settled = answer is not None and (answer.value == "no" or answer.missing is Missing.NOT_APPLICABLE)
        if not settled and _began_before(case, event):
            term, began = event.value("term"), span_of(event.value("started_on"))
            code = "book_unmet_dlt" if answer is not None and answer.value == "yes" else "book_unmet_dlt_unsaid"
            reason = worded(code, term=str(term or "—"), day=str(began or "—"))
            yield UnmetPrecondition(PreconditionKind.DLT, reason, str(event.number))


def _began_before(case: InfusionCase, event: Entry) -> bool:
    """Whether an event was there before the infusion; on its very day, unless it is said to have come of it."""
    began, of = span_of(event.value("started_on")), str(event.value("infusion_number") or "")
    if began is not None and began.last < case.day:
        return True
    came_of_it = of.isdigit() and case.number is not None and int(of) >= case.number
    return not came_of_it and (began is None or began.first <= case.day)


# -- the day


def _day_checks(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    for verdict in case.day_checks:
        if verdict.state.settled:
            continue
        name = criterion_named(verdict.criterion)
        asked = (ref.field for ref in verdict.missing if ref.form == FORM)
        if verdict.state is State.INCOMPLETE and any(_open(case.draft.values, key) for key in asked):
            reason = worded("book_unmet_day_check", criterion=name)
            yield UnmetPrecondition(PreconditionKind.DAY_CHECK, reason, verdict.criterion)
            continue
        reason = worded(f"book_unmet_criterion_{verdict.state}", criterion=name, why=_explained(verdict, case.forms))
        yield UnmetPrecondition(PreconditionKind.CRITERION, reason, f"{verdict.criterion} {verdict.state}")


def _explained(verdict: Verdict, forms: Mapping[str, FormDefinition]) -> Text:
    """The first reason of a verdict, the one that decided it."""
    if not verdict.reasons:
        return words.NOTHING
    return Text(*(explain(verdict.reasons[0], forms, language) for language in (Language.ZH, Language.EN)))


def _sequence(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    """Lower numbers of which nothing is recorded, and days that do not follow the numbers."""
    if case.number is None:
        yield UnmetPrecondition(PreconditionKind.SEQUENCE, worded("book_unmet_number_unsaid"))
        return
    recorded = infusion_schedule.recorded(case.others)
    for number in range(1, case.number):
        if number not in recorded:
            reason = worded("book_unmet_number_missing", number=number)
            yield UnmetPrecondition(PreconditionKind.SEQUENCE, reason, str(number))
    for number, entry in sorted(recorded.items()):
        given = infusion_schedule.given_on(entry)
        if given is None or number == case.number:
            continue
        if given >= case.day if number < case.number else given <= case.day:
            reason = worded("book_unmet_out_of_order", number=number, day=given.isoformat())
            yield UnmetPrecondition(PreconditionKind.SEQUENCE, reason, f"{number} {given}")


def _window(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    """The window of the infusion, counted from the first one; that of the first from the day planned for it."""
    if case.number is None:
        return
    table = case.settings.text(SCHEDULE)
    first = infusion_schedule.first_day(case.others) if case.number > 1 else None
    first = first or case.planned_start
    if table is None:
        known = case.pack.settings[SCHEDULE]
        reason = worded("book_unmet_setting", setting=Text(known.zh, known.en))
        yield UnmetPrecondition(PreconditionKind.SETTING, reason, SCHEDULE)
    elif first is None:
        yield UnmetPrecondition(PreconditionKind.WINDOW, worded("book_unmet_plan_missing"))
    elif (window := infusion_schedule.planned_days(table, first).get(case.number)) is None:
        reason = worded("book_unmet_not_scheduled", number=case.number)
        yield UnmetPrecondition(PreconditionKind.SETTING, reason, SCHEDULE)
    elif not window.allows(case.day):
        reason = worded(
            "book_unmet_window", day=case.day.isoformat(), days=f"{window.deviation(case.day):+d}",
            first=window.earliest.isoformat(), last=window.latest.isoformat(),
        )
        yield UnmetPrecondition(PreconditionKind.WINDOW, reason)


def _bag_check(case: InfusionCase) -> Iterator[UnmetPrecondition]:
    values, definition = case.draft.values, case.forms[FORM]
    open_ones = [key for key in BEDSIDE if _open(values, key)]
    if open_ones:
        reason = worded("book_unmet_bag_check", fields=words.listed(definition.field(key).label for key in open_ones))
        yield UnmetPrecondition(PreconditionKind.BAG_CHECK, reason, "unanswered")
    label = values.get("label_code", "")
    if "label_code" not in open_ones and label.strip().casefold() != case.chart.code.casefold():
        reason = worded("book_unmet_other_label", label=label, code=case.chart.code)
        yield UnmetPrecondition(PreconditionKind.BAG_CHECK, reason, "other label")


def _open(values: Mapping[str, str], key: str) -> bool:
    """Whether a question is not answered; that the answer is not known is none."""
    text = values.get(key, "")
    return not text or text.startswith("[")


# -- the departure


def deviation(case: InfusionCase, found: tuple[UnmetPrecondition, ...], although: GivenAlthough) -> Deviation:
    """What is kept of an infusion given although `found` stood against it; what only people know is left empty."""
    language, text = although.language, case.draft.values.get(DAY, "")
    against = [precondition.words.in_(language) for precondition in found]
    decided = worded(
        "book_given_although", investigator=" ".join(although.investigator.split()),
        reason=" ".join(although.reason.split()),
    ).in_(language)
    description = worded(
        "book_deviation_infusion", number=case.number or "—", day=text or "—",
        against=Text("；".join(against), "; ".join(against)), decided=decided,
    ).in_(language)
    values = {
        "category": _category(case.chart, found), "occurred_on": text if day_kept(text) else "",
        "description": description,
    }
    stood_against = (worded("book_stood_against", against=precondition.words) for precondition in found)
    noted = (*(reason.in_(language) for reason in stood_against), decided)
    return Deviation(GIVEN, noted, DEVIATION, values)


def _category(chart: Chart, found: tuple[UnmetPrecondition, ...]) -> str:
    """The category of the form of deviations, by the gravest of what stood against the infusion."""
    kinds = {precondition.kind for precondition in found}
    if PreconditionKind.STUDY_ENDED in kinds and chart.text("end_of_study", "reason") == "withdrawn_consent":
        return "consent"
    if kinds & {PreconditionKind.ELIGIBILITY, PreconditionKind.CRITERION}:
        return "eligibility"
    return "schedule" if kinds <= {PreconditionKind.WINDOW, PreconditionKind.SEQUENCE} else "treatment"
