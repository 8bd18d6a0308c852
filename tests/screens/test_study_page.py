"""The page of the study: its settings, open ones first to be seen, and whether the record equals its history."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ucbnk_desktop.forms.decision_display import decision_answer, decision_question, setting_question
from ucbnk_desktop.records.faults import Discrepancy
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.decision_dialog import DecisionDialog
from ucbnk_desktop.screens.study_page import DecisionRole, StudyPage
from ucbnk_desktop.screens.widgets.inputs import Combo
from ucbnk_desktop.wording import Language, say


@pytest.fixture
def page(qtbot: QtBot, app: AppState) -> StudyPage:
    page = StudyPage(app)
    qtbot.addWidget(page)
    page.renew()
    return page


@pytest.fixture
def empty(workstation: AppState, tmp_path: Path) -> AppState:
    workstation.create_study(tmp_path / "real.ucbnk", title="UCBNK01", user=User("王教授", "pi"))
    return workstation


def _dialog(qtbot: QtBot, app: AppState, name: str) -> DecisionDialog:
    dialog = DecisionDialog(app, app.pack.settings[name], app.casebook.store.decisions().get(name))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_a_new_study_has_no_setting_decided(empty: AppState, qtbot: QtBot) -> None:
    page = StudyPage(empty)
    qtbot.addWidget(page)
    page.renew()
    assert page.model.rowCount() == len(empty.pack.settings)
    assert not any(page.model.index(row, 2).data(DecisionRole.DECIDED) for row in range(page.model.rowCount()))
    assert page.model.index(0, 2).data() == "未确认"


def test_that_the_open_ones_can_be_shown_alone(page: StudyPage) -> None:
    whole = page.model.rowCount()
    page._open_only.click()
    shown = [page.model.definition(row).id for row in range(page.model.rowCount())]
    decided = page._app.casebook.store.decisions()
    assert shown == [name for name in page._app.pack.settings if name not in decided]
    assert len(shown) < whole


def test_that_a_decision_is_shown_with_value_source_and_who(page: StudyPage) -> None:
    row = next(n for n in range(page.model.rowCount()) if page.model.definition(n).id == "enrol_definition")
    cells = [str(page.model.index(row, column).data()) for column in range(5)]
    assert cells[2] == "合格判定签字之日"
    assert cells[3]
    assert "2026" in cells[4]


def test_that_a_setting_is_decided_with_its_source(empty: AppState, qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, empty, "ctcae_version")
    assert isinstance(dialog.value, Combo)
    assert dialog.problem(), "nothing is chosen beforehand"
    dialog.value.setCurrentIndex(dialog.value.findData("6.0"))
    dialog.accept()
    assert "来源" in dialog.notice.text
    dialog.source.setText("方案 1.0 第 5.2 节")
    qtbot.waitUntil(lambda: not dialog.working)
    dialog.accept()
    decision = empty.casebook.store.decisions()["ctcae_version"]
    assert (decision.value, decision.source, decision.decided_by) == ("6.0", "方案 1.0 第 5.2 节", "王教授")


@pytest.mark.parametrize("role", ["pi", "administrator"])
def test_that_a_decision_changes_only_with_a_reason(
    workstation: AppState, study_file: Path, qtbot: QtBot, role: str
) -> None:
    workstation.open_study(study_file, User("王教授", role))
    dialog = _dialog(qtbot, workstation, "screening_window_days")
    dialog._set_value("21")
    dialog.accept()
    assert "修改原因" in dialog.notice.text
    dialog.reason.setText("伦理批件更正")
    qtbot.waitUntil(lambda: not dialog.working)
    dialog.accept()
    decision = workstation.casebook.store.decisions()["screening_window_days"]
    assert (decision.value, decision.version) == ("21", 2)


@pytest.mark.parametrize("name", ["ctcae_version", "consent_matrix", "screening_window_days"])
def test_that_nothing_typed_by_others_changes_what_they_read(
    workstation: AppState, study_file: Path, qtbot: QtBot, name: str
) -> None:
    workstation.open_study(study_file, User("张丽", "coordinator"))
    dialog = _dialog(qtbot, workstation, name)
    decision = workstation.casebook.store.decisions()[name]
    for field in (dialog.value, dialog.source, dialog.reason):
        QTest.keyClicks(field, "69")
    assert (dialog.text(), dialog.source.text(), dialog.reason.text()) == (decision.value, decision.source, "")
    assert dialog.source.isEnabled(), "what is longer than the field can be scrolled and copied"
    assert dialog.notice.text == say("role_refused_decide_setting", workstation.language)


@pytest.mark.parametrize("role", ["coordinator", "investigator", "monitor"])
def test_that_others_read_a_setting_and_do_not_decide_it(
    workstation: AppState, study_file: Path, qtbot: QtBot, role: str
) -> None:
    workstation.open_study(study_file, User("张丽", role))
    before = workstation.casebook.store.head
    dialog = _dialog(qtbot, workstation, "screening_window_days")
    assert dialog.text() == workstation.casebook.store.decisions()["screening_window_days"].value
    assert dialog.notice.text == say("role_refused_decide_setting", workstation.language)
    dialog._set_value("21")
    dialog.reason.setText("伦理批件更正")
    dialog.accept()
    assert dialog.isVisible()
    assert workstation.casebook.store.head == before


@pytest.mark.parametrize(
    ("typed", "taken"), [("28", True), ("", False), ("28.5", False), ("四周", False), ("28" * 7, False)])
def test_that_a_number_of_days_must_be_a_whole_number(
    empty: AppState, qtbot: QtBot, typed: str, taken: bool
) -> None:
    dialog = _dialog(qtbot, empty, "screening_window_days")
    dialog.source.setText("方案")
    assert not isinstance(dialog.value, Combo)
    dialog._set_value(typed)
    qtbot.waitUntil(lambda: not dialog.working)
    assert (dialog.problem() == "") is taken


def test_that_every_proposed_and_demonstration_value_has_words(app: AppState) -> None:
    for ruling in app.pack.rulings.values():
        for value in filter(None, (ruling.proposed, ruling.demonstration)):
            for language in Language:
                assert decision_answer(ruling, value, language)


def test_that_a_sound_file_is_said_to_equal_its_history(page: StudyPage) -> None:
    page.verify()
    assert "校验通过" in page.notice.text
    assert page._app.casebook.store.head.short in page.notice.text


def test_that_what_differs_from_the_history_is_said_in_words(
    page: StudyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(Discrepancy):
        def words(self, language: Language) -> str:
            return "第 17 行历史的校验码不符。"

    monkeypatch.setattr(Store, "verify", lambda _self: (Wrong("x"),) * 14)
    page.verify()
    assert "第 17 行" in page.notice.text
    assert "另 2 项" in page.notice.text


def test_that_a_setting_shows_whose_verdicts_it_would_change_before_it_is_decided(
    workstation: AppState, study_file: Path, qtbot: QtBot
) -> None:
    workstation.open_study(study_file, User("王教授", "pi"))
    dialog = _dialog(qtbot, workstation, "validity_days_lab")
    assert not dialog._shown.isVisible()
    before = workstation.casebook.store.head
    dialog._set_value("1")
    dialog.reason.setText("方案更正")
    dialog.accept()
    assert "稍候" in dialog.notice.text, "it is not decided before it is known what it changes"
    qtbot.waitUntil(lambda: not dialog.working)
    assert dialog._shown.isVisible()
    assert "D-001" in dialog.effects.list.text()
    assert dialog.effects.concerned
    assert workstation.casebook.store.head == before
    dialog._set_value("四周")
    qtbot.waitUntil(lambda: not dialog.working)
    assert not dialog._shown.isVisible()


@pytest.mark.parametrize(("language", "asked", "value"), [
    (Language.ZH, "筛选期长度（单位：天）", "28 天"), (Language.EN, "Length of the screening window (days)", "28 days"),
])
def test_that_units_are_said_in_words(app: AppState, language: Language, asked: str, value: str) -> None:
    definition = app.pack.settings["screening_window_days"]
    assert setting_question(definition, language) == asked
    assert decision_answer(definition, "28", language) == value
    assert "d)" not in decision_question(definition, language)
