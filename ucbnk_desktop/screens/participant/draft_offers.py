"""Which drafts belong to an open entry, and what each would lay over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucbnk_desktop.forms.display import answer
from ucbnk_desktop.records.audit_trail import HistoryRow
from ucbnk_desktop.records.draft_merge import MergedDraft, begun_from, rebased, writers
from ucbnk_desktop.records.model import Draft, StoredEntry
from ucbnk_desktop.screens.app_state import AppState

CONFIRMATION = "eligibility"
"""The form of the investigator's confirmation."""
INFUSION = "infusion"
NUMBER = "infusion_number"


@dataclass(frozen=True, slots=True)
class EntryRef:
    """Which entry of which form of whom; `entry` None is a new one."""

    code: str
    form: str
    entry: int | None


def standing_at(app: AppState, entry_ref: EntryRef) -> EntryRef:
    """`entry_ref`, or the entry that stands where a form is filled only once: it is corrected, never recorded twice."""
    if entry_ref.entry is not None or entry_ref.form == CONFIRMATION or app.forms[entry_ref.form].repeats:
        return entry_ref
    standing = app.study.standing_entries(entry_ref.code, entry_ref.form)
    return replace(entry_ref, entry=standing[-1].number) if standing else entry_ref


def is_void(app: AppState, stored: StoredEntry | None) -> bool:
    """Whether `stored` is a confirmation that covers nothing any more: it is read, and a new one is given."""
    if stored is None or stored.form != CONFIRMATION or stored.struck is not None:
        return False
    return app.casebook.confirmation_stale(stored.participant)


def home_of(app: AppState, draft: Draft) -> int | None:
    """The entry that a draft changes; None where it was typed as a new one, or over one that no longer stands."""
    if draft.entry is None:
        return None
    stored = app.study.entry(draft.participant, draft.form, draft.entry)
    return None if stored is None or stored.struck or is_void(app, stored) else draft.entry


def offered(app: AppState, entry_ref: EntryRef, number: str = "") -> tuple[Draft, ...]:
    """The user's own drafts of the entry at `entry_ref`, the latest first; `number` is that of an infusion."""
    return tuple(draft for draft in reversed(_own(app, entry_ref)) if _belongs(app, draft, entry_ref, number))


def free_slot(app: AppState, entry_ref: EntryRef) -> int:
    """The first slot in which none of the user's drafts of `entry_ref` is kept."""
    taken = {draft.slot for draft in _own(app, entry_ref) if draft.entry == entry_ref.entry}
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def _own(app: AppState, entry_ref: EntryRef) -> list[Draft]:
    place = (entry_ref.code, entry_ref.form)
    return [draft for draft in app.study.own_drafts() if (draft.participant, draft.form) == place]


def _belongs(app: AppState, draft: Draft, entry_ref: EntryRef, number: str) -> bool:
    home = home_of(app, draft)
    if home is not None:
        return home == entry_ref.entry
    if draft.form == INFUSION:
        typed = draft.values.get(NUMBER, "")
        return typed == number if typed else entry_ref.entry is None
    return entry_ref.entry is None or not (draft.form == CONFIRMATION or app.forms[draft.form].repeats)


def title_of(app: AppState, draft: Draft) -> str:
    """What tells a draft of a form that repeats from its others: the drug, the day, the number of the infusion."""
    definition = app.forms[draft.form]
    keys = (key for key in definition.titled_by if definition.repeats and draft.values.get(key))
    return next((answer(definition, key, draft.values[key], app.language) for key in keys), "")


def over(app: AppState, draft: Draft, stored: StoredEntry | None) -> MergedDraft:
    """`draft` as it is to be laid over `stored`, None for a new entry."""
    base = begun_from(draft, *_where_begun(app, draft))
    if stored is None and draft.form == CONFIRMATION and draft.entry is not None:
        # nothing of the void one: its signature is not given again
        draft = replace(draft, values={key: text for key, text in draft.values.items() if text != base.get(key, "")})
    return rebased(draft, stored, base)


def _where_begun(app: AppState, draft: Draft) -> tuple[StoredEntry | None, tuple[HistoryRow, ...]]:
    if draft.entry is None or draft.base is not None:
        return None, ()
    code, form, entry = draft.participant, draft.form, draft.entry
    return app.study.entry(code, form, entry), app.study.history(participant=code, form=form, entry=entry)


def changed_by(app: AppState, stored: StoredEntry, found: MergedDraft) -> tuple[HistoryRow, ...]:
    """Who changed the record since a draft was begun, and when: the last row of each of them."""
    history = app.study.history(participant=stored.participant, form=stored.form, entry=stored.number)
    return writers(history, found.changed)
