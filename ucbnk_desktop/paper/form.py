"""One entry of a form on paper: title, sections in the order of the screen, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.wording import Language, Text

from . import laboratory, row_tables
from .answers import brief
from .bilingual import PrintLanguage, moment
from .criteria import assessment_rows, relation_rows
from .fields import INSET, condition, field_rows, section_heading, visible
from .fonts import BOLD
from .print_context import PrintContext
from .print_data import Sheet
from .rows import WIDTH, Row, cell, space
from .styles import BODY, RUNNING, SMALL, STOP, STOP_SOFT, SUBTITLE, TITLE, WAIT, WAIT_SOFT, Style
from .typeset import NEW_LINE, Span, Spans

_TITLE_WIDTH = 400.0
_WARNING = Style(size=9.5, colour=STOP)


def entry_rows(job: PrintContext, sheet: Sheet, anchor: str) -> list[Row]:
    """All rows of one entry, from its title to its notes."""
    rows = list(_title_rows(job.print_language, sheet, anchor))
    judged = sheet.definition.key == "eligibility"
    if judged and (sheet.assessment is not None or sheet.blank):
        rows += assessment_rows(job, sheet)
    to_write = sheet if sheet.confirmation != "unconfirmed" else replace(sheet, blank=True)
    for section in sheet.definition.sections:
        fields = [
            field for field in section.fields
            if field.key != "judged_grounds" and (to_write is sheet or field.key != "assessment_digest")
        ]
        rows += _section_rows(job.print_language, to_write, section.title, fields)
    rows += [_remark(job.print_language, remark) for remark in sheet.remarks]
    return rows if judged else [*rows, *relation_rows(job, sheet)]


def _remark(print_language: PrintLanguage, remark: Text) -> Row:
    """How a number that is graded was computed."""
    words = Text(print_language.typed(remark.zh, remark), print_language.typed(remark.en, remark))
    return Row(
        (cell(INSET, WIDTH - 2 * INSET, print_language.stacked(words, SMALL, SMALL)),), rule="none", above=4, below=1
    )


def replacement_rows(print_language: PrintLanguage) -> list[Row]:
    """The note at the end of a sheet on characters the font lacks; the voice then forgets them."""
    words = print_language.replacements()
    print_language.replaced.clear()
    if words is None:
        return []
    return [Row((cell(INSET, WIDTH - 2 * INSET, print_language.stacked(words, SMALL, SMALL)),), above=8, rule="none")]


def running_rows(print_language: PrintLanguage, sheet: Sheet) -> tuple[Row, ...]:
    """What stands at the top of a page that continues the sheet."""
    words = print_language.said("paper_continued", title=sheet.definition.title.zh).zh, print_language.said(
        "paper_continued", title=sheet.definition.title.en).en
    spans = (
        *print_language.inline(Text(*words), RUNNING, SMALL), Span("   " + _subtitle(print_language, sheet), SMALL)
    )
    return (Row((cell(0, _TITLE_WIDTH, spans),), above=0, below=8, rule="none"),)


def entry_name(print_language: PrintLanguage, sheet: Sheet, language: Language | None = None) -> str:
    """Which entry of its form it is: `第 2 条记录  2026-11-21`."""
    if not sheet.definition.repeats:
        return ""
    words = [
        print_language.said("paper_entry", number=sheet.number).in_(language or print_language.first)
    ] if sheet.number else []
    for key in sheet.definition.titled_by:
        if sheet.values.get(key) and not sheet.blank:
            spans = brief(print_language, replace(sheet.definition.field(key), unit=""), sheet.values[key])
            words.append("".join(span.text for span in spans if span.style.size >= BODY.size).strip())
    return "  ".join(dict.fromkeys(words))


def _subtitle(print_language: PrintLanguage, sheet: Sheet) -> str:
    definition = sheet.definition
    return "   ".join(filter(None, (f"{definition.code} {definition.version}", entry_name(print_language, sheet))))


def _title_rows(print_language: PrintLanguage, sheet: Sheet, anchor: str) -> Iterator[Row]:
    title = Span(print_language.one(sheet.definition.title), TITLE)
    yield Row((cell(0, _TITLE_WIDTH, (title,)),), above=0, below=0, rule="none", keep=True, anchor=anchor)
    under = [sheet.definition.title.en] if print_language.second else []
    under.append(_subtitle(print_language, sheet))
    if sheet.recorded_at and not sheet.blank:
        by = print_language.typed(sheet.recorded_by, sheet.definition.title)
        under.append(print_language.one(print_language.said("paper_recorded", at=moment(sheet.recorded_at), by=by)))
    yield Row((cell(0, WIDTH, (Span("   ".join(under), SUBTITLE),)),), above=0, below=6, rule="none", keep=True)
    if sheet.struck is not None:
        reason = print_language.typed(sheet.struck, sheet.definition.title)
        yield _banner(print_language.stacked(print_language.said("paper_struck_entry", reason=reason), _WARNING))
    if sheet.given_although:
        yield _banner((
            *print_language.stacked(print_language.said("paper_given_although"), _WARNING),
            *(span for sentence in sheet.given_although
              for span in (NEW_LINE, Span(print_language.typed(sentence, sheet.definition.title), BODY))),
        ))
    if sheet.confirmation:
        yield _confirmation(print_language, sheet)
        yield space(6)
    if sheet.blank:
        how_to_fill = print_language.stacked(print_language.said("paper_how_to_fill"), SMALL)
        yield Row((cell(0, WIDTH, how_to_fill),), above=0, below=4, rule="none", keep=True)


def _confirmation(print_language: PrintLanguage, sheet: Sheet) -> Row:
    """How the investigator's confirmation stands to what the records say now."""
    colour, fill = (STOP, STOP_SOFT) if sheet.confirmation == "stale" else (WAIT, WAIT_SOFT)
    days = {"confirmed": sheet.values.get("confirmed_on", ""), "judged": sheet.assessment and sheet.assessment.as_of}
    spans = (
        *print_language.inline(
            print_language.said(f"paper_{sheet.confirmation}"), Style(face=BOLD, size=10, colour=colour), SMALL
        ),
        NEW_LINE, *print_language.stacked(print_language.said(f"paper_{sheet.confirmation}_means", **days), SMALL),
    )
    return replace(_banner(spans), frame=colour, fill=fill)


