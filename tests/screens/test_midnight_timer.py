"""Midnight while the program is open: nothing on any page goes on showing the day before, and no typing is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.participants_model import fetch_all
from ucbnk_desktop.casebook import DayQuery, Summary
from ucbnk_desktop.forms.display import outcome_word
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, State
from ucbnk_desktop.records.model import Decision, User
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog
from ucbnk_desktop.screens.effects_view import EffectsView
from ucbnk_desktop.screens.midnight_timer import LOOK, MidnightTimer, until_look
from ucbnk_desktop.screens.participant.participant_page import ParticipantPage
from ucbnk_desktop.screens.participants_model import Column
from ucbnk_desktop.screens.rulings import rulings_page
from ucbnk_desktop.screens.rulings.known_rulings import KnownRuling, known
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.site_time import SITE_ZONE
from ucbnk_desktop.wording import Language

NIGHT = timedelta(days=9)
"""From the 22nd of November, when D-001 is ready to sign, to the 1st of December, when her results are too old."""

AMENDMENT = (
    'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\ntitle = { zh = "第一次修订", en = "First amendment" }\n'
    '[limits]\nplt_min = "50"\n[[criterion]]\nid = "I12.2"\nshort_zh = "血小板计数"\nshort_en = "Platelet count"\n'
)


class Clock:
    """The time that the session sees."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(app: AppState) -> Clock:
    clock = Clock(app.now())
    app.now = clock
    return clock


def _pass(clock: Clock, app: AppState, by: timedelta = NIGHT) -> None:
    clock.at += by
    app.look_at_day()
    for _ in range(3):
        QApplication.processEvents()


def _page(window: MainWindow, code: str, step: str = "laboratory") -> ParticipantPage:
    window.open_participant(code)
    window.participant.open_step(step)
    return window.participant


def _shown(page: ParticipantPage) -> Assessment:
    assert page.board.assessment is not None
    return page.board.assessment


def _outcome(window: MainWindow, code: str) -> str:
    return str(window.model.index(window.model.row_of(code), Column.OUTCOME).data())


# -- who looks, and when


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 24 * 3600 * 10**6 - 1) | st.integers(0, 20 * 10**6),
    st.sampled_from([SITE_ZONE, UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=13))]),
)
def test_that_the_next_look_is_soon_and_at_midnight_of_the_site_never_before_it(
    day: date, before_midnight: int, zone: timezone
) -> None:
    midnight = datetime.combine(day, time(), SITE_ZONE)
    now = (midnight - timedelta(microseconds=before_midnight)).astimezone(zone)
    wait = timedelta(milliseconds=until_look(now))
    assert timedelta(0) < wait <= LOOK
    if timedelta(0) < midnight - now <= LOOK:
        assert timedelta(0) <= now + wait - midnight < timedelta(milliseconds=1)


def test_that_midnight_is_aimed_at(qapp: QApplication, app: AppState, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 22, 23, 59, 58, 500_000, SITE_ZONE)
    assert MidnightTimer(app).waiting == 1500
    clock.at = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)  # the machine stands in another zone
    assert MidnightTimer(app).waiting == 1000


def test_that_midnight_is_told_once_without_anybody_doing_anything(
    qtbot: QtBot, app: AppState, clock: Clock
) -> None:
    told: list[None] = []
    app.day_changed.connect(lambda: told.append(None))
    clock.at = datetime(2026, 11, 22, 23, 59, 59, 950_000, SITE_ZONE)
    watch = MidnightTimer(app)
    clock.at = datetime(2026, 11, 23, 0, 0, 0, 1, SITE_ZONE)
    qtbot.waitUntil(lambda: bool(told))
    assert watch.waiting == LOOK // timedelta(milliseconds=1)
    watch.look()
    assert len(told) == 1


