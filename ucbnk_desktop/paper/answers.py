"""How each kind of field is shown on paper, filled and blank; one entry for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf

from ucbnk_desktop.forms.definition import CHOSEN, Field, Kind
from ucbnk_desktop.forms.display import absence, answer_in
from ucbnk_desktop.forms.field_kinds import stated_absence
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.wording import Language, Text

from .bilingual import PrintLanguage, moment, side_by_side
from .inline_shapes import DigitBoxes, WriteLine
from .print_data import Correction
from .styles import BODY, EMPTY, RESULT, SMALL, VALUE, Style
from .typeset import NEW_LINE, Span, Spans

_NOTE_LINES = 5
_SHORT = 5


@dataclass(frozen=True, slots=True)
class AnswerDrawing:
    """One kind on paper: an answer as `shown`, the room to write one as `empty`, both in a column of some width."""

    shown: Callable[[PrintLanguage, Field, str, float], Spans]
    empty: Callable[[PrintLanguage, Field, float], Spans]


def shown(print_language: PrintLanguage, field: Field, text: str, width: float = inf) -> Spans:
    """What `field` holds, in words: a value, a reason for its absence, or that it was not entered.

    Choices that do not fit into `width` side by side stand in columns.
    """
    stated = stated_absence(text)
    if stated is not None:
        return _missing(print_language, field, *stated)
    if not text and field.kind not in CHOSEN:
        return (
            print_language.stacked if field.kind is Kind.LAB else print_language.inline
        )(print_language.said("paper_not_entered"), EMPTY)
    return DRAWINGS[field.kind].shown(print_language, field, text, width)


def _missing(print_language: PrintLanguage, field: Field, missing: Missing, reason: str) -> Spans:
    """`未查` with its reason below it."""
    words = print_language.inline(absence(field, missing))
    return (*words, NEW_LINE, Span(print_language.typed(reason, field.label), SMALL)) if reason else words


def brief(print_language: PrintLanguage, field: Field, text: str) -> Spans:
    """The same without check boxes: in tables, in what was struck, in titles."""
    if field.kind in CHOSEN and stated_absence(text) is None:
        return _chosen(print_language, field, text)
    return shown(print_language, field, text)


def was(print_language: PrintLanguage, field: Field, text: str) -> Spans:
    """A value that was corrected, struck through."""
    return tuple(
        replace(span, style=span.style.strike) for span in brief(print_language, field, text) if span.ink is None
    )


def with_corrections(
    print_language: PrintLanguage, field: Field, corrections: tuple[Correction, ...], now: Callable[[], Spans],
) -> Spans:
    """What was first written, struck through, then what `now` holds."""
    olds = [correction.old for correction in corrections if correction.old]
    if not olds or field.kind in CHOSEN:
        return now()
    before = [span for old in olds for span in (*was(print_language, field, old), Span("  ", BODY))]
    return (*before, *now()) if field.kind is not Kind.NOTE else (*before, NEW_LINE, *now())


def correction_notes(
    print_language: PrintLanguage, field: Field, corrections: tuple[Correction, ...], named: Text | None = None
) -> Spans:
    """Who corrected it, when, from what if that stands nowhere else, and why; one line a correction."""
    spans: list[Span] = []
    for correction in corrections:
        for language in (
            print_language.first, print_language.second
        ) if print_language.second else (print_language.first,):
            spans += [NEW_LINE] if spans else []
            spans += _note(print_language, field, correction, language, named)
    return tuple(spans)


def _note(
    print_language: PrintLanguage, field: Field, one: Correction, language: Language, named: Text | None
) -> Spans:
    by = print_language.typed(one.by, field.label)
    reason = print_language.typed(one.reason, field.label)
    code = "paper_corrected" if one.old else "paper_added"
    note = print_language.said(
        code if reason else f"{code}_plain", at=moment(one.at), by=by, reason=reason
    ).in_(language)
    colon = "：" if language is Language.ZH else ": "
    lead = Span(named.in_(language) + colon if named else "", SMALL)
    if not one.old or field.kind not in CHOSEN:
        return (lead, Span(note, SMALL))
    old, new = (_codes_as_words(print_language, field, code, language) for code in (one.old, one.new))
    return (lead, Span(old, SMALL.strike), Span(f" → {new}  ", SMALL), Span(note, SMALL))


def _codes_as_words(print_language: PrintLanguage, field: Field, text: str, language: Language) -> str:
    if not text:
        return print_language.said("paper_not_entered").in_(language)
    stated = stated_absence(text)
    return answer_in(field, text, language) if stated is None else absence(field, stated[0]).in_(language)


def _chosen(print_language: PrintLanguage, field: Field, text: str) -> Spans:
    if not text:
        return print_language.inline(print_language.said("paper_not_entered"), EMPTY)
    labels = Text(*(_codes_as_words(print_language, field, text, language) for language in (Language.ZH, Language.EN)))
    return print_language.inline(labels) if len(labels.en) <= _SHORT else print_language.stacked(labels)


def _text(print_language: PrintLanguage, field: Field, text: str, _: float) -> Spans:
    return (Span(print_language.typed(text, field.label), BODY), *print_language.unit(field.unit))


def _value(print_language: PrintLanguage, field: Field, text: str, _: float) -> Spans:
    return (Span(print_language.typed(text, field.label), VALUE), *print_language.unit(field.unit))


def _moment(print_language: PrintLanguage, field: Field, text: str, _: float) -> Spans:
    return (Span(print_language.typed(text, field.label), VALUE), Span(" ", SMALL), Span("UTC+8", SMALL))


def _result(print_language: PrintLanguage, field: Field, text: str, _: float) -> Spans:
    return (Span(print_language.typed(text, field.label), RESULT),)


def _options(print_language: PrintLanguage, field: Field, text: str, width: float) -> Spans:
    chosen = text.split()
    options = [print_language.box(choice.label, ticked=choice.code in chosen, width=width) for choice in field.choices]
    strangers = [code for code in chosen if field.choice(code) is None]
    return side_by_side(
        [*options, *((Span(print_language.typed(code, field.label), VALUE),) for code in strangers)], width
    )


def _count(print_language: PrintLanguage, field: Field, text: str, _: float) -> Spans:
    return (Span(print_language.typed(text, field.label), BODY),)


def _line(_: PrintLanguage, __: Field, width: float) -> Spans:
    return (Span("", BODY, WriteLine(width)),)


def _line_with_unit(print_language: PrintLanguage, field: Field, width: float) -> Spans:
    unit = print_language.unit(field.unit)
    return (Span("", BODY, WriteLine(min(width * 0.5, 90))), *unit)


def _lines(_: PrintLanguage, __: Field, width: float) -> Spans:
    rule = Span("", Style(size=15), WriteLine(width, height=14))
    return tuple(span for n in range(_NOTE_LINES) for span in (rule, NEW_LINE))[:-1]


def _boxes(zh: tuple[int | str, ...], en: tuple[int | str, ...]) -> Callable[[PrintLanguage, Field, float], Spans]:
    def empty(print_language: PrintLanguage, _: Field, width: float) -> Spans:
        ink = DigitBoxes(zh if print_language.first is Language.ZH else en)
        if ink.width > width:  # a narrow column of a table
            return (Span("", BODY, WriteLine(width)),)
        return (Span("", BODY, ink),)

    return empty


def _empty_options(print_language: PrintLanguage, field: Field, width: float) -> Spans:
    return _options(print_language, field, "", width)


def _nothing(_: PrintLanguage, __: Field, ___: float) -> Spans:
    return ()


_DAY = _boxes((4, "年", 2, "月", 2, "日"), (4, "-", 2, "-", 2))
_MOMENT = _boxes((4, "年", 2, "月", 2, "日", 2, ":", 2), (4, "-", 2, "-", 2, " ", 2, ":", 2))

DRAWINGS: Mapping[Kind, AnswerDrawing] = {
    Kind.TEXT: AnswerDrawing(_text, _line),
    Kind.NOTE: AnswerDrawing(_text, _lines),
    Kind.INTEGER: AnswerDrawing(_value, _line_with_unit),
    Kind.DECIMAL: AnswerDrawing(_value, _line_with_unit),
    Kind.LAB: AnswerDrawing(_result, _line),
    Kind.DATE: AnswerDrawing(_value, _DAY),
    Kind.PARTIAL_DATE: AnswerDrawing(_value, _DAY),
    Kind.TIME: AnswerDrawing(_value, _boxes((2, ":", 2), (2, ":", 2))),
    Kind.MOMENT: AnswerDrawing(_moment, _MOMENT),
    Kind.CHOICE: AnswerDrawing(_options, _empty_options),
    Kind.CHOICES: AnswerDrawing(_options, _empty_options),
    Kind.YES_NO: AnswerDrawing(_options, _empty_options),
    Kind.ROWS: AnswerDrawing(_count, _nothing),
}

