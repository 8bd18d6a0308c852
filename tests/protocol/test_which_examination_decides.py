"""Which electrocardiogram, echocardiogram and score decide, and where the two formulas of the QTc disagree."""

from __future__ import annotations

from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, State

Child = Any
FORM = "ecg_echo"


@pytest.mark.parametrize(("ruling", "key", "value", "missing"), [
    ("fridericia", "qt_ms", "320", ["heart_rate_per_min"]),
    ("fridericia", "heart_rate_per_min", "100", ["qt_ms"]),
    ("fridericia", "qtc_printed_ms", "400", ["qt_ms", "heart_rate_per_min"]),
    ("machine", "qt_ms", "320", ["qtc_printed_ms"]), ("machine", "heart_rate_per_min", "100", ["qtc_printed_ms"]),
    ("machine", "qtc_printed_ms", "400", []),
])
def test_that_any_one_answer_makes_a_later_ecg_the_one_that_decides(
    eligible: Child, *, ruling: str, key: str, value: str, missing: list[str]
) -> None:
    child = eligible.but(FORM, qtc_printed_ms="390").ruled(R_QTC=ruling)
    assert child.state("E2") is State.ABSENT
    verdict = child.also(FORM, ecg_on="2025-03-18", **{key: value}).verdict("E2")
    assert verdict.missing == tuple(FieldRef(FORM, one) for one in missing)
    assert verdict.state is (State.INCOMPLETE if missing else State.ABSENT)


def test_that_an_ecg_and_an_echocardiogram_of_different_entries_do_not_hide_each_other(eligible: Child) -> None:
    child = eligible.also(FORM, ecg_on="2025-03-18", qt_ms="330", heart_rate_per_min="100")
    child = child.also(FORM, echo_on="2025-03-19", lvef_percent="60")
    verdict = child.verdict("E2")
    assert verdict.state is State.ABSENT
    shown = {datum.source.field: datum.shown for datum in verdict.evidence if datum.source.form == FORM}
    assert shown == {"qt_ms": "330", "heart_rate_per_min": "100", "lvef_percent": "60"}


def test_that_without_either_the_first_answer_of_each_is_asked_for(eligible: Child) -> None:
    verdict = eligible.without(FORM).verdict("E2")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef(FORM, "qt_ms"), FieldRef(FORM, "lvef_percent"))


@pytest.mark.parametrize(("qt", "state", "code"), [
    ("299.9", State.ABSENT, "why_qtc_formulas"), ("300", State.PRESENT, "why_qtc_formulas_differ"),
    ("340", State.PRESENT, "why_qtc_formulas_differ"), ("350", State.PRESENT, "why_qtc_formulas"),
])
def test_that_the_formulas_differ_where_one_of_them_reaches_the_limit(
    eligible: Child, qt: str, state: State, code: str
) -> None:
    child = eligible.but(FORM, qt_ms=qt, heart_rate_per_min="135").ruled(R_QTC="bazett")  # RR 4/9 s: QTc = 1.5 QT
    verdict = child.verdict("E2")
    assert verdict.state is state
    assert [reason.code for reason in verdict.reasons if reason.code.startswith("why_qtc_formulas")] == [code]


@pytest.mark.parametrize(("key", "value", "missing"), [
    ("scale", "lansky", "lansky_score"), ("lansky_score", "80", "scale"), ("karnofsky_score", "80", "scale"),
])
def test_that_any_one_answer_makes_a_later_score_the_one_that_decides(
    eligible: Child, key: str, value: str, missing: str
) -> None:
    verdict = eligible.also("performance", assessed_on="2025-03-19", **{key: value}).verdict("I3")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("performance", missing),))
