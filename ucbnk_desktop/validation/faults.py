"""What is wrong in a case file, with file, line and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.wording import Language, say


@dataclass(frozen=True, slots=True)
class FilePosition:
    """Where something stands: the file as it was named, the line counted from 1, the key with dots between."""

    file: str
    line: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing for which a case file is refused."""

    place: FilePosition
    reason: Reason

    def message(self, forms: Mapping[str, FormDefinition], language: Language) -> str:
        """What is wrong and what would be right, without the place."""
        return explain(self.reason, forms, language)

    def words(self, forms: Mapping[str, FormDefinition], language: Language) -> str:
        """The whole line: file, line, key and what is wrong."""
        place, message = self.place, self.message(forms, language)
        code = "case_fault" if place.key else "case_fault_of_file"
        return say(code, language, file=place.file, line=place.line, key=place.key, message=message)


class CaseFaults(Exception):
    """A case file that cannot be used; nothing in it is judged."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.reason.code}" for fault in faults))
        self.faults = faults
