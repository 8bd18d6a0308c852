"""Prints the report of a validation: what was expected of each case, what was found, and which criteria it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ucbnk_desktop.forms.display import state_word
from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.wording import Text, text

from .bilingual import PrintLanguage, in_fours
from .document import kept, running
from .fields import INSET, section_heading
from .fonts import BOLD
from .inline_shapes import COLOURS, SHAPES, VerdictMark
from .page_frame import PageFrame
from .print_data import Languages, Receipt, Stamp
from .rows import WIDTH, Cell, Row, cell
from .styles import BODY, EMPTY, HEAD, RUNNING, SMALL, STOP, SUBTITLE, TITLE, Style
from .typeset import NEW_LINE, Line, Span, Spans, broken
from .validation_data import ExpectationResult, Report, Result

_NUMBER, _CASE, _SUBJECT, _EXPECTED, _FOUND, _VERDICT = (
    (5.0, 24.0), (31.0, 182.0), (219.0, 66.0), (289.0, 84.0), (377.0, 84.0), (465.0, WIDTH - 465.0),
)
_TEXT = Style(size=9)
_DATUM = Style(size=9, face=BOLD)
_WRONG = Style(size=9, face=BOLD, colour=STOP)
_OUTCOME = Style(size=14, face=BOLD)
_COUNTED = (
    (State.MET, State.ABSENT), (State.NOT_MET, State.PRESENT), (State.PENDING_DATE,), (State.NEEDS_PI,),
    (State.INCOMPLETE,), (State.NOT_APPLICABLE,),
)
_COUNT_X, _COUNT_WIDTH, _COUNT_GAP = 238.0, 36.0, 3.5


def print_report(
    report: Report, languages: Languages, out: Path, *, at: datetime, by: str
) -> Receipt:
    """Print `report` to the file `out`, which appears whole or not at all; PaperFault in words where it cannot."""
    print_language = PrintLanguage(languages)
    content, pages = _made(report, print_language, at, by)
    return kept(content, pages, out, print_language.replaced)


class _Frame(PageFrame):
    """Header and footer of the report: no participant, the digest of the cases in place of that of the records."""

    signers = ("case_performed_by", "case_reviewed_by")

    def __init__(self, report: Report, print_language: PrintLanguage, at: datetime, by: str) -> None:
        self._report = report
        super().__init__(Stamp(
            text("book_protocol_title"), text("book_site"), report.pack, "", demonstration=False, printed_at=at,
            printed_by=by, head_sequence=report.files, head_digest=report.digest,
        ), print_language)

    def _participant_spans(self) -> Spans:
        return self.print_language.stacked(self.print_language.said("case_report_title"), RUNNING)

    def _records_spans(self) -> Spans:
        digest = in_fours(self._report.digest)
        return self.print_language.stacked(self.print_language.said("case_report_records", digest=digest), SMALL)


def _made(report: Report, print_language: PrintLanguage, at: datetime, by: str) -> tuple[bytes, int]:
    frame = _Frame(report, print_language, at, by)
    return running(frame, _rows(report, print_language), print_language.said("case_report_title"))


def _rows(report: Report, print_language: PrintLanguage) -> Iterator[Row]:
    yield from _title(print_language)
    yield _summary(report, print_language)
    if report.refused:
        yield from _section(print_language, print_language.said("case_report_refused"), "refused")
        for words in report.refused:
            shown = print_language.typed(print_language.one(words), print_language.said("case_report_refused"))
            yield Row((cell(INSET, WIDTH - 2 * INSET, (Span(shown, _TEXT),)),))
    differing = [result for result in report.results if not result.agrees]
    if differing:
        yield from _section(print_language, print_language.said("case_report_differing"), "differing")
        yield from _results(print_language, differing)
    yield from _section(print_language, print_language.said("case_report_coverage"), "coverage")
    yield from _coverage(report, print_language)
    for number, group in enumerate(report.groups):
        title = group.title if group.title.zh else print_language.said("case_report_untitled")
        yield from _section(print_language, _typed(print_language, title), f"group{number}")
        yield from _results(print_language, group.results)


def _title(print_language: PrintLanguage) -> Iterator[Row]:
    title = print_language.said("case_report_title")
    yield Row((cell(0, WIDTH, (Span(print_language.one(title), TITLE),)),), above=0, below=0, rule="none", keep=True)
    if print_language.second:
        yield Row((cell(0, WIDTH, (Span(title.en, SUBTITLE),)),), above=0, below=2, rule="none", keep=True)
    about = cell(0, WIDTH, print_language.stacked(print_language.said("case_report_about"), SMALL))
    yield Row((about,), above=2, below=8, rule="none", keep=True)


def _section(print_language: PrintLanguage, title: Text, anchor: str) -> Iterator[Row]:
    before, heading = section_heading(print_language, title)
    yield before
    yield replace(heading, anchor=anchor, outline=print_language.one(title))


def _summary(report: Report, print_language: PrintLanguage) -> Row:
    mark = State.MET if report.agrees else State.NOT_MET
    colour, fill = COLOURS[SHAPES[mark]]
    results = report.results
    outcome = print_language.said("case_report_all_agree" if report.agrees else "case_report_some_differ")
    counted = print_language.said(
        "case_report_counted", cases=len(results), count=sum(len(result.found) for result in results),
        differing=sum(not result.agrees for result in results),
    )
    words = (Span("", BODY, VerdictMark(mark)), *print_language.stacked(outcome, _OUTCOME), NEW_LINE,
             *print_language.stacked(counted, SMALL))
    folder = print_language.said("case_report_files_value", folder=report.folder, files=report.files)
    facts: list[Span] = []
    for code, value in (
        ("case_report_files", _typed(print_language, folder)),
        ("case_report_program", _plain(f"ucbnk-desktop {report.program}")),
        ("case_report_pack", print_language.said("paper_pack", version=report.pack)),
    ):
        name, datum = print_language.inline(print_language.said(code), SMALL), print_language.one(value)
        facts += [*([NEW_LINE] if facts else []), *name, Span("  ", SMALL), Span(datum, _DATUM)]
    facts += [NEW_LINE, *print_language.inline(print_language.said("case_report_digest"), SMALL), NEW_LINE]
    facts += [Span(report.digest[:32], SMALL), NEW_LINE, Span(report.digest[32:], SMALL)]
    return Row((cell(12, 232, words), cell(256, WIDTH - 266, tuple(facts))), above=9, below=9, rule="none",
               frame=colour, fill=fill)


# Coverage


def _coverage(report: Report, print_language: PrintLanguage) -> Iterator[Row]:
    """One line a criterion: how many cases expect it in which state."""
    head = _coverage_head(print_language)
    yield head
    for covered in report.coverage:
        numbers = [sum(covered.counts[state] for state in states) for states in _COUNTED]
        cells = [cell(INSET, 40, (Span(print_language.criterion(covered.criterion), _DATUM),)),
                 cell(INSET + 42, 180, print_language.inline(covered.name, _TEXT))]
        cells += [_count(n, number) for n, number in enumerate((*numbers, sum(numbers)))]
        yield Row(tuple(cells), above=2.5, below=2.5, head=(head,))


def _coverage_head(print_language: PrintLanguage) -> Row:
    cells = [cell(INSET, 150, print_language.stacked(print_language.said("case_head_criterion"), HEAD))]
    for n, states in enumerate(_COUNTED):
        words = [state_word(state) for state in states]
        both = Text(" / ".join(word.zh for word in words), " / ".join(word.en for word in words))
        cells.append(cell(*_count_place(n), print_language.stacked(both, HEAD, SMALL), "right"))
    cells.append(cell(
        *_count_place(len(_COUNTED)), print_language.stacked(print_language.said("case_report_sum"), HEAD), "right"
    ))
    return Row(tuple(cells), above=4, below=3.5, rule="strong", keep=True)


def _count_place(n: int) -> tuple[float, float]:
    return _COUNT_X + n * (_COUNT_WIDTH + _COUNT_GAP), _COUNT_WIDTH


def _count(n: int, number: int) -> Cell:
    spans = (Span(str(number), _TEXT),) if number else (Span("—", EMPTY),)
    return cell(*_count_place(n), spans, "right")


# Results


def _results(print_language: PrintLanguage, results: Sequence[Result]) -> Iterator[Row]:
    titles = (("number", _NUMBER), ("case", _CASE), ("subject", _SUBJECT), ("expected", _EXPECTED), ("found", _FOUND),
              ("verdict", _VERDICT))
    heads = ((place, print_language.said(f"case_head_{code}")) for code, place in titles)
    cells = tuple(cell(*place, print_language.stacked(text, HEAD)) for place, text in heads)
    head = Row(cells, above=4, below=3.5, rule="strong", keep=True)
    yield head
    for result in results:
        yield replace(_result(print_language, result), head=(head,))


def _result(print_language: PrintLanguage, result: Result) -> Row:
    name = (*print_language.stacked(_typed(print_language, result.name), _TEXT), NEW_LINE,
            Span(print_language.typed(f"{result.id}  {result.file}:{result.line}", result.name), SMALL))
    mark = State.MET if result.agrees else State.NOT_MET
    words = print_language.said("case_agrees" if result.agrees else "case_differs")
    style = replace(_DATUM, colour=COLOURS[SHAPES[mark]][0])
    verdict = (Span(print_language.one(words).capitalize(), style, VerdictMark(mark), whole=True),)
    return Row((
        cell(
            *_NUMBER, (Span(str(result.number), SMALL),)
        ), cell(*_CASE, name), *_compared(print_language, result.found),
        cell(*_VERDICT, verdict),
    ), above=4, below=4)


def _compared(print_language: PrintLanguage, found: Sequence[ExpectationResult]) -> tuple[Cell, ...]:
    """Item, expected and found, each expectation at one height in all three."""
    places = (_SUBJECT, _EXPECTED, _FOUND)
    columns: tuple[list[Line], ...] = ([], [], [])
    for result in found:
        styles = (_TEXT, _TEXT, _DATUM if result.agrees else _WRONG)
        texts = (result.subject, result.expected, result.found)
        parts = [
            broken(print_language.inline(_typed(print_language, both), style), place[1])
            for both, style, place in zip(texts, styles, places, strict=True)
        ]
        height = max(map(len, parts))
        for column, part in zip(columns, parts, strict=True):
            column.extend(part)
            column.extend([Line((), 0, _TEXT.leading, _TEXT.size)] * (height - len(part)))
    return tuple(Cell(*place, tuple(lines)) for place, lines in zip(places, columns, strict=True))


def _typed(print_language: PrintLanguage, both: Text) -> Text:
    return Text(print_language.typed(both.zh, both), print_language.typed(both.en, both))


def _plain(value: str) -> Text:
    return Text(value, value)
