"""Which drafts belong to an open entry, and what each would lay over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucbnk_desktop.records.entries import Draft, StoredEntry
from ucbnk_desktop.records.history import HistoryRow
from ucbnk_desktop.records.rebase import Rebased, begun_from, rebased, writers
from ucbnk_desktop.screens import shown
from ucbnk_desktop.screens.session import Session

CONFIRMATION = "eligibility"
"""The form of the investigator's confirmation."""
INFUSION = "infusion"
NUMBER = "infusion_number"


@dataclass(frozen=True, slots=True)
class Spot:
    """Which entry of which form of whom; `entry` None is a new one."""

    code: str
    form: str
    entry: int | None


def standing_at(session: Session, spot: Spot) -> Spot:
    """`spot`, or the entry that stands where a form is filled only once: it is corrected, never recorded twice."""
    if spot.entry is not None or spot.form == CONFIRMATION or session.forms[spot.form].repeats:
        return spot
    standing = [one.number for one in session.store.entries(spot.code, spot.form) if one.struck is None]
    return replace(spot, entry=standing[-1]) if standing else spot


def is_void(session: Session, stored: StoredEntry | None) -> bool:
    """Whether `stored` is a confirmation that covers nothing any more: it is read, and a new one is given."""
    if stored is None or stored.form != CONFIRMATION or stored.struck is not None:
        return False
    return session.casebook.confirmation_stale(stored.participant)


def home_of(session: Session, draft: Draft) -> int | None:
    """The entry that a draft changes; None where it was typed as a new one, or over one that no longer stands."""
    if draft.entry is None:
        return None
    stored = session.store.entry(draft.participant, draft.form, draft.entry)
    return None if stored is None or stored.struck or is_void(session, stored) else draft.entry


def offered(session: Session, spot: Spot, number: str = "") -> tuple[Draft, ...]:
    """The user's own drafts of the entry at `spot`, the latest first; `number` is that of an infusion."""
    return tuple(draft for draft in reversed(_own(session, spot)) if _belongs(session, draft, spot, number))


def free_slot(session: Session, spot: Spot) -> int:
    """The first slot in which none of the user's drafts of `spot` is kept."""
    taken = {draft.slot for draft in _own(session, spot) if draft.entry == spot.entry}
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def _own(session: Session, spot: Spot) -> list[Draft]:
    place = (spot.code, spot.form, session.user.name)
    return [draft for draft in session.store.drafts() if (draft.participant, draft.form, draft.kept_by) == place]


def _belongs(session: Session, draft: Draft, spot: Spot, number: str) -> bool:
    home = home_of(session, draft)
    if home is not None:
        return home == spot.entry
    if draft.form == INFUSION:
        typed = draft.values.get(NUMBER, "")
        return typed == number if typed else spot.entry is None
    return spot.entry is None or not (draft.form == CONFIRMATION or session.forms[draft.form].repeats)


def title_of(session: Session, draft: Draft) -> str:
    """What tells a draft of a form that repeats from its others: the drug, the day, the number of the infusion."""
    definition = session.forms[draft.form]
    keys = (key for key in definition.titled_by if definition.repeats and draft.values.get(key))
    return next((shown.value(definition, key, draft.values[key], session.language) for key in keys), "")


def over(session: Session, draft: Draft, stored: StoredEntry | None) -> Rebased:
    """`draft` as it is to be laid over `stored`, None for a new entry."""
    base = begun_from(draft, *_where_begun(session, draft))
    if stored is None and draft.form == CONFIRMATION and draft.entry is not None:
        # nothing of the void one: its signature is not given again
        draft = replace(draft, values={key: text for key, text in draft.values.items() if text != base.get(key, "")})
    return rebased(draft, stored, base)


def _where_begun(session: Session, draft: Draft) -> tuple[StoredEntry | None, tuple[HistoryRow, ...]]:
    if draft.entry is None or draft.base is not None:
        return None, ()
    code, form, entry = draft.participant, draft.form, draft.entry
    return session.store.entry(code, form, entry), session.store.history(participant=code, form=form, entry=entry)


def changed_by(session: Session, stored: StoredEntry, found: Rebased) -> tuple[HistoryRow, ...]:
    """Who changed the record since a draft was begun, and when: the last row of each of them."""
    history = session.store.history(participant=stored.participant, form=stored.form, entry=stored.number)
    return writers(history, found.changed)
