"""What follows from one infusion as typed: the dose arithmetic, the minutes, the limits of the day. Nothing is kept.

Sources: docs/domain/infusion.md, Dose arithmetic; docs/domain/infusion.md, Times. Totals are in 10⁶ cells, as they
are typed; numbers are rounded for showing only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.forms.entry_values import EntryValues, entry_typed, rows_typed
from ucbnk_desktop.protocol import dosing
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.wording import Text

from .model import InfusionState
from .words import EMPTY, NOTHING, listed, worded

_DAY = 24 * 60
_THOUSANDTH, _CENT, _TENTH = Decimal("0.001"), Decimal("0.01"), Decimal("0.1")


class WithinLimit(StrEnum):
    """Whether a figure keeps to its limit; `open` where the limit is not decided or a datum is lacking."""

    PLAIN = "plain"
    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Figure:
    """One derived number with its unit, and how it came about or which limit it is held against; `strong`: a result."""

    label: Text
    value: Text = NOTHING
    note: Text = EMPTY
    held: WithinLimit = WithinLimit.PLAIN
    strong: bool = False


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """One row of vital signs; `minute` counts from the start of the infusion, before it negative."""

    minute: int
    clock: str
    temperature: Decimal | None = None
    pulse: int | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Temperature and heart rate over the course; `ended` is the minute of the end, `fever` the limit of the study."""

    readings: tuple[VitalSigns, ...] = ()
    ended: int | None = None
    fever: Decimal | None = None

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw: two readings at least."""
        return len(self.readings) > 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything derived from one infusion, by the section of the form it belongs to."""

    plan: Text = EMPTY
    product: tuple[Figure, ...] = ()
    dose: tuple[Figure, ...] = ()
    course: tuple[Figure, ...] = ()
    before: tuple[Figure, ...] = ()
    curve: Curve = field(default_factory=Curve)


@dataclass(frozen=True, slots=True)
class InfusionContext:
    """What the infusion is put beside: for whom, the dose level, the infusion's window, the weight of screening."""

    participant: str
    level: str
    state: InfusionState | None
    last_weight: tuple[str, date] | None


def figures(
    definition: FormDefinition, values: Mapping[str, str], rows: Rows, course: InfusionContext, settings: Settings, *,
    today: date,
) -> Figures:
    """What can be said of the infusion `values` with its `rows`; nothing raises for what is lacking or unreadable."""
    typed = entry_typed(definition, values, today=today)
    if typed.code("given") != "yes":
        return Figures(plan=_plan(typed, course, settings))
    taken = rows_typed(typed, rows)
    return Figures(
        plan=_plan(typed, course, settings), product=tuple(_product(typed, course, settings)),
        dose=tuple(_dose(typed, course, settings)), course=tuple(_course(typed, settings)),
        before=tuple(_before(taken, settings)), curve=_curve(typed, taken, settings),
    )


# -- plan and day


def _plan(typed: EntryValues, course: InfusionContext, settings: Settings) -> Text:
    state, parts = course.state, []
    if state is not None and state.planned is not None:
        parts.append(worded("book_infusion_course", course=state.course))
        parts.append(worded("book_infusion_planned", day=state.planned.isoformat()))
        if state.earliest and state.latest and state.earliest != state.latest:
            parts.append(worded("book_infusion_window", first=state.earliest.isoformat(),
                                last=f"{state.latest:%m-%d}"))
        given = typed.days("infused_on")
        if given is not None and given.known is not None:
            parts.append(_deviation(given.known, state))
    elif state is not None:
        parts.append(worded("book_infusion_unplanned"))
    if course.level:
        parts.append(worded("book_infusion_level", level=course.level, dose=_level(course, settings) or _unset()))
    return listed(parts, zh=" · ", en=" · ")


