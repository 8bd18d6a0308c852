"""Tables of rows on paper: one column a field, struck rows struck through, room for rows to come on blank forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ucbnk_desktop.forms.definition import CHOSEN, Field, Kind, asked
from ucbnk_desktop.wording import Text

from .answers import brief, correction_notes, with_corrections
from .bilingual import PrintLanguage
from .fields import INSET, hints, sub_heading
from .print_data import Sheet, SheetRow
from .rows import WIDTH, Row, cell
from .styles import BODY, EMPTY, HEAD, SMALL, SMALL_ACCENT, UNIT
from .typeset import NEW_LINE, Span, Spans, narrowest, natural_width

_NUMBER = 16.0
_GUTTER = 6.0
_BLANK_ROWS = 4
_WRITING = 25.0
_WIDEST = 150.0
_LEAST = 42.0
_NEEDED = 80.0
_FEW = 3
_WRITTEN: dict[Kind, float] = {Kind.TEXT: 96, Kind.NOTE: 140, Kind.DATE: 62, Kind.PARTIAL_DATE: 62, Kind.MOMENT: 84}


@dataclass(frozen=True, slots=True)
class _Column:
    field: Field
    x: float
    width: float


def table(print_language: PrintLanguage, sheet: Sheet, field: Field, *, titled: bool = True) -> Iterator[Row]:
    """The rows-field `field` with its title (unless its section says the same), its head and all its rows."""
    rows = sheet.rows.get(field.key, ())
    columns = _columns(print_language, sheet, field, rows)
    if titled:
        yield sub_heading(print_language, field.label)
    if sheet.blank:
        yield from _hint_rows(print_language, sheet, field, above=0 if titled else 6)
    head = _head(print_language, sheet, columns)
    if sheet.blank:
        yield head
        yield from _blank_rows(print_language, columns, head)
        return
    if not rows:
        yield Row((cell(INSET, WIDTH - 2 * INSET, print_language.inline(print_language.said("paper_no_rows"), EMPTY)),))
        return
    yield head
    for number, row in enumerate(rows, start=1):
        for part in _row(print_language, columns, number, row):
            yield replace(part, head=(head,))


def _hint_rows(print_language: PrintLanguage, sheet: Sheet, field: Field, *, above: float) -> Iterator[Row]:
    for hint in hints(print_language, sheet.definition, field):
        words = cell(INSET, WIDTH - 2 * INSET, print_language.inline(hint, SMALL))
        yield Row((words,), above=above, below=2, rule="none", keep=True)
        above = 0


def _head(print_language: PrintLanguage, sheet: Sheet, columns: Sequence[_Column]) -> Row:
    cells = [cell(INSET, _NUMBER, (Span("#", HEAD),))]
    cells += [cell(column.x, column.width, _title(print_language, sheet, column.field)) for column in columns]
    return Row(tuple(cells), above=4, below=3.5, rule="strong", keep=True)


def _title(print_language: PrintLanguage, sheet: Sheet, field: Field) -> Spans:
    spans: list[Span] = list(print_language.stacked(field.label, HEAD))
    if field.unit:
        spans += [NEW_LINE, Span(field.unit, SMALL)]
    if sheet.annotated:
        spans += [NEW_LINE, Span("  ".join(filter(None, (field.key, field.cdash))), SMALL_ACCENT)]
    return tuple(spans)


def _row(print_language: PrintLanguage, columns: Sequence[_Column], number: int, row: SheetRow) -> Iterator[Row]:
    spans = [_answer(print_language, column.field, row) for column in columns]
    notes = _notes(print_language, columns, row)
    number_spans: Spans = (Span(str(number), UNIT),)
    if row.struck is not None:
        spans = [tuple(replace(span, style=span.style.strike) for span in answer) for answer in spans]
        number_spans = (Span(str(number), UNIT.strike),)
    cells = [cell(column.x, column.width, text) for column, text in zip(columns, spans, strict=True)]
    yield Row((cell(INSET, _NUMBER, number_spans), *cells), keep=bool(notes), rule="none" if notes else "hair",
              below=1 if notes else 5)
    if notes:
        x = columns[0].x
        yield Row((cell(x, WIDTH - INSET - x, notes),), above=0)


def _answer(print_language: PrintLanguage, field: Field, row: SheetRow) -> Spans:
    text = row.values.get(field.key, "")
    bare = replace(field, unit="")  # the unit stands in the head
    if not text and not asked(field, row.values):
        return (Span("—", EMPTY),)
    now = brief(print_language, bare, text) if text else (
        Span(print_language.one(print_language.said("paper_not_entered")), EMPTY),
    )
    olds = [correction.old for correction in row.corrections.get(field.key, ()) if correction.old]
    if field.kind in CHOSEN and olds:
        before = [span for old in olds for span in (*_struck(brief(print_language, bare, old)), Span(" ", BODY))]
        return (*before, *now)
    return with_corrections(print_language, bare, row.corrections.get(field.key, ()), lambda: now)


def _struck(spans: Spans) -> Spans:
    return tuple(replace(span, style=span.style.strike) for span in spans)


def _notes(print_language: PrintLanguage, columns: Sequence[_Column], row: SheetRow) -> Spans:
    """Why the row was struck, and who corrected what in it."""
    spans: list[Span] = []
    if row.struck is not None:
        reason = print_language.typed(row.struck, columns[0].field.label)
        spans += print_language.stacked(print_language.said("paper_struck_row", reason=reason), SMALL)
    for column in columns:
        plain = replace(column.field, kind=Kind.TEXT) if column.field.kind in CHOSEN else column.field
        notes = correction_notes(print_language, plain, row.corrections.get(column.field.key, ()), column.field.label)
        spans += [NEW_LINE, *notes] if spans and notes else notes
    return tuple(spans)


def _blank_rows(print_language: PrintLanguage, columns: Sequence[_Column], head: Row) -> Iterator[Row]:
    """Rows to write in: one for each planned time point where these stand first, else a few empty ones."""
    planned = columns[0].field.choices if _is_time_point(columns[0].field) else ()
    legend = [_legend(column.field) for column in columns[bool(planned):]
              if column.field.kind in CHOSEN and not _ticked(print_language, column.field)]
    stems = tuple(column.x - _GUTTER / 2 for column in columns)
    count = len(planned) or _BLANK_ROWS
    for number in range(1, count + 1):
        cells = [cell(column.x, column.width, _boxes(print_language, column.field)) for column in columns]
        if planned:
            cells[0] = cell(columns[0].x, columns[0].width, print_language.stacked(planned[number - 1].label))
        yield Row((cell(INSET, _NUMBER, (Span(str(number), SMALL),)), *cells), least=_WRITING, stems=stems,
                  head=(head,), keep=number == 1 or (number == count and bool(legend)))
    if legend:
        spans = [span for text in legend for span in (*print_language.stacked(text, SMALL, SMALL), NEW_LINE)]
        yield Row((cell(INSET, WIDTH - 2 * INSET, tuple(spans[:-1])),), rule="none", above=3)


def _is_time_point(field: Field) -> bool:
    """Whether the choices of a column are the planned time points, all of them to be filled in (CDASH --TPT)."""
    return field.kind is Kind.CHOICE and field.cdash.endswith("TPT")


def _ticked(print_language: PrintLanguage, field: Field) -> bool:
    """Whether a choice is short enough to be ticked in the table itself."""
    return len(field.choices) <= _FEW and all(
        len(choice.label.in_(print_language.first)) <= 4 for choice in field.choices
    )


def _boxes(print_language: PrintLanguage, field: Field) -> Spans:
    if field.kind not in CHOSEN or not _ticked(print_language, field):
        return ()
    return tuple(span for choice in field.choices for span in print_language.option(choice, ticked=False))[:-1]


def _legend(field: Field) -> Text:
    """`途径：口服 / 静脉 / 其他`."""
    zh, en = (" / ".join(label) for label in zip(*((c.label.zh, c.label.en) for c in field.choices), strict=True))
    return Text(f"{field.label.zh}：{zh}", f"{field.label.en}: {en}")


def _columns(print_language: PrintLanguage, sheet: Sheet, field: Field, rows: Sequence[SheetRow]) -> list[_Column]:
    """The columns, each as wide as its words ask for while there is room."""
    wishes, needs = [], []
    for column in field.columns:
        title = _title(print_language, sheet, column)
        contents = _blank_contents(print_language, column) if sheet.blank else [
            _answer(print_language, column, row) for row in rows
        ]
        written = _WRITTEN.get(column.kind, 40) if sheet.blank else 0
        wish = max([natural_width(title), *map(natural_width, contents), written])
        inside = max(map(natural_width if sheet.blank else narrowest, contents), default=0)
        need = max(narrowest(title), min(natural_width(title), _LEAST), inside)
        wishes.append(min(wish, _WIDEST))
        needs.append(min(need, _NEEDED))
    widths = _shared(wishes, needs, WIDTH - 2 * INSET - _NUMBER - _GUTTER * len(wishes))
    columns, x = [], INSET + _NUMBER + _GUTTER
    for column, width in zip(field.columns, widths, strict=True):
        columns.append(_Column(column, x, width))
        x += width + _GUTTER
    return columns


def _blank_contents(print_language: PrintLanguage, field: Field) -> list[Spans]:
    if _is_time_point(field):
        return [print_language.stacked(choice.label) for choice in field.choices]
    return [_boxes(print_language, field)]


def _shared(wishes: Sequence[float], needs: Sequence[float], room: float) -> list[float]:
    """`room` shared out: every need first, then towards the wishes, what is left in proportion to them."""
    if sum(wishes) <= room:
        return [wish * room / sum(wishes) for wish in wishes]
    needs = [min(need, wish) for need, wish in zip(needs, wishes, strict=True)]
    if sum(needs) >= room:
        return [need * room / sum(needs) for need in needs]
    share = (room - sum(needs)) / (sum(wishes) - sum(needs))
    return [need + (wish - need) * share for need, wish in zip(needs, wishes, strict=True)]
