"""Tables of rows: adding, striking, passing by, and the positions findings speak of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.helpers.form_world import World, draft
from tests.helpers.hand import Hand
from ucbnk_desktop.forms.edit_checks.result import CheckResult
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.records.model import RowDraft, StoredRow, Strike
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.screens.entry.rows_table import RowsTable

Show = Callable[..., FormPage]
STRUCK = Strike("重复录入", "Nurse", datetime(2026, 11, 20, tzinfo=UTC))
KEPT = (
    StoredRow(1, {"drug": "长春新碱", "myelosuppressive": "yes"}),
    StoredRow(2, {"drug": "环磷酰胺", "myelosuppressive": "yes"}, STRUCK),
    StoredRow(3, {"drug": "多柔比星", "last_dose_on": "2026-11-09"}),
)


def table_of(page: FormPage) -> RowsTable:
    return page.body.tables["chemotherapy"]


def shown(show: Show, rows: tuple[StoredRow, ...] = KEPT, **arguments: object) -> FormPage:
    return show("prior_therapy", {"chemotherapy_given": "yes"}, {"chemotherapy": rows}, **arguments)


def test_that_rows_are_typed_one_after_the_other_and_the_blank_one_is_passed_by(show: Show, hand: Hand) -> None:
    page = show("prior_therapy")
    page.go_to("chemotherapy_given")
    hand.enters("1")
    assert hand.at == "chemotherapy[0].drug"
    hand.composes("长春新碱")
    hand.enters("", "1", "2", "2026-10", "11-10", "2")
    assert hand.at == "chemotherapy[1].drug"
    hand.composes("顺铂")
    hand.enters("", "1", "2", "2024", "2024.5", "2")
    assert hand.at == "chemotherapy[2].drug"
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "anticancer_given"
    rows = page.rows()["chemotherapy"]
    assert [row.values["drug"] for row in rows] == ["长春新碱", "顺铂"]
    assert rows[1].values["last_dose_on"] == "2024-05"
    assert all(row.number is None for row in rows)


def test_that_control_enter_begins_a_row_and_takes_the_blank_one_where_there_is_one(show: Show, hand: Hand) -> None:
    page = shown(show)
    page.go_to("chemotherapy[0].drug")
    hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.at == "chemotherapy[2].drug"
    page.go_to("chemotherapy[0].drug")
    hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.at == "chemotherapy[2].drug"
    assert len(table_of(page).live()) == 3


def test_that_the_button_below_begins_a_row_too(show: Show, hand: Hand) -> None:
    page = shown(show)
    QTest.mouseClick(table_of(page)._add, Qt.MouseButton.LeftButton)
    assert hand.at == "chemotherapy[2].drug"


def test_that_a_blank_row_is_not_kept_and_makes_nothing_dirty(show: Show) -> None:
    page = shown(show)
    table_of(page).add_row()
    assert [row.number for row in page.rows()["chemotherapy"]] == [1, 3]
    assert not page.is_dirty()


def test_that_a_struck_row_is_shown_struck_through_and_not_handed_over(show: Show) -> None:
    page = shown(show)
    assert [row.number for row in page.rows()["chemotherapy"]] == [1, 3]
    assert "环磷酰胺" in {words.text for words in table_of(page).words if words.struck}


def test_that_striking_a_kept_row_asks_the_window_and_changes_nothing(show: Show, hand: Hand, qtbot: QtBot) -> None:
    page = shown(show)
    page.go_to("chemotherapy[1].drug")
    with qtbot.waitSignal(page.strike_asked, timeout=500) as asked:
        hand.presses(Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == ["chemotherapy", 3]
    assert not page.is_dirty()


def test_that_a_row_not_kept_yet_is_taken_away_at_once(show: Show, hand: Hand) -> None:
    page = shown(show)
    table_of(page).add_row()
    hand.composes("顺铂")
    assert page.is_dirty()
    row = table_of(page).live()[-1]
    assert row.button is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert not page.is_dirty()


def test_that_a_finding_stands_below_the_row_it_speaks_of(show: Show, hand: Hand) -> None:
    page = shown(show)
    page.go_to("chemotherapy[1].last_dose_on")
    hand.enters("2026-13-40")
    table = table_of(page)
    assert table.messages["chemotherapy[1].last_dose_on"].severity == "error"
    assert table.editors["chemotherapy[1].last_dose_on"].state == "wrong"
    assert table.editors["chemotherapy[0].last_dose_on"].state != "wrong"


def test_that_a_confirmation_speaks_of_the_position_among_the_rows_handed_over(
    show: Show, hand: Hand, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = CheckResult("chemotherapy[1].drug", "query", Reason.of("field_too_long", length=1, limit=1))
    monkeypatch.setattr(world, "check", lambda *_: [finding])
    page = show("prior_therapy", {"chemotherapy_given": "yes"}, {})
    table = table_of(page)
    table._append(None, {"drug": "顺铂"})
    table._rekey()
    page.typed_values()  # hears what no key was pressed for
    assert not page.check_all()
    page.confirm("chemotherapy[1].drug")
    assert list(page.checks.confirmations()) == ["chemotherapy[0].drug"]
    assert [row.values["drug"] for row in page.rows()["chemotherapy"]] == ["顺铂"]


def test_that_a_draft_brings_back_rows_typed_and_rows_changed(show: Show) -> None:
    rows = {"chemotherapy": (RowDraft({"drug": "长春新碱二"}, 1), RowDraft({"drug": "新药"}))}
    page = shown(show, draft=draft("prior_therapy", {}, rows))
    drugs = [(row.number, row.values["drug"]) for row in page.rows()["chemotherapy"]]
    assert drugs == [(1, "长春新碱二"), (3, "多柔比星"), (None, "新药")]
    assert page.is_dirty()


def test_that_rows_no_longer_asked_for_are_not_handed_over_unless_kept(show: Show, hand: Hand) -> None:
    page = shown(show)
    table_of(page).add_row()
    hand.composes("顺铂")
    page.go_to("chemotherapy_given")
    hand.types("2")
    assert [row.number for row in page.rows()["chemotherapy"]] == [1, 3]
    assert page.foot.hidden_line.isVisible()


def test_that_rows_kept_stay_in_sight_when_their_question_is_answered_with_no_and_that_it_is_said(
    show: Show, hand: Hand
) -> None:
    page = shown(show)
    table_of(page).add_row()
    hand.composes("顺铂")
    page.go_to("chemotherapy_given")
    hand.types("2")
    hand.presses(Qt.Key.Key_Return)
    table = table_of(page)
    assert table.isVisible()
    assert [row.number for row in table.live() if any(cell.isVisible() for cell in row.cells.values())] == [1, 3]
    assert not table._add.isVisible()
    message = page.body.block_of("chemotherapy_given")
    assert message is not None
    assert "矛盾" in message.messages["chemotherapy_given"].text
    assert not page.check_all()
    page.go_to("chemotherapy_given")
    hand.types("1")
    assert page.check_all()
    assert [row.values["drug"] for row in page.rows()["chemotherapy"]][-1] == "顺铂"


def test_that_an_entry_kept_with_such_a_contradiction_says_so_as_soon_as_it_is_opened(show: Show) -> None:
    page = show("prior_therapy", {"chemotherapy_given": "no"}, {"chemotherapy": (
        StoredRow(1, {"drug": "长春新碱"}, None), StoredRow(2, {"drug": "阿霉素"}, None),
    )})
    block = page.body.block_of("chemotherapy_given")
    assert block is not None
    assert "2 行" in block.messages["chemotherapy_given"].text
    assert page.body.tables["chemotherapy"].isVisible()
    assert not page.is_dirty()


def test_that_struck_rows_stay_readable_when_their_question_is_answered_with_no(show: Show) -> None:
    strike = Strike("录入错误", "张丽", datetime(2026, 11, 21, tzinfo=UTC))
    page = show("prior_therapy", {"chemotherapy_given": "no"}, {"chemotherapy": (
        StoredRow(1, {"drug": "长春新碱"}, strike),
    )})
    table = page.body.tables["chemotherapy"]
    assert table.isVisible()
    assert [words.text for words in table.words if words.struck and words.text] == ["长春新碱"]
    block = page.body.block_of("chemotherapy_given")
    assert block is not None
    assert not block.messages


def test_that_a_draft_holds_rows_typed_under_a_question_that_was_answered_away(show: Show, hand: Hand) -> None:
    page = shown(show)
    table_of(page).add_row()
    hand.composes("顺铂")
    page.go_to("chemotherapy_given")
    hand.types("2")
    assert [row.values["drug"] for row in page.typed_rows()["chemotherapy"]][-1] == "顺铂"


def test_that_a_column_is_asked_by_another_column_of_its_row(show: Show, hand: Hand) -> None:
    page = show("prior_therapy", {"radiotherapy_given": "yes"})
    table = page.body.tables["radiotherapy"]
    page.go_to("radiotherapy[0].modality")
    assert table.editors["radiotherapy[0].dose_gy"].isHidden()
    hand.types("e")
    assert table.editors["radiotherapy[0].dose_gy"].isVisible()


def test_that_a_locked_table_offers_neither_rows_nor_strikes(show: Show, hand: Hand) -> None:
    page = shown(show, locked=True)
    table = table_of(page)
    assert table._add.isHidden()
    assert all(row.button is None or row.button.isHidden() for row in table.rows)
    page.go_to("chemotherapy[0].drug")
    hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(table.live()) == 2


def test_that_up_and_down_keep_the_column_of_a_table(show: Show, hand: Hand) -> None:
    page = shown(show)
    page.go_to("chemotherapy[0].last_dose_on")
    hand.presses(Qt.Key.Key_Down)
    assert hand.at == "chemotherapy[1].last_dose_on"
    hand.presses(Qt.Key.Key_Up)
    assert hand.at == "chemotherapy[0].last_dose_on"
