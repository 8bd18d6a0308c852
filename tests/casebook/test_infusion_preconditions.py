"""An infusion against which something stands is not recorded as given without somebody who decided it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from ucbnk_desktop.casebook import (
    Casebook,
    EntryDraft,
    GivenAlthough,
    InfusionRefused,
    InfusionStatus,
    InfusionStopped,
    PreconditionKind,
    StepStatus,
    steps,
)
from ucbnk_desktop.records.changes import ChangeKind
from ucbnk_desktop.wording import Language

DECIDED = GivenAlthough("虚构研究者乙", "家属坚持，风险已告知")
CHECKS = {
    "infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
    "live_vaccine_since": "no",
}
BEDSIDE = {"checked_by_1": "丁", "checked_at_1": "09:50", "checked_by_2": "戊", "checked_at_2": "09:52"}


def infusion(code: str, number: int, on: str, **change: str) -> EntryDraft:
    """An infusion as it is given when nothing stands against it."""
    given = {"infusion_number": str(number), "given": "yes", "infused_on": on, "label_code": code}
    return EntryDraft("infusion", None, {**given, **CHECKS, **BEDSIDE, **change})


def kinds(casebook: Casebook, code: str, draft: EntryDraft) -> list[PreconditionKind]:
    return [found.kind for found in casebook.infusion_gate.unmet(code, draft)]


def stopped(casebook: Casebook, code: str, draft: EntryDraft) -> InfusionStopped:
    """The stop of a save, which has to leave nothing behind."""
    head = casebook.store.head
    with pytest.raises(InfusionStopped) as caught:
        steps.save_entry(casebook, code, draft, {})
    assert casebook.store.head == head, "nothing may be written"
    return caught.value


def event(started: str, **change: str) -> Mapping[str, str]:
    """An adverse event of which nobody decided whether it is a DLT."""
    return {"term": "发热", "started_on": started, "grade": "3", "dlt_candidate": "yes", **change}


def _after(days: int) -> str:
    """A day counted from that of the fourth infusion of D-010, the first one not recorded."""
    return (date(2026, 11, 22) + timedelta(days=days)).isoformat()


# -- the two that were found


def test_that_an_infusion_against_e16_and_a_dlt_to_be_decided_stops(casebook: Casebook) -> None:
    stop = stopped(casebook, "D-012", infusion("D-012", 3, "2026-11-22"))
    assert [found.kind for found in stop.unmet] == [PreconditionKind.DLT, PreconditionKind.CRITERION]
    said = stop.words(Language.ZH)
    assert said[1] == "DLT待判定：细胞因子释放综合征（2026-11-09）"
    assert said[2].startswith("排除16 存在：激素或免疫抑制剂末次用药日期 2026-11-12")


def test_that_an_infusion_after_consent_was_withdrawn_stops(casebook: Casebook) -> None:
    stop = stopped(casebook, "D-013", infusion("D-013", 2, "2026-11-22"))
    assert [found.kind for found in stop.unmet] == [PreconditionKind.STUDY_ENDED, PreconditionKind.WINDOW]
    assert stop.unmet[0].words.zh == "已退出 2026-08-28：不再回输（撤回知情同意）"
    assert stop.unmet[0].words.en == "Withdrawn 2026-08-28: no further infusion (Withdrawal of consent)"


# -- what is kept where it was given all the same


def test_that_what_was_given_although_is_kept_with_who_decided_why_and_a_deviation(casebook: Casebook) -> None:
    changes: list[object] = []
    casebook.store.watch(changes.append)
    before = casebook.store.head.sequence
    change = steps.save_entry(casebook, "D-013", infusion("D-013", 2, "2026-11-22"), {}, given_although=DECIDED)
    assert (change.kind, change.form, change.entry) == (ChangeKind.RECORDED, "infusion", 2)
    assert changes == [change], "one act, told once"
    rows = [row for row in casebook.store.history(participant="D-013") if row.sequence > before]
    assert len({row.at for row in rows}) == 1
    assert [(row.entry, row.field, row.new, row.reason) for row in rows if row.operation == "given_although"] == [
        (2, "given", "yes", "回输时存在：已退出 2026-08-28：不再回输（撤回知情同意）"),
        (2, "given", "yes", "回输时存在：2026-11-22 不在视窗 2026-08-27 至 2026-08-31 内（与计划相差 +85 天）"),
        (2, "given", "yes", "仍予回输，由 虚构研究者乙 决定；原因：家属坚持，风险已告知"),
    ]
    (opened,) = casebook.store.entries("D-013", "protocol_deviation")
    assert opened.values == {
        "category": "consent", "occurred_on": "2026-11-22", "reported_on": "", "action": "",
        "description": "第 2 次回输（2026-11-22）时存在：已退出 2026-08-28：不再回输（撤回知情同意）；"
                       "2026-11-22 不在视窗 2026-08-27 至 2026-08-31 内（与计划相差 +85 天）。"
                       "仍予回输，由 虚构研究者乙 决定；原因：家属坚持，风险已告知",
    }
    assert {row.field for row in rows if row.form == "protocol_deviation"} == {
        "", "category", "occurred_on", "description"}
    assert not casebook.store.verify()


def test_that_the_deviation_is_worded_in_the_language_of_whoever_saves(casebook: Casebook) -> None:
    decided = GivenAlthough("Dr Y", "the parents insist", Language.EN)
    steps.save_entry(casebook, "D-012", infusion("D-012", 3, "2026-11-22"), {}, given_although=decided)
    (opened,) = casebook.store.entries("D-012", "protocol_deviation")
    assert opened.values["category"] == "eligibility"
    assert "DLT to be decided" in opened.values["description"]
    assert opened.values["description"].endswith("decided by Dr Y; reason: the parents insist")


@pytest.mark.parametrize("decided", [
    GivenAlthough("", "家属坚持"), GivenAlthough("虚构研究者乙", ""), GivenAlthough(" ", "　"),
])
def test_that_both_the_investigator_and_the_reason_are_needed(casebook: Casebook, decided: GivenAlthough) -> None:
    head = casebook.store.head
    with pytest.raises(InfusionRefused) as caught:
        steps.save_entry(casebook, "D-012", infusion("D-012", 3, "2026-11-22"), {}, given_although=decided)
    assert caught.value.words(Language.ZH) == ("请填写决定仍予回输的研究者及原因。",)
    assert casebook.store.head == head


def test_that_a_prompt_confirmed_by_a_key_does_not_answer_the_stop(casebook: Casebook) -> None:
    draft = infusion("D-012", 3, "2026-11-22")
    with pytest.raises(InfusionStopped):
        steps.save_entry(casebook, "D-012", draft, {}, confirmations=dict.fromkeys(draft.values, "确为"))


def test_that_no_deviation_is_opened_where_nothing_stands_against_it(casebook: Casebook) -> None:
    steps.save_entry(casebook, "D-010", infusion("D-010", 4, _after(0)), {}, given_although=DECIDED)
    assert casebook.store.entries("D-010", "protocol_deviation") == ()
    operations = {row.operation for row in casebook.store.history(participant="D-010", form="infusion", entry=4)}
    assert operations == {"record"}


def test_that_one_not_given_is_recorded_whatever_stands_against_it(casebook: Casebook) -> None:
    not_given = {"infusion_number": "3", "given": "no", "not_given_reason": "DLT待判定"}
    assert casebook.infusion_gate.unmet("D-012", EntryDraft("infusion", None, not_given)) == ()
    assert steps.save_entry(casebook, "D-012", EntryDraft("infusion", None, not_given), {}).entry == 3


# -- each thing that stands against it, on the day of the infusion


@pytest.mark.parametrize(("started", "change", "stands"), [
    (_after(-1), {}, True), (_after(0), {}, True), (_after(1), {}, False), ("2026-11", {}, True),
    ("2026-12", {}, False), ("[unknown]", {}, True),
    (_after(0), {"infusion_number": "4"}, False), (_after(0), {"infusion_number": "3"}, True),
    (_after(-1), {"infusion_number": "4"}, True), ("2026-11", {"infusion_number": "4"}, False),
    (_after(-1), {"dlt_candidate": "no"}, False), (_after(-1), {"dlt_candidate": "[not_applicable]"}, False),
    (_after(-1), {"dlt_candidate": ""}, True), (_after(-1), {"dlt_candidate": "[unknown]"}, True),
])
def test_that_a_dlt_to_be_decided_stands_against_what_comes_after_it(
    casebook: Casebook, started: str, change: dict[str, str], stands: bool
) -> None:
    casebook.store.record("D-010", "adverse_event", event(started, **change))
    assert kinds(casebook, "D-010", infusion("D-010", 4, _after(0))) == [PreconditionKind.DLT] * stands


@pytest.mark.parametrize(("asked", "criterion"), [
    ("infection_treatment_today", "13"), ("intravenous_infection_today", "19"), ("steroid_since", "16"),
    ("live_vaccine_since", "20"),
])
def test_that_each_check_of_the_day_stands_against_it_while_present_and_while_unanswered(
    casebook: Casebook, asked: str, criterion: str
) -> None:
    unanswered = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, _after(0), **{asked: ""}))
    assert [found.words.zh for found in unanswered] == [f"排除{criterion} 当日未核对"]
    dated = {"steroid_since": "steroid_last_on", "live_vaccine_since": "live_vaccine_on"}.get(asked, "lot")
    told = {asked: "yes", dated: _after(-1)}
    present = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, _after(0), **told))
    assert [found.kind for found in present] == [PreconditionKind.CRITERION]
    assert present[0].words.zh.startswith(f"排除{criterion} 存在：")


@pytest.mark.parametrize(("days", "stands"), [(-3, True), (-2, False), (2, False), (3, True)])
def test_that_a_day_outside_the_window_stands_against_it(casebook: Casebook, days: int, stands: bool) -> None:
    found = kinds(casebook, "D-010", infusion("D-010", 4, _after(days)))
    assert found == [PreconditionKind.WINDOW] * stands


def test_that_the_first_infusion_is_held_to_the_day_planned_for_it(casebook: Casebook) -> None:
    planned = casebook.assessment("D-018").planned_start
    assert planned is not None
    late = infusion("D-018", 1, (planned + timedelta(days=3)).isoformat())
    assert kinds(casebook, "D-018", late) == [PreconditionKind.WINDOW]
    assert kinds(casebook, "D-018", infusion("D-018", 1, (planned + timedelta(days=2)).isoformat())) == []


def test_that_a_number_left_out_and_days_out_of_order_stand_against_it(casebook: Casebook) -> None:
    skipped = casebook.infusion_gate.unmet("D-010", infusion("D-010", 5, _after(35)))
    assert [found.words.zh for found in skipped] == ["第 4 次回输尚无记录"]
    same_day = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, "2026-11-15"))
    assert "与第 3 次回输（2026-11-15）的先后次序不符" in [found.words.zh for found in same_day]
    third = casebook.store.entries("D-010", "infusion")[2]
    moved = EntryDraft("infusion", 3, {**third.values, "infused_on": "2026-11-08"})
    found = casebook.infusion_gate.unmet("D-010", moved)
    assert "与第 2 次回输（2026-11-08）的先后次序不符" in [each.words.zh for each in found]
    second = casebook.store.entries("D-010", "infusion")[1]
    moved = EntryDraft("infusion", 2, {**second.values, "infused_on": "2026-11-15"})
    found = casebook.infusion_gate.unmet("D-010", moved)
    assert "与第 3 次回输（2026-11-15）的先后次序不符" in [each.words.zh for each in found]


def test_that_the_check_of_the_bag_stands_against_it_while_open_and_where_the_label_is_another(
    casebook: Casebook,
) -> None:
    found = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, _after(0), checked_by_2=""))
    assert [each.words.zh for each in found] == ["细胞袋核对未填：核对人2"]
    found = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, _after(0), label_code="D-011"))
    assert [each.words.zh for each in found] == ["标签上的受试者编号为 D-011，不是 D-010"]
    assert kinds(casebook, "D-010", infusion("D-010", 4, _after(0), label_code=" d-010 ")) == []


def test_that_a_schedule_not_decided_never_means_that_the_day_is_allowed(casebook: Casebook) -> None:
    casebook.store.decide("infusion_schedule", "", source="试", reason="试")
    found = casebook.infusion_gate.unmet("D-010", infusion("D-010", 4, _after(0)))
    assert [each.kind for each in found] == [PreconditionKind.SETTING]
    assert "未确认，无法核对视窗" in found[0].words.zh
    assert found[0].words.zh in stopped(casebook, "D-010", infusion("D-010", 4, _after(0))).words(Language.ZH)


def _ends(casebook: Casebook, on: str, reason: str = "withdrawn_consent") -> None:
    casebook.store.record("D-010", "end_of_study", {"ended_on": on, "reason": reason})


@pytest.mark.parametrize(("ended", "stands"), [
    (_after(-1), True), (_after(0), False), (_after(1), False), ("", True), ("[unknown]", True),
])
def test_that_an_end_of_study_stands_only_against_what_comes_after_it(
    casebook: Casebook, ended: str, stands: bool
) -> None:
    _ends(casebook, ended)
    assert kinds(casebook, "D-010", infusion("D-010", 4, _after(0))) == [PreconditionKind.STUDY_ENDED] * stands


def test_that_an_infusion_on_the_very_day_of_the_end_is_asked_about(casebook: Casebook) -> None:
    _ends(casebook, _after(0))
    draft = infusion("D-010", 4, _after(0))
    [asked] = casebook.asks("D-010", draft)
    assert (asked.key, asked.severity) == ("infused_on", "query")
    with pytest.raises(InfusionRefused):
        steps.save_entry(casebook, "D-010", draft, {})
    steps.save_entry(casebook, "D-010", draft, {}, confirmations={"infused_on": "确为"})
    assert casebook.store.entries("D-010", "protocol_deviation") == ()
    assert casebook.asks("D-010", EntryDraft("infusion", 4, {"lot": "A"})) == ()


# -- death


@pytest.mark.parametrize("how", [
    ("end_of_study", {"ended_on": _after(-1), "reason": "died"}),
    ("adverse_event", event(_after(-3), grade="5", ended_on=_after(-1), dlt_candidate="no")),
    ("adverse_event", event(_after(-3), outcome="fatal", ended_on=_after(-1), dlt_candidate="no")),
    ("adverse_event", event(_after(-3), seriousness="death", ended_on=_after(-1), dlt_candidate="no")),
])
def test_that_nothing_is_recorded_as_given_after_a_death_without_a_way_on(
    casebook: Casebook, how: tuple[str, dict[str, str]]
) -> None:
    casebook.store.record("D-010", *how)
    head = casebook.store.head
    with pytest.raises(InfusionRefused) as caught:
        steps.save_entry(casebook, "D-010", infusion("D-010", 4, _after(0)), {}, given_although=DECIDED)
    assert not isinstance(caught.value, InfusionStopped)
    assert "死亡；此后的日期不能登记为已回输" in caught.value.words(Language.ZH)[0]
    assert casebook.store.head == head


@pytest.mark.parametrize(("died", "change"), [(_after(1), {}), (_after(0), {"confirmations": {"infused_on": "确为"}})])
def test_that_an_infusion_before_the_death_is_recorded_late(
    casebook: Casebook, died: str, change: dict[str, dict[str, str]]
) -> None:
    _ends(casebook, died, "died")
    draft, confirmations = infusion("D-010", 4, _after(0)), change.get("confirmations")
    assert steps.save_entry(casebook, "D-010", draft, {}, confirmations=confirmations).entry == 4


def test_that_a_death_without_its_day_has_to_be_dated_first(casebook: Casebook) -> None:
    casebook.store.record("D-010", "adverse_event", event(_after(-1), grade="5", dlt_candidate="no"))
    with pytest.raises(InfusionRefused) as caught:
        steps.save_entry(casebook, "D-010", infusion("D-010", 4, _after(0)), {}, given_although=DECIDED)
    assert "死亡日期不明确" in caught.value.words(Language.ZH)[0]
    assert PreconditionKind.DEATH not in kinds(casebook, "D-010", infusion("D-010", 4, _after(-1)))


# -- corrections


def test_that_a_correction_that_makes_it_given_stops_and_one_that_completes_it_does_not(casebook: Casebook) -> None:
    steps.save_entry(casebook, "D-012", infusion("D-012", 3, "2026-11-22", given="no"), {})
    draft = replace_entry(infusion("D-012", 3, "2026-11-22"), 3)
    with pytest.raises(InfusionStopped):
        steps.save_entry(casebook, "D-012", draft, {}, reason="录入错误")
    steps.save_entry(casebook, "D-012", draft, {}, reason="录入错误", given_although=DECIDED)
    assert steps.save_entry(casebook, "D-012", EntryDraft("infusion", 3, {"lot": "A"}), {}).kind is ChangeKind.CORRECTED
    assert len(casebook.store.entries("D-012", "protocol_deviation")) == 1


def test_that_a_correction_of_the_day_stops_where_something_stands_against_the_new_one(casebook: Casebook) -> None:
    with pytest.raises(InfusionStopped) as caught:
        steps.save_entry(casebook, "D-010", EntryDraft("infusion", 3, {"infused_on": "2026-11-18"}), reason="录入错误")
    assert [found.kind for found in caught.value.unmet] == [PreconditionKind.WINDOW]
    draft = EntryDraft("infusion", 3, {"infused_on": "2026-11-17"})
    change = steps.save_entry(casebook, "D-010", draft, reason="录入错误")
    assert change.kind is ChangeKind.CORRECTED


def test_that_a_correction_of_the_checks_stops_only_for_what_is_new(casebook: Casebook) -> None:
    casebook.store.record("D-010", "adverse_event", event("2026-11-10"))
    answers = {"steroid_since": "yes", "steroid_last_on": "2026-11-14"}
    with pytest.raises(InfusionStopped) as caught:
        steps.save_entry(casebook, "D-010", EntryDraft("infusion", 3, answers), {}, reason="录入错误")
    assert [found.kind for found in caught.value.unmet] == [PreconditionKind.CRITERION]


def replace_entry(draft: EntryDraft, entry: int) -> EntryDraft:
    return EntryDraft(draft.form, entry, draft.values)


# -- what the screens show of it


def test_that_the_record_of_an_infusion_is_sound_only_when_complete_and_clear(casebook: Casebook) -> None:
    given = casebook.infusion_gate.given("D-010")
    assert {number: record.sound for number, record in given.items()} == {1: True, 2: True, 3: True}
    casebook.store.correct("D-010", "infusion", 3, {"lot": ""}, reason="录入错误")
    casebook.store.correct("D-010", "infusion", 2, {"steroid_since": "yes"}, reason="录入错误")
    given = casebook.infusion_gate.given("D-010")
    assert (given[3].answered, given[3].asked, given[3].sound) == (27, 28, False)
    assert not given[2].sound
    assert given[1].sound


def test_that_after_the_end_the_slots_to_come_are_closed_and_the_station_says_so(casebook: Casebook) -> None:
    states = [slot.state for slot in casebook.schedule("D-013")]
    assert states == [InfusionStatus.GIVEN, *[InfusionStatus.CLOSED] * 7]
    station = next(step for step in casebook.path("D-013") if step.step == "infusions")
    assert (station.state, station.note.zh, station.note.en) == (StepStatus.COMPLETE, "1/8 已结束", "1/8 ended")
    assert {slot.state for slot in casebook.schedule("D-004")} == {InfusionStatus.CLOSED}


def test_that_an_infusion_that_was_over_before_the_end_and_is_not_recorded_stays_open(casebook: Casebook) -> None:
    ended = casebook.store.entries("D-013", "end_of_study")[0]
    casebook.store.correct("D-013", "end_of_study", ended.number, {"ended_on": "2026-09-01"}, reason="录入错误")
    assert [slot.state for slot in casebook.schedule("D-013")][1:3] == [InfusionStatus.OVERDUE, InfusionStatus.CLOSED]
