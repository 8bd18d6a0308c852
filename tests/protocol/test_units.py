from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import _FACTORS, corrected_calcium, neutrophils, same_unit, to_unit

THOUSANDS = (
    "10^9/L", "10*9/L", "×10⁹/L", "×10^9/L", "x10^9/L", "X10⁹/L", "10⁹/L", "10E9/L", "10**9/L", "G/L", "10^3/µL",
    "10^3/μL", "10^3/uL", "10³/µL", "×10³/µL", "K/µL", "k/ul", "10^3/mm³", "G/l", "× 10⁹ / L", "１０＾９／Ｌ",
)  # fmt: skip
OFFERED = {
    field.key: field.units
    for field in read_forms(places.forms())["laboratory"].fields
    if field.kind is Kind.LAB and field.units
}
INCOMPARABLE = {"hbv_dna", "vma", "hva"}
FACTORS = """
wbc anc lym plt = 10⁹/L    1 /µL       0.001 10⁴/µL 10
hb alb          = g/L      1 g/dL      10
tbil dbil       = µmol/L   1 mg/dL     17.1
crea            = µmol/L   1 mg/dL     88.4
urea            = mmol/L   1 mg/dL_BUN 0.357
ua              = µmol/L   1 mg/dL     59.48
k na            = mmol/L   1 mEq/L     1
ca              = mmol/L   1 mg/dL     0.2495
mg              = mmol/L   1 mg/dL     0.4114
phos            = mmol/L   1 mg/dL     0.3229
glu             = mmol/L   1 mg/dL     0.0555
fib             = g/L      1 mg/dL     0.01
upro_24h        = g/24_h   1 mg/24_h   0.001
upcr            = g/g      1 mg/g      0.001 mg/mmol 0.00884
ferritin nse    = µg/L     1 ng/mL     1
"""
"""The factors entered a second time (molar masses; mEq of an ion of one charge is mmol): all others have none."""

GROUPS = (
    "/µL /mm3 /mm³ /mm^3 cells/µL cells/mm³ 个/µL 个/mm³", "10^4/µL 万/µL 10⁴/mm³ 万/mm³ ×10^4/ul", "U/L IU/L u/l",
    "mg/dL mg% mg/100mL",
    "g/g mg/mg", "g/24h g/d g/day g/24小时 g/24hr g/24hs", "mg/24h mg/d mg/day mg/24小时", "s sec 秒",
    "copies/mL 拷贝/mL copy/mL cps/mL", "- INR 1 ratio 比值", "10^9/L 10^3/mm³ k/µL", "10^6/L", "g/L", "ng/mL", "ug/L",
)
"""Spellings that are one unit: no unit of one line is a unit of another."""


def _table() -> dict[str, dict[str, Decimal]]:
    table: dict[str, dict[str, Decimal]] = {}
    for analytes, units in (line.split("=") for line in FACTORS.splitlines() if line):
        words = [word.replace("_", " ") for word in units.split()]
        factors = dict(zip(words[::2], map(Decimal, words[1::2]), strict=True))
        table |= dict.fromkeys(analytes.split(), factors)
    return table


@pytest.mark.parametrize("spelling", THOUSANDS)
def test_that_every_spelling_of_ten_to_the_ninth_a_litre_is_one_unit(spelling: str) -> None:
    assert same_unit(spelling, "10^9/L")


