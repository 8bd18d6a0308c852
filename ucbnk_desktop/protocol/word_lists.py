"""Words of the clinic that decide, as they stand in the pack's files: how they are written, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ucbnk_desktop.toml_positions import Path as Where

_LATIN = re.compile(r"[a-z][a-z ]*\*?")
_ANY_ENDING = r"\w*"
_OPENED = {"[": "]", "(": ")"}
_WRITTEN = {"[": "(?:", "(": "(?:", "]": ")?", ")": ")", "/": "|"}


class WordError(Exception):
    """A word that cannot be meant; `where` is its path in the file."""

    def __init__(self, where: Where, problem: str) -> None:
        super().__init__(problem)
        self.where = where


def only_keys(data: Mapping[str, Any], known: Iterable[str], where: Where = ()) -> None:
    """WordError for a key that says nothing here."""
    for key in data:
        if key not in known:
            raise WordError((*where, key), "is not known here")


def words_in(data: Mapping[str, Any], key: str, where: Where = ()) -> tuple[str, ...]:
    """The words of the list `key` in small letters; WordError for what is no list of different words."""
    place = (*where, key)
    if not isinstance(data.get(key), list) or not data[key]:
        raise WordError(place, "is not a list of words")
    words: list[str] = []
    for number, word in enumerate(data[key]):
        if not isinstance(word, str) or not word.strip() or word != word.strip():
            raise WordError((*place, number), f"{word!r} is no word: text without blanks around it is asked for")
        if word.casefold() in words:
            raise WordError((*place, number), f"{word} stands twice")
        words.append(word.casefold())
    return tuple(words)


def patterns_in(data: Mapping[str, Any], key: str, where: Where = ()) -> tuple[str, ...]:
    """The words of the list `key` as regular expressions; WordError for one that is not written as it must be."""
    return tuple(_pattern(word, (*where, key, number)) for number, word in enumerate(words_in(data, key, where)))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of `patterns`."""
    return re.compile("|".join(patterns))


def literal(word: str) -> str:
    """The regular expression of a word as it stands; one in Latin letters counts only as a whole."""
    return rf"\b{re.escape(word)}\b" if _LATIN.fullmatch(word) else re.escape(word)


def _pattern(word: str, where: Where) -> str:
    """`word` with its brackets: [x] may stand or not, (x/y) is one of both, a Latin word may end in a star."""
    if _LATIN.fullmatch(word):
        stem, star, _ = word.partition("*")
        return rf"\b{re.escape(stem)}{_ANY_ENDING if star else ''}\b"
    open_brackets: list[str] = []
    for sign in word:
        if sign in _OPENED:
            open_brackets.append(_OPENED[sign])
        elif sign in _OPENED.values():
            if not open_brackets or open_brackets.pop() != sign:
                raise WordError(where, f"{word}: {sign} closes nothing")
        elif sign == "/" and not open_brackets:
            raise WordError(where, f"{word}: / stands outside of brackets")
        elif sign != "/" and not (sign.isalnum() or sign in " -·"):
            raise WordError(where, f"{word}: {sign} has no meaning in a word")
    if open_brackets:
        raise WordError(where, f"{word}: {open_brackets[-1]} is missing")
    pattern = "".join(_WRITTEN.get(sign, re.escape(sign)) for sign in word)
    if re.search(r"[\[(/](?=[\])/])", word) or re.fullmatch(pattern, ""):
        raise WordError(where, f"{word}: a part of it is empty, or it may be empty as a whole")
    return pattern
