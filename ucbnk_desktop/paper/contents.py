"""The contents page of a casebook: every form and every entry with its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ucbnk_desktop.wording import Text

from .bilingual import PrintLanguage
from .fields import INSET
from .rows import WIDTH, Row, cell
from .styles import BODY, SMALL, SUBTITLE, TITLE, VALUE
from .typeset import NEW_LINE, Span


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the contents: a form (level 0) or one of its entries (level 1); `page` counts from 1.

    `anchor` is its own name, `row` the anchor of the row it points to: that of a form is the title of its first entry.
    """

    title: Text
    code: str
    level: int
    anchor: str
    row: str
    page: int = 0


def contents_rows(print_language: PrintLanguage, items: Sequence[Item], subtitle: str) -> Iterator[Row]:
    """The title and a line for each item; each line is a link to what it names."""
    title = print_language.said("paper_contents")
    spans = [Span(print_language.one(title), TITLE), NEW_LINE]
    if print_language.second:
        spans.append(Span(title.en + "   ", SUBTITLE))
    spans.append(Span(print_language.typed(subtitle, title), SUBTITLE))
    yield Row((cell(0, 400, tuple(spans)),), above=0, below=10, rule="none", keep=True)
    for n, item in enumerate(items):
        follows = items[n + 1].level if n + 1 < len(items) else 0
        yield replace(_line(print_language, item), keep=item.level == 0 and follows == 1)


def _line(print_language: PrintLanguage, item: Item) -> Row:
    page = cell(WIDTH - 60 - INSET, 60, (Span(str(item.page), VALUE if item.level == 0 else BODY),), "right")
    if item.level:
        name = cell(24, 390, (Span(print_language.one(item.title), BODY),))
        return Row((name, page), above=3, below=3, link=item.anchor, indent=24)
    title = cell(INSET, 330, print_language.inline(item.title, VALUE))
    return Row((title, cell(345, 110, (Span(item.code, SMALL),)), page), link=item.anchor)
