"""Each verb: what it keeps, what it says, what it refuses; and that it does all of it or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

import pytest

from ucbnk_desktop.records import (
    Change,
    ChangeKind,
    Prompted,
    ReasonNeeded,
    RowDraft,
    Store,
    StoreBug,
    StoredEntry,
    StoreFault,
    changed_answers,
)
from ucbnk_desktop.wording import Language


def only(store: Store, form: str) -> StoredEntry:
    (entry,) = store.entries("P1", form)
    return entry


def operations(store: Store) -> list[tuple[str, str, str, str]]:
    return [(row.operation, row.field, row.old, row.new) for row in store.history(participant="P1")]


def test_that_a_screened_participant_is_listed_with_who_and_when(store: Store) -> None:
    (participant,) = store.participants()
    assert (participant.code, participant.screened_by) == ("P1", "王芳")
    assert participant.screened_at.isoformat() == "2026-11-22T06:02:03.456000+00:00"


@pytest.mark.parametrize("code", ["P1", "p1"])
def test_that_a_participant_code_that_is_taken_is_refused_in_words(store: Store, code: str) -> None:
    head = store.head
    with pytest.raises(StoreFault) as caught:
        store.screen(code)
    assert caught.value.code == "records_participant_exists"
    assert code in caught.value.words(Language.ZH)
    assert store.head == head


def test_that_a_code_of_spaces_is_a_bug(store: Store) -> None:
    with pytest.raises(StoreBug):
        store.screen("  ")


def test_that_an_entry_gives_back_exactly_what_was_typed(store: Store) -> None:
    values = {"anc": "<0.50", "anc_unit": "×10⁹/L", "anc_uln": "6.30", "sampled_on": "2026-11-22"}
    change = store.record("P1", "blood", values)
    assert (change.kind, change.participant, change.form, change.entry) == ("recorded", "P1", "blood", 1)
    entry = only(store, "blood")
    assert entry.values == {**dict.fromkeys(("anc_lln", "anc_significance"), ""), **values}
    assert (entry.version, entry.recorded_by, entry.struck) == ("1.0", "王芳", None)


@pytest.mark.parametrize("typed", ["4.20", "1E+2", "007", " ", "𬱖", "a\nb", "'; DROP TABLE history; --", "１．５"])
def test_that_a_text_is_kept_to_the_character(store: Store, typed: str) -> None:
    store.record("P1", "therapy", {"remark": typed})
    assert only(store, "therapy").values["remark"] == typed


def test_that_the_change_names_the_last_history_row(store: Store) -> None:
    change = store.record("P1", "blood", {"anc": "1"})
    assert change.sequence == store.head.sequence == store.history()[-1].sequence


def test_that_entries_are_numbered_in_the_order_of_recording(store: Store) -> None:
    assert [store.record("P1", "blood", {}).entry for _ in range(3)] == [1, 2, 3]


def test_that_a_form_filled_once_takes_no_second_entry(store: Store) -> None:
    store.record("P1", "therapy", {})
    with pytest.raises(StoreBug):
        store.record("P1", "therapy", {})


def test_that_a_form_with_a_limit_takes_no_entry_beyond_it(store: Store) -> None:
    for _ in range(3):
        store.record("P1", "blood", {})
    with pytest.raises(StoreBug):
        store.record("P1", "blood", {})


def test_that_a_struck_entry_makes_room_for_another_under_a_new_number(store: Store) -> None:
    store.record("P1", "therapy", {"remark": "a"})
    store.strike("P1", "therapy", 1, reason="录入错误")
    assert store.record("P1", "therapy", {"remark": "b"}).entry == 2


def test_that_rows_are_numbered_and_a_blank_one_is_left_out(store: Store) -> None:
    rows = [RowDraft({"drug": "长春新碱"}), RowDraft({"drug": "", "given_on": ""}), RowDraft({"given_on": "2026"})]
    store.record("P1", "therapy", {}, rows={"drugs": rows})
    kept = only(store, "therapy").rows["drugs"]
    assert [(row.number, row.values["drug"], row.values["given_on"]) for row in kept] == [
        (1, "长春新碱", ""), (2, "", "2026"),
    ]  # fmt: skip


def test_that_a_blank_is_filled_without_a_reason(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    assert store.correct("P1", "blood", 1, {"anc": "1.0", "anc_unit": "×10⁹/L"}).kind is ChangeKind.CORRECTED
    assert only(store, "blood").values["anc_unit"] == "×10⁹/L"


def test_that_a_saved_value_changes_only_with_a_reason(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0", "sampled_on": "2026-11-22"})
    with pytest.raises(ReasonNeeded) as caught:
        store.correct("P1", "blood", 1, {"anc": "10", "anc_unit": "×10⁹/L"}, reason="  ")
    assert caught.value.fields == ("anc",)
    assert only(store, "blood").values["anc_unit"] == ""
    store.correct("P1", "blood", 1, {"anc": "10"}, reason="录入错误")
    assert only(store, "blood").values["anc"] == "10"
    assert store.history()[-1].reason == "录入错误"


def test_that_emptying_a_saved_value_needs_a_reason_too(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    with pytest.raises(ReasonNeeded):
        store.correct("P1", "blood", 1, {"anc": ""})


def test_that_changing_a_value_of_a_row_names_row_and_column(store: Store) -> None:
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"}), RowDraft({"drug": "b"})]})
    rows = {"drugs": [RowDraft({"drug": "c"}, number=2)]}
    assert changed_answers(only(store, "therapy"), {}, rows) == ("drugs[2].drug",)
    with pytest.raises(ReasonNeeded):
        store.correct("P1", "therapy", 1, {}, rows=rows)
    store.correct("P1", "therapy", 1, {}, rows=rows, reason="录入错误")
    assert [row.values["drug"] for row in only(store, "therapy").rows["drugs"]] == ["a", "c"]


def test_that_a_row_is_added_without_a_reason_and_rows_not_named_stay(store: Store) -> None:
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"})]})
    store.correct("P1", "therapy", 1, {}, rows={"drugs": [RowDraft({"drug": "b"})]})
    assert [(row.number, row.values["drug"]) for row in only(store, "therapy").rows["drugs"]] == [(1, "a"), (2, "b")]


def test_that_the_number_of_a_struck_row_is_never_used_again(store: Store) -> None:
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"})]})
    store.strike("P1", "therapy", 1, reason="录入错误", row=("drugs", 1))
    store.correct("P1", "therapy", 1, {}, rows={"drugs": [RowDraft({"drug": "b"})]})
    assert [(row.number, bool(row.struck)) for row in only(store, "therapy").rows["drugs"]] == [(1, True), (2, False)]


def test_that_saving_without_a_difference_writes_nothing_and_tells_nobody(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    told: list[Change] = []
    store.watch(told.append)
    head = store.head
    assert store.correct("P1", "blood", 1, {"anc": "1.0"}).kind is ChangeKind.UNCHANGED
    assert (store.head, told) == (head, [])


def test_that_a_struck_entry_stays_readable_with_reason_user_and_time(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    assert store.strike("P1", "blood", 1, reason="受试者错误").kind is ChangeKind.STRUCK
    entry = only(store, "blood")
    assert entry.values["anc"] == "1.0"
    assert entry.struck is not None
    assert (entry.struck.reason, entry.struck.by) == ("受试者错误", "王芳")


def test_that_striking_needs_a_reason(store: Store) -> None:
    store.record("P1", "blood", {})
    with pytest.raises(ReasonNeeded):
        store.strike("P1", "blood", 1, reason="")


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda store: store.correct("P1", "therapy", 1, {"remark": "x"}, reason="r"),
        lambda store: store.strike("P1", "therapy", 1, reason="r"),
        lambda store: store.strike("P1", "therapy", 1, reason="r", row=("drugs", 1)),
    ],
)
def test_that_a_struck_entry_takes_no_further_change(store: Store, forbidden: Callable[[Store], Change]) -> None:
    store.record("P1", "therapy", {"remark": "a"}, rows={"drugs": [RowDraft({"drug": "a"})]})
    store.strike("P1", "therapy", 1, reason="r")
    head = store.head
    with pytest.raises(StoreBug):
        forbidden(store)
    assert store.head == head


def test_that_a_struck_row_takes_no_further_change(store: Store) -> None:
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"})]})
    store.strike("P1", "therapy", 1, reason="r", row=("drugs", 1))
    with pytest.raises(StoreBug):
        store.correct("P1", "therapy", 1, {"remark": "x"}, rows={"drugs": [RowDraft({"drug": "b"}, 1)]}, reason="r")
    assert only(store, "therapy").values["remark"] == ""
    assert store.verify() == ()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda store: store.record("nobody", "blood", {}),
        lambda store: store.record("P1", "no_form", {}),
        lambda store: store.record("P1", "blood", {"no_column": "1"}),
        lambda store: store.record("P1", "blood", {"_entry": "1"}),
        lambda store: store.record("P1", "blood", {"anc": 1.5}),
        lambda store: store.record("P1", "blood", {"anc": None}),
        lambda store: store.record("P1", "blood", {"anc": "a\0b"}),
        lambda store: store.record("P1", "blood", {"anc": "\ud800"}),
        lambda store: store.record("P1", "blood", {}, rows={"drugs": []}),
        lambda store: store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"no_column": "1"})]}),
        lambda store: store.record("P1", "therapy", {}, rows={"": [RowDraft({"remark": "1"})]}),
        lambda store: store.record("P1", "blood", {"anc": "1"}, confirmations={"drugs[0].drug": "?"}),
        lambda store: store.record("P1", "blood", {"anc": "1"}, confirmations={"no key": "?"}),
        lambda store: store.correct("P1", "blood", 1, {}),
        lambda store: store.strike("P1", "blood", 1, reason="r"),
        lambda store: store.record("P1", "eligibility", {}),
        lambda store: store.record("P1", "enrolment", {}),
        lambda store: store.decide("", "1", source="s"),
        lambda store: store.note("rewritten"),
        lambda store: store.keep_draft("P1", "no_form", None, {}),
    ],
)
def test_that_a_wrong_request_is_a_bug_and_leaves_nothing_behind(
    store: Store, wrong: Callable[[Store], object]
) -> None:
    head, history = store.head, store.history()
    with pytest.raises(StoreBug):
        wrong(store)
    assert (store.head, store.history(), store.verify()) == (head, history, ())
    store.screen("P2")


def test_that_a_confirmed_strange_value_keeps_the_prompt(store: Store) -> None:
    rows = {"drugs": [RowDraft({"drug": ""}), RowDraft({"drug": "罕见药"})]}
    confirmations = {"remark": "确认？", "drugs[1].drug": "不常见，是否正确？"}
    store.record("P1", "therapy", {"remark": "x"}, rows=rows, confirmations=confirmations)
    kept = [row for row in store.history() if row.operation == "confirm_value"]
    assert [(row.field, row.row, row.new, row.reason) for row in kept] == [
        ("remark", None, "x", "确认？"), ("drugs.drug", 1, "罕见药", "不常见，是否正确？"),
    ]  # fmt: skip
    assert store.verify() == ()


def test_that_a_value_changed_after_a_prompt_keeps_the_first_value(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1.5"}, prompted={"anc": Prompted("15", "高于常用范围")})
    row = store.history()[-1]
    assert (row.operation, row.field, row.old, row.new, row.reason) == (
        "change_value", "anc", "15", "1.5", "高于常用范围",
    )  # fmt: skip


def test_that_a_new_confirmation_strikes_the_one_before(store: Store) -> None:
    assert store.confirm("P1", {"confirmed": "no"}).kind is ChangeKind.CONFIRMED
    store.confirm("P1", {"confirmed": "yes"})
    first, second = store.entries("P1", "eligibility")
    assert first.struck is not None
    assert first.struck.reason == "重新确认 / Confirmed anew"
    assert (second.struck, second.values["confirmed"]) == (None, "yes")
    assert store.verify() == ()


def test_that_a_participant_is_enrolled_once(store: Store) -> None:
    change = store.enrol("P1", {"enrolled_on": "2026-11-22"})
    assert (change.kind, change.form) == (ChangeKind.ENROLLED, "enrolment")
    with pytest.raises(StoreBug):
        store.enrol("P1", {"enrolled_on": "2026-11-23"})
    assert store.history()[-1].operation == "enrol"


def test_that_a_decision_has_versions_and_changing_it_needs_a_reason(store: Store) -> None:
    store.decide("infusion_interval", "14", source="方案 1.2")
    with pytest.raises(ReasonNeeded):
        store.decide("infusion_interval", "21", source="方案 1.3")
    store.decide("infusion_interval", "21", source="方案 1.3", reason="方案修订")
    assert store.decisions()["infusion_interval"].value == "21"
    versions = store.decision_history("infusion_interval")
    assert [(d.version, d.value, d.source, d.decided_by) for d in versions] == [
        (1, "14", "方案 1.2", "王芳"), (2, "21", "方案 1.3", "王芳"),
    ]  # fmt: skip
    rows = [(row.operation, row.old, row.new) for row in store.history(field="infusion_interval")]
    assert rows == [
        ("decide", "", "14"), ("decide_source", "", "方案 1.2"),
        ("decide", "14", "21"), ("decide_source", "方案 1.2", "方案 1.3"),
    ]  # fmt: skip
    assert store.verify() == ()


def test_that_deciding_the_same_again_changes_nothing(store: Store) -> None:
    store.decide("x", "1", source="s")
    assert store.decide("x", "1", source="s").kind is ChangeKind.UNCHANGED


def test_that_a_print_leaves_a_row_in_the_history(store: Store) -> None:
    store.note("printed", participant="P1", form="blood", detail="3 页")
    assert operations(store)[-1] == ("printed", "", "", "3 页")


def test_that_a_draft_comes_back_and_is_no_part_of_the_record(store: Store, reopen: Callable[[], Store]) -> None:
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"})]})
    head = store.head
    rows = {"drugs": [RowDraft({"drug": "b"}, 1), RowDraft({"drug": "新"})]}
    store.keep_draft("P1", "therapy", 1, {"remark": "没写完"}, rows)
    store.keep_draft("P1", "blood", None, {"anc": "1"})
    store.keep_draft("P1", "blood", None, {"anc": "1."})
    assert store.head == head
    store.close()
    with reopen() as again:
        typed, new = again.drafts()
        assert (typed.entry, typed.values, typed.rows["drugs"]) == (1, {"remark": "没写完"}, tuple(rows["drugs"]))
        assert (new.entry, new.values, new.kept_by) == (None, {"anc": "1."}, "王芳")
        again.discard_draft("P1", "therapy", 1)
        assert [draft.form for draft in again.drafts()] == ["blood"]


def test_that_saving_an_entry_is_the_end_of_its_draft(store: Store) -> None:
    store.keep_draft("P1", "blood", None, {"anc": "1"})
    store.record("P1", "blood", {"anc": "1.0"})
    store.keep_draft("P1", "blood", 1, {"anc": "2"})
    store.correct("P1", "blood", 1, {"anc": "2.0"}, reason="r")
    assert store.drafts() == ()


def test_that_watchers_are_told_once_the_change_is_kept_until_they_stop(store: Store) -> None:
    told: list[tuple[Change, int]] = []
    stop = store.watch(lambda change: told.append((change, len(store.entries("P1", "blood")))))
    change = store.record("P1", "blood", {"anc": "1"})
    stop()
    stop()
    store.record("P1", "blood", {"anc": "2"})
    assert told == [(change, 1)]


def test_that_a_failing_watcher_does_not_hide_that_the_value_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        reported.append(error)

    def fail(change: Change) -> None:
        raise ValueError("broken screen")

    monkeypatch.setattr(sys, "excepthook", hook)
    told: list[Change] = []
    store.watch(fail)
    store.watch(told.append)
    change = store.record("P1", "blood", {"anc": "1"})
    assert told == [change]
    assert [str(error) for error in reported] == ["broken screen"]


def test_that_all_entries_lists_every_form(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1"})
    found = store.all_entries("P1")
    assert {form: len(entries) for form, entries in found.items()} == {
        "therapy": 0, "blood": 1, "eligibility": 0, "enrolment": 0,
    }  # fmt: skip


def test_that_the_study_says_what_it_is(store: Store) -> None:
    assert (store.study.title, store.study.demonstration) == ("演示研究", False)
    assert store.study.path.exists()
