"""Laboratory results on paper: item, result, unit, reference range, × ULN, CTCAE grade, clinical significance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from ucbnk_desktop.forms.definition import LAB_PARTS, Field, Kind
from ucbnk_desktop.wording import Text

from .answers import correction_notes, shown, with_corrections
from .bilingual import PrintLanguage
from .fields import BESIDE_RESULTS, corrections_of, field_rows, hint_lines, label, note_row
from .fonts import printable
from .inline_shapes import CheckBox, WriteLine
from .print_data import Sheet
from .rows import WIDTH, Cell, Row, cell
from .styles import BODY, EMPTY, HEAD, SMALL, UNIT
from .typeset import NEW_LINE, Span, Spans

_ITEM, _RESULT, _UNIT, _RANGE, _ULN, _GRADE, _SIGNIFICANCE = (
    (5.0, 137.0), (150.0, 74.0), (229.0, 54.0), (288.0, 74.0), (360.0, 38.0), (408.0, 46.0), (455.0, WIDTH - 455.0),
)
_WIDE_RANGE = (_RANGE[0], 140.0)
_NONE: Spans = (Span("—", EMPTY),)


def table(print_language: PrintLanguage, sheet: Sheet, fields: Sequence[Field]) -> Iterator[Row]:
    """A section's laboratory results under one head; other fields among them keep their place in its columns."""
    head = _head(print_language, sheet)
    listed = [field for field in fields if not _quiet(sheet, field)]
    if listed:
        yield head
    for field in listed:
        rows = _result_rows(print_language, sheet, field) if field.kind is Kind.LAB else field_rows(
            print_language, sheet, [field], BESIDE_RESULTS)
        for row in rows:
            yield replace(row, head=(head,))
    for words in (_unlisted(
        print_language, [field for field in fields if field not in listed]
    ), _legend(print_language, sheet, listed)):
        if words:
            yield Row(
                (cell(5, WIDTH - 10, print_language.stacked(words, SMALL, SMALL)),), rule="none", above=4, below=3
            )


def _quiet(sheet: Sheet, field: Field) -> bool:
    """Whether a field is left to the closing line: nothing was entered, nothing was ever there, nothing is required."""
    if sheet.blank or field.required:
        return False
    return not any(sheet.values.get(key) or sheet.corrections.get(key) for key in field.stored_keys)


def _unlisted(print_language: PrintLanguage, fields: Sequence[Field]) -> Text | None:
    """`未录入：淋巴细胞绝对计数、…`."""
    if not fields:
        return None
    zh, en = "、".join(field.label.zh for field in fields), ", ".join(field.label.en for field in fields)
    not_entered = print_language.said("paper_not_entered")
    return Text(f"{not_entered.zh}：{zh}", f"{not_entered.en}: {en}")


def _head(print_language: PrintLanguage, sheet: Sheet) -> Row:
    decided = sheet.decisions.get("ctcae_version")
    version = printable(decided.value if decided else "")[0]
    grade = Text(*[f"CTCAE {version}".strip()] * 2)
    significance = print_language.said("paper_significance")
    if print_language.second:  # the boxes themselves are said in Chinese only
        significance = Text(significance.zh, f"{significance.en} Y/N")
    titles = ((_ITEM, print_language.said("paper_item")), (_RESULT, print_language.said("paper_result")),
              (_UNIT, print_language.said("paper_unit")), (_RANGE, print_language.said("paper_range")),
              (_SIGNIFICANCE, significance))
    cells = [cell(*place, print_language.stacked(title, HEAD)) for place, title in titles]
    if not sheet.blank:  # nobody computes on a blank form
        cells.append(cell(*_ULN, (Span("×ULN", HEAD),), "right"))
        cells.append(cell(*_GRADE, (Span(print_language.one(grade), HEAD),)))
    return Row(tuple(cells), above=4, below=3.5, rule="strong", keep=True)


def _result_rows(print_language: PrintLanguage, sheet: Sheet, field: Field) -> Iterator[Row]:
    notes = () if sheet.blank else _notes(print_language, sheet, field)
    cells = _blank_cells(print_language, field) if sheet.blank else _cells(print_language, sheet, field)
    item = cell(*_ITEM, _item(print_language, sheet, field))
    yield Row((item, *cells), keep=bool(notes), rule="none" if notes else "hair", below=1 if notes else 5)
    if notes:
        yield note_row(notes, _RESULT[0])


def _item(print_language: PrintLanguage, sheet: Sheet, field: Field) -> Spans:
    name = label(print_language, sheet, field, 0 if print_language.second else _ITEM[1])
    return (*name, *hint_lines(print_language, sheet, field)) if sheet.blank else name


