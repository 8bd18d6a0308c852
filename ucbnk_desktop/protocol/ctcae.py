"""Grades of laboratory values, QTc and ejection fraction by CTCAE v5.0 (2017) and v6.0 (2025).

Only the numeric limits are here (docs/domain/toxicity-grades.md, Table of limits). Where the published text puts a
clinical alternative beside the number, the grade says that it is "at least" so much; where it leaves a gap between two
ranges, the grade says "not defined".

Source: National Cancer Institute, Common Terminology Criteria for Adverse Events,
https://dctd.cancer.gov/research/ctep-trials/for-sites/adverse-events
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import Final

from .facts import LabResult
from .quantity import Quantity
from .units import same_unit, to_unit


@dataclass(frozen=True, slots=True)
class Grade:
    """What the number alone says in one version of CTCAE.

    `number` is 0 (no grade) to 4, None where the number alone gives none; `at_least`: a clinical part, a missing limit
    or a qualifier (`>500`) could still raise it; `undefined`: the value falls into a gap of the version itself and the
    investigator decides; `within_reference`: the result lies inside the limits of its own report all the same.
    """

    number: int | None
    at_least: bool = False
    undefined: bool = False
    within_reference: bool = False

    @property
    def open(self) -> bool:
        """Whether the clinical part is still to be answered: another name of `at_least`."""
        return self.at_least


def grade(
    analyte: str,
    result: LabResult,
    *,
    version: str,
    baseline: LabResult | None = None,
    child: bool = True,
    fasting: bool | None = None,
    anticoagulated: bool = False,
) -> Grade | None:
    """The grade of one result; None where a unit or limit is missing and no fixed limit settles it.

    `baseline` is the participant's own earlier result, None while there is none and for the baseline itself, which is
    never graded against itself. `fasting` matters to glucose in v6.0 only, `anticoagulated` to INR only, `child` to
    urine protein only. Analytes without limits answer None; so does total calcium (`ca`), since the limits are those of
    `ca_corrected` (`units.corrected_calcium`) and `ica`. ValueError for a version other than `5.0` and `6.0`.
    """
    if version not in VERSIONS:
        raise ValueError(version)
    unit = _unit_of_limits(analyte, result)
    if unit is None or (put := _in_unit(analyte, result, unit)) is None:
        return None
    earlier = None if baseline is result else baseline
    comparable = earlier and _in_unit(analyte, earlier, unit)
    case = _Case(put, comparable, earlier is not None, child, fasting, anticoagulated)
    return _judged(case, version, [row for row in _TABLE if row.analyte == analyte and row.unit in (unit, "any")])


def grades(
    results: Mapping[str, LabResult], *, version: str, baseline: Mapping[str, LabResult], child: bool
) -> Mapping[str, Grade | None]:
    """`grade` of several results of one report, by analyte."""
    return {
        analyte: grade(analyte, result, version=version, baseline=baseline.get(analyte), child=child)
        for analyte, result in results.items()
    }


def grade_dipstick(code: str, *, version: str, child: bool = True) -> Grade | None:
    """The grade of a urine dipstick answer (`neg trace 1 2 3 4`); None for any other code.

    v5.0 words 2+ and more for adults only, so for a child it defines nothing there; v6.0 adds the child.
    """
    if version not in VERSIONS:
        raise ValueError(version)
    number = {"neg": 0, "trace": 0, "1": 1, "2": 2, "3": 2, "4": 3}.get(code)
    if number is None:
        return None
    if number > 1 and child and version == "5.0":
        return Grade(None, undefined=True)
    return Grade(number)


VERSIONS: Final = ("5.0", "6.0")
"""The versions that have tables here; which one counts is the frozen setting `ctcae_version`."""


# How the tables are written ------------------------------------------------------------------------------------------


class _Kind(IntEnum):
    """What standing on a step means; of two steps of equal height the later kind wins."""

    CLINICAL = 0
    GAP = 1
    NUMBER = 2


@dataclass(frozen=True, slots=True)
class _Step:
    """From one limit on, in one direction: `sign` `factor × of + shift`."""

    sign: str
    factor: Decimal
    of: str
    shift: Decimal
    height: int
    kind: _Kind
    open: bool

    def reached(self, quantity: Quantity, marks: Mapping[str, Decimal | None]) -> bool | None:
        """Whether the quantity stands on this step; None where it cannot be told."""
        mark = marks[self.of] if self.of else Decimal(1)
        if mark is None:
            return None
        compare: Callable[[Decimal], bool | None] = {
            "<": quantity.below, "<=": quantity.at_most, ">": quantity.above, ">=": quantity.at_least,
        }[self.sign]  # fmt: skip
        return compare(self.factor * mark + self.shift)


_GROUND: Final = _Step("", Decimal(0), "", Decimal(0), 0, _Kind.NUMBER, open=False)
_STEP = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)?(lln|uln|base|top)?([+-]\d+)?=([1-4?!])(\+?)")


# Cache: 0.12 of 4.1 ms, an assessment from nothing; depends on its argument only.
@cache
def _ladder(text: str) -> tuple[_Step, ...]:
    """Steps from mild to severe: `<lln=1` grade 1 below the LLN, `>=1.5base=2+` grade 2 with its clinical part open,
    `=?` a gap before the next grade, `=!` the clinical part alone decides."""
    steps: list[_Step] = []
    grade_below = 0
    for word in text.split():
        match = _STEP.fullmatch(word)
        assert match is not None, word
        sign, number, of, shift, mark, plus = match.groups("")
        kind = {"?": _Kind.GAP, "!": _Kind.CLINICAL}.get(mark, _Kind.NUMBER)
        height = int(mark) if kind is _Kind.NUMBER else grade_below + 1
        steps.append(_Step(sign, Decimal(number or 1), of, Decimal(shift or 0), height, kind, bool(plus)))
        grade_below = height if kind is _Kind.NUMBER else grade_below
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Row:
    """One ladder of one analyte in both versions: "" where a version has none, `same` where v6.0 changed nothing.

    `unit` is the one the limits are written in, `any` where they are multiples of the report's own limits; `when` is a
    condition of `_Case`.
    """

    analyte: str
    unit: str
    v5: str
    v6: str = "same"
    when: str = "always"

    def steps(self, version: str) -> tuple[_Step, ...]:
        """The ladder in `version`."""
        return _ladder(self.v5 if version == "5.0" or self.v6 == "same" else self.v6)


def _enzyme(analyte: str, normal: str, high: str, v6_high: str, *, v6_normal: str = "same") -> tuple[_Row, ...]:
    """The two ladders of a test that is held against the ULN, or against a baseline that was above it."""
    return (
        _Row(analyte, "any", normal, v6_normal, "not_high"),
        _Row(analyte, "any", high, v6_high, "high"),
    )


def _transaminase(analyte: str) -> tuple[_Row, ...]:
    return (
        *_enzyme(analyte, ">uln=1 >3uln=2 >5uln=3 >20uln=4", ">base=? >=1.5base=1 >3base=2 >5base=3 >20base=4", ""),
        _Row(analyte, "any", "", ">base=1 >1.5base=2 >2base=3 >4base=4", "high_to_5"),
        _Row(analyte, "any", "", ">base=1 >1.5base=2 >2base=? >4base=4", "high_over_5"),
    )


_BILIRUBIN: Final = ">uln=1 >1.5uln=2 >3uln=3 >10uln=4"
_GGT: Final = ">uln=1 >2.5uln=2 >5uln=3 >20uln=4"
_GGT_HIGH: Final = ">base=? >=2base=1 >2.5base=2 >5base=3 >20base=4"

_TABLE: Final[tuple[_Row, ...]] = (
    _Row("anc", "10^9/L", "<lln=1 <1.5=2 <1.0=3 <0.5=4", "<1.5=1 <1.0=2 <0.5=3 <0.1=4"),
    _Row("plt", "10^9/L", "<lln=1 <75=2 <50=3 <25=4", "<lln=1+ <75=2+ <50=3+ <10=4"),
    _Row("hb", "g/L", "<lln=1+ <100=2+ <80=3+"),
    _Row("wbc", "10^9/L", "<lln=1 <3.0=2 <2.0=3 <1.0=4"),
    _Row("lym", "10^9/L", "<lln=1 <0.8=2 <0.5=3 <0.2=4", "<lln=1"),
    *_enzyme("tbil", _BILIRUBIN, ">base=1 >1.5base=2 >3base=3 >10base=4", ">base=1 >1.5base=2 >2.5base=3 >10base=4"),
    _Row("crea", "any", ">uln=1 >1.5uln=2 >3uln=3 >6uln=4"),
    _Row("crea", "any", ">1.5base=2 >3base=3", "", "baseline"),
    _Row("crea", "any", "", ">1.5base=2 >3base=3", "low"),
    *_transaminase("alt"),
    *_transaminase("ast"),
    *_enzyme("ggt", _GGT, _GGT_HIGH, ">base=1 >1.5base=2 >3base=3 >10base=4"),
    *_enzyme("alp", _GGT, _GGT_HIGH, "", v6_normal=""),
    _Row("alp", "any", "", ">top=1"),
    _Row("alb", "g/L", "<lln=1 <30=2 <20=3+"),
    _Row("inr", "", ">1.2=1 >1.5=2 >2.5=3", when="not_anticoagulated"),
    _Row("inr", "", ">base=1 >1.5base=2 >2.5base=3", when="anticoagulated"),
    _Row("aptt", "any", ">uln=1+ >1.5uln=2+ >2.5uln=3"),
    _Row("fib", "g/L", "<0.5=4"),
    _Row("fib", "g/L", "<lln=1 <0.75lln=2 <0.5lln=3 <0.25lln=4", when="not_low"),
    _Row("fib", "g/L", "<base=1 <=0.75base=2 <=0.5base=3 <=0.25base=4", when="low"),
    _Row("k", "mmol/L", ">uln=1 >5.5=2 >6.0=3 >7.0=4"),
    _Row("k", "mmol/L", "<lln=1+ <3.0=3 <2.5=4"),
    _Row("na", "mmol/L", ">uln=1 >150=2 >155=3 >160=4"),
    _Row("na", "mmol/L", "<lln=1 <130=? <=129=2+ <125=? <=124=3 <120=4", "<lln=1 <130=2+ <125=3 <120=4"),
    _Row("ca_corrected", "mmol/L", ">uln=1 >2.9=2 >3.1=3 >3.4=4"),
    _Row("ca_corrected", "mmol/L", "<lln=1 <2.0=2 <1.75=3 <1.5=4"),
    _Row("ca_corrected", "mg/dL", ">uln=1 >11.5=2 >12.5=3 >13.5=4"),
    _Row("ca_corrected", "mg/dL", "<lln=1 <8.0=2 <7.0=3 <6.0=4"),
    _Row("ica", "mmol/L", ">uln=1 >1.5=2 >1.6=3 >1.8=4"),
    _Row("ica", "mmol/L", "<lln=1 <1.0=2 <0.9=3 <0.8=4"),
    _Row("mg", "mmol/L", ">uln=1 >1.23=3 >3.30=4"),
    _Row("mg", "mmol/L", "<lln=1 <0.5=2 <0.4=3 <0.3=4"),
    _Row("mg", "mg/dL", ">uln=1 >3.0=3 >8.0=4"),
    _Row("mg", "mg/dL", "<lln=1 <1.2=2 <0.9=3 <0.7=4"),
    _Row("glu", "mmol/L", "<lln=1 <3.0=2 <2.2=3 <1.7=4"),
    _Row("glu", "mmol/L", ">uln=!", ""),
    _Row("glu", "mmol/L", "", ">13.9=3 >27.8=4"),
    _Row("glu", "mmol/L", "", ">uln=!", "fasting_unknown"),
    _Row("glu", "mmol/L", "", ">uln=1 >8.9=2", "fasting"),
    _Row("glu", "mg/dL", "<lln=1 <55=2 <40=3 <30=4"),
    _Row("glu", "mg/dL", ">uln=!", ""),
    _Row("glu", "mg/dL", "", ">250=3 >500=4"),
    _Row("glu", "mg/dL", "", ">uln=!", "fasting_unknown"),
    _Row("glu", "mg/dL", "", ">uln=1 >160=2", "fasting"),
    _Row("qtc", "ms", ">=450=1+ >480=? >=481=2+ >500=? >=501=3+", ">=450=1+ >480=? >=481=2+ >500=3+"),
    _Row("qtc", "ms", ">base+60=3+", when="baseline"),
    _Row("lvef", "%", "<=50=2 <40=? <=39=3 <20=4", "<50=? <=49=!"),
    _Row("lvef", "%", "<=base-10=2 <base-19=? <=base-20=3", "", "baseline"),
    _Row("lvef", "%", "", "<40=3", "was_40_or_more"),
    _Row("upro_24h", "g/24 h", ">=uln=1 >=1.0=?"),
    _Row("upro_24h", "g/24 h", ">=1.0=2 >=3.5=3", when="adult"),
    _Row("upcr", "g/g", ">uln=?"),
    _Row("upcr", "g/g", ">=0.5=2 >1.9=3", when="child"),
)
"""The limits of both versions; high and low are ladders of their own, the highest step reached counts."""


# How a result is put to the tables -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """A result and its baseline in the unit of the limits, with what else the terms ask for.

    `baseline` is None also where there is one (`has_baseline`) that cannot be compared.
    """

    now: LabResult
    baseline: LabResult | None
    has_baseline: bool
    child: bool
    fasting: bool | None
    anticoagulated: bool

    def marks(self) -> dict[str, Decimal | None]:
        """What `lln`, `uln`, `base` and `top` (the higher of ULN and baseline) are here; None where not known."""
        base = None if self.baseline is None else self.baseline.quantity.exact
        uln = self.now.uln
        top = None if uln is None or (base is None and self.has_baseline) else max(uln, base or uln)
        return {"lln": self.now.lln, "uln": uln, "base": base, "top": top}

    def holds(self, when: str) -> bool | None:
        """Whether a ladder with the condition `when` applies; None where it cannot be told."""
        return _CONDITIONS[when](self)

    def against_baseline(self, ask: Callable[[LabResult], bool | None]) -> bool | None:
        """The answer of the baseline: no where there is none, unknown where it cannot be compared."""
        if self.baseline is None:
            return None if self.has_baseline else False
        return ask(self.baseline)


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _low(case: _Case) -> bool | None:
    return case.against_baseline(lambda was: None if was.lln is None else was.quantity.below(was.lln))


def _high(case: _Case) -> bool | None:
    return case.against_baseline(lambda was: None if was.uln is None else was.quantity.above(was.uln))


def _over_5(case: _Case) -> bool | None:
    return case.against_baseline(lambda was: None if was.uln is None else was.quantity.above(5 * was.uln))


def _high_to_5(case: _Case) -> bool | None:
    return _high(case) and not _over_5(case)


_CONDITIONS: Final[Mapping[str, Callable[[_Case], bool | None]]] = {
    "always": lambda _: True,
    "baseline": lambda case: case.against_baseline(lambda _: True),
    "low": _low,
    "not_low": lambda case: _not(_low(case)),
    "high": _high,
    "not_high": lambda case: _not(_high(case)),
    "high_to_5": _high_to_5,
    "high_over_5": _over_5,
    "was_40_or_more": lambda case: case.against_baseline(lambda was: was.quantity.at_least(Decimal(40))),
    "child": lambda case: case.child,
    "adult": lambda case: not case.child,
    "fasting": lambda case: case.fasting is True,
    "fasting_unknown": lambda case: case.fasting is None,
    "anticoagulated": lambda case: case.anticoagulated,
    "not_anticoagulated": lambda case: not case.anticoagulated,
}


def _unit_of_limits(analyte: str, result: LabResult) -> str | None:
    """The unit in which `result` is graded: its own where there are limits in it; None where there are no limits."""
    units = [row.unit for row in _TABLE if row.analyte == analyte]
    if "any" in units:
        return result.unit.strip() or None
    own = (unit for unit in units if same_unit(unit, result.unit))
    return next(own, units[0] if units else None)


def _in_unit(analyte: str, result: LabResult, unit: str) -> LabResult | None:
    """`result` with its limits in `unit`; a limit of zero or less is no limit. None where it cannot be compared."""

    def put(magnitude: Decimal | None) -> Decimal | None:
        if magnitude is None or magnitude <= 0:
            return None
        converted = to_unit(analyte, Quantity(magnitude), result.unit, unit)
        return None if converted is None else converted.magnitude

    quantity = to_unit(analyte, result.quantity, result.unit, unit)
    return None if quantity is None else LabResult(quantity, unit, put(result.lln), put(result.uln))


def _judged(case: _Case, version: str, rows: Iterable[_Row]) -> Grade | None:
    """The highest step that is surely reached, provided that no higher one is possible."""
    surely = possibly = _GROUND
    marks = case.marks()
    for row in rows:
        applies = case.holds(row.when)
        if applies is False:
            continue
        sure, maybe = _standing(row.steps(version), case.now.quantity, marks)
        possibly = max(possibly, maybe, key=_rank)
        if applies:
            surely = max(surely, sure, key=_rank)
    return _named(surely, possibly, _within(case.now))


def _standing(steps: Iterable[_Step], quantity: Quantity, marks: Mapping[str, Decimal | None]) -> tuple[_Step, _Step]:
    """The last step surely reached, and the last one that is possibly reached."""
    surely = possibly = _GROUND
    for step in steps:
        reached = step.reached(quantity, marks)
        if reached:
            surely = possibly = step
        elif reached is None:
            possibly = step
    return surely, possibly


def _rank(step: _Step) -> tuple[int, int]:
    return step.height, step.kind


def _named(surely: _Step, possibly: _Step, within: bool) -> Grade | None:
    """The grade where both steps are the same, "at least" where only more than a grade is possible, None else."""
    if _rank(surely) == _rank(possibly):
        number = surely.height if surely.kind is _Kind.NUMBER else None
        open_part = surely.open or surely.kind is _Kind.CLINICAL
        return Grade(number, open_part, surely.kind is _Kind.GAP, within)
    if surely.kind is _Kind.NUMBER and surely.height:
        return Grade(surely.height, at_least=True, within_reference=within)
    return None


def _within(result: LabResult) -> bool:
    """Whether the result lies inside the limits its report prints; false where it prints none."""
    above_lln = result.lln is None or result.quantity.at_least(result.lln)
    below_uln = result.uln is None or result.quantity.at_most(result.uln)
    return bool(above_lln and below_uln and (result.lln or result.uln))
