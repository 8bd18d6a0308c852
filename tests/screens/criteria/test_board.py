"""The criterion board: what it shows, in which order, how soon, and where it leads."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.helpers.pack import BASE_CRITERIA, WHOLE
from ucbnk_desktop.casebook import lines
from ucbnk_desktop.forms.display import state_word
from ucbnk_desktop.protocol.verdicts import Assessment, Reason, State, Verdict
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.board import CriterionBoard, DaySpan, LimitCard
from ucbnk_desktop.screens.criteria.board_model import BoardModel
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog, target
from ucbnk_desktop.screens.participant.services import ParticipantServices
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import TONES, Tone
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language


@pytest.fixture
def board(qtbot: QtBot, app: AppState) -> CriterionBoard:
    board = CriterionBoard(app, ParticipantServices(app))
    qtbot.addWidget(board)
    board.resize(344, 700)
    board.show_assessment(app.casebook.assessment("D-003"))
    return board


def _codes(model: BoardModel) -> list[str]:
    rows = [model.row(model.index(n)) for n in range(model.rowCount())]
    return [row.criterion for row in rows if row is not None]


def test_that_criteria_not_settled_come_first_and_the_others_are_folded(board: CriterionBoard) -> None:
    assessment = board.assessment
    assert assessment is not None
    shown = _codes(board.model)
    unsettled = {verdict.criterion for verdict in lines(assessment) if not verdict.state.settled}
    assert set(shown[:-1]) == unsettled
    assert shown[-1] == ""
    last = board.model.row(board.model.index(board.model.rowCount() - 1))
    assert last is not None
    assert last.main == f"另 {assessment.tally().settled} 项符合 ▾"


def test_that_unfolding_shows_every_line_of_the_protocol_once(board: CriterionBoard) -> None:
    assessment = board.assessment
    assert assessment is not None
    board.model.fold()
    shown = [code for code in _codes(board.model) if code]
    assert sorted(shown) == sorted(verdict.criterion for verdict in lines(assessment))
    assert len(shown) == len(BASE_CRITERIA)
    assert not {"I12", "E23"} & set(shown)


def test_that_what_stops_stands_above_what_waits_and_what_is_missing(app: AppState, qtbot: QtBot) -> None:
    assessment = app.casebook.assessment("D-003")
    states = {"I2": State.NEEDS_PI, "I3": State.INCOMPLETE, "I7": State.PENDING_DATE, "E5": State.PRESENT}
    changed = tuple(
        replace(verdict, state=states.get(verdict.criterion, State.MET)) for verdict in assessment.verdicts
    )
    model = BoardModel()
    explainer = Explainer(app.forms, app.pack, Language.ZH)
    model.show_assessment(replace(assessment, verdicts=changed), explainer)
    assert _codes(model) == ["E5", "I7", "I3", "I2", ""]


def test_that_the_four_counts_add_up_to_the_criteria_of_the_protocol(app: AppState) -> None:
    for participant in app.casebook.store.participants():
        assert sum(app.casebook.assessment(participant.code).tally()) == len(WHOLE)


def test_that_a_criterion_of_which_two_parts_are_open_is_counted_once(app: AppState) -> None:
    assessment = app.casebook.assessment("D-001")
    opened = tuple(
        replace(verdict, state=State.INCOMPLETE) if verdict.criterion in {"I12.1", "I12.2", "I12"} else verdict
        for verdict in assessment.verdicts
    )
    assert replace(assessment, verdicts=opened).tally() == (37, 0, 0, 1)


def _said(card: LimitCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden()]


def _card(qtbot: QtBot, app: AppState, **changed: object) -> list[str]:
    card = LimitCard(app, ParticipantServices(app))
    qtbot.addWidget(card)
    assessment = replace(app.casebook.assessment("D-001"), **changed)  # type: ignore[arg-type]
    card.show_assessment(assessment, Explainer(app.forms, app.pack, app.language))
    return _said(card)


def test_that_from_today_is_said_where_no_date_stands_in_the_way(qtbot: QtBot, app: AppState) -> None:
    assert "今日起" in _card(qtbot, app, earliest=None, earliest_by=())
    app.set_language(Language.EN)
    assert "from today" in _card(qtbot, app, earliest=None, earliest_by=())


def test_that_the_day_of_judgement_is_said_where_it_is_not_today(qtbot: QtBot, app: AppState) -> None:
    assert "2026-10-28 起" in _card(qtbot, app, earliest=None, as_of=date(2026, 10, 28))


@pytest.mark.parametrize(
    ("state", "words"), [(State.INCOMPLETE, "尚不能确定"), (State.NOT_MET, "—"), (State.NEEDS_PI, "今日起")]
)
def test_that_today_is_not_promised_while_data_are_missing_or_a_criterion_fails(
    qtbot: QtBot, app: AppState, state: State, words: str
) -> None:
    said = _card(qtbot, app, earliest=None, earliest_by=(), verdicts=(Verdict("I7", state),))
    assert words in said
    assert ("今日起" in said) is (words == "今日起")


def test_that_a_date_that_cannot_be_computed_yet_is_not_said_to_be_today(qtbot: QtBot, app: AppState) -> None:
    waiting = (Verdict("I7", State.PENDING_DATE),)
    said = _card(qtbot, app, earliest=None, earliest_by=(), verdicts=waiting)
    assert "尚不能确定" in said
    assert "今日起" not in said


@pytest.mark.parametrize(("latest", "fits"), [(date(2026, 11, 24), False), (date(2026, 11, 25), True)])
def test_that_it_is_said_when_no_day_fits_and_what_has_to_be_repeated(
    qtbot: QtBot, app: AppState, latest: date, fits: bool
) -> None:
    said = _card(qtbot, app, earliest=date(2026, 11, 25), earliest_by=("I7",), latest=latest, latest_by=("I12.1",))
    assert ("没有合适的日期 · 需复查 中性粒细胞" in said) is not fits


def test_that_expired_results_leave_no_day_even_where_nothing_waits(qtbot: QtBot, app: AppState) -> None:
    said = _card(qtbot, app, earliest=None, earliest_by=(), latest=date(2026, 11, 21), latest_by=("I12.1",))
    assert any(text.startswith("没有合适的日期") for text in said)


def test_that_no_row_of_the_board_shows_a_bare_id_in_either_language(app: AppState) -> None:
    raw = re.compile(r"\b(R-[A-Z0-9]+|why_\w+|book_\w+|[a-z]+_[a-z_]+)\b")
    for language in Language:
        explainer = Explainer(app.forms, app.pack, language)
        for participant in app.casebook.store.participants():
            for verdict in lines(app.casebook.assessment(participant.code)):
                row = explainer.row(verdict)
                assert not raw.search(f"{row.main} {row.sub}"), row
            step = app.casebook.summary(participant.code).next_step.in_(language)
            assert not raw.search(step), step


def test_that_rows_of_the_board_are_english_in_english(app: AppState) -> None:
    """What the hospital typed stays as it is; every word of the program's own is English."""
    app.set_language(Language.EN)
    explainer = Explainer(app.forms, app.pack, Language.EN)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for participant in app.casebook.store.participants():
        typed = {
            text for entries in app.casebook.store.all_entries(participant.code).values() for entry in entries
            for row in entry.rows.values() for one in row for text in one.values.values()
        }
        for verdict in lines(app.casebook.assessment(participant.code)):
            row = explainer.row(verdict)
            words = f"{row.code} {row.word} {row.main} {row.sub}"
            for text in sorted(typed, key=len, reverse=True):
                words = words.replace(text, "") if chinese.search(text) else words
            assert not chinese.search(words), row


