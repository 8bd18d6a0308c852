"""Everything that is done with a study: each step asks the role, then what stands against it, then does it at once.

A step acts for the user of the open study. It raises RoleRefused or another Refused in words, StoreFault where the
study file cannot take it, ReasonNeeded where a reason is missing; then nothing is kept. Nothing else writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from ucbnk_desktop.paper.print_data import Receipt
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.records.changes import Change
from ucbnk_desktop.records.model import DraftSlot, Prompted, RowDraft

from . import protocol_versions, roles
from .casebook import Casebook
from .infusion_preconditions import GivenAlthough
from .model import EntryDraft
from .protocol_versions import Move
from .roles import Action

EntryRows: TypeAlias = Mapping[str, Sequence[RowDraft]]

_NO_ROWS: EntryRows = {}


# -- participants and their entries


def screen(book: Casebook, code: str) -> Change:
    """Take in a new participant; StoreFault where the code is taken."""
    roles.check(book.store.user, Action.SCREEN)
    return book.store.screen(code)


def save_entry(
    book: Casebook, code: str, draft: EntryDraft, rows: EntryRows = _NO_ROWS, *, reason: str = "",
    confirmations: Mapping[str, str] | None = None, prompted: Mapping[str, Prompted] | None = None,
    given_although: GivenAlthough | None = None, closes: DraftSlot | None = None,
) -> Change:
    """Keep what was typed: confirm, enrol, record a new entry or correct the one there is.

    `rows` are those of `draft` with their numbers. `confirmations` are the prompts that were answered with "it is so",
    `prompted` the first values that were changed because of a prompt, both by key. `given_although` says who
    decided to give an infusion that something stands against: without it that is InfusionStopped, with it the protocol
    deviation is opened in the same act. The draft that `closes` names ends in that act too, else the entry's first.
    """
    if draft.form == "eligibility":
        return confirm(book, code, draft.values, closes=closes)
    if draft.form == "enrolment" and draft.entry is None:
        return enrol(book, code, draft.values, closes=closes)
    roles.check(book.store.user, Action.SAVE_ENTRY if draft.entry is None else Action.CORRECT_ENTRY)
    confirmed, prompts, deviation = confirmations or {}, prompted or {}, None
    if draft.form == "enrolment":
        book.check_enrolment_corrected(code, draft)
    if draft.form == "infusion":
        deviation = book.check_infusion(code, draft, given_although, confirmed=confirmed)
    if draft.form == JUDGEMENTS:
        draft, reason = book.resting(code, draft, confirmed=confirmed, reason=reason)
    if draft.entry is None:
        return book.store.record(
            code, draft.form, draft.values, rows=rows, confirmations=confirmed, prompted=prompts, deviation=deviation,
            closes=closes,
        )
    return book.store.correct(
        code, draft.form, draft.entry, draft.values, rows=rows, reason=reason, confirmations=confirmed,
        prompted=prompts, deviation=deviation, closes=closes,
    )


def strike_entry(book: Casebook, code: str, form: str, entry: int, *, reason: str) -> Change:
    """Strike an entry out; it stays readable."""
    roles.check(book.store.user, Action.STRIKE)
    return book.store.strike(code, form, entry, reason=reason)


def strike_row(book: Casebook, code: str, form: str, entry: int, row: tuple[str, int], *, reason: str) -> Change:
    """Strike one row of an entry out, named by its field and number: `("chemotherapy", 3)`."""
    roles.check(book.store.user, Action.STRIKE)
    return book.store.strike(code, form, entry, reason=reason, row=row)


def confirm(book: Casebook, code: str, values: Mapping[str, str], *, closes: DraftSlot | None = None) -> Change:
    """Record the investigator's confirmation of the assessment as it stands now; it supersedes an earlier one.

    The digest is filled in here. `confirmed` "no" may be recorded at any time; anything else needs every criterion
    satisfied, now and on the day that the confirmation carries, else ConfirmationRefused.
    """
    roles.check(book.store.user, Action.CONFIRM_ELIGIBILITY)
    given = {"confirmed": "yes", **values, "assessment_digest": book.assessment(code).digest}
    if given["confirmed"] != "no":
        book.check_confirmation(code, given)
    return book.store.confirm(code, given, closes=closes)


def enrol(book: Casebook, code: str, values: Mapping[str, str], *, closes: DraftSlot | None = None) -> Change:
    """Enrol the participant; EnrolmentRefused with the criteria and reasons that stand against it."""
    roles.check(book.store.user, Action.ENROL)
    book.check_enrolment(code, values)
    return book.store.enrol(code, values, closes=closes)


# -- the study's decisions and its protocol


def decide(book: Casebook, identifier: str, value: str, *, source: str, reason: str = "") -> Change:
    """Decide a ruling or a study setting; changing one that stands needs a reason."""
    return decide_all(book, {identifier: value}, source=source, reason=reason)


def decide_all(book: Casebook, values: Mapping[str, str], *, source: str, reason: str = "") -> Change:
    """Decide several rulings or study settings, all of them or none."""
    for identifier in values:
        ruling = identifier in book.pack.rulings
        roles.check(book.store.user, Action.DECIDE_RULING if ruling else Action.DECIDE_SETTING)
    return book.store.decide_all(values, source=source, reason=reason)


def adopt(book: Casebook, text: str, name: str, *, in_force_from: date, source: str) -> Change:
    """Adopt the amendment `text`, in force for whoever consents from that day on; `name` is its file's name.

    PackError for what is wrong with the text, AdoptionRefused for anything else that stands against it.
    """
    roles.check(book.store.user, Action.ADOPT)
    pack = book.protocols().read(text, name)
    protocol_versions.check_adoption(book.protocols(), pack, in_force_from, source)
    return book.store.adopt(pack.version, text, in_force_from=in_force_from, source=source)


def transfer(book: Casebook, codes: Iterable[str], version: str, *, reason: str) -> Change:
    """Move participants to another version of the protocol, all of them or none.

    Their confirmations have to be given anew. TransferRefused with everything against it.
    """
    roles.check(book.store.user, Action.TRANSFER)
    before = {code: book.pack_of(code).version for code in codes}
    protocol_versions.check_move(book.protocols(), Move(before, version, reason))
    return book.store.transfer_all(before, version, reason=reason)


# -- drafts, no part of the record


def keep_draft(
    book: Casebook, code: str, form: str, slot: DraftSlot, values: Mapping[str, str], *, rows: EntryRows = _NO_ROWS,
    base: Mapping[str, str] | None = None,
) -> None:
    """Keep what was typed so far in place of the user's earlier draft in `slot`.

    `base` is what stood there when the typing began, by path as in `records.rebase.flat`.
    """
    roles.check(book.store.user, Action.KEEP_DRAFT)
    book.store.keep_draft(code, form, slot.entry, values, rows, slot=slot.slot, base=base)


def discard_draft(book: Casebook, code: str, form: str, slot: DraftSlot) -> None:
    """Forget the user's draft in `slot`; nothing happens where there is none."""
    roles.check(book.store.user, Action.DISCARD_DRAFT)
    book.store.discard_draft(code, form, slot.entry, slot=slot.slot)


# -- what is noted of reading and printing


def note_viewed(book: Casebook, code: str, form: str) -> Change:
    """Note in the history that a form was looked at that identifies the participant."""
    roles.check(book.store.user, Action.VIEW_IDENTITY)
    return book.store.note("viewed", participant=code, form=form)


def check_print(book: Casebook) -> None:
    """RoleRefused where the user may not print now: asked before the pages leave, which `note_printed` notes."""
    roles.check(book.store.user, Action.PRINT)


def note_printed(book: Casebook, code: str, receipt: Receipt) -> Change:
    """Note in the history that pages were printed, of no participant where `code` is "": file, pages and SHA-256."""
    roles.check(book.store.user, Action.PRINT)
    detail = f"{receipt.path} · {receipt.pages} · {receipt.sha256}"
    return book.store.note("printed", participant=code, detail=detail)
