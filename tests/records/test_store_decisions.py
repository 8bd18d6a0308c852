"""Several decisions in one act: each with its version and its history rows, all of them or none."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ucbnk_desktop.records import Store
from ucbnk_desktop.records.changes import Change, ChangeKind
from ucbnk_desktop.records.faults import ReasonNeeded, StoreBug
from ucbnk_desktop.records.transaction import Transaction


def test_that_several_decisions_are_one_act_of_one_moment(store: Store) -> None:
    told: list[Change] = []
    store.watch(told.append)
    before = store.head.sequence
    change = store.decide_all({"R-A": "x", "R-B": "y", "R-C": "z"}, source="方案 1.2")
    assert told == [change]
    assert change.kind is ChangeKind.DECIDED
    assert {key: (one.value, one.version, one.source) for key, one in store.decisions().items()} == {
        "R-A": ("x", 1, "方案 1.2"), "R-B": ("y", 1, "方案 1.2"), "R-C": ("z", 1, "方案 1.2"),
    }
    rows = store.history()[before:]
    assert [(row.operation, row.field, row.new) for row in rows] == [
        ("decide", "R-A", "x"), ("decide_source", "R-A", "方案 1.2"),
        ("decide", "R-B", "y"), ("decide_source", "R-B", "方案 1.2"),
        ("decide", "R-C", "z"), ("decide_source", "R-C", "方案 1.2"),
    ]
    assert len({row.at for row in rows}) == 1
    assert store.verify() == ()


def test_that_what_stands_already_gets_no_new_version(store: Store) -> None:
    store.decide("R-A", "x", source="方案 1.2")
    store.decide_all({"R-A": "x", "R-B": "y"}, source="方案 1.2")
    assert [one.version for one in store.decision_history("R-A")] == [1]
    assert [one.version for one in store.decision_history("R-B")] == [1]


def test_that_nothing_new_writes_nothing(store: Store) -> None:
    store.decide("R-A", "x", source="方案 1.2")
    before = store.head
    assert store.decide_all({"R-A": "x"}, source="方案 1.2").kind is ChangeKind.UNCHANGED
    assert store.decide_all({}, source="方案 1.2").kind is ChangeKind.UNCHANGED
    assert store.head == before


def test_that_changing_one_of_several_needs_a_reason_and_keeps_none_without(store: Store) -> None:
    store.decide("R-A", "x", source="方案 1.2")
    with pytest.raises(ReasonNeeded) as caught:
        store.decide_all({"R-B": "y", "R-A": "other"}, source="方案 1.2")
    assert caught.value.fields == ("R-A",)
    assert set(store.decisions()) == {"R-A"}
    store.decide_all({"R-B": "y", "R-A": "other"}, source="方案 1.2", reason="方案修订")
    assert [one.value for one in store.decision_history("R-A")] == ["x", "other"]


@pytest.mark.parametrize("values", [{"R-A": "x", "": "y"}, {"R-A": "x", "R-B": "\ud800"}])
def test_that_one_that_cannot_be_kept_keeps_none(store: Store, values: dict[str, str]) -> None:
    with pytest.raises(StoreBug):
        store.decide_all(values, source="方案 1.2")
    assert store.decisions() == {}


def test_that_a_fault_in_the_middle_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before, told = store.head, list[Change]()
    store.watch(told.append)
    insert, seen = Transaction.insert, list[str]()

    def broken(act: Transaction, table: str, *rows: dict[str, object]) -> None:
        seen.append(str(rows[0]["id"]))
        if len(seen) == 2:
            raise ValueError("in the middle")
        insert(act, table, *rows)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "insert", broken)
        with pytest.raises(ValueError, match="in the middle"):
            store.decide_all({"R-A": "x", "R-B": "y", "R-C": "z"}, source="方案 1.2")
    assert seen == ["R-A", "R-B"]
    assert store.decisions() == {}
    assert (store.head, told) == (before, [])
    assert store.verify() == ()
    store.decide_all({"R-A": "x"}, source="方案 1.2")
    assert store.verify() == ()


_VALUES = st.dictionaries(st.sampled_from(["R-A", "R-B", "R-C"]), st.sampled_from(["x", "y"]), max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(_VALUES, max_size=4))
def test_that_all_at_once_leaves_what_one_after_the_other_would(store: Store, acts: list[dict[str, str]]) -> None:
    would = {key: one.value for key, one in store.decisions().items()}
    for values in acts:
        store.decide_all(values, source="方案", reason="修订")
        would |= values
        assert {key: one.value for key, one in store.decisions().items()} == would
    assert all(
        [one.version for one in store.decision_history(key)] == list(range(1, len(store.decision_history(key)) + 1))
        for key in would
    )
    assert store.verify() == ()
