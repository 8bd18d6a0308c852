"""The fingerprint of an assessment: what an investigator's confirmation covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from .facts import Answer, Entry, Facts, LabResult
from .rule_context import RuleContext
from .verdicts import Verdict

SCREENING = (
    "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "vital_signs",
    "performance", "toxicities", "laboratory", "ecg_echo", "judgements",
)
"""The forms whose answers are the facts of eligibility."""


def digest(case: RuleContext, verdicts: Iterable[Verdict]) -> str:
    """64 hexadecimal digits that change with any screening fact, ruling, setting or state, not with the day."""
    verdicts = tuple(verdicts)
    digested = sha256(f"pack={case.pack.version}".encode())
    for lines in _facts(case.facts):
        digested.update(lines)
    for line in (*_decisions(case, verdicts), *(f"{verdict.criterion}={verdict.state}" for verdict in verdicts)):
        digested.update(_encoded(f"\n{line}"))
    return digested.hexdigest()


def _decisions(case: RuleContext, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    rulings = sorted({ruling for verdict in verdicts for ruling in verdict.rulings})
    settings = sorted({setting for verdict in verdicts for setting in verdict.settings})
    yield from (f"{ruling}={case.rulings.values.get(ruling, '')!r}" for ruling in rulings)
    yield from (f"{setting}={case.settings.values.get(setting, '')!r}" for setting in settings)


def _facts(facts: Facts) -> Iterator[bytes]:
    for form in SCREENING:
        for position, entry in enumerate(facts.all(form)):
            yield entry.cached(_lines_at, position)


def _lines_at(entry: Entry, position: int) -> bytes:
    """The lines of an entry that stands in this place among those of its form, each after a line break."""
    return _encoded("".join(f"\n{entry.form}[{position}]{line}" for line in _lines(entry)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _lines(entry: Entry) -> tuple[str, ...]:
    """An entry's answers, then those of its rows, each line without the place where the entry stands."""
    own = [f".{key}={_answer(entry.answers[key])!r}" for key in sorted(entry.answers)]
    rows = (
        f".{table}[{position}]{line}"
        for table in sorted(entry.rows) for position, row in enumerate(entry.rows[table]) for line in _lines(row)
    )
    return (*own, *rows)


def _answer(answer: Answer) -> str:
    value = answer.value
    if isinstance(value, str):
        return value
    if isinstance(value, LabResult):
        return f"{value.quantity!s}|{value.unit}|{value.lln!s}|{value.uln!s}|{value.clinically_significant!s}"
    if value is None:
        return f"[{answer.missing}] {answer.reason}"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return str(value)