def test_that_coming_back_to_a_window_is_enough_after_the_machine_slept(
    qtbot: QtBot, app: AppState, clock: Clock
) -> None:
    watch = MidnightTimer(app)
    clock.at += NIGHT
    running = QGuiApplication.instance()
    assert isinstance(running, QGuiApplication)
    with qtbot.waitSignal(app.day_changed):
        running.focusWindowChanged.emit(None)
    assert watch.waiting


def test_that_going_to_another_page_is_enough(window: MainWindow, app: AppState, clock: Clock, qtbot: QtBot) -> None:
    clock.at += NIGHT
    with qtbot.waitSignal(app.day_changed):
        window.show_page("participants")


def test_that_hours_of_one_day_and_a_workstation_without_a_study_disturb_nobody(
    qtbot: QtBot, workstation: AppState
) -> None:
    clock = Clock(workstation.now())
    workstation.now = clock
    with qtbot.assertNotEmitted(workstation.day_changed):
        _pass(clock, workstation, timedelta(hours=5))
    with qtbot.waitSignal(workstation.day_changed):
        _pass(clock, workstation)


def test_that_a_clock_set_back_is_another_day_too(qtbot: QtBot, app: AppState, clock: Clock) -> None:
    with qtbot.waitSignal(app.day_changed):
        _pass(clock, app, -timedelta(days=1))


# -- the list and Today


def test_that_the_list_says_no_longer_what_was_so_the_day_before(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    window.show_page("participants")
    fetch_all(window.model)
    assert _outcome(window, "D-001") == app.say(outcome_word(Outcome.READY_TO_SIGN))
    clock.at += NIGHT
    app.look_at_day()
    assert _outcome(window, "D-001") == ""  # nothing at all sooner than what is no longer so
    assert not window.model.complete
    fetch_all(window.model)
    assert _outcome(window, "D-001") == app.say(outcome_word(Outcome.INCOMPLETE))
    assert app.casebook.summary("D-001").outcome is Outcome.INCOMPLETE


def test_that_the_line_chosen_in_the_list_stays_chosen(window: MainWindow, app: AppState, clock: Clock) -> None:
    window.show_page("participants")
    fetch_all(window.model)
    window.participants.select("D-005")
    _pass(clock, app)
    fetch_all(window.model)
    assert window.participants.table.currentIndex().data() == "D-005"


def test_that_today_never_prints_the_new_date_above_the_summaries_of_the_old_day(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    fetch_all(window.model)
    window.show_page("today")
    window.today.refresh()
    before = [(todo.code, todo.words) for todo in window.today.steps.todos]
    assert before
    clock.at += NIGHT
    app.look_at_day()
    assert "2026-12-01" in window.today._day.text()
    assert window.today.steps.todos == []
    assert window.today.steps._none.text() == ""  # not known yet, and nobody says that nothing waits
    fetch_all(window.model)
    window.today.refresh()
    expected = {summary.code: app.say(summary.next_step) for summary in _summaries(app)}
    now = [(todo.code, todo.words) for todo in window.today.steps.todos]
    assert now != before
    assert all(words == expected[code] for code, words in now)


def _summaries(app: AppState) -> list[Summary]:
    return [app.casebook.summary(participant.code) for participant in app.casebook.store.participants()]


def test_that_the_infusions_that_became_overdue_are_marked(window: MainWindow, app: AppState, clock: Clock) -> None:
    fetch_all(window.model)
    window.show_page("today")
    _pass(clock, app, timedelta(days=30))
    fetch_all(window.model)
    window.today.refresh()
    asides = [todo.aside for todo in window.today.coming.todos if todo.code == "D-010"]
    assert asides == [day for day in asides if day <= "2027-01-05"]
    assert any(todo.tone.value == "stop" for todo in window.today.coming.todos)


# -- the page of a participant


def test_that_an_open_board_is_that_of_the_new_day(window: MainWindow, app: AppState, clock: Clock) -> None:
    page = _page(window, "D-001")
    assert _shown(page).outcome is Outcome.READY_TO_SIGN
    _pass(clock, app)
    assert _shown(page) == app.casebook.assessment("D-001")
    assert (_shown(page).as_of, _shown(page).outcome) == (app.today(), Outcome.INCOMPLETE)
    assert page.path == app.casebook.path("D-001")
    assert page.board.card.bar.span is not None
    assert page.board.card.bar.span.today == app.today()


def test_that_the_age_in_the_header_grows(window: MainWindow, app: AppState, clock: Clock) -> None:
    page = _page(window, "D-005")
    before = page.header
    _pass(clock, app, timedelta(days=366))
    assert page.header != before
    assert "4岁" in page.header


def test_that_what_is_typed_and_not_saved_survives_with_the_cursor_where_it_was(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    page = _page(window, "D-005")
    form = page.panel.page
    assert form is not None
    form.go_to("report_number")
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused, "LAB-9")
    form.go_to("sampled_on")
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused, "11-2")  # neither finished nor a date
    typed, head = form.typed_values(), app.casebook.store.head
    _pass(clock, app)
    assert form is page.panel.page
    assert form.typed_values() == typed
    assert typed["report_number"] == "LAB-9"
    assert QApplication.focusWidget() is focused
    assert page.panel.unsaved
    assert app.casebook.store.head == head
    QTest.keyClicks(focused, "1")
    assert form.values()["sampled_on"] == "2026-11-21"


def test_that_typing_is_judged_on_the_new_day(window: MainWindow, app: AppState, clock: Clock) -> None:
    page = _page(window, "D-005")
    form = page.panel.page
    assert form is not None
    form.go_to("plt")
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused, "48")
    _pass(clock, app, timedelta(days=2))
    assert (_shown(page).as_of, _shown(page).outcome) == (app.today(), Outcome.NOT_ELIGIBLE)


