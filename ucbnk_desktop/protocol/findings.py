"""What one rule finds: the common currency of the rules, before it becomes the verdict of a criterion."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

from .facts import Answer, Entry, Missing
from .pack import name_of
from .quantity import Quantity
from .verdicts import Evidence, FieldRef, Limit, LimitComparison, Named, Reason
from .verdicts import ReasonArgument as Argument

Kept = TypeVar("Kept", bound=Hashable)
First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")
Fourth = TypeVar("Fourth")
Judged = TypeVar("Judged")
Known = TypeVarTuple("Known")


class Conclusion(IntEnum):
    """What a finding means for the participant, in order of weight: of several, the highest stands."""

    NOT_APPLICABLE = 0
    HOLDS = 1
    NOT_YET = 2
    NEEDS_INVESTIGATOR = 3
    MISSING = 4
    FAILS = 5


@dataclass(slots=True)
class Finding:
    """One rule's answer with its grounds; the fields mean what they mean in `Verdict`.

    `settings` are those that are unset and asked for. `queries` are questions to the coordinator that decide nothing.
    """

    conclusion: Conclusion
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[FieldRef, ...] = ()
    first_ok: date | None = None
    clears_on: date | None = None
    valid_until: date | None = None
    queries: tuple[Reason, ...] = ()


def holds(code: str, *evidence: Evidence, valid_until: date | None = None, **arguments: Argument) -> Finding:
    """The criterion stands in nobody's way, because of `code`."""
    return Finding(Conclusion.HOLDS, (Reason(code, arguments),), evidence, valid_until=valid_until)


def stops(code: str, *evidence: Evidence, **arguments: Argument) -> Finding:
    """The criterion excludes, because of `code`."""
    return Finding(Conclusion.FAILS, (Reason(code, arguments),), evidence)


def asks(code: str, *evidence: Evidence, **arguments: Argument) -> Finding:
    """Only the investigator can say."""
    return Finding(Conclusion.NEEDS_INVESTIGATOR, (Reason(code, arguments),), evidence)


def lacks(code: str, *missing: FieldRef, evidence: tuple[Evidence, ...] = (), **arguments: Argument) -> Finding:
    """Something of this participant is not known: `missing` names it."""
    return Finding(Conclusion.MISSING, (Reason(code, arguments),), evidence, missing)


NOTHING = Finding(Conclusion.HOLDS)
"""The finding of a rule that has nothing to say."""

_ABSENT = {
    Missing.NOT_DONE: "why_not_done",
    Missing.UNKNOWN: "why_unknown",
    Missing.NOT_APPLICABLE: "why_not_answerable",
    Missing.PENDING: "why_pending",
}
_MERGED = frozenset((*_ABSENT.values(), "why_missing"))


def lacking(ref: FieldRef, answer: Answer | None) -> Finding:
    """The finding that `ref` has no value, with the reason that was given for it."""
    missing = None if answer is None else answer.missing
    code = "why_missing" if missing is None else _ABSENT[missing]
    return lacks(code, ref, fields=(ref,))


def contradiction(*refs: FieldRef) -> Finding:
    """The finding that the answers in `refs` cannot all be right."""
    reason = Reason.of("why_contradiction", fields=refs)
    return Finding(
        Conclusion.MISSING, (reason,), missing=refs, queries=(Reason.of("why_query_contradiction", fields=refs),)
    )


def impossible(ref: FieldRef, shown: str) -> Finding:
    """The finding that the value in `ref` cannot be true; nothing is computed from it."""
    return lacks("why_impossible", ref, field=ref, value=shown)


def unset(setting: str, name: Named) -> Finding:
    """The finding that the study has not yet confirmed `setting`."""
    return asks("why_setting", setting=f"setting:{setting}", name=name)


def worst(findings: Iterable[Finding]) -> Finding:
    """Several findings as one: the heaviest state stands, all grounds are kept, the heaviest first."""
    telling = [finding for finding in findings if finding is not NOTHING]
    if len(set(map(id, telling))) < len(telling):  # the same finding of several answers
        telling = list({id(finding): finding for finding in telling}.values())
    if len(telling) < 2:
        return telling[0] if telling else NOTHING
    ordered = sorted(telling, key=_weight)
    return Finding(
        ordered[0].conclusion,
        together([reason for finding in ordered for reason in finding.reasons]),
        _data_once([datum for finding in ordered for datum in finding.evidence]),
        each_once([ref for finding in ordered for ref in finding.missing]),
        latest([finding.first_ok for finding in ordered]),
        latest([finding.clears_on for finding in ordered]),
        earliest([finding.valid_until for finding in ordered]),
        together([query for finding in ordered for query in finding.queries]),
    )


class Given(tuple[Any, ...], Generic[*Known]):
    """Answers that a rule goes on from; each may be the finding that there is none."""

    __slots__ = ()

    def then(self, judge: Callable[[*Known], Judged]) -> Judged | Finding:
        """What `judge` makes of the answers; where any is not known, everything that is missing."""
        for part in self:
            if isinstance(part, Finding):
                return worst([missing for missing in self if isinstance(missing, Finding)])
        return judge(*self)

    def if_known(self, judge: Callable[[*Known], Judged]) -> Judged | None:
        """What `judge` makes of the answers; None where any is not known: for what is only shown or counted too."""
        for part in self:
            if isinstance(part, Finding):
                return None
        return judge(*self)


