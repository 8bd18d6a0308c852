"""A pack is read as it is written, wherever the program runs, and what was read cannot be changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ucbnk_desktop.protocol.amendment import Difference
from ucbnk_desktop.protocol.consent import ConsentMatrix, Signatures
from ucbnk_desktop.protocol.pack import CriterionText, PackError, ProtocolPack, limit_value, read_pack
from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.protocol.schedule import PlannedInfusion
from ucbnk_desktop.protocol.settings import SettingDefinition

Grown = Callable[[str, str], ProtocolPack]


@pytest.fixture
def grown(pack_folder: Path, tmp_path: Path) -> Grown:
    """The pack that ships, read with more text at the end of one of its files."""
    copy = shutil.copytree(pack_folder, tmp_path / "pack")

    def read(name: str, more: str) -> ProtocolPack:
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        return read_pack(copy)

    return read


CRITERION = """
[[criterion]]
id = "E26"
kind = "exclusion"
zh = "中"
en = "long"
short_zh = "短"
short_en = "short"
decided_by = "C+J"
registry_en = "registered"
"""


def test_that_a_criterion_is_read_as_it_is_written(grown: Grown) -> None:
    bare = grown("ucbnk01.toml", CRITERION)
    assert bare.criteria["E26"] == CriterionText("E26", "exclusion", "中", "long", "短", "short", "C+J", "registered")
    assert (bare.criteria["E26"].rulings, bare.criteria["E26"].approved_zh) == ((), "")
    rest = 'rulings = ["R-EDGE", "R-QTC"]\napproved_zh = "批"\n'
    full = grown("ucbnk01.toml", CRITERION.replace("E26", "E27") + rest)
    assert (full.criteria["E27"].rulings, full.criteria["E27"].approved_zh) == (("R-EDGE", "R-QTC"), "批")
    assert list(full.criteria)[-2:] == ["E26", "E27"]


RULING = """
[[ruling]]
id = "R-TRY"
kind = "one_of"
question = { zh = "问", en = "asked" }
proposed = "b"
values = { a = { zh = "甲", en = "first" }, b = { zh = "乙", en = "second" } }
"""


def test_that_a_ruling_is_read_as_it_is_written(grown: Grown) -> None:
    said = ("问", "asked"), "one_of", ("a", "b"), {"a": ("甲", "first"), "b": ("乙", "second")}, "b"
    bare = RulingDefinition("R-TRY", *said, lenient=False, demonstration="", free=False)
    assert grown("rulings.toml", RULING).rulings["R-TRY"] == bare
    full = grown("rulings.toml", RULING.replace("TRY", "ALL") + 'lenient = true\ndemonstration = "a"\nfree = true\n')
    assert full.rulings["R-ALL"] == RulingDefinition("R-ALL", *said, lenient=True, demonstration="a", free=True)


SETTING = """
[[setting]]
id = "colour"
kind = "choice"
zh = "颜色"
en = "Colour"
"""


def test_that_a_setting_is_read_as_it_is_written(grown: Grown) -> None:
    bare = grown("settings.toml", SETTING).settings["colour"]
    assert bare == SettingDefinition("colour", "choice", "颜色", "Colour", "", frozen=False)
    assert (bare.blocks, bare.demonstration, bare.choices) == ("", "", ())
    rest = 'unit = "d"\nfrozen = true\nblocks = "infusion"\ndemonstration = "red"\n' \
        'choices = { red = { zh = "红", en = "red one" }, blue = { zh = "蓝", en = "blue one" } }\n'
    full = grown("settings.toml", SETTING.replace("colour", "shade") + rest).settings["shade"]
    choices = ("red", "红", "red one"), ("blue", "蓝", "blue one")
    assert full == SettingDefinition(
        "shade", "choice", "颜色", "Colour", "d", frozen=True, blocks="infusion", demonstration="red", choices=choices
    )


def test_that_a_pack_says_its_version_its_day_and_its_number(pack: ProtocolPack) -> None:
    assert (pack.version, pack.dated, pack.title) == ("1.0", date(2025, 2, 20), ("", ""))
    assert pack.protocol == "UCBNK01"


@pytest.mark.parametrize(("limit", "written", "read"), [
    ("score_min", 0, 0), ("score_min", 50, 50), ("plt_min", "0", Decimal(0)), ("plt_min", "1.50", Decimal("1.50")),
])
def test_that_a_limit_of_zero_or_more_is_read(limit: str, written: object, read: object) -> None:
    value = limit_value(limit, written)
    assert (type(value), value, str(value)) == (type(read), read, str(read))


@pytest.mark.parametrize(("limit", "written"), [
    *(("score_min", one) for one in (-1, True, 50.0, "50", None)),
    *(("plt_min", one) for one in (75, 0.5, "-1", "+1", "1.", ".5", "1e3", " 1", "1 ", "1.2.3", "", "NaN", None)),
])
def test_that_nothing_else_is_a_limit(limit: str, written: object) -> None:
    with pytest.raises(ValueError, match=limit):
        limit_value(limit, written)


def test_that_a_pack_is_read_alike_whatever_the_machine_writes_in(pack_folder: Path) -> None:
    read = f"import pathlib, sys; from {read_pack.__module__} import *; read_pack(pathlib.Path(sys.argv[1]))"
    strict = [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
    found = subprocess.run(
        [*strict, "-c", read, str(pack_folder)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_that_a_file_in_another_encoding_is_named(pack_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(pack_folder, tmp_path / "pack")
    path = copy / "rulings.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(PackError, match=r"^rulings\.toml: cannot be read \("):
        read_pack(copy)


def test_that_a_fault_in_the_programs_own_pack_has_no_words_but_those_of_its_message(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        read_pack(tmp_path)
    found = raised.value
    assert (found.file, found.key, found.code) == ("ucbnk01.toml", "", "")
    assert set(found.arguments) == {"file", "key", "problem"}
    assert str(found) == f"ucbnk01.toml: {found.arguments['problem']}"


def test_that_nothing_that_was_read_can_be_changed(pack: ProtocolPack) -> None:
    day = date(2025, 3, 20)
    read: tuple[tuple[object, str], ...] = (
        (pack, "version"), (pack.limits, "plt_min"), (pack.criteria["I1"], "zh"),
        (Difference("I1", "zh", "a", "b"), "after"), (ConsentMatrix(8, 18), "child_signs_from"),
        (PlannedInfusion(1, 1, day, day, day), "planned"),
        (Signatures(1, child=True, participant=False, willingness=False), "child"),
    )
    for thing, name in read:
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)