def _cells(print_language: PrintLanguage, sheet: Sheet, field: Field) -> tuple[Cell, ...]:
    """The columns after the item, filled."""
    result = sheet.values.get(field.key, "")
    part = {name: sheet.values.get(f"{field.key}_{name}", "") for name in LAB_PARTS}
    uln, grade = sheet.derived.get(field.key, ("", ""))
    known = bool(result) and not result.startswith("[")
    asked = known and (bool(part["significance"]) or not _inside(result, part["lln"], part["uln"]))
    return (
        cell(*_RESULT, with_corrections(print_language, field, corrections_of(sheet, field.key),
                                        lambda: shown(print_language, field, result))),
        cell(
            *_UNIT, _part(print_language, sheet, field, "unit", (part["unit"] or field.unit) if known else "") or _NONE
        ),
        cell(*_RANGE, _range(print_language, sheet, field, part) or _NONE),
        cell(*_ULN, (Span(uln, BODY),) if uln else _NONE, "right"),
        cell(*_GRADE, (Span(_grade(print_language, grade), BODY),) if grade else _NONE),
        cell(*_SIGNIFICANCE, _significance(print_language, part["significance"]) if asked else _NONE),
    )


def _part(print_language: PrintLanguage, sheet: Sheet, field: Field, name: str, text: str) -> Spans:
    """A part other than the result, what was corrected struck before it."""
    olds = [correction.old for correction in corrections_of(sheet, f"{field.key}_{name}") if correction.old]
    struck = [
        span for old in olds for span in (Span(print_language.typed(old, field.label), UNIT.strike), Span(" ", UNIT))
    ]
    return (*struck, Span(print_language.typed(text, field.label), BODY)) if text or struck else ()


def _range(print_language: PrintLanguage, sheet: Sheet, field: Field, part: Mapping[str, str]) -> Spans:
    """`1.20 – 7.00`, `≤ 21.0`, `≥ 90`."""
    low, high = (_part(print_language, sheet, field, name, part[name]) for name in ("lln", "uln"))
    if low and high:
        return (*low, Span(" – ", BODY), *high)
    return (Span("≥ " if low else "≤ ", BODY), *low, *high) if low or high else ()


def _inside(result: str, low: str, high: str) -> bool:
    """Whether a result lies within the limits of its report, so that nobody asks whether it matters."""
    try:
        value, *limits = (Decimal(text) for text in (result, low or "-Infinity", high or "Infinity"))
    except InvalidOperation:
        return False
    return bool(low or high) and limits[0] <= value <= limits[1]


def _grade(print_language: PrintLanguage, grade: str) -> str:
    return print_language.one(
        print_language.said("paper_grade", grade=grade)
    ) if any(c.isdigit() for c in grade) else grade


def _significance(print_language: PrintLanguage, text: str) -> Spans:
    spans: list[Span] = []
    for code in ("yes", "no"):
        words = print_language.said(f"paper_significant_{code}")
        spans += [Span(print_language.one(words), BODY, CheckBox(text == code), whole=True), Span("  ", BODY)]
    return tuple(spans[:-1])


def _blank_cells(print_language: PrintLanguage, field: Field) -> tuple[Cell, ...]:
    units = field.units or ((field.unit,) if field.unit else ())
    unit = (Span(units[0], BODY),) if len(units) == 1 else (
        (Span("", BODY, WriteLine(_UNIT[1])), NEW_LINE, *_units(units)) if units
        else (Span("", BODY, WriteLine(_UNIT[1])),))
    limit = Span("", BODY, WriteLine(56))
    return (
        cell(*_RESULT, (Span("", BODY, WriteLine(_RESULT[1])),)), cell(*_UNIT, unit),
        cell(*_WIDE_RANGE, (limit, Span(" – ", BODY), limit)), cell(*_SIGNIFICANCE, _significance(print_language, "")),
    )


def _units(units: Sequence[str]) -> Spans:
    """The units a result may have, none of them broken over two lines."""
    return tuple(span for unit in units for span in (Span(unit, SMALL, whole=True), Span("  ", SMALL)))[:-1]


_PART_NAMES = {"unit": "paper_unit", "lln": "paper_lln", "uln": "paper_uln", "significance": "paper_significance"}


def _notes(print_language: PrintLanguage, sheet: Sheet, field: Field) -> Spans:
    """Who corrected what in this result, part by part."""
    groups = [correction_notes(print_language, field, corrections_of(sheet, field.key))]
    for name in LAB_PARTS:
        named = print_language.said(_PART_NAMES[name])
        corrections = corrections_of(sheet, f"{field.key}_{name}")
        if name == "significance":
            corrections = tuple(replace(
                correction, old=_yes_no(print_language, correction.old), new=_yes_no(print_language, correction.new)
            ) for correction in corrections)
        groups.append(correction_notes(print_language, field, corrections, named))
    spans: list[Span] = []
    for group in groups:
        spans += [NEW_LINE, *group] if spans and group else group
    return tuple(spans)


def _yes_no(print_language: PrintLanguage, code: str) -> str:
    return print_language.one(print_language.said(f"paper_significant_{code}")) if code in ("yes", "no") else code


def _legend(print_language: PrintLanguage, sheet: Sheet, fields: Sequence[Field]) -> Text | None:
    """What the signs around a grade mean, where one of them was used."""
    grades = [sheet.derived.get(field.key, ("", ""))[1] for field in fields if field.kind is Kind.LAB]
    if any(sign in grade for grade in grades for sign in "(≥?"):
        return print_language.said("paper_grade_legend")
    return None
