"""From a rule to a verdict: the names of the states, rulings that are still open, and verdicts that still stand."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .facts import Entry
from .findings import Conclusion, Finding, earliest, latest, together, worst
from .rule_context import OpenRuling, RuleContext, Standpoint
from .rules import Rule
from .verdicts import Named, Reason, State, Verdict

_INCLUSION = {
    Conclusion.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Conclusion.HOLDS: State.MET,
    Conclusion.NOT_YET: State.PENDING_DATE,
    Conclusion.NEEDS_INVESTIGATOR: State.NEEDS_PI,
    Conclusion.MISSING: State.INCOMPLETE,
    Conclusion.FAILS: State.NOT_MET,
}
_STATES: Mapping[str, Mapping[Conclusion, State]] = {
    "inclusion": _INCLUSION,
    "exclusion": {**_INCLUSION, Conclusion.HOLDS: State.ABSENT, Conclusion.FAILS: State.PRESENT},
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
class JudgedCriterion:
    """A verdict with the queries that its rule raised."""

    verdict: Verdict
    queries: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was judged, and the entries of every form that was read for it."""

    judged: JudgedCriterion
    read: tuple[tuple[str, tuple[Entry, ...]], ...]

    def stands(self, case: RuleContext) -> bool:
        """Whether the very same entries are there to be read: an equal number may be typed otherwise."""
        entries = case.facts.entries
        return all(_same(entries.get(form, ()), read) for form, read in self.read)


@dataclass(frozen=True, slots=True)
class CachedVerdicts:
    """The verdicts as they were last judged from one standpoint.

    One is taken again only while every form that was asked for it holds the very same entries; so it is the verdict
    that judging anew would give.
    """

    standpoint: Standpoint
    # Cache: as `VerdictCache`, which holds it.
    verdict_cache: dict[str, _Kept] = field(default_factory=dict)

    def judge(self, criterion: str, rule: Rule, case: RuleContext) -> JudgedCriterion:
        """As `judge`."""
        known = self.verdict_cache.get(criterion)
        if known is not None and known.stands(case):
            return known.judged
        judged = judge(criterion, rule, case)
        read = [(form, case.facts.entries.get(form, ())) for form in case.used.forms]
        self.verdict_cache[criterion] = _Kept(judged, tuple(read))
        return judged


_STANDPOINTS = 3
"""As many as a window looks from at once: today, a day that is asked about, and the day of the confirmation."""


@dataclass(slots=True)
class VerdictCache:
    """The verdicts of one participant as they were last judged, for the criteria that read nothing new since."""

    # Cache: 1.7 of 7.5 ms, a key until the board is painted; a verdict is compared with the entries it was judged on.
    standpoint_cache: list[CachedVerdicts] = field(default_factory=list)

    def of(self, standpoint: Standpoint) -> CachedVerdicts:
        """What was seen from `standpoint`, nothing yet from a new one; then the one longest out of use is forgotten."""
        known = next((cached for cached in self.standpoint_cache if cached.standpoint == standpoint), None)
        current = known or CachedVerdicts(standpoint)
        others = (cached for cached in self.standpoint_cache if cached is not current)
        self.standpoint_cache = [current, *others][:_STANDPOINTS]
        return current


def _same(entries: tuple[Entry, ...], read: tuple[Entry, ...]) -> bool:
    return entries is read or (len(entries) == len(read) and all(map(operator.is_, entries, read)))


def judge(criterion: str, rule: Rule, case: RuleContext) -> JudgedCriterion:
    """The verdict of `rule`; while a ruling is open, what every value of it would give.

    All values give the same state: that state stands, with the latest of the days. They differ: NEEDS_PI.
    """
    case.used.forget()
    states = _STATES[case.pack.criteria[criterion].kind]
    try:
        finding = rule(case)
    except OpenRuling as opened:
        leaves = list(_leaves(rule, case, opened.ruling))
        finding = _agreed([leaf for _, leaf in leaves], states) or _differing(case, leaves, states)
    return JudgedCriterion(_verdict(criterion, states[finding.conclusion], finding, case), finding.queries)


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


def _leaves(rule: Rule, case: RuleContext, ruling: str) -> Iterator[Leaf]:
    """What the rule finds under every value of `ruling` and of any other open ruling it comes to ask for then."""
    for value in case.pack.rulings[ruling].alternatives:
        tried = case.trying(ruling, value)
        try:
            finding = rule(tried)
        except OpenRuling as another:
            yield from _leaves(rule, tried, another.ruling)
        else:
            yield tried.trial, finding


def _agreed(findings: list[Finding], states: Mapping[Conclusion, State]) -> Finding | None:
    """The one finding of leaves that all say the same; its dates hold under every reading."""
    if len({states[finding.conclusion] for finding in findings}) > 1:
        return None
    return worst(findings)


def _differing(
    case: RuleContext, leaves: list[Leaf], states: Mapping[Conclusion, State]
) -> Finding:
    every = worst(finding for _, finding in leaves)
    opened = list(dict.fromkeys(ruling for trial, _ in leaves for ruling in trial))
    reasons = [reason for ruling in opened for reason in _would_give(case, ruling, leaves, states)]
    return Finding(Conclusion.NEEDS_INVESTIGATOR, tuple(reasons), every.evidence, every.missing, queries=every.queries)


def _would_give(
    case: RuleContext, ruling: str, leaves: list[Leaf], states: Mapping[Conclusion, State]
) -> list[Reason]:
    """The open question, and for each of its values the heaviest state that it would give."""
    definition = case.pack.rulings[ruling]
    reasons = [Reason.of("why_ruling", ruling=f"ruling:{ruling}", question=Named(*definition.question))]
    for value in definition.alternatives:
        heaviest = max(finding.conclusion for trial, finding in leaves if trial.get(ruling) == value)
        reasons.append(Reason.of(_WOULD[states[heaviest]], value=Named(*definition.label(value))))
    return reasons


def _verdict(criterion: str, state: State, finding: Finding, case: RuleContext) -> Verdict:
    return Verdict(
        criterion, state, finding.reasons, finding.evidence, finding.missing,
        finding.first_ok if state is State.PENDING_DATE else None,
        finding.clears_on if finding.conclusion is Conclusion.FAILS else None,
        finding.valid_until if finding.conclusion <= Conclusion.NOT_YET else None,
        case.used.rulings, case.used.settings,
    )
