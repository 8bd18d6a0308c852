"""A participant in a line and in eight stations, in both languages; infusions, earlier values, derived values."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.study_clock import TODAY
from ucbnk_desktop import wording
from ucbnk_desktop.casebook import Casebook, EntryDraft, InfusionStatus, StepStatus, lines
from ucbnk_desktop.casebook import words as casebook_words
from ucbnk_desktop.forms.loader import STEPS


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("D-001", "研究者确认合格", "Investigator to confirm eligibility"),
        ("D-002", "可以入组", "Ready to be enrolled"),
        ("D-004", "无待办", "Nothing to do"),
        ("D-005", "等到 2026-11-24（入选7）", "Wait until 2026-11-24 (I7)"),
        ("D-006", "补资料：总胆红素的参考上限", "Supply: Upper limit of Total bilirubin"),
        ("D-007", "研究者判定 2 项：入选4、入选6", "Investigator to judge 2: I4, I6"),
        ("D-010", "第 4 次回输：2026-11-22", "Infusion 4: 2026-11-22"),
        ("D-011", "无待办", "Nothing to do"),
        ("D-015", "签署并登记知情同意书", "Sign and record the consent"),
        ("D-016", "主要研究者先定：凝血值超限与出血倾向/抗凝：具备其一即排除，还是须同时具备？",
         "Principal investigator to decide: "
         "Clotting values over the limit, tendency or treatment: does either exclude, or only both?"),
        ("D-017", "确认后资料有修改：研究者重新确认", "Changed after the confirmation: investigator to confirm anew"),
        ("D-018", "第 1 次回输：2026-11-25", "Infusion 1: 2026-11-25"),
    ],
)
def test_that_the_next_step_is_said_in_both_languages(demo: Casebook, code: str, zh: str, en: str) -> None:
    step = demo.summary(code).next_step
    assert (step.zh, step.en) == (zh, en)


def test_that_pending_results_are_waited_for_by_name(demo: Casebook) -> None:
    step = demo.summary("D-003").next_step
    assert "等结果" in step.zh
    assert "Wait for results" in step.en


def test_that_a_form_that_is_not_filled_is_the_next_step(demo: Casebook) -> None:
    title = demo.forms["screening"].title
    step = demo.summary("D-014").next_step
    assert (step.zh, step.en) == (f"补填：{title.zh}（还缺 1 项）", f"Complete: {title.en} (1 to go)")


def test_that_expired_results_are_to_be_repeated_by_the_name_of_their_form(demo: Casebook) -> None:
    later = Casebook(demo.store, demo.forms, demo.pack, lambda: date(2026, 12, 10))
    forms = [demo.forms[key].title for key in ("performance", "laboratory")]
    step = later.summary("D-001").next_step
    assert step.zh == f"结果已过有效期，重做：{forms[0].zh}、{forms[1].zh}"
    assert step.en == f"Results have expired; repeat: {forms[0].en}, {forms[1].en}"


def test_that_the_counts_are_those_of_the_lines_of_the_board(demo: Casebook) -> None:
    for participant in demo.store.participants():
        counts = demo.summary(participant.code).counts
        assert sum(counts.values()) == len(lines(demo.assessment(participant.code))) == len(demo.pack.lines)


def test_that_the_disease_is_named_in_a_few_words(demo: Casebook) -> None:
    assert demo.summary("D-007").disease.zh == "复发 · 骨髓受累"
    assert demo.summary("D-015").disease.zh == ""


@pytest.mark.parametrize(
    ("born", "zh", "en"),
    [
        (date(2026, 11, 22), "0天", "0 d"),
        (date(2026, 10, 23), "30天", "30 d"),
        (date(2026, 10, 22), "1个月", "1 mo"),
        (date(2025, 11, 23), "11个月", "11 mo"),
        (date(2025, 11, 22), "1岁", "1 y"),
        (date(2025, 10, 22), "1岁1个月", "1 y 1 mo"),
        (date(2024, 11, 23), "1岁11个月", "1 y 11 mo"),
        (date(2024, 11, 22), "2岁", "2 y"),
        (date(2010, 11, 23), "15岁", "15 y"),
        (date(2026, 11, 23), "", ""),
    ],
)
def test_that_a_small_child_is_aged_in_months_and_a_newborn_in_days(born: date, zh: str, en: str) -> None:
    said = casebook_words.age(born, TODAY)
    assert (said.zh, said.en) == (zh, en)


def _stations(casebook: Casebook, code: str) -> dict[str, tuple[StepStatus, str]]:
    return {step.step: (step.state, step.note.zh) for step in casebook.path(code)}


def test_that_the_path_has_its_eight_stations_in_order(demo: Casebook) -> None:
    for participant in demo.store.participants():
        assert tuple(step.step for step in demo.path(participant.code)) == STEPS


def test_that_a_complete_screening_shows_its_days_and_its_score(demo: Casebook) -> None:
    path = _stations(demo, "D-001")
    assert path["consent"] == (StepStatus.COMPLETE, "11-16")
    assert path["performance"] == (StepStatus.COMPLETE, "Lansky 80")
    assert path["laboratory"] == (StepStatus.COMPLETE, "11-19")
    assert path["criteria"] == (StepStatus.STARTED, "待签字")
    assert path["enrolment"] == path["infusions"] == (StepStatus.LOCKED, "—")
    assert path["follow_up"] == (StepStatus.EMPTY, "—")


@pytest.mark.parametrize(
    ("code", "step", "state", "note"),
    [
        ("D-002", "enrolment", StepStatus.EMPTY, "—"),
        ("D-003", "laboratory", StepStatus.ATTENTION, "5 项结果未出"),
        ("D-004", "criteria", StepStatus.ATTENTION, "1 项不符合"),
        ("D-005", "criteria", StepStatus.STARTED, "待 11-24"),
        ("D-007", "criteria", StepStatus.STARTED, "2 项待定"),
        ("D-010", "infusions", StepStatus.STARTED, "3/8"),
        ("D-010", "follow_up", StepStatus.STARTED, "不良事件 1"),
        ("D-011", "infusions", StepStatus.COMPLETE, "8/8"),
        ("D-011", "follow_up", StepStatus.COMPLETE, "11-02"),
        ("D-012", "follow_up", StepStatus.ATTENTION, "DLT待判定"),
        ("D-015", "consent", StepStatus.EMPTY, "—"),
        ("D-015", "criteria", StepStatus.EMPTY, "—"),
        ("D-017", "criteria", StepStatus.ATTENTION, "签后有修改"),
        ("D-018", "enrolment", StepStatus.COMPLETE, "11-21"),
        ("D-018", "infusions", StepStatus.EMPTY, "—"),
    ],
)
def test_that_every_station_says_how_it_stands(
    demo: Casebook, code: str, step: str, state: StepStatus, note: str
) -> None:
    assert _stations(demo, code)[step] == (state, note)


@pytest.mark.parametrize(("code", "state"), [
    ("D-017", StepStatus.ATTENTION), ("D-018", StepStatus.COMPLETE), ("D-001", StepStatus.EMPTY),
])
def test_that_a_void_confirmation_is_no_finished_form(demo: Casebook, code: str, state: StepStatus) -> None:
    criteria = next(station for station in demo.path(code) if station.step == "criteria")
    assert {form.form: form.state for form in criteria.forms}["eligibility"] is state


def test_that_a_station_being_filled_says_how_far(demo: Casebook) -> None:
    state, note = _stations(demo, "D-014")["consent"]
    assert state is StepStatus.STARTED
    assert note.startswith("填写中 ")


def test_that_the_schedule_counts_from_the_first_infusion_given(casebook: Casebook) -> None:
    before = casebook.schedule("D-018")
    assert [infusion.planned for infusion in before[:2]] == [date(2026, 11, 25), date(2026, 12, 2)]
    draft = {"infusion_number": "1", "given": "yes", "infused_on": "2026-11-22"}
    casebook.store.record("D-018", "infusion", draft)
    after = casebook.schedule("D-018")
    assert after[0].state is InfusionStatus.GIVEN
    assert [infusion.planned for infusion in after[1:5]] == [
        date(2026, 11, 29), date(2026, 12, 6), date(2026, 12, 13), date(2027, 1, 17),
    ]
    assert (after[1].earliest, after[1].latest) == (date(2026, 11, 27), date(2026, 12, 1))
    assert {infusion.course for infusion in after[:4]} == {1}
    assert {infusion.course for infusion in after[4:]} == {2}


def test_that_without_a_schedule_there_are_eight_infusions_and_no_dates(casebook: Casebook) -> None:
    casebook.store.decide("infusion_schedule", "", source="", reason="撤销")
    schedule = casebook.schedule("D-010")
    assert [infusion.number for infusion in schedule] == list(range(1, 9))
    assert {infusion.planned for infusion in schedule} == {None}
    assert [infusion.state for infusion in schedule[:4]] == [InfusionStatus.GIVEN] * 3 + [InfusionStatus.UNPLANNED]


@pytest.mark.parametrize("nonsense", ["[1, 2]", "{}", "soon", '[{"number": 1}]'])
def test_that_a_schedule_that_cannot_be_read_gives_no_dates(casebook: Casebook, nonsense: str) -> None:
    casebook.store.decide("infusion_schedule", nonsense, source="x", reason="试")
    assert {infusion.planned for infusion in casebook.schedule("D-010")} == {None}


def test_that_a_missed_infusion_is_said_and_a_late_one_is_overdue(casebook: Casebook) -> None:
    assert casebook.schedule("D-012")[1].state is InfusionStatus.NOT_GIVEN
    casebook.store.strike("D-013", "end_of_study", 1, reason="录入错误")
    assert casebook.schedule("D-013")[1].state is InfusionStatus.OVERDUE


def test_that_the_last_value_of_a_field_comes_with_its_day(casebook: Casebook) -> None:
    assert casebook.previous("D-001", "laboratory", None)["alt"] == ("24", date(2026, 11, 19))
    assert casebook.previous("D-001", "laboratory", 1).get("alt") is None
    casebook.store.record("D-001", "laboratory", {"sampled_on": "2026-11-21", "alt": "29"})
    assert casebook.previous("D-001", "laboratory", 2)["alt"] == ("24", date(2026, 11, 19))
    assert casebook.previous("D-001", "laboratory", None)["alt"] == ("29", date(2026, 11, 21))
    assert casebook.previous("D-001", "laboratory", None)["plt"] == ("214", date(2026, 11, 19))


def test_that_the_weight_before_an_infusion_is_that_of_the_vital_signs(demo: Casebook) -> None:
    assert demo.previous("D-018", "infusion", None)["weight_kg"] == ("20.3", date(2026, 11, 17))
    assert demo.previous("D-010", "infusion", None)["weight_kg"] == ("16.2", date(2026, 11, 15))


def test_that_a_struck_entry_is_no_earlier_value(casebook: Casebook) -> None:
    casebook.store.strike("D-001", "laboratory", 1, reason="录入错误")
    assert casebook.previous("D-001", "laboratory", None) == {}


def test_that_the_checks_know_birth_consent_and_sex(demo: Casebook) -> None:
    context = demo.check_context("D-001", "laboratory", None, stage="leave")
    assert (context.today, context.sex, context.stage) == (TODAY, "male", "leave")
    assert context.born == demo.summary("D-001").birth_date
    assert context.consented_at is not None
    assert context.consented_at.date() == date(2026, 11, 16)
    assert context.previous["alt"] == ("24", date(2026, 11, 19))
    assert demo.check_context("D-015", "laboratory", None).born is None


@pytest.mark.parametrize(
    ("value", "uln", "times", "grade"),
    [("24", "30", "0.80", "0"), ("31.5", "21", "1.50", "1"), ("31.6", "21", "1.50", "1"), ("<5", "30", "<0.17", "0"),
     ("850", "30", "28.33", "4"), ("24", "", "", ""), ("[pending]", "30", "", ""), ("many", "30", "", "")],
)
def test_that_a_result_gives_its_multiple_and_its_grade(
    demo: Casebook, value: str, uln: str, times: str, grade: str
) -> None:
    values = {"alt": value, "alt_unit": "U/L", "alt_uln": uln}
    derived = demo.derived("D-001", "laboratory", values).get("alt")
    assert (("", "") if derived is None else (derived.times_uln, derived.grade)) == (times, grade)


def test_that_nothing_is_graded_while_the_version_is_not_set(casebook: Casebook) -> None:
    casebook.store.decide("ctcae_version", "", source="", reason="撤销")
    values = {"alt": "850", "alt_unit": "U/L", "alt_uln": "30"}
    derived = casebook.derived("D-001", "laboratory", values)["alt"]
    assert (derived.times_uln, derived.grade) == ("28.33", "")


def test_that_a_sample_after_the_first_infusion_is_graded_against_the_one_before(casebook: Casebook) -> None:
    values = {"sampled_on": "2026-11-20", "crea": "60", "crea_unit": "µmol/L", "crea_uln": "80"}
    assert casebook.derived("D-010", "laboratory", values)["crea"].grade == "(2)"
    assert casebook.derived("D-001", "laboratory", values)["crea"].grade == "0"


def test_that_no_participant_shows_a_text_in_one_language_only(demo: Casebook) -> None:
    for participant in demo.store.participants():
        summary = demo.summary(participant.code)
        texts = [summary.next_step, summary.status_text, *(step.note for step in demo.path(participant.code))]
        assert all(text.zh and text.en for text in texts)
        assert not [text for text in texts if "{" in text.zh + text.en]


def test_that_every_text_of_the_casebook_has_its_places_in_both_languages() -> None:
    import string

    for code, text in wording.catalogue().items():
        if code.startswith(("book_", "command_")):
            places = [{name for _, name, _, _ in string.Formatter().parse(part) if name} for part in (text.zh, text.en)]
            assert places[0] == places[1], code


def test_that_a_draft_does_not_change_summary_or_path(demo: Casebook) -> None:
    before = demo.summary("D-001")
    demo.assessment("D-001", draft=EntryDraft("laboratory", 1, {"plt": "1"}))
    assert demo.summary("D-001") == before


def test_that_participants_read_together_are_the_same_as_those_read_one_by_one(demo: Casebook) -> None:
    codes = [participant.code for participant in demo.store.participants()]
    together = demo.store.entries_of_all(codes)
    assert list(together) == codes
    assert all(together[code] == demo.store.all_entries(code) for code in codes)


def test_that_reading_ahead_changes_no_summary(demo: Casebook) -> None:
    ahead = Casebook(demo.store, demo.forms, demo.pack, demo.today)
    ahead.read_ahead(["D-001", "D-010"])
    ahead.read_ahead(["D-001", "D-002"])
    assert all(ahead.summary(code) == demo.summary(code) for code in ("D-001", "D-002", "D-010"))


def test_that_nobody_is_known_who_was_never_screened(demo: Casebook) -> None:
    with pytest.raises(KeyError):
        demo.summary("D-999")
