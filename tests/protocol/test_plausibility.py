"""Numbers that cannot be true: no criterion computes from them, whichever way they would decide."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.pack import FORMS
from tests.helpers.participants import Participant
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.protocol.plausibility import BOUNDS, absurd
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import same_unit, to_unit
from ucbnk_desktop.protocol.verdicts import State

_UNCOMPARED = {"vma", "hva"}
_DECIDING = {
    "anc": "I12.1", "plt": "I12.2", "tbil": "I12.3", "crea": "I12.4", "alt": "I12.5", "ast": "I12.5", "inr": "E4",
    "pt": "E4", "aptt": "E4",
}


def test_that_every_laboratory_test_of_the_form_has_bounds_in_a_unit_of_its_own() -> None:
    for field in FORMS["laboratory"].fields:
        if field.kind is Kind.LAB and field.key not in _UNCOMPARED:
            assert same_unit(BOUNDS[field.key].unit, field.unit), field.key


def test_that_what_is_usual_is_possible() -> None:
    for form in ("laboratory", "ecg_echo", "vital_signs"):
        for field in FORMS[form].fields:
            if field.usual is not None and field.key in BOUNDS:
                bounds = BOUNDS[field.key]
                assert bounds.low <= field.usual[0] < field.usual[1] <= bounds.high, field.key


def test_that_the_highest_creatinine_on_record_is_possible() -> None:
    assert absurd("crea", Quantity.parse("73.8"), "mg/dL") is None
    assert absurd("crea", Quantity.parse("103"), "mg/dL") is BOUNDS["crea"]


@pytest.mark.parametrize("key", sorted(BOUNDS))
def test_that_the_bounds_themselves_are_possible_and_what_lies_beyond_is_not(key: str) -> None:
    bounds = BOUNDS[key]
    unit = bounds.unit if key in _DECIDING else None
    assert absurd(key, Quantity(bounds.low), unit) is None
    assert absurd(key, Quantity(bounds.high), unit) is None
    assert absurd(key, Quantity(bounds.high + Decimal("0.1")), unit) is bounds
    assert absurd(key, Quantity(bounds.low - Decimal("0.01")), unit) is bounds


@given(st.sampled_from(sorted(_DECIDING)), st.decimals("0", "100000", places=2))
def test_that_the_unit_makes_no_difference(key: str, value: Decimal) -> None:
    for unit, other in (("mg/dL", "µmol/L"), ("/µL", "10⁹/L"), ("g/dL", "g/L")):
        converted = to_unit(key, Quantity(value), unit, other)
        if converted is not None:
            assert absurd(key, Quantity(value), unit) == absurd(key, converted, other)


def test_that_an_unknown_unit_and_an_unknown_test_are_not_judged() -> None:
    assert absurd("anc", Quantity.parse("9999"), "个/HP") is None
    assert absurd("vma", Quantity.parse("9999"), "mg/g") is None


@pytest.mark.parametrize(("typed", "outside"), [("<0.1", True), ("<5", False), (">60000", True), (">500", False)])
def test_that_a_qualifier_is_possible_where_some_of_its_values_are(typed: str, outside: bool) -> None:
    assert (absurd("alt", Quantity.parse(typed), "U/L") is not None) is outside


@pytest.mark.parametrize("key", sorted(_DECIDING))
def test_that_no_criterion_computes_from_an_impossible_result(eligible: Participant, key: str) -> None:
    bounds = BOUNDS[key]
    for value in (bounds.low - Decimal("0.01"), bounds.high + Decimal("0.1"), Decimal(-1)):
        verdict = eligible.but("laboratory", **{key: str(value)}).verdict(_DECIDING[key])
        assert verdict.state is State.INCOMPLETE, value
        assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize("key", ["tbil", "alt", "ast", "crea", "pt", "aptt"])
@pytest.mark.parametrize(("lln", "uln"), [("", "0"), ("", "-5"), ("50", "40"), ("40", "40"), ("-1", "40"), ("", "1e9")])
def test_that_no_criterion_computes_from_impossible_limits(eligible: Participant, key: str, lln: str, uln: str) -> None:
    typed = str(BOUNDS[key].high + 1) if uln == "1e9" else uln
    child = eligible.but("laboratory", **{f"{key}_lln": lln, f"{key}_uln": typed})
    assert child.state(_DECIDING[key]) is State.INCOMPLETE


@pytest.mark.parametrize(("key", "value"), [
    ("qt_ms", "0.32"), ("qt_ms", "3200"), ("heart_rate_per_min", "1"), ("heart_rate_per_min", "1000"),
    ("lvef_percent", "0.66"), ("lvef_percent", "100"), ("lvef_percent", "0"),
])
def test_that_e2_computes_from_no_impossible_measurement(eligible: Participant, key: str, value: str) -> None:
    verdict = eligible.but("ecg_echo", **{key: value}).verdict("E2")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == [key]


def test_that_a_count_below_the_limit_is_never_met_for_its_unit(eligible: Participant) -> None:
    """230 per microlitre, typed with the unit 10⁹/L, would pass every limit."""
    assert eligible.but("laboratory", anc="230").state("I12.1") is State.INCOMPLETE
    assert eligible.but("laboratory", anc="230", anc_unit="/µL").state("I12.1") is State.NOT_MET


# What is shown beside a verdict and decides nothing


def _codes(child: Participant, criterion: str) -> list[str]:
    return [reason.code for reason in child.verdict(criterion).reasons]


def test_that_a_computed_neutrophil_count_says_how_it_was_computed(eligible: Participant) -> None:
    child = eligible.but(
        "laboratory", anc="", anc_unit="", wbc="4.6", wbc_unit="10⁹/L", neutrophil_segmented_percent="50",
        neutrophil_band_percent="2",
    )
    verdict = child.verdict("I12.1")
    [reason] = [one for one in verdict.reasons if one.code == "why_anc_computed"]
    assert dict(reason.arguments) == {"white": "4.6", "segmented": "50", "band": "2", "value": "2.392"}
    assert {one.source.field for one in verdict.evidence} >= {"wbc", "neutrophil_segmented_percent"}
    assert "why_anc_computed" not in _codes(eligible, "I12.1")


def test_that_both_clearances_stand_beside_serum_creatinine_for_information(eligible: Participant) -> None:
    """The worked child of the protocol's notes: boy of 4, 16 kg, 102 cm, 30 µmol/L."""
    verdict = eligible.but("laboratory", crea="30").verdict("I12.4")
    [reason] = [one for one in verdict.reasons if one.code == "why_clearance_shown"]
    assert dict(reason.arguments) == {"cg": "89.1", "schwartz": "124.1"}
    assert verdict.state is State.MET
    assert eligible.but("laboratory", crea="66.1").state("I12.4") is State.NOT_MET


