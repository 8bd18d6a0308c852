"""Where a participant stands: status, the disease in a few words, and what is to be done next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import criterion_named, label_of
from ucbnk_desktop.protocol.facts import Facts, Missing
from ucbnk_desktop.protocol.verdicts import Assessment, FieldRef, Named, Outcome, State, Verdict
from ucbnk_desktop.wording import Language, Text

from . import preconditions, words
from .chart import Chart, recorded_on
from .earlier_values import birth_date
from .model import FormState, InfusionState, InfusionStatus, Status, StepState, Summary, lines
from .words import worded

_NAMED = 3
_DISEASE = (("marrow_involved", "book_disease_marrow"), ("liver_metastasis", "book_disease_liver"),
            ("brain_metastasis", "book_disease_brain"))


@dataclass(frozen=True, slots=True)
class SummaryInputs:
    """Everything that decides what is next for one participant on one day."""

    chart: Chart
    forms: Mapping[str, FormDefinition]
    assessment: Assessment
    path: tuple[StepState, ...]
    schedule: tuple[InfusionState, ...]
    stale: bool
    today: date


def status(chart: Chart) -> Status:
    """Where the participant stands by what is recorded."""
    ended = chart.text("end_of_study", "reason")
    enrolled = chart.one("enrolment") is not None
    if chart.one("end_of_study") is not None:
        if not enrolled or ended == "screen_failure":
            return Status.SCREEN_FAILURE
        return Status.COMPLETED if ended == "completed" else Status.WITHDRAWN
    if enrolled:
        return Status.ON_TREATMENT if _given(chart) else Status.ENROLLED
    return Status.SCREENING if chart.one("consent") is not None else Status.CANDIDATE


def summary(position: SummaryInputs) -> Summary:
    """One participant in a line."""
    chart, assessment = position.chart, position.assessment
    born = birth_date(chart)
    now = status(chart)
    given = [infusion for infusion in position.schedule if infusion.state is InfusionStatus.GIVEN]
    return Summary(
        code=chart.code, status=now, status_text=worded(f"book_status_{now}"), next_step=next_step(position, now),
        outcome=assessment.outcome, counts=Counter(verdict.state for verdict in lines(assessment)),
        sex=_present(chart.text("demographics", "sex")), birth_date=born,
        age_text=words.EMPTY if born is None else words.age(born, position.today),
        disease=disease(chart.facts, position.forms), planned_start=assessment.planned_start,
        first_infusion=given[0].given_on if given else None, earliest=assessment.earliest, latest=assessment.latest,
        stale=position.stale,
        recorded_on=max((recorded_on(entry) for entries in chart.entries.values() for entry in entries), default=None),
        decision=_decision(position, now),
    )


def disease(facts: Facts, forms: Mapping[str, FormDefinition]) -> Text:
    """The disease in a few words: 复发 · 骨髓受累."""
    code = facts.value("diagnosis", "disease_status")
    known = forms["diagnosis"].field("disease_status").choice(code) if isinstance(code, str) else None
    involved = (text for key, text in _DISEASE if facts.value("diagnosis", key) == "yes")
    return words.listed([known.label if known else words.EMPTY, *map(worded, involved)], zh=" · ", en=" · ")


def next_step(position: SummaryInputs, now: Status) -> Text:
    """What is to be done next, in words."""
    if now.finished:
        return worded("book_next_nothing")
    if now is Status.CANDIDATE:
        return worded("book_next_consent")
    if now in (Status.ENROLLED, Status.ON_TREATMENT):
        return _next_of_enrolled(position)
    if position.stale:
        return worded("book_next_sign_again")
    return _next_in_screening(position)


def _next_of_enrolled(position: SummaryInputs) -> Text:
    """The next infusion, as long as eligibility stands; else what stands against it."""
    if position.assessment.outcome is Outcome.ELIGIBLE:
        return _next_infusion(position.schedule)
    failed = preconditions.against(position.assessment)
    if failed:
        return worded("book_next_failed_since", criteria=_criteria(failed))
    return worded("book_next_sign_again" if position.stale else "book_next_sign")


def _next_in_screening(position: SummaryInputs) -> Text:
    match position.assessment.outcome:
        case Outcome.ELIGIBLE:
            return worded("book_next_enrol")
        case Outcome.READY_TO_SIGN:
            return worded("book_next_sign")
        case Outcome.NOT_ELIGIBLE:
            return worded("book_next_failed", criteria=_criteria(_in_state(position, State.NOT_MET, State.PRESENT)))
        case Outcome.INCOMPLETE:
            return _next_datum(position)
        case Outcome.NEEDS_PI:
            return _next_judgement(_in_state(position, State.NEEDS_PI))
        case Outcome.PENDING_DATE:
            return _next_day(position.assessment)


def _next_datum(position: SummaryInputs) -> Text:
    unfilled = _unfilled_form(position.path)
    if unfilled is not None:
        title = position.forms[unfilled.form].title
        if not unfilled.entries:
            return worded("book_next_form", form=title)
        return worded("book_next_form_rest", form=title, missing=unfilled.asked - unfilled.answered)
    incomplete = _in_state(position, State.INCOMPLETE)
    expired = dict.fromkeys(ref.form for verdict in incomplete if _expired(verdict) for ref in verdict.missing)
    if expired:
        titles = [position.forms[form].title for form in expired if form in position.forms]
        return worded("book_next_expired", forms=_shortened(titles))
    missing = tuple(dict.fromkeys(ref for verdict in incomplete for ref in verdict.missing))
    pending = [ref for ref in missing if _is_pending(position.chart.facts, ref)]
    if pending:
        return worded("book_next_results", fields=_fields(pending, position.forms))
    if missing:
        return worded("book_next_missing", fields=_fields(missing, position.forms))
    return worded("book_next_criteria_open", criteria=_criteria(incomplete))


def _expired(verdict: Verdict) -> bool:
    return any(reason.code == "why_expired" for reason in verdict.reasons)


def _unfilled_form(path: tuple[StepState, ...]) -> FormState | None:
    screening = (step for step in path if step.step in ("consent", "history", "performance", "laboratory"))
    forms = (form for step in screening for form in step.forms)
    return next((form for form in forms if form.asked and form.answered < form.asked), None)


def _next_judgement(open_verdicts: tuple[Verdict, ...]) -> Text:
    judged = tuple(verdict for verdict in open_verdicts if not any(_study_questions(verdict)))
    if judged:
        return worded("book_next_judge", count=len(judged), criteria=_criteria(judged))
    decisions = dict.fromkeys(name for verdict in open_verdicts for _, name in _study_questions(verdict))
    return worded("book_next_decide", decisions=_shortened(list(decisions)))


def _decision(position: SummaryInputs, now: Status) -> str:
    """The first question of the study that the next step waits for; empty where it is another step."""
    if now is not Status.SCREENING or position.stale or position.assessment.outcome is not Outcome.NEEDS_PI:
        return ""
    waiting = [[*_study_questions(verdict)] for verdict in _in_state(position, State.NEEDS_PI)]
    return waiting[0][0][0] if waiting and all(waiting) else ""


def _study_questions(verdict: Verdict) -> Iterator[tuple[str, Text]]:
    """The questions of the whole study that are open, rulings and settings: their ids, and how they are known."""
    for reason in verdict.reasons:
        name = reason.arguments.get("name")
        if reason.code == "why_ruling":
            question = reason.arguments.get("question")
            ruling = str(reason.arguments.get("ruling", "")).removeprefix("ruling:")
            yield ruling, Text(question.zh, question.en) if isinstance(question, Named) else Text(ruling, ruling)
        elif reason.code == "why_setting" and isinstance(name, Named):
            yield str(reason.arguments.get("setting", "")).removeprefix("setting:"), Text(name.zh, name.en)


def _next_day(assessment: Assessment) -> Text:
    if assessment.earliest is None:
        waiting = tuple(verdict for verdict in lines(assessment) if verdict.state is State.PENDING_DATE)
        return worded("book_next_wait_unknown", criteria=_criteria(waiting))
    by = words.listed(criterion_named(identifier) for identifier in assessment.earliest_by[:_NAMED])
    return worded("book_next_wait", day=assessment.earliest.isoformat(), criteria=by)


def _next_infusion(schedule: tuple[InfusionState, ...]) -> Text:
    recorded = (InfusionStatus.GIVEN, InfusionStatus.NOT_GIVEN)
    coming = next((infusion for infusion in schedule if infusion.state not in recorded), None)
    if coming is None:
        return worded("book_next_follow_up")
    if coming.planned is None:
        return worded("book_next_infusion_unplanned", number=coming.number)
    code = "book_next_infusion_overdue" if coming.state is InfusionStatus.OVERDUE else "book_next_infusion"
    return worded(code, number=coming.number, day=coming.planned.isoformat())


def _in_state(position: SummaryInputs, *states: State) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in lines(position.assessment) if verdict.state in states)


def _criteria(verdicts: Iterable[Verdict]) -> Text:
    return _shortened([criterion_named(verdict.criterion) for verdict in verdicts])


def _fields(refs: Iterable[FieldRef], forms: Mapping[str, FormDefinition]) -> Text:
    return _shortened([_label(ref, forms) for ref in refs])


def _shortened(texts: list[Text]) -> Text:
    listed = words.listed(texts[:_NAMED])
    return listed if len(texts) <= _NAMED else worded("book_and_more", listed=listed, count=len(texts))


def _label(ref: FieldRef, forms: Mapping[str, FormDefinition]) -> Text:
    """The abbreviation a laboratory uses, else the label."""
    with suppress(KeyError, StopIteration):
        field = forms[ref.form].field(ref.field)
        if field.short and field.key == ref.field:
            return Text(field.short, field.short)
    return Text(*(label_of(ref, forms, language) for language in (Language.ZH, Language.EN)))


def _is_pending(facts: Facts, ref: FieldRef) -> bool:
    answer = facts.answer(ref.form, ref.field)
    return answer is not None and answer.missing is Missing.PENDING


def _given(chart: Chart) -> bool:
    return any(entry.values.get("given") == "yes" for entry in chart.all("infusion"))


def _present(text: str) -> str:
    return "" if text.startswith("[") else text
