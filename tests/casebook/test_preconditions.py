"""Nobody is confirmed or enrolled against the protocol, and what stands against it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ucbnk_desktop.casebook import Casebook, ConfirmationRefused, EnrolmentRefused, steps
from ucbnk_desktop.casebook import preconditions as gates_of
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.wording import Language

ENROLMENT = {"enrolled_on": "2026-11-22", "dose_level": "1", "enrolled_by": "虚构研究者乙"}
CONFIRMATION = {"confirmed": "yes", "investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"}


def _refused(casebook: Casebook, code: str, values: Mapping[str, str] = ENROLMENT) -> EnrolmentRefused:
    head = casebook.store.head
    with pytest.raises(EnrolmentRefused) as caught:
        steps.enrol(casebook, code, values)
    assert casebook.store.head == head, "nothing may be written"
    return caught.value


def test_that_a_confirmed_child_can_be_enrolled(casebook: Casebook) -> None:
    change = steps.enrol(casebook, "D-002", ENROLMENT)
    assert (change.kind, change.participant) == ("enrolled", "D-002")
    assert casebook.assessment("D-002").outcome is Outcome.ELIGIBLE
    assert casebook.facts("D-002").value("enrolment", "dose_level") == "1"


def test_that_failing_platelets_are_named_when_enrolment_is_refused(casebook: Casebook) -> None:
    refused = _refused(casebook, "D-004")
    assert "I12.2" in refused.criteria


@pytest.mark.parametrize(("code", "criterion"), [("D-005", "I7"), ("D-006", "I12.3"), ("D-007", "I6"), ("D-016", "E4")])
def test_that_every_open_criterion_stands_against_enrolment(casebook: Casebook, code: str, criterion: str) -> None:
    assert criterion in _refused(casebook, code).criteria


def test_that_ready_to_sign_is_not_enough_to_enrol(casebook: Casebook) -> None:
    refused = _refused(casebook, "D-001")
    assert refused.criteria == ()
    assert refused.words(Language.ZH) == ("研究者尚未确认合格。",)
    assert refused.words(Language.EN) == ("The investigator has not confirmed eligibility.",)


def test_that_a_stale_confirmation_does_not_enrol(casebook: Casebook) -> None:
    assert any("重新确认" in words for words in _refused(casebook, "D-017").words(Language.ZH))


def test_that_nobody_is_enrolled_twice(casebook: Casebook) -> None:
    assert any("已入组" in words for words in _refused(casebook, "D-018").words(Language.ZH))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"dose_level": "4"}, "剂量水平 4"),
        ({"dose_level": ""}, "请填写剂量水平"),
        ({"enrolled_on": ""}, "请填写入组日期"),
        ({"enrolled_on": "2026-11-23"}, "晚于今天"),
        ({"enrolled_on": "2026-11-20"}, "早于确认合格的日期"),
    ],
)
def test_that_day_and_dose_level_must_be_possible(casebook: Casebook, changes: dict[str, str], word: str) -> None:
    refused = _refused(casebook, "D-002", {**ENROLMENT, **changes})
    assert any(word in words for words in refused.words(Language.ZH))


@pytest.mark.parametrize("setting", ["dose_levels", "enrol_definition"])
def test_that_an_unset_setting_refuses_enrolment(casebook: Casebook, setting: str) -> None:
    casebook.store.decide(setting, "", source="", reason="撤销")
    refused = _refused(casebook, "D-002")
    assert any(casebook.pack.settings[setting].zh in words for words in refused.words(Language.ZH))


def test_that_the_31st_enrolment_is_refused(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates_of, "CAP", 5)
    assert any("5" in words for words in _refused(casebook, "D-002").words(Language.ZH))
    monkeypatch.setattr(gates_of, "CAP", 6)
    steps.enrol(casebook, "D-002", ENROLMENT)


def test_that_only_a_satisfied_assessment_can_be_confirmed(casebook: Casebook) -> None:
    with pytest.raises(ConfirmationRefused) as caught:
        steps.confirm(casebook, "D-006", CONFIRMATION)
    assert caught.value.criteria == ("I12.3",)
    assert "资料不全" in caught.value.words(Language.ZH)[0]
    assert "“Incomplete”" in caught.value.words(Language.EN)[0]


def test_that_the_digest_is_filled_in_whatever_was_typed(casebook: Casebook) -> None:
    steps.confirm(casebook, "D-001", {**CONFIRMATION, "assessment_digest": "nonsense"})
    assert casebook.assessment("D-001").outcome is Outcome.ELIGIBLE
    kept = casebook.store.entries("D-001", "eligibility")[-1].values["assessment_digest"]
    assert kept == casebook.assessment("D-001").digest


def test_that_a_no_of_the_investigator_may_always_be_recorded(casebook: Casebook) -> None:
    steps.confirm(casebook, "D-006", {**CONFIRMATION, "confirmed": "no"})
    assert casebook.assessment("D-006").outcome is Outcome.INCOMPLETE
    steps.confirm(casebook, "D-001", {**CONFIRMATION, "confirmed": "no"})
    assert casebook.assessment("D-001").outcome is Outcome.READY_TO_SIGN


def test_that_confirming_anew_heals_a_stale_confirmation(casebook: Casebook) -> None:
    steps.confirm(casebook, "D-017", CONFIRMATION)
    assert not casebook.confirmation_stale("D-017")
    assert casebook.assessment("D-017").outcome is Outcome.ELIGIBLE


def test_that_a_child_after_screen_failure_is_not_confirmed(casebook: Casebook) -> None:
    with pytest.raises(ConfirmationRefused):
        steps.confirm(casebook, "D-004", CONFIRMATION)


def test_that_nothing_stands_against_a_child_who_is_eligible(demo: Casebook) -> None:
    assert demo.refusals("D-002") == ()
    assert all(not verdict.state.settled for code in ("D-003", "D-016") for verdict in demo.refusals(code))


def test_that_without_a_single_decision_nobody_is_eligible(empty: Casebook) -> None:
    empty.store.screen("D-001")
    assert empty.assessment("D-001").outcome is Outcome.INCOMPLETE
    assert _refused(empty, "D-001").words(Language.EN)
    assert State.MET not in {verdict.state for verdict in empty.assessment("D-001").verdicts}
