"""A confirmation that became void stays void, whatever is taken back; and what does not touch it leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest

from tests.helpers.study_clock import TODAY
from ucbnk_desktop.casebook import Casebook, steps
from ucbnk_desktop.protocol.verdicts import Outcome

CONFIRMATION = {"investigator": "虚构研究者乙", "confirmed_on": TODAY.isoformat()}
CODE, ENROLLED = "D-002", "D-018"
Change: TypeAlias = Callable[[Casebook], None]


def _plt(book: Casebook, code: str, value: str) -> None:
    book.store.correct(code, "laboratory", 1, {"plt": value}, reason="录入错误")


def _value_and_back(book: Casebook) -> None:
    before = book.store.entries(CODE, "laboratory")[0].values["plt"]
    _plt(book, CODE, "40")
    _plt(book, CODE, before)


def _entry_and_again(book: Casebook) -> None:
    values = book.store.entries(CODE, "laboratory")[0].values
    book.store.strike(CODE, "laboratory", 1, reason="录入错误")
    book.store.record(CODE, "laboratory", values)


def _entry_and_struck(book: Casebook) -> None:
    change = book.store.record(CODE, "laboratory", {"sampled_on": "2026-11-21"})
    assert change.entry is not None
    book.store.strike(CODE, "laboratory", change.entry, reason="录入错误")


def _ruling_and_back(book: Casebook) -> None:
    for value in ("bazett", "fridericia"):
        book.store.decide("R-QTC", value, source="s", reason="r")


def _setting_and_back(book: Casebook) -> None:
    for value in ("8", "7"):
        book.store.decide("validity_days_lab", value, source="s", reason="r")


@pytest.mark.parametrize("change", [_value_and_back, _entry_and_again, _entry_and_struck, _ruling_and_back,
                                    _setting_and_back])
def test_that_what_is_taken_back_does_not_revive_a_confirmation(casebook: Casebook, change: Change) -> None:
    assert casebook.assessment(CODE).outcome is Outcome.ELIGIBLE
    change(casebook)
    assert casebook.confirmation_stale(CODE)
    assert casebook.assessment(CODE).outcome is Outcome.READY_TO_SIGN
    steps.confirm(casebook, CODE, CONFIRMATION)
    assert not casebook.confirmation_stale(CODE)
    assert casebook.assessment(CODE).outcome is Outcome.ELIGIBLE


def _printed(book: Casebook) -> None:
    book.store.note("printed", participant=CODE, detail="x.pdf")
    book.store.note("viewed", participant=CODE, form="laboratory")


def _drafted(book: Casebook) -> None:
    book.store.keep_draft(CODE, "laboratory", 1, {"plt": "1"})


def _somebody_else(book: Casebook) -> None:
    _plt(book, "D-001", "41")


def _identity(book: Casebook) -> None:
    book.store.correct(CODE, "identity", 1, {"telephone": "000-0000-1111"}, reason="录入错误")


def _decided_again_alike(book: Casebook) -> None:
    for name, decision in book.store.decisions().items():
        book.store.decide(name, decision.value, source="另一来源", reason="补充来源")


def _decided_for_others(book: Casebook) -> None:
    assert "R-ALLO" not in {name for verdict in book.assessment(CODE).verdicts for name in verdict.rulings}
    book.store.decide("R-ALLO", "allogeneic_hsct", source="s", reason="r")


@pytest.mark.parametrize("change", [_printed, _drafted, _somebody_else, _identity, _decided_again_alike,
                                    _decided_for_others])
def test_that_what_touches_no_fact_leaves_the_confirmation(casebook: Casebook, change: Change) -> None:
    change(casebook)
    book = Casebook(casebook.store, casebook.forms, casebook.pack, casebook.today)  # with nothing remembered
    assert not book.confirmation_stale(CODE)
    assert book.assessment(CODE).outcome is Outcome.ELIGIBLE


def test_that_a_sample_of_after_enrolment_may_be_typed_corrected_and_struck(casebook: Casebook) -> None:
    store = casebook.store
    number = store.record(ENROLLED, "laboratory", {"plt": "12"}).entry
    assert number is not None
    store.correct(ENROLLED, "laboratory", number, {"sampled_on": "2026-11-22"})
    store.correct(ENROLLED, "laboratory", number, {"plt": "13"}, reason="录入错误")
    assert not casebook.confirmation_stale(ENROLLED)
    store.strike(ENROLLED, "laboratory", number, reason="录入错误")
    assert casebook.assessment(ENROLLED).outcome is Outcome.ELIGIBLE


def test_that_an_entry_that_was_dated_before_enrolment_for_a_while_has_touched_it(casebook: Casebook) -> None:
    store = casebook.store
    number = store.record(ENROLLED, "laboratory", {"sampled_on": "2026-11-22", "plt": "12"}).entry
    assert number is not None
    store.correct(ENROLLED, "laboratory", number, {"sampled_on": "2026-11-20"}, reason="录入错误")
    store.correct(ENROLLED, "laboratory", number, {"sampled_on": "2026-11-22"}, reason="录入错误")
    assert casebook.confirmation_stale(ENROLLED)


def test_that_a_value_of_before_enrolment_that_is_taken_back_leaves_the_confirmation_void(casebook: Casebook) -> None:
    before = casebook.store.entries(ENROLLED, "laboratory")[0].values["plt"]
    _plt(casebook, ENROLLED, "10")
    _plt(casebook, ENROLLED, before)
    assert casebook.confirmation_stale(ENROLLED)
    assert casebook.assessment(ENROLLED).outcome is Outcome.READY_TO_SIGN


def test_that_the_days_that_pass_void_nothing(casebook: Casebook) -> None:
    later = Casebook(casebook.store, casebook.forms, casebook.pack, lambda: TODAY + timedelta(days=200))
    assert not later.confirmation_stale(ENROLLED)
    assert later.assessment(ENROLLED).outcome is Outcome.ELIGIBLE
