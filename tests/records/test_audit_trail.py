"""The audit trail: one row for each field, in the same transaction, linked so that anyone can walk it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest

from ucbnk_desktop import __version__
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import HistoryRow, RowDraft, Store, StoreBug, User
from ucbnk_desktop.records.transaction import Transaction
from ucbnk_desktop.wording import Language


def test_that_every_field_written_has_its_own_row(store: Store) -> None:
    store.record("P1", "therapy", {"remark": "a", "given": "yes"}, rows={"drugs": [RowDraft({"drug": "b"})]})
    rows = store.history(participant="P1", form="therapy", entry=1)
    assert [(row.operation, row.row, row.field, row.old, row.new) for row in rows] == [
        ("record", None, "", "", "1.0"),
        ("record", None, "remark", "", "a"),
        ("record", None, "given", "", "yes"),
        ("record", 1, "drugs", "", ""),
        ("record", 1, "drugs.drug", "", "b"),
    ]


def test_that_a_correction_writes_rows_only_for_what_changed(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0", "sampled_on": "2026-11-20"})
    before = store.head.sequence
    store.correct("P1", "blood", 1, {"anc": "1.0", "sampled_on": "2026-11-21"}, reason="日期错误")
    (row,) = [row for row in store.history() if row.sequence > before]
    assert (row.field, row.old, row.new, row.reason) == ("sampled_on", "2026-11-20", "2026-11-21", "日期错误")


def test_that_a_row_says_who_in_which_role_when_and_with_which_program(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1"})
    row = store.history()[-1]
    assert (row.user, row.role, row.program) == ("王芳", "coordinator", __version__)
    assert row.at == datetime(2026, 11, 22, 6, 2, 3, 456000, tzinfo=UTC)
    assert row.offset_minutes == 480


def test_that_the_history_can_be_narrowed_to_one_value(store: Store) -> None:
    rows = {"drugs": [RowDraft({"drug": "a"}), RowDraft({"drug": "b"})]}
    store.record("P1", "therapy", {"remark": "x"}, rows=rows)
    store.record("P1", "blood", {"anc": "1"})
    found = store.history(participant="P1", form="therapy", entry=1, row=2, field="drugs.drug")
    assert [row.new for row in found] == ["b"]


def test_that_create_open_and_close_are_in_the_history(store: Store, reopen: Callable[[], Store]) -> None:
    store.close()
    with reopen() as again:
        operations = [row.operation for row in again.history()]
    assert operations == ["create", "create", "create", "create", "open", "screen", "close", "open"]


def test_that_the_chain_can_be_walked_again_from_the_rows_alone(store: Store) -> None:
    store.record("P1", "blood", {"anc": "<0.5", "anc_unit": "×10⁹/L"})
    digest = "0" * 64
    for row in store.history():
        canonical = [
            row.sequence, row.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), row.offset_minutes,
            row.user, row.role, row.operation, row.participant, row.form, row.entry, row.row, row.field, row.old,
            row.new, row.reason, row.program,
        ]  # fmt: skip
        text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"))
        digest = sha256((digest + text).encode()).hexdigest()
        assert row.digest == digest
    assert store.head.digest == digest


def test_that_the_head_prints_as_four_groups_of_four(store: Store) -> None:
    assert store.head.short.replace(" ", "") == store.head.digest[:16]
    assert [len(group) for group in store.head.short.split()] == [4, 4, 4, 4]


def test_that_the_head_is_the_same_after_opening_again(store: Store, reopen: Callable[[], Store]) -> None:
    store.record("P1", "blood", {"anc": "1"})
    store.close()
    sequence = store.head.sequence
    with reopen() as again:
        rows = again.history()
        assert rows[sequence - 1].digest == store.head.digest
        assert again.head.sequence == sequence + 1


@pytest.mark.parametrize("where", ["note", "insert", "update", "finish"])
def test_that_a_failure_at_any_step_of_a_save_leaves_neither_value_nor_history(
    store: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    store.record("P1", "therapy", {"remark": "a"}, rows={"drugs": [RowDraft({"drug": "b"})]})
    head, entries = store.head, store.all_entries("P1")

    def fail(*_: object, **__: object) -> None:
        raise OSError("no more")

    def change() -> None:
        rows = {"drugs": [RowDraft({"drug": "c"}, 1), RowDraft({"drug": "d"})]}
        store.correct("P1", "therapy", 1, {"remark": "x"}, rows=rows, reason="r")

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, where, fail)
        with pytest.raises(OSError, match="no more"):
            change()
    assert (store.head, store.all_entries("P1"), store.verify()) == (head, entries, ())
    change()
    assert store.verify() == ()


def test_that_a_transaction_left_open_stops_the_next_save(store: Store) -> None:
    store._connection.execute("BEGIN")
    with pytest.raises(StoreBug):
        store.record("P1", "blood", {"anc": "1"})
    store._connection.execute("ROLLBACK")
    store.record("P1", "blood", {"anc": "1"})


def test_that_a_clock_that_went_back_is_noted_and_saving_goes_on(store: Store, hands: list[datetime]) -> None:
    hands.append(hands[-1] - timedelta(days=2000))
    store.record("P1", "blood", {"anc": "1"})
    store.record("P1", "blood", {"anc": "2"})
    assert [row.operation for row in store.history()].count("clock_back") == 1
    assert [notice.code for notice in store.notices] == ["records_clock_back"]
    assert store.notices[0].words(Language.ZH).startswith("计算机时间早于上一条记录")
    assert [row.sequence for row in store.history()] == list(range(1, store.head.sequence + 1))
    assert store.verify() == ()


def test_that_a_clock_two_minutes_back_is_nothing_to_speak_of(store: Store, hands: list[datetime]) -> None:
    hands.append(hands[-1] - timedelta(minutes=2))
    store.record("P1", "blood", {"anc": "1"})
    assert store.notices == ()


@pytest.mark.parametrize(("hours", "noted"), [(24, 0), (25, 1)])
def test_that_a_clock_that_leaps_a_day_in_one_session_is_noted(
    store: Store, hands: list[datetime], hours: int, noted: int
) -> None:
    hands.append(hands[-1] + timedelta(hours=hours))
    store.record("P1", "blood", {"anc": "1"})
    assert [row.operation for row in store.history()].count("clock_ahead") == noted


def test_that_a_weekend_between_two_sessions_is_no_clock_jump(
    store: Store, hands: list[datetime], reopen: Callable[[], Store]
) -> None:
    store.close()
    hands.append(hands[-1] + timedelta(days=3))
    with reopen() as again:
        assert again.notices == ()


def test_that_the_zone_of_each_moment_is_kept(store: Store, hands: list[datetime]) -> None:
    hands.append(hands[-1].astimezone(timezone(timedelta(hours=-3, minutes=-30))))
    store.record("P1", "blood", {"anc": "1"})
    row = store.history()[-1]
    assert (row.offset_minutes, row.at) == (-210, hands[-1])


def test_that_a_clock_without_a_zone_is_a_bug(store: Store, hands: list[datetime]) -> None:
    hands.append(datetime(2026, 11, 22, 14, 0))  # noqa: DTZ001 - the point of the test
    with pytest.raises(StoreBug):
        store.record("P1", "blood", {"anc": "1"})
    hands.pop()


def test_that_the_next_user_signs_with_another_name(
    store: Store, path: Path, forms: Mapping[str, FormDefinition], clock: Callable[[], datetime]
) -> None:
    store.close()
    with Store.open(path, forms, user=User("李医生", "investigator"), now=clock) as again:
        again.record("P1", "blood", {"anc": "1"})
        rows: tuple[HistoryRow, ...] = again.history(participant="P1", form="blood")
        assert {(row.user, row.role) for row in rows} == {("李医生", "investigator")}
        assert [row.recorded_by for row in again.entries("P1", "blood")] == ["李医生"]
