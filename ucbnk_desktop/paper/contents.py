"""The contents page of a casebook: every form and every entry with its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ucbnk_desktop.wording import Text

from .block import WIDTH, Row, cell
from .lines import INSET
from .styles import BODY, SMALL, SUBTITLE, TITLE, VALUE
from .typeset import NEW_LINE, Span
from .voice import Voice


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the contents: a form (level 0) or one of its entries (level 1); `page` counts from 1."""

    title: Text
    code: str
    level: int
    anchor: str
    page: int = 0


def contents_rows(voice: Voice, items: Sequence[Item], subtitle: str) -> Iterator[Row]:
    """The title and a line for each item; each line's anchor is its target, so that it can be linked."""
    title = voice.said("paper_contents")
    spans = [Span(voice.one(title), TITLE), NEW_LINE]
    if voice.second:
        spans.append(Span(title.en + "   ", SUBTITLE))
    spans.append(Span(voice.typed(subtitle, title), SUBTITLE))
    yield Row((cell(0, 400, tuple(spans)),), above=0, below=10, rule="none", keep=True)
    for n, item in enumerate(items):
        follows = items[n + 1].level if n + 1 < len(items) else 0
        yield replace(_line(voice, item), keep=item.level == 0 and follows == 1)


def _line(voice: Voice, item: Item) -> Row:
    page = cell(WIDTH - 60 - INSET, 60, (Span(str(item.page), VALUE if item.level == 0 else BODY),), "right")
    link = f"to:{item.anchor}"
    if item.level:
        name = cell(24, 390, (Span(voice.one(item.title), BODY),))
        return Row((name, page), above=3, below=3, anchor=link, indent=24)
    return Row((cell(INSET, 330, voice.inline(item.title, VALUE)), cell(345, 110, (Span(item.code, SMALL),)), page),
               anchor=link)
