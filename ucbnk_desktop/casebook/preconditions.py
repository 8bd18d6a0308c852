"""When eligibility may be confirmed, a participant enrolled and infused: what stands against it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ucbnk_desktop.forms.display import criterion_named, outcome_word
from ucbnk_desktop.forms.edit_checks.dates import day_kept
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import consent_day
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Verdict
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.wording import Text

from . import infusion_schedule, words
from .chart import Chart
from .model import ConfirmationRefused, EnrolmentRefused, EntryDraft, InfusionRefused, lines
from .words import worded

NEEDED = ("enrol_definition", "dose_levels")
"""Study settings without which nobody is enrolled, whatever the pack says of them."""

CAP = 30
"""Participants in the whole trial (registry record); the 31st enrolment needs an amendment."""


@dataclass(frozen=True, slots=True)
class StudyState:
    """What the gates need to know of the study: its decisions, and how many are enrolled already."""

    pack: ProtocolPack
    settings: Settings
    enrolled: int


def against(assessment: Assessment) -> tuple[Verdict, ...]:
    """The criteria that stand against enrolment: every line of the board that is not settled."""
    return tuple(verdict for verdict in lines(assessment) if not verdict.state.settled)


def check_confirmation(chart: Chart, assessment: Assessment) -> None:
    """ConfirmationRefused unless every criterion is satisfied, whoever has confirmed before."""
    reasons: list[Text] = []
    if chart.one("end_of_study") is not None:
        reasons.append(worded("book_refused_ended"))
    if assessment.outcome not in (Outcome.READY_TO_SIGN, Outcome.ELIGIBLE):
        reasons.append(worded("book_refused_not_ready", outcome=outcome_word(assessment.outcome)))
    if reasons:
        raise ConfirmationRefused(verdicts=against(assessment), reasons=tuple(reasons))


def check_day_confirmed(
    chart: Chart, text: str, now: Assessment, then: Assessment, *, today: date, changed_on: date | None
) -> None:
    """ConfirmationRefused unless the confirmation may carry the day `text`.

    `now` is the assessment that is confirmed, `then` that of the day itself where it lies before: who signed on paper
    must have had the same before the eyes. `changed_on` is the day on which an earlier confirmation became void.
    """
    reasons = tuple(_of_day_confirmed(chart, text, today, changed_on))
    if reasons:
        raise ConfirmationRefused(reasons=reasons)
    if then.outcome not in (Outcome.READY_TO_SIGN, Outcome.ELIGIBLE):
        reason = worded("book_refused_confirmed_then", day=text, outcome=outcome_word(then.outcome))
        raise ConfirmationRefused(verdicts=against(then), reasons=(reason,))
    if then.digest != now.digest:
        raise ConfirmationRefused(reasons=(worded("book_refused_confirmed_other", day=text),))


def check_enrolment(
    chart: Chart, assessment: Assessment, values: Mapping[str, str], study: StudyState, *, today: date, stale: bool
) -> None:
    """EnrolmentRefused unless the protocol and the study's settings allow it.

    `assessment` is that of the day of enrolment; `values` are those of the enrolment form.
    """
    verdicts = against(assessment)
    reasons = (
        *_of_participant(chart),
        *_of_outcome(chart, assessment, stale=stale),
        *_of_day(chart, values.get("enrolled_on", ""), chart.one("eligibility"), today),
        *_of_settings(study),
        *_of_level(values.get("dose_level", ""), study.settings),
        *_of_places(study),
    )
    if verdicts or reasons:
        raise EnrolmentRefused(verdicts=verdicts, reasons=reasons)


def check_enrolment_corrected(
    chart: Chart, draft: EntryDraft, assessment: Assessment, settings: Settings, signed: StoredEntry | None, *,
    today: date, stale: bool,
) -> None:
    """EnrolmentRefused where the day or the dose level would change to one with which nobody could be enrolled.

    `draft` is the whole enrolment as corrected, `assessment` that of its day, `signed` the confirmation that
    it rested on. Whatever else is corrected is held to nothing.
    """
    kept, values = _saved(chart, draft), draft.values
    verdicts: tuple[Verdict, ...] = ()
    reasons: list[Text] = []
    if values["enrolled_on"] != kept.get("enrolled_on"):
        verdicts = against(assessment)
        reasons += _of_outcome(chart, assessment, stale=stale)
        reasons += _of_day(chart, values["enrolled_on"], signed, today)
        reasons += _of_infusions_before(chart, values["enrolled_on"])
    if values["dose_level"] != kept.get("dose_level"):
        reasons += _of_level(values["dose_level"], settings)
    if verdicts or reasons:
        raise EnrolmentRefused(verdicts=verdicts, reasons=tuple(reasons))


def completed(chart: Chart, draft: EntryDraft) -> EntryDraft:
    """`draft` with what it leaves as it was kept."""
    return replace(draft, values={**_saved(chart, draft), **draft.values})


def check_infusion(chart: Chart, draft: EntryDraft) -> None:
    """InfusionRefused before enrolment, on a day before it, and where another entry is the record of the same infusion.

    What else an infusion is held to before it is recorded as given: see `infusion_preconditions`.
    """
    if reasons := (*_of_turn(chart, draft), *_of_infusion_day(chart, draft)):
        raise InfusionRefused(reasons=reasons)


def not_standing(chart: Chart, assessment: Assessment, *, stale: bool) -> Text:
    """Why the eligibility of somebody enrolled does not stand any more; empty where it does, and before enrolment."""
    if chart.one("enrolment") is None or assessment.outcome is Outcome.ELIGIBLE:
        return words.EMPTY
    open_lines = words.listed(criterion_named(verdict.criterion) for verdict in against(assessment))
    if open_lines != words.EMPTY:
        return worded("book_standing_criteria", criteria=open_lines)
    return worded("book_standing_stale" if stale else "book_standing_unconfirmed")


def dose_levels(settings: Settings) -> Sequence[str] | None:
    """The codes of the study's dose levels, "1" for the first; None while they are not set."""
    table = settings.table("dose_levels")
    if not isinstance(table, list) or not table:
        return None
    return [str(number) for number in range(1, len(table) + 1)]