@pytest.mark.parametrize(
    ("one", "other"),
    [("µmol/L", "μmol/L"), ("µmol/L", "umol/L"), ("umol/L", "UMOL/L"), ("U/L", "IU/L"), ("/mm³", "/µL"),
     ("万/µL", "10^4/uL"), ("g/24h", "g/24 h"), ("g/24小时", "g/d"),
     ("g/24hr", "g/24h"), ("mg/24hs", "mg/24 h"), ("mg/dL", "MG/DL"), ("s", "秒"), ("", "INR"),
     ("g/g", "mg/mg")],
)  # fmt: skip
def test_that_these_spellings_are_one_unit(one: str, other: str) -> None:
    assert same_unit(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("g/L", "G/L"), ("g/L", "g/dL"), ("mmol/L", "µmol/L"), ("mEq/L", "mmol/L"), ("IU/mL", "copies/mL"), ("U/L", ""),
     ("/µL", "10^3/µL"), ("10^9/L", "10^6/L"), ("mg/dL", "mg/dL BUN"), ("IU/mL", "U/L")],
)  # fmt: skip
def test_that_these_are_two_units(one: str, other: str) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "wanted", "converted"),
    [
        ("crea", "0.5", "mg/dL", "µmol/L", "44.20"),
        ("crea", "1.0", "mg/dL", "µmol/L", "88.4"),
        ("tbil", "1.2", "mg/dL", "µmol/L", "20.52"),
        ("ca", "8.0", "mg/dL", "mmol/L", "1.996"),
        ("glu", "100", "mg/dL", "mmol/L", "5.55"),
        ("mg", "2", "mg/dL", "mmol/L", "0.8228"),
        ("phos", "10", "mg/dL", "mmol/L", "3.229"),
        ("urea", "10", "mg/dL BUN", "mmol/L", "3.57"),
        ("ua", "5", "mg/dL", "umol/L", "297.4"),
        ("hb", "8.0", "g/dL", "g/L", "80"),
        ("alb", "3.5", "g/dL", "g/L", "35"),
        ("fib", "150", "mg/dL", "g/L", "1.5"),
        ("anc", "1500", "/µL", "10^9/L", "1.5"),
        ("anc", "1500", "/mm³", "G/L", "1.5"),
        ("plt", "7.5", "万/µL", "10^9/L", "75"),
        ("plt", "75", "K/µL", "×10⁹/L", "75"),
        ("upro_24h", "980", "mg/24h", "g/24 h", "0.98"),
        ("upcr", "100", "mg/mmol", "g/g", "0.884"),
        ("k", "4.1", "mEq/L", "mmol/L", "4.1"),
        ("crea", "44.2", "µmol/L", "mg/dL", "0.5"),
        ("nse", "16.3", "ng/mL", "µg/L", "16.3"),
    ],
)  # fmt: skip
def test_that_an_analyte_is_converted_by_its_own_exact_factor(
    analyte: str, value: str, unit: str, wanted: str, converted: str
) -> None:
    got = to_unit(analyte, Quantity.parse(value), unit, wanted)
    assert got is not None
    assert got.exact == Decimal(converted)


@pytest.mark.parametrize(
    ("analyte", "unit", "wanted"),
    [
        ("hbv_dna", "copies/mL", "IU/mL"),
        ("hbv_dna", "IU/mL", "copies/mL"),
        ("ca", "mEq/L", "mmol/L"),
        ("mg", "mEq/L", "mmol/L"),
        ("urea", "mg/dL", "mmol/L"),
        ("hb", "mmol/L", "g/L"),
        ("anc", "", "10^9/L"),
        ("anc", "%", "10^9/L"),
        ("crea", "mg/dL", "g/L"),
        ("nobody", "mg/dL", "µmol/L"),
    ],
)
def test_that_an_unknown_pair_cannot_be_compared(analyte: str, unit: str, wanted: str) -> None:
    assert to_unit(analyte, Quantity.parse("1"), unit, wanted) is None


@pytest.mark.parametrize("analyte", [*_table(), "hbv_dna", "vma", "alt", "pt"])
def test_that_the_factors_are_those_of_the_table_and_no_others(analyte: str) -> None:
    known = _table().get(analyte, {})
    first = next(iter(known), "IU/mL")
    for unit in dict.fromkeys(unit for factors in _table().values() for unit in factors):
        there = to_unit(analyte, Quantity(Decimal(1)), unit, first)
        assert (there and there.magnitude) == known.get(unit), unit
        if unit in known:
            assert to_unit(analyte, Quantity(known[unit]), first, unit) == Quantity(Decimal(1))


def test_that_each_spelling_belongs_to_one_unit() -> None:
    every = [(at, spelling) for at, group in enumerate(GROUPS) for spelling in group.split()]
    for (at, one), (there, other) in combinations(every, 2):
        assert same_unit(one, other) is (at == there), (one, other)


def test_that_raised_digits_and_full_width_signs_are_plain_ones() -> None:
    for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹"):
        assert same_unit(f"×10{raised}/L", f"10^{digit}/L")
    for code in range(ord("!"), ord("~") + 1):
        assert same_unit(chr(code - ord("!") + ord("！")), chr(code))


@pytest.mark.parametrize("sign", "×·✕xX")
@pytest.mark.parametrize("power", ["10⁹", "10^9", "10*9", "10**9", "10E9", "10^⁹", "10*⁹"])
def test_that_a_power_of_ten_is_read_with_every_sign(sign: str, power: str) -> None:
    assert same_unit(f"{sign}\u00a0{power}\t/\u3000L", "10^9/L")
    assert not same_unit(f"2{sign}{power}/L", "10^9/L")
    assert not same_unit(f"2{sign}{power}/L", "210^9/L")


def test_that_a_power_of_ten_has_a_sign_between_its_numbers() -> None:
    assert not same_unit("109/L", "10^9/L")
    assert not same_unit("×10^/L", "10^/L")


@pytest.mark.parametrize("sign", "×·✕")
def test_that_a_sign_of_multiplication_between_units_stays(sign: str) -> None:
    assert same_unit(f"kPa{sign}s", "kPa×s")
    assert not same_unit(f"kPa{sign}s", "kPas")


