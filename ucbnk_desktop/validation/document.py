"""One case file as TOML, with the line of everything in it and the faults found so far."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ucbnk_desktop.protocol.verdicts import Reason, ReasonArgument
from ucbnk_desktop.toml_positions import Path as Where
from ucbnk_desktop.toml_positions import line_numbers, line_of
from ucbnk_desktop.wording import cause_of

from .faults import CaseFaults, Fault, FilePosition
from .toml_errors import is_day, syntax_fault

_LIMIT = 10_000_000
"""Bytes; nobody writes a longer case."""

_CLOSED = {"missing": "case_no_such_file", "folder": "case_is_folder", "permission": "case_no_permission"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Digits(str):
    """A number with a decimal point, exactly as it is written."""

    __slots__ = ()


class Document:
    """A case file; `file` is the name by which the user knows it. CaseFaults where it is no TOML at all."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, str(path)
        self.faults: list[Fault] = []
        source = self._source()
        try:
            self.data: Mapping[str, Any] = tomllib.loads(source, parse_float=Digits)
        except (ValueError, RecursionError) as error:
            raise CaseFaults((syntax_fault(self.file, source, error),)) from error
        self.lines = line_numbers(source)

    def place(self, where: Where) -> FilePosition:
        """The place of `where`."""
        return FilePosition(self.file, line_of(self.lines, where), _dotted(where))

    def fault(self, where: Where, code: str, /, **arguments: ReasonArgument) -> None:
        """Note that something is wrong at `where`."""
        self.add(Fault(self.place(where), Reason(code, arguments)))

    def add(self, fault: Fault) -> None:
        """Note a fault, once."""
        if fault not in self.faults:
            self.faults.append(fault)

    def refuse(self) -> None:
        """CaseFaults where anything was wrong, in the order of the file."""
        if self.faults:
            raise CaseFaults(tuple(sorted(self.faults, key=lambda fault: fault.place.line)))

    def unknown(self, where: Where, name: str, known: Iterable[str]) -> None:
        """Note that `name` is none of `known`, with the one that may be meant."""
        names = list(known)
        near = get_close_matches(name, names, n=1)
        if near:
            self.fault(where, "case_unknown_key_near", name=name, near=near[0])
        else:
            self.fault(where, "case_unknown_key", name=name, known=", ".join(names))

    def table(self, where: Where, raw: Any, known: Iterable[str] | None = None) -> Mapping[str, Any]:
        """`raw` as a table, its keys among `known`; an empty one with a fault where it is none."""
        if not isinstance(raw, dict):
            self.fault(where, "case_not_a_table")
            return {}
        if known is not None:
            names = tuple(known)
            for key in raw:
                if key not in names:
                    self.unknown((*where, key), key, names)
        return raw

    def tables(self, where: Where, raw: Any) -> list[tuple[Where, Mapping[str, Any]]]:
        """`raw` as a list of tables, each with where it stands."""
        if not isinstance(raw, list):
            self.fault(where, "case_not_tables")
            return []
        return [((*where, n), self.table((*where, n), table)) for n, table in enumerate(raw)]

    def text(self, where: Where, raw: Any) -> str:
        """`raw` as text."""
        if isinstance(raw, str) and not isinstance(raw, Digits) and not _UNSEEN.search(raw):
            return raw
        self.fault(where, "case_not_text")
        return ""

    def texts(self, where: Where, raw: Any) -> tuple[str, ...]:
        """`raw` as a list of texts; a single text is a list of one."""
        if isinstance(raw, list):
            return tuple(self.text((*where, n), text) for n, text in enumerate(raw))
        return (self.text(where, raw),)

    def day(self, where: Where, raw: Any) -> date | None:
        """`raw` as a calendar day, bare or in quotes."""
        if isinstance(raw, date) and not isinstance(raw, datetime):
            raw = raw.isoformat()
        if not isinstance(raw, str) or not _DAY.fullmatch(raw):
            self.fault(where, "case_not_a_day")
            return None
        if not is_day(raw):
            self.fault(where, "field_impossible_date", typed=raw)
            return None
        return date.fromisoformat(raw)

    def _source(self) -> str:
        try:
            with self.path.open("rb") as file:
                content = file.read(_LIMIT + 1)
        except OSError as error:
            raise self._closed(error) from error
        if len(content) > _LIMIT:
            raise self._refused(1, "case_too_long", limit=_LIMIT // 1_000_000)
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            raise self._refused(content.count(b"\n", 0, error.start) + 1, "case_not_utf8") from error

    def _closed(self, error: OSError) -> CaseFaults:
        """Why the file could not be opened."""
        if error.errno == errno.ELOOP:
            return self._refused(1, "case_link_loop")
        cause = "folder" if self.path.is_dir() else cause_of(error)
        if cause in _CLOSED:
            return self._refused(1, _CLOSED[cause])
        return self._refused(1, "case_no_file", number=error.errno or 0)

    def _refused(self, line: int, code: str, **arguments: ReasonArgument) -> CaseFaults:
        return CaseFaults((Fault(FilePosition(self.file, line), Reason(code, arguments)),))


def _dotted(where: Where) -> str:
    """`case[2].forms.consent`; positions counted from 1, as people count."""
    words = ""
    for part in where:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.lstrip(".")
