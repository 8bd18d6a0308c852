"""Another day asked about on the board: typed, dragged, stepped; told apart from today; and never recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ucbnk_desktop.casebook import Casebook, DayQuery
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records.model import User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.board import CriterionBoard
from ucbnk_desktop.screens.criteria.day_question import DayQuestion
from ucbnk_desktop.screens.criteria.time_bar import TimeBar
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog
from ucbnk_desktop.screens.participant.participant_page import ParticipantPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

TODAY = date(2026, 11, 22)
LATEST = date(2026, 11, 26)
"""The last day on which the results of D-005 are valid."""
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def nothing_left_to_do() -> Iterator[None]:
    yield
    QApplication.processEvents()


@pytest.fixture
def page(participant: MainWindow) -> ParticipantPage:
    return participant.participant


def _settled() -> None:
    for _ in range(3):
        QApplication.processEvents()


def _ask(page: ParticipantPage, typed: str) -> DayQuestion:
    question = page.board.card.question
    question.field.setFocus()
    QTest.keyClick(question.field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(question.field, typed)
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    _settled()
    return question


def _asked(page: ParticipantPage) -> DayQuery | None:
    return page.board.question


def _bar(board: CriterionBoard) -> TimeBar:
    board.card.bar.setFocus()
    return board.card.bar


# -- typing a day


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2027-03-12", date(2027, 3, 12)), ("20270312", date(2027, 3, 12)), ("03-12", date(2027, 3, 12)),
     ("3-12", date(2027, 3, 12)), ("12-03", date(2026, 12, 3)), ("2027年3月12日", date(2027, 3, 12)),
     ("２０２７０３１２", date(2027, 3, 12))],
)
def test_that_a_day_is_typed_as_on_every_form_and_without_its_year_it_is_the_next(
    page: ParticipantPage, typed: str, day: date
) -> None:
    question = page.board.card.question
    question.field.setText(typed)
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    assert page.board.question == DayQuery(day)
    assert question.field.text() == day.isoformat()


def test_that_a_whole_date_is_asked_before_enter(page: ParticipantPage) -> None:
    question = page.board.card.question
    question.field.setFocus()
    QTest.keyClicks(question.field, "2026112")
    assert _asked(page) is None
    QTest.keyClicks(question.field, "5")
    assert _asked(page) == DayQuery(date(2026, 11, 25))


def test_that_a_day_that_has_been_is_refused_in_words(page: ParticipantPage, app: AppState) -> None:
    app.set_language(Language.EN)
    question = _ask(page, "2026-11-21")
    assert page.board.question is None
    assert question.problem == "Only today and days to come can be asked about."
    assert question.field.state == "wrong"


@pytest.mark.parametrize("typed", ["2026-11-31", "tomorrow", "31-31", "2027-02-29"])
def test_that_what_is_no_date_asks_nothing_and_is_said(page: ParticipantPage, typed: str) -> None:
    _ask(page, "2026-11-25")
    question = _ask(page, typed)
    assert page.board.question is None
    assert question.problem
    assert not page.board.banner.text


def test_that_an_emptied_field_goes_back_to_today(page: ParticipantPage) -> None:
    question = _ask(page, "2026-11-25")
    QTest.keyClick(question.field, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(question.field, Qt.Key.Key_Delete)
    _settled()
    assert page.board.question is None
    assert page.board.assessment == page._app.casebook.assessment("D-005")


def test_that_today_is_no_question(page: ParticipantPage) -> None:
    _ask(page, "2026-11-22")
    assert page.board.question is None


# -- the bar


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ([Qt.Key.Key_Right], TODAY + timedelta(days=1)),
        ([Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down], TODAY + timedelta(days=1)),
        ([Qt.Key.Key_PageDown], TODAY + timedelta(days=7)),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Left], TODAY + timedelta(days=6)),
        ([Qt.Key.Key_End], LATEST),
        ([Qt.Key.Key_PageDown] * 6, TODAY + timedelta(days=42)),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], None),
        ([Qt.Key.Key_Left], None),
        ([Qt.Key.Key_Right, Qt.Key.Key_PageUp], None),
    ],
)
def test_that_the_keys_step_by_days_and_weeks_to_today_and_to_the_last_valid_day(
    page: ParticipantPage, keys: list[Qt.Key], day: date | None
) -> None:
    bar, form = _bar(page.board), page.panel.entry_ref
    for key in keys:
        QTest.keyClick(bar, key)
        _settled()
    assert (page.board.question.day if page.board.question else None) == day
    assert page.panel.entry_ref == form  # the page keys turned no page


def test_that_the_mouse_drags_the_day_and_the_scale_stands_still_meanwhile(page: ParticipantPage) -> None:
    bar = _bar(page.board)
    span = bar.span
    assert span is not None
    last = span.ends()[1]
    right = QPoint(bar.width() - 8, 10)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert _asked(page) is None
    QTest.mouseMove(bar, right)
    _settled()
    assert _asked(page) == DayQuery(last)
    QTest.mouseMove(bar, QPoint(bar.width() - 7, 10))
    _settled()
    assert _asked(page) == DayQuery(last)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=right)


def test_that_the_wheel_never_changes_the_day(page: ParticipantPage) -> None:
    _ask(page, "2026-12-01")
    for widget in (page.board.card.bar, page.board.card.question.field):
        widget.setFocus()
        for delta in (120, -120):
            event = QWheelEvent(
                QPointF(20, 10), QPointF(widget.mapToGlobal(QPoint(20, 10))), QPoint(0, delta), QPoint(0, delta),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )
            QApplication.sendEvent(widget, event)
    _settled()
    assert page.board.question == DayQuery(date(2026, 12, 1))


# -- what is shown


def test_that_the_whole_board_shows_the_asked_day_under_a_banner(page: ParticipantPage, app: AppState) -> None:
    app.set_language(Language.EN)
    question = _ask(page, "2026-11-24")
    assessment = page.board.assessment
    assert assessment is not None
    assert assessment.as_of == date(2026, 11, 24)
    assert assessment.outcome is Outcome.READY_TO_SIGN
    assert page.board.banner.text == "Asked: 2026-11-24 · nothing is recorded"
    assert question.sentence == "On 2026-11-24 D-005 would be ready for signature"
    row = page.board.model.row(page.board.model.index(page.board.model.row_of("I7")))
    assert row is not None
    assert row.word == "Met"


def test_that_the_answer_speaks_the_language_switched_to(page: ParticipantPage, app: AppState) -> None:
    question = _ask(page, "2026-11-24")
    assert question.sentence == "2026-11-24：D-005 各项均符合，可由研究者签字"
    app.set_language(Language.EN)
    assert question.sentence == "On 2026-11-24 D-005 would be ready for signature"
    assert page.board.question == DayQuery(date(2026, 11, 24))


def test_that_the_limiting_days_stay_those_of_today(page: ParticipantPage) -> None:
    before = [label.text() for label in page.board.card._days]
    _ask(page, "2027-03-12")
    assert [label.text() for label in page.board.card._days] == before
    span = page.board.card.bar.span
    assert span is not None
    assert (span.today, span.latest, span.asked) == (TODAY, LATEST, date(2027, 3, 12))


def test_that_the_first_infusion_alone_is_moved_and_the_rest_stays_as_of_today(page: ParticipantPage) -> None:
    question = _ask(page, "2026-12-22")
    question.infused.click()
    _settled()
    assert page.board.question == DayQuery(TODAY, date(2026, 12, 22))
    assessment = page.board.assessment
    assert assessment is not None
    assert (assessment.as_of, assessment.planned_start) == (TODAY, date(2026, 12, 22))
    question.enrolled.click()
    _settled()
    assert page.board.question == DayQuery(date(2026, 12, 22))


def test_that_the_explanation_is_that_of_the_asked_day_and_says_so(
    page: ParticipantPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def noted(dialog: WhyDialog) -> None:
        words = " ".join(label.text() for label in dialog.findChildren(QLabel))
        shown.append(f"{words} {dialog.html()}")

    monkeypatch.setattr(WhyDialog, "exec", noted)
    _ask(page, "2026-11-24")
    page.explain("I7")
    assert "2026-11-24" in shown[0]
    assert page.board.banner.text in shown[0]
    page.board.back_to_today()
    _settled()
    page.explain("I7")
    assert "2 天" in shown[1]


# -- back to today


@pytest.mark.parametrize("place", ["field", "bar", "list", "form"])
def test_that_escape_leads_back_to_today_from_everywhere(page: ParticipantPage, place: str) -> None:
    _ask(page, "2026-11-24")
    assert page.panel.page is not None
    if place == "form":
        page.panel.page.go_to("plt")
    else:
        {"field": page.board.card.question.field, "bar": page.board.card.bar, "list": page.board.list}[place].setFocus()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    _settled()
    assert page.board.question is None
    assert page.board.assessment == page._app.casebook.assessment("D-005")
    assert not page.board.banner.text
    assert page.board.card.question.field.text() == ""


def test_that_another_participant_is_not_asked_the_same(page: ParticipantPage, participant: MainWindow) -> None:
    _ask(page, "2026-11-24")
    participant.open_participant("D-001")
    _settled()
    assert page.board.question is None
    assert page.board.assessment == page._app.casebook.assessment("D-001")


def test_that_leaving_the_participant_ends_the_question(page: ParticipantPage, participant: MainWindow) -> None:
    _ask(page, "2026-11-24")
    page.close_participant()
    assert page.board.question is None
    participant.open_participant("D-005")
    _settled()
    assert not page.board.banner.text


def test_that_a_question_ends_when_its_day_has_been(page: ParticipantPage, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(page, "2026-11-24").infused.click()
    _settled()
    monkeypatch.setattr(page._app, "today", lambda: TODAY + timedelta(days=1))
    page.judge()
    assert page.board.question is None
    assert not page.board.banner.text


# -- what is recorded


def test_that_asking_records_nothing(page: ParticipantPage) -> None:
    head = page._app.casebook.store.head
    _ask(page, "2027-03-12").infused.click()
    _settled()
    assert page._app.casebook.store.head == head
    assert page._app.casebook.assessment("D-005").outcome is Outcome.PENDING_DATE


def test_that_typing_is_judged_under_the_asked_day(page: ParticipantPage) -> None:
    _ask(page, "2026-11-24")
    assert page.panel.page is not None
    page.panel.page.go_to("plt")
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused, "48")
    _settled()
    assessment = page.board.assessment
    assert assessment is not None
    assert assessment.as_of == date(2026, 11, 24)
    assert assessment.outcome is Outcome.NOT_ELIGIBLE
    assert "入选12.2" in page.board.card.question.sentence


def test_that_a_change_saved_meanwhile_is_judged_under_the_same_day(page: ParticipantPage) -> None:
    _ask(page, "2026-11-24")
    store = page._app.casebook.store
    saved = store.entries("D-005", "laboratory")[-1]
    number = saved.number
    store.correct("D-005", "laboratory", number, {**saved.values, "plt": "48"}, reason="试")
    page.refresh()
    assert page.board.question == DayQuery(date(2026, 11, 24))
    assert page.board.assessment is not None
    assert page.board.assessment.outcome is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize("form", ["eligibility", "enrolment"])
def test_that_no_day_is_asked_beside_a_signature(page: ParticipantPage, form: str) -> None:
    _ask(page, "2026-11-24")
    page.open_form(form)
    _settled()
    assert page.board.question is None
    assert page.board.card.question.isHidden()
    QTest.keyClick(page.board.card.bar, Qt.Key.Key_Right)
    assert page.board.question is None
    page.open_form("laboratory")
    _settled()
    assert not page.board.card.question.isHidden()


def test_that_an_enrolled_participant_is_judged_for_the_day_of_enrolment_and_nobody_asks(
    window: MainWindow, app: AppState
) -> None:
    app.set_language(Language.EN)
    window.open_participant("D-010")
    _settled()
    board = window.participant.board
    assert board.card.question.isHidden()
    enrolled = app.casebook.assessment("D-010").as_of.isoformat()
    assert f"enrolled {enrolled}" in " ".join(label.text() for label in board.findChildren(QLabel))


def test_that_paper_knows_no_asked_day(page: ParticipantPage) -> None:
    before = page._app.casebook.sheets("D-005", ["eligibility"])
    _ask(page, "2026-11-24")
    after = page._app.casebook.sheets("D-005", ["eligibility"])
    assert [sheet.assessment for sheet in after] == [sheet.assessment for sheet in before]


# -- planning


def test_that_planning_types_the_day_into_the_screening_form_and_saves_nothing(page: ParticipantPage) -> None:
    head = page._app.casebook.store.head
    _ask(page, "2026-12-01").plan.click()
    _settled()
    assert page.panel.entry_ref is not None
    assert page.panel.entry_ref.form == "screening"
    assert page.panel.page is not None
    assert page.panel.page.values()["planned_first_infusion_on"] == "2026-12-01"
    assert page.panel.unsaved
    assert page._app.casebook.store.head == head
    assert page.board.question is None
    assert page.board.assessment is not None
    assert page.board.assessment.planned_start == date(2026, 12, 1)


def test_that_who_only_reads_is_offered_no_planning(workstation: AppState, qtbot: QtBot, window: MainWindow) -> None:
    study = workstation.casebook.store.study.path
    workstation.close_study()
    workstation.open_study(study, User("王监", "monitor"))
    window.open_participant("D-005")
    window.participant.open_step("laboratory")
    question = _ask(window.participant, "2026-12-01")
    assert question.sentence
    assert question.plan.isHidden()


def test_that_tab_comes_to_the_bar_the_field_and_the_list(page: ParticipantPage) -> None:
    _ask(page, "2026-12-01")
    order = page.board.focus_order()
    page.board.card.bar.setFocus()
    passed = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
    assert [widget for widget in passed if widget in order] == list(order[1:])


def test_that_the_board_asks_the_casebook_once_for_many_steps(
    page: ParticipantPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[DayQuery] = []
    original = Casebook.answer

    def noted(book: Casebook, code: str, question: DayQuery, **more: object) -> object:
        asked.append(question)
        return original(book, code, question, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Casebook, "answer", noted)
    bar = page.board.card.bar
    for on in (3, 4, 5):
        bar.chosen.emit(TODAY + timedelta(days=on))
    assert asked == []
    _settled()
    assert asked == [DayQuery(TODAY + timedelta(days=5))]


# -- the day of an infusion


def _type(page: ParticipantPage, key: str, text: str) -> None:
    assert page.panel.page is not None
    page.panel.page.go_to(key)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused, text)
    _settled()


def test_that_the_day_of_an_infusion_is_judged_anew_with_every_key_of_its_date(window: MainWindow) -> None:
    window.open_participant("D-010")
    page = window.participant
    page.open_infusion(4)
    _type(page, "given", "y")
    _type(page, "infused_on", "2026-11-22")
    _type(page, "steroid_since", "y")
    _type(page, "steroid_last_on", "2026-11-12")
    assert page.day_check.verdicts["E16"].state is State.PRESENT  # cells were given: no waiting cures it
    assert "2026-11-22" in page.day_check._words.text()
    early = State.PRESENT
    for day, state in (("2026-11-26", early), ("2026-11-27", State.ABSENT), ("2026-11-25", early)):
        _type(page, "infused_on", day)
        assert page.day_check.verdicts["E16"].state is state, day
        assert day in page.day_check._words.text()


def test_that_the_explanation_of_a_day_is_that_of_the_day_typed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(WhyDialog, "exec", lambda dialog: shown.append(dialog.html()))
    window.open_participant("D-010")
    page = window.participant
    page.open_infusion(4)
    for key, text in (("given", "y"), ("infused_on", "2026-11-26"), ("steroid_since", "y"),
                      ("steroid_last_on", "2026-11-12")):
        _type(page, key, text)
    page.explain_day("E16")
    assert "2026-11-12" in shown[0]
