"""Words of the clinic that decide: every word as it may be written, and a file that cannot be meant is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ucbnk_desktop.protocol.pack import PackError, ProtocolPack, read_pack
from ucbnk_desktop.protocol.word_lists import WordError, any_of, patterns_in

Changed = Callable[[str, str, str], ProtocolPack]


@pytest.fixture
def changed(pack_folder: Path, tmp_path: Path) -> Changed:
    """The pack that ships, with one text of one of its files replaced."""
    copy = shutil.copytree(pack_folder, tmp_path / "pack")

    def read(name: str, old: str, new: str) -> ProtocolPack:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_pack(copy)

    return read


@pytest.mark.parametrize(("name", "old", "new", "problem"), [
    ("procedures.toml", '"PICC", ', '"PICC", "骨穿", ', "picc.names: 骨穿 is a name of marrow_puncture already"),
    ("procedures.toml", '"PICC", ', '"PICC", "picc", ', "picc.names: picc stands twice"),
    ("procedures.toml", '"PICC", ', '"PICC", 3, ', "picc.names: 3 is no word"),
    ("procedures.toml", '"PICC", ', '"PICC", " ", ', "picc.names: ' ' is no word"),
    ("procedures.toml", '"PICC", ', '"PICC", " 置管", ', "picc.names: ' 置管' is no word"),
    ("procedures.toml", '"上肢"', '"上[肢"', "picc.described_by: 上[肢: ] is missing"),
    ("procedures.toml", '"上肢"', '"上(肢]"', "picc.described_by: 上(肢]: ] closes nothing"),
    ("procedures.toml", '"上肢"', '"上肢)"', "picc.described_by: 上肢): ) closes nothing"),
    ("procedures.toml", '"上肢"', '"上/下肢"', "picc.described_by: 上/下肢: / stands outside of brackets"),
    ("procedures.toml", '"上肢"', '"上.*"', "picc.described_by: 上.*: . has no meaning in a word"),
    ("procedures.toml", '"上肢"', '"(上/)肢"', "picc.described_by: (上/)肢: a part of it is empty"),
    ("procedures.toml", '"上肢"', '"[上][肢]"', "picc.described_by: [上][肢]: a part of it is empty"),
    ("procedures.toml", "[picc]", "[piccs]", "piccs: is not known here"),
    ("procedures.toml", "names = [\"PICC\"", "name = [\"PICC\"", "picc.name: is not known here"),
    ("procedures.toml", "names = [\"PICC\", ", "names = []\ngoes_along = [", "picc.names: is not a list of words"),
    ("procedures.toml", "joined_by = [", 'joined_by = "+"\ndescribed_by = [', "cannot be read"),
    ("toxicities.toml", "blood_counts", "counts", "counts: is not known here"),
    ("toxicities.toml", '"粒缺"', '"粒缺?"', "blood_counts: 粒缺?: ? has no meaning in a word"),
])
def test_that_a_word_that_cannot_be_meant_is_refused_with_its_file(
    changed: Changed, name: str, old: str, new: str, problem: str
) -> None:
    with pytest.raises(PackError) as refused:
        changed(name, old, new)
    assert str(refused.value).startswith(f"{name}: ")
    assert problem in str(refused.value)


def test_that_what_is_refused_is_told_with_its_line(changed: Changed, pack_folder: Path) -> None:
    lines = (pack_folder / "procedures.toml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if '"上肢"' in text)
    with pytest.raises(PackError, match=rf"^procedures\.toml: line {line}: picc\.described_by: "):
        changed("procedures.toml", '"上肢"', '"上[肢"')


def test_that_every_procedure_that_may_be_let_through_has_its_words(changed: Changed) -> None:
    with pytest.raises(PackError, match="picc: is missing, and R-MINOR-OPS may let it through"):
        changed("procedures.toml", "[picc]", "[lumbar_puncture.picc]")


def test_that_words_of_a_ruling_that_the_pack_does_not_have_are_refused(changed: Changed) -> None:
    changed("ucbnk01.toml", '"R-EDGE", "R-MINOR-OPS"', '"R-EDGE"')
    with pytest.raises(PackError, match="marrow_puncture: is not known here"):
        changed("rulings.toml", 'id = "R-MINOR-OPS"', 'id = "R-MINOR"')


def test_that_an_added_word_lets_a_procedure_through_and_no_other(changed: Changed) -> None:
    pack = changed("procedures.toml", '"腰穿", ', '"腰穿", "腰椎穿刺术", "Spinal tap", ')
    assert pack.procedures.codes("spinal taps") == {"lumbar_puncture"}
    assert pack.procedures.codes("spinal tap, wound revision") == {"lumbar_puncture", "other_minor"}


def test_that_an_added_blood_count_is_one(changed: Changed, pack: ProtocolPack) -> None:
    assert not pack.blood_counts.fullmatch("红细胞减少")
    assert changed("toxicities.toml", '"粒缺", ', '"粒缺", "红细胞减少", ').blood_counts.fullmatch("红细胞减少")


@pytest.mark.parametrize(("word", "fits", "not_fits"), [
    ("左[侧]", "左 左侧", "侧 左侧侧"),
    ("(减少/下降)[症]", "减少 下降症", "症 减少下降"),
    ("[计数/值]低", "低 计数低 值低", "计数值低"),
    ("leu(c/k)o[cyte]", "leuco leukocyte", "leuo"),
    ("B超", "b超", "b"),
])
def test_that_a_word_may_be_written_with_brackets(word: str, fits: str, not_fits: str) -> None:
    pattern = any_of(patterns_in({"words": [word]}, "words"))
    assert all(pattern.fullmatch(text) for text in fits.split())
    assert not any(pattern.fullmatch(text) for text in not_fits.split())


@pytest.mark.parametrize(("word", "text", "fits"), [
    ("left", "left side", True), ("left", "leftover", False), ("biops*", "two biopsies", True),
    ("biops*", "biop", False),
])
def test_that_a_latin_word_stands_for_itself_as_a_whole(word: str, text: str, *, fits: bool) -> None:
    assert bool(any_of(patterns_in({"words": [word]}, "words")).search(text)) is fits


def test_that_a_list_of_no_words_is_refused_with_its_place() -> None:
    with pytest.raises(WordError) as refused:
        patterns_in({}, "words", ("picc",))
    assert refused.value.where == ("picc", "words")
