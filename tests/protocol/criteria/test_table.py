"""The declarations of the criteria against the pack, the record's order, and what the rules really ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from tests.helpers.pack import BASE_CRITERIA, FORMS, PACK
from tests.helpers.shipped_cases import SHIPPED, judged_case
from ucbnk_desktop.protocol.criteria.table import CRITERIA, LIMITED, criteria_of, lacking_limits
from ucbnk_desktop.protocol.pack import Limits
from ucbnk_desktop.protocol.verdicts import Verdict
from ucbnk_desktop.validation import judge

SUMS = {"I12", "E23"}


def _verdicts() -> Iterator[Verdict]:
    """Every verdict of every shipped case, as its rulings decide it and with all of them open."""
    for case in SHIPPED:
        yield from judged_case(case).assessment.verdicts
        yield from judge(replace(case, rulings={}), PACK).assessment.verdicts


@pytest.fixture(scope="module")
def verdicts() -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in _verdicts() if verdict.criterion not in SUMS)


def test_that_the_table_has_the_criteria_of_the_record_in_its_order() -> None:
    assert list(BASE_CRITERIA) == list(PACK.lines)


def test_that_a_criterion_stands_in_the_list_of_the_record() -> None:
    assert {identity: criterion.kind for identity, criterion in BASE_CRITERIA.items()} == {
        identity: PACK.criteria[identity].kind for identity in BASE_CRITERIA
    }


def test_that_every_limit_of_the_pack_is_declared_by_the_criterion_it_decides() -> None:
    assert set(LIMITED) == {limit.name for limit in fields(Limits)}


def test_that_the_pack_gives_every_limit_that_its_criteria_count_with() -> None:
    assert not lacking_limits(PACK)


def test_that_a_limit_is_lacking_as_long_as_any_criterion_counts_with_it() -> None:
    not_given: Any = None
    pack = replace(PACK, limits=replace(PACK.limits, infant_below_years=not_given))
    assert lacking_limits(pack) == {"infant_below_years": "E2"}
    for gone, lacking in ((("I3",), {"infant_below_years"}), (("I3", "E2"), set())):
        criteria = {identity: text for identity, text in PACK.criteria.items() if identity not in gone}
        assert set(lacking_limits(replace(pack, criteria=criteria))) == lacking


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=list(CRITERIA))
def test_that_what_a_criterion_declares_is_known(criterion: object) -> None:
    declared = next(known for known in CRITERIA.values() if known is criterion)
    assert set(declared.rulings) <= set(PACK.rulings)
    assert set(declared.settings) <= set(PACK.settings)
    assert not declared.anchor.startswith("R-") or declared.anchor in declared.rulings
    form = FORMS[declared.form]
    assert not declared.rows or declared.rows in {field.key for field in form.rows_fields}
    assert (declared.since == PACK.version) is (declared.id in BASE_CRITERIA), "since: the version that has it first"


def test_that_the_pack_names_no_ruling_that_its_criterion_does_not_declare() -> None:
    for identity, criterion in BASE_CRITERIA.items():
        assert set(PACK.criteria[identity].rulings) <= set(criterion.rulings), identity


def test_that_the_pack_names_every_ruling_that_a_criterion_declares_but_one() -> None:
    """Who signs at 16 is listed under I13; I1 asks for it too (docs/domain/rulings.md)."""
    assert {
        (identity, ruling) for identity, criterion in BASE_CRITERIA.items()
        for ruling in set(criterion.rulings) - set(PACK.criteria[identity].rulings)
    } == {("I1", "R-WORKING16")}


def test_that_no_rule_asks_for_a_ruling_or_a_setting_that_it_does_not_declare(verdicts: tuple[Verdict, ...]) -> None:
    for verdict in verdicts:
        declared = CRITERIA[verdict.criterion]
        assert set(verdict.rulings) <= set(declared.rulings), verdict.criterion
        assert set(verdict.settings) <= set(declared.settings), verdict.criterion


def test_that_nearly_everything_declared_is_asked_for_by_some_shipped_case(verdicts: tuple[Verdict, ...]) -> None:
    asked = {(verdict.criterion, name) for verdict in verdicts for name in (*verdict.rulings, *verdict.settings)}
    declared = {
        (identity, name) for identity, criterion in BASE_CRITERIA.items()
        for name in (*criterion.rulings, *criterion.settings)
    }
    assert declared - asked == {
        ("I3", "R-LEAPDAY"), ("I12.2", "R-MARROW"), ("I12.2", "validity_days_mibg_pet"), ("I12.3", "R-SAMPLE"),
        ("I12.4", "R-SAMPLE"), ("I12.5", "R-SAMPLE"), ("I12.5", "validity_days_mibg_pet"),
    }


def test_that_a_pack_without_a_criterion_is_judged_without_it() -> None:
    less = replace(PACK, criteria={identity: text for identity, text in PACK.criteria.items() if identity != "E25"})
    assert set(criteria_of(PACK)) - set(criteria_of(less)) == {"E25"}
