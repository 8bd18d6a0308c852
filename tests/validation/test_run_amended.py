"""A hospital tries an amendment on cases before it adopts it: `assess` and `validate` with `--amendment`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ucbnk_desktop import commands
from ucbnk_desktop.protocol.amendment import FIXED, TEXTS, amended, differences
from ucbnk_desktop.validation import Library

FIRST = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n[limits]\nplt_min = "50"\n'
SECOND = 'version = "2.0"\ndated = 2026-11-01\namends = "1.1"\n[limits]\nplt_min = "40"\n'
SIXTY = 'base = "eligible"\nforms.laboratory.plt = 60\nexpected = { "I12.2" = "met" }\n'
DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "case-format.md").read_text(encoding="utf-8")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "案例 #1"
    (folder / "cases").mkdir(parents=True)
    written = {"first": FIRST, "second": SECOND, "cases/sixty": SIXTY, "wrong": FIRST.replace("plt_min", "plt_mim")}
    for name, source in written.items():
        (folder / f"{name}.toml").write_text(source, encoding="utf-8")
    return {name.rpartition("/")[2]: folder / f"{name}.toml" for name in written} | {"cases": folder / "cases"}


def _run(*arguments: object) -> int:
    return int(commands.main([str(one) for one in arguments], show_window=lambda _: 0))


def _assessed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert _run("assess", *arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def _state(data: Any) -> str:
    [verdict] = [one for one in data["cases"][0]["criteria"] if one["id"] == "I12.2"]
    return str(verdict["state"])


def test_that_platelets_of_60_pass_only_under_the_amendment(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = _assessed(capsys, files["sixty"])
    tried = _assessed(capsys, files["sixty"], "--amendment", files["first"])
    assert [(data["pack"], _state(data)) for data in (plain, tried)] == [("1.0", "not_met"), ("1.1", "met")]
    assert plain["cases"][0]["digest"] != tried["cases"][0]["digest"]


def test_that_several_amendments_are_laid_one_over_the_other(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data = _assessed(capsys, files["sixty"], "--amendment", files["first"], "--amendment", files["second"])
    assert (data["pack"], _state(data)) == ("2.0", "met")
    assert _run("assess", files["sixty"], "--amendment", files["second"]) == 2


def test_that_validate_holds_the_cases_against_the_amended_protocol(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("validate", files["cases"]) == 1
    assert _run("validate", files["cases"], "--amendment", files["first"]) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_a_wrong_amendment_is_named_with_its_key_and_nothing_is_judged(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert _run("assess", files["sixty"], "--amendment", files["wrong"], "--language", language) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{files['wrong']}" in said.err
    assert "limits.plt_mim" in said.err


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_that_an_amendment_that_cannot_be_read_is_named(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "none.toml"
    if content is not None:
        path.write_bytes(content)
    assert _run("validate", files["cases"], "--amendment", path) == 2
    assert str(path) in capsys.readouterr().err


def test_that_the_amendment_in_the_document_can_be_applied(library: Library) -> None:
    (text,) = re.findall(r"```toml v1-1\.toml\n(.*?)```", DOCUMENT, re.DOTALL)
    after = amended(library.pack, text, "v1-1.toml")
    assert {one.what for one in differences(library.pack, after)} == {"plt_min", "surgery_days", "zh", "en"}
    for word in (*TEXTS, *FIXED):
        assert f"`{word}`" in DOCUMENT