def _banner(spans: Spans) -> Row:
    return Row((cell(10, WIDTH - 20, spans),), above=6, below=6, rule="none", keep=True, frame=STOP, fill=STOP_SOFT)


def _section_rows(print_language: PrintLanguage, sheet: Sheet, title: Text, fields: Sequence[Field]) -> Iterator[Row]:
    shown = [field for field in fields if visible(sheet, field)]
    if not shown:
        return
    heading: Sequence[Row] = section_heading(print_language, title)
    shared = {field.when for field in shown}
    if sheet.blank and len(shown) > 1 and len(shared) == 1 and shown[0].when is not None:
        words = condition(print_language, sheet.definition.field(shown[0].when.field), shown[0].when.codes)
        under = cell(INSET, WIDTH - 2 * INSET, print_language.inline(words, SMALL))
        heading = (*heading, Row((under,), above=0, below=2, rule="none", keep=True))
        shown = [replace(field, when=None) for field in shown]
    for row in _body_rows(print_language, sheet, title, shown):
        yield from heading
        heading = ()
        yield row


def _body_rows(print_language: PrintLanguage, sheet: Sheet, title: Text, fields: Sequence[Field]) -> Iterator[Row]:
    results = any(field.kind is Kind.LAB for field in fields)

    def part(field: Field) -> str:
        if field.kind is Kind.ROWS:
            return field.key
        return "laboratory" if results else "fields"

    for name, members in groupby(fields, part):
        group = list(members)
        if group[0].kind is Kind.ROWS:
            yield from row_tables.table(print_language, sheet, group[0], titled=group[0].label != title)
        elif name == "laboratory":
            yield from laboratory.table(print_language, sheet, group)
        else:
            yield from field_rows(print_language, sheet, group)

