"""A CREATE TABLE statement taken apart: two are compared whole, but for the order of their columns and for blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

Tokens = tuple[str, ...]

_TOKEN = re.compile(
    r"""(?P<skipped>\s+|--[^\n]*|/\*.*?\*/)
      |(?P<quoted>"(?:[^"]|"")*" | '(?:[^']|'')*' | `[^`]*` | \[[^]]*\])
      |(?P<word>\w+)
      |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
_OF_THE_TABLE = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
"""The words that a constraint of the table begins with; the name of a column is quoted."""


@dataclass(frozen=True, slots=True)
class CreateStatement:
    """What a table is made with: columns by name, constraints of the table, the options behind the bracket.

    A column that was added later stands behind the others, so the order of columns means nothing; everything else that
    SQLite reads does, and is compared token by token: types, checks, collations, what happens to a row referred to.
    """

    columns: Mapping[str, Tokens]
    constraints: frozenset[Tokens]
    options: Tokens

    @classmethod
    def parsed(cls, sql: str) -> Self:
        """The parts of `sql`; where it is no CREATE TABLE, parts that are equal to those of no table."""
        head, body, options = _around_the_brackets(tokens(sql))
        if head[:2] != ("CREATE", "TABLE") or len(head) != 3:
            return cls({}, frozenset({head}), options)
        columns, constraints = dict[str, Tokens](), set[Tokens]()
        for part in filter(None, _parts(body)):
            if part[0] in _OF_THE_TABLE:
                constraints.add(part)
            else:
                columns[_unquoted(part[0])] = part[1:]
        return cls(columns, frozenset(constraints), options)

    def differing(self, other: CreateStatement) -> Iterator[str]:
        """What is not the same in `other`: `.anc` for a column, ` CHECK` for a constraint, ` STRICT` for an option."""
        for name in sorted(self.columns.keys() | other.columns.keys()):
            if self.columns.get(name) != other.columns.get(name):
                yield f".{name}"
        for constraint in sorted(self.constraints ^ other.constraints):
            yield f" {' '.join(takewhile(str.isalpha, constraint))}"
        if self.options != other.options:
            yield f" {' '.join(self.options or other.options)}"


def tokens(sql: str) -> Tokens:
    """The words and signs of `sql` without blanks and comments; words outside quotes in capitals, as case is none."""
    return tuple(
        match["word"].upper() if match["word"] else match[0]
        for match in _TOKEN.finditer(sql)
        if match["skipped"] is None
    )


def _around_the_brackets(all_tokens: Tokens) -> tuple[Tokens, Tokens, Tokens]:
    """What stands before the outer brackets, in them and behind them."""
    if "(" not in all_tokens or ")" not in all_tokens:
        return all_tokens, (), ()
    begin, end = all_tokens.index("("), len(all_tokens) - 1 - all_tokens[::-1].index(")")
    return all_tokens[:begin], all_tokens[begin + 1 : end], all_tokens[end + 1 :]


def _parts(body: Tokens) -> Iterator[Tokens]:
    """What the outermost commas part."""
    depth, part = 0, list[str]()
    for token in (*body, ","):
        if token == "," and not depth:
            yield tuple(part)
            part = []
        else:
            depth += (token == "(") - (token == ")")
            part.append(token)


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
