"""What a ruling or setting would change is said before it is decided, of every participant, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import Casebook, Effect, lines
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack, read_pack
from ucbnk_desktop.protocol.rulings import ALL, NONE, RulingDefinition
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, State
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.site_time import SITE_ZONE

RULINGS = read_pack(places.resources("protocol")).rulings
SETTINGS = (("screening_window_days", "10"), ("validity_days_lab", "3"), ("consent_matrix", "{}"))


@pytest.fixture
def few(
    tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Casebook]:
    """Those of the demonstration whose boards hang on a ruling, one of each sort; it may be written to."""
    path = tmp_path / "few.ucbnk"
    codes = ("D-005", "D-009", "D-013", "D-014", "D-016")
    demonstration.build(path, forms, pack, today=date(2026, 11, 22), codes=codes)
    clock = datetime(2026, 11, 22, 9, 0, tzinfo=SITE_ZONE)
    with Store.open(path, forms, user=User("虚构主要研究者丙", "pi"), now=lambda: clock) as store:
        yield Casebook(store, forms, pack, clock.date)


def _values(ruling: RulingDefinition) -> tuple[str, ...]:
    if ruling.kind == "set":
        return (ALL, NONE, *ruling.allowed[:1])
    return tuple(value.replace("(x)", "(60)") for value in ruling.allowed)


EVERY = [(name, value) for name, ruling in RULINGS.items() for value in _values(ruling)]


def _standing(casebook: Casebook) -> dict[str, tuple[Assessment, bool]]:
    return {
        one.code: (casebook.assessment(one.code), casebook.confirmation_stale(one.code))
        for one in casebook.store.participants()
    }


def _found(
    before: Mapping[str, tuple[Assessment, bool]], after: Mapping[str, tuple[Assessment, bool]]
) -> dict[str, Effect]:
    """The effects, computed from the boards before and after a real decision."""
    effects = (
        Effect(
            code, old.outcome, new.outcome,
            tuple((a.criterion, a.state, b.state) for a, b in zip(lines(old), lines(new), strict=True)
                  if a.state is not b.state),
            not was_stale and is_stale, (old.earliest, new.earliest), (old.latest, new.latest),
        )
        for (code, (old, was_stale)), (new, is_stale) in zip(before.items(), after.values(), strict=True)
    )
    return {effect.code: effect for effect in effects if effect.any}


def test_that_an_open_ruling_lists_the_child_whose_verdict_it_settles(demo: Casebook) -> None:
    (effect,) = demo.effects({"R-COAG": "either"})
    assert effect == Effect(
        "D-016", Outcome.NEEDS_PI, Outcome.NOT_ELIGIBLE, (("E4", State.NEEDS_PI, State.PRESENT),),
        latest=effect.latest,
    )
    (other,) = demo.effects({"R-COAG": "both"})
    assert (other.code, other.changed) == ("D-016", (("E4", State.NEEDS_PI, State.ABSENT),))


def test_that_a_decision_that_changes_nothing_has_no_effect(demo: Casebook) -> None:
    standing = {key: one.value for key, one in demo.store.decisions().items()}
    assert list(demo.effects(standing)) == []
    assert list(demo.effects({})) == []


def test_that_a_confirmation_that_rests_on_the_ruling_would_be_lost(demo: Casebook) -> None:
    assert demo.assessment("D-002").outcome is Outcome.ELIGIBLE
    lost = [effect.code for effect in demo.effects({"R-QTC": "bazett"}) if effect.confirmation_lost]
    assert "D-002" in lost
    assert "D-001" not in lost, "was never confirmed"


def test_that_asking_writes_nothing_and_is_forgotten(casebook: Casebook) -> None:
    before, head = _standing(casebook), casebook.store.head
    for name, value in EVERY:
        casebook.effect("D-016", {name: value})
    list(casebook.effects({"R-COAG": "either"}))
    assert casebook.store.head == head
    assert _standing(casebook) == before
    casebook.store.note("printed")
    assert all(casebook.assessment(code) is found for code, (found, _) in before.items()), "what was known is kept"


def test_that_participants_are_judged_one_at_a_time(demo: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    effect = Casebook.effect

    def counted(book: Casebook, code: str, decisions: Mapping[str, str]) -> Effect:
        asked.append(code)
        return effect(book, code, decisions)

    monkeypatch.setattr(Casebook, "effect", counted)
    effects = demo.effects({"R-COAG": "either"})
    assert asked == []
    assert next(effects).code == "D-016"
    assert asked[-1] == "D-016"
    assert len(asked) < len(demo.store.participants())


def test_that_it_is_the_same_answer_as_after_really_deciding(few: Casebook) -> None:
    """Over every ruling and every value, one after the other in one study, and a few settings."""
    casebook = few
    before = _standing(casebook)
    told = 0
    for name, value in (*EVERY, *SETTINGS):
        would = {effect.code: effect for effect in casebook.effects({name: value})}
        casebook.store.decide(name, value, source="演示", reason="试")
        after = _standing(casebook)
        assert would == _found(before, after), (name, value)
        before, told = after, told + len(would)
    assert told > 15, "not everybody hangs on every ruling, somebody does on some"


_SEVERAL = st.dictionaries(st.sampled_from(sorted(RULINGS)), st.integers(0, 5), min_size=2, max_size=42)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SEVERAL)
def test_that_several_at_once_are_foreseen_too(casebook: Casebook, chosen: dict[str, int]) -> None:
    values = {name: _values(RULINGS[name])[n % len(_values(RULINGS[name]))] for name, n in chosen.items()}
    before = _standing(casebook)
    would = {effect.code: effect for effect in casebook.effects(values)}
    casebook.store.decide_all(values, source="演示", reason="试")
    assert would == _found(before, _standing(casebook))


def test_that_an_effect_knows_when_it_is_none() -> None:
    none = Effect("D-001", Outcome.INCOMPLETE, Outcome.INCOMPLETE)
    assert not none.any
    for change in (
        {"outcome_after": Outcome.NEEDS_PI}, {"changed": (("E4", State.ABSENT, State.PRESENT),)},
        {"confirmation_lost": True}, {"earliest": (None, "2026-12-01")}, {"latest": ("2026-12-01", None)},
    ):
        assert Effect(**{**asdict(none), **change}).any
