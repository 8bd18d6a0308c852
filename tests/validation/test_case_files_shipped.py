"""The cases that ship: each is found as it expects, and together they watch every criterion and every limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.pack import BASE_LIMITS, PACK
from tests.helpers.shipped_cases import judged_case
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.protocol.verdicts import State
from ucbnk_desktop.validation import Case, Library, judge, read_cases
from ucbnk_desktop.validation.comparison import compared
from ucbnk_desktop.wording import catalogue

_UNOBSERVABLE = {("score_min", -1), ("urine_dip_from", -1)}
"""Scores come in tens, and below 1+ there are only - and ±: nobody can tell these limits from the right ones."""


_UNRAISED = ("why_query_contradiction", "why_query_dose_order", "why_query_infection")
"""Contradictions that the forms refuse before a criterion comes to see them."""

_WATCHED_BY = {
    "age_days_min": "i2-", "age_years_max": "i2-", "karnofsky_from_years": "i3-", "infant_below_years": "i3-",
    "score_min": "i3-", "survival_weeks_min": "i5-", "chemotherapy_days": "i7-", "nitrosourea_days": "i7-",
    "anticancer_days": "i8-", "growth_factor_long_days": "i9-", "growth_factor_short_days": "i9-",
    "radiotherapy_palliative_days": "i10-", "radiotherapy_marrow_days": "i10-", "stem_cells_days": "i11-",
    "anc_min": "i12-1-", "anc_min_marrow": "i12-1-", "plt_min": "i12-2-", "plt_min_marrow": "i12-2-",
    "bilirubin_max_uln": "i12-3-", "creatinine_max_uln": "i12-4-", "transaminase_max_uln": "i12-5-",
    "transaminase_max_uln_liver": "i12-5-", "brain_stable_months": "e1-", "ischaemia_grade": "e2-",
    "qtc_male": "e2-", "qtc_female": "e2-", "lvef_min": "e2-", "inr_max": "e4-", "pt_over_uln_seconds": "e4-",
    "aptt_max_uln": "e4-", "thromboembolism_months": "e5-", "surgery_days": "e8-", "abdominal_months": "e10-",
    "urine_dip_from": "e11-", "urine_protein_from": "e11-", "trial_days": "e15-", "steroid_days": "e16-",
    "autoimmune_months": "e17-", "live_vaccine_months": "e20-", "live_vaccine_days": "e20-",
    "maternal_antibody_months": "e23-3-",
}
"""The limits of the protocol, and how the ids of the cases begin that watch them."""


def test_that_a_shipped_case_is_found_as_expected(shipped_case: Case) -> None:
    comparisons = compared(judged_case(shipped_case))
    assert comparisons
    assert [one for one in comparisons if not one.agrees] == []


def test_that_there_are_more_than_150_cases_with_names_in_both_languages(shipped: tuple[Case, ...]) -> None:
    assert len(shipped) >= 150
    assert len({case.id for case in shipped}) == len(shipped)
    for case in shipped:
        assert case.name.zh not in ("", case.name.en), case.id
        assert case.title.zh not in ("", case.title.en), case.id


def test_that_every_criterion_is_expected_to_hold_to_stop_and_to_wait_for_something(
    shipped: tuple[Case, ...], library: Library
) -> None:
    found: dict[str, Counter[str]] = {criterion: Counter() for criterion in library.pack.criteria}
    for case in shipped:
        for one in case.expected:
            if one.aspect == "state" and not one.at_infusion:
                found[one.subject][one.wanted[0]] += 1
    for criterion, kind in ((one.id, one.kind) for one in library.pack.criteria.values()):
        good, bad = (State.MET, State.NOT_MET) if kind == "inclusion" else (State.ABSENT, State.PRESENT)
        if criterion in ("I7", "I9", "I10", "E8", "E15", "E20"):
            bad = State.PENDING_DATE
        assert found[criterion][good], criterion
        assert found[criterion][bad], criterion
        assert len(found[criterion]) > 1, criterion


def test_that_every_ruling_is_decided_in_two_ways_and_left_open(shipped: tuple[Case, ...], library: Library) -> None:
    for ruling in library.pack.rulings:
        values = {case.rulings.get(ruling) for case in shipped}
        assert None in values, ruling
        assert len(values) >= 3 or ruling in ("R-RECOVERY",), ruling


@pytest.mark.parametrize("ruling", sorted(PACK.rulings))
def test_that_every_value_of_a_ruling_is_decided_in_a_case_that_another_value_would_change(
    asking: Mapping[str, tuple[Case, ...]], library: Library, ruling: str
) -> None:
    definition = library.pack.rulings[ruling]
    values = [value.replace("(x)", "") for value in definition.allowed] or ["none"]
    for value in values:
        deciding = [case for case in asking[ruling] if _says(case.rulings.get(ruling, ""), value, definition.kind)]
        assert any(
            _differs_when(case, ruling, other, library.pack) for case in deciding for other in _others(definition, case)
        ), value


@pytest.fixture(scope="module")
def asking(shipped: tuple[Case, ...], library: Library) -> Mapping[str, tuple[Case, ...]]:
    """By ruling, the cases in which a criterion that they expect something of asked for it."""
    found: dict[str, list[Case]] = {ruling: [] for ruling in library.pack.rulings}
    for case in shipped:
        expected = {one.subject for one in case.expected}
        verdicts = judged_case(case).assessment.verdicts
        for ruling in {ruling for one in verdicts if one.criterion in expected for ruling in one.rulings}:
            found[ruling].append(case)
    return {ruling: tuple(sorted(cases, key=lambda case: len(case.expected))) for ruling, cases in found.items()}


def _says(decided: str, value: str, kind: str) -> bool:
    if kind == "set":
        return value in decided.split() or decided in ("all", "none")
    return decided.partition("(")[0] == value


def _others(definition: RulingDefinition, case: Case) -> Iterator[str]:
    decided = case.rulings[definition.id]
    yield from (one.replace("(?)", "(60)") for one in definition.alternatives if one != decided)


def _differs_when(case: Case, ruling: str, value: str, pack: ProtocolPack) -> bool:
    return _differs(replace(case, rulings={**case.rulings, ruling: value}), pack)


@pytest.mark.parametrize("ruling", sorted(PACK.rulings))
def test_that_every_ruling_stands_open_in_a_case_that_waits_for_it(shipped: tuple[Case, ...], ruling: str) -> None:
    assert any(ruling in one.wanted for case in shipped for one in case.expected if one.aspect == "open")


@pytest.mark.parametrize("code", sorted(
    code for code in catalogue() if code.startswith("why_query_") and code not in _UNRAISED
))
def test_that_every_question_between_forms_is_raised_by_a_case(shipped: tuple[Case, ...], code: str) -> None:
    assert any(code in one.wanted for case in shipped for one in case.expected if one.subject == "notes")


@pytest.mark.parametrize(("limit", "direction"), [
    (limit, direction) for limit in sorted(BASE_LIMITS) for direction in (1, -1)
    if (limit, direction) not in _UNOBSERVABLE
])
def test_that_moving_a_limit_makes_a_case_of_its_criterion_differ(
    shipped: tuple[Case, ...], library: Library, limit: str, direction: int
) -> None:
    moved, prefix = _moved(library.pack, limit, direction), _WATCHED_BY[limit]
    assert any(_differs(case, moved) for case in shipped if case.id.startswith(prefix))


def _moved(pack: ProtocolPack, limit: str, direction: int) -> ProtocolPack:
    value: Any = getattr(pack.limits, limit)
    if isinstance(value, Decimal):
        step: Any = direction * (Decimal("0.01") if value < 10 else Decimal("0.1"))
    else:
        step = direction
    return replace(pack, limits=replace(pack.limits, **{limit: value + step}))


def _differs(case: Case, pack: ProtocolPack) -> bool:
    try:
        return not all(one.agrees for one in compared(judge(case, pack)))
    except AssertionError:  # a month of two months and 30 days at once has no first day: the rules say so
        return True


def test_that_the_bases_can_be_read_by_themselves(library: Library) -> None:
    cases = read_cases(library.folder / "bases.toml", library)
    assert [case.id for case in cases] == list(library.bases)
    assert cases[0].notes == ()
