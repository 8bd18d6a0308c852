"""Drafts on the desk: each has its own place, none is thrown away unasked, none takes back what was saved since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QWidget

from tests.helpers.window_driver import page_of
from ucbnk_desktop.records.model import Draft, User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.participant import entry_panel as desk_module
from ucbnk_desktop.screens.participant.entry_panel import EntryPanel
from ucbnk_desktop.screens.window import MainWindow

CHILD = "D-003"
OTHER = User("王二", "coordinator")


@pytest.fixture
def panel(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> EntryPanel:
    def answer(_app: object, _title: str, _lines: list[str], _parent: QWidget) -> str:
        return "录入错误"

    monkeypatch.setattr(desk_module, "ask_reason", answer)
    window.open_participant(CHILD)
    return window.participant.panel


def _type(window: MainWindow, **values: str) -> None:
    page = page_of(window)
    for key, text in values.items():
        block = page.body.block_of(key)
        assert block is not None
        block.editors[key].set_value(text)
        page._edited(key)


def _typed_and_left(window: MainWindow, form: str, **values: str) -> None:
    window.participant.open_form(form)
    _type(window, **values)
    window.participant.open_form("performance")


def _drafts(window: MainWindow, form: str) -> list[Draft]:
    return [draft for draft in window.app.casebook.store.drafts() if draft.form == form]


def _entry(window: MainWindow, form: str, number: int = 1) -> dict[str, str]:
    entry = window.app.casebook.store.entry(CHILD, form, number)
    assert entry is not None
    return dict(entry.values)


@contextmanager
def _another(window: MainWindow) -> Iterator[Store]:
    """The store in the hands of another user, some minutes later."""
    store = window.app.casebook.store
    me, clock = store.user, store._transactions.now
    store.user = store._transactions._user = OTHER
    store._transactions.now = lambda: clock() + timedelta(minutes=5)
    yield store
    store.user = store._transactions._user = me


def _saved_by_another(window: MainWindow, form: str, **values: str) -> None:
    with _another(window) as store:
        store.correct(CHILD, form, 1, values, reason="r")


# -- each new entry its own


def test_that_two_new_entries_typed_one_after_the_other_are_both_kept(window: MainWindow, panel: EntryPanel) -> None:
    window.participant.open_spot("adverse_event", None)
    _type(window, term="发热一")
    window.participant.open_spot("adverse_event", None)
    assert page_of(window).values()["term"] == ""
    _type(window, term="皮疹二")
    panel.leave()
    assert [draft.values["term"] for draft in _drafts(window, "adverse_event")] == ["发热一", "皮疹二"]


def test_that_every_draft_of_a_new_entry_is_offered_and_saved_for_itself(window: MainWindow, panel: EntryPanel) -> None:
    for term in ("发热一", "皮疹二"):
        window.participant.open_spot("adverse_event", None)
        _type(window, term=term)
    window.participant.open_spot("adverse_event", None)
    found = []
    for _ in range(2):
        panel.restore()
        found.append(page_of(window).values()["term"])
    assert sorted(found) == ["发热一", "皮疹二"]
    assert panel.save()
    assert [draft.values["term"] for draft in _drafts(window, "adverse_event")] == [found[0]]


def test_that_saving_one_new_entry_ends_no_draft_of_another(window: MainWindow, panel: EntryPanel) -> None:
    for term in ("发热一", "皮疹二"):
        window.participant.open_spot("adverse_event", None)
        _type(window, term=term)
    assert panel.save()
    assert [draft.values["term"] for draft in _drafts(window, "adverse_event")] == ["发热一"]
    (entry,) = window.app.casebook.store.entries(CHILD, "adverse_event")
    assert entry.values["term"] == "皮疹二"


def test_that_today_lists_every_draft_and_opens_the_one_that_is_chosen(window: MainWindow, panel: EntryPanel) -> None:
    for term in ("发热一", "皮疹二"):
        window.participant.open_spot("adverse_event", None)
        _type(window, term=term)
    panel.leave()
    window.show_page("today")
    window.today.refresh()
    todos = window.today.unsaved.todos
    assert [todo.words for todo in todos] == ["不良事件 · 发热一", "不良事件 · 皮疹二"]
    for todo, term in zip(todos, ("发热一", "皮疹二"), strict=True):
        window.today.opened.emit(todo.code, todo.form, todo.entry)
        panel.restore()
        assert page_of(window).values()["term"] == term


def test_that_each_infusion_has_a_draft_of_its_own(window: MainWindow, panel: EntryPanel) -> None:
    window.open_participant("D-010")
    first, second = [each.number for each in window.app.casebook.schedule("D-010") if each.entry is None][:2]
    window.participant.open_infusion(first)
    _type(window, given="yes", infused_on="2026-11-22")
    window.participant.open_infusion(second)
    assert not panel.offer.text
    _type(window, given="no")
    window.participant.open_infusion(first)
    assert {draft.values["infusion_number"] for draft in _drafts(window, "infusion")} == {str(first), str(second)}
    panel.restore()
    values = page_of(window).values()
    assert (values["infusion_number"], values["infused_on"], values["given"]) == (str(first), "2026-11-22", "yes")
    assert not panel.offer.text


def test_that_the_draft_of_an_infusion_is_opened_at_its_own_box(window: MainWindow, panel: EntryPanel) -> None:
    window.open_participant("D-010")
    second = [each.number for each in window.app.casebook.schedule("D-010") if each.entry is None][1]
    window.participant.open_infusion(second)
    _type(window, given="no")
    panel.leave()
    (draft,) = _drafts(window, "infusion")
    window._open_todo("D-010", "infusion", draft)
    assert page_of(window).values()["infusion_number"] == str(second)
    assert panel.offer.text


# -- an offer stands until it is answered


def test_that_typing_does_not_end_the_draft_that_is_offered(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="31.7")
    _typed_and_left(window, "vital_signs", height_cm="140")
    kept = [(draft.values["weight_kg"], draft.values["height_cm"]) for draft in _drafts(window, "vital_signs")]
    saved = _entry(window, "vital_signs")
    assert kept == [("31.7", saved["height_cm"]), (saved["weight_kg"], "140")]


def test_that_restoring_keeps_what_was_typed_in_the_meantime(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="31.7")
    window.participant.open_form("vital_signs")
    _type(window, height_cm="140")
    assert panel.offer.text
    panel.restore()
    assert page_of(window).values()["weight_kg"] == "31.7"
    assert panel.offer.text
    panel.restore()
    assert page_of(window).values()["height_cm"] == "140"
    assert len(_drafts(window, "vital_signs")) == 2


def test_that_discarding_throws_away_the_offered_draft_alone(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="31.7")
    window.participant.open_form("vital_signs")
    _type(window, height_cm="140")
    panel.keep_draft()
    panel.discard()
    assert not panel.offer.text
    assert [draft.values["height_cm"] for draft in _drafts(window, "vital_signs")] == ["140"]
    assert page_of(window).values()["height_cm"] == "140"


# -- only what was typed goes over what is saved


def test_that_a_restored_draft_takes_back_nothing_that_was_saved_since(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="13.4")
    _saved_by_another(window, "vital_signs", height_cm="93", temperature_c="37.0")
    window.participant.open_form("vital_signs")
    panel.restore()
    assert OTHER.name in panel.notice.text
    assert "虚构协调员甲" not in panel.notice.text, "who wrote what stood there before changed nothing since"
    assert "身高" in panel.notice.text
    assert panel.save()
    saved = _entry(window, "vital_signs")
    assert (saved["weight_kg"], saved["height_cm"], saved["temperature_c"]) == ("13.4", "93", "37.0")
    assert not _drafts(window, "vital_signs")


def test_that_what_both_changed_is_named_with_both_values(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="13.4")
    _saved_by_another(window, "vital_signs", weight_kg="13.2")
    window.participant.open_form("vital_signs")
    panel.restore()
    assert "13.2 | 13.4" in panel.notice.text
    assert page_of(window).values()["weight_kg"] == "13.4"


def test_that_a_draft_kept_by_an_older_program_takes_back_nothing_either(window: MainWindow, panel: EntryPanel) -> None:
    values = {**_entry(window, "vital_signs"), "weight_kg": "13.4"}
    window.app.casebook.store.keep_draft(CHILD, "vital_signs", 1, values)
    _saved_by_another(window, "vital_signs", height_cm="93")
    window.participant.open_form("vital_signs")
    panel.restore()
    shown = page_of(window).values()
    assert (shown["weight_kg"], shown["height_cm"]) == ("13.4", "93")


def test_that_a_draft_that_changes_nothing_any_more_is_done_with(window: MainWindow, panel: EntryPanel) -> None:
    _typed_and_left(window, "vital_signs", weight_kg="13.4")
    _saved_by_another(window, "vital_signs", weight_kg="13.4")
    window.participant.open_form("vital_signs")
    panel.restore()
    assert not _drafts(window, "vital_signs")
    assert not panel.unsaved


def test_that_a_form_filled_once_by_another_is_corrected_by_the_draft_not_recorded_twice(
    window: MainWindow, panel: EntryPanel
) -> None:
    child = "D-900"
    window.app.casebook.store.screen(child)
    window.open_participant(child)
    window.participant.open_form("screening")
    _type(window, planned_first_infusion_on="2026-12-20")
    window.participant.open_form("performance")
    with _another(window) as store:
        store.record(child, "screening", {"planned_first_infusion_on": "2026-12-21"})
    (draft,) = store.drafts()
    window.participant.open_form("screening")
    assert panel.offer.text
    window._open_todo(child, "screening", draft)
    panel.restore()
    assert OTHER.name in panel.notice.text
    assert panel.save()
    (entry,) = store.entries(child, "screening")
    assert entry.values["planned_first_infusion_on"] == "2026-12-20"
    assert not store.drafts()


# -- rows


def test_that_striking_a_row_brings_no_draft_to_the_page_unasked(window: MainWindow, panel: EntryPanel) -> None:
    window.participant.open_form("prior_therapy")
    before = page_of(window).rows()["chemotherapy"]
    _type(window, **{"chemotherapy[0].last_dose_on": "2026-09-01"})
    window.participant.open_form("performance")
    window.participant.open_form("prior_therapy")
    panel.strike_row("chemotherapy", 2)
    assert [row.values["last_dose_on"] for row in page_of(window).rows()["chemotherapy"]] == [
        before[0].values["last_dose_on"]]
    assert panel.offer.text
    assert not panel.unsaved


def test_that_what_is_typed_stays_typed_when_a_row_is_struck(window: MainWindow, panel: EntryPanel) -> None:
    window.participant.open_form("prior_therapy")
    _type(window, **{"chemotherapy[0].last_dose_on": "2026-09-01"})
    panel.strike_row("chemotherapy", 2)
    assert [row.values["last_dose_on"] for row in page_of(window).rows()["chemotherapy"]] == ["2026-09-01"]
    assert panel.unsaved


def test_that_what_was_typed_in_a_row_struck_since_is_said(window: MainWindow, panel: EntryPanel) -> None:
    window.participant.open_form("prior_therapy")
    _type(window, **{"chemotherapy[1].last_dose_on": "2026-09-01"})
    panel.leave()
    window.app.casebook.store.strike(CHILD, "prior_therapy", 1, reason="r", row=("chemotherapy", 2))
    window.participant.open_form("prior_therapy")
    panel.restore()
    assert "2026-09-01" in panel.notice.text
    _type(window, **{"chemotherapy[0].last_dose_on": "2026-09-02"})
    panel.leave()
    kept = [row.values["last_dose_on"] for draft in _drafts(window, "prior_therapy")
            for row in draft.rows["chemotherapy"] if row.number == 2]
    assert kept == ["2026-09-01"], "what could not be laid over is still there"


def test_that_a_draft_of_an_entry_that_was_struck_is_offered_as_a_new_one(
    window: MainWindow, panel: EntryPanel
) -> None:
    window.participant.open_form("vital_signs")
    _type(window, weight_kg="13.4")
    panel.strike()
    (draft,) = _drafts(window, "vital_signs")
    window._open_todo(CHILD, "vital_signs", draft)
    panel.restore()
    assert panel.entry_ref is not None
    assert panel.entry_ref.entry is None
    assert page_of(window).values()["weight_kg"] == "13.4"
