"""Laboratory units: spellings that mean the same, and the conversions that are allowed for each analyte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from .quantity import Quantity

_CELLS = {"10^9/l": "1", "/ul": "0.001", "10^4/ul": "10"}
_BILIRUBIN = {"umol/l": "1", "mg/dl": "17.1"}
_PER_LITRE = {"g/l": "1", "g/dl": "10"}
_MONOVALENT = {"mmol/l": "1", "meq/l": "1"}
_TRACE = {"ug/l": "1", "ng/ml": "1"}

_FACTORS: Final[Mapping[str, Mapping[str, str]]] = {
    "wbc": _CELLS,
    "anc": _CELLS,
    "lym": _CELLS,
    "plt": _CELLS,
    "hb": _PER_LITRE,
    "alb": _PER_LITRE,
    "tbil": _BILIRUBIN,
    "dbil": _BILIRUBIN,
    "crea": {"umol/l": "1", "mg/dl": "88.4"},
    "urea": {"mmol/l": "1", "mg/dlbun": "0.357"},  # plain mg/dL may mean urea or its nitrogen: not compared
    "ua": {"umol/l": "1", "mg/dl": "59.48"},
    "k": _MONOVALENT,
    "na": _MONOVALENT,
    "ca": {"mmol/l": "1", "mg/dl": "0.2495"},
    "mg": {"mmol/l": "1", "mg/dl": "0.4114"},
    "phos": {"mmol/l": "1", "mg/dl": "0.3229"},
    "glu": {"mmol/l": "1", "mg/dl": "0.0555"},
    "fib": {"g/l": "1", "mg/dl": "0.01"},
    "upro_24h": {"g/24h": "1", "mg/24h": "0.001"},
    "upcr": {"g/g": "1", "mg/g": "0.001", "mg/mmol": "0.00884"},
    "ferritin": _TRACE,
    "nse": _TRACE,
}
"""What one of each unit is in the analyte's first unit (docs/domain/laboratory.md, Units).

A pair that does not stand here cannot be compared: HBV DNA in copies against IU depends on the assay, and mEq of
calcium or magnesium is not mmol.
"""

_SIGNS = str.maketrans(
    {
        **{sup: f"^{digit}" for digit, sup in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
        **{full: chr(ord(full) - 0xFEE0) for full in map(chr, range(0xFF01, 0xFF5F))},
        **dict.fromkeys("µμ", "u"),
        **dict.fromkeys("×·✕", "x"),
        **dict.fromkeys(" \t\u00a0\u3000"),
    }
)
_POWER = re.compile(r"^x?10(?:\^|\*\*?|e)\^?(?=\d)")
_SPELLINGS: Final[Mapping[str, str]] = {
    "10^3/ul": "10^9/l",
    "k/ul": "10^9/l",
    "10^3/mm3": "10^9/l",
    "/mm3": "/ul",
    "cells/ul": "/ul",
    "cells/mm3": "/ul",
    "个/ul": "/ul",
    "个/mm3": "/ul",
    "万/ul": "10^4/ul",
    "10^4/mm3": "10^4/ul",
    "万/mm3": "10^4/ul",
    "iu/l": "u/l",
    "mg%": "mg/dl",
    "mg/100ml": "mg/dl",
    "mg/mg": "g/g",
    "g/d": "g/24h",
    "g/day": "g/24h",
    "mg/d": "mg/24h",
    "mg/day": "mg/24h",
    "sec": "s",
    "秒": "s",
    "拷贝/ml": "copies/ml",
    "copy/ml": "copies/ml",
    "cps/ml": "copies/ml",
    **dict.fromkeys(("inr", "1", "-", "ratio", "比值"), ""),
}


# Cache: 0.27 of 4.4 ms, an assessment from nothing; depends on its argument only.
@cache
def spelled(unit: str) -> str:
    """The one spelling of `unit` that all its other spellings share; for comparing, never for showing.

    `×10⁹/L`, `10*9/L`, `G/L`, `10^3/µL` and `K/µL` are all `10^9/l`. Case decides only between `G/L` (10⁹/L) and
    `g/L` (grams).
    """
    plain = unit.translate(_SIGNS)
    if plain in ("G/L", "G/l"):
        return "10^9/l"
    plain = plain.lower().replace("mm^3", "mm3").replace("小时", "h").replace("24hr", "24h").replace("24hs", "24h")
    plain = _POWER.sub("10^", plain)
    return _SPELLINGS.get(plain, plain)


def same_unit(a: str, b: str) -> bool:
    """Whether two spellings mean the same unit."""
    return spelled(a) == spelled(b)


def to_unit(analyte: str, quantity: Quantity, unit: str, wanted: str) -> Quantity | None:
    """`quantity` of `analyte`, given in `unit`, in the unit `wanted`; None where the two cannot be compared.

    28 digits are kept: exact for what a laboratory prints, wherever the factor multiplies. A qualifier stays as it is.
    """
    if same_unit(unit, wanted):
        return quantity
    factors = _FACTORS.get(analyte, {})
    given, asked = factors.get(spelled(unit)), factors.get(spelled(wanted))
    if given is None or asked is None:
        return None
    return Quantity(quantity.magnitude * Decimal(given) / Decimal(asked), quantity.qualifier)


def neutrophils(white_cells: Quantity, segmented_percent: Decimal, band_percent: Decimal) -> Quantity:
    """The absolute neutrophil count from the differential, in the unit of the white cells; exact.

    `WBC * (segmented % + band %) / 100` (docs/domain/laboratory.md, Neutrophils from the differential). A printed count
    wins over this one. ValueError where the percentages are negative or more than 100 together.
    """
    share = segmented_percent + band_percent
    if min(segmented_percent, band_percent) < 0 or share > 100:
        raise ValueError(f"{segmented_percent} % and {band_percent} %")
    return white_cells.times(share.scaleb(-2))


def corrected_calcium(calcium: Quantity, albumin: Decimal) -> Quantity:
    """Total calcium (mmol/L) corrected for albumin (g/L): `Ca + 0.02 * (40 - albumin)`; exact.

    Payne et al. 1973, https://doi.org/10.1136/bmj.4.5893.643
    """
    return Quantity(calcium.magnitude + Decimal("0.02") * (40 - albumin), calcium.qualifier)
