from __future__ import annotations

from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.protocol.qtc import FORMULAS, qtc

RATES = st.decimals(min_value=30, max_value=260, places=1)
INTERVALS = st.decimals(min_value=150, max_value=700, places=1)


@pytest.mark.parametrize(
    ("measured", "corrected"),
    [
        ((360, 60), ("360.00", "360.00", "360.00", "360.00")),
        ((320, 100), ("413.12", "379.40", "381.60", "390.00")),
        ((280, 130), ("412.15", "362.32", "362.92", "402.50")),
        ((400, 100), ("516.40", "474.25", "461.60", "470.00")),
        ((300, 120), ("424.26", "377.98", "377.00", "405.00")),
    ],
)
def test_that_each_formula_gives_its_worked_value(measured: tuple[int, int], corrected: tuple[str, ...]) -> None:
    qt, rate = map(Decimal, measured)
    formulas = ("bazett", "fridericia", "framingham", "hodges")
    assert tuple(str(round(qtc(formula, qt, rate), 2)) for formula in formulas) == corrected


@pytest.mark.parametrize("limit", ["450", "470"])
def test_that_a_corrected_value_exactly_on_its_limit_compares_equal(limit: str) -> None:
    assert qtc("bazett", Decimal(limit) * Decimal("0.8"), Decimal("93.75")) == Decimal(limit)
    assert qtc("fridericia", Decimal(limit) * Decimal("0.8"), Decimal("117.1875")) == Decimal(limit)


def test_that_the_answer_is_not_rounded() -> None:
    assert qtc("bazett", Decimal(400), Decimal(100)) == Decimal("516.3977794943222513572353866")


@given(st.sampled_from(sorted(FORMULAS)), INTERVALS)
def test_that_nothing_is_corrected_at_sixty_beats(formula: str, qt: Decimal) -> None:
    assert qtc(formula, qt, Decimal(60)) == qt


@given(st.sampled_from(sorted(FORMULAS)), INTERVALS, RATES)
def test_that_a_fast_heart_lengthens_and_a_slow_one_shortens(formula: str, qt: Decimal, rate: Decimal) -> None:
    corrected = qtc(formula, qt, rate)
    assert (corrected > qt) == (rate > 60)
    assert (corrected < qt) == (rate < 60)


@given(INTERVALS, st.one_of(RATES, st.decimals(min_value="1e-14", max_value="1e16", allow_nan=False)))
def test_that_the_cube_root_is_right_to_every_digit_of_the_answer(qt: Decimal, rate: Decimal) -> None:
    exact = Context(prec=50)
    power = exact.power(exact.divide(Decimal(60), rate), exact.divide(Decimal(1), Decimal(3)))
    assert qtc("fridericia", qt, rate) == Context(prec=28).divide(qt, power)


@given(INTERVALS, st.decimals(min_value="60.1", max_value=260, places=1))
def test_that_bazett_corrects_more_than_fridericia_at_high_rates(qt: Decimal, rate: Decimal) -> None:
    assert qtc("bazett", qt, rate) > qtc("fridericia", qt, rate)


@pytest.mark.parametrize(("formula", "qt", "rate"), [("machine", 400, 60), ("bazett", 0, 60), ("hodges", 400, 0)])
def test_that_an_unknown_formula_and_impossible_measurements_are_refused(formula: str, qt: int, rate: int) -> None:
    with pytest.raises(ValueError, match=formula):
        qtc(formula, Decimal(qt), Decimal(rate))


@pytest.mark.parametrize("formula", sorted(FORMULAS))
def test_that_every_positive_measurement_is_corrected(formula: str) -> None:
    assert qtc(formula, Decimal("0.5"), Decimal(60)) == Decimal("0.5")
    assert qtc(formula, Decimal(400), Decimal("0.5")) < 400
