"""Judged cases and refused files as plain data, in the order and with the keys that docs/case-format.md promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.protocol.verdicts import Evidence, Reason, Verdict
from ucbnk_desktop.wording import Language

from .case import JudgedCase
from .case_files import Library
from .expectations import open_questions
from .faults import Fault

FORMAT = 1
"""Raised when a key changes its meaning or goes; keys that are added do not raise it."""


def exported(
    judged: Iterable[JudgedCase], refused: Iterable[Fault], library: Library, language: Language
) -> Mapping[str, Any]:
    """Everything that was judged, and everything that could not be; every key stands there even where it is empty."""
    return {
        "format": FORMAT,
        "language": language.value,
        "pack": library.pack.version,
        "cases": [_case(judged_case, library, language) for judged_case in judged],
        "refused": [
            {"file": fault.place.file, "line": fault.place.line, "key": fault.place.key, "code": fault.reason.code,
             "words": fault.message(library.forms, language)}
            for fault in refused
        ],
    }


def _case(judged: JudgedCase, library: Library, language: Language) -> Mapping[str, Any]:
    case, assessment, forms = judged.case, judged.assessment, library.forms
    return {
        "id": case.id,
        "name": {"zh": case.name.zh, "en": case.name.en},
        "file": case.place.file,
        "line": case.place.line,
        "day": case.day.isoformat(),
        "planned_start": _day(assessment.planned_start),
        "infusion_day": _day(case.infusion_day),
        "outcome": assessment.outcome.value,
        "earliest": _day(assessment.earliest),
        "earliest_by": list(assessment.earliest_by),
        "latest": _day(assessment.latest),
        "latest_by": list(assessment.latest_by),
        "digest": assessment.digest,
        "criteria": [_verdict(verdict, judged, forms, language) for verdict in assessment.verdicts],
        "infusion_criteria": [_verdict(verdict, judged, forms, language) for verdict in judged.at_infusion],
        "notes": [
            {"line": note.place.line, "key": note.place.key, **_reason(note.reason, forms, language)}
            for note in case.notes
        ],
        "queries": [_reason(reason, forms, language) for reason in assessment.queries],
    }


def _verdict(
    verdict: Verdict, judged: JudgedCase, forms: Mapping[str, FormDefinition], language: Language
) -> Mapping[str, Any]:
    case = judged.case
    return {
        "id": verdict.criterion,
        "state": verdict.state.value,
        "first_ok": _day(verdict.first_ok),
        "clears_on": _day(verdict.clears_on),
        "valid_until": _day(verdict.valid_until),
        "open": list(open_questions(verdict)),
        "reasons": [_reason(reason, forms, language) for reason in verdict.reasons],
        "evidence": [_evidence(evidence) for evidence in verdict.evidence],
        "missing": [f"{ref.form}.{ref.field}" for ref in verdict.missing],
        "rulings": {ruling: case.rulings.get(ruling) for ruling in verdict.rulings},
        "settings": {setting: case.settings.get(setting) for setting in verdict.settings},
    }


def _evidence(one: Evidence) -> Mapping[str, Any]:
    return {
        "form": one.source.form, "entry": one.source.entry, "field": one.source.field, "shown": one.shown,
        "limit": "" if one.limit is None else str(one.limit), "on": _day(one.on),
    }


def _reason(reason: Reason, forms: Mapping[str, FormDefinition], language: Language) -> Mapping[str, str]:
    return {"code": reason.code, "words": explain(reason, forms, language)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
