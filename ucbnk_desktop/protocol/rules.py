"""The small closed set of rule kinds that the criteria are composed of: answers, judgements, tables of rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from .facts import Entry
from .findings import (
    NOTHING,
    Finding,
    asks,
    contradiction,
    given,
    holds,
    lacking,
    lacks,
    required,
    seen,
    shown,
    stops,
    worst,
)
from .judgement_basis import changed_grounds, judgement_key, kept_grounds
from .rule_context import RuleContext, day_of, yes_in
from .verdicts import FieldRef

Rule: TypeAlias = Callable[[RuleContext], Finding]
"""A criterion or a part of one: it answers for a case and changes nothing."""
RowRule: TypeAlias = Callable[[RuleContext, Entry], Finding]
"""What a criterion finds of one row of a table."""


def all_of(*rules: Rule) -> Rule:
    """Every rule must hold."""
    return lambda case: worst(rule(case) for rule in rules)


def judged(criterion: str) -> Rule:
    """The investigator's answer to `criterion` on the form of judgements."""
    return lambda case: judgement(case, criterion)


def judgement(case: RuleContext, criterion: str) -> Finding:
    """What the investigator answered to `criterion`; an unanswered judgement is asked for.

    An answer in favour counts only with the name of who gave it and the day, and while the facts of its row are those
    it was given on; one against counts without.
    """
    return case.cached((judgement, criterion), partial(_answer, case, criterion))


def _answer(case: RuleContext, criterion: str) -> Finding:
    case.used.asked.append(("judgement", criterion))
    key = judgement_key(criterion)
    entry = case.entry("judgements")
    evidence = seen(entry, key)
    match entry.value(key):
        case "met":
            return _unsigned(case, entry) or _void(case, entry, criterion) or holds("why_judged_met", *evidence)
        case "absent":
            return _unsigned(case, entry) or _void(case, entry, criterion) or holds("why_judged_absent", *evidence)
        case "not_met":
            return stops("why_judged_not_met", *evidence, grounds=_grounds(entry, key))
        case "present":
            return stops("why_judged_present", *evidence, grounds=_grounds(entry, key))
        case _:
            return asks("why_judgement", field=FieldRef("judgements", key))


def unless_judged_against(criterion: str, rule: Rule) -> Rule:
    """`rule` decides, but an investigator who found against the participant is heard."""
    return lambda case: worst((rule(case), objection(case, criterion)))


def objection(case: RuleContext, criterion: str) -> Finding:
    """The investigator's answer where it is against the participant, nothing otherwise."""
    answer = case.entry("judgements").value(f"judgement_{criterion.lower()}")
    return judgement(case, criterion) if answer in ("not_met", "present") else NOTHING


def _unsigned(case: RuleContext, entry: Entry) -> Finding | None:
    """What all judgements lack to count: who gave them, and on which day between consent and today."""
    return case.cached(_unsigned, partial(_without_signature, case, entry))


def _without_signature(case: RuleContext, entry: Entry) -> Finding | None:
    by, on = FieldRef("judgements", "judged_by"), FieldRef("judgements", "judged_on")
    day = day_of(entry.value(on.field))
    lacked = [lacking(by, entry.answer(by.field))] if entry.value(by.field) is None else []
    if day is None:
        lacked.append(lacking(on, entry.answer(on.field)))
    elif day > case.day:
        lacked.append(lacks("why_future", on, field=on, on=day))
    elif case.consented is not None and day < case.consented:
        lacked.append(lacks("why_judged_early", on, on=day, consented=case.consented))
    return worst(lacked) if lacked else None


def _void(case: RuleContext, entry: Entry, criterion: str) -> Finding | None:
    """The finding that facts of the row changed after the answer; nothing where no facts were kept with it."""
    changed = changed_grounds(case.facts, criterion, kept_grounds(entry).get(criterion))
    if not changed:
        return None
    on = str(day_of(entry.value("judged_on")))
    return asks("why_judged_void", *seen(entry, judgement_key(criterion)), on=on, fields=changed)


def _grounds(entry: Entry, key: str) -> str:
    return shown(entry.answer(f"{key}_reason"))


def absent(form: str, key: str, *beside: str) -> Rule:
    """The answer in `form.key` must be no, and nothing in `beside` may say otherwise."""
    return lambda case: said_no(case.entry(form), FieldRef(form, key), *beside)


def said_no(entry: Entry, ref: FieldRef, *beside: str) -> Finding:
    """The finding of a question whose yes excludes; what a no leaves standing in `beside` contradicts it."""
    return given(yes_in(entry, ref)).then(
        lambda answer: stops("why_yes", *seen(entry, ref.field), field=ref) if answer
        else left_standing(entry, ref, *beside) or holds("why_no", *seen(entry, ref.field), field=ref)
    )


def left_standing(entry: Entry, ref: FieldRef, *beside: str) -> Finding | None:
    """The contradiction of `ref`, answered with no, with fields in `beside` that still tell of something."""
    kept = tuple(FieldRef(ref.form, key) for key in beside if entry.value(key) not in _HARMLESS.get(key, _NOTHING_TOLD))
    return contradiction(ref, *kept) if kept else None


_NOTHING_TOLD = (None, "no", "none")
_HARMLESS = {"malignancy_cured": (None,)}
"""Answers that tell of nothing; whether a tumour is cured or not, there was one."""


def rows(case: RuleContext, form: str, gate: str, table: str) -> tuple[Entry, ...] | Finding:
    """The rows of `table` behind the question `gate`: none where it is answered with no.

    An unanswered question, a yes without rows and a no beside rows are findings, never an empty table.
    """
    entered = tuple(case.facts.rows(form, table))

    def behind(answer: bool) -> tuple[Entry, ...] | Finding:
        if answer and not entered:
            return lacks("why_no_rows", FieldRef(form, table), field=FieldRef(form, table))
        if entered and not answer:
            return contradiction(FieldRef(form, gate), FieldRef(form, table))
        return entered

    return given(case.yes(form, gate)).then(behind)


def each_row(form: str, gate: str, table: str, judge: RowRule) -> Rule:
    """Every row of `table` must pass `judge`."""
    return lambda case: worst(row_findings(case, form, gate, table, judge))


def row_findings(case: RuleContext, form: str, gate: str, table: str, judge: RowRule) -> tuple[Finding, ...]:
    """What `judge` finds of every row of `table`; where there are none, what the question `gate` says."""
    entered = rows(case, form, gate, table)
    judged = given(entered).if_known(lambda entered: tuple([judge(case, row) for row in entered]))
    if judged is None:
        return (required(entered),)
    return judged or (said_no(case.entry(form), FieldRef(form, gate)),)
