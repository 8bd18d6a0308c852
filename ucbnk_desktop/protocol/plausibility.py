"""Bounds outside which a number cannot be a true result of a living child: a slip of the unit or the decimal point.

They are no reference ranges and no study limits. A value outside them raises a finding on its entry, and no criterion
computes from it. Sources: the bounds for outliers that clinicians set for a large intensive-care data set
(Harutyunyan et al., Scientific Data 2019;6:96, table of variable ranges, adults), widened and rounded so that every
value on record lies inside (creatinine: 73.8 mg/dL, Case Reports in Nephrology 2021:6048919); blood cells and
haemoglobin besides by what fits into a litre of blood. Counts of neutrophils are held tighter, at 200: above it a
count per microlitre was typed as 10⁹/L.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .quantity import Quantity
from .units import to_unit


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and the highest number that can be true, in `unit`."""

    low: Decimal
    high: Decimal
    unit: str


def _within(low: str, high: str, unit: str) -> Bounds:
    return Bounds(Decimal(low), Decimal(high), unit)


BOUNDS: Final[Mapping[str, Bounds]] = {
    "wbc": _within("0", "2000", "10⁹/L"),
    "anc": _within("0", "200", "10⁹/L"),
    "lym": _within("0", "1000", "10⁹/L"),
    "plt": _within("0", "5000", "10⁹/L"),
    "hb": _within("10", "300", "g/L"),
    "tbil": _within("0.1", "1500", "µmol/L"),
    "dbil": _within("0", "1500", "µmol/L"),
    "alt": _within("1", "50000", "U/L"),
    "ast": _within("1", "50000", "U/L"),
    "ggt": _within("1", "20000", "U/L"),
    "alp": _within("1", "20000", "U/L"),
    "ldh": _within("1", "100000", "U/L"),
    "crea": _within("2", "9000", "µmol/L"),
    "urea": _within("0.1", "150", "mmol/L"),
    "ua": _within("1", "6000", "µmol/L"),
    "k": _within("0.5", "20", "mmol/L"),
    "na": _within("50", "250", "mmol/L"),
    "ca": _within("0.1", "8", "mmol/L"),
    "mg": _within("0.05", "15", "mmol/L"),
    "phos": _within("0.05", "20", "mmol/L"),
    "alb": _within("1", "100", "g/L"),
    "glu": _within("0.05", "150", "mmol/L"),
    "inr": _within("0.3", "50", ""),
    "pt": _within("3", "500", "s"),
    "aptt": _within("5", "500", "s"),
    "fib": _within("0", "30", "g/L"),
    "upro_24h": _within("0", "200", "g/24 h"),
    "upcr": _within("0", "200", "g/g"),
    "hbv_dna": _within("0", "1000000000000", "IU/mL"),
    "ferritin": _within("0", "1000000", "µg/L"),
    "nse": _within("0", "100000", "µg/L"),
    "heart_rate_per_min": _within("15", "400", "/min"),
    "qt_ms": _within("100", "1000", "ms"),
    "qtc_printed_ms": _within("100", "1000", "ms"),
    "lvef_percent": _within("5", "95", "%"),
    "weight_kg": _within("0.3", "300", "kg"),
    "height_cm": _within("20", "250", "cm"),
}
"""By field key. VMA and HVA have none: their units are too many to compare."""


UPPER_LIMITS: Final[Mapping[str, Bounds]] = {
    "tbil": _within("5", "250", "µmol/L"),
    "dbil": _within("1", "100", "µmol/L"),
    "alt": _within("5", "300", "U/L"),
    "ast": _within("5", "300", "U/L"),
    "crea": _within("10", "200", "µmol/L"),
    "pt": _within("8", "40", "s"),
    "aptt": _within("15", "100", "s"),
}
"""Between which the upper limit that a laboratory prints lies, for newborns and adults alike (our own, wide).

What lies outside was printed for another unit than the result: 3.0 mg/dL of bilirubin beside a limit of 21 µmol/L.
"""


def absurd(
    key: str, quantity: Quantity, unit: str | None = None, *, within: Mapping[str, Bounds] = BOUNDS
) -> Bounds | None:
    """The bounds that `quantity` surely lies outside of; None where it may be true, or where its unit is not known.

    `unit` is None for a field that has but one unit. `within` holds the bounds by field key.
    """
    bounds = within.get(key)
    if bounds is None:
        return None
    compared = quantity if unit is None else to_unit(key, quantity, unit, bounds.unit)
    if compared is None or not (compared.below(bounds.low) or compared.above(bounds.high)):
        return None
    return bounds
