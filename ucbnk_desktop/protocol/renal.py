"""Renal function and body surface: information beside the creatinine (docs/domain/laboratory.md, Renal function).

Every function works with 28 significant digits and rounds nothing further; ValueError where a divisor is not positive.
"""

from __future__ import annotations

from decimal import Context, Decimal

_PRECISION = Context(prec=28)
_UMOL_PER_MG = Decimal("88.4")


def cockcroft_gault(*, age_years: int, weight_kg: Decimal, creatinine_umol_l: Decimal, female: bool) -> Decimal:
    """Creatinine clearance in mL/min, not per body surface: `(140 - age) kg / (72 SCr)`, times 0.85 for a girl.

    Cockcroft and Gault 1976, https://doi.org/10.1159/000180580, for adults: in a small child the figure is absurd once
    it is put per 1.73 m².
    """
    numerator = (140 - age_years) * weight_kg * (Decimal("0.85") if female else 1)
    return _PRECISION.divide(numerator, 72 * _milligrams(creatinine_umol_l))


def bedside_schwartz(*, height_cm: Decimal, creatinine_umol_l: Decimal) -> Decimal:
    """Estimated filtration rate in mL/min/1.73 m²: `0.413 cm / SCr`.

    Schwartz et al. 2009, https://doi.org/10.1681/ASN.2008030287. Valid from 1 to 18 years with an enzymatic creatinine;
    not for infants.
    """
    return _PRECISION.divide(Decimal("0.413") * height_cm, _milligrams(creatinine_umol_l))


def body_surface(*, height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """Body surface in m²: `sqrt(cm kg / 3600)`.

    Mosteller 1987, https://doi.org/10.1056/NEJM198710223171717
    """
    if height_cm <= 0 or weight_kg <= 0:
        raise ValueError(f"{height_cm} cm, {weight_kg} kg")
    return _PRECISION.sqrt(_PRECISION.divide(height_cm * weight_kg, Decimal(3600)))


def _milligrams(creatinine_umol_l: Decimal) -> Decimal:
    """Serum creatinine in mg/dL, by the exact factor and not by the rounded shortcuts of the µmol formulas."""
    if creatinine_umol_l <= 0:
        raise ValueError(f"{creatinine_umol_l} µmol/L")
    return _PRECISION.divide(creatinine_umol_l, _UMOL_PER_MG)
