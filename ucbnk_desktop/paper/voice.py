"""Says things on paper in one language or in both: Chinese first, English small beside or under it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from ucbnk_desktop.forms.definition import Choice
from ucbnk_desktop.wording import Language, Text, text

from .fonts import checked, point_of, printable
from .inks import CheckBox
from .sheet import Languages
from .styles import BODY, SMALL, UNIT, Style
from .typeset import NEW_LINE, Span, Spans, natural_width

_CHINA = timezone(timedelta(hours=8))


class Voice:
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
        return (*self.box(choice.label, ticked=ticked), Span("   ", BODY))

    def box(self, label: Text, *, ticked: bool = False) -> Spans:
        """A check box with its label, kept together."""
        ink = CheckBox(ticked)
        first = checked(label.in_(self.first))
        if self.second is None or label.zh == label.en:
            return (Span(first, BODY, ink, whole=True),)
        return (Span(first, BODY, ink, whole=True), Span(" " + checked(label.en), SMALL, whole=True, glued=True))

    def unit(self, unit: str) -> Spans:
        """A unit after its value, a narrow space between."""
        return (Span(" ", SMALL), Span(printable(unit)[0], UNIT)) if unit else ()

    def replacements(self) -> Text | None:
        """The sentence at the end of a sheet that lists the replaced characters; None where there are none."""
        if not self.replaced:
            return None
        return self.said("paper_replaced", list=listing(self.replaced))


def listing(characters: Iterable[str]) -> str:
    """`〔U+1F600〕 〔U+2CE86〕`."""
    return " ".join(f"〔{point_of(character)}〕" for character in characters)


def moment(at: datetime) -> str:
    """`2026-11-22 14:10` in China's time; a moment without a zone is printed as it is."""
    local = at.astimezone(_CHINA) if at.tzinfo else at
    return f"{local:%Y-%m-%d %H:%M}"
