"""I12.4  Creatinine within 1.5 times its upper limit, with or without a clearance (R-CREA)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.facts import Entry
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    asks,
    contradiction,
    given,
    holds,
    lacking,
    lacks,
    seen,
    stops,
    worst,
)
from ucbnk_desktop.protocol.laboratory_limits import at_most_times_uln, quantity_in
from ucbnk_desktop.protocol.laboratory_results import lab, with_sample
from ucbnk_desktop.protocol.plausibility import absurd
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.renal import bedside_schwartz, cockcroft_gault
from ucbnk_desktop.protocol.rule_context import SEX, RuleContext, day_of, misdated
from ucbnk_desktop.protocol.samples import Sample
from ucbnk_desktop.protocol.sampling import sampled_as_ruled
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .criterion import INCLUSION, Criterion

Rates: TypeAlias = tuple[Decimal, Decimal]
"""Creatinine clearance by Cockcroft-Gault and by bedside Schwartz."""
Body: TypeAlias = tuple[Decimal, Decimal]
"""Weight in kg and height in cm."""


def creatinine_within(case: RuleContext) -> Finding:
    """I12.4: serum creatinine against its upper limit, with or without a clearance as R-CREA says."""
    return sampled_as_ruled(lab("crea"), _creatinine)(case)


def _creatinine(case: RuleContext, sample: Sample) -> Finding:
    serum = with_sample(at_most_times_uln(sample, "crea", "SCr", case.limits.creatinine_max_uln), sample)
    if serum.conclusion is Conclusion.MISSING:
        return serum
    rule = case.choice("R-CREA")
    if rule.word == "scr_only":
        return worst((serum, _clearance_shown(case, sample)))
    settled = Conclusion.FAILS if rule.word == "scr_and_clearance" else Conclusion.HOLDS
    if serum.conclusion is settled:
        return serum
    if rule.number is None:
        return asks("why_number_open", ruling="R-CREA")
    clearance = _clearance(case, sample, rule.number)
    return worst((serum, clearance)) if settled is Conclusion.FAILS else clearance


def _clearance_shown(case: RuleContext, sample: Sample) -> Finding:
    """Both clearances beside serum creatinine, where they can be computed: information, it decides nothing."""
    return given(_rates(case, sample)).if_known(
        lambda rates: Finding(Conclusion.HOLDS, (Reason.of("why_clearance_shown", **_written(rates)),))
    ) or NOTHING


def _written(rates: Rates) -> dict[str, str]:
    cockcroft, schwartz = rates
    return {"cg": format(cockcroft, ".1f"), "schwartz": format(schwartz, ".1f")}


def _clearance(case: RuleContext, sample: Sample, limit: Decimal) -> Finding:
    """A clearance limit: both formulas must agree, for neither is meant for every age."""
    return given(_misdated_sizes(case) or _rates(case, sample)).then(
        lambda rates: _clearance_at_least(sample, rates, limit)
    )


def _clearance_at_least(sample: Sample, rates: Rates, limit: Decimal) -> Finding:
    evidence = seen(sample.entry, "crea", on=sample.on)
    shown_rates = {**_written(rates), "limit": str(limit)}
    if all(rate >= limit for rate in rates):
        return holds("why_clearance", *evidence, valid_until=sample.valid_until, **shown_rates)
    if all(rate < limit for rate in rates):
        return stops("why_clearance_low", *evidence, **shown_rates)
    return asks("why_clearance_differs", *evidence, **shown_rates)


def _rates(case: RuleContext, sample: Sample) -> Rates | Finding:
    """Cockcroft-Gault and bedside Schwartz from the creatinine of `sample`."""
    return given(
        quantity_in(sample.entry, sample.ref("crea"), "µmol/L"), _body(case),
        case.birth(), case.code(SEX.form, SEX.field, ("male", "female")),
    ).then(lambda creatinine, body, born, sex: _computed(sample, creatinine, body, born, sex))


def _computed(sample: Sample, creatinine: Quantity, body: Body, born: date, sex: str) -> Rates | Finding:
    weight, height = body
    value = creatinine.exact
    if value is None:
        return lacks("why_straddles", sample.ref("crea"), name="SCr", value=str(creatinine), limit="—")
    years = completed_years(born, sample.on)
    return (
        cockcroft_gault(age_years=years, weight_kg=weight, creatinine_umol_l=value, female=sex == "female"),
        bedside_schwartz(height_cm=height, creatinine_umol_l=value),
    )


def _body(case: RuleContext) -> Body | Finding:
    """Weight and height as measured last; two sizes of one moment contradict each other."""
    weighed = _weighed(case)
    last = max(map(_measured_at, weighed), default=None)
    latest = [entry for entry in weighed if _measured_at(entry) == last] or [Entry("vital_signs", None)]
    differing = [FieldRef("vital_signs", key) for key in _SIZES if len({entry.value(key) for entry in latest}) > 1]
    if differing:
        return contradiction(*differing)
    weight, height = (_size(latest[0], key) for key in _SIZES)
    return given(weight, height).then(lambda weight, height: (weight, height))


_SIZES = ("weight_kg", "height_cm")
_MEASURED = FieldRef("vital_signs", "measured_at")


def _size(entry: Entry, key: str) -> Decimal | Finding:
    value = entry.value(key)
    if isinstance(value, Decimal) and not absurd(key, Quantity(value)):
        return value
    return lacking(FieldRef("vital_signs", key), entry.answer(key))


def _misdated_sizes(case: RuleContext) -> Finding | None:
    """The finding that sizes are of a day that cannot be: they hide nothing, and must be put right first."""
    days = (day_of(entry.value(_MEASURED.field)) for entry in _weighed(case))
    misdays = [wrong for day in days if day is not None and (wrong := misdated(case, _MEASURED, day))]
    return worst(misdays) if misdays else None


def _weighed(case: RuleContext) -> list[Entry]:
    return [entry for entry in case.facts.all("vital_signs") if entry.value("weight_kg") is not None]


def _measured_at(entry: Entry) -> datetime:
    at = entry.value(_MEASURED.field)
    return at if isinstance(at, datetime) else datetime.min  # noqa: DTZ901 - moments are those of the site's clock


I12_4 = Criterion(
    "I12.4", INCLUSION, form="laboratory",
    limits=("creatinine_max_uln",),
    rulings=("R-SAMPLE", "R-CREA"),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_lab"),
    rule=creatinine_within,
)
