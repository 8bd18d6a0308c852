from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.pack import BASE_CRITERIA, BASE_LIMITS, WHOLE
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack, name_of, read_pack
from ucbnk_desktop.protocol.scales import KARNOFSKY_FROM


def test_that_the_pack_holds_13_and_25_criteria_with_their_parts(pack: ProtocolPack) -> None:
    whole = [criterion for criterion in pack.criteria if "." not in criterion]
    kinds = [pack.criteria[criterion].kind for criterion in whole]
    assert (kinds.count("inclusion"), kinds.count("exclusion")) == (13, 25)
    assert set(pack.lines) == set(BASE_CRITERIA)
    assert set(pack.criteria) == {*BASE_CRITERIA, *WHOLE}


def test_that_every_criterion_but_the_sums_has_a_rule(pack: ProtocolPack) -> None:
    assert set(BASE_CRITERIA) == set(pack.criteria) - {"I12", "E23"}
    assert set(pack.lines) == set(BASE_CRITERIA)


def test_that_every_criterion_speaks_both_languages(pack: ProtocolPack) -> None:
    for text in pack.criteria.values():
        assert text.zh
        assert text.en
        assert text.registry_en
        assert 0 < len(text.short_zh) <= 14
        assert 0 < len(text.short_en) <= 32
        assert text.approved_zh == ""


def test_that_every_setting_speaks_both_languages(pack: ProtocolPack) -> None:
    assert all(setting.zh and setting.en for setting in pack.settings.values())
    blocks = {setting.blocks for setting in pack.settings.values()}
    assert blocks == {"", "screening", "enrolment", "infusion", "reporting"}


def test_that_the_scale_of_the_pack_is_the_one_of_the_code(pack: ProtocolPack) -> None:
    assert pack.limits.karnofsky_from_years == KARNOFSKY_FROM


Break = Callable[[str, str, str], str]


@pytest.fixture
def broken(pack_folder: Path, tmp_path: Path) -> Break:
    """Replaces text in one file of a copy of the pack and gives what the reader says to it."""
    copy = tmp_path / "pack"
    shutil.copytree(pack_folder, copy)

    def complaint(name: str, old: str, new: str) -> str:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PackError) as raised:
            read_pack(copy)
        return str(raised.value)

    return complaint


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("ucbnk01.toml", 'anc_min = "1.0" ', "anc_min = 1.0 ", "ucbnk01.toml: limits.anc_min: is not a number in quotes"),
    ("ucbnk01.toml", "score_min = 50", 'score_min = "50"', "limits.score_min: is not a whole number"),
    ("ucbnk01.toml", "score_min = 50", "score_min = -1", "limits.score_min: is not a whole number"),
    ("ucbnk01.toml", "score_min = 50", "score_mim = 50", "limits: unknown score_mim"),
    ("ucbnk01.toml", "score_min = 50", "score_min = 50\nscore_max = 100", "limits: unknown score_max"),
    ("ucbnk01.toml", "dated = 2025-02-20", 'dated = "soon"', "dated: is not a date"),
    ("ucbnk01.toml", 'version = "1.0"', "", "version: is missing"),
    ("ucbnk01.toml", 'id = "I2"', 'id = "I1"', "I1: stands twice"),
    ("ucbnk01.toml", "R-AGE-TOP", "R-AGE-TIP", "I2: names the ruling R-AGE-TIP"),
    ("ucbnk01.toml", 'kind = "inclusion"', 'kind = "perhaps"', "I1: kind or decided_by is missing or wrong"),
    ("ucbnk01.toml", "short_zh =", "short =", "I1: short is missing or wrong"),
    ("ucbnk01.toml", "short_zh =", "# short_zh =", "ucbnk01.toml: I1: short_zh is missing or wrong"),
    ("ucbnk01.toml", 'decided_by = "C"', 'decided_by = "S"', "I2: kind or decided_by is missing or wrong"),
    ("ucbnk01.toml", 'rulings = ["R-AGE-TOP", "R-AGE-REF", "R-LEAPDAY"]', "rulings = 3", "ucbnk01.toml: I2: "),
    ("ucbnk01.toml", "[limits]", "[limits", "ucbnk01.toml: cannot be read"),
    ("rulings.toml", 'kind = "one_of"', 'kind = "many"', "rulings.toml: R-EDGE: kind"),
    ("rulings.toml", 'proposed = "within"', 'proposed = "maybe"', "rulings.toml: R-EDGE: proposed"),
    ("rulings.toml", 'demonstration = "within"', 'demonstration = "maybe"', "R-EDGE: demonstration"),
    ("rulings.toml", 'proposed = "within"', "", "rulings.toml: R-EDGE: proposed"),
    ("settings.toml", 'kind = "text"', 'kind = "poem"', "settings.toml: protocol_pack: kind"),
    ("rulings.toml", 'id = "R-EDGE"', "", "rulings.toml: ?: id is missing or wrong"),
    ("rulings.toml", 'question = { zh = "恰', 'question = "恰" # ', "rulings.toml: R-EDGE: "),
    ("settings.toml", 'kind = "text"', "", "settings.toml: protocol_pack: kind"),
    ("settings.toml", 'kind = "text"', 'kind = "text"\ncolour = "red"', "protocol_pack: colour is missing or wrong"),
    ("settings.toml", 'zh = "伦理', '# zh = "', "settings.toml: protocol_pack: zh is missing or wrong"),
])
def test_that_a_wrong_pack_is_refused_with_file_and_key(
    broken: Break, name: str, old: str, new: str, said: str
) -> None:
    assert said in broken(name, old, new)


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"ucbnk01\.toml: cannot be read"):
        read_pack(tmp_path)


def test_that_every_limit_knows_its_own_name_in_an_amendment_too(pack: ProtocolPack) -> None:
    changed = replace(pack.limits, surgery_days=14, plt_min=Decimal(50))
    assert all(name_of(getattr(limits, limit.name)) == limit.name
               for limits in (pack.limits, changed) for limit in fields(limits) if limit.name in BASE_LIMITS)
    assert (changed.surgery_days, changed.plt_min) == (14, Decimal(50))
    assert (name_of(14), name_of(2 * changed.plt_min), name_of(None)) == ("", "", "")
