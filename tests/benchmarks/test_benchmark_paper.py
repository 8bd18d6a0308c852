"""A whole casebook against bare tables of ReportLab: as many pages, sixty cells a page, the same embedded font."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from pypdf import PdfReader

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook


def bare_tables(pages: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont("Bare", places.resources("fonts", "UCBNKSansSC-Regular.ttf")))
    style = [("FONTNAME", (0, 0), (-1, -1), "Bare"), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
    story: list[object] = []
    for page in range(pages):
        cells = [[f"{page} {row} {column} 血小板计数" for column in range(3)] for row in range(20)]
        story += [Table(cells, style=style), PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()


def test_that_a_casebook_is_measured_against_bare_tables(
    against: Callable[..., None], casebook: Casebook, fullest: str
) -> None:
    from ucbnk_desktop.paper.printing import print_bytes

    sheets = casebook.sheets(fullest)
    stamp = casebook.stamp(fullest, at=datetime(2026, 11, 22, 8, 40, tzinfo=UTC), by="基准")

    def ours() -> bytes:
        return print_bytes(sheets, stamp, "zh", forms=casebook.forms, pack=casebook.pack, contents=True)

    pages = len(PdfReader(io.BytesIO(ours())).pages)
    against(f"casebook of {pages} pages", ours, lambda: bare_tables(pages), rounds=7)
