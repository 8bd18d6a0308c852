"""When eligibility may be confirmed and a participant enrolled: what stands against it, in criteria and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Verdict
from ucbnk_desktop.wording import Text

from .chart import Chart
from .shapes import ConfirmationRefused, EnrolmentRefused, EntryDraft, InfusionRefused, lines
from .words import worded

NEEDED = ("enrol_definition", "dose_levels")
"""Study settings without which nobody is enrolled, whatever the pack says of them."""

CAP = 30
"""Participants in the whole trial (registry record); the 31st enrolment needs an amendment."""


@dataclass(frozen=True, slots=True)
class Study:
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
        reasons.append(worded("book_refused_not_ready", outcome=outcome_words(assessment.outcome)))
    if reasons:
        raise ConfirmationRefused(verdicts=against(assessment), reasons=tuple(reasons))


def check_enrolment(
    chart: Chart, assessment: Assessment, values: Mapping[str, str], study: Study, *, today: date, stale: bool
) -> None:
    """EnrolmentRefused unless the protocol and the study's settings allow it.

    `assessment` is that of the day of enrolment; `values` are those of the enrolment form.
    """
    verdicts = against(assessment)
    reasons = (
        *_of_participant(chart),
        *_of_outcome(chart, assessment, stale=stale),
        *_of_day(chart, values.get("enrolled_on", ""), today),
        *_of_settings(study),
        *_of_level(values.get("dose_level", ""), study.settings),
        *_of_places(study),
    )
    if verdicts or reasons:
        raise EnrolmentRefused(verdicts=verdicts, reasons=reasons)


def check_infusion(chart: Chart, draft: EntryDraft) -> None:
    """InfusionRefused before enrolment, and where another entry is the record of the same infusion already."""
    reasons: list[Text] = []
    if draft.entry is None and chart.one("enrolment") is None:
        reasons.append(worded("book_refused_not_enrolled"))
    number = draft.values.get("infusion_number", "")
    others = (one for one in chart.all("infusion") if one.number != draft.entry)
    if number and any(one.values.get("infusion_number") == number for one in others):
        reasons.append(worded("book_refused_infusion_twice", number=number))
    if reasons:
        raise InfusionRefused(reasons=tuple(reasons))


def outcome_words(outcome: Outcome) -> Text:
    """An outcome in both languages."""
    return worded(f"book_outcome_{outcome}")


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
    else:
        yield worded("book_refused_criteria", outcome=outcome_words(assessment.outcome))


def _of_day(chart: Chart, text: str, today: date) -> Iterator[Text]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        yield worded("book_refused_day_missing")
        return
    if day > today:
        yield worded("book_refused_day_future", day=text)
    confirmed = chart.text("eligibility", "confirmed_on")
    if confirmed[:1].isdigit() and text < confirmed:
        yield worded("book_refused_day_before", day=text, confirmed=confirmed)


def _of_settings(study: Study) -> Iterator[Text]:
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


def _of_places(study: Study) -> Iterator[Text]:
    if study.enrolled >= CAP:
        yield worded("book_refused_full", count=study.enrolled, cap=CAP)
