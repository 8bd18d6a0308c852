"""A program killed at any moment has lost nothing it acknowledged, and value and history agree."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ucbnk_desktop.records import Store, StoreFault

Start = Callable[..., subprocess.Popen[str]]


def spoken(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def spoken_last(process: subprocess.Popen[str]) -> list[str]:
    """The whole lines that a process said before it ended; `communicate` would pass over what was read ahead."""
    assert process.stdout is not None
    return [line.strip() for line in process.stdout.read().splitlines(keepends=True) if "\n" in line]


@pytest.mark.parametrize("seed", range(4))
def test_that_everything_acknowledged_survives_a_kill(
    start: Start, reopen: Callable[[], Store], path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(2):
        process = start("save")
        acknowledged = [spoken(process) for _ in range(chance.randint(1, 25))]
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, 0.02))
        process.kill()
        acknowledged += spoken_last(process)
        assert all(acknowledged)
        with reopen() as store:
            kept = {str(entry.number): entry.values["weight_kg"] for entry in store.entries("P1", "vital_signs")}
            assert store.verify() == ()
        said = dict(line.split() for line in acknowledged)
        first = min(map(int, said))
        newer = [number for number, value in kept.items() if int(number) >= first and said.get(number) != value]
        assert said.keys() <= kept.keys()
        assert len(newer) <= 1


@pytest.mark.parametrize("step", [1, 2, 5, 17, 50, 111, 200, 313, 400, 100_000])
def test_that_a_kill_at_any_step_of_a_save_keeps_both_value_and_history_or_neither(
    start: Start, reopen: Callable[[], Store], step: int
) -> None:
    process = start("die", step)
    said = process.communicate()[0].strip()
    assert (process.returncode, said) == ((9, "") if step < 100_000 else (0, "kept"))
    with reopen() as store:
        entries = store.entries("P1", "prior_therapy")
        rows = [row for row in store.history(participant="P1") if row.form == "prior_therapy"]
        assert store.verify() == ()
    assert (len(entries), len(rows)) == ((0, 0) if step < 100_000 else (1, 6))


@pytest.mark.parametrize("step", [1, 20, 60, 110, 160, 200, 230, 260, 280, 100_000])
def test_that_a_kill_at_any_step_of_a_save_leaves_the_draft_or_the_entry_with_its_history(
    start: Start, reopen: Callable[..., Store], step: int
) -> None:
    process = start("close", step)
    said = process.communicate()[0].strip()
    assert (process.returncode, said) == ((9, "") if step < 100_000 else (0, "kept"))
    with reopen() as store:
        slots = [draft.slot for draft in store.drafts()]
        rows = [row for row in store.history(participant="P1") if row.operation == "record"]
        entries = store.entries("P1", "vital_signs")
        assert store.verify() == ()
    assert (slots, len(rows), len(entries)) == (([0, 1], 0, 0) if step < 100_000 else ([0], 2, 1))


@pytest.mark.parametrize("step", [1, 60, 120, 180, 250, 330, 400, 600, 850, 100_000])
def test_that_a_kill_at_any_step_of_a_move_has_moved_everybody_with_the_history_or_nobody(
    start: Start, reopen: Callable[[], Store], step: int
) -> None:
    codes = ("P1", *(f"P{number}" for number in range(2, 9)))
    with reopen() as store:
        for code in codes[1:]:
            store.screen(code)
    process = start("move", step)
    said = process.communicate()[0].strip()
    assert (process.returncode, said) == ((9, "") if step < 100_000 else (0, "kept"))
    with reopen() as store:
        moved = tuple(transfer.participant for transfer in store.transfers())
        told = tuple(row.participant for row in store.history() if row.operation == "transfer")
        assert store.verify() == ()
    assert (moved, told) == (((), ()) if step < 100_000 else (codes, codes))


def test_that_a_killed_program_leaves_the_file_free(start: Start, reopen: Callable[[], Store]) -> None:
    process = start("hold")
    assert spoken(process) == "won"
    process.kill()
    process.communicate()
    with reopen() as store:
        store.record("P1", "vital_signs", {"weight_kg": "20"})


def test_that_of_six_started_together_one_has_the_study_and_the_others_say_who(
    start: Start, reopen: Callable[[], Store]
) -> None:
    processes = [start("hold") for _ in range(6)]
    said = [spoken(process) for process in processes]
    assert said.count("won") == 1
    others = [words for words in said if words != "won"]
    assert all(words.startswith("records_open_elsewhere") and "被杀的程序" in words for words in others)
    for process in processes:
        process.communicate("")
    with reopen() as store:
        assert [row.operation for row in store.history()].count("open") == 3


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_that_a_file_carried_off_without_its_journal_is_whole_or_refused(
    start: Start, reopen: Callable[[], Store], path: Path, acknowledged: int
) -> None:
    process = start("save")
    for _ in range(acknowledged):
        spoken(process)
    process.kill()
    process.communicate()
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    try:
        with reopen() as store:
            found = len(store.entries("P1", "vital_signs"))
            assert store.verify() == ()
    except StoreFault as fault:
        found = {"records_damaged": acknowledged, "records_tampered": acknowledged}[fault.code]
    assert found >= acknowledged * 3 // 4  # every third entry is acknowledged twice: saved, then corrected
