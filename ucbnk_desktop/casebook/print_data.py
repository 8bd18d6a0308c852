"""A participant's entries as they go to paper, each with the corrections its history tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.print_data import Correction, Decided, Sheet, SheetRow
from ucbnk_desktop.records.audit_trail import HistoryRow
from ucbnk_desktop.records.model import Decision, StoredEntry, StoredRow, Strike
from ucbnk_desktop.site_time import SITE_ZONE

from .grading import notes
from .judgement_page import form_asked
from .model import Grading

RESTED_ON = frozenset({"laboratory", "ecg_echo", "performance"})
"""Forms on whose paper stands what the criteria draw from the entry."""

Place = tuple[str, int, int | None]
"""Form, entry, and the row inside the entry."""


def chosen(forms: Mapping[str, FormDefinition], named: Iterable[str] | None) -> tuple[str, ...]:
    """The forms to print: those `named`, else all; PaperFault in words for one that identifies a person."""
    if named is None:
        return tuple(key for key, definition in forms.items() if not definition.identifying)
    keys = tuple(named)
    for title in (forms[key].title for key in keys if forms[key].identifying):
        raise PaperFault("paper_identifying", zh=title.zh, en=title.en)
    return keys


def screened(forms: Mapping[str, FormDefinition], stored: Mapping[str, Iterable[StoredEntry]]) -> bool:
    """Whether anything was recorded that the criteria are judged by."""
    screening = (key for key, form in forms.items() if form.screening and form.step != "consent")
    return any(any(True for _ in stored.get(key, ())) for key in screening)


def blank(definition: FormDefinition, criteria: Collection[str], *, annotated: bool = False) -> Sheet:
    """The empty form, as a version of the protocol with `criteria` asks it."""
    return Sheet(form_asked(definition, criteria), blank=True, annotated=annotated)


def filled(
    definition: FormDefinition, entry: StoredEntry, corrections: Mapping[Place, Mapping[str, tuple[Correction, ...]]],
    derived: Mapping[str, Grading], although: tuple[str, ...] = (), *, criteria: Collection[str],
) -> Sheet:
    """One entry as it is printed; what is struck is printed too, with the reason.

    So is an answer about a criterion that the version of the protocol, with `criteria`, does not have any more.
    """
    here = (entry.form, entry.number)
    holding = {key for key, value in entry.values.items() if value}
    return Sheet(
        form_asked(definition, criteria, holding=holding.union(corrections.get((*here, None), ()))),
        number=entry.number,
        values=entry.values,
        rows={key: tuple(_row(key, row, corrections.get((*here, row.number), {})) for row in rows)
              for key, rows in entry.rows.items()},
        corrections=corrections.get((*here, None), {}),
        struck=None if entry.struck is None else struck_words(entry.struck),
        derived={key: (grading.times_uln, grading.grade) for key, grading in derived.items()},
        remarks=notes(derived),
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        given_although=although,
    )


def corrections(history: Iterable[HistoryRow]) -> Mapping[Place, Mapping[str, tuple[Correction, ...]]]:
    """Every change of a value that was not empty before, by place and column, oldest first."""
    by_place: dict[Place, dict[str, tuple[Correction, ...]]] = defaultdict(dict)
    for row in history:
        if row.operation == "correct" and row.entry is not None and row.old and row.old != row.new:
            at = by_place[row.form, row.entry, row.row]
            change = Correction(row.old, row.new, row.user, row.at, row.reason)
            at[row.field] = (*at.get(row.field, ()), change)
    return by_place


def given_although(history: Iterable[HistoryRow]) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """What stood against an entry, who decided all the same and why, by form and entry, oldest first."""
    reasons: dict[tuple[str, int], tuple[str, ...]] = {}
    for row in history:
        if row.operation == "given_although" and row.entry is not None:
            reasons[row.form, row.entry] = (*reasons.get((row.form, row.entry), ()), row.reason)
    return reasons


def decided(decisions: Mapping[str, Decision]) -> Mapping[str, Decided]:
    """The study's rulings and settings as they are printed, by id."""
    return {name: as_decided(decision) for name, decision in decisions.items()}


def as_decided(one: Decision, earlier: Iterable[Decision] = ()) -> Decided:
    """One decision as it is printed, with the versions before it."""
    return Decided(one.value, one.version, one.decided_by, one.decided_at, one.source, one.reason,
                   tuple(as_decided(old) for old in earlier))


def struck_words(strike: Strike) -> str:
    """Why, by whom and when, in both languages' own order."""
    return f"{strike.reason} · {strike.by} · {strike.at.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def _row(key: str, row: StoredRow, changed: Mapping[str, tuple[Correction, ...]]) -> SheetRow:
    own = {field.removeprefix(f"{key}."): changes for field, changes in changed.items() if field.startswith(f"{key}.")}
    return SheetRow(row.values, own, None if row.struck is None else struck_words(row.struck))
