"""What was entered before: the last value of each field, and what the checks of a form need to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ucbnk_desktop.forms.definition import Field, FormDefinition
from ucbnk_desktop.forms.edit_checks.dates import day_kept, moment_kept
from ucbnk_desktop.forms.edit_checks.result import CheckContext, Stage
from ucbnk_desktop.records.model import StoredEntry

from .chart import Chart


def previous(
    chart: Chart, forms: Mapping[str, FormDefinition], form: str, entry: int | None
) -> Mapping[str, tuple[str, date]]:
    """The last text of each field before `entry` (None: a new entry), with the day of the entry it stands in.

    Only a form that repeats has an earlier entry of its own; a field that stands in two repeating forms with the same
    key, kind and unit (the weight) is looked for in both.
    """
    values: dict[str, tuple[str, date]] = {}
    for earlier in sorted(_before(chart, forms, form, entry), key=lambda one: (chart.dated(one), one.recorded_at)):
        for key in _shared(forms[form], forms[earlier.form]):
            if text := earlier.values.get(key, ""):
                values[key] = text, chart.dated(earlier)
    return values


def check_context(
    chart: Chart, forms: Mapping[str, FormDefinition], form: str, entry: int | None, *, today: date, stage: Stage
) -> CheckContext:
    """What the checks of `form` need besides what is typed."""
    return CheckContext(
        today=today,
        born=birth_date(chart),
        consented_at=moment_kept(chart.text("consent", "guardian_signed_at"))
        or moment_kept(chart.text("consent", "participant_signed_at")),
        sex=_code(chart.text("demographics", "sex")),
        previous=previous(chart, forms, form, entry),
        stage=stage,
        participant=chart.code,
    )


def birth_date(chart: Chart) -> date | None:
    """The date of birth, None while it is not entered."""
    return day_kept(chart.text("demographics", "birth_date"))


def _before(
    chart: Chart, forms: Mapping[str, FormDefinition], form: str, entry: int | None
) -> Iterator[StoredEntry]:
    here = next((kept for kept in chart.all(form) if kept.number == entry), None)
    for key, definition in forms.items():
        if not definition.repeats or definition.identifying:
            continue
        for other in chart.all(key):
            if other is not here and (here is None or chart.dated(other) <= chart.dated(here)):
                yield other


def _shared(here: FormDefinition, there: FormDefinition) -> Iterator[str]:
    if here.key == there.key:
        yield from here.stored_keys
        return
    mine = {field.key: field for field in here.fields if field.unit}
    yield from (field.key for field in there.fields if field.key in mine and _same(field, mine[field.key]))


def _same(one: Field, other: Field) -> bool:
    return one.kind is other.kind and one.unit == other.unit


def _code(text: str) -> str | None:
    return None if not text or text.startswith("[") else text
