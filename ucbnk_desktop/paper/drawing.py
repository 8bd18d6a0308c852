"""How each kind of field is shown on paper, filled and blank; one entry for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.wording import Language, Text

from .inks import DigitBoxes, WriteLine
from .sheet import Correction
from .styles import BODY, EMPTY, RESULT, SMALL, VALUE, Style
from .typeset import NEW_LINE, Span, Spans
from .voice import Voice, moment, side_by_side

_MISSING = re.compile(r"\[(not_done|unknown|not_applicable|pending)\](?: (.*))?", re.DOTALL)
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO})
_NOTE_LINES = 5
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Drawing:
    """One kind on paper: an answer as `shown`, the room to write one as `empty`, both in a column of some width."""

    shown: Callable[[Voice, Field, str, float], Spans]
    empty: Callable[[Voice, Field, float], Spans]


def shown(voice: Voice, field: Field, text: str, width: float = inf) -> Spans:
    """What `field` holds, in words: a value, a reason for its absence, or that it was not entered.

    Choices that do not fit into `width` side by side stand in columns.
    """
    absent = _MISSING.fullmatch(text)
    if absent:
        return missing(voice, field, absent[1], absent[2] or "")
    if not text and field.kind not in CHOSEN:
        return (voice.stacked if field.kind is Kind.LAB else voice.inline)(voice.said("paper_not_entered"), EMPTY)
    return DRAWINGS[field.kind].shown(voice, field, text, width)


def missing(voice: Voice, field: Field, code: str, reason: str) -> Spans:
    """`未查` with its reason: for a laboratory result "not done" has a word of its own."""
    name = "paper_not_tested" if code == "not_done" and field.kind is Kind.LAB else f"paper_{code}"
    words = voice.inline(voice.said(name))
    return (*words, NEW_LINE, Span(voice.typed(reason, field.label), SMALL)) if reason else words


def brief(voice: Voice, field: Field, text: str) -> Spans:
    """The same without check boxes: in tables, in what was struck, in titles."""
    if not _MISSING.fullmatch(text) and field.kind in CHOSEN:
        return _chosen(voice, field, text)
    return shown(voice, field, text)


def was(voice: Voice, field: Field, text: str) -> Spans:
    """A value that was corrected, struck through."""
    return tuple(replace(span, style=span.style.strike) for span in brief(voice, field, text) if span.ink is None)


def with_corrections(
    voice: Voice, field: Field, corrections: tuple[Correction, ...], now: Callable[[], Spans],
) -> Spans:
    """What was first written, struck through, then what `now` holds."""
    olds = [one.old for one in corrections if one.old]
    if not olds or field.kind in CHOSEN:
        return now()
    before = [span for old in olds for span in (*was(voice, field, old), Span("  ", BODY))]
    return (*before, *now()) if field.kind is not Kind.NOTE else (*before, NEW_LINE, *now())


def correction_notes(
    voice: Voice, field: Field, corrections: tuple[Correction, ...], named: Text | None = None
) -> Spans:
    """Who corrected it, when, from what if that stands nowhere else, and why; one line a correction."""
    spans: list[Span] = []
    for one in corrections:
        for language in (voice.first, voice.second) if voice.second else (voice.first,):
            spans += [NEW_LINE] if spans else []
            spans += _note(voice, field, one, language, named)
    return tuple(spans)


def _note(voice: Voice, field: Field, one: Correction, language: Language, named: Text | None) -> Spans:
    by = voice.typed(one.by, field.label)
    reason = voice.typed(one.reason, field.label)
    code = "paper_corrected" if one.old else "paper_added"
    said = voice.said(code if reason else f"{code}_plain", at=moment(one.at), by=by, reason=reason).in_(language)
    colon = "：" if language is Language.ZH else ": "
    lead = Span(named.in_(language) + colon if named else "", SMALL)
    if not one.old or field.kind not in CHOSEN:
        return (lead, Span(said, SMALL))
    old, new = (_codes_as_words(voice, field, code, language) for code in (one.old, one.new))
    return (lead, Span(old, SMALL.strike), Span(f" → {new}  ", SMALL), Span(said, SMALL))


def _codes_as_words(voice: Voice, field: Field, text: str, language: Language) -> str:
    absent = _MISSING.fullmatch(text)
    if absent:
        return voice.said(f"paper_{absent[1]}").in_(language)
    if not text:
        return voice.said("paper_not_entered").in_(language)
    return ("、" if language is Language.ZH else ", ").join(
        choice.label.in_(language) if choice else code for code in text.split() for choice in [field.choice(code)])


def _chosen(voice: Voice, field: Field, text: str) -> Spans:
    if not text:
        return voice.inline(voice.said("paper_not_entered"), EMPTY)
    labels = Text(*(_codes_as_words(voice, field, text, language) for language in (Language.ZH, Language.EN)))
    return voice.inline(labels) if len(labels.en) <= _SHORT else voice.stacked(labels)


def _text(voice: Voice, field: Field, text: str, _: float) -> Spans:
    return (Span(voice.typed(text, field.label), BODY), *voice.unit(field.unit))


def _value(voice: Voice, field: Field, text: str, _: float) -> Spans:
    return (Span(voice.typed(text, field.label), VALUE), *voice.unit(field.unit))


def _moment(voice: Voice, field: Field, text: str, _: float) -> Spans:
    return (Span(voice.typed(text, field.label), VALUE), Span(" ", SMALL), Span("UTC+8", SMALL))


def _result(voice: Voice, field: Field, text: str, _: float) -> Spans:
    return (Span(voice.typed(text, field.label), RESULT),)


def _options(voice: Voice, field: Field, text: str, width: float) -> Spans:
    chosen = text.split()
    options = [voice.box(choice.label, ticked=choice.code in chosen, width=width) for choice in field.choices]
    strangers = [code for code in chosen if field.choice(code) is None]
    return side_by_side([*options, *((Span(voice.typed(code, field.label), VALUE),) for code in strangers)], width)


def _count(voice: Voice, field: Field, text: str, _: float) -> Spans:
    return (Span(voice.typed(text, field.label), BODY),)


def _line(_: Voice, __: Field, width: float) -> Spans:
    return (Span("", BODY, WriteLine(width)),)


def _line_with_unit(voice: Voice, field: Field, width: float) -> Spans:
    unit = voice.unit(field.unit)
    return (Span("", BODY, WriteLine(min(width * 0.5, 90))), *unit)


def _lines(_: Voice, __: Field, width: float) -> Spans:
    rule = Span("", Style(size=15), WriteLine(width, height=14))
    return tuple(span for n in range(_NOTE_LINES) for span in (rule, NEW_LINE))[:-1]


def _boxes(zh: tuple[int | str, ...], en: tuple[int | str, ...]) -> Callable[[Voice, Field, float], Spans]:
    def empty(voice: Voice, _: Field, width: float) -> Spans:
        ink = DigitBoxes(zh if voice.first is Language.ZH else en)
        if ink.width > width:  # a narrow column of a table
            return (Span("", BODY, WriteLine(width)),)
        return (Span("", BODY, ink),)

    return empty


def _empty_options(voice: Voice, field: Field, width: float) -> Spans:
    return _options(voice, field, "", width)


def _nothing(_: Voice, __: Field, ___: float) -> Spans:
    return ()


_DAY = _boxes((4, "年", 2, "月", 2, "日"), (4, "-", 2, "-", 2))
_MOMENT = _boxes((4, "年", 2, "月", 2, "日", 2, ":", 2), (4, "-", 2, "-", 2, " ", 2, ":", 2))

DRAWINGS: Mapping[Kind, Drawing] = {
    Kind.TEXT: Drawing(_text, _line),
    Kind.NOTE: Drawing(_text, _lines),
    Kind.INTEGER: Drawing(_value, _line_with_unit),
    Kind.DECIMAL: Drawing(_value, _line_with_unit),
    Kind.LAB: Drawing(_result, _line),
    Kind.DATE: Drawing(_value, _DAY),
    Kind.PARTIAL_DATE: Drawing(_value, _DAY),
    Kind.TIME: Drawing(_value, _boxes((2, ":", 2), (2, ":", 2))),
    Kind.MOMENT: Drawing(_moment, _MOMENT),
    Kind.CHOICE: Drawing(_options, _empty_options),
    Kind.CHOICES: Drawing(_options, _empty_options),
    Kind.YES_NO: Drawing(_options, _empty_options),
    Kind.ROWS: Drawing(_count, _nothing),
}

