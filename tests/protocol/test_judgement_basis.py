"""An answer of the investigator is void only if the facts of its own row change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.pack import FORMS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Missing, Source
from ucbnk_desktop.protocol.judgement_basis import (
    BASIS,
    KEPT,
    changed_grounds,
    grounds_digest,
    grounds_text,
    judged_criterion,
    judgement_fields,
    judgement_key,
    read_grounds,
)
from ucbnk_desktop.protocol.questions import questions
from ucbnk_desktop.protocol.result_dates import date_of_result
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, Outcome, State

JUDGED = [criterion for criterion, text in PACK.criteria.items() if text.decided_by != "C"]
ALWAYS = {"I4", "I5", "I6", "I13", "E3", "E6", "E7", "E9", "E14", "E22", "E25"}
PLACES = [
    FieldRef(form, f"{table}{field.key}")
    for form, definition in FORMS.items() if form != "eligibility"
    for table, fields in (
        ("", [one for one in definition.fields if one.kind is not Kind.ROWS]),
        *((f"{one.key}.", one.columns) for one in definition.rows_fields),
    )
    for field in fields
]


def answered(facts: Facts, ref: FieldRef, value: str) -> Facts:
    """`facts` with the answer `value` in `ref`: in the last entry, for a column in the last row of the table."""
    entries = facts.all(ref.form) or (Entry(ref.form, 1),)
    table, dot, column = ref.field.partition(".")
    answer = Answer(value, Source(ref.form, 1, ref.field))
    last = entries[-1]
    if dot:
        rows = last.rows.get(table, ()) or (Entry(ref.form, 1),)
        row = replace(rows[-1], answers={**rows[-1].answers, column: answer})
        changed = replace(last, rows={**last.rows, table: (*rows[:-1], row)})
    else:
        changed = replace(last, answers={**last.answers, ref.field: answer})
    return Facts({**facts.entries, ref.form: (*entries[:-1], changed)})


def rests_on(criterion: str) -> set[FieldRef]:
    """The fields of the row, with the days of its results."""
    named = set(BASIS[criterion])
    dated = {FieldRef(ref.form, date_of_result(ref.form, ref.field)) for ref in named}
    return named | {ref for ref in dated if ref.field}


def keeping(child: Participant) -> Participant:
    """`child` with the marks of the facts that her judgements rest on."""
    facts = child.facts
    marks = {criterion: grounds_digest(facts, criterion) for criterion in BASIS}
    return child.but("judgements", **{KEPT: grounds_text(marks)})


def test_that_every_criterion_with_a_judgement_has_its_grounds() -> None:
    assert set(BASIS) == set(JUDGED)


def test_that_every_criterion_with_a_judgement_has_its_question_and_no_other_has() -> None:
    keys = {field.key for field in FORMS["judgements"].fields}
    asked = {key for key in keys if key.startswith("judgement_") and not key.endswith("_reason")}
    assert asked == {judgement_key(criterion) for criterion in JUDGED}
    assert {f"{key}_reason" for key in asked} <= keys


@pytest.mark.parametrize("criterion", BASIS)
def test_that_every_fact_of_a_row_is_a_field_that_a_form_asks(criterion: str) -> None:
    assert set(BASIS[criterion]) <= {ref for ref in PLACES if not ref.field.startswith("judge")}


@pytest.mark.parametrize("criterion", BASIS)
def test_that_the_short_names_of_the_facts_of_a_row_differ(criterion: str, severe: Participant) -> None:
    for ref in BASIS[criterion]:
        changed = changed_grounds(answered(severe.facts, ref, "另"), criterion, grounds_digest(severe.facts, criterion))
        assert changed == (FieldRef(ref.form, ref.field.partition(".")[0]),)


@given(ref=st.sampled_from(PLACES), criterion=st.sampled_from(tuple(BASIS)))
def test_that_a_field_moves_the_marks_of_those_rows_alone_that_it_belongs_to(
    severe: Participant, ref: FieldRef, criterion: str
) -> None:
    before = severe.facts
    moved = grounds_digest(answered(before, ref, "另"), criterion) != grounds_digest(before, criterion)
    assert moved is (ref in rests_on(criterion))


def test_that_every_field_moves_the_marks_of_those_rows_alone_that_it_belongs_to(severe: Participant) -> None:
    before = severe.facts
    wrong = [
        (criterion, ref) for criterion in BASIS for ref in PLACES
        if (grounds_digest(answered(before, ref, "另"), criterion) != grounds_digest(before, criterion))
        is not (ref in rests_on(criterion))
    ]
    assert wrong == []


@given(data=st.data())
def test_that_the_order_of_entry_and_of_rows_does_not_matter(severe: Participant, data: st.DataObject) -> None:
    child = severe.also("laboratory", sampled_on="2025-03-19", inr="1.4")
    child = child.also("ecg_echo", ecg_on="2025-03-19", qt_ms="300").having("toxicities", "toxicities", *(
        {"term": term, "grade": grade, "cause": "chemotherapy"} for term, grade in (("脱发", "1"), ("恶心", "1"))
    ))
    facts = child.facts
    shuffled = Facts({
        form: tuple(data.draw(st.permutations([
            replace(entry, rows={table: tuple(data.draw(st.permutations(rows))) for table, rows in entry.rows.items()})
            for entry in entries
        ]))) for form, entries in facts.entries.items()
    })
    for criterion in BASIS:
        assert grounds_digest(shuffled, criterion) == grounds_digest(facts, criterion)


def test_that_two_rows_that_exchange_a_value_are_other_facts(severe: Participant) -> None:
    def child(one: str, other: str) -> Facts:
        return severe.having(
            "toxicities", "toxicities", {"term": "脱发", "grade": one, "cause": "chemotherapy"},
            {"term": "恶心", "grade": other, "cause": "chemotherapy"},
        ).facts

    assert grounds_digest(child("1", "2"), "I6") != grounds_digest(child("2", "1"), "I6")


def test_that_a_fact_taken_away_is_named() -> None:
    there = answered(Facts(), FieldRef("medical_history", "splenomegaly"), "no")
    kept = grounds_digest(there, "E6")
    assert changed_grounds(Facts(), "E6", kept) == (FieldRef("medical_history", "splenomegaly"),)


def test_that_the_reason_of_an_absent_answer_is_a_part_of_the_fact() -> None:
    def facts(reason: str) -> Facts:
        answer = Answer(None, Source("medical_history", 1, "splenomegaly"), Missing.UNKNOWN, reason)
        return Facts({"medical_history": (Entry("medical_history", 1, {"splenomegaly": answer}),)})

    assert grounds_digest(facts("甲"), "E6") != grounds_digest(facts("乙"), "E6")


@pytest.mark.parametrize("kept", ["zz", ""])
def test_that_marks_that_cannot_be_read_make_every_fact_that_stands_a_changed_one(
    severe: Participant, kept: str
) -> None:
    assert changed_grounds(severe.facts, "E7", kept) == (FieldRef("medical_history", "unhealed_wound"),)
    assert changed_grounds(Facts(), "E7", "zz") == BASIS["E7"]


def test_that_marks_too_long_to_be_read_leave_no_answer_standing(severe: Participant) -> None:
    child = severe.but("judgements", **{KEPT: "e22:" + "0" * 6000})
    assert child.state("E22") is State.NEEDS_PI


def test_that_the_marks_of_a_long_record_stay_short(severe: Participant) -> None:
    child = severe
    for day in range(1, 29):
        child = child.also("laboratory", sampled_on=f"2025-02-{day:02}", inr="1.0", pt="12", aptt="30")
    marks = {criterion: grounds_digest(child.facts, criterion) for criterion in BASIS}
    assert len(grounds_text(marks)) < 2000


def test_that_marks_are_written_and_read_back(severe: Participant) -> None:
    marks = {criterion: grounds_digest(severe.facts, criterion) for criterion in BASIS}
    assert read_grounds(grounds_text(marks)) == marks
    assert read_grounds("") == {}


def test_that_a_field_of_the_page_knows_its_criterion() -> None:
    assert [judged_criterion(key) for key in ("judgement_e13", "judgement_e13_reason", "judged_by", "judgement_e5")] \
        == ["E13", "E13", "", ""]


# The verdict


def _cases() -> Iterator[tuple[str, str, str, str]]:
    """Criterion, form, field and another true value that leaves the criterion with its judgement."""
    yield "E22", "medical_history", "other_condition_detail", "另述"
    yield "E18", "medical_history", "il2_detail", "另述"
    yield "E13", "medical_history", "infection_detail", "另述"
    yield "E1", "diagnosis", "brain_stable_since", "2024-11-01"
    yield "I4", "diagnosis", "inss", "3"
    yield "I13", "consent", "guardian_proof", "出生证"
    yield "E12", "medical_history", "effusion_site", "ascites"
    yield "E2", "ecg_echo", "qt_ms", "318"


@pytest.mark.parametrize(("criterion", "form", "key", "value"), tuple(_cases()))
def test_that_an_answer_in_favour_is_void_once_a_fact_of_its_row_changes(
    severe: Participant, criterion: str, form: str, key: str, value: str
) -> None:
    child = keeping(severe)
    assert child.assessment().outcome is Outcome.READY_TO_SIGN
    verdict = child.but(form, **{key: value}).verdict(criterion)
    assert verdict.state is State.NEEDS_PI
    reason = next(reason for reason in verdict.reasons if reason.code == "why_judged_void")
    assert reason.arguments == {"on": "2025-03-19", "fields": (FieldRef(form, key),)}


def test_that_a_change_in_one_row_leaves_the_answers_of_all_others_standing(severe: Participant) -> None:
    found = keeping(severe).but("medical_history", other_condition_detail="另述").assessment()
    assert [verdict.criterion for verdict in found.verdicts if not verdict.state.settled] == ["E22"]


@pytest.mark.parametrize(("criterion", "form", "key", "value"), tuple(_cases()))
def test_that_an_answer_without_kept_facts_counts_as_it_did(
    severe: Participant, criterion: str, form: str, key: str, value: str
) -> None:
    assert severe.but(form, **{key: value}).state(criterion).settled


def test_that_an_answer_against_the_participant_stands_whatever_changes(severe: Participant) -> None:
    child = keeping(severe.but("judgements", judgement_e22="present", judgement_i13="not_met"))
    changed = child.but("medical_history", other_condition_detail="另述").but("consent", guardian_proof="出生证")
    assert changed.state("E22") is State.PRESENT
    assert changed.state("I13") is State.NOT_MET


@given(ref=st.sampled_from([ref for ref in PLACES if "." not in ref.field]))
def test_that_keeping_the_facts_never_makes_anything_better(severe: Participant, ref: FieldRef) -> None:
    def outcome(child: Participant) -> Outcome:
        return child.assessment().outcome

    order = list(Outcome)
    changed = severe.but(ref.form, **{ref.field: "[unknown]"})
    kept = keeping(severe).but(ref.form, **{ref.field: "[unknown]"})
    assert order.index(outcome(kept)) <= order.index(outcome(changed)) or ref.field == KEPT


# What is asked


def asked_of(child: Participant) -> frozenset[str]:
    return questions(
        child.facts, day=child.day, pack=PACK, settings=Settings(child.settings), rulings=Rulings(child.rulings)
    )


def test_that_nothing_is_asked_that_is_computed_alone(eligible: Participant) -> None:
    assert asked_of(eligible) == ALWAYS


def test_that_the_facts_open_the_questions_that_computing_leaves(severe: Participant) -> None:
    assert asked_of(severe) >= ALWAYS | {"I8", "E1", "E2", "E12", "E13", "E17", "E18", "E21"}


def test_that_a_question_is_asked_though_a_ruling_that_leads_to_it_is_open(severe: Participant) -> None:
    child = severe.but("medical_history", bleeding_tendency="yes", anticoagulant_therapy="no").ruled(R_COAG="")
    assert "E4" in asked_of(child)


def test_that_what_is_asked_does_not_hang_on_what_was_answered(severe: Participant) -> None:
    assert asked_of(severe.without("judgements")) == asked_of(severe)


def test_that_a_judgement_needs_its_answer_its_grounds_and_what_it_is_reckoned_from() -> None:
    assert judgement_fields("I5") == ("survival_weeks", "judgement_i5", "judgement_i5_reason")
    assert judgement_fields("E25") == ("judgement_e25", "judgement_e25_reason")
