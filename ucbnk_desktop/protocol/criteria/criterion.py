"""What a criterion is: where it stands in the protocol, what it reads and counts, and its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ucbnk_desktop.protocol.rules import Rule

ListOfRecord: TypeAlias = Literal["inclusion", "exclusion"]

INCLUSION: ListOfRecord = "inclusion"
EXCLUSION: ListOfRecord = "exclusion"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, as it is read beside the protocol.

    `form` is the form that holds most of what it reads, `rows` the table there that it goes through row by row.
    `limits` are names of the pack's limits. `anchor` is the day that it counts to: `enrolment`, `start` (the first
    infusion), or the ruling that says which day it is. `rulings` and `settings` are all that it may ask for. `since`
    is the version of the protocol that has it first. The rule answers for the participant (it holds, fails, waits,
    asks or lacks); whether that is called met or absent depends on the list it stands in.
    """

    id: str
    kind: ListOfRecord
    rule: Rule
    form: str
    rows: str = ""
    limits: tuple[str, ...] = ()
    anchor: str = ""
    rulings: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    since: str = "1.0"
