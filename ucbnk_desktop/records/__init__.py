"""Everything kept: the study file, its history and the operations that write them."""

from .changes import Change, ChangeKind
from .entries import (
    Amendment,
    Decision,
    Draft,
    Participant,
    Prompted,
    RowDraft,
    StoredEntry,
    StoredRow,
    Strike,
    StudyInfo,
    Transfer,
    User,
    changed_answers,
)
from .faults import Discrepancy, Notice, ReasonNeeded, StoreBug, StoreFault
from .history import ChainHead, HistoryRow, PrintCheck
from .store import Store

__all__ = [
    "Amendment",
    "ChainHead",
    "Change",
    "ChangeKind",
    "Decision",
    "Discrepancy",
    "Draft",
    "HistoryRow",
    "Notice",
    "Participant",
    "PrintCheck",
    "Prompted",
    "ReasonNeeded",
    "RowDraft",
    "Store",
    "StoreBug",
    "StoreFault",
    "StoredEntry",
    "StoredRow",
    "Strike",
    "StudyInfo",
    "Transfer",
    "User",
    "changed_answers",
]
