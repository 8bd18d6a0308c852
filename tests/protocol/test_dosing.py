from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.protocol import dosing

KG = Decimal("16.0")
PRODUCT = Decimal("2.00e7")
NK = Decimal("1.71e7")


def given_of(cells: Decimal, given_ml: str, prepared_ml: str = "50") -> Decimal:
    return dosing.delivered(cells, volume_given_ml=Decimal(given_ml), volume_prepared_ml=Decimal(prepared_ml))


def test_that_the_target_is_the_level_times_the_weight() -> None:
    assert dosing.target_total(Decimal("1.0e6"), KG) == Decimal("1.600e7")


@pytest.mark.parametrize(("cap", "cells"), [("15", "15"), ("16", "16"), ("17", "16")])
def test_that_a_weight_above_the_cap_counts_as_the_cap(cap: str, cells: str) -> None:
    assert dosing.target_total(Decimal(1), KG, cap_weight_kg=Decimal(cap)) == Decimal(cells)


def test_that_viability_and_purity_both_reduce_the_product() -> None:
    assert dosing.viable_nk(PRODUCT, viability_percent=Decimal(90), nk_percent=Decimal(95)) == NK


@pytest.mark.parametrize(("ml", "kg_dose", "percent"), [("50", "1068750", "106.875"), ("40", "855000", "85.5")])
def test_that_the_worked_example_gives_its_dose(ml: str, kg_dose: str, percent: str) -> None:
    cells = given_of(NK, ml)
    assert dosing.per_kg(cells, KG) == Decimal(kg_dose)
    assert dosing.percent_of_target(cells, Decimal("1.600e7")) == Decimal(percent)


def test_that_the_unit_of_the_cells_does_not_matter() -> None:
    millions = given_of(Decimal("17.1"), "40")
    assert dosing.percent_of_target(millions, dosing.target_total(Decimal("1.0"), KG)) == Decimal("85.5")


def test_that_residual_t_cells_are_counted_dead_or_alive() -> None:
    cd3 = dosing.cd3_per_kg(
        PRODUCT, cd3_percent=Decimal("0.4"), volume_given_ml=Decimal(50), volume_prepared_ml=Decimal(50), weight_kg=KG
    )
    assert cd3 == Decimal(5000)


@pytest.mark.parametrize(("percent", "inside"), [("79.9", False), ("80", True), ("120", True), ("120.1", False)])
def test_that_both_ends_of_the_tolerance_belong_to_it(percent: str, inside: bool) -> None:
    assert dosing.within_tolerance(Decimal(percent), low=Decimal(80), high=Decimal(120)) is inside


@pytest.mark.parametrize(
    ("prepared", "factor"),
    [("1.6e7", None), ("1.6e8", 10), ("1.6e6", 10), ("1.7e9", 100), ("1.5e5", 100), ("1.6e10", 1000), ("4.8e7", None),
     ("1.28e8", 10), ("1.27e8", None), ("2.0e8", 10), ("2.01e8", None), ("0", None)],
)  # fmt: skip
def test_that_a_slip_of_the_unit_is_seen(prepared: str, factor: int | None) -> None:
    assert dosing.slipped_factor(Decimal(prepared), Decimal("1.6e7")) == factor


@pytest.mark.parametrize("percent", ["-0.1", "100.1"])
def test_that_a_percentage_outside_its_range_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="%"):
        dosing.viable_nk(PRODUCT, viability_percent=Decimal(percent), nk_percent=Decimal(95))


@pytest.mark.parametrize(("given_ml", "prepared_ml"), [("51", "50"), ("-1", "50"), ("0", "0")])
def test_that_more_than_the_bag_held_cannot_be_given(given_ml: str, prepared_ml: str) -> None:
    with pytest.raises(ValueError):
        given_of(NK, given_ml, prepared_ml)


def test_that_a_dose_per_kilogram_needs_a_weight() -> None:
    with pytest.raises(ValueError):
        dosing.per_kg(NK, Decimal(0))


@given(
    st.decimals(min_value=1, max_value=100, places=1),
    st.decimals(min_value=0, max_value=100, places=1),
    st.decimals(min_value=0, max_value=100, places=1),
)
def test_that_never_more_is_delivered_than_was_alive(total: Decimal, viability: Decimal, purity: Decimal) -> None:
    alive = dosing.viable_nk(total, viability_percent=viability, nk_percent=purity)
    assert given_of(alive, "30") <= alive <= total


def test_that_a_bag_that_was_not_given_at_all_delivers_nothing() -> None:
    assert given_of(NK, "0") == 0
    assert given_of(NK, "0.5") == Decimal("171000")


def test_that_a_pure_product_loses_nothing() -> None:
    assert dosing.viable_nk(PRODUCT, viability_percent=Decimal(100), nk_percent=Decimal(100)) == PRODUCT


def test_that_a_newborn_of_less_than_a_kilogram_has_a_dose_per_kilogram() -> None:
    assert dosing.per_kg(Decimal(8), Decimal("0.8")) == 10


@pytest.mark.parametrize(("prepared", "target", "factor"), [
    ("1", "10", 10), ("10", "1", 10), ("0.5", "5", 10), ("5", "0.5", 10), ("1", "0", None), ("1", "-10", None),
    ("-1", "10", None),
])
def test_that_a_slip_is_seen_in_any_unit_and_only_between_positive_numbers(
    prepared: str, target: str, factor: int | None
) -> None:
    assert dosing.slipped_factor(Decimal(prepared), Decimal(target)) == factor
