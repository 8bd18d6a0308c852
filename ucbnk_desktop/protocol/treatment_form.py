"""What the rows of the form of earlier treatment have in common: anchors of wash-outs, exempt combinations, names."""

from __future__ import annotations

from .dates import PartialDate
from .facts import Entry, Value
from .findings import Finding
from .lookback import Event
from .rule_context import Anchor, RuleContext, span_of
from .verdicts import FieldRef

FORM = "prior_therapy"


def column(table: str, key: str) -> FieldRef:
    """A column of one of the form's tables."""
    return FieldRef(FORM, f"{table}.{key}")


def after(value: Value | None, other: PartialDate) -> bool:
    """Whether `value` is a date that surely lies after `other`."""
    span = span_of(value)
    return span is not None and span.first > other.last


def combined(case: RuleContext, row: Entry, part: str) -> bool:
    """Whether `row` is the protocol's own combination and R-COMBO exempts that part of it."""
    return row.value("protocol_combination") == "yes" and case.ruling("R-COMBO") in (part, "both")


def after_first_infusion(case: RuleContext, row: Entry, event: Event) -> bool:
    """Whether `row` is study treatment after the first infusion, which is no fact of eligibility."""
    return row.value("protocol_combination") == "yes" and past_start(case, event.on)


def past_start(case: RuleContext, span: PartialDate) -> bool:
    """Whether all of `span` lies after the first infusion that was given."""
    return case.started is not None and span.first > case.started


def wash_out(case: RuleContext) -> Anchor | Finding:
    """The day that wash-outs count to, as R-WASH-ANCHOR says: the planned first infusion, or enrolment."""
    return case.start() if case.ruling("R-WASH-ANCHOR") == "planned_start" else case.enrolment()


def among(case: RuleContext, ruling: str, code: str) -> bool:
    """Whether `code` is in the set that `ruling` decides."""
    members = case.members(ruling)
    return members is None or code in members


def named_in(row: Entry, table: str, key: str) -> str | FieldRef:
    """What was typed in `key` of a row, else the table it stands in, to name the row to the reader."""
    name = row.value(key)
    return name if isinstance(name, str) else FieldRef(FORM, table)
