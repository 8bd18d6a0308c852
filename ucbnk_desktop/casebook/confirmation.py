"""The investigator's confirmation in the history: what was touched after it, and which one an enrolment rests on.

A confirmation covers what was recorded when it was given. Once any of that was changed it is void and stays void, also
where the change is taken back: only a new confirmation takes its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.fingerprint import SCREENING
from ucbnk_desktop.protocol.rule_context import day_of, eligibility_facts
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.records.audit_trail import VALUE_OPERATIONS, HistoryRow
from ucbnk_desktop.records.changes import Change, ChangeKind
from ucbnk_desktop.records.model import StoredEntry
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.site_time import SITE_ZONE

from .chart import Chart

_TOUCHING = VALUE_OPERATIONS | {"strike"}


@dataclass(frozen=True, slots=True)
class _Since:
    """What the history tells from one confirmation on: where it stands itself, and the day of the last touch."""

    sequence: int
    touched: date | None


class ChangesSinceConfirmation:
    """When what a confirmation covers was last changed after it, as the history of `store` tells.

    It is read once for each participant who was confirmed; the casebook drops it with everything else (`drop`).
    """

    def __init__(self, store: Store, forms: Mapping[str, FormDefinition]) -> None:
        self._store, self._forms = store, forms
        # Cache: 18 of 203 ms, 18 participants judged for the list.
        self._since_cache: dict[str, _Since] = {}
        # Cache: 30 of 189 ms, 18 participants judged for the list.
        self._decided_cache: Mapping[str, HistoryRow] | None = None

    def last(self, chart: Chart, found: Assessment) -> date | None:
        """The day of the last change of a fact, of a decision used in `found`, or of the protocol's version; or None.

        It counts as a change that what was changed is again as it was.
        """
        since = self._of(chart)
        used = {name for verdict in found.verdicts for name in (*verdict.rulings, *verdict.settings)}
        anew = (row for name, row in self._decisions().items() if name in used and row.sequence > since.sequence)
        return max(filter(None, (since.touched, *map(_day, anew))), default=None)

    def _of(self, chart: Chart) -> _Since:
        if chart.code not in self._since_cache:
            signed, rows = chart.one("eligibility"), self._store.history(participant=chart.code)
            own = (row.sequence for row in rows if signed is not None
                   and (row.operation, row.form, row.entry) == ("confirm", signed.form, signed.number))
            sequence = max(own, default=0)
            touching = self._touching(chart, [row for row in rows if row.sequence > sequence])
            self._since_cache[chart.code] = _Since(sequence, max(map(_day, touching), default=None))
        return self._since_cache[chart.code]

    def _decisions(self) -> Mapping[str, HistoryRow]:
        """The last row in which each ruling or setting was decided otherwise than before, by its id."""
        if self._decided_cache is None:
            rows = self._store.history(participant="", form="")
            self._decided_cache = {row.field: row for row in rows if row.operation == "decide" and row.old != row.new}
        return self._decided_cache

    def _touching(self, chart: Chart, rows: Iterable[HistoryRow]) -> Iterator[HistoryRow]:
        """The rows of a move to another version, or of writing into an entry that is a fact of eligibility, or was."""
        enrolled = day_of(chart.facts.value("enrolment", "enrolled_on"))
        places: dict[tuple[str, int], list[HistoryRow]] = defaultdict(list)
        for row in rows:
            if row.operation == "transfer":
                yield row
            elif row.operation in _TOUCHING and row.form in SCREENING and row.entry is not None:
                places[row.form, row.entry].append(row)
        for (form, number), written in places.items():
            entry = self._store.entry(chart.code, form, number)
            if enrolled is None or entry is None or _is_fact(entry, written, self._forms[form], enrolled):
                yield from written

    def drop(self, change: Change) -> None:
        """Drop what `change` may have made untrue."""
        if change.kind is ChangeKind.DECIDED:
            self._decided_cache = None
        elif change.participant is None:
            self._since_cache.clear()
        else:
            self._since_cache.pop(change.participant, None)


def standing_at(entries: Iterable[StoredEntry], enrolment: StoredEntry | None) -> StoredEntry | None:
    """The confirmation that stood when `enrolment` was recorded; `entries` are all there were, struck or not."""
    given = [entry for entry in entries if entry.values["confirmed"] == "yes"]
    before = [entry for entry in given if enrolment is not None and entry.recorded_at <= enrolment.recorded_at]
    return before[-1] if before else None


def _is_fact(
    entry: StoredEntry, written: Iterable[HistoryRow], definition: FormDefinition, enrolled: date
) -> bool:
    """Whether an entry is dated up to enrolment, now or before one of the corrections in `written`."""
    corrected = {(row.field, row.old) for row in written if row.row is None and row.old and row.field in entry.values}
    stood = (entry.values, *({**entry.values, field: old} for field, old in corrected))
    return any(_kept(definition, entry.number, values, enrolled) for values in stood)


def _kept(definition: FormDefinition, number: int, values: Mapping[str, str], enrolled: date) -> bool:
    entry = entry_of(definition, number, values, {}, today=enrolled)
    return bool(eligibility_facts(Facts({definition.key: (entry,)}), enrolled).all(definition.key))


def _day(row: HistoryRow) -> date:
    """The day of a row at the study site."""
    return row.at.astimezone(SITE_ZONE).date()
