"""The limits of CTCAE entered a second time, from the published tables, and compared with what the program grades.

A line of a table is a report and, for v5.0 and v6.0, the walk from normal to grave: `0 ≤40 1 ≤120 2` is grade 0 up to
and with 40, grade 1 up to and with 120, grade 2 beyond it; with `<` and `>` the limit itself is the graver. `2+` is "at
least grade 2", `?` "not defined by this version", `!` "the clinical part alone decides", `same` a v6.0 without changes.
Sources: Common Terminology Criteria for Adverse Events, v5.0 (2017) and v6.0 (2025).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from ucbnk_desktop.protocol.ctcae import VERSIONS, Grade, grade
from ucbnk_desktop.protocol.facts import LabResult
from ucbnk_desktop.protocol.quantity import Quantity

# analyte, unit, LLN:ULN, [conditions]  | v5.0                                    | v6.0
COUNTS = """
anc 10^9/L 1.8:6.3                      | 0 ≥1.8 1 ≥1.5 2 ≥1.0 3 ≥0.5 4           | 0 ≥1.5 1 ≥1.0 2 ≥0.5 3 ≥0.1 4
plt 10^9/L 125:350                      | 0 ≥125 1 ≥75 2 ≥50 3 ≥25 4              | 0 ≥125 1+ ≥75 2+ ≥50 3+ ≥10 4
hb g/L 110:146                          | 0 ≥110 1+ ≥100 2+ ≥80 3+                | same
wbc 10^9/L 4.3:11.3                     | 0 ≥4.3 1 ≥3.0 2 ≥2.0 3 ≥1.0 4           | same
lym 10^9/L 1.5:4.6                      | 0 ≥1.5 1 ≥0.8 2 ≥0.5 3 ≥0.2 4           | 0 ≥1.5 1
inr - 0.8:1.15                          | 0 ≤1.2 1 ≤1.5 2 ≤2.5 3                  | same
inr - 0.8:1.15 was=1.4                  | 0 ≤1.2 1 ≤1.5 2 ≤2.5 3                  | same
inr - 0.8:1.15 anticoagulated was=2.4   | 0 ≤2.4 1 ≤3.6 2 ≤6.0 3                  | same
inr - 0.8:1.15 anticoagulated was=1.1   | 0 ≤1.1 1 ≤1.65 2 ≤2.75 3                | same
aptt s 25:40                            | 0 ≤40 1+ ≤60 2+ ≤100 3                  | same
fib g/L 2.4:4.0                         | 0 ≥2.4 1 ≥1.8 2 ≥1.2 3 ≥0.6 4           | same
fib g/L 1.6:4.0                         | 0 ≥1.6 1 ≥1.2 2 ≥0.8 3 ≥0.5 4           | same
fib g/L 2.4:4.0 was=3.2                 | 0 ≥2.4 1 ≥1.8 2 ≥1.2 3 ≥0.6 4           | same
fib g/L 2.4:4.0 was=2.4                 | 0 ≥2.4 1 ≥1.8 2 ≥1.2 3 ≥0.6 4           | same
fib g/L 3.0:4.0 was=2.4                 | 0 ≥2.4 1 >1.8 2 >1.2 3 >0.6 4           | same
fib g/L 2.0:4.0 was=1.6                 | 0 ≥1.6 1 >1.2 2 >0.8 3 ≥0.5 4           | same
"""
LIVER_AND_KIDNEY = """
tbil µmol/L :20                         | 0 ≤20 1 ≤30 2 ≤60 3 ≤200 4              | same
tbil µmol/L :20 was=20                  | 0 ≤20 1 ≤30 2 ≤60 3 ≤200 4              | same
tbil µmol/L :20 was=40                  | 0 ≤40 1 ≤60 2 ≤120 3 ≤400 4             | 0 ≤40 1 ≤60 2 ≤100 3 ≤400 4
crea µmol/L 20:40                       | 0 ≤40 1 ≤60 2 ≤120 3 ≤240 4             | same
crea µmol/L 20:40 was=50                | 0 ≤40 1 ≤60 2 ≤120 3 ≤240 4             | same
crea µmol/L 20:40 was=30                | 0 ≤40 1 ≤45 2 ≤90 3 ≤240 4              | 0 ≤40 1 ≤60 2 ≤120 3 ≤240 4
crea µmol/L 20:40 was=20                | 0 ≤30 2 ≤60 3 ≤240 4                    | 0 ≤40 1 ≤60 2 ≤120 3 ≤240 4
crea µmol/L 20:40 was=16                | 0 ≤24 2 ≤48 3 ≤240 4                    | same
alt U/L :40                             | 0 ≤40 1 ≤120 2 ≤200 3 ≤800 4            | same
alt U/L :40 was=40                      | 0 ≤40 1 ≤120 2 ≤200 3 ≤800 4            | same
alt U/L :40 was=100                     | 0 ≤100 ? <150 1 ≤300 2 ≤500 3 ≤2000 4   | 0 ≤100 1 ≤150 2 ≤200 3 ≤400 4
alt U/L :40 was=200                     | 0 ≤200 ? <300 1 ≤600 2 ≤1000 3 ≤4000 4  | 0 ≤200 1 ≤300 2 ≤400 3 ≤800 4
alt U/L :40 was=202                     | 0 ≤202 ? <303 1 ≤606 2 ≤1010 3 ≤4040 4  | 0 ≤202 1 ≤303 2 ≤404 ? ≤808 4
ast U/L :40                             | 0 ≤40 1 ≤120 2 ≤200 3 ≤800 4            | same
ast U/L :40 was=40                      | 0 ≤40 1 ≤120 2 ≤200 3 ≤800 4            | same
ast U/L :40 was=100                     | 0 ≤100 ? <150 1 ≤300 2 ≤500 3 ≤2000 4   | 0 ≤100 1 ≤150 2 ≤200 3 ≤400 4
ast U/L :40 was=200                     | 0 ≤200 ? <300 1 ≤600 2 ≤1000 3 ≤4000 4  | 0 ≤200 1 ≤300 2 ≤400 3 ≤800 4
ast U/L :40 was=202                     | 0 ≤202 ? <303 1 ≤606 2 ≤1010 3 ≤4040 4  | 0 ≤202 1 ≤303 2 ≤404 ? ≤808 4
ggt U/L :40                             | 0 ≤40 1 ≤100 2 ≤200 3 ≤800 4            | same
ggt U/L :40 was=40                      | 0 ≤40 1 ≤100 2 ≤200 3 ≤800 4            | same
ggt U/L :40 was=100                     | 0 ≤100 ? <200 1 ≤250 2 ≤500 3 ≤2000 4   | 0 ≤100 1 ≤150 2 ≤300 3 ≤1000 4
alp U/L :300                            | 0 ≤300 1 ≤750 2 ≤1500 3 ≤6000 4         | 0 ≤300 1
alp U/L :300 was=300                    | 0 ≤300 1 ≤750 2 ≤1500 3 ≤6000 4         | 0 ≤300 1
alp U/L :300 was=200                    | 0 ≤300 1 ≤750 2 ≤1500 3 ≤6000 4         | 0 ≤300 1
alp U/L :300 was=400                    | 0 ≤400 ? <800 1 ≤1000 2 ≤2000 3 ≤8000 4 | 0 ≤400 1
alb g/L 39:54                           | 0 ≥39 1 ≥30 2 ≥20 3+                    | same
upro_24h g/24h :0.15                    | 0 <0.15 1 <1.0 ?                        | same
upro_24h g/24h :0.15 adult              | 0 <0.15 1 <1.0 2 <3.5 3                 | same
upcr g/g :0.2                           | 0 ≤0.2 ? <0.5 2 ≤1.9 3                  | same
upcr g/g :0.2 adult                     | 0 ≤0.2 ?                                | same
"""
ELECTROLYTES = """
k mmol/L 3.7:5.3                        | 0 ≤5.3 1 ≤5.5 2 ≤6.0 3 ≤7.0 4           | same
k mmol/L 3.7:5.3                        | 0 ≥3.7 1+ ≥3.0 3 ≥2.5 4                 | same
na mmol/L 135:145                       | 0 ≤145 1 ≤150 2 ≤155 3 ≤160 4           | same
na mmol/L 135:145                       | 0 ≥135 1 ≥130 ? >129 2+ ≥125 ? >124 3 ≥120 4 | 0 ≥135 1 ≥130 2+ ≥125 3 ≥120 4
ca_corrected mmol/L 2.1:2.8             | 0 ≤2.8 1 ≤2.9 2 ≤3.1 3 ≤3.4 4           | same
ca_corrected mmol/L 2.1:2.8             | 0 ≥2.1 1 ≥2.0 2 ≥1.75 3 ≥1.5 4          | same
ca_corrected mg/dL 8.5:10.5             | 0 ≤10.5 1 ≤11.5 2 ≤12.5 3 ≤13.5 4       | same
ca_corrected mg/dL 8.5:10.5             | 0 ≥8.5 1 ≥8.0 2 ≥7.0 3 ≥6.0 4           | same
ica mmol/L 1.1:1.35                     | 0 ≤1.35 1 ≤1.5 2 ≤1.6 3 ≤1.8 4          | same
ica mmol/L 1.1:1.35                     | 0 ≥1.1 1 ≥1.0 2 ≥0.9 3 ≥0.8 4           | same
mg mmol/L 0.7:1.1                       | 0 ≤1.1 1 ≤1.23 3 ≤3.30 4                | same
mg mmol/L 0.7:1.1                       | 0 ≥0.7 1 ≥0.5 2 ≥0.4 3 ≥0.3 4           | same
mg mg/dL 1.7:2.6                        | 0 ≤2.6 1 ≤3.0 3 ≤8.0 4                  | same
mg mg/dL 1.7:2.6                        | 0 ≥1.7 1 ≥1.2 2 ≥0.9 3 ≥0.7 4           | same
glu mmol/L 3.9:6.1                      | 0 ≤6.1 !                                | 0 ≤6.1 ! ≤13.9 3 ≤27.8 4
glu mmol/L 3.9:6.1 fasting              | 0 ≤6.1 !                                | 0 ≤6.1 1 ≤8.9 2 ≤13.9 3 ≤27.8 4
glu mmol/L 3.9:6.1 fed                  | 0 ≤6.1 !                                | 0 ≤13.9 3 ≤27.8 4
glu mmol/L 3.9:6.1                      | 0 ≥3.9 1 ≥3.0 2 ≥2.2 3 ≥1.7 4           | same
glu mg/dL 70:110                        | 0 ≤110 !                                | 0 ≤110 ! ≤250 3 ≤500 4
glu mg/dL 70:110 fasting                | 0 ≤110 !                                | 0 ≤110 1 ≤160 2 ≤250 3 ≤500 4
glu mg/dL 70:110 fed                    | 0 ≤110 !                                | 0 ≤250 3 ≤500 4
glu mg/dL 70:110                        | 0 ≥70 1 ≥55 2 ≥40 3 ≥30 4               | same
"""
HEART = """
qtc ms :                                | 0 <450 1+ ≤480 ? <481 2+ ≤500 ? <501 3+ | 0 <450 1+ ≤480 ? <481 2+ ≤500 3+
qtc ms : was=380                        | 0 ≤440 3+                               | same
qtc ms : was=430                        | 0 <450 1+ ≤480 ? <481 2+ ≤490 3+        | same
qtc ms : was=490                        | 0 <450 1+ ≤480 ? <481 2+ ≤500 ? <501 3+ | 0 <450 1+ ≤480 ? <481 2+ ≤500 3+
lvef % :                                | 0 >50 2 ≥40 ? >39 3 ≥20 4               | 0 ≥50 ? >49 !
lvef % : was=65                         | 0 >55 2 ≥46 ? >45 3 ≥20 4               | 0 ≥50 ? >49 ! ≥40 3
lvef % : was=40                         | 0 >50 2 ≥40 ? >39 3 ≥20 4               | 0 ≥50 ? >49 ! ≥40 3
lvef % : was=39                         | 0 >50 2 ≥40 ? >39 3 ≥20 4               | 0 ≥50 ? >49 !
"""
_STEP = Decimal("0.0001")
_CONDITIONS = {
    "adult": {"child": False}, "fasting": {"fasting": True}, "fed": {"fasting": False},
    "anticoagulated": {"anticoagulated": True},
}


@dataclass(frozen=True)
class Line:
    analyte: str
    unit: str
    limits: str
    conditions: tuple[str, ...]
    version: str
    walk: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.analyte, self.unit, self.limits, *self.conditions, self.version))

    @property
    def scale(self) -> tuple[str, str, bool]:
        """Lines of one scale are tried at each other's limits: the analyte, its unit, whether a high value is grave."""
        return self.analyte, self.unit, self.walk[1][0] in "<≤"

    @property
    def was(self) -> Quantity | None:
        """The baseline."""
        return next((Quantity(Decimal(one[4:])) for one in self.conditions if one.startswith("was=")), None)

    def steps(self) -> Iterator[tuple[str, Decimal, str]]:
        """The sign of each limit, the limit and the grade beyond it."""
        for limit, graver in zip(self.walk[1::2], self.walk[2::2], strict=True):
            yield limit[0], Decimal(limit[1:]), graver

    def written(self, value: Decimal) -> Grade:
        """The grade that the walk writes for a value."""
        passes = {"<": operator.ge, "≤": operator.gt, ">": operator.le, "≥": operator.lt}
        passed = [graver for sign, mark, graver in self.steps() if passes[sign](value, mark)]
        sign = passed[-1] if passed else self.walk[0]
        if sign in "?!":
            return Grade(None, at_least=sign == "!", undefined=sign == "?")
        return Grade(int(sign[0]), at_least=sign.endswith("+"))

    def found(self, value: Decimal, *, limits: str | None = None, was: Quantity | None = None) -> Grade | None:
        """The grade that the program gives, with other limits or another baseline where wanted."""
        more: dict[str, Any] = {}
        for condition in self.conditions:
            more |= _CONDITIONS.get(condition, {})
        if baseline := was or self.was:
            more["baseline"] = _result(baseline, self.unit, self.limits)
        now = _result(Quantity(value), self.unit, self.limits if limits is None else limits)
        found = grade(self.analyte, now, version=self.version, **more)
        return found and replace(found, within_reference=False)


