"""Benchmarks: each measures our work and a bare floor in turns, in the same run, and reports the ratio of the medians.

Seconds belong to the machine, ratios to the program; so seconds are shown and never asserted. The ordinary run passes
over this folder; `pytest tests/benchmarks --benchmark-enable` measures.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import Casebook
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import ProtocolPack, read_pack
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store

TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Ratio:
    """What was measured: medians in milliseconds of our work and of its floor."""

    what: str
    ours_ms: float
    floor_ms: float

    def __str__(self) -> str:
        times = self.ours_ms / self.floor_ms
        return f"{self.what}: {times:.2f} times the floor ({self.ours_ms:.2f} ms against {self.floor_ms:.2f} ms)"


_MEASURED = pytest.StashKey[list[Ratio]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless benchmarks were asked for."""
    return None if config.getoption("benchmark_enable") or config.getoption("benchmark_only") else True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show every ratio in one line."""
    measured = config.stash.get(_MEASURED, [])
    if measured:
        terminalreporter.section("ratios to the floor")
        for ratio in measured:
            terminalreporter.write_line(str(ratio))


@pytest.fixture
def against(benchmark: Any, pytestconfig: pytest.Config) -> Callable[..., None]:
    """`against(what, ours, floor, rounds=…)`: measure both in turns, so that a busy minute meets both alike."""

    def measure(what: str, ours: Callable[[], object], floor: Callable[[], object], *, rounds: int) -> None:
        floors: list[float] = []
        ours()
        benchmark.pedantic(ours, setup=lambda: floors.append(_timed(floor)), rounds=rounds)
        ratio = Ratio(what, statistics.median(benchmark.stats.stats.data) * 1000, statistics.median(floors))
        benchmark.extra_info["floor_ms"] = ratio.floor_ms
        benchmark.extra_info["ratio"] = ratio.ours_ms / ratio.floor_ms
        pytestconfig.stash.setdefault(_MEASURED, []).append(ratio)

    return measure


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


@pytest.fixture(scope="session")
def forms() -> Mapping[str, FormDefinition]:
    return read_forms(places.forms())


@pytest.fixture(scope="session")
def pack() -> ProtocolPack:
    return read_pack(places.resources("protocol"))


@pytest.fixture(scope="session")
def demo_study(
    tmp_path_factory: pytest.TempPathFactory, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Path:
    """The demonstration study, built once."""
    path = tmp_path_factory.mktemp("demo") / "demo.ucbnk"
    demonstration.build(path, forms, pack, today=TODAY)
    return path


@pytest.fixture
def casebook(demo_study: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack) -> Iterator[Casebook]:
    """The children of the demonstration put to the protocol."""
    user = User("基准", "coordinator")
    with Store.open(demo_study, forms, user=user, now=lambda: datetime.now(UTC)) as store:
        yield Casebook(store, forms, pack, lambda: TODAY)


@pytest.fixture
def fullest(casebook: Casebook) -> str:
    """The code of the child with the most entries."""
    return max(
        (participant.code for participant in casebook.store.participants()),
        key=lambda code: sum(map(len, casebook.store.all_entries(code).values())),
    )
