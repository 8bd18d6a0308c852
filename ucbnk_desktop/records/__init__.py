"""Everything kept: the study file, its history and the operations that write them."""

from .audit_trail import ChainHead, HistoryRow
from .changes import Change, ChangeKind
from .faults import Discrepancy, ReasonNeeded, StoreBug, StoreFault, StoreNotice
from .model import (
    Amendment,
    Decision,
    Draft,
    DraftSlot,
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
from .store import Store

__all__ = [
    "Amendment",
    "ChainHead",
    "Change",
    "ChangeKind",
    "Decision",
    "Discrepancy",
    "Draft",
    "DraftSlot",
    "HistoryRow",
    "Participant",
    "Prompted",
    "ReasonNeeded",
    "RowDraft",
    "Store",
    "StoreBug",
    "StoreFault",
    "StoreNotice",
    "StoredEntry",
    "StoredRow",
    "Strike",
    "StudyInfo",
    "Transfer",
    "User",
    "changed_answers",
]
