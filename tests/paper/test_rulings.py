"""The rulings on paper: every question with its readings, what is proposed, what was decided by whom and why."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.helpers.pdf_text import pdf_text
from ucbnk_desktop.paper.fonts import lacking
from ucbnk_desktop.paper.print_data import Decided, Languages, Receipt, Stamp
from ucbnk_desktop.protocol.pack import ProtocolPack

AT = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
Read = Callable[..., str]


def _joined(text: str) -> str:
    return "".join(text.split())


Made = Callable[[Mapping[str, Decided], Languages], bytes]
Kept = Callable[[Mapping[str, Decided], Languages, Path], Receipt]


@pytest.fixture
def made(pack: ProtocolPack, stamp: Stamp) -> Made:
    """The sheet as bytes."""
    from ucbnk_desktop.paper.rulings import rulings_bytes

    return lambda decisions, languages: rulings_bytes(pack, decisions, stamp, languages)


@pytest.fixture
def kept(pack: ProtocolPack, stamp: Stamp) -> Kept:
    """The sheet as a file."""
    from ucbnk_desktop.paper.rulings import print_rulings

    return lambda decisions, languages, out: print_rulings(pack, decisions, stamp, languages, out)


@pytest.fixture
def read(made: Made, words: Callable[[PdfReader], str]) -> Read:
    """All text of the sheet with these decisions."""

    def run(decisions: Mapping[str, Decided], languages: Languages = "zh") -> str:
        return words(PdfReader(io.BytesIO(made(decisions, languages)), strict=True))

    return run


def test_that_every_question_and_every_reading_is_printed(read: Read, pack: ProtocolPack) -> None:
    for language, place in (("zh", 0), ("en", 1)):
        text = read({}, language)
        for ruling in pack.rulings.values():
            assert ruling.id in text
            assert _joined(ruling.question[place]) in text
            for code in ruling.allowed:
                label = ruling.labels[code] if ruling.kind == "set" else ruling.label(code)
                assert _joined(label[place]) in text


def test_that_both_languages_stand_on_one_sheet(read: Read, pack: ProtocolPack) -> None:
    text = read({}, "both")
    assert all(_joined(words) in text for words in pack.rulings["R-COAG"].question)
    assert "方案裁定表" in text
    assert "Rulingsontheprotocol" in text


def test_that_what_is_open_says_so_and_what_is_proposed_is_marked(read: Read, pack: ProtocolPack) -> None:
    text = read({})
    assert text.count("未裁定") >= len(pack.rulings)
    assert f"共{len(pack.rulings)}项，已裁定0项，未裁定{len(pack.rulings)}项" in text
    assert "具备其一即排除（建议）" in text
    assert "同时具备才排除（建议）" not in text


def test_that_what_is_not_the_stricter_reading_is_marked(read: Read, pack: ProtocolPack) -> None:
    text = read({})
    for ruling in pack.rulings.values():
        assert (f"{ruling.id}†" in text) is ruling.lenient


def test_that_a_decision_is_printed_with_version_who_when_source_and_why(read: Read) -> None:
    first = Decided("fridericia", 1, "王教授", AT, "方案 1.0")
    second = Decided("upcr_limit(0.5)", 1, "李教授", AT, "会议纪要")
    decided = Decided("bazett", 2, "王教授", AT, "方案 1.1 第5节", "伦理批件更正", (first,))
    text = read({"R-QTC": decided, "R-UPCR": second})
    assert "Bazettv2王教授2026-11-2009:05来源：方案1.1第5节修改原因：伦理批件更正" in text
    assert "Fridericiav1王教授2026-11-2009:05" in text, "the version before it"
    assert "以尿蛋白肌酐比≥0.5g/g为界v1李教授" in text
    assert "已裁定2项" in text


def test_that_a_value_the_protocol_does_not_know_is_printed_as_open(read: Read) -> None:
    text = read({"R-QTC": Decided("no_such_formula", 1, "王教授", AT)})
    assert "已裁定0项" in text
    assert "no_such_formula" not in text


def test_that_the_principal_investigator_signs(read: Read) -> None:
    assert "主要研究者签名/日期" in read({})
    assert "Principalinvestigator,signatureanddate" in read({}, "en")


def test_that_no_participant_stands_on_it(read: Read, stamp: Stamp) -> None:
    assert stamp.participant not in read({})


def test_that_equal_decisions_give_equal_bytes(made: Made) -> None:
    decisions = {"R-QTC": Decided("bazett", 1, "王教授", AT)}
    assert made(decisions, "both") == made(decisions, "both")
    assert made(decisions, "both") != made({}, "both")


def test_that_what_the_font_lacks_is_made_visible_and_told(kept: Kept, tmp_path: Path) -> None:
    decided = Decided("bazett", 1, "王教授", AT, "邮件 😀")
    receipt = kept({"R-QTC": decided}, "zh", tmp_path / "裁定.pdf")
    assert receipt.replaced == ("😀",)
    assert receipt.notes
    assert "〔U+1F600〕" in pdf_text(receipt.path)


def test_that_the_file_appears_whole_with_its_receipt(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "方案裁定表.pdf"
    receipt = kept({}, "both", path)
    assert (receipt.path, receipt.sha256) == (path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(PdfReader(path).pages) == receipt.pages
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_that_every_character_of_every_ruling_has_a_glyph(pack: ProtocolPack) -> None:
    for ruling in pack.rulings.values():
        for words in (*ruling.question, *(label for both in ruling.labels.values() for label in both)):
            assert not lacking(words)
