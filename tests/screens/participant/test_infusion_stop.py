"""An infusion against which something stands is said so before typing, and stops when it is saved as given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import focused_widget, page_of
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.participant.infusion_stop import InfusionStop
from ucbnk_desktop.screens.widgets.marks import Tone
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
RETURN = Qt.Key.Key_Return


@pytest.fixture(scope="module")
def demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DLT to be decided and steroids, a withdrawal, a screen failure, a participant on treatment."""
    path = tmp_path_factory.mktemp("stop") / "demo.ucbnk"
    demonstration.build(
        path, read_forms(places.forms()), read_pack(places.resources("protocol")), today=date(2026, 11, 22),
        codes=("D-004", "D-010", "D-012", "D-013"),
    )
    return path


@pytest.fixture
def dialogs(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, window: MainWindow
) -> Callable[[Callable[[InfusionStop], None]], list[str]]:
    """Gives the stop to whoever answers it by keys; what the dialog said is gathered."""

    def answered_by(keys: Callable[[InfusionStop], None]) -> list[str]:
        said: list[str] = []

        def run(dialog: InfusionStop) -> int:
            said.append(dialog.against.text)
            dialog.show()
            dialog.activateWindow()
            qtbot.waitUntil(dialog.isActiveWindow)
            keys(dialog)
            assert not dialog.isVisible(), "the keys left the stop open"
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            return dialog.result()

        monkeypatch.setattr(InfusionStop, "exec", run)
        return said

    return answered_by


def _type(page: FormPage, **texts: str) -> None:
    for key, text in texts.items():
        page.go_to(key)
        QTest.keyClicks(focused_widget(), text)


def _typed(window: MainWindow, code: str, number: int) -> FormPage:
    """The next infusion of `code`, given today, each check of the day answered with no."""
    window.open_participant(code)
    window.participant.open_infusion(number)
    page = page_of(window)
    _type(
        page, given="1", infused_on="20261122", infection_treatment_today="2", intravenous_infection_today="2",
        steroid_since="2", live_vaccine_since="2", label_code=code, checked_by_1="Ding", checked_at_1="0950",
        checked_by_2="Wu", checked_at_2="0952",
    )
    return page


def _entries(window: MainWindow, code: str, form: str = "infusion") -> tuple[StoredEntry, ...]:
    return window.app.casebook.store.entries(code, form)


def _save() -> None:
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)


def _given_although(dialog: InfusionStop) -> None:
    assert not dialog.although.isEnabled()
    dialog.investigator.setFocus()
    QTest.keyClicks(focused_widget(), "Chen")
    QTest.keyClick(focused_widget(), RETURN)
    assert focused_widget() is dialog.reason
    QTest.keyClick(focused_widget(), RETURN)
    assert focused_widget() is dialog.reason, "Enter answers nothing while the reason is empty"
    QTest.keyClicks(focused_widget(), "insisted")
    QTest.keyClick(focused_widget(), RETURN)
    assert focused_widget() is dialog.although
    QTest.keyClick(focused_widget(), RETURN)


def test_that_the_page_says_what_stands_against_it_before_anything_is_typed(window: MainWindow) -> None:
    window.open_participant("D-012")
    window.participant.open_infusion(3)
    gate = window.participant.panel.gate
    assert gate.text.splitlines()[:2] == [
        "2026-11-23 不宜回输，存在以下情形：", "DLT待判定：细胞因子释放综合征（2026-11-09）",
    ]
    assert "排除16 间隔未满：激素或免疫抑制剂末次用药日期 2026-11-12" in gate.text
    assert "未核对" not in gate.text, "what the form itself asks is no reproach before it is typed"
    assert gate._tone is Tone.STOP
    window.app.set_language(Language.EN)
    assert "DLT to be decided" in gate.text


def test_that_the_banner_follows_what_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-010")
    window.participant.open_infusion(4)
    gate, page = window.participant.panel.gate, page_of(window)
    assert gate.text == ""
    _type(page, given="1", infused_on="20261122", infection_treatment_today="1")
    qtbot.waitUntil(lambda: "排除13 存在" in gate.text)
    _type(page, given="2")
    qtbot.waitUntil(lambda: gate.text == "")


def test_that_enter_and_saving_alone_never_answer_the_stop(
    window: MainWindow, dialogs: Callable[[Callable[[InfusionStop], None]], list[str]]
) -> None:
    page = _typed(window, "D-012", 3)
    head = window.app.casebook.store.head

    def enter(dialog: InfusionStop) -> None:
        assert focused_widget() is dialog.back
        QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
        assert dialog.isVisible()
        QTest.keyClick(focused_widget(), RETURN)

    said = dialogs(enter)
    _save()
    assert "DLT待判定" in said[0]
    assert "排除16 存在" in said[0]
    assert window.app.casebook.store.head == head
    assert page.values()["given"] == "yes", "what was typed stays as it was"
    assert "DLT待判定" in window.participant.panel.notice.text
    _save()
    assert len(said) == 2, "it stops every time"
    assert len(_entries(window, "D-012")) == 2


