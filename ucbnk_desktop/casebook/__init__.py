"""A participant's entries put to the protocol: what screens, commands and the demonstration ask."""

from .book import Casebook
from .shapes import (
    SITE_ZONE,
    SUMS,
    ConfirmationRefused,
    Derived,
    EnrolmentRefused,
    EntryDraft,
    FormState,
    InfusionState,
    InfusionStatus,
    Refused,
    Status,
    StepState,
    StepStatus,
    Summary,
    lines,
)

__all__ = [
    "SITE_ZONE",
    "SUMS",
    "Casebook",
    "ConfirmationRefused",
    "Derived",
    "EnrolmentRefused",
    "EntryDraft",
    "FormState",
    "InfusionState",
    "InfusionStatus",
    "Refused",
    "Status",
    "StepState",
    "StepStatus",
    "Summary",
    "lines",
]
