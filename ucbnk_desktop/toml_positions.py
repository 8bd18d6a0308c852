"""Where things stand in a TOML file: the line of every table, key and list item, by its path."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys from the outermost table in, with the position of every list item passed, from 0: `("case", 2, "name")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL), re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'), re.compile(r"'[^']*'"),
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d[^\s,\]}#]*)?|[^\s,\]}#]+")


def line_numbers(source: str) -> Mapping[Path, int]:
    """The line of everything in `source`, counted from 1; `source` must be TOML that a parser has accepted."""
    scanner = _Scanner(source)
    scanner.document()
    return scanner.lines


def line_of(lines: Mapping[Path, int], where: Path) -> int:
    """The line of `where`, or of the nearest thing around it; 1 for the file itself."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


class _Scanner:
    """Walks through a document once; `at` is where it stands."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.lines: dict[Path, int] = {}
        self._starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._counts: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.source):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    @property
    def _line(self) -> int:
        return bisect_right(self._starts, self.at)

    def _next(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Step over what `pattern` matches here; past one character where it matches nothing at all."""
        match = pattern.match(self.source, self.at)
        start, self.at = self.at, match.end() if match else self.at + 1
        return self.source[start:self.at]

    def _header(self) -> Path:
        line, is_list = self._line, self._next("[[")
        self.at += 2 if is_list else 1
        table = self._table(self._keys(), is_list=is_list)
        self.at += 2 if is_list else 1
        for depth in range(1, len(table)):
            self.lines.setdefault(table[:depth], line)
        self.lines[table] = line
        return table

    def _table(self, names: Path, *, is_list: bool) -> Path:
        """The path of a table header: a list of tables goes on counting, a table inside one belongs to its last."""
        path: Path = ()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if depth == len(names) and is_list:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _keys(self) -> Path:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._string()[1:-1] if self._next('"') or self._next("'") else self._skip(_BARE_KEY))
            self._skip(_SPACE)
            if not self._next("."):
                return tuple(keys)
            self.at += 1

    def _pair(self, table: Path) -> None:
        line, keys = self._line, self._keys()
        for depth in range(1, len(keys) + 1):
            self.lines.setdefault((*table, *keys[:depth]), line)
        self.at += 1  # the sign between key and value
        self._value((*table, *keys))

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        if self._next("["):
            self._list(path)
        elif self._next("{"):
            self._inline(path)
        elif self._next('"') or self._next("'"):
            self._string()
        else:
            self._skip(_PLAIN)

    def _list(self, path: Path) -> None:
        self.at += 1
        position = 0
        self._skip(_BLANK)
        while self.at < len(self.source) and not self._next("]"):
            self.lines[(*path, position)] = self._line
            self._value((*path, position))
            position += 1
            self._after_item()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.at < len(self.source) and not self._next("}"):
            self._pair(path)
            self._after_item()
        self.at += 1

    def _after_item(self) -> None:
        self._skip(_BLANK)
        if self._next(","):
            self.at += 1
            self._skip(_BLANK)

    def _string(self) -> str:
        pattern = next(one for one in _STRINGS if one.match(self.source, self.at))
        return self._skip(pattern)
