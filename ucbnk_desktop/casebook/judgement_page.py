"""The page of judgements: what is asked of the investigator, beside which facts, and which facts an answer rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ucbnk_desktop.forms.definition import CHOSEN, Field, FormDefinition, Kind, without
from ucbnk_desktop.forms.display import absence, label_of
from ucbnk_desktop.forms.edit_checks.result import VoidAnswer
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult
from ucbnk_desktop.protocol.judgement_basis import (
    BASIS,
    FORM,
    KEPT,
    changed_grounds,
    grounds_digest,
    grounds_text,
    judgement_fields,
    judgement_key,
    read_grounds,
)
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.result_dates import date_of_result
from ucbnk_desktop.protocol.rule_context import day_of, eligibility_facts
from ucbnk_desktop.protocol.verdicts import FieldRef
from ucbnk_desktop.records.model import StoredEntry, changed_answers
from ucbnk_desktop.wording import Language, Text, text

from .chart import Chart
from .model import ConfirmationRefused, EntryDraft
from .words import EMPTY, listed, worded

_SIGNATURE = ("judged_by", "judged_on")
_PLAIN = frozenset({"I4", "I5", "I13", "E6", "E7", "E9", "E14", "E25"})
"""Criteria that are always asked; a fact that speaks against one of them decides it by itself."""
_TELLING = {
    "I6": FieldRef("toxicities", "any_toxicity"),
    "E3": FieldRef("medical_history", "interstitial_lung_disease"),
    "E22": FieldRef("medical_history", "other_condition"),
}
"""Criteria that are always asked, with the fact that gives the investigator something to weigh."""


@dataclass(frozen=True, slots=True)
class EnteredFact:
    """One fact as the coordinator entered it; `on` is the day of a dated result."""

    label: Text
    value: Text
    on: str = ""


@dataclass(frozen=True, slots=True)
class JudgementQuestion:
    """One question of the page: the facts of its row, and how the kept answer stands to them.

    `asked`: computation alone does not decide it. `weighs`: the facts hold something to be weighed, so that an answer
    in favour has its grounds too. `bare`: nothing of its row is entered yet. `answer` is the kept
    answer, `on` the kept day of judging; `changed` are the facts that differ from those it was given on.
    """

    criterion: str
    key: str
    asked: bool
    weighs: bool = False
    told: tuple[EnteredFact, ...] = ()
    bare: bool = False
    answer: str = ""
    on: str = ""
    changed: tuple[FieldRef, ...] = ()


def page(
    chart: Chart, asked: Collection[str], forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Mapping[str, JudgementQuestion]:
    """Every question of the page by its field, in the order of the form; `asked` are the criteria that ask.

    A criterion that the version of the protocol does not have is not there.
    """
    saved = chart.one(FORM)
    values = {} if saved is None else saved.values
    changed = _changed(chart.facts, values)
    questions = {}
    for criterion in (criterion for criterion in BASIS if criterion in pack.criteria):
        key = judgement_key(criterion)
        entered = tuple(facts_told(chart.facts, criterion, forms))
        questions[key] = JudgementQuestion(
            criterion, key, asked=criterion in asked, told=entered,
            weighs=criterion in asked and _weighs(chart.facts, criterion),
            bare=not entered and any(ref.form != FORM for ref in BASIS[criterion]),
            answer=values.get(key, ""), on=values.get("judged_on", ""), changed=changed.get(key, ()),
        )
    return questions


def form_asked(
    definition: FormDefinition, criteria: Collection[str], *, holding: Collection[str] = ()
) -> FormDefinition:
    """The form of the judgements as a version of the protocol with `criteria` asks it.

    A question about another criterion is not there, unless something is kept in it: `holding` are such fields.
    """
    gone = {key for criterion in BASIS if criterion not in criteria for key in judgement_fields(criterion)}
    return without(definition, gone.difference(holding))


def _weighs(facts: Facts, criterion: str) -> bool:
    telling = _TELLING.get(criterion)
    return criterion not in _PLAIN and (telling is None or facts.value(telling.form, telling.field) == "yes")


def void(chart: Chart, entry: int | None) -> Mapping[str, VoidAnswer]:
    """The answers of `entry` that are void since facts of their rows changed, by field."""
    saved = _saved(chart, entry)
    if saved is None:
        return {}
    on = saved.values["judged_on"]
    changed = _changed(chart.facts, saved.values)
    return {key: VoidAnswer(saved.values[key], on, fields) for key, fields in changed.items()}


def resting(
    chart: Chart, draft: EntryDraft, facts: Facts, *, confirmed: Collection[str], reason: str
) -> tuple[EntryDraft, str]:
    """`draft` with the marks of the facts that each answer rests on, and the reason with which it is kept.

    An answer given, changed or `confirmed` now rests on the present facts, and so does every answer where the
    judgements are signed anew: by somebody else, or on a later day. One that is left alone keeps its marks. `facts` are
    those that hold once the draft is saved.
    """
    saved = _saved(chart, draft.entry)
    before = {} if saved is None else saved.values
    marks = _marked(before, {**before, **draft.values}, confirmed, _known(facts))
    kept = replace(draft, values={**draft.values, KEPT: grounds_text(marks)})
    own = saved is not None and bool(changed_answers(saved, draft.values, {}))
    own_reason = text("book_reason_grounds")
    return kept, reason if reason or own else f"{own_reason.zh} / {own_reason.en}"


def check_named(values: Mapping[str, str]) -> None:
    """ConfirmationRefused where nobody is named who signs: a coordinator may enter it, an investigator signs."""
    name = values.get("investigator", "").strip()
    if not name or name.startswith("["):
        raise ConfirmationRefused(reasons=(worded("book_refused_unnamed"),))


def _marked(
    before: Mapping[str, str], values: Mapping[str, str], confirmed: Collection[str], facts: Facts
) -> Mapping[str, str]:
    kept, anew = read_grounds(before.get(KEPT, "")), signed_anew(before, values)
    marks: dict[str, str] = {}
    for criterion in BASIS:
        key = judgement_key(criterion)
        if not values.get(key, ""):
            continue
        if anew or values[key] != before.get(key, "") or key in confirmed:
            marks[criterion] = grounds_digest(facts, criterion)
        elif criterion in kept:
            marks[criterion] = kept[criterion]
    return marks


def _changed(facts: Facts, values: Mapping[str, str]) -> Mapping[str, tuple[FieldRef, ...]]:
    """By field, the facts that changed since the answers in `values` were given."""
    kept = read_grounds(values.get(KEPT, ""))
    known = _known(facts)
    by_key = {
        judgement_key(criterion): changed_grounds(known, criterion, marks)
        for criterion, marks in kept.items() if criterion in BASIS
    }
    return {key: changed for key, changed in by_key.items() if changed and values.get(key, "")}


def _saved(chart: Chart, entry: int | None) -> StoredEntry | None:
    return next((judgements for judgements in chart.all(FORM) if judgements.number == entry), None)


def signed_anew(before: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether the signature on the judgements is a new one: another name, or a later day."""
    (old_by, old_on), (by, on) = ([answers.get(key, "") for key in _SIGNATURE] for answers in (before, values))
    return bool(by and by != old_by) or (on[:1].isdigit() and on > old_on)


