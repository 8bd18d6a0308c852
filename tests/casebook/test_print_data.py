"""What goes to paper: every entry, its corrections with who and why, what is struck, and never who she is."""

from __future__ import annotations

import getpass
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.helpers.pdf_text import pdf_text
from ucbnk_desktop import demonstration
from ucbnk_desktop.casebook import Casebook, EntryDraft, GivenAlthough, steps
from ucbnk_desktop.commands import main
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.print_data import Receipt, Sheet
from ucbnk_desktop.site_time import SITE_ZONE
from ucbnk_desktop.wording import Language


def printed(book: Casebook, code: str, sheets: tuple[Sheet, ...]) -> str:
    """All text of the sheets as they are printed."""
    from ucbnk_desktop.paper.printing import print_bytes

    at = datetime(2026, 11, 22, 10, 0, tzinfo=SITE_ZONE)
    pdf = print_bytes(sheets, book.stamp(code, at=at, by="虚构协调员甲"), "zh", forms=book.forms, pack=book.pack)
    return pdf_text(pdf)


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
    from ucbnk_desktop.records.model import RowDraft

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
    steps.confirm(casebook, "D-017", {"investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})
    first, second = casebook.sheets("D-017", ["eligibility"])
    assert first.struck is not None
    assert second.struck is None
    assert second.assessment is not None


def test_that_a_confirmation_beside_the_assessment_of_another_day_says_so_on_paper(demo: Casebook) -> None:
    [now] = demo.sheets("D-002", ["eligibility"])
    assert now.confirmation == ""
    later = Casebook(demo.store, demo.forms, demo.pack, lambda: date(2026, 12, 1))
    [sheet] = later.sheets("D-002", ["eligibility"])
    assert (sheet.confirmation, sheet.assessment) == ("past", later.assessment("D-002"))
    read = "".join(printed(later, "D-002", (sheet,)).split())
    assert "确认的是当日的判定，与以下判定不同" in read
    assert "研究者确认的是2026-11-21当日的判定" in read
    assert "以下为2026-12-01的判定" in read
    assert [one.confirmation for one in later.sheets("D-018", ["eligibility"])] == [""], "judged for its own day"
    assert [one.confirmation for one in later.sheets("D-017", ["eligibility"])] == ["stale"]


def test_that_a_form_that_identifies_is_refused_in_words_even_when_named(demo: Casebook) -> None:
    for blank in (True, False):
        with pytest.raises(PaperFault) as fault:
            demo.sheets("D-001", ["laboratory", "identity"], blank=blank)
        assert "不能作为病例报告表打印" in fault.value.words(Language.ZH)


def test_that_the_criteria_are_printed_before_anybody_confirmed_them(demo: Casebook) -> None:
    [sheet] = [one for one in demo.sheets("D-001") if one.definition.key == "eligibility"]
    assert (sheet.number, sheet.confirmation, dict(sheet.values)) == (None, "unconfirmed", {})
    assert sheet.assessment == demo.assessment("D-001")
    assert [one.definition.key for one in demo.sheets("D-001")].index("eligibility") > 0


def test_that_the_criteria_of_somebody_not_yet_screened_are_printed_only_when_named(demo: Casebook) -> None:
    for code in ("D-014", "D-015"):
        assert "eligibility" not in [sheet.definition.key for sheet in demo.sheets(code)]
        [sheet] = demo.sheets(code, ["eligibility"])
        assert sheet.confirmation == "unconfirmed"


def test_that_a_confirmation_says_when_it_no_longer_holds(demo: Casebook) -> None:
    assert demo.confirmation_stale("D-017")
    assert [sheet.confirmation for sheet in demo.sheets("D-017", ["eligibility"])] == ["stale"]
    assert [sheet.confirmation for sheet in demo.sheets("D-002", ["eligibility"])] == [""]


def test_that_a_struck_confirmation_leaves_the_criteria_unconfirmed(casebook: Casebook) -> None:
    casebook.store.strike("D-002", "eligibility", 1, reason="误确认")
    struck, standing = casebook.sheets("D-002", ["eligibility"])
    assert struck.struck is not None
    assert struck.assessment is None
    assert (standing.number, standing.confirmation) == (None, "unconfirmed")


@pytest.mark.parametrize("form", ["laboratory", "ecg_echo", "performance"])
def test_that_what_the_criteria_rest_on_carries_the_assessment(demo: Casebook, form: str) -> None:
    [sheet] = demo.sheets("D-002", [form])
    assert sheet.assessment == demo.assessment("D-002")


def test_that_other_forms_carry_no_assessment(demo: Casebook) -> None:
    judged = {"eligibility", "laboratory", "ecg_echo", "performance"}
    assert {sheet.definition.key for sheet in demo.sheets("D-002") if sheet.assessment is not None} == judged


def test_that_every_sheet_knows_rulings_and_settings_as_decided(demo: Casebook) -> None:
    decided = {
        key: (one.value, one.version, one.decided_by, one.decided_at, one.source, one.reason)
        for key, one in demo.store.decisions().items()
    }
    assert "R-QTC" in decided
    assert "ctcae_version" in decided
    for sheet in demo.sheets("D-002"):
        assert decided == {
            key: (one.value, one.version, one.by, one.at, one.source, one.reason)
            for key, one in sheet.decisions.items()
        }


def test_that_the_rulings_go_to_paper_with_the_versions_before_them(casebook: Casebook) -> None:
    casebook.store.decide("R-QTC", "bazett", source="方案 1.1", reason="修订")
    decided = casebook.rulings_decided()
    assert set(decided) <= set(casebook.pack.rulings)
    assert "R-COAG" not in decided
    now = decided["R-QTC"]
    assert (now.value, now.version, now.reason) == ("bazett", 2, "修订")
    assert [(old.value, old.version) for old in now.earlier] == [("fridericia", 1)]


@pytest.mark.parametrize("code", ["D-002", "D-016", "D-017"])
def test_that_no_decided_ruling_is_printed_as_open(demo: Casebook, code: str) -> None:
    read = printed(demo, code, demo.sheets(code, ["eligibility"]))
    open_rulings = [one for one in demo.pack.rulings if one in read and not demo.rulings().values.get(one)]
    assert read.count("未确认") - read.count("尚未确认") == len(open_rulings)


def test_that_no_name_stands_on_any_page_of_any_casebook(demo: Casebook) -> None:
    for code in ("D-002", "D-010"):
        [identity] = demo.store.entries(code, "identity")
        read = printed(demo, code, demo.sheets(code))
        told = [value for value in identity.values.values() if value]
        assert len(told) > 2
        assert not any(value in read for value in told)


def test_that_the_demonstration_is_printed_by_its_invented_coordinator(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "somebody-at-the-computer")
    study, out = tmp_path / "demo.ucbnk", tmp_path / "一页.pdf"
    shutil.copyfile(demo_file, study)
    arguments = ["print", str(study), "--participant", "D-010", "--form", "adverse_event", "--out", str(out)]
    assert main(arguments, show_window=lambda _: 0) == 0
    read = PdfReader(out).pages[0].extract_text()
    assert "somebody" not in read
    assert demonstration.coordinator().name in read


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
    steps.note_printed(casebook, "D-001", Receipt(Path("病例册.pdf"), 19, "ab" * 32))
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


def test_that_an_infusion_given_although_says_so_on_its_page_and_no_other_does(casebook: Casebook) -> None:
    values = {
        **casebook.store.entries("D-010", "infusion")[2].values, "infusion_number": "4", "infused_on": "2026-11-22",
        "infection_treatment_today": "yes",
    }
    decided = GivenAlthough("虚构研究者乙", "家属坚持")
    steps.save_entry(casebook, "D-010", EntryDraft("infusion", None, values), {}, given_although=decided)
    sheets = casebook.sheets("D-010", ["infusion"])
    assert [len(sheet.given_although) for sheet in sheets] == [0, 0, 0, 2]
    assert "有下列情形，仍予回输" not in "".join(printed(casebook, "D-010", sheets[:3]).split())
    page = "".join(printed(casebook, "D-010", sheets[3:]).split())
    assert "有下列情形，仍予回输" in page
    assert "回输时存在：排除13存在" in page
    assert "仍予回输，由虚构研究者乙决定；原因：家属坚持" in page
    [deviation] = casebook.sheets("D-010", ["protocol_deviation"])
    assert "第4次回输（2026-11-22）时存在" in "".join(printed(casebook, "D-010", (deviation,)).split())
