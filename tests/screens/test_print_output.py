"""Pages leave the window in one way, from the print page and from the sheet of the rulings: saved, printed, noted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.print_page import PrintPage
from ucbnk_desktop.screens.rulings.print_dialog import PrintRulingsDialog
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language, say

Shown = PrintPage | PrintRulingsDialog


@pytest.fixture(params=["page", "dialog"])
def shown(request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot) -> Iterator[Shown]:
    """Either of the two with its pages on show, in English."""
    window.app.set_language(Language.EN)
    if request.param == "page":
        window.printing.choose("D-005", ("demographics",))
        window.show_page("print")
        qtbot.waitUntil(lambda: not window.printing._calm.isActive())
        found: Shown = window.printing
    else:
        found = PrintRulingsDialog(window.app, window)
        found.open()
    qtbot.waitUntil(found.save_button.isEnabled, timeout=20_000)
    yield found
    if isinstance(found, PrintRulingsDialog):
        found.reject()


def _app(shown: Shown) -> AppState:
    return shown._app


def _noted(shown: Shown) -> list[str]:
    return [row.new for row in _app(shown).casebook.store.history() if row.operation == "printed"]


def _settle(shown: Shown, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown.notice.text) and not shown.bar.busy, timeout=20_000)


def test_that_the_file_chosen_is_written_noted_and_can_be_opened(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    opened: list[QUrl] = []

    def chosen(_parent: object, _title: str, proposed: str, _filter: str) -> tuple[str, str]:
        asked.append(Path(proposed).name)
        return str(tmp_path / "页 #1.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    shown.save_button.click()
    _settle(shown, qtbot)
    assert asked == [shown.proposed_name()]
    pages = len(PdfReader(tmp_path / "页 #1.pdf").pages)
    digest = hashlib.sha256((tmp_path / "页 #1.pdf").read_bytes()).hexdigest()
    assert _noted(shown)[-1] == f"{tmp_path / '页 #1.pdf'} · {pages} · {digest}"
    assert "页 #1.pdf" in shown.notice.text
    assert shown.save_button.isEnabled()
    shown.notice.buttons[0].click()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "页 #1.pdf"]


def test_that_turning_back_from_the_file_does_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _noted(shown)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    shown.save_button.click()
    assert (shown.out.keeping, shown.notice.text, _noted(shown)) == (False, "", before)


def test_that_a_folder_that_cannot_be_written_is_said_in_words(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    before = _noted(shown)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    shown.out.save_to(tmp_path / "file" / "one.pdf")
    assert not shown.save_button.isEnabled()
    _settle(shown, qtbot)
    assert "one.pdf" in shown.notice.text
    assert shown.save_button.isEnabled()
    assert _noted(shown) == before


def test_that_a_history_that_cannot_be_written_is_said_in_words(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(_app(shown).casebook.store, "note", full)
    shown.out.save_to(tmp_path / "one.pdf")
    _settle(shown, qtbot)
    assert shown.notice.text == say("records_disk_full", Language.EN, path="x")
    assert shown.save_button.isEnabled()


def test_that_a_fault_of_the_program_is_not_kept_quiet(shown: Shown) -> None:
    assert shown.out.told(ValueError("a bug")) is False
    assert shown.notice.text == ""


def test_that_stopping_lets_one_try_again(shown: Shown, tmp_path: Path) -> None:
    before = _noted(shown)
    shown.out.save_to(tmp_path / "one.pdf")
    shown.bar.stop_button.click()
    assert not shown.out.keeping
    assert shown.save_button.isEnabled()
    _app(shown).tasks.wait()
    assert _noted(shown) == before


def test_that_without_a_printer_saving_is_offered_in_words(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    from ucbnk_desktop.screens import preview

    monkeypatch.setattr(preview, "has_printer", lambda: False)
    shown.print_button.click()
    assert "knows no printer" in shown.notice.text


def test_that_every_page_goes_to_the_printer_chosen_and_is_noted(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from ucbnk_desktop.screens import preview

    assert shown.preview is not None
    count = shown.preview.pages
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    monkeypatch.setattr(preview, "has_printer", lambda: True)
    monkeypatch.setattr(preview, "ask_printer", lambda _parent: printer)
    shown.print_button.click()
    _settle(shown, qtbot)
    assert len(PdfReader(tmp_path / "paper.pdf").pages) == count
    assert f" · {count} · " in _noted(shown)[-1]


def test_that_turning_back_from_the_printers_notes_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    from ucbnk_desktop.screens import preview

    before = _noted(shown)
    monkeypatch.setattr(preview, "has_printer", lambda: True)
    monkeypatch.setattr(preview, "ask_printer", lambda _parent: None)
    shown.print_button.click()
    assert (shown.out.keeping, _noted(shown)) == (False, before)


def test_that_pages_are_made_in_the_language_chosen(shown: Shown, qtbot: QtBot) -> None:
    assert [chip.text() for chip in shown.languages.chips][1:] == ["中文", "English"]
    both, languages = shown._content, [shown.languages.language]
    shown.languages.chips[2].click()
    assert [*languages, shown.languages.language] == ["both", "en"]
    qtbot.waitUntil(lambda: bool(shown._content) and shown._content != both, timeout=20_000)


def test_that_the_ground_of_the_pages_follows_the_colours(shown: Shown) -> None:
    assert shown.preview is not None
    light = shown.preview.view.palette().window().color()
    _app(shown).set_dark(True)
    assert shown.preview.view.palette().window().color() != light


def test_that_the_rulings_are_saved_and_noted_before_their_dialog_goes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = PrintRulingsDialog(window.app, window)
    dialog.open()
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=20_000)
    dialog.out.save_to(tmp_path / "rulings.pdf")
    assert not dialog.languages.isEnabled(), "another language would take the place of what is being saved"
    dialog.reject()
    assert "rulings.pdf" in _noted(dialog)[-1]


def test_that_pages_nobody_waits_for_any_more_are_not_shown(window: MainWindow) -> None:
    dialog = PrintRulingsDialog(window.app, window)
    dialog.open()
    dialog.reject()
    window.app.tasks.wait()
    assert (dialog.bar.busy, dialog.preview) == (False, None)


def test_that_saving_a_pdf_never_replaces_the_open_study(shown: Shown, qtbot: QtBot) -> None:
    study = _app(shown).casebook.store.study.path
    before, head = study.read_bytes(), _app(shown).casebook.store.head
    shown.out.save_to(study)
    _settle(shown, qtbot)
    assert study.read_bytes()[:16] == b"SQLite format 3\0"
    assert len(study.read_bytes()) >= len(before)
    saved = study.with_name(study.name + ".pdf")
    assert saved.read_bytes().startswith(b"%PDF-")
    assert _app(shown).casebook.store.head.sequence == head.sequence + 1
    assert not _app(shown).casebook.store.verify()


def test_that_a_file_that_is_no_pdf_is_kept_and_said_so(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    notes = tmp_path / "notes.pdf"
    notes.write_text("by hand", encoding="utf-8")
    shown.out.save_to(notes)
    _settle(shown, qtbot)
    assert shown.notice.text == say("paper_out_is_other", Language.EN, file="notes.pdf")
    assert notes.read_text(encoding="utf-8") == "by hand"
    assert _noted(shown) == []


def test_that_a_name_that_gets_its_ending_is_asked_about_before_an_earlier_print_is_replaced(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tmp_path / "报告.pdf"
    earlier.write_bytes(b"%PDF-1.3 earlier")
    proposed: list[str] = []

    def chosen(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(name)
        assert earlier.read_bytes() == b"%PDF-1.3 earlier"
        return (str(tmp_path / "报告") if len(proposed) == 1 else name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    shown.save_button.click()
    _settle(shown, qtbot)
    assert proposed[1:] == [str(earlier)]
    assert len(PdfReader(earlier).pages)
    assert not (tmp_path / "报告").exists()
