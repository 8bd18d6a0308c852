from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from decimal import Decimal

import pytest

from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Source, TrackedFacts
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import State

SOURCE = Source("laboratory", 1, "anc")


def entry(number: int, **rows: tuple[Entry, ...]) -> Entry:
    return Entry("laboratory", number, {"anc": Answer(Decimal(number), SOURCE)}, rows)


def test_that_of_several_entries_the_latest_is_the_one() -> None:
    facts = Facts({"laboratory": (entry(1), entry(2))})
    assert facts.one("laboratory") == entry(2)
    assert facts.value("laboratory", "anc") == Decimal(2)


def test_that_a_form_that_was_never_filled_has_no_entry_no_answer_and_no_rows() -> None:
    assert Facts().one("laboratory") is None
    assert Facts().answer("laboratory", "anc") is None
    assert list(Facts().rows("laboratory", "cells")) == []


def test_that_rows_are_read_through_all_entries_that_have_them() -> None:
    one, two = entry(7), entry(8)
    facts = Facts({"laboratory": (entry(1, cells=(one,)), entry(2), entry(3, cells=(two,)))})
    assert list(facts.rows("laboratory", "cells")) == [one, two]


def test_that_what_is_made_of_an_entry_is_told_apart_by_what_makes_it_and_by_what_it_is_about() -> None:
    made: list[str] = []

    def one(entry: Entry, *about: str) -> str:
        made.append(f"one {entry.number} {about}")
        return made[-1]

    def other(entry: Entry, *about: str) -> str:
        made.append(f"other {entry.number} {about}")
        return made[-1]

    asked = entry(1)
    ways = [(make, about) for make in (one, other) for about in ((), ("anc",), ("plt",), ("anc", "plt"))]
    for _ in range(2):
        assert [asked.cached(make, *about) for make, about in ways] == made
    assert len(set(made)) == len(made) == len(ways)


def test_that_what_was_made_of_an_entry_is_no_part_of_it() -> None:
    asked, other = entry(1), entry(1)
    asked.cached(str)
    assert asked == other
    assert repr(asked) == repr(other)


@pytest.mark.parametrize("kept", [
    SOURCE, Answer("yes", SOURCE), LabResult(Quantity.parse("5"), "U/L"), entry(1), Facts(),
], ids=lambda kept: type(kept).__name__)
def test_that_what_a_verdict_was_judged_from_cannot_change_under_it(kept: object) -> None:
    for name in (one.name for one in fields(kept)):  # type: ignore[arg-type]
        with pytest.raises(FrozenInstanceError):
            setattr(kept, name, None)


def test_that_an_answer_has_no_reason_unless_one_is_given() -> None:
    assert Answer("yes", SOURCE).reason == ""


@pytest.mark.parametrize("ask", [
    lambda facts, form: facts.all(form), lambda facts, form: facts.one(form),
    lambda facts, form: facts.value(form, "anc"), lambda facts, form: facts.answer(form, "anc"),
    lambda facts, form: list(facts.rows(form, "cells")),
], ids=["all", "one", "value", "answer", "rows"])
def test_that_note_is_kept_of_every_form_that_is_asked_for_and_the_answer_is_the_same(
    ask: Callable[[Facts, str], object]
) -> None:
    entries = {"laboratory": (entry(1, cells=(entry(7),)), entry(2)), "ecg_echo": ()}
    plain, heard = Facts(entries), TrackedFacts(entries)
    for form in ("laboratory", "ecg_echo", "consent", "laboratory"):
        assert ask(heard, form) == ask(plain, form)
    assert [form for _, form in heard.asked] == ["laboratory", "ecg_echo", "consent", "laboratory"]
    assert {sort for sort, _ in heard.asked} == {"form"}


def test_that_only_a_text_is_a_code() -> None:
    assert Answer("yes", SOURCE).code == "yes"
    assert Answer(Decimal(1), SOURCE).code is None
    assert Answer(None, SOURCE).code is None


@pytest.mark.parametrize(("state", "settled", "stops"), [
    (State.MET, True, False), (State.ABSENT, True, False), (State.NOT_APPLICABLE, True, False),
    (State.NOT_MET, False, True), (State.PRESENT, False, True),
    (State.INCOMPLETE, False, False), (State.NEEDS_PI, False, False), (State.PENDING_DATE, False, False),
])
def test_that_a_state_settles_or_stops_or_leaves_open(state: State, settled: bool, stops: bool) -> None:
    assert (state.settled, state.stops) == (settled, stops)
