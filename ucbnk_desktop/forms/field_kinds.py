"""The closed list of field kinds: typed text to a value, and back to the text that is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Answer, LabResult, Missing, Source, Value
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.wording import Text

from .definition import LAB_PARTS, Field, Kind

NOTE_LIMIT = 5000
TEXT_LIMIT = 200
NUMBER_LIMIT = 16
_SHORT = 24
"""Characters of a text that is likely to come again: a number, a date, a unit."""
_CACHED_TEXTS = 4096
"""Such texts of which the reading is kept."""
_LIMIT = Field("limit", Kind.DECIMAL, Text("参考限", "Reference limit"))
_PART = Field("part", Kind.TEXT, Text("单位", "Unit"))
_MISSING = re.compile(r"\[(not_done|unknown|not_applicable|pending)\](?: (.*))?", re.DOTALL)
_DATE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
)
_SHORT_DATE = re.compile(r"([0-9]{1,2})(?:[-/.]([0-9]{1,2})|月([0-9]{1,2})日?)")
_PARTIAL = re.compile(r"([0-9]{4})(?:年?|[-/.]([0-9]{1,2})|年([0-9]{1,2})月?|([0-9]{2}))")
_TIME = re.compile(r"([0-9]{1,2})[:时点]?([0-9]{2})分?")
_MOMENT = re.compile(r"(\S+)[ T]+(\S+)|([0-9]{8})([0-9]{4})")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_DATES = (Kind.DATE, Kind.PARTIAL_DATE, Kind.TIME)
_WRITTEN_AS = str.maketrans({"。": ".", "\u2212": "-", "\u2013": "-", "\u3000": " ", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What a typed text turned out to be.

    `text` is what is kept: as typed, save for full-width digits, spaces and the written order of a date. Exactly one
    of `value`, `missing` and `problem` is set, none of them where nothing was typed.
    """

    text: str
    value: Value | None = None
    missing: Missing | None = None
    reason: str = ""
    problem: Reason | None = None


_BLANK = ParsedText("")


def read(field: Field, typed: str, *, today: date) -> ParsedText:
    """What `typed` means in `field`; `today` completes a date typed without its year. Never raises for data."""
    if field.choices:
        return field.cached(_offered).get(typed) or _read(field, typed, today)
    return _read(field, typed, today) if len(typed) > _SHORT else _read_cached(field.kind, typed, today)


def _offered(field: Field) -> Mapping[str, ParsedText]:
    """The reading of every code that can be chosen, and of every reason for absence."""
    codes = (*(choice.code for choice in field.choices), *map(absent, Missing))
    return {code: _read(field, code, date.min) for code in codes}


# Cache: 18.6 of 183 ms, 18 participants judged for the list; depends on its arguments only, the day among them.
@lru_cache(_CACHED_TEXTS)
def _read_cached(kind: Kind, typed: str, today: date) -> ParsedText:
    """`read` of a field without choices, where nothing but its kind matters."""
    return _read(_ALIKE[kind], typed, today)


def _read(field: Field, typed: str, today: date) -> ParsedText:
    text = _cleaned(typed, lines=field.kind is Kind.NOTE)
    if not text:
        return _BLANK
    stated = stated_absence(text)
    if stated:
        return _absence(text, *stated)
    if field.kind not in (Kind.TEXT, Kind.NOTE):
        text = _plain(text)
    if field.kind in _DATES:
        text = text.replace(" ", "")
    try:
        value, kept = _READERS[field.kind](field, text, today)
    except _Unreadable as error:
        return ParsedText(text, problem=error.reason)
    return ParsedText(kept, value=value)


def stated_absence(text: str) -> tuple[Missing, str] | None:
    """Why a kept answer has no value, and the words beside it; None where it has one, or was not given."""
    match = _MISSING.fullmatch(text)
    return None if match is None else (Missing(match[1]), match[2] or "")


def absent(missing: Missing, reason: str = "") -> str:
    """The text kept for an answer that is missing for a reason."""
    return f"[{missing}] {reason}".rstrip()


