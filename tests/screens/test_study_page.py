"""The page of the study: its decisions, open ones first to be seen, and whether the record equals its history."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ucbnk_desktop.records.entries import User
from ucbnk_desktop.records.faults import Discrepancy
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.combo import Combo
from ucbnk_desktop.screens.decision_dialog import DecisionDialog, answer
from ucbnk_desktop.screens.session import Session
from ucbnk_desktop.screens.study_page import DecisionRole, StudyPage
from ucbnk_desktop.wording import Language


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> StudyPage:
    page = StudyPage(session)
    qtbot.addWidget(page)
    page.refresh()
    return page


@pytest.fixture
def empty(workstation: Session, tmp_path: Path) -> Session:
    workstation.create_study(tmp_path / "real.ucbnk", title="UCBNK01", user=User("王教授", "pi"))
    return workstation


def _dialog(qtbot: QtBot, session: Session, name: str) -> DecisionDialog:
    definition = session.pack.rulings.get(name) or session.pack.settings[name]
    dialog = DecisionDialog(session, definition, session.store.decisions().get(name))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_a_new_study_has_no_setting_and_no_ruling_decided(empty: Session, qtbot: QtBot) -> None:
    page = StudyPage(empty)
    qtbot.addWidget(page)
    page.refresh()
    assert page.model.rowCount() == len(empty.pack.settings)
    assert not any(page.model.index(row, 2).data(DecisionRole.DECIDED) for row in range(page.model.rowCount()))
    assert page.model.index(0, 2).data() == "未确认"


def test_that_the_open_ones_can_be_shown_alone(page: StudyPage) -> None:
    page._rulings.click()
    page._open_only.click()
    assert [page.model.definition(row).id for row in range(page.model.rowCount())] == ["R-COAG"]
    assert page.is_ruling(0)


def test_that_a_decision_is_shown_with_value_source_and_who(page: StudyPage) -> None:
    row = next(n for n in range(page.model.rowCount()) if page.model.definition(n).id == "enrol_definition")
    cells = [str(page.model.index(row, column).data()) for column in range(5)]
    assert cells[2] == "合格判定签字之日"
    assert cells[3]
    assert "2026" in cells[4]


def test_that_a_ruling_is_decided_with_its_source(empty: Session, qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, empty, "R-EDGE")
    assert isinstance(dialog.value, Combo)
    dialog.value.setCurrentIndex(dialog.value.findData("clear"))
    dialog.accept()
    assert "来源" in dialog.notice.text
    dialog.source.setText("方案 1.0 第 5.2 节")
    dialog.accept()
    decision = empty.store.decisions()["R-EDGE"]
    assert (decision.value, decision.source, decision.decided_by) == ("clear", "方案 1.0 第 5.2 节", "王教授")


def test_that_a_decision_changes_only_with_a_reason(session: Session, qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, session, "R-EDGE")
    assert isinstance(dialog.value, Combo)
    dialog.value.setCurrentIndex(dialog.value.findData("clear"))
    dialog.accept()
    assert "修改原因" in dialog.notice.text
    dialog.reason.setText("伦理批件更正")
    dialog.accept()
    assert session.store.decisions()["R-EDGE"].version == 2


@pytest.mark.parametrize(("typed", "taken"), [("28", True), ("", False), ("28.5", False), ("四周", False)])
def test_that_a_number_of_days_must_be_a_whole_number(
    empty: Session, qtbot: QtBot, typed: str, taken: bool
) -> None:
    dialog = _dialog(qtbot, empty, "screening_window_days")
    dialog.source.setText("方案")
    assert not isinstance(dialog.value, Combo)
    dialog._set_value(typed)
    assert (dialog.problem() == "") is taken


def test_that_a_set_of_answers_is_ticked_and_kept_by_its_codes(empty: Session, qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, empty, "R-ALLO")
    boxes = dialog.value.findChildren(QCheckBox)
    assert len(boxes) == len(empty.pack.rulings["R-ALLO"].allowed)
    for box in boxes:
        box.setChecked(False)
    assert dialog.text() == "none"
    boxes[-1].setChecked(True)
    assert dialog.text() == empty.pack.rulings["R-ALLO"].allowed[-1]


def test_that_a_ruling_with_a_number_needs_the_number(empty: Session, qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, empty, "R-CREA")
    assert isinstance(dialog.value, Combo)
    dialog.source.setText("方案")
    place = next(n for n in range(dialog.value.count()) if str(dialog.value.itemData(n)).endswith("(x)"))
    dialog.value.setCurrentIndex(place)
    assert dialog.problem()
    dialog.number.setText("60")
    assert not dialog.problem()
    assert dialog.text().endswith("(60)")


def test_that_every_proposed_and_demonstration_value_has_words(session: Session) -> None:
    for ruling in session.pack.rulings.values():
        for value in filter(None, (ruling.proposed, ruling.demonstration)):
            for language in Language:
                assert answer(ruling, value, language)


def test_that_a_sound_file_is_said_to_equal_its_history(page: StudyPage) -> None:
    page.verify()
    assert "校验通过" in page.notice.text
    assert page._session.store.head.short in page.notice.text


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
