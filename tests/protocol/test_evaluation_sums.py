"""From findings to verdicts: which of several days stands, and that every grave reading of an open ruling is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import combinations_with_replacement

import pytest

from ucbnk_desktop.protocol.evaluation import judge, sum_of
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Missing, Source, Value
from ucbnk_desktop.protocol.findings import Conclusion, Finding, contradiction, worst
from ucbnk_desktop.protocol.fingerprint import digest
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason, State, Verdict

SOONER, LATER = date(2025, 3, 22), date(2025, 3, 29)
DAYS = pytest.mark.parametrize("days", [(SOONER, LATER), (LATER, SOONER)])


def case_of(pack: ProtocolPack) -> RuleContext:
    return RuleContext.of(Facts(), day=date(2025, 3, 20), pack=pack, settings=Settings(), rulings=Rulings())


@DAYS
def test_that_parts_that_wait_are_done_with_the_last_of_them(days: tuple[date, date]) -> None:
    parts = [Verdict("E23.1", State.PENDING_DATE, first_ok=day) for day in days]
    assert sum_of("E23", parts).first_ok == LATER


@DAYS
def test_that_parts_are_valid_until_the_first_of_them_expires(days: tuple[date, date]) -> None:
    parts = [Verdict("E23.1", State.ABSENT, valid_until=day) for day in days]
    assert sum_of("E23", parts).valid_until == SOONER


def test_that_of_two_parts_the_graver_stands_in_whatever_order() -> None:
    gravest_first = (
        State.NOT_MET, State.PRESENT, State.INCOMPLETE, State.NEEDS_PI, State.PENDING_DATE, State.MET, State.ABSENT,
        State.NOT_APPLICABLE,
    )
    assert set(gravest_first) == set(State)
    for graver, lighter in combinations_with_replacement(gravest_first, 2):
        parts = Verdict("E23.1", graver), Verdict("E23.2", lighter)
        assert {sum_of("E23", parts).state, sum_of("E23", reversed(parts)).state} == {graver}


@pytest.mark.parametrize(
    ("graver", "state"), [(Conclusion.MISSING, State.INCOMPLETE), (Conclusion.FAILS, State.PRESENT)]
)
def test_that_no_day_is_promised_while_something_graver_than_time_is_in_the_way(
    pack: ProtocolPack, graver: Conclusion, state: State
) -> None:
    found = worst((Finding(Conclusion.NOT_YET, first_ok=LATER), Finding(graver)))
    verdict = judge("E8", lambda _: found, case_of(pack)).verdict
    assert (verdict.state, verdict.first_ok) == (state, None)


def test_that_a_value_is_told_by_the_gravest_that_any_other_open_ruling_makes_of_it(pack: ProtocolPack) -> None:
    said = {("clear", "feb28"): Conclusion.HOLDS, ("clear", "mar1"): Conclusion.FAILS, (
        "within", "feb28"
    ): Conclusion.NOT_YET}

    def rule(case: RuleContext) -> Finding:
        return Finding(said.get((case.ruling("R-EDGE"), case.ruling("R-LEAPDAY")), Conclusion.MISSING))

    reasons = judge("E8", rule, case_of(pack)).verdict.reasons
    told = {str(reason.arguments.get("value")): reason.code for reason in reasons}
    edge = pack.rulings["R-EDGE"]
    assert told[edge.label("clear")[0]] == "why_would_present"
    assert told[edge.label("within")[0]] == "why_would_incomplete"


def test_that_questions_are_asked_while_a_ruling_is_open(pack: ProtocolPack) -> None:
    query = Reason.of("why_query_after")

    def rule(case: RuleContext) -> Finding:
        return Finding(Conclusion.HOLDS if case.ruling("R-EDGE") == "clear" else Conclusion.NOT_YET, queries=(query,))

    judged = judge("E8", rule, case_of(pack))
    assert (judged.verdict.state, judged.queries) == (State.NEEDS_PI, (query,))


def test_that_a_contradiction_is_asked_about_with_its_fields() -> None:
    refs = FieldRef("medical_history", "effusion"), FieldRef("medical_history", "effusion_site")
    (query,) = contradiction(*refs).queries
    assert query.arguments["fields"] == refs


# What a signature covers


def test_that_another_version_of_the_protocol_or_another_state_is_another_assessment(pack: ProtocolPack) -> None:
    case, amended = case_of(pack), case_of(replace(pack, version="another"))
    met, not_met = Verdict("I1", State.MET), Verdict("I1", State.NOT_MET)
    assert len({digest(case, ()), digest(amended, ()), digest(case, (met,)), digest(case, (not_met,))}) == 4


SOURCE = Source("medical_history", 1, "other_condition_detail")


def signed(pack: ProtocolPack, value: Value | None, missing: Missing | None = None, reason: str = "") -> str:
    entry = Entry("medical_history", 1, {SOURCE.field: Answer(value, SOURCE, missing, reason)})
    return digest(replace(case_of(pack), facts=Facts({"medical_history": (entry,)})), ())


@pytest.mark.parametrize("form", [
    "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "vital_signs",
    "performance", "toxicities", "laboratory", "ecg_echo", "judgements",
])
def test_that_every_form_of_screening_is_signed_though_no_verdict_rests_on_an_answer_of_it(
    pack: ProtocolPack, form: str
) -> None:
    def with_remark(text: str) -> str:
        entry = Entry(form, 1, {"remark": Answer(text, SOURCE)})
        return digest(replace(case_of(pack), facts=Facts({form: (entry,)})), ())

    assert len({with_remark("x"), with_remark("y"), digest(case_of(pack), ())}) == 3


def test_that_another_reason_for_an_absence_is_another_fact(pack: ProtocolPack) -> None:
    reasons = [signed(pack, None, missing, text) for missing in Missing for text in ("", "x")]
    assert len(set(reasons)) == len(reasons)


def test_that_a_set_is_one_fact_in_whatever_order_it_is_kept(pack: ProtocolPack) -> None:
    codes = [f"code_{number}" for number in range(9)]
    assert signed(pack, frozenset(codes)) == signed(pack, " ".join(codes))
    assert signed(pack, frozenset(codes)) != signed(pack, frozenset(codes[1:]))


def test_that_the_signed_text_stays_as_it_is_laid_out_or_every_signature_would_be_void(pack: ProtocolPack) -> None:
    def told(**values: Value) -> dict[str, Answer]:
        return {key: Answer(value, SOURCE) for key, value in values.items()}

    rows = {"events": (Entry("medical_history", 1, told(event="dvt")),)}
    result = LabResult(Quantity.parse("<5.0"), "U/L", None, Decimal("40"), clinically_significant=False)
    facts = Facts({
        "medical_history": (
            Entry("medical_history", 1, told(wound="\ud83d", effusion="yes")), Entry("medical_history", 2, {}, rows),
        ),
        "laboratory": (Entry("laboratory", 3, told(alt=result, sampled_on=SOONER)),),
    })
    text = f"""pack={pack.version}
medical_history[0].effusion='yes'
medical_history[0].wound='\\ud83d'
medical_history[1].events[0].event='dvt'
laboratory[0].alt='<5.0|U/L|None|40|False'
laboratory[0].sampled_on='2025-03-22'
R-EDGE='clear'
R-SAMPLE=''
max_age='1'
min_age=''
I1=met"""
    verdict = Verdict("I1", State.MET, rulings=("R-SAMPLE", "R-EDGE"), settings=("min_age", "max_age"))
    decided = Settings({"max_age": "1"}), Rulings({"R-EDGE": "clear"})
    case = RuleContext.of(facts, day=SOONER, pack=pack, settings=decided[0], rulings=decided[1])
    assert digest(case, (verdict,)) == sha256(text.encode()).hexdigest()
