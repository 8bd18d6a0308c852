"""A version of the protocol says which criteria it has: one is dropped, one is switched on, everything follows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.pack import BASE_CRITERIA
from tests.helpers.participants import Participant
from ucbnk_desktop import wording
from ucbnk_desktop.protocol.amendment import PRESENCE, Difference, amended, differences, left_behind
from ucbnk_desktop.protocol.criteria import table
from ucbnk_desktop.protocol.criteria.criterion import EXCLUSION, Criterion
from ucbnk_desktop.protocol.eligibility import assess, infusion_day
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack, read_pack
from ucbnk_desktop.protocol.questions import questions
from ucbnk_desktop.protocol.rules import absent
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.wording import Language

AMENDMENT = Path(__file__).parents[1] / "fixtures" / "amendments" / "criteria-come-and-go.toml"
HEAD = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n'


@pytest.fixture(autouse=True)
def _e26_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = absent("medical_history", "other_condition")
    e26 = Criterion("E26", EXCLUSION, form="medical_history", since="2.0", rule=rule)
    monkeypatch.setitem(table.CRITERIA, "E26", e26)


@pytest.fixture
def second(pack: ProtocolPack) -> ProtocolPack:
    return amended(pack, AMENDMENT.read_text(encoding="utf-8"), AMENDMENT.name)


def about(child: Participant) -> dict[str, Any]:
    return {"day": child.day, "settings": Settings(child.settings), "rulings": Rulings(child.rulings)}


def states(child: Participant, pack: ProtocolPack) -> dict[str, State]:
    found = assess(child.facts, pack=pack, **about(child))
    return {verdict.criterion: verdict.state for verdict in found.verdicts}


def test_that_a_criterion_of_the_pack_is_judged_and_no_other(
    eligible: Participant, pack: ProtocolPack, second: ProtocolPack
) -> None:
    before, after = states(eligible, pack), states(eligible, second)
    assert set(before) - set(after) == {"E25", "I12.5"}
    assert set(after) - set(before) == {"E26"}
    assert after["E26"] is State.ABSENT
    assert after["I12"] is State.MET


def test_that_the_new_criterion_excludes_by_its_rule(
    eligible: Participant, pack: ProtocolPack, second: ProtocolPack
) -> None:
    ill = eligible.but("medical_history", other_condition="yes", other_condition_detail="哮喘")
    assert states(ill, second)["E26"] is State.PRESENT
    assert "E26" not in states(ill, pack)


def test_that_the_order_is_that_of_the_record_and_the_new_one_comes_last(
    pack: ProtocolPack, second: ProtocolPack
) -> None:
    kept = [identity for identity in pack.criteria if identity not in ("E25", "I12.5")]
    assert list(second.criteria) == [*kept, "E26"]
    assert second.criteria["E26"].kind == "exclusion"


def test_that_the_difference_says_which_came_and_which_went(pack: ProtocolPack, second: ProtocolPack) -> None:
    found = {one.criterion: (one.before, one.after) for one in differences(pack, second) if one.what == PRESENCE}
    assert set(found) == {"E25", "I12.5", "E26"}
    assert found["E26"] == ("", "其他疾病 / Another condition")
    assert found["E25"][1] == ""
    assert all(wording.say(f"criterion_{PRESENCE}", language) for language in Language)


def test_that_a_criterion_that_is_gone_is_not_asked_about(
    eligible: Participant, pack: ProtocolPack, second: ProtocolPack
) -> None:
    assert "E25" in questions(eligible.facts, pack=pack, **about(eligible))
    assert "E25" not in questions(eligible.facts, pack=second, **about(eligible))


@pytest.mark.parametrize("criterion", list(BASE_CRITERIA))
def test_that_a_pack_may_lack_any_criterion(eligible: Participant, pack: ProtocolPack, criterion: str) -> None:
    less = amended(pack, HEAD + f'[[criterion]]\nid = "{criterion}"\ndropped = true\n', "a.toml")
    found = assess(eligible.facts, pack=less, **about(eligible))
    assert criterion not in {verdict.criterion for verdict in found.verdicts}
    assert found.outcome is Outcome.READY_TO_SIGN
    on_the_day = infusion_day(eligible.facts, pack=less, **about(eligible))
    assert {verdict.criterion for verdict in on_the_day} == {"E13", "E16", "E19", "E20"} - {criterion}


def test_that_a_sum_goes_with_the_last_of_its_parts(pack: ProtocolPack) -> None:
    gone = "".join(f'[[criterion]]\nid = "E23.{part}"\ndropped = true\n' for part in (1, 2, 3))
    assert "E23" not in amended(pack, HEAD + gone, "a.toml").criteria


def test_that_dropping_a_sum_drops_its_parts(pack: ProtocolPack) -> None:
    after = amended(pack, HEAD + '[[criterion]]\nid = "I12"\ndropped = true\n', "a.toml")
    assert not [identity for identity in after.criteria if identity.startswith("I12")]


@pytest.mark.parametrize(("text", "code"), [
    ('[[criterion]]\nid = "E99"\nzh = "x"\n', "amendment_unknown_criterion"),
    ('[[criterion]]\nid = "E26"\nzh = "x"\n', "amendment_empty_text"),
    ('[[criterion]]\nid = "E26"\ndecided_by = "X"\nzh = "x"\nen = "x"\nshort_zh = "x"\nshort_en = "x"\n',
     "amendment_no_text"),
    ('[[criterion]]\nid = "E25"\ndropped = true\nzh = "x"\n', "amendment_dropped_only"),
    ('[[criterion]]\nid = "E25"\ndropped = false\n', "amendment_dropped_only"),
])
def test_that_a_criterion_that_cannot_come_or_go_so_is_refused_in_words(
    pack: ProtocolPack, text: str, code: str
) -> None:
    with pytest.raises(PackError) as refused:
        amended(pack, HEAD + text, "a.toml")
    assert refused.value.code == code
    assert all(wording.say(code, language, **refused.value.arguments) for language in Language)


@pytest.fixture
def without_surgery(pack_folder: Path, tmp_path: Path) -> ProtocolPack:
    """A first version that has no E8, and so gives no limit of it."""
    copy = shutil.copytree(pack_folder, tmp_path / "pack")
    path = copy / "ucbnk01.toml"
    text = re.sub(r"surgery_days = .*\n", "", path.read_text(encoding="utf-8"))
    before, e8, after = text.partition('[[criterion]]\nid = "E8"\n')
    assert e8
    path.write_text(before + after[after.index("[[criterion]]"):], encoding="utf-8")
    return read_pack(copy)


SURGERY = (
    '[[criterion]]\nid = "E8"\ndecided_by = "C"\n'
    'zh = "手术"\nen = "Surgery"\nshort_zh = "手术"\nshort_en = "Surgery"\n'
)


def test_that_a_version_without_a_criterion_gives_no_limit_of_it(
    eligible: Participant, severe: Participant, without_surgery: ProtocolPack
) -> None:
    for child in (eligible, severe):
        assert "E8" not in states(child, without_surgery)


def test_that_a_criterion_that_comes_brings_the_limits_it_counts_with(
    severe: Participant, pack: ProtocolPack, without_surgery: ProtocolPack
) -> None:
    with pytest.raises(PackError) as refused:
        amended(without_surgery, HEAD + SURGERY, "a.toml")
    assert (refused.value.code, refused.value.key) == ("amendment_limit_needed", "limits.surgery_days")
    assert "E8" in wording.say("amendment_limit_needed", Language.EN, **refused.value.arguments)
    after = amended(without_surgery, HEAD + "[limits]\nsurgery_days = 28\n" + SURGERY, "a.toml")
    assert Difference("E8", "surgery_days", "", "28") in differences(without_surgery, after)
    assert left_behind(without_surgery, after) == ()
    assert states(severe, after)["E8"] is states(severe, pack)["E8"]
