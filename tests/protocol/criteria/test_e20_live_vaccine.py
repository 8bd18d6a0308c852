"""E20: Live vaccine."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, treated_with
from ucbnk_desktop.protocol.verdicts import Named, State

FORM = "prior_therapy"
Row = dict[str, str]


def vaccine(child: Participant, on: str, live: str = "yes") -> Participant:
    row = {"vaccine": "麻腮风疫苗", "live": live, "given_on": on}
    return child.but(FORM, live_vaccine_given="yes").having(FORM, "vaccines", row)


@pytest.mark.parametrize(("start", "given", "ruling", "state"), [
    ("2025-03-31", "2025-02-28", "calendar_month", State.PENDING_DATE),
    ("2025-03-31", "2025-02-27", "calendar_month", State.ABSENT),
    ("2025-03-31", "2025-03-01", "30_days", State.PENDING_DATE),
    ("2025-03-31", "2025-02-28", "30_days", State.ABSENT),
    ("2025-03-31", "2025-02-28", "stricter_of_both", State.PENDING_DATE),
    ("2025-03-31", "2025-02-27", "stricter_of_both", State.ABSENT),
    ("2025-03-30", "2025-02-28", "calendar_month", State.PENDING_DATE),
    ("2025-03-30", "2025-02-27", "calendar_month", State.ABSENT),
    ("2025-03-30", "2025-02-28", "30_days", State.PENDING_DATE),
    ("2025-03-30", "2025-02-27", "30_days", State.ABSENT),
    ("2025-03-01", "2025-02-01", "calendar_month", State.PENDING_DATE),
    ("2025-03-01", "2025-01-31", "calendar_month", State.ABSENT),
    ("2025-03-01", "2025-01-30", "30_days", State.PENDING_DATE),
    ("2025-03-01", "2025-01-29", "30_days", State.ABSENT),
    ("2025-03-01", "2025-01-30", "stricter_of_both", State.PENDING_DATE),
])
def test_that_a_month_before_the_first_infusion_is_counted_as_ruled(
    eligible: Participant, start: str, given: str, ruling: str, state: State
) -> None:
    child = vaccine(eligible, given).planned(start).ruled(R_ONE_MONTH=ruling)
    assert child.state("E20") is state


def test_that_e20_says_the_first_clear_day(eligible: Participant) -> None:
    child = vaccine(eligible, "2025-02-28").planned("2025-03-20")
    assert child.ruled(R_ONE_MONTH="calendar_month").verdict("E20").first_ok == date(2025, 4, 1)
    assert child.ruled(R_ONE_MONTH="30_days").verdict("E20").first_ok == date(2025, 3, 31)
    assert child.ruled(R_ONE_MONTH="stricter_of_both").verdict("E20").first_ok == date(2025, 4, 1)


def test_that_a_vaccine_needs_the_planned_start(eligible: Participant) -> None:
    assert vaccine(eligible, "2024-02-28").planned("").state("E20") is State.INCOMPLETE


def test_that_an_inactivated_vaccine_is_allowed(eligible: Participant) -> None:
    assert vaccine(eligible, "2025-03-19", live="no").state("E20") is State.ABSENT
    assert vaccine(eligible, "2025-03-19", live="[unknown]").state("E20") is State.INCOMPLETE


@pytest.mark.parametrize(("given", "rulings", "first_ok"), [
    ("2025-01-31", {"R_ONE_MONTH": "calendar_month", "R_EDGE": "within"}, date(2025, 3, 1)),
    ("2025-01-31", {"R_ONE_MONTH": "30_days", "R_EDGE": "within"}, date(2025, 3, 3)),
    ("2025-01-31", {"R_ONE_MONTH": "stricter_of_both", "R_EDGE": "within"}, date(2025, 3, 3)),
    ("2025-03-01", {"R_ONE_MONTH": "calendar_month", "R_EDGE": "clear"}, date(2025, 4, 1)),
    ("2025-03-01", {"R_ONE_MONTH": "30_days", "R_EDGE": "clear"}, date(2025, 3, 31)),
    ("2025-03-01", {"R_ONE_MONTH": "stricter_of_both", "R_EDGE": "clear"}, date(2025, 4, 1)),
])
def test_that_the_first_day_a_month_after_a_vaccine_is_told_whichever_way_a_month_is_longer(
    eligible: Participant, given: str, rulings: Row, first_ok: date
) -> None:
    child = treated_with(eligible, "live_vaccine_given", "vaccines", {"live": "yes", "given_on": given})
    child = child.planned("2025-02-20" if given < "2025-02-20" else "2025-03-22").ruled(**rulings)
    verdict = child.verdict("E20")
    assert (verdict.state, verdict.first_ok) == (State.PENDING_DATE, first_ok)
    assert verdict.reasons[0].arguments["span"] == Named("1 个月", "1 month")
