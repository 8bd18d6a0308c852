"""Whatever is changed behind the program's back is found and named, and the study is not opened with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records import Discrepancy, RowDraft, Store, StoreFault, driver, schema, verify
from ucbnk_desktop.records.audit_trail import digest_of
from ucbnk_desktop.wording import Language

Tamper = Callable[..., tuple[Discrepancy, ...]]


@pytest.fixture
def tamper(store: Store, path: Path, forms: Mapping[str, FormDefinition]) -> Tamper:
    """Runs statements on the closed study with every guard taken away first; gives what `verify` then finds."""
    store.record("P1", "blood", {"anc": "1.0", "anc_unit": "×10⁹/L"})
    store.record("P1", "therapy", {"remark": "a"}, rows={"drugs": [RowDraft({"drug": "b"}), RowDraft({"drug": "c"})]})
    store.correct("P1", "blood", 1, {"anc": "1.5"}, reason="录入错误")
    store.strike("P1", "therapy", 1, reason="录入错误", row=("drugs", 2))
    store.decide("interval", "14", source="方案")
    assert store.verify() == ()
    store.close()

    def run(*statements: str) -> tuple[Discrepancy, ...]:
        with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
            for statement in statements:
                connection.execute(statement)
            for _, sql in triggers:
                connection.execute(sql)
            return (*schema.differences(connection, forms), *verify.discrepancies(connection, forms))

    return run


def sequence_of(path: Path, where: str) -> int:
    with closing(driver.connect(path, driver.Mode.LOOK)) as connection:
        return int(connection.execute(f"SELECT MAX(sequence) FROM history WHERE {where}").fetchone()[0])


def test_that_an_untouched_file_has_no_discrepancy(tamper: Tamper) -> None:
    assert tamper() == ()


def test_that_a_changed_value_is_named_by_participant_form_entry_and_field(tamper: Tamper, path: Path) -> None:
    last = sequence_of(path, "operation = 'correct'")
    (found,) = tamper("UPDATE form_blood SET anc = '15'")
    assert found.code == "records_value_changed_in_entry"
    names = ("table", "participant", "form", "entry", "field", "sequence")
    assert [found.arguments[name] for name in names] == ["form_blood", "P1", "blood", 1, "anc", last]
    assert "P1" in found.words(Language.ZH)
    assert "“field anc” (anc)" in found.words(Language.EN)


def test_that_a_changed_row_value_is_named_by_row_and_column(tamper: Tamper) -> None:
    (found,) = tamper("UPDATE rows_therapy__drugs SET drug = 'x' WHERE _row = 1")
    assert found.code == "records_value_changed_in_row"
    assert [found.arguments[name] for name in ("form", "entry", "row", "field")] == ["therapy", 1, 1, "drugs.drug"]


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE form_blood SET _recorded_by = '他人'", "_recorded_by"),
        ("UPDATE form_blood SET _recorded_at = '2020-01-01T00:00:00.000Z'", "_recorded_at"),
        ("UPDATE form_blood SET _version = '2.0'", "_version"),
        ("UPDATE form_blood SET _struck_at = '2020-01-01T00:00:00.000Z'", "_struck_at"),
        ("UPDATE form_blood SET anc_lln = '1'", "anc_lln"),
    ],
)
def test_that_the_columns_around_a_value_are_guarded_too(tamper: Tamper, statement: str, field: str) -> None:
    assert [found.arguments["field"] for found in tamper(statement)] == [field]


def test_that_an_unstruck_row_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE rows_therapy__drugs SET _struck_reason = NULL, _struck_by = NULL, _struck_at = NULL")
    assert {str(each.arguments["field"]) for each in found} == {
        "drugs._struck_reason", "drugs._struck_by", "drugs._struck_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "code", "name"),
    [
        ("UPDATE meta SET value = 'yes' WHERE key = 'demonstration'", "records_value_changed", "demonstration"),
        ("UPDATE decision SET value = '7'", "records_value_changed", "interval"),
        ("UPDATE decision SET source = '他处'", "records_value_changed", "interval"),
        ("UPDATE participant SET screened_by = '他人'", "records_value_changed", "P1"),
        ("DELETE FROM decision", "records_row_missing", "interval"),
        ("INSERT INTO participant VALUES ('P2', 'x', 'y')", "records_row_added", "P2"),
        ("INSERT INTO meta VALUES ('more', 'x')", "records_row_added", "more"),
    ],
)
def test_that_changes_to_the_study_itself_are_named(tamper: Tamper, statement: str, code: str, name: str) -> None:
    (found,) = tamper(statement)
    assert (found.code, found.arguments["name"]) == (code, name)


def test_that_a_removed_entry_and_a_removed_row_are_named(tamper: Tamper) -> None:
    blood, row = tamper("DELETE FROM form_blood", "DELETE FROM rows_therapy__drugs WHERE _row = 1")
    assert {blood.code, row.code} == {"records_row_missing_in_entry", "records_row_missing_in_row"}


def test_that_an_entry_without_history_is_named(tamper: Tamper) -> None:
    columns = "_participant, _entry, _version, _recorded_at, _recorded_by"
    (found,) = tamper(f"INSERT INTO form_blood ({columns}) VALUES ('P1', 2, '', '', '')")
    assert (found.code, found.arguments["entry"]) == ("records_row_added_in_entry", 2)


@pytest.mark.parametrize(
    "column", ["at", "offset_minutes", "user", "role", "reason", "program", "operation", "old", "digest"]
)
def test_that_an_edited_history_row_is_named_by_its_sequence(tamper: Tamper, path: Path, column: str) -> None:
    sequence = sequence_of(path, "operation = 'correct'")
    value = "offset_minutes + 1" if column == "offset_minutes" else "'2020-01-01T00:00:00.000Z'"
    found = tamper(f'UPDATE history SET "{column}" = {value} WHERE sequence = {sequence}')
    edited = [each.arguments["sequence"] for each in found if each.code == "records_history_edited"]
    assert edited[0] == sequence


def test_that_history_and_value_edited_together_are_found(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "operation = 'correct'")
    found = tamper(
        f"UPDATE history SET new = '15' WHERE sequence = {sequence}", "UPDATE form_blood SET anc = '15'"
    )  # fmt: skip
    assert [(each.code, each.arguments["sequence"]) for each in found] == [("records_history_edited", sequence)]
    assert [found[0].arguments[name] for name in ("participant", "form", "entry", "field")] == [
        "P1", "blood", 1, "anc",
    ]  # fmt: skip


def test_that_a_digest_made_to_fit_breaks_the_next_link(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "operation = 'correct'")
    with closing(driver.connect(path, driver.Mode.LOOK)) as connection:
        rows = connection.execute("SELECT * FROM history ORDER BY sequence").fetchall()
    row = list(rows[sequence - 1][:-1])
    row[12] = "15"
    forged = digest_of(rows[sequence - 2][-1], tuple(row))
    found = tamper(
        f"UPDATE history SET new = '15', digest = '{forged}' WHERE sequence = {sequence}",
        "UPDATE form_blood SET anc = '15'",
    )
    assert [(each.code, each.arguments["sequence"]) for each in found] == [("records_history_edited", sequence + 1)]


def test_that_removed_history_rows_are_named_by_their_numbers(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "operation = 'correct'")
    found = tamper(f"DELETE FROM history WHERE sequence IN ({sequence}, {sequence - 1})")
    removed = found[0]
    assert removed.code == "records_history_removed"
    assert (removed.arguments["sequence"], removed.arguments["last"]) == (sequence - 1, sequence)


def test_that_a_value_whose_history_was_cut_off_is_named(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "operation = 'correct'")
    found = tamper(f"DELETE FROM history WHERE sequence >= {sequence}")
    assert ("records_value_changed_in_entry", "anc") in {(each.code, each.arguments["field"]) for each in found}


def test_that_history_rows_that_contradict_each_other_are_named(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "field = 'anc'")
    found = tamper(f"UPDATE history SET old = '9' WHERE sequence = {sequence}")
    assert ("records_history_disagrees", sequence) in {(each.code, each.arguments["sequence"]) for each in found}


def test_that_a_history_row_about_an_unknown_form_is_named(tamper: Tamper, path: Path) -> None:
    sequence = sequence_of(path, "field = 'anc'")
    found = tamper(f"UPDATE history SET form = 'unknown' WHERE sequence = {sequence}")
    assert "records_history_disagrees" in {each.code for each in found}


def test_that_two_decisions_cannot_share_a_version(tamper: Tamper) -> None:
    found = tamper("UPDATE history SET entry = 5 WHERE operation LIKE 'decide%'")
    assert {"records_history_edited", "records_row_added", "records_row_missing"} <= {each.code for each in found}


SCHEMA = [
    ("DROP TRIGGER history_no_update", "history_no_update"),
    ("DROP TRIGGER form_blood_no_delete", "form_blood_no_delete"),
    ("DROP INDEX history_place", "history_place"),
    ("CREATE TRIGGER quiet AFTER UPDATE ON form_blood BEGIN SELECT 1; END", "quiet"),
    ("CREATE INDEX more ON form_blood (anc)", "more"),
    (
        "DROP TRIGGER history_no_update; CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT 1; END",
        "history_no_update",
    ),
    ("ALTER TABLE participant RENAME TO old; CREATE TABLE participant (code TEXT PRIMARY KEY)", "participant STRICT"),
]


@pytest.mark.parametrize(("statements", "name"), SCHEMA)
def test_that_a_changed_schema_is_refused_and_named(
    store: Store, path: Path, reopen: Callable[[], Store], statements: str, name: str
) -> None:
    store.close()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        for statement in statements.split("; C"):
            connection.execute(statement if statement.startswith(("DROP", "CREATE", "ALTER")) else f"C{statement}")
    with pytest.raises(StoreFault) as caught:
        reopen()
    if "RENAME" not in statements:
        assert caught.value.code == "records_schema_changed"
        assert name in caught.value.words(Language.ZH)


SCHEMA_TEXT = {
    "a check of a column": (
        "form_blood", "\"anc\" TEXT NOT NULL DEFAULT ''", "\"anc\" TEXT NOT NULL DEFAULT '' CHECK (anc < 9)",
        "form_blood.anc",
    ),
    "a check of a table": ("form_blood", "   PRIMARY KEY", "   CHECK (anc < 9), PRIMARY KEY", "form_blood CHECK"),
    "a collation": ("participant", '"code" TEXT', '"code" TEXT COLLATE NOCASE', "participant.code"),
    "a default": ("form_blood", "\"anc\" TEXT NOT NULL DEFAULT ''", "\"anc\" TEXT NOT NULL", "form_blood.anc"),
    "what happens to those that refer to a row": (
        "form_blood", 'REFERENCES "participant"("code")', 'REFERENCES "participant"("code") ON DELETE CASCADE',
        "form_blood._participant",
    ),
    "what happens when a key is changed": (
        "rows_therapy__drugs", '"form_therapy"("_participant", "_entry")',
        '"form_therapy"("_participant", "_entry") ON UPDATE CASCADE', "rows_therapy__drugs FOREIGN KEY",
    ),
    "a reference that is checked late": (
        "rows_therapy__drugs", '"form_therapy"("_participant", "_entry")',
        '"form_therapy"("_participant", "_entry") DEFERRABLE INITIALLY DEFERRED', "rows_therapy__drugs FOREIGN KEY",
    ),
    "a lost reference": ("transfer", ' REFERENCES "participant"("code")', "", "transfer.participant"),
    "a row that gives way to another": (
        "form_blood", 'PRIMARY KEY ("_participant", "_entry")',
        'PRIMARY KEY ("_participant", "_entry") ON CONFLICT REPLACE', "form_blood PRIMARY KEY",
    ),
    "types that are no longer kept": ("history", ") STRICT", ")", "history STRICT"),
}


@pytest.mark.parametrize("change", SCHEMA_TEXT.values(), ids=SCHEMA_TEXT)
def test_that_a_table_whose_text_was_changed_is_refused_and_named(
    store: Store, path: Path, reopen: Callable[[], Store], change: tuple[str, str, str, str]
) -> None:
    table, old, new, name = change
    store.close()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?", (old, new, table))
        assert connection.execute("SELECT changes()").fetchone()[0] == 1
        assert new in connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    before = path.read_bytes()
    with pytest.raises(StoreFault) as caught:
        reopen()
    assert caught.value.code == "records_schema_changed"
    assert {name in caught.value.words(language) for language in Language} == {True}
    assert path.read_bytes() == before


def test_that_a_tampered_study_is_not_opened_and_says_where(
    tamper: Tamper, reopen: Callable[[], Store], path: Path
) -> None:
    tamper("UPDATE form_blood SET anc = '15'")
    before = path.read_bytes()
    with pytest.raises(StoreFault) as caught:
        reopen()
    assert caught.value.code == "records_tampered"
    for language in Language:
        assert "P1" in caught.value.words(language)
        assert "anc" in caught.value.words(language)
    assert path.read_bytes() == before


def test_that_the_running_store_finds_what_was_changed_under_it(store: Store) -> None:
    store.record("P1", "blood", {"anc": "1"})
    store._connection.execute("UPDATE form_blood SET anc = '2'")
    (found,) = store.verify()
    assert (found.arguments["participant"], found.arguments["field"]) == ("P1", "anc")
