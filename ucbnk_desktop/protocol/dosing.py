"""The arithmetic of one dose: what was to be given, what was in the bag, what went into the child.

Source: docs/domain/infusion.md, Dose arithmetic. Cell numbers may be in any unit (cells, 10⁶ cells) as long as it is
the same one throughout. Divisions keep 28 significant digits; rounding belongs to the screen. Percentages run from 0
to 100. ValueError where a divisor is not positive, where a percentage is outside its range, or where more was given
than prepared.
"""

from __future__ import annotations

from decimal import Context, Decimal

_PRECISION = Context(prec=28)
_NEAR = Decimal("1.25")


def target_total(level_per_kg: Decimal, weight_kg: Decimal, *, cap_weight_kg: Decimal | None = None) -> Decimal:
    """Cells to be given at a dose level; a weight above the cap (setting `cap_weight_kg`) counts as the cap."""
    counted = weight_kg if cap_weight_kg is None else min(weight_kg, cap_weight_kg)
    return level_per_kg * counted


def viable_nk(total_cells: Decimal, *, viability_percent: Decimal, nk_percent: Decimal) -> Decimal:
    """Viable CD3⁻CD56⁺ cells in the whole product.

    The two percentages are multiplied whichever of them is of the other (setting `nk_fraction_base` says which one the
    certificate means and is printed beside the result).
    """
    return total_cells * _share(viability_percent) * _share(nk_percent)


def delivered(cells: Decimal, *, volume_given_ml: Decimal, volume_prepared_ml: Decimal) -> Decimal:
    """The part of `cells` that was in the volume given."""
    if not 0 <= volume_given_ml <= volume_prepared_ml:
        raise ValueError(f"{volume_given_ml} of {volume_prepared_ml} mL")
    return _quotient(cells * volume_given_ml, volume_prepared_ml)


def per_kg(cells: Decimal, weight_kg: Decimal) -> Decimal:
    """Cells per kilogram of the weight used, never of the cap."""
    return _quotient(cells, weight_kg)


def percent_of_target(delivered_cells: Decimal, target: Decimal) -> Decimal:
    """What was delivered, in percent of the target."""
    return _quotient(delivered_cells * 100, target)


def cd3_per_kg(
    total_cells: Decimal,
    *,
    cd3_percent: Decimal,
    volume_given_ml: Decimal,
    volume_prepared_ml: Decimal,
    weight_kg: Decimal,
) -> Decimal:
    """Residual CD3⁺ cells given per kilogram: alive or not, so viability has no part in it."""
    cd3 = total_cells * _share(cd3_percent)
    return per_kg(delivered(cd3, volume_given_ml=volume_given_ml, volume_prepared_ml=volume_prepared_ml), weight_kg)


def within_tolerance(percent: Decimal, *, low: Decimal, high: Decimal) -> bool:
    """Whether a percentage of the target lies in the tolerance (setting `dose_tolerance_pct`), both ends included."""
    return low <= percent <= high


def slipped_factor(prepared: Decimal, target: Decimal) -> int | None:
    """10, 100 or 1000 where prepared and target differ by about that much, as a slip of the unit does; else None.

    "About" is our choice: from four fifths to five quarters of the factor, in either direction.
    """
    if prepared <= 0 or target <= 0:
        return None
    ratio = _quotient(max(prepared, target), min(prepared, target))
    return next((factor for factor in (10, 100, 1000) if factor / _NEAR <= ratio <= factor * _NEAR), None)


def _share(percent: Decimal) -> Decimal:
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} %")
    return percent.scaleb(-2)


def _quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    if divisor <= 0:
        raise ValueError(f"{dividend} / {divisor}")
    return _PRECISION.divide(dividend, divisor)
