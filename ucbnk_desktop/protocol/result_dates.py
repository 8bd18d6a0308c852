"""Which field says of which day a result is."""

from __future__ import annotations

from collections.abc import Mapping

# The forms say it themselves (`dated_by` in forms/*.toml); the rules stand below the forms and cannot read them. A test
# holds the two together.
_DATED: Mapping[str, Mapping[str, str]] = {
    "laboratory": {"": "sampled_on"},
    "ecg_echo": {"echo": "echo_on", "lvef": "echo_on", "": "ecg_on"},
    "performance": {"": "assessed_on"},
    "vital_signs": {"": "measured_at"},
}

RESULT_DATES: Mapping[str, tuple[str, ...]] = {
    form: tuple(sorted(set(fields.values()))) for form, fields in _DATED.items()
}
"""The forms of results, each with the fields that date them. They go on after enrolment."""


def date_of_result(form: str, key: str) -> str:
    """The field that dates the result `key` of a form of results, "" in every other form."""
    return next((dated for prefix, dated in _DATED.get(form, {}).items() if key.startswith(prefix)), "")
