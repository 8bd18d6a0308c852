"""Reads case files: tables to layers, layers to cases; a file with anything wrong in it gives no case at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.toml_positions import Path as Where
from ucbnk_desktop.wording import Text

from .case import Case
from .document import Document
from .entry_checks import Checker
from .expectations import INFUSION_DAY, expectations_in
from .layers import KEYS, CaseDraft, Layer, layer_in

BASES = "bases.toml"
"""The shipped file whose cases every other case may start from."""

_ALONE = ("title", "id", "name", *KEYS, "expected", "case")
_SHARED = ("title", *KEYS, "case")
_OWN = ("id", "name", *KEYS, "expected")
_DEEPEST = 50
"""As many cases may start from one another in a row."""
_ID = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]*")


@dataclass(frozen=True)
class Library:
    """What cases are read with: the forms, the protocol pack, and the folder of the shipped cases."""

    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack
    folder: Path

    @cached_property
    def checker(self) -> Checker:
        """What looks through the entries of all cases."""
        return Checker(self.forms)

    @cached_property
    def bases(self) -> Mapping[str, CaseDraft]:
        """The shipped cases that others start from, by id."""
        path = self.folder / BASES
        return _File(path, self, {}).drafts() if path.is_file() else {}


def read_cases(path: Path, library: Library) -> tuple[Case, ...]:
    """The cases in the file `path`, in their order; CaseFaults with everything that is wrong in it."""
    own = _is_same(path, library.folder / BASES)
    return _File(path, library, {} if own else library.bases).cases()


def _is_same(path: Path, other: Path) -> bool:
    """Whether both are one file; what cannot be reached (a link to itself) is none, and is refused when it is read."""
    try:
        return path.samefile(other)
    except OSError:
        return False


class _File:
    """One case file being read."""

    def __init__(self, path: Path, library: Library, bases: Mapping[str, CaseDraft]) -> None:
        self.library, self.bases = library, bases
        self.document = Document(path)
        data = self.document.data
        self.several = "case" in data
        self.document.table((), data, _SHARED if self.several else _ALONE)
        self.tables = self.document.tables(("case",), data["case"]) if self.several else [((), data)]
        for where, table in self.tables if self.several else ():
            self.document.table(where, table, _OWN)
        self._head_stands_first()
        self.shared = self._layer((), data) if self.several else Layer()
        self.ids = [self._id(n) for n in range(len(self.tables))]
        self._drafts: dict[str, CaseDraft] = {}
        self._open: list[str] = []

    def _head_stands_first(self) -> None:
        """What holds for all cases stands before the first one; below it, it was likely meant for one case."""
        if not self.several or not self.tables:
            return
        first = self.document.place(("case", 0)).line
        for key in self.document.data:
            if key in _SHARED and key != "case" and self.document.place((key,)).line > first:
                self.document.fault((key,), "case_head_after_case", name=key)

    def drafts(self) -> Mapping[str, CaseDraft]:
        """The cases as bases, by id."""
        drafts = {identity: self._draft(n).inherited() for n, identity in enumerate(self.ids)}
        self.document.refuse()
        return drafts

    def cases(self) -> tuple[Case, ...]:
        """The cases, checked."""
        title = self._words(("title",), self.document.data.get("title"))
        cases = [self._case(n, title) for n in range(len(self.tables))]
        if not cases:
            self.document.fault((), "case_none_in_file")
        self.document.refuse()
        return tuple(case for case in cases if case is not None)

    def _case(self, n: int, title: Text) -> Case | None:
        where, table = self.tables[n]
        draft = self._draft(n)
        for key, stated in (("day", draft.day), ("settings", draft.settings), ("rulings", draft.rulings)):
            if stated is None and key not in table and key not in self.document.data:
                self.document.fault(where, f"case_no_{key}")
        expected = expectations_in(self.document, (*where, "expected"), table.get("expected", {}), self.library.pack)
        if draft.infusion_day is None and any(expectation.at_infusion for expectation in expected):
            self.document.fault((*where, "expected", INFUSION_DAY), "case_no_infusion_day")
        if draft.day is None or draft.settings is None or draft.rulings is None:
            return None
        entries = self.library.checker.checked(draft.entries, day=draft.day)
        for fault in entries.faults:
            self.document.add(fault)
        name = self._words((*where, "name"), table.get("name"))
        return Case(
            self.ids[n], name if name.zh else Text(self.ids[n], self.ids[n]), title, self.document.place(where),
            draft.day, entries.facts, draft.settings, draft.rulings, entries.texts.get("eligibility", {}), expected,
            entries.notes, draft.infusion_day,
        )

    def _draft(self, n: int) -> CaseDraft:
        """The case with everything it starts from; its own answers are marked as its own."""
        identity, (where, table) = self.ids[n], self.tables[n]
        if identity in self._drafts:
            return self._drafts[identity]
        if len(self._open) > _DEEPEST:
            self.document.fault((*where, "base"), "case_base_too_deep")
            self.document.refuse()
        self._open.append(identity)
        before = self._base(where, table)
        self._open.pop()
        draft = self._layer(where, table).laid_over(before)
        self._drafts[identity] = draft
        return draft

    def _base(self, where: Where, table: Mapping[str, Any]) -> CaseDraft:
        """What the case starts from: a case of this file, or a shipped one with what its file states for all."""
        at = (*where, "base") if "base" in table else ("base",)
        raw = table.get("base", self.document.data.get("base"))
        if raw is None:
            return self.shared.laid_over(CaseDraft())
        name = self.document.text(at, raw)
        if name in self.ids and name not in self._open:
            return self._draft(self.ids.index(name)).inherited()
        if name not in self.bases:
            code = "case_base_of_itself" if name in self._open else "case_unknown_base"
            self.document.fault(at, code, name=name, known=", ".join((*self.bases, *self.ids)))
            return self.shared.laid_over(CaseDraft())
        return self.shared.laid_over(self.bases[name])

    def _layer(self, where: Where, table: Mapping[str, Any]) -> Layer:
        return layer_in(self.document, where, table, self.library.forms, self.library.pack)

    def _id(self, n: int) -> str:
        where, table = self.tables[n]
        if "id" not in table:
            stem = self.document.path.stem
            return f"{stem}-{n + 1}" if self.several else stem
        identity = self.document.text((*where, "id"), table["id"])
        earlier = [table.get("id") for _, table in self.tables[:n]]
        if identity in earlier:
            self.document.fault((*where, "id"), "case_id_twice", name=identity)
        elif identity and not _ID.fullmatch(identity):
            self.document.fault((*where, "id"), "case_wrong_id", name=identity)
        return identity

    def _words(self, where: Where, raw: Any) -> Text:
        """A text in both languages, or one for both."""
        if raw is None:
            return Text("", "")
        if isinstance(raw, str):
            words = self.document.text(where, raw)
            return Text(words, words)
        table = self.document.table(where, raw, ("zh", "en"))
        zh, en = (self.document.text((*where, key), table[key]) if key in table else "" for key in ("zh", "en"))
        return Text(zh or en, en or zh)
