"""The demonstration study: who stands where, and that everything in it was done as users do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.helpers.pdf_text import pdf_words
from tests.helpers.study_clock import NOW, TODAY
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import Casebook, InfusionStatus, Status
from ucbnk_desktop.demonstration import days
from ucbnk_desktop.demonstration.scripts import read_script
from ucbnk_desktop.forms.completeness import open_fields
from ucbnk_desktop.forms.definition import FormDefinition, asked_fields
from ucbnk_desktop.forms.edit_checks.check import check
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store

STANDING = {
    "D-001": (Status.SCREENING, Outcome.READY_TO_SIGN),
    "D-002": (Status.SCREENING, Outcome.ELIGIBLE),
    "D-003": (Status.SCREENING, Outcome.INCOMPLETE),
    "D-004": (Status.SCREEN_FAILURE, Outcome.NOT_ELIGIBLE),
    "D-005": (Status.SCREENING, Outcome.PENDING_DATE),
    "D-006": (Status.SCREENING, Outcome.INCOMPLETE),
    "D-007": (Status.SCREENING, Outcome.NEEDS_PI),
    "D-008": (Status.SCREENING, Outcome.READY_TO_SIGN),
    "D-009": (Status.SCREENING, Outcome.READY_TO_SIGN),
    "D-010": (Status.ON_TREATMENT, Outcome.ELIGIBLE),
    "D-011": (Status.COMPLETED, Outcome.ELIGIBLE),
    "D-012": (Status.ON_TREATMENT, Outcome.ELIGIBLE),
    "D-013": (Status.WITHDRAWN, Outcome.ELIGIBLE),
    "D-014": (Status.SCREENING, Outcome.INCOMPLETE),
    "D-015": (Status.CANDIDATE, Outcome.INCOMPLETE),
    "D-016": (Status.SCREENING, Outcome.NEEDS_PI),
    "D-017": (Status.SCREENING, Outcome.READY_TO_SIGN),
    "D-018": (Status.ENROLLED, Outcome.ELIGIBLE),
}


@pytest.mark.parametrize("code", STANDING)
def test_that_every_child_stands_where_her_story_says(demo: Casebook, code: str) -> None:
    summary = demo.summary(code)
    assert (summary.status, summary.outcome) == STANDING[code]


def test_that_all_children_are_there_and_the_record_equals_its_history(demo: Casebook) -> None:
    assert {participant.code for participant in demo.store.participants()} == STANDING.keys()
    assert demo.store.verify() == ()
    assert demo.store.notices == ()
    assert demo.store.study.demonstration


def test_that_the_low_platelets_alone_fail(demo: Casebook) -> None:
    failed = [verdict.criterion for verdict in demo.refusals("D-004") if verdict.state.stops]
    assert failed == ["I12.2"]


def test_that_the_wash_out_waits_for_the_day_after_21_days(demo: Casebook) -> None:
    verdict = demo.assessment("D-005").verdict("I7")
    assert verdict.state is State.PENDING_DATE
    assert verdict.first_ok == date(2026, 11, 24)


def test_that_only_bilirubin_waits_for_its_upper_limit(demo: Casebook) -> None:
    assert [verdict.criterion for verdict in demo.refusals("D-006")] == ["I12.3"]


def test_that_pending_results_leave_the_rows_open_that_rest_on_them(demo: Casebook) -> None:
    open_rows = {v.criterion for v in demo.refusals("D-003") if v.state is State.INCOMPLETE}
    assert {"E4", "E23.1"} <= open_rows


def test_that_the_investigator_is_asked_what_she_did_not_answer(demo: Casebook) -> None:
    open_rows = {verdict.criterion for verdict in demo.refusals("D-007")}
    assert open_rows == {"I4", "I6"}


def test_that_marrow_involvement_opens_the_lower_limits(demo: Casebook) -> None:
    assert demo.assessment("D-007").verdict("I12.1").state is State.MET
    assert demo.assessment("D-007").verdict("I12.2").state is State.MET


def test_that_an_earlier_transplant_is_no_exclusion_by_the_ruling(demo: Casebook) -> None:
    assessment = demo.assessment("D-009")
    assert assessment.verdict("I11").state is State.MET
    assert assessment.verdict("E24").state is State.ABSENT
    assert "R-ALLO" in assessment.verdict("E24").rulings


def test_that_the_lansky_score_stays_valid_over_the_16th_birthday(demo: Casebook) -> None:
    summary = demo.summary("D-008")
    assert summary.birth_date == date(2010, 11, 24)
    assert summary.age_text.en == "15 y"
    assert demo.assessment("D-008").verdict("I3").state is State.MET


def test_that_an_open_ruling_asks_the_principal_investigator(demo: Casebook) -> None:
    [verdict] = demo.refusals("D-016")
    assert (verdict.criterion, verdict.state) == ("E4", State.NEEDS_PI)
    assert "R-COAG" in verdict.rulings


def test_that_three_infusions_are_given_and_the_fourth_is_due_today(demo: Casebook) -> None:
    states = [infusion.state for infusion in demo.schedule("D-010")]
    assert states[:3] == [InfusionStatus.GIVEN] * 3
    assert states[3] is InfusionStatus.DUE
    assert demo.schedule("D-010")[3].planned == TODAY


def test_that_eight_infusions_are_given_to_the_child_who_completed(demo: Casebook) -> None:
    assert {infusion.state for infusion in demo.schedule("D-011")} == {InfusionStatus.GIVEN}
    assert len(demo.schedule("D-011")) == 8


def test_that_the_crs_is_a_serious_grade_3_dlt_candidate(demo: Casebook) -> None:
    [event] = demo.store.entries("D-012", "adverse_event")
    assert event.values["term"] == "细胞因子释放综合征"
    assert (event.values["grade"], event.values["dlt_candidate"], event.values["serious"]) == ("3", "yes", "yes")


def test_that_a_correction_has_its_reason_and_a_struck_row_stays(demo: Casebook) -> None:
    corrected = [row for row in demo.store.history(participant="D-017") if row.operation == "correct"]
    assert [(row.field, row.old, row.new, row.reason) for row in corrected] == [("alt", "24", "42", "录入错误")]
    [entry] = demo.store.entries("D-017", "prior_therapy")
    assert [row.struck is not None for row in entry.rows["chemotherapy"]] == [False, True]


def test_that_a_later_correction_makes_the_confirmation_stale(demo: Casebook) -> None:
    assert demo.confirmation_stale("D-017")
    assert not demo.confirmation_stale("D-002")


def test_that_no_open_ruling_was_decided_and_every_decision_says_it_is_invented(
    demo: Casebook, pack: ProtocolPack
) -> None:
    decisions = demo.store.decisions()
    assert "R-COAG" not in decisions
    assert pack.rulings.keys() - decisions.keys() == {"R-COAG"}
    assert {decision.source for decision in decisions.values()} == {"为演示而虚构 / invented for demonstration"}
    assert {decision.decided_by for decision in decisions.values()} == {"虚构主要研究者丙"}


def test_that_the_clock_of_the_entries_goes_on_and_stays_in_the_past(demo: Casebook) -> None:
    moments = [row.at for row in demo.store.history()]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert not [row for row in demo.store.history() if row.operation.startswith("clock")]


def test_that_confirmations_and_enrolments_are_the_investigators(demo: Casebook) -> None:
    history = demo.store.history()
    assert {row.role for row in history if row.operation in ("confirm", "enrol")} == {"investigator"}
    assert {row.role for row in history if row.operation == "record"} == {"coordinator"}


@pytest.mark.parametrize("code", sorted(STANDING))
def test_that_nothing_is_entered_that_is_not_asked_and_nothing_cannot_be_read(
    demo: Casebook, forms: Mapping[str, FormDefinition], code: str
) -> None:
    for form, entries in demo.store.all_entries(code).items():
        for entry in entries:
            asked = {key for field in asked_fields(forms[form].fields, entry.values) for key in field.stored_keys}
            filled = {key for key, text in entry.values.items() if text}
            assert filled <= asked, f"{form}: {filled - asked}"
            unread = {key for key in asked & filled if "_" not in key or key in {f.key for f in forms[form].fields}}
            facts = [one for one in demo.facts(code).all(form) if one.number == entry.number]
            for one in facts:
                assert {key for key in unread if key in {f.key for f in forms[form].fields}} <= one.answers.keys()


def test_that_the_children_in_treatment_have_no_required_field_open(
    demo: Casebook, forms: Mapping[str, FormDefinition]
) -> None:
    for code in ("D-001", "D-002", "D-010", "D-011", "D-012", "D-018"):
        for form, entries in demo.store.all_entries(code).items():
            for entry in entries:
                rows = {key: [row.values for row in rows] for key, rows in entry.rows.items()}
                assert open_fields(forms[form], entry.values, rows) == (), f"{code} {form}"


def test_that_what_the_checks_ask_about_was_confirmed(demo: Casebook, forms: Mapping[str, FormDefinition]) -> None:
    asked = []
    for participant in demo.store.participants():
        code = participant.code
        assert demo.assessment(code).queries == ()
        for form, entries in demo.store.all_entries(code).items():
            for entry in entries:
                rows = {key: tuple(row.values for row in rows) for key, rows in entry.rows.items()}
                found = check(forms[form], entry.values, rows, demo.check_context(code, form, entry.number))
                asked += [(code, form, finding.key, finding.severity) for finding in found]
    assert asked == [("D-012", "laboratory", "ferritin", "query")]
    confirmed = [row for row in demo.store.history() if row.operation == "confirm_value"]
    assert [(row.participant, row.form, row.field) for row in confirmed] == [("D-012", "laboratory", "ferritin")]


def test_that_no_name_and_no_number_of_a_hospital_is_printed(demo: Casebook, tmp_path: Path) -> None:
    from ucbnk_desktop.paper.printing import print_forms

    identity = demo.store.entries("D-017", "identity")[0].values
    sheets = demo.sheets("D-017")
    out = tmp_path / "病例册.pdf"
    print_forms(
        sheets, demo.stamp("D-017", at=NOW, by="虚构协调员甲"), "both", out, forms=demo.forms, pack=demo.pack,
        contents=True,
    )
    printed = pdf_words(out)
    assert "D-017" in printed
    for text in identity.values():
        assert text not in printed, text


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 3, 1), date(2026, 12, 31), date(2027, 8, 31)])
def test_that_the_demonstration_is_alive_on_any_day(
    tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, today: date
) -> None:
    codes = ("D-001", "D-005", "D-008", "D-018")
    path = tmp_path / "demo.ucbnk"
    demonstration.build(path, forms, pack, today=today, codes=codes)
    with Store.open(path, forms, user=User("甲", "coordinator"), now=lambda: NOW) as store:
        book = Casebook(store, forms, pack, lambda: today)
        standing = {code: (book.summary(code).status, book.summary(code).outcome) for code in codes}
    assert standing == {code: STANDING[code] for code in codes}


def test_that_every_invented_name_begins_with_a_surname_nobody_has() -> None:
    script = read_script(places.resources("demonstration"), today=TODAY)
    names = [act.answers["name"] for act in script.acts if act.form == "identity"]
    assert len(set(names)) == len(STANDING)
    assert all(name.startswith("虚") for name in names)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("@-28", "2026-10-25"),
        ("@+3", "2026-11-25"),
        ("@-4y", "2022-11-22"),
        ("@-1y-3m+2", "2025-08-24"),
        ("@-14m/month", "2025-09"),
        ("@-3y/year", "2023"),
        ("@-6 09:10", "2026-11-16 09:10"),
        ("录入错误", "录入错误"),
    ],
)
def test_that_relative_days_are_written_out(written: str, meant: str) -> None:
    assert days.resolved(written, TODAY) == meant


@pytest.mark.parametrize("text", ["@x", "@-4z", "@-4 9:10", "@- 4"])
def test_that_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="@"):
        days.resolved(text, TODAY)


def test_that_only_who_waits_for_the_study_names_the_decision(demo: Casebook) -> None:
    waiting = {code: demo.summary(code).decision for code in STANDING}
    assert {code: name for code, name in waiting.items() if name} == {"D-016": "R-COAG"}
