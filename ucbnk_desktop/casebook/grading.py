"""What follows from results: multiples of the upper limit, toxicity grades, and how a graded number was computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import FormDefinition, Kind
from ucbnk_desktop.protocol import ctcae
from ucbnk_desktop.protocol.criteria.e02_heart import corrected_qt
from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult
from ucbnk_desktop.protocol.findings import Finding
from ucbnk_desktop.protocol.laboratory_limits import quantity_in, result_in, sound_results
from ucbnk_desktop.protocol.plausibility import absurd
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import corrected_calcium, to_unit
from ucbnk_desktop.protocol.verdicts import FieldRef
from ucbnk_desktop.wording import Text

from .chart import Chart, day_in
from .infusion_schedule import first_day
from .model import Grading
from .words import EMPTY, listed, worded

_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")
_OF_ONE_ECG = frozenset(("qt_ms", "heart_rate_per_min"))
"""What belongs together: neither is taken without the other."""


@dataclass(frozen=True, slots=True)
class GradingRules:
    """By what results are graded: the CTCAE version, the formula of R-QTC; None where they are not decided.

    `child`: under 18. `baseline` are the results that count as this participant's own before treatment; None for an
    entry of before treatment itself.
    """

    version: str | None
    qtc_by: str | None = None
    child: bool = True
    baseline: Entry | None = None

    def grade(self, analyte: str, result: LabResult, before: LabResult | None = None) -> ctcae.Grade | None:
        """The grade of one result; None while the version is not set, or where nothing can be said."""
        if self.version not in ctcae.VERSIONS:
            return None
        return ctcae.grade(analyte, result, version=self.version, baseline=before, child=self.child)

    def grades(self, results: Mapping[str, LabResult]) -> Mapping[str, ctcae.Grade | None]:
        """The grades of laboratory results, by field; none while the version is not set."""
        if self.version not in ctcae.VERSIONS:
            return {}
        answers = {} if self.baseline is None else self.baseline.answers
        values = {key: answer.value for key, answer in answers.items() if key in results}
        before = {key: value for key, value in values.items() if isinstance(value, LabResult)}
        return ctcae.grades(results, version=self.version, baseline=before, child=self.child)

    def said(self, grade: ctcae.Grade | None) -> Text:
        """A grade in words: `CTCAE 5.0：至少2级`."""
        if grade is None:
            return worded("book_grade_none", version=self.version)
        if grade.number is None:
            code = "book_grade_undefined" if grade.undefined else "book_grade_clinical"
            return worded(code, version=self.version)
        at_least = grade.at_least and grade.number
        return worded("book_grade_at_least" if at_least else "book_grade", version=self.version, grade=grade.number)


def derived(
    definition: FormDefinition, values: Mapping[str, str], grading: GradingRules, *, today: date
) -> Mapping[str, Grading]:
    """What can be said of each result in `values`, by field key: of laboratory results, QTc and ejection fraction.

    Nothing is said of a value that cannot be (`protocol.possible`), or whose unit or limits cannot be right.
    """
    entry = entry_of(definition, None, values, {}, today=today)
    results = sound_results(entry, [field.key for field in definition.fields if field.kind is Kind.LAB])
    graded = grading.grades(results)
    gradings = {key: _result(result, graded.get(key)) for key, result in results.items()}
    if grading.version in ctcae.VERSIONS:
        for key, more in _of_form(entry, grading):
            times = gradings[key].times_uln if key in gradings else ""
            gradings[key] = Grading(times, more.grade, more.number, more.note)
    return gradings


def notes(found: Mapping[str, Grading]) -> tuple[Text, ...]:
    """How graded numbers were computed, and why one was not graded, as sentences."""
    return tuple(grading.note for grading in found.values() if grading.note != EMPTY)


def told(found: Mapping[str, Grading]) -> Text:
    """The same as one text."""
    return listed(notes(found), zh="；", en="; ")


def baseline_of(chart: Chart, form: str, entry: int | None, values: Mapping[str, str]) -> Entry | None:
    """The last results up to the day of the first infusion, for an entry after it; None for all others."""
    started, day = first_day(chart), day_in(values.get(chart.forms[form].dated_by, ""))
    if started is None:
        return None
    before = [earlier for earlier in chart.all(form) if chart.dated(earlier) <= started]
    if (day is not None and day <= started) or (day is None and any(earlier.number == entry for earlier in before)):
        return None
    in_order = sorted(before, key=lambda result: (chart.dated(result), result.number))
    numbers = [result.number for result in in_order if result.number != entry]
    return _last_of_each(chart.facts.all(form), numbers)


def times_uln(result: LabResult) -> str:
    """`2.48` times the upper limit of the report, half up to two places, with the qualifier of the result."""
    if not result.uln or result.uln <= 0:
        return ""
    ratio = (result.quantity.magnitude / result.uln).quantize(_CENT, rounding=ROUND_HALF_UP)
    return f"{result.quantity.qualifier}{ratio}"


def _last_of_each(entries: Iterable[Entry], numbers: list[int]) -> Entry | None:
    """The last value of each field over the entries `numbers`, in their order."""
    by_number = {entry.number: entry for entry in entries}
    chosen = [by_number[number] for number in numbers if number in by_number]
    answers: dict[str, Answer] = {}
    for given in chosen:
        known = {key: answer for key, answer in given.answers.items() if answer.value is not None}
        torn = () if known.keys() >= _OF_ONE_ECG else _OF_ONE_ECG
        answers |= {key: answer for key, answer in known.items() if key not in torn}
    return Entry(chosen[-1].form, chosen[-1].number, answers) if chosen else None


def _ref(entry: Entry, key: str) -> FieldRef:
    return FieldRef(entry.form, key)


def _result(result: LabResult, grade: ctcae.Grade | None) -> Grading:
    graded = _graded(grade)
    return Grading(times_uln(result), graded.grade, graded.number)


def _graded(grade: ctcae.Grade | None, note: Text = EMPTY) -> Grading:
    """`2`; `≥2` where a clinical part could raise it, `(2)` inside the report's own limits, `?` where undefined."""
    if grade is None:
        return Grading(note=note)
    if grade.number is None:
        return Grading("", "?", None, note)
    text = f"≥{grade.number}" if grade.at_least and grade.number else str(grade.number)
    return Grading("", f"({text})" if grade.within_reference and grade.number else text, grade.number, note)