def test_that_typing_who_decided_and_why_keeps_it_with_a_deviation(
    window: MainWindow, dialogs: Callable[[Callable[[InfusionStop], None]], list[str]]
) -> None:
    dialogs(_given_although)
    _typed(window, "D-012", 3)
    _save()
    (kept,) = (entry for entry in _entries(window, "D-012") if entry.values["infusion_number"] == "3")
    assert kept.values["given"] == "yes"
    (opened,) = _entries(window, "D-012", "protocol_deviation")
    assert opened.values["occurred_on"] == "2026-11-22"
    assert opened.values["description"].endswith("仍予回输，由 Chen 决定；原因：insisted")
    assert "方案偏离" in window.participant.panel.notice.text
    box = window.participant.infusions._boxes[2]
    assert box.tone is Tone.WAIT, "amber: something stood against it"
    assert "DLT待判定" in box.toolTip()
    assert not window.participant.panel.unsaved


def test_that_it_is_changed_to_not_given_and_nothing_is_saved_before_the_reason(
    window: MainWindow, dialogs: Callable[[Callable[[InfusionStop], None]], list[str]]
) -> None:
    def not_given(dialog: InfusionStop) -> None:
        QTest.keyClick(focused_widget(), Qt.Key.Key_Tab)
        assert focused_widget() is dialog.not_given
        QTest.keyClick(focused_widget(), RETURN)

    dialogs(not_given)
    page = _typed(window, "D-012", 3)
    _save()
    assert len(_entries(window, "D-012")) == 2
    assert page.values()["given"] == "no"
    page.go_to("not_given_reason")
    QTest.keyClicks(focused_widget(), "DLT")
    _save()
    kept = _entries(window, "D-012")[-1]
    assert (kept.values["given"], kept.values["not_given_reason"]) == ("no", "DLT")
    assert _entries(window, "D-012", "protocol_deviation") == ()


def test_that_an_infusion_after_the_withdrawal_stops(
    window: MainWindow, dialogs: Callable[[Callable[[InfusionStop], None]], list[str]]
) -> None:
    said = dialogs(lambda dialog: QTest.keyClick(dialog.back, RETURN))
    _typed(window, "D-013", 2)
    _save()
    assert said[0].startswith("已退出 2026-08-28：不再回输（撤回知情同意）")
    assert len(_entries(window, "D-013")) == 1


def test_that_an_eligibility_that_fell_is_said_and_stops(
    window: MainWindow, dialogs: Callable[[Callable[[InfusionStop], None]], list[str]]
) -> None:
    window.app.casebook.store.correct("D-010", "laboratory", 1, {"plt": "10"}, reason="原始资料更正")
    said = dialogs(_given_although)
    _typed(window, "D-010", 4)
    assert "入选12.2 未满足" in window.participant.panel.gate.text
    _save()
    assert said == ["入组资格现不成立：入选12.2 未满足"]
    (opened,) = _entries(window, "D-010", "protocol_deviation")
    assert opened.values["category"] == "eligibility"


def test_that_nothing_stops_where_nothing_stands_against_it(window: MainWindow) -> None:
    _typed(window, "D-010", 4)
    _save()
    assert len(_entries(window, "D-010")) == 4, window.participant.panel.notice.text


def test_that_a_death_has_no_way_on(window: MainWindow) -> None:
    window.app.casebook.store.record("D-010", "end_of_study", {"ended_on": "2026-11-20", "reason": "died"})
    _typed(window, "D-010", 4)
    assert "死亡" in window.participant.panel.gate.text
    _save()  # a dialog would fail the test
    assert "不能登记为已回输" in window.participant.panel.notice.text
    assert len(_entries(window, "D-010")) == 3


def test_that_the_strip_is_green_only_for_a_complete_record_and_closed_after_the_end(window: MainWindow) -> None:
    window.app.casebook.store.correct("D-010", "infusion", 3, {"lot": ""}, reason="录入错误")
    window.open_participant("D-010")
    window.participant.open_infusion(1)
    boxes = window.participant.infusions._boxes
    assert [box.tone for box in boxes[:3]] == [Tone.MET, Tone.MET, Tone.WAIT]
    assert boxes[2]._state is not None
    assert boxes[2]._line(boxes[2]._state) == "11-15 · 27/28"
    window.open_participant("D-013")
    window.participant.open_step("infusions")
    assert page_of(window).values()["infusion_number"] == "1", "no infusion is begun after the withdrawal"
    states = [box._state for box in boxes]
    assert [state and box._line(state) for box, state in zip(boxes, states, strict=True)] == ["08-22", *["—"] * 7]
    assert [box.tone for box in boxes] == [Tone.MET, *[None] * 7]


def test_that_the_closed_step_says_so_in_words(window: MainWindow) -> None:
    window.open_participant("D-013")
    window.participant.open_infusion(2)
    assert "已退出 2026-08-28：不再回输" in window.participant.panel.gate.text
    buttons = window.participant.panel.gate.findChildren(QPushButton)
    assert not any(button.isVisible() for button in buttons)
