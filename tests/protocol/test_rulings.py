from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from decimal import Decimal
from inspect import signature
from types import ModuleType

import pytest

from ucbnk_desktop.protocol import ctcae, plausibility, quantity, rulings, settings
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import RulingDefinition, Rulings, RulingValue, members

LENIENT = {
    "R-LEAPDAY", "R-SAMPLE", "R-BILI", "R-CREA", "R-LOCK", "R-MINOR-OPS", "R-STEROID", "R-CURED",
}


def test_that_every_ruling_has_a_proposal_that_it_permits(pack: ProtocolPack) -> None:
    for ruling in pack.rulings.values():
        assert ruling.permits(ruling.proposed)


def test_that_the_first_value_is_proposed_unless_it_is_a_set(pack: ProtocolPack) -> None:
    chosen = [ruling for ruling in pack.rulings.values() if ruling.kind != "set"]
    assert all(ruling.proposed == ruling.allowed[0] for ruling in chosen)


def test_that_lenient_proposals_are_marked(pack: ProtocolPack) -> None:
    assert {ruling.id for ruling in pack.rulings.values() if ruling.lenient} == LENIENT


def test_that_a_proposal_never_decides(pack: ProtocolPack) -> None:
    assert all(Rulings().decided(ruling) is None for ruling in pack.rulings.values())


@pytest.mark.parametrize(("ruling", "value"), [
    ("R-EDGE", "perhaps"), ("R-EDGE", ""), ("R-CREA", "scr_and_clearance(x)"), ("R-CREA", "scr_and_clearance(?)"),
    ("R-CREA", "scr_and_clearance(-5)"), ("R-CREA", "scr_and_clearance"), ("R-CREA", "scr_only(5)"),
    ("R-ALLO", "heart"), ("R-ALLO", " "), ("R-DNA", "number()"), ("R-DNA", "number(20,5)"), ("R-DNA", "number(20.)"),
])
def test_that_a_value_outside_the_list_decides_nothing(pack: ProtocolPack, ruling: str, value: str) -> None:
    assert Rulings({ruling: value}).decided(pack.rulings[ruling]) is None


@pytest.mark.parametrize(("ruling", "value"), [
    ("R-EDGE", "clear"), ("R-CREA", "scr_or_clearance(60)"), ("R-CREA", "scr_only"), ("R-DNA", "number(20.25)"),
    ("R-ALLO", "none"), ("R-ALLO", "all"), ("R-ALLO", "allogeneic_hsct donor_cells tissue_graft"),
    ("R-ALLO", "tissue_graft donor_cells"), ("R-TOX-EXEMPT", "脱发；听力下降"),
])
def test_that_a_value_of_the_list_decides(pack: ProtocolPack, ruling: str, value: str) -> None:
    assert Rulings({ruling: value}).decided(pack.rulings[ruling]) == value


def test_that_blank_is_no_answer(pack: ProtocolPack) -> None:
    assert {ruling.permits(" ") for ruling in pack.rulings.values()} == {False}


def test_that_a_set_is_tried_full_and_empty_and_a_number_unnamed(pack: ProtocolPack) -> None:
    assert pack.rulings["R-ALLO"].alternatives == ("all", "none")
    assert pack.rulings["R-DNA"].alternatives == ("above_printed_limit", "number(?)")
    assert pack.rulings["R-EDGE"].alternatives == ("within", "clear")


def test_that_a_choice_is_taken_apart() -> None:
    assert RulingValue.of("scr_only") == RulingValue("scr_only")
    assert RulingValue.of("scr_and_clearance(60.5)") == RulingValue("scr_and_clearance", Decimal("60.5"))
    assert RulingValue.of("scr_and_clearance(?)") == RulingValue("scr_and_clearance", None)


