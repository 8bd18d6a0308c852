"""A form filled from the keyboard: order of the focus, conditions, checks, confirmations, and what is to be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.helpers.form_world import World, draft
from tests.helpers.hand import Hand
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.edit_checks.result import CheckResult
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.field_row import FieldGrid
from ucbnk_desktop.screens.entry.form_body import UNSHOWN
from ucbnk_desktop.screens.entry.form_page import FormPage
from ucbnk_desktop.wording import Language

Show = Callable[..., FormPage]


FORMS = (
    "identity", "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "vital_signs",
    "performance", "toxicities", "laboratory", "ecg_echo", "judgements", "eligibility", "enrolment", "infusion",
    "adverse_event", "concomitant_medication", "protocol_deviation", "end_of_study",
)


def laid_out(show: Show, world: World, form: str, width: int, language: Language) -> FormPage:
    """The empty form in a language, as wide as that."""
    world.language = language
    page = show(form)
    page.resize(width, 700)
    page.retranslate()
    return page


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("width", [918, 1400])
@pytest.mark.parametrize("language", list(Language))
def test_that_nothing_shown_overlaps_or_stands_outside_the_page(
    show: Show, world: World, form: str, width: int, language: Language
) -> None:
    page = laid_out(show, world, form, width, language)
    for block in page.body.blocks:
        shown = [editor.geometry() for editor in block.editors.values() if editor.isVisible()]
        for place, rect in enumerate(shown):
            assert rect.left() >= 8
            assert rect.right() <= block.width() - 8
            assert not any(rect.intersects(other) for other in shown[place + 1:])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("width", [874, 1400])
@pytest.mark.parametrize("language", list(Language))
def test_that_no_long_label_elsewhere_leaves_an_editor_less_than_it_needs(
    show: Show, world: World, form: str, width: int, language: Language
) -> None:
    page = laid_out(show, world, form, width, language)
    cells = [cell for block in page.body.blocks if isinstance(block, FieldGrid) for cell in block.cells if cell.asked]
    assert [cell.field.key for cell in cells if cell.editor.width() < cell.editor.widths()[0]] == []


@pytest.mark.parametrize("form", FORMS)
def test_that_enter_goes_through_every_field_in_reading_order_and_ends_at_the_save_button(
    show: Show, hand: Hand, form: str
) -> None:
    page = show(form)
    page.focus_first_open()
    seen: list[Editor] = []
    while isinstance(hand.focused, Editor):
        seen.append(hand.focused)
        hand.presses(Qt.Key.Key_Return)
    assert seen == page.stops()
    assert hand.focused is page.foot.save
    tops = [editor.mapTo(page.body, QPoint(0, 0)).y() for editor in seen]
    assert tops == sorted(tops)


def test_that_shift_enter_and_shift_tab_go_back_and_tab_goes_on(show: Show, hand: Hand) -> None:
    page = show("demographics")
    page.go_to("birth_date")
    hand.presses(Qt.Key.Key_Tab)
    assert hand.at == "sex"
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "ethnicity"
    hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert hand.at == "sex"
    hand.presses(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert hand.at == "birth_date"


def test_that_a_form_is_typed_without_touching_the_mouse(show: Show, hand: Hand) -> None:
    page = show("demographics")
    page.focus_first_open()
    hand.enters("20220901", "1")
    hand.composes("汉族")
    assert page.values() == {"birth_date": "2022-09-01", "sex": "male", "ethnicity": "汉族"}


def test_that_control_s_asks_to_save_and_the_page_keys_ask_for_the_next_and_the_last_step(
    show: Show, hand: Hand, qtbot: QtBot
) -> None:
    page = show("identity")
    page.focus_first_open()
    for key, modifier, signal in (
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, page.save_asked),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, page.next_asked),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, page.back_asked),
    ):
        with qtbot.waitSignal(signal, timeout=500):
            hand.presses(key, modifier)


def test_that_the_page_keys_do_not_scroll_the_form(show: Show, hand: Hand) -> None:
    page = show("medical_history")
    page.focus_first_open()
    hand.presses(Qt.Key.Key_PageDown)
    assert page.scrolled.verticalScrollBar().value() == 0


def test_that_the_wheel_over_a_field_scrolls_the_page(show: Show, hand: Hand) -> None:
    page = show("medical_history")
    page.focus_first_open()
    hand.scrolls(hand.focused)
    assert page.scrolled.verticalScrollBar().value() > 0


def test_that_f4_asks_for_the_history_of_the_field(show: Show, hand: Hand, qtbot: QtBot) -> None:
    page = show("demographics")
    page.go_to("sex")
    with qtbot.waitSignal(page.history_asked, timeout=500) as asked:
        hand.presses(Qt.Key.Key_F4)
    assert asked.args == ["sex"]


def test_that_an_access_key_goes_to_its_field_and_is_unique(show: Show, hand: Hand, world: World) -> None:
    page = show("demographics")
    page.focus_first_open()
    letters = list(page._access.values())
    assert len(set(letters)) == len(letters)
    hand.presses(Qt.Key(ord(page._access["ethnicity"])), Qt.KeyboardModifier.AltModifier)
    assert hand.at == "ethnicity"


def test_that_a_click_on_a_label_goes_to_its_field(show: Show, hand: Hand, qtbot: QtBot) -> None:
    page = show("demographics")
    block = page.body.block_of("ethnicity")
    assert block is not None
    label = next(words for words in block.words if words.key == "ethnicity")
    QTest.mouseClick(block, Qt.MouseButton.LeftButton, pos=label.rect.center())
    assert hand.at == "ethnicity"


# conditions


def test_that_a_field_appears_with_the_answer_that_asks_for_it_and_goes_again(show: Show, hand: Hand) -> None:
    page = show("medical_history")
    page.go_to("interstitial_lung_disease")
    cause = page.body.block_of("ild_cause").editors["ild_cause"]  # type: ignore[union-attr]  # it is there
    assert cause.isHidden()
    hand.types("1")
    assert cause.isVisible()
    hand.types("2")
    assert cause.isHidden()


def test_that_a_hidden_value_is_kept_while_typing_said_so_and_left_out_on_saving(show: Show, hand: Hand) -> None:
    page = show("medical_history")
    page.go_to("interstitial_lung_disease")
    hand.enters("1", "2")
    assert page.values()["ild_cause"] == "other"
    page.go_to("interstitial_lung_disease")
    hand.types("2")
    assert page.foot.hidden_line.isVisible()
    assert page.values()["ild_cause"] == ""
    assert page.typed_values()["ild_cause"] == "other"
    hand.types("1")
    assert not page.foot.hidden_line.isVisible()
    assert page.values()["ild_cause"] == "other"


def test_that_what_hangs_on_a_hidden_field_is_hidden_too(show: Show, hand: Hand) -> None:
    page = show("medical_history", {
        "anticoagulant_therapy": "yes", "anticoagulant_kind": "line_lock", "active_infection": "yes",
    })
    assert "anticoagulant_kind" in page.body.asked
    page.go_to("anticoagulant_therapy")
    hand.types("2")
    assert "anticoagulant_kind" not in page.body.asked


# what is kept


def test_that_only_a_difference_makes_the_form_dirty(show: Show, hand: Hand, qtbot: QtBot) -> None:
    page = show("demographics", {"birth_date": "2022-09-01", "sex": "female"})
    assert not page.is_dirty()
    page.go_to("sex")
    with qtbot.waitSignal(page.edited, timeout=500):
        hand.types("1")
    assert page.is_dirty()
    hand.types("2")
    assert not page.is_dirty()


@pytest.mark.parametrize("form", FORMS)
def test_that_showing_an_entry_edits_nothing(show: Show, form: str) -> None:
    page = show(form, {})
    assert not page.is_dirty()
    assert not any(page.values().values())


def test_that_every_column_of_the_definition_is_handed_over(
    show: Show, forms: Mapping[str, FormDefinition]
) -> None:
    for form in FORMS:
        page = show(form)
        assert set(page.values()) == set(forms[form].stored_keys) - UNSHOWN
        assert set(page.rows()) == {field.key for field in forms[form].rows_fields}
        page.close()


def test_that_a_draft_is_shown_over_what_is_kept_and_is_not_saved_yet(show: Show) -> None:
    kept = {"birth_date": "2022-09-01", "sex": "female"}
    page = show("demographics", kept, draft=draft("demographics", {"sex": "male"}))
    assert page.values()["sex"] == "male"
    assert page.values()["birth_date"] == "2022-09-01"
    assert page.is_dirty()


def test_that_a_locked_form_takes_nothing_and_offers_no_saving(show: Show, hand: Hand) -> None:
    page = show("demographics", {"birth_date": "2022-09-01", "sex": "female"}, locked=True)
    page.go_to("sex")
    hand.types("1")
    assert page.values()["sex"] == "female"
    assert page.foot.save.isHidden()
    assert not page.is_dirty()


# checks


def test_that_unreadable_text_stays_says_why_and_stops_the_saving(show: Show, hand: Hand, world: World) -> None:
    page = show("demographics")
    asked: list[bool] = []
    page.save_asked.connect(lambda: asked.append(True))
    page.go_to("birth_date")
    hand.enters("2022-02-30")
    block = page.body.block_of("birth_date")
    assert block is not None
    assert block.messages["birth_date"].severity == "error"
    assert "2022-02-30" in block.messages["birth_date"].text
    assert block.editors["birth_date"].state == "wrong"
    assert hand.at == "sex"
    page.ask_save()
    assert asked == []
    assert hand.at == "birth_date"
    assert page.problems.isVisible()
    hand.enters("20220901")
    page.ask_save()
    assert asked == [True]
    assert not page.problems.isVisible()


def test_that_a_date_is_not_called_wrong_before_it_is_left(show: Show, hand: Hand) -> None:
    page = show("demographics")
    page.go_to("birth_date")
    hand.types("2022")
    block = page.body.block_of("birth_date")
    assert block is not None
    assert block.messages == {}
    assert block.editors["birth_date"].state == "rest"


def test_that_a_strange_value_is_saved_once_enter_confirms_it_and_the_prompt_is_handed_over(
    show: Show, hand: Hand, qtbot: QtBot
) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("850")
    assert hand.at == "height_cm"
    block = page.body.block_of("weight_kg")
    assert block is not None
    assert block.messages["weight_kg"].severity == "query"
    assert page.checks.confirmations() == {}
    hand.presses(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    hand.presses(Qt.Key.Key_Return)
    assert hand.at == "height_cm"
    assert page.checks.confirmations() == {"weight_kg": block.messages["weight_kg"].text}
    assert block.messages["weight_kg"].confirmed
    assert page.remarks().corrected == {}
    page.check_all()
    assert "weight_kg" not in [key for key, _ in page.checks.open_problems()]


def test_that_changing_a_confirmed_value_takes_the_confirmation_back(show: Show, hand: Hand) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("850")
    page.confirm("weight_kg")
    page.go_to("weight_kg")
    hand.enters("851")
    assert page.checks.confirmations() == {}


def test_that_a_value_changed_after_a_prompt_is_handed_over_with_the_first_one(show: Show, hand: Hand) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("850")
    page.go_to("weight_kg")
    hand.enters("18.4")
    corrected = page.remarks().corrected
    assert corrected["weight_kg"].value == "850"
    assert corrected["weight_kg"].prompt


def test_that_what_was_said_of_a_value_goes_with_the_first_key_that_changes_it(show: Show, hand: Hand) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("850")
    page.go_to("weight_kg")
    hand.types("1")
    block = page.body.block_of("weight_kg")
    assert block is not None
    assert block.messages == {}
    assert block._confirms["weight_kg"].isHidden()


def test_that_the_confirming_button_does_what_enter_does(show: Show, hand: Hand) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("850")
    block = page.body.block_of("weight_kg")
    assert block is not None
    QTest.mouseClick(block._confirms["weight_kg"], Qt.MouseButton.LeftButton)
    assert "weight_kg" in page.checks.confirmations()


def test_that_a_value_kept_before_is_not_asked_about_again(show: Show) -> None:
    page = show("vital_signs", {"measured_at": "2026-11-21 08:40", "weight_kg": "850"})
    assert page.check_all()


def test_that_findings_of_a_check_are_shown_and_listed_and_a_click_on_one_jumps(
    show: Show, hand: Hand, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = CheckResult("ethnicity", "error", Reason.of("field_too_long", length=300, limit=200))
    monkeypatch.setattr(world, "check", lambda *_: [finding])
    page = show("demographics")
    assert not page.check_all()
    assert page.problems.isVisible()
    page.go_to("sex")
    assert hand.at == "sex"
    line = page.problems._lines[0]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert hand.at == "ethnicity"


# words


def test_that_the_language_changes_live_and_what_is_typed_stays(show: Show, hand: Hand, world: World) -> None:
    page = show("demographics")
    page.focus_first_open()
    hand.enters("2022-02-30", "2")
    hand.composes("壮族")
    typed = page.typed_values()
    block = page.body.block_of("birth_date")
    assert block is not None
    chinese = block.messages["birth_date"].text
    world.language = Language.EN
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page.typed_values() == typed
    assert block.messages["birth_date"].text != chinese
    assert "Date of birth" in {words.text for words in block.words}


def test_that_the_help_and_the_last_value_stand_below_while_a_field_is_filled(show: Show, hand: Hand) -> None:
    page = show("vital_signs", previous={"weight_kg": ("18.2", date(2026, 11, 14))})
    page.go_to("weight_kg")
    assert "18.2 · 11-14" in page.foot._last.text()
    hand.presses(Qt.Key.Key_Return)
    assert page.foot._last.text() == ""


def test_that_corrected_fields_are_marked(show: Show) -> None:
    page = show("demographics", {"sex": "female"})
    page.mark_corrected(["sex"])
    assert all(block.corrected == {"sex"} for block in page.body.blocks)
    assert not page.grab().isNull()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("form", ["laboratory", "prior_therapy", "medical_history"])
def test_that_a_page_draws_in_both_looks(show: Show, world: World, form: str, dark: bool) -> None:
    page = show(form)
    world.dark = dark
    QApplication.sendEvent(page, QEvent(QEvent.Type.StyleChange))
    assert not page.grab().isNull()


def test_that_an_entry_kept_begins_at_what_is_still_to_be_filled_and_not_at_what_may_stay_empty(
    show: Show, hand: Hand
) -> None:
    page = show("performance", {"assessed_on": "2026-11-20", "scale": "lansky", "lansky_score": ""})
    page.focus_first_open()
    assert hand.at == "lansky_score"
    full = show("performance", {
        "assessed_on": "2026-11-20", "scale": "lansky", "lansky_score": "80", "rated_by": "parent",
    })
    full.focus_first_open()
    assert hand.at == "assessed_on"


def test_that_the_confirming_button_is_not_cut_by_the_section_below(show: Show, hand: Hand) -> None:
    page = show("vital_signs")
    page.go_to("weight_kg")
    hand.enters("160")
    block = page.body.block_of("weight_kg")
    assert block is not None
    (button,) = (each for each in block.findChildren(QPushButton) if each.isVisible())
    assert block.rect().contains(button.geometry())
