"""What a store operation did, as told to whoever watches the store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """The verb that was done; `unchanged` where there was nothing to write, `noted` for a log row without values."""

    SCREENED = "screened"
    RECORDED = "recorded"
    CORRECTED = "corrected"
    STRUCK = "struck"
    CONFIRMED = "confirmed"
    ENROLLED = "enrolled"
    DECIDED = "decided"
    ADOPTED = "adopted"
    TRANSFERRED = "transferred"
    NOTED = "noted"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One operation that is safely on the disk; `sequence` is its last history row."""

    kind: ChangeKind
    sequence: int
    participant: str | None = None
    form: str | None = None
    entry: int | None = None
