"""Quiet sentences beside the fields of a form: who has to sign at this age, which scale belongs to the typed day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ucbnk_desktop.protocol.consent import ConsentMatrix, Signatures, required_signatures
from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.scales import KARNOFSKY_FROM, scale_for
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.wording import Text

from .chart import Chart, day_in
from .earlier_values import birth_date
from .words import EMPTY, listed, worded

GRADED: Mapping[str, str] = {"laboratory": "chemistry", "ecg_echo": "ecg"}
"""The forms with results that are graded: there the help says how a graded number was computed."""

PLACES: Mapping[str, str] = {"consent": "document", "performance": "assessment", **GRADED}
"""The forms that are helped, and the section above whose fields the help stands."""


def hint(chart: Chart, form: str, values: Mapping[str, str], settings: Settings, *, today: date) -> Text:
    """What is to be known while `form`, one of `PLACES`, is filled with `values`; empty for every other form."""
    match form:
        case "consent":
            return _signatures(chart, values, settings, today)
        case "performance":
            return _scale(birth_date(chart), day_in(values.get("assessed_on", "")))
        case _:
            return EMPTY


def _signatures(chart: Chart, values: Mapping[str, str], settings: Settings, today: date) -> Text:
    born = birth_date(chart)
    if born is None:
        return worded("book_hint_consent_no_birth")
    on = day_in(values.get("guardian_signed_at", "")) or day_in(values.get("participant_signed_at", "")) or today
    if on < born:
        return worded("book_hint_before_birth")
    age = completed_years(born, on)
    matrix, guardians = ConsentMatrix.of(settings.table("consent_matrix")), settings.integer("guardians_required")
    if matrix is None or guardians not in (1, 2):
        return worded("book_hint_consent_unset", age=age, day=on.isoformat())
    needed = required_signatures(age, matrix=matrix, guardians=guardians)
    return worded("book_hint_consent", age=age, day=on.isoformat(), signers=_signers(needed))


def _signers(needed: Signatures) -> Text:
    parts = []
    if needed.participant:
        parts.append(worded("book_hint_signs_alone"))
    if needed.guardians:
        parts.append(worded("book_hint_signs_two" if needed.guardians > 1 else "book_hint_signs_one"))
    if needed.child:
        parts.append(worded("book_hint_signs_child"))
    if needed.willingness:
        parts.append(worded("book_hint_willingness"))
    return listed(parts, zh="；", en="; ")


def _scale(born: date | None, on: date | None) -> Text:
    if born is None:
        return worded("book_hint_scale_no_birth", years=KARNOFSKY_FROM)
    if on is None:
        return worded("book_hint_scale_no_day", years=KARNOFSKY_FROM)
    if on < born:
        return worded("book_hint_before_birth")
    scale = scale_for(born, on)
    return worded("book_hint_scale", day=on.isoformat(), age=completed_years(born, on), scale=scale.capitalize())
