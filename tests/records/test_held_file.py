"""A study file that is moved, replaced or cut short while it is open takes no further save for kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import Store, StoreFault, User, transactions, verify
from ucbnk_desktop.records.driver import Connection, unit_of_work
from ucbnk_desktop.records.held_file import HeldFile
from ucbnk_desktop.records.transaction import Transaction

Accident = Callable[[Path], object]


def _removed(path: Path) -> None:
    path.unlink()


def _renamed(path: Path) -> None:
    path.rename(path.with_name("other name.ucbnk"))


def _folder_renamed(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def _replaced_by_a_copy(path: Path) -> None:
    """What a program does that synchronises folders."""
    copy = path.with_name("copy")
    shutil.copyfile(path, copy)
    copy.replace(path)


@pytest.mark.parametrize(
    ("accident", "code"),
    [(_removed, "records_gone"), (_renamed, "records_gone"), (_folder_renamed, "records_gone"),
     (_replaced_by_a_copy, "records_replaced")],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
@pytest.mark.parametrize("verb", ["screen", "record", "draft", "note"])
def test_that_nothing_is_acknowledged_once_the_file_is_not_the_one_held(
    store: Store, path: Path, accident: Accident, code: str, verb: str
) -> None:
    writes: dict[str, Callable[[], object]] = {
        "screen": lambda: store.screen("P2"),
        "record": lambda: store.record("P1", "blood", {"anc": "1.2"}),
        "draft": lambda: store.keep_draft("P1", "blood", None, {"anc": "1.2"}, {}),
        "note": lambda: store.note("printed", participant="P1", detail="x.pdf"),
    }
    head = store.head
    accident(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreFault) as refused:
        writes[verb]()
    assert refused.value.code == code
    assert store.head == head
    assert (path.read_bytes() if path.exists() else None) == before


def test_that_a_file_cut_short_by_another_program_takes_no_save(store: Store, path: Path) -> None:
    store.record("P1", "blood", {"anc": "1.2"})
    os.truncate(path, path.stat().st_size - 4096)
    with pytest.raises(StoreFault) as refused:
        store.record("P1", "blood", {"anc": "1.3"})
    assert refused.value.code == "records_cut_short"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
def test_that_saving_goes_on_when_the_file_is_put_back(store: Store, path: Path) -> None:
    away = path.with_name("away.ucbnk")
    path.rename(away)
    with pytest.raises(StoreFault):
        store.record("P1", "blood", {"anc": "1.2"})
    away.rename(path)
    store.record("P1", "blood", {"anc": "1.2"})
    assert store.entries("P1", "blood")[0].values["anc"] == "1.2"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
def test_that_what_was_read_can_still_be_read_after_the_file_is_gone(store: Store, path: Path) -> None:
    store.record("P1", "blood", {"anc": "1.2"})
    path.unlink()
    assert store.entries("P1", "blood")[0].values["anc"] == "1.2"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
def test_that_a_file_taken_while_it_is_being_written_gets_nothing_of_it(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, before, finish = path.with_name("away.ucbnk"), path.read_bytes(), Transaction.finish

    def taken(act: Transaction) -> None:
        finish(act)
        path.rename(away)

    monkeypatch.setattr(Transaction, "finish", taken)
    with pytest.raises(StoreFault) as refused:
        store.screen("P2")
    assert refused.value.code == "records_gone"
    assert away.read_bytes() == before
    monkeypatch.undo()
    away.rename(path)
    store.screen("P3")
    assert "P2" not in {participant.code for participant in store.participants()}
    assert store.verify() == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
def test_that_a_save_whose_file_is_taken_at_the_last_moment_is_not_acknowledged_and_is_the_last(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = path.with_name("away.ucbnk")

    @contextmanager
    def taken_afterwards(connection: Connection, check: Callable[[], None]) -> Iterator[None]:
        with unit_of_work(connection, check):
            yield
        path.rename(away)

    told: list[object] = []
    store.watch(told.append)
    monkeypatch.setattr(transactions, "unit_of_work", taken_afterwards)
    with pytest.raises(StoreFault) as refused:
        store.screen("P2")
    assert refused.value.code == "records_taken_while_saving"
    monkeypatch.undo()
    away.rename(path)
    before = path.read_bytes()
    with pytest.raises(StoreFault) as refused:
        store.screen("P3")
    assert refused.value.code == "records_taken_while_saving"
    assert told == []
    store.close()
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is held")
def test_that_a_file_exchanged_while_it_is_being_opened_is_not_taken(
    store: Store, path: Path, forms: Mapping[str, FormDefinition], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    discrepancies = verify.discrepancies

    def exchanged(connection: Connection, of: Mapping[str, FormDefinition]) -> object:
        _replaced_by_a_copy(path)
        return discrepancies(connection, of)

    monkeypatch.setattr(verify, "discrepancies", exchanged)
    with pytest.raises(StoreFault) as refused:
        Store.open(path, forms, user=user, now=lambda: datetime.now().astimezone())
    assert refused.value.code == "records_replaced"


@pytest.mark.parametrize("harmless", ["hard link", "time", "rights", "longer by our own hand", "no number"])
def test_that_what_does_no_harm_keeps_nobody_from_saving(
    store: Store, path: Path, harmless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if harmless == "hard link":
        os.link(path, path.with_name("second name.ucbnk"))
    elif harmless == "time":
        os.utime(path, (0, 0))
    elif harmless == "rights":
        path.chmod(0o640)
    elif harmless == "no number":
        monkeypatch.setattr(HeldFile, "_look", lambda _file: ((0, 0), path.stat().st_size))
    else:
        store.record("P1", "therapy", {"remark": "字" * 100_000})
    before = len(store.participants())
    store.screen("P2")
    assert len(store.participants()) == before + 1


@pytest.mark.skipif(os.name == "nt", reason="Windows locks in another way")
def test_that_the_look_gives_no_lock_away(store: Store, path: Path) -> None:
    store.screen("P2")
    script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False, capture_output=True, text=True)
    assert "locked" in done.stderr
