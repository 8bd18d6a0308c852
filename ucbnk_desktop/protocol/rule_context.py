"""One participant on one day, as the rules see them: facts, anchors, and the study's decisions with their use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias, TypeVar

from .dates import PartialDate, completed_years, plus_days
from .facts import Answer, Entry, Facts, TrackedFacts, Value
from .findings import Finding, each_once, lacking, lacks, unset
from .pack import Limits, ProtocolPack
from .result_dates import RESULT_DATES
from .rulings import Rulings, RulingValue, members
from .settings import Settings
from .verdicts import FieldRef, Named

Read = TypeVar("Read")

BORN = FieldRef("demographics", "birth_date")
SEX = FieldRef("demographics", "sex")
PLANNED = FieldRef("screening", "planned_first_infusion_on")
PROCEDURE = FieldRef("screening", "first_procedure_at")
ENROLLED = FieldRef("enrolment", "enrolled_on")
ASSUMED = Named("假定入组日", "assumed day of enrolment")
"""How the day of enrolment is called before anybody is enrolled: it is the day judged for."""
INFUSED = FieldRef("infusion", "infused_on")
GUARDIAN = FieldRef("consent", "guardian_signed_at")
PARTICIPANT = FieldRef("consent", "participant_signed_at")

_SIGNED = (
    "guardian_signed_at", "second_guardian_signed_at", "witness_signed_at", "participant_signed_at",
    "assent_signed_at",
)

_YEARS = range(1900, 2200)
"""Years that a date may carry; any other is a slip of the pen and counts as not entered."""


class OpenRuling(Exception):
    """A rule needs a ruling that nobody has decided; the row is then judged under every value it may have."""

    def __init__(self, ruling: str) -> None:
        super().__init__(ruling)
        self.ruling = ruling


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day up to which a rule counts. `fixed`: the day has been, so waiting changes nothing."""

    day: date
    name: FieldRef | Named
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a criterion asked for, as (ruling, setting, judgement or form; its id), in the order of asking."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew, for the next criterion."""
        self.asked.clear()

    @property
    def rulings(self) -> tuple[str, ...]:
        """The rulings asked for, each once."""
        return self._ids("ruling")

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings asked for, each once."""
        return self._ids("setting")

    @property
    def judgements(self) -> tuple[str, ...]:
        """The criteria whose judgement was asked for, each once."""
        return self._ids("judgement")

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms asked for, each once."""
        return self._ids("form")

    def _ids(self, sort: str) -> tuple[str, ...]:
        return each_once([name for kind, name in self.asked if kind == sort])


