"""Which criterion each limit of the protocol decides, and which limits an amendment may not touch."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.helpers.pack import BASE_LIMITS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.amendment import Difference, amended, differences, left_behind
from ucbnk_desktop.protocol.criteria.table import LIMITED
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment

HEAD = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n'
PRINTED = ("karnofsky_from_years", "survival_weeks_min", "autoimmune_months", "live_vaccine_months",
           "live_vaccine_days")
"""The forms themselves ask with these numbers."""


def judged(child: Participant, pack: ProtocolPack) -> Assessment:
    return assess(
        child.facts, day=child.day, pack=pack, settings=Settings(child.settings), rulings=Rulings(child.rulings),
        planned_start=None,
    )


def moved(limit: str, by: int) -> ProtocolPack:
    value = getattr(PACK.limits, limit)
    wanted = value * 3 + 1000 if by > 0 else value - value
    return replace(PACK, limits=replace(PACK.limits, **{limit: wanted}))


def telling(eligible: Participant, severe: Participant) -> tuple[Participant, ...]:
    """Children in whom every limit is in play."""
    therapy = ("prior_therapy", "growth_factors")
    slow = severe.having(*therapy, {"drug": "长效", "duration_class": "long_acting", "last_dose_on": "2025-02-12"})
    lomustine = {"drug": "洛莫司汀", "myelosuppressive": "yes", "nitrosourea": "yes", "last_dose_on": "2025-01-15"}
    wide = {"modality": "external", "extent": "substantial_marrow", "ended_on": "2024-12-01"}
    slow = slow.having("prior_therapy", "chemotherapy", lomustine).having("prior_therapy", "radiotherapy", wide)
    kinase = {"drug": "某药", "drug_class": "kinase_inhibitor", "investigational": "no",
              "toxicity_recovered": "yes", "last_dose_on": "2025-02-01", "protocol_combination": "no"}
    slow = slow.having("prior_therapy", "anticancer", kinase)
    infant = eligible.but("demographics", birth_date="2024-06-01", sex="female").but(
        "medical_history", nyha_class="[not_applicable]", ross_class="I",
    ).but("laboratory", hiv_ab="reactive", hiv_confirmation="negative", hiv_nat="negative").ruled(
        R_MATERNAL="nat_decides",
    )
    steroid = {"drug": "地塞米松", "category": "systemic_steroid", "route": "oral", "ongoing": "no",
               "last_dose_on": "2025-02-01"}
    dated = eligible.but("prior_therapy", immunosuppression_given="yes").having(
        "prior_therapy", "immunosuppression", steroid,
    )
    return eligible, severe, slow, infant, dated


MOVED_ALONE = sorted(limit for limit in BASE_LIMITS if not limit.startswith("live_vaccine"))
"""A month and its days are one limit told twice: they cannot be moved apart."""


@pytest.mark.parametrize("limit", MOVED_ALONE)
def test_that_a_limit_moves_its_own_criterion_and_no_other(
    eligible: Participant, severe: Participant, limit: str
) -> None:
    changed = {
        after.criterion for child in telling(eligible, severe) for by in (1, -1)
        for before, after in zip(judged(child, PACK).verdicts, judged(child, moved(limit, by)).verdicts, strict=True)
        if before != after and after.criterion not in ("I12", "E23")
    }
    beside = {"E2"} if limit == "infant_below_years" else set()  # the Ross class stands in for NYHA of an infant
    assert changed == {LIMITED[limit], *beside}


@pytest.mark.parametrize("limit", PRINTED)
def test_that_a_limit_that_a_question_prints_cannot_be_amended(limit: str) -> None:
    with pytest.raises(PackError) as raised:
        amended(PACK, f"{HEAD}[limits]\n{limit} = 7\n", "a")
    assert (raised.value.code, raised.value.key) == ("amendment_fixed_limit", f"limits.{limit}")


@pytest.mark.parametrize(("limit", "low", "high"), [
    ("anc_min_marrow", "1.0", "1.1"), ("plt_min_marrow", "75", "76"), ("transaminase_max_uln", "5", "5.1"),
])
def test_that_a_relaxed_limit_never_passes_the_ordinary_one(limit: str, low: str, high: str) -> None:
    assert getattr(amended(PACK, f'{HEAD}[limits]\n{limit} = "{low}"\n', "a").limits, limit) == Decimal(low)
    with pytest.raises(PackError) as raised:
        amended(PACK, f'{HEAD}[limits]\n{limit} = "{high}"\n', "a")
    assert (raised.value.code, raised.value.key) == ("amendment_limits_crossed", f"limits.{limit}")


def test_that_a_difference_tells_both_numbers_and_both_texts() -> None:
    text = '[limits]\nplt_min = "50"\n[[criterion]]\nid = "I12.2"\nshort_zh = "血小板≥50"\napproved_zh = ""\n'
    after = amended(PACK, HEAD + text, "a")
    told = [(one.criterion, one.what, one.before, one.after) for one in differences(PACK, after)]
    short = PACK.criteria["I12.2"].short_zh
    assert told[:2] == [("I12.2", "plt_min", str(PACK.limits.plt_min), "50"), ("I12.2", "short_zh", short, "血小板≥50")]


def test_that_a_title_in_one_language_stands_for_both() -> None:
    limits = "[limits]\nscore_min = 60\n"
    for given, title in (('zh = "修正案"', ("修正案", "修正案")), ('en = "Amendment"', ("Amendment", "Amendment")),
                         ('zh = "修正案"\nen = " Amendment "', ("修正案", "Amendment"))):
        assert amended(PACK, f"{HEAD}{limits}[title]\n{given}\n", "a").title == title
    assert amended(PACK, HEAD + limits, "a").title == ("", "")


@pytest.mark.parametrize(("version", "dated"), [("1" * 20, "2026-10-01"), ("2", "2025-02-20")])
def test_that_the_longest_version_and_the_day_of_the_base_itself_will_do(version: str, dated: str) -> None:
    text = f'version = "{version}"\ndated = {dated}\namends = "1.0"\n[limits]\nscore_min = 60\n'
    assert str(PACK.dated) == "2025-02-20"
    after = amended(PACK, text, "a")
    assert (after.version, str(after.dated)) == (version, dated)


def test_that_a_text_changed_elsewhere_leaves_the_old_number_of_this_criterion_named() -> None:
    limits, text = "[limits]\nscore_min = 60\n", '[[criterion]]\nid = "E9"\nzh = "吸收障碍"\n'
    alone = left_behind(PACK, amended(PACK, HEAD + limits, "a"))
    assert {one.what for one in alone} == {"zh", "en", "short_zh", "short_en"}
    assert left_behind(PACK, amended(PACK, HEAD + limits + text, "a")) == alone
    own = '[[criterion]]\nid = "I3"\nen = "score of 60"\n'
    assert {one.what for one in left_behind(PACK, amended(PACK, HEAD + limits + own, "a"))} == {
        "zh", "short_zh", "short_en",
    }


def test_that_only_the_approved_text_may_be_empty_and_no_list_is_a_criterion() -> None:
    text = '[[criterion]]\nid = "E9"\napproved_zh = "核准文本"\n'
    first = amended(PACK, HEAD + text, "a")
    assert first.criteria["E9"].approved_zh == "核准文本"
    again = 'version = "1.2"\ndated = 2026-11-01\namends = "1.1"\n[[criterion]]\nid = "E9"\napproved_zh = ""\n'
    assert amended(first, again, "b").criteria["E9"].approved_zh == ""
    with pytest.raises(PackError) as raised:
        amended(PACK, HEAD + '[[criterion]]\nid = ["E9"]\nzh = "x"\n', "a")
    assert raised.value.code == "amendment_unknown_criterion"


@pytest.mark.parametrize("key", ["zh", "en", "short_zh", "short_en", "registry_en", "approved_zh"])
def test_that_each_text_of_a_criterion_may_be_amended_and_is_told(key: str) -> None:
    after = amended(PACK, f'{HEAD}[[criterion]]\nid = "E9"\n{key} = "新 new"\n', "a")
    assert differences(PACK, after) == (Difference("E9", key, getattr(PACK.criteria["E9"], key), "新 new"),)


@pytest.mark.parametrize(("text", "message"), [
    (HEAD + "[limits]\nplt_min = 50\n", "a.toml: limits.plt_min: amendment_no_number"),
    (HEAD, "a.toml: amendment_changes_nothing"),
])
def test_that_an_error_says_file_key_and_code_to_whoever_reads_it_raw(text: str, message: str) -> None:
    with pytest.raises(PackError) as raised:
        amended(PACK, text, "a.toml")
    assert str(raised.value) == message
    assert raised.value.arguments["problem"] == raised.value.code


def test_that_a_text_that_was_changed_itself_is_not_named_for_the_old_number_it_still_tells() -> None:
    limits = "[limits]\nscore_min = 60\nthromboembolism_months = 6\n"
    own = '[[criterion]]\nid = "I3"\nzh = "评分≥60（原为50）"\n[[criterion]]\nid = "E5"\nen = "6 (was 12)"\n'
    found = {(one.criterion, one.what) for one in left_behind(PACK, amended(PACK, HEAD + limits + own, "a"))}
    assert {what for criterion, what in found if criterion == "I3"} == {"en", "short_zh", "short_en"}
    assert {what for criterion, what in found if criterion == "E5"} == {"zh"}


def test_that_a_text_is_not_left_behind_by_another_text() -> None:
    assert PACK.criteria["I2"].short_zh in PACK.criteria["I2"].zh
    text = '[[criterion]]\nid = "I2"\nshort_zh = "年龄"\n'
    assert left_behind(PACK, amended(PACK, HEAD + text, "a")) == ()
