from __future__ import annotations

from datetime import date, timedelta

import pytest

from ucbnk_desktop.protocol.schedule import PlannedInfusion, planned_infusions

FIRST = date(2026, 11, 2)
DAYS = (0, 7, 14, 21, 56, 63, 70, 77)
TABLE = [
    {"course": 1 + (number > 4), "number": number, "day": day, "minus": 2, "plus": 2}
    for number, day in enumerate(DAYS, start=1)
]


def test_that_the_plan_counts_its_days_from_the_first_infusion() -> None:
    plan = planned_infusions(FIRST, TABLE)
    assert [(infusion.planned - FIRST).days for infusion in plan] == list(DAYS)
    assert [infusion.course for infusion in plan] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert plan[4] == PlannedInfusion(5, 2, date(2026, 12, 28), date(2026, 12, 26), date(2026, 12, 30))


def test_that_the_plan_stands_in_the_order_of_its_numbers_however_the_setting_is_written() -> None:
    assert planned_infusions(FIRST, reversed(TABLE)) == planned_infusions(FIRST, TABLE)


def test_that_numbers_written_as_text_are_read() -> None:
    row = {"course": "1", "number": "1", "day": "0", "minus": "0", "plus": "3"}
    assert planned_infusions(FIRST, [row])[0].latest == FIRST + timedelta(days=3)


@pytest.mark.parametrize(("late", "allowed"), [(-3, False), (-2, True), (0, True), (2, True), (3, False)])
def test_that_both_ends_of_the_window_are_allowed(late: int, allowed: bool) -> None:
    second = planned_infusions(FIRST, TABLE)[1]
    day = second.planned + timedelta(days=late)
    assert second.allows(day) is allowed
    assert second.deviation(day) == late


@pytest.mark.parametrize(
    "row",
    [
        {"course": 1, "number": 1, "day": 0, "minus": 0},
        {"course": 1, "number": 1, "day": "soon", "minus": 0, "plus": 0},
        {"course": True, "number": 1, "day": 0, "minus": 0, "plus": 0},
        {"course": 1, "number": 1, "day": None, "minus": 0, "plus": 0},
        "course",
    ],
)
def test_that_a_row_that_is_not_five_whole_numbers_is_refused(row: object) -> None:
    with pytest.raises(ValueError):
        planned_infusions(FIRST, [row])


@pytest.mark.parametrize("numbers", [(1, 1), (2, 3), (1, 3)])
def test_that_infusions_are_numbered_without_gaps(numbers: tuple[int, ...]) -> None:
    table = [TABLE[0] | {"number": number} for number in numbers]
    with pytest.raises(ValueError):
        planned_infusions(FIRST, table)
