from __future__ import annotations

from decimal import Decimal

import pytest

from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Source
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
