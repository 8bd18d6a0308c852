"""Procedures known by their usual names, and what exempts them."""

from __future__ import annotations

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.protocol.pack import read_pack

codes_of = read_pack(places.resources("protocol")).procedures.codes


def test_that_typed_procedures_are_recognised() -> None:
    typed = ("骨髓活检", "Lumbar puncture", "picc", "")
    known = ("marrow_puncture", "lumbar_puncture", "picc", "other_minor")
    assert [codes_of(one) for one in typed] == [frozenset((one,)) for one in known]


@pytest.mark.parametrize(("typed", "codes"), [
    ("双侧髂骨骨髓穿刺及活检", {"marrow_puncture"}), ("骨髓穿刺+腰穿", {"marrow_puncture", "lumbar_puncture"}),
    ("骨髓穿刺、肝活检", {"marrow_puncture", "other_minor"}), ("bone marrow harvest", {"other_minor"}),
    ("bone marrow aspiration and biopsy", {"marrow_puncture"}), ("PICC, tumour resection", {"picc", "other_minor"}),
    ("活检", {"other_minor"}),
])
def test_that_a_procedure_hides_no_other_behind_it(typed: str, codes: set[str]) -> None:
    assert codes_of(typed) == codes


BESIDE = """
marrow_puncture 骨髓穿刺  诊断性 复查 床旁 局麻下 局部麻醉下 全麻下 全身麻醉下 镇静下 麻醉下 超声引导下 B超引导下
marrow_puncture 骨髓穿刺  左 左侧 右 右侧 双侧 两侧 髂骨 髂前上棘 髂后上棘 胸骨 胫骨
marrow_puncture 骨髓穿刺  活检 检查 涂片 术 行 2 2. (左) （右） · -
marrow_puncture marrow_biopsy  bone left right bilateral iliac crest posterior anterior sternal diagnostic
marrow_puncture marrow_examination  under sedation biopsy biopsies aspirate aspiration examination
lumbar_puncture 腰椎穿刺  鞘内注射 鞘内给药 鞘注 检查 涂片
picc PICC  上肢 肘 贵要静脉 置管 置入 植入 中心静脉 导管 穿刺 拔除 拔管 更换 维护
picc PICC  line catheter insertion placement removal exchange
"""
"""Each procedure by one of its names, and the words that may stand beside it: entered a second time."""


@pytest.mark.parametrize(("code", "name", "words"), [
    (code, name.replace("_", " "), words) for code, name, *words in map(str.split, BESIDE.strip().splitlines())
])
def test_that_each_word_that_describes_an_exempt_procedure_may_stand_beside_it(
    code: str, name: str, words: list[str]
) -> None:
    assert {word for word in words if codes_of(f"{name} {word}") != {code}} == set()


@pytest.mark.parametrize(("name", "part"), [
    *(("腰穿", part) for part in ("鞘注", "鞘内注射", "鞘内给药", "涂片", "intrathecal injection")),
    *(("骨穿", part) for part in ("活检术", "biopsies", "aspirates")),
])
def test_that_what_is_done_in_the_course_of_a_puncture_is_no_procedure_of_its_own(name: str, part: str) -> None:
    assert codes_of(f"{name}、{part}") == codes_of(name)
    assert codes_of(part) == {"other_minor"}


@pytest.mark.parametrize("sign", [*"+＋、，,;；/&及与和", " and ", " with "])
def test_that_two_exempt_procedures_may_be_joined_by_any_sign(sign: str) -> None:
    assert codes_of(f"骨穿{sign}PICC") == {"marrow_puncture", "picc"}


MARROW = (
    "骨髓穿刺",
    "骨穿",
    "骨髓活检",
    "骨髓检查",
    "marrow puncture",
    "marrow aspirate",
    "Marrow biopsy",
    "marrow exam",
)
ALONG = ("活检", "活检术", "涂片", "biopsy", "aspirate", "aspiration", "")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        *((name, {"marrow_puncture"}) for name in MARROW),
        *((name, {"lumbar_puncture"}) for name in ("腰椎穿刺", "腰穿", "lumbar puncture")),
        *((name, {"picc"}) for name in ("PICC", "外周静脉置入中心静脉导管", "经外周静脉穿刺置管")),
        *((f"骨穿、{part}", {"marrow_puncture"}) for part in ALONG),
        ("", {"other_minor"}),
        ("活检", {"other_minor"}),
        ("骨穿、淋巴结切除", {"marrow_puncture", "other_minor"}),
    ],
)
def test_that_a_procedure_is_known_by_its_usual_names_and_what_goes_along(typed: str, codes: set[str]) -> None:
    assert codes_of(typed) == codes


@pytest.mark.parametrize("typed", [
    "open lumbar vertebral biopsy", "lumbar sympathectomy", "骨髓穿刺术后切口清创", "PICC相关静脉切开", "腰椎切开减压",
    "骨髓穿刺、开腹探查", "lumbar", "穿刺",
])
def test_that_another_procedure_is_not_exempt_by_a_word_of_an_exempt_one(typed: str) -> None:
    assert "other_minor" in codes_of(typed)


@pytest.mark.parametrize("typed", [
    "骨髓穿刺 中心静脉置管术", "腰椎穿刺中心静脉导管置入", "marrow aspiration line placement", "腰椎穿刺置管",
    "PICC置管 左髂骨活检", "腰椎穿刺 胫骨活检", "lumbar puncture bone biopsy", "PICC 穿刺活检",
    "PICC置管、活检", "picc with biopsy", "腰穿+活检", "PICC、鞘注",
])
def test_that_what_goes_with_one_exempt_procedure_exempts_nothing_beside_another(typed: str) -> None:
    assert "other_minor" in codes_of(typed)


@pytest.mark.parametrize(("typed", "code"), [
    ("左侧髂后上棘骨髓穿刺术", "marrow_puncture"), ("双侧髂骨骨髓穿刺及活检", "marrow_puncture"),
    ("镇静下骨穿+涂片", "marrow_puncture"), ("bilateral marrow aspirates and biopsies", "marrow_puncture"),
    ("Bone marrow examination (left)", "marrow_puncture"), ("腰椎穿刺+鞘内注射", "lumbar_puncture"),
    ("诊断性腰穿", "lumbar_puncture"), ("Lumbar tap", "lumbar_puncture"), ("右上肢PICC置管", "picc"),
    ("PICC line insertion", "picc"), ("经外周静脉置入中心静脉导管", "picc"),
])
def test_that_an_exempt_procedure_may_be_described(typed: str, code: str) -> None:
    assert codes_of(typed) == {code}
