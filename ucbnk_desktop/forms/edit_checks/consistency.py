"""Checks of answers against each other inside one entry: what cannot both be true, and what seldom is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.entry_values import EntryValues
from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.dosing import slipped_factor, target_total, viable_nk
from ucbnk_desktop.protocol.qtc import FORMULAS, qtc
from ucbnk_desktop.protocol.scales import scale_at
from ucbnk_desktop.protocol.verdicts import FieldRef

from .result import CheckContext, CheckResult, Rows, error, query

_Check = Callable[[EntryValues, CheckContext], Iterator[CheckResult]]

_IN_ORDER: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("diagnosis", ""): (("diagnosed_on", "brain_stable_since"),),
    ("prior_therapy", "chemotherapy"): (("started_on", "last_dose_on"),),
    ("prior_therapy", "trials"): (("last_dose_on", "ended_on"),),
    ("infusion", ""): (
        ("weighed_on", "infused_on"), ("infused_on", "expires_at"), ("thaw_started_at", "thaw_ended_at"),
        ("thaw_ended_at", "started_at"), ("started_at", "ended_at"),
    ),
    ("adverse_event", ""): (("started_on", "ended_on"),),
    ("concomitant_medication", ""): (("started_on", "ended_on"),),
    ("protocol_deviation", ""): (("occurred_on", "reported_on"),),
}
"""By form and rows-field: two days, or two times of one day, of which the first is never after the second."""

_NOT_ABOVE: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("vital_signs", ""): (("diastolic_mmhg", "systolic_mmhg"),),
    ("infusion", "vitals"): (("diastolic_mmhg", "systolic_mmhg"),),
    ("infusion", ""): (("volume_given_ml", "volume_prepared_ml"),),
    ("laboratory", ""): (("anc", "wbc"), ("lym", "wbc"), ("dbil", "tbil")),
}
"""By form and rows-field: two numbers of which the first is a part of the second, or always below it."""

_DIFFERENTIAL_TOLERANCE = Decimal("0.1")
_QTC_TOLERANCE = Decimal(10)


def score_findings(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    """A performance score that cannot be, and a scale that is not the one for the age (docs/domain/scales.md)."""
    if typed.form != "performance":
        return
    if typed.code("karnofsky_score") == "0":
        yield error("karnofsky_score", "field_karnofsky_zero")
    if typed.code("lansky_score") == "0":
        yield query("lansky_score", "field_lansky_zero")
    days, scale = typed.days("assessed_on"), typed.code("scale")
    if days is None or days.known is None or context.born is None or scale is None or days.known < context.born:
        return
    age = completed_years(context.born, days.known)
    right = scale_at(age)
    if scale != right:
        yield query("scale", "field_wrong_scale", age=age, on=days.known, scale=right.capitalize())


def unasked_rows(definition: FormDefinition, entry: EntryValues, rows: Rows) -> Iterator[CheckResult]:
    """Rows that stand although their question was answered otherwise: an error where the answer is no."""
    for field in definition.rows_fields:
        count = len(rows.get(field.key, ()))
        if not count or field.key in entry.fields or field.when is None:
            continue
        gate = entry.answer(field.when.field)
        if gate is not None and gate.code is not None:
            contradiction = error if gate.code == "no" else query
            yield contradiction(field.when.field, "field_rows_contradict", count=count)


def contradictions(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    """Everything strange between the answers of one entry, or of one row."""
    place = (typed.form, typed.rows_field)
    for earlier, later in _IN_ORDER.get(place, ()):
        yield from _in_order(typed, earlier, later)
    for smaller, larger in _NOT_ABOVE.get(place, ()):
        yield from _not_above(typed, smaller, larger)
    for check in _OWN.get(place, ()):
        yield from check(typed, context)


def _ref(typed: EntryValues, key: str) -> FieldRef:
    return FieldRef(typed.form, typed.within + key)


def _in_order(typed: EntryValues, earlier: str, later: str) -> Iterator[CheckResult]:
    first, second = typed.days(earlier), typed.days(later)
    if first is not None and second is not None and second.last < first.first:
        yield query(typed.within + later, "field_earlier_than", other=_ref(typed, earlier), on=str(first))
    before, after = typed.clock(earlier), typed.clock(later)
    if before is not None and after is not None and after < before:
        yield query(typed.within + later, "field_earlier_than", other=_ref(typed, earlier), on=f"{before:%H:%M}")


def _not_above(typed: EntryValues, smaller: str, larger: str) -> Iterator[CheckResult]:
    values = [typed.result(key) if typed.form == "laboratory" else typed.number(key) for key in (smaller, larger)]
    part, limit = values
    if part is not None and limit is not None and part > limit:
        yield query(typed.within + smaller, "field_above_other", other=_ref(typed, larger), limit=limit)


def _neutrophils(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """Percentages above 100 together; a printed count away from what they give.

    The count is that of docs/domain/laboratory.md, Neutrophils from the differential.
    """
    segmented, band = typed.number("neutrophil_segmented_percent"), typed.number("neutrophil_band_percent")
    if segmented is None:
        return
    percent = segmented + (band or Decimal(0))
    if percent > 100:
        yield query("neutrophil_band_percent", "field_sum_above_hundred", sum=percent)
        return
    white, printed = typed.result("wbc"), typed.result("anc")
    if white is None or printed is None or band is None:
        return
    computed = white * percent / 100
    if abs(computed - printed) > _DIFFERENTIAL_TOLERANCE:
        yield query("anc", "field_anc_differs", computed=computed.quantize(Decimal("0.01")))


def _corrected_qt(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    """A printed QTc away from its own formula; a QTc without the sex that its limit depends on (criterion E2)."""
    qt, rate = typed.number("qt_ms"), typed.number("heart_rate_per_min")
    printed, formula = typed.number("qtc_printed_ms"), typed.code("qtc_formula") or ""
    if formula in FORMULAS and printed is not None and qt is not None and rate is not None and qt > 0 and rate > 0:
        computed = qtc(formula, qt, rate)
        if abs(computed - printed) > _QTC_TOLERANCE:
            yield query("qtc_printed_ms", "field_qtc_differs", computed=computed.quantize(Decimal("0.1")))
    if qt is not None and not context.sex:
        yield query("qt_ms", "field_sex_needed", other=FieldRef("demographics", "sex"))


def _infections(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """An infection that needs intravenous treatment is an active one (criteria E13 and E19)."""
    any_, intravenous = {
        "medical_history": ("active_infection", "intravenous_treatment"),
        "infusion": ("infection_treatment_today", "intravenous_infection_today"),
    }[typed.form]
    if typed.code(any_) == "no" and typed.code(intravenous) == "yes":
        yield error(intravenous, "field_infection_contradicts", other=_ref(typed, any_))


def _guardians(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """Two mothers or two fathers."""
    relation = typed.code("second_guardian_relation")
    if relation in ("mother", "father") and relation == typed.code("guardian_relation"):
        yield query("second_guardian_relation", "field_same_as", other=_ref(typed, "guardian_relation"))


def _two_persons(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """The second check of the product is done by another person."""
    second = typed.code("checked_by_2")
    if second is not None and second == typed.code("checked_by_1"):
        yield query("checked_by_2", "field_same_person", other=_ref(typed, "checked_by_1"))


def _label(typed: EntryValues, context: CheckContext) -> Iterator[CheckResult]:
    """The bag is labelled for another participant: the gravest slip there is."""
    label = typed.code("label_code")
    if label is not None and context.participant and label.strip().casefold() != context.participant.casefold():
        yield query("label_code", "field_label_differs", participant=context.participant)


def _expiry(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """The product is used up before it expires, on the day of expiry too."""
    expires, days = typed.moment("expires_at"), typed.days("infused_on")
    at: time | None = typed.clock("ended_at") or typed.clock("started_at")
    if expires is None or days is None or days.known != expires.date() or at is None:
        return
    if datetime.combine(days.known, at) > expires:
        yield query("expires_at", "field_expired", at=f"{at:%H:%M}")


def _dose(typed: EntryValues, _: CheckContext) -> Iterator[CheckResult]:
    """Viable NK cells prepared about 10, 100 or 1000 times off the planned dose: a slip of the unit."""
    cells, viability, nk = (typed.number(key) for key in ("total_cells_e6", "viability_percent", "nk_percent"))
    weight, planned = typed.number("weight_kg"), typed.number("planned_dose_e6_per_kg")
    if cells is None or viability is None or nk is None or weight is None or planned is None:
        return
    if not (0 <= viability <= 100 and 0 <= nk <= 100):
        return
    prepared = viable_nk(cells, viability_percent=viability, nk_percent=nk)
    factor = slipped_factor(prepared, target_total(planned, weight))
    if factor is not None:
        yield query("total_cells_e6", "field_dose_slip", times=factor, other=_ref(typed, "planned_dose_e6_per_kg"))


_OWN: Mapping[tuple[str, str], tuple[_Check, ...]] = {
    ("consent", ""): (_guardians,),
    ("medical_history", ""): (_infections,),
    ("laboratory", ""): (_neutrophils,),
    ("ecg_echo", ""): (_corrected_qt,),
    ("infusion", ""): (_infections, _label, _two_persons, _expiry, _dose),
}
"""The checks that belong to one form alone."""
