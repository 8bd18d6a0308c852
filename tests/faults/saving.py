"""A program to be killed: opens the study at argv[2] and does what argv[1] says; not a test itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ucbnk_desktop import places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records import DraftSlot, RowDraft, Store, StoreFault, User, driver
from ucbnk_desktop.wording import Language

FORMS = read_forms(places.forms())


def now() -> datetime:
    return datetime.now(UTC)


def opened(path: Path) -> Store:
    return Store.open(path, FORMS, user=User("被杀的程序", "coordinator"), now=now)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def save_on_and_on(path: Path) -> None:
    """Say each entry only when it is kept; correct every third one."""
    with opened(path) as store:
        number = len(store.entries("P1", "vital_signs"))
        while True:
            number += 1
            values = {"measured_at": "2026-11-22 08:00", "weight_kg": f"{number}.50", "height_cm": f"{number}"}
            store.record("P1", "vital_signs", values)
            say(number, f"{number}.50")
            if number % 3 == 0:
                store.correct("P1", "vital_signs", number, {"weight_kg": f"{number}.55"}, reason="录入错误")
                say(number, f"{number}.55")


@contextmanager
def dying(store: Store, step: int) -> Iterator[None]:
    """Die at the given step of the machine that runs the statements in between; say "kept" if it comes that far."""
    left = step

    def count() -> int:
        nonlocal left
        left -= 1
        if left <= 0:
            os._exit(9)
        return 0

    connection: driver.Connection = store._connection
    connection.set_progress_handler(count, 1)  # type: ignore[attr-defined]  # nothing else needs it
    yield
    connection.set_progress_handler(None, 1)  # type: ignore[attr-defined]  # as above
    say("kept")


def save_and_die(path: Path, step: int) -> None:
    """Die while an entry with its rows is saved."""
    with opened(path) as store, dying(store, step):
        rows = {"chemotherapy": [RowDraft({"drug": "长春新碱"}), RowDraft({"drug": "环磷酰胺"})]}
        store.record("P1", "prior_therapy", {"chemotherapy_given": "yes"}, rows=rows)


def close_a_draft_and_die(path: Path, step: int) -> None:
    """Die while an entry is saved and the draft it was typed in ends."""
    with opened(path) as store:
        for slot in range(2):
            store.keep_draft("P1", "vital_signs", None, {"weight_kg": "20"}, slot=slot)
        with dying(store, step):
            store.record("P1", "vital_signs", {"weight_kg": "20"}, closes=DraftSlot(None, 1))


def move_and_die(path: Path, step: int) -> None:
    """Die while everybody is moved to another version of the protocol."""
    with opened(path) as store:
        codes = [participant.code for participant in store.participants()]
        with dying(store, step):
            store.transfer_all(dict.fromkeys(codes, "1.0"), "1.1", reason="重新知情")


def hold(path: Path) -> None:
    """Say whether the study could be opened, and keep it until nobody listens any more."""
    try:
        store = opened(path)
    except StoreFault as fault:
        say(fault.code, fault.words(Language.EN))
        return
    say("won")
    sys.stdin.read()
    store.close()


def save_under_a_limit(path: Path) -> None:
    """Save until the file may not grow any more, then read, then save once the limit is gone."""
    import resource

    with opened(path) as store:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 8192, hard))
        kept = 0
        try:
            while True:
                store.record("P1", "vital_signs", {"weight_kg": "20.5" * 40})
                kept += 1
        except StoreFault as fault:
            say(fault.code)
        found = len(store.entries("P1", "vital_signs"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        store.record("P1", "vital_signs", {"weight_kg": "20.5"})
        say(found - kept, len(store.verify()), len(store.entries("P1", "vital_signs")) - kept)


if __name__ == "__main__":
    verb, study = sys.argv[1], Path(sys.argv[2])
    if verb == "save":
        save_on_and_on(study)
    elif verb == "die":
        save_and_die(study, int(sys.argv[3]))
    elif verb == "close":
        close_a_draft_and_die(study, int(sys.argv[3]))
    elif verb == "move":
        move_and_die(study, int(sys.argv[3]))
    elif verb == "hold":
        hold(study)
    else:
        save_under_a_limit(study)
