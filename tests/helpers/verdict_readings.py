"""What tests read from a verdict: codes of its reasons, fields of its evidence, what it lacks."""

from __future__ import annotations

from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, ReasonArgument, State, Verdict


def codes(verdict: Verdict) -> list[str]:
    """The codes of its reasons, in their order."""
    return [reason.code for reason in verdict.reasons]


def distinct_codes(verdict: Verdict) -> set[str]:
    """The codes of its reasons, each once."""
    return {reason.code for reason in verdict.reasons}


def missing(verdict: Verdict) -> list[str]:
    """The fields that it lacks."""
    return [ref.field for ref in verdict.missing]


def shown(verdict: Verdict) -> list[str]:
    """The fields of its evidence, in their order."""
    return [datum.source.field for datum in verdict.evidence]


def rested_on(verdict: Verdict) -> set[str]:
    """The fields of its evidence, each once."""
    return {datum.source.field for datum in verdict.evidence}


def shown_beside_limits(verdict: Verdict) -> list[tuple[str, str, str, str]]:
    """Its evidence: field, value, limit and day as text."""
    return [(datum.source.field, datum.shown, str(datum.limit or ""), str(datum.on)) for datum in verdict.evidence]


def said(verdict: Verdict, code: str) -> list[dict[str, object]]:
    """What each of its reasons with this code is given to say."""
    return [dict(reason.arguments) for reason in verdict.reasons if reason.code == code]


def arguments(verdict: Verdict, code: str) -> dict[str, object]:
    """What the first of its reasons with this code is given to say."""
    return next(dict(reason.arguments) for reason in verdict.reasons if reason.code == code)


def waits_for(verdict: Verdict, code: str, ref: FieldRef, **given: ReasonArgument) -> bool:
    """Whether the row is incomplete for this reason and no other, and names this field and no other."""
    reasons = [reason for reason in verdict.reasons if reason.code not in ("why_signed_before", "why_judged_met")]
    return (verdict.state, reasons, verdict.missing) == (State.INCOMPLETE, [Reason.of(code, **given)], (ref,))
