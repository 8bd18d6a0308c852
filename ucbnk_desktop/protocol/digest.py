"""The fingerprint of an assessment: what an investigator's confirmation covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from .case import Case
from .facts import Answer, Entry, Facts, LabResult
from .verdicts import Verdict

SCREENING = (
    "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "vital_signs",
    "performance", "toxicities", "laboratory", "ecg_echo", "judgements",
)
"""The forms whose answers are the facts of eligibility."""


def digest(case: Case, verdicts: Iterable[Verdict]) -> str:
    """64 hexadecimal digits that change with any screening fact, ruling, setting or state, not with the day."""
    verdicts = tuple(verdicts)
    lines = [f"pack={case.pack.version}", *_facts(case.facts), *_decisions(case, verdicts)]
    lines += [f"{verdict.criterion}={verdict.state}" for verdict in verdicts]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _decisions(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    rulings = sorted({ruling for verdict in verdicts for ruling in verdict.rulings})
    settings = sorted({setting for verdict in verdicts for setting in verdict.settings})
    yield from (f"{ruling}={case.rulings.values.get(ruling, '')!r}" for ruling in rulings)
    yield from (f"{setting}={case.settings.values.get(setting, '')!r}" for setting in settings)


def _facts(facts: Facts) -> Iterator[str]:
    for form in SCREENING:
        for position, entry in enumerate(facts.all(form)):
            yield from _entry(f"{form}[{position}]", entry)


def _entry(where: str, entry: Entry) -> Iterator[str]:
    for key in sorted(entry.answers):
        yield f"{where}.{key}={_answer(entry.answers[key])!r}"
    for table in sorted(entry.rows):
        for position, row in enumerate(entry.rows[table]):
            yield from _entry(f"{where}.{table}[{position}]", row)


def _answer(answer: Answer) -> str:
    value = answer.value
    if value is None:
        return f"[{answer.missing}] {answer.reason}"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, LabResult):
        return "|".join(
            str(part) for part in (value.quantity, value.unit, value.lln, value.uln, value.clinically_significant)
        )
    return str(value)
