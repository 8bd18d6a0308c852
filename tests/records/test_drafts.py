"""Drafts in the file: several of one entry, those of older programs, and what they lay over an entry that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.records import RowDraft, Store
from ucbnk_desktop.records.draft_merge import begun_from, flat, rebased, writers
from ucbnk_desktop.records.model import Draft, DraftSlot, StoredEntry, StoredRow, Strike

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
VALUES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "1", "2", "3"]), min_size=4, max_size=4)


def _entry(values: Mapping[str, str], *rows: StoredRow) -> StoredEntry:
    return StoredEntry("P1", "therapy", 1, "1.0", values, {"drugs": rows}, None, AT, "a")


def _draft(values: Mapping[str, str], *rows: RowDraft, base: Mapping[str, str] | None = None) -> Draft:
    return Draft("P1", "therapy", 1, values, {"drugs": rows}, AT, "a", 0, base)


def test_that_drafts_of_several_new_entries_are_kept_beside_each_other(
    store: Store, reopen: Callable[[], Store]
) -> None:
    store.keep_draft("P1", "blood", None, {"anc": "1"})
    store.keep_draft("P1", "blood", None, {"anc": "2"}, slot=1, base={"anc": ""})
    store.keep_draft("P1", "blood", None, {"anc": "3"}, slot=1, base={"anc": ""})
    store.close()
    with reopen() as again:
        assert [(one.slot, one.values["anc"], one.base) for one in again.drafts()] == [
            (0, "1", None), (1, "3", {"anc": ""})]
        again.discard_draft("P1", "blood", None)
        assert [one.values["anc"] for one in again.drafts()] == ["3"]


def test_that_saving_ends_the_draft_that_was_saved_and_no_other(store: Store) -> None:
    for slot in range(3):
        store.keep_draft("P1", "blood", None, {"anc": str(slot)}, slot=slot)
    store.record("P1", "blood", {"anc": "1"}, closes=DraftSlot(None, 1))
    assert [one.slot for one in store.drafts()] == [0, 2]
    store.record("P1", "blood", {"anc": "0"})
    assert [one.slot for one in store.drafts()] == [2]


def test_that_a_draft_of_an_older_program_is_read_and_kept_beside_a_new_one(store: Store) -> None:
    content = json.dumps({"values": {"remark": "旧"}, "rows": {"drugs": [[1, {"drug": "b"}], [None, {"drug": "c"}]]}})
    store._connection.execute(
        "INSERT INTO draft (participant, form, entry, kept_by, kept_at, content) VALUES (?, ?, ?, ?, ?, ?)",
        ("P1", "therapy", 1, "王芳", "2026-11-22T06:00:00.000Z", content),
    )
    (old,) = store.drafts()
    assert (old.slot, old.base, old.kept_at, old.values["remark"]) == (0, None, AT, "旧")
    assert old.rows["drugs"] == (RowDraft({"drug": "b"}, 1), RowDraft({"drug": "c"}))
    store.keep_draft("P1", "therapy", 1, {"remark": "新"}, slot=1)
    assert [one.values["remark"] for one in store.drafts()] == ["旧", "新"]


@given(VALUES, VALUES, VALUES)
def test_that_only_what_was_typed_goes_over_what_is_saved(
    base: dict[str, str], saved: dict[str, str], typed: dict[str, str]
) -> None:
    found = rebased(_draft(typed), _entry(saved), base)
    for key, shown in {**saved, **found.draft.values}.items():
        assert shown == (typed[key] if typed[key] != base[key] else saved[key])
        both = typed[key] != base[key] != saved[key] != typed[key]
        assert (key in found.changed, key in found.both) == (saved[key] != base[key], both)


@given(VALUES, VALUES, VALUES)
def test_that_rows_are_laid_over_as_the_entry_itself_is(
    base: dict[str, str], saved: dict[str, str], typed: dict[str, str]
) -> None:
    began = flat({}, {"drugs": [RowDraft(base, 3)]})
    new = RowDraft({"a": "9"})
    found = rebased(_draft({}, RowDraft(typed, 3), new), _entry({}, StoredRow(3, saved)), began)
    *kept, last = found.draft.rows["drugs"]
    assert last == new
    laid = {**saved, **(kept[0].values if kept else {})}
    assert laid == {key: typed[key] if typed[key] != base[key] else saved[key] for key in saved}


def test_that_what_was_typed_in_a_row_struck_since_is_named_and_not_laid_over() -> None:
    struck = StoredRow(3, {"drug": "a"}, Strike("r", "b", AT))
    found = rebased(_draft({}, RowDraft({"drug": "b"}, 3)), _entry({}, struck), {"drugs[3].drug": "a"})
    assert found.struck == ("drugs[3].drug",)
    assert found.draft.rows["drugs"] == ()


def test_that_a_new_entry_takes_the_whole_draft_with_rows_of_its_own() -> None:
    found = rebased(_draft({"remark": "x"}, RowDraft({"drug": "b"}, 3)), None, {"remark": "x"})
    assert found.draft.values == {"remark": "x"}
    assert found.draft.rows["drugs"] == (RowDraft({"drug": "b"}),)


def test_that_the_beginning_of_an_older_draft_is_read_back_from_the_history(
    store: Store, hands: list[datetime]
) -> None:
    store.record("P1", "therapy", {"remark": "a"}, rows={"drugs": [RowDraft({"drug": "x"})]})
    hands.append(hands[-1].replace(minute=10))
    hands.append(hands[-1].replace(minute=20))
    store.correct("P1", "therapy", 1, {"remark": "b"}, rows={"drugs": [RowDraft({"drug": "y"}, 1)]}, reason="r")
    history = store.history(participant="P1", form="therapy", entry=1)
    draft = Draft("P1", "therapy", 1, {}, {}, hands[1], "王芳")
    began = begun_from(draft, store.entry("P1", "therapy", 1), history)
    assert (began["remark"], began["drugs[1].drug"]) == ("a", "x")
    (row,) = writers(history, ["drugs[1].drug"])
    assert (row.user, row.new) == ("王芳", "y")
