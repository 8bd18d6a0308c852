"""An infusion while eligibility does not stand is never kept in silence; one that was given can be recorded."""

from __future__ import annotations

import pytest

from ucbnk_desktop.casebook import Casebook, EntryDraft, GivenAlthough, InfusionRefused, InfusionStopped, steps
from ucbnk_desktop.wording import Language

CODE = "D-018"
GIVEN = {
    "infusion_number": "1", "given": "yes", "infused_on": "2026-11-23", "label_code": CODE,
    "infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
    "live_vaccine_since": "no", "checked_by_1": "丁", "checked_at_1": "09:50", "checked_by_2": "戊",
    "checked_at_2": "09:52",
}
DECIDED = GivenAlthough("虚构研究者乙", "资料更正前已回输")


@pytest.fixture
def fallen(casebook: Casebook) -> Casebook:
    """D-018 is enrolled; her platelets turn out to have been too few."""
    casebook.store.correct(CODE, "laboratory", 1, {"plt": "10"}, reason="原始资料更正")
    return casebook


def _against(casebook: Casebook) -> list[str]:
    return [found.words.zh for found in casebook.infusion_gate.unmet(CODE, EntryDraft("infusion", None, GIVEN))]


def test_that_the_next_step_is_what_stands_against_the_enrolment(casebook: Casebook) -> None:
    assert "回输" in casebook.summary(CODE).next_step.zh
    before = casebook.store.entries(CODE, "laboratory")[0].values["plt"]
    casebook.store.correct(CODE, "laboratory", 1, {"plt": "10"}, reason="原始资料更正")
    assert casebook.summary(CODE).next_step.zh == "入组后 入选12.2 不再满足：核对资料，由研究者重新确认"
    casebook.store.correct(CODE, "laboratory", 1, {"plt": before}, reason="原始资料更正")
    assert "重新确认" in casebook.summary(CODE).next_step.zh
    steps.confirm(casebook, CODE, {"investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})
    assert "回输" in casebook.summary(CODE).next_step.zh
    steps.confirm(casebook, CODE, {"confirmed": "no", "investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})
    assert casebook.summary(CODE).next_step.zh == "研究者确认合格"
    assert "没有有效的合格确认" in _against(casebook)[0]


def test_that_an_infusion_of_the_ineligible_stops(fallen: Casebook) -> None:
    head = fallen.store.head
    with pytest.raises(InfusionStopped) as caught:
        steps.save_entry(fallen, CODE, EntryDraft("infusion", None, GIVEN), {})
    assert fallen.store.head == head, "nothing may be written"
    assert caught.value.words(Language.ZH)[1] == "入组资格现不成立：入选12.2 未满足"
    assert "I12.2 not satisfied" in caught.value.words(Language.EN)[1]


def test_that_what_was_given_is_recorded_with_who_decided_it_in_its_history(fallen: Casebook) -> None:
    steps.save_entry(fallen, CODE, EntryDraft("infusion", None, GIVEN), {}, given_although=DECIDED)
    first, last = fallen.store.history(participant=CODE, form="infusion")[-2:]
    assert (first.operation, first.field, first.new) == ("given_although", "given", "yes")
    assert first.reason == "回输时存在：入组资格现不成立：入选12.2 未满足"
    assert last.reason == "仍予回输，由 虚构研究者乙 决定；原因：资料更正前已回输"
    (opened,) = fallen.store.entries(CODE, "protocol_deviation")
    assert opened.values["category"] == "eligibility"


def test_that_it_stops_once_and_not_again_when_the_entry_is_completed(fallen: Casebook) -> None:
    steps.save_entry(fallen, CODE, EntryDraft("infusion", None, GIVEN), {}, given_although=DECIDED)
    completed = EntryDraft("infusion", 1, {**GIVEN, "lot": "DEMO-NK-18-1"})
    assert steps.save_entry(fallen, CODE, completed, {}).kind == "corrected"


def test_that_an_infusion_that_becomes_one_given_stops(fallen: Casebook) -> None:
    steps.save_entry(fallen, CODE, EntryDraft("infusion", None, {**GIVEN, "given": "no"}), {})
    with pytest.raises(InfusionStopped):
        steps.save_entry(fallen, CODE, EntryDraft("infusion", 1, GIVEN), {}, reason="录入错误")


def test_that_nothing_is_asked_while_eligibility_stands_nor_of_another_form(casebook: Casebook) -> None:
    draft = EntryDraft("infusion", None, GIVEN)
    assert casebook.asks(CODE, draft) == ()
    assert _against(casebook) == []
    assert steps.save_entry(casebook, CODE, draft, {}).kind == "recorded"
    assert casebook.asks("D-017", EntryDraft("laboratory", 1, {})) == ()


def test_that_an_infusion_before_enrolment_is_refused_and_one_on_its_day_is_not(casebook: Casebook) -> None:
    with pytest.raises(InfusionRefused) as caught:
        steps.save_entry(casebook, CODE, EntryDraft("infusion", None, {**GIVEN, "infused_on": "2026-11-20"}), {})
    assert caught.value.words(Language.ZH) == ("回输日期 2026-11-20 早于入组日期 2026-11-21。",)
    on_its_day = EntryDraft("infusion", None, {**GIVEN, "infused_on": "2026-11-21"})
    assert steps.save_entry(casebook, CODE, on_its_day, {}, given_although=DECIDED).entry == 1
    with pytest.raises(InfusionRefused):
        steps.save_entry(casebook, CODE, EntryDraft("infusion", 1, {"infused_on": "2026-11-19"}), {}, reason="录入错误")


def test_that_an_infusion_kept_with_such_a_day_can_be_completed(casebook: Casebook) -> None:
    early = {**GIVEN, "infused_on": "2026-11-20"}
    casebook.store.record(CODE, "infusion", early)
    change = steps.save_entry(casebook, CODE, EntryDraft("infusion", 1, {**early, "lot": "DEMO-NK-18-1"}), {})
    assert change.kind == "corrected"
