"""The rulings page as the principal investigator uses it: by keyboard, and nothing is decided before she signs."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import Effect
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.why_dialog import WhyDialog
from ucbnk_desktop.screens.effects_view import EffectsView
from ucbnk_desktop.screens.rulings.adopt_dialog import AdoptProposalsDialog
from ucbnk_desktop.screens.rulings.confirm_dialog import ConfirmDialog
from ucbnk_desktop.screens.rulings.known_rulings import KnownRuling, known
from ucbnk_desktop.screens.rulings.readings import Readings
from ucbnk_desktop.screens.rulings.rulings_page import RulingsPage
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
PI = User("王教授", "pi")
TODAY = date(2026, 11, 22)
SOURCE = "protocol 1.0, 5.2"


@pytest.fixture(scope="module")
def rulings_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """D-002 confirmed, D-009 with an allogeneic transplant, D-016 with the one ruling that is open."""
    path = tmp_path_factory.mktemp("rulings") / "demo.ucbnk"
    pack = read_pack(places.resources("protocol"))
    demonstration.build(path, read_forms(places.forms()), pack, today=TODAY, codes=("D-002", "D-009", "D-016"))
    return path


@pytest.fixture
def office(workstation: AppState, rulings_file: Path, tmp_path: Path) -> AppState:
    """The principal investigator at a workstation in English with the demonstration open."""
    path = Path(shutil.copy(rulings_file, tmp_path / "裁定 #1.ucbnk"))
    workstation.set_language(Language.EN)
    workstation.open_study(path, PI)
    return workstation


@pytest.fixture
def undecided(workstation: AppState, tmp_path: Path) -> AppState:
    """A new study: nothing is decided, nobody is screened."""
    workstation.set_language(Language.EN)
    workstation.create_study(tmp_path / "real.ucbnk", title="UCBNK01", user=PI)
    return workstation


def _page(qtbot: QtBot, app: AppState) -> RulingsPage:
    page = RulingsPage(app)
    qtbot.addWidget(page)
    page.resize(1276, 640)
    page.renew()
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.list.setFocus()
    return page


@pytest.fixture
def page(qtbot: QtBot, office: AppState) -> RulingsPage:
    return _page(qtbot, office)


def _shown(page: RulingsPage) -> list[str]:
    rulings = (page.model.ruling(page.model.index(row)) for row in range(page.model.rowCount()))
    return [one.id for one in rulings if one is not None]


def _current(page: RulingsPage) -> str:
    return page.card.ruling.id if page.card.ruling is not None else ""


def _settle(qtbot: QtBot, view: EffectsView) -> None:
    qtbot.waitUntil(lambda: not view.busy)




# -- the list


def test_that_the_open_ones_stand_first_and_what_is_to_be_read_first_before_them(
    qtbot: QtBot, undecided: AppState
) -> None:
    page = _page(qtbot, undecided)
    shown = _shown(page)
    lenient = [one.id for one in undecided.pack.rulings.values() if one.lenient]
    assert lenient
    assert shown[:len(lenient)] == lenient
    assert sorted(shown) == sorted(undecided.pack.rulings)
    assert _current(page) == lenient[0]
    assert page.meter.value() == 0


def test_that_progress_and_groups_are_counted(page: RulingsPage) -> None:
    whole = len(page._app.pack.rulings)
    assert page._progress.text() == f"1 of {whole} open"
    headings = [page.model.index(row).data() for row in range(page.model.rowCount())
                if page.model.ruling(page.model.index(row)) is None]
    assert headings == ["Open (1)", f"Decided ({whole - 1})"]
    assert _shown(page)[0] == "R-COAG"


def test_that_a_row_says_question_criteria_value_and_day(page: RulingsPage) -> None:
    said = str(page.model.index_of("R-QTC").data())
    assert said == "Which QTc formula? · E2 · Fridericia · 2026-11-22" or said.startswith(
        "Which QTc formula? · E2 · Fridericia · 20")
    assert str(page.model.index_of("R-COAG").data()).endswith("E4 · not decided")


@pytest.mark.parametrize(("typed", "found"), [
    ("E4", {"R-COAG", "R-LOCK"}), ("排 4", {"R-COAG", "R-LOCK"}), ("e4 heparin", {"R-LOCK"}),
    ("R-QTC", {"R-QTC"}), ("肝素", {"R-LOCK"}), ("I12.3", {"R-SAMPLE", "R-BILI"}), ("framingham", {"R-QTC"}),
    ("no such thing", set()),
])
def test_that_rulings_are_found_by_words_and_by_criterion(page: RulingsPage, typed: str, found: set[str]) -> None:
    page.search.setText(typed)
    assert set(_shown(page)) == found
    assert page._empty.isVisible() is not bool(found)


def test_that_a_criterion_finds_its_parts_too(page: RulingsPage) -> None:
    page.search.setText("I12")
    assert {"R-SAMPLE", "R-MARROW", "R-BILI", "R-CREA"} == set(_shown(page))


# -- the card


def test_that_the_card_shows_question_criteria_and_every_reading(page: RulingsPage) -> None:
    definition = page._app.pack.rulings["R-COAG"]
    assert page.card._question.text() == definition.question[1]
    assert page._app.pack.criteria["E4"].en[:20] in page.card._criteria.text()
    lines = page.card.readings.lines
    assert tuple(lines) == definition.allowed
    assert [line.mark.text() for line in lines.values()] == ["proposed", ""]


def test_that_the_proposal_is_chosen_and_decides_nothing(qtbot: QtBot, undecided: AppState) -> None:
    page = _page(qtbot, undecided)
    before = undecided.casebook.store.head
    for ruling in undecided.pack.rulings.values():
        page.select(ruling.id)
        assert page.card.readings.text() == ruling.proposed
    assert undecided.casebook.store.decisions() == {}
    assert undecided.casebook.store.head == before


def test_that_every_demonstration_value_is_shown_as_in_force(page: RulingsPage) -> None:
    decisions = page._app.casebook.store.decisions()
    for ruling in page._app.pack.rulings.values():
        if ruling.id in decisions:
            page.select(ruling.id)
            assert page.card.readings.text() == decisions[ruling.id].value
            assert page.card.effects.effects == []
            assert page.card._hint.text() == "This reading is in force."
            marks = {line.mark.text() for line in page.card.readings.lines.values()}
            assert any(mark.startswith("in force") for mark in marks)


def test_that_each_reading_says_what_it_would_change(page: RulingsPage, qtbot: QtBot) -> None:
    _settle(qtbot, page.card.effects)
    assert page.card.effects.summary.text() == "1 of 3 participants would change."
    assert "Present" in page.card.effects.list.text()
    page.card.readings.choose("both")
    _settle(qtbot, page.card.effects)
    assert [one.changed for one in page.card.effects.effects] == [(("E4", State.NEEDS_PI, State.ABSENT),)]
    assert "D-016" in page.card.effects.list.text()
    assert "Absent" in page.card.effects.list.text()


def test_that_a_click_on_a_participant_asks_to_open_her(page: RulingsPage, qtbot: QtBot) -> None:
    _settle(qtbot, page.card.effects)
    with qtbot.waitSignal(page.opened) as told:
        page.card.effects.list.linkActivated.emit("D-016")
    assert told.args == ["D-016"]


def test_that_the_effects_are_worked_out_while_the_window_goes_on(
    office: AppState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = EffectsView(office)
    qtbot.addWidget(view)
    turns: list[int] = []
    monkeypatch.setattr("ucbnk_desktop.screens.effects_view._SLICE", 0.0)
    view._timer.timeout.connect(lambda: turns.append(len(view._left)))
    view.show_effects({"R-COAG": "either"})
    assert view.busy
    assert view.effects == []
    _settle(qtbot, view)
    assert turns == [2, 1, 0], "one participant a turn"
    assert len(view.effects) == 1


def test_that_many_participants_are_counted_and_a_few_listed(office: AppState, qtbot: QtBot) -> None:
    view = EffectsView(office)
    qtbot.addWidget(view)
    view.show_effects({"R-COAG": "either"})
    _settle(qtbot, view)
    (one,) = view.effects
    view.effects = [replace(one, code=f"D-{n:03}") for n in range(60)]
    view._whole = 60
    view.retranslate()
    assert view.summary.text() == "60 of 60 participants would change."
    assert "D-039" in view.list.text()
    assert "D-040" not in view.list.text()
    assert "and 20 more" in view.list.text()


def test_that_a_void_signature_alone_is_not_called_another_verdict(office: AppState, qtbot: QtBot) -> None:
    view = EffectsView(office)
    qtbot.addWidget(view)
    view._decisions, view._whole = {"R-QTC": "bazett"}, 4
    lost = Effect("D-002", Outcome.ELIGIBLE, Outcome.READY_TO_SIGN, (), confirmation_lost=True)
    view.effects = [lost, replace(lost, code="D-010")]
    assert view.words() == (
        "No verdict would change (4 participants looked at).\n2 confirmations of eligibility become void."
    )
    assert len(view.concerned) == 2


# -- deciding by keyboard


def test_that_a_ruling_is_decided_from_the_keyboard(page: RulingsPage, qtbot: QtBot) -> None:
    """Enter goes to the readings, down to the second one, Enter to the source, Ctrl+Enter decides, Enter confirms."""
    store = page._app.casebook.store
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    first, second = (line.button for line in page.card.readings.lines.values())
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    assert page.card.readings.text() == "both"
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert page.card.source.hasFocus()
    QTest.keyClick(page.card.source, Qt.Key.Key_Return, CONTROL)
    assert "Say where this is written" in page.card.notice.text
    assert page.card.source.hasFocus()
    QTest.keyClicks(page.card.source, SOURCE)
    QTest.keyClick(page.card.source, Qt.Key.Key_Return, CONTROL)
    confirmation = page.card.confirmation
    assert isinstance(confirmation, ConfirmDialog)
    assert "R-COAG" not in store.decisions()
    _settle(qtbot, confirmation.effects)
    assert "1 of 3 participants would change." in confirmation.effects.summary.text()
    assert confirmation._change.text() == "not decided → only both exclude"
    assert "王教授" in confirmation._signed.text()
    QTest.keyClick(confirmation.decide_button, Qt.Key.Key_Return)
    decision = store.decisions()["R-COAG"]
    assert (decision.value, decision.version, decision.source, decision.decided_by) == ("both", 1, SOURCE, "王教授")
    assert page._app.casebook.assessment("D-016").verdict("E4").state is State.ABSENT
    assert page._progress.text() == "all decided"
    assert "王教授" in page.card._standing.text()
    assert SOURCE in page.card._standing.text()
    assert page.card.notice.text == "Decided and kept."


def test_that_tab_goes_through_the_card_in_reading_order(page: RulingsPage) -> None:
    page.select("R-CREA")
    page.card.readings.lines["scr_or_clearance(x)"].button.click()
    page.card.take_focus()
    seen = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    line = page.card.readings.lines["scr_or_clearance(x)"]
    assert seen == [line.button, line.field, page.card.source, page.card.reason]
    assert page.card.decide_button.hasFocus()


def test_that_turning_back_in_the_confirmation_decides_nothing(page: RulingsPage, qtbot: QtBot) -> None:
    page.card.source.setText(SOURCE)
    page.card.decide()
    confirmation = page.card.confirmation
    assert confirmation is not None
    QTest.keyClick(confirmation, Qt.Key.Key_Escape)
    assert page.card.confirmation is None
    assert "R-COAG" not in page._app.casebook.store.decisions()
    assert page.card.source.text() == SOURCE, "what was typed stays"


def test_that_the_confirmation_waits_until_all_was_worked_out(page: RulingsPage, qtbot: QtBot) -> None:
    page.card.source.setText(SOURCE)
    page.card.decide()
    confirmation = page.card.confirmation
    assert confirmation is not None
    assert not confirmation.decide_button.isEnabled()
    _settle(qtbot, confirmation.effects)
    assert confirmation.decide_button.isEnabled()
    confirmation.reject()


def test_that_a_ruling_that_changes_nobodys_verdict_is_kept_at_once(qtbot: QtBot, undecided: AppState) -> None:
    page = _page(qtbot, undecided)
    page.select("R-QTC")
    _settle(qtbot, page.card.effects)
    assert page.card.effects.summary.text() == "No participant yet: nobody's verdict would change."
    page.card.source.setText(SOURCE)
    page.card.decide()
    assert page.card.confirmation is None
    assert undecided.casebook.store.decisions()["R-QTC"].value == undecided.pack.rulings["R-QTC"].proposed


def test_that_changing_needs_a_reason_and_keeps_the_old_one_in_history(page: RulingsPage, qtbot: QtBot) -> None:
    store = page._app.casebook.store
    page.select("R-ALLO")
    assert page.card.reason.isVisible()
    page.card.readings.lines["allogeneic_hsct"].button.click()
    _settle(qtbot, page.card.effects)
    assert [one.code for one in page.card.effects.effects if one.changed] == ["D-009"]
    page.card.source.setText(SOURCE)
    page.card.decide()
    assert page.card.notice.text == "A decision that changes needs a reason."
    assert page.card.reason.hasFocus()
    QTest.keyClicks(page.card.reason, "ethics letter")
    page.card.decide()
    confirmation = page.card.confirmation
    assert confirmation is not None
    _settle(qtbot, confirmation.effects)
    confirmation.decide_button.click()
    assert [one.value for one in store.decision_history("R-ALLO")] == ["tissue_graft", "allogeneic_hsct tissue_graft"]
    shown = page.card._history.text()
    assert page.card._history.isVisible()
    assert "v1" in shown
    assert "<s>tissue graft</s>" in shown
    assert "ethics letter" in shown
    assert "Reason for the change" in page.card._standing.text()


def test_that_the_same_value_is_not_decided_twice(page: RulingsPage) -> None:
    page.select("R-QTC")
    page.card.source.setText(page._app.casebook.store.decisions()["R-QTC"].source)
    page.card.reason.setText("again")
    page.card.decide()
    assert page.card.notice.text == "This is in force already: choose another reading."
    assert len(page._app.casebook.store.decision_history("R-QTC")) == 1


def test_that_a_full_disk_is_said_in_words_and_the_choice_stays(
    page: RulingsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(Store, "decide_all", refuse)
    page.card.source.setText(SOURCE)
    page.card._keep()
    assert page.card.notice.text == StoreFault("records_disk_full", path="x").words(Language.EN)
    assert page.card.source.text() == SOURCE


def test_that_escape_goes_back_to_the_list(page: RulingsPage) -> None:
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.card.source, Qt.Key.Key_Escape)
    assert page.list.hasFocus()


def test_that_arrows_in_the_list_go_over_the_headings(page: RulingsPage) -> None:
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert _current(page) == _shown(page)[1]
    QTest.keyClick(page.list, Qt.Key.Key_Up)
    assert _current(page) == "R-COAG"


def test_that_the_source_typed_last_is_offered_for_the_next_open_ruling(qtbot: QtBot, undecided: AppState) -> None:
    page = _page(qtbot, undecided)
    page.card.source.setText(SOURCE)
    _settle(qtbot, page.card.effects)
    first = _current(page)
    page.card.decide()
    assert first in undecided.casebook.store.decisions()
    page.card.notice.buttons[0].click()
    assert _current(page) != first
    assert _current(page) not in undecided.casebook.store.decisions()
    assert page.card.source.text() == SOURCE


# -- the kinds of readings


# -- what is typed and not decided


def _decided(page: RulingsPage) -> KnownRuling:
    return next(one for one in page._rulings if one.decided and len(one.definition.allowed) > 1)


def _type(page: RulingsPage, ruling: KnownRuling) -> str:
    """Choose another reading and type a source and a reason, without deciding; the reading chosen."""
    page.select(ruling.id)
    another = next(one for one in page.card.readings.lines.values() if not one.button.isChecked())
    another.button.click()
    page.card.source.setText("会议纪要 12")
    page.card.reason.setText("half typed")
    return page.card.readings.text()


def test_that_what_is_typed_on_a_card_outlives_a_search(page: RulingsPage) -> None:
    ruling = _decided(page)
    chosen = _type(page, ruling)
    page.search.setText("zzzz")
    page.search.setText(next(one for one in page._rulings if one.id != ruling.id).id)
    assert _current(page) != ruling.id
    assert page.card.reason.text() == ""
    page.search.clear()
    page.select(ruling.id)
    assert (page.card.source.text(), page.card.reason.text()) == ("会议纪要 12", "half typed")
    assert page.card.readings.text() == chosen


def test_that_what_is_typed_on_a_card_outlives_an_adoption(page: RulingsPage, qtbot: QtBot) -> None:
    ruling = _decided(page)
    chosen = _type(page, ruling)
    (still,) = [one for one in page._rulings if not one.decided]
    value = still.definition.proposed or still.definition.allowed[0]
    page._app.casebook.store.decide(still.id, value, source=SOURCE)
    page._adopted(1)
    assert (page.card.source.text(), page.card.reason.text()) == ("会议纪要 12", "half typed")
    assert page.card.readings.text() == chosen


def test_that_what_was_decided_is_no_longer_typed(page: RulingsPage, qtbot: QtBot) -> None:
    ruling = _decided(page)
    chosen = _type(page, ruling)
    page.card._keep()
    other = next(one for one in page._rulings if one.id != ruling.id)
    page.select(other.id)
    page.select(ruling.id)
    assert page.card.readings.text() == chosen == page._app.casebook.store.decisions()[ruling.id].value
    assert page.card.reason.text() == ""


def test_that_what_is_cleared_by_hand_does_not_come_back(page: RulingsPage) -> None:
    ruling = _decided(page)
    _type(page, ruling)
    other = next(one for one in page._rulings if one.id != ruling.id)
    page.select(other.id)
    page.select(ruling.id)
    page.card.source.clear()
    page.card.reason.clear()
    page.select(other.id)
    page.select(ruling.id)
    assert (page.card.source.text(), page.card.reason.text()) == ("", "")


@pytest.fixture
def readings(qtbot: QtBot, office: AppState) -> Readings:
    made = Readings(office)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_a_reading_with_a_number_needs_the_number(readings: Readings, office: AppState) -> None:
    readings.show_ruling(office.pack.rulings["R-CREA"], "")
    line = readings.lines["scr_and_clearance(x)"]
    assert not line.field.isVisible()
    line.button.click()
    assert line.field.isVisible()
    assert not readings.permitted()
    QTest.keyClicks(line.field, "60.5")
    assert readings.permitted()
    assert readings.text() == "scr_and_clearance(60.5)"
    line.field.setText("sixty")
    assert not readings.permitted()


def test_that_a_number_in_force_stands_in_its_field(readings: Readings, office: AppState) -> None:
    readings.show_ruling(office.pack.rulings["R-UPCR"], "upcr_limit(0.5)")
    assert readings.lines["upcr_limit(x)"].field.text() == "0.5"
    assert readings.text() == "upcr_limit(0.5)"


def test_that_a_set_is_ticked_and_kept_by_its_codes(readings: Readings, office: AppState) -> None:
    readings.show_ruling(office.pack.rulings["R-STEROID"], "")
    assert all(isinstance(line.button, QCheckBox) for line in readings.lines.values())
    assert readings.text() == "inhaled_topical"
    for line in readings.lines.values():
        line.button.setChecked(True)
    assert readings.text() == "all"
    for line in readings.lines.values():
        line.button.setChecked(False)
    assert readings.text() == "none"


def test_that_a_free_set_takes_terms(readings: Readings, office: AppState) -> None:
    readings.show_ruling(office.pack.rulings["R-TOX-EXEMPT"], "")
    assert readings.text() == "none"
    readings.lines["listed"].button.click()
    assert not readings.permitted(), "nothing is listed yet"
    readings.lines["listed"].field.setText("脱发; 乏力")
    assert readings.text() == "脱发; 乏力"
    readings.show_ruling(office.pack.rulings["R-TOX-EXEMPT"], "脱发; 乏力")
    assert readings.lines["listed"].field.text() == "脱发; 乏力"


def test_that_a_click_on_the_words_of_a_reading_chooses_it(readings: Readings, office: AppState) -> None:
    readings.show_ruling(office.pack.rulings["R-COAG"], "")
    QTest.mouseClick(readings.lines["both"].words, Qt.MouseButton.LeftButton)
    assert readings.text() == "both"


def test_that_every_value_of_every_ruling_can_be_chosen_and_read_back(readings: Readings, office: AppState) -> None:
    for ruling in office.pack.rulings.values():
        values = ("all", "none", *ruling.allowed[:1]) if ruling.kind == "set" else tuple(
            value.replace("(x)", "(7)") for value in ruling.allowed)
        for value in values:
            readings.show_ruling(ruling, value)
            assert readings.text() == value, ruling.id
            assert readings.permitted()


# -- roles


@pytest.mark.parametrize("role", ["coordinator", "investigator", "monitor", "administrator"])
def test_that_only_the_principal_investigator_decides(
    qtbot: QtBot, workstation: AppState, rulings_file: Path, tmp_path: Path, role: str
) -> None:
    path = Path(shutil.copy(rulings_file, tmp_path / "d.ucbnk"))
    workstation.set_language(Language.EN)
    workstation.open_study(path, User("张丽", role))
    page = _page(qtbot, workstation)
    assert not page.card.decide_button.isEnabled()
    assert page.card._role.isVisible()
    assert page.card._role.text() == "The principal investigator decides the rulings; all can read them."
    assert not page.adopt_button.isEnabled()
    for field in (page.card.source, page.card.reason):
        QTest.keyClicks(field, "typed")
        assert field.text() == ""
    page.card.source.setText(SOURCE)
    before = workstation.casebook.store.head
    page.card.decide()
    page.adopt()
    QTest.keyClick(page.list, Qt.Key.Key_Return, CONTROL)
    assert (page.card.confirmation, page.adoption, workstation.casebook.store.head) == (None, None, before)
    page.card.readings.choose("both")
    _settle(qtbot, page.card.effects)
    assert len(page.card.effects.effects) == 1, "what it would change can be read by all"


# -- adopting all


@pytest.fixture
def blank_page(qtbot: QtBot, undecided: AppState) -> RulingsPage:
    return _page(qtbot, undecided)


@pytest.fixture
def adoption(blank_page: RulingsPage) -> AdoptProposalsDialog:
    blank_page.adopt_button.click()
    assert blank_page.adoption is not None
    return blank_page.adoption


def test_that_what_is_to_be_read_first_has_to_be_ticked_by_hand(
    adoption: AdoptProposalsDialog, undecided: AppState
) -> None:
    lenient = {one.id for one in undecided.pack.rulings.values() if one.lenient}
    assert set(adoption.values()) == set(undecided.pack.rulings) - lenient
    assert [one.ruling.id for one in adoption.proposals[:len(lenient)]] == [
        one.id for one in undecided.pack.rulings.values() if one.lenient
    ]


def test_that_one_signature_adopts_what_is_ticked_and_nothing_else(
    adoption: AdoptProposalsDialog, undecided: AppState, qtbot: QtBot
) -> None:
    by_id = {one.ruling.id: one for one in adoption.proposals}
    by_id["R-QTC"].box.click()
    by_id["R-BILI"].box.click()
    _settle(qtbot, adoption.effects)
    QTest.keyClick(adoption, Qt.Key.Key_Return, CONTROL)
    assert undecided.casebook.store.decisions() == {}, "without a source nothing is signed"
    assert adoption.source.hasFocus()
    QTest.keyClicks(adoption.source, SOURCE)
    head = undecided.casebook.store.head.sequence
    wanted = adoption.values()
    assert "R-QTC" not in wanted
    assert "R-BILI" in wanted
    QTest.keyClick(adoption.source, Qt.Key.Key_Return, CONTROL)
    decisions = undecided.casebook.store.decisions()
    assert {name: one.value for name, one in decisions.items()} == wanted
    assert {(one.source, one.decided_by, one.version) for one in decisions.values()} == {(SOURCE, "王教授", 1)}
    assert len({row.at for row in undecided.casebook.store.history()[head:]}) == 1, "one act"


def test_that_enter_in_the_source_signs_nothing(
    adoption: AdoptProposalsDialog, undecided: AppState, qtbot: QtBot
) -> None:
    _settle(qtbot, adoption.effects)
    QTest.keyClicks(adoption.source, SOURCE)
    QTest.keyClick(adoption.source, Qt.Key.Key_Return)
    assert adoption.isVisible()
    assert undecided.casebook.store.decisions() == {}


def test_that_nothing_is_signed_before_its_effects_are_known(
    adoption: AdoptProposalsDialog, undecided: AppState
) -> None:
    adoption.source.setText(SOURCE)
    adoption._ticked()
    assert adoption.effects.busy
    adoption.accept()
    assert adoption.notice.text == "One moment: it is still worked out what would change."
    assert undecided.casebook.store.decisions() == {}


def test_that_a_proposal_without_its_number_stays_open_and_is_said_so(qtbot: QtBot, undecided: AppState) -> None:
    crea = undecided.pack.rulings["R-CREA"]
    lacking = replace(crea, proposed="scr_and_clearance(x)")
    dialog = AdoptProposalsDialog(undecided, [KnownRuling(lacking, ("I12.4",), None)])
    qtbot.addWidget(dialog)
    (proposal,) = dialog.proposals
    assert not proposal.box.isEnabled()
    assert "lacks its number" in proposal._value.text()
    assert dialog.values() == {}
    assert not dialog.adopt_button.isEnabled()


def test_that_the_adoption_shows_whose_verdicts_change(page: RulingsPage, qtbot: QtBot) -> None:
    page.adopt()
    dialog = page.adoption
    assert dialog is not None
    assert [one.ruling.id for one in dialog.proposals] == ["R-COAG"]
    _settle(qtbot, dialog.effects)
    assert dialog.effects.summary.text() == "1 of 3 participants would change."
    assert "王教授" in dialog._signed.text()
    dialog.source.setText(SOURCE)
    dialog.adopt_button.click()
    assert page._app.casebook.store.decisions()["R-COAG"].value == "either"
    assert page.adoption is None
    assert page._progress.text() == "all decided"


def test_that_a_fault_while_adopting_is_said_in_words(
    page: RulingsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreFault("records_disk_full", path="x")

    monkeypatch.setattr(Store, "decide_all", refuse)
    page.adopt()
    dialog = page.adoption
    assert dialog is not None
    _settle(qtbot, dialog.effects)
    dialog.source.setText(SOURCE)
    dialog.accept()
    assert dialog.notice.text == StoreFault("records_disk_full", path="x").words(Language.EN)
    assert dialog.isVisible()
    dialog.reject()


# -- language, window, paper


def test_that_the_language_changes_live_and_what_is_typed_stays(page: RulingsPage) -> None:
    ruling = page._app.pack.rulings["R-COAG"]
    page.card.source.setText(SOURCE)
    page.card.readings.choose("both")
    page._app.set_language(Language.ZH)
    assert page.card._question.text() == ruling.question[0]
    assert page.card.readings.lines["both"].words.text() == ruling.labels["both"][0]
    assert ruling.question[0] in str(page.model.index_of("R-COAG").data())
    assert (page.card.source.text(), page.card.readings.text()) == (SOURCE, "both")
    page._app.set_language(Language.EN)
    assert page.card._question.text() == ruling.question[1]


def test_that_the_page_fits_a_small_screen(page: RulingsPage) -> None:
    assert page.minimumSizeHint().width() <= 1366 - 90
    for ruling in page._app.pack.rulings:
        page.select(ruling)
        assert page.card._scroll.horizontalScrollBar().maximum() == 0
        body = page.card._scroll.widget()
        assert body is not None
        assert body.minimumSizeHint().width() <= page.card._scroll.viewport().width(), ruling


def test_that_everything_one_can_reach_has_a_name(page: RulingsPage) -> None:
    reached = [page.search, page.list, page.card.source, page.card.reason, page.meter]
    assert all(widget.accessibleName() for widget in reached)
    for ruling in page._app.pack.rulings:
        page.select(ruling)
        assert all(line.button.accessibleName() for line in page.card.readings.lines.values())


@pytest.fixture
def frame(qtbot: QtBot, office: AppState) -> MainWindow:
    def nobody(_app: AppState, _user: User) -> None:
        raise AssertionError

    window = MainWindow(office, nobody)
    qtbot.addWidget(window)
    window.study_was_opened()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_that_its_key_leads_to_the_page(frame: MainWindow) -> None:
    QTest.keyClick(frame, Qt.Key.Key_F10)
    assert frame.page == "rulings"
    assert frame.rulings.list.hasFocus()
    assert _current(frame.rulings) == "R-COAG"


def test_that_the_open_ruling_of_an_explanation_leads_to_its_card(
    frame: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame.open_participant("D-016")
    seen: list[str] = []

    def follow(dialog: WhyDialog) -> int:
        seen.append(dialog.html())
        dialog.ruling_asked.emit("R-COAG")
        return 1

    monkeypatch.setattr(WhyDialog, "exec", follow)
    frame.participant.explain("E4")
    assert 'href="ruling:R-COAG"' in seen[0]
    assert frame.page == "rulings"
    assert _current(frame.rulings) == "R-COAG"


def test_that_an_explanation_says_in_which_version_and_by_whom_it_was_decided(frame: MainWindow) -> None:
    frame.open_participant("D-016")
    board = frame.participant.board
    assessment = board.assessment
    assert assessment is not None
    dialog = WhyDialog(frame.app, assessment.verdict("E2"), board.explainer(), frame)
    decision = frame.app.casebook.store.decisions()["R-QTC"]
    assert f"v1 · {decision.decided_by} · {decision.decided_at.year}" in dialog.html()


def test_that_another_study_is_shown_with_its_own_decisions(frame: MainWindow, tmp_path: Path) -> None:
    frame.show_page("rulings")
    frame.rulings.select("R-QTC")
    assert frame.rulings.card._history.text()
    frame.app.create_study(tmp_path / "other.ucbnk", title="UCBNK01", user=PI)
    frame.show_page("rulings")
    assert frame.rulings.card.ruling is not None
    assert frame.rulings.card.ruling.decision is None
    assert frame.rulings.meter.value() == 0


def test_that_nothing_is_worked_out_before_the_page_is_shown(frame: MainWindow) -> None:
    assert frame.rulings.card.ruling is None
    assert not frame.rulings.card.effects.busy
    frame.app.casebook.store.decide("R-QTC", "bazett", source=SOURCE, reason="x")
    assert not frame.rulings.card.effects.busy


def test_that_what_is_being_worked_out_ends_with_its_study(
    frame: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ucbnk_desktop.screens.effects_view._SLICE", 0.0)
    frame.show_page("rulings")
    view = frame.rulings.card.effects
    at_work = view.busy
    frame.app.create_study(tmp_path / "other.ucbnk", title="UCBNK01", user=PI)
    assert (at_work, view.busy) == (True, False)
    assert frame.rulings.card.ruling is None


def test_that_the_sheet_of_rulings_is_shown_saved_and_noted(page: RulingsPage, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(page.list, Qt.Key.Key_P, CONTROL)
    dialog = page.printing
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog._content), timeout=20000)
    assert dialog.preview is not None
    assert dialog.preview.pages >= 2
    path = tmp_path / "rulings.pdf"
    dialog.out.save_to(path)
    qtbot.waitUntil(lambda: bool(dialog.notice.text), timeout=20000)
    assert len(PdfReader(path).pages) == dialog.preview.pages
    assert page._app.casebook.store.history()[-1].operation == "printed"
    assert str(path) in page._app.casebook.store.history()[-1].new
    dialog.reject()
    assert page.printing is None


def test_that_known_rulings_take_a_value_outside_the_protocol_for_open(office: AppState) -> None:
    decisions = dict(office.casebook.store.decisions())
    decisions["R-QTC"] = replace(decisions["R-QTC"], value="no such formula")
    found = {one.id: one for one in known(office.pack, decisions)}
    assert not found["R-QTC"].decided
    assert found["R-EDGE"].decided
