"""An amendment changes limits and texts, nothing else; whatever is wrong with one is named with file and key."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.pack import BASE_CRITERIA, BASE_LIMITS
from ucbnk_desktop import places, wording
from ucbnk_desktop.protocol.amendment import FIXED, RELAXED, TEXTS, Difference, amended, differences, left_behind
from ucbnk_desktop.protocol.criteria.table import LIMITED
from ucbnk_desktop.protocol.pack import WHOLE_LIMITS, PackError, ProtocolPack, read_pack
from ucbnk_desktop.wording import Language

HEAD = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n'
PLATELETS = HEAD + '[limits]\nplt_min = "50"\n'
BASE = read_pack(places.resources("protocol"))


def _complaint(pack: ProtocolPack, text: str, *taken: str) -> PackError:
    with pytest.raises(PackError) as raised:
        amended(pack, text, "v1-1.toml", taken=taken)
    return raised.value


def test_that_an_amendment_changes_the_limit_it_names_and_nothing_else(pack: ProtocolPack) -> None:
    after = amended(pack, PLATELETS, "v1-1.toml")
    assert (after.version, after.dated, after.limits.plt_min) == ("1.1", date(2026, 10, 1), Decimal(50))
    assert replace(after, version=pack.version, dated=pack.dated, limits=pack.limits) == pack
    assert replace(after.limits, plt_min=pack.limits.plt_min) == pack.limits
    assert differences(pack, after) == (Difference("I12.2", "plt_min", "75", "50"),)


def test_that_an_amendment_changes_the_texts_it_names(pack: ProtocolPack) -> None:
    text = HEAD + 'title = { zh = "第一次修订", en = "First amendment" }\n' \
        '[[criterion]]\nid = "E9"\nshort_en = "Absorption"\napproved_zh = "明显影响口服药物吸收"\n'
    after = amended(pack, text, "v1-1.toml")
    assert after.title == ("第一次修订", "First amendment")
    assert after.criteria["E9"] == replace(
        pack.criteria["E9"], short_en="Absorption", approved_zh="明显影响口服药物吸收"
    )
    assert list(after.criteria) == list(pack.criteria)
    assert [one.what for one in differences(pack, after)] == ["short_en", "approved_zh"]


def test_that_a_second_amendment_stands_upon_the_first(pack: ProtocolPack) -> None:
    first = amended(pack, PLATELETS, "a")
    second = amended(
        first, 'version = "2.0"\ndated = 2026-11-01\namends = "1.1"\n[limits]\nscore_min = 60\n', "b", taken=("1.0",)
    )
    assert (second.limits.plt_min, second.limits.score_min) == (Decimal(50), 60)


def test_that_differences_stand_in_the_order_of_the_protocol(pack: ProtocolPack) -> None:
    after = amended(pack, HEAD + '[limits]\nsurgery_days = 14\nqtc_male = "460"\nage_years_max = 21\n', "a")
    assert [one.criterion for one in differences(pack, after)] == ["I2", "E2", "E8"]


@pytest.mark.parametrize(("text", "key", "code"), [
    ("version = ", "", "amendment_no_toml"),
    (HEAD + 'rulings = {}\n[limits]\nplt_min = "50"\n', "rulings", "amendment_unknown_key"),
    ('dated = 2026-10-01\namends = "1.0"\n', "version", "amendment_key_missing"),
    ('version = "1.1"\namends = "1.0"\n', "dated", "amendment_key_missing"),
    ('version = "1.1"\ndated = 2026-10-01\n', "amends", "amendment_key_missing"),
    ('version = 1.1\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_no_version"),
    ('version = " 1.1"\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_no_version"),
    ('version = ""\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_no_version"),
    (f'version = "{"1" * 21}"\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_no_version"),
    ('version = "1.1"\ndated = "2026-10-01"\namends = "1.0"\n', "dated", "amendment_no_date"),
    ('version = "1.1"\ndated = 2026-10-01T09:00:00\namends = "1.0"\n', "dated", "amendment_no_date"),
    ('version = "1.1"\ndated = 2026-10-01\namends = "0.9"\n', "amends", "amendment_of_another"),
    ('version = "1.0"\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_version_taken"),
    ('version = "0.8"\ndated = 2026-10-01\namends = "1.0"\n', "version", "amendment_version_taken"),
    ('version = "1.1"\ndated = 2025-02-19\namends = "1.0"\n', "dated", "amendment_too_early"),
    (HEAD, "", "amendment_changes_nothing"),
    (HEAD + '[limits]\nplt_min = "75.0"\n', "", "amendment_changes_nothing"),
    (HEAD + 'title = "x"\n', "title", "amendment_no_table"),
    (HEAD + 'title = { zh = "x", fr = "y" }\n', "title.fr", "amendment_unknown_key"),
    (HEAD + "title = { zh = 1 }\n", "title.zh", "amendment_no_text"),
    (HEAD + "limits = 3\n", "limits", "amendment_no_table"),
    (HEAD + '[limits]\nplt_max = "50"\n', "limits.plt_max", "amendment_unknown_limit"),
    (HEAD + "[limits]\nplt_min = 50\n", "limits.plt_min", "amendment_no_number"),
    (HEAD + '[limits]\nplt_min = "fifty"\n', "limits.plt_min", "amendment_no_number"),
    (HEAD + '[limits]\nplt_min = "-5"\n', "limits.plt_min", "amendment_no_number"),
    (HEAD + '[limits]\nplt_min = "NaN"\n', "limits.plt_min", "amendment_no_number"),
    (HEAD + '[limits]\nscore_min = "60"\n', "limits.score_min", "amendment_no_whole_number"),
    (HEAD + "[limits]\nscore_min = true\n", "limits.score_min", "amendment_no_whole_number"),
    (HEAD + "[limits]\nscore_min = -10\n", "limits.score_min", "amendment_no_whole_number"),
    (HEAD + '[limits]\nplt_min = "19"\n', "limits.plt_min", "amendment_limits_crossed"),
    (HEAD + '[limits]\nplt_min_marrow = "75.1"\n', "limits.plt_min_marrow", "amendment_limits_crossed"),
    (HEAD + '[limits]\ntransaminase_max_uln = "5.1"\n', "limits.transaminase_max_uln", "amendment_limits_crossed"),
    (HEAD + "criterion = 3\n", "criterion", "amendment_no_list"),
    (HEAD + "criterion = [3]\n", "criterion", "amendment_no_table"),
    (HEAD + '[[criterion]]\nid = "E99"\nzh = "x"\n', "criterion.id", "amendment_unknown_criterion"),
    (HEAD + '[[criterion]]\nzh = "x"\n', "criterion.id", "amendment_unknown_criterion"),
    (HEAD + '[[criterion]]\nid = "E9"\nkind = "inclusion"\n', "E9.kind", "amendment_not_of_criterion"),
    (HEAD + '[[criterion]]\nid = "E9"\nzh = 1\n', "E9.zh", "amendment_no_text"),
    (HEAD + '[[criterion]]\nid = "E9"\nzh = " "\n', "E9.zh", "amendment_empty_text"),
    (HEAD + '[[criterion]]\nid = "E9"\nzh = "x"\n[[criterion]]\nid = "E9"\nen = "y"\n', "E9",
     "amendment_criterion_twice"),
    *((HEAD + f"[limits]\n{limit} = 1\n", f"limits.{limit}", "amendment_fixed_limit") for limit in sorted(FIXED)),
])
def test_that_a_wrong_amendment_is_named_with_file_key_and_words(
    pack: ProtocolPack, text: str, key: str, code: str
) -> None:
    found = _complaint(pack, text, "0.8")
    assert (found.file, found.key, found.code) == ("v1-1.toml", key, code)
    assert str(found).startswith("v1-1.toml")
    for language in Language:
        assert "v1-1.toml" in wording.say(found.code, language, **found.arguments)


def test_that_a_relaxed_limit_may_equal_the_ordinary_one(pack: ProtocolPack) -> None:
    assert amended(pack, HEAD + '[limits]\nplt_min = "20"\n', "a").limits.plt_min == Decimal(20)


def test_that_every_limit_belongs_to_a_criterion_and_has_words(pack: ProtocolPack) -> None:
    assert not asdict(pack.limits).keys() ^ set(LIMITED)
    assert {LIMITED[limit] for limit in BASE_LIMITS} <= set(BASE_CRITERIA)
    assert set(LIMITED) >= FIXED
    assert {*RELAXED, *RELAXED.values()} <= set(LIMITED)
    for code in (*(f"limit_{limit}" for limit in LIMITED), *(f"criterion_{key}" for key in TEXTS)):
        assert all(wording.say(code, language) for language in Language)


def test_that_texts_that_still_say_the_old_number_are_named(pack: ProtocolPack) -> None:
    after = amended(pack, HEAD + "[limits]\nscore_min = 60\n", "a")
    found = left_behind(pack, after)
    assert {(one.criterion, one.before) for one in found} == {("I3", "50")}
    assert {one.what for one in found} == {"zh", "en", "short_zh", "short_en"}
    text = HEAD + '[limits]\nscore_min = 60\n[[criterion]]\nid = "I3"\nzh = "体力评分≥60"\n'
    assert "zh" not in {one.what for one in left_behind(pack, amended(pack, text, "a"))}


def test_that_a_number_within_another_is_not_taken_for_the_old_one(pack: ProtocolPack) -> None:
    after = amended(pack, HEAD + '[limits]\nplt_min = "50"\n[[criterion]]\nid = "I12.2"\nzh = "≥175；0.75；75.5"\n'
                    'en = "750"\nshort_zh = "血小板"\n', "a")
    assert not [one for one in left_behind(pack, after) if one.what in ("zh", "en")]


OPEN = sorted(BASE_LIMITS - FIXED - {*RELAXED, *RELAXED.values()})
CHANGES = st.dictionaries(st.sampled_from(OPEN), st.integers(0, 999), min_size=1)


@given(CHANGES)
def test_that_exactly_the_limits_that_are_stated_otherwise_are_different(changes: dict[str, int]) -> None:
    lines = [f"{limit} = {value if limit in WHOLE_LIMITS else json.dumps(str(value))}"
             for limit, value in changes.items()]
    text = HEAD + "[limits]\n" + "\n".join(lines)
    meant = {limit for limit, value in changes.items() if getattr(BASE.limits, limit) != value}
    if not meant:
        assert _complaint(BASE, text).code == "amendment_changes_nothing"
        return
    after = amended(BASE, text, "a")
    assert {one.what for one in differences(BASE, after)} == meant
    assert all(getattr(after.limits, limit) == value for limit, value in changes.items())


@given(st.text(max_size=200) | st.text(max_size=80).map(lambda more: HEAD + more))
def test_that_no_text_does_anything_but_amend_or_be_refused_in_words(text: str) -> None:
    found = _outcome(text)
    if isinstance(found, PackError):
        assert all(wording.say(found.code, language, **found.arguments) for language in Language)
    else:
        assert differences(BASE, found)
        assert tomllib.loads(text)["version"] == found.version


def _outcome(text: str) -> ProtocolPack | PackError:
    try:
        return amended(BASE, text, "a")
    except PackError as error:
        return error