def test_that_what_an_investigator_would_sign_is_that_of_the_new_day(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    page = _page(window, "D-001")
    page.open_form("eligibility")
    before = page.panel.gate.text
    _pass(clock, app)
    assert page.panel.gate.text != before
    assert "资料不全" in page.panel.gate.text
    signing = page.panel.services.signing()
    assert signing is not None
    assert signing.barred
    assert page.panel.page is not None
    shown = " ".join(companion.accessibleName() for companion in page.panel.page.body.companions)
    assert signing.barred in shown


def test_that_the_four_criteria_of_an_infusion_are_asked_for_the_new_day(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    window.open_participant("D-010")
    window.participant.open_infusion(4)
    _pass(clock, app, timedelta(days=40))
    assert window.participant.infusions.isVisible()
    assert list(window.participant.day_check.verdicts) == ["E13", "E16", "E19", "E20"]


@pytest.mark.parametrize(("asked", "left"), [("2026-11-24", None), ("2026-12-05", "2026-12-05")])
def test_that_a_question_about_a_day_that_has_been_meanwhile_ends(
    window: MainWindow, app: AppState, clock: Clock, asked: str, left: str | None
) -> None:
    page = _page(window, "D-005")
    question = page.board.card.question
    question.field.setText(asked)
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    _pass(clock, app)
    assert page.board.question == (None if left is None else DayQuery(datetime.fromisoformat(left).date()))
    assert bool(page.board.banner.text) is (left is not None)


def test_that_an_open_explanation_is_shown_anew(
    window: MainWindow, app: AppState, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page(window, "D-005")
    shown: list[tuple[State, str]] = []

    def overnight(dialog: WhyDialog) -> int:
        shown.append((dialog._verdict.state, dialog.html()))
        if len(shown) == 1:
            clock.at += timedelta(days=2)
            app.look_at_day()
        return dialog.result()

    monkeypatch.setattr(WhyDialog, "exec", overnight)
    page.explain("I7")
    assert [state for state, _ in shown] == [State.PENDING_DATE, State.MET]


def test_that_nobody_open_needs_no_new_day(window: MainWindow, app: AppState, clock: Clock) -> None:
    _page(window, "D-005")
    window.show_page("participants")
    _pass(clock, app)
    assert window.participant.code == ""
    window.open_participant("D-005")
    assert window.participant.board.assessment == app.casebook.assessment("D-005")


# -- the other pages


def test_that_the_pages_to_print_are_made_anew_and_the_choice_stays(
    window: MainWindow, app: AppState, clock: Clock, qtbot: QtBot
) -> None:
    window.printing.choose("D-001", ("eligibility",))
    window.show_page("print")
    qtbot.waitUntil(lambda: bool(window.printing._content))
    before = window.printing._content
    _pass(clock, app)
    qtbot.waitUntil(lambda: bool(window.printing._content) and window.printing._content != before)
    assert (window.printing.code, window.printing.chosen) == ("D-001", ("eligibility",))


def test_that_what_a_decision_would_change_is_worked_out_for_the_new_day(
    qtbot: QtBot, app: AppState, clock: Clock
) -> None:
    view = EffectsView(app)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    view.show_effects({"R-CREA": "reported"})
    qtbot.waitUntil(lambda: not view.busy)
    with qtbot.waitSignal(view.finished):
        _pass(clock, app)
    before = {effect.code: effect.outcome_before for effect in view.effects}
    assert before == {code: app.casebook.assessment(code).outcome for code in before}
    view.stop()
    _pass(clock, app)
    assert not view.busy


def test_that_the_rulings_page_keeps_what_is_typed(window: MainWindow, app: AppState, clock: Clock) -> None:
    window.show_page("rulings")
    card = window.rulings.card
    chosen = card.ruling
    card.source.setText("会议纪要 3")
    _pass(clock, app)
    assert card.ruling == chosen
    assert card.source.text() == "会议纪要 3"


def _amend_from_the_first_of_december(app: AppState) -> None:
    app.casebook.store.adopt("1.1", AMENDMENT, in_force_from=app.today() + NIGHT, source="伦理批件 2026-101")


def test_that_whoever_has_not_consented_is_counted_under_the_version_of_the_new_day(
    window: MainWindow, app: AppState, clock: Clock
) -> None:
    app.casebook.store.screen("D-099")
    _amend_from_the_first_of_december(app)
    window.show_page("study")
    rows = window.study.protocols._rows
    assert [rows[at].text() for at in (5, 8)] == ["1.1", "0"]
    _pass(clock, app)
    assert [rows[at].text() for at in (5, 8)] == ["1.1", "1"]


def test_that_the_rulings_are_those_of_the_version_in_force_on_the_new_day(
    window: MainWindow, app: AppState, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _amend_from_the_first_of_december(app)
    window.show_page("rulings")
    asked: list[str] = []

    def noted(pack: ProtocolPack, decisions: Mapping[str, Decision]) -> tuple[KnownRuling, ...]:
        asked.append(pack.version)
        return known(pack, decisions)

    monkeypatch.setattr(rulings_page, "known", noted)
    _pass(clock, app)
    assert asked == ["1.1"]


def test_that_the_line_below_says_that_a_new_day_has_begun(window: MainWindow, app: AppState, clock: Clock) -> None:
    app.set_language(Language.EN)
    _pass(clock, app)
    assert window.foot._saved.text() == "A new day has begun: 2026-12-01"
    app.casebook.store.screen("D-200")
    assert "A new day" not in window.foot._saved.text()


# -- what was computed


def test_that_nothing_computed_is_kept_of_the_day_before(app: AppState, clock: Clock) -> None:
    book = app.casebook
    before = book.assessment("D-001")
    assert book.assessment("D-001") is before
    _pass(clock, app)
    _pass(clock, app, -NIGHT)
    assert book.assessment("D-001") is not before
    assert book.assessment("D-001") == before


def test_that_another_user_of_the_same_study_begins_with_the_day_it_is(
    app: AppState, clock: Clock
) -> None:
    study = app.casebook.store.study.path
    app.close_study()
    clock.at += NIGHT
    app.open_study(study, User("李研究者", "investigator"))
    assert app.casebook.assessment("D-001").as_of == app.today()
