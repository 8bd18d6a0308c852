"""Which choice a typed key means: by code, by the first letters of a label, by pinyin initials, or by its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ucbnk_desktop.forms.definition import Choice

_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)
"""The first character of each letter: the 3755 common characters of GB 2312 stand in the order of their pinyin."""
_END = 0xD7FA


def initials(text: str) -> str:
    """The first letters of the pinyin of `text`; what is no common character stands for itself, in small letters."""
    return "".join(map(_initial, text))


def _initial(character: str) -> str:
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return character.lower()
    if not _FIRST[0] <= code < _END:
        return character.lower()
    return _LETTERS[bisect_right(_FIRST, code) - 1]


def meant(typed: str, choices: Sequence[Choice]) -> int | None:
    """The position of the choice that `typed` means, None where it means none.

    A whole code wins, then the beginning of a code or label, then pinyin initials, then the place counted from 1.
    """
    wanted = typed.strip().lower()
    if not wanted:
        return None
    for tests in (
        lambda c: c.code.lower() == wanted,
        lambda c: any(text.lower().startswith(wanted) for text in (c.code, c.label.zh, c.label.en)),
        lambda c: initials(c.label.zh).startswith(wanted),
    ):
        position = next((place for place, choice in enumerate(choices) if tests(choice)), None)
        if position is not None:
            return position
    place = int(wanted) - 1 if wanted.isascii() and wanted.isdigit() else -1
    return place if 0 <= place < len(choices) else None
