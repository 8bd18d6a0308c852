"""CREATE TABLE statements taken apart: what makes two of them the same table, and what does not."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop import places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records import driver, schema
from ucbnk_desktop.records.create_statement import CreateStatement

TABLE = '''CREATE TABLE "t" (
   "a" TEXT NOT NULL DEFAULT \'\',
   "b" INTEGER NOT NULL REFERENCES "o"("a"),
   FOREIGN KEY ("a", "b") REFERENCES "o"("a", "b"),
   PRIMARY KEY ("a", "b")
) STRICT'''


def differing(other: str) -> list[str]:
    return list(CreateStatement.parsed(TABLE).differing(CreateStatement.parsed(other)))


@pytest.mark.parametrize("same", [
    TABLE, " ".join(TABLE.split()), TABLE.replace("NOT NULL", "not  null"),
    TABLE.replace(",", ", -- a comment, with (signs\n"),
    TABLE.replace("STRICT", "/* , ) */ STRICT"),
    # a column that was added later stands behind the constraints
    'CREATE TABLE "t" ("b" INTEGER NOT NULL REFERENCES "o"("a"), FOREIGN KEY ("a", "b") REFERENCES "o"("a", "b"), '
    'PRIMARY KEY ("a", "b"), "a" TEXT NOT NULL DEFAULT \'\') STRICT',
])
def test_that_blanks_case_comments_and_the_order_of_columns_make_no_other_table(same: str) -> None:
    assert differing(same) == []


@pytest.mark.parametrize(("old", "new", "part"), [
    ("TEXT NOT NULL DEFAULT", "TEXT DEFAULT", ".a"), ("DEFAULT ''", "DEFAULT 'x'", ".a"), ("INTEGER", "TEXT", ".b"),
    ('"a" TEXT', '"a" TEXT COLLATE NOCASE', ".a"), ('"o"("a"),', '"o"("a") ON DELETE CASCADE,', ".b"),
    ('"o"("a", "b")', '"o"("a", "b") ON UPDATE SET NULL', " FOREIGN KEY"),
    ('PRIMARY KEY ("a", "b")', 'PRIMARY KEY ("b", "a")', " PRIMARY KEY"),
    ("   PRIMARY", "   CHECK (b < 9), PRIMARY", " CHECK"), ("   PRIMARY", '   UNIQUE ("a"), PRIMARY', " UNIQUE"),
    (") STRICT", ")", " STRICT"), (") STRICT", ") STRICT, WITHOUT ROWID", " STRICT"),
    ('"b" INTEGER', '"c" INTEGER', ".c"),
])
def test_that_anything_else_makes_another_table_and_is_named(old: str, new: str, part: str) -> None:
    assert old in TABLE
    assert part in differing(TABLE.replace(old, new, 1))


@given(st.text(alphabet='ab"(),;\'[]`-*/\n CREATE TABLE CHECK x9_', max_size=80))
def test_that_any_text_can_be_taken_apart_and_equals_itself(text: str) -> None:
    one, other = CreateStatement.parsed(text), CreateStatement.parsed(text)
    assert list(one.differing(other)) == []


def test_that_sqlite_utils_writes_every_table_in_the_very_words_asked_for(tmp_path: Path) -> None:
    # As long as it does, opening a study compares texts; a table in other words is taken apart, which takes longer.
    path, forms = tmp_path / "new", read_forms(places.forms())
    path.touch()
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        schema.create(connection, forms)
        written = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    assert {table.name: table.sql for table in schema.tables(forms)} == written