def test_that_a_set_knows_its_members(pack: ProtocolPack) -> None:
    allo, toxicities = pack.rulings["R-ALLO"], pack.rulings["R-TOX-EXEMPT"]
    assert members("none", allo) == frozenset()
    assert members("all", allo) == frozenset({"allogeneic_hsct", "donor_cells", "tissue_graft"})
    assert members("tissue_graft", allo) == frozenset({"tissue_graft"})
    assert members("tissue_graft donor_cells", allo) == frozenset({"tissue_graft", "donor_cells"})
    assert members("all", toxicities) is None
    assert members("脱发; 听力下降；", toxicities) == frozenset({"脱发", "听力下降"})


@pytest.mark.parametrize(("ruling", "value", "label"), [
    ("R-EDGE", "within", ("算在期内", "within")), ("R-ALLO", "all", ("全部", "all of them")),
    ("R-ALLO", "none", ("无", "none of them")),
    ("R-ALLO", "donor_cells tissue_graft", ("供者细胞输注、组织移植", "donor cell infusion, tissue graft")),
    ("R-TOX-EXEMPT", "脱发", ("脱发", "脱发")), ("R-DNA", "number(20)", ("20 IU/mL", "20 IU/mL")),
    ("R-DNA", "number(?)", ("x IU/mL", "x IU/mL")), ("R-DNA", "number(x)", ("x IU/mL", "x IU/mL")),
    ("R-EDGE", "strange", ("strange", "strange")), ("R-DNA", "strange(20)", ("strange(20)", "strange(20)")),
    ("R-ALLO", "strange donor_cells", ("strange、供者细胞输注", "strange, donor cell infusion")),
    ("R-TOX-EXEMPT", "脱发; 听力 下降", ("脱发; 听力 下降", "脱发; 听力 下降")),
])
def test_that_every_value_can_be_said(pack: ProtocolPack, ruling: str, value: str, label: tuple[str, str]) -> None:
    assert pack.rulings[ruling].label(value) == label


def test_that_the_demonstration_leaves_one_ruling_open(pack: ProtocolPack) -> None:
    values = {ruling.id: ruling.demonstration for ruling in pack.rulings.values()}
    assert [key for key, value in values.items() if not value] == ["R-COAG"]
    differing = {key for key, value in values.items() if value and value != pack.rulings[key].proposed}
    assert differing == {"R-COMBO", "R-QTC", "R-ALLO"}


def test_that_questions_are_asked_in_both_languages(pack: ProtocolPack) -> None:
    def both(ruling: RulingDefinition) -> bool:
        return all(ruling.question) and all(zh and en for zh, en in ruling.labels.values())

    assert all(both(ruling) for ruling in pack.rulings.values())


def test_that_a_ruling_is_held_against_the_definition_that_is_asked(pack: ProtocolPack) -> None:
    edge = pack.rulings["R-EDGE"]
    decided = Rulings({"R-EDGE": "clear"})
    assert decided.decided(edge) == "clear"
    assert decided.decided(replace(edge, allowed=("within",))) is None
    assert decided.decided(edge) == "clear"


def test_that_rulings_are_their_values_whatever_was_asked_of_them(pack: ProtocolPack) -> None:
    asked = Rulings({"R-EDGE": "clear"})
    assert asked.decided(pack.rulings["R-EDGE"])
    assert asked == Rulings({"R-EDGE": "clear"})
    assert repr(asked) == repr(Rulings({"R-EDGE": "clear"}))
    assert list(signature(Rulings).parameters) == ["values"]


def test_that_a_ruling_is_strict_closed_and_not_demonstrated_unless_it_says_so() -> None:
    bare = RulingDefinition("R-TRY", ("问", "asked"), "set", ("a",), {}, "none")
    assert bare == RulingDefinition("R-TRY", ("问", "asked"), "set", ("a",), {}, "none", False, "", False)


def _values(module: ModuleType) -> Iterator[type]:
    for one in vars(module).values():
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__:
            yield one


@pytest.mark.parametrize("module", [ctcae, quantity, plausibility, rulings, settings], ids=lambda one: one.__name__)
def test_that_what_verdicts_are_made_of_does_not_change_once_made(module: ModuleType) -> None:
    assert list(_values(module))
    for one in _values(module):
        assert one.__dataclass_params__.frozen, one  # type: ignore[attr-defined]
        assert "__slots__" in vars(one), one
