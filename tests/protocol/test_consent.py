from __future__ import annotations

from datetime import date

import pytest

from ucbnk_desktop.protocol.consent import ConsentMatrix, Signatures, in_force, required_signatures
from ucbnk_desktop.protocol.scales import scale_for

MATRIX = ConsentMatrix(8, 18)


@pytest.mark.parametrize(("age", "wanted"), [
    (0, Signatures(1, child=False, participant=False, willingness=True)),
    (7, Signatures(1, child=False, participant=False, willingness=True)),
    (8, Signatures(1, child=True, participant=False, willingness=False)),
    (17, Signatures(1, child=True, participant=False, willingness=False)),
    (18, Signatures(0, child=False, participant=True, willingness=False)),
])
def test_that_the_age_says_who_signs(age: int, wanted: Signatures) -> None:
    assert required_signatures(age, matrix=MATRIX, guardians=1) == wanted


def test_that_two_guardians_may_be_needed_and_a_working_minor_may_sign_alone() -> None:
    assert required_signatures(5, matrix=MATRIX, guardians=2).guardians == 2
    assert required_signatures(16, matrix=MATRIX, guardians=2, signs_alone=True).participant


@pytest.mark.parametrize("table", [
    None, [], {}, {"child_signs_from": 8}, {"child_signs_from": "8", "participant_signs_from": 18},
    {"child_signs_from": 19, "participant_signs_from": 18}, {"child_signs_from": -1, "participant_signs_from": 18},
    {"child_signs_from": True, "participant_signs_from": 18},
])
def test_that_anything_else_is_no_matrix(table: object) -> None:
    assert ConsentMatrix.of(table) is None


def test_that_a_matrix_is_read() -> None:
    assert ConsentMatrix.of({"child_signs_from": 8, "participant_signs_from": 18}) == MATRIX


FORMS = [
    {"type": "consent", "version": "1", "valid_from": "2025-01-01", "valid_to": "2025-06-30"},
    {"type": "consent", "version": "2", "valid_from": "2025-07-01"},
    {"type": "assent", "version": "3", "valid_from": "soon"},
    "nonsense",
]


@pytest.mark.parametrize(("kind", "version", "on", "known"), [
    ("consent", "1", date(2025, 1, 1), True), ("consent", "1", date(2024, 12, 31), False),
    ("consent", "1", date(2025, 6, 30), True), ("consent", "1", date(2025, 7, 1), False),
    ("consent", "2", date(2030, 1, 1), True), ("assent", "2", date(2030, 1, 1), None),
    ("assent", "3", date(2030, 1, 1), False),
])
def test_that_a_version_is_in_force_for_its_days(kind: str, version: str, on: date, known: bool | None) -> None:
    assert in_force(FORMS, kind, version, on) is known


def test_that_no_list_knows_no_version() -> None:
    assert in_force({"type": "consent"}, "consent", "1", date(2025, 1, 1)) is None


@pytest.mark.parametrize(("on", "scale"), [
    (date(2024, 11, 21), "lansky"), (date(2024, 11, 22), "karnofsky"), (date(2026, 11, 22), "karnofsky"),
])
def test_that_the_16th_birthday_changes_the_scale(on: date, scale: str) -> None:
    assert scale_for(date(2008, 11, 22), on) == scale


@pytest.mark.parametrize(("child", "alone"), [(0, 18), (18, 18), (0, 0)])
def test_that_the_ages_of_a_matrix_may_be_zero_and_may_be_the_same(child: int, alone: int) -> None:
    assert ConsentMatrix.of({"child_signs_from": child, "participant_signs_from": alone}) == ConsentMatrix(child, alone)


def test_that_a_version_that_was_in_force_twice_is_in_force_in_either_time() -> None:
    twice = [
        {"type": "consent", "version": "1", "valid_from": "2024-01-01", "valid_to": "2024-06-30"},
        {"type": "consent", "version": "1", "valid_from": "2025-01-01", "valid_to": "2025-06-30"},
    ]
    known = [in_force(twice, "consent", "1", date(year, 3, 1)) for year in (2023, 2024, 2025, 2026)]
    assert known == [False, True, True, False]


def test_that_what_is_no_list_knows_no_version() -> None:
    assert in_force(5, "consent", "1", date(2025, 1, 1)) is None
