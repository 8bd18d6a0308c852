"""Which criteria ask for the investigator's own answer, given the facts: the others are decided by computation."""

from __future__ import annotations

from datetime import date

from .case import Case
from .criteria import CRITERIA
from .facts import Facts
from .grounds import GROUNDS
from .judging import judge
from .pack import ProtocolPack
from .rulings import Rulings
from .settings import Settings


def questions(facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings) -> frozenset[str]:
    """The criteria whose rule comes to ask the investigator, under any reading that is still open.

    A criterion is not asked while its facts lack, and never where they decide it by themselves.
    """
    case = Case.of(facts, day=day, pack=pack, settings=settings, rulings=rulings)
    return frozenset(criterion for criterion in GROUNDS if _asks(criterion, case))


def _asks(criterion: str, case: Case) -> bool:
    judge(criterion, CRITERIA[criterion], case)
    return criterion in case.used.judgements