def test_that_creatinine_is_judged_without_weight_and_height(eligible: Participant) -> None:
    child = eligible.without("vital_signs")
    assert child.state("I12.4") is State.MET
    assert "why_clearance_shown" not in _codes(child, "I12.4")


@pytest.mark.parametrize(("rate", "qt", "code"), [
    ("100", "320", "why_qtc_formulas"), ("120", "330", "why_qtc_formulas_differ"),
])
@pytest.mark.parametrize("ruled", ["bazett", "fridericia", "worse_of_bazett_fridericia", "hodges"])
def test_that_both_formulas_are_shown_and_their_disagreement_too(
    eligible: Participant, rate: str, qt: str, code: str, *, ruled: str
) -> None:
    child = eligible.but("ecg_echo", heart_rate_per_min=rate, qt_ms=qt).ruled(R_QTC=ruled)
    assert code in _codes(child, "E2")


def test_that_the_limit_of_the_prothrombin_time_is_shown_as_a_sum(eligible: Participant) -> None:
    [reason] = [one for one in eligible.verdict("E4").reasons if one.code == "why_at_most_plus"]
    assert dict(reason.arguments) == {"name": "PT", "value": "12.1", "uln": "13.5", "plus": "4", "limit": "17.5"}


def test_that_a_printed_qtc_is_judged_without_the_formulas(eligible: Participant) -> None:
    child = eligible.but("ecg_echo", qt_ms="", qtc_printed_ms="430").ruled(R_QTC="machine")
    assert child.state("E2") is State.ABSENT
    assert "why_qtc_formulas" not in _codes(child, "E2")


@pytest.mark.parametrize(("value", "state"), [
    ("17.5", State.ABSENT), ("17.51", State.PRESENT), ("<17.5", State.ABSENT), ("<20", State.INCOMPLETE),
    (">17.5", State.PRESENT),
])
def test_that_the_prothrombin_time_is_held_against_its_limit_plus_four(
    eligible: Participant, value: str, state: State
) -> None:
    assert eligible.but("laboratory", pt=value).state("E4") is state
