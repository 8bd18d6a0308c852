"""From a rule to a verdict: the names of the states, and rulings that are still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .case import Case, OpenRuling
from .findings import Finding, Says, earliest, latest, together, worst
from .rules import Rule
from .verdicts import Named, Reason, State, Verdict

_INCLUSION = {
    Says.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Says.HOLDS: State.MET,
    Says.WAITS: State.PENDING_DATE,
    Says.ASKS: State.NEEDS_PI,
    Says.LACKS: State.INCOMPLETE,
    Says.STOPS: State.NOT_MET,
}
_STATES: Mapping[str, Mapping[Says, State]] = {
    "inclusion": _INCLUSION,
    "exclusion": {**_INCLUSION, Says.HOLDS: State.ABSENT, Says.STOPS: State.PRESENT},
}
_HEAVIEST = (
    State.NOT_MET, State.PRESENT, State.INCOMPLETE, State.NEEDS_PI, State.PENDING_DATE, State.MET, State.ABSENT,
    State.NOT_APPLICABLE,
)
_WOULD = {
    State.MET: "why_would_met",
    State.NOT_MET: "why_would_not_met",
    State.ABSENT: "why_would_absent",
    State.PRESENT: "why_would_present",
    State.INCOMPLETE: "why_would_incomplete",
    State.PENDING_DATE: "why_would_wait",
    State.NEEDS_PI: "why_would_ask",
    State.NOT_APPLICABLE: "why_would_not_apply",
}


Leaf: TypeAlias = tuple[Mapping[str, str], Finding]
"""The values that open rulings were tried with, and what the rule finds then."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the queries that its rule raised."""

    verdict: Verdict
    queries: tuple[Reason, ...]


def judge(criterion: str, rule: Rule, case: Case) -> Judged:
    """The verdict of `rule`; while a ruling is open, what every value of it would give.

    All values give the same state: that state stands, with the latest of the days. They differ: NEEDS_PI.
    """
    case.used.forget()
    states = _STATES[case.pack.criteria[criterion].kind]
    try:
        found = rule(case)
    except OpenRuling as opened:
        leaves = list(_leaves(rule, case, opened.ruling))
        found = _agreed([finding for _, finding in leaves], states) or _differing(case, leaves, states)
    return Judged(_verdict(criterion, states[found.says], found, case), found.queries)


def sum_of(criterion: str, parts: Iterable[Verdict]) -> Verdict:
    """The verdict of a criterion that is made up of parts: the heaviest of theirs."""
    ordered = sorted(parts, key=lambda verdict: _HEAVIEST.index(verdict.state))
    heaviest = ordered[0]
    same = [verdict for verdict in ordered if verdict.state is heaviest.state]
    return Verdict(
        criterion, heaviest.state, together([reason for verdict in same for reason in verdict.reasons]),
        tuple(datum for verdict in ordered for datum in verdict.evidence),
        tuple(dict.fromkeys(ref for verdict in ordered for ref in verdict.missing)),
        latest([verdict.first_ok for verdict in ordered]), None,
        earliest([verdict.valid_until for verdict in ordered]),
        tuple(dict.fromkeys(ruling for verdict in ordered for ruling in verdict.rulings)),
        tuple(dict.fromkeys(setting for verdict in ordered for setting in verdict.settings)),
    )


def _leaves(rule: Rule, case: Case, ruling: str) -> Iterator[Leaf]:
    """What the rule finds under every value of `ruling` and of any other open ruling it comes to ask for then."""
    for value in case.pack.rulings[ruling].alternatives:
        tried = case.trying(ruling, value)
        try:
            found = rule(tried)
        except OpenRuling as another:
            yield from _leaves(rule, tried, another.ruling)
        else:
            yield tried.trial, found


def _agreed(findings: list[Finding], states: Mapping[Says, State]) -> Finding | None:
    """The one finding of leaves that all say the same; its dates hold under every reading."""
    if len({states[finding.says] for finding in findings}) > 1:
        return None
    return worst(findings)


def _differing(
    case: Case, leaves: list[Leaf], states: Mapping[Says, State]
) -> Finding:
    every = worst(finding for _, finding in leaves)
    opened = list(dict.fromkeys(ruling for trial, _ in leaves for ruling in trial))
    reasons = [reason for ruling in opened for reason in _would_give(case, ruling, leaves, states)]
    return Finding(Says.ASKS, tuple(reasons), every.evidence, every.missing, queries=every.queries)


def _would_give(
    case: Case, ruling: str, leaves: list[Leaf], states: Mapping[Says, State]
) -> list[Reason]:
    """The open question, and for each of its values the heaviest state that it would give."""
    definition = case.pack.rulings[ruling]
    reasons = [Reason.of("why_ruling", ruling=f"ruling:{ruling}", question=Named(*definition.question))]
    for value in definition.alternatives:
        heaviest = max(finding.says for trial, finding in leaves if trial.get(ruling) == value)
        reasons.append(Reason.of(_WOULD[states[heaviest]], value=Named(*definition.label(value))))
    return reasons


def _verdict(criterion: str, state: State, found: Finding, case: Case) -> Verdict:
    return Verdict(
        criterion, state, found.reasons, found.evidence, found.missing,
        found.first_ok if state is State.PENDING_DATE else None,
        found.clears_on if found.says is Says.STOPS else None,
        found.valid_until if found.says <= Says.HOLDS else None,
        case.used.rulings, case.used.settings,
    )
