from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import ucbnk_desktop.protocol
from tests.helpers.participants import Participant
from ucbnk_desktop import wording
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.places import forms, resources
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.protocol.findings import held
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import (
    Assessment,
    Evidence,
    Limit,
    LimitComparison,
    Outcome,
    Reason,
    State,
    Tally,
    Verdict,
    open_and_settled,
)
from ucbnk_desktop.wording import Language

_PLACE = re.compile(r"\{(\w+)\}")
_PACKAGE = Path(ucbnk_desktop.protocol.__file__).parent
_REFUSED = ("审判", "国防部", "先证者", "辍学", "电子病历表", "监视器", "审计踪迹", "网站", "赞助商", "冲刷", "荷尔蒙")


def _codes() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in _PACKAGE.rglob("*.py"))
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"why_\w+", text)}


def _worded() -> set[str]:
    return {code for code in wording.catalogue() if code.startswith("why_")}


def test_that_every_code_has_words_and_every_word_a_use() -> None:
    assert _codes() == _worded()


@pytest.mark.parametrize("code", sorted(_worded()))
def test_that_both_languages_have_the_same_places(code: str) -> None:
    text = wording.text(code)
    assert set(_PLACE.findall(text.zh)) == set(_PLACE.findall(text.en))


@pytest.mark.parametrize("file", ["wording/verdicts.toml", "protocol/ucbnk01.toml", "protocol/rulings.toml",
                                  "protocol/settings.toml"])
def test_that_no_refused_word_is_used(file: str) -> None:
    text = resources(*file.split("/")).read_text(encoding="utf-8")
    assert [word for word in _REFUSED if word in text] == []


def _zoo(child: Participant) -> Iterator[Participant]:
    """Children that between them meet most of the sentences."""
    yield child
    yield replace(child, entries={})
    yield replace(child, settings={}, rulings={})
    yield child.open()
    yield child.on("2025-04-30")
    for form, entries in child.entries.items():
        for key in entries[0][0]:
            for text in ("", "[pending]", "yes", "2019-01-01"):
                yield child.but(form, **{key: text})
    for form, entries in child.entries.items():
        for table, rows in entries[0][1].items():
            for key in rows[0]:
                for text in ("", "2025", "2025-03-15", "2025-04"):
                    yield child.having(form, table, {**rows[0], key: text})


def _reasons(child: Participant) -> Iterator[Reason]:
    assessment = child.assessment()
    yield from assessment.queries
    for verdict in assessment.verdicts:
        yield from verdict.reasons


def test_that_every_reason_given_can_be_said_in_both_languages(eligible: Participant) -> None:
    definitions = read_forms(forms())
    seen: set[str] = set()
    for child in _zoo(eligible):
        for reason in _reasons(child):
            if reason.code not in seen:
                seen.add(reason.code)
                for language in Language:
                    said = explain(reason, definitions, language)
                    assert said
                    assert "{" not in said
                    assert "None" not in said
    assert len(seen) > 45


_GIVEN_BY_MEASURED = {"name", "value", "limit"}


def _calls() -> Iterator[tuple[str, set[str]]]:
    """Every call that names a code, with the arguments it gives; those that hand on a mapping are left out."""
    for path in _PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            code, given = node.args[0].value, {keyword.arg for keyword in node.keywords}
            if isinstance(code, str) and code in _worded() and None not in given:
                by_measured = isinstance(node.func, ast.Attribute) and node.func.attr in ("holds", "stops")
                yield code, {name for name in given if name} | (_GIVEN_BY_MEASURED if by_measured else set())


def test_that_every_sentence_is_given_what_it_has_places_for() -> None:
    calls = list(_calls())
    assert len(calls) > 80
    for code, given in calls:
        assert set(_PLACE.findall(wording.text(code).zh)) <= given, code


@pytest.mark.parametrize(("limit", "words"), [
    (Limit("≥", Decimal("75")), "≥ 75"), (Limit("≤", Decimal("31.5")), "≤ 31.5"), (Limit("≥", 21, "d"), "≥ 21 d"),
    (Limit("<", Decimal("450"), "ms", of="QTc"), "QTc < 450 ms"), (Limit("≤", date(2040, 1, 1)), "≤ 2040-01-01"),
])
def test_that_a_limit_says_its_side_its_number_and_its_unit(limit: Limit, words: str) -> None:
    assert str(limit) == words


@pytest.mark.parametrize(("measured", "limit", "side"), [
    (27, 28, "below"), (28, 28, "at"), (Decimal("28.0"), 28, "at"), (29, Decimal(28), "above"),
    (Quantity.parse("<5.0"), Decimal(5), "below"), (Quantity.parse("<=5.0"), Decimal(5), None),
    (Quantity.parse(">5.0"), Decimal(5), "above"), (Quantity.parse("<5.0"), Decimal(4), None),
])
def test_that_a_comparison_says_on_which_side_of_the_limit_the_number_lies(
    measured: Quantity | Decimal | int, limit: Decimal | int, side: str | None
) -> None:
    assert LimitComparison("", measured, limit).side == side


def test_that_two_data_are_the_same_whatever_they_were_held_against() -> None:
    datum = Evidence(Source("prior_therapy", 1, "last_dose_on"), "2026-10-11")
    (compared,) = held((datum,), LimitComparison("anticancer_days", 28, 28))
    assert (compared, hash(compared)) == (datum, hash(datum))
    assert compared.comparisons


def test_that_criteria_are_counted_with_their_sums_and_without_their_parts() -> None:
    states = {"I1": State.MET, "I12.1": State.MET, "I12": State.PENDING_DATE, "E1": State.PRESENT, "E2": State.NEEDS_PI}
    verdicts = tuple(Verdict(criterion, state) for criterion, state in states.items())
    assessed = Assessment(verdicts, Outcome.NOT_ELIGIBLE, date(2026, 1, 1), None, "1.0", "")
    assert assessed.tally() == Tally(settled=1, against=1, waiting=1, open=1)
    open_ones, settled = open_and_settled(verdicts)
    assert [verdict.criterion for verdict in open_ones] == ["I12", "E1", "E2"]
    assert [verdict.criterion for verdict in settled] == ["I1", "I12.1"]
