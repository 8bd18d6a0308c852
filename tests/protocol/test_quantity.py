from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.protocol.quantity import Quantity

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)
QUALIFIERS = st.sampled_from(["", "<", "<=", ">", ">="])
QUANTITIES = st.builds(Quantity, NUMBERS, QUALIFIERS)
ANSWERS = ("at_least", "above", "at_most", "below")
MEANS = {
    "at_least": lambda x, limit: x >= limit,
    "above": lambda x, limit: x > limit,
    "at_most": lambda x, limit: x <= limit,
    "below": lambda x, limit: x < limit,
}
MEMBERS = {
    "": lambda x, mark: x == mark,
    "<": lambda x, mark: x < mark,
    "<=": lambda x, mark: x <= mark,
    ">": lambda x, mark: x > mark,
    ">=": lambda x, mark: x >= mark,
}


@pytest.mark.parametrize(
    ("text", "magnitude", "qualifier"),
    [
        ("0.92", "0.92", ""),
        ("<5.0", "5.0", "<"),
        ("< 0.5", "0.5", "<"),
        ("≥ 80", "80", ">="),
        ("≤1.50", "1.50", "<="),
        (">=80", "80", ">="),
        ("<=3", "3", "<="),
        (">80", "80", ">"),
        (" 12 ", "12", ""),
        ("-0.5", "-0.5", ""),
        (".55", "0.55", ""),
        ("+0.5", "0.5", ""),
        ("5.", "5", ""),
    ],
)
def test_that_a_number_is_read_with_its_qualifier(text: str, magnitude: str, qualifier: str) -> None:
    quantity = Quantity.parse(text)
    assert (quantity.magnitude, quantity.qualifier) == (Decimal(magnitude), qualifier)


@pytest.mark.parametrize("text", ["", "<", "1e2", "1,5", "1.2.3", "NaN", "Infinity", "5.0 g", "~5", "<>5", "--5"])
def test_that_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Quantity.parse(text)


def test_that_the_digits_stay_as_printed() -> None:
    assert str(Quantity.parse("1.50")) == "1.50"
    assert str(Quantity.parse("≤1.50")) == "<=1.50"


def test_that_three_times_a_tenth_is_at_most_three_tenths() -> None:
    assert Quantity(Decimal("0.1")).times(Decimal(3)).at_most(Decimal("0.3")) is True


def test_that_only_an_unqualified_number_is_exact() -> None:
    assert Quantity(Decimal("1.0")) == Quantity(Decimal("1.0"), "") == Quantity.parse("1.0")
    assert Quantity.parse("1.0").exact == Decimal("1.0")
    assert Quantity.parse("<1.0").exact is None


@pytest.mark.parametrize(
    ("text", "at_least_5"),
    [("5.0", True), ("4.9", False), ("<5", False), ("<=5", None), ("<5.1", None), (">4.9", None), (">5", True),
     (">=5", True), (">=4.9", None), ("<=4.9", False)],
)  # fmt: skip
def test_that_an_interval_answers_only_where_all_of_it_does(text: str, at_least_5: bool | None) -> None:
    assert Quantity.parse(text).at_least(Decimal(5)) is at_least_5


@pytest.mark.parametrize(
    ("text", "above_5"),
    [("5.0", False), ("5.1", True), ("<5", False), ("<=5", False), ("<5.1", None), (">5", True), (">=5", None),
     (">=5.1", True), (">4.9", None)],
)  # fmt: skip
def test_that_above_is_strict(text: str, above_5: bool | None) -> None:
    assert Quantity.parse(text).above(Decimal(5)) is above_5


@pytest.mark.parametrize(("bilirubin", "passes"), [("31.5", True), ("31.6", False), ("<31.5", True), ("<40", None)])
def test_that_bilirubin_is_held_against_one_and_a_half_times_21(bilirubin: str, passes: bool | None) -> None:
    assert Quantity.parse(bilirubin).at_most(Decimal("1.5") * Decimal(21)) is passes


@pytest.mark.parametrize(("inr", "over"), [("1.5", False), ("1.51", True)])
def test_that_an_inr_of_one_and_a_half_is_not_over_its_limit(inr: str, over: bool) -> None:
    assert Quantity.parse(inr).above(Decimal("1.5")) is over


@given(QUANTITIES, NUMBERS, NUMBERS, st.sampled_from(ANSWERS))
def test_that_an_answer_holds_for_every_value_meant(quantity: Quantity, limit: Decimal, x: Decimal, ask: str) -> None:
    answer = getattr(quantity, ask)(limit)
    if answer is not None and MEMBERS[quantity.qualifier](x, quantity.magnitude):
        assert MEANS[ask](x, limit) is answer


@given(QUANTITIES, NUMBERS, st.sampled_from(ANSWERS))
def test_that_no_answer_means_that_the_values_disagree(quantity: Quantity, limit: Decimal, ask: str) -> None:
    nudge = Decimal("0.001")
    near = [p + d for p in (quantity.magnitude, limit) for d in (-nudge, Decimal(0), nudge)]
    answers = {MEANS[ask](x, limit) for x in near if MEMBERS[quantity.qualifier](x, quantity.magnitude)}
    assert (getattr(quantity, ask)(limit) is None) == (len(answers) == 2)


@given(QUANTITIES, NUMBERS)
def test_that_below_and_at_least_contradict_each_other(quantity: Quantity, limit: Decimal) -> None:
    for one, other in (("below", "at_least"), ("above", "at_most")):
        first, second = getattr(quantity, one)(limit), getattr(quantity, other)(limit)
        assert (first is None and second is None) or first is not second


@given(QUANTITIES, st.decimals(min_value="0.01", max_value=1000, places=2), NUMBERS)
def test_that_another_unit_changes_no_answer(quantity: Quantity, factor: Decimal, limit: Decimal) -> None:
    assert quantity.times(factor).at_least(limit * factor) is quantity.at_least(limit)


@given(QUANTITIES)
def test_that_a_quantity_is_read_back_from_its_own_text(quantity: Quantity) -> None:
    assert Quantity.parse(str(quantity)) == quantity
