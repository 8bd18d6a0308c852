"""A world for form pages without a window: invented services, the real form definitions, and a hand at the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.edit_checks.check import check
from ucbnk_desktop.forms.edit_checks.result import CheckContext, CheckResult
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.records.model import StoredEntry, StoredRow
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.entry_services import GradeWords, Rows, Stage
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.theme import Colours
from ucbnk_desktop.wording import Language

TODAY = date(2026, 11, 22)


class World:
    """Stands where the window stands; `language` and `dark` may be changed at any time."""

    def __init__(self, forms: Mapping[str, FormDefinition]) -> None:
        self.forms = forms
        self.language = Language.ZH
        self.dark = False

    @property
    def colours(self) -> Colours:
        return theme.colours(self.dark)

    def today(self) -> date:
        return TODAY

    def explain(self, reason: Reason) -> str:
        return explain(reason, self.forms, self.language)

    def check(
        self, definition: FormDefinition, values: Mapping[str, str], rows: Rows, stage: Stage
    ) -> Sequence[CheckResult]:
        context = CheckContext(
            today=TODAY, born=date(2022, 9, 1), consented_at=None, sex=None, previous={}, stage=stage
        )
        return check(definition, values, {key: tuple(each) for key, each in rows.items()}, context)

    def derive(self, key: str, values: Mapping[str, str]) -> GradeWords:
        try:
            ratio = Decimal(values[key]) / Decimal(values[f"{key}_uln"])
        except (InvalidOperation, KeyError):
            return GradeWords()
        return GradeWords(f"{ratio:.2f}", "4", "stop")


class Hand:
    """Types and scrolls as a person does: into whatever has the focus."""

    @property
    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def at(self) -> str:
        """The key of the field that has the focus, "" where it is no field."""
        return self.focused.key if isinstance(self.focused, Editor) else ""

    def types(self, text: str) -> None:
        QTest.keyClicks(self.focused, text)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused, key, modifier)

    def enters(self, *texts: str) -> None:
        """Type each text and press Enter after it."""
        for text in texts:
            self.types(text)
            self.presses(Qt.Key.Key_Return)

    def composes(self, text: str) -> None:
        """Commit `text` from an input method, its composing first."""
        QApplication.sendEvent(self.focused, QInputMethodEvent("pinyin", []))
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.focused, event)

    def scrolls(self, widget: QWidget) -> None:
        window = widget.window()
        QTest.wheelEvent(window.windowHandle(), QPointF(widget.mapTo(window, QPoint(5, 5))), QPoint(0, -120))
        QApplication.processEvents()


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
