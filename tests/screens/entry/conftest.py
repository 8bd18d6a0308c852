"""Form pages without a window, in an invented world, and a hand at the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.form_world import World
from tests.helpers.hand import Hand
from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records.model import StoredEntry, StoredRow
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.entry.form_page import FormPage


@pytest.fixture(scope="session")
def forms() -> Mapping[str, FormDefinition]:
    return read_forms(places.forms())


@pytest.fixture
def world(forms: Mapping[str, FormDefinition]) -> World:
    return World(forms)


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    return Hand()


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[None]:
    """The program's own look for one test."""
    theme.prepare(qapp, False)
    qapp.setStyleSheet(theme.sheet(theme.LIGHT))
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def show(qtbot: QtBot, world: World, looks: None) -> Callable[..., FormPage]:
    """Shows the page of a form with an entry in it."""

    def shown(
        form: str, values: Mapping[str, str] | None = None,
        rows: Mapping[str, tuple[StoredRow, ...]] | None = None, **arguments: object,
    ) -> FormPage:
        page = FormPage(world.forms[form], world)
        qtbot.addWidget(page)
        page.resize(918, 800)
        stored = None
        if values is not None or rows is not None:
            now = datetime(2026, 11, 21, tzinfo=UTC)
            stored = StoredEntry("D-007", form, 1, "1.0", values or {}, rows or {}, None, now, "Nurse")
        page.show_entry(stored, **arguments)  # type: ignore[arg-type]  # the arguments of show_entry itself
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page

    return shown
