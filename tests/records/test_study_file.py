"""Creating and opening: what is refused stays untouched, what is opened is sound and held alone."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import RowDraft, Store, StoreFault, User, driver, migrations, open_marker, schema, study_file
from ucbnk_desktop.records.transaction import Transaction
from ucbnk_desktop.wording import Language, catalogue

Reopen = Callable[[], Store]
Forms = Mapping[str, FormDefinition]


def refused(open_it: Callable[[], object]) -> StoreFault:
    with pytest.raises(StoreFault) as caught:
        open_it()
    for language in Language:
        assert caught.value.words(language)
    return caught.value


def folder_of(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


@pytest.fixture
def closed(store: Store, path: Path) -> Path:
    store.record("P1", "blood", {"anc": "1.0"})
    store.close()
    return path


def test_that_values_and_history_are_there_after_opening_again(closed: Path, reopen: Reopen) -> None:
    with reopen() as store:
        assert store.study.path == closed
        assert [entry.values["anc"] for entry in store.entries("P1", "blood")] == ["1.0"]
        assert store.verify() == ()
        assert store.notices == ()


def test_that_closing_leaves_one_file(closed: Path) -> None:
    assert [each.name for each in closed.parent.iterdir()] == [closed.name]


def test_that_closing_twice_is_harmless(store: Store) -> None:
    store.close()
    store.close()


def test_that_creating_over_a_file_is_refused_and_leaves_it_alone(
    closed: Path, forms: Forms, clock: Callable[[], datetime], user: User
) -> None:
    before = folder_of(closed)
    fault = refused(lambda: Store.create(closed, forms, title="x", user=user, now=clock))
    assert fault.code == "records_exists"
    assert folder_of(closed) == before


def test_that_creating_in_a_folder_that_is_not_there_is_refused(
    tmp_path: Path, forms: Forms, clock: Callable[[], datetime], user: User
) -> None:
    fault = refused(lambda: Store.create(tmp_path / "a" / "b.ucbnk", forms, title="x", user=user, now=clock))
    assert fault.code == "records_folder_missing"
    assert list(tmp_path.iterdir()) == []


def test_that_a_creation_that_fails_leaves_no_file(
    path: Path, forms: Forms, clock: Callable[[], datetime], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr(schema, "create", fail)
    with pytest.raises(OSError, match="no more"):
        Store.create(path, forms, title="x", user=user, now=clock)
    assert list(path.parent.iterdir()) == []


def test_that_a_missing_file_is_not_made(path: Path, reopen: Reopen) -> None:
    assert refused(reopen).code == "records_missing"
    assert list(path.parent.iterdir()) == []


def test_that_an_empty_file_stays_empty(path: Path, reopen: Reopen) -> None:
    path.touch()
    assert refused(reopen).code == "records_empty"
    assert folder_of(path) == {path.name: b""}


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "text" * 5000)


def _text(path: Path) -> None:
    path.write_text("受试者,ANC\n" * 1000, encoding="utf-8")


def _other_database(path: Path) -> None:
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        connection.execute("CREATE TABLE t (a)")


def _other_database_with_log(path: Path) -> None:
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a)")


@pytest.mark.parametrize("make", [_zip, _text, _other_database, _other_database_with_log])
def test_that_a_file_of_somebody_else_is_refused_byte_for_byte(
    path: Path, reopen: Reopen, make: Callable[[Path], None]
) -> None:
    make(path)
    before = folder_of(path)
    assert refused(reopen).code == "records_foreign"
    assert folder_of(path) == before


def test_that_a_folder_is_no_study(path: Path, reopen: Reopen) -> None:
    path.mkdir()
    assert refused(reopen).code == "records_missing"


def test_that_a_file_of_a_newer_program_is_refused_byte_for_byte(closed: Path, reopen: Reopen) -> None:
    with closing(driver.connect(closed, driver.Mode.WRITE)) as connection:
        connection.execute("PRAGMA user_version=99")
    before = folder_of(closed)
    assert refused(reopen).code == "records_newer"
    assert folder_of(closed) == before


def test_that_a_file_with_newer_forms_is_refused_byte_for_byte(
    closed: Path, forms: Forms, clock: Callable[[], datetime], user: User
) -> None:
    before = folder_of(closed)
    fewer = {key: form for key, form in forms.items() if key != "blood"}
    assert refused(lambda: Store.open(closed, fewer, user=user, now=clock)).code == "records_newer"
    assert folder_of(closed) == before


def _filled(store: Store) -> None:
    for n in range(3):
        store.record("P1", "blood", {"anc": str(n)})
    for n in range(20):
        store.decide(f"setting_{n}", "x" * 2000, source="方案")


@pytest.mark.parametrize("cut", [1, 512, 4096, 5000, 60000])
def test_that_a_truncated_file_is_refused_untouched(store: Store, path: Path, reopen: Reopen, cut: int) -> None:
    _filled(store)
    store.close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    before = folder_of(path)
    assert refused(reopen).code in ("records_damaged", "records_foreign")
    assert folder_of(path) == before


def test_that_a_page_of_noise_is_refused_untouched(store: Store, path: Path, reopen: Reopen) -> None:
    _filled(store)
    store.close()
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(bytes(range(256)) * 16)
    before = folder_of(path)
    assert refused(reopen).code == "records_damaged"
    assert folder_of(path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="byte by byte takes long there; the file is the same")
def test_that_no_flipped_bit_changes_a_value_unnoticed(store: Store, path: Path, reopen: Reopen) -> None:
    _filled(store)
    store.keep_draft("P1", "therapy", None, {"remark": "草稿"})
    store.close()
    sound = path.read_bytes()
    with reopen() as whole:
        expected = whole.all_entries("P1"), whole.decisions()
    for position in range(100, len(sound), len(sound) // 60):
        damaged = bytearray(sound)
        damaged[position] ^= 1 << position % 8
        path.write_bytes(damaged)
        codes = {"records_damaged", "records_tampered", "records_schema_changed", "records_foreign", "records_newer"}
        try:
            with reopen() as survivor:
                assert (survivor.all_entries("P1"), survivor.decisions()) == expected
                survivor.drafts()
        except StoreFault as fault:
            codes.remove(fault.code)
            assert path.read_bytes() == damaged


def test_that_a_second_opening_says_who_where_and_since_within_three_seconds(
    store: Store, path: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder_of(path)
    seconds = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: seconds[-1])
    monkeypatch.setattr(time, "sleep", lambda pause: seconds.append(seconds[-1] + pause))
    fault = refused(reopen)
    assert 1 < seconds[-1] - seconds[0] < 3
    assert fault.code == "records_open_elsewhere"
    assert (fault.arguments["who"], fault.arguments["since"]) == ("王芳", "2026-11-22 14:02+08:00")
    assert fault.arguments["where"]
    assert folder_of(path) == before
    store.record("P1", "blood", {"anc": "1"})


def test_that_a_lock_without_a_note_is_waited_for_and_then_told(
    closed: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_file, "_PATIENCE", 0.2)
    with closing(driver.connect(closed, driver.Mode.WRITE)) as scanner:
        scanner.execute("BEGIN EXCLUSIVE")
        assert refused(reopen).code == "records_locked"


def test_that_a_lock_of_a_moment_is_waited_out(
    closed: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = driver.connect(closed, driver.Mode.WRITE)
    scanner.execute("BEGIN EXCLUSIVE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            scanner.close()

    monkeypatch.setattr(time, "sleep", pause)
    with reopen() as store:
        assert store.verify() == ()
    assert len(pauses) == 3


@pytest.mark.parametrize("content", ["", "no json", "[1, 2]", '{"who": "x"}'])
def test_that_a_note_nobody_understands_is_no_obstacle(closed: Path, reopen: Reopen, content: str) -> None:
    open_marker.note_path(closed).write_text(content, encoding="utf-8")
    assert open_marker.read(closed) is None
    with reopen():
        note = json.loads(open_marker.note_path(closed).read_text(encoding="utf-8"))
    assert note["who"] == "王芳"
    assert not open_marker.note_path(closed).exists()


def test_that_a_note_left_by_a_killed_program_is_no_obstacle(closed: Path, reopen: Reopen) -> None:
    open_marker.leave(closed, "他人", datetime.fromisoformat("2026-01-01T08:00:00+08:00"))
    with reopen() as store:
        store.record("P1", "blood", {"anc": "1"})


def test_that_a_network_folder_is_refused(monkeypatch: pytest.MonkeyPatch, path: Path, reopen: Reopen) -> None:
    monkeypatch.setattr(study_file, "_drive", lambda _: "\\\\server\\share")
    assert refused(reopen).code == "records_network"


def _with_field(forms: Forms) -> Forms:
    """The same forms with one more field, one more column in the rows, and one more form."""
    blood, therapy = forms["blood"], forms["therapy"]
    section, rows = blood.sections[0], therapy.sections[0]
    extra = replace(section.fields[1], key="reported_on")
    drugs = replace(rows.fields[2], columns=(*rows.fields[2].columns, replace(rows.fields[0], key="dose")))
    return {
        **forms,
        "blood": replace(blood, version="1.1", sections=(replace(section, fields=(*section.fields, extra)),)),
        "therapy": replace(therapy, sections=(replace(rows, fields=(*rows.fields[:2], drugs)),)),
        "urine": replace(blood, key="urine"),
    }


def test_that_newer_form_definitions_add_their_columns_after_a_copy(
    store: Store, path: Path, forms: Forms, clock: Callable[[], datetime], user: User
) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    store.record("P1", "therapy", {}, rows={"drugs": [RowDraft({"drug": "a"})]})
    store.close()
    before = path.read_bytes()
    newer = _with_field(forms)
    with Store.open(path, newer, user=user, now=clock) as again:
        (notice,) = again.notices
        assert notice.code == "records_migrated"
        copy = notice.arguments["copy"]
        assert isinstance(copy, Path)
        old = again.entries("P1", "blood")[0]
        assert (old.version, old.values["reported_on"]) == ("1.0", "")
        assert again.record("P1", "blood", {"reported_on": "2026-11-22"}).entry == 2
        assert [entry.version for entry in again.entries("P1", "blood")] == ["1.0", "1.1"]
        again.correct("P1", "therapy", 1, {}, rows={"drugs": [RowDraft({"dose": "1 mg"}, 1)]})
        again.record("P1", "urine", {"anc": "2"})
        assert again.verify() == ()
        notes = [(row.field, row.new) for row in again.history() if row.operation == "migrate"]
        assert notes == [("rows_therapy__drugs.dose", "column"), ("form_blood.reported_on", "column"),
                         ("form_urine", "table")]  # fmt: skip
    with Store.open(copy, forms, user=user, now=clock) as kept:
        assert kept.entries("P1", "blood")[0].values["anc"] == "1.0"
    assert len(before) <= copy.stat().st_size


def test_that_added_tables_are_guarded_like_the_others(
    closed: Path, forms: Forms, clock: Callable[[], datetime], user: User
) -> None:
    newer = _with_field(forms)
    with Store.open(closed, newer, user=user, now=clock):
        pass
    with closing(driver.connect(closed, driver.Mode.LOOK)) as connection:
        assert list(schema.differences(connection, newer)) == []


def _rename_study(act: Transaction) -> None:
    act.db.conn.execute("CREATE TABLE added (a TEXT) STRICT")


def _fail(act: Transaction) -> None:
    _rename_study(act)
    raise OSError("killed")


def test_that_migrations_run_in_order_each_with_its_row(
    closed: Path, forms: Forms, user: User, hands: list[datetime]
) -> None:
    done: list[int] = []
    now, later = schema.VERSION, schema.VERSION + 1
    steps = tuple(
        migrations.Migration(to, f"step {to}", lambda act, to=to: done.append(to))  # type: ignore[misc]  # to is bound
        for to in (later, later + 1)
    )
    with closing(driver.connect(closed, driver.Mode.WRITE)) as connection:
        assert migrations.pending(connection, forms, steps)
        copy = study_file.beside(closed, "before-migration", hands[-1])
        migrations.migrate(connection, forms, user=user, at=hands[-1], safety_copy=copy, steps=steps)
        assert not migrations.pending(connection, forms, steps)
        rows = connection.execute("SELECT old, new, reason FROM history WHERE operation = 'migrate'").fetchall()
        assert connection.execute("PRAGMA user_version").fetchone()[0] == later + 1
    assert done == [later, later + 1]
    assert rows == [(str(now), str(later), f"step {later}"), (str(later), str(later + 1), f"step {later + 1}")]


def test_that_a_migration_that_fails_leaves_the_older_file_whole(
    closed: Path, forms: Forms, user: User, hands: list[datetime], reopen: Reopen
) -> None:
    step = migrations.Migration(schema.VERSION + 1, "broken", _fail)
    copy = study_file.beside(closed, "before-migration", hands[-1])
    with closing(driver.connect(closed, driver.Mode.WRITE)) as connection:
        with pytest.raises(OSError, match="killed"):
            migrations.migrate(connection, forms, user=user, at=hands[-1], safety_copy=copy, steps=(step,))
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    assert copy.exists()
    with reopen() as store:
        assert store.verify() == ()


def test_that_without_a_safety_copy_nothing_is_migrated(
    closed: Path, forms: Forms, clock: Callable[[], datetime], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    before = closed.read_bytes()
    monkeypatch.setattr(migrations, "copy", refuse)
    fault = refused(lambda: Store.open(closed, _with_field(forms), user=user, now=clock))
    assert fault.code == "records_no_safety_copy"
    assert closed.read_bytes() == before


def _hot_journal(store: Store, path: Path) -> None:
    """Leave beside the closed file what a power cut in the middle of a save leaves: new pages and a journal."""
    connection = store._connection
    connection.execute("BEGIN IMMEDIATE")
    connection.set_authorizer(None)
    connection.execute("PRAGMA cache_size=1")
    for n in range(40):
        connection.execute("INSERT INTO decision VALUES (?, 1, ?, '', '', '', '')", (f"d{n}", "z" * 3000))
    journal = path.with_name(path.name + "-journal")
    pages, undo = path.read_bytes(), journal.read_bytes()
    connection.execute("ROLLBACK")
    store.close()
    path.write_bytes(pages)
    journal.write_bytes(undo)


@pytest.mark.skipif(sys.platform == "win32", reason="the held file cannot be read from outside there")
def test_that_a_half_written_save_is_undone_after_a_safety_copy(store: Store, path: Path, reopen: Reopen) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    _hot_journal(store, path)
    torn = path.read_bytes()
    with reopen() as again:
        (notice,) = again.notices
        assert notice.code == "records_recovered"
        copy = notice.arguments["copy"]
        assert isinstance(copy, Path)
        assert "before-recovery" in copy.name
        assert copy.read_bytes() == torn
        assert copy.with_name(copy.name + "-journal").exists()
        assert again.entries("P1", "blood")[0].values["anc"] == "1.0"
        assert again.verify() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="the held file cannot be read from outside there")
def test_that_a_journal_of_another_file_is_refused_and_the_study_untouched(
    store: Store, path: Path, reopen: Reopen, forms: Forms, clock: Callable[[], datetime]
) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    store.close()
    other = path.with_name("other.ucbnk")
    with Store.create(other, forms, title="另一个", user=store.user, now=clock) as stranger:
        for n in range(30):
            stranger.decide(f"s{n}", "v" * 900, source="方案")
        _hot_journal(stranger, other)
    journal = path.with_name(path.name + "-journal")
    shutil.move(other.with_name(other.name + "-journal"), journal)
    before, undo = path.read_bytes(), journal.read_bytes()
    fault = refused(reopen)
    assert fault.code == "records_foreign_journal"
    assert (path.read_bytes(), journal.read_bytes()) == (before, undo)
    assert refused(reopen).arguments["copy"] == fault.arguments["copy"]
    copy = fault.arguments["copy"]
    assert isinstance(copy, Path)
    assert copy.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="the held file cannot be read from outside there")
def test_that_a_torn_first_page_is_put_right_from_the_journal(store: Store, path: Path, reopen: Reopen) -> None:
    store.record("P1", "blood", {"anc": "1.0"})
    _hot_journal(store, path)
    torn = bytearray(path.read_bytes())
    torn[:512] = bytes(512)
    path.write_bytes(torn)
    with reopen() as again:
        assert again.entries("P1", "blood")[0].values["anc"] == "1.0"


@pytest.mark.skipif(sys.platform == "win32", reason="the held file cannot be read from outside there")
def test_that_somebody_elses_file_with_its_journal_is_left_alone(path: Path, reopen: Reopen) -> None:
    _other_database(path)
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        for statement in ("PRAGMA cache_size=1", "BEGIN", "CREATE TABLE u (b)"):
            connection.execute(statement)
        connection.executemany("INSERT INTO u VALUES (?)", [("x" * 3000,) for _ in range(40)])
        torn = folder_of(path)
        connection.execute("ROLLBACK")
    for name, content in torn.items():
        path.with_name(name).write_bytes(content)
    assert refused(reopen).code == "records_foreign"
    assert folder_of(path) == torn


@pytest.mark.skipif(sys.platform == "win32", reason="the held file cannot be read from outside there")
def test_that_without_a_safety_copy_nothing_is_recovered(
    store: Store, path: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hot_journal(store, path)
    before = folder_of(path)

    def refuse(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError

    monkeypatch.setattr(shutil, "copyfile", refuse)
    assert refused(reopen).code == "records_no_safety_copy"
    assert folder_of(path) == before


def test_that_every_code_in_the_sources_has_words_and_every_word_is_used() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(study_file.__file__).parent.glob("*.py"))
    used = set(re.findall(r'"(records_\w+)"', sources))
    placed = {code for code in catalogue() if re.search(r"_in_(entry|row)$", code)}
    known = {code for code in catalogue() if code.startswith("records_")}
    assert used | placed == known


def test_that_every_fault_has_words_that_say_what_is_safe() -> None:
    faults = {code: text for code, text in catalogue().items() if code.startswith("records_")}
    assert len(faults) > 30
    for text in faults.values():
        assert "Traceback" not in text.en
        assert "!" not in text.en
        assert "！" not in text.zh

