"""A study file that an older program wrote: opened, judged and printed today as that program did (fixtures/studies)."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, replace
from datetime import UTC, date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import IO

import pytest
from pypdf import PdfReader

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.paper.print_data import Languages
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.records.model import StoredEntry, Strike, User
from ucbnk_desktop.records.store import Store

STUDIES = Path(__file__).parents[1] / "fixtures" / "studies"
WRITTEN = STUDIES / "study_5e09bec.ucbnk.xz"
LAST_ROW = 2169
"""The last row of its history that the older program wrote."""
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PRINTED: Mapping[str, Languages] = {"D-009": "zh", "D-010": "both"}


def kept(casebook: Casebook) -> Iterator[str]:
    """What is kept, a line each: history, entries with their rows and strikes, decisions, amendments, drafts."""
    store = casebook.store
    history = store.history()[:LAST_ROW]
    yield f"history {history[-1].sequence} {history[-1].digest}"
    for operation, count in sorted(Counter(row.operation for row in history).items()):
        yield f"{operation} {count}"
    for participant in store.participants():
        yield f"participant {participant.code} {digest(participant.screened_at, participant.screened_by)}"
        for form, entries in store.all_entries(participant.code).items():
            yield from (f"entry {participant.code} {form} {entry.number} {digest(*whole(entry))}" for entry in entries)
    for decision in store.decisions():
        yield f"decision {decision} {digest(*map(astuple, store.decision_history(decision)))}"
    for amendment in store.amendments():
        yield f"amendment {amendment.version} {digest(*astuple(amendment))}"
    for transfer in store.transfers():
        yield f"transfer {transfer.participant} {transfer.before} {transfer.version} {digest(*astuple(transfer))}"
    for draft in store.drafts():
        rows = [[(row.number, row.values) for row in rows] for rows in draft.rows.values()]
        content = digest(draft.values, rows, draft.base, draft.kept_at, draft.kept_by)
        yield f"draft {draft.participant} {draft.form} {draft.entry} {draft.slot} {content}"


def whole(entry: StoredEntry) -> Iterator[object]:
    """All of an entry but the columns that are empty: a newer form definition may add some."""
    yield from (entry.version, entry.recorded_at, entry.recorded_by, filled(entry.values), strike(entry.struck))
    for key, rows in entry.rows.items():
        yield from ((key, row.number, filled(row.values), strike(row.struck)) for row in rows)


def filled(values: Mapping[str, str]) -> Mapping[str, str]:
    return {key: text for key, text in values.items() if text}


def strike(struck: Strike | None) -> object:
    return struck and astuple(struck)


def judged(casebook: Casebook) -> Iterator[str]:
    """What is judged, a line each: outcome and digest of every participant, state and reasons of every verdict."""
    for participant in casebook.store.participants():
        assessment = casebook.assessment(participant.code)
        yield (
            f"{participant.code} {assessment.outcome} on {assessment.as_of} by {assessment.pack_version},"
            f" from {assessment.earliest} to {assessment.latest} {assessment.digest}"
        )
        for verdict in assessment.verdicts:
            reasons = " ".join(reason.code for reason in verdict.reasons)
            yield f"{participant.code} {verdict.criterion} {verdict.state} {reasons}".rstrip()


def printed(casebook: Casebook) -> Iterator[str]:
    """The text of two casebooks, line by line without spaces, under a stamp that is the same at every print."""
    from ucbnk_desktop.paper.printing import print_bytes

    for code, languages in PRINTED.items():
        stamp = replace(
            casebook.stamp(code, at=NOW, by="虚构协调员甲"), head_sequence=LAST_ROW, head_digest="0000 0000 0000 0000"
        )
        pdf = PdfReader(io.BytesIO(print_bytes(
            casebook.sheets(code), stamp, languages, forms=casebook.forms, pack=casebook.pack_of(code), contents=True,
        )))  # fmt: skip
        for number, page in enumerate(pdf.pages, 1):
            yield f"== {code} {number}"
            yield from filter(None, ("".join(line.split()) for line in page.extract_text().splitlines()))


def digest(*content: object) -> str:
    """Twelve hexadecimal digits that stand for `content`."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    """A copy of the file, opened by the program of today."""
    path = tmp_path_factory.mktemp("older") / "study.ucbnk"
    path.write_bytes(lzma.decompress(WRITTEN.read_bytes()))
    forms = read_forms(places.forms())
    with Store.open(path, forms, user=User("虚构协调员甲", "coordinator"), now=lambda: NOW) as store:
        yield Casebook(store, forms, read_pack(places.resources("protocol")), lambda: TODAY)


def golden(lines: Callable[[Casebook], Iterator[str]]) -> Path:
    return STUDIES / f"study_5e09bec.{lines.__name__}.txt{'.xz' if lines is printed else ''}"


def opened(path: Path) -> IO[str]:
    """`path` to be read as text, compressed or not."""
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def test_that_a_study_of_an_older_program_opens_and_is_sound(casebook: Casebook) -> None:
    assert casebook.store.verify() == ()
    assert casebook.store.limited is None


@pytest.mark.parametrize("lines", [kept, judged, printed])
def test_that_it_is_kept_judged_and_printed_as_before(
    lines: Callable[[Casebook], Iterator[str]], casebook: Casebook
) -> None:
    now = list(lines(casebook))
    if os.environ.get("EVIDENCE") == "write" and lines is not kept:
        content = "".join(f"{line}\n" for line in now).encode()
        golden(lines).write_bytes(lzma.compress(content) if lines is printed else content)
    with opened(golden(lines)) as file:
        then = file.read().splitlines()
    difference = list(unified_diff(then, now, "then", "now", n=0, lineterm=""))
    assert not difference, "\n".join(difference)


def test_that_the_study_holds_all_that_can_be_done_with_one(casebook: Casebook) -> None:
    operations = {row.operation for row in casebook.store.history()[:LAST_ROW]}
    assert operations >= {
        "create", "screen", "record", "correct", "strike", "confirm_value", "change_value", "confirm", "enrol",
        "decide", "adopt", "transfer", "printed",
    }  # fmt: skip
    assert {draft.slot for draft in casebook.store.drafts()} == {0, 1}