def test_that_the_same_unit_needs_no_table() -> None:
    printed = Quantity.parse("<20")
    assert to_unit("hbv_dna", printed, "iu/ml", "IU/mL") is printed


def test_that_the_qualifier_travels_with_the_value() -> None:
    assert to_unit("anc", Quantity.parse("<500"), "/µL", "10^9/L") == Quantity(Decimal("0.5"), "<")


@pytest.mark.parametrize("analyte", sorted(OFFERED))
def test_that_no_field_offers_one_unit_twice(analyte: str) -> None:
    assert not any(same_unit(*pair) for pair in combinations(OFFERED[analyte], 2))


@pytest.mark.parametrize("analyte", sorted(OFFERED.keys() - INCOMPARABLE))
def test_that_every_unit_a_field_offers_can_be_compared_with_its_usual_one(analyte: str) -> None:
    usual, *others = OFFERED[analyte]
    assert all(to_unit(analyte, Quantity(Decimal(1)), unit, usual) is not None for unit in others)


@given(
    st.sampled_from([(analyte, unit) for analyte, units in sorted(OFFERED.items()) for unit in units]),
    st.decimals(min_value="0.01", max_value=10000, places=2),
)
def test_that_a_conversion_there_and_back_loses_nothing_that_is_printed(pair: tuple[str, str], value: Decimal) -> None:
    analyte, unit = pair
    usual = OFFERED[analyte][0]
    there = to_unit(analyte, Quantity(value), unit, usual)
    back = there and to_unit(analyte, there, usual, unit)
    assert (back is None and analyte in INCOMPARABLE) or (back is not None and round(back.magnitude, 20) == value)


def test_that_neutrophils_follow_from_the_differential_exactly() -> None:
    count = neutrophils(Quantity.parse("2.5"), Decimal(38), Decimal("2.5"))
    assert count.exact == Decimal("1.0125")


def test_that_neutrophils_of_a_qualified_count_keep_the_qualifier() -> None:
    assert neutrophils(Quantity.parse("<0.5"), Decimal(40), Decimal(0)) == Quantity(Decimal("0.2"), "<")


@pytest.mark.parametrize(("segmented", "band"), [(99, 2), (-1, 50), (50, -1)])
def test_that_an_impossible_differential_is_refused(segmented: int, band: int) -> None:
    with pytest.raises(ValueError, match="%"):
        neutrophils(Quantity.parse("2.5"), Decimal(segmented), Decimal(band))


@pytest.mark.parametrize(("albumin", "corrected"), [("40", "2.10"), ("30", "2.30"), ("45", "2.00")])
def test_that_calcium_is_corrected_towards_an_albumin_of_40(albumin: str, corrected: str) -> None:
    assert corrected_calcium(Quantity.parse("2.10"), Decimal(albumin)).exact == Decimal(corrected)


def test_that_a_differential_of_neutrophils_alone_is_possible() -> None:
    assert neutrophils(Quantity.parse("2.5"), Decimal(95), Decimal(5)).exact == Decimal("2.5")


def test_that_a_corrected_calcium_keeps_its_qualifier() -> None:
    assert corrected_calcium(Quantity.parse("<2.10"), Decimal(30)) == Quantity(Decimal("2.30"), "<")


def test_that_multiplying_by_a_factor_is_exact_and_dividing_keeps_28_digits() -> None:
    there = to_unit("crea", Quantity.parse("0.50"), "mg/dL", "µmol/L")
    back = to_unit("crea", Quantity.parse("1"), "µmol/L", "mg/dL")
    assert (str(there), str(back)) == ("44.200", "0.01131221719457013574660633484")


PAIRS = [(analyte, one, other) for analyte, units in _FACTORS.items() for one in units for other in units]


@given(
    st.sampled_from(PAIRS), st.decimals(min_value="0.01", max_value=10000, places=2),
    st.sampled_from(["", "<", "<=", ">", ">="]),
)
def test_that_every_pair_of_units_is_converted_there_and_back(
    pair: tuple[str, str, str], value: Decimal, qualifier: str
) -> None:
    analyte, one, other = pair
    there = to_unit(analyte, Quantity(value, qualifier), one, other)
    back = there and to_unit(analyte, there, other, one)
    assert back is not None
    assert back.qualifier == qualifier
    assert abs(back.magnitude - value) <= value * Decimal("1e-26")


@given(st.sampled_from(PAIRS), st.decimals(min_value="0.01", max_value=10000, places=2))
def test_that_a_conversion_keeps_the_order_of_results(pair: tuple[str, str, str], value: Decimal) -> None:
    analyte, one, other = pair
    less, more = (to_unit(analyte, Quantity(number), one, other) for number in (value, value + Decimal("0.01")))
    assert less is not None
    assert more is not None
    assert less.magnitude < more.magnitude
