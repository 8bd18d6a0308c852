"""What goes to paper: every entry, its corrections with who and why, what is struck, and never who she is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ucbnk_desktop.casebook import SITE_ZONE, Casebook
from ucbnk_desktop.paper.sheet import Receipt


def test_that_a_casebook_has_every_entry_in_the_order_of_the_path_and_no_identity(demo: Casebook) -> None:
    keys = [sheet.definition.key for sheet in demo.sheets("D-010")]
    assert "identity" not in keys
    assert keys.count("infusion") == 3
    order = list(demo.forms)
    assert [order.index(key) for key in keys] == sorted(order.index(key) for key in keys)


def test_that_a_correction_is_printed_with_old_new_who_and_why(demo: Casebook) -> None:
    [sheet] = demo.sheets("D-017", ["laboratory"])
    [change] = sheet.corrections["alt"]
    assert (change.old, change.new, change.by, change.reason) == ("24", "42", "虚构协调员甲", "录入错误")
    assert sheet.values["alt"] == "42"
    assert list(sheet.corrections) == ["alt"]


def test_that_a_struck_row_is_printed_with_its_reason(demo: Casebook) -> None:
    [sheet] = demo.sheets("D-017", ["prior_therapy"])
    first, second = sheet.rows["chemotherapy"]
    assert first.struck is None
    assert second.struck is not None
    assert "与另一名受试者的记录混淆" in second.struck
    assert "虚构协调员甲" in second.struck


def test_that_a_corrected_cell_of_a_row_carries_its_correction(casebook: Casebook) -> None:
    from ucbnk_desktop.records.entries import RowDraft

    rows = {"chemotherapy": [RowDraft({"drug": "环磷酰胺"}, 1)]}
    casebook.store.correct("D-001", "prior_therapy", 1, {}, rows=rows, reason="原始资料更正")
    [sheet] = casebook.sheets("D-001", ["prior_therapy"])
    [change] = sheet.rows["chemotherapy"][0].corrections["drug"]
    assert (change.new, change.reason) == ("环磷酰胺", "原始资料更正")
    assert sheet.rows["chemotherapy"][1].corrections == {}


def test_that_a_blank_that_is_filled_in_is_no_correction(casebook: Casebook) -> None:
    casebook.store.correct("D-006", "laboratory", 1, {"tbil_uln": "21.0"})
    [sheet] = casebook.sheets("D-006", ["laboratory"])
    assert sheet.corrections == {}


def test_that_a_superseded_confirmation_is_printed_as_struck(casebook: Casebook) -> None:
    casebook.confirm("D-017", {"investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})
    first, second = casebook.sheets("D-017", ["eligibility"])
    assert first.struck is not None
    assert second.struck is None
    assert second.assessment is not None


def test_that_results_are_printed_with_multiples_and_grades(demo: Casebook) -> None:
    [sheet] = demo.sheets("D-004", ["laboratory"])
    assert sheet.derived["plt"] == ("0.10", "3")
    assert sheet.derived["alt"] == ("0.80", "0")


def test_that_the_criteria_carry_the_assessment_and_the_decisions(demo: Casebook) -> None:
    [sheet] = demo.sheets("D-002", ["eligibility"])
    assert sheet.assessment == demo.assessment("D-002")
    assert sheet.decisions


def test_that_a_print_is_noted_and_the_next_copy_counted(casebook: Casebook) -> None:
    at = datetime(2026, 11, 22, 10, 0, tzinfo=SITE_ZONE)
    stamp = casebook.stamp("D-001", at=at, by="虚构协调员甲")
    assert (stamp.copy, stamp.participant, stamp.demonstration) == (1, "D-001", True)
    assert (stamp.head_sequence, stamp.head_digest) == (casebook.store.head.sequence, casebook.store.head.short)
    casebook.printed("D-001", Receipt(Path("病例册.pdf"), 19, "ab" * 32))
    [noted] = [row for row in casebook.store.history(participant="D-001") if row.operation == "printed"]
    assert noted.new == f"病例册.pdf · 19 · {'ab' * 32}"
    assert casebook.stamp("D-001", at=at, by="虚构协调员甲").copy == 2
    assert casebook.stamp("D-002", at=at, by="虚构协调员甲").copy == casebook.stamp("", at=at, by="甲").copy == 1
    assert casebook.store.verify() == ()


def test_that_blank_forms_need_no_participant(demo: Casebook) -> None:
    sheets = demo.sheets("", blank=True)
    assert all(sheet.blank and not sheet.values for sheet in sheets)
    named = [key for key, form in demo.forms.items() if form.identifying]
    assert named == ["identity"]
    assert [sheet.definition.key for sheet in sheets] == [key for key in demo.forms if key not in named]
