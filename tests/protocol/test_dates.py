from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.protocol.dates import (
    PartialDate,
    completed_months,
    completed_years,
    days_between,
    first_day,
    plus_days,
    plus_months,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
MONTHS = st.integers(min_value=-240, max_value=240)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("anchor", "months", "limit"),
    [
        ("2025-03-31", 1, "2025-02-28"),
        ("2025-03-30", 1, "2025-02-28"),
        ("2024-03-30", 1, "2024-02-29"),
        ("2025-08-31", 6, "2025-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2025-05-15", 24, "2023-05-15"),
        ("2025-03-01", 1, "2025-02-01"),
    ],
)
def test_that_months_are_taken_off_by_the_calendar_and_clamp_to_the_month_end(
    anchor: str, months: int, limit: str
) -> None:
    assert plus_months(day(anchor), -months) == day(limit)


@pytest.mark.parametrize(
    ("start", "limit"), [("2025-03-31", "2025-03-01"), ("2025-03-30", "2025-02-28"), ("2025-03-01", "2025-01-30")]
)
def test_that_thirty_days_are_another_limit_than_one_month(start: str, limit: str) -> None:
    assert plus_days(day(start), -30) == day(limit)


@pytest.mark.parametrize(
    ("event", "days", "first"),
    [
        ("2025-03-01", 21, "2025-03-22"),
        ("2025-02-08", 42, "2025-03-22"),
        ("2025-01-25", 56, "2025-03-22"),
        ("2024-02-15", 14, "2024-02-29"),
    ],
)
def test_that_the_day_of_the_event_is_not_counted(event: str, days: int, first: str) -> None:
    assert plus_days(day(event), days) == day(first)
    assert days_between(day(event), day(first)) == days


@pytest.mark.parametrize(("anchor", "days"), [("2025-03-21", 27), ("2025-03-22", 28), ("2025-03-23", 29)])
def test_that_a_last_dose_of_22_february_is_27_28_and_29_days_before_these_anchors(anchor: str, days: int) -> None:
    assert days_between(day("2025-02-22"), day(anchor)) == days


@pytest.mark.parametrize(
    ("event", "months", "edge_counts", "edge_is_clear"),
    [
        ("2025-09-22", 6, "2026-03-23", "2026-03-22"),
        ("2025-08-31", 6, "2026-03-01", "2026-03-01"),
        ("2025-02-28", 12, "2026-03-01", "2026-02-28"),
        ("2024-02-29", 12, "2025-03-01", "2025-03-01"),
        ("2025-05-15", 24, "2027-05-16", "2027-05-15"),
    ],
)
def test_that_a_look_back_of_months_clears_on_the_first_day_that_is_clear(
    event: str, months: int, edge_counts: str, edge_is_clear: str
) -> None:
    happened = day(event)
    strict = first_day(lambda d: happened < plus_months(d, -months), since=happened, within_days=900)
    loose = first_day(lambda d: happened <= plus_months(d, -months), since=happened, within_days=900)
    assert (strict, loose) == (day(edge_counts), day(edge_is_clear))


@pytest.mark.parametrize(("since", "first"), [("2025-12-31", "2026-03-01"), ("2026-01-15", "2026-03-16")])
def test_that_stable_for_more_than_two_months_is_strict(since: str, first: str) -> None:
    found = first_day(lambda d: day(since) < plus_months(d, -2), since=day(since), within_days=90)
    assert found == day(first)


def test_that_no_day_is_found_where_none_holds() -> None:
    assert first_day(lambda _: False, since=day("2026-01-01"), within_days=30) is None


def test_that_the_last_day_looked_at_is_included() -> None:
    wanted = day("2026-01-31")
    assert first_day(lambda d: d == wanted, since=day("2026-01-01"), within_days=30) == wanted
    assert first_day(lambda d: d == wanted, since=day("2026-01-01"), within_days=29) is None


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2008-11-22", "2024-11-21", 15),
        ("2008-11-22", "2024-11-22", 16),
        ("2008-11-22", "2026-11-22", 18),
        ("2008-11-22", "2026-11-23", 18),
        ("2008-11-22", "2027-11-21", 18),
        ("2008-11-22", "2027-11-22", 19),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-11-22", "2026-11-22", 0),
    ],
)
def test_that_a_year_is_completed_on_the_birthday(born: str, on: str, years: int) -> None:
    assert completed_years(day(born), day(on)) == years


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-31", "2025-03-01", 1),
        ("2024-11-22", "2026-11-22", 24),
    ],
)
def test_that_a_month_is_completed_on_its_day(born: str, on: str, months: int) -> None:
    assert completed_months(day(born), day(on)) == months


@given(DAYS, MONTHS)
def test_that_moving_by_months_reaches_that_month_and_never_a_later_day_of_it(start: date, months: int) -> None:
    moved = plus_months(start, months)
    assert moved.year * 12 + moved.month == start.year * 12 + start.month + months
    assert moved.day <= start.day
    assert moved.day == start.day or (moved + timedelta(days=1)).day == 1


@given(DAYS, MONTHS)
def test_that_the_way_there_and_back_by_months_never_gains_a_day(start: date, months: int) -> None:
    assert start - timedelta(days=3) <= plus_months(plus_months(start, months), -months) <= start


@given(DAYS, DAYS, st.integers(min_value=0, max_value=60))
def test_that_moving_by_months_keeps_the_order_of_days(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert plus_months(earlier, months) <= plus_months(later, months)


@given(DAYS, st.integers(min_value=-5000, max_value=5000))
def test_that_days_between_undoes_plus_days(start: date, days: int) -> None:
    assert days_between(start, plus_days(start, days)) == days


@given(DAYS, st.integers(min_value=0, max_value=10000))
def test_that_twelve_completed_months_are_a_completed_year(born: date, days: int) -> None:
    on = plus_days(born, days)
    assert completed_months(born, on) // 12 == completed_years(born, on)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2024-03-05", "2024-03-05", "2024-03-05"),
    ],
)
def test_that_a_partial_date_is_the_interval_of_its_days(text: str, first: str, last: str) -> None:
    partial = PartialDate.parse(text)
    assert (partial.first, partial.last) == (day(first), day(last))
    assert str(partial) == text


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-3", "2024-13", "2025-02-29", "2024-00", "2024-03-00", "2024/03/05", " 2024", "2024-03-05 "],
)
def test_that_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_that_only_a_full_date_is_known() -> None:
    assert PartialDate.parse("2024-03-05").known == day("2024-03-05")
    assert PartialDate.parse("2024-03").known is None


@given(DAYS)
def test_that_every_day_lies_in_its_month_and_its_year(known: date) -> None:
    for text in (f"{known:%Y}", f"{known:%Y-%m}", known.isoformat()):
        partial = PartialDate.parse(text)
        assert partial.first <= known <= partial.last
        assert str(partial) == text
    assert PartialDate.of(known) == PartialDate.parse(known.isoformat())