def _deviation(given: date, state: InfusionState) -> Text:
    assert state.planned is not None
    days = (given - state.planned).days
    if state.earliest and state.latest and not state.earliest <= given <= state.latest:
        return worded("book_infusion_outside", days=f"{days:+d}")
    return worded("book_infusion_deviation", days=f"{days:+d}") if days else worded("book_infusion_as_planned")


def _level(course: InfusionContext, settings: Settings) -> Text | None:
    number = _level_number(course, settings)
    return None if number is None else Text(*[f"{number} ×10⁶/kg"] * 2)


def _level_number(course: InfusionContext, settings: Settings) -> Decimal | None:
    table = settings.table("dose_levels")
    if not isinstance(table, list) or not course.level.isdigit() or not 0 < int(course.level) <= len(table):
        return None
    return _decimal(table[int(course.level) - 1])


# -- the product


def _product(typed: EntryValues, course: InfusionContext, settings: Settings) -> Iterator[Figure]:
    label = typed.code("label_code")
    if label is not None:
        same = label.strip().casefold() == course.participant.casefold()
        note = worded("book_infusion_label_same" if same else "book_infusion_label_differs", code=course.participant)
        yield Figure(
            worded("book_infusion_label"), Text(label, label), note, WithinLimit.YES if same else WithinLimit.NO
        )
    limits = settings.table("product_limits")
    for key, code in (("viability_percent", "book_infusion_viability"), ("nk_percent", "book_infusion_purity")):
        number = typed.number(key)
        if number is not None:
            least = _decimal(limits.get(key)) if isinstance(limits, dict) else None
            yield _limited(worded(code), number, f"{number} %", least, at_most=False, unit=" %")
    yield from _expiry(typed)


def _expiry(typed: EntryValues) -> Iterator[Figure]:
    expires, days = typed.moment("expires_at"), typed.days("infused_on")
    at = typed.clock("ended_at") or typed.clock("started_at")
    if expires is None or days is None or days.known is None:
        return
    shown = f"{expires:%Y-%m-%d %H:%M}"
    in_time = (days.known, at or time(0)) <= (expires.date(), expires.time())
    note = worded("book_infusion_in_time" if in_time else "book_infusion_expired")
    yield Figure(
        worded("book_infusion_expiry"), Text(shown, shown), note, WithinLimit.YES if in_time else WithinLimit.NO
    )


# -- the dose


def _dose(typed: EntryValues, course: InfusionContext, settings: Settings) -> Iterator[Figure]:
    weight, planned = typed.number("weight_kg"), typed.number("planned_dose_e6_per_kg")
    if settings.text("dose_unit") == "fixed":
        yield Figure(worded("book_dose_target"), note=worded("book_dose_fixed"), held=WithinLimit.OPEN)
        return
    target = _target(weight, planned, settings)
    yield _planned_dose(planned, course, settings)
    yield _figure("book_dose_target", target, "×10⁶", _absent(typed, "weight_kg", "planned_dose_e6_per_kg"),
                  note=_target_note(weight, planned, settings))
    viable = _tried(lambda: dosing.viable_nk(
        _need(typed, "total_cells_e6"), viability_percent=_need(typed, "viability_percent"),
        nk_percent=_need(typed, "nk_percent")))
    yield _figure("book_dose_viable", viable, "×10⁶",
                  _absent(typed, "total_cells_e6", "viability_percent", "nk_percent"),
                  note=_viable_note(typed, settings))
    given = None if viable is None else _tried(lambda: dosing.delivered(
        viable, volume_given_ml=_need(typed, "volume_given_ml"), volume_prepared_ml=_need(typed, "volume_prepared_ml")))
    yield _figure("book_dose_delivered", given, "×10⁶", _absent(typed, "volume_given_ml", "volume_prepared_ml"),
                  note=_volumes_note(typed))
    per_kg = None if given is None or weight is None else _tried(lambda: dosing.per_kg(given, weight))
    yield _figure("book_dose_per_kg", per_kg, "×10⁶/kg", _absent(typed, "weight_kg"), strong=True)
    share = None if given is None or target is None else _tried(lambda: dosing.percent_of_target(given, target))
    yield _percent(share, settings)
    yield from _residual(typed, settings)
    yield from _weight(typed, course, settings)


