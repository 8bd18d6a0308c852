"""The sheet of criteria: what is counted as a test of a limit, what is decided, what is not."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.pack import BASE_CRITERIA
from tests.helpers.shipped_cases import judged_case
from ucbnk_desktop.paper.criteria_sheet_data import SIDES, CriteriaSheet, CriterionLine
from ucbnk_desktop.paper.print_data import Decided
from ucbnk_desktop.protocol.amendment import amended
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.validation import Case, CaseFaults, Library, StudyDecisions, criteria_sheet, judge, sheet_lines
from ucbnk_desktop.validation.criteria_sheet import limits_tested
from ucbnk_desktop.wording import Language

Sheet = Callable[..., CriteriaSheet]

PLATELETS = """
base = "eligible"
[[case]]
id = "below"
forms.laboratory.plt = 74
expected = { "I12.2" = "not_met" }
[[case]]
id = "at"
forms.laboratory.plt = 75
expected = { "I12.2" = "met" }
[[case]]
id = "above"
forms.laboratory.plt = 76
expected = { "I12.2" = "met" }
[[case]]
id = "of-something-else"
forms.laboratory.plt = 60
expected = { E3 = "absent" }
"""
COME_AND_GO = Path(__file__).parents[1] / "fixtures" / "amendments" / "criteria-come-and-go.toml"
AMENDMENT = 'version = "2.0"\ndated = 2026-10-01\namends = "1.0"\n'


@pytest.fixture
def sheet_of(library: Library, tmp_path: Path) -> Sheet:
    """The sheet over the cases in a text."""

    def made(source: str = PLATELETS, pack: ProtocolPack | None = None, **decided: str) -> CriteriaSheet:
        folder = tmp_path / "案例 #1"
        folder.mkdir()
        shutil.copyfile(library.folder / "bases.toml", tmp_path / "bases.toml")
        (folder / "cases.toml").write_text(source, encoding="utf-8")
        own = Library(library.forms, library.pack, folder)
        own.__dict__["bases"] = library.bases
        study = StudyDecisions("研究 A", {name.replace("_", "-"): Decided(value) for name, value in decided.items()})
        return criteria_sheet(pack or own.pack, own, study, program="1.0")

    return made


def _line(sheet: CriteriaSheet, criterion: str) -> CriterionLine:
    return next(line for line in sheet.criteria if line.id == criterion)


def test_that_a_limit_is_tested_by_the_cases_that_expect_something_of_its_criterion(sheet_of: Sheet) -> None:
    ordinary, relaxed = _line(sheet_of(), "I12.2").limits
    assert (ordinary.number, ordinary.cases) == ("75", Counter(below=1, at=1, above=1))
    assert not ordinary.untested
    assert not relaxed.cases["at"]
    assert relaxed.untested


def test_that_a_limit_that_only_one_side_tests_is_untested(sheet_of: Sheet) -> None:
    sheet = sheet_of('base = "eligible"\nexpected = { "I12.2" = "met" }\n')
    ordinary = _line(sheet, "I12.2").limits[0]
    assert set(ordinary.cases) == {"above"}
    assert ordinary.untested


def test_that_what_the_cases_expect_is_counted_by_state(sheet_of: Sheet) -> None:
    sheet = sheet_of()
    assert _line(sheet, "I12.2").expected.en == "met 2, not met 1"
    assert _line(sheet, "E3").expected.zh == "不存在 1"
    assert _line(sheet, "E8").expected.zh == "—"


def test_that_everything_is_unset_that_the_study_has_not_decided(sheet_of: Sheet) -> None:
    line = _line(sheet_of(), "E8")
    assert [decision.id for decision in line.decisions] == ["R-EDGE", "R-MINOR-OPS", ""]
    assert all(decision.answer is None for decision in line.decisions)


def test_that_a_decision_stands_beside_every_criterion_that_asks_for_it(sheet_of: Sheet) -> None:
    sheet = sheet_of(R_EDGE="clear")
    answers = {line.id: decision.answer for line in sheet.criteria for decision in line.decisions
               if decision.id == "R-EDGE"}
    assert set(answers) == {criterion.id for criterion in BASE_CRITERIA.values() if "R-EDGE" in criterion.rulings}
    assert {answer is not None and answer.en for answer in answers.values()} == {_label(sheet, "R-EDGE", "clear")}


def _label(sheet: CriteriaSheet, ruling: str, value: str) -> str:
    decision = next(decision for decision in sheet.decisions if decision.id == ruling)
    assert decision.decided is not None
    assert decision.decided.value == value
    return decision.answer.en if decision.answer is not None else ""


def test_that_a_value_that_the_ruling_does_not_know_decides_nothing(sheet_of: Sheet) -> None:
    [edge] = [decision for decision in _line(sheet_of(R_EDGE="perhaps"), "E8").decisions if decision.id == "R-EDGE"]
    assert edge.answer is None


def test_that_the_sheet_follows_the_version_of_the_protocol(sheet_of: Sheet, library: Library) -> None:
    source = f'{AMENDMENT}[limits]\nplt_min = "76"\n[[criterion]]\nid = "E25"\ndropped = true\n'
    sheet = sheet_of(pack=amended(library.pack, source, "二.toml", taken=()))
    assert "E25" not in {line.id for line in sheet.criteria}
    ordinary = _line(sheet, "I12.2").limits[0]
    assert (ordinary.number, ordinary.cases) == ("76", Counter(below=2, at=1))


def test_that_cases_of_a_dropped_criterion_still_test_the_others_in_their_file(
    sheet_of: Sheet, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CRITERIA, "E26", CRITERIA["E22"])
    source = f'{PLATELETS}[[case]]\nid = "dropped"\nexpected = {{ "I12.5" = "met", E25 = "absent" }}\n'
    second = amended(library.pack, COME_AND_GO.read_text(encoding="utf-8"), COME_AND_GO.name)
    sheet = sheet_of(source, pack=second)
    ids = [line.id for line in sheet.criteria]
    assert {"E25", "I12.5"}.isdisjoint(ids)
    assert ids[-1] == "E26"
    assert _line(sheet, "I12.2").limits[0].cases == Counter(below=1, at=1, above=1)
    assert "E26 Another condition: no case" in sheet.findings[0].en
    assert sheet.differing == 0


def test_that_cases_which_differ_under_another_version_are_counted(sheet_of: Sheet, library: Library) -> None:
    source = f'{AMENDMENT}[limits]\nplt_min = "76"\n'
    sheet = sheet_of(pack=amended(library.pack, source, "二.toml", taken=()))
    assert sheet.differing == 1
    assert "Under this version 1 cases differ from what they expect." in "\n".join(sheet_lines(sheet, Language.EN))


def test_that_what_no_case_tests_is_named_at_the_end(sheet_of: Sheet) -> None:
    *_, found = sheet_lines(sheet_of(), Language.EN)
    assert "Lowest platelets (10⁹/L)" not in found
    assert "I12.2 Lowest platelets, marrow involved (10⁹/L): below, at" in found
    assert "E9 Oral absorption: no case" in found


def test_that_a_shipped_file_that_cannot_be_used_gives_no_sheet(sheet_of: Sheet) -> None:
    with pytest.raises(CaseFaults):
        sheet_of('base = "eligible"\nforms.laboratory.plt = "many"\nexpected = { "I12.2" = "met" }\n')


def test_that_a_value_that_cannot_be_read_as_the_setting_asks_decides_nothing(library: Library) -> None:
    for value, answer in (("a week", None), ("7", "7 days")):
        study = StudyDecisions("研究 A", {"validity_days_lab": Decided(value)})
        lines = criteria_sheet(library.pack, library, study, program="1.0").decisions
        [validity] = [line for line in lines if line.question.en == library.pack.settings["validity_days_lab"].en]
        assert (validity.answer.en if validity.answer is not None else None) == answer


def test_that_every_criterion_stands_once_and_a_sum_before_its_parts(sheet_of: Sheet, library: Library) -> None:
    ids = [line.id for line in sheet_of().criteria]
    assert sorted(ids) == sorted(library.pack.criteria)
    assert ids[ids.index("I12"):ids.index("I13")] == ["I12", "I12.1", "I12.2", "I12.3", "I12.4", "I12.5"]
    assert ids[ids.index("E23"):ids.index("E24")] == ["E23", "E23.1", "E23.2", "E23.3"]


def test_that_the_shipped_cases_test_every_limit_on_all_sides(shipped: tuple[Case, ...]) -> None:
    """But the age up to which a Ross class counts: from the first birthday on, E2 lacks a class and shows no datum."""
    tested = limits_tested(judged_case(case) for case in shipped)
    found = {
        (identity, limit, side) for identity, limits in tested.items() for limit, sides in limits.items()
        for side in sides if identity in BASE_CRITERIA
    }
    declared = {
        (identity, limit, side) for identity, criterion in BASE_CRITERIA.items() for limit in criterion.limits
        for side in SIDES
    }
    assert declared - found == {("E2", "infant_below_years", side) for side in SIDES}


def test_that_a_result_beyond_the_wider_limit_is_held_against_both(sheet_of: Sheet) -> None:
    sheet = sheet_of('base = "eligible"\nforms.laboratory.alt = 150.1\nexpected = { "I12.5" = "not_met" }\n')
    ordinary, wider = _line(sheet, "I12.5").limits
    assert (ordinary.cases["above"], wider.cases["above"]) == (1, 1)


def test_that_a_criterion_holds_data_only_against_limits_that_it_declares(
    shipped: tuple[Case, ...], library: Library
) -> None:
    for criterion, limits in limits_tested(judge(case, library.pack) for case in shipped).items():
        if criterion in library.pack.lines:
            assert set(limits) <= set(CRITERIA[criterion].limits), criterion


@pytest.mark.parametrize("language", list(Language))
def test_that_the_text_says_of_every_criterion_what_the_record_says(sheet_of: Sheet, language: Language) -> None:
    sheet = sheet_of(R_EDGE="clear")
    said = "\n".join(sheet_lines(sheet, language))
    assert "{" not in said
    for line in sheet.criteria:
        assert line.registry in said
        assert line.short.in_(language) in said
    assert "研究 A" in said
