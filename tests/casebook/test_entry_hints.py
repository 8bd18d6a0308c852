"""Quiet help: who signs at which age, which scale on which day."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ucbnk_desktop.casebook import Casebook


def _born(book: Casebook, day: str) -> None:
    book.store.screen("D-100")
    book.store.record("D-100", "demographics", {"birth_date": day, "sex": "female"})


def _said(book: Casebook, form: str, values: Mapping[str, str]) -> tuple[str, str]:
    hint = book.hint("D-100", form, values)
    return hint.zh, hint.en


@pytest.mark.parametrize(
    ("born", "zh"),
    [
        ("2022-01-01", "满4周岁：须1名监护人签署；本人不签署；能表达意愿的，记录其意愿"),
        ("2018-11-22", "满8周岁：须1名监护人签署；能表达意愿的，本人同签"),
        ("2018-11-23", "满7周岁：须1名监护人签署；本人不签署；能表达意愿的，记录其意愿"),
        ("2008-11-22", "满18周岁：由本人签署"),
    ],
)
def test_that_the_signatures_of_the_age_on_the_day_of_signing_are_said(casebook: Casebook, born: str, zh: str) -> None:
    _born(casebook, born)
    assert _said(casebook, "consent", {"guardian_signed_at": "2026-11-22 09:00"})[0] == f"2026-11-22 {zh}"


def test_that_without_a_date_of_birth_or_a_decided_matrix_nothing_is_pretended(
    casebook: Casebook, empty: Casebook
) -> None:
    casebook.store.screen("D-100")
    assert "出生日期" in _said(casebook, "consent", {})[0]
    _born(empty, "2020-01-01")
    assert "未确认" in _said(empty, "consent", {})[0]
    assert "not confirmed" in _said(empty, "consent", {})[1]


@pytest.mark.parametrize(("day", "scale"), [("2026-11-22", "Karnofsky"), ("2026-11-21", "Lansky")])
def test_that_the_scale_of_the_typed_day_is_said_and_none_is_chosen(casebook: Casebook, day: str, scale: str) -> None:
    _born(casebook, "2010-11-22")
    assert scale in _said(casebook, "performance", {"assessed_on": day})[0]
    zh, en = _said(casebook, "performance", {"assessed_on": ""})
    assert "先填评估日期" in zh
    assert "Lansky" in en


def test_that_a_day_before_birth_gives_no_age(casebook: Casebook) -> None:
    _born(casebook, "2020-01-01")
    assert "早于出生日期" in _said(casebook, "performance", {"assessed_on": "2019-12-31"})[0]
    assert "早于出生日期" in _said(casebook, "consent", {"guardian_signed_at": "2019-12-31 09:00"})[0]


def test_that_other_forms_have_no_such_help(casebook: Casebook) -> None:
    _born(casebook, "2020-01-01")
    assert _said(casebook, "laboratory", {}) == ("", "")
