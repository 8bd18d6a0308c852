"""What the checks of a form find, and what they need to know besides the values typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, ReasonArgument

Severity: TypeAlias = Literal["error", "query"]
Stage: TypeAlias = Literal["leave", "save"]
Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows that are not struck, by rows-field: each the values of its columns."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing to look at again.

    `key` is a column of the form (`anc`, `anc_uln`) or of a row (`chemotherapy[2].drug`, counted from 0). An `error`
    cannot be saved: it is unreadable or impossible. A `query` is strange and may be true: it is saved once confirmed.
    """

    key: str
    severity: Severity
    reason: Reason


@dataclass(frozen=True, slots=True)
class VoidAnswer:
    """A kept judgement, given on the day `on`, that is void because `changed` facts of its row changed since."""

    answer: str
    on: str
    changed: tuple[FieldRef, ...]


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What is known of `participant`, the code; `previous` is the last text of each column with the day it belongs to.

    `stage` is `leave` when one field has been left: values are checked by themselves, not against each other. `void`
    are the kept judgements that are void, by field.
    """

    today: date
    born: date | None = None
    consented_at: datetime | None = None
    sex: str | None = None
    previous: Mapping[str, tuple[str, date | None]] = field(default_factory=dict)
    stage: Stage = "save"
    participant: str = ""
    void: Mapping[str, VoidAnswer] = field(default_factory=dict)


def error(key: str, code: str, **arguments: ReasonArgument) -> CheckResult:
    """A finding that cannot be saved."""
    return CheckResult(key, "error", Reason.of(code, **arguments))


def query(key: str, code: str, **arguments: ReasonArgument) -> CheckResult:
    """A finding that can be saved after a confirmation."""
    return CheckResult(key, "query", Reason.of(code, **arguments))
