"""What stands on the pages of a PDF."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader


def pdf_text(pdf: bytes | Path, *, between: str = "") -> str:
    """All text of its pages, with `between` between two of them."""
    reader = PdfReader(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf)
    return between.join(page.extract_text() for page in reader.pages)


def pdf_words(pdf: bytes | Path) -> str:
    """The same without spaces and line breaks, as broken lines lose them anyway."""
    return "".join(pdf_text(pdf).split())
