"""Says things on paper in one language or in both: Chinese first, English small beside or under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil, inf

from ucbnk_desktop.forms.definition import Choice
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.site_time import SITE_ZONE
from ucbnk_desktop.wording import Language, Text, text

from .fonts import checked, point_of, printable
from .inline_shapes import CheckBox, Spacer
from .print_data import Languages
from .styles import BODY, SMALL, UNIT, Style
from .typeset import NEW_LINE, Span, Spans, natural_width

_APART = Span("   ", BODY)
_GUTTER = 14.0
_TICKED = CheckBox().width
_SCORE = re.compile(r"\d+ ")


class PrintLanguage:
    """The languages of one print, and the characters that had to be replaced in what people typed."""

    def __init__(self, languages: Languages) -> None:
        self.first = Language.EN if languages == "en" else Language.ZH
        self.second = Language.EN if languages == "both" else None
        self.replaced: dict[str, Text] = {}

    def said(self, code: str, **arguments: object) -> Text:
        """The text `code` of the catalogue with its places filled."""
        both = text(code)
        return Text(*(checked(part) if not arguments else checked(part).format(**arguments)
                      for part in (both.zh, both.en)))

    def one(self, both: Text) -> str:
        """`both` in the first language alone."""
        return both.in_(self.first)

    def criterion(self, criterion: str) -> str:
        """`入 12.1`, `排 5`; in English `I12.1`, `E5`."""
        return criterion_name(criterion).in_(self.first)

    def typed(self, value: str, where: Text) -> str:
        """What somebody typed into the field `where`, with anything the font lacks made visible."""
        shown, replaced = printable(value)
        for character in replaced:
            self.replaced.setdefault(character, where)
        return shown

    def inline(self, both: Text, style: Style = BODY, second: Style = SMALL) -> Spans:
        """Both languages in one run: `采样日期 Sampled on`."""
        first = Span(checked(both.in_(self.first)), style)
        if self.second is None or both.zh == both.en:
            return (first,)
        return (first, Span(" " + checked(both.in_(self.second)), second))

    def stacked(self, both: Text, style: Style = BODY, second: Style = SMALL) -> Spans:
        """The second language on a line of its own under the first."""
        first = Span(checked(both.in_(self.first)), style)
        if self.second is None or both.zh == both.en:
            return (first,)
        return (first, NEW_LINE, Span(checked(both.in_(self.second)), second))

    def beside(self, both: Text, width: float, style: Style = BODY, second: Style = SMALL) -> Spans:
        """In one run where it fits into `width`, otherwise one language under the other."""
        run = self.inline(both, style, second)
        return run if natural_width(run) <= width else self.stacked(both, style, second)

    def option(self, choice: Choice, *, ticked: bool) -> Spans:
        """A check box with the label of `choice`, kept together."""
        return (*self.box(choice.label, ticked=ticked), _APART)

    def box(self, label: Text, *, ticked: bool = False, width: float = inf) -> Spans:
        """A check box with its label, kept together; the second language stands below where `width` is too narrow."""
        first = Span(checked(label.in_(self.first)), BODY, CheckBox(ticked), whole=True)
        if self.second is None or label.zh == label.en:
            return (first,)
        score = _SCORE.match(label.en)
        second = checked(label.en[score.end():] if score and label.zh.startswith(score[0]) else label.en)
        run = (first, Span(" " + second, SMALL, whole=True, glued=True))
        if natural_width(run) <= width:
            return run
        return (first, NEW_LINE, Span(second, SMALL, Spacer(_TICKED), whole=True))

    def unit(self, unit: str) -> Spans:
        """A unit after its value, a narrow space between."""
        return (Span(" ", SMALL), Span(printable(unit)[0], UNIT)) if unit else ()

    def replacements(self) -> Text | None:
        """The sentence at the end of a sheet that lists the replaced characters; None where there are none."""
        if not self.replaced:
            return None
        return self.said("paper_replaced", list=listing(self.replaced))


def side_by_side(options: Sequence[Spans], width: float) -> Spans:
    """All on one line where they fit into `width`, otherwise in even, aligned columns; one below the other at worst."""
    run = tuple(span for option in options for span in (*option, _APART))[:-1]
    if natural_width(run) <= width:
        return run
    widths = [natural_width(option) for option in options]
    column = max(widths) + _GUTTER
    across = max(int((width + _GUTTER) // column), 1) if not any(NEW_LINE in option for option in options) else 1
    across = ceil(len(options) / ceil(len(options) / across))
    spans: list[Span] = []
    for n, option in enumerate(options):
        if n % across:
            spans.append(Span("", BODY, Spacer(column - widths[n - 1])))
        elif n:
            spans.append(NEW_LINE)
        spans += option
    return tuple(spans)


def listing(characters: Iterable[str]) -> str:
    """`〔U+1F600〕 〔U+2CE86〕`."""
    return " ".join(f"〔{point_of(character)}〕" for character in characters)


def in_fours(digest: str) -> str:
    """The first 16 characters of a digest as a person compares them: `b418 33a7 fa9c 1344`."""
    return " ".join(digest[start:start + 4] for start in range(0, 16, 4))


def moment(at: datetime) -> str:
    """`2026-11-22 14:10` in China's time; a moment without a zone is printed as it is."""
    local = at.astimezone(SITE_ZONE) if at.tzinfo else at
    return f"{local:%Y-%m-%d %H:%M}"
