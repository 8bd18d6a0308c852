"""The cases that ship, read once and each judged once for every test of a process."""

from __future__ import annotations

from tests.helpers.pack import FORMS, PACK
from ucbnk_desktop import places
from ucbnk_desktop.validation import Case, JudgedCase, Library, judge, read_cases

LIBRARY = Library(FORMS, PACK, places.resources("cases"))
SHIPPED: tuple[Case, ...] = tuple(
    case for path in sorted(LIBRARY.folder.rglob("*.toml")) for case in read_cases(path, LIBRARY)
)

_JUDGED: dict[str, JudgedCase] = {}


def judged_case(case: Case) -> JudgedCase:
    """The shipped `case` put to the pack that ships."""
    if case.id not in _JUDGED:
        _JUDGED[case.id] = judge(case, PACK)
    return _JUDGED[case.id]