def test_that_the_last_of_many_fast_keys_is_judged_and_one_judgement_is_made_for_all(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = participant.participant
    judged: list[str] = []
    original = page.board.show_assessment

    def noted(assessment: Assessment) -> None:
        assert page.panel.page is not None
        judged.append(page.panel.page.values()["plt"])
        original(assessment)

    monkeypatch.setattr(page.board, "show_assessment", noted)
    assert page.panel.page is not None
    page.panel.page.go_to("plt")
    editor = participant.focusWidget()
    assert isinstance(editor, QLineEdit)
    for text in ("7", "74", "74.9"):
        editor.setText(text)
        editor.textEdited.emit(text)
    assert judged == []
    qtbot.waitUntil(lambda: bool(judged))
    assert judged == ["74.9"]
    row = page.board.model.row(page.board.model.index(page.board.model.row_of("I12.2")))
    assert row is not None
    assert row.tone is Tone.STOP


def test_that_a_key_is_judged_and_painted_within_a_frame(qtbot: QtBot, participant: MainWindow) -> None:
    page = participant.participant
    assert page.panel.page is not None
    page.panel.page.go_to("plt")
    took = []
    for number in range(6):
        QTest.keyClicks(participant.focusWidget(), str(number))
        began = time.process_time()
        page.judge()
        page.board.repaint()
        took.append(time.process_time() - began)
    assert min(took) < 0.016


@pytest.mark.parametrize("dark", [False, True])
def test_that_no_two_marks_have_the_same_shape(qtbot: QtBot, dark: bool) -> None:
    palette = replace(theme.colours(dark), met="#000000", stop="#000000", wait="#000000", judge="#000000",
                      gap="#000000", soft_ink="#000000")
    pictures = set()
    for tone in Tone:
        image = QImage(64, 64, QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        marks.draw(painter, tone, QRectF(4, 4, 56, 56), palette)
        painter.end()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == len(Tone)


def test_that_every_state_has_a_shape_and_a_word_in_both_languages(app: AppState) -> None:
    for language in Language:
        app.set_language(language)
        words = [state_word(state).in_(language) for state in State]
        assert len(set(words)) == len(State)
    assert set(TONES) == set(State)


def test_that_a_row_says_code_state_and_reason_to_a_screen_reader(board: CriterionBoard) -> None:
    row = board.model.row(board.model.index(0))
    assert row is not None
    said = str(board.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    for part in (row.code, row.word, row.main):
        assert part in said


def test_that_the_board_speaks_the_language_switched_to(board: CriterionBoard, app: AppState) -> None:
    app.set_language(Language.EN)
    labels = {label.text() for label in board.findChildren(QLabel)}
    assert "Inclusion / exclusion" in labels
    row = board.model.row(board.model.index(0))
    assert row is not None
    assert row.code.startswith(("I", "E"))


def test_that_an_unknown_reason_keeps_nobody_from_working(app: AppState) -> None:
    explainer = Explainer(app.forms, app.pack, Language.ZH)
    row = explainer.row(Verdict("I7", State.MET, (Reason("why_of_a_later_version"),)))
    assert row.main == "why_of_a_later_version"


def test_that_a_verdict_of_the_investigator_names_the_criterion_first(app: AppState) -> None:
    explainer = Explainer(app.forms, app.pack, Language.ZH)
    verdict = app.casebook.assessment("D-003").verdict("I6")
    assert explainer.row(verdict).main.startswith(explainer.short("I6"))


def test_that_the_board_is_drawn_within_a_frame(board: CriterionBoard, app: AppState) -> None:
    board.show()
    board.grab()
    assessment = app.casebook.assessment("D-003")
    took = []
    for _ in range(5):
        began = time.process_time()
        board.show_assessment(assessment)
        took.append(time.process_time() - began)
    assert min(took) < 0.016


def test_that_no_gap_stays_between_the_rows_when_a_row_gets_another_height(
    qtbot: QtBot, board: CriterionBoard, app: AppState
) -> None:
    """The same criteria in the same order, in longer and in shorter words."""
    board.show()
    assessment = app.casebook.assessment("D-005")
    board.show_assessment(assessment)
    board.model.fold()
    longer = tuple(replace(verdict, reasons=verdict.reasons * 4) for verdict in assessment.verdicts)
    for verdicts in (longer, assessment.verdicts, longer):
        board.show_assessment(replace(assessment, verdicts=verdicts))
        rows = [board.model.index(number) for number in range(board.model.rowCount())]
        qtbot.waitUntil(lambda: all(
            board.list.visualRect(row).bottom() + 1 == board.list.visualRect(below).top()
            for row, below in pairwise(rows)  # noqa: B023 - asked before the next round
        ), timeout=1000)


def test_that_typing_moves_the_board_before_anything_is_saved(qtbot: QtBot, participant: MainWindow) -> None:
    page, board = participant.participant.panel.page, participant.participant.board
    assert page is not None
    page.go_to("plt")
    QTest.keyClicks(participant.focusWidget(), "5")
    qtbot.waitUntil(lambda: board.model.row_of("I12.2") == 0)
    row = board.model.row(board.model.index(0))
    assert row is not None
    assert row.tone is Tone.STOP
    stored = participant.app.casebook.assessment("D-005").verdict("I12.2")
    assert stored.state is State.MET


def test_that_enter_on_a_criterion_goes_to_the_field_that_is_missing(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-003")
    board = window.participant.board
    verdict = window.app.casebook.assessment("D-003").verdict("E4")
    place = target(verdict)
    assert place is not None
    board.list.select("E4")
    QTest.keyClick(board.list, Qt.Key.Key_Return)
    assert window.participant.panel.entry_ref is not None
    assert window.participant.panel.entry_ref.form == place[0]


def test_that_the_key_f1_explains_the_selected_criterion(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(WhyDialog, "exec", lambda self: shown.append(self.html()))
    window.open_participant("D-003")
    window.participant.board.list.select("E4")
    QTest.keyClick(window.participant.board.list, Qt.Key.Key_F1)
    criterion = window.app.pack.criteria["E4"]
    assert criterion.en.split(" ", maxsplit=1)[0] in shown[0]
    assert "资料不全" in shown[0]


def test_that_the_explanation_shows_value_limit_and_source_of_every_datum(app: AppState, qtbot: QtBot) -> None:
    explainer = Explainer(app.forms, app.pack, Language.ZH)
    verdict = app.casebook.assessment("D-005").verdict("I12.2")
    dialog = WhyDialog(app, verdict, explainer)
    qtbot.addWidget(dialog)
    page = dialog.html()
    evidence = next(each for each in verdict.evidence if each.source.field == "plt")
    assert evidence.shown in page
    assert "实验室检查" in page


def test_that_the_explanation_says_decisions_and_rows_in_words(app: AppState, qtbot: QtBot) -> None:
    for language, value, field in ((Language.ZH, "合格判定签字之日", "末次用药日期"),
                                   (Language.EN, "eligibility signed", "Last dose on")):
        app.set_language(language)
        explainer = Explainer(app.forms, app.pack, language)
        dialog = WhyDialog(app, app.casebook.assessment("D-005").verdict("I7"), explainer)
        qtbot.addWidget(dialog)
        page = dialog.html()
        assert value in page
        assert field in page
        assert "chemotherapy[" not in page
        assert "eligibility_signed" not in page


def test_that_the_explanation_names_the_study_decisions_it_rests_on(app: AppState, qtbot: QtBot) -> None:
    explainer = Explainer(app.forms, app.pack, Language.EN)
    assessment = app.casebook.assessment("D-001")
    verdict = next(each for each in assessment.verdicts if each.rulings)
    dialog = WhyDialog(app, verdict, explainer)
    qtbot.addWidget(dialog)
    for ruling in verdict.rulings:
        assert ruling in dialog.html()


@pytest.mark.parametrize(
    ("span", "ends"),
    [
        (DaySpan(date(2026, 11, 22), None, None, None), (date(2026, 11, 22), date(2026, 12, 20))),
        (DaySpan(date(2026, 11, 22), date(2027, 1, 10), None, None), (date(2026, 11, 22), date(2027, 1, 13))),
        (DaySpan(date(2026, 11, 22), None, None, date(2026, 11, 1)), (date(2026, 11, 1), date(2026, 12, 20))),
    ],
)
def test_that_the_bar_of_days_reaches_from_today_to_the_last_date_it_shows(
    span: DaySpan, ends: tuple[date, date]
) -> None:
    assert span.ends() == ends
