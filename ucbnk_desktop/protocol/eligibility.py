"""All criteria of one participant put together: the assessment, and the questions asked anew before an infusion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from .criteria.table import criteria_of
from .cross_checks import cross_checks
from .evaluation import JudgedCriterion, VerdictCache, judge, sum_of
from .facts import Facts
from .findings import together
from .fingerprint import digest
from .infusion_check import GATE, anchor
from .pack import ProtocolPack
from .rule_context import RuleContext
from .rulings import Rulings
from .settings import Settings
from .verdicts import Assessment, Outcome, State, Verdict


def assess(
    facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings,
    planned_start: date | None = None, remembered: VerdictCache | None = None,
) -> Assessment:
    """Every criterion judged for `day`; `planned_start` stands for the planned first infusion where it is given.

    `remembered` takes up what was judged and hands out again what cannot have changed since; the answer is the same.
    The outcome is at best READY_TO_SIGN: whether the investigator has confirmed it is not known here.
    """
    case = RuleContext.of(facts, day=day, pack=pack, settings=settings, rulings=rulings, planned_start=planned_start)
    judging = judge if remembered is None else remembered.of(case.standpoint).judge
    judged = {criterion: judging(criterion, rule, case) for criterion, rule in criteria_of(pack).items()}
    verdicts = tuple(_in_order(pack, judged))
    earliest, earliest_by = _earliest(verdicts)
    latest, latest_by = _latest(verdicts)
    queries = [query for criterion in judged.values() for query in criterion.queries]
    queries += cross_checks(case, {verdict.criterion: verdict for verdict in verdicts}, latest)
    return Assessment(
        verdicts, _outcome(verdicts), day, case.planned, pack.version, digest(case, verdicts),
        earliest, earliest_by, latest, latest_by, together(queries),
    )


def infusion_day(
    facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings
) -> tuple[Verdict, ...]:
    """E13, E16, E19 and E20, as far as the pack has them, judged for an infusion on `day`, from what was asked anew.

    Of an infusion that was given, what came too close before it stands against it for good.
    """
    case = RuleContext.of(facts, day=day, pack=pack, settings=settings, rulings=rulings, at=anchor(facts, day))
    return tuple(judge(criterion, rule, case).verdict for criterion, rule in GATE.items() if criterion in pack.criteria)


def _in_order(pack: ProtocolPack, judged: Mapping[str, JudgedCriterion]) -> Iterable[Verdict]:
    """The verdicts in the order of the pack; a criterion with parts is their sum."""
    for criterion in pack.criteria:
        if criterion in judged:
            yield judged[criterion].verdict
        else:
            yield sum_of(criterion, (judged[part].verdict for part in judged if part.startswith(f"{criterion}.")))


_OPEN = (
    (State.NOT_MET, Outcome.NOT_ELIGIBLE),
    (State.PRESENT, Outcome.NOT_ELIGIBLE),
    (State.INCOMPLETE, Outcome.INCOMPLETE),
    (State.NEEDS_PI, Outcome.NEEDS_PI),
    (State.PENDING_DATE, Outcome.PENDING_DATE),
)


def _outcome(verdicts: Iterable[Verdict]) -> Outcome:
    states = {verdict.state for verdict in verdicts}
    return next((outcome for state, outcome in _OPEN if state in states), Outcome.READY_TO_SIGN)


def _earliest(verdicts: tuple[Verdict, ...]) -> tuple[date | None, tuple[str, ...]]:
    """The first day on which every waiting criterion holds, and the criteria that decide it."""
    waiting = {verdict.criterion: verdict.first_ok for verdict in verdicts if verdict.first_ok is not None}
    day = max(waiting.values(), default=None)
    return day, tuple(criterion for criterion, first in waiting.items() if first == day)


def _latest(verdicts: tuple[Verdict, ...]) -> tuple[date | None, tuple[str, ...]]:
    """The last day on which every result used is valid, and the criteria that decide it; parts, not their sums."""
    sums = {verdict.criterion.rpartition(".")[0] for verdict in verdicts}
    ending = {
        verdict.criterion: verdict.valid_until for verdict in verdicts
        if verdict.valid_until is not None and verdict.criterion not in sums
    }
    day = min(ending.values(), default=None)
    return day, tuple(criterion for criterion, last in ending.items() if last == day)

