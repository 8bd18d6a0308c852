"""A participant's entries put to the protocol: what screens, commands and the demonstration ask."""

from .asking import Asked, NotAskable, Question
from .book import Casebook
from .effects import Effect
from .infused import Curve, Figure, Figures, Held, Reading
from .judging import Asking, Told
from .protocols import AdoptionRefused, PackProblem, Protocols, TransferRefused, Version
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
from .sources import JudgedBy, Origin

__all__ = [
    "SITE_ZONE",
    "SUMS",
    "AdoptionRefused",
    "Asked",
    "Asking",
    "Casebook",
    "ConfirmationRefused",
    "Curve",
    "Derived",
    "Effect",
    "EnrolmentRefused",
    "EntryDraft",
    "Figure",
    "Figures",
    "FormState",
    "Held",
    "InfusionRefused",
    "InfusionState",
    "InfusionStatus",
    "JudgedBy",
    "NotAskable",
    "Origin",
    "PackProblem",
    "Protocols",
    "Question",
    "Reading",
    "Refused",
    "Status",
    "StepState",
    "StepStatus",
    "Summary",
    "Told",
    "TransferRefused",
    "Version",
    "lines",
    "whole",
]
