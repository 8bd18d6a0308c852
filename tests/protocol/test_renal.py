from __future__ import annotations

from decimal import Decimal

import pytest

from ucbnk_desktop.protocol.renal import bedside_schwartz, body_surface, cockcroft_gault


@pytest.mark.parametrize(
    ("age", "female", "kg", "creatinine", "clearance"),
    [(4, False, 16, 30, "89.05"), (15, True, 52, 60, "113.06"), (17, False, 60, 80, "113.26")],
)
def test_that_cockcroft_gault_gives_its_worked_values(
    age: int, female: bool, kg: int, creatinine: int, clearance: str
) -> None:
    umol = Decimal(creatinine)
    got = cockcroft_gault(age_years=age, weight_kg=Decimal(kg), creatinine_umol_l=umol, female=female)
    assert str(round(got, 2)) == clearance


@pytest.mark.parametrize(("cm", "creatinine", "rate"), [(102, 30, "124.13"), (160, 60, "97.36"), (172, 80, "78.49")])
def test_that_bedside_schwartz_gives_its_worked_values(cm: int, creatinine: int, rate: str) -> None:
    got = bedside_schwartz(height_cm=Decimal(cm), creatinine_umol_l=Decimal(creatinine))
    assert str(round(got, 2)) == rate


def test_that_the_surface_of_a_child_of_102_cm_and_16_kg_is_two_thirds_of_a_square_metre() -> None:
    assert str(round(body_surface(height_cm=Decimal(102), weight_kg=Decimal(16)), 4)) == "0.6733"


def test_that_cockcroft_gault_is_absurd_in_a_small_child_once_put_per_surface() -> None:
    clearance = cockcroft_gault(age_years=4, weight_kg=Decimal(16), creatinine_umol_l=Decimal(30), female=False)
    surface = body_surface(height_cm=Decimal(102), weight_kg=Decimal(16))
    assert str(round(clearance * Decimal("1.73") / surface, 1)) == "228.8"


@pytest.mark.parametrize("creatinine", [0, -1])
def test_that_a_creatinine_that_is_not_positive_is_refused(creatinine: int) -> None:
    with pytest.raises(ValueError, match="µmol/L"):
        bedside_schwartz(height_cm=Decimal(100), creatinine_umol_l=Decimal(creatinine))


def test_that_a_child_without_weight_has_no_surface() -> None:
    with pytest.raises(ValueError, match="kg"):
        body_surface(height_cm=Decimal(100), weight_kg=Decimal(0))


@pytest.mark.parametrize(("cm", "kg"), [("0", "16"), ("-1", "16"), ("100", "-1"), ("-100", "-16")])
def test_that_a_body_of_no_size_has_no_surface(cm: str, kg: str) -> None:
    with pytest.raises(ValueError, match="cm"):
        body_surface(height_cm=Decimal(cm), weight_kg=Decimal(kg))


def test_that_every_positive_size_and_creatinine_is_computed() -> None:
    assert body_surface(height_cm=Decimal(1), weight_kg=Decimal(1)) > 0
    assert bedside_schwartz(height_cm=Decimal(100), creatinine_umol_l=Decimal("0.5")) == Decimal("7301.84")
