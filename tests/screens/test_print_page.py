"""What goes to paper: chosen, seen, saved whole or not at all, and noted in the history."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.print_page import PrintPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language, say


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PrintPage:
    window.printing.choose("D-005", ("demographics",))
    window.show_page("print")
    _make(window.printing, qtbot)
    return window.printing


def _make(page: PrintPage, qtbot: QtBot) -> None:
    page.show_pages()
    qtbot.waitUntil(lambda: not page.bar.busy)


def _save(page: PrintPage, qtbot: QtBot, path: Path) -> None:
    """Save, and wait until the new pages are shown."""
    page.out.save_to(path)
    qtbot.waitUntil(lambda: bool(page.notice.text) and not page.bar.busy)


def _printed(page: PrintPage, code: str) -> list[str]:
    return [row.new for row in page._app.casebook.store.history(participant=code) if row.operation == "printed"]


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


def test_that_the_preview_shows_the_pages_that_are_saved(page: PrintPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert page.preview is not None
    assert page.preview.pages == 1
    _save(page, qtbot, tmp_path / "页 #1.pdf")
    kept = (tmp_path / "页 #1.pdf").read_bytes()
    assert "一般资料" in _text(kept)
    assert "页 #1.pdf" in page.notice.text


def test_that_what_was_saved_is_noted_with_its_digest(page: PrintPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    _save(page, qtbot, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert _printed(page, "D-005")[-1] == f"{path} · 1 · {digest}"


def test_that_each_print_is_the_next_copy_in_the_file_and_in_the_preview(
    page: PrintPage, qtbot: QtBot, tmp_path: Path
) -> None:
    before = len(_printed(page, "D-005"))
    for number in (1, 2):
        assert f"第 {before + number} 份" in _text(page._content)
        _save(page, qtbot, tmp_path / f"{number}.pdf")
        assert f"第 {before + number} 份" in _text((tmp_path / f"{number}.pdf").read_bytes())


def test_that_a_preview_is_no_print(page: PrintPage, qtbot: QtBot) -> None:
    before = _printed(page, "D-005")
    _make(page, qtbot)
    assert _printed(page, "D-005") == before


def test_that_the_criteria_are_chosen_by_themselves_once_screening_has_begun(
    window: MainWindow, qtbot: QtBot
) -> None:
    store = window.app.casebook.store
    assert not store.entries("D-003", "eligibility")
    store.screen("D-300")
    page = window.printing
    page.prefer("D-003")
    window.show_page("print")
    assert "eligibility" in page.chosen
    page.participants.setCurrentIndex(page.participants.findData("D-300"))
    assert "eligibility" not in page.chosen
    store.record("D-300", "laboratory", {"sampled_on": "2026-11-20"})
    page.prefer("D-300")
    page.renew()
    page.prefer("D-003")
    page.renew()
    page.prefer("D-300")
    page.renew()
    assert {"eligibility", "laboratory"} <= set(page.chosen)


def test_that_what_the_user_chose_stays_for_the_next_participant(page: PrintPage) -> None:
    page._none.click()
    page.forms.item(1).setCheckState(Qt.CheckState.Checked)
    chosen = page.chosen
    page.participants.setCurrentIndex(page.participants.findData("D-001"))
    assert page.chosen == chosen
    page.prefer("D-010")
    page.renew()
    assert page.chosen == chosen


def test_that_the_casebooks_of_all_participants_are_saved_and_noted_one_after_the_other(
    page: PrintPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page._app.casebook.store.screen("D-400")
    page.save_everyone(tmp_path)
    qtbot.waitUntil(lambda: "6" in page.notice.text, timeout=20_000)
    files = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert [name[8:13] for name in files] == ["D-001", "D-003", "D-004", "D-005", "D-010", "D-017"]
    for code in ("D-001", "D-017"):
        assert f"UCBNK01_{code}_20261122_" in _printed(page, code)[-1]
    qtbot.waitUntil(page.save_button.isEnabled)


def test_that_saving_all_can_be_stopped_and_says_how_many_are_saved(
    page: PrintPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.save_everyone(tmp_path)
    assert not page.save_button.isEnabled()
    page.bar.stop_button.click()
    assert "0/6" in page.notice.text.replace(" ", "")
    qtbot.waitUntil(page.save_button.isEnabled)


def test_that_a_round_that_cannot_be_noted_ends_and_says_why(
    page: PrintPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(page._app.casebook.store, "note", full)
    page.save_everyone(tmp_path)
    qtbot.waitUntil(page.save_button.isEnabled, timeout=20_000)
    assert page.notice.text == say("records_disk_full", Language.ZH, path="x")
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_that_closing_waits_for_what_is_being_saved_and_notes_it(
    page: PrintPage, window: MainWindow, study_file: Path, tmp_path: Path
) -> None:
    page.out.save_to(tmp_path / "last.pdf")
    window.close_study()
    assert (tmp_path / "last.pdf").is_file()
    window.app.open_study(study_file, User("张丽", "coordinator"))
    assert "last.pdf" in _printed(page, "D-005")[-1]


def test_that_a_blank_form_holds_nothing_of_a_participant(page: PrintPage, qtbot: QtBot) -> None:
    page.blank.click()
    _make(page, qtbot)
    assert "2023" not in _text(page._content)
    assert "一般资料" in _text(page._content)


def test_that_the_page_is_printed_in_the_language_chosen(page: PrintPage, qtbot: QtBot) -> None:
    page.languages.chips[2].click()
    _make(page, qtbot)
    text = _text(page._content)
    assert "Demography" in text
    assert "一般资料" not in text


def test_that_the_identity_of_a_child_is_not_offered(page: PrintPage) -> None:
    offered = {page.forms.item(row).data(Qt.ItemDataRole.UserRole) for row in range(page.forms.count())}
    assert "identity" not in offered
    assert offered == {key for key, form in page._app.forms.items() if not form.identifying}


def test_that_nothing_chosen_is_said_and_nothing_can_be_saved(page: PrintPage) -> None:
    page._none.click()
    page.show_pages()
    assert not page.save_button.isEnabled()
    assert page._count.text() == "没有可打印的内容"


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


@pytest.mark.parametrize("dark", [False, True])
def test_that_a_box_that_is_not_ticked_can_be_seen_and_a_ticked_one_is_told_from_it(
    page: PrintPage, window: MainWindow, dark: bool
) -> None:
    window.app.set_dark(dark)
    page.forms.item(0).setCheckState(Qt.CheckState.Unchecked)
    page.forms.item(1).setCheckState(Qt.CheckState.Checked)
    QApplication.processEvents()
    image = page.forms.viewport().grab().toImage()
    shades = theme.colours(dark)

    def colours_at(row: int) -> set[str]:
        line = page.forms.visualItemRect(page.forms.item(row))
        return {image.pixelColor(x, line.center().y()).name() for x in range(line.left(), line.left() + 34)}

    assert {shades.gap, shades.card} <= colours_at(0)
    assert shades.accent not in colours_at(0)
    assert shades.accent in colours_at(1)