def _result(quantity: Quantity, unit: str, limits: str) -> LabResult:
    lln, uln = (Decimal(limit) if limit else None for limit in limits.split(":"))
    return LabResult(quantity, unit, lln, uln)


def _lines() -> Iterator[Line]:
    for line in (COUNTS + LIVER_AND_KIDNEY + ELECTROLYTES + HEART).splitlines():
        if line:
            (analyte, unit, limits, *conditions), v5, v6 = (part.split() for part in line.split("|"))
            for version, walk in (("5.0", v5), ("6.0", v5 if v6 == ["same"] else v6)):
                yield Line(analyte, unit, limits, tuple(conditions), version, tuple(walk))


LINES = tuple(_lines())
COMPARED = {line.analyte for line in LINES if line.was}
MARKS: dict[tuple[str, str, bool], set[Decimal]] = {}


for _line in LINES:
    MARKS.setdefault(_line.scale, set()).update(mark for _, mark, _ in _line.steps())


def _around(line: Line) -> Iterator[Decimal]:
    """Every limit that a line of the same scale names, and one step to either side of it."""
    for mark in sorted(MARKS[line.scale]):
        yield from (mark - _STEP, mark, mark + _STEP)


def _enzymes(*, raised: bool) -> list[Line]:
    """Tests held against the ULN or a baseline, by whether that was above the ULN."""
    lines = [(line, line.was) for line in LINES if line.analyte in ("tbil", "alt", "ast", "ggt")]
    return [line for line, was in lines if was and was.above(Decimal(line.limits.strip(":"))) is raised]


