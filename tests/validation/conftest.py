"""The shipped cases, read once, and a way to read a case from a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.case_texts import Read, Refuse
from tests.helpers.shipped_cases import LIBRARY, SHIPPED
from ucbnk_desktop.validation import Case, JudgedCase, Library, judge, read_cases
from ucbnk_desktop.validation.faults import CaseFaults, Fault


@pytest.fixture(scope="session")
def library() -> Library:
    """Forms, pack and bases as they ship."""
    return LIBRARY


@pytest.fixture(scope="session")
def shipped() -> tuple[Case, ...]:
    """Every case that ships."""
    return SHIPPED


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the cases in a text."""

    def reading(source: str, name: str = "病例 #1.toml") -> tuple[Case, ...]:
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return read_cases(path, LIBRARY)

    return reading


@pytest.fixture
def judged(read: Read) -> Callable[[str], JudgedCase]:
    """Judges the one case in a text."""

    def judging(source: str) -> JudgedCase:
        [case] = read(source)
        return judge(case, LIBRARY.pack)

    return judging


@pytest.fixture
def refused(read: Read) -> Refuse:
    """The faults for which a text is refused."""

    def refusing(source: str) -> tuple[Fault, ...]:
        with pytest.raises(CaseFaults) as caught:
            read(source)
        return caught.value.faults

    return refusing


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`shipped_case` stands for every case that ships."""
    if "shipped_case" in metafunc.fixturenames:
        metafunc.parametrize("shipped_case", SHIPPED, ids=[case.id for case in SHIPPED])
