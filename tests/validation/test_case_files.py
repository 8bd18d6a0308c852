"""What a case file may say, and how layers lie over each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.helpers.case_texts import Judge, Read
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.protocol.facts import LabResult, Missing
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.validation import Case, Library, judge, read_cases
from ucbnk_desktop.validation.decisions import written_out
from ucbnk_desktop.validation.document import Digits


def _quantity(case: Case, key: str) -> Quantity:
    value = case.facts.all("laboratory")[-1].value(key)
    assert isinstance(value, LabResult)
    return value.quantity


def test_that_a_case_may_consist_of_its_base_alone(judged: Judge) -> None:
    assert judged('base = "eligible"').assessment.outcome is Outcome.READY_TO_SIGN


def test_that_a_case_needs_no_base(judged: Judge) -> None:
    found = judged('day = 2025-03-20\nsettings = "demonstration"\nrulings = "unset"\n').assessment
    assert found.as_of == date(2025, 3, 20)
    assert found.outcome is Outcome.INCOMPLETE


def test_that_a_case_without_id_is_called_like_its_file(read: Read) -> None:
    assert read('base = "eligible"', "我院-1.toml")[0].id == "我院-1"
    assert [case.id for case in read('base = "eligible"\n[[case]]\n[[case]]\n', "x.toml")] == ["x-1", "x-2"]


def test_that_an_empty_text_takes_an_answer_away(judged: Judge) -> None:
    found = judged('base = "eligible"\nforms.demographics.sex = ""').assessment
    assert found.verdict("E2").state is State.INCOMPLETE


def test_that_what_a_file_states_for_all_lies_under_each_case(read: Read) -> None:
    first, second = read(
        'base = "eligible"\nforms.laboratory.plt = 80\n[[case]]\n[[case]]\nforms.laboratory.plt = 90\n'
    )
    assert str(_quantity(first, "plt")) == "80"
    assert str(_quantity(second, "plt")) == "90"


def test_that_a_case_may_start_from_another_one_of_its_file(read: Read) -> None:
    source = 'base = "eligible"\n[[case]]\nid = "b"\nbase = "a"\nforms.laboratory.plt = 90\n' \
             '[[case]]\nid = "a"\nforms.laboratory.anc = "1.50"\n'
    second, first = read(source)
    assert str(_quantity(second, "anc")) == "1.50"
    assert str(_quantity(second, "plt")) == "90"
    assert str(_quantity(first, "plt")) == "214"


def test_that_entries_are_replaced_added_and_left_out(read: Read) -> None:
    [case] = read(
        'base = "eligible"\nwithout = ["performance"]\n'
        '[[forms.laboratory]]\nsampled_on = 2025-03-15\nplt = 80\n'
        '[[also.laboratory]]\nsampled_on = 2025-03-16\nplt = 81\n'
        '[[also.vital_signs]]\nweight_kg = 17\n'
    )
    assert [str(entry.value("sampled_on")) for entry in case.facts.all("laboratory")] == ["2025-03-15", "2025-03-16"]
    assert len(case.facts.all("vital_signs")) == 2
    assert case.facts.all("performance") == ()


@pytest.mark.parametrize(("written", "kept"), [
    ("1.10", "1.10"), ("5", "5"), ('"<5.0"', "<5.0"), ('"１．５"', "1.5"), ('"≥ 80"', ">=80"), ("1.000", "1.000"),
])
def test_that_every_digit_of_a_number_is_kept(read: Read, written: str, kept: str) -> None:
    [case] = read(f'base = "eligible"\nforms.laboratory.anc = {written}')
    assert str(_quantity(case, "anc")) == kept


@pytest.mark.parametrize("written", ["2025-03-10 09:30", '"2025-03-10 09:30"', '"2025年3月10日 9:30"'])
def test_that_a_moment_may_be_written_bare_or_in_quotes(read: Read, written: str) -> None:
    bare = written if written.startswith('"') else f"{written}:00"
    [case] = read(f'base = "eligible"\nforms.screening.first_procedure_at = {bare}')
    assert str(case.facts.value("screening", "first_procedure_at")) == "2025-03-10 09:30:00"


def test_that_several_choices_are_a_list_or_a_text(read: Read) -> None:
    for written in ('["bone", "skin"]', '"skin bone"'):
        [case] = read(f'base = "eligible"\nforms.diagnosis.other_sites = {written}')
        assert case.facts.value("diagnosis", "other_sites") == frozenset({"bone", "skin"})


def test_that_the_short_names_of_dates_stand_for_their_fields(judged: Judge) -> None:
    found = judged('base = "eligible"\nplanned_start = 2025-03-24\nenrolled_on = 2025-03-20')
    assert found.assessment.planned_start == date(2025, 3, 24)
    assert found.case.facts.value("enrolment", "enrolled_on") == date(2025, 3, 20)


def test_that_decisions_are_taken_over_changed_and_left_open(read: Read) -> None:
    [case] = read(
        'base = "eligible"\nsettings.validity_days_lab = 5\nsettings.enrol_definition = "unset"\n'
        'rulings.R-EDGE = "clear"\nrulings.R-COAG = "unset"\nrulings.R-ALLO = ["tissue_graft", "donor_cells"]'
    )
    assert case.settings["validity_days_lab"] == "5"
    assert "enrol_definition" not in case.settings
    assert (case.rulings["R-EDGE"], case.rulings.get("R-COAG")) == ("clear", None)
    assert case.rulings["R-ALLO"] == "tissue_graft donor_cells"
    assert case.rulings["R-QTC"] == "worse_of_bazett_fridericia"


def test_that_from_begins_the_decisions_anew(read: Read) -> None:
    [case] = read('base = "eligible"\nrulings = { from = "demonstration", R-EDGE = "clear" }\nsettings.from = "unset"')
    assert (case.rulings["R-QTC"], case.rulings["R-EDGE"]) == ("fridericia", "clear")
    assert case.settings == {}


def test_that_a_table_among_the_settings_is_written_plainly(read: Read) -> None:
    [case] = read('base = "eligible"\nsettings.consent_matrix = { child_signs_from = 7, participant_signs_from = 18 }')
    assert Settings(case.settings).table("consent_matrix") == {"child_signs_from": 7, "participant_signs_from": 18}


def test_that_a_table_keeps_digits_quotes_and_days() -> None:
    table = {"a": [Digits("1.10"), True, 'say "x"\n'], "b": {"on": date(2025, 3, 1)}}
    assert written_out(table) == '{"a": [1.10, true, "say \\"x\\"\\n"], "b": {"on": "2025-03-01"}}'


def test_that_a_strange_value_is_a_note_and_is_judged(judged: Judge) -> None:
    found = judged('base = "eligible"\nforms.laboratory.crea_uln = 104')
    assert [(note.place.line, note.place.key, note.reason.code) for note in found.case.notes] == [
        (2, "forms.laboratory.crea_uln", "field_adult_limit"),
    ]
    assert found.assessment.verdict("I12.4").state is State.MET


def test_that_an_answer_that_is_not_asked_is_noted(read: Read) -> None:
    [case] = read('base = "eligible"\nforms.diagnosis.brain_treated = "yes"')
    assert [note.reason.code for note in case.notes] == ["case_not_asked"]


def test_that_an_answer_of_the_base_is_never_noted_as_not_asked(read: Read) -> None:
    [case] = read('base = "teenager"\nforms.consent.assent_capable = "no"')
    assert "case_not_asked" not in [note.reason.code for note in case.notes]


def test_that_a_confirmed_assessment_is_eligible(judged: Judge) -> None:
    digest = judged('base = "eligible"').assessment.digest
    signed = 'base = "eligible"\nforms.eligibility = {{ confirmed = "yes", assessment_digest = "{}" }}'
    assert judged(signed.format(digest)).assessment.outcome is Outcome.ELIGIBLE
    assert judged(signed.format("0" * 64)).assessment.outcome is Outcome.READY_TO_SIGN


def test_that_a_file_of_windows_is_read_like_any_other(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "w.toml"
    path.write_bytes('\ufeffbase = "eligible"\r\nforms.laboratory.plt = 74\r\n'.encode())
    [case] = read_cases(path, library)
    assert judge(case, library.pack).assessment.verdict("I12.2").state is State.NOT_MET


_INFUSION = """
base = "eligible"
infusion_day = 2025-03-29
[[forms.infusion]]
infusion_number = "2"
infection_treatment_today = "no"
intravenous_infection_today = "yes"
steroid_since = "no"
live_vaccine_since = "no"
"""


def test_that_the_day_of_an_infusion_is_judged_from_what_was_asked_on_it(judged: Judge) -> None:
    found = judged(_INFUSION.replace('today = "no"', 'today = "yes"', 1))
    states = {verdict.criterion: verdict.state for verdict in found.at_infusion}
    assert states == {"E13": State.PRESENT, "E16": State.ABSENT, "E19": State.PRESENT, "E20": State.ABSENT}
    assert found.assessment.verdict("E13").state is State.ABSENT


def test_that_a_case_may_take_the_day_of_an_infusion_from_its_base(read: Read) -> None:
    source = 'base = "eligible"\ninfusion_day = 2025-03-29\n[[case]]\nid = "a"\n[[case]]\nbase = "a"\n'
    assert [case.infusion_day for case in read(source)] == [date(2025, 3, 29)] * 2


def test_that_without_the_day_of_an_infusion_nothing_is_asked_anew(judged: Judge) -> None:
    assert judged('base = "eligible"').at_infusion == ()


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_that_line_ends_of_other_machines_and_a_byte_order_mark_are_read(
    tmp_path: Path, library: Library, ends: str
) -> None:
    path = tmp_path / "中文 名称 #1.toml"
    source = 'base = "eligible"\n# 注释\nforms.laboratory.plt = 80\n'
    path.write_bytes(b"\xef\xbb\xbf" + source.replace("\n", ends).encode())
    [case] = read_cases(path, library)
    assert str(_quantity(case, "plt")) == "80"


def test_that_every_field_of_every_form_can_be_stated(read: Read, library: Library) -> None:
    """One answer in every column of every form and every table, by the kind of its field."""
    for key, form in library.forms.items():
        if form.identifying:
            continue
        rows = [
            f"{one.key} = [{{ {', '.join(f'{column.key} = {_example(column)}' for column in one.columns)} }}]"
            for one in form.rows_fields
        ]
        own = [f"{one.key} = {_example(one)}" for one in form.fields if one.kind is not Kind.ROWS]
        source = 'day = 2030-01-01\nsettings = "unset"\nrulings = "unset"\n'
        [case] = read(source + f"[[forms.{key}]]\n" + "\n".join((*own, *rows)) + "\n")
        [entry] = case.facts.all(key)
        assert set(entry.answers) == {one.key for one in form.fields if one.kind is not Kind.ROWS}
        assert {table: len(found) for table, found in entry.rows.items()} == {one.key: 1 for one in form.rows_fields}


def _example(field: Field) -> str:
    match field.kind:
        case Kind.YES_NO:
            return '"yes"'
        case Kind.CHOICE:
            return f'"{field.choices[0].code}"'
        case Kind.CHOICES:
            return "[" + ", ".join(f'"{choice.code}"' for choice in field.choices) + "]"
        case Kind.INTEGER:
            return "40"
        case Kind.DECIMAL | Kind.LAB:
            return "40.5"
        case Kind.DATE:
            return "2025-03-01"
        case Kind.PARTIAL_DATE:
            return '"2025-03"'
        case Kind.MOMENT:
            return '"2025-03-01 09:30"'
        case Kind.TIME:
            return '"09:30"'
        case _:
            return '"文字"'


def test_that_every_reason_for_absence_a_field_offers_can_be_stated(read: Read, library: Library) -> None:
    for key, form in library.forms.items():
        offering = [one for one in form.fields if one.missing and one.kind is not Kind.ROWS]
        for missing in Missing if offering and not form.identifying else ():
            own = [f'{one.key} = "[{missing}] 原因"' for one in offering if missing in one.missing]
            source = 'day = 2030-01-01\nsettings = "unset"\nrulings = "unset"\n'
            [case] = read(source + f"[[forms.{key}]]\n" + "\n".join(own) + "\n")
            assert {answer.missing for answer in case.facts.all(key)[0].answers.values()} <= {missing}


def test_that_every_setting_and_every_ruling_can_be_decided_and_left_open(read: Read, library: Library) -> None:
    pack = library.pack
    source = 'day = 2030-01-01\nsettings = "{0}"\nrulings = "{1}"\n'
    [case] = read(source.format("demonstration", "proposed"))
    assert {key for key, one in pack.settings.items() if one.demonstration} == set(case.settings)
    assert set(case.rulings) == set(pack.rulings)
    for ruling in pack.rulings.values():
        for value in (*ruling.alternatives, "unset"):
            stated = value.replace("(?)", "(2.5)")
            [case] = read(source.format("unset", "proposed").replace(
                'rulings = "proposed"', f'rulings = {{ from = "proposed", {ruling.id} = "{stated}" }}'
            ))
            assert case.rulings.get(ruling.id) == (None if value == "unset" else stated)