def _target(weight: Decimal | None, planned: Decimal | None, settings: Settings) -> Decimal | None:
    """None too while the cap of the weight is not decided."""
    cap = settings.text("cap_weight_kg")
    limit = settings.decimal("cap_weight_kg")
    if weight is None or planned is None or (limit is None and cap != "none"):
        return None
    return dosing.target_total(planned, weight, cap_weight_kg=limit)


def _target_note(weight: Decimal | None, planned: Decimal | None, settings: Settings) -> Text:
    if weight is None or planned is None:
        return EMPTY
    limit = settings.decimal("cap_weight_kg")
    if limit is None and settings.text("cap_weight_kg") != "none":
        return worded("book_dose_cap_unset")
    if limit is not None and weight > limit:
        return worded("book_dose_capped", planned=planned, cap=limit)
    return Text(*[f"{planned} ×10⁶/kg × {weight} kg"] * 2)


def _planned_dose(planned: Decimal | None, course: InfusionContext, settings: Settings) -> Figure:
    label, level = worded("book_dose_planned"), _level_number(course, settings)
    if planned is None:
        return Figure(label, held=WithinLimit.OPEN, note=EMPTY)
    shown = Text(*[f"{planned} ×10⁶/kg"] * 2)
    if level is None:
        return Figure(label, shown, worded("book_dose_levels_unset") if course.level else EMPTY, WithinLimit.OPEN)
    note = worded("book_dose_of_level", level=course.level, dose=level)
    return Figure(label, shown, note, WithinLimit.YES if planned == level else WithinLimit.NO)


def _viable_note(typed: EntryValues, settings: Settings) -> Text:
    cells, alive, nk = (typed.number(key) for key in ("total_cells_e6", "viability_percent", "nk_percent"))
    if cells is None or alive is None or nk is None:
        return EMPTY
    base = settings.text("nk_fraction_base")
    of = worded(f"book_dose_{base}") if base in ("of_viable", "of_nucleated") else worded("book_dose_base_unset")
    return worded("book_dose_viable_note", cells=cells, alive=alive, nk=nk, of=of)


def _volumes_note(typed: EntryValues) -> Text:
    given, prepared = typed.number("volume_given_ml"), typed.number("volume_prepared_ml")
    if given is None or prepared is None:
        return EMPTY
    if given > prepared:
        return worded("book_dose_volumes_crossed")
    return Text(*[f"{given} / {prepared} mL"] * 2)


def _percent(share: Decimal | None, settings: Settings) -> Figure:
    label, table = worded("book_dose_percent"), settings.table("dose_tolerance_pct")
    low, high = (_decimal(table.get(end)) if isinstance(table, dict) else None for end in ("low", "high"))
    value = NOTHING if share is None else Text(*[f"{_rounded(share, _TENTH)} %"] * 2)
    if low is None or high is None:
        return Figure(label, value, worded("book_dose_tolerance_unset"), WithinLimit.OPEN, strong=True)
    note = worded("book_dose_tolerance", low=low, high=high)
    if share is None:
        return Figure(label, value, note, WithinLimit.OPEN, strong=True)
    kept = dosing.within_tolerance(share, low=low, high=high)
    if kept != dosing.within_tolerance(_rounded(share, _TENTH), low=low, high=high):
        value = Text(*[f"{_rounded(share, _THOUSANDTH)} %"] * 2)  # a rounded 80.0 below 80 would contradict its mark
    return Figure(label, value, note, WithinLimit.YES if kept else WithinLimit.NO, strong=True)


