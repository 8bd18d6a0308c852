"""The page of judgements as an investigator uses it: facts beside each question, keyboard only, nothing asked twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ucbnk_desktop.casebook import FormState, lines
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.participant.judging_blocks import CountBlock, FactsBlock
from ucbnk_desktop.screens.participant.signing_block import SigningBlock
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
Open = Callable[..., FormPage]


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or QWidget(), key, modifier)


def typed(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or QWidget(), text)


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.key if isinstance(widget, Editor) else ""


def count(page: FormPage) -> CountBlock:
    return next(block for block in page.body.companions if isinstance(block, CountBlock))


def facts(page: FormPage, key: str) -> FactsBlock:
    return next(block for block in page.body.companions if isinstance(block, FactsBlock) and block.key == key)


def correct(window: MainWindow, form: str, **changed: str) -> None:
    store = window.app.casebook.store
    store.correct("D-001", form, store.entries("D-001", form)[-1].number, changed, reason="录入错误")


@pytest.fixture
def open_page(window: MainWindow) -> Open:
    """Opens the judgements of a participant in English, as a user of a role."""

    def opened(code: str, form: str = "judgements", role: str = "") -> FormPage:
        window.app.set_language(Language.EN)
        if role:
            path = window.app.casebook.store.study.path
            window.app.close_study(quietly=True)
            window.app.open_study(path, User("欧阳主任", role))
        window.open_participant(code)
        window.participant.open_form(form)
        page = window.participant.panel.page
        assert page is not None
        return page

    return opened


def test_that_nothing_is_ticked_before_and_only_what_is_asked_is_shown(open_page: Open) -> None:
    page = open_page("D-003")
    assert not any(page.values().values())
    shown = {key for key in page.body.asked if key.startswith("judgement_")}
    assert {"judgement_i4", "judgement_e7", "judgement_e25"} <= shown
    assert not {"judgement_e1", "judgement_e12", "judgement_e18", "judgement_i4_reason"} & shown
    assert count(page).text == "0 of 12 answered"


def test_that_every_question_stands_with_the_facts_of_its_row_in_the_language_shown(
    open_page: Open, app: AppState
) -> None:
    page = open_page("D-001")
    assert "MYCN gene Amplified" in facts(page, "judgement_i4").text
    app.set_language(Language.ZH)
    assert "扩增" in facts(page, "judgement_i4").text
    assert facts(page, "judgement_e25").silent


def test_that_a_question_is_answered_by_a_letter_and_f2_goes_to_the_next_open_one(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_i4")
    typed("m")
    assert page.values()["judgement_i4"] == "met"
    assert count(page).text == "1 of 12 answered"
    press(Qt.Key.Key_F2)
    assert focused() == "survival_weeks"
    typed("52")
    press(Qt.Key.Key_F2)
    assert focused() == "judgement_i5"
    typed("n")
    assert page.values()["judgement_i5"] == "not_met"


def test_that_after_the_last_open_question_f2_begins_at_the_top(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_e25")
    press(Qt.Key.Key_F2)
    assert focused() == "judged_by"


def test_that_the_grounds_are_asked_where_an_answer_is_against_and_go_away_with_it(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_e7")
    typed("a")
    assert "judgement_e7_reason" not in page.body.asked
    typed("p")
    assert "judgement_e7_reason" in page.body.asked
    press(Qt.Key.Key_Return)
    assert focused() == "judgement_e7_reason"
    page.go_to("judgement_e7")
    typed("a")
    assert "judgement_e7_reason" not in page.body.asked


def test_that_grounds_once_typed_stay_whatever_is_answered(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_e7")
    typed("p")
    press(Qt.Key.Key_Return)
    typed("wound")
    page.go_to("judgement_e7")
    typed("a")
    assert page.values()["judgement_e7_reason"] == "wound"
    page.go_to("judgement_e7_reason")
    for _ in "wound":
        press(Qt.Key.Key_Backspace)
    assert focused() == "judgement_e7_reason"


def test_that_an_answer_against_without_grounds_is_asked_about_on_saving(
    open_page: Open, window: MainWindow
) -> None:
    page = open_page("D-003")
    page.go_to("judgement_e7")
    typed("p")
    press(Qt.Key.Key_S, CONTROL)
    assert focused() == "judgement_e7"
    assert not window.app.casebook.store.entries("D-003", "judgements")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CONTROL)
    assert window.app.casebook.store.entries("D-003", "judgements")[-1].values["judgement_e7"] == "present"


def test_that_answers_on_compliance_that_contradict_each_other_are_asked_about(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_i13")
    typed("m")
    page.go_to("judgement_e25")
    typed("p")
    press(Qt.Key.Key_Return)
    typed("misses visits")
    assert not page.check_all()
    block = page.body.block_of("judgement_e25")
    assert block is not None
    assert block.messages["judgement_e25"].text.startswith("Contradicts the answer to")


def test_that_f3_shows_what_computation_decides_and_an_answer_given_there_stays(open_page: Open) -> None:
    page = open_page("D-003")
    page.go_to("judgement_i4")
    press(Qt.Key.Key_F3)
    assert {"judgement_e1", "judgement_e18"} <= page.body.asked
    assert not facts(page, "judgement_e1").silent
    page.go_to("judgement_e18")
    typed("p")
    page.go_to("judgement_i4")
    press(Qt.Key.Key_F3)
    assert "judgement_e18" in page.body.asked
    assert "judgement_e1" not in page.body.asked
    assert page.values()["judgement_e18"] == "present"
    assert count(page).text == "1 of 13 answered"


def test_that_a_void_answer_is_asked_about_at_once_and_one_key_lets_it_hold(
    open_page: Open, window: MainWindow
) -> None:
    open_page("D-001", role="investigator")
    correct(window, "diagnosis", inss="3")
    page = open_page("D-001")
    assert focused() == "judgement_i4"
    assert count(page).text == "11 of 12 answered   1 to be judged anew"
    assert "before the facts changed" in facts(page, "judgement_i4").text
    assert page.values()["judgement_i4"] == "met"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CONTROL)
    assert window.app.casebook.assessment("D-001").verdict("I4").state is State.MET
    assert count(page).text == "12 of 12 answered"
    assert "before the facts changed" not in facts(page, "judgement_i4").text


def test_that_the_question_about_a_void_answer_outlives_a_change_of_language(
    open_page: Open, window: MainWindow
) -> None:
    open_page("D-001", role="investigator")
    correct(window, "diagnosis", inss="3")
    page = open_page("D-001")
    window.app.set_language(Language.ZH)
    QApplication.processEvents()
    block = page.body.block_of("judgement_i4")
    assert block is not None
    assert "是否仍然成立" in block.messages["judgement_i4"].text


def test_that_a_coordinator_sees_a_void_answer_and_is_not_asked_whether_it_holds(
    open_page: Open, window: MainWindow
) -> None:
    open_page("D-001")
    correct(window, "diagnosis", inss="3")
    page = open_page("D-001")
    assert "before the facts changed" in facts(page, "judgement_i4").text
    assert page.check_all()
    assert window.app.casebook.assessment("D-001").verdict("I4").state is State.NEEDS_PI


def test_that_whoever_touches_the_signature_is_asked_whether_void_answers_hold(
    open_page: Open, window: MainWindow
) -> None:
    open_page("D-001")
    correct(window, "diagnosis", inss="3")
    page = open_page("D-001")
    page.go_to("judged_on")
    press(Qt.Key.Key_A, CONTROL)
    typed("20261122")
    assert not page.check_all()
    assert focused() == "judgement_i4"


def test_that_f1_explains_the_criterion_of_an_unanswered_question(
    open_page: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []
    monkeypatch.setattr(WhyDialog, "exec", lambda dialog: titles.append(dialog._verdict.criterion))
    page = open_page("D-003")
    page.go_to("judgement_e14")
    press(Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: titles == ["E14"])


# The confirmation


def signed(page: FormPage) -> SigningBlock:
    return next(block for block in page.body.companions if isinstance(block, SigningBlock))


@pytest.mark.parametrize("language", list(Language))
def test_that_all_that_is_signed_stands_above_the_signature(
    open_page: Open, window: MainWindow, language: Language
) -> None:
    page = open_page("D-001", "eligibility")
    window.app.set_language(language)
    QApplication.processEvents()
    book = window.app.casebook
    text = signed(page).text.splitlines()
    assert not signed(page).silent
    for verdict in lines(book.assessment("D-001")):
        code = criterion_name(verdict.criterion).in_(language)
        assert any(line.startswith(f"{code} ") for line in text), verdict.criterion
    rulings = {ruling for verdict in book.assessment("D-001").verdicts for ruling in verdict.rulings}
    for ruling in rulings:
        definition = book.pack.rulings[ruling]
        question = definition.question[0 if language is Language.ZH else 1]
        assert any(line.startswith(question) for line in text), ruling
    assert book.pack.version in text[-1]


def test_that_a_coordinator_reads_who_signs_and_an_investigator_does_not(
    open_page: Open, window: MainWindow
) -> None:
    open_page("D-001", "eligibility")
    assert "An investigator signs." in window.participant.panel.gate.text
    open_page("D-001", "eligibility", role="investigator")
    assert "An investigator signs." not in window.participant.panel.gate.text


def test_that_a_confirmation_without_a_name_is_refused_in_words(open_page: Open, window: MainWindow) -> None:
    page = open_page("D-001", "eligibility")
    page.go_to("confirmed")
    typed("y")
    press(Qt.Key.Key_S, CONTROL)
    assert "No investigator is named" in window.participant.panel.notice.text
    assert not window.app.casebook.store.entries("D-001", "eligibility")


def test_that_the_chip_counts_every_question_that_waits_for_an_answer(open_page: Open, window: MainWindow) -> None:
    open_page("D-001")

    def judgements() -> FormState:
        return next(form for step in window.app.casebook.path("D-001") for form in step.forms
                    if form.form == "judgements")

    before = judgements()
    assert before.state == "complete"
    correct(window, "diagnosis", inss="3")
    void = judgements()
    assert void.state == "started"
    assert void.asked - void.answered == before.asked - before.answered + 1


def test_that_a_question_about_a_criterion_that_is_gone_is_shown_only_where_it_is_answered(
    open_page: Open, window: MainWindow
) -> None:
    text = 'version = "1.1"\ndated = 2025-03-01\namends = "1.0"\n[[criterion]]\nid = "I5"\ndropped = true\n'
    window.app.casebook.store.adopt("1.1", text, in_force_from=date(2025, 3, 1), source="伦理批件 2026-101")
    page = open_page("D-003")
    assert not {"judgement_i5", "judgement_i5_reason", "survival_weeks"} & page.body.asked
    assert count(page).text == "0 of 11 answered"
    page.go_to("judgement_i4")
    press(Qt.Key.Key_F2)
    assert focused() == "judgement_i6"
    assert {"judgement_i5", "survival_weeks"} <= open_page("D-001").body.asked
