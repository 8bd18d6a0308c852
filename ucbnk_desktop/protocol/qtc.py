"""The heart-rate corrected QT interval, by each formula the study may choose (docs/domain/heart.md, Corrected QT)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Final

_WORKING = Context(prec=50)
_ANSWER = Context(prec=28)
_MINUTE = Decimal(60)


def qtc(formula: str, qt_ms: Decimal, heart_rate: Decimal) -> Decimal:
    """The corrected QT interval in ms from QT (ms) and heart rate (beats a minute), both as measured.

    Roots are taken with 50 digits and the answer is given with 28, so that a corrected value which is a round number
    compares equal to its limit; it is never rounded further. ValueError for a formula that is not in `FORMULAS` and
    for a QT or heart rate that is not positive.
    """
    if formula not in FORMULAS or qt_ms <= 0 or heart_rate <= 0:
        raise ValueError(f"{formula}: {qt_ms} ms at {heart_rate} a minute")
    return _ANSWER.plus(FORMULAS[formula](qt_ms, heart_rate))


def _bazett(qt: Decimal, rate: Decimal) -> Decimal:
    """QT / RR^(1/2): Bazett 1920, https://doi.org/10.1111/j.1542-474X.1997.tb00325.x (reprint)."""
    return _WORKING.divide(qt, _WORKING.sqrt(_rr(rate)))


def _fridericia(qt: Decimal, rate: Decimal) -> Decimal:
    """QT / RR^(1/3): Fridericia 1920, https://doi.org/10.1111/j.0954-6820.1920.tb18266.x"""
    return _WORKING.divide(qt, _cube_root(_rr(rate)))


def _framingham(qt: Decimal, rate: Decimal) -> Decimal:
    """QT + 154 (1 - RR): Sagie 1992 (Framingham Heart Study), https://doi.org/10.1016/0002-9149%2892%2990562-D"""
    return _WORKING.fma(Decimal(154), _WORKING.subtract(Decimal(1), _rr(rate)), qt)


def _hodges(qt: Decimal, rate: Decimal) -> Decimal:
    """QT + 1.75 (HR - 60): Hodges et al., J Am Coll Cardiol 1983;1:694, an abstract without a DOI."""
    return _WORKING.fma(Decimal("1.75"), _WORKING.subtract(rate, _MINUTE), qt)


def _cube_root(number: Decimal) -> Decimal:
    """Newton's method from a float, each step doubling the right digits: `power` takes twenty times as long."""
    root = Decimal(float(number) ** (1 / 3))
    for _ in range(3):
        over = _WORKING.divide(number, _WORKING.multiply(root, root))
        root = _WORKING.divide(_WORKING.fma(Decimal(2), root, over), Decimal(3))
    return root


def _rr(rate: Decimal) -> Decimal:
    """The RR interval in seconds."""
    return _WORKING.divide(_MINUTE, rate)


FORMULAS: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "bazett": _bazett,
    "fridericia": _fridericia,
    "framingham": _framingham,
    "hodges": _hodges,
}
"""Every formula by the code the form and the ruling use; the ruling's `machine` is the printed value, not a formula."""
