"""A number of days that leads out of the calendar is refused where it is written, and never met while judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.helpers.pack import BASE_LIMITS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop import wording
from ucbnk_desktop.protocol.amendment import FIXED, amended
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.pack import WHOLE_LIMITS, PackError
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.schedule import planned_infusions
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.wording import Language

HEAD = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n'


@pytest.mark.parametrize("limit", sorted(WHOLE_LIMITS & BASE_LIMITS - FIXED))
def test_that_no_amendment_makes_a_limit_larger_than_999(limit: str) -> None:
    assert getattr(amended(PACK, f"{HEAD}[limits]\n{limit} = 999\n", "a").limits, limit) == 999
    with pytest.raises(PackError) as raised:
        amended(PACK, f"{HEAD}[limits]\n{limit} = 1000\n", "a")
    found = raised.value
    assert (found.code, found.key, found.arguments["most"]) == ("amendment_too_large", f"limits.{limit}", 999)
    assert all("999" in wording.say(found.code, language, **found.arguments) for language in Language)


def test_that_a_large_exact_limit_is_no_slip() -> None:
    assert amended(PACK, f'{HEAD}[limits]\nqtc_male = "1000"\n', "a").limits.qtc_male == 1000


def test_that_the_largest_limits_lead_nobody_out_of_the_calendar(eligible: Participant, severe: Participant) -> None:
    largest_limits: dict[str, Any] = dict.fromkeys(WHOLE_LIMITS - FIXED, 999)
    largest = replace(PACK, limits=replace(PACK.limits, **largest_limits))
    for child in (eligible, severe):
        settings, rulings = Settings(child.settings), Rulings(child.rulings)
        found = assess(child.facts, day=child.day, pack=largest, settings=settings, rulings=rulings, planned_start=None)
        assert found.verdict("E8").criterion == "E8"


@pytest.mark.parametrize("row", [
    {"day": 99999999}, {"day": 10**12}, {"day": -(10**7)}, {"minus": 9999999}, {"plus": 9999999},
])
def test_that_a_plan_out_of_the_calendar_is_refused_as_what_is_no_number_is(row: dict[str, int]) -> None:
    plain = {"course": 1, "number": 1, "day": 0, "minus": 0, "plus": 0}
    assert planned_infusions(date(2026, 11, 2), [plain])
    with pytest.raises(ValueError, match="no day of the calendar"):
        planned_infusions(date(2026, 11, 2), [plain | row])
