"""The ordinary fields of a form on paper: label, answer, corrections; two narrow ones side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from ucbnk_desktop.forms.definition import CHOSEN, Field, FormDefinition, Kind, asked
from ucbnk_desktop.wording import Text

from .answers import DRAWINGS, correction_notes, shown, with_corrections
from .bilingual import PrintLanguage
from .print_data import Correction, Sheet
from .rows import WIDTH, Row, cell, space
from .styles import BODY, EMPTY, HEAD, LABEL, SECTION, SECTION_SECOND, SMALL, SMALL_ACCENT
from .typeset import NEW_LINE, Span, Spans, broken, natural_width

INSET = 5.0
GAP = 8.0
_PAIRED = frozenset(Kind) - {Kind.LAB, Kind.ROWS, Kind.NOTE}
_WRITING = 23.0


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """Where labels and answers stand, from the left edge of the text area."""

    x: float
    label: float
    end: float

    @property
    def value_x(self) -> float:
        """The left edge of the answers."""
        return self.x + self.label + GAP

    @property
    def value_width(self) -> float:
        """How wide an answer may run."""
        return self.end - self.value_x


_LABEL = 112.0
FULL = FieldColumns(INSET, _LABEL, WIDTH - INSET)
LEFT_HALF = FieldColumns(INSET, _LABEL, WIDTH / 2 - 4)
RIGHT_HALF = FieldColumns(WIDTH / 2 + INSET, _LABEL, WIDTH - 2)
_LONG_LABEL = FieldColumns(INSET, RIGHT_HALF.value_x - GAP - INSET, WIDTH - 2)
_LABEL_LINES = 2
BESIDE_RESULTS = FieldColumns(INSET, 137, WIDTH - INSET)
_JUDGED = FieldColumns(INSET, 226, 352)
_GROUNDS = (360.0, WIDTH - 360 - INSET)


def visible(sheet: Sheet, field: Field) -> bool:
    """Whether the field is printed: always on a blank form, otherwise where it was asked or holds anything."""
    if sheet.blank or asked(field, sheet.values):
        return True
    return any(sheet.values.get(key) for key in field.stored_keys) or bool(sheet.rows.get(field.key))


def field_rows(
    print_language: PrintLanguage, sheet: Sheet, fields: Sequence[Field], columns: FieldColumns = FULL
) -> Iterator[Row]:
    """The rows of ordinary `fields` in their order; a judgement and its grounds stand in one."""
    waiting = list(fields)
    if any(_grounded(*pair) for pair in pairwise(waiting)):
        yield from _judgement_rows(print_language, sheet, waiting)
        return
    while waiting:
        field = waiting.pop(0)
        if columns is FULL and waiting and _pair(print_language, sheet, field, waiting[0]):
            yield _side_by_side(print_language, sheet, field, waiting.pop(0))
        else:
            long = columns is FULL and _is_long(print_language, sheet, field)
            yield from _field_row(print_language, sheet, field, _LONG_LABEL if long else columns)


def _is_long(print_language: PrintLanguage, sheet: Sheet, field: Field) -> bool:
    """Whether a question needs the width of the page, its boxes under those of the right half."""
    return (field.kind in CHOSEN and _wanted(print_language, sheet, field) <= _LONG_LABEL.value_width
            and _label_lines(print_language, field) > _LABEL_LINES)


def _label_lines(print_language: PrintLanguage, field: Field) -> int:
    """How many lines the name takes in an ordinary column."""
    return len(broken(print_language.beside(field.label, _LABEL, LABEL), _LABEL))


def label(print_language: PrintLanguage, sheet: Sheet, field: Field, width: float) -> Spans:
    """What the field is called, with its keys on an annotated form."""
    short = f"  {field.short}" if _adds(print_language, field) else ""
    spans: list[Span] = [*print_language.beside(Text(field.label.zh, field.label.en + short), width, LABEL)]
    if short and not print_language.second:
        spans = [Span(print_language.one(field.label), LABEL), Span(short, SMALL, glued=True)]
    return (*spans, *_keys(sheet, field))


def _adds(print_language: PrintLanguage, field: Field) -> bool:
    """Whether the abbreviation says anything that the name, as printed, does not."""
    own = re.compile(rf"(?<![A-Za-z0-9]){re.escape(field.short)}(?![A-Za-z0-9])")
    printed = (field.label.zh, field.label.en) if print_language.second else (print_language.one(field.label),)
    return bool(field.short) and not any(own.search(name) for name in printed)


def _keys(sheet: Sheet, field: Field) -> Spans:
    """The key and the CDASH name, on an annotated form."""
    keys = "  ".join(filter(None, (field.key, field.cdash)))
    return (NEW_LINE, Span(keys, SMALL_ACCENT)) if sheet.annotated else ()


def hints(print_language: PrintLanguage, definition: FormDefinition, field: Field) -> Iterator[Text]:
    """What a blank form says under a label: when the field is asked, and how to fill it."""
    if field.when is not None:
        yield condition(print_language, definition.field(field.when.field), field.when.codes)
    hint = field.hint or field.help
    if hint is not None:
        yield hint


def hint_lines(print_language: PrintLanguage, sheet: Sheet, field: Field) -> Spans:
    """The hints of a blank form in small print, each on its own line."""
    return tuple(span for hint in hints(print_language, sheet.definition, field)
                 for span in (NEW_LINE, *print_language.stacked(hint, SMALL, SMALL)))


def condition(print_language: PrintLanguage, other: Field, codes: frozenset[str]) -> Text:
    """`“接受过化疗”为“是”时填写`."""
    chosen = [choice.label for choice in other.choices if choice.code in codes]
    zh = print_language.said(
        "paper_when", field=other.label.zh.rstrip("？"), answer="、".join(option.zh for option in chosen)
    ).zh
    en = print_language.said(
        "paper_when", field=other.label.en.rstrip("?"), answer=" / ".join(option.en for option in chosen)
    ).en
    return Text(zh, en)


def corrections_of(sheet: Sheet, key: str) -> tuple[Correction, ...]:
    """The corrections of one column of `sheet`."""
    return sheet.corrections.get(key, ())


def _answer(print_language: PrintLanguage, sheet: Sheet, field: Field, width: float) -> Spans:
    if sheet.blank:
        return (*DRAWINGS[field.kind].empty(print_language, field, width), *hint_lines(print_language, sheet, field))
    text = sheet.values.get(field.key, "")
    return with_corrections(
        print_language, field, corrections_of(sheet, field.key), lambda: shown(print_language, field, text, width)
    )


def _pair(print_language: PrintLanguage, sheet: Sheet, first: Field, second: Field) -> bool:
    """Whether two fields are short enough to share a row."""
    return all(
        field.width <= 6 and field.kind in _PAIRED and not corrections_of(sheet, field.key)
        and _wanted(print_language, sheet, field) <= LEFT_HALF.value_width
        and (field.kind not in CHOSEN or _label_lines(print_language, field) <= _LABEL_LINES + 1)
        for field in (first, second)
    )


def _wanted(print_language: PrintLanguage, sheet: Sheet, field: Field) -> float:
    """How wide the answer would like to run; a line to write on takes what it gets."""
    if sheet.blank and field.kind is Kind.TEXT:
        return natural_width(hint_lines(print_language, sheet, field))
    return natural_width(_answer(print_language, sheet, field, inf if field.kind in CHOSEN else FULL.value_width))


def _side_by_side(print_language: PrintLanguage, sheet: Sheet, first: Field, second: Field) -> Row:
    cells = [part for field, columns in ((first, LEFT_HALF), (second, RIGHT_HALF)) for part in (
        cell(columns.x, columns.label, label(print_language, sheet, field, columns.label)),
        cell(columns.value_x, columns.value_width, _answer(print_language, sheet, field, columns.value_width)),
    )]
    return Row(tuple(cells), least=_WRITING if sheet.blank else 0)


def _field_row(print_language: PrintLanguage, sheet: Sheet, field: Field, columns: FieldColumns) -> Iterator[Row]:
    notes = () if sheet.blank else correction_notes(print_language, field, corrections_of(sheet, field.key))
    yield Row(
        (cell(columns.x, columns.label, label(print_language, sheet, field, columns.label)),
         cell(columns.value_x, columns.value_width, _answer(print_language, sheet, field, columns.value_width))),
        least=_WRITING if sheet.blank else 0, keep=bool(notes), rule="none" if notes else "hair",
        below=1 if notes else 5.5,
    )
    if notes:
        yield note_row(notes, columns.value_x)


def _grounded(judgement: Field, grounds: Field) -> bool:
    return judgement.kind is Kind.CHOICE and grounds.key == f"{judgement.key}_reason"


def _judgement_rows(print_language: PrintLanguage, sheet: Sheet, fields: Sequence[Field]) -> Iterator[Row]:
    """One row a judgement, with its grounds beside it, under a head of their own."""
    titles = ((_JUDGED.x, _JUDGED.label, "statement"), (_JUDGED.value_x, _JUDGED.value_width, "verdict"),
              (*_GROUNDS, "grounds"))
    heads = ((x, width, print_language.said(f"paper_head_{code}")) for x, width, code in titles)
    cells = tuple(cell(x, width, print_language.inline(text, HEAD)) for x, width, text in heads)
    head = Row(cells, above=4, below=3.5, rule="strong", keep=True)
    yield head
    waiting = list(fields)
    while waiting:
        field = waiting.pop(0)
        if waiting and _grounded(field, waiting[0]):
            rows = _judgement(print_language, sheet, field, waiting.pop(0))
        else:
            rows = _field_row(print_language, sheet, field, _JUDGED)
        for row in rows:
            yield replace(row, head=(head,))


def _judgement(print_language: PrintLanguage, sheet: Sheet, field: Field, grounds: Field) -> Iterator[Row]:
    bare = replace(grounds, hint=None, help=None, when=None)
    there = sheet.blank or sheet.values.get(grounds.key) or corrections_of(sheet, grounds.key)
    words = _answer(print_language, sheet, bare, _GROUNDS[1]) if there else (Span("—", EMPTY),)
    first, *notes = _field_row(print_language, sheet, field, _JUDGED)
    more = () if sheet.blank else correction_notes(
        print_language, grounds, corrections_of(sheet, grounds.key), grounds.label
    )
    notes += [note_row(more, _JUDGED.value_x)] if more else []
    cells = (*first.cells, cell(*_GROUNDS, (*words, *_keys(sheet, grounds))))
    yield replace(first, cells=cells, keep=bool(notes), rule="none" if notes else "hair", below=1 if notes else 5.5)
    yield from notes


def note_row(spans: Spans, x: float) -> Row:
    """Small print under a row, from `x` to the right edge."""
    return Row((cell(x, WIDTH - INSET - x, spans),), above=0)


def section_heading(print_language: PrintLanguage, title: Text) -> tuple[Row, Row]:
    """The accent bar and the title of a section, with the room before it."""
    words = cell(9, WIDTH - 9, print_language.inline(title, SECTION, SECTION_SECOND))
    heading = Row((words,), above=2, below=4, rule="none", keep=True, bar=True)
    return space(10), heading


def sub_heading(print_language: PrintLanguage, text: Text) -> Row:
    """The title of a table inside a section."""
    title = cell(INSET, WIDTH - 2 * INSET, print_language.inline(text, BODY, SMALL))
    return Row((title,), above=9, below=2, rule="none", keep=True)
