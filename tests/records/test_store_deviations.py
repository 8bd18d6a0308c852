"""A departure from the protocol is kept with the entry it is about, in one act or not at all."""

from __future__ import annotations

import pytest

from ucbnk_desktop.records.changes import ChangeKind
from ucbnk_desktop.records.faults import StoreBug
from ucbnk_desktop.records.model import Deviation
from ucbnk_desktop.records.store import Store

DEPARTED = Deviation("given", ("存在A", "由乙决定"), "blood", {"sampled_on": "2026-11-22"})


def _since(store: Store, sequence: int) -> list[tuple[str, str, int | None, str, str, str]]:
    return [
        (row.operation, row.form, row.entry, row.field, row.new, row.reason) for row in store.history()
        if row.sequence > sequence
    ]


def test_that_a_new_entry_and_its_deviation_are_one_act(store: Store) -> None:
    told: list[object] = []
    store.watch(told.append)
    before = store.head.sequence
    change = store.record("P1", "therapy", {"given": "yes"}, deviation=DEPARTED)
    assert (change.kind, change.form) == (ChangeKind.RECORDED, "therapy")
    assert told == [change]
    assert _since(store, before) == [
        ("record", "therapy", 1, "", "1.0", ""), ("record", "therapy", 1, "given", "yes", ""),
        ("given_although", "therapy", 1, "given", "yes", "存在A"),
        ("given_although", "therapy", 1, "given", "yes", "由乙决定"),
        ("record", "blood", 1, "", "1.0", ""), ("record", "blood", 1, "sampled_on", "2026-11-22", ""),
    ]
    assert not store.verify()


def test_that_a_correction_carries_its_deviation_also_where_no_value_changes(store: Store) -> None:
    store.record("P1", "therapy", {"given": "yes"})
    before = store.head.sequence
    change = store.correct("P1", "therapy", 1, {}, deviation=DEPARTED)
    assert change.kind is ChangeKind.CORRECTED
    assert [row[0] for row in _since(store, before)] == ["given_although", "given_although", "record", "record"]
    assert len(store.entries("P1", "blood")) == 1
    assert not store.verify()


@pytest.mark.parametrize("wrong", [
    Deviation("given", (), "blood", {"no_such": "1"}), Deviation("given", (), "nothing", {}),
    Deviation("given", (), "blood", {"sampled_on": "\0"}),
])
def test_that_nothing_is_kept_where_the_deviation_cannot_be(store: Store, wrong: Deviation) -> None:
    head = store.head
    with pytest.raises(StoreBug):
        store.record("P1", "therapy", {"given": "yes"}, deviation=wrong)
    assert store.head == head
    assert store.entries("P1", "therapy") == ()
    assert not store.verify()
