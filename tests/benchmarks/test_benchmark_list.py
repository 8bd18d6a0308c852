"""A list of 3,000 participants against what it cannot do without: every table read once, as it stands.

The file is made by copying the demonstration's rows under new codes, without their history: the store would rightly
refuse to open it, so it is read over a bare connection.
"""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ucbnk_desktop.casebook import Casebook
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records import driver
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.participants_model import ParticipantsModel

COUNT = 3000
_COPIES = """
    CREATE TEMP TABLE copied AS
    WITH RECURSIVE numbers(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < ?),
    children AS (SELECT code, row_number() OVER () - 1 AS place, count(*) OVER () AS many FROM participant)
    SELECT printf('P-%05d', number + 1) AS code, children.code AS child, number
    FROM numbers JOIN children ON children.place = number % children.many
"""
_COLUMN = 't."{}"'
_VARIED = {"birth_date": "date(t.birth_date, '-' || (copied.number % 97) || ' days')"}
"""What differs between the copies of one child: how old she is."""


def multiply(path: Path, count: int) -> None:
    """Copy the participants in the study file at `path` until there are `count` more."""
    with closing(driver.connect(path, driver.Mode.WRITE)) as connection:
        connection.execute("BEGIN")
        connection.execute(_COPIES, (count,))
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            key = "code" if table == "participant" else "_participant"
            if key in columns:
                values = ("copied.code" if name == key else _VARIED.get(name, _COLUMN.format(name)) for name in columns)
                names = ", ".join(f'"{name}"' for name in columns)
                connection.execute(
                    f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" AS t '
                    f'JOIN copied ON copied.child = t."{key}" ORDER BY copied.number'
                )
        connection.execute("COMMIT")


@pytest.fixture(scope="module")
def many(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study file with 3,000 participants besides the invented ones."""
    path = tmp_path_factory.mktemp("many") / "many.ucbnk"
    shutil.copy(demo_study, path)
    multiply(path, COUNT)
    return path


@pytest.fixture
def store(many: Path, forms: Mapping[str, FormDefinition]) -> Iterator[Store]:
    """The store over a bare connection."""
    user = User("基准", "coordinator")
    with Store(many, driver.connect(many, driver.Mode.WRITE), forms, user=user, now=lambda: datetime.now(UTC)) as store:
        yield store


def read_bare(many: Path) -> int:
    """Every table of the forms read once, row by row."""
    with closing(driver.connect(many, driver.Mode.LOOK)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        kept = [name for (name,) in tables if name.startswith(("form_", "rows_"))]
        return sum(len(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in kept)


class Signal:
    """One that never comes."""

    def connect(self, _: object) -> None:
        """Nothing to wait for."""


@dataclass
class Opened:
    """As much of a session as the list of participants asks for."""

    store: Store
    casebook: Casebook
    has_study: bool = True
    day_changed: Signal = field(default_factory=Signal)


def summarised(store: Store, forms: Mapping[str, FormDefinition], pack: ProtocolPack, today: date) -> int:
    """Every participant judged for the list, by a casebook that knows nothing yet."""
    casebook = Casebook(store, forms, pack, lambda: today)
    codes = [participant.code for participant in store.participants()]
    for begin in range(0, len(codes), 8):
        casebook.read_ahead(codes[begin:begin + 8])
        for code in codes[begin:begin + 8]:
            casebook.summary(code)
    return len(codes)


def test_that_judging_a_long_list_is_measured_against_reading_its_tables(
    against: Callable[..., None], many: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack,
    casebook: Casebook,
) -> None:
    today = casebook.today()
    user = User("基准", "coordinator")

    def ours() -> object:
        connection = driver.connect(many, driver.Mode.WRITE)
        with Store(many, connection, forms, user=user, now=lambda: datetime.now(UTC)) as store:
            return summarised(store, forms, pack, today)

    against(f"{COUNT} participants judged for the list", ours, lambda: read_bare(many), rounds=1)


def test_that_the_longest_block_of_a_long_list_is_measured_against_reading_its_tables(
    qtbot: QtBot, against: Callable[..., None], store: Store, casebook: Casebook, many: Path
) -> None:
    opened = Opened(store, Casebook(store, casebook.forms, casebook.pack, casebook.today))
    model = ParticipantsModel(opened)  # type: ignore[arg-type]  # it asks a session for no more than this
    model.reload()
    model._timer.stop()
    blocks: list[float] = []
    gc.freeze()  # as the program does when its window is loaded
    while not model.complete:
        begun = time.perf_counter()
        model._fetch()
        blocks.append(time.perf_counter() - begun)
    gc.unfreeze()
    longest = max(blocks)
    against("longest block while the list is judged", lambda: time.sleep(longest), lambda: read_bare(many), rounds=1)
