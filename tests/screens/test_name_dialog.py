"""Whoever has given no name is asked for it when the first thing is to be saved, and loses nothing of what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import no_demonstration, now
from ucbnk_desktop import demonstration, settings
from ucbnk_desktop.casebook import Role
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.labels import ROLES
from ucbnk_desktop.screens.name_dialog import NameDialog
from ucbnk_desktop.screens.participant.lose_dialog import LoseDialog
from ucbnk_desktop.screens.participants import NewParticipantDialog
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

NOBODY = User("未署名用户", "coordinator")


class Answers:
    """Types into the dialog what is given, "" turns it down; `asked` counts how often it came."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.name, self.role, self.asked = "张丽", "coordinator", 0

        def answered(dialog: NameDialog) -> int:
            self.asked += 1
            dialog.show()
            if self.name:
                dialog.name.insert(self.name)  # as an input method does
                dialog.role.setCurrentIndex(ROLES.index(self.role))
                dialog.accept()
            else:
                dialog.reject()
            return int(dialog.result())

        monkeypatch.setattr(NameDialog, "exec", answered)
        monkeypatch.setattr(LoseDialog, "asks_to_lose", lambda _: True)  # when the test closes the window


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, workstation: AppState) -> Answers:
    return Answers(monkeypatch)


@pytest.fixture
def unnamed(qtbot: QtBot, workstation: AppState, study_file: Path, answers: Answers) -> MainWindow:
    """The window with D-005 open at the vital signs, and nobody has given a name."""
    workstation.open_study(study_file, NOBODY)
    window = MainWindow(workstation, no_demonstration)
    qtbot.addWidget(window)
    window.study_was_opened()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.open_participant("D-005")
    window.participant.open_spot("vital_signs", None)
    assert answers.asked == 0, "reading needs no name"
    return window


def _type_weight(window: MainWindow, text: str) -> None:
    panel = window.participant.panel
    assert panel.page is not None
    panel.page.go_to("weight_kg")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, text)


def _weight(window: MainWindow) -> str:
    assert window.participant.panel.page is not None
    return window.participant.panel.page.values()["weight_kg"]


def test_that_the_roles_offered_are_those_of_the_table() -> None:
    assert list(ROLES) == list(Role)


def test_that_the_first_save_asks_for_a_name_and_goes_on_with_it(unnamed: MainWindow, answers: Answers) -> None:
    _type_weight(unnamed, "21.5")
    assert unnamed.participant.panel.save()
    assert answers.asked == 1
    app = unnamed.app
    entry = app.study.entries("D-005", "vital_signs")[-1]
    assert (entry.values["weight_kg"], entry.recorded_by) == ("21.5", "张丽")
    assert app.study.own_drafts() == ()
    assert "张丽" in unnamed.top._user.text()
    assert (app.preferences.user_name, app.preferences.user_role) == ("张丽", "coordinator")
    _type_weight(unnamed, "2")
    assert unnamed.participant.panel.keep_draft()
    assert answers.asked == 1


def test_that_who_turns_the_question_down_keeps_the_typing_and_is_told(unnamed: MainWindow, answers: Answers) -> None:
    answers.name = ""
    head = unnamed.app.study.head
    _type_weight(unnamed, "21.5")
    assert not unnamed.participant.panel.save()
    assert "请先填写姓名" in unnamed.participant.panel.notice.text
    assert (_weight(unnamed), unnamed.app.study.head, answers.asked) == ("21.5", head, 1)
    answers.name = "张丽"
    assert unnamed.participant.panel.save()
    assert answers.asked == 2


def test_that_a_pause_asks_once_and_not_again_until_something_is_done(unnamed: MainWindow, answers: Answers) -> None:
    answers.name = ""
    _type_weight(unnamed, "21")
    panel = unnamed.participant.panel
    for _ in range(3):
        panel._quiet.timeout.emit()
    assert (answers.asked, _weight(unnamed)) == (1, "21")
    answers.name = "张丽"
    assert panel.keep_draft()
    assert [draft.values["weight_kg"] for draft in unnamed.app.study.own_drafts()] == ["21"]


