"""The table of pages: what stands in it is in the rail, on its key and in the stack."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from ucbnk_desktop import places
from ucbnk_desktop.screens.pages import PAGES, RailPage
from ucbnk_desktop.screens.widgets.page_widget import PageWidget
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_that_no_two_pages_share_a_name_or_a_key() -> None:
    assert len({page.name for page in PAGES}) == len({page.key for page in PAGES}) == len(PAGES)


@every_page
def test_that_each_page_has_its_icon(page: RailPage) -> None:
    assert places.resources("icons", f"{page.icon}.svg").is_file()


@every_page
def test_that_the_key_of_a_page_brings_it_to_the_front(window: MainWindow, page: RailPage) -> None:
    window.open_participant("D-005")
    QTest.keySequence(window, QKeySequence(page.key))
    assert window.page == page.name
    assert isinstance(window.stack.currentWidget(), PageWidget)
    button = window.rail.findChild(QToolButton, f"rail_{page.name}")
    assert button is not None
    assert button.isChecked()


@every_page
def test_that_a_page_is_called_by_its_title_in_both_languages(window: MainWindow, page: RailPage) -> None:
    button = window.rail.findChild(QToolButton, f"rail_{page.name}")
    assert button is not None
    words = set()
    for language in Language:
        window.app.set_language(language)
        assert button.text() == page.title()
        assert button.toolTip() == f"{page.title()}  {page.key}"
        words.add(button.text())
    assert len(words) == len(Language)
