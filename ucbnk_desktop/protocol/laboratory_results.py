"""The results of the laboratory form as the criteria read them: cell counts, printed or computed."""

from __future__ import annotations

from decimal import Decimal

from .facts import Entry
from .findings import Conclusion, Finding, given, holds, worst
from .laboratory_limits import quantity_in
from .quantity import Quantity
from .samples import Sample, Series
from .units import neutrophils
from .verdicts import FieldRef

CELLS = "10^9/L"


def lab(*keys: str, validity: str = "lab") -> Series:
    """The laboratory entries that hold one of `keys`."""
    return Series("laboratory", keys, f"validity_days_{validity}")


ANC = lab("anc", "neutrophil_segmented_percent")


def neutrophils_computed(entry: Entry) -> Quantity | None:
    """Neutrophils from white cells and differential, in 10⁹/L; None where a part is absent or cannot be."""
    white = quantity_in(entry, FieldRef("laboratory", "wbc"), CELLS)
    parts = [entry.value(f"neutrophil_{part}_percent") for part in ("segmented", "band")]
    percents = [part for part in parts if isinstance(part, Decimal) and part >= 0]
    if len(percents) < 2 or sum(percents) > 100:
        return None
    segmented, band = percents
    return given(white).if_known(lambda white: neutrophils(white, segmented, band))


def sample_shown(sample: Sample) -> Finding:
    """The sentence of which day the sample is and until when it is valid; it decides nothing."""
    return holds("why_sampled", on=sample.on, until=sample.valid_until)


def with_sample(finding: Finding, sample: Sample) -> Finding:
    """`finding` with the sample it rests on, where it is decided."""
    decided = finding.conclusion in (Conclusion.HOLDS, Conclusion.FAILS)
    return worst((finding, sample_shown(sample))) if decided else finding
