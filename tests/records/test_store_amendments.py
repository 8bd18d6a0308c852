"""Amendments adopted and participants moved: kept whole, in the history, replayed, and told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import (
    Amendment,
    Change,
    ChangeKind,
    ReasonNeeded,
    Store,
    StoreBug,
    Transfer,
    User,
    driver,
    migrations,
    schema,
    verify,
)
from ucbnk_desktop.wording import Language

Forms = Mapping[str, FormDefinition]
TEXT = 'version = "1.1"  # 方案修订\namends = "1.0"\n'
DAY = date(2026, 12, 1)


@pytest.fixture
def adopted(store: Store) -> Store:
    store.adopt("1.1", TEXT, in_force_from=DAY, source="伦理批件 2026-101")
    return store


def test_that_an_adopted_amendment_is_kept_with_its_whole_text(adopted: Store) -> None:
    (kept,) = adopted.amendments()
    when = adopted.history()[-1].at
    assert kept == Amendment(1, "1.1", TEXT, DAY, "伦理批件 2026-101", "王芳", when)
    assert adopted.verify() == ()


def test_that_amendments_are_given_in_the_order_of_adoption(adopted: Store) -> None:
    adopted.adopt("0.9", "x", in_force_from=DAY, source="s")
    assert [one.version for one in adopted.amendments()] == ["1.1", "0.9"]


def test_that_the_history_holds_text_day_and_source(adopted: Store) -> None:
    rows = [row for row in adopted.history(entry=1) if row.field == "1.1"]
    assert [(row.operation, row.new) for row in rows] == [
        ("adopt", TEXT), ("adopt_from", "2026-12-01"), ("adopt_source", "伦理批件 2026-101"),
    ]


def test_that_watchers_hear_of_both_verbs(store: Store) -> None:
    heard: list[Change] = []
    store.watch(heard.append)
    store.adopt("1.1", TEXT, in_force_from=DAY, source="s")
    store.transfer("P1", "1.1", before="1.0", reason="重新知情")
    assert [(one.kind, one.participant) for one in heard] == [
        (ChangeKind.ADOPTED, None), (ChangeKind.TRANSFERRED, "P1"),
    ]


def test_that_a_version_is_adopted_once(adopted: Store) -> None:
    before = adopted.head
    with pytest.raises(StoreBug):
        adopted.adopt("1.1", "another", in_force_from=DAY, source="s")
    assert adopted.head == before


@pytest.mark.parametrize(("version", "text", "source"), [("", "t", "s"), ("1.1", "t", " "), ("1.1", "\ud800", "s")])
def test_that_nothing_is_adopted_without_version_text_and_source(
    store: Store, version: str, text: str, source: str
) -> None:
    with pytest.raises(StoreBug):
        store.adopt(version, text, in_force_from=DAY, source=source)
    assert store.amendments() == ()


def test_that_a_participant_is_moved_with_a_reason_and_may_be_moved_again(adopted: Store) -> None:
    adopted.transfer("P1", "1.1", before="1.0", reason="重新知情")
    adopted.transfer("P1", "1.0", before="1.1", reason="转入有误")
    when = adopted.history()[-1].at
    assert adopted.transfers() == (
        Transfer("P1", 1, "1.0", "1.1", "重新知情", "王芳", when),
        Transfer("P1", 2, "1.1", "1.0", "转入有误", "王芳", when),
    )
    rows = [row for row in adopted.history(participant="P1") if row.operation == "transfer"]
    assert [(row.old, row.new, row.reason) for row in rows] == [("1.0", "1.1", "重新知情"), ("1.1", "1.0", "转入有误")]
    assert adopted.verify() == ()


def test_that_nobody_is_moved_without_a_reason(adopted: Store) -> None:
    with pytest.raises(ReasonNeeded):
        adopted.transfer("P1", "1.1", before="1.0", reason=" ")
    assert adopted.transfers() == ()


@pytest.mark.parametrize(("code", "version"), [("P9", "1.1"), ("P1", "")])
def test_that_a_stranger_or_no_version_is_a_bug(adopted: Store, code: str, version: str) -> None:
    with pytest.raises(StoreBug):
        adopted.transfer(code, version, before="1.0", reason="r")
    assert adopted.transfers() == ()


def test_that_both_survive_opening_again(adopted: Store, reopen: Callable[[], Store]) -> None:
    adopted.transfer("P1", "1.1", before="1.0", reason="重新知情")
    amendments, transfers = adopted.amendments(), adopted.transfers()
    adopted.close()
    with reopen() as again:
        assert (again.amendments(), again.transfers()) == (amendments, transfers)
        assert again.verify() == ()


@pytest.mark.parametrize(("statement", "found"), [
    ("UPDATE amendment SET text = 'plt_min = \"1\"'", ("records_value_changed", "amendment", "text")),
    ("UPDATE amendment SET in_force_from = '2026-01-01'", ("records_value_changed", "amendment", "in_force_from")),
    ("UPDATE amendment SET source = '-'", ("records_value_changed", "amendment", "source")),
    ("UPDATE amendment SET version = '1.2'", ("records_value_changed", "amendment", "version")),
    ("DELETE FROM amendment", ("records_row_missing", "amendment", "")),
    ("UPDATE transfer SET version = '1.0'", ("records_value_changed", "transfer", "version")),
    ("UPDATE transfer SET reason = '-'", ("records_value_changed", "transfer", "reason")),
    ("DELETE FROM transfer", ("records_row_missing", "transfer", "")),
    ("INSERT INTO transfer SELECT participant, 2, before, version, reason, moved_by, moved_at FROM transfer",
     ("records_row_added", "transfer", "")),
])
def test_that_what_was_changed_behind_the_programs_back_is_named(
    adopted: Store, path: Path, forms: Forms, statement: str, found: tuple[str, str, str]
) -> None:
    adopted.transfer("P1", "1.1", before="1.0", reason="重新知情")
    adopted.close()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        for name in (f"{found[1]}_no_update", f"{found[1]}_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        (said,) = verify.discrepancies(connection, forms)
    assert (said.code, said.arguments["table"], said.arguments["field"]) == found
    assert all(said.words(language) for language in Language)


@pytest.mark.parametrize("statement", [
    "UPDATE amendment SET text = ''", "DELETE FROM amendment", "UPDATE transfer SET version = ''",
    "DELETE FROM transfer",
])
def test_that_the_program_itself_can_only_add_to_them(adopted: Store, statement: str) -> None:
    adopted.transfer("P1", "1.1", before="1.0", reason="r")
    with pytest.raises(driver.DriverError):
        adopted._connection.execute(statement)


def test_that_adopting_and_moving_are_whole_or_not_at_all(
    adopted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no room")

    head = adopted.head
    with monkeypatch.context() as full:
        full.setattr("ucbnk_desktop.records.transaction.Transaction.finish", broken)
        with pytest.raises(OSError, match="no room"):
            adopted.adopt("1.2", TEXT, in_force_from=DAY, source="s")
        with pytest.raises(OSError, match="no room"):
            adopted.transfer("P1", "1.1", before="1.0", reason="r")
    assert (len(adopted.amendments()), adopted.transfers(), adopted.head) == (1, (), head)


# A study file of the first released tables

V1 = Path(__file__).with_name("study_file_v1.sql")


@pytest.fixture
def older(path: Path) -> Path:
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        for statement in V1.read_text(encoding="utf-8").split(";\n"):
            connection.execute(statement)
    return path


def test_that_an_older_study_file_is_brought_up_to_date_and_says_so(
    older: Path, reopen: Callable[[], Store], user: User
) -> None:
    with reopen() as store:
        assert [notice.code for notice in store.notices] == ["records_migrated"]
        assert store.verify() == ()
        assert store.entries("P1", "blood")[0].values["anc"] == "1.2"
        assert store.decisions()["R-EDGE"].value == "within"
        (row,) = [row for row in store.history() if row.operation == "migrate"]
        assert (row.old, row.new, row.user) == ("1", "2", user.name)
        store.adopt("1.1", TEXT, in_force_from=DAY, source="s")
        store.transfer("P1", "1.1", before="1.0", reason="r")
        assert store.verify() == ()
    (copy,) = older.parent.glob("*.before-migration-*")
    with closing(driver.connect(copy, driver.Mode.LOOK)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1


def test_that_a_migrated_file_has_the_tables_of_a_new_one(
    older: Path, reopen: Callable[[], Store], forms: Forms
) -> None:
    reopen().close()
    with closing(driver.connect(older, driver.Mode.LOOK)) as connection:
        assert list(schema.differences(connection, forms)) == []
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
        assert not migrations.pending(connection, forms)
