"""Numbers as a laboratory prints them: exact decimals, with a qualifier that makes them intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_QUANTITY = re.compile(r"(<=|>=|<|>|≤|≥)?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))")
_QUALIFIERS = {"≤": "<=", "≥": ">=", None: ""}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its qualifier: `<5.0` is every value below 5.0, `5.0` is exactly 5.0.

    `magnitude` is the number printed; `qualifier` is one of `""`, `<`, `<=`, `>`, `>=`.
    """

    magnitude: Decimal
    qualifier: str = ""

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read `0.92`, `<5.0`, `≥ 80`; ValueError for anything else (exponents and commas included)."""
        match = _QUANTITY.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        sign, digits = match.groups()
        return cls(Decimal(digits), _QUALIFIERS.get(sign, sign))

    @property
    def exact(self) -> Decimal | None:
        """The number itself where no qualifier widens it."""
        return None if self.qualifier else self.magnitude

    def times(self, factor: Decimal) -> Quantity:
        """The same quantity in another unit; `factor` is positive, so the qualifier stays."""
        return Quantity(self.magnitude * factor, self.qualifier)

    def at_least(self, limit: Decimal) -> bool | None:
        """Whether every value meant is `>= limit`; None where only some of them are."""
        return self._side(all_from=limit, strict=False)

    def above(self, limit: Decimal) -> bool | None:
        """Whether every value meant is `> limit`; None where only some of them are."""
        return self._side(all_from=limit, strict=True)

    def at_most(self, limit: Decimal) -> bool | None:
        """Whether every value meant is `<= limit`; None where only some of them are."""
        return _negated(self.above(limit))

    def below(self, limit: Decimal) -> bool | None:
        """Whether every value meant is `< limit`; None where only some of them are."""
        return _negated(self.at_least(limit))

    def _side(self, *, all_from: Decimal, strict: bool) -> bool | None:
        reaches = self.magnitude > all_from if strict else self.magnitude >= all_from
        match self.qualifier:
            case "":
                return reaches
            case ">=":
                return True if reaches else None
            case ">":
                return True if self.magnitude >= all_from else None
            case "<":
                return False if self.magnitude <= all_from else None
            case _:
                return None if reaches else False

    def __str__(self) -> str:
        return f"{self.qualifier}{self.magnitude}"


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