Standpoint: TypeAlias = tuple[object, ...]
"""Everything that a case is judged from besides its entries: the day, the anchors, and the decisions of the study."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What the rules may ask about one participant on the day `day`.

    `planned` is the planned and `started` the actual day of the first infusion; `enrolled` the recorded day of
    enrolment. `consented` is the day of consent, `signed` the moment of the last signature on it, `screened` the day of
    the first screening procedure. `trial` holds the values that open rulings are tried with.
    """

    facts: Facts
    day: date
    pack: ProtocolPack
    settings: Settings
    rulings: Rulings
    planned: date | None
    born: date | None
    consented: date | None
    signed: datetime | None
    screened: date | None
    enrolled: date | None
    started: date | None
    trial: Mapping[str, str] = field(default_factory=dict)
    used: Dependencies = field(default_factory=Dependencies)
    at: Anchor | None = None
    # Cache: 1.1 of 3.2 ms, a key in the last of 20 reports, rulings open; lives as long as the case, its trials too.
    _cache: dict[Hashable, tuple[Any, tuple[tuple[str, str], ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls, facts: Facts, *, day: date, pack: ProtocolPack, settings: Settings, rulings: Rulings,
        planned_start: date | None = None, at: Anchor | None = None,
    ) -> RuleContext:
        """The case of `facts` on `day`, without what was recorded about the time after enrolment.

        `at` stands for the first infusion where the question is about one particular infusion.
        """
        consented, enrolled, used = consent_day(facts), enrolled_by(facts, day), Dependencies()
        return cls(
            TrackedFacts(eligibility_facts(facts, enrolled).entries, used.asked), day, pack, settings, rulings,
            planned_start or day_of(facts.value("screening", "planned_first_infusion_on")),
            day_of(facts.value("demographics", "birth_date")), consented, last_signature(facts),
            day_of(facts.value(PROCEDURE.form, PROCEDURE.field)), enrolled, first_infusion(facts, consented),
            used=used, at=at,
        )

    def trying(self, ruling: str, value: str) -> RuleContext:
        """The same case with `ruling` taken as `value`."""
        tried = replace(self, trial={**self.trial, ruling: value})
        object.__setattr__(tried, "_cache", self._cache)
        return tried

    @property
    def standpoint(self) -> Standpoint:
        """What else than the entries in `facts` a rule may come to know."""
        return (
            self.day, self.planned, self.born, self.consented, self.signed, self.screened, self.enrolled, self.started,
            self.at, self.trial, self.pack, self.settings, self.rulings,
        )

    @property
    def limits(self) -> Limits:
        """The protocol's numbers."""
        return self.pack.limits

    @property
    def judged_on(self) -> date:
        """The day of enrolment, before it the day asked for: results have to be valid on it."""
        return self.enrolled or self.day

    def cached(self, key: Hashable, work: Callable[[], Read]) -> Read:
        """What `work`, which `key` names, gives for this case; it may ask for no ruling, for others are being tried.

        The forms and settings that it asked for count as asked for each time.
        """
        asked = self.used.asked
        if key in self._cache:
            given, own = self._cache[key]
            asked.extend(own)
            made: Read = given
            return made
        begun = len(asked)
        made = work()
        own = tuple(asked[begun:])
        assert not any(kind == "ruling" for kind, _ in own), own
        self._cache[key] = made, own
        return made

    # Facts

    def entry(self, form: str) -> Entry:
        """The entry of a form that is filled once; an empty one while there is none."""
        return self.facts.one(form) or Entry(form, None)

    def code(self, form: str, key: str, allowed: tuple[str, ...] = ()) -> str | Finding:
        """The choice in `form.key`, or the finding that there is none."""
        return code_in(self.entry(form), FieldRef(form, key), allowed)

    def yes(self, form: str, key: str) -> bool | Finding:
        """Whether `form.key` is answered with yes; a finding while that is not known."""
        return yes_in(self.entry(form), FieldRef(form, key))

    def birth(self) -> date | Finding:
        """The date of birth, where there is one that can be."""
        if self.born is None:
            return lacking(BORN, self.facts.answer(BORN.form, BORN.field))
        if self.born > self.day:
            return lacks("why_future", BORN, field=BORN, on=self.born)
        return self.born

    def age(self, born: date, on: date) -> int:
        """Completed years on `on`; the ruling on 29 February is asked only where it matters."""
        years = completed_years(born, on)
        if (born.month, born.day, on.month, on.day) != (2, 29, 2, 28) or _is_leap(on.year):
            return years
        return years + (self.ruling("R-LEAPDAY") == "feb28")

    def birthday(self, born: date, years: int) -> date:
        """The day on which `years` are completed; the ruling on 29 February is asked only where it matters."""
        try:
            return born.replace(year=born.year + years)
        except ValueError:
            feb28 = self.ruling("R-LEAPDAY") == "feb28"
            return date(born.year + years, 2, 28) if feb28 else date(born.year + years, 3, 1)

    def infant_until(self, born: date) -> date:
        """The last day before the age from which nobody is an infant."""
        return plus_days(self.birthday(born, self.limits.infant_below_years), -1)

    # Decisions of the study

    def ruling(self, ruling: str) -> str:
        """The value of a ruling that is decided, or being tried; OpenRuling where it is neither."""
        self.used.asked.append(("ruling", ruling))
        decided = self.cached((ruling,), partial(self.rulings.decided, self.pack.rulings[ruling]))
        value = decided or self.trial.get(ruling)
        if value is None:
            raise OpenRuling(ruling)
        return value

    def choice(self, ruling: str) -> RulingValue:
        """A ruling that may carry a number, taken apart."""
        return RulingValue.of(self.ruling(ruling))

    def members(self, ruling: str) -> frozenset[str] | None:
        """The members of a set-valued ruling; None where every conceivable one is meant."""
        return members(self.ruling(ruling), self.pack.rulings[ruling])

    def days(self, setting: str) -> int | Finding:
        """A whole number among the settings; a finding while it is unset."""
        return self._setting(setting, self.settings.integer)

    def text(self, setting: str) -> str | Finding:
        """A choice among the settings; a finding while it is unset."""
        return self._setting(setting, self.settings.text)

    def table(self, setting: str) -> object | Finding:
        """A table among the settings; a finding while it is unset."""
        return self._setting(setting, self.settings.table)

    def unset(self, setting: str) -> Finding:
        """The finding that `setting` is not confirmed, or not as it should be."""
        definition = self.pack.settings[setting]
        return unset(setting, Named(definition.zh, definition.en))

    def _setting(self, setting: str, read: Callable[[str], Read | None]) -> Read | Finding:
        self.used.asked.append(("setting", setting))
        value = read(setting)
        return self.unset(setting) if value is None else value

    # Anchors

    def start(self) -> Anchor | Finding:
        """The first infusion: the actual one, before it the planned one."""
        if self.at is not None:
            return self.at
        if self.started is not None:
            return Anchor(self.started, INFUSED, fixed=True)
        if self.planned is None:
            return lacking(PLANNED, self.facts.answer(PLANNED.form, PLANNED.field))
        return Anchor(self.planned, PLANNED)

    def enrolment(self) -> Anchor | Finding:
        """The day of enrolment as the study defines it; while it is not reached, the day asked for."""
        match definition := self.text("enrol_definition"):
            case Finding():
                return definition
            case "consent":
                return self.consent()
            case "first_infusion":
                return self.start()
            case "eligibility_signed" | "slot":
                return self._enrolled_on()
            case _:
                return self.unset("enrol_definition")

    def _enrolled_on(self) -> Anchor | Finding:
        if self.enrolled is None:
            return Anchor(self.day, ASSUMED)
        return misdated(self, ENROLLED, self.enrolled) or Anchor(self.enrolled, ENROLLED, fixed=True)

    def consent(self) -> Anchor | Finding:
        """The day on which consent was signed, by the guardian, or by the participant where no guardian signed."""
        if self.consented is None:
            return lacking(GUARDIAN, self.facts.answer(GUARDIAN.form, GUARDIAN.field))
        signed = GUARDIAN if day_of(self.facts.value(GUARDIAN.form, GUARDIAN.field)) else PARTICIPANT
        return misdated(self, signed, self.consented) or Anchor(self.consented, signed, fixed=True)


def code_in(entry: Entry, ref: FieldRef, allowed: tuple[str, ...] = ()) -> str | Finding:
    """The code that `entry` holds for `ref`, or the finding that it holds none (or none of `allowed`)."""
    answer = entry.answers.get(ref.field.rpartition(".")[2])
    code = None if answer is None else answer.value
    if not isinstance(code, str) or (allowed and code not in allowed):
        return lacking(ref, answer)
    return code


def yes_in(entry: Entry, ref: FieldRef) -> bool | Finding:
    """Whether `entry` answers `ref` with yes; a finding where it answers neither yes nor no."""
    code = code_in(entry, ref, ("yes", "no"))
    return code if isinstance(code, Finding) else code == "yes"


def span_in(entry: Entry, ref: FieldRef) -> PartialDate | Finding:
    """The date, full or partial, that `entry` holds for `ref`."""
    answer = entry.answer(ref.field.rpartition(".")[2])
    span = span_of(None if answer is None else answer.value)
    return lacking(ref, answer) if span is None else span


def span_of(value: Value | None) -> PartialDate | None:
    """A value as an interval of days, where it is a date of any kind in a year that can be meant."""
    if isinstance(value, PartialDate):
        return value if value.first.year in _YEARS else None
    day = day_of(value)
    return None if day is None else PartialDate.of(day)


def day_of(value: Value | None) -> date | None:
    """A value as one calendar day, where it is one in a year that can be meant."""
    if isinstance(value, PartialDate):
        value = value.known
    elif isinstance(value, datetime):
        value = value.date()
    return value if isinstance(value, date) and value.year in _YEARS else None


def answered(entry: Entry, key: str) -> Answer | None:
    """The answer in `key` where it carries a value."""
    answer = entry.answer(key)
    return answer if answer is not None and answer.value is not None else None


def misdated(case: RuleContext, ref: FieldRef, on: date) -> Finding | None:
    """The finding that what `ref` dates cannot have been on the day `on`: it is to come, or before birth."""
    if on > case.day:
        return lacks("why_future", ref, field=ref, on=on)
    if case.born is not None and on < case.born:
        return lacks("why_before_birth", ref, field=ref, on=on)
    return None


def enrolled_by(facts: Facts, day: date) -> date | None:
    """The recorded day of enrolment, once it is reached on `day`."""
    enrolled = day_of(facts.value(ENROLLED.form, ENROLLED.field))
    return enrolled if enrolled is not None and enrolled <= day else None


def consent_day(facts: Facts) -> date | None:
    """The day of the guardian's signature, of the participant's own where no guardian signed."""
    days = (day_of(facts.value(ref.form, ref.field)) for ref in (GUARDIAN, PARTICIPANT))
    return next((day for day in days if day is not None), None)


def signed_last(facts: Facts) -> date | None:
    """The day of the last signature on consent, whoever gave it."""
    days = [day_of(facts.value("consent", key)) for key in _SIGNED]
    return max((day for day in days if day is not None), default=None)


def last_signature(facts: Facts) -> datetime | None:
    """The moment at which consent was complete: the last signature that stands before the first procedure.

    One that stands after it renews consent, or is no consent at all: the rule of I1 tells them apart.
    """
    procedure = facts.value(PROCEDURE.form, PROCEDURE.field)
    moments = [at for at in (facts.value("consent", key) for key in _SIGNED) if isinstance(at, datetime)]
    before = [at for at in moments if not isinstance(procedure, datetime) or at <= procedure]
    return max(before or moments, default=None)


def first_infusion(facts: Facts, consented: date | None) -> date | None:
    """The first day on which cells were given; one before consent is a slip of the pen."""
    given = (entry for entry in facts.all("infusion") if entry.value("given") == "yes")
    days = (day_of(entry.value("infused_on")) for entry in given)
    return min((day for day in days if day is not None and (consented is None or day >= consented)), default=None)


def eligibility_facts(facts: Facts, enrolled: date | None) -> Facts:
    """`facts` without the entries that are dated after enrolment; a form that keeps all of its entries stays itself."""
    if enrolled is None:
        return facts
    kept = {form: _until(form, entries, enrolled) for form, entries in facts.entries.items()}
    return Facts(kept)


def _until(form: str, entries: tuple[Entry, ...], last: date) -> tuple[Entry, ...]:
    kept = tuple(entry for entry in entries if not _after(form, entry, last))
    return entries if len(kept) == len(entries) else kept


def _after(form: str, entry: Entry, last: date) -> bool:
    days = [day for day in (day_of(entry.value(key)) for key in RESULT_DATES.get(form, ())) if day is not None]
    return bool(days) and min(days) > last


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
