"""A disk that refuses: words, what was typed can be saved later, everything before is safe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import Change, Store, StoreFault, User, driver, study_file
from ucbnk_desktop.wording import Language

Reopen = Callable[..., Store]


def _limit(connection: driver.Connection, pages: int) -> None:
    """Let the file have `pages` more pages and not one beyond."""
    connection.set_authorizer(None)
    present = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={present + pages}")


def _saved_on_and_on(store: Store) -> Iterator[Change]:
    while True:
        yield store.record("P1", "vital_signs", {"weight_kg": "20.5" * 100})


def test_that_a_full_disk_refuses_in_words_and_keeps_everything_before(reopen: Reopen) -> None:
    with reopen() as store:
        _limit(store._connection, 2)
        kept: list[Change] = []
        with pytest.raises(StoreFault) as caught:
            kept.extend(_saved_on_and_on(store))
        assert caught.value.code == "records_disk_full"
        assert "以前保存的数据安全" in caught.value.words(Language.ZH)
        assert "Everything saved before is safe" in caught.value.words(Language.EN)
        assert not store._connection.in_transaction
        assert len(store.entries("P1", "vital_signs")) == len(kept)
        assert store.verify() == ()
        _limit(store._connection, 1000)
        store.record("P1", "vital_signs", {"weight_kg": "20.5"})
        assert store.verify() == ()


def test_that_a_study_on_a_full_disk_opens_for_reading(reopen: Reopen, monkeypatch: pytest.MonkeyPatch) -> None:
    def harden_and_limit(connection: driver.Connection) -> None:
        driver.harden(connection)
        _limit(connection, 0)

    with monkeypatch.context() as patched:
        patched.setattr(study_file, "harden", harden_and_limit)
        with reopen(User("名" * 9000, "coordinator")) as store:
            assert getattr(store.limited, "code", "") == "records_disk_full"
            assert [participant.code for participant in store.participants()] == ["P1"]
            with pytest.raises(StoreFault):
                store.record("P1", "vital_signs", {})
            _limit(store._connection, 1000)
            store.record("P1", "vital_signs", {"weight_kg": "20.5"})
            assert store.limited is None
            assert [row.operation for row in store.history()][-3:-1] == ["open", "record"]
    with reopen() as store:
        assert store.verify() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the file size there")
def test_that_a_limit_of_the_file_size_is_a_fault_in_words_too(
    start: Callable[..., subprocess.Popen[str]], reopen: Reopen
) -> None:
    lines = start("limit").communicate()[0].split("\n")
    assert lines[0] in ("records_disk_error", "records_disk_full")
    assert lines[1] == "0 0 1"
    with reopen() as store:
        assert store.verify() == ()


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Whoever may write everywhere acts as somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared(path: Path) -> Iterator[Path]:
    """The study in a folder that every user may enter and nobody but its owner may change."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copyfile(path, folder / path.name)
    (folder / path.name).chmod(0o644)
    yield folder / path.name
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only in this way there")
@pytest.mark.parametrize("writable_file", [False, True])
def test_that_a_file_or_folder_that_cannot_be_written_is_refused_byte_for_byte(
    shared: Path, forms: Mapping[str, FormDefinition], writable_file: bool
) -> None:
    shared.chmod(0o666 if writable_file else 0o444)
    shared.parent.chmod(0o555)
    before = shared.read_bytes()
    user = User("王", "coordinator")
    with _ordinary_user(), pytest.raises(StoreFault) as caught:
        Store.open(shared, forms, user=user, now=lambda: datetime.now(UTC))
    assert caught.value.code == "records_read_only"
    assert [each.name for each in shared.parent.iterdir()] == [shared.name]
    assert shared.read_bytes() == before