def _residual(typed: EntryValues, settings: Settings) -> Iterator[Figure]:
    """Residual CD3⁺ cells, held against the release limit of the study."""
    if typed.number("cd3_percent") is None:
        return
    per_kg = _tried(lambda: dosing.cd3_per_kg(
        _need(typed, "total_cells_e6"), cd3_percent=_need(typed, "cd3_percent"),
        volume_given_ml=_need(typed, "volume_given_ml"), volume_prepared_ml=_need(typed, "volume_prepared_ml"),
        weight_kg=_need(typed, "weight_kg")))
    if per_kg is None:
        return
    table = settings.table("product_limits")
    most = _decimal(table.get("cd3_per_kg")) if isinstance(table, dict) else None
    thousands = per_kg.scaleb(3)
    yield _limited(worded("book_dose_cd3"), thousands, f"{_rounded(thousands, _CENT)} ×10³/kg",
                   None if most is None else most.scaleb(-3), at_most=True, unit=" ×10³/kg")


def _weight(typed: EntryValues, course: InfusionContext, settings: Settings) -> Iterator[Figure]:
    weight, weighed, given = typed.number("weight_kg"), typed.days("weighed_on"), typed.days("infused_on")
    if weighed is not None and given is not None and weighed.known and given.known:
        days = (given.known - weighed.known).days
        yield _limited(worded("book_dose_weight_age"), Decimal(days), worded("book_days", days=days),
                       _whole(settings, "weight_max_age_days"), at_most=True, unit=worded("book_days_unit"))
    last = None if course.last_weight is None else _decimal(course.last_weight[0])
    if weight is not None and last and course.last_weight is not None:
        change = (weight - last) * 100 / last
        limit = settings.decimal("weight_max_change_pct")
        figure = _limited(worded("book_dose_weight_change", before=last, day=f"{course.last_weight[1]:%m-%d}"),
                          abs(change), f"{_rounded(change, _TENTH):+} %", limit, at_most=True, unit=" %")
        yield figure


# -- the course


def _course(typed: EntryValues, settings: Settings) -> Iterator[Figure]:
    thawed, began, ended = (typed.clock(key) for key in ("thaw_ended_at", "started_at", "ended_at"))
    thawed = thawed or typed.clock("thaw_started_at")
    if thawed is not None and began is not None:
        yield _minutes("book_course_thaw", thawed, began, settings, "thaw_to_start_max_min")
    if began is not None and ended is not None:
        yield _minutes("book_course_duration", began, ended, settings, "infusion_max_min")


def _minutes(code: str, first: time, last: time, settings: Settings, setting: str) -> Figure:
    minutes = _between(first, last)
    return _limited(worded(code), Decimal(minutes), worded("book_minutes", minutes=minutes),
                    _whole(settings, setting), at_most=True, unit=worded("book_minutes_unit"))


def _between(first: time, last: time) -> int:
    """Minutes from one time of day to the next time of day that reads `last`, midnight passed at most once."""
    return (_of_day(last) - _of_day(first)) % _DAY


def _of_day(at: time) -> int:
    return at.hour * 60 + at.minute


# -- before the start


def _before(taken: Sequence[EntryValues], settings: Settings) -> Iterator[Figure]:
    """What the study asks of the vital signs before the start."""
    limits = settings.table("preinfusion_criteria")
    if not isinstance(limits, list):
        yield Figure(worded("book_before_limits"), note=_unset(), held=WithinLimit.OPEN)
        return
    row = next((row for row in taken if row.code("time_point") == "before"), None)
    for limit in limits:
        key = limit.get("field", "") if isinstance(limit, dict) else ""
        column = next((answer for row_ in taken for answer in row_.fields.values() if answer.key == key), None)
        if column is None or row is None:
            continue
        number = row.number(key)
        below, least = _decimal(limit.get("below")), _decimal(limit.get("from"))
        shown = NOTHING if number is None else Text(*[f"{number} {column.unit}".strip()] * 2)
        held = WithinLimit.OPEN if number is None else _kept(number, below, least)
        sign = f"< {below}" if below is not None else f"≥ {least}"
        yield Figure(worded("book_before_figure", field=column.label), shown, Text(sign, sign), held)


