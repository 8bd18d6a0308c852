"""What is typed is held in one place, and that place holds what the editors show, whatever way it came there."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from ucbnk_desktop import places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records.model import RowDraft
from ucbnk_desktop.screens.entry.entry_model import EntryModel
from ucbnk_desktop.screens.entry.form_page import FormPage

FORMS = read_forms(places.forms())
Show = Callable[..., FormPage]


@pytest.fixture
def model() -> EntryModel:
    made = EntryModel(FORMS["prior_therapy"])
    made.show({"surgery_done": "yes", "chemotherapy_given": "no"}, {"surgery": (RowDraft({"procedure": "x"}, 1),)})
    made.keep()
    return made


def test_that_nothing_is_dirty_until_something_is_typed(model: EntryModel) -> None:
    assert not model.is_dirty()
    model.set({"surgery_done": "no"})
    assert model.is_dirty()
    model.set({"surgery_done": "yes"})
    assert not model.is_dirty()


def test_that_a_changed_row_is_dirty(model: EntryModel) -> None:
    model.set_rows("surgery", (RowDraft({"procedure": "y"}, 1),))
    assert model.is_dirty()


def test_that_what_is_not_asked_is_blank_among_the_values_and_stays_in_the_draft(model: EntryModel) -> None:
    model.ask(model.asked - {"surgery_done"})
    assert model.values()["surgery_done"] == ""
    assert model.typed_values()["surgery_done"] == "yes"


def test_that_of_rows_not_asked_only_those_that_were_kept_are_handed_over(model: EntryModel) -> None:
    model.set_rows("surgery", (RowDraft({"procedure": "x"}, 1), RowDraft({"procedure": "new"})))
    model.ask(model.asked - {"surgery"})
    assert [row.number for row in model.rows()["surgery"]] == [1]
    assert len(model.typed_rows()["surgery"]) == 2


def test_that_what_is_handed_out_is_a_copy(model: EntryModel) -> None:
    model.values()["surgery_done"] = "tampered"
    model.typed_values()["surgery_done"] = "tampered"
    assert model.values()["surgery_done"] == "yes"


def test_that_a_model_knows_what_is_kept_and_whether_anything_is(model: EntryModel) -> None:
    assert (model.kept("surgery_done"), model.kept("nowhere"), model.is_new) == ("yes", "", False)
    assert EntryModel(FORMS["prior_therapy"]).is_new


_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_T, Qt.Key.Key_Backspace, Qt.Key.Key_Y, Qt.Key.Key_N)
_REASONS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


@pytest.mark.parametrize("form", list(FORMS))
def test_that_the_model_holds_what_the_editors_show_after_any_keys(show: Show, form: str) -> None:
    page, chance = show(form), random.Random(form)
    for _ in range(60):
        stops = page.stops()
        if not stops:
            break
        editor = chance.choice(stops)
        editor.setFocus()
        if chance.random() < 0.2:
            QTest.keyClick(editor, chance.choice(_REASONS), Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClick(editor, chance.choice(_KEYS))
        if chance.random() < 0.1 and page.body.tables:
            chance.choice(list(page.body.tables.values())).add_row()
        assert page.model.typed_values() == page.body.typed_values()
        assert page.model.typed_rows() == {key: table.drafts() for key, table in page.body.tables.items()}


def test_that_text_that_came_without_a_key_is_saved_and_kept_as_a_draft_all_the_same(show: Show) -> None:
    page = show("demographics")
    editor = page.body.block_of("birth_date").editors["birth_date"]  # type: ignore[union-attr]
    assert isinstance(editor, QLineEdit)
    editor.setText("2020-05-06")
    assert page.typed_values()["birth_date"] == "2020-05-06"
    editor.setText("2020-05-07")
    page.check_all()
    assert page.values()["birth_date"] == "2020-05-07"
