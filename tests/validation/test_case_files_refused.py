"""A case file with anything wrong in it is refused with file, line and key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.case_texts import Refuse
from ucbnk_desktop.validation import Library, read_cases
from ucbnk_desktop.validation.faults import CaseFaults
from ucbnk_desktop.wording import Language

BASE = 'base = "eligible"\n'


@pytest.mark.parametrize(("line", "key", "code"), [
    ("form.x = 1", "form", "case_unknown_key_near"),
    ("quite_else = 1", "quite_else", "case_unknown_key"),
    ("forms.labratory.anc = 1", "forms.labratory", "case_unknown_key_near"),
    ("forms.laboratory.ancc = 1", "forms.laboratory.ancc", "case_unknown_key_near"),
    ('forms.laboratory = "x"', "forms.laboratory", "case_not_a_table"),
    ("forms.laboratory.plt = true", "forms.laboratory.plt", "case_wrong_type"),
    ("forms.laboratory.plt = [1]", "forms.laboratory.plt", "case_wrong_type"),
    ("forms.laboratory.plt = 1e3", "forms.laboratory.plt", "field_not_number"),
    ("forms.laboratory.plt = nan", "forms.laboratory.plt", "field_not_number"),
    ('forms.laboratory.plt = "7,5"', "forms.laboratory.plt", "field_comma"),
    ('forms.laboratory.plt = "-5"', "forms.laboratory.plt", "field_negative"),
    ('forms.ecg_echo.lvef_percent = "120"', "forms.ecg_echo.lvef_percent", "field_above_hundred"),
    ('forms.laboratory.sampled_on = "2025-02-30"', "forms.laboratory.sampled_on", "field_impossible_date"),
    ("forms.laboratory.sampled_on = 2025-02-30", "forms.laboratory.sampled_on", "field_impossible_date"),
    ("forms.screening.first_procedure_at = 2025-03-10T09:00:00Z", "forms.screening.first_procedure_at",
     "case_wrong_type"),
    ('forms.demographics.sex = "f"', "forms.demographics.sex", "field_not_a_choice"),
    ('forms.demographics.sex = "[pending]"', "forms.demographics.sex", "field_absence_not_offered"),
    ("forms.diagnosis.relapses = 1", "forms.diagnosis.relapses", "case_not_tables"),
    ('forms.diagnosis.relapses = [{ on = "2024" }]', "forms.diagnosis.relapses[1].on", "case_unknown_key"),
    ('forms.diagnosis.relapses = [{ relapsed_on = "2024-13" }]', "forms.diagnosis.relapses[1].relapsed_on",
     "field_impossible_date"),
    ('forms.identity.name = "张三"', "forms.identity", "case_identifying"),
    ('also.consent = { copy_given = "yes" }', "also.consent", "case_too_many"),
    ('without = ["labs"]', "without[1]", "case_unknown_key"),
    ("day = 20250320", "day", "case_not_a_day"),
    ('day = "2025-02-29"', "day", "field_impossible_date"),
    ('day = "1025-02-20"', "day", "field_impossible_date"),
    ('planned_start = "soon"', "planned_start", "case_not_a_day"),
    ('settings = "demo"', "settings", "case_unknown_source"),
    ("settings.validity_days_labs = 1", "settings.validity_days_labs", "case_unknown_key_near"),
    ('settings.validity_days_lab = "a week"', "settings.validity_days_lab", "case_setting_integer"),
    ('settings.enrol_definition = "later"', "settings.enrol_definition", "case_setting_choice"),
    ('settings.consent_matrix = "8"', "settings.consent_matrix", "case_setting_table"),
    ('settings.print_initials = "maybe"', "settings.print_initials", "case_setting_yes_no"),
    ("settings.legal_regime = true", "settings.legal_regime", "case_not_text"),
    ('rulings = "default"', "rulings", "case_unknown_source"),
    ('rulings.R-EDGE = "maybe"', "rulings.R-EDGE", "case_unknown_ruling"),
    ('rulings.R-CREA = "scr_and_clearance(x)"', "rulings.R-CREA", "case_unknown_ruling"),
    ('rulings.R-ALLO = ["kidney"]', "rulings.R-ALLO", "case_unknown_ruling"),
    ('rulings.R-NEW = "x"', "rulings.R-NEW", "case_unknown_key_near"),
    ('expected.I99 = "met"', "expected.I99", "case_unknown_key_near"),
    ('expected.I7 = "passed"', "expected.I7", "case_unknown_code"),
    ('expected.I7.first = 2025-03-20', "expected.I7.first", "case_unknown_key_near"),
    ('expected.I7.first_ok = "soon"', "expected.I7.first_ok", "case_not_a_day"),
    ('expected.I7.open = "R-NEW"', "expected.I7.open", "case_unknown_code"),
    ('expected.outcome = "fine"', "expected.outcome", "case_unknown_code"),
    ('expected.earliest_by = ["I99"]', "expected.earliest_by", "case_unknown_code"),
    ('id = "a b"', "id", "case_wrong_id"),
    ("id = 7", "id", "case_not_text"),
    ('name = { zh = 1 }', "name.zh", "case_not_text"),
    ("case = 1", "case", "case_not_tables"),
])
def test_that_a_wrong_line_is_refused_with_its_key(refused: Refuse, line: str, key: str, code: str) -> None:
    faults = refused(f"# 注释\n{BASE}\n{line}\n")
    assert (4, key, code) in [(fault.place.line, fault.place.key, fault.reason.code) for fault in faults]


def test_that_an_infection_without_infection_is_refused(refused: Refuse) -> None:
    [fault] = refused(f'{BASE}forms.medical_history.intravenous_treatment = "yes"\n')
    assert fault.reason.code == "field_infection_contradicts"
    assert fault.place.key == "forms.medical_history.intravenous_treatment"


def test_that_day_settings_and_rulings_must_be_stated(refused: Refuse) -> None:
    assert [fault.reason.code for fault in refused('forms.demographics.sex = "male"')] == [
        "case_no_day", "case_no_settings", "case_no_rulings",
    ]


def test_that_a_base_must_exist_and_not_go_in_a_circle(refused: Refuse) -> None:
    assert refused('base = "nobody"')[0].reason.code == "case_unknown_base"
    circle = '[[case]]\nid = "a"\nbase = "b"\n[[case]]\nid = "b"\nbase = "a"\n'
    assert "case_base_of_itself" in [fault.reason.code for fault in refused(circle)]


def test_that_ids_stand_once(refused: Refuse) -> None:
    faults = refused(f'{BASE}[[case]]\nid = "a"\n[[case]]\nid = "a"\n')
    assert [(fault.place.line, fault.reason.code) for fault in faults] == [(5, "case_id_twice")]


def test_that_everything_wrong_is_said_at_once_in_the_order_of_the_file(refused: Refuse) -> None:
    faults = refused(f'{BASE}rulings.R-EDGE = "x"\nforms.laboratory.anc = true\nforms.laboratory.plt = "?"\n')
    assert [fault.place.line for fault in faults] == [2, 3, 4]


def test_that_a_fault_in_a_list_of_cases_names_the_case(refused: Refuse) -> None:
    [fault] = refused(f'{BASE}[[case]]\n[[case]]\nforms.laboratory.anc = "x"\n')
    assert (fault.place.line, fault.place.key) == (4, "case[2].forms.laboratory.anc")


@pytest.mark.parametrize(("content", "line", "code"), [
    (b"a = \n", 1, "case_not_toml"), (b"a = 1\nb = 2\nc == 3\n", 3, "case_not_toml"),
    (b"x = '''\n\n", 1, "case_not_toml"),
    (b"a = 1\nb = '\xb0\xc5'\n", 2, "case_not_utf8"), (b"case = []\n", 1, "case_none_in_file"),
    (b"a = 1\na = 2\n", 2, "case_not_toml"), (b"day = 2025-13-40\n", 1, "field_impossible_date"),
])
def test_that_what_is_no_case_file_is_refused_with_its_line(
    tmp_path: Path, library: Library, content: bytes, line: int, code: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(CaseFaults) as caught:
        read_cases(path, library)
    assert (line, code) in [(fault.place.line, fault.reason.code) for fault in caught.value.faults]


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path: Path, library: Library) -> None:
    for path, code in ((tmp_path / "没有.toml", "case_no_such_file"), (tmp_path, "case_is_folder")):
        with pytest.raises(CaseFaults) as caught:
            read_cases(path, library)
        assert caught.value.faults[0].reason.code == code


def test_that_what_is_wrong_in_the_bases_is_said_of_the_name_by_which_they_were_asked_for(
    tmp_path: Path, library: Library
) -> None:
    (tmp_path / "bases.toml").write_text("x = 1\n", encoding="utf-8")
    path = tmp_path / "." / ".." / tmp_path.name / "bases.toml"
    with pytest.raises(CaseFaults) as caught:
        read_cases(path, replace(library, folder=tmp_path))
    assert {fault.place.file for fault in caught.value.faults} == {str(path)}


def test_that_what_holds_for_all_cases_stands_before_the_first(refused: Refuse) -> None:
    source = f'{BASE}[[case]]\nid = "a"\n[forms.laboratory]\nplt = 75\n'
    [fault] = refused(source)
    assert (fault.place.line, fault.place.key, fault.reason.code) == (4, "forms", "case_head_after_case")


def test_that_the_verdicts_of_an_infusion_need_its_day(refused: Refuse) -> None:
    [fault] = refused(f'{BASE}expected.infusion_day.E13 = "absent"\n')
    assert (fault.place.line, fault.place.key) == (2, "expected.infusion_day")
    assert fault.reason.code == "case_no_infusion_day"


def test_that_only_the_criteria_asked_anew_are_expected_of_an_infusion(refused: Refuse) -> None:
    [fault] = refused(f'{BASE}infusion_day = 2025-03-22\nexpected.infusion_day.E14 = "absent"\n')
    assert (fault.place.key, fault.reason.code) == ("expected.infusion_day.E14", "case_unknown_key_near")


def test_that_a_row_of_1500_cases_each_based_on_the_next_is_refused(refused: Refuse) -> None:
    chain = [f'[[case]]\nid = "c{n}"\nbase = "c{n + 1}"\n' for n in range(1500)]
    faults = refused(f'{"".join(chain)}[[case]]\nid = "c1500"\nbase = "eligible"\n')
    assert faults[0].reason.code == "case_base_too_deep"


@pytest.mark.parametrize("language", list(Language))
def test_that_a_fault_is_said_in_both_languages(refused: Refuse, library: Library, language: Language) -> None:
    [fault] = refused(f'{BASE}rulings.R-EDGE = "maybe"\n')
    words = fault.words(library.forms, language)
    assert fault.place.file in words
    assert "rulings.R-EDGE" in words
    assert ("第 2 行" if language is Language.ZH else "line 2") in words


@given(st.text(max_size=200))
def test_that_no_text_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, library: Library, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(CaseFaults):
        read_cases(path, library)
