"""What kind of procedure was typed: the words by which punctures and lines are known (R-MINOR-OPS)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .word_lists import WordError, any_of, literal, only_keys, patterns_in, words_in

OTHER = "other_minor"
"""Any minor procedure that no word tells."""

_SIGNS = r"[\s\d().,（）·-]"
"""Signs and numbers that say nothing of a procedure."""


@dataclass(frozen=True, slots=True)
class _Procedure:
    """One procedure: its names, what else may stand beside one, and what is done in its course."""

    names: tuple[re.Pattern[str], ...]
    described: re.Pattern[str]
    along: tuple[str, ...]

    def is_named_in(self, words: str) -> bool:
        """Whether `words` name it and do no more than describe it: 骨髓穿刺术, not 骨髓穿刺术后切口清创."""
        beside = ((name, name.sub(" ", words, count=1)) for name in self.names)
        return any(rest != words and not self.described.sub("", rest) for _, rest in beside)


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """The words of the pack by which a typed procedure is known, by its code in R-MINOR-OPS."""

    joined: re.Pattern[str]
    procedures: Mapping[str, _Procedure]

    def codes(self, typed: str) -> frozenset[str]:
        """Which of R-MINOR-OPS's procedures were typed; `other_minor` for a part in which none is recognised."""
        named = {part: self._code(part) for part in map(str.strip, self.joined.split(typed.casefold())) if part}
        along = [word for code in named.values() if code != OTHER for word in self.procedures[code].along]
        return frozenset(code for part, code in named.items() if part not in along) or frozenset((OTHER,))

    def _code(self, words: str) -> str:
        return next((code for code, known in self.procedures.items() if known.is_named_in(words)), OTHER)


def procedure_words(data: Mapping[str, Any], *, codes: Iterable[str]) -> ProcedureWords:
    """What procedures.toml holds, for the procedures `codes` of R-MINOR-OPS; WordError for the first thing wrong."""
    wanted = [code for code in codes if code != OTHER]
    only_keys(data, ("joined_by", "described_by", *wanted))
    for code in wanted:
        if not isinstance(data.get(code), Mapping):
            raise WordError((code,), "is missing, and R-MINOR-OPS may let it through")
    joined, always = any_of(map(literal, words_in(data, "joined_by"))), patterns_in(data, "described_by")
    procedures = {code: _procedure(table, code, always) for code, table in data.items() if code in wanted}
    _tell_apart({code: words_in(data[code], "names", (code,)) for code in procedures})
    return ProcedureWords(joined, procedures)


def _procedure(table: Mapping[str, Any], code: str, always: tuple[str, ...]) -> _Procedure:
    only_keys(table, ("names", "described_by", "goes_along"), (code,))
    names = words_in(table, "names", (code,))
    along = words_in(table, "goes_along", (code,)) if "goes_along" in table else ()
    described = any_of((*always, _SIGNS, *patterns_in(table, "described_by", (code,))))
    return _Procedure(tuple(re.compile(f"{re.escape(name)}[a-z]*") for name in names), described, along)


def _tell_apart(names: Mapping[str, tuple[str, ...]]) -> None:
    """WordError where one name would be that of two procedures."""
    taken: dict[str, str] = {}
    for code, words in names.items():
        for number, word in enumerate(words):
            if word in taken:
                raise WordError((code, "names", number), f"{word} is a name of {taken[word]} already")
            taken[word] = code
