"""Treatments that do not count: the criterion says so, names them and rests on them, and on no empty table."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.procedures import procedure_codes
from ucbnk_desktop.protocol.verdicts import State

Child = Any

COMBINED = {
    "drug": "达妥昔单抗β",
    "drug_class": "anti_gd2",
    "investigational": "no",
    "last_dose_on": "2025-03-01",
    "toxicity_recovered": "yes",
    "protocol_combination": "yes",
}
CHEMOTHERAPY = {
    "drug": "环磷酰胺",
    "myelosuppressive": "yes",
    "nitrosourea": "no",
    "last_dose_on": "2025-03-12",
    "protocol_combination": "yes",
}


def test_that_no_chemotherapy_is_the_answer_no_and_not_silence(eligible: Child) -> None:
    child = eligible.but("prior_therapy", chemotherapy_given="no").having("prior_therapy", "chemotherapy")
    verdict = child.verdict("I7")
    assert verdict.state is State.MET
    assert [reason.code for reason in verdict.reasons] == ["why_no"]
    assert [datum.source.field for datum in verdict.evidence] == ["chemotherapy_given"]


@pytest.mark.parametrize(
    ("criterion", "table", "row", "ruling"),
    [
        ("I7", "chemotherapy", CHEMOTHERAPY, "chemo"),
        ("I8", "anticancer", COMBINED, "anti_gd2"),
    ],
)
def test_that_a_partner_of_the_cells_is_named_and_rested_on(
    eligible: Child, criterion: str, table: str, row: dict[str, str], ruling: str
) -> None:
    child = eligible if criterion == "I7" else eligible.but("prior_therapy", anticancer_given="yes")
    verdict = child.having("prior_therapy", table, row).ruled(R_COMBO=ruling).verdict(criterion)
    assert verdict.state is State.MET
    told = {reason.code: reason.arguments["what"] for reason in verdict.reasons if "what" in reason.arguments}
    assert told["why_combination"] == row["drug"]
    assert row["last_dose_on"] in [datum.shown for datum in verdict.evidence]


MARROW = (
    "骨髓穿刺",
    "骨穿",
    "骨髓活检",
    "骨髓检查",
    "marrow puncture",
    "marrow aspirate",
    "Marrow biopsy",
    "marrow exam",
)
ALONG = ("活检", "活检术", "涂片", "biopsy", "aspirate", "aspiration", "")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        *((name, {"marrow_puncture"}) for name in MARROW),
        *((name, {"lumbar_puncture"}) for name in ("腰椎穿刺", "腰穿", "lumbar puncture")),
        *((name, {"picc"}) for name in ("PICC", "外周静脉置入中心静脉导管", "经外周静脉穿刺置管")),
        *((f"骨穿、{part}", {"marrow_puncture"}) for part in ALONG),
        ("", {"other_minor"}),
        ("活检", {"other_minor"}),
        ("骨穿、淋巴结切除", {"marrow_puncture", "other_minor"}),
    ],
)
def test_that_a_procedure_is_known_by_its_usual_names_and_what_goes_along(typed: str, codes: set[str]) -> None:
    assert procedure_codes(typed) == codes


@pytest.mark.parametrize("route", ["oral", "intravenous"])
def test_that_a_steroid_that_is_swallowed_or_infused_is_not_taken_for_an_inhaled_one(
    eligible: Child, route: str
) -> None:
    row = {"drug": "布地奈德", "category": "inhaled_topical", "route": route, "ongoing": "yes"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    assert child.having("prior_therapy", "immunosuppression", row).state("E16") is State.INCOMPLETE
