"""What the workstation remembers, and what every screen shares."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ucbnk_desktop import settings
from ucbnk_desktop.forms.display import outcome_word, state_word
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records.changes import ChangeKind
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.settings import Preferences
from ucbnk_desktop.wording import Language


def test_that_preferences_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = Preferences(Language.EN, True, "D:/研究 #1/试验.ucbnk", (10, 20, 1366, 768), True, "张丽", "investigator")
    assert settings.save(kept, tmp_path / "w.json")
    assert settings.load(tmp_path / "w.json") == kept


def test_that_a_new_workstation_speaks_chinese_in_light_colours(tmp_path: Path) -> None:
    preferences = settings.load(tmp_path / "none.json")
    assert preferences.language is Language.ZH
    assert not preferences.dark


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"window": [1, 2]}', b'{"language": 5}'])
def test_that_a_damaged_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.json").write_bytes(content)
    assert settings.load(tmp_path / "w.json") == Preferences()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["language", "dark", "last_study", "window", "maximised", "user_name", "user_role"]), inner,
        max_size=7,
    ),
))
def test_that_no_content_of_the_file_ever_raises(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert isinstance(settings.load(file), Preferences)


def test_that_preferences_that_cannot_be_kept_stop_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert not settings.save(Preferences(), tmp_path / "file" / "w.json")


def test_that_every_change_of_the_store_is_told_after_it_is_kept(app: AppState, qtbot: QtBot) -> None:
    with qtbot.waitSignal(app.changed) as told:
        app.casebook.store.screen("D-200")
    assert told.args is not None
    assert told.args[0].kind is ChangeKind.SCREENED
    assert "D-200" in [participant.code for participant in app.casebook.store.participants()]
    assert app.saved_at is not None


def test_that_today_is_the_day_at_the_study_site(app: AppState) -> None:
    assert app.today() == date(2026, 11, 22)


def test_that_every_state_and_outcome_has_its_mark_and_its_word(app: AppState) -> None:
    assert set(marks.TONES) == set(State)
    assert tuple(marks.OUTCOME_TONES) == tuple(Outcome)
    assert all(state_word(state).in_(app.language) for state in State)
    assert all(outcome_word(outcome).in_(app.language) for outcome in Outcome)


def test_that_what_stands_in_the_way_of_a_study_is_said_in_words(workstation: AppState, tmp_path: Path) -> None:
    def opening() -> None:
        workstation.open_study(tmp_path / "none.ucbnk", User("张丽", "coordinator"))

    assert "none.ucbnk" in workstation.attempt(opening)
    assert workstation.attempt(lambda: None) == ""


def test_that_a_study_that_cannot_be_opened_leaves_the_open_one_open(app: AppState, tmp_path: Path) -> None:
    before = app.casebook.store.study.path
    with pytest.raises(StoreFault):
        app.open_study(tmp_path / "none.ucbnk", User("张丽", "coordinator"))
    assert app.casebook.store.study.path == before
    assert app.casebook.store.participants()


def test_that_the_study_opened_last_and_its_user_are_remembered(app: AppState, tmp_path: Path) -> None:
    kept = settings.load(tmp_path / "workstation.json")
    assert kept.last_study == str(app.casebook.store.study.path)
    assert (kept.user_name, kept.user_role) == ("张丽", "coordinator")


def test_that_the_preferences_hold_nothing_of_a_participant(app: AppState, tmp_path: Path) -> None:
    app.casebook.summary("D-005")
    text = (tmp_path / "workstation.json").read_text(encoding="utf-8")
    assert "D-005" not in text