def _of_participant(chart: Chart) -> Iterator[Text]:
    if chart.one("enrolment") is not None:
        yield worded("book_refused_enrolled")
    if chart.one("end_of_study") is not None:
        yield worded("book_refused_ended")


def _of_outcome(chart: Chart, assessment: Assessment, *, stale: bool) -> Iterator[Text]:
    if assessment.outcome is Outcome.ELIGIBLE:
        return
    if stale:
        yield worded("book_refused_stale")
    elif chart.text("eligibility", "confirmed") != "yes":
        yield worded("book_refused_not_confirmed")
    elif assessment.outcome is Outcome.READY_TO_SIGN:
        yield worded("book_refused_uncovered")
    else:
        yield worded("book_refused_criteria", outcome=outcome_word(assessment.outcome))


def _of_day_confirmed(chart: Chart, text: str, today: date, changed_on: date | None) -> Iterator[Text]:
    day, consented = day_kept(text), consent_day(chart.facts)
    if day is None:
        yield worded("book_refused_confirmed_undated")
        return
    if day > today:
        yield worded("book_refused_confirmed_future", day=text)
    if consented is not None and day < consented:
        yield worded("book_refused_confirmed_before_consent", day=text, consented=consented.isoformat())
    if changed_on is not None and day < changed_on:
        yield worded("book_refused_confirmed_before_change", day=text, changed=changed_on.isoformat())


def _of_day(chart: Chart, text: str, signed: StoredEntry | None, today: date) -> Iterator[Text]:
    """What stands against `text` as the day of enrolment; `signed` is the confirmation that it rests on."""
    day, consented = day_kept(text), consent_day(chart.facts)
    if day is None:
        yield worded("book_refused_day_missing")
        return
    if day > today:
        yield worded("book_refused_day_future", day=text)
    if consented is not None and day < consented:
        yield worded("book_refused_day_before_consent", day=text, consented=consented.isoformat())
    confirmed = None if signed is None else day_kept(signed.values["confirmed_on"])
    if confirmed is not None and day < confirmed:
        yield worded("book_refused_day_before", day=text, confirmed=confirmed.isoformat())
    elif confirmed is None and signed is not None:
        yield worded("book_refused_confirmation_undated")


def _of_infusions_before(chart: Chart, text: str) -> Iterator[Text]:
    first, day = infusion_schedule.first_day(chart), day_kept(text)
    if first is not None and day is not None and first < day:
        yield worded("book_refused_day_after_infusion", day=text, infused=first.isoformat())


def _of_turn(chart: Chart, draft: EntryDraft) -> Iterator[Text]:
    if draft.entry is None and chart.one("enrolment") is None:
        yield worded("book_refused_not_enrolled")
    number = draft.values.get("infusion_number", "")
    others = (infusion for infusion in chart.all("infusion") if infusion.number != draft.entry)
    if number and any(infusion.values.get("infusion_number") == number for infusion in others):
        yield worded("book_refused_infusion_twice", number=number)


def _of_infusion_day(chart: Chart, draft: EntryDraft) -> Iterator[Text]:
    """An infusion before enrolment; one that was kept with such a day may be completed all the same."""
    infused, enrolled = draft.values.get("infused_on", ""), chart.text("enrolment", "enrolled_on")
    day, first = day_kept(infused), day_kept(enrolled)
    if day is not None and first is not None and day < first and infused != _saved(chart, draft).get("infused_on"):
        yield worded("book_refused_infusion_before", day=infused, enrolled=enrolled)


def _saved(chart: Chart, draft: EntryDraft) -> Mapping[str, str]:
    return next((entry.values for entry in chart.all(draft.form) if entry.number == draft.entry), {})


def _of_settings(study: StudyState) -> Iterator[Text]:
    for identifier in _needed(study.pack):
        if study.settings.text(identifier) is None:
            known = study.pack.settings.get(identifier)
            name = Text(identifier, identifier) if known is None else Text(known.zh, known.en)
            yield worded("book_refused_setting", setting=name)


def _needed(pack: ProtocolPack) -> Iterable[str]:
    blocking = (identifier for identifier, setting in pack.settings.items() if "enrolment" in setting.blocks)
    return dict.fromkeys((*NEEDED, *blocking))


def _of_level(level: str, settings: Settings) -> Iterator[Text]:
    levels = dose_levels(settings)
    if levels is None:
        return
    if not level or level.startswith("["):
        yield worded("book_refused_level_missing")
    elif level not in levels:
        yield worded("book_refused_level_unknown", level=level, levels=Text("、".join(levels), ", ".join(levels)))


def _of_places(study: StudyState) -> Iterator[Text]:
    if study.enrolled >= CAP:
        yield worded("book_refused_full", count=study.enrolled, cap=CAP)
