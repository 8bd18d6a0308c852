"""The forms of the trial in the store: every column is there and gives back what it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records import RowDraft, Store, User

REAL = read_forms(places.forms())
RECORDED = [key for key in REAL if key not in ("eligibility", "enrolment")]


@pytest.fixture
def real(path: Path, clock: Callable[[], datetime], user: User) -> Iterator[Store]:
    with Store.create(path, REAL, title="演示", user=user, now=clock, demonstration=True) as store:
        store.screen("P1")
        yield store


def filled(form: FormDefinition) -> tuple[dict[str, str], Mapping[str, list[RowDraft]]]:
    values = {key: f"{key} 值" for key in form.stored_keys}
    rows = {
        field.key: [RowDraft({c.key: f"{n} {c.key}" for c in field.columns}) for n in (1, 2)]
        for field in form.rows_fields
    }
    return values, rows


def test_that_every_field_of_every_form_comes_back_as_it_went_in(real: Store) -> None:
    for key in RECORDED:
        values, rows = filled(REAL[key])
        real.record("P1", key, values, rows=rows)
        (entry,) = real.entries("P1", key)
        assert entry.values == values
        for field, drafts in rows.items():
            for row, draft in zip(entry.rows[field], drafts, strict=True):
                assert {column: value for column, value in row.values.items() if value} == draft.values
    real.confirm("P1", filled(REAL["eligibility"])[0])
    real.enrol("P1", filled(REAL["enrolment"])[0])
    assert real.verify() == ()
    assert real.study.demonstration


def test_that_a_full_study_is_verified_on_opening_again(
    real: Store, path: Path, clock: Callable[[], datetime], user: User
) -> None:
    for code in ("P2", "P3"):
        real.screen(code)
        for key in RECORDED:
            values, rows = filled(REAL[key])
            real.record(code, key, values, rows=rows)
    before = {code: real.all_entries(code) for code in ("P1", "P2", "P3")}
    real.close()
    with Store.open(path, REAL, user=user, now=clock) as again:
        assert {code: again.all_entries(code) for code in before} == before
        assert again.notices == ()
