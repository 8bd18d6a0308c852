"""The ordinary fields of a form on paper: label, answer, corrections; two narrow ones side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind, asked
from ucbnk_desktop.wording import Text

from .block import WIDTH, Row, cell, space
from .drawing import CHOSEN, DRAWINGS, correction_notes, shown, with_corrections
from .sheet import Correction, Sheet
from .styles import BODY, EMPTY, HEAD, LABEL, SECTION, SECTION_SECOND, SMALL, SMALL_ACCENT
from .typeset import NEW_LINE, Span, Spans, broken, natural_width
from .voice import Voice

INSET = 5.0
GAP = 8.0
_PAIRED = frozenset(Kind) - {Kind.LAB, Kind.ROWS, Kind.NOTE}
_WRITING = 23.0


@dataclass(frozen=True, slots=True)
class Columns:
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
FULL = Columns(INSET, _LABEL, WIDTH - INSET)
LEFT_HALF = Columns(INSET, _LABEL, WIDTH / 2 - 4)
RIGHT_HALF = Columns(WIDTH / 2 + INSET, _LABEL, WIDTH - 2)
_LONG_LABEL = Columns(INSET, RIGHT_HALF.value_x - GAP - INSET, WIDTH - 2)
_LABEL_LINES = 2
BESIDE_RESULTS = Columns(INSET, 137, WIDTH - INSET)
_JUDGED = Columns(INSET, 226, 352)
_GROUNDS = (360.0, WIDTH - 360 - INSET)


def visible(sheet: Sheet, field: Field) -> bool:
    """Whether the field is printed: always on a blank form, otherwise where it was asked or holds anything."""
    if sheet.blank or asked(field, sheet.values):
        return True
    return any(sheet.values.get(key) for key in field.stored_keys) or bool(sheet.rows.get(field.key))


def field_rows(voice: Voice, sheet: Sheet, fields: Sequence[Field], columns: Columns = FULL) -> Iterator[Row]:
    """The rows of ordinary `fields` in their order; a judgement and its grounds stand in one."""
    waiting = list(fields)
    if any(_grounded(*pair) for pair in pairwise(waiting)):
        yield from _judgement_rows(voice, sheet, waiting)
        return
    while waiting:
        field = waiting.pop(0)
        if columns is FULL and waiting and _pair(voice, sheet, field, waiting[0]):
            yield _side_by_side(voice, sheet, field, waiting.pop(0))
        else:
            long = columns is FULL and _is_long(voice, sheet, field)
            yield from _field_row(voice, sheet, field, _LONG_LABEL if long else columns)


def _is_long(voice: Voice, sheet: Sheet, field: Field) -> bool:
    """Whether a question needs the width of the page, its boxes under those of the right half."""
    return (field.kind in CHOSEN and _wanted(voice, sheet, field) <= _LONG_LABEL.value_width
            and _label_lines(voice, field) > _LABEL_LINES)


def _label_lines(voice: Voice, field: Field) -> int:
    """How many lines the name takes in an ordinary column."""
    return len(broken(voice.beside(field.label, _LABEL, LABEL), _LABEL))


def label(voice: Voice, sheet: Sheet, field: Field, width: float) -> Spans:
    """What the field is called, with its keys on an annotated form."""
    short = f"  {field.short}" if _adds(voice, field) else ""
    spans: list[Span] = [*voice.beside(Text(field.label.zh, field.label.en + short), width, LABEL)]
    if short and not voice.second:
        spans = [Span(voice.one(field.label), LABEL), Span(short, SMALL, glued=True)]
    return (*spans, *_keys(sheet, field))


def _adds(voice: Voice, field: Field) -> bool:
    """Whether the abbreviation says anything that the name, as printed, does not."""
    own = re.compile(rf"(?<![A-Za-z0-9]){re.escape(field.short)}(?![A-Za-z0-9])")
    printed = (field.label.zh, field.label.en) if voice.second else (voice.one(field.label),)
    return bool(field.short) and not any(own.search(name) for name in printed)


def _keys(sheet: Sheet, field: Field) -> Spans:
    """The key and the CDASH name, on an annotated form."""
    keys = "  ".join(filter(None, (field.key, field.cdash)))
    return (NEW_LINE, Span(keys, SMALL_ACCENT)) if sheet.annotated else ()


def hints(voice: Voice, definition: FormDefinition, field: Field) -> Iterator[Text]:
    """What a blank form says under a label: when the field is asked, and how to fill it."""
    if field.when is not None:
        yield condition(voice, definition.field(field.when.field), field.when.codes)
    hint = field.hint or field.help
    if hint is not None:
        yield hint


def hint_lines(voice: Voice, sheet: Sheet, field: Field) -> Spans:
    """The hints of a blank form in small print, each on its own line."""
    return tuple(span for hint in hints(voice, sheet.definition, field)
                 for span in (NEW_LINE, *voice.stacked(hint, SMALL, SMALL)))


def condition(voice: Voice, other: Field, codes: frozenset[str]) -> Text:
    """`“接受过化疗”为“是”时填写`."""
    chosen = [choice.label for choice in other.choices if choice.code in codes]
    zh = voice.said("paper_when", field=other.label.zh.rstrip("？"), answer="、".join(one.zh for one in chosen)).zh
    en = voice.said("paper_when", field=other.label.en.rstrip("?"), answer=" / ".join(one.en for one in chosen)).en
    return Text(zh, en)


def corrections_of(sheet: Sheet, key: str) -> tuple[Correction, ...]:
    """The corrections of one column of `sheet`."""
    return sheet.corrections.get(key, ())


def _answer(voice: Voice, sheet: Sheet, field: Field, width: float) -> Spans:
    if sheet.blank:
        return (*DRAWINGS[field.kind].empty(voice, field, width), *hint_lines(voice, sheet, field))
    text = sheet.values.get(field.key, "")
    return with_corrections(voice, field, corrections_of(sheet, field.key), lambda: shown(voice, field, text, width))


def _pair(voice: Voice, sheet: Sheet, first: Field, second: Field) -> bool:
    """Whether two fields are short enough to share a row."""
    return all(
        field.width <= 6 and field.kind in _PAIRED and not corrections_of(sheet, field.key)
        and _wanted(voice, sheet, field) <= LEFT_HALF.value_width
        and (field.kind not in CHOSEN or _label_lines(voice, field) <= _LABEL_LINES + 1)
        for field in (first, second)
    )


def _wanted(voice: Voice, sheet: Sheet, field: Field) -> float:
    """How wide the answer would like to run; a line to write on takes what it gets."""
    if sheet.blank and field.kind is Kind.TEXT:
        return natural_width(hint_lines(voice, sheet, field))
    return natural_width(_answer(voice, sheet, field, inf if field.kind in CHOSEN else FULL.value_width))


def _side_by_side(voice: Voice, sheet: Sheet, first: Field, second: Field) -> Row:
    cells = [part for field, columns in ((first, LEFT_HALF), (second, RIGHT_HALF)) for part in (
        cell(columns.x, columns.label, label(voice, sheet, field, columns.label)),
        cell(columns.value_x, columns.value_width, _answer(voice, sheet, field, columns.value_width)),
    )]
    return Row(tuple(cells), least=_WRITING if sheet.blank else 0)


def _field_row(voice: Voice, sheet: Sheet, field: Field, columns: Columns) -> Iterator[Row]:
    notes = () if sheet.blank else correction_notes(voice, field, corrections_of(sheet, field.key))
    yield Row(
        (cell(columns.x, columns.label, label(voice, sheet, field, columns.label)),
         cell(columns.value_x, columns.value_width, _answer(voice, sheet, field, columns.value_width))),
        least=_WRITING if sheet.blank else 0, keep=bool(notes), rule="none" if notes else "hair",
        below=1 if notes else 5.5,
    )
    if notes:
        yield note_row(notes, columns.value_x)


def _grounded(judgement: Field, grounds: Field) -> bool:
    return judgement.kind is Kind.CHOICE and grounds.key == f"{judgement.key}_reason"


def _judgement_rows(voice: Voice, sheet: Sheet, fields: Sequence[Field]) -> Iterator[Row]:
    """One row a judgement, with its grounds beside it, under a head of their own."""
    titles = ((_JUDGED.x, _JUDGED.label, "statement"), (_JUDGED.value_x, _JUDGED.value_width, "verdict"),
              (*_GROUNDS, "grounds"))
    head = Row(tuple(cell(x, width, voice.inline(voice.said(f"paper_head_{code}"), HEAD)) for x, width, code in titles),
               above=4, below=3.5, rule="strong", keep=True)
    yield head
    waiting = list(fields)
    while waiting:
        field = waiting.pop(0)
        rows = _judgement(voice, sheet, field, waiting.pop(0)) if waiting and _grounded(field, waiting[0]) else (
            _field_row(voice, sheet, field, _JUDGED))
        for row in rows:
            yield replace(row, head=(head,))


def _judgement(voice: Voice, sheet: Sheet, field: Field, grounds: Field) -> Iterator[Row]:
    bare = replace(grounds, hint=None, help=None, when=None)
    there = sheet.blank or sheet.values.get(grounds.key) or corrections_of(sheet, grounds.key)
    words = _answer(voice, sheet, bare, _GROUNDS[1]) if there else (Span("—", EMPTY),)
    first, *notes = _field_row(voice, sheet, field, _JUDGED)
    more = () if sheet.blank else correction_notes(voice, grounds, corrections_of(sheet, grounds.key), grounds.label)
    notes += [note_row(more, _JUDGED.value_x)] if more else []
    cells = (*first.cells, cell(*_GROUNDS, (*words, *_keys(sheet, grounds))))
    yield replace(first, cells=cells, keep=bool(notes), rule="none" if notes else "hair", below=1 if notes else 5.5)
    yield from notes


def note_row(spans: Spans, x: float) -> Row:
    """Small print under a row, from `x` to the right edge."""
    return Row((cell(x, WIDTH - INSET - x, spans),), above=0)


def section_heading(voice: Voice, title: Text) -> tuple[Row, Row]:
    """The accent bar and the title of a section, with the room before it."""
    heading = Row((cell(9, WIDTH - 9, voice.inline(title, SECTION, SECTION_SECOND)),), above=2, below=4, rule="none",
                  keep=True, bar=True)
    return space(10), heading


def sub_heading(voice: Voice, text: Text) -> Row:
    """The title of a table inside a section."""
    title = cell(INSET, WIDTH - 2 * INSET, voice.inline(text, BODY, SMALL))
    return Row((title,), above=9, below=2, rule="none", keep=True)