def _known(facts: Facts) -> Facts:
    """The facts that the criteria are judged by: nothing of the time after enrolment."""
    return eligibility_facts(facts, day_of(facts.value("enrolment", "enrolled_on")))


# The facts in words


def facts_told(facts: Facts, criterion: str, forms: Mapping[str, FormDefinition]) -> Iterator[EnteredFact]:
    """The facts of the row of `criterion` as they were entered, in the order in which the grounds name them."""
    seen: set[FieldRef] = set()
    for ref in BASIS[criterion]:
        table, dot, _ = ref.field.partition(".")
        place = FieldRef(ref.form, table) if dot else ref
        if ref.form == FORM or place in seen:
            continue
        seen.add(place)
        if dot:
            columns = [part.field.partition(".")[2] for part in BASIS[criterion] if _in_table(part, place)]
            yield from _rows(facts, place, columns, forms)
        else:
            yield from _told(facts, ref, forms)


def _in_table(ref: FieldRef, table: FieldRef) -> bool:
    return ref.form == table.form and ref.field.startswith(f"{table.field}.")


def _told(facts: Facts, ref: FieldRef, forms: Mapping[str, FormDefinition]) -> Iterator[EnteredFact]:
    dated = date_of_result(ref.form, ref.field)
    entry = _latest(facts, ref, dated)
    answer = None if entry is None else entry.answer(ref.field)
    if entry is None or answer is None:
        return
    field = forms[ref.form].field(ref.field)
    on = _dated(entry, dated) if dated else ""
    yield EnteredFact(_label(ref, field, forms), _value(field, answer), on)


def _latest(facts: Facts, ref: FieldRef, dated: str) -> Entry | None:
    holding = [entry for entry in facts.all(ref.form) if ref.field in entry.answers]
    return max(holding, key=lambda entry: _dated(entry, dated), default=None) if dated else facts.one(ref.form)


def _dated(entry: Entry, dated: str) -> str:
    value = entry.value(dated)
    return "" if value is None else str(value)


def _rows(
    facts: Facts, table: FieldRef, columns: list[str], forms: Mapping[str, FormDefinition]
) -> Iterator[EnteredFact]:
    field = forms[table.form].field(table.field)
    shown = [column for column in field.columns if column.key in columns]
    for row in facts.rows(table.form, table.field):
        parts = [_cell(column, row.answers[column.key]) for column in shown if column.key in row.answers]
        yield EnteredFact(field.label, listed(parts, zh=" · ", en=" · "))


def _cell(column: Field, answer: Answer) -> Text:
    """A value that speaks for itself; of a yes the name of what is so, of a no nothing."""
    if column.kind is not Kind.YES_NO or answer.code not in ("yes", "no"):
        return _value(column, answer)
    return _quoted(column.label) if answer.code == "yes" else EMPTY


def _label(ref: FieldRef, field: Field, forms: Mapping[str, FormDefinition]) -> Text:
    if field.kind is Kind.LAB and field.short:
        return Text(field.short, field.short)
    return Text(*(label_of(ref, forms, language) for language in (Language.ZH, Language.EN)))


def _quoted(label: Text) -> Text:
    return Text(label.zh.rstrip("？?"), label.en.rstrip("？?"))


def _value(field: Field, answer: Answer) -> Text:
    if answer.value is None:
        return absence(field, answer.missing) if answer.missing is not None else EMPTY
    if field.kind in CHOSEN:
        codes = sorted(answer.value) if isinstance(answer.value, frozenset) else [str(answer.value)]
        chosen = [choice.label for code in codes if (choice := field.choice(code)) is not None]
        return listed(chosen) if chosen else Text(*[", ".join(codes)] * 2)
    if isinstance(answer.value, LabResult):
        result = answer.value
        limits = f"（≤ {result.uln}）" if result.uln is not None else ""
        shown = f"{result.quantity} {result.unit}".strip()
        return Text(shown + limits, shown + limits.replace("（", " (").replace("）", ")"))
    unit = f" {field.unit}" if field.unit else ""
    value = f"{answer.value:%Y-%m-%d %H:%M}" if isinstance(answer.value, datetime) else f"{answer.value}"
    return Text(value + unit, value + unit)
