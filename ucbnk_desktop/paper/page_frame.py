"""What stands around the text of every page: header, demonstration stamp, signatures, footer."""

from __future__ import annotations

from itertools import groupby

from ucbnk_desktop.wording import Language, Text

from .bilingual import PrintLanguage, moment
from .canvas import PdfCanvas
from .flow import Page
from .inline_shapes import CodeBoxes
from .print_data import Stamp
from .rows import LEFT, WIDTH, cell
from .styles import CODE, HAIRLINE, INK, PROTOCOL, SMALL, SOFT, STAMP, STAMPED
from .typeset import NEW_LINE, Span, Spans, natural_width

PAGE = (595.28, 841.89)
_TOP = 30.0
_BOTTOM = 24.0
_REGISTRY = "NCT06631391"
_GAP = 10.0


class PageFrame:
    """Header and footer of one print; the text area lies between them. `signers` say who signs at its foot."""

    signers: tuple[str, str] = ("paper_coordinator_signs", "paper_investigator_signs")

    def __init__(self, stamp: Stamp, print_language: PrintLanguage) -> None:
        self.stamp, self.print_language = stamp, print_language
        self._code_x = 400.0 if print_language.second else 362.0
        self._title = cell(0, self._code_x - _GAP, self._title_spans())
        self._participant = cell(self._code_x, WIDTH - self._code_x, self._participant_spans(), "right")
        self._left, self._middle = self._printed_spans(), self._records_spans()
        foot_lines = 2 if print_language.second else 1
        self.text_top = PAGE[1] - _TOP - max(self._title.height, self._participant.height) - 7 - 14
        self.foot = _BOTTOM + foot_lines * SMALL.leading + 5
        self.height = self.text_top - self.foot - 8

    def draw(self, canvas: PdfCanvas, page: Page, number: int, total: int) -> None:
        """Everything of page `number` of `total`, its text included."""
        self._header(canvas)
        for placed in page.placed:
            placed.row.draw(canvas, self.text_top - placed.top)
        self._cross_out(canvas, page)
        if page.signed:
            self._signatures(canvas)
        self._footer(canvas, number, total)

    def _typed(self, text: Text) -> Text:
        return Text(self.print_language.typed(text.zh, text), self.print_language.typed(text.en, text))

    def _title_spans(self) -> Spans:
        pack = self.print_language.said("paper_pack", version=self.stamp.pack_version)
        site = self._typed(self.stamp.site)
        around = Text(*(f"{a}   {_REGISTRY}   {b}" for a, b in ((site.zh, pack.zh), (site.en, pack.en))))
        return (*self.print_language.stacked(self._typed(self.stamp.protocol_title), PROTOCOL), NEW_LINE,
                *self.print_language.stacked(around, SMALL))

    def _participant_spans(self) -> Spans:
        code = self.print_language.typed(self.stamp.participant, self.print_language.said("paper_participant"))
        label = self.print_language.inline(self.print_language.said("paper_participant"), SMALL)
        beside = 0 if self.print_language.second else natural_width(label) + 6
        size = min(15.0, (WIDTH - self._code_x - beside) / max(len(code), 1) - 1.8)
        gap = Span("  ", SMALL) if beside else NEW_LINE
        return (*label, gap, Span("", SMALL, CodeBoxes(code, CODE, cell=size)))

    def _printed_spans(self) -> Spans:
        stamp = self.stamp
        by = self.print_language.typed(stamp.printed_by, self.print_language.said("paper_participant"))
        return self.print_language.stacked(
            self.print_language.said("paper_printed", at=moment(stamp.printed_at), by=by, copy=stamp.copy), SMALL)

    def _records_spans(self) -> Spans:
        stamp = self.stamp
        return self.print_language.stacked(
            self.print_language.said(
                "paper_records", sequence=f"{stamp.head_sequence:,}", head=stamp.head_digest
            ), SMALL)

    def _header(self, canvas: PdfCanvas) -> None:
        top = PAGE[1] - _TOP
        self._title.draw(canvas, top)
        self._participant.draw(canvas, top)
        rule = self.text_top + 14
        canvas.line(LEFT, rule, LEFT + WIDTH, rule, colour=INK, thickness=0.8)
        if self.stamp.demonstration:
            self._demonstration(canvas, rule - 8)

    def _demonstration(self, canvas: PdfCanvas, top: float) -> None:
        stamp = self.print_language.said("paper_demonstration")
        words = (Span(stamp.en if self.print_language.first is Language.EN else f"{stamp.zh} DEMO", STAMPED),)
        width = natural_width(words) + 14
        canvas.box(LEFT + WIDTH - width, top - 17, width, 17, colour=STAMP, thickness=0.9, radius=3.5)
        cell(WIDTH - width + 7, width, words).draw(canvas, top - 2.6)

    def _cross_out(self, canvas: PdfCanvas, page: Page) -> None:
        """One stroke through what stands on the page of an entry that was struck."""
        for is_void, run in groupby(page.placed, lambda placed: placed.void):
            if not is_void:
                continue
            void = list(run)
            top = self.text_top - void[0].top
            foot = self.text_top - void[-1].top - void[-1].row.height
            canvas.line(LEFT, foot, LEFT + WIDTH, top, colour=SOFT, thickness=0.9)

    def _signatures(self, canvas: PdfCanvas) -> None:
        """Two lines to sign on, at the foot of the text area."""
        rule = self.foot + 8 + SMALL.leading * (2 if self.print_language.second else 1) + 8
        half = (WIDTH - 24) / 2
        for x, code in zip((0.0, half + 24), self.signers, strict=True):
            canvas.line(LEFT + x, rule, LEFT + x + half, rule, colour=INK, thickness=0.7)
            cell(x, half, self.print_language.stacked(self.print_language.said(code), SMALL)).draw(canvas, rule - 3)

    def _footer(self, canvas: PdfCanvas, number: int, total: int) -> None:
        canvas.line(LEFT, self.foot, LEFT + WIDTH, self.foot, colour=HAIRLINE, thickness=0.5)
        pages = self.print_language.stacked(self.print_language.said("paper_page", number=number, total=total), SMALL)
        top = self.foot - 4
        for part in (cell(0, 236, self._left), cell(226, 190, self._middle), cell(WIDTH - 110, 110, pages, "right")):
            part.draw(canvas, top)


