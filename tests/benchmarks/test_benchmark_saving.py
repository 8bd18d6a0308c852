"""An audited save against the bare rows it consists of, under the same pragmas of the same driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.records.driver import harden, hold
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store

VALUES = {
    "measured_at": "2026-11-22 08:40", "weight_kg": "16.0", "height_cm": "102", "temperature_c": "36.6",
    "pulse_per_min": "104", "respiration_per_min": "22", "systolic_mmhg": "96", "diastolic_mmhg": "58",
    "spo2_percent": "99",
}  # fmt: skip
HISTORY = [f"c{number}" for number in range(16)]
"""Columns of a bare history row: about as many as a row of ours has."""


class Bare:
    """Two tables without keys, triggers or chain."""

    def __init__(self, path: Path) -> None:
        self.connection = dbapi2.connect(path, isolation_level=None)
        harden(self.connection)
        for table, columns in (("entry", VALUES), ("history", HISTORY)):
            kept = ", ".join(f"{column} TEXT" for column in columns)
            self.connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {kept}) STRICT")
        hold(self.connection)
        self._weights = count(16001)

    def save(self) -> None:
        """One entry with a history row a value."""
        self.connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(VALUES))
        self.connection.execute(f"INSERT INTO entry VALUES (NULL, {marks})", list(VALUES.values()))
        self._note(VALUES)
        self.connection.execute("COMMIT")

    def correct(self) -> None:
        """One value changed, with its history row."""
        self.connection.execute("BEGIN IMMEDIATE")
        weight = str(next(self._weights))
        self.connection.execute("UPDATE entry SET weight_kg = ? WHERE id = 1", [weight])
        self._note({"weight_kg": weight})
        self.connection.execute("COMMIT")

    def _note(self, values: Mapping[str, str]) -> None:
        rows = [[key, value] * (len(HISTORY) // 2) for key, value in values.items()]
        self.connection.executemany(f"INSERT INTO history VALUES (NULL, {', '.join('?' * len(HISTORY))})", rows)


@pytest.fixture
def store(tmp_path: Path, forms: Mapping[str, FormDefinition]) -> Iterator[Store]:
    user = User("基准", "coordinator")
    made = Store.create(tmp_path / "study.ucbnk", forms, title="基准", user=user, now=lambda: datetime.now(UTC))
    with made as store:
        store.screen("D-001")
        yield store


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    made = Bare(tmp_path / "bare.db")
    yield made
    made.connection.close()


def test_that_an_audited_save_is_measured_against_bare_rows(
    against: Callable[..., None], store: Store, bare: Bare
) -> None:
    against("audited save of nine values", lambda: store.record("D-001", "vital_signs", VALUES), bare.save, rounds=200)


def test_that_an_audited_correction_is_measured_against_bare_rows(
    against: Callable[..., None], store: Store, bare: Bare
) -> None:
    entry = store.record("D-001", "vital_signs", VALUES).entry
    assert entry is not None
    bare.save()
    weights = count(16001)

    def correct() -> None:
        store.correct("D-001", "vital_signs", entry, {"weight_kg": str(next(weights))}, reason="录入错误")

    against("audited correction of one value", correct, bare.correct, rounds=200)
