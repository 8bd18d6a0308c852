"""The study settings as the principal investigator confirmed them; what is unset stays unset.

See docs/domain/settings.md, How a setting behaves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

_WHOLE = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class SettingDefinition:
    """One setting of the study: what it is called, how its value is written, and which step waits for it.

    `kind` is one of text, integer, decimal, yes_no, choice, table (JSON). `choices` are (code, zh, en). `frozen`: may
    not change after the first dosing except by an amendment. `blocks` is the step that an unset value stops
    (screening, enrolment, infusion, reporting; empty where it stops nothing). `demonstration` is invented.
    """

    id: str
    kind: str
    zh: str
    en: str
    unit: str = ""
    frozen: bool = False
    blocks: str = ""
    demonstration: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The confirmed values by setting id. Every reading is None where the value is unset or cannot be read as asked."""

    values: Mapping[str, str] = field(default_factory=dict)
    # Cache: 0.13 of 4.0 ms, an assessment from nothing; lives as long as the decisions it was read from.
    _table_cache: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def text(self, setting: str) -> str | None:
        """The value as confirmed."""
        return self.values.get(setting, "").strip() or None

    def integer(self, setting: str) -> int | None:
        """A whole number of zero or more, of five digits at most: no more days can be meant."""
        text = self.text(setting)
        return int(text) if text is not None and _WHOLE.fullmatch(text) else None

    def decimal(self, setting: str) -> Decimal | None:
        """An exact number."""
        try:
            number = Decimal(self.text(setting) or "")
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def yes(self, setting: str) -> bool | None:
        """True for `yes`, False for `no`."""
        return {"yes": True, "no": False}.get(self.text(setting) or "")

    def table(self, setting: str) -> Any | None:
        """The list or mapping that the value writes in JSON, its fractions as Decimal; not to be changed."""
        if setting not in self._table_cache:
            self._table_cache[setting] = _table(self.text(setting) or "")
        return self._table_cache[setting]


def _table(text: str) -> Any | None:
    try:
        table = json.loads(text, parse_float=Decimal)
    except ValueError:
        return None
    return table if isinstance(table, (list, dict)) else None
