"""What is wrong with a text that is no TOML: the place, the key and the cause, to be said in the user's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ucbnk_desktop.protocol.verdicts import Named, Reason
from ucbnk_desktop.wording import text

from .faults import Fault, FilePosition

_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_WRITTEN_DAY = re.compile(r"([\w.-]+)\s*=\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"\n]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"\n]*\"))*)\s*=")
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]")
_DATED = re.compile(r"=\s*\d{4}-\d\d-\d\d[ Tt]")
_MANY_DIGITS = re.compile(r"[0-9_]{1000,}")
_YEARS = range(1900, 2200)
_SHOWN = 60
"""Characters of a line that are shown."""

_WIDE = "“”„‘’＂＝［］｛｝，．：；（）＃\u3000"
"""Signs of Chinese typing that stand where TOML wants the ordinary ones."""

_CAUSES: Mapping[str, str] = {
    r"Illegal character '\\n'|Unterminated string|Expected \"'": "quote",
    r"Illegal character|Found invalid character": "character",
    r"Cannot (declare|overwrite|redefine|mutate)|Duplicate inline table key": "twice",
    r"Unclosed array": "array",
    r"Unclosed inline table|Invalid initial character": "braces",
    r"Expected '\]": "header",
    r"Unescaped|hex value|Unicode scalar": "escape",
    r"Invalid date or datetime": "date",
    r"Expected '=' after|Invalid statement": "pair",
    r"Expected newline": "more",
    r"Invalid value": "value",
    r"recursion": "deep",
    r"integer string": "digits",
}
"""How the parser's own sentences begin, and the cause they mean (`case_toml_…` of the wording)."""


def syntax_fault(file: str, source: str, error: Exception) -> Fault:
    """The fault for which `source` could not be parsed; a day that does not exist is said as such."""
    line, column = _where(source, error)
    lines = source.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    for key, typed in _WRITTEN_DAY.findall(written):
        if not is_day(typed):
            return Fault(FilePosition(file, line, key), Reason.of("field_impossible_date", typed=typed))
    cause = text(f"case_toml_{_cause(str(error), written, column)}")
    reason = Reason.of("case_not_toml", cause=Named(cause.zh, cause.en), written=_shortened(written.strip()))
    return Fault(FilePosition(file, line, _key(lines, line)), reason)


def is_day(typed: str) -> bool:
    """Whether `typed` (2025-03-20) is a calendar day in a year that can be meant."""
    try:
        return date.fromisoformat(typed).year in _YEARS
    except ValueError:
        return False


def _where(source: str, error: Exception) -> tuple[int, int]:
    """Line and column, counted from 1; the last line that is written on where the parser ran into the end."""
    position = _AT.search(str(error))
    if position and position[1]:
        return int(position[1]), int(position[2])
    digits = _MANY_DIGITS.search(source)
    at = digits.start() if digits and position is None else len(source.rstrip())
    return source.count("\n", 0, at) + 1, 1


def _cause(message: str, written: str, column: int) -> str:
    cause = next((cause for pattern, cause in _CAUSES.items() if re.match(f".*(?:{pattern})", message)), "other")
    if cause in ("pair", "more", "value", "braces") and any(sign in written for sign in _WIDE):
        return "wide"
    if cause == "value" and "end of document" in message and "[" in written:
        return "array"
    if cause == "value" and not written[column - 1:].strip():
        return "empty"
    return "date" if cause == "more" and _DATED.search(written) else cause


def _key(lines: list[str], line: int) -> str:
    """The key on the line, after the table it stands in; empty where the line has none."""
    if line > len(lines):
        return ""
    if header := _HEADER.match(lines[line - 1]):
        return _table(lines, line - 1, header)
    key_match = _KEY.match(lines[line - 1])
    if key_match is None:
        return ""
    above = ((n, match) for n in range(line - 2, -1, -1) if (match := _HEADER.match(lines[n])))
    n, header = next(above, (0, None))
    return key_match[1] if header is None else f"{_table(lines, n, header)}.{key_match[1]}"


def _table(lines: list[str], at: int, header: re.Match[str]) -> str:
    """The name of a table; of a list of cases with its number."""
    name = header[2]
    if name.partition(".")[0] != "case":
        return name
    number = sum(1 for line in lines[:at + 1] if re.match(r"\s*\[\[\s*case\s*\]", line))
    return name.replace("case", f"case[{number}]", 1)


def _shortened(written: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in written)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