def _of_form(entry: Entry, grading: GradingRules) -> Iterator[tuple[str, Grading]]:
    """What needs more than one result, or is no laboratory result."""
    if entry.form == "laboratory":
        yield from _calcium(entry, grading)
        yield from _dipstick(entry, grading)
    if entry.form == "ecg_echo":
        yield from _interval(entry, grading)
        yield from _ejection(entry, grading)


def _calcium(entry: Entry, grading: GradingRules) -> Iterator[tuple[str, Grading]]:
    """Total calcium is graded as corrected by albumin, in the unit of the report; without albumin it is not."""
    ref, albumin = _ref(entry, "ca"), quantity_in(entry, _ref(entry, "alb"), "g/L")
    result, calcium = result_in(entry, ref), quantity_in(entry, ref, "mmol/L")
    if isinstance(result, Finding) or isinstance(calcium, Finding):
        return
    if isinstance(albumin, Finding) or albumin.exact is None:
        yield "ca", Grading(note=worded("book_calcium_uncorrected"))
        return
    corrected = corrected_calcium(calcium, albumin.exact)
    reported = to_unit("ca", corrected, "mmol/L", result.unit)
    assert reported is not None
    grade = grading.grade("ca_corrected", LabResult(reported, result.unit, result.lln, result.uln))
    shown = {"calcium": calcium, "albumin": albumin, "corrected": _short(corrected)}
    yield "ca", _graded(grade, worded("book_calcium_corrected", grade=grading.said(grade), **shown))


def _short(quantity: Quantity) -> str:
    return f"{quantity.qualifier}{quantity.magnitude.quantize(_CENT, rounding=ROUND_HALF_UP)}"


def _dipstick(entry: Entry, grading: GradingRules) -> Iterator[tuple[str, Grading]]:
    code = entry.value("upro_dip")
    assert grading.version is not None
    grade = ctcae.grade_dipstick(code, version=grading.version, child=grading.child) if isinstance(code, str) else None
    if grade is not None:
        note = worded("book_dipstick", grade=grading.said(grade)) if grade.number != 0 else EMPTY
        yield "upro_dip", _graded(grade, note)


def _interval(entry: Entry, grading: GradingRules) -> Iterator[tuple[str, Grading]]:
    """QTc by the formula that R-QTC names; which it is, is said."""
    if grading.qtc_by is None:
        if entry.value("qt_ms") is not None:
            yield "qt_ms", Grading(note=worded("book_qtc_undecided"))
        return
    now = _qtc(entry, grading.qtc_by)
    if now is None:
        return
    was = None if grading.baseline is None else _qtc(grading.baseline, grading.qtc_by)
    grade = grading.grade("qtc", _measured(now[1], "ms"), was and _measured(was[1], "ms"))
    value = now[1].quantize(_TENTH, rounding=ROUND_HALF_UP)
    yield "qt_ms", _graded(grade, worded("book_qtc_graded", name=now[0], value=value, grade=grading.said(grade)))


def _qtc(entry: Entry, rule: str) -> tuple[str, Decimal] | None:
    """The QTc that `rule` asks for, with the name of its formula; None where a part is absent or cannot be."""
    if rule == "machine":
        printed = _sound(entry, "qtc_printed_ms")
        return None if printed is None else ("QTc", printed)
    parts = [_sound(entry, key) for key in ("qt_ms", "heart_rate_per_min")]
    return None if None in parts else corrected_qt(entry, rule)


def _ejection(entry: Entry, grading: GradingRules) -> Iterator[tuple[str, Grading]]:
    value = _sound(entry, "lvef_percent")
    if value is None:
        return
    was = None if grading.baseline is None else _sound(grading.baseline, "lvef_percent")
    grade = grading.grade("lvef", _measured(value, "%"), None if was is None else _measured(was, "%"))
    yield "lvef_percent", _graded(grade, worded("book_lvef_graded", value=value, grade=grading.said(grade)))


def _sound(entry: Entry, key: str) -> Decimal | None:
    """The number in `key`, where it is one that can be."""
    value = entry.value(key)
    return value if isinstance(value, Decimal) and value > 0 and absurd(key, Quantity(value)) is None else None


def _measured(value: Decimal, unit: str) -> LabResult:
    return LabResult(Quantity(value), unit)
