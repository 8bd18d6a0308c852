"""Prints entries as one PDF: pages, contents, bookmarks, and the receipt of what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.wording import Language, Text

from .bilingual import PrintLanguage
from .canvas import PdfCanvas
from .contents import Item, contents_rows
from .document import kept, new_canvas
from .faults import PaperFault
from .flow import Flow, Page, Placed, anchors, closed_up
from .form import entry_name, entry_rows, replacement_rows, running_rows
from .page_frame import PageFrame
from .print_context import PrintContext
from .print_data import Languages, Receipt, Sheet, Stamp
from .rows import LEFT, WIDTH, space


@dataclass(frozen=True, slots=True)
class _Made:
    content: bytes
    pages: int
    replaced: tuple[str, ...]


def print_forms(
    sheets: Sequence[Sheet], stamp: Stamp, languages: Languages, out: Path, *,
    forms: Mapping[str, FormDefinition], pack: ProtocolPack, contents: bool = False,
) -> Receipt:
    """Print `sheets` in their order to the file `out`; entries of one form that follow each other share their pages.

    The file appears whole or not at all. PaperFault, in words, where nothing could be printed.
    """
    made = _make(sheets, stamp, languages, forms, pack, contents=contents)
    return kept(made.content, made.pages, out, made.replaced)


def print_bytes(
    sheets: Sequence[Sheet], stamp: Stamp, languages: Languages, *,
    forms: Mapping[str, FormDefinition], pack: ProtocolPack, contents: bool = False,
) -> bytes:
    """The same PDF in memory, for the preview; equal sheets and stamps give equal bytes."""
    return _make(sheets, stamp, languages, forms, pack, contents=contents).content


def _make(
    sheets: Sequence[Sheet], stamp: Stamp, languages: Languages, forms: Mapping[str, FormDefinition],
    pack: ProtocolPack, *, contents: bool,
) -> _Made:
    _refuse(sheets)
    job = PrintContext(PrintLanguage(languages), forms, pack)
    furniture = PageFrame(stamp, job.print_language)
    replaced = dict.fromkeys(job.print_language.replaced)
    flow = Flow(furniture.height)
    items = _fill(job, flow, sheets, replaced)
    pages = [*_contents_pages(job.print_language, items, furniture, stamp), *flow.pages] if contents else flow.pages
    canvas = _canvas(job.print_language, stamp, sheets)
    marks = {row: list(named) for row, named in groupby(items, lambda item: item.row)}
    for number, page in enumerate(pages, start=1):
        _mark(canvas, furniture, page.placed, marks, job.print_language)
        furniture.draw(PdfCanvas(canvas), page, number, len(pages))
        canvas.showPage()
    return _Made(bytes(canvas.getpdfdata()), len(pages), tuple(replaced))


def _refuse(sheets: Sequence[Sheet]) -> None:
    if not sheets:
        raise PaperFault("paper_nothing")
    for sheet in sheets:
        if sheet.definition.identifying:
            raise PaperFault("paper_identifying", zh=sheet.definition.title.zh, en=sheet.definition.title.en)


def _fill(job: PrintContext, flow: Flow, sheets: Sequence[Sheet], replaced: dict[str, None]) -> list[Item]:
    """All entries on pages; the lines of the contents with pages counted from 0."""
    items: list[Item] = []
    for _, group in groupby(enumerate(sheets), lambda pair: pair[1].definition.key):
        members = list(group)
        number, first = members[0]
        title, code = first.definition.title, f"{first.definition.code} {first.definition.version}"
        several = len(members) > 1
        if several:
            items.append(Item(title, code, 0, f"form{number}", f"entry{number}"))
        for n, sheet in members:
            name = Text(*(entry_name(job.print_language, sheet, language) for language in Language))
            items.append(Item(name if several else title, code, int(several), f"entry{n}", f"entry{n}"))
            _place_entry(job, flow, sheet, f"entry{n}", fresh=n == number, replaced=replaced)
        flow.sign()
    placed = anchors(flow.pages)
    return [replace(item, page=placed[item.row][0]) for item in items]


def _place_entry(
    job: PrintContext, flow: Flow, sheet: Sheet, anchor: str, *, fresh: bool, replaced: dict[str, None]
) -> None:
    job.print_language.replaced.clear()
    rows = entry_rows(job, sheet, anchor)
    replaced |= dict.fromkeys(job.print_language.replaced)
    rows += replacement_rows(job.print_language)
    void, running = sheet.struck is not None, running_rows(job.print_language, sheet)
    if not fresh and flow.fits([space(26), *rows]):
        flow.add([space(26), *rows], void=void)
        return
    if not fresh:
        flow.sign()
    flow.begin(running)
    flow.add(closed_up(rows, running, flow.height), void=void)


def _contents_pages(
    print_language: PrintLanguage, items: Sequence[Item], furniture: PageFrame, stamp: Stamp
) -> list[Page]:
    """The contents, laid out twice: once to know how many pages they take themselves."""
    count = 0
    for _ in range(2):
        own = Flow(furniture.height)
        own.begin(())
        numbered = [replace(item, page=item.page + 1 + count) for item in items]
        own.add(list(contents_rows(print_language, numbered, stamp.participant)))
        count = len(own.pages)
    return own.pages


def _canvas(print_language: PrintLanguage, stamp: Stamp, sheets: Sequence[Sheet]) -> Canvas:
    title = print_language.one(sheets[0].definition.title) if len(sheets) == 1 else print_language.one(
        print_language.said("paper_casebook")
    )
    canvas = new_canvas(print_language, "  ".join(filter(None, ("UCBNK01", stamp.participant, title))))
    canvas.setSubject(print_language.one(stamp.protocol_title))
    canvas.setAuthor(print_language.one(stamp.site))
    return canvas


def _mark(
    canvas: Canvas, furniture: PageFrame, placed: Sequence[Placed], marks: Mapping[str, Sequence[Item]],
    print_language: PrintLanguage,
) -> None:
    """Bookmarks of the entries that begin on this page, links of the contents lines that stand on it."""
    for row, top in ((at.row, furniture.text_top - at.top) for at in placed):
        if row.link:
            canvas.linkAbsolute("", row.link, (LEFT, top - row.height, LEFT + WIDTH, top), Border="[0 0 0]")
        for item in marks.get(row.anchor, ()):
            canvas.bookmarkPage(item.anchor, fit="XYZ", left=0, top=top + 12, zoom=0)
            canvas.addOutlineEntry(print_language.one(item.title) or " ", item.anchor, level=item.level)
