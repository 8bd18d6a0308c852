"""A small invented study: two forms, a clock that only moves when told, a path as users have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind, Section
from ucbnk_desktop.records import Store, User
from ucbnk_desktop.wording import Text

CHINA = timezone(timedelta(hours=8))


def _field(key: str, kind: Kind = Kind.TEXT, *columns: Field) -> Field:
    return Field(key, kind, Text(f"字段 {key}", f"field {key}"), columns=columns)


def _form(key: str, *fields: Field, repeats: bool = False, at_most: int | None = None) -> FormDefinition:
    sections = (Section("only", Text("内容", "Contents"), fields),)
    title = Text(f"表 {key}", f"form {key}")
    return FormDefinition(key, "1.0", "XX", "history", title, sections, repeats=repeats, at_most=at_most)


@pytest.fixture
def forms() -> Mapping[str, FormDefinition]:
    """One form that is filled once and holds rows, one that repeats, the two that have verbs of their own."""
    drugs = _field("drugs", Kind.ROWS, _field("drug"), _field("given_on", Kind.DATE))
    made = (
        _form("therapy", _field("remark"), _field("given", Kind.YES_NO), drugs),
        _form("blood", _field("anc", Kind.LAB), _field("sampled_on", Kind.DATE), repeats=True, at_most=3),
        _form("eligibility", _field("confirmed", Kind.YES_NO)),
        _form("enrolment", _field("enrolled_on", Kind.DATE)),
    )
    return {form.key: form for form in made}


@pytest.fixture
def hands() -> list[datetime]:
    """The hands of the clock: its last element is what `clock` says."""
    return [datetime(2026, 11, 22, 14, 2, 3, 456000, tzinfo=CHINA)]


@pytest.fixture
def clock(hands: list[datetime]) -> Callable[[], datetime]:
    return lambda: hands[-1]


@pytest.fixture
def user() -> User:
    return User("王芳", "coordinator")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "研究 #1 x%20"
    folder.mkdir()
    return folder / "神经母细胞瘤 #2.ucbnk"


@pytest.fixture
def store(
    path: Path, forms: Mapping[str, FormDefinition], clock: Callable[[], datetime], user: User
) -> Iterator[Store]:
    """An open study with one participant, P1."""
    with Store.create(path, forms, title="演示研究", user=user, now=clock) as made:
        made.screen("P1")
        yield made


@pytest.fixture
def reopen(
    path: Path, forms: Mapping[str, FormDefinition], clock: Callable[[], datetime], user: User
) -> Callable[[], Store]:
    """Opens the study file again, as the next start of the program does."""
    return lambda: Store.open(path, forms, user=user, now=clock)
