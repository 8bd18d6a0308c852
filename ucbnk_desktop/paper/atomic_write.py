"""Puts a finished PDF in its place: written beside it, opened again and counted, then moved there in one step."""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import suppress
from pathlib import Path

from ucbnk_desktop.wording import cause_of

from .faults import PaperFault

SUFFIX = ".pdf"
"""How the name of every file of paper ends."""

_PATIENCE = 2.0
_PAUSE = 0.1
_NAMES = 20
_PDF = b"%PDF-"
_ROOT = re.compile(rb"/Root\s+(\d+)\s+0\s+R")
_PAGES = re.compile(rb"/Pages\s+(\d+)\s+0\s+R")
_COUNT = re.compile(rb"/Count\s+(\d+)")


def keep(content: bytes, out: Path, *, pages: int) -> Path:
    """Write `content` to `out` and say where it lies: under a neighbouring name where a viewer holds the old file.

    PaperFault where it cannot be written or does not read back, and where anything but an earlier print stands there;
    the file that stood there before is then untouched.
    """
    part: Path | None = None
    try:
        if not is_free_for_pdf(out):
            raise PaperFault("paper_out_is_other", file=out.name)
        part = _written_beside(out, content)
        if pages_of(part.read_bytes()) != pages:
            raise PaperFault("paper_not_readable", file=out.name)
        return _moved(part, out)
    except OSError as error:
        code = "paper_disk_full" if cause_of(error) == "full" else "paper_not_written"
        raise PaperFault(code, file=out.name, folder=str(out.parent)) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def is_free_for_pdf(out: Path) -> bool:
    """Whether a PDF may be written at `out`: there is nothing yet, or an earlier PDF.

    Only what is called a PDF is opened to see whether it is one: the study file that is open must not be, for closing
    it again would give its lock away.
    """
    target = out.resolve()
    if not target.exists():
        return True
    if target.suffix.lower() != SUFFIX or not target.is_file() or target.stat().st_nlink > 1:
        return False
    return _is_pdf_or_empty(target)


def _is_pdf_or_empty(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PDF)) in (_PDF, b"")


def pages_of(content: bytes) -> int | None:
    """How many pages a PDF says it has, following its own cross-reference table; None where it is not whole."""
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        return None
    try:
        start = int(content[content.rindex(b"startxref") + 9:].split()[0])
        if not content[start:].startswith(b"xref"):
            return None
        places = _places(content, start)
        catalog = _object(content, places, _ROOT, content[start:])
        pages = _object(content, places, _PAGES, catalog)
        count = _COUNT.search(pages)
    except (ValueError, IndexError):
        return None
    return int(count[1]) if count else None


def _places(content: bytes, start: int) -> list[int]:
    """The offset of each object, by its number."""
    lines = content[start:].splitlines()
    count = int(lines[1].split()[1])
    return [int(line[:10]) for line in lines[2:2 + count]]


def _object(content: bytes, places: list[int], reference: re.Pattern[bytes], holder: bytes) -> bytes:
    match = reference.search(holder)
    if match is None:
        raise ValueError(reference.pattern)
    number = int(match[1])
    body = content[places[number]:]
    if not body.startswith(b"%d 0 obj" % number):
        raise ValueError(number)
    return body[:body.index(b"endobj")]


def _written_beside(out: Path, content: bytes) -> Path:
    """`content` in a new file beside `out`. What an interrupted print left there makes room for it, nothing else does:
    neither what a link leads to nor a download that bears such a name is written over.
    """
    for number in range(1, _NAMES):
        part = out.with_name(f"{out.name}.part" if number == 1 else f"{out.name}.{number}.part")
        if not part.is_symlink() and part.is_file() and _is_pdf_or_empty(part):
            part.unlink()
        try:
            file = part.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            part.unlink(missing_ok=True)
            raise
        return part
    raise FileExistsError(errno.EEXIST, "no free name", str(out))


def _moved(part: Path, out: Path) -> Path:
    """`part` moved to `out`, with patience; a file that stays held is left alone and a free name taken instead."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return part.replace(out)
        except PermissionError:
            if time.monotonic() > until:
                break
        time.sleep(_PAUSE)
    for number in range(2, _NAMES):
        other = out.with_name(f"{out.stem} ({number}){out.suffix}")
        if not other.exists():
            return part.replace(other)
    raise PermissionError(errno.EACCES, "held", str(out))
