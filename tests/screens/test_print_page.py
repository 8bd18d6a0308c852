"""What goes to paper: chosen, seen, saved whole or not at all, and noted in the history."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ucbnk_desktop.screens.print_page import PrintPage
from ucbnk_desktop.screens.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PrintPage:
    window.printing.choose("D-005", ("demographics",))
    window.show_page("print")
    window.printing.show_pages()
    return window.printing


def _text(content: bytes) -> str:
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages)


def test_that_control_p_shows_the_form_that_is_open(
    participant: MainWindow, qtbot: QtBot
) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert participant.page == "print"
    assert participant.printing.code == "D-005"
    assert participant.printing.chosen == ("laboratory",)


def test_that_the_preview_shows_the_pages_that_are_saved(page: PrintPage, tmp_path: Path) -> None:
    assert page.preview is not None
    assert page.preview.pages == 1
    page.save_to(tmp_path / "页 #1.pdf")
    kept = (tmp_path / "页 #1.pdf").read_bytes()
    assert "一般资料" in _text(kept)
    assert "已存：页 #1.pdf（共 1 页）" in page.notice.text


def test_that_what_was_saved_is_noted_in_the_history(page: PrintPage, tmp_path: Path) -> None:
    page.save_to(tmp_path / "one.pdf")
    row = page._session.store.history(participant="D-005")[-1]
    assert row.operation == "printed"
    assert "demographics" in row.new


def test_that_a_blank_form_holds_nothing_of_a_participant(page: PrintPage) -> None:
    page.blank.click()
    page.show_pages()
    assert "2023" not in _text(page._content)
    assert "一般资料" in _text(page._content)


def test_that_the_page_is_printed_in_the_language_chosen(page: PrintPage) -> None:
    page.languages[2].click()
    page.show_pages()
    text = _text(page._content)
    assert "Demography" in text
    assert "一般资料" not in text


def test_that_the_identity_of_a_child_is_not_offered(page: PrintPage) -> None:
    offered = {page.forms.item(row).data(Qt.ItemDataRole.UserRole) for row in range(page.forms.count())}
    assert "identity" not in offered
    assert offered == {key for key, form in page._session.forms.items() if not form.identifying}


def test_that_nothing_chosen_is_said_and_nothing_can_be_saved(page: PrintPage) -> None:
    page._none.click()
    page.show_pages()
    assert not page.save_button.isEnabled()
    assert page._count.text() == "没有可打印的内容"


def test_that_without_a_printer_saving_is_offered_in_words(
    page: PrintPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ucbnk_desktop.screens import preview

    monkeypatch.setattr(preview, "has_printer", lambda: False)
    page.print_button.click()
    assert "没有安装打印机" in page.notice.text


def test_that_a_folder_that_cannot_be_written_is_said_in_words(page: PrintPage, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    page.save_to(tmp_path / "file" / "one.pdf")
    assert page.notice.text
    assert page._session.store.history(participant="D-005")[-1].operation != "printed"


def test_that_a_page_is_printed_on_white(page: PrintPage) -> None:
    from ucbnk_desktop.screens.preview import page_image

    assert page.preview is not None
    image = page_image(page.preview.document, 0)
    assert image.pixelColor(2, 2) == QColor("#ffffff")
    assert image.width() > 2400


def test_that_the_proposed_name_says_whose_page_it_is(page: PrintPage) -> None:
    assert page.proposed_name() == "UCBNK01_D-005_demographics_20261122.pdf"
    page.blank.click()
    assert page.proposed_name() == "UCBNK01_blank_demographics_20261122.pdf"
