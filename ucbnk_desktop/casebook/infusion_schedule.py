"""The eight infusions of one participant: when each is planned, in which window, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ucbnk_desktop.protocol.schedule import PlannedInfusion, planned_infusions
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.records.model import StoredEntry

from .chart import Chart, day_in
from .model import InfusionState, InfusionStatus

NUMBERS = range(1, 9)
"""The infusions of the protocol, by their numbers."""


def schedule(chart: Chart, settings: Settings, *, planned_start: date | None, today: date) -> tuple[InfusionState, ...]:
    """The eight infusions counted from the first one given, before that from the day planned for it.

    Without the setting `infusion_schedule` (or with one that cannot be read), or without a first day, no dates are
    computed. After the end of study whatever was not over by then is closed.
    """
    entries = recorded(chart)
    first, text = first_day(chart) or planned_start, settings.text("infusion_schedule") or ""
    planned = planned_days(text, first)
    states = tuple(_state(number, entries.get(number), planned.get(number), today) for number in NUMBERS)
    if chart.one("end_of_study") is None:
        return states
    ended = None if chart.one("enrolment") is None else day_in(chart.text("end_of_study", "ended_on"))
    return tuple(_closed(state, ended) for state in states)


def _closed(state: InfusionState, ended: date | None) -> InfusionState:
    """`state` after the end of study on `ended`: an infusion that was over by then and is not recorded stays open."""
    missed = ended is not None and state.latest is not None and state.latest < ended
    return state if state.entry is not None or missed else replace(state, state=InfusionStatus.CLOSED)


def recorded(chart: Chart) -> Mapping[int, StoredEntry]:
    """The entries of infusions by the number of the infusion; the later one where a number stands twice."""
    numbered = ((entry.values.get("infusion_number", ""), entry) for entry in chart.all("infusion"))
    return {int(number): entry for number, entry in numbered if number.isdigit()}


def first_day(chart: Chart) -> date | None:
    """The day of the first infusion that was given."""
    days = [day for entry in recorded(chart).values() if (day := given_on(entry)) is not None]
    return min(days, default=None)


def given_on(entry: StoredEntry) -> date | None:
    """The day on which the infusion was given; None where it was not, or not yet."""
    if entry.values.get("given") != "yes":
        return None
    try:
        return date.fromisoformat(entry.values.get("infused_on", ""))
    except ValueError:
        return None


def planned_days(text: str, first: date | None) -> Mapping[int, PlannedInfusion]:
    """The plan that the setting `text` makes from the `first` day, by number; empty where it makes none."""
    table = Settings({"infusion_schedule": text}).table("infusion_schedule")
    if first is None or not isinstance(table, list):
        return {}
    try:
        return {infusion.number: infusion for infusion in planned_infusions(first, table)}
    except (ValueError, AttributeError):
        return {}


def _state(number: int, entry: StoredEntry | None, window: PlannedInfusion | None, today: date) -> InfusionState:
    return InfusionState(
        number=number,
        course=None if window is None else window.course,
        planned=None if window is None else window.planned,
        earliest=None if window is None else window.earliest,
        latest=None if window is None else window.latest,
        entry=None if entry is None else entry.number,
        state=_status(entry, window, today),
        given_on=None if entry is None else given_on(entry),
    )


def _status(entry: StoredEntry | None, window: PlannedInfusion | None, today: date) -> InfusionStatus:
    if entry is not None and entry.values.get("given") == "yes":
        return InfusionStatus.GIVEN
    if entry is not None and entry.values.get("given") == "no":
        return InfusionStatus.NOT_GIVEN
    if window is None:
        return InfusionStatus.UNPLANNED
    if today > window.latest:
        return InfusionStatus.OVERDUE
    return InfusionStatus.DUE if today >= window.earliest else InfusionStatus.PLANNED
