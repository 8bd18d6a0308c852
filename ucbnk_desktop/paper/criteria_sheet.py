"""Prints the sheet of criteria: what each says and counts with, what the study decided, which cases test its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ucbnk_desktop.wording import Text, text

from .bilingual import PrintLanguage, in_fours
from .criteria_sheet_data import SIDES, CriteriaSheet, CriterionLine, DecisionLine, LimitLine
from .decisions import signed
from .document import kept, running
from .fields import INSET, section_heading
from .fonts import BOLD
from .page_frame import PageFrame
from .print_data import Languages, Receipt, Stamp
from .rows import WIDTH, Cell, Row, cell
from .styles import EMPTY, HEAD, JUDGE, RUNNING, SMALL, SUBTITLE, TITLE, WAIT, Style
from .typeset import NEW_LINE, Line, Span, Spans, broken

_ID, _SAID = (INSET, 40.0), (48.0, 196.0)
_NAME, _NUMBER = (258.0, 132.0), (392.0, 30.0)
_COUNT_X, _COUNT_WIDTH, _COUNT_GAP = 424.0, 27.0, 3.0
_DECISION = (258.0, WIDTH - 258.0 - INSET)
_INDENT = 7.0
_TEXT = Style(size=9)
_STRONG = Style(size=9, face=BOLD)
_UNTESTED = Style(size=9, face=BOLD, colour=WAIT)
_OPEN = Style(size=8, face=BOLD, colour=JUDGE)
_GAP = Line((), 0, 4.0, 3.0)
"""Room between the limits and the decisions under them."""


def print_criteria(sheet: CriteriaSheet, stamp: Stamp, languages: Languages, out: Path) -> Receipt:
    """Print `sheet` to the file `out`, which appears whole or not at all; PaperFault in words where it cannot."""
    print_language = PrintLanguage(languages)
    content, pages = _made(sheet, stamp, print_language)
    return kept(content, pages, out, print_language.replaced)


def program_stamp(sheet: CriteriaSheet, *, at: datetime, by: str) -> Stamp:
    """The stamp of a sheet that belongs to no study: the digest of the cases stands in place of that of the records."""
    return Stamp(
        text("book_protocol_title"), text("book_site"), sheet.version, "", demonstration=False, printed_at=at,
        printed_by=by, head_sequence=0, head_digest="",
    )


class _Frame(PageFrame):
    """Header and footer of the sheet: no participant; the monitor and the principal investigator sign."""

    signers = ("criteria_monitor_signs", "paper_pi_signs")

    def __init__(self, sheet: CriteriaSheet, stamp: Stamp, print_language: PrintLanguage) -> None:
        self._sheet = sheet
        super().__init__(stamp, print_language)

    def _participant_spans(self) -> Spans:
        return self.print_language.stacked(self.print_language.said("criteria_title"), RUNNING)

    def _records_spans(self) -> Spans:
        if self.stamp.head_digest:
            return super()._records_spans()
        return self.print_language.stacked(
            self.print_language.said("case_report_records", digest=in_fours(self._sheet.digest)), SMALL
        )


def _made(sheet: CriteriaSheet, stamp: Stamp, print_language: PrintLanguage) -> tuple[bytes, int]:
    rows = _rows(sheet, print_language, demonstration=stamp.demonstration)
    return running(_Frame(sheet, stamp, print_language), rows, print_language.said("criteria_title"))


def _rows(sheet: CriteriaSheet, print_language: PrintLanguage, *, demonstration: bool) -> Iterator[Row]:
    title = print_language.inline(print_language.said("criteria_title"), TITLE, SUBTITLE)
    yield Row((cell(0, WIDTH, title),), above=0, below=2, rule="none", keep=True)
    about = print_language.stacked(print_language.said("criteria_about"), SMALL)
    yield Row((cell(0, WIDTH, about),), above=2, below=6, rule="none", keep=True)
    yield Row((cell(0, WIDTH, _facts(sheet, print_language)),), above=0, below=4, rule="none", keep=True)
    for kind in ("inclusion", "exclusion"):
        yield from section_heading(print_language, print_language.said(f"paper_{kind}"))
        head = _head(print_language, below_stamp=demonstration)
        yield replace(head, above=4)
        for criterion in sheet.criteria:
            if criterion.kind == kind:
                yield replace(_criterion(criterion, print_language), head=(head,))


def _facts(sheet: CriteriaSheet, print_language: PrintLanguage) -> Spans:
    """Of which version and study, from how many cases, and the sum of it all."""
    version = print_language.said("paper_pack", version=f"{sheet.version}  {sheet.dated.isoformat()}")
    no_study = print_language.said("criteria_no_study")
    study = print_language.typed(sheet.study, no_study) if sheet.study else print_language.one(no_study)
    cases = f"{sheet.cases}   {in_fours(sheet.digest)}   ucbnk-desktop {sheet.program}"
    lines: list[Span] = [Span(print_language.one(version), _STRONG)]
    for code, words in (("criteria_fact_study", study), ("criteria_fact_cases", cases)):
        lines += [NEW_LINE, *print_language.inline(print_language.said(code), SMALL), Span("  ", SMALL),
                  Span(words, _TEXT)]
    lines += [NEW_LINE, *print_language.stacked(sheet.summary, _TEXT)]
    for finding in sheet.findings:
        lines += [NEW_LINE, *print_language.stacked(finding, _UNTESTED)]
    return tuple(lines)


def _head(print_language: PrintLanguage, *, below_stamp: bool) -> Row:
    """The titles of the columns; where they begin a page, they make room for the stamp of a demonstration."""
    cells = [cell(*_ID, print_language.stacked(print_language.said("criteria_head_criterion"), HEAD)),
             cell(*_NAME, print_language.stacked(print_language.said("criteria_head_limit"), HEAD))]
    cells += [
        cell(*_count_place(n), print_language.stacked(print_language.said(f"criteria_head_{side}"), HEAD), "right")
        for n, side in enumerate(SIDES)
    ]
    return Row(tuple(cells), above=20 if below_stamp else 4, below=3.5, rule="strong", keep=True)


def _count_place(n: int) -> tuple[float, float]:
    return _COUNT_X + n * (_COUNT_WIDTH + _COUNT_GAP), _COUNT_WIDTH


def _criterion(criterion: CriterionLine, print_language: PrintLanguage) -> Row:
    indent = _INDENT if criterion.is_part else 0
    style = _TEXT if criterion.is_part else _STRONG
    identity: Spans = (Span(print_language.criterion(criterion.id), style),)
    if print_language.second:
        identity = (*identity, NEW_LINE, Span(criterion.id, SMALL))
    cells = [cell(_ID[0] + indent, _ID[1] - indent, identity),
             cell(_SAID[0] + indent, _SAID[1] - indent, _said(criterion, print_language))]
    if not criterion.is_sum:
        cells += _counted(criterion, print_language)
    return Row(tuple(cells), above=5, below=5, keep=criterion.is_sum, indent=indent, anchor=criterion.id,
               outline=print_language.criterion(criterion.id))


def _said(criterion: CriterionLine, print_language: PrintLanguage) -> Spans:
    """Title and text, the sentence of the record, what is read and what it counts to."""
    spans = [*print_language.stacked(criterion.short, _STRONG), NEW_LINE,
             *print_language.stacked(criterion.statement, _TEXT)]
    for code, words in (
        ("criteria_approved", Text(criterion.approved, criterion.approved)),
        ("criteria_registry", Text(criterion.registry, criterion.registry)),
        ("criteria_reads", criterion.reads), ("criteria_counts_to", criterion.counts_to),
        ("criteria_decided", criterion.decided_by_words),
    ):
        shown = print_language.one(words)
        if shown:
            shown = print_language.typed(shown, criterion.short)
            spans += [NEW_LINE, Span(print_language.one(print_language.said(code, words=shown)), SMALL)]
    return tuple(spans)


def _counted(criterion: CriterionLine, print_language: PrintLanguage) -> list[Cell]:
    """The limits with the cases on either side, then the decisions, then what the cases expect."""
    columns: list[list[Line]] = [[] for _ in range(2 + len(SIDES))]
    for limit in criterion.limits:
        parts = _limit(limit, print_language)
        height = max(map(len, parts))
        for column, part in zip(columns, parts, strict=True):
            column.extend(part)
            column.extend([Line((), 0, _TEXT.leading, _TEXT.size)] * (height - len(part)))
    below: list[Line] = []
    if not criterion.limits:
        no_limit = print_language.one(print_language.said("criteria_no_limit"))
        below += broken((Span(no_limit, EMPTY),), _DECISION[1])
    for line in criterion.decisions:
        below += (_GAP, *broken(_decision(line, print_language), _DECISION[1]))
    expected = print_language.said("criteria_expected", words=print_language.one(criterion.expected))
    below += (_GAP, *broken((Span(print_language.one(expected), SMALL),), _DECISION[1]))
    room = [Line((), 0, line.leading, line.rise) for line in columns[0]]
    places = (_NAME, _NUMBER, *(_count_place(n) for n in range(len(SIDES))))
    limits = [
        Cell(*place, tuple(lines), "left" if n == 0 else "right")
        for n, (place, lines) in enumerate(zip(places, columns, strict=True)) if lines
    ]
    return [*limits, Cell(*_DECISION, (*room, *below))]


def _limit(limit: LimitLine, print_language: PrintLanguage) -> Sequence[Sequence[Line]]:
    counts = tuple(
        (Span(str(limit.cases[side]), _TEXT if limit.cases[side] else _UNTESTED),) for side in SIDES
    )
    name = print_language.stacked(limit.name, _TEXT)
    cells = ((name, _NAME), ((Span(limit.number, _STRONG),), _NUMBER),
             *((count, _count_place(n)) for n, count in enumerate(counts)))
    return [broken(spans, place[1]) for spans, place in cells]


def _decision(line: DecisionLine, print_language: PrintLanguage) -> Spans:
    """The question in small print, under it what was decided, or that nothing was."""
    question = print_language.one(line.question)
    asked = Span(f"{line.id}  {question}" if line.id else question, SMALL)
    if line.answer is None:
        return asked, Span("  ", SMALL), Span(print_language.one(print_language.said("criteria_unset_word")), _OPEN)
    answer = print_language.typed(print_language.one(line.answer), line.question)
    who = signed(print_language, line.decided, line.question) if line.decided is not None else ()
    return asked, NEW_LINE, Span(answer, _STRONG), *((Span("  ", SMALL), *who) if who else ())
