"""Kinds: what typed text means, what is kept of it, and that keeping loses nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.forms import field_kinds
from ucbnk_desktop.forms.definition import Choice, Field, Kind
from ucbnk_desktop.forms.field_kinds import absent, answer, keep, problems, read
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import LabResult, Missing, Source
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.wording import Text

TODAY = date(2026, 11, 22)
HERE = Source("laboratory", None, "anc")
CHOICES = tuple(Choice(code, Text(code, code)) for code in ("yes", "no", "A", "b2"))


def a_field(kind: Kind) -> Field:
    return Field("anc", kind, Text("项", "Item"), unit="10⁹/L", choices=CHOICES)


def value(kind: Kind, typed: str) -> object:
    return read(a_field(kind), typed, today=TODAY).value


def problem(kind: Kind, typed: str) -> str:
    found = read(a_field(kind), typed, today=TODAY).problem
    return "" if found is None else found.code


def test_that_every_kind_has_exactly_one_reader() -> None:
    assert set(field_kinds._READERS) == set(Kind)


@pytest.mark.parametrize("typed", [
    "2026-11-22", "20261122", "2026/11/22", "2026.11.22", "2026年11月22日", "11-22", "11月22日", "２０２６１１２２",
    "２０２６－１１－２２", " 2026-11-22 ", "2026 年 11 月 22 日",
])
def test_that_a_date_may_be_typed_in_many_ways(typed: str) -> None:
    reading = read(a_field(Kind.DATE), typed, today=TODAY)
    assert (reading.text, reading.value) == ("2026-11-22", date(2026, 11, 22))


@pytest.mark.parametrize("typed", ["202611", "2026112", "1122", "26-11-22", "2026-11/22", "明天", "2026-11-22 08:40"])
def test_that_what_may_mean_two_dates_is_no_date(typed: str) -> None:
    assert problem(Kind.DATE, typed) == "field_not_date"


@pytest.mark.parametrize("typed", ["2026-02-30", "20261301", "2025-02-29", "02-30", "1122-01-01"])
def test_that_a_date_that_does_not_exist_is_refused(typed: str) -> None:
    assert problem(Kind.DATE, typed) == "field_impossible_date"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2024", "2024"), ("2024-3", "2024-03"), ("202403", "2024-03"), ("2024年3月", "2024-03"), ("2024年", "2024"),
     ("20240305", "2024-03-05"), ("3-5", "2026-03-05")],
)
def test_that_a_partial_date_is_kept_as_far_as_it_is_known(typed: str, kept: str) -> None:
    reading = read(a_field(Kind.PARTIAL_DATE), typed, today=TODAY)
    assert (reading.text, reading.value) == (kept, PartialDate.parse(kept))


@pytest.mark.parametrize("typed", ["202413", "1122", "0000"])
def test_that_month_and_day_are_not_taken_for_a_year(typed: str) -> None:
    assert problem(Kind.PARTIAL_DATE, typed) == "field_impossible_date"


@pytest.mark.parametrize("typed", ["8:40", "0840", "840", "08:40", "０８：４０", "8时40分", "8 : 40"])
def test_that_a_time_may_be_typed_in_many_ways(typed: str) -> None:
    reading = read(a_field(Kind.TIME), typed, today=TODAY)
    assert (reading.text, reading.value) == ("08:40", time(8, 40))


@pytest.mark.parametrize("typed", ["24:00", "8:60", "8", "早上"])
def test_that_a_time_that_does_not_exist_is_refused(typed: str) -> None:
    assert problem(Kind.TIME, typed) == "field_not_time"


@pytest.mark.parametrize("typed", [
    "2026-11-22 08:40", "20261122 840", "202611220840", "11-22  8:40", "2026-11-22T08:40",
])
def test_that_a_moment_is_a_date_and_a_time(typed: str) -> None:
    reading = read(a_field(Kind.MOMENT), typed, today=TODAY)
    assert (reading.text, reading.value) == ("2026-11-22 08:40", datetime(2026, 11, 22, 8, 40))  # noqa: DTZ001


def test_that_a_date_alone_is_no_moment() -> None:
    assert problem(Kind.MOMENT, "2026-11-22") == "field_not_moment"


@pytest.mark.parametrize("typed", ["16.2", "１６．２", "16。2", " 16.2 "])
def test_that_a_number_may_be_typed_full_width(typed: str) -> None:
    assert read(a_field(Kind.DECIMAL), typed, today=TODAY).text == "16.2"


@pytest.mark.parametrize(("typed", "code"), [
    ("16,2", "field_comma"), ("１６，２", "field_comma"), ("16.2kg", "field_not_number"), ("1e2", "field_not_number"),
    ("10⁹", "field_not_number"), ("①", "field_not_number"), ("½", "field_not_number"), ("十六", "field_not_number"),
    ("1.2.3", "field_not_number"), ("NaN", "field_not_number"), ("12345678901234567", "field_too_long"),
])
@pytest.mark.parametrize("kind", [Kind.DECIMAL, Kind.LAB])
def test_that_what_is_no_number_is_refused(kind: Kind, typed: str, code: str) -> None:
    assert problem(kind, typed) == code


@pytest.mark.parametrize("typed", ["1.5", "3 次", "9" * 5000])
def test_that_what_is_no_whole_number_is_refused(typed: str) -> None:
    assert problem(Kind.INTEGER, typed) in ("field_not_integer", "field_too_long")


@pytest.mark.parametrize(("typed", "meant"), [
    ("<0.5", Quantity(Decimal("0.5"), "<")), ("＜0.5", Quantity(Decimal("0.5"), "<")),
    ("≥80", Quantity(Decimal(80), ">=")), ("0.92", Quantity(Decimal("0.92"))), (".5", Quantity(Decimal("0.5"))),
])
def test_that_a_laboratory_value_keeps_its_qualifier(typed: str, meant: Quantity) -> None:
    assert value(Kind.LAB, typed) == meant


def test_that_a_code_outside_the_list_is_refused() -> None:
    assert problem(Kind.CHOICE, "maybe") == "field_not_a_choice"
    assert problem(Kind.CHOICES, "yes maybe") == "field_not_a_choice"


def test_that_several_choices_are_kept_in_the_order_of_the_list() -> None:
    reading = read(a_field(Kind.CHOICES), "b2 yes b2", today=TODAY)
    assert (reading.text, reading.value) == ("yes b2", frozenset({"yes", "b2"}))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ROWS])
@pytest.mark.parametrize("missing", list(Missing))
def test_that_every_kind_can_be_answered_by_a_reason_for_absence(kind: Kind, missing: Missing) -> None:
    reading = read(a_field(kind), absent(missing, "标本溶血"), today=TODAY)
    assert (reading.missing, reading.reason, reading.value, reading.problem) == (missing, "标本溶血", None, None)


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\n", "\u200b"])
@pytest.mark.parametrize("kind", list(Kind))
def test_that_nothing_typed_is_not_yet_entered(kind: Kind, typed: str) -> None:
    reading = read(a_field(kind), typed, today=TODAY)
    assert (reading.text, reading.value, reading.missing, reading.problem) == ("", None, None, None)


@pytest.mark.parametrize("typed", ["䶮", "𬱖", "欧阳𬍛", "好转😀", "母亲“口述”", "葛\U000e0100", "Ｎｋ"])
def test_that_rare_characters_and_emoji_survive(typed: str) -> None:
    assert read(a_field(Kind.TEXT), typed, today=TODAY).text == typed


def test_that_control_and_invisible_characters_are_removed() -> None:
    typed = "a\x00b\x1bc\u200bd\ufeffe\u202ef"
    assert read(a_field(Kind.TEXT), typed, today=TODAY).text == "abcdef"


def test_that_only_a_note_keeps_its_lines() -> None:
    typed = "一\r\n二\r三\u2028四\t五"
    assert read(a_field(Kind.NOTE), typed, today=TODAY).text == "一\n二\n三\n四 五"
    assert read(a_field(Kind.TEXT), typed, today=TODAY).text == "一 二 三 四 五"


@pytest.mark.parametrize(("kind", "limit"), [(Kind.TEXT, 200), (Kind.NOTE, 5000)])
def test_that_a_text_may_be_as_long_as_its_limit_and_no_longer(kind: Kind, limit: int) -> None:
    assert problem(kind, "字" * limit) == ""
    assert problem(kind, "字" * (limit + 1)) == "field_too_long"


@given(st.sampled_from([kind for kind in Kind if kind is not Kind.ROWS]), st.text(max_size=40))
def test_that_reading_the_kept_text_again_gives_the_same_reading(kind: Kind, typed: str) -> None:
    first = read(a_field(kind), typed, today=TODAY)
    assert read(a_field(kind), first.text, today=TODAY) == first


@given(st.from_regex(r"[0-9]{4}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{0,2}日?", fullmatch=True),
       st.sampled_from([Kind.DATE, Kind.PARTIAL_DATE]))
def test_that_a_kept_date_reads_as_itself(typed: str, kind: Kind) -> None:
    first = read(a_field(kind), typed, today=TODAY)
    assert read(a_field(kind), first.text, today=date(1999, 1, 1)) == first


@given(st.from_regex(r"-?[0-9]{1,7}(\.[0-9]{0,6})?", fullmatch=True))
def test_that_a_typed_decimal_is_kept_digit_for_digit(typed: str) -> None:
    assert read(a_field(Kind.DECIMAL), typed, today=TODAY).text == typed
    assert read(a_field(Kind.LAB), typed, today=TODAY).text == typed


@given(st.sampled_from(list(Kind)), st.text())
def test_that_reading_never_raises_for_data(kind: Kind, typed: str) -> None:
    reading = read(a_field(kind), typed, today=TODAY)
    assert sum(part is not None for part in (reading.value, reading.missing, reading.problem)) == bool(reading.text)


def test_that_a_laboratory_answer_carries_its_unit_and_limits() -> None:
    typed = {"anc": "0.92", "anc_lln": "１.20", "anc_uln": "7.00", "anc_significance": "yes"}
    given_answer = answer(a_field(Kind.LAB), typed, HERE, today=TODAY)
    assert given_answer is not None
    assert given_answer.value == LabResult(Quantity(Decimal("0.92")), "10⁹/L", Decimal("1.20"), Decimal("7.00"), True)


def test_that_an_unreadable_value_is_no_answer() -> None:
    assert answer(a_field(Kind.LAB), {"anc": "约1"}, HERE, today=TODAY) is None


def test_that_every_unreadable_column_of_a_result_is_named() -> None:
    found = problems(a_field(Kind.LAB), {"anc": "0,9", "anc_lln": "无", "anc_uln": "7"}, today=TODAY)
    assert [(column, reason.code) for column, reason in found] == [
        ("anc", "field_comma"), ("anc_lln", "field_not_number"),
    ]


def test_that_all_columns_of_a_result_are_kept_clean() -> None:
    typed = {"anc": "０.92", "anc_lln": " １.2", "anc_uln": "7.0\x00", "anc_unit": "10⁹/L\u200b"}
    assert keep(a_field(Kind.LAB), typed, today=TODAY) == {
        "anc": "0.92", "anc_unit": "10⁹/L", "anc_lln": "1.2", "anc_uln": "7.0", "anc_significance": "",
    }
