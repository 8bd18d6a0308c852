"""The finished file: whole or not at all, and never at the cost of the one before."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper import atomic_write
from ucbnk_desktop.paper.atomic_write import keep, pages_of
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.print_data import Receipt, Sheet
from ucbnk_desktop.wording import Language


@pytest.fixture
def content(made: Callable[..., bytes], every_kind: FormDefinition) -> bytes:
    return made(Sheet(every_kind))


def test_that_a_print_says_where_it_lies_how_many_pages_and_its_hash(
    tmp_path: Path, every_kind: FormDefinition, kept: Callable[..., Receipt]
) -> None:
    out = tmp_path / "病例 #1" / "表 一.pdf"
    out.parent.mkdir()
    receipt = kept(out, Sheet(every_kind, values={"site_text": "😀"}))
    assert receipt.path == out
    assert receipt.pages == pages_of(out.read_bytes())
    assert receipt.sha256 == sha256(out.read_bytes()).hexdigest()
    assert receipt.replaced == ("😀",)
    assert "〔U+1F600〕" in receipt.notes[0].zh
    assert list(out.parent.iterdir()) == [out]


def test_that_a_new_print_takes_the_place_of_the_old_one(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"%PDF-old")
    assert keep(content, out, pages=pages_of(content) or 0) == out
    assert out.read_bytes() == content


@pytest.mark.parametrize("damage", [
    lambda whole: whole[:-7], lambda whole: whole[:len(whole) // 2], lambda whole: b"", lambda whole: b"x" + whole,
    lambda whole: whole.replace(b"startxref", b"startxxxx"), lambda whole: whole.replace(b"/Root", b"/Boot"),
])
def test_that_a_damaged_file_is_not_taken_for_a_print(
    damage: object, tmp_path: Path, content: bytes
) -> None:
    assert callable(damage)
    out = tmp_path / "a.pdf"
    out.write_bytes(b"%PDF-old")
    broken = damage(content)
    assert pages_of(broken) is None
    with pytest.raises(PaperFault) as fault:
        keep(broken, out, pages=2)
    assert fault.value.code == "paper_not_readable"
    assert out.read_bytes() == b"%PDF-old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "paper_disk_full"), (errno.EIO, "paper_not_written")])
def test_that_a_failed_write_keeps_the_old_file_and_says_what_to_do(
    number: int, code: str, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"%PDF-old")

    def fail(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PaperFault) as fault:
        keep(content, out, pages=1)
    assert fault.value.code == code
    for language in Language:
        assert "a.pdf" in fault.value.words(language)
    assert out.read_bytes() == b"%PDF-old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_that_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PaperFault, match="could not be written"):
        keep(content, tmp_path / "nowhere" / "a.pdf", pages=1)


def test_that_a_program_killed_while_writing_leaves_the_old_file(tmp_path: Path, content: bytes) -> None:
    out, source = tmp_path / "a.pdf", tmp_path / "source"
    out.write_bytes(b"%PDF-old")
    source.write_bytes(content)
    script = (
        "import os, sys; from pathlib import Path; from ucbnk_desktop.paper import atomic_write\n"
        "atomic_write.os.fsync = lambda _: os._exit(9)\n"
        "atomic_write.keep(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]), pages=1)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(source), str(out)], check=False)
    assert ended.returncode == 9
    assert out.read_bytes() == b"%PDF-old"
    assert keep(content, out, pages=pages_of(content) or 0) == out
    assert out.read_bytes() == content


def test_that_a_file_held_by_a_viewer_is_left_alone_and_the_print_gets_a_new_name(
    tmp_path: Path, every_kind: FormDefinition, kept: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"%PDF-old")
    (tmp_path / "a (2).pdf").write_bytes(b"older")
    move = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == out:
            raise PermissionError(errno.EACCES, "held")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic_write, "_PATIENCE", 0)
    monkeypatch.setattr(atomic_write, "_PAUSE", 0)
    receipt = kept(out, Sheet(every_kind))
    assert receipt.path == tmp_path / "a (3).pdf"
    assert receipt.notes[0].zh == "“a.pdf”正被其他程序打开，已另存为“a (3).pdf”。"
    assert out.read_bytes() == b"%PDF-old"
    assert pages_of(receipt.path.read_bytes()) == receipt.pages


def test_that_a_file_let_go_in_time_is_replaced(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, refusals, move = tmp_path / "a.pdf", [1, 2], Path.replace

    def held(self: Path, target: Path) -> Path:
        if refusals:
            refusals.pop()
            raise PermissionError(errno.EACCES, "held")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic_write, "_PAUSE", 0)
    assert keep(content, out, pages=pages_of(content) or 0) == out


@pytest.mark.parametrize("name", ["s.ucbnk", "notes.txt", "s.ucbnk-journal", "plain", "report.pdf"])
def test_that_what_is_no_pdf_is_never_replaced(tmp_path: Path, content: bytes, name: str) -> None:
    out = tmp_path / name
    out.write_bytes(b"SQLite format 3\0 and more")
    with pytest.raises(PaperFault) as refused:
        keep(content, out, pages=pages_of(content) or 0)
    assert refused.value.code == "paper_out_is_other"
    assert out.read_bytes() == b"SQLite format 3\0 and more"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_that_an_empty_file_and_an_earlier_print_may_be_replaced(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "report.PDF"
    out.touch()
    assert keep(content, out, pages=pages_of(content) or 0) == out
    assert keep(content, out, pages=pages_of(content) or 0) == out


def test_that_a_link_to_something_that_is_no_pdf_is_left_alone(tmp_path: Path, content: bytes) -> None:
    target, link = tmp_path / "s.ucbnk", tmp_path / "report.pdf"
    target.write_bytes(b"SQLite format 3\0")
    link.symlink_to(target)
    with pytest.raises(PaperFault):
        keep(content, link, pages=pages_of(content) or 0)
    assert link.is_symlink()


@pytest.mark.parametrize("kind", ["link", "dangling link", "download", "folder"])
def test_that_what_lies_where_a_print_is_prepared_is_left_alone(tmp_path: Path, content: bytes, kind: str) -> None:
    out, part, other = tmp_path / "a.pdf", tmp_path / "a.pdf.part", tmp_path / "other"
    if kind == "download":
        part.write_bytes(b"half a download")
    elif kind == "folder":
        part.mkdir()
    else:
        part.symlink_to(other)
    if kind == "link":
        other.write_bytes(b"%PDF-mine")
    before = sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir())
    assert keep(content, out, pages=pages_of(content) or 0) == out
    assert out.read_bytes() == content
    out.unlink()
    assert sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("left", [b"", b"%PDF-1.3 half a pr"])
def test_that_what_an_interrupted_print_left_is_cleared_away(tmp_path: Path, content: bytes, left: bytes) -> None:
    (tmp_path / "a.pdf.part").write_bytes(left)
    keep(content, tmp_path / "a.pdf", pages=pages_of(content) or 0)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_that_a_file_that_cannot_be_looked_at_is_not_replaced_and_said_in_words(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, opened = tmp_path / "a.pdf", Path.open
    out.write_bytes(b"%PDF-old")

    def closed(path: Path, mode: str = "r") -> object:
        if mode == "rb" and path == out:
            raise PermissionError(errno.EACCES, "closed")
        return opened(path, mode)

    with monkeypatch.context() as guarded:
        guarded.setattr(Path, "open", closed)
        with pytest.raises(PaperFault) as fault:
            keep(content, out, pages=pages_of(content) or 0)
    assert fault.value.code == "paper_not_written"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert out.read_bytes() == b"%PDF-old"