def keep(field: Field, values: Mapping[str, str], *, today: date) -> Mapping[str, str]:
    """What is kept of the typed `values` in every column of `field`: each as `read` would keep it."""
    kept = {field.key: read(field, values.get(field.key, ""), today=today).text} if field.stored_keys else {}
    for key in field.stored_keys[1:]:
        limit = key.endswith(("_lln", "_uln"))
        kept[key] = read(_LIMIT if limit else _PART, values.get(key, ""), today=today).text
    return kept


def answer(field: Field, values: Mapping[str, str], source: Source, *, today: date) -> Answer | None:
    """The answer in `values` under the field's own columns; None where it is empty or unreadable.

    A laboratory result without a unit is taken in the usual one: for asking about it, never for judging.
    """
    return answer_of(read(field, values.get(field.key, ""), today=today), field, values, source)


def answer_of(reading: ParsedText, field: Field, values: Mapping[str, str], source: Source) -> Answer | None:
    """The answer that `reading` of the field's own column is, with what stands in its other columns."""
    if reading.missing is not None:
        return Answer(None, source, reading.missing, reading.reason)
    if reading.value is None:
        return None
    if field.kind is not Kind.LAB:
        return Answer(reading.value, source)
    assert isinstance(reading.value, Quantity)
    return Answer(lab_result(field, reading.value, values, usual=field.unit), source)


def problems(field: Field, values: Mapping[str, str], *, today: date) -> tuple[tuple[str, Reason], ...]:
    """What cannot be read in the columns of `field`, each with the column it stands in."""
    limits = (f"{field.key}_lln", f"{field.key}_uln") if field.kind is Kind.LAB else ()
    readers = {field.key: field} | dict.fromkeys(limits, _LIMIT)
    by_column = ((key, read(reader, values.get(key, ""), today=today).problem) for key, reader in readers.items())
    return tuple((key, problem) for key, problem in by_column if problem is not None)


def lab_result(field: Field, quantity: Quantity, values: Mapping[str, str], *, usual: str = "") -> LabResult:
    """The result with what stands beside it in `values`; `usual` is the unit where none stands there."""
    unit, low, high, significance = (values.get(key, "") for key in field.cached(_parts))
    return LabResult(quantity, unit or usual, _limit(low), _limit(high), _SIGNIFICANT.get(significance))


_SIGNIFICANT = {"yes": True, "no": False}


def _parts(field: Field) -> tuple[str, ...]:
    return tuple(f"{field.key}_{part}" for part in LAB_PARTS)


def _limit(text: str) -> Decimal | None:
    value = read(_LIMIT, text, today=date.min).value if text else None
    return value if isinstance(value, Decimal) else None


class _Unreadable(Exception):
    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.reason = Reason.of(code, **arguments)


def _absence(text: str, missing: Missing, reason: str) -> ParsedText:
    if len(reason) > TEXT_LIMIT:
        return ParsedText(text, problem=Reason.of("field_too_long", length=len(reason), limit=TEXT_LIMIT))
    return ParsedText(text, missing=missing, reason=reason)


def _plain(text: str) -> str:
    """Full-width letters, digits and signs as their ordinary forms, digits of any script as 0 to 9.

    Not a compatibility normalisation: that would read 10⁹ as 109.
    """
    if text.isascii():
        return text
    return "".join(_plain_character(character) for character in text.translate(_WRITTEN_AS))


