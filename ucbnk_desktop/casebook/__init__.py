"""A participant's entries put to the protocol: what screens, commands and the demonstration ask."""

from .casebook import Casebook
from .decision_effects import Effect
from .infusion_figures import Curve, Figure, Figures, VitalSigns, WithinLimit
from .infusion_gate import GivenInfusion
from .infusion_preconditions import GivenAlthough, InfusionStopped, PreconditionKind, UnmetPrecondition, ended_words
from .judgement_page import EnteredFact, JudgementQuestion
from .model import (
    SUMS,
    ConfirmationRefused,
    EnrolmentRefused,
    EntryDraft,
    FormState,
    Grading,
    InfusionRefused,
    InfusionState,
    InfusionStatus,
    Refused,
    Status,
    StepState,
    StepStatus,
    Summary,
    lines,
)
from .protocol_versions import AdoptionRefused, PackProblem, Protocols, TransferRefused, Version
from .provenance import JudgedBy, Origin
from .roles import Action, NameNeeded, Role, RoleRefused, allows
from .study import Study, create_study, open_study
from .what_if import DayAnswer, DayQuery, NotAskable

__all__ = [
    "SUMS",
    "Action",
    "AdoptionRefused",
    "Casebook",
    "ConfirmationRefused",
    "Curve",
    "DayAnswer",
    "DayQuery",
    "Effect",
    "EnrolmentRefused",
    "EnteredFact",
    "EntryDraft",
    "Figure",
    "Figures",
    "FormState",
    "GivenAlthough",
    "GivenInfusion",
    "Grading",
    "InfusionRefused",
    "InfusionState",
    "InfusionStatus",
    "InfusionStopped",
    "JudgedBy",
    "JudgementQuestion",
    "NameNeeded",
    "NotAskable",
    "Origin",
    "PackProblem",
    "PreconditionKind",
    "Protocols",
    "Refused",
    "Role",
    "RoleRefused",
    "Status",
    "StepState",
    "StepStatus",
    "Study",
    "Summary",
    "TransferRefused",
    "UnmetPrecondition",
    "Version",
    "VitalSigns",
    "WithinLimit",
    "allows",
    "create_study",
    "ended_words",
    "lines",
    "open_study",
]
