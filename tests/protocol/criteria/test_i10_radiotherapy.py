"""I10: Radiotherapy wash-out."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, holding
from ucbnk_desktop.protocol.verdicts import State

FORM = "prior_therapy"


def radiotherapy(child: Participant, extent: str, on: str, modality: str = "external") -> Participant:
    row = {"modality": modality, "extent": extent, "site": "腹部", "ended_on": on}
    return child.having(FORM, "radiotherapy", row)


@pytest.mark.parametrize(("extent", "last", "state"), [
    ("local_palliative_small", "2025-03-06", State.MET), ("local_palliative_small", "2025-03-07", State.PENDING_DATE),
    *[(extent, "2025-02-06", State.MET) for extent in ("substantial_marrow", "total_body", "craniospinal", "other")],
    *[
        (extent, "2025-02-07", State.PENDING_DATE)
        for extent in ("substantial_marrow", "total_body", "craniospinal", "other")
    ],
])
def test_that_radiotherapy_waits_14_or_42_days(eligible: Participant, extent: str, last: str, state: State) -> None:
    assert radiotherapy(eligible, extent, last).state("I10") is state


def test_that_mibg_waits_42_days_whatever_its_extent(eligible: Participant) -> None:
    assert radiotherapy(eligible, "", "2025-02-06", "mibg").state("I10") is State.MET
    assert radiotherapy(eligible, "local_palliative_small", "2025-02-07", "mibg").state("I10") is State.PENDING_DATE


@pytest.mark.parametrize("extent", ["total_body", "craniospinal", "substantial_marrow"])
def test_that_the_ruling_on_other_fields_never_shortens_large_ones(eligible: Participant, extent: str) -> None:
    child = radiotherapy(eligible, extent, "2025-02-07").ruled(R_RT_OTHER="14_days")
    assert child.state("I10") is State.PENDING_DATE
    assert radiotherapy(eligible, "other", "2025-02-07").ruled(R_RT_OTHER="14_days").state("I10") is State.MET


@pytest.mark.parametrize(("modality", "state"), [("external", State.INCOMPLETE), ("mibg", State.MET)])
def test_that_external_radiotherapy_has_no_activity(eligible: Participant, modality: str, state: State) -> None:
    row = {"modality": modality, "extent": "other", "activity_gbq": "5", "ended_on": "2024-01-01"}
    assert holding(eligible, FORM, "radiotherapy_given", "radiotherapy", row).state("I10") is state
