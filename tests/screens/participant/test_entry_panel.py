"""The path of a participant and the desk her entries are typed at: moving, drafts, saving, striking, refusing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.window_driver import focused_widget, page_of
from ucbnk_desktop.app import LastResort
from ucbnk_desktop.records.faults import StoreBug, StoreFault
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.pages import PAGES
from ucbnk_desktop.screens.participant import entry_panel as desk_module
from ucbnk_desktop.screens.participant.draft_offers import EntryRef
from ucbnk_desktop.screens.participant.entry_panel import EntryPanel
from ucbnk_desktop.screens.participant.lose_dialog import LoseDialog
from ucbnk_desktop.screens.participant.path_strip import Station
from ucbnk_desktop.screens.participant.signing_block import SigningBlock
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def _entry_ref(window: MainWindow) -> EntryRef:
    entry_ref = window.participant.panel.entry_ref
    assert entry_ref is not None
    return entry_ref


def _type(qtbot: QtBot, window: MainWindow, key: str, text: str) -> None:
    page_of(window).go_to(key)
    QTest.keyClick(focused_widget(), Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused_widget(), text)


def _give_reason(monkeypatch: pytest.MonkeyPatch, reason: str) -> list[list[str]]:
    asked: list[list[str]] = []

    def answer(_app: object, _title: str, changes: list[str], _parent: QWidget) -> str:
        asked.append(list(changes))
        return reason

    monkeypatch.setattr(desk_module, "ask_reason", answer)
    return asked


def test_that_the_path_has_eight_stations_with_names_and_states(participant: MainWindow) -> None:
    strip = participant.participant.strip
    names = [station.text() for station in strip.findChildren(Station)]
    assert names == ["知情同意", "病史", "体力评分", "化验", "判定", "入组", "回输 1-8", "随访"]


@pytest.mark.parametrize(
    ("key", "step"),
    [(Qt.Key.Key_1, "consent"), (Qt.Key.Key_2, "history"), (Qt.Key.Key_3, "performance"), (Qt.Key.Key_5, "criteria")],
)
def test_that_alt_and_a_digit_opens_a_station(
    qtbot: QtBot, participant: MainWindow, key: Qt.Key, step: str
) -> None:
    QTest.keyClick(focused_widget(), key, ALT)
    assert participant.app.forms[_entry_ref(participant).form].step == step


def test_that_page_down_and_page_up_go_from_form_to_form(qtbot: QtBot, participant: MainWindow) -> None:
    QTest.keyClick(focused_widget(), Qt.Key.Key_PageDown)
    assert _entry_ref(participant).form == "ecg_echo"
    QTest.keyClick(focused_widget(), Qt.Key.Key_PageUp)
    assert _entry_ref(participant).form == "laboratory"


def test_that_the_identity_form_is_kept_apart(participant: MainWindow) -> None:
    participant.participant.open_step("consent")
    assert _entry_ref(participant).form != "identity"
    chips = participant.participant.bar.form_chips
    locked = [chip.text() for chip in chips if chip.locked and not chip.isHidden()]
    assert len(locked) == 1
    participant.participant.open_form("identity")
    assert not participant.participant.panel.can_print


def test_that_looking_at_the_identity_of_a_child_is_recorded(participant: MainWindow) -> None:
    participant.participant.open_form("identity")
    rows = participant.app.casebook.store.history(participant="D-005", form="identity")
    assert [row.operation for row in rows][-1] == "viewed"
    assert rows[-1].user == "张丽"


def test_that_a_repeating_form_shows_its_entries_and_offers_a_new_one(participant: MainWindow) -> None:
    bar = participant.participant.bar
    shown = [f"{chip.text()} {chip.note}".strip() for chip in bar.entry_chips if not chip.isHidden()]
    assert shown == ["第 1 次 11-19", "+ 新增"]
    bar.entry_chips[1].click()
    assert _entry_ref(participant).entry is None
    assert not page_of(participant).values()["sampled_on"]


def test_that_typing_is_kept_as_a_draft_after_a_moment(qtbot: QtBot, participant: MainWindow) -> None:
    _type(qtbot, participant, "report_number", "LAB-9")
    assert not participant.app.casebook.store.drafts()
    qtbot.waitUntil(lambda: bool(participant.app.casebook.store.drafts()), timeout=3000)
    draft = participant.app.casebook.store.drafts()[0]
    assert draft.values["report_number"] == "LAB-9"
    kept = participant.app.casebook.store.entries("D-005", "laboratory")[0]
    assert kept.values["report_number"] != "LAB-9"


def test_that_a_draft_is_offered_on_return_and_can_be_restored(qtbot: QtBot, participant: MainWindow) -> None:
    _type(qtbot, participant, "report_number", "LAB-9")
    participant.participant.open_step("history")
    saved = participant.foot.findChild(QLabel, "saved")
    assert saved is not None
    assert "草稿" in saved.text()
    participant.participant.open_step("laboratory")
    panel = participant.participant.panel
    assert "尚未保存" in panel.offer.text
    assert page_of(participant).values()["report_number"] != "LAB-9"
    panel.offer.first.emit()
    assert page_of(participant).values()["report_number"] == "LAB-9"
    assert panel.unsaved
    assert not panel.offer.text


def test_that_a_draft_can_be_discarded(qtbot: QtBot, participant: MainWindow) -> None:
    _type(qtbot, participant, "report_number", "LAB-9")
    participant.participant.open_step("history")
    participant.participant.open_step("laboratory")
    participant.participant.panel.offer.second.emit()
    assert not participant.app.casebook.store.drafts()
    assert not participant.participant.panel.offer.text


def test_that_an_unchanged_form_leaves_no_draft(participant: MainWindow) -> None:
    participant.participant.open_step("history")
    participant.participant.open_step("criteria")
    assert not participant.app.casebook.store.drafts()


def test_that_changing_a_saved_value_asks_for_a_reason_and_keeps_it(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _give_reason(monkeypatch, "录入错误")
    before = participant.app.casebook.store.entries("D-005", "laboratory")[0].values["report_number"]
    _type(qtbot, participant, "report_number", "LAB-10")
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert asked == [[f"报告单号:  {before} → LAB-10"]]
    row = participant.app.casebook.store.history(participant="D-005", form="laboratory", field="report_number")[-1]
    assert (row.operation, row.old, row.new, row.reason) == ("correct", before, "LAB-10", "录入错误")
    assert not participant.participant.panel.unsaved
    assert not participant.app.casebook.store.drafts()


def test_that_turning_back_from_the_reason_keeps_nothing_and_loses_nothing(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_reason(monkeypatch, "")
    head = participant.app.casebook.store.head
    _type(qtbot, participant, "report_number", "LAB-11")
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert participant.app.casebook.store.head == head
    assert page_of(participant).values()["report_number"] == "LAB-11"


def test_that_filling_a_blank_needs_no_reason(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _give_reason(monkeypatch, "")
    page_of(participant).go_to("neutrophil_segmented_percent")
    assert not page_of(participant).values()["neutrophil_segmented_percent"]
    QTest.keyClicks(focused_widget(), "46")
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert asked == []
    entry = participant.app.study.entries("D-005", "laboratory")[0]
    assert entry.values["neutrophil_segmented_percent"] == "46"


def test_that_a_full_disk_is_said_in_words_and_the_input_stays(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise StoreFault("records_disk_full", path="D:/研究", free="0")

    _type(qtbot, participant, "neutrophil_segmented_percent", "47")
    monkeypatch.setattr(Store, "correct", refuse)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert "已录入的内容仍在此处" in participant.participant.panel.notice.text
    assert page_of(participant).values()["neutrophil_segmented_percent"] == "47"
    assert participant.participant.panel.unsaved


def test_that_an_entry_is_struck_with_a_reason_and_stays_readable(
    participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_reason(monkeypatch, "日期错误")
    participant.participant.panel.strike()
    entry = participant.app.casebook.store.entries("D-005", "laboratory")[0]
    assert entry.struck is not None
    assert entry.struck.reason == "日期错误"
    assert participant.participant.panel.locked
    chips = [chip for chip in participant.participant.bar.entry_chips if not chip.isHidden()]
    assert chips[0].struck
    assert page_of(participant).values()["sampled_on"] == entry.values["sampled_on"]


def test_that_a_monitor_reads_and_does_not_write(
    window: MainWindow, study_file: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ucbnk_desktop.records.model import User

    window.app.casebook.store.user = User("监查员", "monitor")
    window.open_participant("D-005")
    window.participant.open_step("laboratory")
    assert window.participant.panel.locked
    assert page_of(window).locked


def test_that_eligibility_that_is_not_reached_is_refused_with_its_criteria(
    qtbot: QtBot, participant: MainWindow
) -> None:
    participant.participant.open_form("eligibility")
    panel = participant.participant.panel
    assert "待日期满足" in panel.gate.text
    assert "入 7" in panel.gate.text
    for key, text in (("confirmed", "1"), ("investigator", "Wang"), ("confirmed_on", "20261122")):
        page_of(participant).go_to(key)
        QTest.keyClicks(focused_widget(), text)
    head = participant.app.casebook.store.head
    assert not panel.save()
    assert "入 7" in panel.notice.text
    assert participant.app.casebook.store.head == head
    assert page_of(participant).values()["investigator"] == "Wang"


def test_that_a_yes_that_would_be_refused_cannot_be_typed_and_the_page_says_why(
    qtbot: QtBot, participant: MainWindow
) -> None:
    participant.participant.open_form("eligibility")
    page = page_of(participant)
    block = next(each for each in page.body.companions if isinstance(each, SigningBlock))
    assert "当前判定为“待日期满足”，各项均满足后才能确认合格。" in block.text
    page.go_to("confirmed")
    QTest.keyClicks(focused_widget(), "1")
    assert page.values()["confirmed"] == ""
    QTest.keyClicks(focused_widget(), "2")
    assert page.values()["confirmed"] == "no"
    participant.open_participant("D-001")
    participant.participant.open_form("eligibility")
    page.go_to("confirmed")
    QTest.keyClicks(focused_widget(), "1")
    assert page.values()["confirmed"] == "yes"
    assert "各项均满足后才能" not in block.text


def test_that_what_is_signed_is_read_from_its_top_and_enter_leads_to_the_signature(
    qtbot: QtBot, participant: MainWindow
) -> None:
    participant.participant.open_form("eligibility")
    page = page_of(participant)
    bar = page.scrolled.verticalScrollBar()
    assert isinstance(focused_widget(), SigningBlock)
    assert bar.value() == 0
    assert bar.maximum() > 0
    QTest.keyClick(focused_widget(), Qt.Key.Key_Down)
    assert 0 < bar.value() < bar.maximum()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_End):
        page.focus_first_open()
        assert bar.value() == 0
        QTest.keyClick(focused_widget(), key)
        assert getattr(focused_widget(), "key", "") == "confirmed"
        assert bar.value() > 0
    QTest.keyClick(focused_widget(), Qt.Key.Key_Backtab)
    assert isinstance(focused_widget(), SigningBlock)
    assert bar.value() == 0
    block = focused_widget()
    assert isinstance(block, SigningBlock)
    block.onward.click()
    assert getattr(focused_widget(), "key", "") == "confirmed"


def test_that_the_help_of_the_focused_field_follows_the_language_at_once(
    qtbot: QtBot, participant: MainWindow
) -> None:
    page = page_of(participant)
    page.go_to("sampled_on")
    before = page.foot.help
    participant.app.set_language(Language.EN)
    QApplication.processEvents()
    assert before
    assert page.foot.help not in ("", before)
    assert page.foot.help.isascii()


def test_that_enrolment_is_refused_with_the_criteria_against_it(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-003")
    window.participant.open_form("enrolment")
    panel = window.participant.panel
    if not panel.locked:
        for key, text in (("enrolled_on", "20261122"), ("dose_level", "1"), ("enrolled_by", "Wang")):
            page_of(window).go_to(key)
            QTest.keyClicks(focused_widget(), text)
        assert not panel.save()
        assert "排 4" in panel.notice.text
    assert "排 4" in panel.gate.text
    assert not window.app.casebook.store.entries("D-003", "enrolment")


def test_that_a_confirmed_participant_is_enrolled_and_the_path_goes_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.open_participant("D-001")
    window.participant.open_form("eligibility")
    for key, text in (("confirmed", "1"), ("investigator", "Wang"), ("confirmed_on", "20261122")):
        page_of(window).go_to(key)
        QTest.keyClicks(focused_widget(), text)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert window.participant.panel.notice.text == ""
    assert window.app.casebook.summary("D-001").outcome == "eligible"
    window.participant.open_form("enrolment")
    for key, text in (("enrolled_on", "20261122"), ("dose_level", "1"), ("enrolled_by", "Wang")):
        page_of(window).go_to(key)
        QTest.keyClicks(focused_widget(), text)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert window.participant.panel.notice.text == ""
    assert window.app.casebook.summary("D-001").status == "enrolled"


def test_that_a_void_confirmation_is_never_renewed_by_saving(qtbot: QtBot, window: MainWindow) -> None:
    book, store = window.app.casebook, window.app.casebook.store
    window.open_participant("D-017")
    head = store.head
    window.participant.open_form("eligibility")
    panel = window.participant.panel
    assert "须重新确认" in panel.gate.text
    assert _entry_ref(window).entry is None
    assert set(page_of(window).values().values()) == {""}
    panel.ask_save()
    assert book.confirmation_stale("D-017")
    assert store.head == head


def test_that_a_void_confirmation_is_read_beside_the_new_one(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-017")
    window.participant.open_form("eligibility")
    panel, bar = window.participant.panel, window.participant.bar
    assert [chip.isChecked() for chip in bar.entry_chips if not chip.isHidden()] == [False, True]
    bar.entry_chips[0].click()
    assert panel.locked
    assert page_of(window).values()["investigator"] == "虚构研究者乙"
    assert not panel.save()
    bar.entry_chips[1].click()
    assert page_of(window).values()["investigator"] == ""


def test_that_a_void_confirmation_is_given_anew_with_a_new_name_and_day(qtbot: QtBot, window: MainWindow) -> None:
    book, store = window.app.casebook, window.app.casebook.store
    window.open_participant("D-017")
    window.participant.open_form("eligibility")
    for key, text in (("confirmed", "1"), ("investigator", "Wang"), ("confirmed_on", "20261122")):
        page_of(window).go_to(key)
        QTest.keyClicks(focused_widget(), text)
    QTest.keyClick(focused_widget(), Qt.Key.Key_S, CONTROL)
    assert not book.confirmation_stale("D-017")
    entries = store.entries("D-017", "eligibility")
    assert [(entry.struck is None, entry.values["investigator"]) for entry in entries] == [
        (False, "虚构研究者乙"), (True, "Wang"),
    ]


def test_that_a_confirmation_that_became_void_while_on_show_is_not_saved(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_participant("D-017")
    panel, head = window.participant.panel, window.app.casebook.store.head
    with monkeypatch.context() as then:
        then.setattr(window.app.casebook, "confirmation_stale", lambda _code: False)
        window.participant.open_form("eligibility")
    assert not panel.locked
    assert not panel.save()
    assert window.app.casebook.store.head == head
    assert panel.notice.text


def test_that_what_was_struck_of_a_form_filled_once_can_still_be_read(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_reason(monkeypatch, "录入错误")
    window.open_participant("D-005")
    window.participant.open_form("demographics")
    window.participant.panel.strike()
    bar = window.participant.bar
    chips = [(chip.struck, chip.text()) for chip in bar.entry_chips if not chip.isHidden()]
    assert chips[0][0]
    assert chips[-1] == (False, "+ 新增")
    window.participant.open_form("demographics")
    assert _entry_ref(window).entry is None
    bar.entry_chips[0].click()
    assert window.participant.panel.locked
    assert page_of(window).values()["sex"] == "male"


def test_that_the_eight_infusions_stand_in_a_row_and_each_opens_its_record(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-010")
    window.participant.open_step("infusions")
    strip = window.participant.infusions
    assert strip.isVisible()
    strip.chosen.emit(2)
    assert page_of(window).values()["infusion_number"] == "2"
    assert _entry_ref(window).entry is not None
    strip.chosen.emit(4)
    assert _entry_ref(window).entry is None
    assert page_of(window).values()["infusion_number"] == "4"
    assert not window.participant.panel.unsaved


def test_that_four_criteria_are_asked_anew_on_the_day_of_an_infusion(qtbot: QtBot, window: MainWindow) -> None:
    window.open_participant("D-010")
    window.participant.open_infusion(4)
    check = window.participant.day_check
    assert list(check.verdicts) == ["E13", "E16", "E19", "E20"]
    assert check.isVisible()
    page_of(window).go_to("infection_treatment_today")
    QTest.keyClicks(focused_widget(), "1")
    qtbot.waitUntil(lambda: check.verdicts["E13"].state == "present")


def test_that_the_header_names_the_child_without_identifying_her(participant: MainWindow) -> None:
    assert participant.participant.header == "D-005  男 · 3岁 · 16.2 kg · 复发  2026-11-26"


def test_that_leaving_to_another_participant_keeps_a_draft(qtbot: QtBot, participant: MainWindow) -> None:
    _type(qtbot, participant, "report_number", "LAB-9")
    participant.show_page("participants")
    participant.open_participant("D-003")
    assert [draft.participant for draft in participant.app.casebook.store.drafts()] == ["D-005"]


def test_that_a_draft_of_another_user_is_not_offered(
    qtbot: QtBot, participant: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ucbnk_desktop.records.model import User

    _type(qtbot, participant, "report_number", "LAB-9")
    participant.participant.open_step("history")
    participant.app.casebook.store.user = User("李静", "coordinator")
    participant.participant.open_step("laboratory")
    assert not participant.participant.panel.offer.text


def test_that_pages_are_made_once_a_form(participant: MainWindow) -> None:
    panel: EntryPanel = participant.participant.panel
    first = panel.page
    open_form: Callable[[str], None] = participant.participant.open_form
    open_form("diagnosis")
    open_form("laboratory")
    assert panel.page is first


def _refuse(*_args: object, **_more: object) -> None:
    raise StoreFault("records_disk_full", path="D:/研究", free="0")


@pytest.fixture
def unkept(participant: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Something is typed, and the disk takes neither an entry nor a draft of it."""
    monkeypatch.setattr(Store, "keep_draft", _refuse)
    monkeypatch.setattr(Store, "correct", _refuse)
    _type(qtbot, participant, "neutrophil_segmented_percent", "47")
    return participant