def test_that_an_earlier_draft_of_the_same_person_is_offered_and_not_written_over(
    unnamed: MainWindow, answers: Answers
) -> None:
    store = unnamed.app.casebook.store
    store.sign_in(User("张丽", "coordinator"))
    store.keep_draft("D-005", "vital_signs", None, {"weight_kg": "33"})
    store.sign_in(NOBODY)
    _type_weight(unnamed, "21")
    panel = unnamed.participant.panel
    assert panel.keep_draft()
    assert {draft.values["weight_kg"] for draft in unnamed.app.study.own_drafts()} == {"33", "21"}
    assert not panel.offer.isHidden()
    assert panel.save()
    assert [draft.values["weight_kg"] for draft in unnamed.app.study.own_drafts()] == ["33"]


def test_that_a_monitor_who_gives_a_name_is_refused_in_words(unnamed: MainWindow, answers: Answers) -> None:
    answers.role = "monitor"
    _type_weight(unnamed, "21.5")
    assert not unnamed.participant.panel.save()
    assert "表单由协调员或研究者填写" in unnamed.participant.panel.notice.text
    assert _weight(unnamed) == "21.5"


def test_that_a_new_participant_is_taken_in_after_the_name(unnamed: MainWindow, answers: Answers) -> None:
    dialog = NewParticipantDialog(unnamed.app, unnamed)
    dialog.edit.setText("D-900")
    answers.name = ""
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert "请先填写姓名" in dialog.notice.text
    answers.name = "张丽"
    dialog.accept()
    assert unnamed.app.study.participants()[-1].screened_by == "张丽"


def test_that_identifying_data_are_shown_to_nobody_in_particular_only_after_the_name(
    unnamed: MainWindow, answers: Answers
) -> None:
    answers.name = ""
    unnamed.participant.open_form("identity")
    entry_ref = unnamed.participant.panel.entry_ref
    assert entry_ref is not None
    assert entry_ref.form == "vital_signs"
    answers.name = "张丽"
    unnamed.participant.open_form("identity")
    row = unnamed.app.study.history()[-1]
    assert (row.operation, row.user, row.form) == ("viewed", "张丽", "identity")


def test_that_without_a_name_the_dialog_goes_nowhere(qtbot: QtBot, app: AppState) -> None:
    dialog = NameDialog(app)
    qtbot.addWidget(dialog)
    for typed in ("", "   ", "未署名用户", "Unnamed user"):
        dialog.name.setText(typed)
        dialog.accept()
        assert dialog.result() != QDialog.DialogCode.Accepted
    assert dialog.notice.text == "请先填写姓名。"


@pytest.fixture
def demonstrating(qapp: QApplication, tmp_path: Path) -> Iterator[AppState]:
    """A workstation that knows by whom a demonstration is opened."""
    app = AppState(qapp, tmp_path / "w.json", now=now, invented=demonstration.coordinator)
    yield app
    app.close_study(quietly=True)
    app.translations.remove()


def test_that_a_demonstration_without_a_name_is_opened_by_its_invented_coordinator_and_says_so(
    qtbot: QtBot, demonstrating: AppState, study_file: Path, tmp_path: Path
) -> None:
    window = MainWindow(demonstrating, no_demonstration)
    qtbot.addWidget(window)
    window.open_later(study_file)
    window.show()
    qtbot.waitUntil(lambda: demonstrating.has_study, timeout=10_000)
    coordinator = demonstration.coordinator()
    assert demonstrating.user == coordinator
    assert coordinator.name in window.top._user.text()
    assert coordinator.name in window.notice.text
    assert "虚构" in window.notice.text
    demonstrating.set_language(Language.EN)
    assert window.notice.text.startswith("This is the demonstration")
    assert [button.text() for button in window.notice.buttons] == ["Understood"]
    window.notice.buttons[0].click()
    demonstrating.set_language(Language.ZH)
    assert window.notice.isHidden()
    assert settings.load(tmp_path / "w.json").user_name == "", "nobody is called so here"


def test_that_who_has_a_name_opens_the_demonstration_with_it(demonstrating: AppState, study_file: Path) -> None:
    demonstrating.open_study(study_file, User("张丽", "coordinator"))
    assert (demonstrating.user.name, demonstrating.as_invented) == ("张丽", False)
