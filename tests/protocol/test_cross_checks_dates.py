"""Of the dates in one entry exactly those are asked about that lie before birth or in the future."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

STARTED, LAST = (FieldRef("prior_therapy", f"chemotherapy.{key}") for key in ("started_on", "last_dose_on"))
DRUG = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "no"}


def asked(child: Participant, *days: tuple[str, str]) -> list[Reason]:
    """The questions about dates of the chemotherapy, given from one day to another."""
    rows = [{**DRUG, "started_on": first, "last_dose_on": last} for first, last in days]
    queries = child.having("prior_therapy", "chemotherapy", *rows).assessment().queries
    return [one for one in queries if one.code in ("why_query_future", "why_query_before_birth")]


def future(field: FieldRef, on: str) -> Reason:
    return Reason.of("why_query_future", field=field, on=on)


def unborn(field: FieldRef, on: str) -> Reason:
    return Reason.of("why_query_before_birth", field=field, on=on)


@pytest.mark.parametrize(("days", "questions"), [
    ([("2025-03-20", "2025-03-20")], []),
    ([("2025-03-20", "2025-03-21")], [future(LAST, "2025-03-21")]),
    ([("2025-03", "2025-04")], [future(LAST, "2025-04")]),
    ([("2020-06-01", "2020-06-01")], []),
    ([("2020-05-31", "2020-06-01")], [unborn(STARTED, "2020-05-31")]),
    ([("2020-05", "2020")], [unborn(STARTED, "2020-05")]),
    ([("2020-05-31", "2025-03-21")], [unborn(STARTED, "2020-05-31"), future(LAST, "2025-03-21")]),
    ([("2020-06-01", "2020-06-02"), ("2025-03-19", "2025-03-20"), ("2024-01-01", "2025-03-22")],
     [future(LAST, "2025-03-22")]),
])
def test_that_exactly_the_dates_that_cannot_be_are_asked_about(
    eligible: Participant, days: list[tuple[str, str]], questions: list[Reason]
) -> None:
    assert asked(eligible, *days) == questions


def test_that_no_day_is_before_a_birth_that_is_not_entered(eligible: Participant) -> None:
    child = eligible.but("demographics", birth_date="")
    assert asked(child, ("1999-01-01", "2025-03-20")) == []
    assert asked(child, ("1999-01-01", "2025-03-21")) == [future(LAST, "2025-03-21")]
