"""Prints the report of a validation: what was expected of each case, what was found, and which criteria it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.wording import Text, text

from .block import WIDTH, Cell, Row, cell
from .document import kept, running
from .flow import Page
from .fonts import BOLD
from .inks import COLOURS, SHAPES, VerdictMark
from .lines import INSET, section_heading
from .page import Furniture
from .results import Found, Report, Result
from .sheet import Languages, Receipt, Stamp
from .styles import BODY, EMPTY, HEAD, RUNNING, SMALL, STOP, SUBTITLE, TITLE, Style
from .typeset import NEW_LINE, Line, Span, Spans, broken
from .voice import Voice

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
    voice = Voice(languages)
    content, pages = _made(report, voice, at, by)
    return kept(content, pages, out, voice.replaced)


class _Frame(Furniture):
    """Header and footer of the report: no participant, the digest of the cases in place of that of the records."""

    signers = ("case_performed_by", "case_reviewed_by")

    def __init__(self, report: Report, voice: Voice, at: datetime, by: str) -> None:
        self._report = report
        super().__init__(Stamp(
            text("book_protocol_title"), text("book_site"), report.pack, "", demonstration=False, printed_at=at,
            printed_by=by, head_sequence=report.files, head_digest=report.digest,
        ), voice)

    def _participant_spans(self) -> Spans:
        return self.voice.stacked(self.voice.said("case_report_title"), RUNNING)

    def _records_spans(self) -> Spans:
        head = self._report.digest[:16]
        digest = " ".join(head[n:n + 4] for n in range(0, 16, 4))
        return self.voice.stacked(self.voice.said("case_report_records", digest=digest), SMALL)


def _made(report: Report, voice: Voice, at: datetime, by: str) -> tuple[bytes, int]:
    frame = _Frame(report, voice, at, by)

    def mark(canvas: Canvas, page: Page) -> None:
        for placed in page.placed:
            if placed.row.anchor:
                canvas.bookmarkPage(placed.row.anchor, fit="XYZ", left=0, top=frame.text_top - placed.top + 12, zoom=0)
                canvas.addOutlineEntry(placed.row.anchor.partition(" ")[2], placed.row.anchor, level=0)

    return running(frame, _rows(report, voice), voice.said("case_report_title"), mark)


def _rows(report: Report, voice: Voice) -> Iterator[Row]:
    yield from _title(voice)
    yield _summary(report, voice)
    if report.refused:
        yield from _section(voice, voice.said("case_report_refused"), "refused")
        for words in report.refused:
            shown = voice.typed(voice.one(words), voice.said("case_report_refused"))
            yield Row((cell(INSET, WIDTH - 2 * INSET, (Span(shown, _TEXT),)),))
    differing = [result for result in report.results if not result.agrees]
    if differing:
        yield from _section(voice, voice.said("case_report_differing"), "differing")
        yield from _results(voice, differing)
    yield from _section(voice, voice.said("case_report_coverage"), "coverage")
    yield from _coverage(report, voice)
    for number, group in enumerate(report.groups):
        title = group.title if group.title.zh else voice.said("case_report_untitled")
        yield from _section(voice, _typed(voice, title), f"group{number}")
        yield from _results(voice, group.results)


def _title(voice: Voice) -> Iterator[Row]:
    title = voice.said("case_report_title")
    yield Row((cell(0, WIDTH, (Span(voice.one(title), TITLE),)),), above=0, below=0, rule="none", keep=True)
    if voice.second:
        yield Row((cell(0, WIDTH, (Span(title.en, SUBTITLE),)),), above=0, below=2, rule="none", keep=True)
    about = cell(0, WIDTH, voice.stacked(voice.said("case_report_about"), SMALL))
    yield Row((about,), above=2, below=8, rule="none", keep=True)


def _section(voice: Voice, title: Text, anchor: str) -> Iterator[Row]:
    before, heading = section_heading(voice, title)
    yield before
    yield replace(heading, anchor=f"{anchor} {voice.one(title)}")


def _summary(report: Report, voice: Voice) -> Row:
    mark = State.MET if report.agrees else State.NOT_MET
    colour, fill = COLOURS[SHAPES[mark]]
    results = report.results
    outcome = voice.said("case_report_all_agree" if report.agrees else "case_report_some_differ")
    counted = voice.said(
        "case_report_counted", cases=len(results), count=sum(len(result.found) for result in results),
        differing=sum(not result.agrees for result in results),
    )
    words = (Span("", BODY, VerdictMark(mark)), *voice.stacked(outcome, _OUTCOME), NEW_LINE,
             *voice.stacked(counted, SMALL))
    folder = voice.said("case_report_files_value", folder=report.folder, files=report.files)
    facts: list[Span] = []
    for code, value in (
        ("case_report_files", _typed(voice, folder)),
        ("case_report_program", _plain(f"ucbnk-desktop {report.program}")),
        ("case_report_pack", voice.said("paper_pack", version=report.pack)),
    ):
        facts += [*([NEW_LINE] if facts else []), *voice.inline(voice.said(code), SMALL), Span("  ", SMALL),
                  Span(voice.one(value), _DATUM)]
    facts += [NEW_LINE, *voice.inline(voice.said("case_report_digest"), SMALL), NEW_LINE]
    facts += [Span(report.digest[:32], SMALL), NEW_LINE, Span(report.digest[32:], SMALL)]
    return Row((cell(12, 232, words), cell(256, WIDTH - 266, tuple(facts))), above=9, below=9, rule="none",
               frame=colour, fill=fill)


# Coverage


def _coverage(report: Report, voice: Voice) -> Iterator[Row]:
    """One line a criterion: how many cases expect it in which state."""
    head = _coverage_head(voice)
    yield head
    for covered in report.coverage:
        numbers = [sum(covered.counts[state] for state in states) for states in _COUNTED]
        cells = [cell(INSET, 40, (Span(voice.criterion(covered.criterion), _DATUM),)),
                 cell(INSET + 42, 180, voice.inline(covered.name, _TEXT))]
        cells += [_count(n, number) for n, number in enumerate((*numbers, sum(numbers)))]
        yield Row(tuple(cells), above=2.5, below=2.5, head=(head,))


def _coverage_head(voice: Voice) -> Row:
    cells = [cell(INSET, 150, voice.stacked(voice.said("case_head_criterion"), HEAD))]
    for n, states in enumerate(_COUNTED):
        words = [voice.said(f"paper_state_{state}") for state in states]
        both = Text(" / ".join(one.zh for one in words), " / ".join(one.en for one in words))
        cells.append(cell(*_count_place(n), voice.stacked(both, HEAD, SMALL), "right"))
    cells.append(cell(*_count_place(len(_COUNTED)), voice.stacked(voice.said("case_report_sum"), HEAD), "right"))
    return Row(tuple(cells), above=4, below=3.5, rule="strong", keep=True)


def _count_place(n: int) -> tuple[float, float]:
    return _COUNT_X + n * (_COUNT_WIDTH + _COUNT_GAP), _COUNT_WIDTH


def _count(n: int, number: int) -> Cell:
    spans = (Span(str(number), _TEXT),) if number else (Span("—", EMPTY),)
    return cell(*_count_place(n), spans, "right")


# Results


def _results(voice: Voice, results: Sequence[Result]) -> Iterator[Row]:
    titles = (("number", _NUMBER), ("case", _CASE), ("subject", _SUBJECT), ("expected", _EXPECTED), ("found", _FOUND),
              ("verdict", _VERDICT))
    head = Row(tuple(cell(*place, voice.stacked(voice.said(f"case_head_{code}"), HEAD)) for code, place in titles),
               above=4, below=3.5, rule="strong", keep=True)
    yield head
    for result in results:
        yield replace(_result(voice, result), head=(head,))


def _result(voice: Voice, result: Result) -> Row:
    name = (*voice.stacked(_typed(voice, result.name), _TEXT), NEW_LINE,
            Span(voice.typed(f"{result.id}  {result.file}:{result.line}", result.name), SMALL))
    mark = State.MET if result.agrees else State.NOT_MET
    words = voice.said("case_agrees" if result.agrees else "case_differs")
    style = replace(_DATUM, colour=COLOURS[SHAPES[mark]][0])
    verdict = (Span(voice.one(words).capitalize(), style, VerdictMark(mark), whole=True),)
    return Row((
        cell(*_NUMBER, (Span(str(result.number), SMALL),)), cell(*_CASE, name), *_compared(voice, result.found),
        cell(*_VERDICT, verdict),
    ), above=4, below=4)


def _compared(voice: Voice, found: Sequence[Found]) -> tuple[Cell, ...]:
    """Item, expected and found, each expectation at one height in all three."""
    places = (_SUBJECT, _EXPECTED, _FOUND)
    columns: tuple[list[Line], ...] = ([], [], [])
    for one in found:
        styles = (_TEXT, _TEXT, _DATUM if one.agrees else _WRONG)
        texts = (one.subject, one.expected, one.found)
        parts = [
            broken(voice.inline(_typed(voice, both), style), place[1])
            for both, style, place in zip(texts, styles, places, strict=True)
        ]
        height = max(map(len, parts))
        for column, part in zip(columns, parts, strict=True):
            column.extend(part)
            column.extend([Line((), 0, _TEXT.leading, _TEXT.size)] * (height - len(part)))
    return tuple(Cell(*place, tuple(lines)) for place, lines in zip(places, columns, strict=True))


def _typed(voice: Voice, both: Text) -> Text:
    return Text(voice.typed(both.zh, both), voice.typed(both.en, both))


def _plain(value: str) -> Text:
    return Text(value, value)
