"""I12: counts from a differential, the evidence that opens a lower limit, and the clearance beside creatinine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, State, Verdict

Child = Any


def differential(child: Child, segmented: str, band: str, anc: str = "") -> Child:
    return child.but(
        "laboratory", anc=anc, wbc="2.0", wbc_unit="10⁹/L", neutrophil_segmented_percent=segmented,
        neutrophil_band_percent=band,
    )


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize(("segmented", "band", "state"), [
    ("100", "0", State.MET), ("0", "100", State.MET), ("99.5", "0.5", State.MET), ("50", "0", State.MET),
    ("49.9", "0", State.NOT_MET), ("0", "0", State.NOT_MET), ("99.5", "0.6", State.INCOMPLETE),
    ("100", "0.5", State.INCOMPLETE), ("100.5", "0", State.INCOMPLETE), ("-0.5", "60", State.INCOMPLETE),
    ("60", "-0.5", State.INCOMPLETE), ("60", "", State.INCOMPLETE), ("", "60", State.INCOMPLETE),
])
def test_that_neutrophils_are_computed_from_a_differential_that_can_be(
    eligible: Child, segmented: str, band: str, state: State
) -> None:
    assert differential(eligible, segmented, band).state("I12.1") is state


@pytest.mark.parametrize(("anc", "computed"), [
    ("[not_done]", True), ("[not_applicable]", True), ("", True), ("[pending]", False), ("[unknown]", False),
])
def test_that_a_count_that_is_awaited_is_not_replaced_by_the_differential(
    eligible: Child, anc: str, computed: bool
) -> None:
    verdict = differential(eligible, "80", "5", anc).verdict("I12.1")
    assert verdict.state is (State.MET if computed else State.INCOMPLETE)
    assert ("why_anc_computed" in codes(verdict)) is computed
    assert "why_anc_computed" not in codes(eligible.verdict("I12.1"))


@pytest.mark.parametrize(("evidence", "setting"), [
    ("marrow", "validity_days_marrow"), ("imaging", "validity_days_mibg_pet"),
])
def test_that_marrow_evidence_is_valid_as_long_as_its_own_kind(eligible: Child, evidence: str, setting: str) -> None:
    child = eligible.but("laboratory", plt="40").but(
        "diagnosis", marrow_involved="yes", marrow_evidence=evidence, marrow_examined_on="2025-03-12"
    ).ruled(R_MARROW="marrow_or_imaging")
    assert child.state("I12.2") is State.MET
    assert child.set(**{setting: "7"}).state("I12.2") is State.INCOMPLETE
    others = {"validity_days_marrow", "validity_days_mibg_pet", "validity_days_ct_mri"} - {setting}
    assert child.set(**dict.fromkeys(others, "7")).state("I12.2") is State.MET
    waiting = child.set(**{setting: ""}).verdict("I12.2")
    assert waiting.state is State.NEEDS_PI
    assert codes(waiting) == {"why_below_needs_marrow", "why_setting"}
    assert {datum.source.field for datum in waiting.evidence} >= {"plt"}


@pytest.mark.parametrize(("evidence", "setting"), [
    ("ct_mri", "validity_days_ct_mri"), ("ultrasound", "validity_days_ct_mri"), ("biopsy", "validity_days_ct_mri"),
    ("mibg_pet", "validity_days_mibg_pet"),
])
def test_that_liver_evidence_is_valid_as_long_as_its_own_kind(eligible: Child, evidence: str, setting: str) -> None:
    child = eligible.but("laboratory", alt="120").but(
        "diagnosis", liver_metastasis="yes", liver_evidence=evidence, liver_examined_on="2025-03-12")
    assert child.state("I12.5") is State.MET
    assert child.set(**{setting: "7"}).state("I12.5") is State.INCOMPLETE
    others = {"validity_days_ct_mri", "validity_days_mibg_pet"} - {setting}
    assert child.set(**dict.fromkeys(others, "7")).state("I12.5") is State.MET


def test_that_a_count_below_its_limit_says_that_the_marrow_is_not_involved(eligible: Child) -> None:
    verdict = eligible.but("laboratory", plt="40").verdict("I12.2")
    assert (verdict.state, codes(verdict)) == (State.NOT_MET, {"why_below", "why_no_marrow", "why_sampled"})
    liver = eligible.but("laboratory", alt="120").verdict("I12.5")
    assert (liver.state, "why_no_liver" in codes(liver)) == (State.NOT_MET, True)


# The clearance


def creatinine(child: Child, umol: str, ruling: str, **more: str) -> Child:
    return child.but("laboratory", crea=umol, crea_uln="20").but("vital_signs", **more).ruled(R_CREA=ruling)


@pytest.mark.parametrize(("limit", "state"), [("89", State.MET), ("90", State.NEEDS_PI), ("125", State.NOT_MET)])
def test_that_both_formulas_must_reach_the_limit_of_a_clearance(eligible: Child, limit: str, state: State) -> None:
    """A boy of 4 with 31 µmol/L: Cockcroft-Gault 86.2, bedside Schwartz 120.1."""
    low = {"89": "86", "90": "100", "125": "121"}[limit]
    verdict = creatinine(eligible, "31", f"scr_or_clearance({low})").verdict("I12.4")
    assert verdict.state is state
    shown = [reason.arguments for reason in verdict.reasons if reason.code.startswith("why_clearance")]
    assert [(one["cg"], one["schwartz"]) for one in shown] == [("86.2", "120.1")]


@pytest.mark.parametrize(("limit", "state"), [
    ("68", State.MET), ("68.1", State.NEEDS_PI), ("82.6", State.NEEDS_PI), ("82.7", State.NOT_MET),
])
def test_that_a_clearance_exactly_at_the_limit_reaches_it(eligible: Child, limit: str, state: State) -> None:
    """At 1 mg/dL (88.4 µmol/L), 36 kg and 200 cm Cockcroft-Gault gives 68 and bedside Schwartz 82.6."""
    child = creatinine(eligible, "88.4", f"scr_or_clearance({limit})", weight_kg="36", height_cm="200")
    assert child.state("I12.4") is state


def test_that_a_girl_has_a_lower_clearance_than_a_boy(eligible: Child) -> None:
    girl = eligible.but("demographics", sex="female")
    assert creatinine(eligible, "31", "scr_or_clearance(86)").state("I12.4") is State.MET
    assert creatinine(girl, "31", "scr_or_clearance(86)").state("I12.4") is State.NEEDS_PI
    assert creatinine(girl, "31", "scr_or_clearance(73)").state("I12.4") is State.MET


def test_that_the_body_is_the_one_measured_last(eligible: Child) -> None:
    small = {"measured_at": "2025-03-17 09:00", "weight_kg": "8.0", "height_cm": "70"}
    child = creatinine(eligible, "31", "scr_or_clearance(86)").also("vital_signs", **small)
    assert child.state("I12.4") is State.MET
    assert child.but("vital_signs", measured_at="2025-03-19 09:00").state("I12.4") is State.NOT_MET
    unweighed = {"measured_at": "2025-03-20 09:00", "temperature_c": "36.5"}
    assert child.also("vital_signs", **unweighed).state("I12.4") is State.MET


@pytest.mark.parametrize(("values", "missing"), [
    ({"weight_kg": ""}, {"weight_kg", "height_cm"}), ({"height_cm": ""}, {"height_cm"}),
    ({"weight_kg": "900"}, {"weight_kg"}),
])
def test_that_a_clearance_needs_weight_and_height(eligible: Child, values: dict[str, str], missing: set[str]) -> None:
    verdict = creatinine(eligible, "31", "scr_or_clearance(86)", **values).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert set(verdict.missing) == {FieldRef("vital_signs", key) for key in missing}


def test_that_clearances_are_shown_beside_serum_creatinine_where_they_can_be_computed(eligible: Child) -> None:
    assert "why_clearance_shown" in codes(eligible.verdict("I12.4"))
    assert "why_clearance_shown" not in codes(eligible.but("vital_signs", weight_kg="").verdict("I12.4"))
    assert eligible.but("vital_signs", weight_kg="").state("I12.4") is State.MET


@pytest.mark.parametrize(("criterion", "key", "unit"), [
    ("I12.3", "tbil", "nmol/dL"), ("I12.4", "crea", "nmol/dL"), ("I12.5", "alt", "µkat/L"), ("I12.5", "ast", "µkat/L"),
    ("E4", "pt", "min"), ("E4", "aptt", "min"),
])
def test_that_of_an_unknown_unit_nobody_knows_whether_the_upper_limit_is_in_it(
    eligible: Child, criterion: str, key: str, unit: str
) -> None:
    verdict = eligible.but("laboratory", **{f"{key}_unit": unit}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert "why_unit" in codes(verdict)
    assert [ref.field for ref in verdict.missing] == [key]


@pytest.mark.parametrize(("form", "key"), [("demographics", "birth_date"), ("demographics", "sex")])
def test_that_a_clearance_needs_age_and_sex(eligible: Child, form: str, key: str) -> None:
    verdict = creatinine(eligible, "31", "scr_or_clearance(86)").but(form, **{key: ""}).verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [key]


@pytest.mark.parametrize("later_first", [False, True])
def test_that_of_two_sizes_of_one_day_the_later_counts_in_whatever_order_they_were_entered(
    eligible: Child, later_first: bool
) -> None:
    day = [{"measured_at": f"2025-03-19 {hour}", "weight_kg": weight, "height_cm": "70"}
           for hour, weight in (("08:00", "16.0"), ("15:30", "8.0"))]
    child = creatinine(eligible, "31", "scr_or_clearance(86)").without("vital_signs")
    for size in reversed(day) if later_first else day:
        child = child.also("vital_signs", **size)
    assert child.state("I12.4") is State.NOT_MET


def test_that_two_sizes_of_one_moment_contradict_each_other(eligible: Child) -> None:
    child = creatinine(eligible, "31", "scr_or_clearance(86)")
    twice = child.also("vital_signs", measured_at="2025-03-18 09:00", weight_kg="8.0", height_cm="102")
    verdict = twice.verdict("I12.4")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef("vital_signs", "weight_kg"),)
    assert child.also("vital_signs", measured_at="2025-03-18 09:00", weight_kg="16.0", height_cm="102").state(
        "I12.4"
    ) is State.MET


@pytest.mark.parametrize(("at", "state"), [
    ("2025-03-20 23:59", State.MET), ("2025-03-21 00:00", State.INCOMPLETE),
    ("2020-06-01 00:00", State.MET), ("2020-05-31 23:59", State.INCOMPLETE),
])
def test_that_nothing_is_computed_from_a_size_of_a_day_that_cannot_be(eligible: Child, at: str, state: State) -> None:
    child = creatinine(eligible, "31", "scr_or_clearance(86)")
    again = child.also("vital_signs", measured_at=at, weight_kg="16.0", height_cm="102")
    verdict = again.verdict("I12.4")
    assert verdict.state is state
    assert verdict.missing == (() if state is State.MET else (FieldRef("vital_signs", "measured_at"),))
    assert again.ruled(R_CREA="scr_only").but("laboratory", crea_uln="44").state("I12.4") is State.MET


@pytest.mark.parametrize(("ruling", "uln", "state", "codes_said"), [
    ("scr_or_clearance(86)", "20", State.MET, ["why_clearance"]),
    ("scr_or_clearance(121)", "20", State.NOT_MET, ["why_clearance_low"]),
    ("scr_or_clearance(100)", "20", State.NEEDS_PI, ["why_clearance_differs"]),
    ("scr_and_clearance(86)", "44", State.MET, ["why_at_most_uln", "why_sampled", "why_clearance"]),
    ("scr_and_clearance(121)", "44", State.NOT_MET, ["why_clearance_low", "why_at_most_uln", "why_sampled"]),
    ("scr_and_clearance(100)", "44", State.NEEDS_PI, ["why_clearance_differs", "why_at_most_uln", "why_sampled"]),
])
def test_that_a_clearance_says_what_it_rests_on_and_holds_as_long_as_its_sample(
    eligible: Child, ruling: str, uln: str, state: State, codes_said: list[str]
) -> None:
    verdict = creatinine(eligible, "31", ruling).but("laboratory", crea_uln=uln).verdict("I12.4")
    assert (verdict.state, [reason.code for reason in verdict.reasons]) == (state, codes_said)
    assert {(datum.source.field, datum.shown, datum.on) for datum in verdict.evidence} == {
        ("crea", "31", date(2025, 3, 18))
    }
    assert verdict.valid_until == (date(2025, 3, 25) if state is State.MET else None)


def test_that_both_clearances_are_shown_with_one_decimal(eligible: Child) -> None:
    verdict = creatinine(eligible, "31", "scr_only").verdict("I12.4")
    [shown] = [reason.arguments for reason in verdict.reasons if reason.code == "why_clearance_shown"]
    assert shown == {"cg": "86.2", "schwartz": "120.1"}
