"""Several findings as one: the heaviest stands, and nothing that any of them rests on is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.participants import Participant
from ucbnk_desktop import wording
from ucbnk_desktop.protocol import findings
from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult, Missing, Source
from ucbnk_desktop.protocol.findings import (
    NOTHING,
    Conclusion,
    Finding,
    compared,
    earliest,
    held,
    holds,
    lacking,
    latest,
    seen,
    shown,
    together,
    worst,
)
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Reason

ONE, TWO = date(2025, 3, 1), date(2025, 3, 2)
SOURCE = Source("laboratory", 1, "anc")


def ref(key: str) -> FieldRef:
    return FieldRef("laboratory", key)


def finding(says: Conclusion, name: str, first: date | None = None, until: date | None = None) -> Finding:
    return Finding(
        says, (Reason.of(f"why_{name}"),), (Evidence(SOURCE, name),), (ref(name),), first, first, until,
        (Reason.of(f"why_query_{name}"),),
    )


FINDINGS = st.lists(st.builds(
    finding, st.sampled_from(Conclusion), st.sampled_from("abcd"), st.sampled_from([None, ONE, TWO]),
    st.sampled_from([None, ONE, TWO]),
), min_size=1, max_size=5)


@given(FINDINGS)
def test_that_the_heaviest_stands_and_all_grounds_are_kept_once(found: list[Finding]) -> None:
    total = worst(found)
    assert total.conclusion is max(one.conclusion for one in found)
    assert total.reasons[0] in [reason for one in found if one.conclusion is total.conclusion for reason in one.reasons]
    for name in ("reasons", "evidence", "missing", "queries"):
        kept = [str(part) for part in getattr(total, name)]
        assert sorted(kept) == sorted({str(part) for one in found for part in getattr(one, name)})
    assert total.first_ok == total.clears_on == latest(one.first_ok for one in found)
    assert total.valid_until == earliest(one.valid_until for one in found)


def test_that_a_datum_shown_once_keeps_all_that_it_was_held_against() -> None:
    datum = (Evidence(SOURCE, "2025-03-01"),)
    below, at = compared(19, 21), compared(21, 21)
    found = worst([holds("why_x", *held(datum, each)) for each in (below, at, below)])
    assert found.evidence == datum
    assert found.evidence[0].comparisons == (below, at)


def test_that_of_two_that_wait_the_later_is_told_first() -> None:
    early, late = finding(Conclusion.NOT_YET, "early", ONE), finding(Conclusion.NOT_YET, "late", TWO)
    dateless = finding(Conclusion.NOT_YET, "dateless")
    for order in ((early, late, dateless), (dateless, late, early)):
        assert [reason.code for reason in worst(order).reasons] == ["why_late", "why_early", "why_dateless"]


def test_that_a_rule_with_nothing_to_say_adds_nothing() -> None:
    one = finding(Conclusion.HOLDS, "one")
    assert worst((NOTHING, one, NOTHING)) is one
    assert worst((NOTHING, NOTHING)) is NOTHING
    assert worst(()) is NOTHING


@pytest.mark.parametrize(("missing", "code"), [
    (None, "why_missing"), (Missing.NOT_DONE, "why_not_done"), (Missing.UNKNOWN, "why_unknown"),
    (Missing.NOT_APPLICABLE, "why_not_answerable"), (Missing.PENDING, "why_pending"),
])
def test_that_absent_fields_of_one_kind_become_one_list(missing: Missing | None, code: str) -> None:
    answer = Answer(None, SOURCE, missing) if missing else None
    total = worst(lacking(ref(key), answer) for key in ("anc", "plt", "anc"))
    assert total.reasons == (Reason.of(code, fields=(ref("anc"), ref("plt"))),)
    assert total.missing == (ref("anc"), ref("plt"))


def test_that_fields_absent_for_different_reasons_are_told_apart() -> None:
    pending = lacking(ref("anc"), Answer(None, SOURCE, Missing.PENDING))
    codes = [reason.code for reason in worst((pending, lacking(ref("plt"), None))).reasons]
    assert codes == ["why_pending", "why_missing"]


def test_that_the_same_sentence_is_said_once_and_another_of_its_code_beside_it() -> None:
    one, other = Reason.of("why_dip", grade="1"), Reason.of("why_dip", grade="2")
    assert together([one, other, one]) == (one, other)


def test_that_another_sentence_with_the_same_words_in_it_is_said_too() -> None:
    one, other = Reason.of("why_yes", field=ref("anc")), Reason.of("why_no", field=ref("anc"))
    assert together([one, other, one]) == (one, other)


def test_that_days_that_are_not_known_limit_nothing() -> None:
    assert (latest([None, ONE, TWO]), earliest([TWO, None, ONE])) == (TWO, ONE)
    assert (latest([None]), earliest([])) == (None, None)


@pytest.mark.parametrize(("answer", "text"), [
    (None, ""), (Answer(None, SOURCE, Missing.PENDING), "[pending]"), (Answer("yes", SOURCE), "yes"),
    (Answer(frozenset({"b", "a"}), SOURCE), "a b"), (Answer(Decimal("1.50"), SOURCE), "1.50"),
    (Answer(LabResult(Quantity.parse("<5.0"), "U/L"), SOURCE), "<5.0"),
])
def test_that_an_answer_is_shown_as_it_was_entered(answer: Answer | None, text: str) -> None:
    assert shown(answer) == text


def test_that_what_is_seen_is_the_answer_beside_its_limit_and_day() -> None:
    entry = Entry("laboratory", 1, {"anc": Answer("yes", SOURCE)})
    limit = Limit("≥", Decimal("1.0"))
    assert held(seen(entry, "anc", ONE), limit=limit) == (Evidence(SOURCE, "yes", limit, ONE),)
    assert seen(entry, "plt") == ()


MISSING_ANC, MISSING_PLT = lacking(ref("anc"), None), lacking(ref("plt"), None)


def test_that_answers_that_are_known_are_gone_on_from() -> None:
    assert findings.given(2).then(lambda number: number + 1) == 3
    assert findings.given("a", 2, True, ONE).then(lambda *answers: answers) == ("a", 2, True, ONE)
    assert findings.given(None, False).then(lambda *answers: answers) == (None, False)


def test_that_everything_that_is_missing_is_named_and_nothing_is_made_of_the_rest() -> None:
    def never(*_: object) -> Finding:
        raise AssertionError

    assert findings.given(MISSING_ANC).then(never) is MISSING_ANC
    assert findings.given("known", MISSING_ANC).then(never) is MISSING_ANC
    assert findings.given(MISSING_ANC, "known", MISSING_PLT).then(never) == worst((MISSING_ANC, MISSING_PLT))
    assert findings.given(MISSING_PLT, "known").if_known(never) is None


def test_that_what_is_only_shown_is_worked_out_where_all_of_it_is_known() -> None:
    assert findings.given(2, 3).if_known(lambda one, other: one * other) == 6


def test_that_a_required_answer_says_nothing_unless_it_is_missing() -> None:
    assert findings.required(MISSING_ANC) is MISSING_ANC
    assert [findings.required(answer) for answer in (None, False, "no")] == [NOTHING] * 3


def test_that_many_answers_are_known_all_or_missing_together() -> None:
    assert findings.all_known(["a", "b"]) == ("a", "b")
    assert findings.all_known([]) == ()
    assert findings.all_known(["a", MISSING_ANC, MISSING_PLT]) == worst((MISSING_ANC, MISSING_PLT))


def _of_another_time(child: Participant) -> Participant:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": "2025-03-18", "last_dose_on": "2025-04-20"}
    child = child.but("enrolment", enrolled_on="2025-03-20", dose_level="1").ruled(R_COMBO="none")
    child = child.having("prior_therapy", "chemotherapy", row).also("infusion", given="yes", infused_on="2025-03-22")
    return child.on("2025-04-25")


TOLD: dict[str, Callable[[Participant], Participant]] = {
    "why_limits_impossible": lambda child: child.but("laboratory", tbil_lln="22"),
    "why_limit_unit": lambda child: child.but("laboratory", tbil_uln="1.2"),
    "why_below_needs_marrow": lambda child: child.but("laboratory", plt="60").but("diagnosis", marrow_involved=""),
    "why_version_not_in_force": lambda child: child.set(
        consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]'
    ),
    "why_infant_then": lambda child: child.but("demographics", birth_date="2024-03-20").ruled(
        R_INFANT_PS="not_applicable"
    ),
    "why_confirmed_before": lambda child: child.but("laboratory", hiv_ab="reactive").also(
        "laboratory", sampled_on="2025-03-12", hiv_confirmation="negative"
    ),
    "why_course_begun_before": _of_another_time,
    "why_query_anc_above_wbc": lambda child: child.but("laboratory", wbc="2.30", wbc_unit="10⁹/L"),
    "why_query_consent_anew": lambda child: child.but("demographics", birth_date="2017-03-15"),
}


@pytest.mark.parametrize("code", TOLD)
def test_that_a_sentence_is_given_all_that_it_says(eligible: Participant, code: str) -> None:
    found = TOLD[code](eligible).assessment()
    reasons = [*found.queries, *(reason for verdict in found.verdicts for reason in verdict.reasons)]
    given = {frozenset(reason.arguments) for reason in reasons if reason.code == code}
    assert given == {frozenset(re.findall(r"\{(\w+)\}", wording.text(code).en))}
