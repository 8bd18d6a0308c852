"""Laboratory limits: the parts of I12, E4 and E11."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache

from .dates import completed_years
from .facts import Entry, LabResult, Missing
from .findings import (
    NOTHING,
    Conclusion,
    Finding,
    asks,
    contradiction,
    earliest,
    holds,
    lacking,
    lacks,
    seen,
    shown,
    stops,
    worst,
)
from .plausibility import absurd
from .quantity import Quantity
from .renal import bedside_schwartz, cockcroft_gault
from .rule_context import SEX, RuleContext, code_in, day_of, misdated
from .rules import (
    Measured,
    at_most,
    at_most_times_uln,
    compared_to_uln,
    judgement,
    plain,
    quantity_in,
    result_in,
    said_no,
    sampled,
    sampled_as_ruled,
    without_uln,
)
from .samples import Sample, Series, valid_until
from .units import neutrophils
from .verdicts import FieldRef, Reason

CELLS = "10^9/L"


@cache
def lab(*keys: str, validity: str = "lab") -> Series:
    """The laboratory entries that hold one of `keys`."""
    return Series("laboratory", keys, f"validity_days_{validity}")


ANC = lab("anc", "neutrophil_segmented_percent")
DIP, PROTEIN_24H, UPCR = lab("upro_dip"), lab("upro_24h"), lab("upcr")


# I12.1 and I12.2


def neutrophils_sufficient(case: RuleContext) -> Finding:
    """I12.1: ANC as printed, else from white cells and differential; the lower limit where the marrow is involved."""

    def judge(case: RuleContext, sample: Sample) -> Finding:
        value = _neutrophils(sample)
        if isinstance(value, Finding):
            return value
        limits = case.limits
        found = _cells(case, Measured(sample, "anc", "ANC", value), limits.anc_min, limits.anc_min_marrow)
        return worst((found, _computed(sample, value)))

    return sampled_as_ruled(ANC, judge)(case)


def _computed(sample: Sample, value: Quantity) -> Finding:
    """How a count that the report does not print was computed; nothing of a printed one."""
    if isinstance(sample.entry.value("anc"), LabResult):
        return NOTHING
    keys = ("wbc", "neutrophil_segmented_percent", "neutrophil_band_percent")
    white, segmented, band = (shown(sample.entry.answer(key)) for key in keys)
    reason = Reason.of("why_anc_computed", white=white, segmented=segmented, band=band, value=str(value))
    evidence = tuple(datum for key in keys for datum in seen(sample.entry, key, on=sample.on))
    return Finding(Conclusion.HOLDS, (reason,), evidence)


def platelets_sufficient(case: RuleContext) -> Finding:
    """I12.2: platelets as printed; the lower limit where the marrow is involved."""

    def judge(case: RuleContext, sample: Sample) -> Finding:
        value = quantity_in(sample.entry, sample.ref("plt"), CELLS)
        if isinstance(value, Finding):
            return value
        limits = case.limits
        return _cells(case, Measured(sample, "plt", "PLT", value), limits.plt_min, limits.plt_min_marrow)

    return sampled_as_ruled(lab("plt"), judge)(case)


def _neutrophils(sample: Sample) -> Quantity | Finding:
    printed = sample.entry.answer("anc")
    if printed is not None and printed.missing not in (Missing.NOT_DONE, Missing.NOT_APPLICABLE):
        return quantity_in(sample.entry, sample.ref("anc"), CELLS)
    computed = neutrophils_computed(sample.entry)
    return computed if computed is not None else lacking(sample.ref("anc"), printed)


def neutrophils_computed(entry: Entry) -> Quantity | None:
    """Neutrophils from white cells and differential, in 10⁹/L; None where a part is absent or cannot be."""
    white = quantity_in(entry, FieldRef("laboratory", "wbc"), CELLS)
    parts = [entry.value(f"neutrophil_{part}_percent") for part in ("segmented", "band")]
    percents = [part for part in parts if isinstance(part, Decimal) and part >= 0]
    if isinstance(white, Finding) or len(percents) < 2 or sum(percents) > 100:
        return None
    return neutrophils(white, percents[0], percents[1])


def _cells(case: RuleContext, count: Measured, limit: Decimal, lower: Decimal) -> Finding:
    """A cell count against its limit, or against the lower one that marrow involvement opens."""
    if count.value.at_least(limit):
        return _with_sample(count.holds("why_at_least", "≥", str(limit)), count.sample)
    if count.value.below(lower):
        return _with_sample(count.stops("why_below", "≥", str(lower)), count.sample)
    marrow = marrow_evidence(case)
    if isinstance(marrow, Finding):
        return _opened(count, limit, lower, marrow)
    if count.value.below(limit):
        return worst((count.stops("why_below", "≥", str(limit)), holds("why_no_marrow"), _sampled(count.sample)))
    return count.straddles(str(limit))


def _opened(count: Measured, limit: Decimal, lower: Decimal, marrow: Finding) -> Finding:
    """What the lower limit gives, once `marrow` opens it; what is missing for that, where it does not yet."""
    if marrow.conclusion is not Conclusion.HOLDS:
        short = Reason.of(
            "why_below_needs_marrow", name=count.name, value=str(count.value), limit=str(limit), lower=str(lower)
        )
        return Finding(marrow.conclusion, (short, *marrow.reasons), count.seen(f"≥ {limit}"), marrow.missing)
    if count.value.at_least(lower):
        return worst((count.holds("why_at_least_marrow", "≥", str(lower)), marrow, _sampled(count.sample)))
    return count.straddles(str(lower))


def _sampled(sample: Sample) -> Finding:
    return holds("why_sampled", on=sample.on, until=sample.valid_until)


def marrow_evidence(case: RuleContext) -> Finding | None:
    """Whether marrow involvement opens the lower limits: holds, what is missing for it, or None where it does not."""
    involved = case.yes("diagnosis", "marrow_involved")
    if isinstance(involved, Finding):
        return involved
    if not involved:
        return None
    evidence = case.code("diagnosis", "marrow_evidence")
    if isinstance(evidence, Finding):
        return evidence
    if evidence == "none":
        ref = FieldRef("diagnosis", "marrow_evidence")
        return lacks("why_no_evidence", ref, field=ref)
    if evidence == "imaging" and case.ruling("R-MARROW") == "marrow_positive":
        return None
    validity = "validity_days_marrow" if evidence == "marrow" else "validity_days_mibg_pet"
    return _examined(case, "marrow_examined_on", validity, "why_marrow")


def _examined(case: RuleContext, key: str, validity: str, code: str) -> Finding:
    ref, entry = FieldRef("diagnosis", key), case.entry("diagnosis")
    on = day_of(entry.value(key))
    if on is None:
        return lacking(ref, entry.answer(key))
    until = valid_until(case, ref, on, validity)
    return until if isinstance(until, Finding) else holds(code, *seen(entry, key), valid_until=until, on=on)


# I12.3


def bilirubin_within(case: RuleContext) -> Finding:
    """I12.3: total bilirubin, and direct too if R-BILI says so."""
    times = case.limits.bilirubin_max_uln
    both = case.ruling("R-BILI") == "both_total_and_direct"
    wanted = [("tbil", "TBIL"), ("dbil", "DBIL")][: 2 if both else 1]
    return worst(_times_uln(case, key, name, times) for key, name in wanted)


def _times_uln(case: RuleContext, key: str, name: str, times: Decimal) -> Finding:
    def judge(_: RuleContext, sample: Sample) -> Finding:
        return _with_sample(at_most_times_uln(sample, key, name, times), sample)

    return sampled_as_ruled(lab(key), judge)(case)


def _with_sample(finding: Finding, sample: Sample) -> Finding:
    return worst((finding, _sampled(sample))) if finding.conclusion in (Conclusion.HOLDS, Conclusion.FAILS) else finding


# I12.4


def creatinine_within(case: RuleContext) -> Finding:
    """I12.4: serum creatinine against its upper limit, with or without a clearance as R-CREA says."""
    return sampled_as_ruled(lab("crea"), _creatinine)(case)


def _creatinine(case: RuleContext, sample: Sample) -> Finding:
    serum = _with_sample(at_most_times_uln(sample, "crea", "SCr", case.limits.creatinine_max_uln), sample)
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
    rates = _rates(case, sample)
    if isinstance(rates, Finding):
        return NOTHING
    cg, schwartz = (format(rate, ".1f") for rate in rates)
    return Finding(Conclusion.HOLDS, (Reason.of("why_clearance_shown", cg=cg, schwartz=schwartz),))


def _clearance(case: RuleContext, sample: Sample, limit: Decimal) -> Finding:
    """A clearance limit: both formulas must agree, for neither is meant for every age."""
    rates = _misdated_sizes(case) or _rates(case, sample)
    if isinstance(rates, Finding):
        return rates
    evidence = seen(sample.entry, "crea", on=sample.on)
    shown_rates = {"cg": format(rates[0], ".1f"), "schwartz": format(rates[1], ".1f"), "limit": str(limit)}
    if all(rate >= limit for rate in rates):
        return holds("why_clearance", *evidence, valid_until=sample.valid_until, **shown_rates)
    if all(rate < limit for rate in rates):
        return stops("why_clearance_low", *evidence, **shown_rates)
    return asks("why_clearance_differs", *evidence, **shown_rates)


def _rates(case: RuleContext, sample: Sample) -> tuple[Decimal, Decimal] | Finding:
    """Cockcroft-Gault and bedside Schwartz from the creatinine of `sample`."""
    creatinine, body = quantity_in(sample.entry, sample.ref("crea"), "µmol/L"), _body(case)
    born, sex = case.birth(), case.code(SEX.form, SEX.field, ("male", "female"))
    if isinstance(creatinine, Finding) or isinstance(body, Finding) or isinstance(born, Finding) \
            or isinstance(sex, Finding):
        return worst(part for part in (creatinine, body, born, sex) if isinstance(part, Finding))
    weight, height = body
    value = creatinine.exact
    if value is None:
        return lacks("why_straddles", sample.ref("crea"), name="SCr", value=str(creatinine), limit="—")
    years = completed_years(born, sample.on)
    return (
        cockcroft_gault(age_years=years, weight_kg=weight, creatinine_umol_l=value, female=sex == "female"),
        bedside_schwartz(height_cm=height, creatinine_umol_l=value),
    )


def _body(case: RuleContext) -> tuple[Decimal, Decimal] | Finding:
    """Weight (kg) and height (cm) as measured last; two sizes of one moment contradict each other."""
    weighed = _weighed(case)
    last = max(map(_measured_at, weighed), default=None)
    latest = [entry for entry in weighed if _measured_at(entry) == last] or [Entry("vital_signs", None)]
    differing = [FieldRef("vital_signs", key) for key in _SIZES if len({entry.value(key) for entry in latest}) > 1]
    if differing:
        return contradiction(*differing)
    return _sizes(latest[0])


_SIZES = ("weight_kg", "height_cm")
_MEASURED = FieldRef("vital_signs", "measured_at")


def _sizes(entry: Entry) -> tuple[Decimal, Decimal] | Finding:
    weight, height = (_size(entry, key) for key in _SIZES)
    if weight is None or height is None:
        return worst(
            lacking(FieldRef("vital_signs", key), entry.answer(key))
            for key, value in zip(_SIZES, (weight, height), strict=True) if value is None
        )
    return weight, height


def _size(entry: Entry, key: str) -> Decimal | None:
    value = entry.value(key)
    return value if isinstance(value, Decimal) and not absurd(key, Quantity(value)) else None


def _misdated_sizes(case: RuleContext) -> Finding | None:
    """The finding that sizes are of a day that cannot be: they hide nothing, and must be put right first."""
    days = (day_of(entry.value(_MEASURED.field)) for entry in _weighed(case))
    found = [wrong for day in days if day is not None and (wrong := misdated(case, _MEASURED, day))]
    return worst(found) if found else None


def _weighed(case: RuleContext) -> list[Entry]:
    return [entry for entry in case.facts.all("vital_signs") if entry.value("weight_kg") is not None]


def _measured_at(entry: Entry) -> datetime:
    at = entry.value(_MEASURED.field)
    return at if isinstance(at, datetime) else datetime.min  # noqa: DTZ901 - moments are those of the site's clock


# I12.5


def transaminases_within(case: RuleContext) -> Finding:
    """I12.5: ALT and AST, each against its own upper limit; five times where the liver is involved."""
    return worst(_transaminase(case, key, key.upper()) for key in ("alt", "ast"))


def _transaminase(case: RuleContext, key: str, name: str) -> Finding:
    def judge(_: RuleContext, sample: Sample) -> Finding:
        return _with_sample(_transaminase_in(case, sample, key, name), sample)

    return sampled_as_ruled(lab(key), judge)(case)


def _transaminase_in(case: RuleContext, sample: Sample, key: str, name: str) -> Finding:
    result = result_in(sample.entry, sample.ref(key))
    if isinstance(result, Finding):
        return result
    if result.uln is None:
        return without_uln(sample, key, name)
    limits = case.limits
    measured = Measured(sample, key, name, result.quantity)
    plainly = compared_to_uln(measured, limits.transaminase_max_uln, result.uln)
    if plainly.conclusion is Conclusion.HOLDS:
        return plainly
    widened = compared_to_uln(measured, limits.transaminase_max_uln_liver, result.uln)
    if widened.conclusion is Conclusion.FAILS:
        return plainly
    liver = liver_evidence(case)
    if liver is None:
        return worst((plainly, holds("why_no_liver")))
    if liver.conclusion is not Conclusion.HOLDS:
        return Finding(liver.conclusion, (*plainly.reasons, *liver.reasons), plainly.evidence, liver.missing)
    return worst((widened, liver))


def liver_evidence(case: RuleContext) -> Finding | None:
    """Whether liver metastasis widens the limit: holds, what is missing for it, or None where there is none."""
    involved = case.yes("diagnosis", "liver_metastasis")
    if isinstance(involved, Finding):
        return involved
    if not involved:
        return None
    evidence = case.code("diagnosis", "liver_evidence")
    if isinstance(evidence, Finding):
        return evidence
    if evidence == "none":
        ref = FieldRef("diagnosis", "liver_evidence")
        return lacks("why_no_evidence", ref, field=ref)
    validity = "validity_days_mibg_pet" if evidence == "mibg_pet" else "validity_days_ct_mri"
    return _examined(case, "liver_examined_on", validity, "why_liver")


# E4


def clotting_safe(case: RuleContext) -> Finding:
    """E4: A any value over its limit, B bleeding tendency or treatment; R-COAG says whether one of them excludes."""
    values = worst(_clotting(case, key, judge) for key, judge in _CLOTTING.items())
    tendency = worst((said_no(case.entry("medical_history"), _TENDENCY), _treatment(case)))
    over = [finding.conclusion is Conclusion.FAILS for finding in (values, tendency)]
    if all(over) or not any(over):
        return worst((values, tendency))
    if case.ruling("R-COAG") == "either":
        return worst((values, tendency))
    one, other = (values, tendency) if over[0] else (tendency, values)
    if other.conclusion is not Conclusion.HOLDS:
        return other
    until = earliest((one.valid_until, other.valid_until))
    alone = holds("why_one_limb", *one.evidence, *other.evidence, valid_until=until)
    return worst((judgement(case, "E4"), alone, Finding(Conclusion.HOLDS, one.reasons)))


_TENDENCY = FieldRef("medical_history", "bleeding_tendency")


def _treatment(case: RuleContext) -> Finding:
    ref, entry = FieldRef("medical_history", "anticoagulant_therapy"), case.entry("medical_history")
    given = case.yes(ref.form, ref.field)
    if isinstance(given, Finding) or not given:
        return said_no(entry, ref, "anticoagulant_kind")
    kind = case.code(ref.form, "anticoagulant_kind")
    if isinstance(kind, Finding):
        return kind
    evidence = seen(entry, "anticoagulant_kind")
    if kind == "line_lock" and case.ruling("R-LOCK") == "not_therapy":
        return holds("why_line_lock", *evidence)
    return stops("why_yes", *evidence, field=ref)


def _clotting(case: RuleContext, key: str, judge: Callable[[RuleContext, Sample], Finding]) -> Finding:
    return sampled(lab(key, validity="coag"), judge)(case)


def _inr(case: RuleContext, sample: Sample) -> Finding:
    ratio = quantity_in(sample.entry, sample.ref("inr"), "")
    if isinstance(ratio, Finding):
        return ratio
    return at_most(Measured(sample, "inr", "INR", ratio), case.limits.inr_max)


def _prothrombin(case: RuleContext, sample: Sample) -> Finding:
    seconds = quantity_in(sample.entry, sample.ref("pt"), "s")
    if isinstance(seconds, Finding):
        return seconds
    result = result_in(sample.entry, sample.ref("pt"))
    assert not isinstance(result, Finding)
    if result.uln is None:
        return without_uln(sample, "pt", "PT")
    return _at_most_plus(Measured(sample, "pt", "PT", seconds), result.uln, case.limits.pt_over_uln_seconds)


def _at_most_plus(measured: Measured, uln: Decimal, plus: Decimal) -> Finding:
    """`value <= ULN + plus`, with the sum shown."""
    limit = plain(uln + plus)
    within = measured.value.at_most(uln + plus)
    if within is None:
        return measured.straddles(limit)
    arguments = {"uln": str(uln), "plus": str(plus)}
    if within:
        return measured.holds("why_at_most_plus", "≤", limit, **arguments)
    return measured.stops("why_above_plus", "≤", limit, **arguments)


def _aptt(case: RuleContext, sample: Sample) -> Finding:
    return at_most_times_uln(sample, "aptt", "APTT", case.limits.aptt_max_uln)


_CLOTTING = {"inr": _inr, "pt": _prothrombin, "aptt": _aptt}


# E11


def urine_protein_low(case: RuleContext) -> Finding:
    """E11: dipstick from 1+ and 24 h protein from 1.0 g together exclude."""
    samples = DIP.deciding(case)
    if isinstance(samples, Finding):
        return samples
    return worst(_dipstick(case, sample) for sample in samples)


def _dipstick(case: RuleContext, sample: Sample) -> Finding:
    code = code_in(sample.entry, sample.ref("upro_dip"), ("neg", "trace", "1", "2", "3", "4"))
    if isinstance(code, Finding):
        return code
    evidence = seen(sample.entry, "upro_dip", on=sample.on)
    if code in ("neg", "trace") or int(code) < case.limits.urine_dip_from:
        return holds("why_dip_low", *evidence, valid_until=sample.valid_until, field=sample.ref("upro_dip"))
    dip = Finding(Conclusion.HOLDS, (Reason.of("why_dip", grade=code),), evidence, valid_until=sample.valid_until)
    return worst((dip, _protein(case)))


_NOT_COLLECTED = frozenset(("why_missing", "why_not_done", "why_not_answerable"))


def _protein(case: RuleContext) -> Finding:
    finding = sampled(PROTEIN_24H, _protein_24h)(case)
    if not _uncollected(finding):
        return finding
    rule = case.choice("R-UPCR")
    if rule.word == "24h_required":
        return finding
    if rule.number is None:
        return asks("why_number_open", ruling="R-UPCR")
    limit = rule.number
    return sampled(UPCR, lambda _, sample: _protein_below(sample, "upcr", "UPCR", "g/g", limit))(case)


def _uncollected(finding: Finding) -> bool:
    """Whether no 24 hours were collected: a result that lacks only its day, or that is awaited, was."""
    codes = {reason.code for reason in finding.reasons}
    return finding.missing == (PROTEIN_24H.field,) and codes <= _NOT_COLLECTED


def _protein_24h(case: RuleContext, sample: Sample) -> Finding:
    return _protein_below(sample, "upro_24h", "24 h", "g/24 h", case.limits.urine_protein_from)


def _protein_below(sample: Sample, key: str, name: str, unit: str, limit: Decimal) -> Finding:
    value = quantity_in(sample.entry, sample.ref(key), unit)
    if isinstance(value, Finding):
        return value
    measured = Measured(sample, key, name, value)
    low = value.below(limit)
    if low is None:
        return measured.straddles(str(limit))
    if low:
        return measured.holds("why_protein_low", "<", str(limit), unit=unit)
    return measured.stops("why_protein_high", "<", str(limit), unit=unit)
