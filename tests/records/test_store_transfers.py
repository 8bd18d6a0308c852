"""Several participants moved in one act: each with her own history row, all of them or none."""

from __future__ import annotations

import pytest

from ucbnk_desktop.records import Change, ChangeKind, ReasonNeeded, Store, StoreBug
from ucbnk_desktop.records.transaction import Transaction

CODES = ("P1", "P2", "P3")


@pytest.fixture
def screened(store: Store) -> Store:
    for code in CODES:
        if not store.is_screened(code):
            store.screen(code)
    return store


def test_that_several_moves_are_one_act_of_one_moment(screened: Store) -> None:
    screened.transfer("P2", "1.1", before="1.0", reason="重新知情")
    told: list[Change] = []
    screened.watch(told.append)
    start = screened.head.sequence
    change = screened.transfer_all({"P1": "1.0", "P2": "1.1", "P3": "1.0"}, "1.2", reason="伦理要求")
    assert told == [change]
    assert (change.kind, change.participant, change.sequence) == (ChangeKind.TRANSFERRED, None, screened.head.sequence)
    rows = screened.history()[start:]
    assert [(row.operation, row.participant, row.entry, row.old, row.new, row.reason) for row in rows] == [
        ("transfer", "P1", 1, "1.0", "1.2", "伦理要求"), ("transfer", "P2", 2, "1.1", "1.2", "伦理要求"),
        ("transfer", "P3", 1, "1.0", "1.2", "伦理要求"),
    ]
    assert len({row.at for row in rows}) == 1
    assert screened.verify() == ()


def test_that_a_move_of_one_names_her_to_whoever_watches(screened: Store) -> None:
    assert screened.transfer_all({"P3": "1.0"}, "1.1", reason="r").participant == "P3"
    assert screened.transfer("P1", "1.1", before="1.0", reason="r").participant == "P1"


def test_that_moving_nobody_writes_nothing(screened: Store) -> None:
    head = screened.head
    assert screened.transfer_all({}, "1.1", reason="r").kind is ChangeKind.UNCHANGED
    assert screened.head == head


def test_that_without_a_reason_all_are_named_and_none_is_moved(screened: Store) -> None:
    with pytest.raises(ReasonNeeded) as caught:
        screened.transfer_all({"P1": "1.0", "P3": "1.0"}, "1.1", reason=" ")
    assert caught.value.fields == ("P1", "P3")
    assert screened.transfers() == ()


@pytest.mark.parametrize(("before", "version"), [
    ({"P1": "1.0", "P9": "1.0"}, "1.1"), ({"P1": "1.0", "P2": "\ud800"}, "1.1"), ({"P1": "1.0", "P2": "1.0"}, ""),
])
def test_that_one_that_cannot_be_moved_keeps_all_where_they_are(
    screened: Store, before: dict[str, str], version: str
) -> None:
    head = screened.head
    with pytest.raises(StoreBug):
        screened.transfer_all(before, version, reason="r")
    assert (screened.transfers(), screened.head) == ((), head)


def test_that_a_fault_in_the_middle_moves_nobody(screened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    head, told = screened.head, list[Change]()
    screened.watch(told.append)
    insert, seen = Transaction.insert, list[str]()

    def broken(act: Transaction, table: str, *rows: dict[str, object]) -> None:
        seen.append(str(rows[0]["participant"]))
        if len(seen) == 2:
            raise ValueError("in the middle")
        insert(act, table, *rows)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "insert", broken)
        with pytest.raises(ValueError, match="in the middle"):
            screened.transfer_all(dict.fromkeys(CODES, "1.0"), "1.1", reason="r")
    assert seen == ["P1", "P2"]
    assert (screened.transfers(), screened.head, told) == ((), head, [])
    screened.transfer_all(dict.fromkeys(CODES, "1.0"), "1.1", reason="r")
    assert [one.participant for one in screened.transfers()] == list(CODES)
    assert screened.verify() == ()
