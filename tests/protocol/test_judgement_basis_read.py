"""An answer of the investigator is void when a fact of its row changes: so what a rule reads must be among its grounds.

Each rule with a judgement is run over the shipped cases, under their rulings and with every ruling open, on answers
that note who reads them. What is read and is no ground of the row stands below, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.helpers.pack import PACK
from tests.helpers.shipped_cases import SHIPPED
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.evaluation import judge
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts
from ucbnk_desktop.protocol.judgement_basis import BASIS, FORM
from ucbnk_desktop.protocol.result_dates import date_of_result
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings

ANCHORS = {"consent.guardian_signed_at", "consent.participant_signed_at", "screening.first_procedure_at",
           "screening.planned_first_infusion_on", "enrolment.enrolled_on", "demographics.birth_date"}
"""Days that are counted from: moving one of them changes no fact of the row, and the rule itself judges anew."""

SIGNED = {"consent.second_guardian_signed_at", "consent.witness_signed_at", "consent.assent_signed_at"}
"""With the other signatures they make the moment of consent, before which a result may not lie."""

COUNTS = {
    "laboratory.sampled_on", "laboratory.sampled_at", "laboratory.anc", "laboratory.plt", "laboratory.wbc",
}
EXCEPTIONS: Mapping[str, tuple[set[str], str]] = {
    "I6": (COUNTS, "blood counts are shown beside the question and decide nothing"),
    "E4": ({"laboratory.sampled_at"}, "the hour tells only which of two samples is the later one"),
}


class Noting(dict[str, Answer]):
    """Answers of one entry; whoever reads one is noted under `place`."""

    def __init__(self, answers: Mapping[str, Answer], place: str, read: set[str]) -> None:
        super().__init__(answers)
        self._place, self._read = place, read

    def __getitem__(self, key: str) -> Answer:
        self._read.add(f"{self._place}.{key}")
        return super().__getitem__(key)

    def get(self, key: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        self._read.add(f"{self._place}.{key}")
        return super().get(key, default)


def noting(entry: Entry, place: str, read: set[str]) -> Entry:
    """`entry` and its rows on answers that note in `read` what is read of them."""
    rows = {table: tuple(noting(row, f"{place}.{table}", read) for row in rows) for table, rows in entry.rows.items()}
    return replace(entry, answers=Noting(entry.answers, place, read), rows=rows)


def read_by(criterion: str) -> set[str]:
    """The fields, `form.field` or `form.table.column`, that the rule of `criterion` reads of any case."""
    read: set[str] = set()
    for written in SHIPPED:
        watched = Facts({
            form: tuple(noting(entry, form, read) for entry in entries)
            for form, entries in written.facts.entries.items()
        })
        for rulings in (written.rulings, {}):
            before = set(read)
            case = RuleContext.of(
                watched, day=written.day, pack=PACK, settings=Settings(written.settings), rulings=Rulings(rulings),
            )
            read.clear()
            read |= before
            judge(criterion, CRITERIA[criterion].rule, case)
    return {place for place in read if not place.endswith(".")}  # results without a time of day have no field of it


def grounds_of(criterion: str) -> set[str]:
    """The grounds of the row with the days of its results, and the investigator's own form."""
    refs = BASIS[criterion]
    days = {f"{ref.form}.{date_of_result(ref.form, ref.field)}" for ref in refs}
    return {f"{ref.form}.{ref.field}" for ref in refs} | days


@pytest.mark.parametrize("criterion", sorted(BASIS))
def test_that_what_a_judged_rule_reads_is_among_its_grounds(criterion: str) -> None:
    excepted = EXCEPTIONS.get(criterion, (set(), ""))[0]
    read = {place for place in read_by(criterion) if not place.startswith(f"{FORM}.")}
    assert read - grounds_of(criterion) - ANCHORS - SIGNED - excepted == set()


@pytest.mark.parametrize("criterion", sorted(EXCEPTIONS))
def test_that_no_exception_is_left_standing(criterion: str) -> None:
    assert EXCEPTIONS[criterion][0] - read_by(criterion) == set()
    assert EXCEPTIONS[criterion][0] & grounds_of(criterion) == set()


def test_that_a_rule_is_caught_reading_what_is_no_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BASIS, "E7", BASIS["E9"])
    assert "medical_history.unhealed_wound" in read_by("E7") - grounds_of("E7")