@overload
def given(part: First | Finding, /) -> Given[First]: ...
@overload
def given(part: First | Finding, second: Second | Finding, /) -> Given[First, Second]: ...
@overload
def given(
    part: First | Finding, second: Second | Finding, third: Third | Finding, /
) -> Given[First, Second, Third]: ...
@overload
def given(
    part: First | Finding, second: Second | Finding, third: Third | Finding, fourth: Fourth | Finding, /
) -> Given[First, Second, Third, Fourth]: ...
def given(*parts: Any) -> Any:
    """Answers to go on from: `given(kind, event).then(lambda kind, event: ...)`, with the types of what is known.

    All parts are asked for before any is looked at, so that everything which is missing is named at once. What need not
    be asked while another answer is not known stands inside `then`.
    """
    return Given(parts)


def required(answer: object) -> Finding:
    """The finding that an answer is missing; nothing where it is known, whatever it says."""
    return answer if isinstance(answer, Finding) else NOTHING


def all_known(parts: Iterable[First | Finding]) -> tuple[First, ...] | Finding:
    """Every one of the answers; where any is not known, everything that is missing."""
    answers = list(parts)
    missing = [answer for answer in answers if isinstance(answer, Finding)]
    return worst(missing) if missing else tuple([answer for answer in answers if not isinstance(answer, Finding)])


def latest(days: Iterable[date | None]) -> date | None:
    """The last of the days that are known."""
    known = [day for day in days if day is not None]
    return max(known) if known else None


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    known = [day for day in days if day is not None]
    return min(known) if known else None


def each_once(items: Sequence[Kept]) -> tuple[Kept, ...]:
    """The items in their order, what is the same only once."""
    return tuple(items if len(items) < 2 else dict.fromkeys(items))


def _data_once(data: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Each datum once, held against all that it was held against: another reading may count it to another day."""
    if len(data) < 2:
        return tuple(data)
    kept: dict[Evidence, Evidence] = {}
    for datum in data:
        before = kept.setdefault(datum, datum)
        more = [one for one in datum.comparisons if one not in before.comparisons] if before is not datum else ()
        if more:
            kept[datum] = replace(before, comparisons=(*before.comparisons, *more))
    return tuple(kept.values())


def _weight(finding: Finding) -> tuple[int, int]:
    return -finding.conclusion, 0 if finding.first_ok is None else -finding.first_ok.toordinal()


def together(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once; those that only list absent fields become one list a code."""
    if len({reason.code for reason in reasons}) == len(reasons):
        return tuple(reasons)
    kept: dict[object, Reason] = {}
    for reason in reasons:
        if reason.code in _MERGED:
            before = kept.get(reason.code)
            kept[reason.code] = Reason.of(reason.code, fields=_union(before, reason)) if before else reason
        else:
            kept.setdefault((reason.code, frozenset(reason.arguments.items())), reason)
    return tuple(kept.values())


def _union(before: Reason, reason: Reason) -> tuple[FieldRef, ...]:
    fields = [*_fields(before), *_fields(reason)]
    return tuple(dict.fromkeys(fields))


def _fields(reason: Reason) -> tuple[FieldRef, ...]:
    fields = reason.arguments["fields"]
    return fields if isinstance(fields, tuple) else ()


def shown(answer: Answer | None) -> str:
    """An answer as text, for evidence."""
    if answer is None:
        return ""
    return f"[{answer.missing}]" if answer.value is None else _text(answer.value)


def _text(value: object) -> str:
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return str(getattr(value, "quantity", value))


def seen(entry: Entry, key: str, on: date | None = None) -> tuple[Evidence, ...]:
    """The answer in `key` as evidence; nothing where there is none."""
    return entry.cached(_seen, key, on)


def _seen(entry: Entry, key: str, on: date | None) -> tuple[Evidence, ...]:
    answer = entry.answer(key)
    return () if answer is None else (Evidence(answer.source, shown(answer), on=on),)


def compared(measured: Quantity | Decimal | int, limit: Decimal | int) -> LimitComparison:
    """A number beside one of the pack's that is the limit as it stands there."""
    return LimitComparison(name_of(limit), measured, limit)


def held(data: tuple[Evidence, ...], *comparisons: LimitComparison, limit: Limit | None = None) -> tuple[Evidence, ...]:
    """The same data, held against limits; `limit` is the one that is shown beside them, if any is."""
    return tuple([Evidence(datum.source, datum.shown, limit, datum.on, comparisons) for datum in data])


def held_also(data: tuple[Evidence, ...], elsewhere: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The same data, held against what they were held against `elsewhere` too; what is shown beside them stays."""
    return tuple(
        replace(datum, comparisons=(*datum.comparisons, *other.comparisons))
        for datum, other in zip(data, elsewhere, strict=True)
    )
