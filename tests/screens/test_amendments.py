"""Adopting an amendment and moving participants from the page of the study; the board says whose version it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from ucbnk_desktop.casebook import steps
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.transaction import Transaction
from ucbnk_desktop.screens.amendments.adopt_dialog import AdoptAmendmentDialog
from ucbnk_desktop.screens.amendments.card import ProtocolsCard
from ucbnk_desktop.screens.amendments.move_dialog import MoveDialog
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.study_page import StudyPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language, say

FIRST = (
    'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\ntitle = { zh = "第一次修订", en = "First amendment" }\n'
    '[limits]\nplt_min = "50"\n[[criterion]]\nid = "I12.2"\nshort_zh = "血小板计数"\nshort_en = "Platelet count"\n'
)
CONSENTED = "2026-11-16"
"""When D-001 and D-005 consented."""


@pytest.fixture
def study(workstation: AppState, study_file: Path) -> Callable[[str], AppState]:
    """The demonstration opened by somebody with a role; D-001 has platelets of 60."""

    def opened(role: str) -> AppState:
        workstation.open_study(study_file, User("王教授", role))
        entry = workstation.casebook.store.entries("D-001", "laboratory")[-1]
        workstation.casebook.store.correct("D-001", "laboratory", entry.number, {"plt": "60"}, reason="录入错误")
        return workstation

    return opened


@pytest.fixture
def page(qtbot: QtBot, study: Callable[[str], AppState]) -> StudyPage:
    return _page(qtbot, study("pi"))


@pytest.fixture
def card(page: StudyPage) -> ProtocolsCard:
    return page.protocols


def _page(qtbot: QtBot, app: AppState) -> StudyPage:
    page = StudyPage(app)
    qtbot.addWidget(page)
    page.renew()
    page.show()
    return page


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "修订 #1.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _adopt_dialog(qtbot: QtBot, app: AppState) -> AdoptAmendmentDialog:
    dialog = AdoptAmendmentDialog(app, _read(app), FIRST, "修订.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _read(app: AppState) -> ProtocolPack:
    return app.casebook.protocols().read(FIRST, "修订.toml")


def _move_dialog(qtbot: QtBot, app: AppState) -> MoveDialog:
    dialog = MoveDialog(app)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _cells(card: ProtocolsCard) -> list[str]:
    return [label.text() for label in card._rows]


# The card


def test_that_the_card_shows_the_program_s_version_with_everybody_under_it(card: ProtocolsCard) -> None:
    cells = _cells(card)
    assert cells[5:7] == ["1.0", "2025-02-20"]
    assert cells[8] == str(len(card._app.casebook.store.participants()))
    assert not card.move_people.isVisible()


def test_that_the_newest_version_stands_first_with_its_day_count_and_source(card: ProtocolsCard) -> None:
    book = card._app.casebook
    steps.adopt(book, FIRST, "a", in_force_from=book.today(), source="伦理批件 2026-101")
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")
    card.refresh()
    cells = _cells(card)
    assert cells[5:9] == ["1.1", "2026-10-01", "2026-11-22", "1"]
    assert cells[9].startswith("伦理批件 2026-101 · 王教授 · 2026-11-22")
    assert cells[10] == "1.0"
    assert card.move_people.isVisible()


@pytest.mark.parametrize(("role", "adopts", "moves"), [
    ("pi", True, True), ("administrator", True, False), ("investigator", False, True), ("coordinator", False, False),
])
def test_that_whoever_may_not_sees_why_not(
    qtbot: QtBot, study: Callable[[str], AppState], role: str, adopts: bool, moves: bool
) -> None:
    app = study(role)
    page = _page(qtbot, app)
    card = page.protocols
    app.casebook.store.adopt("1.1", FIRST, in_force_from=app.today(), source="s")
    card.refresh()
    assert (card.add.isEnabled(), card.move_people.isEnabled()) == (adopts, moves)
    assert (say("role_refused_adopt", Language.ZH) in card.hint.text()) is not adopts
    assert (say("role_refused_transfer", Language.ZH) in card.hint.text()) is not moves


@pytest.mark.parametrize(("text", "said"), [
    (FIRST.replace("plt_min", "plt_mim"), "limits.plt_mim"),
    (FIRST.replace('amends = "1.0"', 'amends = "0.9"'), "0.9"),
    ("version =", "修订 #1.toml"),
])
def test_that_a_wrong_file_is_named_with_its_key_and_nothing_is_asked(
    card: ProtocolsCard, tmp_path: Path, text: str, said: str
) -> None:
    card.read(_file(tmp_path, text))
    assert said in card.notice.text
    assert card._app.casebook.store.amendments() == ()


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b" " * 1_000_001])
def test_that_a_file_that_is_no_text_is_named(card: ProtocolsCard, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    card.read(path)
    assert str(path) in card.notice.text


def test_that_a_chosen_file_is_shown_for_adoption(
    card: ProtocolsCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[AdoptAmendmentDialog] = []

    def adopt(dialog: AdoptAmendmentDialog) -> int:
        asked.append(dialog)
        dialog.day.setText("20261201")
        dialog._settle()
        assert dialog.day.text() == "2026-12-01"
        while dialog.effects.busy:
            dialog.effects._go_on()
        dialog.source.setText("伦理批件")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(_file(tmp_path, FIRST)), ""))
    monkeypatch.setattr(AdoptAmendmentDialog, "exec", adopt)
    card.add_amendment()
    assert len(asked) == 1
    assert [one.version for one in card._app.casebook.store.amendments()] == ["1.1"]
    assert "1.1" in _cells(card)


# Adopting


def test_that_the_dialog_shows_before_and_after(qtbot: QtBot, study: Callable[[str], AppState]) -> None:
    dialog = _adopt_dialog(qtbot, study("pi"))
    text = dialog.changes.toPlainText()
    assert all(word in text for word in ("血小板下限（10⁹/L）", "75", "50", "血小板计数"))


def test_that_texts_left_behind_are_named(qtbot: QtBot, study: Callable[[str], AppState]) -> None:
    dialog = _adopt_dialog(qtbot, study("pi"))
    assert "75" in dialog.remark.text


def test_that_it_says_whose_verdicts_would_change_before_anything_is_kept(
    qtbot: QtBot, study: Callable[[str], AppState]
) -> None:
    app = study("pi")
    dialog = _adopt_dialog(qtbot, app)
    head = app.casebook.store.head
    dialog.day.setText(CONSENTED)
    qtbot.waitUntil(lambda: not dialog.effects.busy)
    (effect,) = [one for one in dialog.effects.effects if one.code == "D-001"]
    assert effect.changed == (("I12.2", State.NOT_MET, State.MET),)
    assert "D-001" in dialog.effects.list.text()
    dialog.day.setText("2026-12-01")
    qtbot.waitUntil(lambda: not dialog.effects.busy)
    assert dialog.effects.effects == []
    assert dialog.effects.concerned_codes == []
    assert app.casebook.store.head == head


def test_that_day_and_source_are_asked_for(qtbot: QtBot, study: Callable[[str], AppState]) -> None:
    app = study("pi")
    dialog = _adopt_dialog(qtbot, app)
    dialog.accept()
    assert dialog.notice.text
    for day, source in (("2026-12-01", ""), ("2026-09-30", "伦理批件")):
        dialog.day.setText(day)
        dialog.source.setText(source)
        qtbot.waitUntil(lambda: not dialog.effects.busy)
        dialog.accept()
        assert dialog.notice.text
    assert app.casebook.store.amendments() == ()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.day.setText("2026-12-01")
    qtbot.waitUntil(lambda: not dialog.effects.busy)
    dialog.accept()
    assert app.casebook.store.amendments()[0].text == FIRST


def test_that_nothing_is_adopted_before_the_effects_are_known(qtbot: QtBot, study: Callable[[str], AppState]) -> None:
    app = study("pi")
    dialog = _adopt_dialog(qtbot, app)
    dialog.source.setText("伦理批件")
    dialog.day.setText("2026-12-01")
    assert dialog.effects.busy
    dialog.accept()
    assert dialog.notice.text
    assert app.casebook.store.amendments() == ()


def test_that_a_full_disk_is_said_in_words_and_the_dialog_stays(
    qtbot: QtBot, study: Callable[[str], AppState], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = study("pi")
    dialog = _adopt_dialog(qtbot, app)
    dialog.day.setText("2026-12-01")
    dialog.source.setText("伦理批件")
    qtbot.waitUntil(lambda: not dialog.effects.busy)

    def full(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(app.casebook.store, "adopt", full)
    dialog.accept()
    assert say("records_disk_full", Language.ZH, path="x") in dialog.notice.text
    assert dialog.isVisible()


# Moving


@pytest.fixture
def moving(qtbot: QtBot, study: Callable[[str], AppState]) -> MoveDialog:
    app = study("pi")
    steps.adopt(app.casebook, FIRST, "a", in_force_from=app.today(), source="s")
    return _move_dialog(qtbot, app)


def _tick(dialog: MoveDialog, *codes: str) -> None:
    for row in range(dialog.people.count()):
        item = dialog.people.item(row)
        if item.data(Qt.ItemDataRole.UserRole) in codes:
            item.setCheckState(Qt.CheckState.Checked)


def test_that_nobody_is_ticked_beforehand_and_everybody_on_the_older_version_is_listed(moving: MoveDialog) -> None:
    assert moving.chosen_version() == "1.1"
    assert moving.people.count() == len(moving._app.casebook.store.participants())
    assert moving.ticked() == []


def test_that_what_would_change_for_the_ticked_is_shown(moving: MoveDialog, qtbot: QtBot) -> None:
    _tick(moving, "D-001", "D-005")
    qtbot.waitUntil(lambda: not moving.effects.busy)
    assert [one.code for one in moving.effects.effects if one.changed] == ["D-001"]
    assert moving.effects.concerned_codes == ["D-001", "D-005"]


def test_that_the_ticked_are_moved_each_with_the_reason(moving: MoveDialog) -> None:
    store = moving._app.casebook.store
    moving.accept()
    assert moving.notice.text
    _tick(moving, "D-001", "D-005")
    moving.accept()
    assert moving.notice.text
    assert store.transfers() == ()
    moving.reason.setText("  重新 知情 ")
    moving.accept()
    assert [(one.participant, one.version, one.reason) for one in store.transfers()] == [
        ("D-001", "1.1", "重新 知情"), ("D-005", "1.1", "重新 知情"),
    ]
    assert moving._app.casebook.assessment("D-001").verdict("I12.2").state is State.MET


def test_that_a_fault_moves_nobody_and_leaves_everybody_ticked(
    moving: MoveDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_act: Transaction) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(Transaction, "finish", full)
    _tick(moving, "D-001", "D-005")
    moving.reason.setText("重新知情")
    moving.accept()
    assert say("records_disk_full", Language.ZH, path="x") in moving.notice.text
    assert moving.isVisible()
    assert moving._app.casebook.store.transfers() == ()
    assert (moving.ticked(), moving.reason.text()) == (["D-001", "D-005"], "重新知情")


def test_that_a_move_is_heard_of_once(moving: MoveDialog) -> None:
    heard: list[object] = []
    moving._app.changed.connect(heard.append)
    _tick(moving, "D-001", "D-003", "D-005")
    moving.reason.setText("重新知情")
    moving.accept()
    assert len(heard) == 1
    assert len(moving._app.casebook.store.transfers()) == 3


def test_that_the_other_version_lists_whoever_can_be_moved_back(moving: MoveDialog) -> None:
    steps.transfer(moving._app.casebook, ("D-001",), "1.1", reason="r")
    moving.version.setCurrentIndex(moving.version.findData("1.0"))
    assert [moving.people.item(row).data(Qt.ItemDataRole.UserRole) for row in range(moving.people.count())] == ["D-001"]


def test_that_a_role_that_may_not_move_is_refused_in_words(qtbot: QtBot, study: Callable[[str], AppState]) -> None:
    app = study("administrator")
    steps.adopt(app.casebook, FIRST, "a", in_force_from=app.today(), source="s")
    dialog = _move_dialog(qtbot, app)
    _tick(dialog, "D-001")
    dialog.reason.setText("r")
    dialog.accept()
    assert say("role_refused_transfer", Language.ZH) in dialog.notice.text


# Everywhere else


def test_that_the_board_says_her_version_and_uses_its_words(window: MainWindow) -> None:
    store = window.app.casebook.store
    entry = store.entries("D-001", "laboratory")[-1]
    store.correct("D-001", "laboratory", entry.number, {"plt": "60"}, reason="录入错误")
    store.adopt("1.1", FIRST, in_force_from=window.app.today(), source="s")
    window.open_participant("D-001")
    board = window.participant.board
    assert board.assessment is not None
    assert (board.assessment.pack_version, board.explainer().short("I12.2")) == ("1.0", "血小板")
    store.transfer("D-001", "1.1", before="1.0", reason="重新知情")
    window.open_participant("D-001")
    assert (board.assessment.pack_version, board.explainer().short("I12.2")) == ("1.1", "血小板计数")
    shown = [label.text() for label in board.findChildren(QLabel)]
    assert any("1.1" in text for text in shown)


def test_that_a_study_whose_amendment_cannot_be_applied_is_not_opened_and_let_go(
    workstation: AppState, study_file: Path
) -> None:
    me = User("王教授", "pi")
    workstation.open_study(study_file, me)
    workstation.casebook.store.adopt("9.9", "nothing of ours", in_force_from=workstation.today(), source="s")
    workstation.close_study()
    words = workstation.attempt(lambda: workstation.open_study(study_file, me))
    assert "9.9" in words
    assert not workstation.has_study
    assert workstation.attempt(lambda: workstation.open_study(study_file, me)) == words
