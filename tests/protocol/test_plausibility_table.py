"""The bounds of what can be true entered a second time: nobody moves one of them by a slip of the finger.

Each stands beside the unit of the form. Below the table, what has to hold between them whatever the numbers are.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from ucbnk_desktop.protocol.plausibility import BOUNDS, absurd
from ucbnk_desktop.protocol.quantity import Quantity

TABLE = """
wbc                 0     2000           10⁹/L
anc                 0     200            10⁹/L
lym                 0     1000           10⁹/L
plt                 0     5000           10⁹/L
hb                  10    300            g/L
tbil                0.1   1500           µmol/L
dbil                0     1500           µmol/L
alt                 1     50000          U/L
ast                 1     50000          U/L
ggt                 1     20000          U/L
alp                 1     20000          U/L
ldh                 1     100000         U/L
crea                2     9000           µmol/L
urea                0.1   150            mmol/L
ua                  1     6000           µmol/L
k                   0.5   20             mmol/L
na                  50    250            mmol/L
ca                  0.1   8              mmol/L
mg                  0.05  15             mmol/L
phos                0.05  20             mmol/L
alb                 1     100            g/L
glu                 0.05  150            mmol/L
inr                 0.3   50
pt                  3     500            s
aptt                5     500            s
fib                 0     30             g/L
upro_24h            0     200            g/24 h
upcr                0     200            g/g
hbv_dna             0     1000000000000  IU/mL
ferritin            0     1000000        µg/L
nse                 0     100000         µg/L
heart_rate_per_min  15    400            /min
qt_ms               100   1000           ms
qtc_printed_ms      100   1000           ms
lvef_percent        5     95             %
weight_kg           0.3   300            kg
height_cm           20    250            cm
"""
"""By field key: the lowest and the highest number that can be true, and its unit."""


def test_that_the_bounds_are_those_of_the_table() -> None:
    found = {key: (bounds.low, bounds.high, bounds.unit) for key, bounds in BOUNDS.items()}
    rows = [line.split(maxsplit=3) for line in TABLE.splitlines() if line]
    assert found == {key: (Decimal(low), Decimal(high), "".join(unit)) for key, low, high, *unit in rows}


@pytest.mark.parametrize(("part", "whole"), [("anc", "wbc"), ("lym", "wbc"), ("dbil", "tbil")])
def test_that_a_part_is_never_possible_beyond_its_whole(part: str, whole: str) -> None:
    assert BOUNDS[part].high <= BOUNDS[whole].high
    assert BOUNDS[part].low <= BOUNDS[whole].low


@pytest.mark.parametrize(("key", "value", "unit"), [
    ("wbc", "4500", "10⁹/L"), ("anc", "1500", "10⁹/L"), ("lym", "2200", "10⁹/L"), ("plt", "75000", "10⁹/L"),
    ("hb", "8", "g/L"), ("crea", "0.4", "µmol/L"), ("tbil", "0.05", "µmol/L"), ("na", "14", "mmol/L"),
    ("ca", "9.5", "mmol/L"), ("alb", "0.4", "g/L"), ("fib", "250", "g/L"), ("glu", "180", "mmol/L"),
    ("lvef_percent", "0.6", "%"), ("height_cm", "1.02", "cm"), ("weight_kg", "16000", "kg"), ("qt_ms", "0.36", "ms"),
])
def test_that_what_was_typed_in_the_wrong_unit_is_not_possible(key: str, value: str, unit: str) -> None:
    assert absurd(key, Quantity.parse(value), unit) is BOUNDS[key]


@pytest.mark.parametrize(("key", "value", "unit"), [
    ("wbc", "900", "10⁹/L"), ("anc", "0", "10⁹/L"), ("plt", "0", "10⁹/L"), ("hb", "1.5", "g/dL"),
    ("tbil", "50", "mg/dL"), ("alt", "20000", "U/L"), ("k", "9.5", "mmol/L"), ("na", "95", "mmol/L"),
    ("glu", "1500", "mg/dL"), ("inr", "0.8", ""), ("fib", "0", "g/L"), ("weight_kg", "0.5", None),
    ("height_cm", "25", None), ("lvef_percent", "10", None), ("heart_rate_per_min", "300", None),
])
def test_that_what_a_very_sick_child_can_have_is_possible(key: str, value: str, unit: str | None) -> None:
    assert absurd(key, Quantity.parse(value), unit) is None
