"""How tests make sheets into pages and read them again: the fixtures `made`, `printed` and `words` of tests/paper."""

from __future__ import annotations

from collections.abc import Callable

from pypdf import PdfReader

Make = Callable[..., bytes]
Print = Callable[..., PdfReader]
Words = Callable[..., str]
