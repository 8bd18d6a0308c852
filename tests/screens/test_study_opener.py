"""Definitions that cannot be used are said with file and line, and no study file is held for them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.study_opener import StudyOpener
from ucbnk_desktop.wording import Language

ME = User("张丽", "coordinator")


@pytest.fixture
def opening() -> StudyOpener:
    return StudyOpener(lambda: datetime.now(UTC), lambda: datetime.now(UTC).date())


def test_that_a_damaged_form_definition_is_named_with_its_line(
    opening: StudyOpener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = shutil.copytree(places.forms(), tmp_path / "forms")
    consent = forms / "consent.toml"
    consent.write_text(consent.read_text(encoding="utf-8") + '\nmoon = "full"\n', encoding="utf-8")
    monkeypatch.setattr(places, "forms", lambda: forms)
    with pytest.raises(StoreFault) as caught:
        opening.create(tmp_path / "new.ucbnk", "new", ME)
    for language in Language:
        assert "consent.toml:" in caught.value.words(language)
    assert not (tmp_path / "new.ucbnk").exists()


def test_that_a_damaged_protocol_pack_holds_no_file(
    opening: StudyOpener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = shutil.copytree(places.resources("protocol"), tmp_path / "protocol")
    (pack / "rulings.toml").write_text("not a pack", encoding="utf-8")
    monkeypatch.setattr(places, "resources", lambda *parts: pack)
    with pytest.raises(StoreFault, match="command_definitions"):
        opening.create(tmp_path / "new.ucbnk", "new", ME)
    assert not (tmp_path / "new.ucbnk").exists()