def _answer(monkeypatch: pytest.MonkeyPatch, *, lose: bool) -> list[str]:
    asked: list[str] = []

    def asks(dialog: LoseDialog) -> bool:
        asked.append(dialog.informativeText())
        return lose

    monkeypatch.setattr(LoseDialog, "asks_to_lose", asks)
    return asked


@pytest.mark.parametrize("leave", ["another form", "another participant", "another page", "close the study"])
def test_that_typing_of_which_no_draft_can_be_kept_is_not_left_behind(
    unkept: MainWindow, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    asked = _answer(monkeypatch, lose=False)
    told: list[bool] = []
    unkept.participant.drafted.connect(lambda: told.append(True))
    page = unkept.participant
    {
        "another form": lambda: page.open_form("demographics"),
        "another participant": lambda: page.show_participant("D-002"),
        "another page": lambda: unkept.show_page("today"),
        "close the study": unkept.close_study,
    }[leave]()
    assert len(asked) == 1
    assert "磁盘已满" in asked[0]
    assert unkept.app.has_study
    assert _entry_ref(unkept).form == "laboratory"
    assert page_of(unkept).values()["neutrophil_segmented_percent"] == "47"
    assert page.panel.unsaved
    assert told == []
    assert unkept.rail._group.checkedId() == [page.name for page in PAGES].index("participants")


@pytest.mark.parametrize("leave", ["identity", "field", "new", "todo", "infusion"])
def test_that_whoever_stays_sees_and_opens_nothing_of_where_the_way_led(
    unkept: MainWindow, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    asked, page = _answer(monkeypatch, lose=False), unkept.participant
    code, looks = page.code, [row for row in unkept.app.study.history() if row.operation == "viewed"]
    ways: dict[str, Callable[[], object]] = {
        "identity": lambda: page.open_form("identity"),
        "field": lambda: page.go_to("vital_signs", "weight_kg"),
        "new": unkept._new_participant,
        "todo": lambda: unkept._open_todo("D-001", "vital_signs", None),
        "infusion": lambda: page.open_infusion(1),
    }
    ways[leave]()
    assert len(asked) == 1
    assert (unkept.page, page.code, _entry_ref(unkept).form) == ("participant", code, "laboratory")
    assert [row for row in unkept.app.study.history() if row.operation == "viewed"] == looks


def test_that_neither_the_line_below_the_form_nor_the_last_resort_promises_a_draft_that_is_not_kept(
    participant: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, resort = participant.participant.panel, LastResort(participant)
    _type(qtbot, participant, "neutrophil_segmented_percent", "47")
    assert "已自动留存草稿" in panel._state.text()
    with monkeypatch.context() as full:
        full.setattr(Store, "keep_draft", _refuse)
        said = resort._dialog("KeyError", kept=resort._keep_typing()).informativeText()
        assert panel._state.text() == "尚未保存，草稿也未能保留。"
    assert "未能留作草稿" in said
    assert "已留作草稿" not in said
    said = resort._dialog("KeyError", kept=resort._keep_typing()).informativeText()
    assert "已留作草稿" in said
    assert "已自动留存草稿" in panel._state.text()


def test_that_a_fault_of_the_program_while_closing_leaves_the_window_with_what_is_typed(
    participant: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> NoReturn:
        raise StoreBug("a transaction was left open")

    _type(qtbot, participant, "neutrophil_segmented_percent", "47")
    event = QCloseEvent()
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep_draft", wrong)
        with pytest.raises(StoreBug):
            participant.closeEvent(event)
    assert not event.isAccepted()
    assert page_of(participant).values()["neutrophil_segmented_percent"] == "47"


def test_that_the_window_stays_open_while_closing_it_would_lose_what_is_typed(
    unkept: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(monkeypatch, lose=False)
    assert not unkept.close()
    assert unkept.app.has_study
    assert page_of(unkept).values()["neutrophil_segmented_percent"] == "47"
    _answer(monkeypatch, lose=True)
    assert unkept.close()


def test_that_enter_and_esc_stay_with_what_is_typed(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LoseDialog("磁盘已满", parent)
    assert dialog.defaultButton() is dialog.stay
    assert dialog.escapeButton() is dialog.stay
