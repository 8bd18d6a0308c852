"""`assess` and `validate`: what they answer, in both languages, as text, JSON and PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.pack import PACK
from tests.helpers.pdf_text import pdf_words
from ucbnk_desktop import commands

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))
WRONG = 'base = "eligible"\nexpected = { I7 = "not_met", outcome = "ready_to_sign" }\n'
REFUSED = 'base = "eligible"\nrulings.R-EDGE = "maybe"\nexpected.I7 = "met"\n'

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls a command: exit code, what was said, what was complained of."""

    def calling(*arguments: object) -> tuple[int, str, str]:
        code = commands.main([str(one) for one in arguments], show_window=lambda _: 0, now=lambda: NOW)
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return calling


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as users have them."""
    made = tmp_path / "案例 #1"
    made.mkdir()
    return made


def _written(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        (folder / f"{name}.toml").write_text(source, encoding="utf-8")
    return folder


def test_that_assess_says_verdict_evidence_and_dates_of_every_criterion(call: Call, folder: Path) -> None:
    source = (
        'base = "eligible"\nforms.prior_therapy.chemotherapy = [{ drug = "卡铂", myelosuppressive = "yes", '
        'nitrosourea = "no", last_dose_on = 2025-03-01 }]\n'
    )
    code, out, err = call("assess", _written(folder, x=source) / "x.toml", "--language", "en")
    assert (code, err) == (0, "")
    assert "Outcome: Pending date   earliest 2025-03-22 (I7)   results valid until 2025-03-25 (I12.1, " in out
    assert "I7    Pending date  Chemotherapy wash-out  from 2025-03-22" in out
    assert "2025-03-01 (limit ≥ 21 d)" in out
    assert "I12.1 Met  Neutrophils  valid until 2025-03-25" in out
    assert len(re.findall(r"^[IE]\d+(?:\.\d)? ", out, re.MULTILINE)) == len(PACK.criteria)


def test_that_assess_speaks_chinese_by_default(call: Call, folder: Path) -> None:
    code, out, _ = call("assess", _written(folder, x='base = "undecided"\n') / "x.toml")
    assert code == 0
    assert "结论：待研究者判定" in out
    assert "R-WASH-ANCHOR = 未确认" in out
    assert "why_" not in out


def test_that_json_is_as_promised(call: Call, folder: Path) -> None:
    _written(folder, x='base = "eligible"\nforms.laboratory.crea_uln = 104\nrulings.R-EDGE = "unset"\n', y=REFUSED)
    code, out, err = call("assess", "--json", folder / "x.toml", folder / "y.toml", "--language", "en")
    data: dict[str, Any] = json.loads(out)
    assert code == 2
    assert "R-EDGE" in err
    assert list(data) == ["format", "language", "pack", "cases", "refused"]
    [case] = data["cases"]
    assert list(case) == [
        "id", "name", "file", "line", "day", "planned_start", "infusion_day", "outcome", "earliest", "earliest_by",
        "latest", "latest_by", "digest", "criteria", "infusion_criteria", "notes", "queries",
    ]
    assert list(case["criteria"][0]) == [
        "id", "state", "first_ok", "clears_on", "valid_until", "open", "reasons", "evidence", "missing", "rulings",
        "settings",
    ]
    assert case["notes"][0]["code"] == "field_adult_limit"
    assert [one["id"] for one in case["criteria"]][:3] == ["I1", "I2", "I3"]
    assert {one["id"]: one for one in case["criteria"]}["I12.1"]["evidence"][0] == {
        "form": "laboratory", "entry": 1, "field": "anc", "shown": "2.31", "limit": "≥ 1.0", "on": "2025-03-18",
    }
    [fault] = data["refused"]
    assert (fault["line"], fault["key"], fault["code"]) == (2, "rulings.R-EDGE", "case_unknown_ruling")


def test_that_a_refused_file_gives_no_verdict(call: Call, folder: Path) -> None:
    code, out, err = call("assess", _written(folder, y=REFUSED) / "y.toml", "--language", "en")
    assert (code, out) == (2, "")
    assert err == f'{folder / "y.toml"}: line 2: rulings.R-EDGE: "maybe" is no allowed value of this ruling. ' \
                  "Allowed are: unset, within, clear\n"


def test_that_validate_answers_0_where_everything_agrees(call: Call, folder: Path) -> None:
    code, out, err = call("validate", _written(folder, x='base = "eligible"\nexpected.I7 = "met"\n'))
    assert (code, err) == (0, "")
    assert "[一致] x" in out
    assert out.endswith("文件 1 个，案例 1 个，核对 1 项：不一致的案例 0 个，不能使用的文件 0 个。\n")


def test_that_validate_answers_1_and_shows_the_difference(call: Call, folder: Path) -> None:
    code, out, _ = call("validate", _written(folder, x=WRONG), "--language", "en")
    assert code == 1
    assert "[DIFFERS] x" in out
    assert "  ✗ I7: expected Not met, found Met" in out
    assert "    Outcome: expected Ready to sign, found Ready to sign" in out


def test_that_validate_answers_2_for_a_file_that_cannot_be_used_and_for_one_that_expects_nothing(
    call: Call, folder: Path
) -> None:
    _written(folder, x=WRONG, y=REFUSED, z='base = "eligible"\n')
    code, out, _ = call("validate", folder, "--language", "en")
    assert code == 2
    assert "y.toml: line 2: rulings.R-EDGE" in out
    assert "z.toml: line 1: the case expects nothing" in out
    assert "3 files, 1 cases, 2 expectations: 1 cases differ, 2 files refused." in out


def test_that_validate_refuses_a_folder_without_cases_and_one_that_is_not_there(call: Call, folder: Path) -> None:
    assert call("validate", folder)[0] == 2
    assert call("validate", folder / "没有")[0] == 2


def test_that_the_report_is_printed_with_case_expected_and_found(call: Call, folder: Path) -> None:
    _written(folder, x=WRONG, y='title = "我院案例"\nbase = "eligible"\nexpected.I11 = "not_applicable"\n', z=REFUSED)
    out = folder / "报告.pdf"
    code, said, _ = call("validate", folder, "--out", out)
    assert code == 2
    assert str(out) in said
    text = pdf_words(out)
    for words in (
        "判定规则核对报告", "有不一致", "不一致的案例", "不能使用的文件", "覆盖情况", "我院案例", "x.toml:1",
        "执行人签名/日期", "复核人签名/日期", "第1页",
    ):
        assert words in text, words
    assert "I7结论不符合待签字符合待签字不一致" in text  # item, expected, found and verdict, column by column


@pytest.mark.parametrize("language", ["en", "both"])
def test_that_the_report_speaks_the_other_languages(call: Call, folder: Path, language: str) -> None:
    out = folder / "r.pdf"
    assert call("validate", _written(folder, x='base = "eligible"\nexpected.I7 = "met"\n'), "--out", out,
                "--language", language)[0] == 0
    text = pdf_words(out)
    assert "Everythingagrees" in text
    assert ("全部一致" in text) is (language == "both")


def test_that_equal_cases_give_an_equal_digest_wherever_they_lie(call: Call, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "b"
    other.mkdir()
    _written(folder, x=WRONG)
    (other / "x.toml").write_bytes(WRONG.replace("\n", "\r\n").encode())
    digests = []
    for place in (folder, other):
        call("validate", place, "--out", place / "r.pdf", "--language", "en")
        digests.append(re.findall(r"Cases([0-9a-f]{16})", pdf_words(place / "r.pdf"))[0])
    assert digests[0] == digests[1]


def test_that_a_report_never_replaces_another_file(call: Call, folder: Path) -> None:
    other = folder / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    assert call("validate", _written(folder, x=WRONG), "--out", other)[0] == 2
    assert other.read_text(encoding="utf-8") == "mine"


@pytest.fixture
def looped(folder: Path) -> Path:
    """A folder with a good case and links that lead back to themselves, before it and after it in the order."""
    _written(folder, good='base = "eligible"\nexpected.I7 = "met"\n')
    for name, other in (("a", "a"), ("y", "z"), ("z", "y")):
        try:
            (folder / f"{name}.toml").symlink_to(folder / f"{other}.toml")
        except OSError:
            pytest.skip("links need a right that this user has not")
    return folder


def test_that_a_link_to_itself_is_refused_and_the_files_beside_it_are_judged(call: Call, looped: Path) -> None:
    files = [looped / f"{name}.toml" for name in ("a", "good", "y")]
    code, out, err = call("assess", "--json", *files, "--language", "en")
    data: dict[str, Any] = json.loads(out)
    assert code == 2
    assert [one["id"] for one in data["cases"]] == ["good"]
    assert [(one["file"], one["code"]) for one in data["refused"]] == [
        (str(looped / name), "case_link_loop") for name in ("a.toml", "y.toml")
    ]
    assert err.count("leads back to itself") == 2


@pytest.mark.parametrize(("language", "words"), [("zh", "指回自身"), ("en", "leads back to itself")])
def test_that_validate_names_a_link_to_itself_and_runs_the_rest(
    call: Call, looped: Path, language: str, words: str
) -> None:
    out = looped / "r.pdf"
    code, said, err = call("validate", looped, "--out", out, "--language", language)
    assert (code, err) == (2, "")
    assert len(re.findall(rf"[ayz]\.toml(?:：第 1 行：|: line 1: ).*{words}", said)) == 3
    assert ("[一致] good" if language == "zh" else "[agrees] good") in said
    assert words.replace(" ", "") in pdf_words(out)


def test_that_a_case_in_a_folder_that_links_to_itself_is_refused(call: Call, looped: Path) -> None:
    (looped / "loop").symlink_to(looped / "loop")
    code, _, err = call("assess", looped / "loop" / "x.toml", "--language", "en")
    assert code == 2
    assert str(looped / "loop" / "x.toml") in err
