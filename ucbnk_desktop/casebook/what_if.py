"""What would be judged on another day: a question put to the protocol, of which nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import criterion_named
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Missing
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import PLANNED, day_of, span_of
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Reason, State, Verdict
from ucbnk_desktop.wording import Text

from . import words
from .model import lines
from .words import worded

_NAMED = 3
_AFTER_ENROLMENT = frozenset({"enrolment", "infusion", "end_of_study"})
_EXPIRED, _WINDOW = "why_expired", "why_screening_over"
_DATES = frozenset({"sampled_on", "ecg_on", "echo_on", "assessed_on", "first_procedure_at"})
_LACKED = frozenset({
    "why_missing", "why_pending", "why_not_done", "why_unknown", "why_not_answerable", "why_before_consent",
    "why_before_birth", "why_future",
})
_ROWS_ASKED = frozenset({"diagnosis"})
"""Forms whose dated rows have to have happened; those of treatments are counted from, whenever they end."""


class NotAskable(ValueError):
    """There is no such day to ask about: it has been, or the participant is not in screening any more."""


@dataclass(frozen=True, slots=True)
class DayQuery:
    """A day to judge as if it were here.

    `day` is that of enrolment, today where only the infusion moves; `planned_start` the planned first infusion, None
    for the recorded one.
    """

    day: date
    planned_start: date | None = None

    def start(self, recorded: date | None) -> date | None:
        """The planned first infusion to judge with: never before `day`, on which a plan of before cannot hold."""
        planned = self.planned_start or recorded
        return None if planned is None else max(planned, self.day)

    def moves_plan(self, recorded: date | None) -> bool:
        """Whether another first infusion is judged with than the `recorded` one."""
        return self.start(recorded) != recorded

    @property
    def about(self) -> date:
        """The day that is asked about."""
        return self.planned_start or self.day


def planned_in(facts: Facts) -> date | None:
    """The planned first infusion that `facts` state."""
    return day_of(facts.value(PLANNED.form, PLANNED.field))


def known_by(facts: Facts, today: date) -> Facts:
    """`facts` as far as they can be known `today`, to be judged on a later day.

    A result, signature or judgement that is dated ahead has not been; its date counts as unknown, so that no day asked
    about makes it good. What is recorded from enrolment on is left out.
    """
    return Facts({
        form: tuple(_known(entry, today) for entry in entries)
        for form, entries in facts.entries.items() if form not in _AFTER_ENROLMENT
    })


def _known(entry: Entry, today: date) -> Entry:
    ahead = {key: _unknown(answer) for key, answer in entry.answers.items() if _is_ahead(entry.form, answer, today)}
    rows = entry.rows
    if entry.form in _ROWS_ASKED:
        rows = {table: tuple(_known(row, today) for row in every) for table, every in rows.items()}
    return replace(entry, answers={**entry.answers, **ahead}, rows=rows) if ahead or rows else entry


def _is_ahead(form: str, answer: Answer, today: date) -> bool:
    span = span_of(answer.value)
    return span is not None and span.first > today and (form, answer.source.field) != (PLANNED.form, PLANNED.field)


def _unknown(answer: Answer) -> Answer:
    return Answer(None, answer.source, Missing.UNKNOWN)


# -- the answer in words


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """A question with its answer, ready to be said: `recorded` is the planned first infusion as it is recorded."""

    code: str
    question: DayQuery
    recorded: date | None
    assessment: Assessment
    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack

    def sentence(self) -> Text:
        """The answer in one sentence."""
        return words.listed((_outcome(self), *_rest(self)), zh="；", en="; ")

    def when(self) -> Text:
        """The circumstances judged: the day, and the first infusion where it is another than the recorded one."""
        question, day = self.question, self.question.about.isoformat()
        if question.planned_start is not None:
            return worded("book_ask_infused", day=day)
        if self.recorded is not None and question.moves_plan(self.recorded):
            return worded("book_ask_moved", day=day, planned=self.recorded.isoformat())
        return worded("book_ask_day", day=day)


def _outcome(asked: DayAnswer) -> Text:
    when, assessment = asked.when(), asked.assessment
    over, open_ones = _parted(assessment)
    match assessment.outcome:
        case Outcome.ELIGIBLE | Outcome.READY_TO_SIGN:
            return worded(f"book_ask_{assessment.outcome}", when=when, code=asked.code)
        case Outcome.NOT_ELIGIBLE:
            stopping = [verdict for verdict in lines(assessment) if verdict.state.stops]
            return worded("book_ask_not_eligible", when=when, code=asked.code, criteria=_named(asked, stopping))
        case Outcome.INCOMPLETE if not open_ones:
            return worded("book_ask_over", when=when, code=asked.code, results=_over(asked, over))
        case Outcome.INCOMPLETE:
            return worded("book_ask_incomplete", when=when, code=asked.code, criteria=_named(asked, open_ones))
        case Outcome.NEEDS_PI:
            judged = _named(asked, _to_judge(assessment))
            return worded("book_ask_needs_pi", when=when, code=asked.code, criteria=judged)
        case Outcome.PENDING_DATE:
            return _waits(asked, "book_ask_pending", when=when, code=asked.code)


def _rest(asked: DayAnswer) -> Iterator[Text]:
    """What else stands in the way, after what weighs most."""
    assessment = asked.assessment
    over, open_ones = _parted(assessment)
    if over and not (assessment.outcome is Outcome.INCOMPLETE and not open_ones):
        yield worded("book_ask_also_over", results=_over(asked, over))
    if open_ones and assessment.outcome is not Outcome.INCOMPLETE:
        yield worded("book_ask_also_incomplete", criteria=_named(asked, open_ones))
    if (judged := _to_judge(assessment)) and assessment.outcome is not Outcome.NEEDS_PI:
        yield worded("book_ask_also_judge", criteria=_named(asked, judged))
    if assessment.outcome is not Outcome.PENDING_DATE and any(_waiting(assessment)):
        yield _waits(asked, "book_ask_also_pending")
    planned, latest = assessment.planned_start, assessment.latest
    if planned is not None and latest is not None and planned > latest:
        yield worded("book_ask_also_late", latest=latest.isoformat())


def _waits(asked: DayAnswer, wording: str, **more: object) -> Text:
    assessment = asked.assessment
    if assessment.earliest is None:
        return worded(f"{wording}_open", criteria=_named(asked, _waiting(assessment)), **more)
    limiting = [verdict for verdict in _waiting(assessment) if verdict.criterion in assessment.earliest_by]
    named = _named(asked, limiting or _waiting(assessment))
    return worded(wording, criteria=named, first_ok=assessment.earliest.isoformat(), **more)


def _waiting(found: Assessment) -> list[Verdict]:
    return [verdict for verdict in lines(found) if verdict.state is State.PENDING_DATE]


def _to_judge(found: Assessment) -> list[Verdict]:
    return [verdict for verdict in lines(found) if verdict.state is State.NEEDS_PI]


def _parted(found: Assessment) -> tuple[list[Verdict], list[Verdict]]:
    """The criteria that lack something: those whose results are only too old, and all others."""
    lacking = [verdict for verdict in lines(found) if verdict.state is State.INCOMPLETE]
    over = [verdict for verdict in lacking if _is_over(verdict)]
    return over, [verdict for verdict in lacking if verdict not in over]


def _is_over(verdict: Verdict) -> bool:
    codes = {reason.code for reason in verdict.reasons}
    return bool(codes & {_EXPIRED, _WINDOW}) and not codes & _LACKED and all(
        ref.field in _DATES for ref in verdict.missing)


def _over(asked: DayAnswer, verdicts: Iterable[Verdict]) -> Text:
    """What has to be repeated, by form, with the day it was good until; a screening window that has ended."""
    window: dict[date, Text] = {}
    until: dict[str, date] = {}
    for verdict, reason, last in _ended(verdicts):
        if reason.code == _WINDOW:
            window[last] = worded("book_ask_window", until=last.isoformat())
            continue
        for form in dict.fromkeys(ref.form for ref in verdict.missing):
            until[form] = min(last, until.get(form, last))
    expired = [worded("book_ask_result", form=asked.forms[form].title, until=last.isoformat())
               for form, last in until.items()]
    return words.listed((*window.values(), _shortened(expired)))


def _ended(verdicts: Iterable[Verdict]) -> Iterator[tuple[Verdict, Reason, date]]:
    for verdict in verdicts:
        for reason in verdict.reasons:
            last = reason.arguments.get("until")
            if reason.code in (_EXPIRED, _WINDOW) and isinstance(last, date):
                yield verdict, reason, last


def _named(asked: DayAnswer, verdicts: Iterable[Verdict]) -> Text:
    return _shortened([_criterion(asked, verdict) for verdict in verdicts])


def _criterion(asked: DayAnswer, verdict: Verdict) -> Text:
    """A criterion by number and short words; one that is outgrown by the last day of the age."""
    name = criterion_named(verdict.criterion)
    for reason in verdict.reasons:
        last = reason.arguments.get("last")
        if reason.code == "why_too_old" and isinstance(last, date):
            return worded("book_ask_too_old", criterion=name, last=last.isoformat())
    text = asked.pack.criteria[verdict.criterion]
    return worded("book_ask_criterion", criterion=name, short=Text(text.short_zh, text.short_en))


def _shortened(texts: list[Text]) -> Text:
    listed = words.listed(texts[:_NAMED])
    return listed if len(texts) <= _NAMED else worded("book_and_more", listed=listed, count=len(texts))
