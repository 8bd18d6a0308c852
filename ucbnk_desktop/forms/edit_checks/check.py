"""Looks through an entry as typed and says what cannot be saved and what should be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ucbnk_desktop.forms.completeness import completeness, is_complete, open_fields, required_completeness
from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind
from ucbnk_desktop.forms.entry_values import EntryValues, entry_typed, rows_typed

from .consistency import contradictions, score_findings, unasked_rows
from .dates import date_findings
from .judgements import judgement_findings
from .numbers import number_findings, unreadable
from .result import CheckContext, CheckResult, Rows

__all__ = [
    "CheckContext", "CheckResult", "check", "completeness", "is_complete", "open_fields", "required_completeness",
]


def check(
    definition: FormDefinition, values: Mapping[str, str], rows: Rows, context: CheckContext
) -> tuple[CheckResult, ...]:
    """What is wrong with, or strange in, the entry `values` with its `rows`, in form order.

    Only what is asked is looked at, and rows that stand although their question was answered otherwise. A required
    field that is empty is no finding (see `completeness`). On leaving a field (`context.stage` is `leave`) values are
    checked one by one, on saving also against each other.
    """
    entry = entry_typed(definition, values, today=context.today)
    places = (entry, *rows_typed(entry, rows))
    findings = [finding for typed in places for finding in _findings(typed, context)]
    findings += unasked_rows(definition, entry, rows)
    findings += judgement_findings(entry, context)
    if context.stage == "save":
        findings += [finding for typed in places for finding in contradictions(typed, context)]
    return _in_form_order(definition, findings)


def _findings(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    for field in typed.fields.values():
        problems = tuple(unreadable(typed, field))
        yield from problems
        if not problems:
            yield from _strange(typed, field, context)
    yield from score_findings(typed, context)


def _strange(typed: EntryValues, field: Field, context: CheckContext) -> Iterator[CheckResult]:
    match field.kind:
        case Kind.INTEGER | Kind.DECIMAL | Kind.LAB:
            yield from number_findings(typed, field, context)
        case Kind.DATE | Kind.PARTIAL_DATE | Kind.MOMENT | Kind.TIME:
            yield from date_findings(typed, field, context)
        case Kind.TEXT | Kind.NOTE | Kind.CHOICE | Kind.CHOICES | Kind.YES_NO | Kind.ROWS:
            return


def _in_form_order(definition: FormDefinition, found: list[CheckResult]) -> tuple[CheckResult, ...]:
    """Findings as their fields stand in the form, errors of a field before its questions."""
    columns = [key for field in definition.fields for key in (field.stored_keys or (field.key,))]

    def place(finding: CheckResult) -> tuple[int, int]:
        outer, _, rest = finding.key.partition("[")
        position = int(rest.partition("]")[0]) if rest else 0
        return columns.index(outer), position

    return tuple(sorted(found, key=lambda finding: (*place(finding), finding.severity)))
