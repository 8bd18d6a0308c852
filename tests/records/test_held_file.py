"""A study file that is moved, replaced or cut short while it is open takes no further save for kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ucbnk_desktop.records import Store, StoreFault

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
