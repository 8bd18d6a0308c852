"""Cases from files: an invented participant in the forms' own keys, put to the protocol without a study."""

from .case import Case, JudgedCase, judge
from .case_files import Library, read_cases
from .criteria_sheet import NO_STUDY, StudyDecisions, criteria_sheet, sheet_lines
from .faults import CaseFaults, Fault, FilePosition
from .json_export import exported
from .run import Validation, lines, report, validate
from .text_report import told

__all__ = [
    "NO_STUDY",
    "Case",
    "CaseFaults",
    "Fault",
    "FilePosition",
    "JudgedCase",
    "Library",
    "StudyDecisions",
    "Validation",
    "criteria_sheet",
    "exported",
    "judge",
    "lines",
    "read_cases",
    "report",
    "sheet_lines",
    "told",
    "validate",
]
