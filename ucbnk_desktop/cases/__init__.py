"""Cases from files: an invented participant in the forms' own keys, put to the protocol without a study."""

from .case import Case, Judged, judge
from .exporting import exported
from .faults import CaseFaults, Fault, Place
from .reading import Library, read_cases
from .telling import told
from .validation import Validation, lines, report, validate

__all__ = [
    "Case", "CaseFaults", "Fault", "Judged", "Library", "Place", "Validation", "exported", "judge", "lines",
    "read_cases", "report", "told", "validate",
]
