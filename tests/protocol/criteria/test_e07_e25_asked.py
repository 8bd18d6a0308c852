"""E7: Unhealed wound; E9: Oral absorption; E14: Abuse or mental disorder; E25: Compliance."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.participants import Participant, signed
from ucbnk_desktop.protocol.judgement_basis import KEPT, grounds_digest, grounds_text
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State

BY, ON = FieldRef("judgements", "judged_by"), FieldRef("judgements", "judged_on")
CONSENTED, TODAY = date(2025, 3, 10), date(2025, 3, 20)


def test_that_a_day_of_judging_that_cannot_be_is_named(eligible: Participant) -> None:
    late = signed(eligible, judged_on="2025-03-21").verdict("E25")
    assert late.reasons == (Reason.of("why_future", field=ON, on=date(2025, 3, 21)),)
    early = signed(eligible, judged_on="2025-03-09").verdict("E25")
    assert early.reasons == (Reason.of("why_judged_early", on=date(2025, 3, 9), consented=CONSENTED),)


def test_that_an_answer_counts_while_the_day_of_consent_is_not_entered(eligible: Participant) -> None:
    assert eligible.but("consent", guardian_signed_at="").state("E25") is State.ABSENT


@pytest.mark.parametrize(("answer", "state"), [("present", State.PRESENT), ("absent", State.INCOMPLETE)])
def test_that_an_answer_against_counts_without_name_and_day(eligible: Participant, answer: str, state: State) -> None:
    assert signed(eligible, judgement_e25=answer, judged_by="", judged_on="").state("E25") is state


def test_that_a_void_answer_says_what_changed_of_which_day(eligible: Participant) -> None:
    marks = {"E7": grounds_digest(eligible.facts, "E7")}
    child = signed(eligible, **{KEPT: grounds_text(marks)})
    assert child.state("E7") is State.ABSENT
    verdict = child.but("medical_history", unhealed_wound="[unknown]").but(
        "medical_history", unhealed_wound="no", wound_detail="骶部"
    ).verdict("E7")
    void = next(reason for reason in verdict.reasons if reason.code == "why_judged_void")
    assert void.arguments["on"] == "2025-03-19"
    assert void.arguments["fields"] == (FieldRef("medical_history", "wound_detail"),)
    assert "judgement_e7" in [one.source.field for one in verdict.evidence]


@pytest.mark.parametrize(("criterion", "gate", "detail"), [
    ("E7", "unhealed_wound", "wound_detail"), ("E9", "absorption_impaired", "absorption_detail"),
])
def test_that_a_detail_left_standing_contradicts_the_no_before_it(
    eligible: Participant, criterion: str, gate: str, detail: str
) -> None:
    both = (FieldRef("medical_history", gate), FieldRef("medical_history", detail))
    verdict = eligible.but("medical_history", **{detail: "骶部"}).verdict(criterion)
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, both)
    assert verdict.reasons[0] == Reason.of("why_contradiction", fields=both)
    assert eligible.but("medical_history", **{detail: "[unknown]"}).state(criterion) is State.ABSENT