def _plain_character(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _cleaned(typed: str, *, lines: bool) -> str:
    """Without control and invisible characters and outer spaces; only a note keeps its line breaks.

    Characters newer than this Python's Unicode tables are kept: a rare name is never shortened.
    """
    if typed.isascii() and typed.isprintable():
        return typed.strip()
    typed = _LINE_ENDS.sub("\n", typed).replace("\t", " ")
    if not lines:
        typed = typed.replace("\n", " ")
    return "".join(c for c in typed if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def _text(field: Field, text: str, _: date) -> tuple[Value, str]:
    limit = NOTE_LIMIT if field.kind is Kind.NOTE else TEXT_LIMIT
    if len(text) > limit:
        raise _Unreadable("field_too_long", length=len(text), limit=limit)
    return text, text


def _integer(_: Field, text: str, __: date) -> tuple[Value, str]:
    _refuse_long(text)
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise _Unreadable("field_not_integer", typed=text)
    return int(text), text


def _decimal(_: Field, text: str, __: date) -> tuple[Value, str]:
    _refuse_comma(text)
    if not _NUMBER.fullmatch(text):
        raise _Unreadable("field_not_number", typed=text)
    return Decimal(text), text


def _quantity(_: Field, text: str, __: date) -> tuple[Value, str]:
    _refuse_comma(text)
    try:
        return Quantity.parse(text), text
    except ValueError:
        raise _Unreadable("field_not_number", typed=text) from None


def _refuse_long(text: str) -> None:
    if len(text) > NUMBER_LIMIT:
        raise _Unreadable("field_too_long", length=len(text), limit=NUMBER_LIMIT)


def _refuse_comma(text: str) -> None:
    _refuse_long(text)
    if "," in text:
        raise _Unreadable("field_comma", typed=text)


def _date(_: Field, text: str, today: date) -> tuple[Value, str]:
    full, short = _DATE.fullmatch(text), _SHORT_DATE.fullmatch(text)
    if full:
        year, *parts = (part for part in full.groups() if part and part.isdigit())
    elif short:
        year, *parts = (str(today.year), *filter(None, short.groups()))
    else:
        raise _Unreadable("field_not_date", typed=text)
    try:
        day = date(_year(year), *map(int, parts))
    except ValueError:
        raise _Unreadable("field_impossible_date", typed=text) from None
    return day, day.isoformat()


def _year(digits: str) -> int:
    """The year, ValueError for one that nobody alive can mean (a month and day typed as `1122`)."""
    year = int(digits)
    if not 1900 <= year < 2200:
        raise ValueError(digits)
    return year


def _partial_date(field: Field, text: str, today: date) -> tuple[Value, str]:
    match = _PARTIAL.fullmatch(text)
    if match is None:
        day, kept = _date(field, text, today)
        assert isinstance(day, date)
        return PartialDate.of(day), kept
    year, *months = match.groups()
    month = next(filter(None, months), None)
    kept = year if month is None else f"{year}-{int(month):02}"
    try:
        _year(year)
        return PartialDate.parse(kept), kept
    except ValueError:
        raise _Unreadable("field_impossible_date", typed=text) from None


def _time(_: Field, text: str, __: date) -> tuple[Value, str]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise _Unreadable("field_not_time", typed=text)
    try:
        moment = time(int(match[1]), int(match[2]))
    except ValueError:
        raise _Unreadable("field_not_time", typed=text) from None
    return moment, f"{moment:%H:%M}"


def _moment(field: Field, text: str, today: date) -> tuple[Value, str]:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise _Unreadable("field_not_moment", typed=text)
    day_text, time_text = filter(None, match.groups())
    day, kept_day = _date(field, day_text, today)
    moment, kept_time = _time(field, time_text, today)
    assert isinstance(day, date)
    assert isinstance(moment, time)
    return datetime.combine(day, moment), f"{kept_day} {kept_time}"


def _choice(field: Field, text: str, _: date) -> tuple[Value, str]:
    if field.choice(text) is None:
        raise _Unreadable("field_not_a_choice", typed=text)
    return text, text


def _choices(field: Field, text: str, today: date) -> tuple[Value, str]:
    codes = text.split()
    for code in codes:
        _choice(field, code, today)
    ordered = [choice.code for choice in field.choices if choice.code in codes]
    return frozenset(ordered), " ".join(ordered)


def _rows(_: Field, text: str, __: date) -> tuple[Value, str]:
    raise _Unreadable("field_not_a_choice", typed=text)


_READERS: Mapping[Kind, Callable[[Field, str, date], tuple[Value, str]]] = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.LAB: _quantity,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.TIME: _time,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _choice,
    Kind.ROWS: _rows,
}
_ALIKE = {kind: Field("alike", kind, Text("", "")) for kind in Kind}