def _kept(number: Decimal, below: Decimal | None, least: Decimal | None) -> WithinLimit:
    inside = (below is None or number < below) and (least is None or number >= least)
    return WithinLimit.YES if inside else WithinLimit.NO


# -- the curve


def _curve(typed: EntryValues, taken: Sequence[EntryValues], settings: Settings) -> Curve:
    began, ended = typed.clock("started_at"), typed.clock("ended_at")
    times = [(row, at) for row in taken if (at := row.clock("taken_at")) is not None]
    if not times:
        return Curve()
    start = began or min(at for _, at in times)
    readings = sorted((_reading(row, at, start) for row, at in times), key=lambda one: one.minute)
    return Curve(tuple(readings), None if began is None or ended is None else _between(began, ended),
                 _fever(settings))


def _reading(row: EntryValues, at: time, start: time) -> VitalSigns:
    minute = (_of_day(at) - _of_day(start) + _DAY // 2) % _DAY - _DAY // 2
    pulse = row.number("pulse_per_min")
    return VitalSigns(minute, f"{at:%H:%M}", row.number("temperature_c"), None if pulse is None else int(pulse))


def _fever(settings: Settings) -> Decimal | None:
    limits = settings.table("preinfusion_criteria")
    for limit in limits if isinstance(limits, list) else ():
        if isinstance(limit, dict) and limit.get("field") == "temperature_c":
            return _decimal(limit.get("below"))
    return None


# -- small parts


def _need(typed: EntryValues, key: str) -> Decimal:
    number = typed.number(key)
    if number is None:
        raise ValueError(key)
    return number


def _tried(compute: Callable[[], Decimal]) -> Decimal | None:
    try:
        return compute()
    except (ValueError, ArithmeticError):
        return None


def _figure(
    code: str, number: Decimal | None, unit: str, absent: Text, *, note: Text = EMPTY, strong: bool = False
) -> Figure:
    """A number with its unit; where it is lacking, the fields that would give it."""
    if number is not None:
        return Figure(worded(code), Text(*[f"{_rounded(number, _places(number))} {unit}"] * 2), note, strong=strong)
    lacks = worded("book_dose_lacks", fields=absent) if absent != EMPTY else note
    return Figure(worded(code), note=lacks, held=WithinLimit.OPEN, strong=strong)


def _absent(typed: EntryValues, *keys: str) -> Text:
    """The labels of the fields among `keys` in which no number stands."""
    return listed(typed.fields[key].label for key in keys if key in typed.fields and typed.number(key) is None)


def _limited(
    label: Text, number: Decimal, shown: Text | str, limit: Decimal | None, *, at_most: bool, unit: Text | str
) -> Figure:
    """A number held against a limit of the study; open where the limit is not decided."""
    value = Text(shown, shown) if isinstance(shown, str) else shown
    after = Text(unit, unit) if isinstance(unit, str) else unit
    if limit is None:
        return Figure(label, value, _unset(), WithinLimit.OPEN)
    sign = "≤" if at_most else "≥"
    note = Text(f"{sign} {_plain(limit)}{after.zh}", f"{sign} {_plain(limit)}{after.en}")
    inside = number <= limit if at_most else number >= limit
    return Figure(label, value, note, WithinLimit.YES if inside else WithinLimit.NO)


def _unset() -> Text:
    return worded("book_unset")


def _whole(settings: Settings, setting: str) -> Decimal | None:
    number = settings.integer(setting)
    return None if number is None else Decimal(number)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _places(number: Decimal) -> Decimal:
    return _THOUSANDTH if abs(number) < 10 else _CENT


def _rounded(number: Decimal, places: Decimal) -> Decimal:
    return number.quantize(places, rounding=ROUND_HALF_UP)
