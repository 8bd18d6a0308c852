"""The versions of the protocol that a study knows, and which of them is in force for whom.

The first version is the program's own pack; the others are the amendments that the study adopted, in their order.
A participant is judged by the version they were moved to, else by the newest that was in force when consent was signed.
What was adopted after enrolment, or after screening had ended, is not theirs unless they are moved: whoever
began under a version stays under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ucbnk_desktop.protocol.amendment import amended
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack
from ucbnk_desktop.protocol.rule_context import consent_day
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import Amendment, Transfer
from ucbnk_desktop.wording import Language, Text, say

from .chart import Chart
from .model import Refused
from .words import worded

_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


class AdoptionRefused(Refused):
    """The amendment cannot be adopted now."""


class TransferRefused(Refused):
    """Not all of the participants can be moved to this version; none is."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the protocol; `amendment` is how it came to the study, None for the program's own."""

    pack: ProtocolPack
    amendment: Amendment | None = None

    @property
    def name(self) -> str:
        """The version as printed."""
        return self.pack.version


@dataclass(frozen=True, slots=True)
class Move:
    """Participants to be moved, from the versions in `before` by their codes, to one other version."""

    before: Mapping[str, str]
    version: str
    reason: str


@dataclass(frozen=True)
class Protocols:
    """Every version of a study, oldest first, and the last move of each participant who was moved."""

    versions: tuple[Version, ...]
    moved: Mapping[str, Transfer]

    @property
    def newest(self) -> Version:
        """The version adopted last, in force already or not."""
        return self.versions[-1]

    def named(self, name: str) -> Version:
        """The version called `name`; KeyError where the study has none."""
        return {version.name: version for version in self.versions}[name]

    def on(self, day: date, *, known_at: datetime | None = None) -> Version:
        """The version in force on `day`, of those that had been adopted at the moment `known_at`."""
        return next(version for version in reversed(self.versions) if _in_force(version.amendment, day, known_at))

    def of(self, chart: Chart, facts: Facts, day: date) -> Version:
        """The version by which `facts` of this participant are judged; before consent the one in force on `day`."""
        moved = self.moved.get(chart.code)
        if moved is not None:
            return self.named(moved.version)
        if len(self.versions) == 1:
            return self.newest
        return self.on(consent_day(facts) or day, known_at=closed_at(chart))

    def with_amendment(self, pack: ProtocolPack, in_force_from: date) -> Protocols:
        """As if the amendment that makes `pack` were adopted now, after everything that is recorded."""
        amendment = Amendment(len(self.versions), pack.version, "", in_force_from, "", "", _AFTER_ALL)
        return Protocols((*self.versions, Version(pack, amendment)), self.moved)

    def read(self, text: str, name: str) -> ProtocolPack:
        """The pack that the amendment `text` in the file `name` makes of the newest version; PackError."""
        return amended(self.newest.pack, text, name, taken={version.name for version in self.versions})


def known(base: ProtocolPack, amendments: Iterable[Amendment], transfers: Iterable[Transfer]) -> Protocols:
    """The versions of a study file; a StoreFault in words where this program cannot apply what the study adopted."""
    protocols = Protocols((Version(base),), {})
    for amendment in amendments:
        try:
            pack = protocols.read(amendment.text, amendment.version)
        except PackError as error:
            raise StoreFault("protocol_unusable", version=amendment.version, problem=PackProblem(error)) from error
        protocols = Protocols((*protocols.versions, Version(pack, amendment)), {})
    moved = {transfer.participant: transfer for transfer in transfers}
    for transfer in moved.values():
        if transfer.version not in {version.name for version in protocols.versions}:
            raise StoreFault("protocol_unusable", version=transfer.version, problem="—")
    return Protocols(protocols.versions, moved)


@dataclass(frozen=True, slots=True)
class PackProblem:
    """What is wrong with a pack, to be said in either language."""

    error: PackError

    def words(self, language: Language) -> str:
        """The problem in `language`; of the program's own pack its plain message."""
        return say(self.error.code, language, **self.error.arguments) if self.error.code else str(self.error)


def closed_at(chart: Chart) -> datetime | None:
    """When the participant's enrolment, or the end of screening, was recorded; None while neither was."""
    closed = chart.one("enrolment") or chart.one("end_of_study")
    return None if closed is None else closed.recorded_at


def check_adoption(protocols: Protocols, pack: ProtocolPack, in_force_from: date, source: str) -> None:
    """AdoptionRefused, with every reason, unless `pack` can be adopted for consent from `in_force_from` on."""
    reasons = tuple(_against_adoption(protocols, pack, in_force_from, source))
    if reasons:
        raise AdoptionRefused(reasons=reasons)


def check_move(protocols: Protocols, move: Move) -> None:
    """TransferRefused, with every reason, unless the whole of this move can be made."""
    reasons = tuple(_against_move(protocols, move))
    if reasons:
        raise TransferRefused(reasons=reasons)


def _in_force(amendment: Amendment | None, day: date, known_at: datetime | None) -> bool:
    if amendment is None:
        return True
    return amendment.in_force_from <= day and (known_at is None or amendment.adopted_at <= known_at)


def _against_adoption(protocols: Protocols, pack: ProtocolPack, in_force_from: date, source: str) -> Iterator[Text]:
    if in_force_from < pack.dated:
        yield worded("protocol_refused_before_dated", day=in_force_from, dated=pack.dated)
    last = protocols.newest.amendment
    if last is not None and in_force_from < last.in_force_from:
        yield worded("protocol_refused_before_last", day=in_force_from, version=last.version, last=last.in_force_from)
    if not source.strip():
        yield worded("protocol_refused_no_source")


def _against_move(protocols: Protocols, move: Move) -> Iterator[Text]:
    if move.version not in {version.name for version in protocols.versions}:
        yield worded("protocol_refused_unknown", version=move.version)
    for code, before in move.before.items():
        if before == move.version:
            yield worded("protocol_refused_same", code=code, version=move.version)
    if not move.reason.strip():
        yield worded("protocol_refused_no_reason")