@pytest.mark.parametrize("line", LINES, ids=Line.__str__)
def test_that_each_version_grades_at_and_beside_every_limit_as_published(line: Line) -> None:
    for value in _around(line):
        assert line.found(value) == line.written(value), value


@pytest.mark.parametrize("line", _enzymes(raised=True), ids=Line.__str__)
def test_that_against_a_raised_baseline_a_report_needs_no_limit_of_its_own(line: Line) -> None:
    for value in _around(line):
        assert line.found(value, limits=":") == line.written(value), value


@pytest.mark.parametrize("line", _enzymes(raised=False), ids=Line.__str__)
def test_that_a_baseline_that_was_surely_not_raised_leaves_the_multiples_of_the_upper_limit(line: Line) -> None:
    assert line.was is not None
    for value in _around(line):
        assert line.found(value, was=replace(line.was, qualifier="<")) == line.written(value), value


@pytest.mark.parametrize("line", [line for line in LINES if line.analyte not in COMPARED], ids=Line.__str__)
def test_that_a_baseline_changes_no_grade_that_is_not_held_against_it(line: Line) -> None:
    for value in _around(line):
        for was in ("0.01", "9999"):
            assert line.found(value, was=Quantity(Decimal(was))) == line.written(value), value


@pytest.mark.parametrize(("analyte", "unit"), [
    ("dbil", "µmol/L"), ("ldh", "U/L"), ("urea", "mmol/L"), ("ua", "µmol/L"), ("ca", "mmol/L"), ("phos", "mmol/L"),
    ("pt", "s"), ("hbv_dna", "IU/mL"), ("ferritin", "µg/L"), ("nse", "µg/L"), ("vma", "mg/g"), ("hva", "mg/g"),
])
def test_that_what_has_no_line_in_the_tables_is_not_graded(analyte: str, unit: str) -> None:
    assert analyte not in {line.analyte for line in LINES}
    assert [grade(analyte, _result(Quantity(Decimal(3)), unit, "1:2"), version=one) for one in VERSIONS] == [None, None]
