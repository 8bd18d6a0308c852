"""What one print needs, read before it is made, and the prints of all participants on their way into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.print_data import Languages, Receipt, Sheet, Stamp
from ucbnk_desktop.protocol.pack import ProtocolPack

from .tasks import Progress

_CONTENTS_FROM = 7
"""So many entries get a table of contents before them."""


@dataclass(frozen=True, slots=True)
class CasebookPrint:
    """Everything one print needs, read from the store before: it is made into pages in any thread."""

    sheets: tuple[Sheet, ...]
    stamp: Stamp
    language: Languages
    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack

    def content(self, _progress: Progress) -> bytes:
        """The PDF; PaperFault in words."""
        from ucbnk_desktop.paper.printing import print_bytes

        return print_bytes(self.sheets, self.stamp, self.language, forms=self.forms, pack=self.pack,
                           contents=self._contents)

    def written(self, path: Path, _progress: Progress) -> Receipt:
        """The PDF as a file at `path`; PaperFault in words."""
        from ucbnk_desktop.paper.printing import print_forms

        return print_forms(self.sheets, self.stamp, self.language, path, forms=self.forms, pack=self.pack,
                           contents=self._contents)

    @property
    def _contents(self) -> bool:
        return len(self.sheets) >= _CONTENTS_FROM


@dataclass(frozen=True, slots=True)
class PrintQueue:
    """The casebooks of all participants on their way into a folder; `left` are the codes still to come."""

    folder: Path
    left: tuple[str, ...]
    whole: int

    @property
    def done(self) -> int:
        """How many are saved."""
        return self.whole - len(self.left)
