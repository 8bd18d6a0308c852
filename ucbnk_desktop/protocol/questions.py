"""Which criteria ask for the investigator's own answer, given the facts: the others are decided by computation."""

from __future__ import annotations

from datetime import date

from .criteria.table import criteria_of
from .evaluation import judge
from .facts import Facts
from .judgement_basis import BASIS
from .pack import ProtocolPack
from .rule_context import RuleContext
from .rules import Rule
from .rulings import Rulings
from .settings import Settings


def questions(facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings) -> frozenset[str]:
    """The criteria whose rule comes to ask the investigator, under any reading that is still open.

    A criterion is not asked while its facts lack, and never where they decide it by themselves.
    """
    case = RuleContext.of(facts, day=day, pack=pack, settings=settings, rulings=rulings)
    judged = {criterion: rule for criterion, rule in criteria_of(pack).items() if criterion in BASIS}
    return frozenset(criterion for criterion, rule in judged.items() if _asks(criterion, rule, case))


def _asks(criterion: str, rule: Rule, case: RuleContext) -> bool:
    judge(criterion, rule, case)
    return criterion in case.used.judgements
