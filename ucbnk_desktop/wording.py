"""Texts of the layers that know no Qt, in both languages, by code, from `resources/wording/*.toml`."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from . import places


class Language(StrEnum):
    """The languages of the program; Chinese is the default everywhere."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language is Language.ZH else self.en


def say(code: str, language: Language, /, **arguments: object) -> str:
    """The text `code` in `language` with its `{named}` places filled; KeyError for an unknown code."""
    return text(code).in_(language).format(**arguments)


def text(code: str) -> Text:
    """The text `code` in both languages, places unfilled; KeyError for an unknown code."""
    return catalogue()[code]


@cache
def catalogue() -> Mapping[str, Text]:
    """Every text by its code; ValueError where a code stands twice or lacks a language."""
    import tomllib  # noqa: PLC0415 - the window is shown before the first of these texts is needed

    texts: dict[str, Text] = {}
    for path in sorted(places.resources("wording").glob("*.toml")):
        for code, both in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in texts or set(both) != {"zh", "en"}:
                raise ValueError(f"{path.name}: {code}: stands twice or lacks a language")
            texts[code] = Text(**both)
    return texts


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def cause_of(error: OSError) -> str:
    """Why a file could not be used, as the end of a code: `missing`, `folder`, `permission`, `full` or `other`.

    The system's own sentence (`strerror`) is in the language of the system and is never shown.
    """
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "missing"
        case IsADirectoryError():
            return "folder"
        case PermissionError():
            return "permission"
        case _:
            return "full" if error.errno in _FULL else "other"
