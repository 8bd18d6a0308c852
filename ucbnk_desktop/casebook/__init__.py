"""A participant's entries put to the protocol: what screens, commands and the demonstration ask."""

from .book import Casebook
from .infused import Curve, Figure, Figures, Held, Reading
from .shapes import (
    SITE_ZONE,
    SUMS,
    ConfirmationRefused,
    Derived,
    EnrolmentRefused,
    EntryDraft,
    FormState,
    InfusionRefused,
    InfusionState,
    InfusionStatus,
    Refused,
    Status,
    StepState,
    StepStatus,
    Summary,
    lines,
    whole,
)

__all__ = [
    "SITE_ZONE",
    "SUMS",
    "Casebook",
    "ConfirmationRefused",
    "Curve",
    "Derived",
    "EnrolmentRefused",
    "EntryDraft",
    "Figure",
    "Figures",
    "FormState",
    "Held",
    "InfusionRefused",
    "InfusionState",
    "InfusionStatus",
    "Reading",
    "Refused",
    "Status",
    "StepState",
    "StepStatus",
    "Summary",
    "lines",
    "whole",
]
