"""Every write is a step, a step is one transaction, and nothing else holds the study file."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import ucbnk_desktop
from ucbnk_desktop.casebook import Casebook, EnrolmentRefused, EntryDraft, RoleRefused, steps
from ucbnk_desktop.records import ChangeKind, DraftSlot, ReasonNeeded, Store, StoreFault, User, drafts

CODE = "D-001"
NEW = EntryDraft("vital_signs", None, {"weight_kg": "20"})
CORRECTED = EntryDraft("vital_signs", 1, {"weight_kg": "20.1"})
CONFIRMED = EntryDraft("eligibility", None, {"investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})
ENROLLED = EntryDraft(
    "enrolment", None, {"enrolled_on": "2026-11-22", "dose_level": "1", "enrolled_by": "虚构研究者乙"})
KINDS = [
    (CODE, NEW, ChangeKind.RECORDED), (CODE, CORRECTED, ChangeKind.CORRECTED), (CODE, CONFIRMED, ChangeKind.CONFIRMED),
    ("D-002", ENROLLED, ChangeKind.ENROLLED),
]
PACKAGE = Path(ucbnk_desktop.__file__).parent


def _typed(book: Casebook, code: str, draft: EntryDraft) -> None:
    """Three drafts of one entry, in three slots."""
    for slot in range(3):
        steps.keep_draft(book, code, draft.form, DraftSlot(draft.entry, slot), {"remark": str(slot)})


def _slots(book: Casebook) -> list[int]:
    return [draft.slot for draft in book.store.drafts()]


@pytest.mark.parametrize(("code", "draft", "kind"), KINDS)
def test_that_what_is_saved_ends_its_own_draft_and_no_other(
    casebook: Casebook, code: str, draft: EntryDraft, kind: ChangeKind
) -> None:
    _typed(casebook, code, draft)
    change = steps.save_entry(casebook, code, draft, reason="录入错误", closes=DraftSlot(draft.entry, 1))
    assert (change.kind, change.participant, change.form) == (kind, code, draft.form)
    assert _slots(casebook) == [0, 2]


@pytest.mark.parametrize(("code", "draft", "kind"), KINDS)
def test_that_without_the_end_of_the_draft_nothing_is_saved(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch, code: str, draft: EntryDraft, kind: ChangeKind
) -> None:
    """History, value and draft are one transaction: what goes wrong with the last undoes the first."""
    _typed(casebook, code, draft)
    head, entries = casebook.store.head, casebook.store.all_entries(code)

    def fail(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "discard", fail)
        with pytest.raises(StoreFault):
            steps.save_entry(casebook, code, draft, reason="录入错误", closes=DraftSlot(draft.entry, 1))
    assert (casebook.store.head, casebook.store.all_entries(code), _slots(casebook)) == (head, entries, [0, 1, 2])
    assert casebook.store.verify() == ()
    assert steps.save_entry(casebook, code, draft, reason="录入错误").kind is kind


@pytest.mark.parametrize(("code", "draft", "kind"), KINDS)
def test_that_a_save_is_one_transaction(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch, code: str, draft: EntryDraft, kind: ChangeKind
) -> None:
    begun: list[str] = []
    connection = casebook.store._connection
    connection.set_trace_callback(begun.append)  # type: ignore[attr-defined]  # nothing else needs it
    assert steps.save_entry(casebook, code, draft, reason="录入错误", closes=DraftSlot(draft.entry, 1)).kind is kind
    assert [statement for statement in begun if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]


def test_that_a_draft_that_says_what_is_saved_already_ends_without_a_row_of_history(casebook: Casebook) -> None:
    saved = casebook.store.entries(CODE, "vital_signs")[0]
    _typed(casebook, CODE, CORRECTED)
    head = casebook.store.head
    change = steps.save_entry(casebook, CODE, EntryDraft("vital_signs", 1, saved.values), closes=DraftSlot(1, 1))
    assert (change.kind, casebook.store.head, _slots(casebook)) == (ChangeKind.UNCHANGED, head, [0, 2])


def test_that_a_refused_save_leaves_its_draft(casebook: Casebook) -> None:
    _typed(casebook, CODE, ENROLLED)
    with pytest.raises(EnrolmentRefused):
        steps.save_entry(casebook, CODE, ENROLLED, closes=DraftSlot(None, 1))
    with pytest.raises(ReasonNeeded):
        steps.save_entry(casebook, CODE, CORRECTED, closes=DraftSlot(None, 1))
    assert _slots(casebook) == [0, 1, 2]


def test_that_the_role_is_asked_before_what_else_stands_against_a_step(casebook: Casebook) -> None:
    casebook.store.sign_in(User("王监", "monitor"))
    with pytest.raises(RoleRefused):
        steps.enrol(casebook, "D-004", ENROLLED.values)
    with pytest.raises(RoleRefused):
        steps.adopt(casebook, "nothing that could be read", "a", in_force_from=casebook.today(), source="")


def test_that_of_several_decisions_none_is_kept_where_one_is_not_the_users(casebook: Casebook) -> None:
    casebook.store.sign_in(User("系统管理员", "administrator"))
    before = casebook.store.decisions()
    mixed = {"screening_window_days": "21", "R-QTC": "fridericia"}
    with pytest.raises(RoleRefused):
        steps.decide_all(casebook, mixed, source="会议", reason="更正")
    assert casebook.store.decisions() == before
    del mixed["R-QTC"]
    steps.decide_all(casebook, mixed, source="会议", reason="更正")


def test_that_every_step_that_writes_asks_the_table() -> None:
    """Whoever adds a step and forgets the role is told here."""
    written = [function for name, function in inspect.getmembers(steps, inspect.isfunction)
               if function.__module__ == steps.__name__ and not name.startswith("_")]
    assert len(written) > 12
    for function in written:
        body = ast.parse(inspect.getsource(function)).body[0]
        calls = [ast.unparse(node.func) for node in ast.walk(body) if isinstance(node, ast.Call)]
        first = next(call for call in calls if call.startswith(("roles.", "confirm", "enrol", "decide_all")))
        assert first in ("roles.check", "confirm", "enrol", "decide_all"), function.__name__


def test_that_every_verb_of_the_store_is_used_by_the_steps_and_by_nobody_else() -> None:
    verbs = {"screen", "record", "correct", "strike", "confirm", "enrol", "decide", "decide_all", "adopt", "transfer",
             "transfer_all", "note", "keep_draft", "discard_draft"}
    assert all(callable(getattr(Store, verb)) for verb in verbs)
    found = [
        (path.relative_to(PACKAGE).as_posix(), node.func.attr)
        for path in PACKAGE.rglob("*.py") if path.parent.name != "records"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in verbs
        and ast.unparse(node.func.value).endswith("store")
    ]
    assert {file for file, _ in found} == {"casebook/steps.py"}
    assert {verb for _, verb in found} == verbs - {"decide", "transfer"}, "several are decided and moved at once"


def test_that_screens_commands_and_demonstration_hold_no_store() -> None:
    outside = [PACKAGE / "app.py", PACKAGE / "commands.py", *(PACKAGE / "demonstration").rglob("*.py"),
               *(PACKAGE / "screens").rglob("*.py")]
    assert len(outside) > 90
    for path in outside:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (getattr(node, "attr", ""), getattr(node, "id", ""))
            assert not {"store", "_store", "Store"} & set(names), path.name
            if isinstance(node, ast.ImportFrom):
                assert node.module not in ("ucbnk_desktop.records", "records"), f"{path.name}: the store with the rest"
