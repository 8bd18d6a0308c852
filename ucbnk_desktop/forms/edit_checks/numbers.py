"""Checks of single numbers: impossible ones, slips of the decimal point or the unit, unusual ones, reference limits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ucbnk_desktop.forms import field_kinds
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.entry_values import EntryValues
from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.facts import LabResult
from ucbnk_desktop.protocol.plausibility import absurd
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import same_unit, to_unit

from .growth import usual_for_age
from .result import CheckContext, CheckResult, error, query

_SLIP = Decimal(8)
"""From this many times on a value is asked about: a slip by ten of a value that has also changed a little."""

_ADULT_CREATININE = Decimal(75)
_CHILD_YEARS = 13


def number_findings(typed: EntryValues, field: Field, context: CheckContext) -> Iterator[CheckResult]:
    """What is impossible or strange in the number of `field`; at most one question a number."""
    answer = typed.answer(field.key)
    value = None if answer is None else answer.value
    quantity = _quantity(value)
    if quantity is None:
        return
    key = typed.within + field.key
    if quantity.magnitude < 0:
        yield error(key, "field_negative", typed=str(quantity))
    elif field.unit == "%" and quantity.magnitude > 100:
        yield error(key, "field_above_hundred", typed=str(quantity))
    else:
        strange = (
            _absurd(typed, field, quantity, value)
            or _slip_since_last(typed, field, field.key, quantity, context)
            or (_slip_off_limits(typed, field, value, context) if isinstance(value, LabResult) else None)
            or _unlike_age(typed, field, quantity, context)
            or _unusual(typed, field, quantity, value)
        )
        yield from [strange] if strange else []
    if isinstance(value, LabResult):
        yield from _unit_findings(typed, field)
        yield from _limit_findings(typed, field, value, context)


def _absurd(typed: EntryValues, field: Field, quantity: Quantity, value: object) -> CheckResult | None:
    """A question where no true result can be as low or as high: no criterion computes from it."""
    unit = value.unit if isinstance(value, LabResult) else None
    bounds = absurd(field.key, quantity, unit)
    if bounds is None:
        return None
    shown = f"{quantity} {field.unit if unit is None else unit}".strip()
    return query(
        typed.within + field.key, "field_absurd", typed=shown, low=bounds.low, high=bounds.high, unit=bounds.unit
    )


def _quantity(value: object) -> Quantity | None:
    if isinstance(value, LabResult):
        return value.quantity
    return Quantity(Decimal(value)) if isinstance(value, int | Decimal) else None


def _slip_since_last(
    typed: EntryValues, field: Field, column: str, quantity: Quantity, context: CheckContext
) -> CheckResult | None:
    """A question where the last value differs by about ten times or more.

    A field without a usual range (a viral load) moves by powers of ten by nature and is not asked about.
    """
    text, on = context.previous.get(column, ("", None))
    last = _last(typed, field, text, context)
    if typed.within or field.usual is None or last is None:
        return None
    times = _times(quantity, last)
    if times is None:
        return None
    if on is None:
        return query(column, "field_slip", previous=text, times=times)
    return query(column, "field_slip_since", previous=text, on=on, times=times)


def _last(typed: EntryValues, field: Field, text: str, context: CheckContext) -> Quantity | None:
    """The last value in the unit of the present one; None where the two cannot be compared."""
    if not text:
        return None
    try:
        last = Quantity.parse(text)
    except ValueError:
        return None
    if field.kind is not Kind.LAB:
        return last
    then = context.previous.get(f"{field.key}_unit", ("", None))[0] or field.unit
    now = typed.values.get(f"{field.key}_unit", "") or field.unit
    return to_unit(field.key, last, then, now)


def _slip_off_limits(typed: EntryValues, field: Field, result: LabResult, context: CheckContext) -> CheckResult | None:
    """A question where the result lies eight times or more outside the limits printed beside it.

    Where there is a last result to compare with, that one decides: what was true last time is likely true today.
    """
    if field.usual is None or _last(typed, field, context.previous.get(field.key, ("", None))[0], context):
        return None
    low, high, value = result.lln, result.uln, result.quantity.exact
    if not value:
        return None
    if high and value >= _SLIP * high:
        return query(field.key, "field_far_above_limit", limit=high, times=_round(value / high))
    if low and value * _SLIP <= low:
        return query(field.key, "field_far_below_limit", limit=low, times=_round(low / value))
    return None


def _times(one: Quantity, other: Quantity) -> int | None:
    """How many times the larger is the smaller, where that is a slip; None for intervals, zeros and near values."""
    low, high = sorted((one.magnitude, other.magnitude))
    if one.qualifier or other.qualifier or low <= 0 or high < _SLIP * low:
        return None
    return _round(high / low)


def _round(times: Decimal) -> int:
    return int(times.to_integral_value(rounding=ROUND_HALF_UP))


def _unlike_age(typed: EntryValues, field: Field, quantity: Quantity, context: CheckContext) -> CheckResult | None:
    if context.born is None:
        return None
    days = typed.days(field.dated_by)
    on = (None if days is None else days.known) or context.today
    usual = usual_for_age(field.key, context.born, on)
    if usual is None or usual[0] <= quantity.magnitude <= usual[1]:
        return None
    return query(
        typed.within + field.key, "field_unlike_age", typed=str(quantity), age=completed_years(context.born, on),
        low=usual[0], high=usual[1],
    )


def _unusual(typed: EntryValues, field: Field, quantity: Quantity, value: object) -> CheckResult | None:
    if field.usual is None:
        return None
    compared = quantity
    if isinstance(value, LabResult):
        converted = to_unit(field.key, quantity, value.unit, field.unit)
        if converted is None:
            return None
        compared = converted
    low, high = field.usual
    if not compared.below(low) and not compared.above(high):
        return None
    key = typed.within + field.key
    if not field.unit:
        return query(key, "field_unusual_plain", typed=str(quantity), low=low, high=high)
    return query(key, "field_unusual", typed=str(quantity), low=low, high=high, unit=field.unit)


def _unit_findings(typed: EntryValues, field: Field) -> Iterator[CheckResult]:
    unit = typed.values.get(f"{field.key}_unit", "").strip()
    if not unit and (field.unit or field.units):
        yield query(f"{field.key}_unit", "field_unit_missing")
    if unit and field.units and not any(same_unit(unit, known) for known in field.units):
        yield query(f"{field.key}_unit", "field_unit_unknown", unit=unit, known=", ".join(field.units))


def _limit_findings(
    typed: EntryValues, field: Field, result: LabResult, context: CheckContext
) -> Iterator[CheckResult]:
    for part, limit in (("lln", result.lln), ("uln", result.uln)):
        column = f"{field.key}_{part}"
        if limit is None:
            continue
        if limit < 0:
            yield error(column, "field_negative", typed=str(limit))
        elif slip := _slip_since_last(typed, field, column, Quantity(limit), context):
            yield slip
    if result.uln == 0:
        yield query(f"{field.key}_uln", "field_uln_zero")
    elif result.lln is not None and result.uln is not None and result.lln >= result.uln:
        yield query(f"{field.key}_lln", "field_limits_crossed", low=result.lln, high=result.uln)
    elif result.uln is not None and (bounds := absurd(field.key, Quantity(result.uln), result.unit)):
        shown = f"{result.uln} {result.unit}".strip()
        yield query(
            f"{field.key}_uln", "field_absurd", typed=shown, low=bounds.low, high=bounds.high, unit=bounds.unit
        )
    yield from _adult_limit(typed, field, result, context)


def _adult_limit(typed: EntryValues, field: Field, result: LabResult, context: CheckContext) -> Iterator[CheckResult]:
    """An adult upper limit of creatinine on a child's report makes a multiple of it lenient.

    See docs/domain/laboratory.md, Reference limits.
    """
    if field.key != "crea" or result.uln is None or context.born is None:
        return
    days = typed.days("sampled_on")
    age = completed_years(context.born, (days and days.known) or context.today)
    limit = to_unit("crea", Quantity(result.uln), result.unit, field.unit)
    if limit is not None and 0 <= age < _CHILD_YEARS and limit.magnitude > _ADULT_CREATININE:
        yield query("crea_uln", "field_adult_limit", limit=result.uln, age=age)


def unreadable(typed: EntryValues, field: Field) -> Iterator[CheckResult]:
    """What cannot be read in the columns of `field`, and a reason for absence that it does not offer."""
    for column, problem in field_kinds.problems(field, typed.values, today=typed.today):
        yield CheckResult(typed.within + column, "error", problem)
    answer = typed.answer(field.key)
    if answer is not None and answer.missing is not None and answer.missing not in field.missing:
        yield error(typed.within + field.key, "field_absence_not_offered")
