"""What follows from laboratory results: multiples of the upper limit and toxicity grades, computed on every asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ucbnk_desktop.forms import kinds
from ucbnk_desktop.forms.definition import FormDefinition, Kind
from ucbnk_desktop.protocol import ctcae
from ucbnk_desktop.protocol.facts import Entry, LabResult, Source
from ucbnk_desktop.protocol.settings import Settings

from .chart import Chart, dated
from .infusions import first_day
from .shapes import Derived

_CENT = Decimal("0.01")


def derived(
    definition: FormDefinition, values: Mapping[str, str], settings: Settings, *,
    baseline: Entry | None, child: bool, today: date,
) -> Mapping[str, Derived]:
    """For each laboratory result in `values`, by field key, what can be said of it.

    Without the setting `ctcae_version` nothing is graded. `baseline` is the entry whose results count as this
    participant's own before treatment; None for that entry itself.
    """
    version = settings.text("ctcae_version")
    found: dict[str, Derived] = {}
    for field in definition.fields:
        if field.kind is not Kind.LAB:
            continue
        answer = kinds.answer(field, values, Source(definition.key, None, field.key), today=today)
        if answer is None or not isinstance(answer.value, LabResult):
            continue
        before = None if baseline is None else baseline.value(field.key)
        found[field.key] = Derived(
            times_uln(answer.value),
            *_grade(field.key, answer.value, version, before if isinstance(before, LabResult) else None, child=child),
        )
    return found


def baseline_of(chart: Chart, entry: int | None) -> Entry | None:
    """The last sample up to the day of the first infusion, for samples taken after it; None for all others."""
    started = first_day(chart)
    if started is None:
        return None
    before = [one for one in chart.all("laboratory") if dated(one) <= started]
    if not before or any(one.number == entry for one in before):
        return None
    last = max(before, key=lambda one: (dated(one), one.number))
    return next((one for one in chart.facts.all("laboratory") if one.number == last.number), None)


def times_uln(result: LabResult) -> str:
    """`2.48` times the upper limit of the report, half up to two places, with the qualifier of the result."""
    if not result.uln or result.uln <= 0:
        return ""
    ratio = (result.quantity.magnitude / result.uln).quantize(_CENT, rounding=ROUND_HALF_UP)
    return f"{result.quantity.qualifier}{ratio}"


def _grade(
    analyte: str, result: LabResult, version: str | None, baseline: LabResult | None, *, child: bool
) -> tuple[str, int | None]:
    """`2`; `≥2` where a clinical part could raise it, `(2)` inside the report's own limits, `?` where undefined."""
    if version not in ctcae.VERSIONS:
        return "", None
    grade = ctcae.grade(analyte, result, version=version, baseline=baseline, child=child)
    if grade is None:
        return "", None
    if grade.number is None:
        return "?", None
    text = f"≥{grade.number}" if grade.at_least and grade.number else str(grade.number)
    return (f"({text})" if grade.within_reference and grade.number else text), grade.number
