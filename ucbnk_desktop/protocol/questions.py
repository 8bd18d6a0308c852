"""Which criteria ask for the investigator's own answer, given the facts: the others are decided by computation."""

from __future__ import annotations

from datetime import date

from .criteria.table import CRITERIA
from .evaluation import judge
from .facts import Facts
from .judgement_basis import BASIS
from .pack import ProtocolPack
from .rule_context import RuleContext
from .rulings import Rulings
from .settings import Settings


def questions(facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings) -> frozenset[str]:
    """The criteria whose rule comes to ask the investigator, under any reading that is still open.

    A criterion is not asked while its facts lack, and never where they decide it by themselves.
    """
    case = RuleContext.of(facts, day=day, pack=pack, settings=settings, rulings=rulings)
    return frozenset(criterion for criterion in BASIS if _asks(criterion, case))


def _asks(criterion: str, case: RuleContext) -> bool:
    judge(criterion, CRITERIA[criterion].rule, case)
    return criterion in case.used.judgements
