"""The path of a participant: the eight stations, how far each of their forms is filled, and a note of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ucbnk_desktop.forms.completeness import required_completeness
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import STEPS
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.protocol.judgement_basis import judgement_key
from ucbnk_desktop.protocol.verdicts import Assessment, FieldRef, Outcome
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.wording import Text

from .chart import Chart
from .judgement_page import form_asked
from .model import FormState, InfusionState, InfusionStatus, StepState, StepStatus
from .words import NOTHING, worded

_PENDING = f"[{Missing.PENDING}]"


@dataclass(frozen=True, slots=True)
class ProgressInputs:
    """What the stations are computed from."""

    chart: Chart
    forms: Mapping[str, FormDefinition]
    assessment: Assessment
    schedule: tuple[InfusionState, ...]
    stale: bool


def stations(ground: ProgressInputs) -> tuple[StepState, ...]:
    """The eight stations in order."""
    criteria = {verdict.criterion for verdict in ground.assessment.verdicts}
    judgements = form_asked(ground.forms[JUDGEMENTS], criteria)
    ground = replace(ground, forms={**ground.forms, JUDGEMENTS: judgements})
    return tuple(_station(step, ground) for step in STEPS)


def form_state(definition: FormDefinition, entries: tuple[StoredEntry, ...]) -> FormState:
    """How far a form is filled, by the required fields of its latest entry; an untouched form says how much it asks."""
    if not entries:
        return definition.cached(_untouched)
    latest = entries[-1]
    rows = {key: tuple(row.values for row in rows) for key, rows in latest.rows.items()}
    answered, asked = required_completeness(definition, latest.values, rows)
    if answered < asked:
        state = StepStatus.STARTED
    else:
        state = StepStatus.ATTENTION if _pending(latest) else StepStatus.COMPLETE
    return FormState(definition.key, state, answered, asked, len(entries))


def _untouched(definition: FormDefinition) -> FormState:
    return FormState(definition.key, StepStatus.EMPTY, 0, required_completeness(definition, {}, {})[1], 0)


def _station(step: str, ground: ProgressInputs) -> StepState:
    forms = tuple(
        form_state(definition, ground.chart.all(definition.key))
        for definition in ground.forms.values() if definition.step == step
    )
    if step == "criteria":
        forms = tuple(
            _questioned(form, ground) if form.form == JUDGEMENTS else _standing(form, ground) for form in forms
        )
    state, note = _JUDGED.get(step, _filled)(step, forms, ground)
    if step == "infusions" and state is StepStatus.LOCKED:
        forms = tuple(form if form.entries else replace(form, state=StepStatus.LOCKED) for form in forms)
    return StepState(step, state, note, forms)


def _questioned(form: FormState, ground: ProgressInputs) -> FormState:
    """The judgements with every question that the assessment asks and that nobody answered, or whose answer is void."""
    required = {field.key for field in ground.forms[form.form].fields if field.required}
    entry = ground.chart.one(form.form)
    given = {} if entry is None else entry.values
    reasons = [reason for verdict in ground.assessment.verdicts for reason in verdict.reasons]
    keys = {ref.field for reason in reasons if reason.code == "why_judgement"
            if isinstance(ref := reason.arguments.get("field"), FieldRef)}
    keys |= {judgement_key(verdict.criterion) for verdict in ground.assessment.verdicts
             if any(reason.code == "why_judged_void" for reason in verdict.reasons)}
    asked = form.asked + len(keys - required)
    answered = form.answered - sum(bool(given.get(key)) for key in keys & required)
    state = StepStatus.STARTED if form.entries and answered < asked else form.state
    return replace(form, state=state, answered=answered, asked=asked)


def _standing(form: FormState, ground: ProgressInputs) -> FormState:
    """The confirmation, which is none any more once it is void."""
    return replace(form, state=StepStatus.ATTENTION) if ground.stale and form.form == "eligibility" else form


def _filled(step: str, forms: tuple[FormState, ...], ground: ProgressInputs) -> tuple[StepStatus, Text]:
    """A station that is done when its forms are filled; the identity may be filled in later."""
    needed = [form for form in forms if not ground.forms[form.form].identifying]
    if not any(form.entries for form in needed):
        return StepStatus.EMPTY, NOTHING
    if any(form.state in (StepStatus.EMPTY, StepStatus.STARTED) for form in needed):
        answered, asked = sum(form.answered for form in needed), sum(form.asked for form in needed)
        return StepStatus.STARTED, worded("book_note_started", answered=answered, asked=asked)
    entries = [ground.chart.all(form.form)[-1] for form in needed]
    pending = sum(map(_pending, entries))
    if pending:
        return StepStatus.ATTENTION, worded("book_note_pending", count=pending)
    scale = ground.chart.facts.one("performance") if step == "performance" else None
    if scale is not None and isinstance(code := scale.value("scale"), str):
        score = scale.value(f"{code}_score")
        return StepStatus.COMPLETE, worded("book_note_scale", scale=code.capitalize(), score=score)
    first = [entry for entry in entries if entry.form == "consent"] or entries
    return StepStatus.COMPLETE, _on(max(ground.chart.dated(entry) for entry in first))


def _criteria(_: str, forms: tuple[FormState, ...], ground: ProgressInputs) -> tuple[StepStatus, Text]:
    chart, assessment = ground.chart, ground.assessment
    if not any(form.entries for form in forms) and chart.one("consent") is None:
        return StepStatus.EMPTY, NOTHING
    if ground.stale:
        return StepStatus.ATTENTION, worded("book_note_stale")
    tally = assessment.tally()
    match assessment.outcome:
        case Outcome.ELIGIBLE:
            return StepStatus.COMPLETE, worded("book_note_eligible", day=_confirmed_day(chart))
        case Outcome.READY_TO_SIGN:
            return StepStatus.STARTED, worded("book_note_sign")
        case Outcome.NOT_ELIGIBLE:
            return StepStatus.ATTENTION, worded("book_note_failed", count=tally.against)
        case Outcome.PENDING_DATE if assessment.earliest is not None:
            return StepStatus.STARTED, worded("book_note_waiting", day=f"{assessment.earliest:%m-%d}")
        case _:
            unsettled = tally.against + tally.waiting + tally.open
            return StepStatus.STARTED, worded("book_note_open", count=unsettled)


def _enrolment(_: str, __: tuple[FormState, ...], ground: ProgressInputs) -> tuple[StepStatus, Text]:
    entry = ground.chart.one("enrolment")
    if entry is not None:
        return StepStatus.COMPLETE, _on(ground.chart.dated(entry))
    if ground.assessment.outcome is Outcome.ELIGIBLE:
        return StepStatus.EMPTY, NOTHING
    return StepStatus.LOCKED, NOTHING


def _infusions(_: str, __: tuple[FormState, ...], ground: ProgressInputs) -> tuple[StepStatus, Text]:
    if ground.chart.one("enrolment") is None:
        return StepStatus.LOCKED, NOTHING
    states = [infusion.state for infusion in ground.schedule]
    given = states.count(InfusionStatus.GIVEN)
    if InfusionStatus.CLOSED in states:
        return StepStatus.COMPLETE, worded("book_note_infusions_closed", given=given)
    if InfusionStatus.OVERDUE in states and ground.chart.one("end_of_study") is None:
        return StepStatus.ATTENTION, worded("book_note_infusion_overdue", given=given)
    recorded = given + states.count(InfusionStatus.NOT_GIVEN)
    if not recorded:
        return StepStatus.EMPTY, NOTHING
    state = StepStatus.COMPLETE if recorded == len(states) else StepStatus.STARTED
    return state, worded("book_note_infusions", given=given)


def _follow_up(_: str, forms: tuple[FormState, ...], ground: ProgressInputs) -> tuple[StepStatus, Text]:
    events = ground.chart.all("adverse_event")
    ended = ground.chart.one("end_of_study")
    if any(event.values.get("dlt_candidate") == "yes" for event in events):
        return StepStatus.ATTENTION, worded("book_note_dlt")
    if ended is not None:
        return StepStatus.COMPLETE, _on(ground.chart.dated(ended))
    if events:
        code = "book_note_event" if len(events) == 1 else "book_note_events"
        return StepStatus.STARTED, worded(code, count=len(events))
    return (StepStatus.STARTED if any(form.entries for form in forms) else StepStatus.EMPTY), NOTHING


_JUDGED = {"criteria": _criteria, "enrolment": _enrolment, "infusions": _infusions, "follow_up": _follow_up}


def _on(day: date) -> Text:
    return worded("book_note_day", day=f"{day:%m-%d}")


def _confirmed_day(chart: Chart) -> str:
    entry = chart.one("eligibility")
    return "" if entry is None else f"{chart.dated(entry):%m-%d}"


def _pending(entry: StoredEntry) -> int:
    """How many answers of the entry are results that are still to come."""
    rows = (row.values for rows in entry.rows.values() for row in rows)
    return sum(len([text for text in values.values() if text.startswith(_PENDING)]) for values in (entry.values, *rows))
