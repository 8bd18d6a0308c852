"""E2  The heart: ischaemia, arrhythmia, QTc, heart failure, ejection fraction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ucbnk_desktop.protocol.facts import Answer, Entry, Missing, Value
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    compared,
    given,
    held,
    holds,
    impossible,
    lacking,
    seen,
    stops,
    worst,
)
from ucbnk_desktop.protocol.laboratory_limits import beyond_possible
from ucbnk_desktop.protocol.qtc import FORMULAS, qtc
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import SEX, RuleContext
from ucbnk_desktop.protocol.rules import judgement, said_no, unless_judged_against
from ucbnk_desktop.protocol.samples import Sample, Series
from ucbnk_desktop.protocol.sampling import sampled
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Reason

from .criterion import EXCLUSION, Criterion

HISTORY = "medical_history"
ECG = Series("ecg_echo", ("qt_ms", "heart_rate_per_min", "qtc_printed_ms"), "validity_days_ecg", timed="")
ECHO = Series("ecg_echo", ("lvef_percent",), "validity_days_echo", timed="")

CorrectedQT: TypeAlias = tuple[str, Decimal, tuple[Evidence, ...]]
"""The name of a formula, the QTc by it in milliseconds, and what it was computed from."""


def heart_sound(case: RuleContext) -> Finding:
    """E2: ischaemia below grade 2, rhythm controlled, QTc and LVEF within limits, no heart failure III-IV."""
    return worst((
        _ischaemia(case), said_no(case.entry(HISTORY), FieldRef(HISTORY, "arrhythmia_uncontrolled")),
        sampled(ECG, _qtc)(case), _heart_failure(case), sampled(ECHO, _ejection)(case),
    ))


def _ischaemia(case: RuleContext) -> Finding:
    return given(case.code(HISTORY, "ischaemia_grade", ("0", "1", "2", "3", "4"))).then(
        lambda grade: _ischaemia_below(case, grade)
    )


def _ischaemia_below(case: RuleContext, grade: str) -> Finding:
    limit = case.limits.ischaemia_grade
    evidence = held(seen(case.entry(HISTORY), "ischaemia_grade"), compared(int(grade), limit), limit=Limit("<", limit))
    if int(grade) >= limit:
        return stops("why_ischaemia", *evidence, grade=grade, limit=limit)
    shown = Finding(Conclusion.HOLDS, evidence=evidence)
    return worst((judgement(case, "E2"), shown)) if grade != "0" else shown


def _heart_failure(case: RuleContext) -> Finding:
    entry = case.entry(HISTORY)
    nyha, ross = entry.value("nyha_class"), entry.value("ross_class")
    if nyha in ("III", "IV"):
        return stops("why_heart_failure", *seen(entry, "nyha_class"), name="NYHA", grade=str(nyha))
    if ross in ("III", "IV"):
        if case.ruling("R-HF-INFANT") == "ross_III_IV_counts":
            return stops("why_heart_failure", *seen(entry, "ross_class"), name="Ross", grade=str(ross))
        return worst((judgement(case, "E2"), _graded(case, nyha, ross)))
    return _graded(case, nyha, ross)


def _graded(case: RuleContext, nyha: Value | None, ross: Value | None) -> Finding:
    """The NYHA class must be known; where it does not fit an infant, the Ross class stands in for it."""
    entry, answer = case.entry(HISTORY), case.entry(HISTORY).answer("nyha_class")
    evidence = (*seen(entry, "nyha_class"), *seen(entry, "ross_class"))
    if nyha is not None:
        return Finding(Conclusion.HOLDS, evidence=evidence)
    until = _infant_until(case) if ross is not None and _not_applicable(answer) else None
    if until is None:
        return lacking(FieldRef(HISTORY, "nyha_class"), answer)
    return Finding(Conclusion.HOLDS, evidence=evidence, valid_until=until)


def _infant_until(case: RuleContext) -> date | None:
    """The last day on which an infant is one; None for an older child."""
    below = case.limits.infant_below_years
    return given(case.birth()).if_known(
        lambda born: case.infant_until(born) if case.age(born, case.judged_on) < below else None
    )


def _not_applicable(answer: Answer | None) -> bool:
    """Whether the investigator said that the question does not fit: an infant has a Ross class instead."""
    return answer is not None and answer.missing is Missing.NOT_APPLICABLE


def _qtc(case: RuleContext, sample: Sample) -> Finding:
    return given(case.code(SEX.form, SEX.field, ("male", "female")), _corrected(case, sample)).then(
        lambda sex, corrected: _qtc_below(case, sample, sex, corrected)
    )


def _qtc_below(case: RuleContext, sample: Sample, sex: str, corrected: CorrectedQT) -> Finding:
    limit = case.limits.qtc_male if sex == "male" else case.limits.qtc_female
    name, value, evidence = corrected
    below = Limit("<", limit, "ms", of="QTc")
    evidence = held(evidence, compared(value, limit), limit=below)
    arguments = {"name": name, "value": _milliseconds(value, limit), "limit": str(limit)}
    qt, rate = _measured(sample, "qt_ms"), _measured(sample, "heart_rate_per_min")
    both = given(qt, rate).if_known(lambda _qt, _rate: _formulas(sample, limit)) or NOTHING
    if value >= limit:
        return worst((stops("why_qtc_long", *evidence, **arguments), both))
    return worst((holds("why_qtc", *evidence, valid_until=sample.valid_until, **arguments), both))


def _formulas(sample: Sample, limit: Decimal) -> Finding:
    """Bazett and Fridericia beside each other, whichever formula decides; where they disagree, that too."""
    corrected = sample.entry.cached(intervals)
    values = {formula: corrected[formula] for formula in ("bazett", "fridericia")}
    differ = len({value >= limit for value in values.values()}) > 1
    shown = {formula: _milliseconds(value, limit) for formula, value in values.items()}
    reason = Reason.of("why_qtc_formulas", **shown)
    if differ:
        reason = Reason.of("why_qtc_formulas_differ", limit=str(limit), **shown)
    return Finding(Conclusion.HOLDS, (reason,))


def intervals(entry: Entry) -> Mapping[str, Decimal]:
    """The corrected QT interval by every formula, of an entry whose QT and heart rate can be."""
    qt, rate = entry.value("qt_ms"), entry.value("heart_rate_per_min")
    assert isinstance(qt, Decimal)
    assert isinstance(rate, Decimal)
    return {formula: qtc(formula, qt, rate) for formula in FORMULAS}


def _milliseconds(value: Decimal, limit: Decimal) -> str:
    """A QTc as it is shown: one decimal, more where one would hide on which side of the limit it lies."""
    for places in (".1f", ".3f", ".6f"):
        text = format(value, places)
        if (Decimal(text) >= limit) == (value >= limit):
            return text
    return str(value)


def _corrected(case: RuleContext, sample: Sample) -> CorrectedQT | Finding:
    """The QTc that R-QTC asks for, with the name of its formula."""
    rule = case.ruling("R-QTC")
    if rule == "machine":
        return given(_measured(sample, "qtc_printed_ms")).then(
            lambda printed: ("QTc", printed, seen(sample.entry, "qtc_printed_ms", sample.on))
        )
    evidence = tuple(datum for key in ("qt_ms", "heart_rate_per_min") for datum in seen(sample.entry, key, sample.on))
    return given(_measured(sample, "qt_ms"), _measured(sample, "heart_rate_per_min")).then(
        lambda _qt, _rate: (*corrected_qt(sample.entry, rule), evidence)
    )


def corrected_qt(entry: Entry, rule: str) -> tuple[str, Decimal]:
    """The name of the formula that R-QTC names, and the QTc by it; of an entry whose QT and heart rate can be."""
    formulas = ("bazett", "fridericia") if rule == "worse_of_bazett_fridericia" else (rule,)
    longest, formula = max((entry.cached(intervals)[formula], formula) for formula in formulas)
    return f"QTc {formula.capitalize()}", longest


def _measured(sample: Sample, key: str) -> Decimal | Finding:
    value = sample.entry.value(key)
    if not isinstance(value, Decimal):
        return lacking(sample.ref(key), sample.entry.answer(key))
    if value <= 0:
        return impossible(sample.ref(key), str(value))
    return beyond_possible(sample.ref(key), Quantity(value)) or value


def _ejection(case: RuleContext, sample: Sample) -> Finding:
    return given(_measured(sample, "lvef_percent")).then(lambda value: _ejection_at_least(case, sample, value))


def _ejection_at_least(case: RuleContext, sample: Sample, value: Decimal) -> Finding:
    limit = case.limits.lvef_min
    data = seen(sample.entry, "lvef_percent", on=sample.on)
    evidence = held(data, compared(value, limit), limit=Limit("≥", limit))
    if value < limit:
        return stops("why_lvef_low", *evidence, value=str(value), limit=str(limit))
    return holds("why_lvef", *evidence, valid_until=sample.valid_until, value=str(value), limit=str(limit))


E2 = Criterion(
    "E2", EXCLUSION, form="medical_history",
    limits=("ischaemia_grade", "qtc_male", "qtc_female", "lvef_min", "infant_below_years"),
    rulings=("R-QTC", "R-HF-INFANT"),
    settings=("screening_window_days", "validity_days_ecg", "validity_days_echo"),
    rule=unless_judged_against("E2", heart_sound),
)
