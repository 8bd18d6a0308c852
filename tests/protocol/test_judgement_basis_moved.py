"""The facts of a judgement are the fields that move its criterion: those of the record, and those only a reader weighs.

`what_each_answer_changes.txt` tells which single answers change a criterion. A field that does must be among the facts
that void the investigator's answer when they change; a fact beside them is one that no rule computes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Missing, Source, Value
from ucbnk_desktop.protocol.judgement_basis import (
    BASIS,
    FORM,
    changed_grounds,
    grounds_digest,
    grounds_text,
    judged_criterion,
    read_grounds,
)
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.result_dates import date_of_result

FILE = Path(__file__).with_name("what_each_answer_changes.txt")
BOUNDS = {"consent.guardian_signed_at", "demographics.birth_date", "screening.first_procedure_at"}
"""Days before which nothing can lie, neither a judgement nor a result nor an event."""

DATES = {"laboratory.sampled_on", "ecg_echo.ecg_on", "ecg_echo.echo_on"}
"""The day of a result is marked with the result."""

SHOWN: Mapping[str, set[str]] = {"I6": {"laboratory.anc", "laboratory.plt"}}
"""Shown beside the question, and decide nothing."""

WEIGHED: Mapping[str, set[str]] = {
    "I1": {"consent.own_earnings", "consent.participant_signed_at"},
    "I4": {
        "diagnosis.aberration_11q", "diagnosis.histology", "diagnosis.inrgss", "diagnosis.relapses.site",
        "prior_therapy.anticancer.drug_class",
    },
    "I6": {"toxicities.toxicities.since"},
    "I8": {
        "prior_therapy.trial_taken_part", "prior_therapy.trials.antitumour", "prior_therapy.trials.ended_on",
        "prior_therapy.trials.trial",
    },
    "I13": {
        "consent.assent_signed_at", "consent.own_earnings", "consent.participant_signed_at",
        "consent.second_guardian_signed", "consent.second_guardian_signed_at", "consent.witness_needed",
        "consent.witness_signed_at", "screening.first_procedure_at",
    },
    "E2": {"ecg_echo.ecg_finding", "ecg_echo.echo_finding", "ecg_echo.qtc_formula", "ecg_echo.qtc_printed_ms"},
    "E13": {"medical_history.intravenous_treatment"},
}
"""What the investigator looks at though, in the two children of the record, no rule computes from it."""


@cache
def _moving() -> Mapping[str, set[str]]:
    """By criterion, the fields of which one answer at least changes it."""
    found: dict[str, set[str]] = defaultdict(set)
    form = field = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            form = line.split(" ")[1]
        elif line.startswith("   "):
            found[line.split()[0]].add(f"{form}.{field}")
        elif not line.startswith("  "):
            field = line.strip()
    return found


def _facts(criterion: str) -> set[str]:
    return {f"{ref.form}.{ref.field}" for ref in BASIS[criterion]}


@pytest.mark.parametrize("criterion", sorted(BASIS))
def test_that_the_facts_of_a_judgement_are_what_moves_its_criterion(criterion: str) -> None:
    own = f"{FORM}.survival_weeks"
    moving = {one for one in _moving()[criterion] if one == own or not one.startswith((f"{FORM}.", "decisions."))}
    facts = _facts(criterion)
    assert moving - facts <= BOUNDS | DATES | SHOWN.get(criterion, set())
    assert facts - moving == WEIGHED.get(criterion, set())


def test_that_the_signatures_are_facts_of_consent_and_of_compliance() -> None:
    signed = {one for one in _facts("I1") if one.endswith(("_signed_at", "_signed"))}
    assert len(signed) == 6
    assert signed | {"demographics.birth_date", "screening.first_procedure_at"} <= _facts("I13")


@pytest.mark.parametrize(("form", "key", "dated"), [
    ("laboratory", "anc", "sampled_on"), ("laboratory", "hiv_ab", "sampled_on"), ("ecg_echo", "qt_ms", "ecg_on"),
    ("ecg_echo", "ecg_finding", "ecg_on"), ("ecg_echo", "echo_finding", "echo_on"),
    ("ecg_echo", "lvef_percent", "echo_on"), ("medical_history", "effusion", ""), ("diagnosis", "inss", ""),
])
def test_that_a_result_is_marked_with_its_own_day(form: str, key: str, dated: str) -> None:
    assert date_of_result(form, key) == dated


def test_that_marks_of_some_criteria_are_written_without_the_others() -> None:
    assert grounds_text({"E6": "abc", "I4": "def"}) == "i4:def;e6:abc"
    assert read_grounds(grounds_text({"E6": "abc"})) == {"E6": "abc"}


@pytest.mark.parametrize(("key", "criterion"), [
    ("judgement_e6", "E6"), ("judgement_e6_reason", "E6"), ("e6", ""), ("judgement_e8", ""), ("judged_by", ""),
])
def test_that_only_a_field_of_a_judgement_belongs_to_a_criterion(key: str, criterion: str) -> None:
    assert judged_criterion(key) == criterion


def test_that_the_facts_are_those_of_the_entry_the_rules_read(eligible: Participant) -> None:
    """Of a form that is filled once the last entry that stands is read, and its facts are marked."""
    kept = grounds_digest(eligible.facts, "E6")
    assert changed_grounds(eligible.facts, "E6", kept) == ()
    assert changed_grounds(eligible.facts, "E6", None) == ()
    *_, (values, _) = eligible.entries["medical_history"]
    again = eligible.also("medical_history", **{**values, "splenomegaly": "yes"})
    assert [ref.field for ref in changed_grounds(again.facts, "E6", kept)] == ["splenomegaly"]
    assert changed_grounds(again.also("medical_history", **values).facts, "E6", kept) == ()


# What stands in a study already


@pytest.mark.parametrize(("criterion", "marks"), [
    ("E13", "a2975e735a912787eb79f255475e735a954e11c841ce9f80087ff271e567aa281f"),
    ("I6", "86975e735a9cd7c5785c1d"),
    ("E2", "2be558de0a99251ca58feab64bc9ec81bd832d1739068b883dcefb7b3a67aa281ffcd6f621f87cf0dd0216b9"),
    ("E4", "2b3284163b9bf44c9cfc2efca6c088d52c0d67aa281f31075e735a9f500cc268d7"),
    ("I5", "c362b3f81c9"), ("E25", ""),
])
def test_that_the_same_facts_have_the_marks_that_studies_keep_of_them(
    severe: Participant, criterion: str, marks: str
) -> None:
    """Marked otherwise by a later program, every answer that stands in a study would be void."""
    assert grounds_digest(severe.facts, criterion) == marks


def _holding(form: str, **values: Value | Missing) -> Facts:
    def answer(key: str, value: Value | Missing) -> Answer:
        source = Source(form, 1, key)
        return Answer(None, source, value) if isinstance(value, Missing) else Answer(value, source)

    return Facts({form: (Entry(form, 1, {key: answer(key, value) for key, value in values.items()}),)})


SECONDS = LabResult(Quantity(Decimal("12.1")), "s", None, Decimal("13.5"))


@pytest.mark.parametrize(("criterion", "facts", "mark"), [
    ("E6", _holding("medical_history", splenomegaly=Missing.UNKNOWN), "6e9b159a71c"),
    ("E6", _holding("medical_history", splenomegaly="\ud800"), "6e91dc4a528"),
    ("E12", _holding("medical_history", effusion_site=frozenset(("pleural", "ascites"))), "e03044de44a"),
    ("E4", _holding("laboratory", pt=SECONDS), "fca55b29f9a"),
    ("E4", _holding("laboratory", pt=replace(SECONDS, clinically_significant=True)), "fca55b29f9a"),
])
def test_that_every_sort_of_answer_has_its_mark(criterion: str, facts: Facts, mark: str) -> None:
    """Several codes in whatever order; of a result what a limit is held against, not what the ward thought of it."""
    assert grounds_digest(facts, criterion) == mark


def test_that_several_rows_and_several_results_have_one_mark_in_whatever_order(severe: Participant) -> None:
    rows = [{"term": "脱发", "grade": "1", "cause": "chemotherapy"}, {"term": "恶心", "grade": "1", "cause": "disease"}]
    for listed in (rows, rows[::-1]):
        child = severe.having("toxicities", "toxicities", *listed)
        assert grounds_digest(child.facts, "I6") == "86975e735a9cd71a3bc761"
    days = ["2025-03-17", "2025-03-19"]
    for told in (days, days[::-1]):
        child = severe.without("laboratory").without("medical_history")
        for day in told:
            child = child.also("laboratory", sampled_on=day, inr="1.1")
        assert grounds_digest(child.facts, "E4") == "bf4cd3e005a"


@pytest.mark.parametrize("criterion", BASIS)
def test_that_what_was_never_filled_in_has_no_mark(criterion: str) -> None:
    assert grounds_digest(Facts(), criterion) == ""
    empty = {ref.form: (Entry(ref.form, 1),) for ref in BASIS[criterion]}
    assert grounds_digest(Facts(empty), criterion) == ""


def test_that_a_table_without_rows_is_no_fact(severe: Participant) -> None:
    [entry] = severe.facts.all("toxicities")
    without = replace(entry, rows={"toxicities": ()})
    kept = grounds_digest(Facts({"toxicities": (without,)}), "I6")
    assert kept == grounds_digest(Facts({"toxicities": (replace(entry, rows={}),)}), "I6")
    assert kept == "86975e735a9"
