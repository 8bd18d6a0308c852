from __future__ import annotations

from datetime import date

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Outcome, State


def test_that_most_rows_stand_although_no_ruling_is_decided(eligible: Participant) -> None:
    assessment = eligible.open().assessment()
    waiting = [verdict.criterion for verdict in assessment.verdicts if verdict.state is State.NEEDS_PI]
    assert waiting == ["I12.4", "I12", "E2"]
    assert eligible.open().but("ecg_echo", qtc_printed_ms="379").state("E2") is State.ABSENT
    assert assessment.outcome is Outcome.NEEDS_PI


def test_that_the_same_verdict_under_every_value_stands(eligible: Participant) -> None:
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "ongoing": "no", "last_dose_on": "2025-03-15"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid).open()
    verdict = child.verdict("E16")
    assert verdict.state is State.PENDING_DATE
    assert verdict.first_ok == date(2025, 3, 30)
    assert verdict.rulings == ("R-EDGE",)


def test_that_differing_verdicts_name_the_ruling_and_what_each_value_gives(eligible: Participant) -> None:
    surgery = {"procedure": "手术", "category": "major_surgery", "performed_on": "2025-02-20"}
    verdict = eligible.having("prior_therapy", "surgery", surgery).ruled(R_EDGE="").verdict("E8")
    assert verdict.state is State.NEEDS_PI
    assert [reason.code for reason in verdict.reasons] == ["why_ruling", "why_would_wait", "why_would_absent"]
    assert verdict.reasons[0].arguments["ruling"] == "ruling:R-EDGE"
    assert str(verdict.reasons[1].arguments["value"]) == "算在期内"
    assert (verdict.first_ok, verdict.valid_until) == (None, None)


def test_that_several_open_rulings_are_all_named(eligible: Participant) -> None:
    steroid = {"drug": "布地奈德", "category": "inhaled_topical", "ongoing": "no", "last_dose_on": "2025-03-08"}
    child = eligible.but("prior_therapy", immunosuppression_given="yes")
    child = child.having("prior_therapy", "immunosuppression", steroid).ruled(R_EDGE="", R_STEROID="")
    verdict = child.verdict("E16")
    assert verdict.state is State.NEEDS_PI
    named = [reason.arguments["ruling"] for reason in verdict.reasons if reason.code == "why_ruling"]
    assert named == ["ruling:R-STEROID", "ruling:R-EDGE"]


def test_that_a_ruling_with_a_number_can_go_either_way(eligible: Participant) -> None:
    child = eligible.but("laboratory", hbsag="positive", hbv_dna="<20", hbv_dna_unit="IU/mL", hbv_dna_uln="20")
    assert child.state("E23.1") is State.ABSENT
    assert child.ruled(R_DNA="").state("E23.1") is State.NEEDS_PI
    assert eligible.ruled(R_DNA="").state("E23.1") is State.ABSENT


def test_that_an_open_ruling_never_makes_a_failed_row_pass(eligible: Participant) -> None:
    child = eligible.but("laboratory", crea="500").ruled(R_CREA="", R_SAMPLE="")
    assert child.state("I12.4") is State.NEEDS_PI
    assert child.ruled(R_CREA="scr_and_clearance(x)").state("I12.4") is State.NEEDS_PI


def test_that_every_ruling_of_the_pack_is_named_by_a_criterion(pack: ProtocolPack) -> None:
    named = {ruling for text in pack.criteria.values() for ruling in text.rulings}
    assert named == set(pack.rulings)
