"""What every PDF of the program has in common: its canvas, its pages in their frame, and the receipt of the file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from ucbnk_desktop.wording import Language, Text

from .atomic_write import keep
from .bilingual import PrintLanguage, listing
from .canvas import PdfCanvas
from .flow import Flow, Page
from .fonts import FAMILY, face
from .page_frame import PAGE, PageFrame
from .print_data import Receipt
from .rows import Row

rl_config.useA85 = 0  # pages as bytes, not as text a quarter longer


def new_canvas(print_language: PrintLanguage, title: str) -> Canvas:
    """An empty PDF with its title; equal drawings on it give equal bytes."""
    face(FAMILY)
    canvas = Canvas(io.BytesIO(), pagesize=PAGE, pageCompression=1, invariant=1, initialFontName=FAMILY,
                    lang="en-GB" if print_language.first is Language.EN else "zh-CN")
    canvas.setTitle(title)
    canvas.setCreator("ucbnk_desktop")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def running(frame: PageFrame, rows: Iterable[Row], title: Text) -> tuple[bytes, int]:
    """`rows` as one document in `frame`, signed at its end, with their bookmarks: the PDF and its pages."""
    flow = Flow(frame.height)
    flow.begin(())
    flow.add(list(rows))
    flow.sign()
    canvas = new_canvas(frame.print_language, f"UCBNK01  {frame.print_language.one(title)}")
    for number, page in enumerate(flow.pages, start=1):
        _bookmark(canvas, page, frame.text_top)
        frame.draw(PdfCanvas(canvas), page, number, len(flow.pages))
        canvas.showPage()
    return bytes(canvas.getpdfdata()), len(flow.pages)


def _bookmark(canvas: Canvas, page: Page, text_top: float) -> None:
    """A bookmark at every row of `page` that says how it is called in the outline."""
    for placed in page.placed:
        if placed.row.outline:
            canvas.bookmarkPage(placed.row.anchor, fit="XYZ", left=0, top=text_top - placed.top + 12, zoom=0)
            canvas.addOutlineEntry(placed.row.outline, placed.row.anchor, level=0)


def kept(content: bytes, pages: int, out: Path, replaced: Iterable[str]) -> Receipt:
    """Keep the PDF in the file `out`, which appears whole or not at all; PaperFault in words where it cannot."""
    path, signs, print_language = keep(content, out, pages=pages), tuple(replaced), PrintLanguage("both")
    notes = [print_language.said("paper_replaced", list=listing(signs))] if signs else []
    if path != out:
        notes.append(print_language.said("paper_held", file=out.name, other=path.name))
    return Receipt(path, pages, hashlib.sha256(content).hexdigest(), signs, tuple(notes))
