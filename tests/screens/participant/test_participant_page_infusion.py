"""The page of an infusion and the quiet help of other forms: what follows is shown live, in words, and never kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import focused_widget, page_of
from ucbnk_desktop.casebook import Curve, VitalSigns, WithinLimit
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.entry.companions import Companion, Hint
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.participant.figure_block import FigureBlock
from ucbnk_desktop.screens.participant.vital_curve import HEIGHT, CurveBlock, CurveWords, Scale, draw
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
WORDS = CurveWords("T", "HR", "infusing")


def _infusion(window: MainWindow, number: int) -> FormPage:
    window.open_participant("D-010")
    window.participant.open_infusion(number)
    return page_of(window)


def _figures(page: FormPage) -> dict[str, tuple[str, WithinLimit]]:
    blocks = (block for block in page.body.companions if isinstance(block, FigureBlock))
    return {each.label.zh: (each.value.zh, each.held) for block in blocks for each in block.figures}


def _type(page: FormPage, key: str, text: str) -> None:
    page.go_to(key)
    QTest.keyClick(focused_widget(), Qt.Key.Key_A, CONTROL)
    QTest.keyClick(focused_widget(), Qt.Key.Key_Delete)
    QTest.keyClicks(focused_widget(), text)


def test_that_the_dose_is_worked_out_while_it_is_typed_and_nothing_of_it_is_kept(window: MainWindow) -> None:
    page = _infusion(window, 3)
    assert _figures(page)["占目标"] == ("105.6 %", WithinLimit.YES)
    _type(page, "volume_given_ml", "30")
    assert _figures(page)["占目标"] == ("63.3 %", WithinLimit.NO)
    _type(page, "volume_given_ml", "")
    assert _figures(page)["占目标"] == ("—", WithinLimit.OPEN)
    assert set(page.values()) == set(page.definition.stored_keys)


def test_that_a_bag_of_another_child_is_said_at_once_and_asked_about_on_saving(window: MainWindow) -> None:
    page = _infusion(window, 3)
    _type(page, "label_code", "D-011")
    assert _figures(page)["标签受试者编号"][1] is WithinLimit.NO
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    block = page.body.block_of("label_code")
    assert block is not None
    assert "请勿回输" in block.messages["label_code"].text
    kept = window.app.casebook.store.entries("D-010", "infusion")[2]
    assert kept.values["label_code"] == "D-010"


def test_that_an_infusion_not_yet_begun_takes_no_room_for_figures(window: MainWindow) -> None:
    page = _infusion(window, 4)
    assert all(block.silent and block.isHidden() for block in page.body.companions)
    page.go_to("given")
    QTest.keyClicks(focused_widget(), "1")
    assert "目标总量" in _figures(page)


def test_that_plan_window_and_actual_day_stand_above_the_record(window: MainWindow) -> None:
    _infusion(window, 3)
    plan = window.participant.day_check._plan.text()
    for words in ("疗程 1", "计划 2026-11-15", "视窗 2026-11-13 至 11-17", "按计划日回输", "剂量水平 1（1.0 ×10⁶/kg）"):
        assert words in plan
    window.app.set_language(Language.EN)
    assert "planned 2026-11-15" in window.participant.day_check._plan.text()


def test_that_an_infusion_not_given_is_judged_for_no_day(window: MainWindow) -> None:
    page = _infusion(window, 4)
    chips = window.participant.day_check._chips
    assert all(chip.isVisible() for chip in chips)
    page.go_to("given")
    QTest.keyClicks(focused_widget(), "2")
    window.participant.judge()
    assert not any(chip.isVisible() for chip in chips)
    assert window.participant.day_check._plan.isVisible()


def test_that_no_infusion_is_typed_before_enrolment_and_that_the_page_says_why(window: MainWindow) -> None:
    window.open_participant("D-005")
    window.participant.open_infusion(1)
    assert page_of(window).locked
    assert "尚未入组" in window.participant.panel.gate.text


def test_that_before_consent_it_is_said_what_may_be_collected(window: MainWindow) -> None:
    window.app.casebook.store.screen("D-099")
    window.open_participant("D-099")
    assert window.participant.panel.gate.text == ""
    window.participant.open_step("laboratory")
    assert "尚未登记知情同意" in window.participant.panel.gate.text


def test_that_a_void_confirmation_is_no_green_message(window: MainWindow) -> None:
    window.open_participant("D-017")
    window.participant.open_form("eligibility")
    assert "须重新确认" in window.participant.panel.gate.text
    assert window.participant.panel.gate._tone.value == "wait"


def _hint(page: FormPage) -> str:
    return next(block.text for block in page.body.companions if isinstance(block, Hint))


def test_that_the_consent_form_says_who_signs_at_this_age_in_both_languages(window: MainWindow) -> None:
    window.open_participant("D-005")
    window.participant.open_form("consent")
    page = page_of(window)
    assert "须1名监护人签署" in _hint(page)
    window.app.set_language(Language.EN)
    assert "one guardian signs" in _hint(page)


def test_that_the_scale_of_the_day_is_said_and_nothing_is_chosen_for_the_user(window: MainWindow) -> None:
    window.open_participant("D-005")
    window.participant.open_spot("performance", None)
    page = page_of(window)
    assert page.values()["scale"] == ""
    assert "先填评估日期" in _hint(page)
    _type(page, "assessed_on", "20261121")
    assert "应使用 Lansky 量表" in _hint(page)
    assert page.values()["scale"] == ""


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [1180, 1366, 1920])
def test_that_no_figure_stands_outside_its_block_or_over_another(
    qtbot: QtBot, window: MainWindow, width: int, language: Language
) -> None:
    window.app.set_language(language)
    window.resize(width, 768)
    page = _infusion(window, 3)
    QApplication.processEvents()
    for block in page.body.companions:
        assert not block.isHidden()
        rects = [words.rect for words in block.words if words.text]
        assert all(block.rect().contains(rect) for rect in rects), (block, rects)
        for place, rect in enumerate(rects):
            assert not any(rect.intersects(other) for other in rects[place + 1:]), rect


@pytest.mark.parametrize("dark", [False, True])
def test_that_the_curve_draws_every_reading_within_its_box(qtbot: QtBot, dark: bool) -> None:
    readings = tuple(VitalSigns(minute, f"{minute:02}", None, 90 + minute) for minute in (0, 15, 30))
    curve = Curve((*readings, VitalSigns(45, "45")), ended=30)
    image = QImage(600, HEIGHT, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, 600, HEIGHT), curve, theme.colours(dark), WORDS)
    painter.end()
    scale = Scale.of(curve, QRectF(0, 0, 600, HEIGHT))
    accent = theme.colours(dark).accent
    for each in readings:
        assert each.pulse is not None
        x, y = scale.x(each.minute), scale.fast_y(float(each.pulse))
        assert scale.box.adjusted(-1, -1, 1, 1).contains(x, y)
        assert image.pixelColor(round(x), round(y)).name() == accent


def test_that_one_reading_alone_is_no_curve(window: MainWindow) -> None:
    page = _infusion(window, 4)
    page.go_to("given")
    QTest.keyClicks(focused_widget(), "1")
    (curve,) = (block for block in page.body.companions if isinstance(block, CurveBlock))
    assert curve.silent
    assert _infusion(window, 3) is page
    assert "36.6 ℃" in curve.accessibleName()


def test_that_companions_hold_no_field_and_take_no_focus(window: MainWindow) -> None:
    page = _infusion(window, 3)
    for block in page.body.companions:
        assert isinstance(block, Companion)
        assert block.editors == {}
        assert block.focusPolicy() is Qt.FocusPolicy.NoFocus
