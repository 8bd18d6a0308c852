"""The store: the verbs of the clinic, each one transaction with its history, and what they left to be read."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.wording import text

from . import drafts, open_marker, schema, study_file, verify
from .audit_trail import ChainHead, HistoryRow
from .changes import Change, ChangeKind
from .driver import Connection, faults
from .entry_writer import EntryWriter, Layout, is_text, would_change
from .faults import Discrepancy, ReasonNeeded, StoreBug, StoreFault, StoreNotice
from .model import (
    Amendment,
    Decision,
    Deviation,
    Draft,
    DraftSlot,
    Participant,
    Prompted,
    RowDraft,
    StoredEntry,
    StudyInfo,
    Transfer,
    User,
    changed_answers,
)
from .reader import Reader
from .transaction import Transaction
from .transactions import Clock, Transactions

Listener = Callable[[Change], None]
Forms = Mapping[str, FormDefinition]
Rows = Mapping[str, Sequence[RowDraft]]

_NO_ROWS: Rows = {}
_NONE_CONFIRMED: Mapping[str, str] = {}
_NONE_PROMPTED: Mapping[str, Prompted] = {}
_VERBS = {"eligibility": "confirm", "enrolment": "enrol"}
"""Forms that have a verb of their own and are not simply recorded."""


class Store:
    """One study file, held alone: one connection, one thread.

    Nobody else in the same process opens the file, not even to read it: on Linux closing any handle of a file gives
    away every lock the process has on it. Verbs raise StoreFault where the surroundings refuse and StoreBug where the
    program is wrong; then nothing is kept.
    """

    def __init__(self, path: Path, connection: Connection, forms: Forms, *, user: User, now: Clock) -> None:
        self._connection = connection
        self._forms = forms
        self._layouts = {key: Layout.of(form) for key, form in forms.items()}
        self._listeners: list[Listener] = []
        self._reading = Reader(connection, forms)
        self._closed = False
        self.study: StudyInfo = self._reading.study(path)
        self.user = user
        self._transactions = Transactions(
            path, connection, user, now, head=self._reading.head(), last_act=self._reading.last_written()
        )
        self._act = self._transactions.act

    @classmethod
    def create(
        cls, path: Path, forms: Forms, *, title: str, user: User, now: Clock, demonstration: bool = False
    ) -> Self:
        """A new study file at `path`; never over an existing file."""
        path = path.absolute()
        held = study_file.create(path, forms, title=title, user=user, at=now(), demonstration=demonstration)
        return cls._begun(path, held, forms, user, now)

    @classmethod
    def open(cls, path: Path, forms: Forms, *, user: User, now: Clock, invented: User | None = None) -> Self:
        """The study file at `path`, after every check; where the disk has no room it can still be read.

        `invented` opens a demonstration in place of `user`.
        """
        path = path.absolute()
        held, notices = study_file.open_file(path, forms, user=user, at=now())
        store = cls._begun(path, held, forms, user, now, invented=invented)
        store._transactions.notices = (*notices, *store.notices)
        return store

    @classmethod
    def _begun(
        cls, path: Path, held: Connection, forms: Forms, user: User, now: Clock, *, invented: User | None = None
    ) -> Self:
        """The store over a held connection; the row that says who opened it is the first proof that it can write."""
        try:
            with faults(path):
                store = cls(path, held, forms, user=user, now=now)
            if invented is not None and store.study.demonstration:
                store.sign_in(invented)
            store._transactions.announce()
        except BaseException:
            open_marker.remove(path)
            held.close()
            raise
        return store

    @property
    def head(self) -> ChainHead:
        """The last link of the history."""
        return self._transactions.head

    @property
    def notices(self) -> tuple[StoreNotice, ...]:
        """What the user should know although nothing failed: recovered, brought up to date, the clock went back."""
        return self._transactions.notices

    @property
    def limited(self) -> StoreFault | None:
        """What keeps the store from writing while it can be read; None once a save went through."""
        return self._transactions.limited

    def close(self) -> None:
        """Let the file go; a second time does nothing. A row that says so is kept where it can be written."""
        if self._closed:
            return
        if self._transactions.announced:
            with suppress(StoreFault, StoreBug), self._act() as act:
                act.note("close")
        self._closed = True
        open_marker.remove(self.study.path)
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Reading

    def participants(self) -> tuple[Participant, ...]:
        """Everyone screened, in the order of screening."""
        with self._asking() as reading:
            return reading.participants()

    def entries(self, participant: str, form: str) -> tuple[StoredEntry, ...]:
        """Every entry of `form`, oldest first; struck ones too, and marked."""
        with self._asking() as reading:
            return reading.entries(participant, form)

    def entry(self, participant: str, form: str, number: int) -> StoredEntry | None:
        """The entry `number` of `form`, struck or not; None where there is none."""
        with self._asking() as reading:
            return reading.entry(participant, form, number)

    def all_entries(self, participant: str) -> Mapping[str, tuple[StoredEntry, ...]]:
        """The entries of every form, by form key in path order."""
        with self._asking() as reading:
            return reading.all_entries(participant)

    def entries_of_all(self, participants: Sequence[str]) -> Mapping[str, Mapping[str, tuple[StoredEntry, ...]]]:
        """What `all_entries` gives for each of `participants`, read together: some hundred at a time."""
        with self._asking() as reading:
            return reading.entries_of_all(participants)

    def is_screened(self, participant: str) -> bool:
        """Whether there is such a participant."""
        with self._asking() as reading:
            return reading.is_screened(participant)

    def history(
        self, *, participant: str | None = None, form: str | None = None, entry: int | None = None,
        row: int | None = None, field: str | None = None,
    ) -> tuple[HistoryRow, ...]:  # fmt: skip
        """The history rows for which every given argument holds, oldest first; all of them without arguments."""
        with self._asking() as reading:
            return reading.history(participant=participant, form=form, entry=entry, row=row, field=field)

    def decisions(self) -> Mapping[str, Decision]:
        """The decisions in force, by id; what was never decided is not among them."""
        with self._asking() as reading:
            return reading.decisions()

    def decision_history(self, id: str) -> tuple[Decision, ...]:  # noqa: A002 - the word of the protocol pack
        """Every version of one decision, oldest first."""
        with self._asking() as reading:
            return reading.decision_history(id)

    def amendments(self) -> tuple[Amendment, ...]:
        """The amendments of the protocol in the order in which they were adopted."""
        with self._asking() as reading:
            return reading.amendments()

    def transfers(self) -> tuple[Transfer, ...]:
        """Who was moved to another version of the protocol, participant by participant, each oldest first."""
        with self._asking() as reading:
            return reading.transfers()

    def drafts(self) -> tuple[Draft, ...]:
        """What was typed and not saved, by any user, oldest first."""
        with self._asking():
            return drafts.all_of(self._connection)

    def verify(self) -> tuple[Discrepancy, ...]:
        """Everything in the file that is not as its history says; empty for a sound file."""
        with faults(self.study.path):
            return (
                *verify.damages(self._connection),
                *schema.differences(self._connection, self._forms),
                *verify.discrepancies(self._connection, self._forms),
            )

    # Writing

    def screen(self, code: str) -> Change:
        """Take in a new participant; a fault in words where the code is taken."""
        if not is_text(code) or not code.strip():
            raise StoreBug("a participant needs a code")
        if any(participant.code.casefold() == code.casefold() for participant in self.participants()):
            raise StoreFault("records_participant_exists", code=code)
        with self._act() as act:
            row = {"code": code, "screened_at": act.at, "screened_by": self.user.name}
            act.insert(schema.PARTICIPANT, row)
            act.note("screen", participant=code)
        return self._told(ChangeKind.SCREENED, code)

    def record(
        self, participant: str, form: str, values: Mapping[str, str], *, rows: Rows = _NO_ROWS,
        confirmations: Mapping[str, str] = _NONE_CONFIRMED, prompted: Mapping[str, Prompted] = _NONE_PROMPTED,
        deviation: Deviation | None = None, closes: DraftSlot | None = None,
    ) -> Change:  # fmt: skip
        """Keep a new entry of `form`; the draft it was typed in, the first of a new entry unless `closes` names
        another, ends in the same act.

        `confirmations` are the prompts the user confirmed, by key; `prompted` the first values that were changed
        because of a prompt. Keys of rows count positions in `rows` from 0: `chemotherapy[2].drug`. The entry of a
        `deviation` is opened in the same act.
        """
        if form in _VERBS:
            raise StoreBug(f"{form} is written by {_VERBS[form]}()")
        entry = self._next_entry(participant, form)
        with self._act() as act:
            recording = self._begin(
                act, participant, form, entry, operation="record", values=values, rows=rows
            )
            recording.remark(values, rows, confirmations, prompted)
            self._depart(act, participant, recording, deviation, values)
            self._end_draft(participant, form, closes or DraftSlot(None))
        return self._told(ChangeKind.RECORDED, participant, form, entry)

    def correct(
        self, participant: str, form: str, entry: int, values: Mapping[str, str], *, rows: Rows = _NO_ROWS,
        reason: str = "", confirmations: Mapping[str, str] = _NONE_CONFIRMED,
        prompted: Mapping[str, Prompted] = _NONE_PROMPTED, deviation: Deviation | None = None,
        closes: DraftSlot | None = None,
    ) -> Change:  # fmt: skip
        """Change an entry: columns and rows not named stay, rows without a number are added, blanks need no reason.

        The draft it was typed in, the entry's first unless `closes` names another, ends in the same act, also where
        nothing of it is new. ReasonNeeded where a value that is not empty would change and `reason` is empty; nothing
        is kept then.
        """
        saved = self._unstruck(participant, form, entry)
        self._layouts[form].check(values, rows)
        if not (would_change(saved, values, rows) or confirmations or prompted or deviation):
            if closes is not None:
                self.discard_draft(participant, form, closes.entry, slot=closes.slot)
            return Change(ChangeKind.UNCHANGED, self.head.sequence, participant, form, entry)
        changed = changed_answers(saved, values, rows)
        if changed and not reason.strip():
            raise ReasonNeeded(changed)
        with self._act() as act:
            recording = self._recording(act, participant, form, entry, operation="correct", reason=reason)
            recording.amend(saved, values, rows)
            recording.remark({**saved.values, **values}, rows, confirmations, prompted)
            self._depart(act, participant, recording, deviation, {**saved.values, **values})
            self._end_draft(participant, form, closes or DraftSlot(entry))
        return self._told(ChangeKind.CORRECTED, participant, form, entry)

    def strike(
        self, participant: str, form: str, entry: int, *, reason: str, row: tuple[str, int] | None = None
    ) -> Change:
        """Strike an entry, or one row of it (`("chemotherapy", 3)`); it stays readable, marked with the reason."""
        saved = self._unstruck(participant, form, entry)
        if not reason.strip():
            raise ReasonNeeded((form if row is None else f"{row[0]}[{row[1]}]",))
        if row is not None:
            kept = saved.row(*row)
            if kept is None or kept.struck:
                raise StoreBug(f"{form} {entry} has no row {row} to strike")
        with self._act() as act:
            recording = self._recording(act, participant, form, entry, operation="strike", reason=reason)
            if row is None:
                recording.strike()
            else:
                recording.strike_row(*row)
        return self._told(ChangeKind.STRUCK, participant, form, entry)

    def confirm(self, participant: str, values: Mapping[str, str], *, closes: DraftSlot | None = None) -> Change:
        """Keep the investigator's confirmation of eligibility; an earlier one is struck as superseded.

        The draft it was typed in, the first of a new one unless `closes` names another, ends in the same act.
        """
        entry = self._last_number(participant, "eligibility") + 1
        anew = text("records_confirmed_anew")
        with self._asking() as reading:
            superseded = reading.unstruck_numbers(participant, "eligibility")
        reason = f"{anew.zh} / {anew.en}"
        with self._act() as act:
            for earlier in superseded:
                self._recording(act, participant, "eligibility", earlier, operation="strike", reason=reason).strike()
            self._begin(act, participant, "eligibility", entry, operation="confirm", values=values)
            self._end_draft(participant, "eligibility", closes or DraftSlot(None))
        return self._told(ChangeKind.CONFIRMED, participant, "eligibility", entry)

    def enrol(self, participant: str, values: Mapping[str, str], *, closes: DraftSlot | None = None) -> Change:
        """Keep the enrolment; StoreBug where the participant is enrolled already. Whether it is allowed is not asked.

        The draft it was typed in, the first of a new one unless `closes` names another, ends in the same act.
        """
        entry = self._next_entry(participant, "enrolment")
        with self._act() as act:
            self._begin(act, participant, "enrolment", entry, operation="enrol", values=values)
            self._end_draft(participant, "enrolment", closes or DraftSlot(None))
        return self._told(ChangeKind.ENROLLED, participant, "enrolment", entry)

    def decide(self, id: str, value: str, *, source: str, reason: str = "") -> Change:  # noqa: A002 - as above
        """Keep a study setting or ruling in a new version; changing one that stands needs a reason."""
        return self.decide_all({id: value}, source=source, reason=reason)

    def decide_all(self, values: Mapping[str, str], *, source: str, reason: str = "") -> Change:
        """Keep several settings or rulings, each in a new version, all of them or none; what stands so already stays.

        ReasonNeeded with the ids of those that would change, where `reason` is empty.
        """
        for name, value in values.items():
            if not all(map(is_text, (name, value, source, reason))) or not name:
                raise StoreBug(f"{name!r}: only text can be decided")
        known = self.decisions()
        new = {name: value for name, value in values.items() if not _stands(known.get(name), value, source)}
        if not new:
            return Change(ChangeKind.UNCHANGED, self.head.sequence)
        changing = tuple(name for name in new if name in known)
        if changing and not reason.strip():
            raise ReasonNeeded(changing)
        with self._act() as act:
            for name, value in new.items():
                self._decide(act, known.get(name), name, value=value, source=source, reason=reason)
        return self._told(ChangeKind.DECIDED)

    def adopt(self, version: str, text: str, *, in_force_from: date, source: str) -> Change:
        """Keep an amendment of the protocol with its whole text; StoreBug where its version is kept already.

        What it says, and whether it may be adopted, is not asked here.
        """
        known = self.amendments()
        if not all(map(is_text, (version, text, source))) or not version or not source.strip():
            raise StoreBug("an amendment needs a version, a text and a source")
        if any(amendment.version == version for amendment in known):
            raise StoreBug(f"version {version} was adopted already")
        number, day = len(known) + 1, in_force_from.isoformat()
        with self._act() as act:
            act.insert(schema.AMENDMENT, {
                "number": number, "version": version, "text": text, "in_force_from": day, "source": source,
                "adopted_by": self.user.name, "adopted_at": act.at,
            })  # fmt: skip
            for operation, new in (("adopt", text), ("adopt_from", day), ("adopt_source", source)):
                act.note(operation, entry=number, field=version, new=new)
        return self._told(ChangeKind.ADOPTED)

    def transfer(self, participant: str, version: str, *, before: str, reason: str) -> Change:
        """Move one participant from the protocol version `before` to `version`; ReasonNeeded without a reason."""
        return self.transfer_all({participant: before}, version, reason=reason)

    def transfer_all(self, before: Mapping[str, str], version: str, *, reason: str) -> Change:
        """Move participants from the protocol versions in `before`, by code, to `version`, all of them or none.

        ReasonNeeded, with their codes, without a reason. Whether the study has such a version is not asked here.
        """
        if not all(map(is_text, (version, reason, *before.values()))) or not version:
            raise StoreBug("a participant is moved to a version")
        for code in before:
            if not self.is_screened(code):
                raise StoreBug(f"{code} was never screened")
        if not before:
            return Change(ChangeKind.UNCHANGED, self.head.sequence)
        if not reason.strip():
            raise ReasonNeeded(tuple(before))
        moved = Counter(transfer.participant for transfer in self.transfers())
        with self._act() as act:
            for code, old in before.items():
                self._move(act, code, moved[code] + 1, before=old, version=version, reason=reason)
        return self._told(ChangeKind.TRANSFERRED, next(iter(before)) if len(before) == 1 else None)

    def note(self, operation: str, *, participant: str = "", form: str = "", detail: str = "") -> Change:
        """Keep a history row without a value: printed, exported, viewed, imported, backed_up, locked, unlocked."""
        if operation not in _NOTES or not is_text(detail):
            raise StoreBug(f"{operation} is nothing that is noted")
        with self._act() as act:
            act.note(operation, participant=participant, form=form, new=detail)
        return self._told(ChangeKind.NOTED, participant or None, form or None)

    def keep_draft(
        self, participant: str, form: str, entry: int | None, values: Mapping[str, str], rows: Rows = _NO_ROWS, *,
        slot: int = 0, base: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Keep what the user has typed so far in place of an earlier draft in `slot`; no history, nobody is told.

        `base` is what stood there when the typing began, by path as in `rebase.flat`.
        """
        self._definition(form)
        with self._transactions.writing():
            at = self._transactions.now()
            draft = drafts.draft(
                participant, form, entry, values, rows, at=at, by=self.user.name, slot=slot, base=base,
            )
            drafts.keep(self._connection, draft)

    def discard_draft(
        self, participant: str, form: str, entry: int | None, *, slot: int = 0, kept_by: str | None = None
    ) -> None:
        """Forget a draft, the user's own unless another is named; nothing happens where there is none."""
        with self._transactions.writing():
            drafts.discard(self._connection, participant, form, entry, kept_by or self.user.name, slot=slot)

    def sign_in(self, user: User, *, with_drafts: bool = False) -> None:
        """From now on `user` acts; the next act begins with the row that says who opened the study.

        `with_drafts` hands over the drafts of whoever acted before.
        """
        if with_drafts:
            with self._transactions.writing():
                drafts.hand_over(self._connection, self.user.name, user.name)
        if user != self.user:
            self.user = user
            self._transactions.sign_in(user)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change once it is safely kept; gives back what ends the watching."""
        self._listeners.append(listener)

        def unwatch() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unwatch

    # What the verbs are made of

    @contextmanager
    def _asking(self) -> Iterator[Reader]:
        with faults(self.study.path):
            yield self._reading

    def _told(
        self, kind: ChangeKind, participant: str | None = None, form: str | None = None, entry: int | None = None
    ) -> Change:
        """Tell the watchers; what goes wrong in one of them is reported, and does not hide that the save happened."""
        change = Change(kind, self.head.sequence, participant, form, entry)
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception as error:
                sys.excepthook(type(error), error, error.__traceback__)
        return change

    def _end_draft(self, participant: str, form: str, closes: DraftSlot) -> None:
        """Forget the user's draft of what is saved, inside the act that saves it."""
        drafts.discard(self._connection, participant, form, closes.entry, self.user.name, slot=closes.slot)

    def _definition(self, form: str) -> FormDefinition:
        if form not in self._forms:
            raise StoreBug(f"no form is called {form}")
        return self._forms[form]

    def _last_number(self, participant: str, form: str) -> int:
        with self._asking() as reading:
            if not reading.is_screened(participant):
                raise StoreBug(f"{participant} was never screened")
            return reading.last_number(participant, form)

    def _next_entry(self, participant: str, form: str) -> int:
        """The number of the next entry; StoreBug where the form takes no further one."""
        definition = self._definition(form)
        limit = definition.at_most if definition.repeats else 1
        last = self._last_number(participant, form)
        if limit is not None and last >= limit:
            with self._asking() as reading:
                if len(reading.unstruck_numbers(participant, form)) >= limit:
                    raise StoreBug(f"{participant} has {form} already: correct the entry that is there")
        return last + 1

    def _unstruck(self, participant: str, form: str, entry: int) -> StoredEntry:
        found = self.entry(participant, form, entry)
        if found is None or found.struck:
            raise StoreBug(f"{participant} has no entry {entry} of {form} that could change")
        return found

    def _recording(
        self, act: Transaction, participant: str, form: str, entry: int, *, operation: str, reason: str = ""
    ) -> EntryWriter:
        if not is_text(reason):
            raise StoreBug("only text can be a reason")
        return EntryWriter(act, self._layouts[form], participant, entry, operation=operation, reason=reason)

    def _begin(
        self, act: Transaction, participant: str, form: str, entry: int, *, operation: str, values: Mapping[str, str],
        rows: Rows = _NO_ROWS,
    ) -> EntryWriter:  # fmt: skip
        self._layouts[form].check(values, rows)
        recording = self._recording(act, participant, form, entry, operation=operation)
        recording.begin(values, rows)
        return recording

    def _depart(
        self, act: Transaction, participant: str, recording: EntryWriter, deviation: Deviation | None,
        values: Mapping[str, str],
    ) -> None:
        """Keep what is said of a departure from the protocol, and open its entry, inside the act that makes it."""
        if deviation is not None:
            recording.depart(deviation, values)
            entry = self._next_entry(participant, deviation.form)
            self._begin(act, participant, deviation.form, entry, operation="record", values=deviation.values)

    def _move(self, act: Transaction, code: str, number: int, *, before: str, version: str, reason: str) -> None:
        act.insert(schema.TRANSFER, {
            "participant": code, "number": number, "before": before, "version": version, "reason": reason,
            "moved_by": self.user.name, "moved_at": act.at,
        })  # fmt: skip
        act.note("transfer", participant=code, entry=number, old=before, new=version, reason=reason)

    def _decide(
        self, act: Transaction, before: Decision | None, id: str, *, value: str, source: str, reason: str  # noqa: A002
    ) -> None:
        version = before.version + 1 if before else 1
        act.insert(schema.DECISION, {
            "id": id, "version": version, "value": value, "source": source, "decided_by": self.user.name,
            "decided_at": act.at, "reason": reason,
        })  # fmt: skip
        old_value, old_source = (before.value, before.source) if before else ("", "")
        act.note("decide", entry=version, field=id, old=old_value, new=value, reason=reason)
        act.note("decide_source", entry=version, field=id, old=old_source, new=source, reason=reason)


_NOTES = frozenset({"printed", "exported", "viewed", "imported", "backed_up", "locked", "unlocked"})


def _stands(before: Decision | None, value: str, source: str) -> bool:
    return before is not None and (before.value, before.source) == (value, source)
