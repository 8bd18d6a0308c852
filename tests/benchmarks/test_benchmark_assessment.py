"""An assessment against what it cannot do without: the facts read once into a digest, and a verdict for each line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from ucbnk_desktop.casebook import Casebook, EntryDraft
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.verdicts import State, Verdict


def bare_assessment(facts: Facts, lines: int) -> tuple[str, tuple[Verdict, ...]]:
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()
    return digest, tuple(Verdict(str(number), State.MET) for number in range(lines))


def test_that_an_assessment_is_measured_against_a_digest_of_its_facts(
    against: Callable[..., None], casebook: Casebook, fullest: str
) -> None:
    facts, settings, rulings = casebook.facts(fullest), casebook.settings(), casebook.rulings()
    today = casebook.today()

    def ours() -> object:
        return assess(facts, day=today, pack=casebook.pack, settings=settings, rulings=rulings)

    lines = len(assess(facts, day=today, pack=casebook.pack, settings=settings, rulings=rulings).verdicts)
    against("assessment of all criteria", ours, lambda: bare_assessment(facts, lines), rounds=30)


def test_that_the_board_after_a_keystroke_is_measured_against_a_digest_of_its_facts(
    against: Callable[..., None], casebook: Casebook, fullest: str
) -> None:
    facts = casebook.facts(fullest)
    draft = EntryDraft(
        "laboratory", None, {"sampled_on": casebook.today().isoformat(), "anc": "1.2", "anc_unit": "10^9/L"}, {}
    )
    lines = len(casebook.assessment(fullest).verdicts)
    against(
        "board after a keystroke",
        lambda: casebook.assessment(fullest, draft=draft),
        lambda: bare_assessment(facts, lines),
        rounds=30,
    )
