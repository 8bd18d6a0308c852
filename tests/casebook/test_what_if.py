"""A day asked about: what would be judged then, in what words, and that nothing comes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.study_clock import TODAY
from ucbnk_desktop.casebook import Casebook, DayQuery, EntryDraft, NotAskable
from ucbnk_desktop.protocol.verdicts import Outcome, State

PLANNED = date(2026, 11, 25)
"""Of D-001; her laboratory results are valid until the day after."""
LAST = date(2026, 11, 26)

DAYS = st.dates(TODAY, TODAY + timedelta(days=900))


def _on(month: int, day: int, year: int = 2026) -> DayQuery:
    return DayQuery(date(year, month, day))


def _typed(casebook: Casebook, code: str, form: str, **changes: str) -> EntryDraft:
    entry = [one for one in casebook.store.entries(code, form) if one.struck is None][-1]
    rows = {key: tuple(row.values for row in rows) for key, rows in entry.rows.items()}
    return EntryDraft(form, entry.number, {**entry.values, **changes}, rows)


# -- what is judged


@pytest.mark.parametrize(
    ("question", "recorded", "start"),
    [
        (DayQuery(TODAY), PLANNED, PLANNED),
        (DayQuery(PLANNED), PLANNED, PLANNED),
        (DayQuery(PLANNED + timedelta(days=1)), PLANNED, PLANNED + timedelta(days=1)),
        (DayQuery(TODAY, PLANNED + timedelta(days=9)), PLANNED, PLANNED + timedelta(days=9)),
        (DayQuery(TODAY, TODAY), PLANNED, TODAY),
        (DayQuery(TODAY), None, None),
        (DayQuery(TODAY, PLANNED), None, PLANNED),
    ],
)
def test_that_a_plan_before_the_asked_day_is_taken_as_that_day(
    question: DayQuery, recorded: date | None, start: date | None
) -> None:
    assert question.start(recorded) == start
    assert question.moves_plan(recorded) is (start != recorded)


@given(day=DAYS, recorded=st.none() | st.dates(TODAY - timedelta(days=90), TODAY + timedelta(days=900)))
def test_that_nobody_is_infused_before_she_is_enrolled(day: date, recorded: date | None) -> None:
    start = DayQuery(day).start(recorded)
    assert (start is None) is (recorded is None)
    assert start is None or start >= day


def test_that_a_wash_out_is_over_on_the_day_that_was_named_and_not_before(demo: Casebook) -> None:
    earliest = demo.assessment("D-005").earliest
    assert earliest is not None
    before = demo.asked("D-005", DayQuery(earliest - timedelta(days=1)))
    assert before.verdict("I7").state is State.PENDING_DATE
    assert demo.asked("D-005", DayQuery(earliest)).verdict("I7").state is State.MET
    assert demo.asked("D-005", DayQuery(earliest)).outcome is Outcome.READY_TO_SIGN


def test_that_results_are_good_until_their_last_day_and_not_after(demo: Casebook) -> None:
    assert demo.asked("D-001", DayQuery(LAST)).verdict("I12.2").state is State.MET
    after = demo.asked("D-001", DayQuery(LAST + timedelta(days=1)))
    assert after.verdict("I12.2").state is State.INCOMPLETE
    assert after.outcome is Outcome.INCOMPLETE


def test_that_the_asked_day_stands_as_the_day_of_judgement_and_the_plan_moves_with_it(demo: Casebook) -> None:
    found = demo.asked("D-001", DayQuery(LAST))
    assert (found.as_of, found.planned_start) == (LAST, LAST)
    found = demo.asked("D-001", DayQuery(TODAY, LAST))
    assert (found.as_of, found.planned_start) == (TODAY, LAST)


def test_that_asking_today_gives_the_present_state(demo: Casebook) -> None:
    for code in ("D-001", "D-002", "D-003", "D-005", "D-007", "D-016", "D-017"):
        assert demo.asked(code, DayQuery(TODAY)) == demo.assessment(code)


def test_that_she_grows_older_until_the_asked_day(demo: Casebook) -> None:
    draft = _typed(demo, "D-001", "demographics", birth_date="2008-12-01")
    assert demo.asked("D-001", _on(12, 1), draft=draft).verdict("I2").state is State.MET
    too_old = demo.asked("D-001", _on(12, 2), draft=draft)
    assert too_old.verdict("I2").state is State.NOT_MET
    answer = demo.answer("D-001", _on(12, 2), draft=draft)
    assert "入选2 已超龄（至 2026-12-01）" in answer.sentence().zh
    assert "I2 too old (until 2026-12-01)" in answer.sentence().en


def test_that_what_is_only_typed_counts_on_the_asked_day_too(demo: Casebook) -> None:
    draft = _typed(demo, "D-001", "laboratory", plt="48")
    found = demo.asked("D-001", DayQuery(PLANNED), draft=draft)
    assert found.verdict("I12.2").state is State.NOT_MET


# -- that nothing comes of it


def test_that_asking_changes_neither_the_record_nor_the_present_state(demo: Casebook) -> None:
    head, before = demo.store.head, demo.assessment("D-001")
    demo.asked("D-001", DayQuery(LAST + timedelta(days=400)))
    demo.answer("D-001", DayQuery(TODAY, LAST)).sentence()
    assert demo.store.head == head
    assert demo.assessment("D-001") is before


def test_that_a_confirmation_covers_a_later_day_but_never_a_moved_first_infusion(demo: Casebook) -> None:
    assert demo.assessment("D-002").outcome is Outcome.ELIGIBLE
    assert demo.asked("D-002", DayQuery(PLANNED)).outcome is Outcome.ELIGIBLE
    assert demo.asked("D-002", DayQuery(LAST)).outcome is Outcome.READY_TO_SIGN
    assert demo.asked("D-002", DayQuery(TODAY, LAST)).outcome is Outcome.READY_TO_SIGN


@pytest.mark.parametrize(
    "question", [DayQuery(TODAY - timedelta(days=1)), DayQuery(TODAY, TODAY - timedelta(days=1)),
                 DayQuery(TODAY - timedelta(days=1), TODAY)],
)
def test_that_a_day_that_has_been_is_not_asked_about(demo: Casebook, question: DayQuery) -> None:
    with pytest.raises(NotAskable):
        demo.asked("D-001", question)


@pytest.mark.parametrize(("code", "form"), [("D-010", "enrolment"), ("D-018", "enrolment"), ("D-004", "end_of_study")])
def test_that_nobody_enrolled_or_gone_is_asked_about(demo: Casebook, code: str, form: str) -> None:
    assert demo.judged_for(code) == form
    assert not demo.can_be_asked(code)
    with pytest.raises(NotAskable):
        demo.asked(code, DayQuery(PLANNED))


def test_that_an_enrolment_being_typed_does_not_fix_the_asked_day(demo: Casebook) -> None:
    draft = EntryDraft("enrolment", None, {"enrolled_on": TODAY.isoformat()})
    after = DayQuery(LAST + timedelta(days=1))
    assert demo.asked("D-002", after, draft=draft) == demo.asked("D-002", after)


# -- a slip of the pen never becomes true by waiting


@pytest.mark.parametrize(
    ("form", "key", "value", "criterion"),
    [
        ("laboratory", "sampled_on", "2026-11-28", "I12.2"),
        ("performance", "assessed_on", "2026-11-28", "I3"),
        ("ecg_echo", "ecg_on", "2026-11-28", "E2"),
        ("ecg_echo", "echo_on", "2026-11-28", "E2"),
        ("consent", "guardian_signed_at", "2026-11-28 08:00", "I1"),
        ("judgements", "judged_on", "2026-11-28", "I6"),
        ("demographics", "birth_date", "2026-11-28", "I2"),
        ("diagnosis", "diagnosed_on", "2026-11-28", "I4"),
    ],
)
def test_that_what_is_dated_ahead_is_good_on_no_day(
    demo: Casebook, form: str, key: str, value: str, criterion: str
) -> None:
    draft = _typed(demo, "D-001", form, **{key: value})
    for later in (0, 1, 5, 6, 7, 9, 28):
        verdict = demo.asked("D-001", DayQuery(TODAY + timedelta(days=later)), draft=draft).verdict(criterion)
        assert not verdict.state.settled, later


def test_that_a_relapse_dated_ahead_is_good_on_no_day(demo: Casebook) -> None:
    typed = _typed(demo, "D-001", "diagnosis", disease_status="relapsed")
    rows = {**typed.rows, "relapses": ({"relapsed_on": "2026-11-28", "site": "骨髓"},)}
    draft = EntryDraft(typed.form, typed.entry, typed.values, rows)
    assert not demo.asked("D-001", _on(12, 4), draft=draft).verdict("I4").state.settled


def test_that_a_dose_still_to_come_is_waited_for(demo: Casebook) -> None:
    typed = _typed(demo, "D-001", "prior_therapy")
    coming = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2026-11-24",
              "protocol_combination": "no"}
    draft = EntryDraft(typed.form, typed.entry, typed.values, {**typed.rows, "chemotherapy": (coming,)})
    assert demo.asked("D-001", _on(12, 14), draft=draft).verdict("I7").state is State.PENDING_DATE
    assert demo.asked("D-001", _on(12, 15), draft=draft).verdict("I7").state is State.MET


@given(later=st.integers(min_value=0, max_value=900))
def test_that_no_day_makes_the_data_missing_today_appear(demo: Casebook, later: int) -> None:
    """Waiting cures a wash-out; it never brings a result, an answer or a judgement."""
    question = DayQuery(TODAY + timedelta(days=later))
    for code in ("D-003", "D-006", "D-007", "D-014", "D-015", "D-016"):
        assert demo.asked(code, question).outcome in (Outcome.INCOMPLETE, Outcome.NEEDS_PI, Outcome.NOT_ELIGIBLE)


# -- in words


def _said(casebook: Casebook, code: str, question: DayQuery) -> tuple[str, str]:
    sentence = casebook.answer(code, question).sentence()
    return sentence.zh, sentence.en


def test_that_the_answer_is_one_sentence_in_both_languages(demo: Casebook) -> None:
    assert _said(demo, "D-001", DayQuery(PLANNED)) == (
        "2026-11-25：D-001 各项均符合，可由研究者签字",
        "On 2026-11-25 D-001 would be ready for signature",
    )
    assert _said(demo, "D-002", DayQuery(PLANNED)) == (
        "2026-11-25：D-002 合格，已有的确认仍有效",
        "On 2026-11-25 D-002 would be eligible, as already confirmed",
    )
    assert _said(demo, "D-005", DayQuery(TODAY + timedelta(days=1))) == (
        "2026-11-23：D-005 须等到 2026-11-24：入选7 化疗洗脱期",
        "On 2026-11-23 D-005 would wait until 2026-11-24 for I7 Chemotherapy wash-out",
    )
    assert _said(demo, "D-006", DayQuery(PLANNED)) == (
        "2026-11-25：D-006 资料不全：入选12.3 胆红素",
        "On 2026-11-25 data of D-006 would be missing: I12.3 Bilirubin",
    )
    assert _said(demo, "D-016", DayQuery(PLANNED)) == (
        "2026-11-25：D-016 尚须判定或裁定：排除4 凝血异常",
        "On 2026-11-25 D-016 would still have to be judged: E4 Clotting disorder",
    )


def test_that_expired_results_are_named_with_the_day_they_were_good_until(demo: Casebook) -> None:
    zh, en = _said(demo, "D-001", _on(11, 30))
    assert "D-001 结果已过期，须复查：实验室检查（至 2026-11-26）" in zh
    assert "results of D-001 would have expired, to be repeated: Laboratory tests (until 2026-11-26)" in en


def test_that_the_sentence_says_with_which_first_infusion_it_was_judged(demo: Casebook) -> None:
    zh, en = _said(demo, "D-001", DayQuery(LAST))
    assert zh.startswith("2026-11-26（原计划 2026-11-25 届时已过，按当日首次回输）：")
    assert en.startswith("On 2026-11-26 (infused that day, as the planned 2026-11-25 would be past) ")
    zh, en = _said(demo, "D-001", DayQuery(TODAY, LAST))
    assert zh.startswith("首次回输定在 2026-11-26：")
    assert en.startswith("With the first infusion on 2026-11-26 ")


@pytest.mark.parametrize(("day", "late"), [(LAST, False), (LAST + timedelta(days=1), True)])
def test_that_a_first_infusion_after_the_results_end_is_said(demo: Casebook, day: date, late: bool) -> None:
    zh, en = _said(demo, "D-001", DayQuery(TODAY, day))
    assert ("筛选结果仅有效至 2026-11-26" in zh) is late
    assert ("valid only until 2026-11-26" in en) is late


def test_that_a_criterion_failed_is_named_first_and_what_else_is_open_after_it(demo: Casebook) -> None:
    draft = _typed(demo, "D-005", "laboratory", plt="48", sampled_on="2026-11-21")
    sentence = demo.answer("D-005", DayQuery(TODAY + timedelta(days=1)), draft=draft).sentence()
    assert sentence.zh == "2026-11-23：D-005 不合格：入选12.2 血小板；待日期满足，最早 2026-11-24：入选7 化疗洗脱期"
    assert sentence.en == (
        "On 2026-11-23 D-005 would not be eligible: I12.2 Platelets; waiting until 2026-11-24: I7 Chemotherapy wash-out"
    )


def test_that_the_end_of_the_screening_window_is_said_and_is_no_form_to_repeat(casebook: Casebook) -> None:
    casebook.store.decide("screening_window_days", "10", source="试", reason="试")
    zh, en = _said(casebook, "D-001", _on(11, 30))
    assert "筛选期已于 2026-11-2" in zh
    assert "the screening window ended on 2026-11-2" in en
    assert "筛选安排" not in zh


@given(later=st.integers(min_value=0, max_value=900), only=st.booleans())
def test_that_every_day_has_its_sentence_without_a_raw_word(demo: Casebook, later: int, only: bool) -> None:
    day = TODAY + timedelta(days=later)
    question = DayQuery(TODAY, day) if only else DayQuery(day)
    for code in ("D-001", "D-003", "D-005", "D-014", "D-015", "D-016"):
        sentence = demo.answer(code, question).sentence()
        for words in (sentence.zh, sentence.en):
            assert words
            assert "None" not in words
            assert "book_" not in words
            assert "{" not in words
