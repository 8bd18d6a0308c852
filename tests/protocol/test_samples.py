"""Which of several samples decides, of which day they may be, and what they wait for."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State

TAKEN = FieldRef("laboratory", "sampled_on")
COUNT = FieldRef("laboratory", "anc")


def counted(child: Participant, anc: str, on: str, at: str = "") -> Participant:
    """With one more sample in which only the neutrophils were counted."""
    return child.also("laboratory", sampled_on=on, sampled_at=at, anc=anc, anc_unit="10⁹/L")


def twice(child: Participant, first: tuple[str, str], second: tuple[str, str]) -> Participant:
    """With two counts of 19 March, each with its time, in place of the one of the laboratory sheet."""
    child = child.but("laboratory", anc="")
    return counted(counted(child, first[0], "2025-03-19", first[1]), second[0], "2025-03-19", second[1])


@pytest.mark.parametrize(("first", "second", "state"), [
    (("0.5", "08:00"), ("2.0", "09:00"), State.MET), (("2.0", "08:00"), ("0.5", "09:00"), State.NOT_MET),
    (("2.0", "09:00"), ("0.5", "08:00"), State.MET), (("0.5", "09:00"), ("2.0", "08:00"), State.NOT_MET),
    (("0.5", ""), ("2.0", "09:00"), State.NOT_MET), (("2.0", "09:00"), ("0.5", ""), State.NOT_MET),
    (("2.0", ""), ("0.5", ""), State.NOT_MET), (("2.0", "08:00"), ("0.5", "08:00"), State.NOT_MET),
])
def test_that_of_one_day_the_later_sample_decides_and_the_worse_where_the_order_is_unknown(
    eligible: Participant, first: tuple[str, str], second: tuple[str, str], state: State
) -> None:
    assert twice(eligible, first, second).ruled(R_SAMPLE="latest_valid").state("I12.1") is state


@pytest.mark.parametrize(("anc", "state"), [("2.0", State.MET), ("0.5", State.NOT_MET)])
def test_that_the_sample_of_the_later_day_decides(eligible: Participant, anc: str, state: State) -> None:
    other = "0.5" if anc == "2.0" else "2.0"
    for days in (("2025-03-18", "2025-03-19"), ("2025-03-19", "2025-03-18")):
        values = dict(zip(sorted(days), (other, anc), strict=True))
        child = eligible.but("laboratory", anc="").ruled(R_SAMPLE="latest_valid")
        for day in days:
            child = counted(child, values[day], day)
        assert child.state("I12.1") is state


def test_that_an_undated_sample_hides_nothing_and_waits_for_its_day(eligible: Participant) -> None:
    verdict = counted(eligible, "2.0", "").verdict("I12.1")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (TAKEN,))
    assert verdict.reasons == (Reason.of("why_missing", fields=(TAKEN,)),)
    unknown = counted(eligible, "2.0", "[unknown]").verdict("I12.1")
    assert unknown.reasons == (Reason.of("why_unknown", fields=(TAKEN,)),)


@pytest.mark.parametrize("text", ["[not_done]", "[not_applicable]"])
def test_that_a_test_that_was_not_done_hides_no_sample_and_is_told_where_there_is_none(
    eligible: Participant, text: str
) -> None:
    assert counted(eligible, text, "2025-03-19").state("I12.1") is State.MET
    verdict = eligible.but("laboratory", anc=text).verdict("I12.1")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (COUNT,))


@pytest.mark.parametrize("text", ["[unknown]", "[pending]"])
def test_that_a_result_that_is_awaited_is_waited_for(eligible: Participant, text: str) -> None:
    assert counted(eligible, text, "2025-03-19").ruled(R_SAMPLE="latest_valid").state("I12.1") is State.INCOMPLETE


def test_that_an_entry_about_other_tests_is_no_sample(eligible: Participant) -> None:
    child = eligible.also("laboratory", sampled_on="2025-03-19", plt="200", plt_unit="10⁹/L")
    assert child.state("I12.1") is State.MET
    assert child.but("laboratory", sampled_on="").state("I12.1") is State.MET


@pytest.mark.parametrize(("on", "at", "state"), [
    ("2025-03-10", "09:10", State.MET), ("2025-03-10", "09:09", State.INCOMPLETE), ("2025-03-10", "", State.MET),
    ("2025-03-09", "23:59", State.INCOMPLETE), ("2025-03-09", "", State.INCOMPLETE),
])
def test_that_a_sample_is_taken_at_consent_or_later(eligible: Participant, on: str, at: str, state: State) -> None:
    child = eligible.but("laboratory", sampled_on=on, sampled_at=at)
    child = child.set(routine_results_before_consent="not_accepted", validity_days_lab="28")
    assert child.state("I12.1") is state
    assert child.set(routine_results_before_consent="accepted").state("I12.1") is State.MET
    waits = child.set(routine_results_before_consent="").verdict("I12.1")
    assert waits.state is (State.MET if state is State.MET else State.NEEDS_PI)


@pytest.mark.parametrize(("at", "taken"), [("23:59", "2025-03-09 23:59"), ("", "2025-03-09")])
def test_that_a_sample_before_consent_is_told_with_the_time_that_is_known(
    eligible: Participant, at: str, taken: str
) -> None:
    child = eligible.but("laboratory", sampled_on="2025-03-09", sampled_at=at)
    verdict = child.set(routine_results_before_consent="not_accepted", validity_days_lab="28").verdict("I12.1")
    assert verdict.reasons == (Reason.of("why_before_consent", on=taken, consented="2025-03-10 09:10"),)
    assert verdict.missing == (TAKEN,)


def test_that_without_consent_or_birth_a_sample_is_judged_by_its_own_day(eligible: Participant) -> None:
    assert eligible.but("consent", guardian_signed_at="").state("I12.1") is State.MET
    assert eligible.but("demographics", birth_date="").state("I12.1") is State.MET
    assert eligible.but("demographics", birth_date="2025-03-18").state("I12.1") is State.MET
    assert eligible.but("demographics", birth_date="2025-03-19").state("I12.1") is State.INCOMPLETE


def test_that_without_any_sample_its_first_value_is_asked_for(eligible: Participant) -> None:
    wanted = FieldRef("ecg_echo", "qt_ms"), FieldRef("ecg_echo", "lvef_percent")
    assert set(eligible.without("ecg_echo").verdict("E2").missing) == set(wanted)


def test_that_without_a_first_procedure_only_the_result_itself_expires(eligible: Participant) -> None:
    verdict = eligible.but("screening", first_procedure_at="").verdict("I12.1")
    assert (verdict.state, verdict.valid_until) == (State.MET, date(2025, 3, 25))


@pytest.mark.parametrize("setting", ["validity_days_lab", "screening_window_days"])
def test_that_an_unset_validity_asks_the_study(eligible: Participant, setting: str) -> None:
    verdict = eligible.set(**{setting: ""}).verdict("I12.1")
    assert verdict.state is State.NEEDS_PI
    assert [reason.arguments["setting"] for reason in verdict.reasons] == [f"setting:{setting}"]


def test_that_one_expired_sample_hides_no_valid_one_but_an_open_setting_is_asked_for(eligible: Participant) -> None:
    child = counted(eligible, "0.5", "2025-03-11").ruled(R_SAMPLE="worst_in_window")
    assert child.state("I12.1") is State.MET
    assert child.set(validity_days_lab="28").state("I12.1") is State.NOT_MET
    early = counted(eligible, "0.5", "2025-03-09").ruled(R_SAMPLE="worst_in_window").set(validity_days_lab="28")
    assert early.set(routine_results_before_consent="not_accepted").state("I12.1") is State.MET
    assert early.set(routine_results_before_consent="").state("I12.1") is State.NEEDS_PI


def test_that_samples_that_are_all_expired_wait_for_a_new_one(eligible: Participant) -> None:
    child = counted(eligible, "2.0", "2025-03-17").on("2025-04-02")
    assert child.ruled(R_SAMPLE="worst_in_window").state("I12.1") is State.INCOMPLETE
    assert child.ruled(R_SAMPLE="latest_valid").state("I12.1") is State.INCOMPLETE


@pytest.mark.parametrize(("plt", "state"), [("10", State.NOT_MET), ("200", State.MET)])
def test_that_each_test_is_judged_by_its_own_sheet(eligible: Participant, plt: str, state: State) -> None:
    child = eligible.but("laboratory", plt="150").also(
        "laboratory", sampled_on="2025-03-19", plt=plt, plt_unit="10⁹/L"
    ).ruled(R_SAMPLE="latest_valid")
    assert (child.state("I12.1"), child.state("I12.2")) == (State.MET, state)


@pytest.mark.parametrize(("criterion", "key"), [
    ("E1", "brain_imaging_on"), ("I12.1", "marrow_examined_on"), ("I12.5", "liver_examined_on"),
])
def test_that_an_examination_that_is_to_come_proves_nothing(severe: Participant, criterion: str, key: str) -> None:
    child = severe.on("2025-03-19")
    assert child.but("diagnosis", **{key: "2025-03-19"}).verdict(criterion).state.settled
    verdict = child.but("diagnosis", **{key: "2025-03-20"}).verdict(criterion)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("diagnosis", key),))
