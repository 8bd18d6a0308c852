"""The cases of a criterion that only an amendment brings: beside a copy of it, as expected, every limit tested."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.pack import BASE_CRITERIA, PACK
from tests.helpers.shipped_cases import LIBRARY, SHIPPED
from ucbnk_desktop.paper.criteria_sheet_data import SIDES
from ucbnk_desktop.protocol.amendment import amended
from ucbnk_desktop.protocol.criteria.criterion import Criterion
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.validation import Case, judge, read_cases
from ucbnk_desktop.validation.comparison import compared
from ucbnk_desktop.validation.criteria_sheet import limits_tested

AMENDMENTS = Path(__file__).parents[1] / "fixtures" / "amendments"
BROUGHT = [criterion for identity, criterion in CRITERIA.items() if identity not in BASE_CRITERIA]


def brought(criterion: Criterion) -> tuple[ProtocolPack, tuple[Case, ...]]:
    """The pack that has the criterion, and its cases; those of the pack that ships are its own."""
    if criterion.id in BASE_CRITERIA:
        return PACK, tuple(case for case in SHIPPED if any(one.subject == criterion.id for one in case.expected))
    name = criterion.id.lower()
    amendment, folder = AMENDMENTS / f"{name}.toml", AMENDMENTS / name
    assert amendment.is_file(), f"{criterion.id} is brought by no amendment: tests/fixtures/amendments/{name}.toml"
    pack = amended(PACK, amendment.read_text(encoding="utf-8"), amendment.name)
    files = sorted(folder.glob("*.toml"))
    assert files, f"{criterion.id} has no cases: tests/fixtures/amendments/{name}/*.toml"
    return pack, tuple(case for path in files for case in read_cases(path, replace(LIBRARY, pack=pack)))


@pytest.mark.parametrize("criterion", [CRITERIA["E8"], *BROUGHT], ids=lambda criterion: criterion.id)
def test_that_the_cases_of_a_criterion_that_comes_agree_and_test_its_limits_on_all_sides(criterion: Criterion) -> None:
    pack, cases = brought(criterion)
    judged = [judge(case, pack) for case in cases]
    assert [one for case in judged for one in compared(case) if not one.agrees] == []
    tested = limits_tested(judged).get(criterion.id, {})
    assert {limit: set(tested.get(limit, ())) for limit in criterion.limits} == {
        limit: set(SIDES) for limit in criterion.limits
    }
    assert criterion.since == pack.version
