"""What is given to the printer: one entry of a form with its corrections, and the stamp of the print itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.wording import Text

Languages: TypeAlias = Literal["zh", "en", "both"]
"""Of a printed page; `both` is Chinese first with English small beside or under it."""

Confirmation: TypeAlias = Literal["", "unconfirmed", "stale", "past"]
"""Of the criteria: nothing to say, not yet confirmed by the investigator, changed after the confirmation, or confirmed
on another day of which the assessment was another one, although nothing was changed."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A study ruling or setting as it was decided: its value, in which version, by whom, when, on what ground and why.

    `earlier` are the versions before it, oldest first.
    """

    value: str
    version: int = 1
    by: str = ""
    at: datetime | None = None
    source: str = ""
    reason: str = ""
    earlier: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of one value: printed as the first value struck through beside the second, with who, when and why."""

    old: str
    new: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a rows-field; `struck` is the reason (with who and when) where the row was struck."""

    values: Mapping[str, str]
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    struck: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry of a form as it goes to paper.

    `values` as kept, by column key; `corrections` by the same key, oldest first. `derived` are the two computed
    columns of a laboratory result by field key: multiple of the upper limit, CTCAE grade; `remarks` say how graded
    numbers were computed. `decisions` are the study's
    rulings and settings by id, as decided. `assessment` is printed whole on the criteria, where `confirmation` says how
    the investigator's word stands to it; on another form, what of it rests on this entry. An `unconfirmed` sheet has no
    entry yet: its fields are left to be written in. `given_although` says of an infusion what stood against it, who
    decided to give it and why, as its history keeps it. `annotated` prints keys and CDASH names beside the fields.
    """

    definition: FormDefinition
    number: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[SheetRow, ...]] = field(default_factory=dict)
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    struck: str | None = None
    blank: bool = False
    assessment: Assessment | None = None
    confirmation: Confirmation = ""
    derived: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()
    decisions: Mapping[str, Decided] = field(default_factory=dict)
    annotated: bool = False
    recorded_at: datetime | None = None
    recorded_by: str = ""
    given_although: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands around every page: whose it is, where from, when and by whom it was printed, on what records.

    `participant` is a code, never a name; empty on a blank form. `head_digest` is printed as it is given.
    """

    protocol_title: Text
    site: Text
    pack_version: str
    participant: str
    demonstration: bool
    printed_at: datetime
    printed_by: str
    head_sequence: int
    head_digest: str
    copy: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a print: where it lies, how many pages, its SHA-256, and what the user should know of it.

    `replaced` are the characters the font lacks, printed as 〔U+1F600〕; `notes` are sentences for the user.
    """

    path: Path
    pages: int
    sha256: str
    replaced: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
